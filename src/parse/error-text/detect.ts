/** What a paste is. Names as in contract/report.schema.json. */
export type InputKind = 'migration-error' | 'ndr' | 'sync-error' | 'headers' | 'recipients' | 'unknown';

const HEADER_LINE =
  /^[ \t>]{0,8}(?:Received|From|To|Cc|Subject|Date|Message-ID|Return-Path|Delivered-To|Reply-To|Sender|Authentication-Results|ARC-[A-Za-z-]{2,40}|DKIM-Signature|Received-SPF|MIME-Version|Content-Type|Thread-(?:Topic|Index)|References|In-Reply-To|X-[A-Za-z0-9-]{2,80})[ \t]{0,4}:/gim;
const STRONG_HEADER =
  /^[ \t>]{0,8}(?:Received|Authentication-Results|X-Forefront-Antispam-Report|X-MS-Exchange-[A-Za-z0-9-]{2,60}|DKIM-Signature|Received-SPF|ARC-Seal)[ \t]{0,4}:/gim;
const LDIF = /^(?:dn|distinguishedName)::? ?(?:CN=|OU=|[A-Za-z0-9+/=]{20})/im;

/** Words with their weight; a text is of a kind when the words of that kind weigh enough together. */
const WORDS: Readonly<Record<'migration-error' | 'ndr' | 'sync-error', readonly (readonly [RegExp, number])[]>> = {
  'migration-error': [
    [/\bMigration[A-Za-z]{0,40}Exception\b/, 4],
    [/(?:Permanent|Transient)Exception\b/, 3],
    [/mrsproxy|mailbox replication|MailboxReplication/i, 4],
    [/\bMRS[A-Z][A-Za-z]{3,40}/, 3],
    [/mailbox GUID|ExchangeGuid/i, 2],
    [/\bmigration (?:batch|user|endpoint|mailbox)|move request|MoveRequest|MigrationUser|MigrationBatch|MigrationEndpoint/i, 3],
    [/\bMapiException[A-Z]/, 3],
    [/StalledDueTo|DataConsistencyScore|PercentComplete|BadItem/i, 3],
    [/primary mailbox|target mailbox|source mailbox|remote mailbox|RemoteMailbox/i, 2],
    [/hybrid agent|HCW\d{4}|hybrid configuration/i, 3],
  ],
  ndr: [
    [/Diagnostic information for administrators|Diagnoseinformationen f|Informations de diagnostic pour les admin/i, 4],
    [/(?:Final|Original)-Recipient:|Reporting-MTA:|Diagnostic-Code:/i, 4],
    [/Generating server|Remote Server returned ['"\u2018\u201c]?[45]\d\d|multipart\/report|delivery-status/i, 3],
    [
      /(?:delivery|message|mail) (?:has failed|couldn.t be delivered|wasn.t delivered|could not be delivered)|undeliverable|Delivery Status Notification/i,
      3,
    ],
    [/(?<![\d.])[45]\.[0-7]\.\d{1,3}(?!\d|\.\d)/, 1],
    [/\b(?:550|554|451|452|421|530|501|503|552|553|571)[ -](?:[45]\.[0-7]\.\d{1,3}|#)/, 3],
    [/IMCEAEX-/, 2],
  ],
  'sync-error': [
    [
      /\b(?:InvalidSoftMatch|InvalidHardMatch|ObjectTypeMismatch|(?:Quarantined)?AttributeValueMustBeUnique|ExistingAdminRoleConflict|(?:Identity)?DataValidationFailed|FederatedDomainChangeError|AttributeUpdateNotAllowed|DeletingCloudOnlyObjectNotAllowed|ExceededAllowedLength|LargeObject)\b/,
      5,
    ],
    [
      /Unable to update this object|Another cloud created object|hard match operation blocked|existing admin role conflict|values that may already be associated/i,
      4,
    ],
    [/\[(?:UserPrincipalName|ProxyAddress(?:es)?|SipProxyAddress|OnPremises?SecurityIdentifier) [^\]\r\n]{3,300};/, 4],
    [
      /Password Change Result - Anchor|Password (?:hash )?synchronization (?:failed for domain|has not been activated)|stopped-deletion-threshold|Prevent Accidental Deletes|synchronization operation, Delete/i,
      4,
    ],
    [/ECMA2 MA|completed-export-errors|HybridIdentityService|HybridSynchronization|AzureActiveDirectory(?:Invalid|Expired)Credential/, 4],
    [/on run profile "|management agent "|Source:\s{1,12}(?:ADSync|Directory Synchronization)\b/, 3],
    [/Synchronization Service|Entra Connect|Azure AD Connect|AAD ?Connect|Directory ?sync(?:hronization)?/i, 2],
    [
      /PropertyConflict|"(?:on|service)P(?:remisesP)?rovisioningErrors"\s{0,8}:\s{0,8}\[\s{0,40}\{|propertyCausingError|"ObjectIdInConflict"/i,
      5,
    ],
    [/sourceAnchor|ImmutableId|connector space/i, 1],
    [/\b0x8023134a\b|SourceAnchor attribute has changed/i, 5],
  ],
};

const HEADER_NAME =
  /(?:^|[\n\r>|*"\t ])(?:Received|Received-SPF|Authentication-Results|Return-Path|Message-ID|ARC-[A-Za-z-]{4,30}|DKIM-Signature|X-MS-[A-Za-z0-9-]{3,80}|X-Forefront-Antispam-Report|X-Microsoft-Antispam|X-OriginatorOrg|From|Subject)\s{0,4}[:|\t]/i;
const REPORT_MARK =
  /(?<![\d.])[245]\.[0-7]\.\d{1,3}(?!\d|\.\d)|\b(?:4[25]\d|5[05]\d)[ -]|IMCEAEX|Final-Recipient|Reporting-MTA|LED=|RESOLVER\./i;

const SYNC_MARK =
  /(?:Must ?Be ?Unique|Soft ?Match|Hard ?Match|TypeMismatch|Type Mismatch|RoleConflict|Role Conflict|ValidationFail|Validation Fail|LargeObject|Large Attribute|ExceededAllowedLength|DomainChange|UpdateNotAllowed|CloudOnlyObject|cloud-only object|PropertyConflict|propertyCausingError|serviceInstance|InConflict|source anchor|SourceAnchor|0x8023134a|object is too large|update this object|same proxy address|Password[\s>|]{1,12}Change[\s>|]{1,12}Result|operation, Delete|user ID is not|Duplicate Attribute|permission-issue|\[[\s*_]{0,4}(?:UserPrincipalName|ProxyAddress|SipProxy|OnPremise|SignInName|Mail)[\s;eAs*]|ProvisioningErrors\s{0,20}:\s{0,4}\{[UP]|;\s{0,40}\*{0,2}\]|[:：]\s{0,4}(?:UserPrincipalName|ProxyAddress(?:es)?)\s{0,2}(?:[.。;"'<\r\n]|$))/i;

/** True where a text may tell of a directory-synchronization error: only such a text is read for them. Cheap, and errs on the side of yes. */
export function mayHoldSyncError(text: string): boolean {
  return SYNC_MARK.test(text);
}

/** True where a text may hold message headers, a delivery report or synchronization errors: reading them is then worth loading the readers. Cheap, and errs on the side of yes. */
export function mayHoldMail(text: string): boolean {
  return HEADER_NAME.test(text) || mayHoldReport(text) || mayHoldSyncError(text);
}

/** True where a text may be a delivery report. */
export function mayHoldReport(text: string): boolean {
  return REPORT_MARK.test(text);
}

const ENOUGH = 3;

/**
 * In: the decoded text. Out: what it is, most probable first; none for text that is of no kind.
 * A text can be of several kinds: an NDR holds headers, a mail about a failed move may hold both.
 */
export function detectKinds(text: string): readonly Exclude<InputKind, 'unknown'>[] {
  const weights = new Map<Exclude<InputKind, 'unknown'>, number>();
  const sample = text.length > 2_000_000 ? `${text.slice(0, 1_000_000)}\n${text.slice(-1_000_000)}` : text;
  for (const kind of ['migration-error', 'ndr', 'sync-error'] as const) {
    let weight = 0;
    for (const [pattern, points] of WORDS[kind]) if (pattern.test(sample)) weight += points;
    if (weight >= ENOUGH) weights.set(kind, weight);
  }
  // A block of headers has lines; a single sentence is not looked through for them.
  if (!/\n[\s\S]*\n/.test(sample)) return ordered(weights);
  const strong = count(sample, STRONG_HEADER, 40);
  const lines = count(sample, HEADER_LINE, 60);
  if (strong >= 1 && lines >= 3) weights.set('headers', Math.min(3 + lines, 12));
  else if (lines >= 4) weights.set('headers', 4);
  if (LDIF.test(sample)) weights.set('recipients', 3);
  return ordered(weights);
}

function ordered<Kind>(weights: ReadonlyMap<Kind, number>): readonly Kind[] {
  return [...weights].sort((a, b) => b[1] - a[1]).map(([kind]) => kind);
}

function count(text: string, pattern: RegExp, most: number): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) {
    found++;
    if (found >= most) break;
  }
  return found;
}
