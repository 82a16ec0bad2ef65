import { isBlankCode, skipBlanks } from './blank.js';

/** RFC 2047 allows 75 characters; broken writers go far beyond. A longer one is left as it is. */
const LONGEST_WORD = 20_000;
const LONGEST_CHARSET = 60;

type Decoder = InstanceType<typeof TextDecoder>;

interface EncodedWord {
  readonly charset: string;
  readonly bytes: readonly number[];
  /** Offset behind the word. */
  readonly end: number;
}

/**
 * Decodes the encoded words of a header value (RFC 2047): `=?utf-8?B?S2lt?=`.
 *
 * In: an unfolded value. Out: the text; blanks between two words are dropped, and a character that neighbouring words of one charset share
 * is put together. What comes out is not decoded again, and may hold control characters.
 * Bad input: a word that is broken, too long, or of an unknown charset stays as it is; never throws.
 */
export function decodeEncodedWords(value: string): string {
  let open = value.indexOf('=?');
  if (open < 0) return value;
  // Without any "?=" behind it no word can end; a second search for it would go through the same text again.
  const lastEnd = value.lastIndexOf('?=');
  const decoders = new Map<string, Decoder | undefined>();
  const out: string[] = [];
  let from = 0;
  while (open >= 0 && open < lastEnd) {
    const word = readWord(value, open);
    const decoder = word === undefined ? undefined : decoderOf(word.charset, decoders);
    if (word === undefined || decoder === undefined) {
      open = value.indexOf('=?', open + 2);
      continue;
    }
    const before = value.slice(from, open);
    if (!(out.length > 0 && isBlank(before))) out.push(before);
    const { bytes, end } = runOf(value, word);
    out.push(decoder.decode(bytes));
    from = end;
    open = value.indexOf('=?', end);
  }
  out.push(value.slice(from));
  return out.join('');
}

/** The bytes of a word and of those right behind it that share its charset. */
function runOf(value: string, first: EncodedWord): { readonly bytes: Uint8Array; readonly end: number } {
  const parts = [first.bytes];
  let end = first.end;
  for (;;) {
    const next = skipBlanks(value, end, value.length);
    if (!value.startsWith('=?', next)) break;
    const word = readWord(value, next);
    if (word?.charset !== first.charset) break;
    parts.push(word.bytes);
    end = word.end;
  }
  return { bytes: Uint8Array.from(parts.flat()), end };
}

function readWord(value: string, open: number): EncodedWord | undefined {
  const charsetEnd = indexBefore(value, '?', open + 2, open + 2 + LONGEST_CHARSET);
  if (charsetEnd <= open + 2 || value[charsetEnd + 2] !== '?') return undefined;
  const encoding = value[charsetEnd + 1];
  const start = charsetEnd + 3;
  const end = indexBefore(value, '?', start, start + LONGEST_WORD);
  if (end < 0 || value[end + 1] !== '=') return undefined;
  const text = value.slice(start, end);
  const bytes =
    encoding === 'B' || encoding === 'b' ? base64Bytes(text) : encoding === 'Q' || encoding === 'q' ? quotedBytes(text) : undefined;
  if (bytes === undefined) return undefined;
  // RFC 2231 section 5: a language may stand behind the charset.
  const charset = value.slice(open + 2, charsetEnd).split('*', 1)[0] ?? '';
  return { charset: charset.toLowerCase(), bytes, end: end + 2 };
}

/** Like indexOf, but does not look beyond `limit`, nor beyond the beginning of another word. */
function indexBefore(value: string, char: string, from: number, limit: number): number {
  const code = char.charCodeAt(0);
  const end = Math.min(limit, value.length);
  for (let index = from; index < end; index++) {
    const at = value.charCodeAt(index);
    if (at === code) return index;
    if (at === 61 && value.charCodeAt(index + 1) === 63 && value.charCodeAt(index + 2) !== 61) return -1;
  }
  return -1;
}

function quotedBytes(text: string): readonly number[] | undefined {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 126 || code < 32) return undefined;
    const byte = code === 61 ? hexByte(text, index + 1) : undefined;
    if (byte !== undefined) index += 2;
    bytes.push(byte ?? (code === 95 ? 32 : code));
  }
  return bytes;
}

function hexByte(text: string, at: number): number | undefined {
  const high = Number.parseInt(text[at] ?? '', 16);
  const low = Number.parseInt(text[at + 1] ?? '', 16);
  return Number.isNaN(high) || Number.isNaN(low) ? undefined : high * 16 + low;
}

function base64Bytes(text: string): readonly number[] | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 61) continue;
    const six = sixBits(code);
    if (six < 0) return undefined;
    bits = ((bits << 6) | six) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return bytes;
}

function sixBits(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43) return 62;
  return code === 47 ? 63 : -1;
}

function decoderOf(charset: string, decoders: Map<string, Decoder | undefined>): Decoder | undefined {
  if (decoders.has(charset)) return decoders.get(charset);
  let decoder: Decoder | undefined;
  try {
    decoder = new TextDecoder(charset);
  } catch {
    // An unknown charset: the word stays as it is.
    decoder = undefined;
  }
  decoders.set(charset, decoder);
  return decoder;
}

function isBlank(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (!isBlankCode(text.charCodeAt(index))) return false;
  return true;
}
