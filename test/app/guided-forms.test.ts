import { describe, expect, it } from 'vitest';
import { readOutput } from '../../src/app/take-output.js';
import { valueOf } from '../../src/parse/recipient/table.js';
import { fc } from '../setup/property.js';
import { createTestSession } from '../tui/session.js';
import { collapsed, FORMS, type Properties } from './guided-forms.js';
import { cloudMailbox, confirmed, ERROR, GUID, paste } from './guided-outputs.js';
import { read, stated } from './output-reading.js';

const ZERO = '00000000-0000-0000-0000-000000000000';
const REMOTE: Properties = {
  RecipientTypeDetails: 'RemoteUserMailbox',
  RemoteRoutingAddress: 'SMTP:kim.alder@contoso.mail.onmicrosoft.com',
  RemoteRecipientType: 'ProvisionMailbox',
  ExchangeGuid: ZERO,
  ArchiveGuid: ZERO,
  DisplayName: 'Kim Alder',
  PrimarySmtpAddress: 'kim.alder@contoso.com',
  UserPrincipalName: 'kim.alder@contoso.com',
  EmailAddresses: '{smtp:kim.alder@contoso.mail.onmicrosoft.com, SMTP:kim.alder@contoso.com}',
  ExternalDirectoryObjectId: '',
  Alias: 'kim.alder',
};
const GRAPH: Properties = {
  UserPrincipalName: 'kim.alder@contoso.com',
  Id: '37469162-e7b3-44af-91d2-a20d444c9b3a',
  OnPremisesSyncEnabled: 'True',
  OnPremisesImmutableId: 'DfOww8Nx4ECG+XXGimiXZQ==',
  DisplayName: 'Kim Alder',
};
const AD: Properties = {
  ObjectGUID: 'c3b0f30d-71c3-40e0-86f9-75c68a689765',
  UserPrincipalName: 'kim.alder@contoso.com',
  msExchRecipientTypeDetails: '2147483648',
  targetAddress: 'SMTP:kim.alder@contoso.mail.onmicrosoft.com',
  SamAccountName: 'kalder',
};

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What was read, by the names of columns without the part of Exchange Online. */
async function rows(text: string, side: 'onprem' | 'cloud' = 'onprem'): Promise<Rows> {
  const reading = await readOutput(text, { number: 1, side });
  if (reading.kind !== 'outputs') return [];
  return reading.tables.flatMap((table) =>
    table.rows.map((row) =>
      Object.fromEntries(
        table.columns.flatMap((column) => {
          const value = valueOf(table, row, column);
          return value === undefined ? [] : [[column.replace(/^exo\./, ''), value]];
        }),
      ),
    ),
  );
}

describe('outputs in the forms of chats, tickets, pages and terminals', () => {
  it.each(Object.entries(FORMS))('decide a diagnosis: %s', async (_, form) => {
    const session = createTestSession();
    await paste(session, cloudMailbox());
    expect(confirmed(await paste(session, form(REMOTE)))).toEqual(['remote-mailbox-guid-empty']);
  });

  it.each(Object.entries(FORMS))('say whose they are, for Graph and Active Directory: %s', async (_, form) => {
    expect(await rows(form(GRAPH), 'cloud')).toMatchObject([
      { userprincipalname: 'kim.alder@contoso.com', onpremisessyncenabled: 'True', onpremisesimmutableid: 'DfOww8Nx4ECG+XXGimiXZQ==' },
    ]);
    expect(await rows(form(AD))).toMatchObject([
      {
        objectguid: 'c3b0f30d-71c3-40e0-86f9-75c68a689765',
        userprincipalname: 'kim.alder@contoso.com',
        msexchrecipienttypedetails: '2147483648',
      },
    ]);
  });

  it.each(Object.entries(FORMS))('say nothing by an empty value, but where the console shows it: %s', async (name, form) => {
    const [row] = await rows(form(REMOTE));
    const isShown = ['colours', 'backticks', 'addresses', 'line breaks of', 'tags'].some((start) => name.startsWith(start));
    expect(row && 'externaldirectoryobjectid' in row).toBe(isShown);
  });

  it('with the command in the same line', async () => {
    const text = `[PS] C:\\>Get-RemoteMailbox kim | fl ExchangeGuid,PrimarySmtpAddress ExchangeGuid : ${ZERO} PrimarySmtpAddress : kim@contoso.com [PS] C:\\>Get-EXOMailbox kim ExchangeGuid : ${GUID} PrimarySmtpAddress : kim@contoso.com PS C:\\>`;
    expect(await read(text)).toMatchObject({
      tables: [
        { side: 'onprem', source: 'pasted 1: Get-RemoteMailbox' },
        { side: 'cloud', source: 'pasted 1: Get-EXOMailbox' },
      ],
    });
  });

  it('say what was not read, and how to paste it', async () => {
    expect(await read(FORMS['no line breaks']?.(REMOTE) ?? '')).toMatchObject({
      notes: [
        expect.stringMatching(/^The line breaks of the output got lost: DisplayName, Alias cannot be told .* Paste what the console shows/),
      ],
    });
  });
});

