import { describe, expect, it } from 'vitest';
import { readCommand } from '../../../src/parse/output/command.js';
import { readConsole } from '../../../src/parse/output/console.js';
import { readFailure } from '../../../src/parse/output/failure.js';
import { readFormatTable } from '../../../src/parse/output/format-table.js';
import { fc } from '../../setup/property.js';

const shapes = (text: string): readonly (readonly [string | undefined, ...string[]])[] =>
  readConsole(text).outputs.map(({ command, pieces }) => [command?.name, ...pieces.map(({ kind }) => kind)] as const);

describe('readConsole', () => {
  it.each([
    ['the Exchange Management Shell', '[PS] C:\\Windows\\system32>Get-RemoteMailbox kim | fl'],
    ['Windows PowerShell', 'PS C:\\Users\\kim> Get-RemoteMailbox kim | fl'],
    ['PowerShell 7 on Linux', 'PS /home/kim> Get-RemoteMailbox kim | fl'],
    ['a remote session', '[EX01.contoso.com]: PS C:\\Users\\admin\\Documents> Get-RemoteMailbox kim | fl'],
    ['no prompt at all', 'Get-RemoteMailbox kim | fl'],
    ['a chat', '> PS C:\\> Get-RemoteMailbox kim | fl'],
    ['a ticket', '      PS C:\\> Get-RemoteMailbox kim | fl'],
    ['an assignment', '$m = Get-RemoteMailbox kim'],
  ])('reads the prompt of %s', (_, line) => {
    const prefix = line.startsWith('> ') ? '> ' : '';
    expect(shapes(`${line}\n${prefix}\n${prefix}ExchangeGuid : x`).at(-1)).toEqual(['Get-RemoteMailbox', 'list']);
  });

  it('puts a command together that the window broke, or that goes on behind >>', () => {
    const broken = readConsole(
      "[PS] C:\\Windows\\system32>Get-Recipient -Identity 'kim.alder@contoso.com' | Format\n-List RecipientTypeDetails,Alias\n\nAlias : kim",
    );
    expect(broken.outputs.at(-1)?.command).toMatchObject({
      name: 'Get-Recipient',
      identity: 'kim.alder@contoso.com',
      shown: ['RecipientTypeDetails', 'Alias'],
    });
    const more = readConsole('PS C:\\> Get-Recipient kim |\n>> Format-List Alias\n>>\n\nAlias : kim');
    expect(more.outputs.at(-1)?.command).toMatchObject({ name: 'Get-Recipient', shown: ['Alias'] });
  });

  it('tells formats apart, one below the other', () => {
    const text = [
      'PS C:\\> Get-Mailbox kim', '', 'Name Alias', '---- -----', 'Kim  kim', '',
      'PS C:\\> Get-Mailbox kim | fl Name', '', 'Name : Kim', '',
      'PS C:\\> Get-Mailbox kim | ConvertTo-Json', '{', '  "Name": "Kim }"', '}',
      'PS C:\\> Get-Mailbox kim | ConvertTo-Csv', '#TYPE Selected', '"Name","Alias"', '"Kim","kim"',
      'C:\\>ldifde -f con', 'dn: CN=Kim,DC=contoso,DC=com', 'cn: Kim', '', '1 entries exported',
      'PS C:\\> Get-ADUser lee', "Get-ADUser : Cannot find an object with identity: 'lee' under: 'DC=contoso,DC=com'.", '    + CategoryInfo          : ObjectNotFound: (lee:ADUser) [Get-ADUser], ADIdentityNotFoundException', '',
      'PS C:\\> (Get-Mailbox kim).Alias', 'kim', 'PS C:\\>',
    ].join('\r\n'); // biome-ignore format: a console
    expect(shapes(text).filter(([name]) => name !== undefined)).toEqual([
      ['Get-Mailbox', 'table'],
      ['Get-Mailbox', 'list'],
      ['Get-Mailbox', 'json'],
      ['Get-Mailbox', 'csv'],
      ['ldifde', 'ldif', 'values'],
      ['Get-ADUser', 'failure'],
      ['Get-Mailbox', 'values'],
    ]);
  });

  it('keeps the lines of the paste', () => {
    const [, output] = readConsole('```\nPS C:\\> Get-Mailbox kim | fl\n\n\nName  : Kim\nAlias : kim\n```').outputs;
    expect(output?.pieces.map(({ line, lineCount }) => [line, lineCount])).toEqual([[5, 2]]);
  });

  it('counts what is output', () => {
    const { lines, known } = readConsole('Hello,\nhere it is:\n\nName  : Kim\nAlias : kim\n');
    expect([lines, known]).toEqual([4, 2]);
  });

  it('never throws, and knows no more lines than there are', () => {
    const words = fc.constantFrom(
      'PS C:\\> ',
      '[PS] C:\\>Get-Mailbox',
      '\n',
      ' : ',
      '{',
      '"',
      '--',
      'dn: a',
      '>> ',
      '|',
      "'",
      '<Objs>',
      '(',
      ')',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 8 })), { maxLength: 60 }), (parts) => {
        const { lines, known } = readConsole(parts.join(''));
        expect(known).toBeLessThanOrEqual(lines);
      }),
    );
  });
});

