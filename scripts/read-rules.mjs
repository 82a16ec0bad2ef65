import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The YAML files of a rule folder, and the cmdlet reference beside them. */
export async function readRuleFiles(folder = join(root, 'rules')) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort();
  const files = await Promise.all(
    names.map(async (name) => ({
      path: relative(folder, join(folder, name)).split(sep).join('/'),
      text: await readFile(join(folder, name), 'utf8'),
    })),
  );
  const cmdlets = new Map(Object.entries(JSON.parse(await readFile(join(root, 'rules/cmdlets.json'), 'utf8'))));
  return { files, cmdlets };
}
