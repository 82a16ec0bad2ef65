import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../../src/app/diagnose.js';
import { assessAll } from '../../../src/app/readiness.js';
import type { DirectoryTable, Side } from '../../../src/evidence/directory.js';
import type { Settings } from '../../../src/facts/tenant.js';
import { readJson, readJsonValues } from '../../../src/parse/recipient/json.js';
import type { Records } from '../../setup/diagnose.js';
import { repositoryRuleSet, repositoryRules } from '../../setup/rules.js';

const SETTINGS: Settings = {
  verifiedDomains: ['contoso.com', 'contoso.onmicrosoft.com', 'contoso.mail.onmicrosoft.com'],
  initialDomain: 'contoso.onmicrosoft.com',
  routingDomain: 'contoso.mail.onmicrosoft.com',
  acceptedDomains: {
    onprem: ['contoso.com', 'contoso.local'],
    cloud: ['contoso.com', 'contoso.onmicrosoft.com', 'contoso.mail.onmicrosoft.com'],
  },
  sourceAnchorAttribute: 'mS-DS-ConsistencyGuid',
  syncedContainers: ['DC=contoso,DC=com'],
  softMatchOnUpnEnabled: true,
  synchronizeUpnForManagedUsersEnabled: true,
  BlockExchangeProvisioningFromOnPremEnabled: false,
  blockSoftMatchEnabled: true,
  blockCloudObjectTakeoverThroughHardMatchEnabled: true,
  organization: { onPremisesLastSyncDateTime: '2026-11-22T18:30:00Z', onPremisesSyncEnabled: true },
};

const guid = (n: number): string => `${String(n).padStart(8, '0')}-4e95-49b5-9736-14fde1eec1e3`;
const anchor = (n: number): string => {
  const hex = guid(n).replaceAll('-', '');
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return btoa(String.fromCharCode(...order.map((at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16))));
};

function user(n: number, name: string, type: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    distinguishedName: `CN=${name},OU=Staff,DC=contoso,DC=com`,
    objectGUID: guid(n),
    cn: name,
    displayName: `Žoë Müller-${name}`,
    givenName: 'Žoë',
    sAMAccountName: name,
    userPrincipalName: `${name}@contoso.com`,
    mail: `${name}@contoso.com`,
    mailNickname: name.replace("'", ''),
    proxyAddresses: [
      `SMTP:${name}@contoso.com`,
      `smtp:${name.replace("'", '')}@contoso.mail.onmicrosoft.com`,
      `X500:/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=1f-${name}, O'Neill`,
      `sip:${name}@contoso.com`,
    ],
    msExchRecipientTypeDetails: type,
    whenChanged: '20261120120000.0Z',
    objectSid: `S-1-5-21-1004336348-1177238915-682003330-${1100 + n}`,
    ...more,
  };
}

const REMOTE = (name: string) => ({ targetAddress: `SMTP:${name}@contoso.mail.onmicrosoft.com`, msExchRemoteRecipientType: '1' });
const HOME = { homeMDB: 'CN=DB01,CN=Databases,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),DC=contoso,DC=com' };

