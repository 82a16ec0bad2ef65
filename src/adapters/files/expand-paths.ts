import { globSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ok, problem, type Result } from '../../evidence/problem.js';

const MAIL_FILE = /\.(?:eml|msg|mbox|mbx|txt|hdr|headers)$/i;
const MOST_FILES = 100_000;

/**
 * In: words of the command line. Out: the files they mean, in order: a folder stands for the mail files in it, a word with `*` or `?` that names no file
 * for what it fits (cmd and PowerShell do not expand it). A name of no file is kept, for reading it tells what is wrong with it.
 */
export function expandPaths(words: readonly string[]): Result<readonly string[]> {
  const paths: string[] = [];
  for (const word of words) {
    const info = statSync(word, { throwIfNoEntry: false });
    if (info === undefined && /[*?]/.test(word)) {
      const found = globSync(word).sort();
      if (found.length === 0) return problem('No file fits this pattern.', word, 'Mend the pattern, or name the files.');
      paths.push(...found);
    } else if (info?.isDirectory() === true) {
      const files = readdirSync(word, { withFileTypes: true }).filter((entry) => entry.isFile() && MAIL_FILE.test(entry.name));
      if (files.length === 0)
        return problem('The folder holds no mail file (.eml, .msg, .mbox, .txt).', word, 'Name the files themselves.');
      paths.push(...files.map(({ name }) => join(word, name)).sort());
    } else paths.push(word);
    if (paths.length > MOST_FILES) return problem(`These are more than ${MOST_FILES} files.`, word, 'Do it in several runs.');
  }
  return ok(paths);
}
