/**
 * What somebody typed to look for. Our own, for a million names need it: of libraries that find initials, any order and accents, fuzzysort 4.0.2 keeps
 * 0.7 to 0.9 GB for a million (this 66 MB, outside of the heap), and both sides of a million people do not fit into a heap of 2 GB; fzf 0.5.2 takes 1 to
 * 10 s for a query (this up to 70 ms, in slices); uFuzzy 1.0.19 misses initials and letters left out, or finds them and ranks them anywhere.
 *
 * All of its terms have to be found, in any order.
 */
export interface FuzzyQuery {
  readonly terms: readonly FuzzyTerm[];
  /** Letters and digits of all terms, as `lettersOf` gives them for a text. */
  readonly letters: number;
  /** First letters of short terms, which are found at the start of words only, as `startsOf` gives them. */
  readonly starts: number;
}

export interface FuzzyTerm {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** For each byte the places in the term where it stands, as bits. */
  readonly places: Int32Array;
}

const MOST_TERMS = 8;
// A longer term is found as a whole only: its places do not fit into one number.
const MOST_PLACES = 30;
/** Longer than all that is looked through: such a term finds nothing. */
const LONGEST_TERM = 600;
/** A shorter term would be inside of most words. */
export const LEAST_INSIDE = 3;
const LONGEST_TEXT = 300;
/** Parts the fields of a text. */
const FIELD_END = 10;
const SPACE = 32;

/** In: what was typed. Out: its terms; none for blanks. A term that no text can hold finds nothing. */
export function fuzzyQuery(text: string): FuzzyQuery {
  const terms = text
    .slice(0, 2 * LONGEST_TERM)
    .split(/\s/)
    .filter((word) => word !== '')
    .slice(0, MOST_TERMS)
    .map(termOf);
  const short = terms.filter(({ bytes }) => bytes.length < LEAST_INSIDE);
  return {
    terms,
    letters: terms.reduce((bits, { bytes }) => bits | lettersOf(bytes, 0, bytes.length), 0),
    starts: short.reduce((bits, { bytes }) => bits | lettersOf(bytes, 0, 1), 0),
  };
}

function termOf(text: string): FuzzyTerm {
  const bytes = fold(text, LONGEST_TERM + 1);
  const places = new Int32Array(256);
  for (let at = 0; at < Math.min(bytes.length, MOST_PLACES); at++) {
    const byte = bytes[at] ?? 0;
    places[byte] = (places[byte] ?? 0) | (1 << at);
  }
  return { text, bytes, places };
}

/**
 * A text as it is compared: small letters without their marks ("Müller" is "muller"), one byte each. A letter outside ASCII is one of 128 bytes,
 * so that two of them can be taken for each other; a line feed parts fields. Of a long text the first characters.
 */
export function fold(text: string, most = LONGEST_TEXT): Uint8Array {
  const length = Math.min(text.length, most);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < length; i++) {
    const byte = foldUnit(text.charCodeAt(i));
    if (byte !== 0) bytes[at++] = byte;
  }
  return at === length ? bytes : bytes.slice(0, at);
}

/** 0 for what is no letter of its own: the mark of a letter before it. */
function foldUnit(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code < SPACE && code !== FIELD_END ? SPACE : code;
  if (code >= 0x300 && code <= 0x36f) return 0;
  const [base = ''] = String.fromCharCode(code).normalize('NFKD').toLowerCase();
  const unit = base.charCodeAt(0);
  if (unit > SPACE && unit < 127) return unit;
  return unit === SPACE ? SPACE : 128 + (unit % 127);
}

function isWord(byte: number): boolean {
  return byte > 127 || (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57);
}

/** Which letters and digits a text holds, as bits: a text that lacks one of a query's is not looked through. */
export function lettersOf(bytes: Uint8Array, from: number, to: number): number {
  let bits = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 97 && byte <= 122) bits |= 1 << (byte - 97);
    else if (byte >= 48 && byte <= 57) bits |= 1 << (26 + (byte % 5));
  }
  return bits;
}

/** As `lettersOf`, of those that begin a word. */
export function startsOf(bytes: Uint8Array, from: number, to: number): number {
  let bits = 0;
  let wasWord = false;
  for (let at = from; at < to; at++) {
    const word = isWord(bytes[at] ?? 0);
    if (word && !wasWord) bits |= lettersOf(bytes, at, at + 1);
    wasWord = word;
  }
  return bits;
}

const SCORES = { exact: 1000, start: 900, word: 800, pieces: 640, inside: 560, loose: 240 } as const;
export const BEST_SCORE = SCORES.exact;

/** How well a folded text fits a query, 1 to 1000; 0: it does not. Linear in the text. */
export function fuzzyScore({ terms }: FuzzyQuery, bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (const term of terms) {
    const score = scoreTerm(term, bytes, from, to);
    if (score === 0) return 0;
    sum += score;
  }
  return terms.length === 0 ? 0 : Math.max(1, Math.floor(sum / terms.length) - Math.min(40, (to - from) >> 4));
}

/** What earlier fields hold counts more: the name first. */
const LESS_PER_FIELD = 12;

/**
 * The best of: a whole field, the start of one, a word, pieces that each begin a word ("kalder" in "kim.alder"), something inside a word, and
 * a word with letters left out ("aldr"). All ways are followed at once, as bits of a number, so that nothing is ever tried twice.
 */
