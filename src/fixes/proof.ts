import type { AttributeValue, Side } from '../evidence/directory.js';
import type { RecipientRecord } from '../facts/recipients.js';
import type { Finding } from '../findings/finding.js';

/** A value as a change writes it. */
export type ModelValue = string | readonly string[] | null;

/** What a change did to one attribute of the copy. */
export interface AppliedChange {
  readonly side: Side;
  readonly attribute: string;
  /** Undefined: not read. */
  readonly from: ModelValue | undefined;
  readonly to: ModelValue;
  /** Names another object than the recipient's own. */
  readonly of?: string | undefined;
}

/** What takes a change of one object of the copy back. */
export interface Undo {
  readonly side: Side;
  /** The object, as the copy names it. */
  readonly key: string;
  /** `changed`: these columns were so. `made`: there was no such object. `gone`: this one was there. */
  readonly kind: 'changed' | 'made' | 'gone';
  readonly before: readonly (readonly [column: string, value: AttributeValue])[];
  readonly record: RecipientRecord | undefined;
}

/** What one step did to the copy. */
export interface StepTrace {
  readonly step: string;
  readonly changes: readonly AppliedChange[];
  readonly undo: readonly Undo[];
  /** How the synchronization cycle of the step ended. */
  readonly sync: SyncTrace | undefined;
}

export interface SyncTrace {
  readonly outcome: string;
  readonly with: string | undefined;
  readonly why: string;
  /** What was not read although the outcome depends on it. */
  readonly missing: readonly string[];
}

/** What the twin says of a plan: applied to a copy of both sides, with the cycles that it runs, and all checks asked again. */
export type Proof =
  | { readonly kind: 'proven'; readonly why: string; readonly gone: readonly string[]; readonly trace: readonly StepTrace[] }
  | {
      readonly kind: 'not-proven';
      readonly why: string;
      /** What the plan is for and is still there, and what was not there before. */
      readonly still: readonly Finding[];
      readonly appeared: readonly Finding[];
      readonly trace: readonly StepTrace[];
    }
  | { readonly kind: 'cannot-be-simulated'; readonly why: string; readonly steps: readonly string[] };

/** The proof of what a plan does for one recipient. */
export interface PlanProof {
  /** As in the steps of the plan. */
  readonly subject: string;
  readonly steps: readonly string[];
  readonly proof: Proof;
}
