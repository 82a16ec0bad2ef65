import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../src/app/diagnose.js';
import type { Rule } from '../../src/engine/rule.js';
import { finish } from '../../src/evidence/steps.js';
import { joinPeople } from '../../src/facts/people.js';
import type { Settings } from '../../src/facts/tenant.js';
import { type Checks, createChecks, type Move } from '../../src/findings/checks.js';
import { readJson, readJsonValues } from '../../src/parse/recipient/json.js';
import { type Records, ruleOf, ruleSetOf } from '../setup/diagnose.js';

interface World {
  readonly rules: readonly Rule[];
  readonly onPrem?: Records;
  /** As an export holds them: what no record has was not read. */
  readonly onPremFile?: Records;
  readonly cloud?: Records;
  readonly settings?: Settings;
  readonly direction?: Move;
  readonly answers?: Readonly<Record<string, boolean>>;
}

const check = (id: string, when: Rule['recognise']['when'], more: Partial<Rule> = {}): Rule =>
  ruleOf({ id, recognise: when === undefined ? {} : { when }, causes: [], ...more });
const IS_KIM = { fact: 'onPrem.alias', equals: 'kim' } as const;
const NEVER = { fact: 'onPrem.alias', equals: 'nobody' } as const;
const OPEN = { fact: 'onPrem.adminCount', atLeast: 1 } as const;

const MAILBOX = {
  objectClass: ['user'],
  userPrincipalName: 'kim@contoso.com',
  mail: 'kim@contoso.com',
  mailNickname: 'kim',
  msExchRecipientTypeDetails: '1',
};
const REMOTE = { ...MAILBOX, msExchRecipientTypeDetails: '2147483648' };
const CLOUD_MAILBOX = {
  userPrincipalName: 'kim@contoso.com',
  mail: 'kim@contoso.com',
  exo: { RecipientTypeDetails: 'UserMailbox', PrimarySmtpAddress: 'kim@contoso.com' },
};

function fileTable(records: Records) {
  const read = readJson(JSON.stringify(records), { source: 'onprem.json', side: 'onprem' });
  if (read.kind === 'problem') throw new Error(read.problem.what);
  return read.table;
}

function world({ rules, onPrem, onPremFile, cloud, settings, direction, answers }: World): {
  readonly checks: Checks;
  readonly of: (at?: number) => ReturnType<Checks['scan']>;
} {
  const onpremTables =
    onPremFile !== undefined ? [fileTable(onPremFile)] : onPrem === undefined ? undefined : [readJsonValues(onPrem, 'onprem', 'onprem')];
  const directories = createDirectories(onpremTables, cloud === undefined ? undefined : [readJsonValues(cloud, 'cloud', 'cloud')]);
  const checks = createChecks(ruleSetOf(rules), { directories, settings, direction, answers: new Map(Object.entries(answers ?? {})) });
  const people = joinPeople(directories);
  return { checks, of: (at = 0) => checks.scan(people.subject(at)) };
}

const idsOf = ({ checks }: Checks, indexes: readonly number[]): readonly string[] =>
  indexes.map((index) => checks[index < 0 ? -1 - index : index]?.id ?? '?');

describe('a scan', () => {
  it('lists what was found, what is possible, and what is open', () => {
    const rules = [
      check('recipient/a', IS_KIM),
      check('recipient/b', NEVER),
      check('recipient/c', OPEN),
      ruleOf({ id: 'recipient/d', recognise: { when: { all: [IS_KIM, OPEN] }, possibleWhen: IS_KIM } }),
    ];
    const { checks, of } = world({ rules, onPremFile: [MAILBOX] });
    const { hits, open } = of();
    expect(
      idsOf(
        checks,
        hits.filter((hit) => hit >= 0),
      ),
    ).toEqual(['recipient/a']);
    expect(
      idsOf(
        checks,
        hits.filter((hit) => hit < 0),
      ),
    ).toEqual(['recipient/d']);
    expect(idsOf(checks, open)).toEqual(['recipient/c']);
  });

  it('does not ask what has a text, nor what is about the organization', () => {
    const rules = [
      ruleOf({ id: 'migration/a' }),
      check('readiness/org', IS_KIM, { subject: 'organization' }),
      check('recipient/a', IS_KIM),
    ];
    const { checks, of } = world({ rules, onPrem: [MAILBOX] });
    expect(checks.checks.map(({ id }) => id).toSorted()).toEqual(['readiness/org', 'recipient/a']);
    expect(idsOf(checks, of().hits)).toEqual(['recipient/a']);
  });
});

