import { readdir, readFile } from 'node:fs/promises';
import { ok, problem, type Result } from '../../evidence/problem.js';

/** Names of the pages of the documentation in a folder, without their ending; none where there is no such folder. */
export async function listDocs(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.slice(0, -3))
      .sort();
  } catch {
    return [];
  }
}

/** The text of one of them. */
export async function readDoc(folder: string, name: string): Promise<Result<string>> {
  try {
    return ok(await readFile(`${folder}/${name}.md`, 'utf8'));
  } catch {
    return problem('This page does not come with the installed program.', `${name}.md`, 'Install the program anew.');
  }
}
