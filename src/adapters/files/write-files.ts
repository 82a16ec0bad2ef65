import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { WriteOutcome } from '../../ports/session.js';
import { openReplacement } from './replace-file.js';

/** Writes text files below a folder, which is made when it is not there. Never replaces a file unless told to. */
export async function writeFiles(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
  replace = false,
): Promise<Result<readonly string[]>> {
  const written: string[] = [];
  for (const { name, text } of files) {
    const path = join(folder, name);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: replace ? 'w' : 'wx' });
      written.push(path);
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
      if (code === '') throw error;
      if (code === 'EEXIST')
        return problem('The file is already there and was not replaced.', path, 'Name another folder, or move the file away.');
      return problem(`The file cannot be written (${code}).`, path, 'Name a folder in which you may write.');
    }
  }
  return ok(written);
}

/**
 * Writes one file, and its folder where that is not there. What is there is replaced only if `replaces`, and stays whole until the new one is written.
 * A new file can be read by its owner alone. Gives the whole path.
 */
export async function writeOneFile(path: string, text: string, replaces: boolean): Promise<WriteOutcome> {
  const whole = resolve(path);
  try {
    await mkdir(dirname(whole), { recursive: true });
    if (replaces) replaceFile(whole, text);
    else await writeNew(whole, text);
    return { kind: 'written', path: whole };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    if (code === 'EEXIST' && !replaces) return { kind: 'exists', path };
    return problem(`The file cannot be written (${code}).`, whole, 'Name a folder in which you may write.');
  }
}

function replaceFile(path: string, text: string): void {
  const file = openReplacement(path);
  file.write(text);
  const fault = file.close();
  if (fault !== undefined) throw fault;
}

/** What is written of it when the disk is full is taken away. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
