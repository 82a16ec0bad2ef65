import { describe, expect, it } from 'vitest';
import { mayHoldSyncError } from '../../../src/parse/error-text/detect.js';
import type { SyncErrorEntry } from '../../../src/parse/sync-error/entry.js';
import { readSyncErrors } from '../../../src/parse/sync-error/read.js';
import { fc } from '../../setup/property.js';

/** What an entry says, short enough to compare. */
function said(entry: SyncErrorEntry | undefined): Record<string, unknown> | undefined {
  if (entry === undefined) return undefined;
  const flat = (object: object): Record<string, string> =>
    Object.fromEntries(Object.entries(object).map(([name, token]) => [name, (token as { value: string }).value]));
  const { errorType, conflicts, source, existing, trackingId, eventId } = entry;
  return {
    type: errorType.value,
    ...(conflicts.length === 0 ? {} : { conflicts: conflicts.map(({ attribute, value }) => `${attribute} ${value?.value ?? '?'}`) }),
    ...(Object.keys(source).length === 0 ? {} : { source: flat(source) }),
    ...(Object.keys(existing).length === 0 ? {} : { existing: flat(existing) }),
    ...(trackingId === undefined ? {} : { trackingId: trackingId.value }),
    ...(eventId === undefined ? {} : { eventId: eventId.value }),
  };
}
const read = (text: string) => readSyncErrors(text).map(said);

const SENTENCE =
  'Unable to update this object because the following attributes associated with this object have values that may already be associated with another object in your local directory services:';
const ADVICE =
  'Correct or remove the duplicate values in your local directory.  Please refer to http://support.microsoft.com/kb/2647098 for more information on identifying objects with duplicate attribute values.';

describe('words that a page or a console tore apart', () => {
  const CONFLICT = [{ type: 'AttributeValueMustBeUnique', conflicts: ['UserPrincipalName nora@contoso.com'] }];
  const text = `${SENTENCE} [UserPrincipalName nora@contoso.com;].`;

  it.each([
    ['invisible marks', text.replace(/([a-z]{5})(?=[a-z]{3})/g, '$1\u00ad')],
    ['a console of 40 columns', (text.match(/.{1,40}/g) ?? []).join('\r\n')],
    [
      'a console with a margin',
      (text.match(/.{1,40}/g) ?? []).map((line, index) => `${index === 0 ? 'Error : ' : '        '}${line}`).join('\n'),
    ],
    ['mark-up', `${SENTENCE} [**UserPrincipalName**nora@contoso.com;].`],
  ])('%s', (_, torn) => {
    expect(read(torn).map((entry) => ({ type: entry?.type, conflicts: entry?.conflicts }))).toEqual(CONFLICT);
    const [entry] = readSyncErrors(torn);
    const value = entry?.conflicts[0]?.value;
    expect(torn.slice(value?.start, value?.end).replace(/[\s\u00ad]/g, '')).toBe('nora@contoso.com');
  });
});

describe('an attribute behind a colon', () => {
  it.each([
    ['English', `${SENTENCE} UserPrincipalName.`],
    ['German', 'Dieses Objekt kann nicht aktualisiert werden, weil diese Attribute Werte eines anderen Objekts haben: UserPrincipalName.'],
    ['Polish', 'Nie można zaktualizować tego obiektu, ponieważ atrybuty mają wartości innego obiektu: UserPrincipalName.'],
    ['Japanese', '値が重複しているため、このオブジェクトを更新できません: UserPrincipalName。'],
    ['JSON', JSON.stringify({ identity: 'nora@contoso.com', errorDescription: `${SENTENCE} UserPrincipalName.` })],
  ])('%s', (_, text) => {
    expect(read(text)[0]).toMatchObject({ type: 'AttributeValueMustBeUnique', conflicts: ['UserPrincipalName ?'] });
  });
});

describe('what is withheld in Format-List', () => {
  const user = (errors: string) =>
    `DisplayName        : Nora Falk\nObjectType         : User\nProvisioningErrors : {${errors}}\nProxyAddresses     : {}`;

  it('names the attribute', () => {
    expect(read(user('UserPrincipalName'))[0]).toMatchObject({
      type: 'QuarantinedAttributeValueMustBeUnique',
      conflicts: ['UserPrincipalName ?'],
      source: { displayName: 'Nora Falk' },
    });
  });

  it('is nothing where the list is empty', () => {
    expect(read(user(''))).toEqual([]);
  });
});

