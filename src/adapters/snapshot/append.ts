import type { FileHandle } from 'node:fs/promises';
import { ok, type Problem, type Result } from '../../evidence/problem.js';
import { codeOf } from './lock.js';
import { packMember, sha256Of } from './member.js';
import { writeProblem } from './write-problem.js';

/** A member that was written. */
export interface Written {
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
}

/** Writes members behind one another; each call is one group, which is in the file whole or not at all. */
export interface Appender {
  readonly size: number;
  /** On the disk when the promise resolves. Texts come when they are needed, so that one at a time is in memory. */
  append(texts: Iterable<string>): Promise<Result<readonly Written[]>>;
  /** Bytes as they are. */
  appendRaw(bytes: Buffer): Promise<Result<null>>;
  /** Resolves when everything before is done. */
  idle(): Promise<void>;
}

export function createAppender(file: FileHandle, start: number, path: string): Appender {
  let size = start;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  async function put(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, at, bytes.length - at, size + at);
      at += bytesWritten;
    }
    size += bytes.length;
  }

  async function whole<T>(work: () => Promise<T>): Promise<Result<T>> {
    const before = size;
    try {
      const value = await work();
      await file.datasync();
      return ok(value);
    } catch (error) {
      const problem = problemOf(error);
      size = before;
      // The next run drops what this leaves behind, too, where the disk does not even allow this.
      await file.truncate(before).catch(() => undefined);
      return { kind: 'problem', problem };
    }
  }

  function problemOf(error: unknown): Problem {
    const code = codeOf(error);
    if (code === '') throw error;
    return writeProblem(path, code);
  }

  return {
    get size() {
      return size;
    },
    append: (texts) =>
      inTurn(() =>
        whole(async () => {
          const written: Written[] = [];
          for (const text of texts) {
            const bytes = await packMember(text);
            written.push({ offset: size, length: bytes.length, sha256: sha256Of(bytes) });
            await put(bytes);
          }
          return written;
        }),
      ),
    appendRaw: (bytes) =>
      inTurn(() =>
        whole(async () => {
          await put(bytes);
          return null;
        }),
      ),
    idle: () => inTurn(async () => undefined),
  };
}
