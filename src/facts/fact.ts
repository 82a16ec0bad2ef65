import type { Evidence } from '../evidence/evidence.js';

/** `onPrem.exchangeGuid`, `ask.mrsProxyEnabled`, `capture.domain`: see docs/facts.md. */
export type FactName = string;

export type FactType = 'text' | 'number' | 'boolean' | 'list' | 'guid';

export type FactValue = string | number | boolean | readonly string[];

/** A fact is known (`null`: read, and not set) with its evidence, or unknown with the reason. */
export type Fact =
  | { readonly kind: 'known'; readonly value: FactValue | null; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'unknown'; readonly why: string };
