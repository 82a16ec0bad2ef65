import type {
  AuthMethod,
  AuthResults,
  HeaderBlock,
  HeaderDate,
  HeaderField,
  Mailbox,
  Received,
  ReceivedSpf,
} from '../parse/header/field.js';

/** What the reader of a message needs besides its text; all of it is data or pure. */
export interface MessageTools {
  /** `mail.contoso.co.uk` to `contoso.co.uk`, by the Public Suffix List; null for an address, a bare suffix, a name without dots. */
  readonly organizationalDomain: (domain: string) => string | null;
}

/** What is known of the organization that asks. Undefined: not given. */
export interface OwnOrganization {
  /** Accepted domains of both sides, lower case. */
  readonly domains: ReadonlySet<string> | undefined;
  /** Addresses and CIDR ranges of the on-premises servers. */
  readonly ips: readonly string[] | undefined;
  /** Names of the on-premises servers, lower case (from exchangeServers). */
  readonly hosts?: ReadonlySet<string> | undefined;
}

export type Premises = 'on-premises' | 'exchange-online' | 'gateway' | 'internet' | 'unknown';

export type HopKind =
  /** Exchange Online took the mail from outside, or handed it between its own servers, or from a mailbox of its own. */
  | 'exo-frontend'
  | 'exo-internal'
  | 'exo-mapi'
  /** The same of an Exchange Server of a customer. */
  | 'onprem-exchange'
  | 'onprem-exchange-mapi'
  | 'gateway'
  | 'gmail'
  | 'other';

/** One Received field. */
export interface Hop {
  /** 0 is the oldest. */
  readonly index: number;
  readonly field: HeaderField;
  readonly received: Received;
  readonly kind: HopKind;
  readonly premises: Premises;
  /** The gateway's vendor, where the host names one. */
  readonly vendor: string | undefined;
  /** Seconds since the hop before it; negative where clocks disagree; undefined where a date is missing or unreadable. */
  readonly delaySeconds: number | undefined;
  /** The delay is one clock that is off: a negative one, or a positive one of its size right after it. */
  readonly isSkew: boolean;
  /** A server that the final receiver trusts wrote this line; what a hop below the ingress says may be invented. */
  readonly isTrusted: boolean;
}

/** How sure it is that a field was not written by the sender. */
export type Forgeable = 'no' | 'yes' | 'unknown';

/** Who wrote a field, and whether the sender could have. */
export interface Trust {
  readonly addedBy: string | undefined;
  readonly forgeable: Forgeable;
  /** One sentence. */
  readonly why: string;
}

/** One code of a field, decoded: `SFV` `SPM` "marked as spam by the filter". */
export interface DecodedCode {
  readonly code: string;
  readonly value: string;
  /** Undefined: no public source says what it means. */
  readonly meaning: string | undefined;
  /** The meaning was observed and is in no documentation. */
  readonly isUnverified: boolean;
}

/** A field with a known meaning, decoded, for showing. */
export interface DecodedField {
  readonly field: HeaderField;
  /** What the field is, in one sentence. */
  readonly about: string;
  readonly codes: readonly DecodedCode[];
  readonly trust: Trust;
}

/** Verdict of the final receiver about who sent the message. Undefined: the trusted fields do not say. */
export interface Authentication {
  /** The line that is believed; neighbouring lines of the same checker are one. */
  readonly believed: AuthResults | undefined;
  readonly spf: { readonly result: string; readonly ip: string | undefined; readonly domain: string | undefined } | undefined;
  /** All dkim= results; `result` is pass where any passed, else the first. */
  readonly dkim:
    | {
        readonly result: string;
        readonly domain: string | undefined;
        readonly reason: string | undefined;
        readonly all: readonly AuthMethod[];
      }
    | undefined;
  readonly dmarc: { readonly result: string; readonly action: string | undefined; readonly headerFrom: string | undefined } | undefined;
  readonly compauth: { readonly result: string; readonly reason: string | undefined; readonly meaning: string | undefined } | undefined;
  readonly arc: { readonly result: string; readonly comment: string | undefined } | undefined;
  /** Lines that are not believed: of the sender, of an earlier receiver. */
  readonly others: readonly AuthResults[];
  /** Authentication-Results-Original and its kin: what an earlier pass found. */
  readonly original: readonly AuthResults[];
  readonly receivedSpf: readonly ReceivedSpf[];
  /** Organizational domains of From and of the domain that passed are the same. Undefined: nothing passed, or it cannot be told. */
  readonly isSpfAligned: boolean | undefined;
  readonly isDkimAligned: boolean | undefined;
}

export interface DkimSignature {
  readonly field: HeaderField;
  readonly domain: string | undefined;
  readonly selector: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly isAligned: boolean | undefined;
}

export interface ArcSet {
  readonly instance: number;
  readonly seal:
    | {
        readonly field: HeaderField;
        readonly cv: string | undefined;
        readonly domain: string | undefined;
        readonly selector: string | undefined;
      }
    | undefined;
  readonly hasSignature: boolean;
  readonly results: AuthResults | undefined;
}

