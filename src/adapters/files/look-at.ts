import type { Dirent } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText, isBinary } from '../../parse/decode.js';
import { exportKind } from '../../parse/intake/export-signs.js';
import { sessionVersion } from '../../parse/intake/session-text.js';
import type { FileKind } from '../../ports/intake.js';
import { isSnapshotFile } from '../snapshot/reader.js';
import { detectFormat } from './read-directory.js';

const HEAD_BYTES = 64 * 1024;
const MOST_ENTRIES = 50;
const MOST_SESSION_BYTES = 256 * 1024 * 1024;

/** Looks at a path: what is there, by its first bytes and never by its name. What cannot be read is `text`: who reads it then says why. */
export async function lookAtFile(path: string): Promise<FileKind> {
  let size: number;
  try {
    const info = await stat(path);
    size = info.size;
    if (info.isDirectory()) {
      const entries = await readdir(path, { withFileTypes: true });
      const isShown = (entry: Dirent): boolean => (entry.isFile() || entry.isSymbolicLink()) && !entry.name.startsWith('.');
      const files = entries.filter(isShown).map(({ name }) => join(path, name));
      return { kind: 'folder', paths: files.toSorted().slice(0, MOST_ENTRIES), more: Math.max(0, files.length - MOST_ENTRIES) };
    }
    if (!info.isFile()) return { kind: 'special' };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE'
      ? { kind: 'missing' }
      : { kind: 'text' };
  }
  if (await isSnapshotFile(path)) return { kind: 'snapshot' };
  const bytes = await headOf(path);
  if (bytes === undefined || isBinary(bytes)) return { kind: 'text' };
  return ofText(path, decodeText(bytes).text, size);
}

/** A path leads to what is neither a file nor a folder: a device, a pipe. */
export async function isDevice(path: string): Promise<boolean> {
  try {
    const info = await stat(path);
    return !info.isFile() && !info.isDirectory();
  } catch {
    // What is not there, or may not be looked at, tells why when it is read.
    return false;
  }
}

async function ofText(path: string, head: string, size: number): Promise<FileKind> {
  if (sessionVersion(head) !== undefined && size <= MOST_SESSION_BYTES)
    return { kind: 'session', text: decodeText(await readFile(path)).text };
  const format = detectFormat(head);
  if (typeof format !== 'string') return { kind: 'text' };
  const of = exportKind(head, format);
  return of === 'none' ? { kind: 'text' } : { kind: 'export', of };
}

async function headOf(path: string): Promise<Buffer | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error) return undefined;
    throw error;
  }
}
