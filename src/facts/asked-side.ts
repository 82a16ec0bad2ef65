import { type KeyKind, normalKey, type RecipientRecord } from './recipients.js';
import type { SideIndex } from './side-index.js';

/** Hears of every key that a fact looks up on a side. */
export type OnAsk = (kind: KeyKind, key: string) => void;

/**
 * A side of which only objects are there that were asked for by key, as one reads a live directory for a single text.
 *
 * In: what was read so far. Out: the same side, which tells each key that is looked up: who reads it, reads again until nothing new is asked,
 * and then "not found" means that the service was asked and has no such object. Facts that need everybody see `isAsked`, and stay unknown.
 */
export function askedSide(index: SideIndex, onAsk: OnAsk): SideIndex {
  return {
    side: index.side,
    records: index.records,
    tables: index.tables,
    isAsked: true,
    find(kind, value): readonly RecipientRecord[] {
      if (value === '') return [];
      onAsk(kind, normalKey(kind, value));
      return index.find(kind, value);
    },
  };
}
