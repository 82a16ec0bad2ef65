import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../../src/app/compare-snapshots.js';
import type { DirectoryRecord, PartHead, PartState, SnapshotSummary } from '../../../src/evidence/snapshot.js';
import { bytesToBase64 } from '../../../src/parse/recipient/bytes.js';
import { guidToBytes } from '../../../src/parse/recipient/guid.js';
import type { SnapshotReader } from '../../../src/ports/snapshot.js';
import { jsonText } from '../../../src/render/json.js';
import { compareJson, compareMarkdown, compareText, hasDifferences } from '../../../src/render/snapshot/compare.js';

interface Given {
  readonly head: Partial<PartHead> & Pick<PartHead, 'side'>;
  readonly records: readonly DirectoryRecord[];
  readonly state?: PartState;
}

function snapshot(path: string, ...given: readonly Given[]): SnapshotReader {
  const parts = given.map(({ head, records, state = 'complete' }, at) => ({
    name: `part ${at}`,
    title: 'Records',
    source: 'somewhere',
    account: undefined,
    attributesRead: [],
    startedAt: 'T1',
    endedAt: 'T2',
    state,
    records: records.length,
    unreadable: [],
    ...head,
  }));
  const summary: SnapshotSummary = {
    version: 1,
    id: path,
    createdAt: 'T1',
    finishedAt: 'T2',
    tool: 'crossprem',
    isRedacted: false,
    parts,
    unreadable: [],
  };
  return {
    path,
    summary,
    notes: [],
    async *records(name) {
      yield* given[parts.findIndex((part) => part.name === name)]?.records ?? [];
    },
  };
}

const ONPREM = { side: 'onprem', attributesRead: ['objectGUID', 'distinguishedName', 'mail', 'proxyAddresses', 'whenChanged'] } as const;
const CLOUD = { side: 'cloud', attributesRead: ['id', 'userPrincipalName', 'mail'] } as const;
const GUID = '6f1c0d5e-3a2b-4c1d-9e8f-0a1b2c3d4e5f';

describe('compareSnapshots', () => {
  it('tells added, removed and changed objects, and attributes from old to new', async () => {
    const before = snapshot('old', {
      head: ONPREM,
      records: [
        {
          objectGUID: GUID,
          distinguishedName: 'CN=Kim,DC=contoso,DC=com',
          mail: 'kim@contoso.com',
          proxyAddresses: ['smtp:a@x', 'SMTP:kim@contoso.com'],
          whenChanged: '1',
        },
        { objectGUID: 'g2', distinguishedName: 'CN=Alex,DC=contoso,DC=com' },
        { distinguishedName: 'CN=Same,DC=contoso,DC=com', mail: 'same@contoso.com', proxyAddresses: 'smtp:s@x' },
      ],
    });
    const after = snapshot('new', {
      head: ONPREM,
      records: [
        { distinguishedName: 'cn=same,DC=contoso,DC=com', mail: ['same@contoso.com'], proxyAddresses: ['smtp:s@x'], whenChanged: '9' },
        { objectGUID: 'XgAcbw==', distinguishedName: 'CN=Rosa,DC=contoso,DC=com' },
        {
          objectGUID: bytesToBase64(guidToBytes(GUID) ?? new Uint8Array()),
          distinguishedName: 'CN=Kim,DC=contoso,DC=com',
          proxyAddresses: ['SMTP:kim@contoso.com', 'smtp:b@x'],
          whenChanged: '2',
        },
      ],
    });
    const { sides } = await compareSnapshots(before, after);
    const [onprem, cloud] = sides;
    expect(onprem?.removed.map(({ label }) => label)).toEqual(['CN=Alex,DC=contoso,DC=com']);
    expect(onprem?.added.map(({ label }) => label)).toEqual(['CN=Rosa,DC=contoso,DC=com']);
    expect(onprem?.changed).toEqual([
      expect.objectContaining({
        key: GUID,
        changes: [
          { attribute: 'proxyAddresses', before: ['SMTP:kim@contoso.com', 'smtp:a@x'], after: ['SMTP:kim@contoso.com', 'smtp:b@x'] },
          { attribute: 'mail', before: ['kim@contoso.com'], after: [] },
        ],
      }),
      expect.objectContaining({
        changes: [{ attribute: 'distinguishedName', before: ['CN=Same,DC=contoso,DC=com'], after: ['cn=same,DC=contoso,DC=com'] }],
      }),
    ]);
    expect(cloud?.notCompared).toMatch(/Neither/);
    const all = await compareSnapshots(before, after, { withVolatile: true });
    expect(all.sides[0]?.changed.flatMap(({ changes }) => changes.map(({ attribute }) => attribute))).toContain('whenChanged');
  });

  it('calls no change what only one of them read, or may read', async () => {
    const before = snapshot('old', {
      head: CLOUD,
      records: [
        { id: 'a', userPrincipalName: 'a@contoso.com', mail: 'a@contoso.com' },
        { id: 'b', mail: 'b@contoso.com' },
      ],
    });
    const after = snapshot('new', {
      head: { side: 'cloud', attributesRead: ['id', 'userPrincipalName', 'mail', 'department'] },
      records: [
        { id: 'a', userPrincipalName: 'a@contoso.com', department: 'Sales', '@notReadable': ['mail'] },
        { id: 'b', mail: 'b@contoso.com', department: 'IT' },
      ],
    });
    const { sides } = await compareSnapshots(before, after);
    expect(sides[1]).toMatchObject({ changed: [], added: [], removed: [], unchanged: 2, notComparable: ['department'] });
    expect(sides[0]?.notCompared).toBeDefined();
  });

  it('joins the records of one object, and settings by their names', async () => {
    const graph = { head: CLOUD, records: [{ id: 'A', userPrincipalName: 'a@contoso.com' }] };
    const exchange = (alias: string): Given => ({
      head: { side: 'cloud', attributesRead: ['ExternalDirectoryObjectId', 'Alias'] },
      records: [{ ExternalDirectoryObjectId: 'a', Alias: alias }],
    });
    const settings = (tls: boolean): Given => ({
      head: { side: 'settings', name: 'settings/x' },
      records: [
        { Name: 'To EXO', RequireTls: tls },
        { Name: 'Other', RequireTls: true },
      ],
    });
    const { sides } = await compareSnapshots(
      snapshot('old', graph, exchange('x'), settings(true)),
      snapshot('new', graph, exchange('y'), settings(false)),
    );
    expect(sides[1]?.changed.map(({ label, changes }) => [label, changes.length])).toEqual([['a@contoso.com', 1]]);
    expect(sides[2]?.changed).toEqual([
      { key: 'settings/x to exo', label: 'To EXO', changes: [{ attribute: 'RequireTls', before: ['true'], after: ['false'] }] },
    ]);
    expect(sides[2]?.unchanged).toBe(1);
  });

  it('says where an incomplete part makes it uncertain, and of a side that only one has that it was not compared', async () => {
    const before = snapshot('old', { head: CLOUD, records: [{ id: 'a' }], state: 'partial' });
    const after = snapshot(
      'new',
      { head: CLOUD, records: [{ id: 'b' }], state: 'partial' },
      { head: ONPREM, records: [{ objectGUID: 'x' }] },
    );
    const difference = await compareSnapshots(before, after);
    const text = compareText(difference, { isVerbose: false }).join('\n');
    expect(text).toMatch(/removed may still be there/);
    expect(text).toMatch(/added may have been there/);
    expect(text).toMatch(/On-premises: not compared\. Only the newer snapshot holds it\./);
    expect(text).not.toMatch(/Settings/);
  });
});

