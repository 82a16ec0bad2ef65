import { createDirectories } from '../../../src/app/diagnose.js';
import { assessAll } from '../../../src/app/readiness.js';
import type { Side } from '../../../src/evidence/directory.js';
import type { Facts } from '../../../src/facts/maker.js';
import type { Settings } from '../../../src/facts/tenant.js';
import { readJson, readJsonValues } from '../../../src/parse/recipient/json.js';
import { type Records, ruleSetOf } from '../../setup/diagnose.js';

/** The facts of every person of two directories, on-premises objects first. `isFile`: a property that no record has was not read. */
export function peopleFacts(onPrem: Records | undefined, cloud?: Records, settings?: Settings, isFile = false): readonly Facts[] {
  const tables = (records: Records | undefined, side: Side) => {
    if (records === undefined) return undefined;
    if (!isFile) return [readJsonValues(records, side, side)];
    const result = readJson(JSON.stringify(records), { source: `${side}.json`, side });
    if (result.kind === 'problem') throw new Error(result.problem.what);
    return [result.table];
  };
  const directories = createDirectories(tables(onPrem, 'onprem'), tables(cloud, 'cloud'));
  const run = assessAll({ ruleSet: ruleSetOf([]), directories, settings, direction: undefined, answers: new Map() });
  return Array.from({ length: run.people.length }, (_, index) => run.checks.facts(run.people.subject(index)));
}

/** The value of a fact of one person; `unknown` where it is not known. */
export function value(people: readonly Facts[], name: string, index = 0): unknown {
  const fact = people[index]?.(name);
  return fact?.kind === 'known' ? fact.value : 'unknown';
}

/** What a fact quotes, as texts. */
export function quoted(people: readonly Facts[], name: string, index = 0): readonly string[] {
  const fact = people[index]?.(name);
  return fact?.kind === 'known' ? fact.evidence.map(({ text }) => text) : [];
}
