import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { CmdletReference } from '../../src/engine/check.js';
import { createRuleSet, type LoadedRules, loadRules, type RuleFile } from '../../src/engine/load.js';
import type { RuleSet } from '../../src/engine/rule-set.js';
import { bedFolder } from './active-directory.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The rule files of the repository, as the build reads them. */
export function ruleFiles(): readonly RuleFile[] {
  const folder = join(ROOT, 'rules');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ path: name.split(sep).join('/'), text: readFileSync(join(folder, name), 'utf8') }));
}

export function cmdletReference(): ReadonlyMap<string, CmdletReference> {
  const parsed: Record<string, CmdletReference> = JSON.parse(readFileSync(join(ROOT, 'rules/cmdlets.json'), 'utf8'));
  return new Map(Object.entries(parsed));
}

let loaded: LoadedRules | undefined;

/** All rules of the repository. Some hundred test files ask for them, and to read the YAML takes seconds: the first of a run leaves what it read for the others. */
export function repositoryRules(): LoadedRules {
  loaded ??= leftByAnother() ?? readAndLeave();
  return loaded;
}

function readAndLeave(): LoadedRules {
  const rules = loadRules(ruleFiles(), cmdletReference());
  const path = leftPath();
  if (path === undefined) return rules;
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, serialize(rules));
  renameSync(beside, path);
  return rules;
}

function leftByAnother(): LoadedRules | undefined {
  const path = leftPath();
  if (path === undefined || statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  return deserialize(readFileSync(path)); // Written by readAndLeave of this run.
}

/** The file of this run, and of this state of the rules: a run that watches outlives many. Removed at its end, with the beds (beds.ts). */
function leftPath(): string | undefined {
  const owner = process.env.CROSSPREM_BEDS_OWNER;
  if (owner === undefined) return undefined;
  const folder = bedFolder(Number(owner));
  mkdirSync(folder, { recursive: true });
  let newest = 0;
  for (const part of ['rules', 'src/engine', 'src/facts']) {
    const names = readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' });
    for (const name of names) newest = Math.max(newest, statSync(join(ROOT, part, name)).mtimeMs);
  }
  return join(folder, `rules-${Math.round(newest)}`);
}

let ruleSet: RuleSet | undefined;

/** The same set for all that ask in a file: what it keeps of a rule is made of the rule alone. */
export function repositoryRuleSet(): RuleSet {
  ruleSet ??= createRuleSet(repositoryRules(), 'test');
  return ruleSet;
}
