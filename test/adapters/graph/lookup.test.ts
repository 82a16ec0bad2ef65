import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOT_READABLE } from '../../../src/evidence/snapshot.js';
import type { LiveConnection, LookupAnswer, LookupKey } from '../../../src/ports/live.js';
import { type GraphBed, startGraph } from '../../setup/graph.js';
import { connected, never, type TestTools, testTools, trust, valueOf } from './live.js';

const ADA = '8d1b0a3e-6c42-4f75-a9e8-2b7c5d1f9046';
const BEN = 'b52e7f04-19c8-4d3a-8e61-7f0a9c2d4b85';
const GONE = 'd07c3b9a-4e15-4a26-9f88-6c5b1e0d7a93';
const GROUP = '2c8e5d70-b1f4-4963-a7d2-0e9f3b6c1a58';
const CONTACT = '9a4f1c3e-7d28-4b05-8e96-5f1a2c7b0d34';
const ANCHOR = '4e7d9c21-0b3a-4f68-8c5e-1a2b3c4d5e6f';

let bed: GraphBed;
let tools: TestTools;
let connection: LiveConnection;
beforeAll(async () => {
  bed = await startGraph({
    roleAssignments: [{ principalId: ADA, role: 'Exchange Administrator' }],
    eligibleRoles: [{ principalId: ADA, role: 'Global Administrator' }],
  });
  trust(bed);
});
afterAll(() => bed.stop());
beforeEach(async () => {
  bed.faults.clear();
  tools = testTools();
  connection = await connected(bed, tools);
});

const find = async (...keys: readonly LookupKey[]): Promise<LookupAnswer> => valueOf(await connection.lookup(keys, never));
const ids = ({ records }: LookupAnswer): readonly unknown[] => records.map(({ id }) => id).sort();

describe('an object is found', () => {
  it.each<[LookupKey['kind'], string, string]>([
    ['objectId', ADA, ADA],
    ['objectId', GROUP, GROUP],
    ['objectId', CONTACT, CONTACT],
    ['upn', 'ada@contoso.com', ADA],
    ['address', 'ada@contoso.mail.onmicrosoft.com', ADA],
    ['primary', 'ada@contoso.com', ADA],
    ['address', 'staff@contoso.com', GROUP],
    ['address', 'desk@fabrikam.com', CONTACT],
    ['proxy', 'smtp:ada@contoso.com', ADA],
    ['mail', 'ben@contoso.com', BEN],
    ['immutableId', 'IZx9Tjo', ''],
    ['anchor', ANCHOR, ADA],
    ['sid', 's-1-5-21-1004336348-1177238915-682003330-1105', ADA],
    ['sam', 'ada', ADA],
    ['alias', 'ben', BEN],
    ['name', 'ada example', ADA],
  ])('by %s %s', async (kind, value, id) => {
    const answer = await find({ kind, value });
    expect(answer.unanswered).toEqual([]);
    expect(ids(answer)).toEqual(id === '' ? [] : [id]);
  });

  it('once, though several keys name it', async () => {
    const answer = await find({ kind: 'upn', value: 'ada@contoso.com' }, { kind: 'objectId', value: ADA }, { kind: 'sam', value: 'ada' });
    expect(ids(answer)).toEqual([ADA]);
  });

  it('by more keys than one batch holds', async () => {
    const keys = Array.from({ length: 30 }, (_, n): LookupKey => ({ kind: 'address', value: `nobody${n}@contoso.com` }));
    const answer = await find(...keys, { kind: 'address', value: 'ben@contoso.com' });
    expect(ids(answer)).toEqual([BEN]);
  });
});

describe('what is not found or cannot be asked', () => {
  it('is told apart', async () => {
    const answer = await find(
      { kind: 'upn', value: 'nobody@contoso.com' },
      { kind: 'objectId', value: '00000000-0000-4000-8000-000000000001' },
      { kind: 'exchangeGuid', value: ANCHOR },
      { kind: 'dn', value: 'cn=ada,dc=contoso,dc=com' },
      { kind: 'objectId', value: 'no guid' },
    );
    expect(answer.records).toEqual([]);
    expect(answer.unanswered.map(({ key }) => key.kind)).toEqual(['exchangeGuid', 'dn', 'objectId']);
  });

  it.each(["x' or userType eq 'Member", "'", "a'b@contoso.com", 'a&$top=1', 'https://evil.example/v1.0/users', 'ä%27#/?\u0000\ud800'])(
    'is never more than the value: %j',
    async (value) => {
      const kinds: readonly LookupKey['kind'][] = ['upn', 'address', 'proxy', 'immutableId', 'sam', 'alias', 'name', 'sid', 'mail'];
      const answer = await find(...kinds.map((kind): LookupKey => ({ kind, value })));
      expect(answer.records).toEqual([]);
      expect(answer.unanswered).toEqual([]);
    },
  );
});

describe('roles of a user', () => {
  it('come with the user', async () => {
    const { records, attributesRead } = await find({ kind: 'upn', value: 'ada@contoso.com' }, { kind: 'upn', value: 'ben@contoso.com' });
    expect(records.find(({ id }) => id === ADA)).toMatchObject({ assignedRoles: ['Exchange Administrator'] });
    expect(records.find(({ id }) => id === BEN)).toMatchObject({ assignedRoles: [] });
    expect(attributesRead).toContain('assignedRoles');
  });

  it('are unknown where they may not be read', async () => {
    bed.faults.add({ at: 'batch', path: /roleManagement/, times: Number.POSITIVE_INFINITY, does: { kind: 'forbidden' } });
    const { records, unreadable } = await find({ kind: 'upn', value: 'ada@contoso.com' });
    expect(records[0]).not.toHaveProperty('assignedRoles');
    expect(records[0]?.[NOT_READABLE]).toEqual(expect.arrayContaining(['assignedRoles', 'eligibleRoles']));
    expect(unreadable.map(({ next }) => next).join()).toContain('RoleManagement.Read.Directory');
  });
});

describe('a user that was deleted', () => {
  it('is found by its id, and says when', async () => {
    const { records } = await find({ kind: 'objectId', value: GONE });
    expect(records.map(({ id }) => id)).toEqual([GONE]);
    expect(typeof records[0]?.deletedDateTime).toBe('string');
  });
});

describe('a batch', () => {
  it('asks again for what was throttled in it, and for nothing else', async () => {
    bed.faults.add({ at: 'batch', path: /^\/groups/, times: 2, does: { kind: 'status', status: 429, retryAfter: 1 } });
    const answer = await find({ kind: 'address', value: 'staff@contoso.com' });
    expect(ids(answer)).toEqual([GROUP]);
    expect(tools.waits.length).toBeGreaterThan(0);
  });

  it('leaves a key unanswered where a list of objects may not be read', async () => {
    bed.faults.add({ at: 'batch', path: /^\/contacts/, times: Number.POSITIVE_INFINITY, does: { kind: 'forbidden' } });
    const answer = await find({ kind: 'address', value: 'ada@contoso.com' });
    expect(ids(answer)).toEqual([ADA]);
    expect(answer.unanswered.map(({ key }) => key.value)).toEqual(['ada@contoso.com']);
    expect(answer.unreadable[0]?.next).toContain('OrgContact.Read.All');
  });

  it('that stays throttled is a problem', async () => {
    bed.faults.add({ at: 'batch', times: Number.POSITIVE_INFINITY, does: { kind: 'status', status: 429, retryAfter: 0 } });
    const result = await connection.lookup([{ kind: 'upn', value: 'ada@contoso.com' }], never);
    expect(result.kind === 'problem' ? result.problem.what : '').toContain('throttles');
  });
});
