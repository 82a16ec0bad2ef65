import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Ask, askGraph as ask, type Got, type GraphBed, graphOfTest, startGraph } from '../setup/graph.js';
import { anchorOf, generatedId, generatedObjectGuid } from '../testbed/graph/people.js';

const post = (body: unknown): Ask => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const ADVANCED = { headers: { ConsistencyLevel: 'eventual' } };
const filter = (text: string) => `/v1.0/users?$select=id&$filter=${encodeURIComponent(text)}`;
const ids = ({ json }: Got): readonly string[] => json.value.map(({ id }: { id: string }) => id);

let bed: GraphBed;
beforeAll(async () => {
  bed = await startGraph({ generatedUsers: 2_500, cloudManaged: [generatedId(4)] });
});
afterEach(() => {
  bed.faults.clear();
  expect(bed.violations).toEqual([]);
});
afterAll(() => bed.stop());

describe('users', () => {
  test('come in pages that follow one another', async () => {
    const seen = new Set<string>();
    const sizes: number[] = [];
    let next: string | undefined = '/v1.0/users?$select=id,mail&$top=999';
    while (next !== undefined) {
      const got: Got = await ask(bed, next);
      for (const id of ids(got)) seen.add(id);
      sizes.push(got.json.value.length);
      next = got.json['@odata.nextLink'];
    }
    expect(sizes).toEqual([999, 999, 502]);
    expect(seen.size).toBe(2_500);
  });

  test('hold what was selected, null where there is no value, and the id', async () => {
    const got = await ask(bed, '/v1.0/users?$select=displayName,imAddresses,employeeId&$top=1');
    expect(got.json.value).toEqual([{ displayName: "Anna O'Neill", imAddresses: [], employeeId: null, id: generatedId(0) }]);
  });

  test('all properties keep to the schema, of 2,000 users in a row', async () => {
    const all =
      `id,userPrincipalName,mail,displayName,mailNickname,accountEnabled,userType,proxyAddresses,onPremisesImmutableId,onPremisesSamAccountName,
      onPremisesProvisioningErrors,serviceProvisioningErrors,assignedPlans,assignedLicenses,onPremisesLastSyncDateTime`.replace(/\s+/g, '');
    for (const from of [`/v1.0/users?$top=999&$select=${all}`, `/beta/users?$top=999&$select=${all},onPremisesObjectIdentifier`]) {
      const first = await ask(bed, from);
      const second = await ask(bed, first.json['@odata.nextLink']);
      expect(second.json.value).toHaveLength(999);
      // 504 is the first with an error of synchronization after the first.
      expect(first.json.value[504]?.onPremisesProvisioningErrors).toHaveLength(1);
    }
  });

  test('are counted with the header only', async () => {
    expect((await ask(bed, '/v1.0/users/$count', ADVANCED)).text).toBe('2500');
    expect((await ask(bed, '/v1.0/users/$count')).json.error.code).toBe('Request_BadRequest');
    expect((await ask(bed, '/v1.0/users?$count=true&$top=1', ADVANCED)).json['@odata.count']).toBe(2500);
    expect((await ask(bed, '/v1.0/users?$count=true&$top=1')).json).not.toHaveProperty('@odata.count');
  });

  test('are found by each key', async () => {
    const wanted = [generatedId(21)];
    const clauses = [
      `id eq '${generatedId(21)}'`,
      "userPrincipalName eq 'USER0000021@contoso.com'",
      "mail eq 'user0000021@contoso.com' or mail eq 'nobody@contoso.com'",
      "proxyAddresses/any(p:p eq 'smtp:user0000021@contoso.mail.onmicrosoft.com')",
      "onPremisesSecurityIdentifier eq 'S-1-5-21-1004336348-1177238915-682003330-1021'",
      "mailNickname eq 'user0000021'",
      "(mailNickname in ('user0000021', 'nobody')) and accountEnabled eq true",
    ];
    for (const clause of clauses) expect(ids(await ask(bed, filter(clause))), clause).toEqual(wanted);
    const advanced = [
      `onPremisesImmutableId eq '${anchorOf(generatedObjectGuid(21))}'`,
      "onPremisesSamAccountName eq 'user0000021'",
      "not(userType eq 'Guest') and startswith(displayName, 'Björn') and endswith(mail, '0000021@contoso.com')",
    ];
    for (const clause of advanced) expect(ids(await ask(bed, `${filter(clause)}&$count=true`, ADVANCED)), clause).toEqual(wanted);
  });

  test('a quote in a value is doubled', async () => {
    const got = await ask(bed, filter("startswith(displayName, 'Anna O''Neill')"));
    expect(ids(got)).toContain(generatedId(0));
  });

  test('one is found by id and by name, and says so when it is not there', async () => {
    const got = await ask(bed, '/v1.0/users/user0000004@contoso.com?$select=id,onPremisesSyncEnabled');
    expect(got.json).toMatchObject({ id: generatedId(4), onPremisesSyncEnabled: true });
    expect((await ask(bed, '/v1.0/users/nobody@contoso.com')).json.error.code).toBe('Request_ResourceNotFound');
    expect((await ask(bed, `/beta/users/${generatedId(4)}/onPremisesSyncBehavior`)).json.isCloudManaged).toBe(true);
  });
});

