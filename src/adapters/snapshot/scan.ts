import type { FileHandle } from 'node:fs/promises';
import { createLayoutReader, type Layout } from '../../parse/snapshot/layout.js';
import { LONGEST_LINE } from '../../parse/snapshot/lines.js';
import { isTrailer, MEMBER_HEAD_BYTES, memberLength, SIGNATURE, sha256Of, TRAILER_BYTES, unpackMember } from './member.js';

/** Where a member stands, and what it is. */
export interface MemberPlace {
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
}

export interface Scan {
  readonly layout: Layout<MemberPlace>;
  /** Where the last member ends that counts: whole, no piece of an unfinished group, and not the tail. */
  readonly wholeBytes: number;
  /** Places where members are damaged. */
  readonly damaged: number;
  readonly tooLarge: number;
}

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** To write on: ends before the tail and before the first damaged member; else damage is passed over and the next member looked for. */
  readonly toWriteOn: boolean;
}

/** What the text of the last member begins with. */
export const TAIL_START = '{"@summary"';
const WINDOW = 1 << 20;
const MOST_DAMAGED = 1000;

/** Reads the members of a compressed snapshot from the front. Never throws but the reason of an aborted signal and errors of the disk. */
export async function scanMembers(file: FileHandle, size: number, options: ScanOptions): Promise<Scan> {
  const layout = createLayoutReader<MemberPlace>();
  let offset = 0;
  let wholeBytes = 0;
  let damaged = 0;
  let tooLarge = 0;
  // A damaged head may claim any length: what is read in vain is bounded, so that the whole stays linear.
  let budget = size * 4 + WINDOW;
  while (offset < size) {
    options.signal?.throwIfAborted();
    const member = await readMember(file, offset, size);
    budget -= member?.bytes.length ?? 0;
    if (member?.isTrailer === true) {
      offset += member.bytes.length;
      continue;
    }
    const text = member === undefined ? undefined : await unpackMember(member.bytes);
    if (member !== undefined && text !== undefined && text !== 'too-large') {
      if (options.toWriteOn && text.startsWith(TAIL_START)) break;
      layout.turn();
      const place = { offset, length: member.bytes.length, sha256: sha256Of(member.bytes) };
      for (const line of linesOfText(text)) layout.line(line, place);
      layout.turn();
      offset += member.bytes.length;
      if (!layout.hasOpenGroup) wholeBytes = offset;
      continue;
    }
    if (options.toWriteOn) break;
    if (text === 'too-large') tooLarge++;
    else damaged++;
    const next = damaged + tooLarge > MOST_DAMAGED || budget < 0 ? undefined : await findMember(file, offset + 1, size);
    if (next === undefined) break;
    offset = next;
  }
  return { layout: layout.end(), wholeBytes, damaged, tooLarge };
}

/** The bytes of the member at a place; undefined where there is none, or only a piece of one. */
export async function readMember(
  file: FileHandle,
  offset: number,
  size: number,
): Promise<{ readonly bytes: Buffer; readonly isTrailer: boolean } | undefined> {
  const head = await readBytes(file, offset, Math.min(TRAILER_BYTES, size - offset));
  if (head === undefined) return undefined;
  if (isTrailer(head)) return { bytes: head, isTrailer: true };
  const length = memberLength(head.subarray(0, MEMBER_HEAD_BYTES));
  if (length === undefined || offset + length > size) return undefined;
  const bytes = await readBytes(file, offset, length);
  return bytes === undefined ? undefined : { bytes, isTrailer: false };
}

/** So many bytes from a place; undefined where there are fewer. */
export async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer | undefined> {
  if (length <= 0) return undefined;
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, offset + read);
    if (bytesRead === 0) return undefined;
    read += bytesRead;
  }
  return bytes;
}

async function findMember(file: FileHandle, from: number, size: number): Promise<number | undefined> {
  for (let at = from; at < size; at += WINDOW) {
    const window = await readBytes(file, at, Math.min(WINDOW + SIGNATURE.length - 1, size - at));
    const found = window?.indexOf(SIGNATURE) ?? -1;
    if (found >= 0) return at + found;
  }
  return undefined;
}

/** The lines of a text; the last one only when it ends. What is too long to be a line is handed on as a broken one. */
export function* linesOfText(text: string): Generator<string, void, void> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    if (to > from) yield to - from > LONGEST_LINE ? '' : text.slice(from, to);
    from = to + 1;
  }
}
