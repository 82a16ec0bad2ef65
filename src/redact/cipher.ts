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
 * SipHash-2-4 of `purpose` (one byte) and the bytes, its four 64-bit words in halves of 32, each in a variable of its own: it is called for every
 * value of a snapshot. Source: Aumasson and Bernstein, SipHash: a fast short-input PRF (2012).
 */
export function sipHash(key: Uint32Array, purpose: number, bytes: Uint8Array, out: Uint32Array): void {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = key;
  let [l0, h0, l1, h1] = [k0 ^ 0x70736575, k1 ^ 0x736f6d65, k2 ^ 0x6e646f6d, k3 ^ 0x646f7261];
  let [l2, h2, l3, h3] = [k0 ^ 0x6e657261, k1 ^ 0x6c796765, k2 ^ 0x79746573, k3 ^ 0x74656462];
  const length = bytes.length + 1;
  const words = length >> 3;
  for (let at = 0; at <= words + 1; at++) {
    let low = 0;
    let high = 0;
    if (at <= words) {
      low = wordAt(purpose, bytes, at * 8);
      high = wordAt(purpose, bytes, at * 8 + 4) | (at === words ? (length & 255) << 24 : 0);
      l3 ^= low;
      h3 ^= high;
    } else l2 ^= 0xff;
    for (let round = at <= words ? 2 : 4; round > 0; round--) {
      // v0 += v1; v1 <<<= 13; v1 ^= v0; v0 <<<= 32
      let sum = (l0 >>> 0) + (l1 >>> 0);
      h0 = (h0 + h1 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l0 = sum | 0;
      let turned = (l1 << 13) | (h1 >>> 19);
      h1 = ((h1 << 13) | (l1 >>> 19)) ^ h0;
      l1 = turned ^ l0;
      [l0, h0] = [h0, l0];
      // v2 += v3; v3 <<<= 16; v3 ^= v2
      sum = (l2 >>> 0) + (l3 >>> 0);
      h2 = (h2 + h3 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l2 = sum | 0;
      turned = (l3 << 16) | (h3 >>> 16);
      h3 = ((h3 << 16) | (l3 >>> 16)) ^ h2;
      l3 = turned ^ l2;
      // v0 += v3; v3 <<<= 21; v3 ^= v0
      sum = (l0 >>> 0) + (l3 >>> 0);
      h0 = (h0 + h3 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l0 = sum | 0;
      turned = (l3 << 21) | (h3 >>> 11);
      h3 = ((h3 << 21) | (l3 >>> 11)) ^ h0;
      l3 = turned ^ l0;
      // v2 += v1; v1 <<<= 17; v1 ^= v2; v2 <<<= 32
      sum = (l2 >>> 0) + (l1 >>> 0);
      h2 = (h2 + h1 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l2 = sum | 0;
      turned = (l1 << 17) | (h1 >>> 15);
      h1 = ((h1 << 17) | (l1 >>> 15)) ^ h2;
      l1 = turned ^ l2;
      [l2, h2] = [h2, l2];
    }
    l0 ^= low;
    h0 ^= high;
  }
  out[0] = l0 ^ l1 ^ l2 ^ l3;
  out[1] = h0 ^ h1 ^ h2 ^ h3;
}

/** Four bytes of the purpose and what stands behind it; zeros behind the end. */
function wordAt(purpose: number, bytes: Uint8Array, at: number): number {
  const first = at === 0 ? purpose & 255 : (bytes[at - 1] ?? 0);
  return first | ((bytes[at] ?? 0) << 8) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 24);
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
