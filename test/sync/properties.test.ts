import { describe, expect, it } from 'vitest';
import { applySync } from '../../src/sync/apply.js';
import { nextSteps } from '../../src/sync/next.js';
import { synchronizeAll } from '../../src/sync/synchronize-all.js';
import { fc } from '../setup/property.js';
import { cycle, type Fields, sides } from './world.js';

const GUIDS = ['5f0c2b1e-7a34-4f59-9d6b-1c8e20a7f4b3', '91d7e6c2-03ab-4c18-b5f4-7e2a6d9c8b10', '0c4f8a9e-5d21-4b7c-9f36-e1a2b3c4d5e6'];
const ANCHORS = ['HisMXzR6WU+daxyOIKf0sw==', 'wubXkasDGEy19H4qbZyLEA==', 'hISmxZr6wu+DAXYoikF0SW=='];
const address = fc.constantFrom('ole@contoso.com', 'mia@contoso.com', 'Ole@Contoso.com', 'ole@corp.local', 'info@fabrikam.com');
const proxy = fc.oneof(
  fc.tuple(fc.constantFrom('SMTP:', 'smtp:', 'sip:', 'SIP:', 'X500:', ''), address).map(([prefix, one]) => prefix + one),
  fc.constantFrom('SMTP: ole@contoso.com', 'smtp:ole@contoso.com ', 'smtp:', ':'),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);

const onprem: fc.Arbitrary<Fields> = fc.record({
  objectClass: fc.constantFrom('user', 'user', 'user', 'inetOrgPerson', 'group', 'contact', 'computer'),
  objectGUID: fc.constantFrom(...GUIDS),
  'mS-DS-ConsistencyGuid': maybe(fc.constantFrom(...GUIDS)),
  sAMAccountName: maybe(fc.constantFrom('ole', 'mia', 'MSOL_1')),
  userPrincipalName: maybe(address),
  mail: maybe(address),
  mailNickname: maybe(fc.constantFrom('ole', 'mia')),
  proxyAddresses: fc.array(proxy, { maxLength: 4 }),
  objectSid: maybe(fc.constantFrom('S-1-5-21-1-2-3-4', 'S-1-5-21-1-2-3-5')),
  adminDescription: maybe(fc.constantFrom('User_x', 'user_x', 'x')),
  msExchRecipientTypeDetails: maybe(fc.constantFrom('1', '2', '8388608', '2147483648', '-1', '99999999999999999999999')),
});
const cloudObject: fc.Arbitrary<Fields> = fc.record({
  '@odata.type': fc.constantFrom('#microsoft.graph.user', '#microsoft.graph.user', '#microsoft.graph.group', '#microsoft.graph.orgContact'),
  userPrincipalName: maybe(address),
  mail: maybe(address),
  proxyAddresses: fc.array(proxy, { maxLength: 4 }),
  onPremisesImmutableId: maybe(fc.constantFrom(...ANCHORS, '')),
  onPremisesSyncEnabled: maybe(fc.boolean()),
  onPremisesSecurityIdentifier: maybe(fc.constantFrom('S-1-5-21-1-2-3-4', 'S-1-5-21-1-2-3-5')),
  userType: maybe(fc.constantFrom('Member', 'Guest')),
  isCloudManaged: maybe(fc.boolean()),
  deletedDateTime: maybe(fc.constantFrom('2026-11-01T00:00:00Z', '2020-01-01T00:00:00Z', 'never')),
  assignedRoles: fc.array(fc.constantFrom('Global Reader'), { maxLength: 1 }),
});
const cloud = fc.array(cloudObject, { maxLength: 5 }).map((list) => list.map((one, index): Fields => ({ ...one, id: `id-${index}` })));
const settings = fc.record(
  {
    verifiedDomains: fc.constant(['contoso.com', 'contoso.onmicrosoft.com']),
    blockSoftMatchEnabled: fc.boolean(),
    blockCloudObjectTakeoverThroughHardMatchEnabled: fc.boolean(),
    softMatchOnUpnEnabled: fc.boolean(),
    quarantineUponProxyAddressesConflictEnabled: fc.boolean(),
    quarantineUponUpnConflictEnabled: fc.boolean(),
    joinedTo: fc.constantFrom('id-0', 'id-9'),
    date: fc.constantFrom('2026-11-15', '2026-07-15', 'soon'),
    syncTool: fc.constantFrom('connect', 'cloud-sync'),
  },
  { requiredKeys: [] },
);

