import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOutput } from '../../src/app/take-output.js';
import type { AskedFact } from '../../src/engine/rule.js';
import type { Question } from '../../src/findings/questions.js';
import { valueOf } from '../../src/parse/recipient/table.js';
import type { OutputReading, StatedValue } from '../../src/ports/output.js';
import { createTestSession, realRules } from '../tui/session.js';

/** A question as a diagnosis asks it; nobody is known whom it would be about. */
function questionOf(name: string): Question {
  const asked = realRules().asked.find((one) => one.name === name);
  const [finding] = createTestSession().diagnose(
    "Cannot find a recipient that has mailbox GUID '2dcb23c9-4179-4fec-b556-659ce21780e6'.",
    {},
  ).findings;
  if (asked === undefined || finding === undefined) throw new Error(name);
  return { fact: name, facts: [name], text: asked.question, why: '', asked, finding, parameters: {} };
}

async function read(text: string, name?: string): Promise<OutputReading> {
  return readOutput(text, { number: 1, ...(name === undefined ? {} : { question: questionOf(name) }) });
}

async function stated(text: string, name: string): Promise<Readonly<Record<string, StatedValue>>> {
  const reading = await read(text, name);
  return reading.kind === 'outputs' ? Object.fromEntries(reading.stated) : {};
}

/** Values of a column in all pasted objects. */
async function cells(text: string, column: string): Promise<readonly unknown[]> {
  const reading = await read(text);
  if (reading.kind !== 'outputs') throw new Error(JSON.stringify(reading));
  return reading.tables.flatMap((table) => table.rows.map((row) => valueOf(table, row, column)));
}

const EWS = (...values: readonly string[]): string =>
  values.map((value, at) => `Identity        : EX0${at + 1}\\EWS (Default Web Site)\nMRSProxyEnabled : ${value}`).join('\n\n');

