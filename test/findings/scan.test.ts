import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../src/app/diagnose.js';
import { evaluate, prepareAll } from '../../src/engine/evaluate.js';
import { createRuleSet } from '../../src/engine/load.js';
import type { Condition } from '../../src/engine/rule.js';
import { joinPeople } from '../../src/facts/people.js';
import { createChecks, type Move } from '../../src/findings/checks.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { type Json, makePerson, ORGANIZATION_SETTINGS } from '../setup/organization.js';
import { fc } from '../setup/property.js';
import { repositoryRules } from '../setup/rules.js';

const ruleSet = createRuleSet(repositoryRules(), 'test');

/** Records with values taken away, cut, or taken from somebody else: what no generator thinks of. */
function damaged(records: readonly Json[], random: (below: number) => number): readonly Json[] {
  return records.map((record) => {
    if (random(3) > 0) return record;
    const other = records[random(records.length)] ?? record;
    const copy = structuredClone(record);
    const names = Object.keys(copy).filter((name) => name !== 'exo');
    const name = names[random(names.length)] ?? 'mail';
    const value = copy[name];
    if (random(4) === 0) copy[name] = null;
    else if (random(3) === 0) delete copy[name];
    else if (random(2) === 0 && typeof value === 'string') copy[name] = ` ${value.slice(0, 20)}`;
    else copy[name] = other[name];
    return copy;
  });
}

describe('the scan of many', () => {
  it('comes to what the findings of each one say', () => {
    const move = fc.constantFrom<Move | undefined>(undefined, 'to-cloud', 'to-onprem');
    fc.assert(
      fc.property(fc.integer({ min: 1 }), move, fc.boolean(), (seed, direction, hasSettings) => {
        let state = seed;
        const random = (below: number): number => {
          state = (Math.imul(state, 1103515245) + 12345) >>> 0;
          return Math.floor(state / 65536) % below;
        };
        const people = Array.from({ length: 60 }, (_, i) => makePerson(i + random(50_000), 3));
        const onprem = people.flatMap(({ onprem, moreOnprem = [] }) => [...(onprem === undefined ? [] : [onprem]), ...moreOnprem]);
        const cloud = people.flatMap(({ cloud, moreCloud = [] }) => [...(cloud === undefined ? [] : [cloud]), ...moreCloud]);
        const directories = createDirectories(
          [readJsonValues(damaged(onprem, random), 'onprem', 'onprem')],
          random(5) === 0 ? undefined : [readJsonValues(damaged(cloud, random), 'cloud', 'cloud')],
        );
        const settings = hasSettings ? ORGANIZATION_SETTINGS : undefined;
        const checks = createChecks(ruleSet, { directories, settings, direction, answers: new Map() });
        const joined = joinPeople(directories);
        for (let index = 0; index < joined.length; index++) {
          const subject = joined.subject(index);
          const { hits, open } = checks.scan(subject);
          const scanned = hits.map((hit) => checks.checks[hit < 0 ? -1 - hit : hit]?.id ?? '').sort();
          expect(scanned).toEqual(
            checks
              .findings(subject)
              .map(({ ruleId }) => ruleId)
              .sort(),
          );
          for (const at of open) {
            const check = checks.checks[at];
            if (check !== undefined) expect(evaluate(check.when, checks.facts(subject), () => []).truth).toBe('unknown');
          }
        }
      }),
      { numRuns: 6 },
    );
  });
});

describe('conditions that are made ready together', () => {
  const leaf = fc.constantFrom('a', 'b', 'c', 'd').map((fact): Condition => ({ fact, is: true }));
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('condition'), { maxLength: 4 }).map((all): Condition => ({ all })),
      fc.array(tie('condition'), { maxLength: 4 }).map((any): Condition => ({ any })),
      tie('condition').map((not): Condition => ({ not })),
    ),
  }));

  it('come to what each says alone', () => {
    const values = fc.record({
      a: fc.constantFrom(true, false, undefined),
      b: fc.constantFrom(true, false, undefined),
      c: fc.constantFrom(true, false, undefined),
      d: fc.constantFrom(true, false, undefined),
    });
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 6 }), values, (conditions, known) => {
        const value = new Map<string, boolean | undefined>(Object.entries(known));
        const facts = (name: string) => {
          const one = value.get(name);
          return one === undefined
            ? ({ kind: 'unknown', why: 'nobody knows' } as const)
            : ({ kind: 'known', value: one, evidence: [] } as const);
        };
        const ready = prepareAll(conditions);
        expect(ready.map((ask) => ask(facts, () => false))).toEqual(conditions.map((one) => evaluate(one, facts, () => []).truth));
      }),
    );
  });
});