describe('a request that breaks the contract is refused', () => {
  const refusals: readonly (readonly [string, number, string])[] = [
    ['/v1.0/users?$top=1000', 400, 'Request_UnsupportedQuery'],
    ['/v1.0/users?$top=0', 400, 'Request_UnsupportedQuery'],
    ['/v1.0/users?$top=many', 400, 'Request_UnsupportedQuery'],
    ['/v1.0/users?$skip=5', 400, 'Request_BadRequest'],
    ['/v1.0/users?$select=id,shoeSize', 400, 'BadRequest'],
    ['/v1.0/users?$select=onPremisesObjectIdentifier', 400, 'BadRequest'],
    ['/v1.0/users?$select=mailboxSettings', 501, 'NotImplemented'],
    ['/v1.0/subscribedSkus?$top=5', 400, 'Request_BadRequest'],
    ['/v1.0/roleManagement/directory/roleAssignments?$expand=cat', 400, 'BadRequest'],
    ['/v1.0/users?$skiptoken=made-up', 400, 'Directory_ExpiredPageToken'],
    ['/v1.0/users?$orderby=createdDateTime', 400, 'Request_UnsupportedQuery'],
    ['/v1.0/users?$expand=manager', 400, 'BadRequest'],
    ['/v1.0/users/%E0%A4%A', 404, 'Request_ResourceNotFound'],
    ['/v1.0/nothing', 400, 'BadRequest'],
    [filter('shoeSize eq 5'), 400, 'BadRequest'],
    [filter("mail eq 'a"), 400, 'BadRequest'],
    [filter("mail ne 'a'"), 400, 'Request_UnsupportedQuery'],
    [filter("onPremisesSamAccountName eq 'a'"), 400, 'Request_UnsupportedQuery'],
    [filter("onPremisesImmutableId eq 'a'"), 400, 'Request_UnsupportedQuery'],
    [filter(Array.from({ length: 16 }, (_, n) => `mail eq '${n}'`).join(' or ')), 400, 'Request_UnsupportedQuery'],
    [`/v1.0/users/${generatedId(4)}/onPremisesSyncBehavior`, 400, 'BadRequest'],
    ['/v1.0/me', 400, 'BadRequest'],
  ];
  test.each(refusals)('%s', async (path, status, code) => {
    const got = await ask(bed, path);
    expect({ status: got.status, code: got.json.error.code }).toEqual({ status, code });
    expect(got.json.error.message).not.toBe('');
  });

  test('and noted', async () => {
    const before = bed.refused.length;
    await ask(bed, '/v1.0/users?$top=1000');
    expect(bed.refused.slice(before)).toEqual(["GET /users: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive."]);
  });

  test('writing is no operation', async () => {
    expect((await ask(bed, '/v1.0/users', post({ displayName: 'x' }))).status).toBe(400);
    expect((await ask(bed, `/v1.0/users/${generatedId(1)}`, { method: 'DELETE' })).status).toBe(400);
  });
});

test('an answer that breaks the schema is a violation', async () => {
  const own = await startGraph({
    users: [{ id: generatedId(0), userPrincipalName: 5, assignedPlans: [{ service: 'exchange', shoe: 1 }] }],
  });
  onTestFinished(() => own.stop());
  await ask(own, '/v1.0/users?$select=id,userPrincipalName');
  await ask(own, '/v1.0/users?$select=id,assignedPlans');
  expect(own.violations).toEqual([expect.stringContaining('/value/0/userPrincipalName'), expect.stringContaining('"shoe"')]);
});

