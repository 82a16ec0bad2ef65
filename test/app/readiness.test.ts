import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../src/app/diagnose.js';
import { assess, assessAll, type ReadinessOptions } from '../../src/app/readiness.js';
import type { Rule } from '../../src/engine/rule.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { ruleOf, ruleSetOf } from '../setup/diagnose.js';

const mailbox = (alias: string, type = '1') => ({
  objectClass: ['user'],
  objectGUID: `00000000-0000-4000-8000-${alias.padStart(12, '0')}`,
  userPrincipalName: `${alias}@contoso.com`,
  mail: `${alias}@contoso.com`,
  mailNickname: alias,
  msExchRecipientTypeDetails: type,
});
const has = (alias: string) => ({ fact: 'onPrem.alias', equals: alias }) as const;
const check = (id: string, when: NonNullable<Rule['recognise']['when']>, more: Partial<Rule> = {}): Rule =>
  ruleOf({ id, severity: 'warning', recognise: { when }, causes: [{ id: 'x', title: 'X', when: 'recognised' }], ...more });

function options(
  rules: readonly Rule[],
  records: readonly Readonly<Record<string, unknown>>[],
  more: Partial<ReadinessOptions> = {},
): ReadinessOptions {
  return {
    ruleSet: ruleSetOf(rules),
    directories: createDirectories([readJsonValues(records, 'onprem', 'onprem')], undefined),
    settings: undefined,
    direction: 'to-cloud',
    answers: new Map(),
    ...more,
  };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => mailbox(String(index)));

describe('a run', () => {
  const rules = [
    check('recipient/one', has('1')),
    check('recipient/two', { any: [has('1'), has('2')] }, { severity: 'blocker' }),
    check('recipient/none', has('nobody')),
    check('recipient/open', { fact: 'ask.unheard', is: true }),
  ];
  const result = assessAll(options(rules, [mailbox('0'), mailbox('1'), mailbox('2'), mailbox('3', '2147483648')]));

  it('counts people by verdict', () => {
    expect(result.length).toBe(4);
    expect(result.isComplete).toBe(true);
    expect(result.verdicts).toEqual({ ready: 1, warnings: 0, blocked: 2, 'no-move': 1, 'not-known': 0 });
  });

  it('counts people by check, most first, and leaves out what found nobody and decided all', () => {
    expect(result.counts.map(({ check: { id }, confirmed, possible, open }) => [id, confirmed, possible, open])).toEqual([
      ['recipient/two', 2, 0, 0],
      ['recipient/one', 1, 0, 0],
      ['recipient/open', 0, 0, 4],
    ]);
  });

  it('selects people by verdict, by check, and by both', () => {
    expect(result.select({})).toEqual([0, 1, 2, 3]);
    expect(result.select({ verdict: 'blocked' })).toEqual([1, 2]);
    expect(result.select({ check: 'recipient/one' })).toEqual([1]);
    expect(result.select({ verdict: 'ready', check: 'recipient/two' })).toEqual([]);
    expect(result.select({ check: 'recipient/unheard-of' })).toEqual([]);
  });

  it('keeps what each person came to', () => {
    const person = result.person(1);
    expect(person.verdict).toBe('blocked');
    expect(person.hits.map(({ check: { id }, status }) => [id, status]).toSorted()).toEqual([
      ['recipient/one', 'confirmed'],
      ['recipient/two', 'confirmed'],
    ]);
    expect(person.open.map(({ id }) => id)).toEqual(['recipient/open']);
    expect(result.person(0)).toMatchObject({ verdict: 'ready', hits: [] });
  });

  it('makes findings and a plan when they are asked for, and says what is missing', () => {
    expect(result.findings(1).map(({ ruleId }) => ruleId)).toEqual(['recipient/two', 'recipient/one']);
    expect(result.plan(0).steps).toEqual([]);
    const [open] = result.person(0).open;
    expect(open === undefined ? [] : result.missing(open, 0)).toEqual(['ask.unheard']);
  });
});

describe('whom a run judges', () => {
  it('are those that were chosen; positions count among them', () => {
    const result = assessAll(
      options([check('recipient/one', has('1'))], many(3), { includes: ({ hints }) => !hints.addresses.includes('0@contoso.com') }),
    );
    expect(result.length).toBe(2);
    expect(result.isComplete).toBe(true);
    expect(result.person(0).index).toBe(1);
    expect(result.select({ check: 'recipient/one' })).toEqual([0]);
  });

  it('may be chosen by who there is', () => {
    const choose = (people: { readonly length: number }) => (index: number) => index === people.length - 1;
    const result = assessAll(options([check('recipient/two', has('2'))], many(3), { choose }));
    expect([result.length, result.chosen, result.person(0).index]).toEqual([1, 1, 2]);
    expect(result.counts.map(({ firstFound, firstOpen }) => [firstFound, firstOpen])).toEqual([[0, -1]]);
  });

  it('may be nobody', () => {
    const result = assessAll(options([check('recipient/one', has('1'))], []));
    expect([result.length, result.isComplete, result.counts, result.select({})]).toEqual([0, true, [], []]);
  });
});

describe('a run that is watched', () => {
  it('tells how far it is, and ends by itself', () => {
    const run = assess(options([check('recipient/one', has('1'))], many(600)));
    const done: number[] = [];
    let step = run.next();
    while (step.done !== true) {
      if (typeof step.value === 'object') {
        expect(step.value.of).toBe(600);
        done.push(step.value.done);
      }
      step = run.next();
    }
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(step.value).toMatchObject({ length: 600, isComplete: true });
  });

  it('gives what it has when it is stopped', () => {
    const run = assess(options([check('recipient/one', has('1'))], many(2000)));
    let step = run.next();
    while (step.done !== true) step = run.next(typeof step.value === 'object' && step.value.done > 0);
    expect(step.value.isComplete).toBe(false);
    expect(step.value.length).toBeGreaterThan(0);
    expect(step.value.length).toBeLessThan(2000);
    expect(step.value.select({ check: 'recipient/one' })).toEqual([1]);
    const total = Object.values(step.value.verdicts).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(step.value.length);
  });
});

it('keeps apart people with different findings among many with the same', () => {
  const rules = [check('recipient/a', { any: [has('7'), has('700')] }), check('recipient/b', has('700'), { severity: 'blocker' })];
  const result = assessAll(options(rules, many(1000)));
  expect(result.verdicts).toEqual({ ready: 998, warnings: 1, blocked: 1, 'no-move': 0, 'not-known': 0 });
  expect(result.select({ verdict: 'warnings' })).toEqual([7]);
  expect(result.person(700).hits).toHaveLength(2);
  expect(result.person(701).hits).toEqual([]);
});

it('asks about the organization once, and carries the notes', () => {
  const rules = [check('readiness/a', { fact: 'tenant.exchangeHybridWriteback', is: false }, { subject: 'tenant' })];
  const result = assessAll(
    options(rules, many(3), { settings: { exchangeHybridWriteback: false, checks: { 'readiness/unheard': 'off' } }, notes: ['a note'] }),
  );
  expect(result.organization.findings.map(({ ruleId }) => ruleId)).toEqual(['readiness/a']);
  expect(result.counts).toEqual([]);
  expect(result.notes).toEqual(['a note', expect.stringContaining('readiness/unheard')]);
});
