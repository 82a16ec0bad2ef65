import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { problem, type Result } from '../../evidence/problem.js';
import { decodeText, isBinary } from '../../parse/decode.js';
import type { InputText } from '../../ports/files.js';
import { fileProblem } from './file-problem.js';

/** Of a longer input the beginning and the end are read: a log names its subject first and its error last. */
const HEAD_BYTES = 2 * 1024 * 1024;
const TAIL_BYTES = 30 * 1024 * 1024;
const MOST_BYTES = HEAD_BYTES + TAIL_BYTES;

/** Reads a file whole, or its beginning and end. Bad input: a problem that says what to do. */
export async function readInputFile(path: string): Promise<Result<InputText>> {
  try {
    const info = statSync(path);
    if (info.isDirectory()) return problem('This is a folder, not a file.', path, 'Name the file that holds the error text.');
    if (info.size <= MOST_BYTES) {
      const bytes = readFileSync(path);
      return textOf(bytes, path, bytes.length === 0 ? undefined : bytes.length);
    }
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const tail = Buffer.alloc(TAIL_BYTES);
      readSync(file, head, 0, HEAD_BYTES, 0);
      readSync(file, tail, 0, TAIL_BYTES, info.size - TAIL_BYTES);
      return cut(head, tail, path, info.size);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    return { kind: 'problem', problem: fileProblem(path, code) };
  }
}

/** Reads a stream to its end, keeping no more than the beginning and the end of it. */
export async function readInputStream(stream: AsyncIterable<Uint8Array>): Promise<Result<InputText>> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let total = 0;
  let head: Buffer | undefined;
  for await (const chunk of stream) {
    chunks.push(chunk);
    kept += chunk.length;
    total += chunk.length;
    if (head === undefined && total > MOST_BYTES) {
      const all = Buffer.concat(chunks.splice(0));
      head = Buffer.from(all.subarray(0, HEAD_BYTES));
      chunks.push(all.subarray(HEAD_BYTES));
      kept = all.length - HEAD_BYTES;
    }
    while (head !== undefined && chunks.length > 1 && kept - (chunks[0]?.length ?? 0) > TAIL_BYTES) kept -= chunks.shift()?.length ?? 0;
  }
  const rest = Buffer.concat(chunks);
  if (head === undefined) return textOf(rest, undefined, total === 0 ? undefined : total);
  return cut(head, rest.subarray(Math.max(0, rest.length - TAIL_BYTES)), undefined, total);
}

function textOf(bytes: Buffer, name: string | undefined, size: number | undefined): Result<InputText> {
  const where = name ?? 'standard input';
  if (size === undefined && bytes.length === 0)
    return problem('There is nothing to read: the input is empty.', where, 'Paste the error text, or name a file that holds it.');
  if (isBinary(bytes))
    return problem(
      'The input is binary data, not text.',
      where,
      'Give the text of the error: copy it from the portal or the PowerShell window, or save it as a text file.',
    );
  const { text, encoding } = decodeText(bytes);
  if (text.trim() === '')
    return problem('There is nothing to read: the input holds only blanks.', where, 'Paste the error text, or name a file that holds it.');
  const notes: string[] = [];
  if (text.endsWith('\ufffd')) notes.push(`${where} ends in the middle of a character: it did not arrive whole.`);
  return { kind: 'ok', value: { text, name, encoding, bytes: bytes.length, isTruncated: false, notes } };
}

function cut(head: Buffer, tail: Buffer, name: string | undefined, size: number): Result<InputText> {
  const where = name ?? 'standard input';
  if (isBinary(head)) return textOf(head, name, size);
  const first = decodeText(head);
  const last = decodeText(
    first.encoding === 'utf-16le' || first.encoding === 'utf-16be' ? Buffer.concat([head.subarray(0, 2), tail]) : tail,
  );
  const left = Math.round((size - head.length - tail.length) / 1024 / 1024);
  const note = `${where} has ${Math.round(size / 1024 / 1024)} MB. The first 2 MB and the last 30 MB were read, ${left} MB in between were left out; line numbers after the cut are too small.`;
  const text = `${first.text}\n${last.text}`;
  return { kind: 'ok', value: { text, name, encoding: first.encoding, bytes: size, isTruncated: true, notes: [note] } };
}