describe('the verdict', () => {
  const verdict = (more: Partial<World>) => world({ rules: [], onPrem: [MAILBOX], ...more }).of().verdict;

  it('is ready where nothing but an information was found', () => {
    expect(verdict({})).toBe('ready');
    expect(verdict({ rules: [check('recipient/a', IS_KIM, { severity: 'info' })] })).toBe('ready');
  });

  it.each([
    ['blocker', 'blocked'],
    ['error', 'blocked'],
    ['warning', 'warnings'],
  ] as const)('goes by the worst finding: %s is %s', (severity, expected) => {
    const rules = [check('recipient/a', IS_KIM, { severity: 'info' }), check('recipient/b', IS_KIM, { severity })];
    expect(verdict({ rules })).toBe(expected);
  });

  it('is no more than warnings for a blocker that is only possible', () => {
    const rules = [ruleOf({ id: 'recipient/a', severity: 'blocker', recognise: { when: { all: [IS_KIM, OPEN] }, possibleWhen: IS_KIM } })];
    expect(world({ rules, onPremFile: [MAILBOX] }).of().verdict).toBe('warnings');
  });

  it('is not changed by what is open', () => {
    expect(world({ rules: [check('recipient/a', OPEN, { severity: 'blocker' })], onPremFile: [MAILBOX] }).of().verdict).toBe('ready');
  });

  it('is no-move where the mailbox is not on the side that it would leave', () => {
    const blocker = [check('recipient/a', IS_KIM, { severity: 'blocker' })];
    // Whether the cloud holds a mailbox was not read.
    expect(verdict({ rules: blocker, onPrem: [REMOTE] })).toBe('blocked');
    expect(verdict({ onPrem: [REMOTE] })).toBe('not-known');
    expect(verdict({ rules: blocker, onPrem: [REMOTE], cloud: [CLOUD_MAILBOX] })).toBe('blocked');
    expect(verdict({ rules: blocker, onPrem: [REMOTE], cloud: [CLOUD_MAILBOX], direction: 'to-cloud' })).toBe('no-move');
    expect(verdict({ rules: blocker, direction: 'to-onprem', cloud: [] })).toBe('no-move');
    expect(verdict({ onPrem: [{ ...MAILBOX, objectClass: ['group'], msExchRecipientTypeDetails: '256' }] })).toBe('no-move');
  });
});

describe('the direction', () => {
  const rules = [
    check('recipient/onboard', IS_KIM, { direction: ['to-cloud'] }),
    check('recipient/offboard', IS_KIM, { direction: ['to-onprem'] }),
    check('recipient/both', IS_KIM),
  ];
  const asked = (more: Partial<World>) => {
    const made = world({ rules, ...more });
    return idsOf(made.checks, made.of().hits).toSorted();
  };

  it('is the one that is meant', () => {
    expect(asked({ onPrem: [MAILBOX], direction: 'to-onprem' })).toEqual(['recipient/both', 'recipient/offboard']);
    expect(asked({ onPrem: [MAILBOX], direction: 'to-cloud' })).toEqual(['recipient/both', 'recipient/onboard']);
  });

  it('is else the move that the recipient could make', () => {
    expect(asked({ onPrem: [MAILBOX] })).toEqual(['recipient/both', 'recipient/onboard']);
    expect(asked({ onPrem: [REMOTE], cloud: [CLOUD_MAILBOX] })).toEqual(['recipient/both', 'recipient/offboard']);
  });

  it('keeps nothing back where no move is known', () => {
    expect(asked({ onPrem: [REMOTE] })).toEqual(['recipient/both', 'recipient/offboard', 'recipient/onboard']);
  });
});

