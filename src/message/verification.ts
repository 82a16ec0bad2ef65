/** What a check came to. `unchecked`: it could not be made on this input; `why` says what is missing. */
export type CheckResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'policy' | 'temperror' | 'permerror' | 'unchecked';

export interface Check {
  readonly result: CheckResult;
  /** The domain that was judged: of MAIL FROM or HELO, of the signature, of From, of the newest seal. Lower case. */
  readonly domain: string | undefined;
  /** One sentence; parts of it can come from the message or from DNS. */
  readonly why: string;
}

export interface SpfCheck extends Check {
  /** The record, as DNS gave it. */
  readonly record: string | undefined;
  /** DNS look-ups that the record cost; 10 are allowed. */
  readonly lookups: number | undefined;
}

export interface DkimCheck extends Check {
  readonly selector: string | undefined;
  /** The signing domain belongs to the domain of From. Only a signature that passes can be aligned. */
  readonly isAligned: boolean;
}

export interface DmarcCheck extends Check {
  /** none, quarantine, reject: what the domain asks for this message; undefined without a record. */
  readonly policy: string | undefined;
  readonly record: string | undefined;
  readonly spfAligned: boolean;
  readonly dkimAligned: boolean;
}

/** SPF, DKIM, DMARC and ARC of a message, computed anew. */
export interface Verification {
  readonly spf: SpfCheck;
  /** One for each signature, top first; one `none` where the message is not signed. */
  readonly dkim: readonly DkimCheck[];
  readonly dmarc: DmarcCheck;
  readonly arc: Check;
  /** Where DNS was asked, and what was left out. */
  readonly notes: readonly string[];
}
