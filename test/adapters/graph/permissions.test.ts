import { afterEach, describe, expect, it } from 'vitest';
import { type GraphBed, type GraphBedOptions, startGraph } from '../../setup/graph.js';
import { connected, never, partOf, readAll, trust, valueOf } from './live.js';

let bed: GraphBed | undefined;
afterEach(() => bed?.stop());

const ADMIN = '11111111-1111-4111-8111-111111111111';
const CLERK = '22222222-2222-4222-8222-222222222222';
const users = [
  { id: ADMIN, userPrincipalName: 'ada@contoso.com' },
  { id: CLERK, userPrincipalName: 'bob@contoso.com' },
];

async function open(options: GraphBedOptions) {
  bed = await startGraph({ users, ...options });
  trust(bed);
  return connected(bed);
}

describe('directory roles', () => {
  it('stand on every user: names, or an empty list', async () => {
    const connection = await open({
      roleAssignments: [{ principalId: ADMIN, role: 'Global Administrator' }],
      eligibleRoles: [{ principalId: ADMIN, role: 'Exchange Administrator' }],
    });
    const { records } = await readAll(await partOf(connection, 'cloud/users'));
    const of = (id: string) => records.find((record) => record.id === id);
    expect(of(ADMIN)).toMatchObject({ assignedRoles: ['Global Administrator'], eligibleRoles: ['Exchange Administrator'] });
    expect(of(CLERK)).toMatchObject({ assignedRoles: [], eligibleRoles: [] });
  });

  it('come through groups, and are unknown of everyone where the members of such a group may not be read', async () => {
    const GROUP = '33333333-3333-4333-8333-333333333333';
    const connection = await open({
      groups: [{ id: GROUP, displayName: 'Exchange team', mailEnabled: false, securityEnabled: true, isAssignableToRole: true }],
      groupMembers: { [GROUP]: [CLERK] },
      roleAssignments: [{ principalId: GROUP, role: 'Exchange Administrator' }],
      eligibleRoles: [{ principalId: GROUP, role: 'Global Administrator' }],
    });
    const roles = { assignedRoles: ['Exchange Administrator'], eligibleRoles: ['Global Administrator'] };
    const { records } = await readAll(await partOf(connection, 'cloud/users'));
    expect(records.find(({ id }) => id === CLERK)).toMatchObject(roles);
    expect(records.find(({ id }) => id === ADMIN)).toMatchObject({ assignedRoles: [], eligibleRoles: [] });
    const looked = valueOf(await connection.lookup([{ kind: 'upn', value: 'bob@contoso.com' }], never));
    expect(looked.records[0]).toMatchObject(roles);
    bed?.faults.add({ path: /transitiveMembers/, times: Number.POSITIVE_INFINITY, does: { kind: 'forbidden' } });
    const part = await partOf(connection, 'cloud/users');
    expect(part.head.attributesRead).not.toContain('assignedRoles');
    const settings = await readAll(await partOf(connection, 'settings/graph'));
    expect(settings.unreadable[0]?.what).toContain('members of a group');
  });

  it('are known where eligibility is not licensed: then nobody may activate any', async () => {
    const connection = await open({ hasP2: false, roleAssignments: [{ principalId: ADMIN, role: 'Global Administrator' }] });
    const part = await partOf(connection, 'cloud/users');
    const { records } = await readAll(part);
    const { unreadable } = await readAll(await partOf(connection, 'settings/graph'));
    expect(part.head.attributesRead).toEqual(expect.arrayContaining(['assignedRoles', 'eligibleRoles']));
    expect(records.find(({ id }) => id === ADMIN)).toMatchObject({ assignedRoles: ['Global Administrator'], eligibleRoles: [] });
    expect(records.find(({ id }) => id === CLERK)).toMatchObject({ assignedRoles: [], eligibleRoles: [] });
    expect(unreadable).toEqual([]);
    const looked = valueOf(await connection.lookup([{ kind: 'objectId', value: ADMIN }], never));
    expect(looked.records[0]).toMatchObject({ assignedRoles: ['Global Administrator'], eligibleRoles: [] });
    expect(looked.unreadable).toEqual([]);
  });
});

describe('a permission that is missing', () => {
  it('leaves one part unread, says which it is, and the rest goes on', async () => {
    const connection = await open({ permissions: ['User.Read.All', 'Organization.Read.All', 'RoleManagement.Read.Directory'] });
    const contacts = await readAll(await partOf(connection, 'cloud/contacts'));
    expect(contacts.records).toEqual([]);
    expect(contacts.problems).toEqual([]);
    expect(contacts.unreadable[0]?.next).toContain('OrgContact.Read.All');
    const settings = await readAll(await partOf(connection, 'settings/graph'));
    expect(settings.records[0]).toHaveProperty('organization');
    expect(settings.records[0]).not.toHaveProperty('verifiedDomains');
    expect(settings.records[0]).not.toHaveProperty('softMatchOnUpnEnabled');
    expect(settings.unreadable.map(({ next }) => next).join()).toMatch(/Domain\.Read\.All.*OnPremDirectorySynchronization\.Read\.All/);
    expect((await readAll(await partOf(connection, 'cloud/users'))).records).toHaveLength(2);
    expect(connection.about.limits.map(({ why }) => why).join()).toContain('OrgContact.Read.All');
  });
});
