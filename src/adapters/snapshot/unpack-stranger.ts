import type { FileHandle } from 'node:fs/promises';
import { problem, type Result } from '../../evidence/problem.js';
import type { SnapshotReader } from '../../ports/snapshot.js';
import { unpackMember } from './member.js';
import { openLines } from './read-plain.js';
import { linesOfText, readBytes } from './scan.js';

export function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** Opens the file of a collector script that somebody packed with gzip. Bad input: a problem, also for more than 64 MB of text. */
export async function openPacked(path: string, file: FileHandle, size: number): Promise<Result<SnapshotReader>> {
  const bytes = await readBytes(file, 0, size);
  const text = bytes === undefined ? undefined : await unpackMember(bytes);
  if (text === 'too-large')
    return problem('The file is packed with gzip and unpacks to more than 64 MB.', path, 'Unpack it and give the file inside.');
  if (text === undefined) return problem('The file is a gzip archive, and damaged.', path, 'Copy it again, or collect again.');
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const opened = await openLines(path, () => linesOf(plain), []);
  return opened ?? problem('The gzip archive holds no snapshot.', path, 'Give a file that crossprem collect or a collector script wrote.');
}

async function* linesOf(text: string): AsyncGenerator<string, void, void> {
  for (const line of linesOfText(text)) yield line.endsWith('\r') ? line.slice(0, -1) : line;
}