describe('names that report nothing', () => {
  it.each([
    ['a heading', '### InvalidSoftMatch\n\nThe engine looks for the anchor first.'],
    ['source code', 'throw new InvalidSoftMatch(user);'],
    ['an explanation', 'Devices will encounter an InvalidSoftMatch error during the first cycle.'],
    ['a sentence about what a rule does', 'The rule will throw the error sourceAnchor attribute has changed.'],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual([]);
  });
});

describe('error information of Synchronization Service Manager', () => {
  it('gives every value of the bracket, the attribute that changes inside it, and the tracking id', () => {
    const text = `${SENTENCE} [ProxyAddresses SMTP:crussell@contoso.com,smtp:crussell@contoso.mail.onmicrosoft.com,Mail crussell@contoso.com;].  ${ADVICE}\n\nTracking Id: 466344fe-a7c5-403e-8b0a-8621752ac178`;
    expect(read(text)).toEqual([
      {
        type: 'AttributeValueMustBeUnique',
        conflicts: [
          'ProxyAddresses SMTP:crussell@contoso.com',
          'ProxyAddresses smtp:crussell@contoso.mail.onmicrosoft.com',
          'Mail crussell@contoso.com',
        ],
        trackingId: '466344fe-a7c5-403e-8b0a-8621752ac178',
      },
    ]);
  });

  it('reads the anchor out of the connector space name and the extra details behind a blank line', () => {
    const text = `CN={496B546E69396D77374565345965666547707A3749413D3D}  InvalidSoftMatch
${SENTENCE} [UserPrincipalName kim.ruiz@contoso.com;]. ${ADVICE}

Tracking Id: 1b5a0e4d-7f0c-4a57-9a59-0cf1b7a83d11
ExtraErrorDetails:
[{"Key":"ObjectId","Value":["677e2ead-14e8-4e18-9b25-49d5c75472f1"]},{"Key":"ObjectIdInConflict","Value":["7505ed65-e7f5-4dca-9f78-2617a247f047"]},{"Key":"AttributeConflictName","Value":["UserPrincipalName"]},{"Key":"AttributeConflictValues","Value":["kim.ruiz@contoso.com"]}]`;
    expect(read(text)).toEqual([
      {
        type: 'InvalidSoftMatch',
        conflicts: ['UserPrincipalName kim.ruiz@contoso.com'],
        source: { id: '677e2ead-14e8-4e18-9b25-49d5c75472f1', anchor: 'IkTni9mw7Ee4YefeGpz7IA==' },
        existing: { id: '7505ed65-e7f5-4dca-9f78-2617a247f047' },
        trackingId: '1b5a0e4d-7f0c-4a57-9a59-0cf1b7a83d11',
      },
    ]);
  });

  it('reads the key and value list alone', () => {
    const text = `[{"Key":"ObjectId","Value":["677e2ead-14e8-4e18-9b25-49d5c75472f1"]},
{"Key":"ObjectIdInConflict","Value":["7505ed65-e7f5-4dca-9f78-2617a247f047"]},
{"Key":"AttributeConflictName","Value":["SipProxyAddress"]},
{"Key":"AttributeConflictValues","Value":["user@fabrikam.com"]}]`;
    expect(read(text)).toEqual([
      {
        type: 'AttributeValueMustBeUnique',
        conflicts: ['SipProxyAddress user@fabrikam.com'],
        source: { id: '677e2ead-14e8-4e18-9b25-49d5c75472f1' },
        existing: { id: '7505ed65-e7f5-4dca-9f78-2617a247f047' },
      },
    ]);
  });

  it.each([
    ['a bracket that breaks off', `${SENTENCE} [ProxyAddresses SMTP:kim@cont`, ['ProxyAddresses SMTP:kim@cont']],
    ['no bracket', `${SENTENCE.slice(0, -1)}: UserPrincipalName.`, ['UserPrincipalName ?']],
    [
      'a security identifier',
      `${SENTENCE} [OnPremiseSecurityIdentifier S-1-5-21-1-2-3-1104;].`,
      ['OnPremiseSecurityIdentifier S-1-5-21-1-2-3-1104'],
    ],
    [
      'the old sentence on the user principal name',
      'Unable to update this object in Microsoft Online Services because the user principal name that is associated with this object in the local Active Directory is already associated with another object.',
      ['UserPrincipalName ?'],
    ],
    [
      'the old sentence on proxies',
      'A synchronized object with the same proxy address already exists in your Microsoft Online Services directory.',
      ['ProxyAddresses ?'],
    ],
    [
      'German',
      'Dieses Objekt kann nicht aktualisiert werden, da die folgenden Attribute, die diesem Objekt zugeordnet sind, Werte aufweisen, die möglicherweise bereits einem anderen Objekt in Ihren lokalen Verzeichnisdiensten zugeordnet sind: [ProxyAddresses SMTP:jo@contoso.com;]. Korrigieren oder entfernen Sie die doppelten Werte in Ihrem lokalen Verzeichnis.',
      ['ProxyAddresses SMTP:jo@contoso.com'],
    ],
    [
      'a quoted mail that breaks lines',
      `> Unable to update this object because the following\n> attributes associated with this object have values that may already be\n> associated with another object in your local directory services:\n> [UserPrincipalName kim@contoso.com;].`,
      ['UserPrincipalName kim@contoso.com'],
    ],
  ])('reads a conflict from %s', (_, text, conflicts) => {
    expect(read(text)).toMatchObject([{ type: 'AttributeValueMustBeUnique', conflicts }]);
  });

  it.each([
    [
      'DataValidationFailed',
      'Unable to update this object in Azure Active Directory, because the attribute [Username], is not valid. Update the value in your local directory services.',
    ],
    [
      'FederatedDomainChangeError',
      'Unable to update this object in Azure Active Directory, because the attribute [FederatedUser.UserPrincipalName], is not valid. Update the value in your local directory services.',
    ],
    [
      'HardMatchHardening',
      'InvalidHardMatch: Hard match operation blocked due to security hardening. Review OnPremisesObjectIdentifier mapping.',
    ],
    ['InvalidHardMatch', 'Another cloud created object with the same source anchor already exists in Microsoft Entra ID'],
    ['DeleteNotValid', 'This synchronization operation, Delete, is not valid. Contact Technical Support.'],
    ['UserIdNotFound', 'Unable to update this object because the user ID is not found.'],
    ['SourceAnchorChanged', 'System.InvalidOperationException: SourceAnchor attribute has changed.'],
    ['DeletingCloudOnlyObjectNotAllowed', "Deleting a cloud-only object isn't supported. Contact Microsoft Customer Support."],
    ['LargeObject', 'The provisioned object is too large. Trim the number of attribute values on this object.'],
    ['ExistingAdminRoleConflict', 'Existing Admin Role Conflict'],
  ])('names %s from its sentence', (type, text) => {
    expect(read(text)).toMatchObject([{ type }]);
  });
});

