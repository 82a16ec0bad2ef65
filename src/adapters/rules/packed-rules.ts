import { readFileSync } from 'node:fs';
import { openPackedRules } from '../../engine/packed.js';
import type { RuleSet } from '../../engine/rule-set.js';

/** The rules that are packed beside the program. Read synchronously: nothing can be done without them. */
export function readPackedRules(): RuleSet {
  return openPackedRules(readFileSync(distFile('rules.jsonl'), 'utf8'));
}

/** A file of the installed program. The bundle's chunks lie one folder below its main file. */
export function distFile(name: string): URL {
  const here = import.meta.url;
  return new URL(here.includes('/chunks/') ? `../${name}` : name, here);
}
