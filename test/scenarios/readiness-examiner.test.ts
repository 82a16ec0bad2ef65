import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datedSettings } from '../../src/app/dated-settings.js';
import { createDirectories } from '../../src/app/diagnose.js';
import { assessAll } from '../../src/app/readiness.js';
import type { Side } from '../../src/evidence/directory.js';
import type { Move } from '../../src/findings/checks.js';
import { readJson, readJsonValues } from '../../src/parse/recipient/json.js';
import { repositoryRuleSet } from '../setup/rules.js';

type Fields = Readonly<Record<string, unknown>>;
type Needed = 'onprem' | 'cloud' | 'settings';

interface Examined {
  readonly id: string;
  readonly name: string;
  readonly expect: 'confirmed' | 'found' | 'nothing' | 'not-confirmed';
  readonly onprem?: readonly Fields[] | undefined;
  readonly cloud?: readonly Fields[] | undefined;
  readonly settings?: Fields;
  readonly direction?: Move;
  readonly needs?: readonly Needed[];
  readonly onlyFor?: Move;
}

interface Examination {
  readonly like: Readonly<Record<Needed, Readonly<Record<string, Fields>>>>;
  readonly cases: readonly Examined[];
}

const { like, cases }: Examination = JSON.parse(readFileSync(join(import.meta.dirname, 'readiness-examiner.json'), 'utf8'));
const ruleSet = repositoryRuleSet();

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(base: Fields, changes: Fields): Fields {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(changes)) {
    const before = base[name];
    if (name === 'like') continue;
    if (value === '(unset)') delete result[name];
    else result[name] = name === 'exo' && isFields(before) && isFields(value) ? merged(before, value) : value;
  }
  return result;
}

const whole = (record: Fields, kind: Needed): Fields => merged(like[kind][String(record.like)] ?? {}, record);

function written(examined: Examined): Examined {
  const { onprem, cloud, settings } = examined;
  return {
    ...examined,
    ...(onprem === undefined ? {} : { onprem: onprem.map((record) => whole(record, 'onprem')) }),
    ...(cloud === undefined ? {} : { cloud: cloud.map((record) => whole(record, 'cloud')) }),
    ...(settings === undefined ? {} : { settings: whole(settings, 'settings') }),
  };
}

/** What came of the check: undefined where it found nothing. */
function verdictOf({ id, onprem, cloud, settings, direction }: Examined): string | undefined {
  const tables = (records: readonly Fields[] | undefined, side: Side) =>
    records === undefined ? undefined : [readJsonValues(records, side, side)];
  const readiness = assessAll({
    ruleSet,
    directories: createDirectories(tables(onprem, 'onprem'), tables(cloud, 'cloud')),
    settings: datedSettings(settings, '2026-11-22T23:00:00Z'),
    direction,
    answers: new Map(),
  });
  const found = Array.from({ length: readiness.length }, (_, position) => readiness.findings(position)).flat();
  const own = [...found, ...readiness.organization.findings].filter(({ ruleId }) => ruleId === id);
  return own.some(({ status }) => status === 'confirmed') ? 'confirmed' : own[0]?.status;
}

/** The same records as other tools write them. */
const SPELLINGS: Readonly<Record<string, (examined: Examined) => Examined>> = {
  'numbers and switches as text': (one) => mapped(one, (value) => (isScalar(value) ? capital(String(value)) : value)),
  'numbers as numbers': (one) =>
    mapped(one, (value) => (typeof value === 'string' && /^-?\d{1,12}$/.test(value) ? Number(value) : value), ['onprem']),
  'attribute names in lower case': (one) => ({
    ...one,
    onprem: one.onprem?.map((record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]))),
  }),
  'printed GUIDs': (one) => ({
    ...one,
    onprem: one.onprem?.map((record) =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [name, GUIDS.test(name) ? printed(value) : value])),
    ),
  }),
  'rows of Exchange Online beside those of Graph': (one) => ({ ...one, cloud: one.cloud?.flatMap(separated) }),
};

const GUIDS = /^(?:objectGUID|mS-DS-ConsistencyGuid|msExchMailboxGuid|msExchArchiveGUID)$/;
const isScalar = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function mapped(
  one: Examined,
  change: (value: unknown) => unknown,
  sides: readonly ('onprem' | 'cloud')[] = ['onprem', 'cloud'],
): Examined {
  const deep = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(deep);
    return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deep(inner)])) : change(value);
  };
  const records = (list: readonly Fields[] | undefined): readonly Fields[] | undefined =>
    list?.map((record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, deep(value)])));
  return {
    ...one,
    ...(sides.includes('onprem') && one.onprem !== undefined ? { onprem: records(one.onprem) } : {}),
    ...(sides.includes('cloud') && one.cloud !== undefined ? { cloud: records(one.cloud) } : {}),
  };
}

