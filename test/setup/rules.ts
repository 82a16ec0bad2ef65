import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CmdletReference } from '../../src/engine/check.js';
import { createRuleSet, type LoadedRules, loadRules, type RuleFile } from '../../src/engine/load.js';
import type { RuleSet } from '../../src/engine/rule-set.js';

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

/** All rules of the repository, loaded once in each test file that asks. */
export function repositoryRules(): LoadedRules {
  loaded ??= loadRules(ruleFiles(), cmdletReference());
  return loaded;
}

export function repositoryRuleSet(): RuleSet {
  return createRuleSet(repositoryRules(), 'test');
}