describe('readCommand', () => {
  it.each([
    ['Get-ADUser kalder -Properties *', { name: 'Get-ADUser', identity: 'kalder', asked: ['*'], shown: undefined }],
    [
      'Get-ADUser -Identity kalder -Properties mail, proxyAddresses | Select-Object mail',
      { asked: ['mail', 'proxyAddresses'], shown: ['mail'], isSelected: true },
    ],
    [
      'Get-MgUser -UserId \'kim@contoso.com\' -Property "id,mail" | fl Id, Mail',
      { identity: 'kim@contoso.com', asked: ['id', 'mail'], shown: ['Id', 'Mail'], isSelected: false },
    ],
    ['Get-Mailbox kim | select -ExpandProperty EmailAddresses', { expanded: 'EmailAddresses', shown: undefined }],
    ['(Get-Mailbox kim).ExchangeGuid', { name: 'Get-Mailbox', identity: 'kim', expanded: 'ExchangeGuid' }],
    ['Get-Mailbox kim | fl *', { shown: undefined }],
    ['ldifde.exe -f con -r "(mail=kim@contoso.com)" -l mail', { name: 'ldifde', asked: undefined }],
  ])('reads %s', (text, expected) => {
    expect(readCommand(text)).toMatchObject(expected);
  });

  it.each(['', 'whoami', 'cd C:\\temp', '$FormatEnumerationLimit = -1', '|||'])('finds none in "%s"', (text) => {
    expect(readCommand(text)).toBeUndefined();
  });
});

describe('readFailure', () => {
  it.each([
    [
      "The operation couldn't be performed because object 'kim alder' couldn't be found on 'DC01.contoso.com'.",
      'not-found',
      'kimalder',
      undefined,
    ],
    [
      "The operation couldn't be performed because obj\nect 'kim@contoso.com' couldn't be fou\nnd on 'DC01.contoso.com'.",
      'not-found',
      'kim@contoso.com',
      undefined,
    ],
    [
      "Der Vorgang konnte nicht ausgeführt werden, da das Objekt 'kim' auf 'DC01.contoso.com' nicht gefunden wurde.",
      'not-found',
      'kim',
      undefined,
    ],
    ["Get-ADUser : Cannot find an object with identity: 'kim' under: 'DC=contoso,DC=com'.", 'not-found', 'kim', 'Get-ADUser'],
    [
      "Get-MgUser_Get: Resource 'kim@contoso.com' does not exist or one of its queried reference-property objects are not present.",
      'not-found',
      'kim@contoso.com',
      'Get-MgUser',
    ],
    [
      '    + CategoryInfo          : NotSpecified: (:) [Get-RemoteMailbox], ManagementObjectNotFoundException',
      'not-found',
      undefined,
      'Get-RemoteMailbox',
    ],
    ['Get-MgUser : Insufficient privileges to complete the operation.', 'failed', undefined, 'Get-MgUser'],
    ["Get-Recipient : The operation couldn't be performed because 'kim' matches multiple entries.", 'failed', undefined, 'Get-Recipient'],
  ])('reads "%s"', (text, kind, identity, cmdlet) => {
    expect(readFailure(text)).toMatchObject({ kind, identity, cmdlet });
  });
});

describe('readFormatTable', () => {
  it('reads cells by the places of the dashes, and none that runs over a border', () => {
    const table = readFormatTable('Name      Alias Size', '----      ----- ----', ['Kim Alder kim      5', 'Lee       lee 1234567']);
    expect(table.rows).toEqual([
      ['Kim Alder', 'kim', '5'],
      ['Lee', undefined, undefined],
    ]);
    expect(table.cut).toEqual(['Alias', 'Size']);
  });

  it('does not guess what goes on below', () => {
    expect(readFormatTable('Name Value', '---- -----', ['a    b c', '     d']).rows).toEqual([['a', undefined]]);
  });
});