function printed(value: unknown): unknown {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (bytes.length !== 16) return value;
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = order.map((at) => bytes.subarray(at, at + 1).toString('hex')).join('');
  return `{${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toUpperCase()}}`;
}

function separated(record: Fields, index: number): readonly Fields[] {
  const { exo, ...graph } = record;
  if (!isFields(exo)) return [record];
  if (Object.keys(graph).length === 0) return [exo];
  const id = graph.id ?? `00000000-aaaa-4000-8000-00000000000${index}`;
  const name = graph.userPrincipalName === undefined ? {} : { UserPrincipalName: graph.userPrincipalName };
  return [
    { ...graph, id },
    { ...exo, ExternalDirectoryObjectId: id, ...name },
  ];
}

function faultsOf(examined: Examined): readonly string[] {
  const one = written(examined);
  const isOf = (verdict: string | undefined): boolean => {
    if (one.expect === 'confirmed') return verdict === 'confirmed';
    if (one.expect === 'found') return verdict !== undefined;
    return one.expect === 'nothing' ? verdict === undefined : verdict !== 'confirmed';
  };
  const faults: string[] = [];
  const ask = (label: string, changed: Examined, isRight: (verdict: string | undefined) => boolean): void => {
    const verdict = verdictOf(changed);
    if (!isRight(verdict))
      faults.push(`${one.name}${label}: ${verdict ?? 'nothing found'}, not ${label.startsWith(' without') ? 'open' : one.expect}`);
  };
  ask('', one, isOf);
  if (one.expect !== 'confirmed' && one.expect !== 'found') return faults;
  for (const [label, respell] of Object.entries(SPELLINGS)) ask(`, ${label}`, respell(one), isOf);
  for (const part of one.needs ?? []) ask(` without ${part}`, { ...one, [part]: undefined }, (verdict) => verdict !== 'confirmed');
  if (one.onlyFor !== undefined) {
    ask(' for its move', { ...one, direction: one.onlyFor }, isOf);
    const other = one.onlyFor === 'to-cloud' ? 'to-onprem' : 'to-cloud';
    ask(' without: the other move', { ...one, direction: other }, (verdict) => verdict === undefined);
  }
  return faults;
}

describe('the checks, as an examiner reads the catalogue', () => {
  it.each([...new Set(cases.map(({ id }) => id))])('%s', (id) => {
    expect(cases.filter((one) => one.id === id).flatMap(faultsOf)).toEqual([]);
  });

  it('are examined one and all', () => {
    const examined = new Set(cases.map(({ id }) => id));
    expect(ruleSet.checks.map(({ id }) => id).filter((id) => /^re(?:cipient|adiness)\//.test(id) && !examined.has(id))).toEqual([]);
  });
});

describe('what must not be said of a healthy organization', () => {
  const local = whole({ like: 'local' }, 'onprem');
  const system = {
    ...local,
    cn: 'SystemMailbox{1f05a927}',
    mailNickname: 'SystemMailbox{1f05a927}',
    msExchRecipientTypeDetails: '8388608',
  };
  const other = { ExternalDirectoryObjectId: 'b7', UserPrincipalName: 'bo@contoso.com', RecipientTypeDetails: 'UserMailbox' };
  const group = { '@odata.type': '#microsoft.graph.group', id: 'c7', displayName: 'Sales', groupTypes: ['Unified'], mailEnabled: true };
  const judge = (onprem: readonly Fields[] | undefined, cloud: readonly Fields[], direction: Move) =>
    assessAll({
      ruleSet,
      directories: createDirectories(
        onprem === undefined ? undefined : [readJsonValues(onprem, 'onprem', 'ad')],
        cloud.length === 0 ? undefined : [tableOf(cloud)],
      ),
      direction,
      answers: new Map(),
      settings: undefined,
    });
  const tableOf = (cloud: readonly Fields[]) => {
    const read = readJson(JSON.stringify(cloud), { source: 'cloud.json', side: 'cloud' });
    if (read.kind === 'problem') throw new Error(read.problem.what);
    return read.table;
  };

  it('that somebody is not synchronized, by an export of cloud mailboxes alone', () => {
    const readiness = judge([local], [other], 'to-cloud');
    const ids = Array.from({ length: readiness.length }, (_, at) => readiness.findings(at).map(({ ruleId }) => ruleId)).flat();
    expect(ids).not.toContain('recipient/onprem-not-synced');
    expect(judge([local], [other], 'to-onprem').verdicts).toMatchObject({ ready: 0, 'no-move': 1 });
  });

  it('that a group or a system mailbox is blocked, or ready to move', () => {
    expect(judge(undefined, [group], 'to-onprem').verdicts).toEqual({ ready: 0, warnings: 0, blocked: 0, 'no-move': 1, 'not-known': 0 });
    expect(judge([system], [], 'to-onprem').verdicts).toEqual({ ready: 0, warnings: 0, blocked: 0, 'no-move': 1, 'not-known': 0 });
  });
});