describe('the settings', () => {
  const rules = [check('recipient/a', IS_KIM, { severity: 'blocker' }), check('recipient/b', IS_KIM, { severity: 'info' })];
  const graded = (checks: unknown) => world({ rules, onPrem: [MAILBOX], settings: { checks } });

  it('switch a check off', () => {
    const { checks, of } = graded({ 'recipient/a': 'off' });
    expect(checks.checks.map(({ id }) => id)).toEqual(['recipient/b']);
    expect(of().verdict).toBe('ready');
  });

  it('grade a check anew, also in its findings', () => {
    const { checks, of } = graded({ 'recipient/a': 'warning', 'recipient/b': 'blocker' });
    expect(of().verdict).toBe('blocked');
    const subject = joinPeople(createDirectories([readJsonValues([MAILBOX], 'onprem', 'onprem')], undefined)).subject(0);
    expect(checks.findings(subject).map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['recipient/b', 'blocker'],
      ['recipient/a', 'warning'],
    ]);
  });

  it('tell of a check that is not there, and of a grade that is none; the check keeps its own', () => {
    const { checks, of } = graded({ 'recipient/c': 'off', 'recipient/a': 'fatal' });
    expect(checks.notes).toHaveLength(2);
    expect(checks.notes.join(' ')).toMatch(/recipient\/c.*recipient\/a.*fatal/s);
    expect(of().verdict).toBe('blocked');
  });

  it.each([[null], ['off'], [['recipient/a']], [{ __proto__: null }]])('may hold %j without harm', (value) => {
    expect(graded(value).of().verdict).toBe('blocked');
  });
});

describe('the organization', () => {
  const ORG = { subject: 'organization' as const };
  const WRITEBACK = { fact: 'tenant.exchangeHybridWriteback', is: false } as const;

  it('is asked once, whoever is in the directories', () => {
    const { checks } = world({
      rules: [check('readiness/a', WRITEBACK, ORG)],
      onPrem: [MAILBOX, { ...MAILBOX, mailNickname: 'alex' }],
      settings: { exchangeHybridWriteback: false },
    });
    const { findings, open } = finish(checks.organization());
    expect(findings.map(({ ruleId, status }) => [ruleId, status])).toEqual([['readiness/a', 'confirmed']]);
    expect(open).toEqual([]);
  });

  it('is open without the setting, and says what is missing', () => {
    const { checks } = world({ rules: [check('readiness/a', WRITEBACK, ORG)] });
    const { findings, open } = finish(checks.organization());
    expect([findings, idsOf(checks, open)]).toEqual([[], ['readiness/a']]);
    const [only] = checks.checks;
    expect(only === undefined ? [] : checks.missing(only, undefined)).toEqual(['tenant.exchangeHybridWriteback']);
  });

  it('is asked for the move that is meant only', () => {
    const rules = [check('readiness/a', WRITEBACK, { ...ORG, direction: ['to-cloud'] })];
    const settings = { exchangeHybridWriteback: false };
    expect(finish(world({ rules, settings, direction: 'to-onprem' }).checks.organization()).findings).toEqual([]);
    expect(finish(world({ rules, settings, direction: 'to-cloud' }).checks.organization()).findings).toHaveLength(1);
    expect(finish(world({ rules, settings }).checks.organization()).findings).toHaveLength(1);
  });
});

it('takes an answer for a fact', () => {
  const rules = [check('recipient/a', { fact: 'ask.frobnicates', is: true })];
  expect(world({ rules, onPrem: [MAILBOX] }).of().open).toHaveLength(1);
  expect(world({ rules, onPrem: [MAILBOX], answers: { 'ask.frobnicates': true } }).of().hits).toHaveLength(1);
  expect(world({ rules, onPrem: [MAILBOX], answers: { 'ask.frobnicates': false } }).of()).toMatchObject({ hits: [], open: [] });
});

it('never makes more than a possible finding of a rule that is not verified', () => {
  const { checks } = world({
    rules: [check('readiness/a', { fact: 'tenant.exchangeHybridWriteback', is: false }, { subject: 'tenant', unverified: true })],
    settings: { exchangeHybridWriteback: false },
  });
  expect(finish(checks.organization()).findings.map(({ status }) => status)).toEqual(['possible']);
});
