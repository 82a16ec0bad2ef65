import { isAscii, isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { Problem } from '../../evidence/problem.js';
import { fileProblem } from './file-problem.js';
import { createMixedDecoder, type Mixture } from './mixed-text.js';

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A file that holds text. */
export interface TextFile {
  readonly kind: 'text';
  readonly encoding: TextEncodingName;
  readonly sizeBytes: number;
  /** The last character is cut in two: the file did not arrive whole. */
  readonly cutCharacter: boolean;
  /** Sentences for the user about the decoding. */
  readonly notes: readonly string[];
  /** The text from the beginning, without byte order mark, in pieces that never end inside a character. Every call reads anew. */
  chunks(): AsyncGenerator<string, void, void>;
}

export type TextFileResult = TextFile | { readonly kind: 'problem'; readonly problem: Problem };

export interface TextFileOptions {
  /** Stops reading: the promise or generator rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Size of one read in bytes. */
  readonly chunkBytes?: number;
}

type Bytes = () => AsyncGenerator<Buffer, void, void>;

const CHUNK_BYTES = 256 * 1024;
const HEAD_BYTES = 64 * 1024;
// A pipe can be read once only, so it is held in memory.
const MOST_PIPE_BYTES = 512 * 1000 * 1000;

const MAGIC: readonly (readonly [hex: string, what: string, next: string])[] = [
  ['504b0304', 'a ZIP archive or an Excel workbook', 'Unpack it, or save the workbook as CSV (comma delimited) in Excel.'],
  ['504b0506', 'a ZIP archive', 'Unpack it first.'],
  ['1f8b', 'a gzip archive', 'Unpack it first; or, if crossprem collect wrote it, give it with --snapshot.'],
  ['377abcaf271c', 'a 7-Zip archive', 'Unpack it first.'],
  ['d0cf11e0a1b11ae1', 'an old Office document or an Outlook message', 'Save it as CSV or text.'],
  ['4d5a', 'a Windows program', 'Give the exported file.'],
  ['53514c69746520666f726d6174203300', 'an SQLite database', 'Export the table as CSV.'],
  ['25504446', 'a PDF document', 'Give the export itself and not a print of it.'],
  ['89504e470d0a1a0a', 'a picture', 'Give the text of it.'],
];

/**
 * Opens a file as text, whatever its encoding, in constant memory.
 *
 * Encoding: a byte order mark decides; else many NUL bytes at every second place mean UTF-16; else UTF-8 where the whole file is valid
 * UTF-8; else Windows-1252. Regular files are read twice (check, then decode); a pipe is held in memory.
 * Bad input: a problem for a missing file, a directory, no permission, an empty file, and bytes that are no text.
 */
export async function openText(path: string, options: TextFileOptions = {}): Promise<TextFileResult> {
  const { signal, chunkBytes = CHUNK_BYTES } = options;
  let bytes: Bytes;
  try {
    const handle = await open(path, 'r');
    try {
      const status = await handle.stat();
      if (status.isDirectory()) return { kind: 'problem', problem: fileProblem(path, 'EISDIR') };
      const held = status.isFile() ? undefined : await readAll(handle, signal);
      if (held === 'too-large') return { kind: 'problem', problem: fileProblem(path, 'EFBIG') };
      bytes = held === undefined ? () => readFileBytes(path, chunkBytes, signal) : () => readHeld(held, chunkBytes);
    } finally {
      await handle.close();
    }
    const seen = await inspect(bytes);
    if (seen.kind === 'problem') return { kind: 'problem', problem: textProblem(path, seen.what, seen.next) };
    return { ...seen, notes: notesOn(path, seen), chunks: () => decode(bytes, seen) };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'problem', problem: fileProblem(path, errorCode(error)) };
  }
}

function textProblem(path: string, what: string, next: string): Problem {
  return { what, where: path, next };
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
}

async function* readFileBytes(path: string, chunkBytes: number, signal: AbortSignal | undefined): AsyncGenerator<Buffer, void, void> {
  const handle = await open(path, 'r');
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function readAll(handle: FileHandle, signal: AbortSignal | undefined): Promise<readonly Buffer[] | 'too-large'> {
  const held: Buffer[] = [];
  let size = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return held;
    size += bytesRead;
    if (size > MOST_PIPE_BYTES) return 'too-large';
    held.push(Buffer.from(buffer.subarray(0, bytesRead)));
  }
}