export interface ArcChain {
  /** Oldest first. */
  readonly sets: readonly ArcSet[];
  /** A gap in the instances, or an instance that lacks one of its three fields. */
  readonly isIncomplete: boolean;
  /** cv of the newest seal. */
  readonly lastCv: string | undefined;
}

/** A `KEY:VALUE;` report; keys in upper case (mailbox delivery: lower case). */
export interface Report {
  readonly field: HeaderField;
  readonly values: ReadonlyMap<string, string>;
}

export interface Antispam {
  /** X-Forefront-Antispam-Report of this delivery; undefined where none can be believed. */
  readonly forefront: Report | undefined;
  readonly forefrontUntrusted: Report | undefined;
  /** X-Microsoft-Antispam. */
  readonly microsoft: Report | undefined;
  readonly mailboxDelivery: Report | undefined;
  readonly customSpam: readonly string[];
  /** Organization-SCL, else SCL of the report. */
  readonly scl: number | undefined;
  readonly bcl: number | undefined;
}

/** What the X-MS-Exchange families say. Values as written; undefined: not in the block. */
export interface ExchangeHeaders {
  readonly authAs: string | undefined;
  readonly authMechanism: string | undefined;
  readonly authSource: string | undefined;
  readonly directionality: string | undefined;
  readonly organizationScl: string | undefined;
  readonly isAnonymousDirectSend: string | undefined;
  readonly internalOrgSender: string | undefined;
  readonly crossTenantAuthAs: string | undefined;
  readonly crossTenantAuthSource: string | undefined;
  readonly crossTenantId: string | undefined;
  readonly fromEntity: string | undefined;
  readonly attributed:
    | { readonly tenant: string | undefined; readonly ip: string | undefined; readonly helo: string | undefined }
    | undefined;
  readonly eopTenant: string | undefined;
  readonly eopAttributed: string | undefined;
  readonly originatorOrg: string | undefined;
  readonly headersPreserved: readonly string[];
  readonly headersPromoted: readonly string[];
  readonly headersFiltered: readonly string[];
  readonly headersFilteredBySendConnector: readonly string[];
  readonly crossPremisesProcessed: string | undefined;
  readonly crossPremisesPromoted: string | undefined;
  readonly crossPremisesBlocked: string | undefined;
  /** X-MS-Exchange-CrossPremises-*, by the rest of the name in lower case. */
  readonly crossPremises: ReadonlyMap<string, string>;
  readonly skippedSenderIp: string | undefined;
  readonly skipListedSenderIp: string | undefined;
  readonly organizationNames: readonly string[];
}

/** A gateway or filter of another vendor: seen in a host name of the path, or only in headers (which any sender can write). */
export interface Gateway {
  readonly vendor: string;
  readonly hop: Hop | undefined;
  readonly headers: readonly string[];
}

/** Something in the block that only a forger (or damage) explains. */
export interface Forgery {
  readonly kind: 'organization-headers' | 'authentication-results' | 'originator-fields' | 'control-characters';
  readonly field: HeaderField;
  /** One sentence with the field's name. */
  readonly why: string;
}

export type Receiver = 'exchange-online' | 'onprem-exchange' | 'gmail' | 'other' | 'unknown';

/** A block of header fields, read as a message. */
export interface Message {
  readonly tools: MessageTools;
  readonly block: HeaderBlock;
  readonly from: readonly Mailbox[];
  readonly sender: Mailbox | undefined;
  readonly replyTo: Mailbox | undefined;
  readonly returnPath: Mailbox | undefined;
  /** Return-Path is `<>`. */
  readonly isReturnPathNull: boolean;
  readonly to: readonly Mailbox[];
  /** Encoded words decoded. */
  readonly subject: string | undefined;
  readonly date: HeaderDate;
  /** The Date field as written. */
  readonly dateText: string | undefined;
  readonly messageId: string | undefined;
  /** Oldest first. */
  readonly hops: readonly Hop[];
  readonly totalDelaySeconds: number | undefined;
  readonly receiver: Receiver;
  /** Where the organization of the final receiver took the mail from outside; undefined where the path does not show it. */
  readonly ingress: Hop | undefined;
  readonly authentication: Authentication;
  readonly signatures: readonly DkimSignature[];
  readonly arc: ArcChain;
  readonly antispam: Antispam;
  readonly exchange: ExchangeHeaders;
  readonly gateways: readonly Gateway[];
  readonly forgeries: readonly Forgery[];
  /** Fields with a meaning that is known, in the order of the block. Made when asked for. */
  readonly decoded: () => readonly DecodedField[];
  /** Who wrote a field of the block. */
  readonly trustOf: (field: HeaderField) => Trust;
  /** Fields by lower-case name, top first. */
  readonly fieldsOf: (key: string) => readonly HeaderField[];
}
