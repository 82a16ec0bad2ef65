import { vendorOfField } from './vendors.js';

/** What makes a field believable. */
export type TrustClass =
  | 'service-stamp'
  | 'trace'
  | 'header-firewall'
  | 'cross-premises'
  | 'signed'
  | 'positional'
  | 'third-party'
  | 'sender-controlled'
  | 'untrusted-copy';

export interface KnownField {
  readonly about: string;
  readonly trust: TrustClass;
}

type Rows = Readonly<Record<string, string>>;
const rows = (trust: TrustClass, entries: Rows): readonly (readonly [string, KnownField])[] =>
  Object.entries(entries).map(([key, about]) => [key, { about, trust }] as const);

const EXACT: ReadonlyMap<string, KnownField> = new Map([
  ...rows('positional', { received: 'One hop of the path; the newest stands on top.' }),
  ...rows('trace', {
    'authentication-results': 'What one receiver found about SPF, DKIM and DMARC; Microsoft adds composite authentication.',
    'received-spf': 'SPF result of one receiver.',
    'return-path': 'Envelope sender, written at delivery; <> stands for a bounce.',
  }),
  ...rows('signed', {
    'dkim-signature': 'Signature of a domain over the message; worth nothing until a receiver verified it.',
    'arc-seal': 'Seal of one hop over the ARC chain; cv says how the chain looked before it.',
    'arc-message-signature': 'Signature over the message as one ARC hop saw it.',
    'arc-authentication-results': 'What one ARC hop found about SPF, DKIM and DMARC.',
  }),
  ...rows('service-stamp', {
    'x-forefront-antispam-report': "Verdict of one scan by Exchange Online's filter.",
    'x-microsoft-antispam': 'Bulk complaint level and codes internal to Microsoft.',
    'x-microsoft-antispam-mailbox-delivery': 'What happened at the mailbox; never documented by Microsoft.',
    'x-microsoft-antispam-message-info': 'Opaque data of the filter.',
    'x-microsoft-antispam-prvs': 'Internal to the filter.',
    'x-customspam': 'An Advanced Spam Filter setting of an anti-spam policy matched.',
    'x-incomingtopheadermarker': 'Marks where the fields begin that came with the message.',
    'x-incomingheadercount': 'How many fields came with the message.',
    'x-originatororg': 'Accepted domain of the tenant that sent.',
    'x-eopattributedmessage': 'How Exchange Online attributed the connection: 0 is inbound.',
    'x-eoptenantattributedmessage': 'Tenant that the connection was attributed to.',
    'x-ms-publictraffictype': 'Kind of traffic.',
    'x-ms-traffictypediagnostic': 'Services of Exchange Online that the message passed; undocumented.',
    'x-ms-office365-filtering-correlation-id': 'Id of the message in the service, as in a message trace.',
    'x-ms-exchange-antispam-relay': 'Whether the mail was relayed through the service.',
    'x-ms-exchange-externaloriginalinternetsender': 'Address that filtering judged after it skipped the listed hops (enhanced filtering).',
    'x-ms-exchange-skiplistedinternetsender':
      'Address that enhanced filtering would have judged; alone it means the filtering was not applied.',
    'x-ms-exchange-senderadcheck': 'Whether the sender was looked up in the directory.',
    'x-ms-exchange-transport-endtoendlatency': 'Time within the service.',
    'x-ms-exchange-processed-by-bccfoldering': 'Version of the server that delivered.',
    'x-ms-exchange-transport-crosstenantheadersstamped': 'Server that wrote the CrossTenant fields.',
    'x-ms-exchange-transport-crosstenantheadersstripped': 'Server that removed CrossTenant fields of an earlier tenant.',
    'x-ms-exchange-transport-crosstenantheaderspromoted': 'Server that accepted the CrossTenant fields.',
  }),
  ...rows('cross-premises', {
    'x-organizationheaderspreserved': 'Server that kept the Organization fields for the other premises.',
    'x-crosspremisesheaderspromoted': 'Server that accepted the cross-premises fields and turned them into Organization fields.',
    'x-crosspremisesheadersfiltered': 'Server that took the cross-premises fields out on receipt.',
    'x-crosspremisesheadersfilteredbysendconnector':
      'Server that removed the cross-premises fields because its Send connector has CloudServicesMailEnabled off.',
  }),
  ...rows('untrusted-copy', {
    'authentication-results-original': 'Authentication-Results the message carried on arrival, renamed.',
    'x-ms-exchange-authentication-results': 'Authentication-Results of an earlier pass, renamed.',
    'x-forefront-antispam-report-untrusted': 'Filter report the message carried on arrival, renamed.',
    'x-forefront-antispam-report-original': 'Filter report of an earlier pass, renamed.',
    'x-microsoft-antispam-untrusted': 'Filter codes the message carried on arrival, renamed.',
    'x-microsoft-antispam-message-info-original': 'Opaque data of an earlier pass of the filter.',
  }),
  ...rows('sender-controlled', {
    from: 'Author, as shown to the reader.',
    sender: 'Who submitted the message, where that is not the author.',
    'reply-to': 'Where replies go.',
    to: 'Recipients shown to the reader; the envelope may name others.',
    cc: 'Copy recipients shown to the reader.',
    subject: 'Subject.',
    date: 'Time of writing, as the author claims.',
    'message-id': 'Id of the message, made by the first server or client.',
    'in-reply-to': 'Message this one answers.',
    references: 'Messages of the thread.',
    'content-type': 'Structure of the body; multipart/report marks a bounce.',
    'x-mailer': 'Program of the author.',
    'user-agent': 'Program of the author.',
    'list-id': 'Mailing list.',
    'list-unsubscribe': 'How to leave a list; a mark of bulk mail.',
    precedence: 'Mark of list or bulk mail.',
    'auto-submitted': 'Whether a program wrote the message.',
    'x-auto-response-suppress': 'Automatic replies that the author does not want.',
    'x-originating-ip': "Address of the author's client, as claimed.",
    'x-received': 'A hop within Gmail; does not count as Received.',
    'x-google-dkim-signature': 'Internal to Gmail.',
    'x-gm-message-state': 'Internal to Gmail.',
    'x-google-smtp-source': 'Internal to Gmail.',
    'x-ms-has-attach': 'Whether there are attachments.',
    'x-ms-tnef-correlator': 'Id of the Outlook attachment data.',
    'thread-topic': 'Subject of the thread.',
    'thread-index': 'Place in the thread.',
    'accept-language': "Languages of the author's client.",
    'content-language': 'Language of the message.',
    'delivered-to': 'Mailbox that a server delivered to.',
    'x-forwarded-to': 'Where a mailbox forwarded the message.',
    'x-forwarded-for': 'Mailboxes that forwarded the message.',
    'x-greylist': 'A server had put the sender off before it took the mail.',
    'x-mdarrival-date': 'Arrival at an MDaemon server.',
    'x-mdrcpt-to': 'Envelope recipient at an MDaemon server.',
    'x-ms-exchange-calendar-originator-id': 'Who made the meeting request.',
    'x-ms-exchange-inbox-rules-loop': 'Mailboxes whose inbox rule already forwarded the message.',
    'x-ms-exchange-transport-rules-loop': 'How often a mail flow rule changed the recipients.',
    'x-ms-exchange-moderation-loop': 'The message passed moderation.',
    'x-ms-exchange-forwardingloop': 'Mailbox that already forwarded the message.',
    'x-ms-exchange-transport-forked': 'The message was split.',
    'x-ms-gcc-journal-report': 'The message is a journal report.',
    'x-ld-processed': 'Tenants that the message passed.',
    'x-ms-exchange-generated-message-source': 'Component of Exchange that wrote the message.',
    'x-ms-exchange-parentmessageid': 'Message that caused this one.',
    'x-ms-exchange-message-is-ndr': 'The message is a bounce.',
    'x-spam-status': 'Verdict of SpamAssassin or a filter like it, on some server of the path.',
    'x-spam-score': 'Score of SpamAssassin or a filter like it, on some server of the path.',
    'x-spam-flag': 'Verdict of SpamAssassin or a filter like it, on some server of the path.',
    'x-spam-level': 'Score of SpamAssassin or a filter like it, as a row of signs.',
  }),
]);