async function* readHeld(held: readonly Buffer[], chunkBytes: number): AsyncGenerator<Buffer, void, void> {
  for (const part of held) for (let from = 0; from < part.length; from += chunkBytes) yield part.subarray(from, from + chunkBytes);
}

type Seen =
  | {
      readonly kind: 'text';
      readonly encoding: TextEncodingName;
      readonly sizeBytes: number;
      readonly cutCharacter: boolean;
      readonly marked: boolean;
      readonly replaced: boolean;
      /** Set where the lines are not all in one encoding. */
      readonly mixture: Mixture | undefined;
      readonly start: 'narrow' | 'utf-16le' | 'utf-16be';
    }
  | { readonly kind: 'problem'; readonly what: string; readonly next: string };

async function inspect(bytes: Bytes): Promise<Seen> {
  const head = await readHead(bytes);
  if (head.length === 0)
    return { kind: 'problem', what: 'The file is empty.', next: 'Run the export again and look for an error message in its window.' };
  const marked = markedEncoding(head);
  const magic = marked === undefined ? MAGIC.find(([hex]) => head.subarray(0, hex.length / 2).toString('hex') === hex) : undefined;
  if (magic !== undefined) return { kind: 'problem', what: `The file is ${magic[1]} and not text.`, next: magic[2] };
  const encoding = marked ?? (beginsNarrow(head) ? undefined : wideEncoding(head));
  if (encoding === undefined && head.includes(0) && !beginsNarrow(head)) {
    return { kind: 'problem', what: 'The file holds binary data and not text.', next: 'Give an LDIF, CSV, CLIXML or JSON export.' };
  }
  const check = createUtf8Check();
  let sizeBytes = 0;
  let hasZero = false;
  for await (const chunk of bytes()) {
    sizeBytes += chunk.length;
    if (encoding !== undefined && encoding !== 'utf-8') continue;
    check.write(chunk);
    hasZero ||= chunk.includes(0);
  }
  const isMarked = marked !== undefined;
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const mixture = await mixtureOf(bytes, encoding);
    const isMixed = mixture.changes.length > 0;
    const cutCharacter = !isMixed && sizeBytes % 2 === 1;
    return {
      kind: 'text',
      encoding,
      sizeBytes,
      cutCharacter,
      marked: isMarked,
      replaced: false,
      mixture: isMixed ? mixture : undefined,
      start: encoding,
    };
  }
  const { valid, cut } = check.end();
  if (!valid || hasZero) {
    const mixture = await mixtureOf(bytes, 'narrow');
    if (mixture.changes.length > 0 || (mixture.windows > 0 && (mixture.utf8 > 0 || isMarked))) {
      return {
        kind: 'text',
        encoding: 'utf-8',
        sizeBytes,
        cutCharacter: false,
        marked: isMarked,
        replaced: false,
        mixture,
        start: 'narrow',
      };
    }
  }
  const utf8 = encoding === 'utf-8' || valid;
  return {
    kind: 'text',
    encoding: utf8 ? 'utf-8' : 'windows-1252',
    sizeBytes,
    cutCharacter: utf8 && cut,
    marked: isMarked,
    replaced: utf8 && !valid,
    mixture: undefined,
    start: 'narrow',
  };
}

/** True where lines of 8 bits a character stand before the first zero: a tool that writes UTF-16 added to the file. */
function beginsNarrow(head: Buffer): boolean {
  const zero = head.indexOf(0);
  if (zero < 32) return false;
  const line = head.lastIndexOf(0x0a, zero);
  return line >= 16 && zero - line <= 4;
}

/** One more pass, over files that are known to be odd or 16 bits wide. */
async function mixtureOf(bytes: Bytes, start: 'narrow' | 'utf-16le' | 'utf-16be'): Promise<Mixture> {
  const decoder = createMixedDecoder(start);
  for await (const chunk of bytes()) decoder.write(chunk);
  decoder.end();
  return decoder.mixture;
}

async function readHead(bytes: Bytes): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes()) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

function markedEncoding(head: Buffer): TextEncodingName | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without mark: exports are mostly ASCII, so every second byte is NUL and the others never are. */
function wideEncoding(head: Buffer): TextEncodingName | undefined {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const pairs = head.length / 2;
  if (pairs < 2) return undefined;
  if (odd > pairs * 0.3 && even < pairs * 0.02) return 'utf-16le';
  if (even > pairs * 0.3 && odd < pairs * 0.02) return 'utf-16be';
  return undefined;
}