test('settings, roles and other objects', async () => {
  const principalId = generatedId(3);
  const own = await graphOfTest({
    generatedUsers: 10,
    roleAssignments: [{ principalId, role: 'Exchange Administrator' }],
    eligibleRoles: [{ principalId, role: 'Global Administrator' }],
    syncFeatures: { blockSoftMatchEnabled: true },
  });
  const value = async (path: string) => (await ask(own, `/v1.0${path}`)).json.value;
  const cast = async (path: string) => (await ask(own, `/v1.0${path}`, ADVANCED)).json.value;
  expect((await value('/organization'))[0]?.verifiedDomains).toHaveLength(3);
  expect(await value('/domains?$select=id,isVerified')).toContainEqual({ id: 'fabrikam.com', isVerified: false });
  expect((await value('/subscribedSkus'))[0]?.skuPartNumber).toBe('ENTERPRISEPACK');
  expect((await value('/directory/onPremisesSynchronization'))[0]?.features?.blockSoftMatchEnabled).toBe(true);
  expect((await value('/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime'))[0]?.deletedDateTime).toMatch(/^2026/);
  expect((await value('/groups'))[0]?.proxyAddresses).toHaveLength(1);
  expect((await value("/contacts?$filter=mail eq 'desk@fabrikam.com'"))[0]?.displayName).toBe('Partner Desk');
  const roles = await value(`/roleManagement/directory/roleAssignments?$expand=roleDefinition&$filter=principalId eq '${principalId}'`);
  expect(roles[0]?.roleDefinition?.displayName).toBe('Exchange Administrator');
  expect(await value('/roleManagement/directory/roleEligibilitySchedules?$expand=principal')).toHaveLength(1);
  expect((await value('/roleManagement/directory/roleEligibilityScheduleInstances'))[0]?.principalId).toBe(principalId);
  expect((await value('/roleManagement/directory/roleDefinitions?$select=id,displayName')).length).toBeGreaterThan(5);
  expect((await cast(`/users/${principalId}/transitiveMemberOf/microsoft.graph.directoryRole?$count=true`))[0]?.displayName).toBe(
    'Exchange Administrator',
  );
});

test('roles through a group, and the members of the group', async () => {
  const [group, member] = ['2c8e5d70-b1f4-4963-a7d2-0e9f3b6c1a58', generatedId(1)];
  const groups = [{ id: group, displayName: 'Tier 0', isAssignableToRole: true, groupTypes: [], proxyAddresses: [] }];
  const roleAssignments = [{ principalId: group, role: 'Global Administrator' }];
  const own = await graphOfTest({ generatedUsers: 3, groups, groupMembers: { [group]: [member] }, roleAssignments });
  const value = async (path: string) => (await ask(own, `/v1.0${path}`)).json.value;
  const cast = async (path: string) => (await ask(own, `/v1.0${path}`, ADVANCED)).json.value;
  expect(await value(`/groups/${group}/transitiveMembers?$select=id&$top=999`)).toEqual([
    { '@odata.type': '#microsoft.graph.user', id: member },
  ]);
  expect(await cast(`/users/${member}/transitiveMemberOf/microsoft.graph.group?$select=id,isAssignableToRole&$count=true`)).toEqual([
    { id: group, isAssignableToRole: true },
  ]);
  expect(await cast(`/users/${member}/transitiveMemberOf/microsoft.graph.directoryRole?$select=id,displayName&$count=true`)).toHaveLength(
    1,
  );
  expect((await ask(own, `/v1.0/users/${member}/transitiveMemberOf/microsoft.graph.group`)).json.error.code).toBe(
    'Request_UnsupportedQuery',
  );
  const [assignment] = await value('/roleManagement/directory/roleAssignments?$expand=principal');
  expect(assignment?.principal).toMatchObject({ '@odata.type': '#microsoft.graph.group', id: group });
});

test('without a permission, and without the licence for eligible roles', async () => {
  const own = await graphOfTest({ permissions: ['User.Read.All'], hasP2: false });
  expect((await ask(own, '/v1.0/users')).status).toBe(200);
  const denied = await ask(own, '/v1.0/organization');
  expect([denied.status, denied.json.error.code]).toEqual([403, 'Authorization_RequestDenied']);
  const pim = await ask(own, '/v1.0/roleManagement/directory/roleEligibilitySchedules');
  expect([pim.status, JSON.parse(pim.json.error.message).errorCode]).toEqual([403, 'PermissionScopeNotGranted']);
  const licence = await ask(await graphOfTest({ hasP2: false }), '/v1.0/roleManagement/directory/roleEligibilitySchedules');
  expect([licence.status, licence.json.error.code]).toEqual([400, 'AadPremiumLicenseRequired']);
});

