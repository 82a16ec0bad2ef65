import { lazy } from './lazy.js';
import { finish, type Steps } from './steps.js';

/**
 * Text folded for comparison: letters and digits only, lower case, without accents; `n't` is `not`.
 *
 * White space, quotes, arrows, punctuation, HTML / CLIXML / JSON escapes and invisible marks drop out, so that a sentence reads the same
 * whether it comes from a portal, a console that wrapped it in the middle of a word, an XML export, or a forum quotation.
 */
export interface FoldedText {
  readonly text: string;
  /** `offsets[i]` is the index in the original of the character that gave folded character `i`; one more at the end for the length. */
  readonly offsets: Uint32Array;
  readonly original: string;
}

const DROP = 0;
const ASCII = new Uint16Array(128);
for (let code = 0x30; code <= 0x39; code++) ASCII[code] = code;
for (let code = 0x61; code <= 0x7a; code++) {
  ASCII[code] = code;
  ASCII[code - 32] = code;
}

const AMPERSAND = 0x26;
const LESS = 0x3c;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const APOSTROPHES = new Set([0x27, 0x60, 0xb4, 0x2018, 0x2019, 0x201a, 0x201b, 0x2032, 0x02bc, 0xff07]);
const INVISIBLE = new Set([0x00ad, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0xfeff]);
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lrm: ' ',
  rlm: ' ',
  shy: ' ',
  zwsp: ' ',
  zwnj: ' ',
  rsquo: "'",
  lsquo: "'",
  ldquo: '"',
  rdquo: '"',
  ndash: '-',
  mdash: '-',
  hellip: '.',
  auml: 'a',
  ouml: 'o',
  uuml: 'u',
  szlig: 'ß',
  eacute: 'e',
  egrave: 'e',
  agrave: 'a',
  ccedil: 'c',
};
const ENTITY = /&(?:amp;)?(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/y;
/** A tag that stands inside sentences of a page or an HTML mail; names of other elements are text, as in `<GUID>`. */
const TAG =
  /<\/?(?:br|wbr|b|i|u|em|strong|span|font|code|mark|p|div|td|tr|li|a|pre)(?:\s+[a-zA-Z-]{1,30}\s*=[^<>]{0,400})?\s{0,9}\/?>|&lt;w?br\s{0,9}\/?&gt;/iy;
/** Made when it is needed: the tables of Unicode behind it take longer to set up than a short text to fold. */
const letter = lazy(() => /[\p{L}\p{N}]/gu);
const N = 0x6e;
const T = 0x74;
/** What stands before the apostrophe of `n't`: a paste that lost it (`doesnt`, `doesn?t`, `doesn t`) still means `not`. */
const CONTRACTED = /(?:^|[^a-z])(?:is|was|does|did|do|has|have|had|are|were|ca|could|would|should|wo)n[^a-z0-9]{0,3}$/i;
const MAX_CODE_POINT = 0x10ffff;

/**
 * In: any text, also hostile or cut. Out: its folded form with the way back to every character. Linear in time; never throws.
 * `\n`, `\r`, `\t` are escapes only in text that starts like JSON, for elsewhere they are parts of Windows paths.
 */
export function foldText(original: string): FoldedText {
  return finish(foldInSteps(original));
}

/** Characters between two steps. */
const AT_ONCE = 131_072;

/** `foldText`, a part of the text at each step. */
export function* foldInSteps(original: string): Steps<FoldedText> {
  const folder = createFolder(original);
  for (let end = AT_ONCE; end < original.length; end += AT_ONCE) {
    folder.foldUntil(end);
    yield;
  }
  folder.foldUntil(original.length);
  if (original.length > AT_ONCE) yield;
  return folder.end();
}

function createFolder(original: string): { readonly foldUntil: (end: number) => void; readonly end: () => FoldedText } {
  const isJson = /^\s{0,200}["[{]/.test(original);
  let capacity = original.length + 16;
  let codes = new Uint16Array(capacity);
  let offsets = new Uint32Array(capacity + 1);
  let length = 0;
  let reached = 0;
  let isWide = false;

  const push = (code: number, at: number): void => {
    if (length === capacity) {
      capacity = capacity * 2;
      const moreCodes = new Uint16Array(capacity);
      moreCodes.set(codes);
      codes = moreCodes;
      const moreOffsets = new Uint32Array(capacity + 1);
      moreOffsets.set(offsets);
      offsets = moreOffsets;
    }
    codes[length] = code;
    offsets[length] = at;
    length++;
  };
  const pushOther = (code: number, at: number): void => {
    const letters = foldCharacter(code);
    isWide = true;
    for (let index = 0; index < letters.length; index++) push(letters.charCodeAt(index), at);
  };
  /** Folds one decoded character; says whether the `t` after an apostrophe was used up. */
  const pushDecoded = (code: number, at: number, next: number): number => {
    if (APOSTROPHES.has(code)) {
      const t = contractionAt(original, next);
      if (t > 0 && codes[length - 1] === N && length > 0) {
        const afterCan = length > 2 && codes[length - 2] === 0x61 && codes[length - 3] === 0x63;
        if (afterCan) push(N, at);
        push(0x6f, at);
        push(0x74, t - 1);
        return t;
      }
      return next;
    }
    if (code < 128) {
      const folded = ASCII[code] ?? DROP;
      if (folded !== DROP) push(folded, at);
    } else {
      pushOther(code, at);
    }
    return next;
  };

  /** Folds whole characters from where it stopped; the last of them may end behind `end`. */
  const foldUntil = (end: number): void => {
    let index = reached;
    while (index < end) {
      const code = original.charCodeAt(index);
      if (code < 128) {
        const folded = ASCII[code] ?? DROP;
        if (folded !== DROP) {
          if (folded === T && codes[length - 1] === N && length > 0 && contractionAt(original, index) > 0) {
            if (CONTRACTED.test(original.slice(Math.max(0, index - 12), index))) {
              if (codes[length - 2] === 0x61 && codes[length - 3] === 0x63) push(N, index);
              push(0x6f, index);
            }
          }
          push(folded, index);
          index++;
          continue;
        }
        if (code === LESS || code === AMPERSAND) {
          TAG.lastIndex = index;
          if (TAG.test(original)) {
            index = TAG.lastIndex;
            continue;
          }
        }
        if (code === AMPERSAND) {
          const decoded = entityAt(original, index);
          if (decoded !== undefined) {
            index = pushDecoded(decoded.code, index, decoded.next);
            continue;
          }
        } else if (code === BACKSLASH) {
          const decoded = jsonEscapeAt(original, index, isJson);
          if (decoded !== undefined) {
            index = pushDecoded(decoded.code, index, decoded.next);
            continue;
          }
        } else if (code === UNDERSCORE) {
          const decoded = clixmlEscapeAt(original, index);
          if (decoded !== undefined) {
            index = pushDecoded(decoded.code, index, decoded.next);
            continue;
          }
        } else if (code === 0x27 || code === 0x60) {
          index = pushDecoded(code, index, index + 1);
          continue;
        }
        index++;
        continue;
      }
      // UTF-8 quotes read as Windows-1252: a circumflex, euro sign, one more.
      if (code === 0xe2 && original.charCodeAt(index + 1) === 0x20ac) {
        index = pushDecoded(original.charCodeAt(index + 2) === 0x201d ? 0x20 : 0x27, index, index + 3);
        continue;
      }
      // The same read as Latin-1.
      if (code === 0xe2 && original.charCodeAt(index + 1) === 0x80) {
        const third = original.charCodeAt(index + 2);
        index = pushDecoded(third === 0x98 || third === 0x99 ? 0x27 : 0x20, index, index + 3);
        continue;
      }
      if (code === 0xc2 && original.charCodeAt(index + 1) === 0xa0) {
        index += 2;
        continue;
      }
      index = pushDecoded(code, index, index + 1);
    }
    reached = index;
  };
  return {
    foldUntil,
    end: () => {
      offsets[length] = original.length;
      return { text: decodeUnits(codes, length, isWide), offsets: offsets.subarray(0, length + 1), original };
    },
  };
}

function contractionAt(text: string, from: number): number {
  let index = from;
  while (index < from + 4 && INVISIBLE.has(text.charCodeAt(index))) index++;
  const code = text.charCodeAt(index);
  if (code !== 0x74 && code !== 0x54) return 0;
  const after = text.charCodeAt(index + 1);
  const letterFollows = after < 128 ? (ASCII[after] ?? DROP) !== DROP : false;
  return letterFollows ? 0 : index + 1;
}

interface Decoded {
  readonly code: number;
  readonly next: number;
}

function entityAt(text: string, at: number): Decoded | undefined {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (match === null) return undefined;
  const next = at + match[0].length;
  if (match[1] !== undefined || match[2] !== undefined) {
    const code = match[1] === undefined ? Number.parseInt(match[2] ?? '', 16) : Number.parseInt(match[1], 10);
    return { code: code > MAX_CODE_POINT ? 0x20 : code, next };
  }
  const named = NAMED[match[3] ?? ''];
  return named === undefined ? undefined : { code: named.charCodeAt(0), next };
}

function jsonEscapeAt(text: string, at: number, isJson: boolean): Decoded | undefined {
  const kind = text[at + 1];
  if (kind === 'u') {
    const code = hex4(text, at + 2);
    return code === undefined ? undefined : { code, next: at + 6 };
  }
  if (isJson && (kind === 'n' || kind === 'r' || kind === 't' || kind === 'b' || kind === 'f')) return { code: 0x20, next: at + 2 };
  return undefined;
}

function clixmlEscapeAt(text: string, at: number): Decoded | undefined {
  if (text[at + 1] !== 'x' || text[at + 6] !== '_') return undefined;
  const code = hex4(text, at + 2);
  return code === undefined ? undefined : { code, next: at + 7 };
}

function hex4(text: string, from: number): number | undefined {
  let code = 0;
  for (let index = from; index < from + 4; index++) {
    const digit = HEX.indexOf((text[index] ?? '').toLowerCase());
    if (digit < 0 || text[index] === undefined) return undefined;
    code = code * 16 + digit;
  }
  return code;
}

const HEX = '0123456789abcdef';
const FOLDED_CHARACTERS = new Map<number, string>();

/** Letters and digits that one code point folds to: none for punctuation, "ss" for a sharp s, the base letter for an accented one. */
function foldCharacter(code: number): string {
  // Quotes, dashes, marks of direction and arrows: no letter is made of any of them, and many a paste holds no other character beyond ASCII.
  if ((code >= 0x2000 && code <= 0x206f) || (code >= 0x2190 && code <= 0x21ff)) return '';
  const known = FOLDED_CHARACTERS.get(code);
  if (known !== undefined) return known;
  const letters = (String.fromCodePoint(code).normalize('NFKD').toLowerCase().match(letter()) ?? []).filter(isKept).join('');
  FOLDED_CHARACTERS.set(code, letters);
  return letters;
}

/** What a character is made of is folded as it is where it stands by itself: letters beyond the first plane and apostrophes drop out. */
function isKept(part: string): boolean {
  return part.length === 1 && !APOSTROPHES.has(part.charCodeAt(0));
}

/** Folded text is letters and digits only, so no unit is half of a pair. */
function decodeUnits(codes: Uint16Array, length: number, mayBeWide: boolean): string {
  if (length > MANY_UNITS) {
    const units = codes.subarray(0, length);
    // A string of single bytes is half as large and quicker to go through. No folded letter lies where windows-1252 differs from Latin-1.
    return !mayBeWide || units.every((unit) => unit < 256)
      ? new TextDecoder('windows-1252').decode(new Uint8Array(units))
      : new TextDecoder('utf-16le').decode(units);
  }
  const parts: string[] = [];
  for (let from = 0; from < length; from += 8192) parts.push(String.fromCharCode(...codes.subarray(from, Math.min(length, from + 8192))));
  return parts.join('');
}

/** From here on the decoder pays for its making. */
const MANY_UNITS = 65_536;

/** 1-based line and column of an offset of a text. CR LF, LF and CR end a line. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Answers places of one text; the line starts are found once. */
export function createPlaces(text: string): (offset: number) => Place {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= finish(lineStarts(text));
    return placeAmong(starts, offset);
  };
}

/** `createPlaces`, whose line starts are found now, a part of the text at each step. */
export function* placesInSteps(text: string): Steps<(offset: number) => Place> {
  const starts = yield* lineStarts(text);
  return (offset) => placeAmong(starts, offset);
}

function* lineStarts(text: string): Steps<readonly number[]> {
  const found = [0];
  for (let from = 0; from < text.length; from += AT_ONCE) {
    if (from > 0) yield;
    addLineStarts(text, from, Math.min(text.length, from + AT_ONCE), found);
  }
  return found;
}

function addLineStarts(text: string, from: number, end: number, found: number[]): void {
  for (let index = from; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) found.push(index + 1);
  }
}

function placeAmong(starts: readonly number[], offset: number): Place {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
