import { describe, expect, it } from 'vitest';
import { guidForms } from '../../src/parse/recipient/guid.js';
import { cycle, type Fields } from './world.js';

const GUID = '5f0c2b1e-7a34-4f59-9d6b-1c8e20a7f4b3';
const OTHER = '91d7e6c2-03ab-4c18-b5f4-7e2a6d9c8b10';
const ANCHOR = guidForms(GUID)?.immutableId ?? '';
const OTHER_ANCHOR = guidForms(OTHER)?.immutableId ?? '';
const SETTINGS = { verifiedDomains: ['contoso.com', 'fabrikam.com', 'contoso.onmicrosoft.com'], initialDomain: 'contoso.onmicrosoft.com' };

const user = (fields: Fields = {}): Fields => ({
  objectClass: ['top', 'person', 'organizationalPerson', 'user'],
  objectGUID: GUID,
  distinguishedName: 'CN=Ole Berg,OU=Staff,DC=contoso,DC=com',
  sAMAccountName: 'oberg',
  userPrincipalName: 'ole.berg@contoso.com',
  mail: 'ole.berg@contoso.com',
  mailNickname: 'ole.berg',
  proxyAddresses: ['SMTP:ole.berg@contoso.com'],
  ...fields,
});
const person = (fields: Fields = {}): Fields => ({
  id: 'c0ffee00-1111-4222-8333-444455556666',
  userPrincipalName: 'ole.berg@contoso.com',
  proxyAddresses: ['SMTP:ole.berg@contoso.com'],
  mail: 'ole.berg@contoso.com',
  ...fields,
});

describe('the scope', () => {
  it.each([
    ['another container', user(), { syncedContainers: ['OU=Sales,DC=contoso,DC=com'] }],
    [
      'a container that only ends alike',
      user({ distinguishedName: 'CN=a,XOU=Staff,DC=contoso,DC=com' }),
      { syncedContainers: ['OU=Staff,DC=contoso,DC=com'] },
    ],
    ['a computer', user({ objectClass: ['top', 'person', 'user', 'computer'] }), {}],
    ['an organizational unit', user({ objectClass: ['top', 'organizationalUnit'] }), {}],
    ['an account of the synchronization', user({ sAMAccountName: 'MSOL_0123456789ab' }), {}],
    ['a group marked', { objectClass: 'group', objectGUID: GUID, sAMAccountName: 'g', adminDescription: 'Group_local' }, {}],
    ['a role group', { objectClass: 'group', objectGUID: GUID, sAMAccountName: 'g', msExchRecipientTypeDetails: '1073741824' }, {}],
    ['a distribution group without mail', { objectClass: 'group', objectGUID: GUID, sAMAccountName: 'g', groupType: '8' }, {}],
    ['a contact without addresses', { objectClass: 'contact', objectGUID: GUID, mail: 'x@fabrikam.com' }, {}],
    ['a system mailbox by its cmdlet name', user({ RecipientTypeDetails: 'ArbitrationMailbox' }), {}],
  ])('leaves out %s', (_, object, settings) => {
    expect(cycle([object], [person()], { ...SETTINGS, ...settings }).outcome).toBe('no-op');
  });

  it('takes what lies below a container', () => {
    expect(cycle([user()], [person()], { ...SETTINGS, syncedContainers: ['ou=staff,dc=CONTOSO,dc=com'] }).outcome).toBe('soft-match-smtp');
  });

  it('soft-deletes the cloud user of an object that leaves it', () => {
    const cloud = [person({ onPremisesImmutableId: ANCHOR, onPremisesSyncEnabled: true })];
    const result = cycle([user({ adminDescription: 'User_gone' })], cloud, SETTINGS);
    expect(result).toMatchObject({ outcome: 'no-op', removed: person().id });
  });
});

