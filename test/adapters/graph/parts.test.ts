import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/parse/settings.js';
import { type GraphBed, startGraph } from '../../setup/graph.js';
import { connected, never, partOf, readAll, trust, valueOf } from './live.js';

const USERS = 950;
let bed: GraphBed;
beforeAll(async () => {
  bed = await startGraph({ generatedUsers: USERS, pageSize: 100 });
  trust(bed);
});
afterAll(() => bed.stop());

describe('the connection', () => {
  it('says who is signed in where, and what may be read', async () => {
    const { about } = await connected(bed);
    expect(about).toMatchObject({ kind: 'graph', side: 'cloud', source: bed.url, account: 'crossprem test', limits: [] });
    expect(about.organization).toContain(bed.tenant);
    expect(about.mayRead.join()).toContain('User.Read.All: users');
  });

  it('offers objects before settings', async () => {
    const parts = valueOf(await (await connected(bed)).parts(never));
    expect(parts.map(({ head }) => head.name)).toEqual([
      'cloud/users',
      'cloud/deleted-users',
      'cloud/groups',
      'cloud/contacts',
      'settings/graph',
    ]);
    expect(parts[0]?.expected).toBe(USERS);
  });
});

describe('users', () => {
  it('come whole, each once, with the properties that rules ask for', async () => {
    const part = await partOf(await connected(bed), 'cloud/users');
    const { records, unreadable, problems, cursors } = await readAll(part);
    expect(new Set(records.map(({ id }) => id)).size).toBe(USERS);
    expect(records).toHaveLength(USERS);
    expect([...unreadable, ...problems]).toEqual([]);
    for (const name of ['onPremisesImmutableId', 'proxyAddresses', 'assignedPlans', 'onPremisesProvisioningErrors', 'assignedRoles'])
      expect(part.head.attributesRead).toContain(name);
    expect(part.head.attributesRead).not.toContain('onPremisesObjectIdentifier');
    expect(cursors).toHaveLength(Math.ceil(USERS / 100));
    expect(cursors.join()).not.toMatch(/Bearer|eyJ0eXAi/);
  });

  it('go on behind a cursor, with nothing lost or doubled', async () => {
    const part = await partOf(await connected(bed), 'cloud/users');
    const whole = await readAll(part);
    const rest = await readAll(part, whole.cursors[3]);
    expect(rest.records.map(({ id }) => id)).toEqual(whole.records.slice(400).map(({ id }) => id));
    expect((await readAll(part, whole.cursors.at(-1))).records).toEqual([]);
  });

  it('do not go on behind a cursor that Graph no longer knows, and not behind one of another list', async () => {
    const part = await partOf(await connected(bed), 'cloud/users');
    for (const from of [
      'v1.0/users?$skiptoken=gone',
      'v1.0/groups?$skiptoken=x',
      'v1.0/users/../groups',
      '//evil.example/v1.0/users',
      'x',
    ]) {
      const { records, problems } = await readAll(part, from);
      expect(records).toEqual([]);
      expect(problems[0]?.what).toContain('no longer knows the place');
    }
  });
});

describe('what is no user', () => {
  it('is told from users by its type', async () => {
    const connection = await connected(bed);
    const types = async (name: string) => (await readAll(await partOf(connection, name))).records.map((record) => record['@odata.type']);
    expect(await types('cloud/groups')).toEqual(['#microsoft.graph.group']);
    expect(await types('cloud/contacts')).toEqual(['#microsoft.graph.orgContact']);
  });

  it('was deleted: users that were say when', async () => {
    const { records } = await readAll(await partOf(await connected(bed), 'cloud/deleted-users'));
    expect(records.length).toBeGreaterThan(0);
    expect(records.every(({ deletedDateTime }) => typeof deletedDateTime === 'string')).toBe(true);
  });
});

describe('settings', () => {
  it('are one object that the parser of settings takes', async () => {
    const { records } = await readAll(await partOf(await connected(bed), 'settings/graph'));
    expect(records).toHaveLength(1);
    const settings = valueOf(parseSettings(JSON.stringify(records[0]), 'graph'));
    expect(settings).toMatchObject({
      tenantId: bed.tenant,
      routingDomain: 'contoso.mail.onmicrosoft.com',
      organization: { onPremisesSyncEnabled: true },
      softMatchOnUpnEnabled: true,
    });
  });
});

describe('the bed', () => {
  it('was asked nothing that Graph would refuse', () => {
    expect(bed.refused.filter((line) => !/page token value has expired/.test(line))).toEqual([]);
    expect(bed.violations).toEqual([]);
  });
});
