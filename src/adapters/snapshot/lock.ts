import { rmSync } from 'node:fs';
import { lstat, open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { isObject } from '../../evidence/is-object.js';
import { ok, type Problem, type Result } from '../../evidence/problem.js';
import { writeProblem } from './write-problem.js';

/** Who holds a lock: a process, told apart from a later one with the same number by when it began. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly began: number;
}

export interface Lock {
  release(): Promise<void>;
}

/** Takes the lock of a snapshot, so that two runs do not write one file. A lock whose process is gone is taken over. */
export async function takeLock(path: string): Promise<Result<Lock>> {
  const lockPath = `${path}.lock`;
  const own: Holder = { pid: process.pid, host: hostname(), began: Math.round(performance.timeOrigin) };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const file = await open(lockPath, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(own));
      } finally {
        await file.close();
      }
      const clear = (): void => rmSync(lockPath, { force: true });
      // Also where the program is ended in the middle: by a reader that closed the pipe, or a fault.
      process.once('exit', clear);
      return ok({
        release: async () => {
          process.off('exit', clear);
          await rm(lockPath, { force: true });
        },
      });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return { kind: 'problem', problem: writeProblem(path, codeOf(error)) };
    }
    const holder = (await holderOf(lockPath)) ?? (await holderSoon(lockPath));
    if (holder !== undefined && isAlive(holder, own)) return { kind: 'problem', problem: lockedProblem(lockPath, holder) };
    await discard(lockPath, own);
  }
  return { kind: 'problem', problem: lockedProblem(lockPath, undefined) };
}

const ATTEMPTS = 20;
const PAUSE_MS = 50;
/** Nobody is busy with a dead lock for so long. */
const STALE_GUARD_MS = 10_000;

/**
 * Deletes a dead lock. Of several runs that see it only one may, and only while it is still the dead one: else the lock that the first of them
 * made meanwhile would go, and both would write.
 */
async function discard(lockPath: string, own: Holder): Promise<void> {
  const guard = `${lockPath}.guard`;
  try {
    await (await open(guard, 'wx', 0o600)).close();
  } catch (error) {
    if (codeOf(error) === '') throw error;
    const since = await stat(guard).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (since > STALE_GUARD_MS) await rm(guard, { force: true });
    await setTimeout(PAUSE_MS);
    return;
  }
  try {
    const holder = (await holderOf(lockPath)) ?? (await holderSoon(lockPath));
    if (holder === undefined || !isAlive(holder, own)) await rm(lockPath, { force: true });
  } catch (error) {
    // What cannot be deleted stays, and the caller says so.
    if (codeOf(error) === '') throw error;
  } finally {
    await rm(guard, { force: true });
  }
}

/** A run may have made the file and not yet written its name into it. */
async function holderSoon(lockPath: string): Promise<Holder | undefined> {
  await setTimeout(100);
  return holderOf(lockPath);
}

async function holderOf(lockPath: string): Promise<Holder | undefined> {
  try {
    // A pipe would be waited for, and no lock is so long.
    const status = await lstat(lockPath);
    if (!status.isFile() || status.size > 4096) return undefined;
    const value: unknown = JSON.parse(await readFile(lockPath, 'utf8'));
    if (!isObject(value) || typeof value.pid !== 'number' || typeof value.host !== 'string' || typeof value.began !== 'number')
      return undefined;
    return { pid: value.pid, host: value.host, began: value.began };
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder, own: Holder): boolean {
  // Of another computer nothing is known, so its lock counts.
  if (holder.host !== own.host) return true;
  if (holder.pid === own.pid) return holder.began === own.began;
  if (!Number.isInteger(holder.pid) || holder.pid <= 0) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function lockedProblem(lockPath: string, holder: Holder | undefined): Problem {
  const who = holder === undefined ? 'Another run' : `Another run (process ${holder.pid} on ${holder.host.slice(0, 100)})`;
  return {
    what: `${who} writes this snapshot.`,
    where: lockPath,
    next: 'Wait for it to end, or name another file; when no such run is left, delete this lock file.',
  };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
