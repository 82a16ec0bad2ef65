import { type FileHandle, open } from 'node:fs/promises';
import { problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord, PartSummary, Unreadable } from '../../evidence/snapshot.js';
import { summaryOfPart } from '../../parse/snapshot/layout.js';
import { type IndexedChunk, parseObject, readSnapshotLine, type SnapshotHead, type SummaryPart } from '../../parse/snapshot/lines.js';
import type { SnapshotReader } from '../../ports/snapshot.js';
import { codeOf } from './lock.js';
import { MOST_PACKED, readTrailer, sha256Of, TRAILER_BYTES, unpackMember } from './member.js';
import { createOpened, type Opened, type OpenPart, versionProblem } from './opened.js';
import { linesOfText, readBytes, readMember, type Scan, scanMembers } from './scan.js';

/** A chunk with the number it has among those of its member. */
interface Chunk extends IndexedChunk {
  readonly ordinal: number;
}

interface Found {
  readonly head: SnapshotHead;
  readonly finishedAt: string | undefined;
  readonly parts: readonly (OpenPart & { readonly chunks: readonly Chunk[] })[];
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
}

/** Opens a snapshot of gzip members: by the index at its end, or, where that is damaged or not there, member by member from the front. */
export async function openMembers(
  path: string,
  file: FileHandle,
  size: number,
  signal: AbortSignal | undefined,
): Promise<Result<SnapshotReader>> {
  const indexed = await readTail(path, file, size, signal);
  const found = indexed ?? (await readFront(path, file, size, signal));
  if (found === undefined)
    return problem('This is no snapshot, or its beginning is damaged beyond repair.', path, 'Give a file that crossprem collect wrote.');
  if (found.head.version > 1) return versionProblem(path, found.head.version);
  const opened = createOpened(path, found.head, found);
  const chunks = new Map(found.parts.map((part) => [part.summary.name, part.chunks]));
  return {
    kind: 'ok',
    value: opened.reader((name, stop) => recordsOf(path, chunks.get(name) ?? [], opened, stop)),
  };
}

async function readTail(path: string, file: FileHandle, size: number, signal: AbortSignal | undefined): Promise<Found | undefined> {
  const end = size < TRAILER_BYTES ? undefined : await readBytes(file, size - TRAILER_BYTES, TRAILER_BYTES);
  const trailer = end === undefined ? undefined : readTrailer(end);
  if (trailer === undefined || trailer.offset >= size) return undefined;
  const tail = await readMember(file, trailer.offset, size);
  if (tail === undefined || sha256Of(tail.bytes) !== trailer.sha256) return undefined;
  const first = await readMember(file, 0, size);
  const text = await unpackMember(tail.bytes);
  if (text === undefined || text === 'too-large') return undefined;
  const { parts, unreadable, chunks, finishedAt, ...rest } = linesOfTail(text);
  const head = (first === undefined ? undefined : await headOf(first.bytes)) ?? rest.head;
  if (head === undefined) return undefined;
  if (parts === undefined || finishedAt === undefined || !isInOrder(chunks, trailer.offset)) return undefined;
  return { head, finishedAt, unreadable, ...(await checked(path, file, parts, chunks, signal)) };
}

async function headOf(bytes: Buffer): Promise<SnapshotHead | undefined> {
  const text = await unpackMember(bytes);
  if (text === undefined || text === 'too-large') return undefined;
  const [first = ''] = linesOfText(text);
  const line = readSnapshotLine(first);
  return line.kind === 'snapshot' ? line.head : undefined;
}

function linesOfTail(text: string): {
  readonly head: SnapshotHead | undefined;
  readonly parts: readonly SummaryPart[] | undefined;
  readonly unreadable: readonly Unreadable[];
  readonly chunks: readonly IndexedChunk[];
  readonly finishedAt: string | undefined;
} {
  let head: SnapshotHead | undefined;
  let parts: readonly SummaryPart[] | undefined;
  let unreadable: readonly Unreadable[] = [];
  let finishedAt: string | undefined;
  const chunks: IndexedChunk[] = [];
  let isBroken = false;
  for (const one of linesOfText(text)) {
    const line = readSnapshotLine(one);
    if (line.kind === 'summary') {
      ({ head, parts } = line);
      unreadable = line.unreadable;
    } else if (line.kind === 'index') for (const chunk of line.chunks) chunks.push(chunk);
    else if (line.kind === 'finished') finishedAt = line.finishedAt;
    // The hash is right, the index is not: what it leaves out is found from the front.
    else if (line.kind === 'broken') isBroken = true;
  }
  return { head, parts: isBroken ? undefined : parts, unreadable, chunks, finishedAt };
}

/** One behind the other and before the tail: no bytes are read twice. */
function isInOrder(chunks: readonly IndexedChunk[], before: number): boolean {
  let end = 0;
  for (const { offset, length } of chunks) {
    if (offset < end || length > MOST_PACKED || offset + length > before) return false;
    end = offset + length;
  }
  return true;
}

