import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allFacts } from '../../src/facts/catalog.js';
import { recipientKind, recipientTypeName } from '../../src/facts/recipient-types.js';
import { wantedColumns } from '../../src/facts/wanted.js';
import { factsOf, type Given, valueOf } from '../setup/diagnose.js';
import { ROOT } from '../setup/rules.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const SWAPPED = '2244e78b-d9b0-ec47-b861-e7de1a9cfb20';
const ANCHOR = 'IkTni9mw7Ee4YefeGpz7IA==';
const OTHER = '11111111-2222-4333-8444-555555555555';
const KIM = { addresses: ['kim@contoso.com'] };
const UPN = { userPrincipalName: 'kim@contoso.com' };

const UNKNOWN = expect.stringMatching(/^unknown: \S/);

describe('every fact', () => {
  it('answers for an empty world, and is unknown with a reason or known to be nothing', () => {
    const facts = factsOf({});
    for (const { name } of allFacts()) {
      const fact = facts(name);
      // What the input holds is seen at once; it holds nothing.
      if (/^input\.(?:saidToBeHeaders|hasHeaders|isReport)$/.test(name)) continue;
      expect(fact.kind, name).toBe('unknown');
      if (fact.kind === 'unknown') expect(fact.why.length, name).toBeGreaterThan(5);
    }
  });

  it('has a maker', () => {
    const facts = factsOf({});
    const orphans = allFacts().filter(({ name }) => {
      const fact = facts(name);
      return fact.kind === 'unknown' && fact.why === 'nothing tells it';
    });
    expect(orphans.map(({ name }) => name)).toEqual([]);
  });

  it('takes what a directory says before what the user answered, and quotes both', () => {
    const facts = factsOf({ hints: KIM, onPrem: [{ ...UPN, homeMDB: 'CN=DB1' }], answers: { 'onPrem.homeMdb': 'CN=DB2' } });
    expect(valueOf(facts, 'onPrem.homeMdb')).toBe('CN=DB1');
    const fact = facts('onPrem.homeMdb');
    expect(fact.kind === 'known' ? fact.evidence.map(({ text }) => text) : []).toContain('answered: CN=DB2');
    expect(valueOf(factsOf({ answers: { 'onPrem.homeMdb': 'CN=DB2' } }), 'onPrem.homeMdb')).toBe('CN=DB2');
    expect(valueOf(factsOf({ answers: { 'ask.anything': true } }), 'ask.anything')).toBe(true);
  });

  it('reads captures', () => {
    const facts = factsOf({ captures: { domain: 'contoso.com', name: '' } });
    expect(valueOf(facts, 'capture.domain')).toBe('contoso.com');
    expect(valueOf(facts, 'capture.name')).toBeNull();
    expect(valueOf(facts, 'capture.other')).toEqual(UNKNOWN);
  });

  it('keeps of a large export every column that a derived fact reads', () => {
    const sources = ['cloud-facts', 'onprem-facts', 'pair-facts', 'recipients']
      .map((name) => readFileSync(join(ROOT, `src/facts/${name}.ts`), 'utf8'))
      .join('\n');
    const wanted = new Set([...wantedColumns('onprem'), ...wantedColumns('cloud')]);
    const read = [...sources.matchAll(/readColumn\(\s*\w+,\s*\[([^\]]*)\]/g)].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/'([^']+)'/g)].map((quoted) => quoted[1] ?? ''),
    );
    expect(read.length).toBeGreaterThan(20);
    expect([...new Set(read)].filter((column) => !wanted.has(column))).toEqual([]);
  });
});