describe('answers that a property decides', () => {
  it.each([
    ['yes where every object has the value', EWS('True', 'True'), { 'ask.mrsProxyEnabled': true }],
    ['no where one has another', EWS('True', 'False'), { 'ask.mrsProxyEnabled': false }],
    [
      'nothing of one server alone',
      `[PS] C:\\>Get-WebServicesVirtualDirectory -Server EX01 | fl Identity,MRSProxyEnabled\n\n${EWS('True')}`,
      {},
    ],
    [
      'no of one server alone',
      `[PS] C:\\>Get-WebServicesVirtualDirectory -Server EX01 | fl Identity,MRSProxyEnabled\n\n${EWS('False')}`,
      { 'ask.mrsProxyEnabled': false },
    ],
    [
      'nothing without an object',
      '[PS] C:\\>Get-WebServicesVirtualDirectory -ADPropertiesOnly | fl Identity,MRSProxyEnabled\n\n[PS] C:\\>',
      {},
    ],
    [
      'of a table too',
      'Identity                    MRSProxyEnabled\n--------                    ---------------\nEX01\\EWS (Default Web Site)           False\n',
      { 'ask.mrsProxyEnabled': false },
    ],
    ['of CSV too', '"Identity","MRSProxyEnabled"\n"EX01\\EWS (Default Web Site)","True"\n', { 'ask.mrsProxyEnabled': true }],
    [
      'of all properties without the command',
      `RunspaceId                    : b7a7b1d2-1a0f-4b0e-8f31-5e7a2f6c9d10\nName                          : EWS (Default Web Site)\nServer                        : EX01\nCertificateAuthentication     : \n${EWS('True')}`,
      { 'ask.mrsProxyEnabled': true },
    ],
    ['nothing of another command', 'PS C:\\> Get-Service MSExchange* | fl\n\nName            : x\nMRSProxyEnabled : True\n', {}],
  ])('are %s', async (_, text, expected) => {
    expect(await stated(text, 'ask.mrsProxyEnabled')).toEqual(expected);
  });

  it.each([
    ['ask.endpointTestSucceeds', 'Result      : Success\nMessage     :\nErrorDetail :', true],
    [
      'ask.endpointTestSucceeds',
      'Result      : Failed\nMessage     : The connection to the server could not be completed.\nErrorDetail : x',
      false,
    ],
    [
      'ask.remoteMoveEndpointExists',
      'PS C:\\> Get-MigrationEndpoint\n\nIdentity EndpointType       RemoteServer\n-------- ------------       ------------\nHybrid   ExchangeRemoteMove mail.contoso.com\n',
      true,
    ],
    ['ask.remoteMoveEndpointExists', 'PS C:\\> Get-MigrationEndpoint\nPS C:\\> ', undefined],
    ['ask.endpointUserIsUpn', 'Identity : Hybrid\nUsername : contoso\\svc-move', false],
    ['ask.endpointUserIsUpn', 'Identity : Hybrid\nUsername : svc@contoso.com\n\nIdentity : Old\nUsername : contoso\\svc', undefined],
    [
      'ask.migrationMailboxExists',
      "[PS] C:\\>Get-Mailbox -Arbitration -Identity Migration.8f3e7716-2011-43e4-96b1-aba62d229136\nThe operation couldn't be performed because object 'Migration.8f3e7716-2011-43e4-96b1-aba62d229136' couldn't be found on 'DC01.contoso.com'.\n",
      false,
    ],
    [
      'ask.edgeMadeReport',
      'Name Fqdn             ServerRole AdminDisplayVersion\n---- ----             ---------- -------------------\nEX01 ex01.contoso.com Mailbox    Version 15.2 (Build 1118.7)\n',
      false,
    ],
    [
      'ask.edgeMadeReport',
      'Name Fqdn             ServerRole AdminDisplayVersion\n---- ----             ---------- -------------------\nED01 ed01.contoso.com Edge       Version 15.2 (Build 1118.7)\n',
      undefined,
    ],
    [
      'ask.sourceServerTooOld',
      '[PS] C:\\>Get-ExchangeServer | fl Name,AdminDisplayVersion\n\nName                : EX01\nAdminDisplayVersion : Version 15.2 (Build 1118.7)\n\nName                : EX02\nAdminDisplayVersion : Version 14.3 (Build 123.4)\n',
      undefined,
    ],
    ['ask.ipIsAllowListed', 'Name           : Default\nIPAllowList    : {}\nEnableSafeList : False', false],
    ['ask.ipIsAllowListed', 'Name           : Default\nIPAllowList    : {192.0.2.10}\nEnableSafeList : False', undefined],
    ['ask.clutterFolderMissing', 'FolderType FolderPath\n---------- ----------\nClutter    /Clutter\n', false],
    [
      'ask.ruleMarksSpam',
      'Name State   Priority SetSCL\n---- -----   -------- ------\nx    Enabled 0\ny    Enabled 1        6\n',
      undefined,
    ],
    ['ask.inheritanceDisabled', 'AreAccessRulesProtected : True', true],
    ['ask.inheritanceDisabled', 'True', true],
    [
      'cloud.isCloudManaged',
      '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#x","id":"37469162-e7b3-44af-91d2-a20d444c9b3a","isCloudManaged":false}',
      undefined,
    ],
    [
      'cloud.mailboxSize',
      'MailboxGuid          : 2dcb23c9-4179-4fec-b556-659ce21780e6\nTotalItemSize        : 1.5 GB (1,610,612,736 bytes)\nTotalDeletedItemSize : 0 B (0 bytes)',
      1_610_612_736,
    ],
    [
      'tenant.blockHardMatch',
      'PS C:\\> Get-MgDirectoryOnPremiseSynchronization | Select -ExpandProperty Features\n\nBlockCloudObjectTakeoverThroughHardMatchEnabled : True\nBlockSoftMatchEnabled                           : False\n',
      true,
    ],
  ])('%s', async (name, text, expected) => {
    expect((await stated(text, name))[name]).toBe(expected);
  });
});

