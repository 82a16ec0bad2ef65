/** One header field as it stands in the input. */
export interface HeaderField {
  /** As written, without the colon. */
  readonly name: string;
  /** The name in lower case. */
  readonly key: string;
  /**
   * The value, trimmed: folds are one space, quotation marks of a forum and HTML entities are taken off. Encoded words stand as they were sent,
   * and control characters are kept: what is shown goes through render/printable.
   */
  readonly value: string;
  /** Place in the block, 0 at the top. */
  readonly index: number;
  /** Offsets of the whole field in the input. */
  readonly start: number;
  readonly end: number;
}

/** What copying and pasting did to a block. */
export interface BlockQuirks {
  /** A continuation line had lost the blanks at its start. */
  readonly isFoldingLost: boolean;
  /** Most lines carry `> `. */
  readonly isQuoted: boolean;
  /** HTML entities stood where the grammar wants `<`, `>`, `"` or `&`. */
  readonly hasEntities: boolean;
  /** One field a table row, cells parted by `|` or tabs, or name and value on lines of their own. */
  readonly isTabular: boolean;
  /** The block begins with the rest of a field that was cut off. */
  readonly isCutAtStart: boolean;
  /** The block ends inside a field: in a quoted string, a parenthesis, a base64 value, or with a mark such as "..." or "[truncated]". */
  readonly isCutAtEnd: boolean;
}

/** A run of header fields in a text. */
export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Offsets in the input; what lies between is header and nothing else. */
  readonly start: number;
  readonly end: number;
  readonly quirks: BlockQuirks;
  /** Where this block stands below such a line ("Original message headers:", the third part of a multipart/report): the headers of the returned message. */
  readonly isReturned: boolean;
}

/** A date of a header. `at` in milliseconds since 1970, UTC. */
export type HeaderDate =
  | { readonly kind: 'known'; readonly at: number; readonly hasZone: boolean }
  | { readonly kind: 'unreadable'; readonly text: string }
  | { readonly kind: 'absent' };

/** One address of a From, To, Sender ... field. Comments are taken off, encoded words of the name decoded. */
export interface Mailbox {
  /** Lower case domain, local part as written; undefined where there is no address. */
  readonly address: string | undefined;
  /** Lower case; undefined where there is no address. */
  readonly domain: string | undefined;
  readonly display: string | undefined;
}

/** The clauses of one Received field. Every part may be missing; nothing is guessed. */
export interface Received {
  /** The first word after `from`: what the peer called itself, or its name. */
  readonly from: string | undefined;
  /** HELO name where it is said apart from `from`. */
  readonly helo: string | undefined;
  /** Name by reverse DNS, as the writer of the line found it. */
  readonly ptr: string | undefined;
  /** Address of the peer, as the writer of the line saw it; IPv6 without brackets and zone. */
  readonly ip: string | undefined;
  readonly by: string | undefined;
  readonly byIp: string | undefined;
  /** Protocol words of `with`, as written: `ESMTPS`, `Microsoft SMTP Server`, `mapi`. */
  readonly with: string | undefined;
  readonly via: string | undefined;
  readonly id: string | undefined;
  readonly for: string | undefined;
  readonly envelopeFrom: string | undefined;
  readonly tls: { readonly version: string | undefined; readonly cipher: string | undefined } | undefined;
  /** The line says that the session was encrypted (TLS note, ESMTPS, HTTPS) or that it was not (plain SMTP, ESMTP); undefined: it does not say. */
  readonly isEncrypted: boolean | undefined;
  /** ESMTPA, ESMTPSA, "authenticated". */
  readonly isAuthenticated: boolean;
  /** `15.20.7544.29` and the like, where Exchange wrote the line. */
  readonly exchangeBuild: string | undefined;
  /** Which program wrote the line. */
  readonly writer: 'exchange' | 'postfix' | 'exim' | 'sendmail' | 'qmail' | 'gmail' | 'other';
  readonly date: HeaderDate;
}

/** One method of an Authentication-Results field: `spf=pass (comment) smtp.mailfrom=contoso.com`. Names in lower case, values as written. */
export interface AuthMethod {
  readonly method: string;
  /** Lower case. */
  readonly result: string;
  readonly comment: string | undefined;
  /** `smtp.mailfrom`, `header.d`, `action`, `reason`, ... */
  readonly properties: ReadonlyMap<string, string>;
}

/** One Authentication-Results, ARC-Authentication-Results or Authentication-Results-Original field. */
export interface AuthResults {
  readonly field: HeaderField;
  /** Who says so; undefined where the field has no authserv-id (Microsoft writes none). */
  readonly authservId: string | undefined;
  /** `i=` of an ARC field. */
  readonly instance: number | undefined;
  readonly methods: readonly AuthMethod[];
}

/** One Received-SPF field. */
export interface ReceivedSpf {
  readonly field: HeaderField;
  /** Lower case: pass, fail, softfail, neutral, none, temperror, permerror, or what stands there. */
  readonly result: string;
  readonly comment: string | undefined;
  readonly properties: ReadonlyMap<string, string>;
}