describe('the source anchor', () => {
  it('is objectGUID for a group, also where ConsistencyGuid is set', () => {
    const group = { objectClass: 'group', objectGUID: GUID, 'mS-DS-ConsistencyGuid': OTHER, sAMAccountName: 'g', groupType: '-2147483646' };
    expect(cycle([group], [], SETTINGS).anchor).toBe(ANCHOR);
  });

  it('is missing where the attribute of the tenant is empty', () => {
    expect(cycle([user()], [person()], { ...SETTINGS, sourceAnchorAttribute: 'employeeID' })).toMatchObject({ outcome: 'no-op' });
  });

  it('names the same GUID in another encoding', () => {
    const result = cycle([user()], [person({ onPremisesImmutableId: GUID })], SETTINGS);
    expect(result.outcome).toBe('error:AttributeValueMustBeUnique');
    expect(result.why).toContain('another encoding');
  });
});

describe('a joined object', () => {
  it.each([
    ['the same anchor', { cloudSourceAnchor: ANCHOR }, 'no-op'],
    ['another anchor', { cloudSourceAnchor: OTHER_ANCHOR }, 'error:SourceAnchorChanged'],
    ['an anchor in other letter case', { cloudSourceAnchor: ANCHOR.toLowerCase() }, 'error:SourceAnchorChanged'],
    ['an id that the export does not hold', { joinedTo: 'nobody' }, 'quarantine-attribute'],
  ])('with %s', (_, settings, outcome) => {
    expect(
      cycle([user()], [person({ onPremisesImmutableId: ANCHOR, onPremisesSyncEnabled: true })], { ...SETTINGS, ...settings }).outcome,
    ).toBe(outcome);
  });
});

describe('a hard match', () => {
  const bound = (fields: Fields): Fields => person({ onPremisesImmutableId: ANCHOR, ...fields });
  it.each([
    ['before June 2026', { assignedRoles: ['Global Reader'] }, '2026-05-31', 'hard-match', true],
    ['in June 2026, with a role', { assignedRoles: ['Global Reader'] }, '2026-06-15', 'blocked:HardMatchHardening', false],
    ['in June 2026, bound to another', { onPremisesObjectIdentifier: OTHER }, '2026-06-15', 'hard-match', true],
    ['in August 2026, bound to another', { onPremisesObjectIdentifier: OTHER }, '2026-08-15', 'blocked:HardMatchHardening', false],
    ['in October 2026, bound to another', { onPremisesObjectIdentifier: OTHER }, '2026-10-15', 'blocked:HardMatchHardening', true],
    ['later, with an eligible role', { eligibleRoles: ['User Administrator'] }, '2027-01-01', 'blocked:HardMatchHardening', true],
    [
      'of a pair that is synchronized',
      { onPremisesObjectIdentifier: GUID, onPremisesSyncEnabled: true, assignedRoles: ['Global Reader'] },
      '2027-01-01',
      'hard-match',
      true,
    ],
    [
      'of a synchronized user of another forest',
      { onPremisesObjectIdentifier: OTHER, onPremisesSyncEnabled: true },
      '2027-01-01',
      'blocked:HardMatchHardening',
      true,
    ],
    ['onto a user managed in the cloud', { isCloudManaged: true }, '2027-01-01', 'no-op', true],
  ])('%s', (_, fields, date, outcome, isCertain) => {
    expect(cycle([user()], [bound(fields)], { ...SETTINGS, date })).toMatchObject({ outcome, isCertain });
  });

  it('is not kept from a role by the bypass for bindings', () => {
    const settings = { ...SETTINGS, allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: true };
    expect(cycle([user()], [bound({ assignedRoles: ['Global Reader'] })], settings).outcome).toBe('blocked:HardMatchHardening');
    expect(cycle([user()], [bound({ onPremisesObjectIdentifier: OTHER })], settings).outcome).toBe('hard-match');
  });

  it('finds no user that was deleted more than 30 days ago', () => {
    const deleted = [bound({ deletedDateTime: '2026-09-01T00:00:00Z' })];
    expect(cycle([user()], deleted, { ...SETTINGS, date: '2026-11-15' }).outcome).toBe('provision-new');
    expect(cycle([user()], deleted, { ...SETTINGS, date: '2026-09-20' }).outcome).toBe('hard-match');
  });
});

