/**
 * What a field name says about the text it stands in.
 * - `solo`: pasted on its own it is a header field and nothing else.
 * - `mail`: other formats do not have it.
 * - `common`: mail has it, HTTP, YAML or a form may have it too.
 * - `reply`: the head that a mail program writes over a quoted message ("Sent:").
 * - `status`: message/delivery-status (RFC 3464), which is no message header.
 */
export type NameKind = 'solo' | 'mail' | 'common' | 'reply' | 'status';

const SOLO = [
  'authentication-results authentication-results-original arc-seal arc-message-signature arc-authentication-results',
  'dkim-signature received-spf x-customspam x-originatororg x-organizationheaderspreserved',
].join(' ');

const MAIL = [
  'received return-path message-id references in-reply-to delivered-to envelope-to x-received x-original-to x-originating-ip x-mailer',
  'x-ms-has-attach x-ms-tnef-correlator x-ms-publictraffictype x-ms-traffictypediagnostic x-ms-office365-filtering-correlation-id',
  'x-incomingtopheadermarker x-incomingheadercount x-ld-processed x-ms-gcc-journal-report x-mimeole x-priority x-msmail-priority',
  'x-auto-response-suppress auto-submitted thread-topic thread-index delivery-date disposition-notification-to errors-to reply-to',
  'return-receipt-to deferred-delivery x-beenthere x-virus-scanned x-spam-score x-envelope-from x-env-sender x-sender x-asg-debug-id',
  'domainkey-signature x-me-sender x-me-proxy feedback-id x-campaign x-report-abuse x-msg-ref x-starscan-version x-viruschecked',
  'x-brightmail-tracker x-authority-analysis x-ipas-result x-amp-result x-phplistadmin x-c2processedorg x-sm-outgoing require-recipient-valid-since',
  'spamdiagnosticoutput spamdiagnosticmetadata msip_labels x-ms-oob-tlc-oobclassifiers bcc bimi-selector bimi-indicator autocrypt',
  'x-mailman-version x-mailinglist x-loop x-forwarded-to x-forwarded-for-email x-yahoo-newman-property x-ymail-osg x-apparently-to',
  'x-tmn x-sid-pra x-sid-result x-auid x-clx-shades x-clx-response x-sender-ip x-uidl x-mozilla-status x-mozilla-status2 x-account-key',
].join(' ');

const COMMON = [
  'from to cc subject date sender mime-version content-type content-transfer-encoding content-language content-disposition content-id',
  'content-description content-class accept-language importance priority precedence sensitivity organization organisation keywords',
  'comments user-agent lines approved xref newsgroups status openpgp encrypted supersedes expires distribution mail-followup-to',
  'drawingcanvaselements acceptlanguage content-length content-location content-base followup-to original-message-id',
].join(' ');

const STATUS = [
  'reporting-mta final-recipient original-recipient action diagnostic-code remote-mta arrival-date last-attempt-date received-from-mta',
  'original-envelope-id dsn-gateway will-retry-until final-log-id reporting-ua disposition x-supplementary-info x-display-name',
  'x-actual-recipient x-postfix-queue-id x-postfix-sender',
].join(' ');

const NAMES: ReadonlyMap<string, NameKind> = new Map<string, NameKind>([
  ...SOLO.split(' ').map((name) => [name, 'solo'] as const),
  ...MAIL.split(' ').map((name) => [name, 'mail'] as const),
  ...COMMON.split(' ').map((name) => [name, 'common'] as const),
  ...STATUS.split(' ').map((name) => [name, 'status'] as const),
  ['sent', 'reply'],
]);

/** Families, told by the name up to its second hyphen. */
const FAMILIES: ReadonlyMap<string, NameKind> = new Map<string, NameKind>([
  ['x-forefront', 'solo'],
  ...[
    ...['x-google', 'x-gm', 'x-mimecast', 'x-mc', 'x-proofpoint', 'x-pp', 'x-barracuda', 'x-bess', 'x-asg', 'x-ironport', 'x-sea'],
    ...['x-sophos', 'x-lased', 'x-tm', 'x-tmase', 'x-imss', 'x-cloud', 'x-sepp', 'x-codetwo', 'x-feas', 'x-fe', 'x-spam', 'x-rspamd'],
    ...['x-oq', 'x-tessian', 'x-ses', 'x-sg', 'x-mailgun', 'x-mailchimp', 'x-hs', 'x-sfmc', 'x-antiabuse', 'x-authenticated', 'x-ovh'],
  ].map((name) => [name, 'mail'] as const),
]);
const FAMILY_STARTS: readonly (readonly [string, NameKind])[] = [
  ['x-ms-exchange-', 'solo'],
  ['x-microsoft-antispam', 'solo'],
  ['x-exchange-antispam', 'solo'],
  ['x-crosspremisesheaders', 'solo'],
  ['x-eop', 'solo'],
];

/** Keys of the antispam reports: a line that begins with one goes on with the report before it, it is no field. */
const REPORT_KEYS: ReadonlySet<string> = new Set(
  [
    'CIP CTRY LANG SCL SRV IPV SFV H PTR CAT SFTY DIR SFS SFP EFV SRVR FPR SPF MLV MX A PCL UIP SKIP BCL RULEID ARA ARA_ND RULEEXCL',
    'UCF JMR AUTH DEST OFR ENG RF ABWL WL PCWL KL IWL DWL DKL RWL EX PSP DV SID ORIGIP CW PP TIME MIME P100',
  ]
    .join(' ')
    .split(' '),
);

/** In: a field name in lower case. Out: what it says; undefined for a name that is not in the table. */
export function nameKind(key: string): NameKind | undefined {
  const kind = NAMES.get(key);
  if (kind !== undefined) return kind;
  if (!key.startsWith('x-')) return /^(?:list|resent|ironport)-[a-z]/.test(key) ? 'mail' : undefined;
  for (const [start, family] of FAMILY_STARTS) if (key.startsWith(start)) return family;
  const hyphen = key.indexOf('-', 2);
  return FAMILIES.get(hyphen < 0 ? key : key.slice(0, hyphen));
}

/** True for a key such as `CIP` or `ctry` of an antispam report. */
export function isReportKey(name: string): boolean {
  return name.length <= 8 && REPORT_KEYS.has(name.toUpperCase());
}

/** True where a known name with a hyphen begins so: the rest was cut off. */
export function isCutName(text: string): boolean {
  const key = text.toLowerCase();
  if (/^x-[a-z0-9-]{0,70}$/.test(key)) return true;
  if (!/^[a-z]+-[a-z-]*$/.test(key) || key.length > 40) return false;
  for (const name of NAMES.keys()) if (name.startsWith(key)) return true;
  return false;
}
