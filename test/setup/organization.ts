/**
 * Makes realistic hybrid organizations of any size with seeded faults, for benchmarks and for precision and recall.
 *
 * Person `i` is the same in every organization of a seed, and so is the fault that it has: nothing is kept in memory but the person at hand.
 * All names, GUIDs and addresses are invented.
 */

import { FAULTS } from './organization-faults.js';
import { bytesFor, guidOf, hash } from './organization-ids.js';

export type Json = Record<string, unknown>;

/** One person of the organization, on both sides, and the checks that must find something about it. */
export interface MadePerson {
  readonly onprem: Json | undefined;
  readonly cloud: Json | undefined;
  /** Further records that the fault needs (the other holder of a duplicate). */
  readonly moreOnprem?: readonly Json[];
  readonly moreCloud?: readonly Json[];
  /** Undefined: nothing is wrong. */
  readonly fault: string | undefined;
  /** Ids of checks that must be found for the records of this person: twice where they find both holders of something. */
  readonly expected: readonly string[];
  /** What must be found besides where a mailbox moves on-premises, or where no direction is given. */
  readonly expectedOffboarding: readonly string[];
}

export const ORGANIZATION_SETTINGS: Json = {
  initialDomain: 'contoso.onmicrosoft.com',
  routingDomain: 'contoso.mail.onmicrosoft.com',
  verifiedDomains: ['contoso.com', 'fabrikam.com', 'contoso.onmicrosoft.com', 'contoso.mail.onmicrosoft.com'],
  acceptedDomains: {
    onprem: [
      { name: 'contoso.com', type: 'Authoritative' },
      { name: 'fabrikam.com', type: 'Authoritative' },
      { name: 'contoso.mail.onmicrosoft.com', type: 'InternalRelay' },
    ],
    cloud: [
      { name: 'contoso.com', type: 'Authoritative' },
      { name: 'fabrikam.com', type: 'Authoritative' },
      { name: 'contoso.onmicrosoft.com', type: 'Authoritative' },
      { name: 'contoso.mail.onmicrosoft.com', type: 'Authoritative' },
    ],
  },
  sourceAnchorAttribute: 'mS-DS-ConsistencyGuid',
  syncedContainers: ['OU=Staff,DC=contoso,DC=com', 'OU=Resources,DC=contoso,DC=com', 'OU=Groups,DC=contoso,DC=com'],
  exchangeHybridWriteback: true,
  blockSoftMatchEnabled: false,
  blockCloudObjectTakeoverThroughHardMatchEnabled: false,
  softMatchOnUpnEnabled: true,
  date: '2026-11-22',
};

const GIVEN = 'Rosa Mo Kim Alex Noor Iva Pia Tom Lena Omar Ana Jo Sven Ines Zoe Paul Elif Mateo Aino Lukas'.split(' ');
const FAMILY = 'Lindqvist Reyes Novak Okafor Meyer Silva Tanaka Dubois Haas Jensen Costa Iyer Moreau Kaya Petrov Brandt'.split(' ');

export type Kind = 'local' | 'remote' | 'remote-shared' | 'remote-room' | 'group' | 'contact' | 'plain';

/** Shares of a hundred. */
const KINDS: readonly (readonly [Kind, number])[] = [
  ['local', 38],
  ['remote', 40],
  ['remote-shared', 6],
  ['remote-room', 3],
  ['group', 6],
  ['contact', 4],
  ['plain', 3],
];

function kindOf(i: number): Kind {
  let roll = hash('kind', i) % 100;
  for (const [kind, share] of KINDS) {
    if (roll < share) return kind;
    roll -= share;
  }
  return 'local';
}

export interface Made {
  onprem: Json;
  cloud: Json & { exo: Json };
  readonly alias: string;
  readonly primary: string;
  readonly i: number;
}

