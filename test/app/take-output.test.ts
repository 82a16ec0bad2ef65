import { describe, expect, it } from 'vitest';
import { readOutput } from '../../src/app/take-output.js';
import type { AskedFact } from '../../src/engine/rule.js';
import { valueOf } from '../../src/parse/recipient/table.js';
import { fc } from '../setup/property.js';
import { repositoryRules } from '../setup/rules.js';
import { createTestSession } from '../tui/session.js';
import { questionOf, read } from './output-reading.js';

/** Values of a column in all pasted objects. */
async function cells(text: string, column: string): Promise<readonly unknown[]> {
  const reading = await read(text);
  if (reading.kind !== 'outputs') throw new Error(JSON.stringify(reading));
  return reading.tables.flatMap((table) => table.rows.map((row) => valueOf(table, row, column)));
}

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

  it.each([
    ['RemoteRecipientType, which mailboxes of both sides have', 'RemoteRecipientType  : Migrated'],
    ['an id that was written back on-premises', 'ExternalDirectoryObjectId : User_37469162-e7b3-44af-91d2-a20d444c9b3a'],
    [
      'a database of the own organization beside an id',
      'ExternalDirectoryObjectId : 37469162-e7b3-44af-91d2-a20d444c9b3a\nDatabase : DB01',
    ],
  ])('are not told by %s', async (_, line) => {
    expect(await read(`${plain}\n${line}`)).toMatchObject({ kind: 'side' });
  });

  it('are asked for where one of two objects of the same person does not tell', async () => {
    const text = `${plain.replace('UserMailbox', 'RemoteUserMailbox')}\n\n${plain}`;
    expect(await read(text)).toMatchObject({ kind: 'side', objects: 1 });
    expect(await readOutput(text, { number: 1, side: 'cloud' })).toMatchObject({ tables: [{ side: 'onprem' }, { side: 'cloud' }] });
  });

  it('are those of each object where outputs of both follow each other', async () => {
    const here = `${plain}\nDistinguishedName    : CN=Kim,OU=Staff,DC=contoso,DC=com`;
    const there = `${plain}\nDistinguishedName    : CN=Kim,OU=contoso.onmicrosoft.com,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM`;
    expect(await read(`${here}\n\n${there}`)).toMatchObject({ tables: [{ side: 'onprem' }, { side: 'cloud' }] });
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
      'Id                    : 37469162-e7b3-44af-91d2-a20d444c9b3a\nUserPrincipalName     : kim@contoso.com\nProxyAddresses        : {}\nOnPremisesImmutableId :\nOnPremisesSyncEnabled :\nUsageLocation         :\nUserType              : Member';
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

  it('an answer needs a sign that the property was asked for', async () => {
    const user = (more: string): string =>
      `Id                    : 37469162-e7b3-44af-91d2-a20d444c9b3a\nUserPrincipalName     : kim@contoso.com\nOnPremisesSyncEnabled :\n${more}`;
    const known = async (text: string): Promise<readonly unknown[]> => {
      const reading = await read(text, 'cloud.isDirSynced');
      if (reading.kind !== 'outputs') throw new Error(reading.kind);
      return reading.tables.flatMap((table) => table.rows.map((row) => valueOf(table, row, 'onpremisessyncenabled')));
    };
    expect(await known(user('UserType              : Member\n'))).toEqual([null]);
    // Everybody has a type: it was not loaded, and neither was the rest.
    expect(await known(user('UserType              :\n'))).toEqual([undefined]);
    expect(await known(user('UserType              : Member\nAboutMe               :\n'))).toEqual([undefined]);
  });

  it('curly quotes of a value are part of it', async () => {
    const text =
      '[PS] C:\\>Get-RemoteMailbox \u2018kim\u2019 | fl\n\nPrimarySmtpAddress : kim@contoso.com\nDisplayName        : Kim O\u2019Brien\n';
    expect(await cells(text, 'displayname')).toEqual(['Kim O\u2019Brien']);
  });

  it('repadmin /showattr is no LDIF', async () => {
    const text = 'DN: CN=Kim,OU=Staff,DC=contoso,DC=com\n    1> cn: Kim\n    1> mailNickname: kim\n';
    expect((await read(text)).kind).toBe('nothing');
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
    expect(await read(text)).toMatchObject({
      notes: [expect.stringMatching(/^EmailAddresses is not whole .*\$FormatEnumerationLimit = -1/)],
    });
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

  it('of one side are not made the other one by a property that was selected in vain', async () => {
    const reading = await read(
      '[PS] C:\\>Get-OrganizationConfig | select RejectDirectSend,IsDehydrated | fl\n\nRejectDirectSend :\nIsDehydrated     : False\n',
    );
    if (reading.kind !== 'outputs') throw new Error(reading.kind);
    expect(reading.settings.map(({ text }) => JSON.parse(text))).toEqual([{ organizationConfig: { onprem: { IsDehydrated: 'False' } } }]);
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

describe('a text of many megabytes', () => {
  it('is not kept waiting for', async () => {
    expect(await read('Alias : kim\n'.repeat(1_000_000))).toMatchObject({
      kind: 'nothing',
      why: expect.stringContaining('Save it as a file'),
    });
  });
});

describe('questions with an answer', () => {
  it('are many, and each is of a type that it gives', () => {
    const answered = repositoryRules().asked.filter((asked: AskedFact) => asked.answer !== undefined);
    expect(answered.length).toBeGreaterThan(55);
    expect(repositoryRules().problems).toEqual([]);
  });
});