test('given users come first, joined to their accounts on-premises by objectGUID', async () => {
  const guid = generatedObjectGuid(77);
  const users = [
    { userPrincipalName: 'a@contoso.com', objectGUID: guid },
    { userPrincipalName: 'b@contoso.com', objectGUID: anchorOf(guid) },
    { userPrincipalName: 'c@contoso.com' },
  ];
  const own = await graphOfTest({ users, generatedUsers: 5 });
  const got = await ask(own, '/v1.0/users?$select=userPrincipalName,onPremisesImmutableId,onPremisesSyncEnabled');
  const synced = { onPremisesImmutableId: anchorOf(guid), onPremisesSyncEnabled: true };
  expect(got.json.value.slice(0, 3)).toMatchObject([synced, synced, { onPremisesImmutableId: null, onPremisesSyncEnabled: null }]);
  expect(got.json.value).toHaveLength(8);
});

describe('changes', () => {
  test('come by the delta link, removed users with their reason', async () => {
    const own = await graphOfTest({ generatedUsers: 30, pageSize: 20 });
    const first = await ask(own, '/v1.0/users/delta?$select=id,displayName');
    const last = await ask(own, first.json['@odata.nextLink']);
    expect([first.json.value.length, last.json.value.length]).toEqual([20, 10]);
    own.changeUser({ id: generatedId(3), displayName: 'New Name' });
    own.removeUser(generatedId(5));
    own.removeUser(generatedId(6), true);
    const changes = await ask(own, last.json['@odata.deltaLink']);
    expect(changes.json.value).toEqual([
      { id: generatedId(3), displayName: 'New Name' },
      { id: generatedId(5), '@removed': { reason: 'changed' } },
      { id: generatedId(6), '@removed': { reason: 'deleted' } },
    ]);
    expect((await ask(own, changes.json['@odata.deltaLink'])).json.value).toEqual([]);
    expect((await ask(own, '/v1.0/users/$count', ADVANCED)).text).toBe('28');
    expect(ids(await ask(own, '/v1.0/directory/deletedItems/microsoft.graph.user'))).toContain(generatedId(5));
  });

  test('an unknown delta token is gone; a filter is refused', async () => {
    expect((await ask(bed, '/v1.0/users/delta?$deltatoken=old')).status).toBe(410);
    expect((await ask(bed, "/v1.0/users/delta?$filter=mail eq 'a'")).json.error.code).toBe('Request_UnsupportedQuery');
    expect((await ask(bed, '/v1.0/users/delta?$deltatoken=latest')).json.value).toEqual([]);
  });
});

describe('$batch', () => {
  const inner = (id: string, url: string) => ({ id, method: 'GET', url });

  test('plays each request by itself, with its own faults', async () => {
    bed.faults.add({ at: 'batch', path: '/organization', does: { kind: 'status', status: 429, retryAfter: 7 } });
    const requests = [
      inner('1', '/users?$top=1&$select=id'),
      inner('2', '/organization'),
      inner('3', '/users/$count'),
      inner('4', '/users?$top=0'),
    ];
    const counted = { ...requests[2], headers: { ConsistencyLevel: 'eventual' } };
    const got = await ask(bed, '/v1.0/$batch', post({ requests: [requests[0], requests[1], counted, requests[3]] }));
    const byId = new Map(got.json.responses.map((part) => [part.id, part]));
    expect(byId.get('1')?.body.value).toEqual([{ id: generatedId(0) }]);
    expect(byId.get('2')).toMatchObject({ status: 429, headers: { 'Retry-After': '7' }, body: { error: { code: 'TooManyRequests' } } });
    expect(byId.get('3')?.body).toBe('2500');
    expect(byId.get('4')?.status).toBe(400);
  });

  test('of 21 requests is refused', async () => {
    const requests = Array.from({ length: 21 }, (_, n) => inner(String(n), '/organization'));
    expect((await ask(bed, '/v1.0/$batch', post({ requests }))).status).toBe(400);
    expect((await ask(bed, '/v1.0/$batch', post({ requests: [inner('1', '/organization'), inner('1', '/domains')] }))).status).toBe(400);
  });
});