describe('onPrem.exists', () => {
  it.each<[string, Given, unknown]>([
    ['true where the recipient is found', { hints: KIM, onPrem: [UPN] }, true],
    ['false where an export that can be searched lacks it', { hints: KIM, onPrem: [{ userPrincipalName: 'tom@contoso.com' }] }, false],
    ['false for an export that is empty', { hints: KIM, onPrem: [] }, false],
    ['unknown where the side was not read', { hints: KIM }, UNKNOWN],
    ['unknown where the text names nobody', { onPrem: [UPN, { userPrincipalName: 'tom@contoso.com' }] }, UNKNOWN],
    ['unknown where the export has nothing to search by', { hints: KIM, onPrem: [{ cn: 'Tom' }, { cn: 'Eve' }] }, UNKNOWN],
    [
      'unknown where only a GUID is known and nobody carries it',
      { hints: { guid: GUID }, onPrem: [UPN, { userPrincipalName: 'tom@contoso.com' }] },
      UNKNOWN,
    ],
  ])('is %s', (_, given, expected) => {
    expect(valueOf(factsOf(given), 'onPrem.exists')).toEqual(expected);
  });

  it('makes the attributes of somebody who is not there known to be not set', () => {
    const facts = factsOf({ hints: KIM, onPrem: [] });
    for (const name of ['onPrem.exchangeGuid', 'onPrem.recipientType', 'onPrem.homeMdb', 'onPrem.emailAddresses'])
      expect(valueOf(facts, name), name).toBeNull();
  });
});

describe('cloud.exists', () => {
  it.each<[string, Given, unknown]>([
    ['true', { hints: KIM, cloud: [{ id: OTHER, ...UPN }] }, true],
    ['false', { hints: KIM, cloud: [] }, false],
    ['unknown: not read', { hints: KIM }, UNKNOWN],
    [
      'unknown: nobody named',
      {
        cloud: [
          { id: OTHER, ...UPN },
          { id: GUID, userPrincipalName: 'tom@contoso.com' },
        ],
      },
      UNKNOWN,
    ],
  ])('is %s', (_, given, expected) => {
    expect(valueOf(factsOf(given), 'cloud.exists')).toEqual(expected);
  });
});

describe('what was not exported', () => {
  it('is unknown, and what was exported empty is not set', () => {
    const facts = factsOf({ hints: KIM, onPremFile: [{ ...UPN, objectGUID: GUID, msExchMailboxGuid: null, mailNickname: '' }] });
    expect(valueOf(facts, 'onPrem.homeMdb')).toEqual(UNKNOWN);
    expect(valueOf(facts, 'onPrem.recipientType')).toEqual(UNKNOWN);
    expect(valueOf(facts, 'onPrem.exchangeGuid')).toBeNull();
    expect(valueOf(facts, 'onPrem.alias')).toBeNull();
  });

  it('does not prove from Exchange recipients alone that no AD user exists', () => {
    const others = [
      {
        Guid: GUID,
        ExchangeGuid: OTHER,
        RecipientTypeDetails: 'RemoteUserMailbox',
        UserPrincipalName: 'tom@contoso.com',
        PrimarySmtpAddress: 'tom@contoso.com',
      },
    ];
    expect(valueOf(factsOf({ hints: KIM, onPremFile: others }), 'onPrem.exists')).toEqual(UNKNOWN);
  });

  it('reads an all-zero GUID as not set', () => {
    expect(
      valueOf(factsOf({ hints: KIM, onPrem: [{ ...UPN, ExchangeGuid: '00000000-0000-0000-0000-000000000000' }] }), 'onPrem.exchangeGuid'),
    ).toBeNull();
  });

  it('does not take a number that is none', () => {
    expect(valueOf(factsOf({ hints: KIM, onPrem: [{ ...UPN, adminCount: 'many' }] }), 'onPrem.adminCount')).toEqual(UNKNOWN);
  });
});

describe('how many carry a value', () => {
  const people = [
    { ...UPN, objectGUID: GUID, displayName: 'Kim', msExchMailboxGuid: GUID },
    { userPrincipalName: 'tom@contoso.com', objectGUID: OTHER, displayName: 'Kim', msExchMailboxGuid: GUID },
  ];

  it('is counted over the whole side', () => {
    const facts = factsOf({ hints: { guid: GUID, names: ['Kim'] }, captures: { guid: GUID }, onPremFile: people });
    expect(valueOf(facts, 'onPrem.guidHolders')).toBe(2);
    expect(valueOf(facts, 'onPrem.nameHolders')).toBe(2);
  });

  it('is unknown where the export does not hold the attribute, and not zero', () => {
    const facts = factsOf({ hints: { guid: GUID, names: ['Kim'] }, captures: { guid: GUID }, onPremFile: [{ ...UPN, objectGUID: OTHER }] });
    expect(valueOf(facts, 'onPrem.guidHolders')).toEqual(UNKNOWN);
    expect(valueOf(facts, 'onPrem.nameHolders')).toEqual(UNKNOWN);
  });

  it('is unknown where the export broke off below two', () => {
    const facts = factsOf({
      hints: { guid: GUID },
      captures: { guid: GUID },
      onPremText: JSON.stringify(people.slice(0, 1)).replace(']', ', {"userPrinc'),
    });
    expect(valueOf(facts, 'onPrem.guidHolders')).toEqual(UNKNOWN);
  });
});

