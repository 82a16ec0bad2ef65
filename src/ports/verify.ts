import type { Result } from '../evidence/problem.js';
import type { Verification } from '../message/verification.js';

/** The message and how it was delivered to the server that judged it. */
export interface VerifyInput {
  /** The bytes of the message from its first header field on; the header section alone is enough for SPF. */
  readonly raw: Uint8Array;
  readonly ip: string | undefined;
  readonly helo: string | undefined;
  /** MAIL FROM; empty or `<>` for a null sender, undefined where it is not known. */
  readonly sender: string | undefined;
}

/** Where DNS is asked: a file, else the named server, else the servers of the system. */
export interface DnsChoice {
  /** An IP address, with `:port` where it is not 53. */
  readonly server?: string | undefined;
  /** JSON: `{"contoso.com": {"TXT": ["v=spf1 -all"], "MX": [...], "A": [...]}}`. What is not in it does not exist; nothing leaves the machine. */
  readonly file?: string | undefined;
}

/** Computes the checks anew. Only this asks DNS, and only when it is called. Bad input: a problem for a server or file that cannot be used. */
export type VerifyMessage = (input: VerifyInput, dns: DnsChoice) => Promise<Result<Verification>>;