function base(i: number, kind: Kind): Made {
  const given = GIVEN[hash('given', i) % GIVEN.length] ?? 'Kim';
  const family = FAMILY[hash('family', i) % FAMILY.length] ?? 'Novak';
  const alias = `${given}.${family}${i}`.toLowerCase();
  const domain = hash('domain', i) % 5 === 0 ? 'fabrikam.com' : 'contoso.com';
  const primary = `${alias}@${domain}`;
  const routing = `${alias}@contoso.mail.onmicrosoft.com`;
  const object = guidOf('object', i);
  const mailbox = guidOf('mailbox', i);
  const id = guidOf('entra', i).text;
  const name = `${given} ${family} ${i}`;
  const legacyDn = `/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${bytesFor('legacy', i).toString('hex')}-${given}`;
  const cloudDn = `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${bytesFor('cloudlegacy', i).toString('hex')}-${given}`;
  const sid = `S-1-5-21-1004336348-1177238915-682003330-${1000 + i}`;
  const proxies = [`SMTP:${primary}`, `smtp:${routing}`, `X500:${cloudDn}`];
  return {
    i,
    alias,
    primary,
    onprem: {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      distinguishedName: `CN=${name},OU=Staff,DC=contoso,DC=com`,
      cn: name,
      displayName: name,
      givenName: given,
      sn: family,
      objectGUID: object.base64,
      'mS-DS-ConsistencyGuid': object.base64,
      objectSid: sid,
      sAMAccountName: `u${i}`,
      userPrincipalName: primary,
      userAccountControl: '512',
      mail: primary,
      mailNickname: alias,
      proxyAddresses: proxies,
      legacyExchangeDN: legacyDn,
      msExchVersion: '1130555651091488',
      ...ON_PREM_OF[kind](mailbox.base64, routing),
      ...(kind === 'remote-shared' || kind === 'remote-room'
        ? { userAccountControl: '514', distinguishedName: `CN=${name},OU=Resources,DC=contoso,DC=com` }
        : {}),
    },
    cloud: {
      id,
      userPrincipalName: primary,
      displayName: name,
      mail: primary,
      mailNickname: alias,
      proxyAddresses: [`SMTP:${primary}`, `smtp:${routing}`, `smtp:${alias}@contoso.onmicrosoft.com`],
      userType: 'Member',
      accountEnabled: true,
      usageLocation: 'DE',
      onPremisesImmutableId: object.base64,
      onPremisesSyncEnabled: true,
      onPremisesSecurityIdentifier: sid,
      onPremisesLastSyncDateTime: '2026-11-22T08:00:00Z',
      onPremisesProvisioningErrors: [],
      serviceProvisioningErrors: [],
      assignedPlans: [
        {
          assignedDateTime: '2025-01-01T00:00:00Z',
          capabilityStatus: 'Enabled',
          service: 'exchange',
          servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
        },
      ],
      assignedRoles: [],
      eligibleRoles: [],
      exo: {
        ExternalDirectoryObjectId: id,
        RecipientTypeDetails: CLOUD_TYPE[kind],
        ExchangeGuid: kind === 'plain' ? '00000000-0000-0000-0000-000000000000' : mailbox.text,
        ArchiveGuid: '00000000-0000-0000-0000-000000000000',
        Alias: alias,
        PrimarySmtpAddress: primary,
        EmailAddresses: [`SMTP:${primary}`, `smtp:${routing}`, `smtp:${alias}@contoso.onmicrosoft.com`],
        LegacyExchangeDN: cloudDn,
        IsDirSynced: true,
        HiddenFromAddressListsEnabled: false,
        ...(kind === 'local' ? { ExternalEmailAddress: `SMTP:${primary}` } : {}),
      },
    },
  };
}

const remote =
  (details: string, display: string, type: string) =>
  (mailbox: string, routing: string): Json => ({
    msExchRecipientTypeDetails: details,
    msExchRecipientDisplayType: display,
    msExchRemoteRecipientType: type,
    msExchMailboxGuid: mailbox,
    targetAddress: `SMTP:${routing}`,
  });

const ON_PREM_OF: Readonly<Record<Kind, (mailbox: string, routing: string) => Json>> = {
  local: (mailbox) => ({
    msExchRecipientTypeDetails: '1',
    msExchRecipientDisplayType: '1073741824',
    msExchMailboxGuid: mailbox,
    homeMDB: 'CN=DB01,CN=Databases,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Contoso,DC=contoso,DC=com',
    msExchHomeServerName: '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=EX01',
  }),
  remote: remote('2147483648', '-1073741818', '4'),
  'remote-shared': remote('34359738368', '-2147483642', '100'),
  'remote-room': remote('8589934592', '-2147481850', '36'),
  group: () => ({}),
  contact: () => ({}),
  plain: () => ({}),
};

const CLOUD_TYPE: Readonly<Record<Kind, string>> = {
  local: 'MailUser',
  remote: 'UserMailbox',
  'remote-shared': 'SharedMailbox',
  'remote-room': 'RoomMailbox',
  group: 'MailUniversalDistributionGroup',
  contact: 'MailContact',
  plain: 'User',
};

