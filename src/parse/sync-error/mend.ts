import type { Token } from '../error-text/extract.js';
import type { SyncErrorEntry, SyncObject } from './entry.js';

/** A text without what a page or a console put into its words, with the way back to the original. */
export interface Mended {
  readonly text: string;
  /** The place in the original of each character, and of the end. */
  readonly offsets: Uint32Array;
}

const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/;
const LEAST_WIDTH = 30;
const LEAST_FULL_LINES = 2;

/**
 * In: the decoded text. Out: the same without invisible marks, and with the lines joined that a console cut at its width, in the middle of a word or not;
 * undefined where there is neither. Linear in time.
 */
export function mend(text: string): Mended | undefined {
  const width = consoleWidth(text);
  if (width === undefined && !INVISIBLE.test(text)) return undefined;
  const offsets = new Uint32Array(text.length + 1);
  const parts: string[] = [];
  let length = 0;
  let lineStart = 0;
  let from = 0;
  const keep = (to: number): void => {
    if (to <= from) return;
    parts.push(text.slice(from, to));
    for (let index = from; index < to; index++) offsets[length++] = index;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (INVISIBLE.test(character)) {
      keep(at);
      from = at + 1;
    } else if (character === '\n') {
      const end = text[at - 1] === '\r' ? at - 1 : at;
      if (end - lineStart === width) {
        keep(end);
        const margin = /^[ \t]{2,80}/.exec(text.slice(at + 1, at + 82))?.[0].length ?? 0;
        from = at + 1 + margin;
      }
      lineStart = at + 1;
    }
  }
  keep(text.length);
  offsets[length] = text.length;
  return { text: parts.join(''), offsets: offsets.subarray(0, length + 1) };
}

/** The length of the longest lines, where several are exactly that long. */
function consoleWidth(text: string): number | undefined {
  let longest = 0;
  let count = 0;
  let start = 0;
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', start)) {
    const length = (text[feed - 1] === '\r' ? feed - 1 : feed) - start;
    if (length > longest) {
      longest = length;
      count = 0;
    }
    if (length === longest) count++;
    start = feed + 1;
  }
  return longest >= LEAST_WIDTH && count >= LEAST_FULL_LINES && text.length - start <= longest ? longest : undefined;
}

/** An entry of a mended text with the places of the original. */
export function inOriginal(entry: SyncErrorEntry, { offsets }: Mended): SyncErrorEntry {
  const place = (at: number): number => offsets[at] ?? at;
  const token = <T extends Token>(found: T): T => ({ ...found, start: place(found.start), end: place(found.end) });
  const maybe = (found: Token | undefined): Token | undefined => (found === undefined ? undefined : token(found));
  const object = (found: SyncObject): SyncObject =>
    // The same names with tokens that know their place in the original.
    Object.fromEntries(Object.entries(found).map(([name, value]: [string, Token]) => [name, token(value)])) as SyncObject;
  return {
    ...entry,
    errorType: token(entry.errorType),
    conflicts: entry.conflicts.map(({ attribute, value }) => ({ attribute, value: maybe(value) })),
    source: object(entry.source),
    existing: object(entry.existing),
    connectorDn: maybe(entry.connectorDn),
    trackingId: maybe(entry.trackingId),
    eventId: maybe(entry.eventId),
    start: place(entry.start),
    end: place(entry.end),
  };
}