describe('a table without its blanks', () => {
  it('gives what fits one column only', async () => {
    const of = {
      DisplayName: 'Kim Alder',
      PrimarySmtpAddress: 'kim@contoso.com',
      Alias: 'kim',
      RecipientTypeDetails: 'MailUser',
      ExchangeGuid: GUID,
    };
    const text = `${collapsed(of)}\nlee@fabrikam.com lee@contoso.com lee MailUser ${ZERO}`;
    expect(await rows(text)).toEqual([
      { primarysmtpaddress: 'kim@contoso.com', recipienttypedetails: 'MailUser', exchangeguid: GUID },
      // Either address may be the name, or the alias.
      { recipienttypedetails: 'MailUser', exchangeguid: null },
    ]);
  });

  it('gives no attribute that may be empty, where its value may be the name', async () => {
    expect(await rows('Name mail ObjectGUID\n---- ---- ----------\nkim@contoso.com c3b0f30d-71c3-40e0-86f9-75c68a689765')).toEqual([
      { objectguid: 'c3b0f30d-71c3-40e0-86f9-75c68a689765' },
    ]);
  });
});

describe('what nobody can tell', () => {
  it.each([
    [
      'whose a value is, where a name comes again',
      `DisplayName : Kim Alias : x RecipientTypeDetails : MailUser Alias : kim ExchangeGuid : ${GUID}`,
    ],
    ['of which object it is', `RecipientTypeDetails : MailUser ExchangeGuid : ${GUID} OnPremisesSyncEnabled : True`],
    [
      'a name that a line break cut',
      `RecipientTypeDetails : MailUser Exchange\nGuid : ${GUID} PrimarySmtpAddress : kim@contoso.com RecipientType : MailUser`,
    ],
    [
      'of which side each column is',
      `| Property | On-prem | Cloud |\n|---|---|---|\n| ExchangeGuid | ${ZERO} | ${GUID} |\n| RecipientTypeDetails | RemoteUserMailbox | UserMailbox |`,
    ],
    [
      'of which side each row is',
      `| Side | ExchangeGuid | RecipientTypeDetails |\n|---|---|---|\n| On-prem | ${ZERO} | RemoteUserMailbox |\n| Cloud | ${GUID} | UserMailbox |`,
    ],
    [
      'of which side each list is',
      `On-prem:\nExchangeGuid: ${ZERO}\nRecipientTypeDetails: RemoteUserMailbox\n\nCloud:\nExchangeGuid: ${GUID}\nRecipientTypeDetails: UserMailbox`,
    ],
  ])('is not taken: %s', async (_, text) => {
    expect(await rows(text)).toEqual([]);
  });

  it('is not taken of a value: what people write in place of one, or cut', async () => {
    const text =
      'PrimarySmtpAddress: kim@contoso.com\nRecipientTypeDetails: MailUser (was UserMailbox)\nExchangeGuid: n/a\nAlias: -\nRemoteRoutingAddress: none\nDisplayName: Kim Al...\nEmailAddresses: {SMTP:kim@contoso.com, smtp:k@contoso.com\u2026}\nOffice: <removed>\nArchiveGuid: 2dcb23c9';
    expect(await rows(text)).toEqual([{ primarysmtpaddress: 'kim@contoso.com' }]);
  });

  it('is not taken: a first name of which the beginning was not marked', async () => {
    expect(await rows(`Guid         : ${GUID}\nPrimarySmtpAddress   : kim@contoso.com\nRecipientTypeDetails : MailUser`)).toEqual([
      { primarysmtpaddress: 'kim@contoso.com', recipienttypedetails: 'MailUser' },
    ]);
  });

  it('is no answer for the person of the question: the names in it cannot be read', async () => {
    const session = createTestSession();
    await paste(session, cloudMailbox());
    const question = session.diagnose(ERROR, {}).questions[0];
    const text = 'Name RecipientTypeDetails Alias\n---- -------------------- -----\nLee Oak RemoteUserMailbox lee';
    expect(await session.takeOutput(text, { side: 'onprem', ...(question === undefined ? {} : { question }) })).toMatchObject({
      value: { kind: 'nothing', why: expect.stringContaining('does not say whose it is') },
    });
  });
});

