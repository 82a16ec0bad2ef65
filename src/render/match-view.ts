import type { SyncChange } from '../sync/apply.js';
import type { SyncResult } from '../sync/result.js';

/** What is shown of one object. */
export interface MatchViewOfOne {
  readonly kind: 'one';
  readonly result: SyncResult;
  readonly changes: readonly SyncChange[];
  /** Addresses that the cloud object loses. */
  readonly lost: readonly string[];
  readonly next: readonly string[];
  /** What was assumed, and what comes out without it. */
  readonly whatIf: { readonly assignments: readonly string[]; readonly before: MatchViewOfOne } | undefined;
}

/** What is shown of many objects. */
export interface MatchViewOfAll {
  readonly kind: 'all';
  readonly results: readonly SyncResult[];
}

export type MatchView = MatchViewOfOne | MatchViewOfAll;
