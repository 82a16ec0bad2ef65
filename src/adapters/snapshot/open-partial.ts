import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { ok, type Problem, problem, type Result } from '../../evidence/problem.js';
import type { Layout } from '../../parse/snapshot/layout.js';
import { controlLine, SNAPSHOT_VERSION, type SnapshotHead } from '../../parse/snapshot/lines.js';
import { type Appender, createAppender } from './append.js';
import { codeOf } from './lock.js';
import { SIGNATURE } from './member.js';
import { type MemberPlace, readBytes, scanMembers } from './scan.js';
import { writeProblem } from './write-problem.js';

export interface SnapshotWriterOptions {
  /** Name and version of what writes: `crossprem 0.1.0`. Another version starts anew. */
  readonly tool: string;
  /** ISO text in UTC. */
  readonly now: () => string;
  readonly isRedacted?: boolean;
  /** Drops what an interrupted run left. */
  readonly fresh?: boolean;
}

/** The file that is written until it is whole. */
export interface PartialFile {
  readonly file: FileHandle;
  readonly appender: Appender;
  readonly head: SnapshotHead;
  /** What an interrupted run left; undefined: nothing. */
  readonly earlier: Layout<MemberPlace> | undefined;
}

/** Opens `FILE.partial`, for this account alone to read: anew, or to go on with. Bad input: a problem, also where a strange file stands there. */
export async function openPartial(path: string, options: SnapshotWriterOptions): Promise<Result<PartialFile>> {
  const where = `${path}.partial`;
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
    const file = await open(where, flags, 0o600);
    try {
      // Where the file system knows no modes, this has no effect.
      await file.chmod(0o600).catch(() => undefined);
      const opened = (await strangeFile(file, where)) ?? (await startOrGoOn(file, where, options));
      if (opened.kind === 'problem') await file.close();
      return opened;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    return { kind: 'problem', problem: knownProblem(where, error) };
  }
}

/** In a folder that others may write to, a file may wait that is theirs to read, or that is another one by a second name. */
async function strangeFile(file: FileHandle, where: string): Promise<ReturnType<typeof problem> | undefined> {
  const status = await file.stat();
  const own = process.getuid?.();
  const isOurs = own === undefined || own === 0 || status.uid === own;
  if (status.isFile() && status.nlink <= 1 && isOurs) return undefined;
  return problem(
    'What stands there is no file of this account alone, so nothing is written into it.',
    where,
    'Look who put it there and delete it, or name a file in a folder of your own.',
  );
}

async function startOrGoOn(file: FileHandle, where: string, options: SnapshotWriterOptions): Promise<Result<PartialFile>> {
  const { size } = await file.stat();
  const start = await readBytes(file, 0, Math.min(size, SIGNATURE.length));
  if (start !== undefined && !SIGNATURE.subarray(0, start.length).equals(start))
    return problem(
      'A file of this name is there that is no unfinished snapshot.',
      where,
      'Move it away, or name another file for the snapshot.',
    );
  const scan = options.fresh === true || size === 0 ? undefined : await scanMembers(file, size, { toWriteOn: true });
  const earlier = scan?.layout;
  if (scan === undefined || earlier?.head === undefined || !canGoOn(earlier.head, options)) return startAnew(file, where, options);
  await file.truncate(scan.wholeBytes);
  return ok({ file, appender: createAppender(file, scan.wholeBytes, where), head: earlier.head, earlier });
}

function canGoOn(head: SnapshotHead, options: SnapshotWriterOptions): boolean {
  return head.version === SNAPSHOT_VERSION && head.tool === options.tool && head.isRedacted === (options.isRedacted === true);
}

async function startAnew(file: FileHandle, where: string, options: SnapshotWriterOptions): Promise<Result<PartialFile>> {
  await file.truncate(0);
  const head = {
    version: SNAPSHOT_VERSION,
    id: randomUUID(),
    tool: options.tool,
    createdAt: options.now(),
    isRedacted: options.isRedacted === true,
  };
  const appender = createAppender(file, 0, where);
  const written = await appender.append([controlLine('snapshot', head)]);
  return written.kind === 'problem' ? written : ok({ file, appender, head, earlier: undefined });
}

/** A problem where the snapshot cannot go: a folder of that name. */
export async function refusedPath(path: string): Promise<Problem | undefined> {
  try {
    return (await stat(path)).isDirectory() ? writeProblem(path, 'EISDIR') : undefined;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : knownProblem(path, error);
  }
}

export function knownProblem(path: string, error: unknown): Problem {
  const code = codeOf(error);
  if (code === '') throw error;
  return writeProblem(path, code);
}