const OUTCOME =
  /^(?:hard-match|soft-match-smtp|soft-match-upn|provision-new|quarantine-attribute|no-op|undecided|error:[A-Za-z]+|blocked:[A-Za-z]+)$/;

describe('a cycle', () => {
  it('is the same for the same input, and ends in one outcome with a reason', () => {
    fc.assert(
      fc.property(onprem, cloud, settings, (object, objects, options) => {
        const result = cycle([object], objects, options);
        expect(result.outcome).toMatch(OUTCOME);
        expect(result.why).toMatch(/\.$/);
        expect({ ...cycle([object], objects, options), record: 0, target: 0 }).toEqual({ ...result, record: 0, target: 0 });
        expect(/^(?:hard|soft)-match/.test(result.outcome)).toBe(result.with !== undefined);
        if (result.with !== undefined) expect(objects.map(({ id }) => id)).toContain(result.with);
        const changes = applySync(result, options);
        if (/^(?:error|blocked|undecided)/.test(result.outcome)) expect(changes).toEqual([]);
        for (const change of changes) expect(change.object).toMatch(/^cloud:(?:id-\d|new)$/);
        nextSteps(result);
      }),
      { numRuns: 400 },
    );
  });

  it('does not depend on the order of the cloud objects', () => {
    fc.assert(
      fc.property(onprem, cloud, settings, (object, objects, options) => {
        const [a, b] = [cycle([object], objects, options), cycle([object], objects.toReversed(), options)];
        expect([b.outcome, b.with, b.conflict, b.quarantined, b.why]).toEqual([a.outcome, a.with, a.conflict, a.quarantined, a.why]);
      }),
      { numRuns: 400 },
    );
  });

  it('never matches by a secondary address alone', () => {
    fc.assert(
      fc.property(cloud, (objects) => {
        const object = {
          objectClass: 'user',
          objectGUID: '7b6a5c4d-1111-4222-8333-abcdefabcdef',
          sAMAccountName: 'x',
          userPrincipalName: 'x@contoso.com',
          mail: 'x@contoso.com',
          proxyAddresses: ['SMTP:x@contoso.com', 'smtp:ole@contoso.com', 'smtp:mia@contoso.com'],
        };
        expect(cycle([object], objects).with).toBeUndefined();
      }),
    );
  });

  it('compares anchors with case and addresses without', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GUIDS), fc.boolean(), (guid, isUpper) => {
        const object = {
          objectClass: 'user',
          objectGUID: guid,
          sAMAccountName: 'x',
          userPrincipalName: 'q@contoso.com',
          mail: isUpper ? 'OLE@CONTOSO.COM' : 'ole@contoso.com',
        };
        const { anchor } = cycle([object], []);
        const swapped = (anchor ?? '').replace(/[A-Za-z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
        expect(cycle([object], [{ id: 'a', userPrincipalName: 'b@contoso.com', onPremisesImmutableId: anchor }]).outcome).toBe(
          'hard-match',
        );
        expect(cycle([object], [{ id: 'a', userPrincipalName: 'b@contoso.com', onPremisesImmutableId: swapped }]).outcome).toBe(
          'provision-new',
        );
        expect(cycle([object], [{ id: 'a', userPrincipalName: 'b@contoso.com', proxyAddresses: ['SMTP:Ole@Contoso.com'] }]).outcome).toBe(
          'soft-match-smtp',
        );
      }),
    );
  });

  it('survives junk on both sides and in the settings', () => {
    const junk = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('proxyAddresses', 'objectClass', 'userPrincipalName', 'id', 'mail', '__proto__')),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(junk, { minLength: 1, maxLength: 3 }), fc.array(junk, { maxLength: 3 }), junk, (left, right, options) => {
        const directories = sides(left, right);
        for (const result of synchronizeAll(directories, options)) expect(result.outcome).toMatch(OUTCOME);
      }),
    );
  });
});

