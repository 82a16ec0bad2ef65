import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDirectoryFile } from '../../src/adapters/files/read-directory.js';
import { createDirectories } from '../../src/app/diagnose.js';
import { assessAll } from '../../src/app/readiness.js';
import { createRuleSet } from '../../src/engine/load.js';
import type { DirectoryTable, Side } from '../../src/evidence/directory.js';
import { type RecipientRecord, readColumn } from '../../src/facts/recipients.js';
import { wantedColumns } from '../../src/facts/wanted.js';
import type { Move } from '../../src/findings/checks.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { type Json, type MadePerson, makePerson, ORGANIZATION_SETTINGS } from '../setup/organization.js';
import { EXCHANGE_HEADER, exchangeCsvOf, graphOf, ldifOf } from '../setup/organization-files.js';
import { repositoryRules } from '../setup/rules.js';

const PEOPLE = 2000;
const EVERY = 8;
const ruleSet = createRuleSet(repositoryRules(), 'test');
const people = Array.from({ length: PEOPLE }, (_, i) => makePerson(i, EVERY));
const onprem = people.flatMap(({ onprem, moreOnprem = [] }) => [...(onprem === undefined ? [] : [onprem]), ...moreOnprem]);
const cloud = people.flatMap(({ cloud, moreCloud = [] }) => [...(cloud === undefined ? [] : [cloud]), ...moreCloud]);
const folder = mkdtempSync(join(tmpdir(), 'crossprem-organization-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The person of each record, by what tells records apart. */
const ownerOf = new Map<string, MadePerson>();
for (const person of people) {
  for (const record of [person.onprem, ...(person.moreOnprem ?? [])]) ownerOf.set(String(record?.distinguishedName).toLowerCase(), person);
  for (const record of [person.cloud, ...(person.moreCloud ?? [])]) ownerOf.set(String(record?.id), person);
}

/** What the checks found beyond what was seeded ("+") and did not find ("-"), with the fault; empty where they are exact. */
function differences(tables: Readonly<Record<Side, readonly DirectoryTable[]>>, direction: Move | undefined): readonly string[] {
  const directories = createDirectories(tables.onprem, tables.cloud);
  const result = assessAll({ ruleSet, directories, settings: ORGANIZATION_SETTINGS, direction, answers: new Map() });
  const found = new Map<MadePerson, Set<string>>();
  for (let position = 0; position < result.length; position++) {
    const { subject, hits } = result.person(position);
    const owner = ownerOf.get(text(subject.onPrem, 'distinguishedname').toLowerCase()) ?? ownerOf.get(text(subject.cloud, 'id'));
    if (owner === undefined) throw new Error(`nobody made the person at ${position}`);
    const ids = found.get(owner) ?? new Set();
    for (const { check } of hits) ids.add(check.id);
    found.set(owner, ids);
  }
  const told = new Set<string>();
  for (const person of people) {
    const ids = found.get(person) ?? new Set();
    const all = direction === 'to-cloud' ? person.expected : [...person.expected, ...person.expectedOffboarding];
    const expected = all.filter((id) => isAsked(id, direction));
    for (const id of ids) if (!expected.includes(id)) told.add(`+ ${id} at ${person.fault ?? 'somebody healthy'}`);
    for (const id of expected) if (!ids.has(id)) told.add(`- ${id} at ${person.fault}`);
  }
  return [...told].sort();
}

/** A check of one direction is not asked for the other. */
function isAsked(id: string, direction: Move | undefined): boolean {
  const check = ruleSet.checks.find((one) => one.id === id);
  return check?.direction === undefined || direction === undefined || check.direction.includes(direction);
}

function text(record: RecipientRecord | undefined, column: string): string {
  const value = record === undefined ? undefined : readColumn(record, [column]).value;
  return typeof value === 'string' ? value : '';
}

const inline = { onprem: [readJsonValues(onprem, 'onprem', 'onprem')], cloud: [readJsonValues(cloud, 'cloud', 'cloud')] };

describe('an organization with seeded faults', () => {
  it.each([undefined, 'to-cloud', 'to-onprem'] as const)('has exactly those faults found (direction %s)', (direction) => {
    expect(differences(inline, direction)).toEqual([]);
  });

  it('has exactly those found when it is read from LDIF, JSON and CSV files', async () => {
    const write = (name: string, content: string): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const read = async (path: string, side: Side): Promise<DirectoryTable> => {
      const result = await readDirectoryFile(path, side, { wanted: wantedColumns(side) });
      if (result.kind === 'problem') throw new Error(result.problem.what);
      return result.table;
    };
    const json = (records: readonly Json[]): string => JSON.stringify(records.map(graphOf));
    const tables = {
      onprem: [await read(write('onprem.ldf', onprem.map(ldifOf).join('')), 'onprem')],
      cloud: [
        await read(write('graph.json', json(cloud)), 'cloud'),
        await read(write('exchange.csv', EXCHANGE_HEADER + cloud.map(exchangeCsvOf).join('')), 'cloud'),
      ],
    };
    expect(differences(tables, undefined)).toEqual([]);
  });

  it('has every kind of fault in it', () => {
    expect(new Set(people.map(({ fault }) => fault)).size).toBeGreaterThan(60);
  });
});