async function checked(
  path: string,
  file: FileHandle,
  parts: readonly SummaryPart[],
  chunks: readonly IndexedChunk[],
  signal: AbortSignal | undefined,
): Promise<Pick<Found, 'parts' | 'notes'>> {
  const whole = new Map<string, Chunk[]>(parts.map(({ head }) => [head.name, []]));
  const lost = new Map<string, number>();
  for (const chunk of chunks) {
    signal?.throwIfAborted();
    const bytes = await readBytes(file, chunk.offset, chunk.length);
    if (bytes !== undefined && sha256Of(bytes) === chunk.sha256) whole.get(chunk.part)?.push({ ...chunk, ordinal: 0 });
    else lost.set(chunk.part, (lost.get(chunk.part) ?? 0) + chunk.records);
  }
  const notes: string[] = [];
  const open = parts.map((part) => {
    const own = whole.get(part.head.name) ?? [];
    const records = own.reduce((sum, chunk) => sum + chunk.records, 0);
    const missing = Math.max(part.records - records, lost.get(part.head.name) ?? 0);
    if (missing > 0) notes.push(lostNote(path, part.head.title, missing, part.records));
    const { head, ...rest } = part;
    const summary: PartSummary = { ...head, ...rest, records, state: missing > 0 ? 'partial' : part.state };
    return { summary, chunks: own };
  });
  return { parts: open, notes };
}

function lostNote(path: string, title: string, missing: number, all: number): string {
  return `${path}: ${title}: ${missing} of ${all} records are lost, because the file is damaged; copy it again, or collect again.`;
}

async function readFront(path: string, file: FileHandle, size: number, signal: AbortSignal | undefined): Promise<Found | undefined> {
  const scan = await scanMembers(file, size, { signal, toWriteOn: false });
  const { layout } = scan;
  if (layout.head === undefined) return undefined;
  const isDamaged = scan.damaged + scan.tooLarge > 0 || layout.brokenChunks > 0;
  const notes = frontNotes(path, scan);
  const parts = [...layout.parts.values()].map((part) => {
    const summary = summaryOfPart(part);
    const missing = (part.done?.records ?? 0) - part.records;
    if (missing > 0) notes.push(lostNote(path, part.head.title, missing, part.done?.records ?? 0));
    const chunks = part.chunks.map(({ place, ordinal, records }) => ({ ...place, part: part.head.name, ordinal, records }));
    return { summary, chunks };
  });
  if (isDamaged && layout.finishedAt === undefined) notes.push(`${path}: because of the damage, other parts may be missing altogether.`);
  return { head: layout.head, finishedAt: layout.finishedAt, unreadable: layout.unreadable, parts, notes };
}

function frontNotes(path: string, { layout, damaged, tooLarge }: Scan): string[] {
  const notes: string[] = [];
  if (layout.finishedAt === undefined) notes.push(`${path}: the snapshot is not finished, or its end is cut off; what is whole is used.`);
  if (damaged > 0) notes.push(`${path}: the file is damaged in ${damaged} places; the chunks there are left out.`);
  if (tooLarge > 0) notes.push(`${path}: ${tooLarge} chunks unpack to more than 64 MB and were refused.`);
  if (layout.brokenChunks > 0) notes.push(`${path}: ${layout.brokenChunks} chunks are not whole and were left out.`);
  if (layout.strangeChunks > 0)
    notes.push(`${path}: ${layout.strangeChunks} chunks of unknown parts were left out, because what names them is damaged.`);
  return notes;
}

async function* recordsOf(
  path: string,
  chunks: readonly Chunk[],
  opened: Opened,
  signal: AbortSignal | undefined,
): AsyncGenerator<DirectoryRecord, void, void> {
  if (chunks.length === 0) return;
  const file = await openAgain(path);
  try {
    let next = file === undefined ? undefined : textOf(file, chunks[0]);
    for (const [index, chunk] of chunks.entries()) {
      signal?.throwIfAborted();
      const text = await next;
      const following = chunks[index + 1];
      // The next chunk is unpacked in another thread while this one is used.
      next = file === undefined ? undefined : textOf(file, following);
      const records = text === undefined ? undefined : recordsOfChunk(text, chunk);
      if (records === undefined) opened.lose(chunk.part, chunk.records);
      else yield* records;
    }
  } finally {
    await file?.close();
  }
}

async function openAgain(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}

/** The checked text of the member of a chunk; never rejects, for nobody may be waiting. */
async function textOf(file: FileHandle, chunk: Chunk | undefined): Promise<string | undefined> {
  if (chunk === undefined) return undefined;
  try {
    const bytes = await readBytes(file, chunk.offset, chunk.length);
    if (bytes === undefined || sha256Of(bytes) !== chunk.sha256) return undefined;
    const text = await unpackMember(bytes);
    return text === 'too-large' ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The records of one chunk of a member; undefined where they are not those that the index says. */
function recordsOfChunk(text: string, chunk: Chunk): readonly DirectoryRecord[] | undefined {
  const records: DirectoryRecord[] = [];
  let ordinal = -1;
  for (const lineText of linesOfText(text)) {
    const line = readSnapshotLine(lineText);
    if (line.kind === 'chunk') {
      ordinal++;
      if (ordinal === chunk.ordinal && line.part !== chunk.part) return undefined;
    } else if (ordinal !== chunk.ordinal) continue;
    else if (line.kind === 'end') return line.records === chunk.records && records.length === chunk.records ? records : undefined;
    else if (line.kind === 'record') {
      const record = parseObject(lineText);
      if (record === undefined) return undefined;
      records.push(record);
    }
  }
  return undefined;
}