/** Kinds that are not people with a mailbox: other attributes on both sides. */
function reshape(made: Made, kind: Kind): void {
  const { onprem, cloud, alias, primary, i } = made;
  const common = {
    objectGUID: onprem.objectGUID,
    distinguishedName: onprem.distinguishedName,
    cn: onprem.cn,
    displayName: onprem.displayName,
  };
  if (kind === 'group') {
    made.onprem = {
      ...common,
      objectClass: ['top', 'group'],
      distinguishedName: `CN=Team ${i},OU=Groups,DC=contoso,DC=com`,
      cn: `Team ${i}`,
      displayName: `Team ${i}`,
      sAMAccountName: `team${i}`,
      objectSid: onprem.objectSid,
      groupType: '8',
      mail: primary,
      mailNickname: alias,
      proxyAddresses: [`SMTP:${primary}`],
      legacyExchangeDN: onprem.legacyExchangeDN,
      msExchVersion: onprem.msExchVersion,
      msExchRecipientTypeDetails: '256',
      msExchRecipientDisplayType: '1',
    };
    made.cloud = {
      '@odata.type': '#microsoft.graph.group',
      id: cloud.id,
      displayName: `Team ${i}`,
      mail: primary,
      mailNickname: alias,
      mailEnabled: true,
      proxyAddresses: [`SMTP:${primary}`],
      onPremisesSyncEnabled: true,
      onPremisesSecurityIdentifier: onprem.objectSid,
      onPremisesProvisioningErrors: [],
      serviceProvisioningErrors: [],
      exo: {
        ExternalDirectoryObjectId: cloud.id,
        RecipientTypeDetails: 'MailUniversalDistributionGroup',
        PrimarySmtpAddress: primary,
        EmailAddresses: [`SMTP:${primary}`],
        Alias: alias,
        IsDirSynced: true,
      },
    };
  } else if (kind === 'contact') {
    const outside = `${alias}@adatum.com`;
    made.onprem = {
      ...common,
      objectClass: ['top', 'person', 'organizationalPerson', 'contact'],
      mail: outside,
      mailNickname: alias,
      targetAddress: `SMTP:${outside}`,
      proxyAddresses: [`SMTP:${outside}`],
      legacyExchangeDN: onprem.legacyExchangeDN,
      msExchVersion: onprem.msExchVersion,
      msExchRecipientTypeDetails: '64',
      msExchRecipientDisplayType: '6',
    };
    made.cloud = {
      '@odata.type': '#microsoft.graph.orgContact',
      id: cloud.id,
      displayName: onprem.displayName,
      mail: outside,
      mailNickname: alias,
      proxyAddresses: [`SMTP:${outside}`],
      onPremisesSyncEnabled: true,
      onPremisesProvisioningErrors: [],
      serviceProvisioningErrors: [],
      exo: {
        ExternalDirectoryObjectId: cloud.id,
        RecipientTypeDetails: 'MailContact',
        PrimarySmtpAddress: outside,
        EmailAddresses: [`SMTP:${outside}`],
        ExternalEmailAddress: `SMTP:${outside}`,
        Alias: alias,
        IsDirSynced: true,
      },
    };
  } else if (kind === 'plain') {
    for (const name of ['mail', 'mailNickname', 'proxyAddresses', 'legacyExchangeDN', 'msExchVersion']) delete made.onprem[name];
    for (const name of ['mail', 'mailNickname', 'proxyAddresses', 'assignedPlans']) delete made.cloud[name];
    made.cloud.proxyAddresses = [];
    made.cloud.assignedPlans = [];
    made.cloud.exo = { ExternalDirectoryObjectId: cloud.id, RecipientTypeDetails: 'User', IsDirSynced: true };
  }
}

/** One person in `every` has a fault. */
export function makePerson(i: number, every = 50): MadePerson {
  const roll = hash('fault', i) % every;
  const fault = roll === 0 ? FAULTS[hash('which', i) % FAULTS.length] : undefined;
  const kind = fault?.kind ?? kindOf(i);
  const made = base(i, kind);
  reshape(made, kind);
  const done = fault?.make(made) ?? {};
  return {
    onprem: done.noOnprem === true ? undefined : made.onprem,
    cloud: done.noCloud === true ? undefined : made.cloud,
    ...(done.moreOnprem === undefined ? {} : { moreOnprem: done.moreOnprem }),
    ...(done.moreCloud === undefined ? {} : { moreCloud: done.moreCloud }),
    fault: fault?.name,
    expected: fault?.expected ?? [],
    expectedOffboarding: fault?.expectedOffboarding ?? [],
  };
}
