import { closeSync, openSync, promises, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { problem, type Result } from '../../evidence/problem.js';
import { decodeText, isBinary } from '../../parse/decode.js';
import { headersOfGraphJson } from '../../parse/header/graph-json.js';
import type { InputText } from '../../ports/files.js';
import { isOleFile, readMailInput } from '../mail/mail-input.js';
import { fileProblem } from './file-problem.js';

/** Of a longer input the beginning and the end are read: a log names its subject first and its error last. */
const HEAD_BYTES = 2 * 1024 * 1024;
const TAIL_BYTES = 30 * 1024 * 1024;
const MOST_BYTES = HEAD_BYTES + TAIL_BYTES;

/** How files are read: all else stands still meanwhile, or goes on. */
export interface Disk {
  readonly stat: (path: string) => Stats | Promise<Stats>;
  readonly whole: (path: string) => Buffer | Promise<Buffer>;
  readonly ends: (path: string, size: number) => Ends | Promise<Ends>;
}
type Ends = readonly [head: Buffer, tail: Buffer];

/** The quickest. */
const AT_ONCE: Disk = { stat: (path) => statSync(path), whole: (path) => readFileSync(path), ends: endsOf };

/** For a program with keys to answer: the path may lead to a machine that does not. */
export const MEANWHILE: Disk = {
  stat: (path) => promises.stat(path),
  whole: (path) => promises.readFile(path),
  ends: async (path, size) => {
    const file = await promises.open(path, 'r');
    try {
      const { buffer: head } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const { buffer: tail } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, size - TAIL_BYTES);
      return [head, tail];
    } finally {
      await file.close();
    }
  },
};

/** Reads a file whole, or its beginning and end. Bad input: a problem that says what to do. */
export async function readInputFile(path: string, disk = AT_ONCE): Promise<Result<InputText>> {
  try {
    const info = await disk.stat(path);
    if (info.isDirectory()) return problem('This is a folder, not a file.', path, 'Name the file that holds the error text.');
    if (info.size <= MOST_BYTES) {
      const bytes = await disk.whole(path);
      return await textOf(bytes, path);
    }
    const [head, tail] = await disk.ends(path, info.size);
    return await cut(head, tail, path, info.size);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    return { kind: 'problem', problem: fileProblem(path, code) };
  }
}

function endsOf(path: string, size: number): Ends {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const tail = Buffer.alloc(TAIL_BYTES);
    readSync(file, head, 0, HEAD_BYTES, 0);
    readSync(file, tail, 0, TAIL_BYTES, size - TAIL_BYTES);
    return [head, tail];
  } finally {
    closeSync(file);
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
  if (head === undefined) return textOf(rest, undefined);
  return cut(head, rest.subarray(Math.max(0, rest.length - TAIL_BYTES)), undefined, total);
}

async function textOf(bytes: Buffer, name: string | undefined): Promise<Result<InputText>> {
  const where = name ?? 'standard input';
  if (bytes.length === 0)
    return problem('There is nothing to read: the input is empty.', where, 'Paste the error text, or name a file that holds it.');
  if (isOleFile(bytes)) return outlookText(bytes, name);
  if (isBinary(bytes))
    return problem(
      'The input is binary data, not text.',
      where,
      'Give the text of the error: copy it from the portal or the PowerShell window, or save it as a text file.',
    );
  const decoded = decodeText(bytes);
  if (decoded.text.trim() === '')
    return problem('There is nothing to read: the input holds only blanks.', where, 'Paste the error text, or name a file that holds it.');
  const notes: string[] = [];
  if (decoded.text.endsWith('\ufffd')) notes.push(`${where} ends in the middle of a character: it did not arrive whole.`);
  const fromGraph = headersOfGraphJson(decoded.text);
  if (fromGraph !== undefined) {
    notes.push('The headers were read out of JSON of Microsoft Graph; line numbers count the fields.');
    return { kind: 'ok', value: { ...decoded, text: fromGraph, name, bytes: bytes.length, isTruncated: false, notes } };
  }
  const mail = await readMailInput(bytes, decoded);
  notes.push(...(mail?.notes ?? []));
  return {
    kind: 'ok',
    value: { ...decoded, ...mail, name, bytes: bytes.length, isTruncated: false, notes },
  };
}

/** A message that Outlook saved. */
async function outlookText(bytes: Buffer, name: string | undefined): Promise<Result<InputText>> {
  const { readMsg } = await import('../mail/read-msg.js');
  const mail = await readMsg(bytes, name ?? 'standard input');
  if (mail.kind === 'problem') return mail;
  return { kind: 'ok', value: { ...mail.value, name, encoding: 'msg', bytes: bytes.length, isTruncated: false } };
}

async function cut(head: Buffer, tail: Buffer, name: string | undefined, size: number): Promise<Result<InputText>> {
  const where = name ?? 'standard input';
  if (isOleFile(head)) {
    return problem(
      `The Outlook file has ${megabytes(size)} MB; up to ${megabytes(MOST_BYTES)} MB are read.`,
      where,
      'Save the message without its attachments, or copy its internet headers (File, Properties) and paste them.',
    );
  }
  if (isBinary(head)) return textOf(head, name);
  const first = decodeText(head);
  // The readable parts of a mail stand in front of what makes it that large.
  const mail = await readMailInput(head, first);
  if (mail !== undefined && mail.text !== first.text && mail.messages === undefined) {
    const note = `${where} has ${megabytes(size)} MB. Of the message the first ${megabytes(head.length)} MB were read.`;
    const value = { text: mail.text, name, encoding: first.encoding, bytes: size, isTruncated: true, notes: [note, ...mail.notes] };
    return { kind: 'ok', value };
  }
  const last = decodeText(
    first.encoding === 'utf-16le' || first.encoding === 'utf-16be' ? Buffer.concat([head.subarray(0, 2), tail]) : tail,
  );
  const note = `${where} has ${megabytes(size)} MB. The first 2 MB and the last 30 MB were read, ${megabytes(size - head.length - tail.length)} MB in between were left out; line numbers after the cut are too small.`;
  const text = `${first.text}\n${last.text}`;
  return { kind: 'ok', value: { text, name, encoding: first.encoding, bytes: size, isTruncated: true, notes: [note] } };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
