import type { Evidence } from '../evidence/evidence.js';
import type { RecipientRecord } from '../facts/recipients.js';

/** Export errors by the names that Entra Connect and the directory service print. */
export type SyncErrorName =
  | 'AttributeValueMustBeUnique'
  | 'ExistingAdminRoleConflict'
  | 'InvalidSoftMatch'
  | 'ObjectTypeMismatch'
  | 'SourceAnchorChanged';

/** What refuses a match that was found. */
export type SyncBlock = 'BlockCloudObjectTakeoverThroughHardMatch' | 'BlockSoftMatch' | 'HardMatchHardening';

/**
 * How one cycle ends for one object. `undecided`: what decides was not read, and nothing likely can be told.
 * The other names are those of the match cases.
 */
export type SyncOutcome =
  | 'hard-match'
  | 'soft-match-smtp'
  | 'soft-match-upn'
  | 'provision-new'
  | 'quarantine-attribute'
  | 'no-op'
  | 'undecided'
  | `error:${SyncErrorName}`
  | `blocked:${SyncBlock}`;

/** The attribute that an AttributeValueMustBeUnique names (AttributeConflictName). */
export type ConflictName = 'OnPremiseSecurityIdentifier' | 'ProxyAddresses' | 'SipProxyAddress' | 'UserPrincipalName';

export type SyncStage =
  | 'object'
  | 'scope'
  | 'source anchor'
  | 'joined'
  | 'hard match'
  | 'soft match by SMTP'
  | 'soft match by UPN'
  | 'uniqueness';

/** One thing that was looked at, what came of it, and what shows it on both sides. */
export interface SyncStep {
  readonly stage: SyncStage;
  readonly looked: string;
  readonly found: string;
  readonly evidence: readonly Evidence[];
}

/** What was not read although it decides, and what makes it known. */
export interface SyncMissing {
  readonly what: string;
  readonly how: string;
}

/** A value that stays out of the cloud object, and the cloud objects that hold it. */
export interface Quarantined {
  readonly attribute: 'proxyAddresses' | 'userPrincipalName';
  /** As it stands on-premises; `userPrincipalName` for a UPN. */
  readonly value: string;
  readonly holders: readonly string[];
}

export type ObjectType = 'user' | 'group' | 'contact';

/** Which cloud object the values flow into. */
export type SyncTarget =
  | { readonly kind: 'cloud'; readonly id: string; readonly record: RecipientRecord | undefined; readonly isRestored: boolean }
  | { readonly kind: 'new' }
  | { readonly kind: 'none' };

/** What one synchronization cycle does with one on-premises object. */
export interface SyncResult {
  readonly record: RecipientRecord;
  /** How a person would name the object. */
  readonly label: string;
  readonly type: ObjectType | 'other';
  readonly outcome: SyncOutcome;
  /** Id of the cloud object that is taken over. */
  readonly with: string | undefined;
  /** Where the values flow to; of an error or a block: nowhere. */
  readonly target: SyncTarget;
  /** Id of the cloud object that was found and refused. */
  readonly candidate: string | undefined;
  /** Id of the synchronized cloud user that is soft-deleted because its object left the scope. */
  readonly removed: string | undefined;
  readonly conflict: ConflictName | undefined;
  /** What Connect shows for a block, and the text of it where it is documented. */
  readonly surfaceError: string | undefined;
  readonly errorText: string | undefined;
  readonly quarantined: readonly Quarantined[];
  /** The cloud UPN afterwards; undefined where it is not changed or cannot be told. */
  readonly resultUpn: string | undefined;
  /** The source anchor, as Entra stores it. */
  readonly anchor: string | undefined;
  readonly also: readonly string[];
  readonly why: string;
  readonly steps: readonly SyncStep[];
  /** False: the outcome holds if what is listed as missing is not set. */
  readonly isCertain: boolean;
  readonly missing: readonly SyncMissing[];
}

/** What a stage decides: it ends the cycle for the object. Lists are collected apart. */
export type Verdict = Partial<
  Pick<SyncResult, 'with' | 'target' | 'candidate' | 'removed' | 'conflict' | 'surfaceError' | 'errorText' | 'quarantined' | 'resultUpn'>
> &
  Pick<SyncResult, 'outcome' | 'why'>;

/** Collects what the stages report. */
export interface Trace {
  readonly steps: SyncStep[];
  readonly also: string[];
  readonly missing: SyncMissing[];
}

const EVIDENCE_AT_MOST = 12;

export function step(trace: Trace, stage: SyncStage, looked: string, found: string, evidence: readonly Evidence[] = []): void {
  trace.steps.push({ stage, looked, found, evidence: evidence.slice(0, EVIDENCE_AT_MOST) });
}

/** Names something that decides and is not known; the same is named once. */
export function doubt(trace: Trace, what: string, how: string): void {
  if (!trace.missing.some((known) => known.what === what)) trace.missing.push({ what, how });
}
