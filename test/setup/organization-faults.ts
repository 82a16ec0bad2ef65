import type { Json, Kind, Made, MadePerson } from './organization.js';
import { guidOf } from './organization-ids.js';

/** A fault: for whom, what it does, and what must be found. Everything that must be found stands here, for nothing else may be. */
export interface Fault {
  readonly name: string;
  readonly kind: Kind;
  /** Ids of checks that must be found; twice where they find both holders of something. */
  readonly expected: readonly string[];
  /** What must be found besides where a mailbox moves on-premises. */
  readonly expectedOffboarding?: readonly string[];
  readonly make: (
    made: Made,
  ) => Partial<Pick<MadePerson, 'moreOnprem' | 'moreCloud'>> & { readonly noOnprem?: boolean; readonly noCloud?: boolean };
}

const set =
  (side: 'onprem' | 'cloud', changes: Json): Fault['make'] =>
  (made) => {
    Object.assign(made[side], changes);
    return {};
  };

/** A fault that is one more proxy address of a local mailbox. */
function proxyFault(name: string, expected: readonly string[], address: (made: Made) => string): Fault {
  return {
    name,
    kind: 'local',
    expected,
    make: (made) => {
      made.onprem.proxyAddresses = [...proxiesOf(made), address(made)];
      return {};
    },
  };
}

/** A fault that is a second AD user, not synchronized, with something that only one may have. */
function twinFault(name: string, expected: readonly string[], stolen: (made: Made) => Json): Fault {
  return {
    name,
    kind: 'local',
    expected,
    make: (made) => ({
      moreOnprem: [
        {
          objectClass: ['top', 'person', 'organizationalPerson', 'user'],
          distinguishedName: `CN=Twin ${made.i},OU=Service,DC=contoso,DC=com`,
          cn: `Twin ${made.i}`,
          displayName: `Twin ${made.i}`,
          objectGUID: guidOf('twin', made.i).base64,
          sAMAccountName: `twin${made.i}`,
          userPrincipalName: `twin${made.i}@contoso.com`,
          userAccountControl: '512',
          ...stolen(made),
        },
      ],
    }),
  };
}

const exo =
  (changes: Json): Fault['make'] =>
  (made) => {
    Object.assign(made.cloud.exo, changes);
    return {};
  };

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const proxiesOf = ({ onprem }: Made): readonly string[] => listOf(onprem.proxyAddresses);