describe('what is printed', () => {
  const users = (from: number, mail: string): readonly DirectoryRecord[] =>
    Array.from({ length: 100 }, (_, i) => ({ id: `u${from + i}`, userPrincipalName: `u${from + i}@contoso.com`, mail: `${mail}${i}` }));

  it('is bounded, and whole with --verbose and as JSON', async () => {
    const difference = await compareSnapshots(
      snapshot('old', { head: CLOUD, records: users(0, 'a') }),
      snapshot('new', { head: CLOUD, records: users(50, 'b') }),
    );
    expect(hasDifferences(difference)).toBe(true);
    const short = compareText(difference, { isVerbose: false });
    expect(short).toContain('Cloud: 50 removed, 50 changed, 50 added, 0 unchanged');
    expect(short.length).toBeLessThan(100);
    expect(short.join('\n')).toMatch(/\.\.\. and 30 more removed/);
    expect(compareText(difference, { isVerbose: true }).filter((line) => /^ {2}(?:removed|changed|added)/.test(line))).toHaveLength(150);
    expect(JSON.parse(jsonText(compareJson(difference)))).toMatchObject({
      schema: 'crossprem/snapshot-difference/1',
      sides: [{}, { unchanged: 0 }, {}],
    });
    expect(compareMarkdown(difference, { isVerbose: false }).filter((line) => line.startsWith('| removed'))).toHaveLength(20);
  });

  it('shows no control character and no markup of a stranger', async () => {
    const evil = 'x\u001b[31m|`<b>\u202e\n# y';
    const difference = await compareSnapshots(
      snapshot(evil, { head: CLOUD, records: [{ id: 'a', userPrincipalName: evil, mail: evil }, { id: evil }] }),
      snapshot('new', { head: CLOUD, records: [{ id: 'a', userPrincipalName: evil, [evil]: evil, __proto__: 1, constructor: 'y' }] }),
    );
    for (const lines of [compareText(difference, { isVerbose: true }), compareMarkdown(difference, { isVerbose: true })]) {
      expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      for (const line of lines) expect(line).not.toContain('\n');
    }
    expect(compareMarkdown(difference, { isVerbose: true }).join('\n')).not.toMatch(/[^\\]<b>(?!.*``)/);
  });

  it('says that nothing is different', async () => {
    const same = snapshot('same', { head: CLOUD, records: users(0, 'a') });
    const difference = await compareSnapshots(same, same);
    expect(hasDifferences(difference)).toBe(false);
    expect(compareText(difference, { isVerbose: false }).join('\n')).toMatch(/Nothing that was compared is different/);
  });
});
