/** A pseudorandom function with the key of one run, and what is made of it. */
export interface Cipher {
  /** 64 bits of bytes, as two numbers of 32: whoever lacks the key cannot tell them from chance. The array is the cipher's own and is used again. */
  hash(purpose: number, bytes: Uint8Array): Uint32Array;
  /** Another word of the same length, letters for letters and digits for digits, with the case of each letter. No two words become one. */
  word(text: string): string;
}

const ROUNDS = 8;
const BLOCK = 24;
const MOST_CACHED = 50_000;
const LONGEST_CACHED = 64;
const WORD = 1;
const PLACE = 2;

/** In: the secret of the run; the more chance is in it, the better. */
export function createCipher(seed: Uint8Array | string): Cipher {
  const key = keyOf(typeof seed === 'string' ? unitsOf(seed) : seed);
  const out = new Uint32Array(2);
  const cache = new Map<string, string>();
  const hash = (purpose: number, bytes: Uint8Array): Uint32Array => {
    sipHash(key, purpose, bytes, out);
    return out;
  };
  return {
    hash,
    word(text) {
      const known = cache.get(text);
      if (known !== undefined) return known;
      const made = replaceWord(text, hash);
      if (text.length <= LONGEST_CACHED) {
        if (cache.size >= MOST_CACHED) cache.clear();
        cache.set(text, made);
      }
      return made;
    },
  };
}

function keyOf(seed: Uint8Array): Uint32Array {
  const key = new Uint32Array(4);
  const out = new Uint32Array(2);
  for (const half of [0, 1]) {
    sipHash(Uint32Array.of(0x6b652d31, half, 0x72656461, 0x63746f72), half, seed, out);
    key.set(out, half * 2);
  }
  return key;
}

function unitsOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[i * 2] = unit & 255;
    bytes[i * 2 + 1] = unit >> 8;
  }
  return bytes;
}

/**
 * SipHash-2-4 of `purpose` (one byte) and the bytes, its four 64-bit words in halves of 32.
 * Source: Aumasson and Bernstein, SipHash: a fast short-input PRF (2012).
 */
export function sipHash(key: Uint32Array, purpose: number, bytes: Uint8Array, out: Uint32Array): void {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = key;
  // v0 low, v0 high, v1 low, ...
  const v = Uint32Array.of(
    k0 ^ 0x70736575,
    k1 ^ 0x736f6d65,
    k2 ^ 0x6e646f6d,
    k3 ^ 0x646f7261,
    k0 ^ 0x6e657261,
    k1 ^ 0x6c796765,
    k2 ^ 0x79746573,
    k3 ^ 0x74656462,
  );
  const length = bytes.length + 1;
  const byte = (at: number): number => (at === 0 ? purpose & 255 : (bytes[at - 1] ?? 0));
  const word = (at: number): number => byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24);
  const whole = length - (length % 8);
  for (let at = 0; at < whole; at += 8) compress(v, word(at), word(at + 4), 2);
  let low = 0;
  let high = (length & 255) << 24;
  for (let at = whole; at < length; at++) {
    if (at - whole < 4) low |= byte(at) << ((at - whole) * 8);
    else high |= byte(at) << ((at - whole - 4) * 8);
  }
  compress(v, low, high, 2);
  v[4] = (v[4] ?? 0) ^ 0xff;
  for (let round = 0; round < 4; round++) sipRound(v);
  out[0] = (v[0] ?? 0) ^ (v[2] ?? 0) ^ (v[4] ?? 0) ^ (v[6] ?? 0);
  out[1] = (v[1] ?? 0) ^ (v[3] ?? 0) ^ (v[5] ?? 0) ^ (v[7] ?? 0);
}

function compress(v: Uint32Array, low: number, high: number, rounds: number): void {
  v[6] = (v[6] ?? 0) ^ low;
  v[7] = (v[7] ?? 0) ^ high;
  for (let round = 0; round < rounds; round++) sipRound(v);
  v[0] = (v[0] ?? 0) ^ low;
  v[1] = (v[1] ?? 0) ^ high;
}

function sipRound(v: Uint32Array): void {
  add(v, 0, 2);
  rotate(v, 2, 13);
  xor(v, 2, 0);
  rotate(v, 0, 32);
  add(v, 4, 6);
  rotate(v, 6, 16);
  xor(v, 6, 4);
  add(v, 0, 6);
  rotate(v, 6, 21);
  xor(v, 6, 0);
  add(v, 4, 2);
  rotate(v, 2, 17);
  xor(v, 2, 4);
  rotate(v, 4, 32);
}

function add(v: Uint32Array, to: number, from: number): void {
  const low = (v[to] ?? 0) + (v[from] ?? 0);
  v[to] = low;
  v[to + 1] = (v[to + 1] ?? 0) + (v[from + 1] ?? 0) + (low > 0xffffffff ? 1 : 0);
}

function xor(v: Uint32Array, to: number, from: number): void {
  v[to] = (v[to] ?? 0) ^ (v[from] ?? 0);
  v[to + 1] = (v[to + 1] ?? 0) ^ (v[from + 1] ?? 0);
}

function rotate(v: Uint32Array, at: number, by: number): void {
  const low = v[at] ?? 0;
  const high = v[at + 1] ?? 0;
  if (by === 32) {
    v[at] = high;
    v[at + 1] = low;
  } else {
    v[at] = (low << by) | (high >>> (32 - by));
    v[at + 1] = (high << by) | (low >>> (32 - by));
  }
}