describe('several objects without blank lines', () => {
  const A = 'CN={496B546E69396D77374565345965666547707A3749413D3D}';
  const B = 'CN={4D79495241465645643261496D6171377A4E33752F773D3D}';
  it.each([
    ['the list of export errors', `${A}\tAttributeValueMustBeUnique\n${B}\tInvalidSoftMatch`],
    ['names below the errors', `AttributeValueMustBeUnique\n${A}\nInvalidSoftMatch\n${B}`],
    [
      'the XML of a run',
      `<export-error dn="${A}">\n<date-occurred>2026-11-20 08:00:00</date-occurred>\n<error-type>AttributeValueMustBeUnique</error-type>\n</export-error>\n<export-error dn="${B}">\n<date-occurred>2026-11-20 08:00:01</date-occurred>\n<error-type>InvalidSoftMatch</error-type>\n</export-error>`,
    ],
  ])('keeps the anchor of each: %s', (_, text) => {
    expect(read(text)).toEqual([
      { type: 'AttributeValueMustBeUnique', source: { anchor: 'IkTni9mw7Ee4YefeGpz7IA==' } },
      { type: 'InvalidSoftMatch', source: { anchor: 'MyIRAFVEd2aImaq7zN3u/w==' } },
    ]);
  });
});

describe('events', () => {
  const event = (name: string, value: string) => `Event ID: 6941
Log Name: Application
Source: ADSync
Level: Error
Details:
ECMA2 MA export run caused an error. 

Error Name: ${name}
Error Detail: ${SENTENCE} [${value};]. ${ADVICE}
`;

  it('gives each 6941 its own value', () => {
    const text = [
      event('AttributeValueMustBeUnique', 'UserPrincipalName john@contoso.com'),
      event('AttributeValueMustBeUnique', 'ProxyAddresses SMTP:ana@contoso.com'),
      event('InvalidSoftMatch', 'ProxyAddresses SMTP:lee@contoso.com'),
    ].join('\n');
    expect(read(text)).toEqual([
      { type: 'AttributeValueMustBeUnique', conflicts: ['UserPrincipalName john@contoso.com'], eventId: '6941' },
      { type: 'AttributeValueMustBeUnique', conflicts: ['ProxyAddresses SMTP:ana@contoso.com'], eventId: '6941' },
      { type: 'InvalidSoftMatch', conflicts: ['ProxyAddresses SMTP:lee@contoso.com'], eventId: '6941' },
    ]);
  });

  it('takes a password that failed, not one that was taken', () => {
    const line = (result: string) =>
      `Password Change Result - Anchor : eX5b50Rf+UizRIMe2CA/tg==, Dn : CN=Viola Hanson,OU=Cloud Objects,DC=contoso,DC=local, Result : ${result}.`;
    expect(read(line('Success'))).toEqual([]);
    expect(read(line('Failed'))).toEqual([
      {
        type: 'PasswordChangeFailed',
        source: { anchor: 'eX5b50Rf+UizRIMe2CA/tg==', dn: 'CN=Viola Hanson,OU=Cloud Objects,DC=contoso,DC=local' },
      },
    ]);
  });
});