/** The bytes of a GUID as somebody writes them who reads its text from left to right. */
function swappedBase64(base64: string): string {
  const b = Buffer.from(base64, 'base64');
  return Buffer.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((at) => b[at] ?? 0)).toString('base64');
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'cloud-only mailbox: Exchange on-premises has never heard of it',
    kind: 'remote',
    expected: ['recipient/cloud-mailbox-no-onprem-object'],
    make: (made) => {
      Object.assign(made.cloud, {
        onPremisesImmutableId: null,
        onPremisesSyncEnabled: null,
        onPremisesSecurityIdentifier: null,
        onPremisesLastSyncDateTime: null,
      });
      made.cloud.exo.IsDirSynced = false;
      return { noOnprem: true };
    },
  },
  {
    name: 'AD user of a cloud mailbox is not mail-enabled',
    kind: 'remote',
    expected: [
      'recipient/cloud-mailbox-onprem-user-not-mail-enabled',
      'recipient/mailnickname-missing',
      'recipient/cloud-proxy-not-onprem',
      'recipient/x500-cloud-dn-missing',
    ],
    make: ({ onprem }) => {
      for (const name of Object.keys(onprem))
        if (/^(?:msExch|proxyAddresses|mailNickname|targetAddress|legacyExchangeDN|mail$)/.test(name)) delete onprem[name];
      return {};
    },
  },
  {
    name: 'remote mailbox without ExchangeGuid',
    kind: 'remote',
    expected: ['recipient/exchange-guid-missing-onprem'],
    make: set('onprem', { msExchMailboxGuid: null }),
  },
  {
    name: 'remote mailbox with another ExchangeGuid',
    kind: 'remote',
    expected: ['recipient/exchange-guid-mismatch'],
    make: ({ onprem, i }) => {
      onprem.msExchMailboxGuid = guidOf('another', i).base64;
      return {};
    },
  },
  {
    name: 'ImmutableId of another object',
    kind: 'remote',
    expected: ['recipient/anchor-mismatch'],
    make: ({ cloud, i }) => {
      cloud.onPremisesImmutableId = guidOf('strange', i).base64;
      return {};
    },
  },
  {
    name: 'homeMDB left on a remote mailbox',
    kind: 'remote',
    expected: ['recipient/homemdb-on-remote-mailbox'],
    make: set('onprem', { homeMDB: 'CN=DB01,CN=Databases,DC=contoso,DC=com' }),
  },
  {
    name: 'no routing address on a local mailbox',
    kind: 'local',
    expected: ['recipient/routing-proxy-missing'],
    make: (made) => {
      made.onprem.proxyAddresses = [`SMTP:${made.primary}`, `X500:${String(made.cloud.exo.LegacyExchangeDN)}`];
      return {};
    },
  },
  {
    name: 'UPN suffix that the tenant does not own',
    kind: 'local',
    expected: ['readiness/upn-suffix-unverified', 'readiness/upn-not-primary-smtp'],
    make: (made) => {
      made.onprem.userPrincipalName = `${made.alias}@corp.example.net`;
      return {};
    },
  },
  {
    name: 'address in a domain that the tenant does not own',
    kind: 'local',
    expected: ['readiness/proxy-domain-not-accepted'],
    make: (made) => {
      made.onprem.proxyAddresses = [...(made.onprem.proxyAddresses as string[]), `smtp:${made.alias}@oldname.example.net`];
      return {};
    },
  },
  {
    name: 'mail is not the primary address',
    kind: 'local',
    expected: ['recipient/mail-not-primary'],
    make: (made) => {
      made.onprem.mail = `info.${made.primary}`;
      return {};
    },
  },
  {
    name: 'usage location missing',
    kind: 'local',
    expected: ['readiness/usage-location-missing'],
    make: set('cloud', { usageLocation: null }),
  },
  {
    name: 'type of remote mailbox left by a disabled one',
    kind: 'remote',
    expected: ['recipient/remote-type-deprovision-leftover', 'recipient/type-details-inconsistent'],
    make: set('onprem', { msExchRemoteRecipientType: '8' }),
  },
  {
    name: 'the address of a person stands on a contact too',
    kind: 'local',
    expected: [
      'recipient/duplicate-proxy-onprem',
      'recipient/duplicate-proxy-onprem',
      'recipient/duplicate-proxy-cloud',
      'recipient/contact-same-address',
    ],
    make: (made) => ({
      moreOnprem: [
        {
          objectClass: ['top', 'person', 'organizationalPerson', 'contact'],
          distinguishedName: `CN=Contact ${made.i},OU=Staff,DC=contoso,DC=com`,
          cn: `Contact ${made.i}`,
          displayName: `Contact ${made.i}`,
          objectGUID: guidOf('contact', made.i).base64,
          mail: `contact${made.i}@adatum.com`,
          mailNickname: `contact${made.i}`,
          targetAddress: `SMTP:contact${made.i}@adatum.com`,
          proxyAddresses: [`SMTP:contact${made.i}@adatum.com`, `smtp:${made.primary}`],
          legacyExchangeDN: `/o=Contoso/cn=Recipients/cn=contact${made.i}`,
          msExchVersion: '1130555651091488',
          msExchRecipientTypeDetails: '64',
          msExchRecipientDisplayType: '6',
        },
      ],
      moreCloud: [
        {
          '@odata.type': '#microsoft.graph.orgContact',
          id: guidOf('cloudcontact', made.i).text,
          displayName: `Contact ${made.i}`,
          mail: `contact${made.i}@adatum.com`,
          mailNickname: `contact${made.i}`,
          proxyAddresses: [`SMTP:contact${made.i}@adatum.com`],
          onPremisesSyncEnabled: true,
          onPremisesProvisioningErrors: [],
          serviceProvisioningErrors: [],
          exo: {
            RecipientTypeDetails: 'MailContact',
            PrimarySmtpAddress: `contact${made.i}@adatum.com`,
            EmailAddresses: [`SMTP:contact${made.i}@adatum.com`],
            Alias: `contact${made.i}`,
            IsDirSynced: true,
          },
        },
      ],
    }),
  },
  {
    name: 'remote mailbox without a target address',
    kind: 'remote',
    expected: ['recipient/target-address-missing'],
    make: set('onprem', { targetAddress: null }),
  },
  {
    name: 'target address in a strange domain',
    kind: 'remote',
    expected: [
      'recipient/target-address-wrong-domain',
      'recipient/target-address-not-a-cloud-proxy',
      'recipient/target-address-primary-overwrite',
    ],
    make: (made) => set('onprem', { targetAddress: `SMTP:${made.alias}@adatum.com` })(made),
  },
  {
    name: 'target address that the cloud mailbox does not hold',
    kind: 'remote',
    expected: ['recipient/target-address-not-a-cloud-proxy'],
    make: (made) => set('onprem', { targetAddress: `SMTP:old.${made.alias}@contoso.mail.onmicrosoft.com` })(made),
  },
  {
    name: 'another alias in the cloud',
    kind: 'remote',
    expected: ['recipient/alias-differs'],
    make: (made) => {
      made.cloud.mailNickname = `x${made.alias}`;
      made.cloud.exo.Alias = `x${made.alias}`;
      return {};
    },
  },
  {
    name: 'remote mailbox without legacyExchangeDN',
    kind: 'remote',
    expected: ['recipient/legacy-exchange-dn-missing'],
    make: set('onprem', { legacyExchangeDN: null }),
  },
  {
    name: 'cloud DN not kept as X500',
    kind: 'remote',
    expected: ['recipient/x500-cloud-dn-missing'],
    make: (made) => {
      made.onprem.proxyAddresses = proxiesOf(made).filter((one) => !one.startsWith('X500:'));
      return {};
    },
  },
  {
    name: 'remote mailbox without msExchVersion',
    kind: 'remote',
    expected: ['recipient/exchange-version-missing'],
    make: set('onprem', { msExchVersion: null }),
  },
  {
    name: 'cloud archive that on-premises does not know',
    kind: 'remote',
    expected: ['recipient/archive-guid-missing-onprem'],
    expectedOffboarding: ['readiness/archive-before-batch'],
    make: (made) => {
      made.cloud.exo.ArchiveGuid = guidOf('archive', made.i).text;
      return {};
    },
  },
  {
    name: 'another ArchiveGuid',
    kind: 'remote',
    expected: ['recipient/archive-guid-mismatch'],
    make: (made) => {
      made.cloud.exo.ArchiveGuid = guidOf('archive', made.i).text;
      made.onprem.msExchArchiveGUID = guidOf('other archive', made.i).base64;
      return {};
    },
  },
  {
    name: 'remote mailbox without a cloud object',
    kind: 'remote',
    expected: ['recipient/remote-mailbox-no-cloud-object', 'recipient/onprem-not-synced'],
    make: () => ({ noCloud: true }),
  },
  {
    name: 'remote mailbox whose cloud user has no mailbox',
    kind: 'remote',
    expected: ['recipient/remote-mailbox-no-cloud-mailbox'],
    make: ({ cloud }) => {
      cloud.assignedPlans = [];
      cloud.exo = { ExternalDirectoryObjectId: cloud.id, RecipientTypeDetails: 'User', IsDirSynced: true };
      return {};
    },
  },
  {
    name: 'shared in the cloud, a user mailbox on-premises',
    kind: 'remote',
    expected: ['recipient/shared-type-mismatch'],
    make: exo({ RecipientTypeDetails: 'SharedMailbox' }),
  },
  {
    name: 'equipment in the cloud, a room on-premises',
    kind: 'remote-room',
    expected: ['recipient/room-equipment-type-mismatch'],
    make: exo({ RecipientTypeDetails: 'EquipmentMailbox' }),
  },
  {
    name: 'account of a shared mailbox is enabled',
    kind: 'remote-shared',
    expected: ['recipient/shared-account-enabled'],
    make: set('onprem', { userAccountControl: '512' }),
  },
  {
    name: 'ExchangeGuid in the wrong byte order',
    kind: 'remote',
    expected: ['recipient/exchange-guid-byte-order'],
    make: (made) => {
      made.onprem.msExchMailboxGuid = swappedBase64(String(made.onprem.msExchMailboxGuid));
      return {};
    },
  },
  {
    name: 'hidden on-premises, shown in the cloud',
    kind: 'remote',
    expected: ['recipient/hidden-mismatch'],
    make: set('onprem', { msExchHideFromAddressLists: 'TRUE' }),
  },
  {
    name: 'ImmutableId made from the bytes in the wrong order',
    kind: 'remote',
    expected: ['recipient/anchor-encoding'],
    make: (made) => {
      made.cloud.onPremisesImmutableId = swappedBase64(String(made.onprem.objectGUID));
      return {};
    },
  },
  {
    name: 'remote mailbox without an alias',
    kind: 'remote',
    expected: ['recipient/mailnickname-missing'],
    make: set('onprem', { mailNickname: null }),
  },
  {
    name: 'address that only the cloud has',
    kind: 'remote',
    expected: ['recipient/cloud-proxy-not-onprem'],
    make: (made) => {
      const more = `smtp:sales.${made.alias}@contoso.com`;
      made.cloud.proxyAddresses = [...listOf(made.cloud.proxyAddresses), more];
      made.cloud.exo.EmailAddresses = [...listOf(made.cloud.exo.EmailAddresses), more];
      return {};
    },
  },
  {
    name: 'disabled account of a user mailbox',
    kind: 'local',
    expected: ['recipient/disabled-account'],
    make: set('onprem', { userAccountControl: '514' }),
  },
  { name: 'unified messaging', kind: 'local', expected: ['readiness/um-enabled'], make: set('onprem', { msExchUMEnabledFlags: '1' }) },
  {
    name: 'mailbox without a database',
    kind: 'local',
    expected: ['recipient/mailbox-without-homemdb'],
    make: set('onprem', { homeMDB: null }),
  },
  {
    name: 'target address on a local mailbox',
    kind: 'local',
    expected: ['recipient/target-address-on-local-mailbox'],
    make: (made) => set('onprem', { targetAddress: `SMTP:${made.alias}@contoso.mail.onmicrosoft.com` })(made),
  },
  {
    name: 'linked mailbox',
    kind: 'local',
    expected: ['recipient/linked-mailbox'],
    make: set('onprem', {
      msExchRecipientTypeDetails: '2',
      msExchMasterAccountSid: 'S-1-5-21-2004336348-2177238915-682003330-5000',
      userAccountControl: '514',
    }),
  },
  { name: 'mailbox that was not synchronized', kind: 'local', expected: ['recipient/onprem-not-synced'], make: () => ({ noCloud: true }) },
  {
    name: 'outside the synchronized containers',
    kind: 'local',
    expected: ['readiness/out-of-scope-ou'],
    make: (made) => {
      made.onprem.distinguishedName = String(made.onprem.distinguishedName).replace('OU=Staff', 'OU=Old');
      return { noCloud: true };
    },
  },
  {
    name: 'kept from synchronization by adminDescription',
    kind: 'local',
    expected: ['readiness/out-of-scope-admindescription'],
    make: (made) => {
      made.onprem.adminDescription = 'User_NoSync';
      return { noCloud: true };
    },
  },
  { name: 'no display name', kind: 'local', expected: ['readiness/displayname'], make: set('onprem', { displayName: null }) },
  {
    name: 'given name too long',
    kind: 'local',
    expected: ['readiness/givenname-too-long'],
    make: set('onprem', { givenName: 'x'.repeat(70) }),
  },
  { name: 'no UPN', kind: 'local', expected: ['readiness/upn-missing'], make: set('onprem', { userPrincipalName: null }) },
  {
    name: 'UPN without a domain',
    kind: 'local',
    expected: ['readiness/upn-format', 'readiness/upn-not-primary-smtp', 'readiness/upn-suffix-unverified'],
    make: (made) => set('onprem', { userPrincipalName: made.alias })(made),
  },
  {
    name: 'UPN with characters that Entra refuses',
    kind: 'local',
    expected: ['readiness/upn-invalid-characters', 'readiness/upn-not-primary-smtp'],
    make: (made) => set('onprem', { userPrincipalName: `a%b.${made.primary}` })(made),
  },
  {
    name: 'UPN too long',
    kind: 'local',
    expected: ['readiness/upn-too-long', 'readiness/upn-not-primary-smtp'],
    make: (made) => set('onprem', { userPrincipalName: `${'x'.repeat(70)}.${made.primary}` })(made),
  },
  {
    name: 'mail is no address',
    kind: 'local',
    expected: ['readiness/mail-invalid', 'recipient/mail-not-primary'],
    make: (made) => set('onprem', { mail: `see the intranet ${made.i}` })(made),
  },
  {
    name: 'alias with characters that Exchange refuses',
    kind: 'local',
    expected: ['readiness/mailnickname-invalid', 'recipient/alias-differs'],
    make: (made) => set('onprem', { mailNickname: `${made.alias} (old)` })(made),
  },
  proxyFault('proxy address without an at sign', ['readiness/proxy-format'], ({ alias }) => `smtp:${alias}-at-nowhere`),
  proxyFault(
    'proxy address with a blank inside',
    ['readiness/proxy-invalid-characters', 'readiness/proxy-format'],
    ({ alias }) => `smtp:my ${alias}@contoso.com`,
  ),
  proxyFault('proxy address without a prefix', ['readiness/proxy-no-prefix'], ({ alias }) => `second.${alias}@contoso.com`),
  proxyFault('proxy address with an umlaut', ['readiness/proxy-non-ascii'], ({ alias }) => `smtp:m\u00fcller.${alias}@contoso.com`),
  proxyFault('proxy address that is too long', ['readiness/proxy-too-long'], ({ alias }) => `smtp:${alias}.${'x'.repeat(260)}@contoso.com`),
  proxyFault('proxy address of a system that is gone', ['readiness/proxy-legacy-protocol'], ({ alias }) => `MS:CONTOSO/PO/${alias}`),
  proxyFault('the same proxy address twice', ['readiness/proxy-duplicate-same-object'], ({ primary }) => `smtp:${primary}`),
  proxyFault('a second primary address', ['recipient/primary-smtp-multiple'], ({ alias }) => `SMTP:second.${alias}@contoso.com`),
  {
    name: 'no primary address',
    kind: 'local',
    expected: ['recipient/primary-smtp-missing'],
    make: (made) => {
      made.onprem.proxyAddresses = proxiesOf(made).map((one) => (one.startsWith('SMTP:') ? `smtp:${one.slice(5)}` : one));
      return {};
    },
  },
  {
    name: 'blank at the end of the name',
    kind: 'local',
    expected: ['readiness/leading-trailing-space'],
    make: (made) => set('onprem', { displayName: `${String(made.onprem.displayName)} ` })(made),
  },
  {
    name: 'sAMAccountName with characters that are refused',
    kind: 'local',
    expected: ['readiness/sam-invalid', 'readiness/upn-missing'],
    make: (made) => set('onprem', { sAMAccountName: `u"${made.i}`, userPrincipalName: null })(made),
  },
  {
    name: 'what is left of a move',
    kind: 'local',
    expected: ['readiness/move-attributes-left'],
    make: set('onprem', {
      msExchMailboxMoveStatus: '2',
      msExchMailboxMoveFlags: '5',
      msExchMailboxMoveBatchName: 'MigrationService:Wave1',
    }),
  },
  {
    name: 'a synchronization error stands on the cloud object',
    kind: 'local',
    expected: ['readiness/provisioning-error'],
    make: (made) =>
      set('cloud', {
        onPremisesProvisioningErrors: [
          {
            category: 'PropertyConflict',
            occurredDateTime: '2026-11-01T00:00:00Z',
            propertyCausingError: 'ProxyAddresses',
            value: `smtp:x${made.primary}`,
          },
        ],
      })(made),
  },
  {
    name: 'an error of Exchange stands on the cloud object',
    kind: 'remote',
    expected: ['readiness/service-provisioning-error'],
    make: set('cloud', {
      serviceProvisioningErrors: [
        {
          createdDateTime: '2026-11-01T00:00:00Z',
          isResolved: false,
          serviceInstance: 'exchange/namprd01',
          errorDetail: 'the mailbox cannot be made',
        },
      ],
    }),
  },
  twinFault(
    'the ConsistencyGuid of another user',
    ['recipient/consistency-guid-duplicate', 'recipient/consistency-guid-duplicate', 'readiness/out-of-scope-ou'],
    (made) => ({
      'mS-DS-ConsistencyGuid': made.onprem['mS-DS-ConsistencyGuid'],
    }),
  ),
  twinFault(
    'the alias of another user',
    ['readiness/mailnickname-duplicate', 'readiness/mailnickname-duplicate', 'readiness/out-of-scope-ou', 'recipient/primary-smtp-missing'],
    (made) => ({ mailNickname: made.alias }),
  ),
  twinFault('the UPN of another user', ['readiness/upn-duplicate', 'readiness/upn-duplicate', 'readiness/out-of-scope-ou'], (made) => ({
    userPrincipalName: made.primary,
  })),
  {
    name: 'contact without mail',
    kind: 'contact',
    expected: ['readiness/contact-incomplete', 'readiness/targetaddress-differs-from-mail'],
    make: set('onprem', { mail: null }),
  },
  {
    name: 'contact without an outside address',
    kind: 'contact',
    expected: ['recipient/target-address-missing'],
    make: (made) => {
      delete made.onprem.targetAddress;
      return {};
    },
  },
  {
    name: 'hundreds of proxy addresses',
    kind: 'local',
    expected: ['readiness/too-many-proxies'],
    make: (made) => {
      made.onprem.proxyAddresses = [
        ...proxiesOf(made),
        ...Array.from({ length: 420 }, (_, at) => `smtp:list${at}.${made.alias}@contoso.com`),
      ];
      return {};
    },
  },
];
