import type { FoldedText } from '../evidence/fold.js';
import { WINDOW } from './signature.js';

/** The key of the matches where the text was cut in the middle of a template's words: they may go on otherwise, so they prove nothing. */
export function cutOf(template: string): string {
  return `\u0000${template}`;
}

/** The template of a key of `Matches`. */
export function templateOf(key: string): string {
  return key.startsWith('\u0000') ? key.slice(1) : key;
}

/** A part of the folded text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is left of an anchor at the beginning or end of a text that was cut, or before the dots that say so. */
export interface CutSpan extends Span {
  readonly isHeadCut?: boolean;
  readonly isTailCut?: boolean;
}

/** So many characters have to be left of an anchor: fewer fit many sentences. */
const LEAST_OF_CUT = 24;
const DOTS = /\.\.\.|\u2026/;
/** A text that begins so was not cut: these words in the middle of an anchor are written small. */
const SENTENCE_START = /^[^A-Za-z]{0,12}(?:The|An?|This|These|That|You|Your|It|In|If|To|For|Is|No)[\s'"\u2018\u201c]/;

/**
 * In: the folded text, an anchor, and a window of it with its places in both. Out: as much of the anchor as stands around the window; undefined where it goes
 * on otherwise, or where too little of it is left.
 */
export function cutAround({ text, offsets, original }: FoldedText, anchor: string, window: number, at: number): CutSpan | undefined {
  if (anchor.length <= LEAST_OF_CUT) return undefined;
  let start = at;
  let first = window;
  while (first > 0 && start > 0 && text[start - 1] === anchor[first - 1]) {
    start--;
    first--;
  }
  if (first > 0 && (start > 0 || SENTENCE_START.test(original.slice(0, 24)))) return undefined;
  let end = at + WINDOW;
  let next = window + WINDOW;
  while (next < anchor.length && end < text.length && text[end] === anchor[next]) {
    end++;
    next++;
  }
  const isTailCut = next < anchor.length;
  if (
    isTailCut &&
    end < text.length &&
    !DOTS.test(original.slice((offsets[end - 1] ?? 0) + 1, Math.min(offsets[end] ?? 0, (offsets[end - 1] ?? 0) + 8)))
  )
    return undefined;
  return end - start < LEAST_OF_CUT ? undefined : { start, end, isHeadCut: first > 0, isTailCut };
}
