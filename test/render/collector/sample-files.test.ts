import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSnapshot } from '../../../src/adapters/snapshot/reader.js';
import { readSnapshotTables } from '../../../src/adapters/snapshot/tables.js';
import { isObject } from '../../../src/evidence/is-object.js';
import { indexSide } from '../../../src/facts/side-index.js';
import { mergeSettings } from '../../../src/parse/connector/merge.js';
import { readJson } from '../../../src/parse/recipient/json.js';
import { parseSettings, parseSettingsFiles } from '../../../src/parse/settings.js';
import type { SnapshotReader } from '../../../src/ports/snapshot.js';
import { collectorScripts } from '../../../src/render/collector/scripts.js';
import { ROOT } from '../../setup/rules.js';

type Fields = Readonly<Record<string, unknown>>;

/** The records of each part of a file, by what its control lines say. */
function partsOf(name: string): ReadonlyMap<string, readonly Fields[]> {
  const parts = new Map<string, Fields[]>();
  let open: string | undefined;
  for (const line of readFileSync(join(ROOT, 'test/render/collector/data', name), 'utf8')
    .trimEnd()
    .split('\n')) {
    const fields: unknown = JSON.parse(line);
    if (!isObject(fields)) throw new Error(line);
    const [first = ''] = Object.keys(fields);
    const value = fields[first];
    if (first === '@chunk' && isObject(value)) open = String(value.part);
    else if (first === '@end') open = undefined;
    else if (!first.startsWith('@')) parts.set(open ?? '', [...(parts.get(open ?? '') ?? []), fields]);
  }
  return parts;
}

/** Keys of settings that the scripts write, and how. */
function shapesOf(): readonly (readonly [key: string, shape: string, side: string])[] {
  const files = collectorScripts({ version: '0.1.0', wanted: { onprem: new Set(), cloud: new Set() } });
  return files.flatMap(({ name, text }) =>
    [...text.matchAll(/Read-Setting -Key '(\w+)' -Shape '(\w+)'/g)].map(
      ([, key = '', shape = '']) => [key, shape, name.includes('Online') ? 'cloud' : 'onprem'] as const,
    ),
  );
}

// Written by hand as the scripts write them: there is no PowerShell here to run them.
describe('the files of the collector scripts', () => {
  it.each([
    ['on-premises.ndjson', 'settings/exchange-on-premises'],
    ['exchange-online.ndjson', 'settings/exchange-online'],
  ])('%s holds settings that join to one object which the reader of settings takes', (name, part) => {
    const records = partsOf(name).get(part) ?? [];
    const merged = mergeSettings(records.map((settings) => ({ source: name, settings })));
    if (merged.kind === 'problem') throw new Error(merged.problem.what);
    expect(parseSettings(JSON.stringify(merged.value), name)).toMatchObject({ kind: 'ok' });
  });

  it.each(shapesOf())('a record of %s as %s is taken by the reader of settings', (key, shape, side) => {
    const row = { Name: 'x', Enabled: true };
    const values =
      { list: [[row], []], one: [row, null], side: [{ [side]: row }], sides: [{ [side]: [row] }, { [side]: [] }] }[shape] ?? [];
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(parseSettings(JSON.stringify({ [key]: value }), 'x')).toMatchObject({ kind: 'ok' });
  });

  it.each(['ACLableSyncedObjectEnabled', 'BlockExchangeProvisioningFromOnPremEnabled', 'initialDomain', 'routingDomain'])(
    '%s alone is taken, too',
    (key) => {
      const value = key.endsWith('Domain') ? 'contoso.onmicrosoft.com' : false;
      expect(parseSettings(JSON.stringify({ [key]: value }), 'x')).toEqual({ kind: 'ok', value: { [key]: value } });
    },
  );

  it('joins lists that were cut into several records', () => {
    const records = partsOf('exchange-online.ndjson').get('settings/exchange-online') ?? [];
    const merged = mergeSettings(records.map((settings) => ({ source: 'x', settings })));
    expect(merged).toMatchObject({ value: { migrationUsers: [{ BatchId: 'wave-1' }, { BatchId: 'wave-2' }], outboundConnectors: [] } });
  });

  it.each([
    ['on-premises.ndjson', 'onprem/objects/corp.contoso.com', 'onprem', 'msexchmailboxguid', '2b2b2b2b-0000-4000-8000-000000000002'],
    ['on-premises.ndjson', 'onprem/exchange/remote-mailboxes', 'onprem', 'recipienttypedetails', 'RemoteUserMailbox'],
    ['exchange-online.ndjson', 'cloud/exo-mailboxes', 'cloud', 'exo.exchangeguid', '2b2b2b2b-0000-4000-8000-000000000001'],
  ] as const)('%s: %s is read as directory data', (name, part, side, column, value) => {
    const read = readJson(JSON.stringify(partsOf(name).get(part)), { source: name, side });
    if (read.kind === 'problem') throw new Error(read.problem.what);
    const at = read.table.columns.indexOf(column);
    expect(at).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify(read.table.rows)).toContain(value);
  });
});

describe('the reader of snapshots', () => {
  const data = (name: string): string => join(ROOT, 'test/render/collector/data', name);
  const open = async (name: string): Promise<SnapshotReader> => {
    const opened = await openSnapshot(data(name));
    if (opened.kind === 'problem') throw new Error(opened.problem.what);
    return opened.value;
  };

  it('reads whole files of both scripts, and joins the objects of one side', async () => {
    const onprem = await readSnapshotTables(await open('on-premises.ndjson'));
    const cloud = await readSnapshotTables(await open('exchange-online.ndjson'));
    expect(onprem.cloud).toBeUndefined();
    const onpremSide = indexSide('onprem', onprem.onprem ?? []);
    // Kim is one object, though the directory and Exchange each gave a record.
    expect(onpremSide.records).toHaveLength(4);
    const cloudSide = indexSide('cloud', cloud.cloud ?? []);
    expect(cloudSide.records).toHaveLength(2);
    expect(parseSettingsFiles([...onprem.settings, ...cloud.settings])).toMatchObject({
      kind: 'ok',
      value: { initialDomain: 'contoso.onmicrosoft.com', receiveConnectors: [], acceptedDomains: { onprem: [{}], cloud: [{}, {}] } },
    });
  });

  it('uses the whole chunks of a file that broke off', async () => {
    const reader = await open('exchange-online-broken-off.ndjson');
    const { cloud } = await readSnapshotTables(reader);
    expect(cloud?.[0]?.rows).toHaveLength(2);
    expect(reader.notes.join(' ')).toContain('broke off');
  });
});