describe('a soft match', () => {
  it('takes a SID that another cloud user has for an error', () => {
    const sid = 'S-1-5-21-1104336348-2177238915-782003330-4117';
    const cloud = [
      person(),
      person({
        id: 'x',
        userPrincipalName: 'z@contoso.com',
        proxyAddresses: [],
        mail: null,
        onPremisesImmutableId: OTHER_ANCHOR,
        onPremisesSyncEnabled: true,
        onPremisesSecurityIdentifier: sid,
      }),
    ];
    expect(cycle([user({ objectSid: sid })], cloud, SETTINGS)).toMatchObject({
      outcome: 'error:AttributeValueMustBeUnique',
      conflict: 'OnPremiseSecurityIdentifier',
      candidate: 'x',
    });
  });

  it('withholds only the values that others hold', () => {
    const cloud = [
      person(),
      person({
        id: 'x',
        userPrincipalName: 'z@contoso.com',
        mail: 'z@contoso.com',
        proxyAddresses: ['SMTP:z@contoso.com', 'smtp:info@contoso.com'],
      }),
    ];
    const result = cycle(
      [user({ proxyAddresses: ['SMTP:ole.berg@contoso.com', 'smtp:info@contoso.com', 'smtp:ob@contoso.com'] })],
      cloud,
      SETTINGS,
    );
    expect(result.outcome).toBe('soft-match-smtp');
    expect(result.quarantined).toEqual([{ attribute: 'proxyAddresses', value: 'smtp:info@contoso.com', holders: ['x'] }]);
  });

  it('does not match a guest', () => {
    const result = cycle(
      [user()],
      [person({ userType: 'Guest', userPrincipalName: 'ole_fabrikam.com#EXT#@contoso.onmicrosoft.com' })],
      SETTINGS,
    );
    expect(result).toMatchObject({ outcome: 'quarantine-attribute', isCertain: false });
  });

  it('knows a group that is synchronized already by its SID', () => {
    const sid = 'S-1-5-21-1104336348-2177238915-782003330-5000';
    const group = {
      objectClass: 'group',
      objectGUID: GUID,
      objectSid: sid,
      sAMAccountName: 'team',
      mail: 'team@contoso.com',
      proxyAddresses: ['SMTP:team@contoso.com'],
    };
    const cloud = {
      id: 'g',
      '@odata.type': '#microsoft.graph.group',
      mail: 'team@contoso.com',
      proxyAddresses: ['SMTP:team@contoso.com'],
      onPremisesSyncEnabled: true,
      onPremisesSecurityIdentifier: sid,
    };
    expect(cycle([group], [cloud], SETTINGS)).toMatchObject({ outcome: 'no-op', isCertain: true });
    expect(cycle([group], [{ ...cloud, onPremisesSecurityIdentifier: `${sid}1` }], SETTINGS).outcome).toBe('quarantine-attribute');
  });

  it('takes the UPN of an unroutable domain for replaced, also without a list of domains', () => {
    const result = cycle([user({ userPrincipalName: 'oberg@ad.contoso.local', mail: null, proxyAddresses: null })], [], {
      initialDomain: 'contoso.onmicrosoft.com',
    });
    expect(result).toMatchObject({ outcome: 'provision-new', resultUpn: 'ole.berg@contoso.onmicrosoft.com' });
  });

  it('makes a UPN of logon name and domain where there is none', () => {
    expect(cycle([user({ userPrincipalName: null, proxyAddresses: null, mail: null })], [], SETTINGS).resultUpn).toBe('oberg@contoso.com');
  });
});

describe('Cloud Sync', () => {
  it('matches as Connect does, and is uncertain about filters of Connect', () => {
    const settings = { ...SETTINGS, syncTool: 'cloud-sync' };
    expect(cycle([user()], [person()], settings)).toMatchObject({ outcome: 'soft-match-smtp', isCertain: true });
    expect(cycle([user({ msExchRecipientTypeDetails: '8388608' })], [], settings)).toMatchObject({ outcome: 'no-op', isCertain: false });
  });
});