describe('onPrem.recipientType', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['as the cmdlet prints it', { RecipientTypeDetails: 'RemoteUserMailbox' }, 'RemoteUserMailbox'],
    ["as LDAP's number", { msExchRecipientTypeDetails: '2147483648' }, 'RemoteUserMailbox'],
    ['as a JSON number', { msExchRecipientTypeDetails: 34359738368 }, 'RemoteSharedMailbox'],
    ['a user that is not mail-enabled', { msExchRecipientTypeDetails: null, mailNickname: null, objectClass: ['top', 'user'] }, 'User'],
    [
      'a contact that is not mail-enabled',
      { msExchRecipientTypeDetails: null, mailNickname: null, objectClass: ['top', 'contact'] },
      'Contact',
    ],
    [
      'a remote mailbox without its type',
      { msExchRecipientTypeDetails: null, mailNickname: 'kim', msExchRemoteRecipientType: '4' },
      'RemoteUserMailbox',
    ],
    ['a mailbox without its type', { msExchRecipientTypeDetails: null, mailNickname: 'kim', homeMDB: 'CN=DB1' }, 'UserMailbox'],
    [
      'a mail user without its type',
      { msExchRecipientTypeDetails: null, mailNickname: 'kim', homeMDB: null, targetAddress: 'SMTP:kim@fabrikam.com' },
      'MailUser',
    ],
    [
      'a mail contact without its type',
      { msExchRecipientTypeDetails: null, mailNickname: 'kim', targetAddress: 'SMTP:kim@fabrikam.com', objectClass: ['contact'] },
      'MailContact',
    ],
    ['a value nobody knows', { RecipientTypeDetails: 'NewKindOfMailbox' }, 'NewKindOfMailbox'],
  ])('is %s', (_, more, expected) => {
    expect(valueOf(factsOf({ hints: KIM, onPrem: [{ ...UPN, ...more }] }), 'onPrem.recipientType')).toEqual(expected);
  });

  it('knows the documented values', () => {
    expect(recipientTypeName('1')).toBe('UserMailbox');
    expect(recipientTypeName('remoteusermailbox')).toBe('RemoteUserMailbox');
    expect(recipientKind('SharedMailbox')).toBe('mailbox');
    expect(recipientKind('RemoteSharedMailbox')).toBe('remote-mailbox');
    expect(recipientKind('MailUser')).toBe('mail-user');
    expect(recipientKind('User')).toBe('none');
    expect(recipientKind('Nothing')).toBeUndefined();
  });
});

