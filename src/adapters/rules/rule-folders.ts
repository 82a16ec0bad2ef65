import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { CmdletReference } from '../../engine/check.js';
import { type LoadedRules, loadRules, type ReadRuleFile, type RuleFile } from '../../engine/load.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import { distFile } from './packed-rules.js';

/** The built-in rules as their authors wrote them travel with the program, for `rules test`, `rules docs`, and for the user's own rules to build on. */
async function builtInFiles(): Promise<readonly ReadRuleFile[]> {
  const text = await readFile(distFile('rule-files.json'), 'utf8');
  // Written by the build from ReadRuleFile values: to read their YAML anew took four fifths of the time.
  return JSON.parse(text) as readonly ReadRuleFile[];
}

async function cmdlets(): Promise<ReadonlyMap<string, CmdletReference>> {
  const text = await readFile(distFile('cmdlets.json'), 'utf8');
  // Written by the build from rules/cmdlets.json.
  return new Map(Object.entries(JSON.parse(text) as Record<string, CmdletReference>));
}

/**
 * The built-in rules with the rules of the user's folders. A file of the user replaces a built-in one of the same path.
 * Bad input: a folder that cannot be read is a problem; files with faults are reported in `problems` of the result and left out.
 */
export async function loadRuleFolders(folders: readonly string[]): Promise<Result<LoadedRules>> {
  const files = new Map<string, RuleFile | ReadRuleFile>((await builtInFiles()).map((file) => [file.path, file]));
  const own = new Set<string>();
  for (const folder of folders) {
    const found = await readFolder(folder);
    if (found.kind === 'problem') return found;
    for (const file of found.value) {
      files.set(file.path, file);
      own.add(file.path);
    }
  }
  return ok(loadRules([...files.values()], await cmdlets()));
}

async function readFolder(folder: string): Promise<Result<readonly RuleFile[]>> {
  let names: string[];
  try {
    names = (await readdir(folder, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (error) {
    return problem(
      `The rule folder cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}).`,
      folder,
      'Name a folder with rule files below category folders, as in my-rules/migration/my-rule.yaml.',
    );
  }
  if (names.length === 0)
    return problem('The rule folder holds no .yaml file.', folder, 'Start one with: crossprem rules new migration/my-rule --out my-rules');
  return ok(
    await Promise.all(
      names.map(async (name) => ({
        path: name
          .split(sep)
          .join('/')
          .replace(/\.yml$/, '.yaml'),
        text: await readFile(join(folder, name), 'utf8'),
      })),
    ),
  );
}