/** Letters that stand for each other: of one script, with or without case. */
interface Alphabet {
  readonly id: number;
  readonly letters: readonly number[];
  readonly places: ReadonlyMap<number, number>;
}

interface Letter {
  readonly alphabet: Alphabet;
  place: number;
  readonly isUpper: boolean;
}

const alphabets = (): ((code: number) => Omit<Letter, 'isUpper'> & { readonly isUpper: boolean }) => {
  const made = new Map<string, Alphabet>();
  return (code) => {
    const text = String.fromCodePoint(code);
    const lower = text.toLowerCase();
    const isUpper = lower !== text && lower.length === text.length && lower.toUpperCase() === text;
    const base = isUpper ? (lower.codePointAt(0) ?? code) : code;
    const group = groupOf(base);
    const name = `${group.from}-${kindOf(base)}`;
    const known = made.get(name) ?? makeAlphabet(group, kindOf(base), made.size);
    made.set(name, known);
    return { alphabet: known, place: known.places.get(base) ?? 0, isUpper };
  };
};

/** The neighbours of a letter: a whole script where it is large, else 128 characters. */
function groupOf(code: number): { readonly from: number; readonly to: number } {
  if (code < 128) return { from: 0, to: 127 };
  if (code >= 0x4e00 && code <= 0x9fff) return { from: 0x4e00, to: 0x9fff };
  if (code >= 0xac00 && code <= 0xd7a3) return { from: 0xac00, to: 0xd7a3 };
  return { from: code & ~127, to: code | 127 };
}

/** `odd`: a letter whose other case is longer, or goes back to another letter. `upper`: the capital of a `cased` one, which stands for it. */
type Kind = 'cased' | 'upper' | 'uncased' | 'odd' | 'odd-upper' | 'digit';

function kindOf(code: number): Kind {
  const text = String.fromCodePoint(code);
  if (/\p{N}/u.test(text)) return 'digit';
  const upper = text.toUpperCase();
  const lower = text.toLowerCase();
  if (upper === text && lower === text) return 'uncased';
  if (upper === text) return lower.length === text.length && lower.toUpperCase() === text ? 'upper' : 'odd-upper';
  return upper.length === text.length && upper.toLowerCase() === text ? 'cased' : 'odd';
}

function makeAlphabet({ from, to }: { readonly from: number; readonly to: number }, kind: Kind, id: number): Alphabet {
  const letters: number[] = [];
  for (let code = from; code <= to; code++)
    if (/[\p{L}\p{N}]/u.test(String.fromCodePoint(code)) && kindOf(code) === kind) letters.push(code);
  return { id, letters, places: new Map(letters.map((code, place) => [code, place])) };
}

const letterOf = alphabets();

function replaceWord(text: string, hash: Cipher['hash']): string {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let out = '';
  let before: readonly number[] = [];
  for (let from = 0; from < codes.length; from += BLOCK) {
    const block = codes.slice(from, from + BLOCK);
    // Combining marks stay where they are.
    const letters = block.map((code) => (/[\p{L}\p{N}]/u.test(String.fromCodePoint(code)) ? { ...letterOf(code) } : undefined));
    const all = letters.filter((letter) => letter !== undefined);
    const plain = all.map(({ place }) => place);
    shuffle(all, before, hash);
    // A long word goes block by block; each is changed as all before it say.
    before = digest(before, plain, hash);
    for (const [at, letter] of letters.entries()) out += letter === undefined ? String.fromCodePoint(block[at] ?? 0) : characterOf(letter);
  }
  return out;
}

function characterOf({ alphabet, place, isUpper }: Letter): string {
  const text = String.fromCodePoint(alphabet.letters[place] ?? 63);
  return isUpper ? text.toUpperCase() : text;
}

function digest(before: readonly number[], plain: readonly number[], hash: Cipher['hash']): readonly number[] {
  return [...hash(PLACE, bytesOf([...before, ...plain]))];
}

function bytesOf(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [at, number] of numbers.entries()) view.setUint32(at * 4, number, true);
  return bytes;
}

/** A Feistel network over letters of any alphabets: each half is moved on by what the other half says, which can be undone, so nothing collides. */
function shuffle(letters: readonly Letter[], before: readonly number[], hash: Cipher['hash']): void {
  if (letters.length === 0) return;
  const about = [...before, letters.length, ...letters.map(({ alphabet }) => alphabet.id)];
  const middle = letters.length >> 1;
  const halves = [letters.slice(0, middle), letters.slice(middle)];
  for (let round = 0; round < (middle === 0 ? 1 : ROUNDS); round++) {
    const [fixed, moved] = round % 2 === 0 ? [halves[0] ?? [], halves[1] ?? []] : [halves[1] ?? [], halves[0] ?? []];
    const [low = 0, high = 0] = hash(WORD, bytesOf([round, ...about, ...fixed.map(({ place }) => place)]));
    for (const [at, letter] of moved.entries()) {
      const { length } = letter.alphabet.letters;
      // A single letter never stays what it is.
      const by = middle === 0 ? 1 + (spread(low, high, at) % Math.max(1, length - 1)) : spread(low, high, at) % length;
      letter.place = (letter.place + by) % length;
    }
  }
}

/** Many numbers of 32 bits out of 64. */
function spread(low: number, high: number, at: number): number {
  let value = (low + Math.imul(at, 0x9e3779b9)) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) ^ high;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