describe('answers in such forms', () => {
  const answer = async (text: string): Promise<unknown> => (await stated(text, 'ask.mrsProxyEnabled'))['ask.mrsProxyEnabled'];

  it.each([
    ['a line without a blank before the colon', 'MRSProxyEnabled: False', false],
    ['a markdown table', '| Identity | MRSProxyEnabled |\n|---|---|\n| EX01\\EWS | True |\n| EX02\\EWS | True |', true],
    ['cells of a page', 'Identity\tMRSProxyEnabled\nEX01\\EWS\tTrue\nEX02\\EWS\tFalse', false],
    ['no line breaks', 'Identity : EX01\\EWS (Default Web Site) MRSProxyEnabled : False', false],
  ])('count: %s', async (_, text, expected) => {
    expect(await answer(text)).toBe(expected);
  });

  it.each([
    ['a value that somebody wrote', 'MRSProxyEnabled: yes'],
    ['no value', 'MRSProxyEnabled:'],
    // There may be more servers: without the line breaks, nobody can count them.
    ['one of several in no line breaks', 'Identity : EX01\\EWS MRSProxyEnabled : True Identity : EX02\\EWS MRSProxyEnabled : True'],
  ])('do not count: %s', async (_, text) => {
    expect(await answer(text)).toBeUndefined();
  });
});

describe('texts that are no output', () => {
  it.each([
    ['headers', `Received: from a by b\nFrom: kim@contoso.com\nSubject: x\nUserPrincipalName: kim@contoso.com\nExchangeGuid: ${GUID}`],
    [
      'a report of an error',
      `UserPrincipalName: kim@contoso.com\nObjectId: ${GUID}\nError: AttributeValueMustBeUnique\nProxyAddresses: SMTP:kim@contoso.com`,
    ],
    [
      'the head of a transcript',
      'Start time: 20251103091127\nUsername: CONTOSO\\admin\nMachine: EX01\nHost Application: powershell.exe\nProcess ID: 1234',
    ],
    [
      'a programme',
      `const user = {\n  UserPrincipalName: 'kim@contoso.com',\n  ExchangeGuid: '${GUID}',\n  RecipientTypeDetails: 'UserMailbox',\n};`,
    ],
    ['a table of something else', '| Name | Value |\n|---|---|\n| Attempt | 3 |\n| Result | Failed |'],
    ['a page', '<html><body><p>Hello</p><table><tr><td>Kim</td><td>3</td></tr></table></body></html>'],
    ['a letter', 'Kim: I looked at it.\nLee: and?\nKim: the ExchangeGuid is empty.'],
    ['a list of moves', '| Identity | Status | PercentComplete |\n|---|---|---|\n| kim@contoso.com | Failed | 95 |'],
  ])('%s', async (_, text) => {
    expect(await rows(text)).toEqual([]);
  });
});

describe('properties that a command named anew', () => {
  const printed = (command: string, text: string): string => `[PS] C:\\>Get-Mailbox kim | ${command}\n\n${text}\n\n[PS] C:\\>`;

  it('are read under their own names', async () => {
    expect(
      await rows(
        printed(
          "select @{n='Mail';e={$_.PrimarySmtpAddress}},@{Name=\"Guid\";Expression={$_.ExchangeGuid}},@{l='All';e={$_.EmailAddresses -join ';'}} | fl",
          `Mail : kim@contoso.com\nGuid : ${GUID}\nAll  : SMTP:kim@contoso.com;smtp:k@contoso.com`,
        ),
      ),
    ).toEqual([
      { primarysmtpaddress: 'kim@contoso.com', exchangeguid: GUID, emailaddresses: ['SMTP:kim@contoso.com', 'smtp:k@contoso.com'] },
    ]);
  });

  it('are not read where they are made of something else', async () => {
    expect(
      await rows(
        printed(
          "select PrimarySmtpAddress,@{n='ArchiveGuid';e={$_.EmailAddresses.Count}},@{n='EmailAddresses';e={$_.EmailAddresses | ? {$_ -like 'smtp:*'}}} | fl",
          'PrimarySmtpAddress : kim@contoso.com\nArchiveGuid        : 2\nEmailAddresses     : {SMTP:kim@contoso.com}',
        ),
      ),
    ).toEqual([{ primarysmtpaddress: 'kim@contoso.com' }]);
  });
});