function scoreTerm(term: FuzzyTerm, bytes: Uint8Array, from: number, to: number): number {
  const { places } = term;
  const { length } = term.bytes;
  if (length === 0) return 0;
  if (length > MOST_PLACES) return scoreWhole(term.bytes, bytes, from, to);
  const goal = 1 << (length - 1);
  let whole = 0;
  let pieces = 0;
  let loose = 0;
  let before = 0;
  let less = 0;
  let best = 0;
  let start = from;
  let wasWord = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === FIELD_END) {
      whole = pieces = loose = before = 0;
      less += LESS_PER_FIELD;
      start = at + 1;
      wasWord = false;
      continue;
    }
    const word = isWord(byte);
    // A word, and each sign between words, can begin a piece.
    const isStart = !word || !wasWord;
    const entry = isStart ? (before << 1) | 1 : 0;
    const fits = places[byte] ?? 0;
    whole = ((whole << 1) | 1) & fits;
    pieces = ((pieces << 1) | entry) & fits;
    loose = isStart ? 1 & fits : loose | ((loose << 1) & fits);
    before |= pieces;
    wasWord = word;
    if (((whole | pieces | loose) & goal) === 0) continue;
    let score = 0;
    if ((whole & goal) !== 0) score = placeScore(bytes, at - length + 1, at + 1, start, to);
    else if ((pieces & goal) !== 0) score = SCORES.pieces;
    else if ((loose & goal) !== 0) score = length < LEAST_INSIDE ? 0 : SCORES.loose;
    if (score - less > best) best = score - less;
    if (best === SCORES.exact) return best;
  }
  return best;
}

/** How much a term counts that stands there as it is. */
function placeScore(bytes: Uint8Array, from: number, end: number, fieldStart: number, to: number): number {
  if (from === fieldStart) return end === to || bytes[end] === FIELD_END ? SCORES.exact : SCORES.start;
  const isInside = isWord(bytes[from] ?? 0) && isWord(bytes[from - 1] ?? 0);
  return isInside ? (end - from < LEAST_INSIDE ? 0 : SCORES.inside) : SCORES.word;
}

function scoreWhole(term: Uint8Array, bytes: Uint8Array, from: number, to: number): number {
  const [first] = term;
  let start = from;
  let less = 0;
  let best = 0;
  for (let at = from; at + term.length <= to; at++) {
    if (bytes[at] === FIELD_END) {
      start = at + 1;
      less += LESS_PER_FIELD;
    } else if (bytes[at] === first && isAt(term, bytes, at)) {
      best = Math.max(best, placeScore(bytes, at, at + term.length, start, to) - less);
    }
  }
  return best;
}

function isAt(term: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < term.length; i++) if (bytes[at + i] !== term[i]) return false;
  return true;
}

/** In: a query, and a text as it is shown. Out: the places of its characters (UTF-16) that the query found, rising; what is not in it is left out. */
export function fuzzyMarks({ terms }: FuzzyQuery, text: string): readonly number[] {
  const bytes: number[] = [];
  const places: number[] = [];
  for (let i = 0; i < Math.min(text.length, LONGEST_TEXT); i++) {
    const byte = foldUnit(text.charCodeAt(i));
    if (byte === 0) continue;
    bytes.push(byte);
    places.push(i);
  }
  const folded = Uint8Array.from(bytes);
  const marked = new Set<number>();
  for (const term of terms) for (const at of placesOf(term.bytes, folded)) marked.add(places[at] ?? 0);
  return [...marked].sort((a, b) => a - b);
}

function placesOf(term: Uint8Array, bytes: Uint8Array): readonly number[] {
  const { length } = term;
  let found = -1;
  let best = 0;
  for (let at = 0; length > 0 && at + length <= bytes.length; at++) {
    if (bytes[at] !== term[0] || !isAt(term, bytes, at)) continue;
    const score = placeScore(bytes, at, at + length, 0, bytes.length);
    if (score > best) [found, best] = [at, score];
  }
  if (found >= 0) return Array.from({ length }, (_, i) => found + i);
  return length > MOST_PLACES ? [] : (piecesOf(term, bytes) ?? letterPlaces(term, bytes) ?? []);
}

/** Where pieces of a term stand that each begin a word; undefined: there are none. */
function piecesOf(term: Uint8Array, bytes: Uint8Array): readonly number[] | undefined {
  // Where the term up to some letter can end, and where the letter before stood.
  let ends = new Map<number, Chain>();
  for (let i = 0; i < term.length; i++) {
    const next = new Map<number, Chain>();
    let earlier: Chain | undefined;
    for (let at = 0; at < bytes.length; at++) {
      const from = ends.get(at - 1) ?? (isStartAt(bytes, at) ? earlier : undefined);
      if (bytes[at] === term[i] && (from !== undefined || (i === 0 && isStartAt(bytes, at)))) next.set(at, [at, from]);
      earlier = ends.get(at) ?? earlier;
    }
    ends = next;
  }
  const [last] = ends.values();
  if (last === undefined) return undefined;
  const places: number[] = [];
  for (let link: Chain | undefined = last; link !== undefined; link = link[1]) places.push(link[0]);
  return places;
}

type Chain = readonly [place: number, before: Chain | undefined];

/** Where the letters of a term stand in one word that begins with the first of them; undefined: in none. */
function letterPlaces(term: Uint8Array, bytes: Uint8Array): readonly number[] | undefined {
  let places: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (isStartAt(bytes, at)) places = [];
    const isNext = bytes[at] === term[places.length] && (places.length > 0 || isStartAt(bytes, at));
    if (isNext) places.push(at);
    if (places.length === term.length) return places;
  }
  return undefined;
}

function isStartAt(bytes: Uint8Array, at: number): boolean {
  return !isWord(bytes[at] ?? 0) || !isWord(bytes[at - 1] ?? 0);
}
