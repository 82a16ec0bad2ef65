import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { WriteOutcome } from '../../ports/session.js';

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

/** Writes one file, and its folder where that is not there; what is there is replaced only if `replaces`. Gives the whole path. */
export async function writeOneFile(path: string, text: string, replaces: boolean): Promise<WriteOutcome> {
  const whole = resolve(path);
  try {
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, text, { flag: replaces ? 'w' : 'wx' });
    return { kind: 'written', path: whole };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    if (code === 'EEXIST' && !replaces) return { kind: 'exists', path };
    return problem(`The file cannot be written (${code}).`, whole, 'Name a folder in which you may write.');
  }
}