describe('whatever stands in an object', () => {
  const words = fc.constantFrom(
    'Kim', 'Alder', '(External)', 'Alias', 'Alias :', 'Alias: x', 'ExchangeGuid :', 'True', 'UserMailbox', '|', 'kim@contoso.com', ', ', '"', '-', 'Name', '...', '\u2026',
    'Migrated', 'Remote', '#', 'O\u2019Brien', '&amp;', '0', 'Value', '---', '\\', GUID,
  ); // biome-ignore format: a list of words
  const text = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ').trim() || 'x');
  const address = fc.nat(90).map((number) => `kim${number}@fabrikam.com`);
  const guid = fc.uuid();
  const object = fc.record(
    {
      RecipientTypeDetails: fc.constantFrom('UserMailbox', 'RemoteUserMailbox', 'MailUser'),
      ExchangeGuid: guid,
      ArchiveGuid: fc.constantFrom(ZERO, GUID),
      DisplayName: text,
      PrimarySmtpAddress: address,
      Name: text,
      UserPrincipalName: address,
      Alias: text.map((one) => one.replaceAll(' ', '')),
      IsDirSynced: fc.constantFrom('True', 'False'),
      EmailAddresses: fc.array(address, { minLength: 1, maxLength: 3 }).map((all) => `{${all.map((one) => `smtp:${one}`).join(', ')}}`),
      CustomAttribute1: fc.oneof(fc.constant(''), text),
      ExternalDirectoryObjectId: fc.oneof(fc.constant(''), guid),
      RemoteRecipientType: fc.constantFrom('Migrated', 'Migrated, SharedMailbox'),
      Office: text,
    },
    { noNullPrototype: true },
  );
  const plain = (value: unknown): string =>
    [value]
      .flat()
      .join(', ')
      .replace(/^\{|\}$/g, '')
      .replace(/\s+/g, ' ')
      .trim()
      .toLowerCase();
  // A backslash before a bar is one of the form itself.
  const isTold = (form: string, of: Properties): boolean =>
    !/Jira|markdown/.test(form) || !Object.values(of).some((value) => value.includes('\\'));

  it.each([...Object.entries(FORMS), ['a table without its blanks', collapsed] as const])(
    'no other value is read of it: %s',
    async (name, form) => {
      await fc.assert(
        fc.asyncProperty(object, async (of: Properties) => {
          fc.pre(isTold(name, of));
          for (const row of await rows(form(of)))
            for (const [column, value] of Object.entries(row)) {
              const [, own] = Object.entries(of).find(([key]) => key.toLowerCase() === column) ?? [];
              if (value === null) expect(own === '' || own === ZERO).toBe(true);
              else expect(plain(value)).toBe(plain(own));
            }
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe('two megabytes in such a form', () => {
  const filled = (part: string): string => part.repeat(Math.ceil(2_000_000 / part.length));

  it.each([
    ['properties in one line', filled('ExchangeGuid : x Alias : y ')],
    ['lines of several properties', filled('Foo : x Alias : y\n')],
    ['colons', filled(':\n')],
    ['bars', filled('|\n')],
    ['rows', filled('| a | b |\n')],
    ['tabs', filled('"\t"\n')],
    ['tabs above dashes', filled('a\tb\tc\n---\t---\n')],
    ['names without end above rows', `${'a '.repeat(9900)}a\n${'-- '.repeat(1300)}--\na  a\n${filled('a\n')}`],
    ['titles of a terminal that do not end', filled('\u009b]')],
    ['bullets', filled('- Alias: x\n')],
    ['names that begin nothing', filled('Alias: x\nfoo bar\n')],
    ['tags that open', filled('<tr>\n')],
    ['links', filled('<mailto:')],
    ['colours', `[32;1m [0m${filled('[1;')}`],
    ['rows without blanks', `Name Alias ExchangeGuid\n---- ----- ------------\n${filled('a b c d e f g h\n')}`],
    ['prompts', filled('PS C:\\> Get-Mailbox kim ExchangeGuid : x Alias : y ')],
    ['calculated properties', `PS C:\\> Get-Mailbox ${filled('@{n=1;e={')}`],
  ])('are read: %s', async (_, text) => {
    expect(['outputs', 'side', 'nothing']).toContain((await readOutput(text, { number: 1, side: 'cloud' })).kind);
  });
});