describe('the error mail', () => {
  it('names the object that stands before each error', () => {
    const text = `From: MSOnlineServicesTeam@MicrosoftOnline.com
Subject: Identity Synchronization Error Report: 11/20/2026

The Identity Synchronization batch run was completed for tenant Contoso. The following errors occurred during synchronization:

Identity	Error Description	On-premises object
anna.weber@contoso.com
${SENTENCE} [UserPrincipalName anna.weber@contoso.com;]. ${ADVICE}
ben.ito@contoso.com
${SENTENCE} [ProxyAddresses SMTP:ben.ito@contoso.com;]. ${ADVICE}
`;
    expect(read(text)).toEqual([
      {
        type: 'AttributeValueMustBeUnique',
        conflicts: ['UserPrincipalName anna.weber@contoso.com'],
        source: { address: 'anna.weber@contoso.com' },
      },
      {
        type: 'AttributeValueMustBeUnique',
        conflicts: ['ProxyAddresses SMTP:ben.ito@contoso.com'],
        source: { address: 'ben.ito@contoso.com' },
      },
    ]);
  });
});

describe('exports', () => {
  it('reads the table of a mail that was copied with bars, the sentence in a column of its own', () => {
    const text = `| Identity | Error | Tracking ID |\n| --- | --- | --- |\n| Kim Ruiz | ${SENTENCE} [ProxyAddresses SMTP:kim@contoso.com;]. | 466344fe-a7c5-403e-8b0a-8621752ac178 |\n`;
    expect(read(text)).toEqual([
      {
        type: 'AttributeValueMustBeUnique',
        conflicts: ['ProxyAddresses SMTP:kim@contoso.com'],
        source: { displayName: 'Kim Ruiz' },
        trackingId: '466344fe-a7c5-403e-8b0a-8621752ac178',
      },
    ]);
  });

  it('reads Format-Table, whose columns have no delimiter', () => {
    const text = `DisplayName  UserPrincipalName                      ErrorCategory     PropertyName      PropertyValue
-----------  -----------------                      -------------     ------------      -------------
Anna Weber   anna.weber1234@contoso.onmicrosoft.com PropertyConflict  UserPrincipalName anna.weber@contoso.com
`;
    expect(read(text)).toEqual([
      {
        type: 'QuarantinedAttributeValueMustBeUnique',
        conflicts: ['UserPrincipalName anna.weber@contoso.com'],
        source: { upn: 'anna.weber1234@contoso.onmicrosoft.com', displayName: 'Anna Weber' },
      },
    ]);
  });

  it('reads a CSV of Connect Health with quoted cells', () => {
    const text = `Error Type,Display Name,User Principal Name,Source Anchor,Attribute Name,Attribute Value,Existing Object Display Name,Existing Object User Principal Name
AttributeValueMustBeUnique,"Weber, Anna",anna.weber@contoso.com,IkTni9mw7Ee4YefeGpz7IA==,ProxyAddresses,"SMTP:anna.weber@contoso.com",Anna W,aweber@contoso.onmicrosoft.com
Object Type Mismatch,Sales,,,ProxyAddresses,smtp:sales@contoso.com,Sales Team,
`;
    expect(read(text)).toEqual([
      {
        type: 'AttributeValueMustBeUnique',
        conflicts: ['ProxyAddresses SMTP:anna.weber@contoso.com'],
        source: { upn: 'anna.weber@contoso.com', displayName: 'Weber, Anna', anchor: 'IkTni9mw7Ee4YefeGpz7IA==' },
        existing: { upn: 'aweber@contoso.onmicrosoft.com', displayName: 'Anna W' },
      },
      {
        type: 'ObjectTypeMismatch',
        conflicts: ['ProxyAddresses smtp:sales@contoso.com'],
        source: { displayName: 'Sales' },
        existing: { displayName: 'Sales Team' },
      },
    ]);
  });

  it('reads the JSON of Connect Health with both objects', () => {
    const text = JSON.stringify({
      value: [
        {
          id: 'b0b7c6a0-3f5e-4b57-9d8b-0f0d3f3e1a01',
          incomingObjectDisplayName: 'Kim Ruiz',
          userPrincipalName: 'kim@contoso.com',
          type: 'AttributeValueMustBeUnique',
          attributeName: 'UserPrincipalName',
          attributeValue: 'kim@contoso.com',
          dn: 'CN={496B546E69396D77374565345965666547707A3749413D3D}',
          incomingObject: { sourceAnchor: 'IkTni9mw7Ee4YefeGpz7IA==', distinguishedName: 'CN=Kim Ruiz,OU=Staff,DC=contoso,DC=com' },
          existingObject: {
            displayName: 'Kim',
            userPrincipalName: 'kim@contoso.com',
            objectGuid: '7505ed65-e7f5-4dca-9f78-2617a247f047',
            objectType: 'User',
          },
        },
      ],
    });
    expect(read(text)).toEqual([
      {
        type: 'AttributeValueMustBeUnique',
        conflicts: ['UserPrincipalName kim@contoso.com'],
        source: {
          upn: 'kim@contoso.com',
          displayName: 'Kim Ruiz',
          anchor: 'IkTni9mw7Ee4YefeGpz7IA==',
          dn: 'CN=Kim Ruiz,OU=Staff,DC=contoso,DC=com',
        },
        existing: { id: '7505ed65-e7f5-4dca-9f78-2617a247f047', upn: 'kim@contoso.com', displayName: 'Kim', objectType: 'User' },
      },
    ]);
  });

  const user = {
    id: '8c6d0b8e-2f6b-4f0e-9a8d-6b8f3d0c2a11',
    userPrincipalName: 'anna.weber1234@contoso.onmicrosoft.com',
    displayName: 'Anna Weber',
    onPremisesImmutableId: 'IkTni9mw7Ee4YefeGpz7IA==',
    onPremisesProvisioningErrors: [
      {
        category: 'PropertyConflict',
        occurredDateTime: '2026-11-20T08:00:00Z',
        propertyCausingError: 'UserPrincipalName',
        value: 'anna.weber@contoso.com',
      },
      {
        category: 'PropertyConflict',
        occurredDateTime: '2026-11-20T08:00:00Z',
        propertyCausingError: 'ProxyAddress',
        value: 'SMTP:anna.weber@contoso.com',
      },
    ],
  };

  it.each([
    ['one object', JSON.stringify(user, null, 2)],
    ['a list', JSON.stringify([user])],
    [
      'a page of Graph',
      JSON.stringify({
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
        value: [{ id: 'x', onPremisesProvisioningErrors: [] }, user],
      }),
    ],
    [
      'ConvertTo-Json of PowerShell',
      JSON.stringify(user).replace(/"([a-z])(\w+)":/g, (_, first: string, rest: string) => `"${first.toUpperCase()}${rest}":`),
    ],
  ])('reads the provisioning errors of Graph: %s', (_, text) => {
    const source = { id: user.id, upn: user.userPrincipalName, displayName: 'Anna Weber', anchor: user.onPremisesImmutableId };
    expect(read(text)).toEqual([
      { type: 'QuarantinedAttributeValueMustBeUnique', conflicts: ['UserPrincipalName anna.weber@contoso.com'], source },
      { type: 'QuarantinedAttributeValueMustBeUnique', conflicts: ['ProxyAddresses SMTP:anna.weber@contoso.com'], source },
    ]);
  });

  it('reads what is there of JSON that breaks off', () => {
    expect(read(JSON.stringify(user).slice(0, -40))).toHaveLength(2);
  });

  it('reads Exchange Online, and leaves what is resolved', () => {
    const error = (isResolved: boolean) =>
      JSON.stringify({
        userPrincipalName: 'kim@contoso.com',
        serviceProvisioningErrors: [
          {
            '@odata.type': '#microsoft.graph.serviceProvisioningXmlError',
            createdDateTime: '2026-11-20T08:00:00Z',
            isResolved,
            serviceInstance: 'exchange/namprd04-017-01',
            errorDetail:
              '<ServiceInstance><ErrorDescription>The proxy address "SMTP:kim@contoso.com" is already being used by the proxy addresses or LegacyExchangeDN of "Kim Old". Please choose another proxy address.</ErrorDescription></ServiceInstance>',
          },
        ],
      });
    expect(read(error(false))).toEqual([
      { type: 'ExchangeProxyInUse', conflicts: ['ProxyAddresses SMTP:kim@contoso.com'], source: { upn: 'kim@contoso.com' } },
    ]);
    expect(read(error(true))).toEqual([]);
  });

  it('reads Format-List of the errors', () => {
    const text = `UserPrincipalName    : kim9911@contoso.onmicrosoft.com
DisplayName          : Kim Ruiz
Category             : PropertyConflict
PropertyCausingError : UserPrincipalName
Value                : kim@contoso.com

UserPrincipalName    : jo@contoso.com
DisplayName          : Jo Park
Category             : PropertyConflict
PropertyCausingError : ProxyAddress
Value                : smtp:info@contoso.com
`;
    expect(read(text)).toEqual([
      {
        type: 'QuarantinedAttributeValueMustBeUnique',
        conflicts: ['UserPrincipalName kim@contoso.com'],
        source: { upn: 'kim9911@contoso.onmicrosoft.com', displayName: 'Kim Ruiz' },
      },
      {
        type: 'QuarantinedAttributeValueMustBeUnique',
        conflicts: ['ProxyAddresses smtp:info@contoso.com'],
        source: { upn: 'jo@contoso.com', displayName: 'Jo Park' },
      },
    ]);
  });
});

