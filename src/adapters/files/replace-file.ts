import { closeSync, openSync, realpathSync, renameSync, type Stats, statSync, unlinkSync, writeSync } from 'node:fs';

/** A file that is being written anew. */
export interface Replacement {
  /** Never throws for what the system refuses: `close` says it. */
  readonly write: (text: string) => void;
  /** Undefined: written. Else what the system refused, and what was there before is as it was. */
  readonly close: () => Error | undefined;
}

/** Readable for its owner alone: it holds data of people. */
const OWN = 0o600;

/**
 * Writes beside the file and renames at the end: what was there stays whole until then, also when the disk is full. A link stays a link, what is no
 * regular file (`/dev/stdout`, a pipe) is written to and never replaced, and a file that is there keeps who may read it.
 *
 * Bad input: throws the error of the system where nothing can be begun.
 */
export function openReplacement(path: string): Replacement {
  const there = statOf(path);
  if (there !== undefined && !there.isFile())
    return writerOf(
      openSync(path, 'w'),
      () => undefined,
      () => undefined,
    );
  const whole = there === undefined ? path : realpathSync(path);
  const part = `${whole}.part`;
  const file = openSync(part, 'w', there === undefined ? OWN : there.mode & 0o777);
  return writerOf(
    file,
    () => renameSync(part, whole),
    () => unlinkSync(part),
  );
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function writerOf(file: number, keep: () => void, drop: () => void): Replacement {
  let fault: Error | undefined;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      fault ??= error;
    }
  };
  return {
    write: (text) => {
      if (fault !== undefined) return;
      attempt(() => {
        const bytes = Buffer.from(text, 'utf8');
        for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
      });
    },
    close: () => {
      attempt(() => closeSync(file));
      if (fault === undefined) attempt(keep);
      if (fault !== undefined) attempt(drop);
      return fault;
    },
  };
}