describe('derived facts of one side', () => {
  const onPrem = (more: Record<string, unknown>, name: string, given: Given = {}): unknown =>
    valueOf(factsOf({ hints: KIM, onPrem: [{ ...UPN, ...more }], ...given }), name);
  const cloud = (more: Record<string, unknown>, name: string, given: Given = {}): unknown =>
    valueOf(factsOf({ hints: KIM, cloud: [{ id: OTHER, ...UPN, ...more }], ...given }), name);

  it.each<[string, unknown, unknown]>([
    ['onPrem.kind', onPrem({ objectClass: ['top', 'person', 'user'] }, 'onPrem.kind'), 'user'],
    ['onPrem.kind of a contact', onPrem({ objectClass: ['top', 'contact'] }, 'onPrem.kind'), 'contact'],
    ['onPrem.kind of a group', onPrem({ objectClass: ['top', 'group'] }, 'onPrem.kind'), 'group'],
    ['onPrem.mailEnabled', onPrem({ RecipientTypeDetails: 'RemoteUserMailbox' }, 'onPrem.mailEnabled'), true],
    ['onPrem.mailEnabled of a plain user', onPrem({ msExchRecipientTypeDetails: null, mailNickname: null }, 'onPrem.mailEnabled'), false],
    [
      'onPrem.emailAddressPolicyEnabled',
      onPrem({ msExchPoliciesExcluded: ['{26491cfc-9e50-4857-861b-0cb8df22b5d7}'] }, 'onPrem.emailAddressPolicyEnabled'),
      false,
    ],
    ['onPrem.emailAddressPolicyEnabled, not excluded', onPrem({ msExchPoliciesExcluded: null }, 'onPrem.emailAddressPolicyEnabled'), true],
    ['onPrem.umEnabled', onPrem({ msExchUMEnabledFlags: '831' }, 'onPrem.umEnabled'), true],
    ['onPrem.umEnabled, off', onPrem({ msExchUMEnabledFlags: '830' }, 'onPrem.umEnabled'), false],
    ['onPrem.umEnabled, not set', onPrem({ msExchUMEnabledFlags: null }, 'onPrem.umEnabled'), false],
    [
      'onPrem.eumAddresses',
      onPrem({ proxyAddresses: ['SMTP:kim@contoso.com', 'eum:1234;phone-context=x'] }, 'onPrem.eumAddresses'),
      ['eum:1234;phone-context=x'],
    ],
    [
      'onPrem.moveAttributes',
      onPrem({ msExchMailboxMoveStatus: '10', msExchMailboxMoveFlags: null }, 'onPrem.moveAttributes'),
      ['msexchmailboxmovestatus'],
    ],
    ['onPrem.moveAttributes, none', onPrem({ msExchMailboxMoveStatus: null }, 'onPrem.moveAttributes'), null],
    ['onPrem.inSyncScope by its description', onPrem({ adminDescription: 'User_NoSync' }, 'onPrem.inSyncScope'), false],
    [
      'onPrem.inSyncScope with the mark of another type',
      onPrem({ adminDescription: 'Group_NoSync', dn: 'CN=Kim,OU=Staff,DC=contoso,DC=com' }, 'onPrem.inSyncScope', {
        settings: { syncedContainers: ['OU=Staff,DC=contoso,DC=com'] },
      }),
      true,
    ],
    [
      'onPrem.inSyncScope in a container whose name ends like one that is synchronized',
      onPrem({ dn: 'CN=Kim,XOU=Staff,DC=contoso,DC=com' }, 'onPrem.inSyncScope', {
        settings: { syncedContainers: ['OU=Staff,DC=contoso,DC=com'] },
      }),
      false,
    ],
    [
      'onPrem.inSyncScope by its place',
      onPrem({ dn: 'CN=Kim,OU=Staff,DC=contoso,DC=com' }, 'onPrem.inSyncScope', {
        settings: { syncedContainers: ['OU=Staff,DC=contoso,DC=com'] },
      }),
      true,
    ],
    [
      'onPrem.inSyncScope outside',
      onPrem({ dn: 'CN=Kim,OU=Other,DC=contoso,DC=com' }, 'onPrem.inSyncScope', {
        settings: { syncedContainers: ['OU=Staff,DC=contoso,DC=com'] },
      }),
      false,
    ],
    [
      'onPrem.unacceptedDomains',
      onPrem({ proxyAddresses: ['SMTP:kim@contoso.com', 'smtp:kim@old.local'] }, 'onPrem.unacceptedDomains', {
        settings: { acceptedDomains: { cloud: ['contoso.com'] } },
      }),
      ['old.local'],
    ],
    ['onPrem.upnDomainVerified', onPrem({}, 'onPrem.upnDomainVerified', { settings: { verifiedDomains: ['Contoso.com'] } }), true],
    ['onPrem.upnDomainVerified, not', onPrem({}, 'onPrem.upnDomainVerified', { settings: { verifiedDomains: ['fabrikam.com'] } }), false],
    [
      'onPrem.routingAddress',
      onPrem({ proxyAddresses: ['SMTP:kim@contoso.com', 'smtp:kim@contoso.mail.onmicrosoft.com'] }, 'onPrem.routingAddress'),
      'kim@contoso.mail.onmicrosoft.com',
    ],
    ['cloud.hasMailbox', cloud({ exo: { RecipientTypeDetails: 'UserMailbox' } }, 'cloud.hasMailbox'), true],
    ['cloud.hasMailbox of a mail user', cloud({ exo: { RecipientTypeDetails: 'MailUser' } }, 'cloud.hasMailbox'), false],
    ['cloud.isDirSynced', cloud({ onPremisesSyncEnabled: true }, 'cloud.isDirSynced'), true],
    ['cloud.isDirSynced, null', cloud({ onPremisesSyncEnabled: null }, 'cloud.isDirSynced'), false],
    [
      'cloud.exchangeLicensed',
      cloud(
        { assignedPlans: [{ service: 'exchange', servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0', capabilityStatus: 'Enabled' }] },
        'cloud.exchangeLicensed',
      ),
      true,
    ],
    [
      'cloud.exchangeLicensed by a plan without mailbox',
      cloud(
        { assignedPlans: [{ service: 'exchange', servicePlanId: '113feb6c-3fe4-4440-bddc-54d774bf0318', capabilityStatus: 'Enabled' }] },
        'cloud.exchangeLicensed',
      ),
      false,
    ],
    [
      'cloud.exchangeLicensed, removed',
      cloud(
        { assignedPlans: [{ service: 'exchange', servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0', capabilityStatus: 'Deleted' }] },
        'cloud.exchangeLicensed',
      ),
      false,
    ],
    [
      'cloud.hasAuxArchive',
      cloud(
        { exo: { RecipientTypeDetails: 'UserMailbox', MailboxLocations: [`1;${GUID};Primary;x`, `1;${OTHER};AuxArchive;x`] } },
        'cloud.hasAuxArchive',
      ),
      true,
    ],
    [
      'cloud.delayHold',
      cloud(
        { exo: { RecipientTypeDetails: 'UserMailbox', DelayHoldApplied: 'True', DelayReleaseHoldApplied: 'False' } },
        'cloud.delayHold',
      ),
      true,
    ],
    ['cloud.holds', cloud({ exo: { RecipientTypeDetails: 'UserMailbox', InPlaceHolds: ['UniH1'] } }, 'cloud.holds'), ['UniH1']],
    ['cloud.hasPrivilegedRole', cloud({ assignedRoles: ['Global Administrator'] }, 'cloud.hasPrivilegedRole'), true],
    [
      'cloud.hasPrivilegedRole, eligible only',
      cloud({ assignedRoles: [], eligibleRoles: ['Exchange Administrator'] }, 'cloud.hasPrivilegedRole'),
      true,
    ],
    ['cloud.hasPrivilegedRole, none', cloud({ assignedRoles: [], eligibleRoles: [] }, 'cloud.hasPrivilegedRole'), false],
    [
      'tenant.routingDomain by an address',
      cloud(
        { exo: { RecipientTypeDetails: 'UserMailbox', EmailAddresses: ['smtp:kim@contoso.mail.onmicrosoft.com'] } },
        'tenant.routingDomain',
      ),
      'contoso.mail.onmicrosoft.com',
    ],
    ['derived.remoteMailboxKind', cloud({ exo: { RecipientTypeDetails: 'RoomMailbox' } }, 'derived.remoteMailboxKind'), 'Room'],
    ['derived.cloudAnchorGuid', cloud({ onPremisesImmutableId: ANCHOR }, 'derived.cloudAnchorGuid'), GUID],
    ['derived.immutableId', onPrem({ 'mS-DS-ConsistencyGuid': GUID }, 'derived.immutableId'), ANCHOR],
    ['derived.x500FromOnPrem', onPrem({ legacyExchangeDN: '/o=First/cn=kim' }, 'derived.x500FromOnPrem'), 'X500:/o=First/cn=kim'],
    [
      'derived.remoteRoutingAddress',
      cloud({ mailNickname: 'kim' }, 'derived.remoteRoutingAddress', { settings: { routingDomain: 'contoso.mail.onmicrosoft.com' } }),
      'kim@contoso.mail.onmicrosoft.com',
    ],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  const exported = (name: string): unknown => valueOf(factsOf({ hints: KIM, cloudFile: [{ id: OTHER, ...UPN }] }), name);

  it.each<[string, unknown]>([
    ['cloud.hasMailbox of Graph alone', cloud({}, 'cloud.hasMailbox')],
    ['cloud.exchangeLicensed where plans were not exported', exported('cloud.exchangeLicensed')],
    ['cloud.hasPrivilegedRole where roles were not exported', exported('cloud.hasPrivilegedRole')],
    ['cloud.softDeletedTwin of an export without such', cloud({ mail: 'kim@contoso.com' }, 'cloud.softDeletedTwin')],
    ['onPrem.unacceptedDomains without settings', onPrem({ proxyAddresses: ['smtp:a@b.c'] }, 'onPrem.unacceptedDomains')],
    ['onPrem.inSyncScope without settings', onPrem({ dn: 'CN=Kim,DC=contoso,DC=com' }, 'onPrem.inSyncScope')],
  ])('%s is unknown', (_, actual) => {
    expect(actual).toEqual(UNKNOWN);
  });
});

describe('comparisons', () => {
  const pair = (onPrem: Record<string, unknown>, cloud: Record<string, unknown>, name: string): unknown =>
    valueOf(factsOf({ hints: KIM, onPrem: [{ ...UPN, ...onPrem }], cloud: [{ id: OTHER, ...UPN, ...cloud }] }), name);
  const exo = (ExchangeGuid: string | null) => ({ exo: { RecipientTypeDetails: 'UserMailbox', ExchangeGuid } });

  it.each<[string, unknown, unknown]>([
    ['the same ExchangeGuid', pair({ msExchMailboxGuid: GUID }, exo(GUID), 'pair.sameExchangeGuid'), true],
    ['another ExchangeGuid', pair({ msExchMailboxGuid: OTHER }, exo(GUID), 'pair.sameExchangeGuid'), false],
    ['no ExchangeGuid on one side', pair({ msExchMailboxGuid: null }, exo(GUID), 'pair.sameExchangeGuid'), false],
    ['an ExchangeGuid on neither side', pair({ msExchMailboxGuid: null }, exo(null), 'pair.sameExchangeGuid'), false],
    ['swapped bytes', pair({ msExchMailboxGuid: SWAPPED }, exo(GUID), 'pair.swappedExchangeGuid'), true],
    ['the same bytes are not swapped', pair({ msExchMailboxGuid: GUID }, exo(GUID), 'pair.swappedExchangeGuid'), false],
    ['the same anchor', pair({ 'mS-DS-ConsistencyGuid': GUID }, { onPremisesImmutableId: ANCHOR }, 'pair.sameAnchor'), true],
    [
      'an anchor that differs by case',
      pair({ 'mS-DS-ConsistencyGuid': GUID }, { onPremisesImmutableId: ANCHOR.toLowerCase() }, 'pair.sameAnchor'),
      false,
    ],
    ['the same UPN in another case', pair({ userPrincipalName: 'KIM@contoso.com' }, {}, 'pair.sameUpn'), true],
    ['joined by', pair({}, {}, 'pair.joinedBy'), 'UserPrincipalName'],
    ['no anchor read', pair({}, { onPremisesImmutableId: ANCHOR }, 'pair.sameAnchor'), UNKNOWN],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it.each<[string, Given, string, unknown]>([
    ['the ExchangeGuid of the cloud mailbox', { cloud: [{ id: OTHER, ...UPN, ...exo(GUID) }] }, 'guid.isCloudExchangeGuid', true],
    ['not its ExchangeGuid', { cloud: [{ id: OTHER, ...UPN, ...exo(OTHER) }] }, 'guid.isCloudExchangeGuid', false],
    [
      'its ArchiveGuid',
      { cloud: [{ id: OTHER, ...UPN, exo: { RecipientTypeDetails: 'UserMailbox', ArchiveGuid: GUID } }] },
      'guid.isCloudArchiveGuid',
      true,
    ],
    [
      'one of its locations',
      { cloud: [{ id: OTHER, ...UPN, exo: { RecipientTypeDetails: 'UserMailbox', MailboxLocations: [`1;${GUID};ComponentShared;x`] } }] },
      'guid.isCloudLocation',
      true,
    ],
    ['the ExchangeGuid of an on-premises object', { onPrem: [{ ...UPN, msExchMailboxGuid: GUID }] }, 'guid.isOnPremExchangeGuid', true],
    [
      'a soft-deleted mailbox',
      {
        cloud: [
          { id: OTHER, ...UPN, ...exo(OTHER) },
          {
            id: GUID,
            userPrincipalName: 'kim@contoso.com',
            exo: { RecipientTypeDetails: 'UserMailbox', ExchangeGuid: GUID, IsSoftDeletedByRemove: 'True' },
          },
        ],
      },
      'guid.isSoftDeletedMailbox',
      true,
    ],
    ['nobody that was read', {}, 'guid.isCloudExchangeGuid', UNKNOWN],
  ])("the message's GUID is %s", (_, given, name, expected) => {
    expect(
      valueOf(factsOf({ text: `mailbox GUID '${GUID}'`, hints: { ...KIM, guid: GUID }, captures: { guid: GUID }, ...given }), name),
    ).toEqual(expected);
  });
});

describe('input facts', () => {
  it.each<[string, string, string, unknown]>([
    ['direction to the cloud', 'Direction : Onboarding', 'input.direction', 'to-cloud'],
    ['direction back', 'New-MoveRequest -Outbound -RemoteTargetDatabase DB1', 'input.direction', 'to-onprem'],
    ['direction of both', 'an onboarding move after an offboarding move', 'input.direction', UNKNOWN],
    ['server', "The call to 'https://mail.contoso.com/EWS/mrsproxy.svc' failed", 'input.server', 'mail.contoso.com'],
    ['server of the service', "The call to 'outlook.office365.com' failed", 'input.server', UNKNOWN],
    ['batch', 'BatchId : Wave 3\n', 'input.batch', 'Wave 3'],
    ['percent', 'PercentComplete : 20\n', 'input.percentComplete', 20],
    ['common failure', "The most common failure is 'MapiExceptionNoAccess'", 'input.commonFailure', 'MapiExceptionNoAccess'],
    ['inner', 'The call failed. --> The remote server returned an error: (401) Unauthorized.', 'input.hasInner', true],
    [
      'inner that repeats',
      'Error: X1Exception: Cannot find a recipient that has it. --> Cannot find a recipient that has it.',
      'input.hasInner',
      false,
    ],
    ['retrying', 'The system will retry (12/60)', 'input.retrying', true],
    ['completed', 'Request is complete.', 'input.completed', true],
    ['HRESULTs', 'hr=0x80004005', 'input.hresults', ['0x80004005']],
  ])('%s', (_, text, name, expected) => {
    expect(valueOf(factsOf({ text }), name)).toEqual(expected);
  });

  it('takes the direction that was given', () => {
    expect(valueOf(factsOf({ text: 'Direction : Onboarding', direction: 'to-onprem' }), 'input.direction')).toBe('to-onprem');
  });
});

describe('settings', () => {
  it.each<[string, Record<string, unknown>, string, unknown]>([
    ['a boolean', { blockSoftMatchEnabled: true }, 'tenant.blockSoftMatch', true],
    ['a word for one', { blockSoftMatchEnabled: 'False' }, 'tenant.blockSoftMatch', false],
    ['nonsense', { blockSoftMatchEnabled: 'maybe' }, 'tenant.blockSoftMatch', UNKNOWN],
    ['null', { blockSoftMatchEnabled: null }, 'tenant.blockSoftMatch', null],
    ['a list', { verifiedDomains: ['Contoso.com', { id: 'fabrikam.com' }] }, 'tenant.verifiedDomains', ['contoso.com', 'fabrikam.com']],
    ['accepted domains', { acceptedDomains: { cloud: [{ DomainName: 'contoso.com' }] } }, 'tenant.cloudAcceptedDomains', ['contoso.com']],
    ['the other side only', { acceptedDomains: { onprem: ['contoso.com'] } }, 'tenant.cloudAcceptedDomains', UNKNOWN],
    ['a domain made of another', { initialDomain: 'contoso.onmicrosoft.com' }, 'tenant.routingDomain', 'contoso.mail.onmicrosoft.com'],
    ['an inherited key', {}, 'tenant.blockSoftMatch', UNKNOWN],
  ])('%s', (_, settings, name, expected) => {
    expect(valueOf(factsOf({ settings }), name)).toEqual(expected);
  });
});