describe('any text', () => {
  it.each([
    ['a migration error', "Cannot find a recipient that has mailbox GUID '6f1c0d5e-0a4b-4c1d-9b3e-2f6a7c8d9e0f'"],
    ['a delivery report', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kim@contoso.com not found'],
    ['Graph users without errors', JSON.stringify([{ id: 'a', onPremisesProvisioningErrors: [], serviceProvisioningErrors: [] }])],
    ['an event of success', 'Event ID: 904\nStarting sync scheduler.'],
  ])('gives nothing for %s', (_, text) => {
    expect(readSyncErrors(text)).toEqual([]);
  });

  it('keeps the place of what it read', () => {
    const text = `Error Name: InvalidSoftMatch\nError Detail: ${SENTENCE} [UserPrincipalName kim@contoso.com;].`;
    const [entry] = readSyncErrors(text);
    const value = entry?.conflicts[0]?.value;
    expect(text.slice(value?.start, value?.end)).toBe('kim@contoso.com');
    expect(text.slice(entry?.errorType.start, entry?.errorType.end)).toBe('InvalidSoftMatch');
  });

  it('never throws, whatever stands there', () => {
    const words = [
      'AttributeValueMustBeUnique',
      '[ProxyAddresses ',
      'SMTP:a@b.com',
      ';]',
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      '\n',
      '"Key":',
      'CN={41',
      'Error Type,',
      'propertyCausingError',
      ':',
      '\\',
      'Tracking Id:',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        for (const entry of readSyncErrors(text)) {
          expect(entry.start).toBeLessThanOrEqual(entry.end);
          expect(entry.end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  it.each([
    [
      'rows',
      `Error Type,Display Name,Attribute Name,Attribute Value\n${'AttributeValueMustBeUnique,Kim,ProxyAddresses,smtp:a@contoso.com\n'.repeat(30_000)}`,
    ],
    ['open quotes', `Error Type,Display Name,Attribute Name\n${'"AttributeValueMustBeUnique,"'.repeat(50_000)}`],
    ['sentences on one line', `${SENTENCE} [UserPrincipalName a@contoso.com;] `.repeat(8_000)],
    ['open brackets', '[ProxyAddresses '.repeat(120_000)],
    ['nested lists', `InvalidSoftMatch ${'[{"a":'.repeat(300_000)}`],
    ['connector names', `InvalidSoftMatch ${'CN=a,CN={41'.repeat(150_000)}`],
    ['one long line of labels', `InvalidSoftMatch ${'a : b '.repeat(300_000)}`],
    ['names only', 'InvalidSoftMatch LargeObject '.repeat(70_000)],
  ])('reads two megabytes of %s', (_, text) => {
    expect(mayHoldSyncError(text)).toBe(true);
    expect(readSyncErrors(text).length).toBeGreaterThan(0);
  });
});
