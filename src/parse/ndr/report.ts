import type { Token } from '../error-text/extract.js';

/** What a delivery report says about one recipient. Offsets are of the input. */
export interface ReportEntry {
  /** Lower case, without <> and `rfc822;`; undefined where the report names none. */
  readonly recipient: Token | undefined;
  /** Enhanced status code a.b.c of the final reply; undefined where only a basic code or nothing is said. */
  readonly status: Token | undefined;
  /** 550, 451, ... */
  readonly replyCode: Token | undefined;
  /** The remote server's or the generating server's sentence, unfolded. */
  readonly diagnostic: Token | undefined;
  /** The server whose reply this is, lower case. */
  readonly remoteServer: Token | undefined;
  /** failed, delayed, relayed, delivered, expanded. */
  readonly action: string | undefined;
  /** What of the text belongs to this entry alone. */
  readonly start: number;
  readonly end: number;
}

/** An IMCEAEX address: the X500 address that it encodes, and the domain that encapsulated it. */
export interface Encapsulated {
  readonly token: Token;
  /** `X500:/o=.../cn=Recipients/cn=...` */
  readonly x500: string;
  readonly domain: string;
}

/** A non-delivery report or SMTP error, in whatever form it came. */
export interface DeliveryReport {
  /** exchange-text, exchange-online-summary, dsn, queue-error, history, postfix, exim, sendmail, qmail, gmail, smtp-reply, code-only. */
  readonly form: string;
  readonly entries: readonly ReportEntry[];
  /** Generating server or Reporting-MTA, then the remote servers that answered: lower case, no IP addresses, each once. */
  readonly servers: readonly Token[];
  readonly generatingServer: Token | undefined;
  readonly encapsulated: readonly Encapsulated[];
  /** Nothing is there but a status code. */
  readonly isCodeOnly: boolean;
}