describe('sides', () => {
  const plain =
    'RecipientTypeDetails : UserMailbox\nExchangeGuid         : 2dcb23c9-4179-4fec-b556-659ce21780e6\nPrimarySmtpAddress   : kim@contoso.com';

  it('are asked for where nothing tells, and never guessed', async () => {
    expect(await read(plain)).toEqual({ kind: 'side', what: 'a recipient', objects: 1 });
    expect(await read(`PS C:\\> Get-Mailbox kim\n\n${plain}`)).toEqual({ kind: 'side', what: 'Get-Mailbox', objects: 1 });
    const again = await readOutput(plain, { number: 1, side: 'cloud' });
    expect(again).toMatchObject({ kind: 'outputs', tables: [{ side: 'cloud', origin: 'exchange' }] });
  });

  it.each([
    ['the Exchange Management Shell', `[PS] C:\\>Get-Mailbox kim | fl\n\n${plain}`, 'onprem'],
    ['a cmdlet of one side', `PS C:\\> Get-EXOMailbox kim\n\n${plain}`, 'cloud'],
    ["Microsoft's forest", `${plain}\nOriginatingServer    : AM0PR01A01DC003.EURPR01A001.PROD.OUTLOOK.COM`, 'cloud'],
    ['the own forest', `${plain}\nDistinguishedName    : CN=Kim,OU=Staff,DC=contoso,DC=com`, 'onprem'],
    ['a type of one side', plain.replace('UserMailbox', 'RemoteUserMailbox'), 'onprem'],
  ])('are told by %s', async (_, text, side) => {
    expect(await read(text)).toMatchObject({ kind: 'outputs', tables: [{ side }] });
  });

  it('are the one of the question, where its command printed the output', async () => {
    const text =
      'RecipientTypeDetails : UserMailbox\nExchangeGuid         : 2dcb23c9-4179-4fec-b556-659ce21780e6\nArchiveGuid          : 00000000-0000-0000-0000-000000000000\nEmailAddresses       : {SMTP:kim@contoso.com}\nAlias                : kim';
    expect(await read(text, 'onPrem.recipientType')).toMatchObject({
      kind: 'outputs',
      tables: [{ side: 'onprem', source: 'pasted 1: Get-Recipient' }],
    });
  });
});

