import { READINESS_VERDICTS, type ReadinessVerdict, type Scan } from '../findings/checks.js';

export interface Stored extends Scan {
  /** Number of the person. */
  readonly index: number;
}

/** A scan in three numbers. The same hits and the same open checks are those of many people: each such list is kept once. */
export interface ScanNumbers {
  readonly lists: readonly (readonly number[])[];
  of(scan: Scan): { readonly verdict: number; readonly hits: number; readonly open: number };
  /** The number of a list. */
  keep(list: readonly number[]): number;
}

export function scanNumbers(): ScanNumbers {
  const lists: (readonly number[])[] = [];
  const byText = new Map<string, number>();
  const keep = (list: readonly number[]): number => {
    const text = list.join(' ');
    const known = byText.get(text);
    if (known !== undefined) return known;
    byText.set(text, lists.length);
    return lists.push(list) - 1;
  };
  return {
    lists,
    keep,
    of: ({ verdict, hits, open }) => ({ verdict: READINESS_VERDICTS.indexOf(verdict), hits: keep(hits), open: keep(open) }),
  };
}

/** What the scans of millions came to. */
export interface ScanStore {
  readonly length: number;
  add(index: number, scan: Scan): void;
  /** The same, as numbers of this store's lists. */
  addNumbers(index: number, verdict: number, hits: number, open: number): void;
  keep(list: readonly number[]): number;
  at(position: number): Stored;
  verdictAt(position: number): ReadinessVerdict;
  verdicts(): Record<ReadinessVerdict, number>;
}

export function createScanStore(most: number): ScanStore {
  const indexes = new Uint32Array(most);
  const verdicts = new Uint8Array(most);
  const hitLists = new Uint32Array(most);
  const openLists = new Uint32Array(most);
  const numbers = scanNumbers();
  let length = 0;
  const verdictAt = (position: number): ReadinessVerdict => READINESS_VERDICTS[verdicts[position] ?? 0] ?? 'ready';
  const addNumbers = (index: number, verdict: number, hits: number, open: number): void => {
    indexes[length] = index;
    verdicts[length] = verdict;
    hitLists[length] = hits;
    openLists[length] = open;
    length++;
  };
  return {
    get length() {
      return length;
    },
    addNumbers,
    keep: numbers.keep,
    add(index, scan) {
      const { verdict, hits, open } = numbers.of(scan);
      addNumbers(index, verdict, hits, open);
    },
    at: (position) => ({
      index: indexes[position] ?? 0,
      verdict: verdictAt(position),
      hits: numbers.lists[hitLists[position] ?? 0] ?? [],
      open: numbers.lists[openLists[position] ?? 0] ?? [],
    }),
    verdictAt,
    verdicts: () => {
      const counts = { ready: 0, warnings: 0, blocked: 0, 'no-move': 0, 'not-known': 0 };
      for (let position = 0; position < length; position++) counts[verdictAt(position)]++;
      return counts;
    },
  };
}