describe('a cycle over many objects', () => {
  it('gives each new holder of a value what is left', () => {
    const object = (index: number): Fields => ({
      objectClass: 'user',
      objectGUID: `7b6a5c4d-1111-4222-8333-00000000000${index}`,
      sAMAccountName: `u${index}`,
      userPrincipalName: `u${index}@contoso.com`,
      mail: 'team@contoso.com',
      proxyAddresses: ['SMTP:team@contoso.com'],
    });
    const results = [...synchronizeAll(sides([object(1), object(2), object(3)], []), {})];
    expect(results.map(({ outcome }) => outcome)).toEqual(['provision-new', 'quarantine-attribute', 'quarantine-attribute']);
    expect(results[2]?.quarantined[0]?.value).toBe('SMTP:team@contoso.com');
  });

  it('fails the second of two new groups with one address', () => {
    const group = (index: number): Fields => ({
      objectClass: 'group',
      objectGUID: `7b6a5c4d-1111-4222-8333-00000000000${index}`,
      sAMAccountName: `g${index}`,
      mail: 'team@contoso.com',
      proxyAddresses: ['SMTP:team@contoso.com'],
    });
    expect([...synchronizeAll(sides([group(1), group(2)], []), {})].map(({ outcome }) => outcome)).toEqual([
      'provision-new',
      'error:AttributeValueMustBeUnique',
    ]);
  });

  it('decides nothing for two objects with one anchor', () => {
    const object = { objectClass: 'user', objectGUID: GUIDS[0], sAMAccountName: 'a', userPrincipalName: 'a@contoso.com' };
    const results = [...synchronizeAll(sides([object, { ...object, userPrincipalName: 'b@contoso.com' }], []), {})];
    expect(results.map(({ outcome, isCertain }) => [outcome, isCertain])).toEqual([
      ['provision-new', true],
      ['undecided', false],
    ]);
  });

  it('lets a soft-matched user be matched once', () => {
    const object = (index: number): Fields => ({
      objectClass: 'user',
      objectGUID: `7b6a5c4d-1111-4222-8333-00000000000${index}`,
      sAMAccountName: `u${index}`,
      userPrincipalName: `u${index}@contoso.com`,
      mail: 'team@contoso.com',
      proxyAddresses: ['SMTP:team@contoso.com'],
    });
    const person = { id: 'p', userPrincipalName: 'team@contoso.com', proxyAddresses: ['SMTP:team@contoso.com'], mail: 'team@contoso.com' };
    expect([...synchronizeAll(sides([object(1), object(2)], [person]), {})].map(({ outcome }) => outcome)).toEqual([
      'soft-match-smtp',
      'quarantine-attribute',
    ]);
  });

  it('goes through many objects with one address, and one with many', () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({
      objectClass: 'user',
      objectGUID: `7b6a5c4d-1111-4222-8333-${String(index).padStart(12, '0')}`,
      sAMAccountName: `u${index}`,
      userPrincipalName: 'same@contoso.com',
      mail: 'same@contoso.com',
      proxyAddresses: ['SMTP:same@contoso.com'],
    }));
    const list = Array.from({ length: 20_000 }, (_, index) => `smtp:a${index}@contoso.com`);
    const results = [
      ...synchronizeAll(
        sides([...many, { ...many[0], objectGUID: GUIDS[1], proxyAddresses: list }], [{ id: 'p', proxyAddresses: list }]),
        {},
      ),
    ];
    expect(results.at(-1)?.quarantined.length).toBeGreaterThanOrEqual(20_000);
    expect(results.at(-1)?.steps.length).toBeLessThan(40);
  });
});