describe('what an output does not say', () => {
  it('Get-MgUser prints empty properties that it did not load', async () => {
    const user =
      'Id                    : 37469162-e7b3-44af-91d2-a20d444c9b3a\nUserPrincipalName     : kim@contoso.com\nProxyAddresses        : {}\nOnPremisesImmutableId :\nOnPremisesSyncEnabled :\nUsageLocation         :\nUserType              :';
    expect(await cells(`PS C:\\> Get-MgUser -UserId kim@contoso.com | fl\n\n${user}`, 'onpremisesimmutableid')).toEqual([undefined]);
    expect(
      await cells(
        `PS C:\\> Get-MgUser -UserId kim@contoso.com -Property Id,UserPrincipalName,OnPremisesImmutableId | fl\n\n${user}`,
        'onpremisesimmutableid',
      ),
    ).toEqual([null]);
    const reading = await read(user, 'cloud.isDirSynced');
    if (reading.kind !== 'outputs') throw new Error(reading.kind);
    expect(reading.tables.map((table) => table.rows.map((row) => valueOf(table, row, 'onpremisesimmutableid')))).toEqual([[null]]);
    // The object names another person than the error: nothing is stated of the one who is asked for.
    expect([...reading.stated]).toEqual([]);
  });

  it('a property of one object says nothing of another kind of object', async () => {
    const text =
      'RemoteRoutingAddress : SMTP:kim@contoso.mail.onmicrosoft.com\nPrimarySmtpAddress   : kim@contoso.com\n\nRecipientTypeDetails : RemoteUserMailbox\nPrimarySmtpAddress   : lee@contoso.com\nExchangeGuid         : 2dcb23c9-4179-4fec-b556-659ce21780e6';
    expect(await cells(`[PS] C:\\>Get-RemoteMailbox\n\n${text}`, 'exchangeguid')).toEqual([
      undefined,
      '2dcb23c9-4179-4fec-b556-659ce21780e6',
    ]);
  });

  it('a list that PowerShell cut is not read, and the note says how to print it whole', async () => {
    const text =
      '[PS] C:\\>Get-RemoteMailbox kim | fl\r\n\r\nPrimarySmtpAddress : kim@contoso.com\r\nEmailAddresses     : {SMTP:kim@contoso.com, smtp:k@contoso.com, smtp:kim@fabrikam.com, smtp:kim@contoso.net...}\r\n';
    expect(await cells(text, 'emailaddresses')).toEqual([undefined]);
    expect(await read(text)).toMatchObject({ notes: [expect.stringMatching(/^EmailAddresses is cut .*\$FormatEnumerationLimit = -1/)] });
  });

  it('cells of a table that are cut, or that run into each other, are not read', async () => {
    const text =
      '[PS] C:\\>Get-RemoteMailbox kim | ft Alias,PrimarySmtpAddress,RemoteRoutingAddress\n\nAlias     PrimarySmtpAddress RemoteRoutingAddress\n-----     ------------------ --------------------\nkim.alder kim@contoso.com    SMTP:kim.alder@cont...\n';
    expect(await cells(text, 'primarysmtpaddress')).toEqual(['kim@contoso.com']);
    expect(await cells(text, 'remoteroutingaddress')).toEqual([undefined]);
  });

  it('bytes are a GUID where all of them are there', async () => {
    const text = (bytes: string): string =>
      `PS C:\\> Get-ADUser kalder -Properties msExchMailboxGuid,proxyAddresses\n\nDistinguishedName : CN=Kim,DC=contoso,DC=com\nmsExchMailboxGuid : {${bytes}}\nUserPrincipalName : kim@contoso.com\n`;
    expect(await cells(text('201, 35, 203, 45, 121, 65, 236, 79, 181, 86, 101, 156, 226, 23, 128, 230'), 'msexchmailboxguid')).toEqual([
      '2dcb23c9-4179-4fec-b556-659ce21780e6',
    ]);
    expect(await cells(text('201, 35, 203, 45...'), 'msexchmailboxguid')).toEqual([undefined]);
    // Asked for by name, and left out between others: not set.
    expect(await cells(text('201, 35, 203, 45...'), 'proxyaddresses')).toEqual([null]);
  });

  it('what an all-loading Get-ADUser does not print of the names asked for is not set, if its end is there', async () => {
    const text =
      'PS C:\\> Get-ADUser kalder -Properties * | fl UserPrincipalName,mailNickname,*exch*\n\nUserPrincipalName         : kim@contoso.com\nmsExchRemoteRecipientType : 1\n\n';
    for (const [end, guid] of [
      ['PS C:\\>', null],
      ['', undefined],
    ] as const) {
      expect(await cells(text + end, 'msexchmailboxguid')).toEqual([guid]);
      expect(await cells(text + end, 'mailnickname')).toEqual([guid]);
      expect(await cells(text + end, 'proxyaddresses')).toEqual([undefined]);
      expect(await cells(text + end, 'msexchremoterecipienttype')).toEqual(['1']);
    }
  });

  it('type names stand for values that are not printed', async () => {
    const text =
      'PS C:\\> Get-MgUser -UserId kim@contoso.com -Property * | fl\n\nId                          : 37469162-e7b3-44af-91d2-a20d444c9b3a\nUserPrincipalName           : kim@contoso.com\nOnPremisesSyncEnabled       : True\nAssignedPlans               : {Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan}\n';
    expect(await cells(text, 'assignedplans')).toEqual([undefined]);
    expect(await cells(text, 'onpremisessyncenabled')).toEqual(['True']);
  });

  it('deleted mailboxes without a mark of it are not taken for living ones', async () => {
    expect(
      (
        await read(
          'PS C:\\> Get-EXOMailbox -SoftDeletedMailbox | fl PrimarySmtpAddress,ExchangeGuid\n\nPrimarySmtpAddress : kim@contoso.com\nExchangeGuid       : 2dcb23c9-4179-4fec-b556-659ce21780e6\n',
        )
      ).kind,
    ).toBe('nothing');
  });
});