const ON_PREM: Records = [
  user(1, "zoe.o'neill", '1', HOME),
  user(2, 'ION.ILIESCU', '2147483648', REMOTE('ION.ILIESCU')),
  user(3, 'info', '4', HOME),
  user(4, 'room-1', '8589934592', REMOTE('room-1')),
  user(5, 'iwamoto', '1', HOME),
  user(6, 'linked', '2', { ...HOME, userAccountControl: '514' }),
  {
    objectClass: ['top', 'group'],
    distinguishedName: 'CN=Sales (all) & more,OU=Groups,DC=contoso,DC=com',
    objectGUID: guid(10),
    cn: 'Sales (all) & more',
    sAMAccountName: 'Sales (all) & more than twenty characters',
    displayName: 'Sales (all)',
    mail: 'sales@contoso.com',
    mailNickname: 'sales',
    proxyAddresses: ['SMTP:sales@contoso.com'],
    msExchRecipientTypeDetails: '256',
  },
  {
    objectClass: ['top', 'person', 'organizationalPerson', 'contact'],
    distinguishedName: 'CN=Ben,OU=Contacts,DC=contoso,DC=com',
    objectGUID: guid(11),
    cn: 'Ben',
    displayName: 'Ben (Tailspin)',
    mail: 'ben@tailspin.photography',
    mailNickname: 'ben.tailspin',
    proxyAddresses: ['SMTP:ben@tailspin.photography'],
    targetAddress: 'SMTP:ben@tailspin.photography',
    msExchRecipientTypeDetails: '64',
  },
  {
    objectClass: ['top', 'publicFolder'],
    distinguishedName: 'CN=Orders,CN=Microsoft Exchange System Objects,DC=contoso,DC=com',
    objectGUID: guid(12),
    cn: 'Orders',
    displayName: 'Orders',
    mail: 'orders@contoso.com',
    mailNickname: 'orders',
    proxyAddresses: ['SMTP:orders@contoso.com'],
    msExchRecipientTypeDetails: '4096',
  },
];

