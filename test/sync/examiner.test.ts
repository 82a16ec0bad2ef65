import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runBatchLine } from '../../src/app/batch.js';
import { createDiagnoser } from '../../src/app/diagnose.js';
import { answerMatch } from '../../src/app/match.js';
import { answerRoute } from '../../src/app/route.js';
import { schemaFaults } from '../setup/process.js';
import { repositoryRuleSet } from '../setup/rules.js';
import type { Fields } from './world.js';

interface ExaminerCase {
  readonly id: string;
  readonly why: string;
  readonly onprem: readonly Fields[];
  readonly cloud: readonly Fields[];
  readonly settings?: Fields;
  readonly identity?: string;
  readonly expect: string;
  readonly accept?: readonly string[];
  readonly match?: string;
  readonly conflict?: string;
  readonly quarantined?: readonly string[];
  readonly result_upn?: string;
  readonly surface?: string;
  readonly error_text?: string;
  readonly anchor?: string;
  readonly also?: boolean;
  readonly certain?: boolean;
}

interface Examiner {
  readonly default_settings: Fields;
  readonly bases: Readonly<Record<string, Fields>>;
  readonly cases: readonly ExaminerCase[];
}

const examiner: Examiner = parse(readFileSync(join(import.meta.dirname, 'examiner-cases.yaml'), 'utf8'));
const diagnose = createDiagnoser(repositoryRuleSet());

/** A record laid over its base; `~absent` takes a field away. */
function record({ of = 'none', ...fields }: Fields): Fields {
  const merged = { ...examiner.bases[String(of)], ...fields };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== '~absent'));
}

function side(records: readonly Fields[]): unknown {
  const page = records[0]?.page;
  return Array.isArray(page) ? { value: page.map(record) } : records.map(record);
}

function answer({ id, onprem, cloud, settings, identity }: ExaminerCase, shuffled: boolean) {
  const order = (records: readonly Fields[]): readonly Fields[] => (shuffled ? records.toReversed() : records);
  const line = {
    id,
    job: 'match',
    onprem: side(onprem),
    cloud: side(order(cloud)),
    settings: record({ ...examiner.default_settings, ...settings }),
    ...(identity === undefined ? {} : { identity }),
  };
  const result = runBatchLine(JSON.stringify(line), { diagnose, route: answerRoute, match: answerMatch, version: '0' });
  if (!('match' in result)) throw new Error(JSON.stringify(result));
  return result;
}

const cases = examiner.cases.map((one) => [one.id, one] as const);

describe('the cases of the examiner', () => {
  it('are many', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  it.each(cases)('%s', (_, wanted) => {
    const { match, report } = answer(wanted, false);
    const told = `${wanted.why}\n${match.why}\n${JSON.stringify(match.missing)}`;
    if (wanted.expect !== 'any') expect([wanted.expect, ...(wanted.accept ?? [])], told).toContain(match.outcome);
    const isAsExpected = match.outcome === wanted.expect;
    if (isAsExpected) {
      expect(match.with, told).toBe(wanted.match ?? null);
      if (wanted.conflict !== undefined) expect(match.conflict).toBe(wanted.conflict);
      if (wanted.quarantined !== undefined) expect(match.quarantined.map(({ value }) => value)).toEqual(wanted.quarantined);
      if (wanted.surface !== undefined) expect(match.surfaceError).toBe(wanted.surface);
      if (wanted.error_text !== undefined) expect(match.errorText).toBe(wanted.error_text);
    }
    if (wanted.result_upn !== undefined) expect(match.resultUpn).toBe(wanted.result_upn);
    if (wanted.anchor !== undefined) expect(match.anchor).toBe(wanted.anchor);
    if (wanted.also === true) expect(match.also.length).toBeGreaterThan(0);
    if (wanted.certain !== undefined) expect(match.isCertain, told).toBe(wanted.certain);
    expect(match.why).toMatch(/^\S.*\.$/s);
    expect(match.steps.length).toBeGreaterThan(0);
    expect(schemaFaults(report)).toEqual([]);
  });

  it('do not depend on the order of the cloud side', () => {
    for (const one of examiner.cases) {
      const [plain, shuffled] = [answer(one, false).match, answer(one, true).match];
      expect([one.id, shuffled.outcome, shuffled.with]).toEqual([one.id, plain.outcome, plain.with]);
    }
  });
});
