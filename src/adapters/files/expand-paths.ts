import { globSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { ok, problem, type Result } from '../../evidence/problem.js';
import { fileProblem } from './file-problem.js';

const MAIL_FILE = /\.(?:eml|msg|mbox|mbx|txt|hdr|headers)$/i;
const MOST_FILES = 100_000;
/** Windows, with long paths switched on; elsewhere less. */
const LONGEST_PATH = 32_767;

/**
 * In: words of the command line. Out: the files they mean, in order: a folder stands for the mail files in it, a word with `*` or `?` that names no file
 * for the files that it fits (cmd and PowerShell do not expand it). A name of no file is kept, for reading it tells what is wrong with it.
 * Bad input: a problem for pasted text in the place of a name, and for a folder that cannot be read or holds no mail.
 */
export function expandPaths(words: readonly string[]): Result<readonly string[]> {
  const paths: string[] = [];
  for (const word of words) {
    const found = filesOf(word);
    if (found.kind === 'problem') return found;
    for (const path of found.value) paths.push(path);
    if (paths.length > MOST_FILES) return problem(`These are more than ${MOST_FILES} files.`, word, 'Do it in several runs.');
  }
  return ok(paths);
}

function filesOf(word: string): Result<readonly string[]> {
  if (/[\r\n\0]/.test(word) || word.length > LONGEST_PATH)
    return problem(
      'This is text and not the name of a file.',
      `${word.slice(0, 60)} ...`,
      'Pipe pasted headers in (Get-Clipboard | crossprem headers), or save them to a file.',
    );
  const info = look(word);
  if (info === undefined && /[*?]/.test(word)) {
    const files = globSync(word)
      .filter((path) => look(path)?.isDirectory() === false)
      .sort();
    return files.length === 0 ? problem('No file fits this pattern.', word, 'Mend the pattern, or name the files.') : ok(files);
  }
  return info?.isDirectory() === true ? mailIn(word) : ok([word]);
}

/** Undefined where nothing is there, or the system does not say: opening it tells why. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function mailIn(folder: string): Result<readonly string[]> {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && MAIL_FILE.test(entry.name));
    return files.length === 0
      ? problem('The folder holds no mail file (.eml, .msg, .mbox, .txt).', folder, 'Name the files themselves.')
      : ok(files.map(({ name }) => join(folder, name)).sort());
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error without a code';
    return { kind: 'problem', problem: fileProblem(folder, code) };
  }
}