function entra(n: number, name: string, type: string): Record<string, unknown> {
  return {
    id: guid(100 + n),
    userPrincipalName: `${name}@contoso.com`,
    displayName: name,
    mail: `${name}@contoso.com`,
    mailNickname: name,
    proxyAddresses: [`SMTP:${name}@contoso.com`],
    onPremisesImmutableId: anchor(n),
    onPremisesSyncEnabled: true,
    onPremisesObjectIdentifier: guid(n),
    onPremisesLastSyncDateTime: '2026-11-20T12:20:00Z',
    userType: 'Member',
    usageLocation: 'DE',
    isCloudManaged: false,
    assignedRoles: ['Exchange Administrator'],
    assignedPlans: [{ service: 'exchange', servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0', capabilityStatus: 'Enabled' }],
    onPremisesProvisioningErrors: [],
    serviceProvisioningErrors: [],
    exo: { RecipientTypeDetails: type, PrimarySmtpAddress: `${name}@contoso.com`, IsDirSynced: true, IsExchangeCloudManaged: false },
  };
}

const CLOUD: Records = [
  entra(1, "zoe.o'neill", 'MailUser'),
  entra(2, 'ION.ILIESCU', 'UserMailbox'),
  entra(3, 'info', 'MailUser'),
  entra(4, 'room-1', 'RoomMailbox'),
  entra(5, 'iwamoto', 'MailUser'),
  entra(6, 'linked', 'MailUser'),
  {
    ...entra(50, 'cloudadmin', 'UserMailbox'),
    userPrincipalName: 'cloudadmin@contoso.onmicrosoft.com',
    mail: null,
    proxyAddresses: [],
    onPremisesImmutableId: null,
    onPremisesSyncEnabled: null,
    onPremisesObjectIdentifier: null,
    usageLocation: null,
    assignedPlans: [],
    exo: undefined,
  },
  {
    id: guid(160),
    userPrincipalName: 'ben_tailspin.photography#EXT#@contoso.onmicrosoft.com',
    mail: 'ben@tailspin.photography',
    proxyAddresses: ['SMTP:ben@tailspin.photography'],
    userType: 'Guest',
    onPremisesSyncEnabled: null,
    onPremisesImmutableId: null,
    usageLocation: null,
    assignedPlans: [],
  },
];

const catalogue = [...repositoryRules().cases.keys()].filter((id) => id.startsWith('readiness/'));
const MINE =
  /^readiness\/(?:proxy-|upn-|too-many-proxies|mail-|mailnickname-|sam-|displayname|givenname-|targetaddress-|leading-|idfix-|out-of-scope-|contact-|soft-match-|hard-match-|privileged-|object-identifier-|source-anchor-|user-soa|exchange-cloud-managed|default-soa|licence-|usage-|disconnected-|service-provisioning|provisioning-error|synced-object-stale)/;

function found(given: {
  readonly onPrem?: readonly DirectoryTable[];
  readonly cloud?: readonly DirectoryTable[];
  readonly settings?: Settings;
  readonly direction?: 'to-cloud' | 'to-onprem';
}): readonly string[] {
  const readiness = assessAll({
    ruleSet: repositoryRuleSet(),
    directories: createDirectories(given.onPrem, given.cloud),
    settings: given.settings,
    direction: given.direction,
    answers: new Map(),
  });
  const positions = Array.from({ length: readiness.length }, (_, position) => position);
  return [...positions.flatMap((position) => readiness.findings(position)), ...readiness.organization.findings]
    .filter(({ ruleId }) => MINE.test(ruleId))
    .map(({ ruleId, evidence }) => `${ruleId}: ${evidence[0]?.text ?? ''}`);
}

const whole = (records: Records, side: Side) => [readJsonValues(records, side, `${side}.json`)];
function exported(records: Records, side: Side): readonly DirectoryTable[] {
  const result = readJson(JSON.stringify(records), { source: `${side}.json`, side });
  return result.kind === 'problem' ? [] : [result.table];
}

describe('a healthy organization', () => {
  it('has the checks of this topic', () => {
    expect(catalogue.filter((id) => MINE.test(id)).length).toBeGreaterThanOrEqual(50);
  });

  it.each([undefined, 'to-cloud', 'to-onprem'] as const)('has no finding (direction %s)', (direction) => {
    const given = { settings: SETTINGS, ...(direction === undefined ? {} : { direction }) };
    expect(found({ ...given, onPrem: whole(ON_PREM, 'onprem'), cloud: whole(CLOUD, 'cloud') })).toEqual([]);
    expect(found({ ...given, onPrem: exported(ON_PREM, 'onprem'), cloud: exported(CLOUD, 'cloud') })).toEqual([]);
  });

  it('has none with one side, and with the same side read twice', () => {
    expect(found({ settings: SETTINGS, onPrem: whole(ON_PREM, 'onprem') })).toEqual([]);
    expect(found({ settings: SETTINGS, cloud: whole(CLOUD, 'cloud') })).toEqual([]);
    const twice = [...exported(ON_PREM, 'onprem'), ...exported(ON_PREM, 'onprem')];
    expect(found({ settings: SETTINGS, onPrem: twice, cloud: whole(CLOUD, 'cloud') })).toEqual([]);
    expect(found({ settings: SETTINGS, onPrem: whole([...ON_PREM, ...ON_PREM], 'onprem'), cloud: whole(CLOUD, 'cloud') })).toEqual([]);
  });

  it('has none where a cmdlet exported it', () => {
    const mailbox = {
      RecipientTypeDetails: 'UserMailbox',
      Alias: 'zoe',
      DisplayName: 'Žoë',
      UserPrincipalName: 'zoe@contoso.com',
      SamAccountName: 'zoe',
      PrimarySmtpAddress: 'zoe@contoso.com',
      EmailAddresses: 'SMTP:zoe@contoso.com smtp:zoe@contoso.mail.onmicrosoft.com X500:/o=Contoso/ou=A (B)/cn=zoe',
      Database: 'DB01',
      Guid: guid(1),
    };
    expect(found({ settings: SETTINGS, onPrem: exported([mailbox], 'onprem') })).toEqual([]);
    const bare = { ...mailbox, EmailAddresses: ['zoe@contoso.com', 'zoe@contoso.mail.onmicrosoft.com'] };
    expect(found({ settings: SETTINGS, onPrem: exported([bare], 'onprem') })).toEqual([]);
  });

  it('says nothing about sparse records', () => {
    const sparse = [{ userPrincipalName: 'zoe@contoso.com', msExchMailboxGuid: guid(9), proxyAddresses: ['SMTP:zoe@contoso.com'] }];
    expect(found({ settings: SETTINGS, onPrem: whole(sparse, 'onprem') })).toEqual([]);
  });
});

describe('system objects', () => {
  const system = (more: Readonly<Record<string, unknown>>) =>
    user(70, 'x', '1', {
      userPrincipalName: null,
      mailNickname: 'System Mailbox{1}',
      proxyAddresses: ['SMTP:a b@contoso.local'],
      displayName: null,
      ...more,
    });

  it.each([
    ['by type', { msExchRecipientTypeDetails: '549755813888' }],
    ['by the name of the type', { msExchRecipientTypeDetails: null, RecipientTypeDetails: 'ArbitrationMailbox' }],
    ['by name', { cn: 'HealthMailbox1f05a927' }],
    ['by RID', { objectSid: 'S-1-5-21-1004336348-1177238915-682003330-501' }],
    ['a computer', { sAMAccountName: 'EX01$' }],
    ['by mark', { isCriticalSystemObject: 'TRUE' }],
  ])('are left alone, told %s', (_, more) => {
    const ids = found({ settings: SETTINGS, onPrem: whole([system(more)], 'onprem') }).map((text) => text.split(':')[0]);
    expect(ids.filter((id) => id !== 'readiness/idfix-excluded' && id?.startsWith('readiness/out-of-scope-') !== true)).toEqual([]);
  });
});

describe('duplicates', () => {
  const twin = (more: Readonly<Record<string, unknown>>) => [user(1, 'anna', '1', { ...HOME }), user(2, 'ben', '1', { ...HOME, ...more })];

  it('are found without regard to the case of ASCII letters, with both holders', () => {
    expect(
      found({ onPrem: whole(twin({ mail: 'ANNA@contoso.com' }), 'onprem') }).filter((id) => id.includes('mail-duplicate')),
    ).toHaveLength(2);
    expect(found({ onPrem: whole(twin({ mailNickname: 'Anna' }), 'onprem') }).filter((id) => id.includes('mailnickname-dup'))).toHaveLength(
      2,
    );
    expect(
      found({ onPrem: whole(twin({ userPrincipalName: 'Anna@Contoso.com' }), 'onprem') }).filter((id) => id.includes('upn-dup')),
    ).toHaveLength(2);
  });

  it('are none where a letter only looks alike', () => {
    // Dotless i, capital I with a dot, and the Kelvin sign.
    for (const [one, other] of [
      ['ıpek', 'ipek'],
      ['İpek', 'ipek'],
      ['\u212aarl', 'karl'],
    ]) {
      const pair = [user(1, 'a', '1', { mailNickname: one }), user(2, 'b', '1', { mailNickname: other })];
      expect(found({ onPrem: whole(pair, 'onprem') }).filter((id) => id.includes('mailnickname-dup'))).toEqual([]);
    }
  });
});

describe('values', () => {
  it.each([
    ['readiness/out-of-scope-filtered-type', { msExchRecipientTypeDetails: '536870912' }],
    ['readiness/out-of-scope-filtered-type', { msExchRecipientTypeDetails: null, RecipientTypeDetails: 'SystemMailbox' }],
    ['readiness/proxy-too-long', { proxyAddresses: ['SMTP:a@contoso.com', `X500:/o=${'a'.repeat(260)}`] }],
    ['readiness/proxy-no-prefix', { proxyAddresses: ['SMTP:a@contoso.com', '/o=Contoso/cn=a'] }],
    ['readiness/proxy-duplicate-same-object', { proxyAddresses: ['SMTP:a@contoso.com', 'smtp:A@Contoso.com'] }],
    ['readiness/leading-trailing-space', { mailNickname: ' anna' }],
    ['readiness/targetaddress-invalid', { targetAddress: 'SMTP:<a@contoso.com>' }],
  ])('%s', (id, more) => {
    expect(
      found({ settings: SETTINGS, onPrem: whole([user(1, 'anna', '1', more)], 'onprem') }).map((text) => text.split(':')[0]),
    ).toContain(id);
  });
});