describe('settings', () => {
  it.each([
    [
      'connectors',
      'PS C:\\> Get-InboundConnector | fl Name,Enabled,ConnectorType\n\nName          : Inbound\nEnabled       : True\nConnectorType : OnPremises\n',
      { inboundConnectors: [{ Name: 'Inbound', Enabled: 'True', ConnectorType: 'OnPremises' }] },
    ],
    [
      'accepted domains as a table',
      '[PS] C:\\>Get-AcceptedDomain | ft DomainName,DomainType\n\nDomainName  DomainType\n----------  ----------\ncontoso.com Authoritative\n',
      {
        acceptedDomains: {
          onprem: [{ DomainName: 'contoso.com', DomainType: 'Authoritative', name: 'contoso.com', type: 'Authoritative' }],
        },
      },
    ],
  ])('of %s are the text of a settings file', async (_, text, expected) => {
    const reading = await read(text);
    if (reading.kind !== 'outputs') throw new Error(JSON.stringify(reading));
    expect(reading.settings.map((part) => JSON.parse(part.text))).toEqual([expected]);
    expect(reading.tables).toEqual([]);
  });

  it('are used by the next diagnosis', async () => {
    const session = createTestSession();
    const text = 'PS C:\\> Get-OrganizationConfig | fl RejectDirectSend\n\nRejectDirectSend : False\n';
    const question = questionOf('connector.rejectsDirectSend');
    expect(await session.takeOutput(text, { question })).toMatchObject({
      kind: 'ok',
      value: { kind: 'outputs', settings: [{ source: 'pasted 1: Get-OrganizationConfig (Exchange Online)' }] },
    });
    expect(session.diagnose('x', {}).input.settings).toEqual({ organizationConfig: { cloud: { RejectDirectSend: 'False' } } });
  });

  it('of an unknown side are asked for', async () => {
    expect(
      await read(
        'PS C:\\> Get-AcceptedDomain | ft DomainName,DomainType\n\nDomainName  DomainType\n----------  ----------\ncontoso.com Authoritative\n',
      ),
    ).toMatchObject({ kind: 'side' });
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    '[PS] C:\\>Get-RemoteMailbox kim | fl\n',
    'Name : x\n',
    'mail      : ',
    '\n',
    '\n\n',
    '{',
    '}',
    '[',
    '"a": 1',
    'dn: CN=a\n',
    '---- ----\n',
    'Name Value\n',
    '<Objs>',
    '</Objs>',
    '> ',
    '```\n',
    "object 'kim' couldn't be found on 'dc'",
    '"A","B"\n',
    ' : {a, b...}\n',
    'PS>',
    '__proto__ : x\n',
  );

  it('never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(words, fc.string({ maxLength: 12 })), { maxLength: 40 }), async (parts) => {
        await readOutput(parts.join(''), { number: 1, question: questionOf('ask.mrsProxyEnabled') });
      }),
    );
  });

  it.each([
    ['one line', 'a'.repeat(2_000_000)],
    ['prompts', 'PS C:\\>\n'.repeat(200_000)],
    ['open brackets', '{'.repeat(2_000_000)],
    ['brackets on lines', '{"\n'.repeat(500_000)],
    ['properties', 'a : b\n'.repeat(300_000)],
    ['blocks', 'Alias : a\n\n'.repeat(100_000)],
    ['tables', 'A B\n-- --\nx y\n\n'.repeat(100_000)],
    ['quotes', '> '.repeat(1_000_000)],
    ['errors', 'Get-ADUser : x\n\n'.repeat(100_000)],
    ['records of LDIF', 'dn: CN=a\nmail: a@contoso.com\n\n'.repeat(50_000)],
    ['a command that does not end', `PS C:\\>Get-Mailbox ${'-a "b '.repeat(300_000)}`],
  ])('of two megabytes is read: %s', async (_, text) => {
    expect(['outputs', 'side', 'nothing']).toContain((await readOutput(text, { number: 1 })).kind);
  });
});

describe('questions with an answer', () => {
  it('are many, and each is of a type that it gives', () => {
    const answered = realRules().asked.filter((asked: AskedFact) => asked.answer !== undefined);
    expect(answered.length).toBeGreaterThan(55);
    expect(realRules().problems).toEqual([]);
  });
});
