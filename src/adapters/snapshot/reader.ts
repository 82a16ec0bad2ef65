import { type FileHandle, open, stat } from 'node:fs/promises';
import { type Problem, problem, type Result } from '../../evidence/problem.js';
import type { OpenSnapshot, SnapshotReader } from '../../ports/snapshot.js';
import { fileProblem } from '../files/file-problem.js';
import { codeOf } from './lock.js';
import { MOST_UNPACKED, SIGNATURE, TRAILER_BYTES } from './member.js';
import { openMembers } from './read-members.js';
import { openPlain } from './read-plain.js';
import { readBytes } from './scan.js';
import { isGzip, openPacked } from './unpack-stranger.js';

/**
 * Opens a snapshot, an unfinished one, or the file of a collector script: the content tells which.
 *
 * Every chunk is checked first, so that the summary says what can be read: of a part that lost one, `partial`. What is left out, and why, stands in
 * `notes`. Times of what did not end are ''. Bad input: a problem, never a throw; an aborted signal throws its reason.
 */
export const openSnapshot: OpenSnapshot = async (path, signal) => {
  try {
    const file = await open(path, 'r');
    try {
      return await openByContent(path, file, signal);
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    const code = codeOf(error);
    if (code === '') throw error;
    return { kind: 'problem', problem: await missingProblem(path, code) };
  }
};

async function openByContent(path: string, file: FileHandle, signal: AbortSignal | undefined): Promise<Result<SnapshotReader>> {
  const status = await file.stat();
  if (status.isDirectory()) return { kind: 'problem', problem: fileProblem(path, 'EISDIR') };
  if (!status.isFile()) return problem('This is no regular file.', path, 'Write it to a file and give the file.');
  const start = await readBytes(file, 0, Math.min(status.size, TRAILER_BYTES));
  if (start === undefined) return problem('The file is empty.', path, 'Run collect again.');
  if (start.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return openMembers(path, file, status.size, signal);
  if (!isGzip(start)) return openPlain(path, status.size, signal);
  // Damage at the very beginning of a snapshot: its members are found behind it.
  const members = await openMembers(path, file, status.size, signal);
  return members.kind === 'ok' ? members : openPacked(path, file, Math.min(status.size, MOST_UNPACKED));
}

async function missingProblem(path: string, code: string): Promise<Problem> {
  const missing = fileProblem(path, code);
  if (code !== 'ENOENT') return missing;
  try {
    await stat(`${path}.partial`);
  } catch {
    return missing;
  }
  return {
    what: 'The snapshot is not finished: only its beginning is there.',
    where: `${path}.partial`,
    next: 'Run the same collect command again to go on with it, or give this .partial file to use what is there.',
  };
}

/** True for a snapshot and for the file of a collector script, so that a message can say which option takes it. */
export async function isSnapshotFile(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      const start = status.isFile() ? await readBytes(file, 0, Math.min(status.size, 64)) : undefined;
      return start !== undefined && looksLikeSnapshot(start);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}

/** In: the first 64 bytes of a file. Our members are told by their extra field; text by its first line, in UTF-8 or UTF-16. */
export function looksLikeSnapshot(firstBytes: Uint8Array): boolean {
  const bytes = Buffer.from(firstBytes.buffer, firstBytes.byteOffset, firstBytes.byteLength);
  if (bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return true;
  const narrow = bytes.filter((byte) => byte !== 0 && byte < 128);
  return /^\s{0,8}\{\s{0,8}"@snapshot"/.test(Buffer.from(narrow).toString('latin1'));
}
