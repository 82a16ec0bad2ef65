import { openSync, readFileSync, readSync } from 'node:fs';
import { openPackedRules } from '../../engine/packed.js';
import type { RuleSet } from '../../engine/rule-set.js';

/** The rules that are packed beside the program. Read synchronously: nothing can be done without them. */
export function readPackedRules(): RuleSet {
  let file: number | undefined;
  return openPackedRules(readFileSync(distFile('rules-index.json'), 'latin1'), (from, length) => {
    // Left open until the process ends: a diagnosis reads a handful of rules out of it.
    file ??= openSync(distFile('rules.jsonl'), 'r');
    const bytes = Buffer.allocUnsafe(length);
    readSync(file, bytes, 0, length, from);
    return bytes.toString('latin1');
  });
}

/** Path of a file of the installed program: all of its files lie in one folder. (A URL would cost more to make than the file to read.) */
export function distFile(name: string): string {
  return `${import.meta.dirname}/${name}`;
}