const FAMILIES: readonly (readonly [start: string, known: KnownField])[] = [
  ...rows('header-firewall', {
    'x-ms-exchange-organization-': "A fact of Exchange within one organization; removed at the organization's border.",
    'x-ms-exchange-forest-': "A fact of Exchange within one forest; removed at the forest's border.",
  }),
  ...rows('service-stamp', {
    'x-ms-exchange-crosstenant-': 'A fact about the tenant that handled the message.',
    'x-ms-exchange-antispam-': 'Opaque data of the filter.',
    'x-exchange-antispam-': 'Internal to the filter.',
  }),
  ...rows('cross-premises', {
    'x-ms-exchange-crosspremises-':
      'Copy of an Organization field for the other premises; visible means that the receiver did not accept it.',
  }),
  ...rows('sender-controlled', { 'x-rspamd-': 'Written by Rspamd on some server of the path.', 'resent-': 'Of an earlier redirection.' }),
];

const ORIGINAL_MESSAGE_DATA = /^x-ms-exchange-antispam-[a-z-]{1,60}-original/;

/** Fields of families that have a meaning of their own, by the rest of the name. */
const ORGANIZATION: ReadonlyMap<string, string> = new Map(
  Object.entries({
    authas: 'How the submitting party was judged.',
    authmechanism: 'How the submitting party authenticated.',
    authsource: 'Server that judged the submitting party.',
    authdomain: 'Domain of the party that authenticated.',
    messagedirectionality: 'Whether Exchange took the message as incoming or as from the own organization.',
    scl: 'Spam confidence level that delivery acts on.',
    pcl: 'Phishing confidence level of the on-premises content filter.',
    'antispam-report': 'Report of the on-premises content filter.',
    senderidresult: 'Result of the Sender ID agent.',
    prd: 'Domain that the Sender ID agent checked.',
    'network-message-id': 'Id of the message, for message trace and tracking.',
    connectorinfo: 'Connector that took the message.',
    originalarrivaltime: 'Arrival in the organization, UTC.',
    originalsize: 'Size on arrival.',
    originalclientipaddress: 'Address of the submitting client.',
    originalserveripaddress: 'Address of the submitting server.',
    messagelatency: 'Time spent on each server of one pass.',
    messagelatencyinprogress: 'Time spent before the message left this server.',
    fromentityheader: 'Where the sending party lives.',
    isanonymousdirectsend: "Arrived unauthenticated at the tenant's own endpoint with one of its domains in From (Direct Send).",
    internalorgsender: "The domain of From is one of the tenant's own.",
    mxpointstous: "The domain's MX record points at Exchange Online.",
    'cross-premises-headers-processed': 'Server that handled the cross-premises fields.',
    'cross-premises-headers-promoted': 'Server that accepted the cross-premises fields.',
    'cross-premises-headers-blocked': 'Server that refused the cross-premises fields.',
    id: 'Tenant that handled the message.',
    originalattributedtenantconnectingip: 'Connection that was attributed to the tenant.',
    mailboxtype: 'Where the mailbox lives.',
    'rules-execution-history': 'Mail flow rules that ran.',
    rulesexecuted: 'Mail flow rules that ran.',
  }),
);

/** In: a field's name in lower case. Out: what it is; undefined for a name that is not known. */
export function knownField(key: string): KnownField | undefined {
  const exact = EXACT.get(key);
  if (exact !== undefined) {
    return exact;
  }
  if (ORIGINAL_MESSAGE_DATA.test(key)) {
    return { about: 'Opaque data of an earlier pass of the filter.', trust: 'untrusted-copy' };
  }
  for (const [start, known] of FAMILIES) {
    if (key.startsWith(start)) {
      const about = ORGANIZATION.get(key.slice(start.length));
      return about === undefined ? known : { about, trust: known.trust };
    }
  }
  const vendor = vendorOfField(key);
  return vendor === undefined ? undefined : { about: `Written by ${vendor}.`, trust: 'third-party' };
}
