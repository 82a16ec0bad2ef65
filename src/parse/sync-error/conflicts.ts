import type { Token } from '../error-text/extract.js';
import type { Conflict } from './entry.js';
import { attributeOf, isUniqueAttribute } from './names.js';

const LONGEST_LIST = 4000;
const LONGEST_ATTRIBUTE = 40;
const MOST_VALUES = 400;

/**
 * Reads the bracket in which Entra names the attributes in conflict: `[UserPrincipalName a@b;ProxyAddresses SMTP:c,smtp:d,Mail e;]`.
 *
 * In: the text and the place of the bracket. Out: each attribute with each value; the values may be missing, the closing bracket too.
 * Bad input: nothing.
 */
export function conflictsAt(text: string, bracket: number, limit = text.length): readonly Conflict[] {
  const stop = Math.min(limit, bracket + LONGEST_LIST);
  const end = closingOf(text, bracket, stop) ?? endOfLine(text, bracket, stop);
  const found: Conflict[] = [];
  let attribute: string | undefined;
  let hasValue = true;
  const close = (): void => {
    if (attribute !== undefined && !hasValue) found.push({ attribute, value: undefined });
  };
  for (const part of partsOf(text, bracket + 1, end)) {
    const blank = part.value.search(/[\s*]/);
    const word = blank < 0 ? part.value : part.value.slice(0, blank);
    if (word.length <= LONGEST_ATTRIBUTE && isUniqueAttribute(word)) {
      close();
      attribute = attributeOf(word);
      hasValue = false;
      if (blank < 0) continue;
      const value = trimmed(text, part.start + blank, part.end);
      if (value === undefined || attribute === undefined) continue;
      found.push({ attribute, value });
      hasValue = true;
    } else if (attribute !== undefined && part.value !== '' && part.value !== '.') {
      found.push({ attribute, value: part });
      hasValue = true;
    }
    if (found.length >= MOST_VALUES) break;
  }
  close();
  return found;
}

/** Where the bracket closes, within reach. */
export function closingOf(text: string, bracket: number, stop = bracket + LONGEST_LIST): number | undefined {
  const closing = text.slice(bracket, stop).indexOf(']');
  return closing < 0 ? undefined : bracket + closing;
}

function endOfLine(text: string, from: number, stop: number): number {
  const feed = text.slice(from, stop).indexOf('\n');
  return feed < 0 ? stop : from + feed;
}

/** The pieces between commas and semicolons, without blanks around. */
function* partsOf(text: string, from: number, end: number): Generator<Token, void, void> {
  let start = from;
  for (let at = from; at <= end; at++) {
    const mark = at === end ? ';' : text[at];
    if (mark !== ';' && mark !== ',') continue;
    const part = trimmed(text, start, at);
    if (part !== undefined) yield part;
    start = at + 1;
  }
}

/** A piece of the text as a token, without blanks, quotes and mark-up stars around it; undefined where nothing is left. */
export function trimmed(text: string, from: number, to: number): Token | undefined {
  let start = from;
  let end = to;
  while (start < end && isMargin(text[start])) start++;
  while (end > start && isMargin(text[end - 1])) end--;
  return start === end ? undefined : { value: text.slice(start, end).replace(/\s{0,20}[\r\n]\s{0,20}/g, ''), start, end };
}

function isMargin(character: string | undefined): boolean {
  return character !== undefined && /[\s"'*\u2018-\u201f\u200b-\u200f\ufeff\u00ad]/.test(character);
}