interface Utf8Check {
  write(chunk: Buffer): void;
  end(): { readonly valid: boolean; readonly cut: boolean };
}

function createUtf8Check(): Utf8Check {
  let carry = Buffer.alloc(0);
  let valid = true;
  let beyondAscii = false;
  return {
    write(chunk) {
      if (!valid) return;
      const joined = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const whole = wholeCharacters(joined);
      // The chunk's memory belongs to the reader, so what is carried over is copied.
      carry = Buffer.from(joined.subarray(whole));
      const part = joined.subarray(0, whole);
      if (isAscii(part)) return;
      beyondAscii = true;
      valid = isUtf8(part);
    },
    end() {
      if (!valid || carry.length === 0) return { valid, cut: false };
      // One stray byte at the end of an ASCII file is more likely an accented letter of Windows-1252 than a cut character.
      if (!beyondAscii && carry.length === 1) return { valid: false, cut: false };
      return { valid: true, cut: true };
    },
  };
}

/** Number of bytes before a UTF-8 character that the end cuts in two. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

async function* decode(bytes: Bytes, { encoding, cutCharacter, mixture, start }: SeenText): AsyncGenerator<string, void, void> {
  const decoder = mixture === undefined ? createDecoder(encoding) : createMixedDecoder(start);
  let first = true;
  for await (const chunk of bytes()) {
    const text = decoder.write(chunk);
    if (text === '') continue;
    yield first && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    first = false;
  }
  const rest = cutCharacter ? '' : decoder.end();
  if (rest !== '') yield rest;
}

interface Decoder {
  write(chunk: Buffer): string;
  end(): string;
}

function createDecoder(encoding: TextEncodingName): Decoder {
  switch (encoding) {
    case 'utf-8':
      return new StringDecoder('utf8');
    case 'utf-16le':
    case 'utf-16be':
      return createWideDecoder(encoding === 'utf-16be');
    case 'windows-1252': {
      const decoder = new TextDecoder('windows-1252');
      return { write: (chunk) => decoder.decode(chunk), end: () => '' };
    }
    default:
      return encoding satisfies never;
  }
}

// Not StringDecoder: given single bytes, it hands out the first half of a surrogate pair alone.
function createWideDecoder(bigEndian: boolean): Decoder {
  let held = Buffer.alloc(0);
  return {
    write(chunk) {
      const joined = Buffer.concat([held, chunk]);
      let whole = joined.length - (joined.length % 2);
      const last = whole < 2 ? 0 : bigEndian ? joined.readUInt16BE(whole - 2) : joined.readUInt16LE(whole - 2);
      if (last >= 0xd800 && last <= 0xdbff) whole -= 2;
      held = Buffer.from(joined.subarray(whole));
      const units = joined.subarray(0, whole);
      return (bigEndian ? units.swap16() : units).toString('utf16le');
    },
    end: () => (held.length === 0 ? '' : '\ufffd'),
  };
}

type SeenText = Seen & { readonly kind: 'text' };

function notesOn(path: string, seen: SeenText): readonly string[] {
  const notes: string[] = [];
  if (seen.mixture !== undefined) return mixtureNotes(path, seen.mixture);
  if (seen.encoding === 'windows-1252') {
    notes.push(
      `${path}: the file is not UTF-8 and was read as Windows-1252; check names with accents, or export again with -Encoding UTF8.`,
    );
  }
  if (seen.replaced) notes.push(`${path}: the file says it is UTF-8 and holds bytes that are not; those characters read as \ufffd.`);
  if (seen.cutCharacter)
    notes.push(`${path}: the file ends in the middle of a character, so it did not arrive whole; export or copy it again.`);
  return notes;
}

function mixtureNotes(path: string, { utf8, windows, firstWindows, changes }: Mixture): readonly string[] {
  const next = 'Each line was read in its own encoding; check names with accents, or export again into a new file.';
  const notes = changes
    .slice(0, 5)
    .map(
      ({ line, to }) =>
        `${path}, line ${line}: from here on the file is ${to === 'utf-8' ? '8 bits a character' : to.toUpperCase()}, as if another tool had added to it. ${next}`,
    );
  if (windows > 0 && (utf8 > 0 || changes.length === 0))
    notes.push(
      `${path}, line ${firstWindows ?? 1}: ${windows === 1 ? 'a line is' : `${windows} lines are`} not UTF-8, as the others are, and read as Windows-1252. ${next}`,
    );
  return notes;
}
