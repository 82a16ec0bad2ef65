import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src/evidence/directory.js';
import { createCsvReader, csvPreface } from '../../../src/parse/recipient/csv.js';
import { type ReadTable, valueOf as valueIn } from '../../../src/parse/recipient/table.js';

function read(rows: readonly (readonly string[])[], side: Side = 'onprem', typeName?: string): ReadTable {
  const reader = createCsvReader({ source: 'f.csv', side, ...(typeName === undefined ? {} : { typeName }) });
  rows.forEach((row, i) => {
    reader.row(row, i + 1);
  });
  const result = reader.end();
  if (result.kind === 'problem') throw new Error(result.problem.what);
  return result.table;
}

function values(table: ReadTable, column: string): readonly unknown[] {
  return table.rows.map((row) => valueIn(table, row, column));
}

describe('csvPreface', () => {
  it.each([
    ['a,b\n1,2', 0, 0, ','],
    ['#TYPE Selected.Microsoft.Exchange.Data.X\r\n"a","b"\r\n', 42, 1, ','],
    ['sep=;\r\nmail;cn\r\n', 7, 1, ';'],
    ['\ufeffmail\tcn\n', 1, 0, '\t'],
    ['\n\nmail|cn\n', 2, 2, '|'],
    ['"a,b,c";d\n', 0, 0, ';'],
    ['UserPrincipalName\nkim@contoso.com', 0, 0, ','],
    ['', 0, 0, ','],
  ])('%j', (text, skip, lines, delimiter) => expect(csvPreface(text)).toMatchObject({ skip, lines, delimiter }));
});

describe('createCsvReader', () => {
  it('reads csvde output: joined values, hex octets, and a full export', () => {
    const table = read([
      ['DN', 'objectClass', 'objectGUID', 'proxyAddresses', 'objectCategory', 'instanceType', 'whenCreated', 'uSNChanged', 'mail', 'title'],
      [
        'CN=Kim,DC=x',
        'top;user',
        "X'2244e78bd9b0ec47b861e7de1a9cfb20'",
        'SMTP:kim@contoso.com;smtp:k@contoso.com',
        'p',
        '4',
        '2026',
        '5',
        '',
        "X'4bc3a4'",
      ],
    ]);
    expect(table.origin).toBe('ad');
    expect(values(table, 'distinguishedname')).toEqual(['CN=Kim,DC=x']);
    expect(values(table, 'objectclass')).toEqual([['top', 'user']]);
    expect(values(table, 'objectguid')).toEqual(['8be74422-b0d9-47ec-b861-e7de1a9cfb20']);
    expect(values(table, 'proxyaddresses')).toEqual([['SMTP:kim@contoso.com', 'smtp:k@contoso.com']]);
    expect(values(table, 'title')).toEqual(['Kä']);
    expect(values(table, 'mail')).toEqual([null]);
    expect(values(table, 'msexchmailboxguid')).toEqual([null]);
  });

  it('knows only the header columns of other exports', () => {
    const table = read([
      ['SamAccountName', 'mail', 'objectCategory', 'instanceType', 'whenCreated', 'uSNChanged'],
      ['kim', '', 'p', '4', '2026', '5'],
    ]);
    expect(values(table, 'mail')).toEqual([null]);
    expect(values(table, 'msexchmailboxguid')).toEqual([undefined]);
  });

  it('puts Exchange Online properties under exo, and takes type names for lost values', () => {
    const table = read(
      [
        ['PrimarySmtpAddress', 'ExchangeGuid', 'EmailAddresses', 'Id'],
        ['kim@contoso.com', '8be74422-b0d9-47ec-b861-e7de1a9cfb20', 'Microsoft.Exchange.Data.ProxyAddressCollection', 'Kim Berg'],
        ['jo@contoso.com', '00000000-0000-0000-0000-000000000000', '{SMTP:jo@contoso.com, smtp:j@contoso.com...}', 'Jo'],
      ],
      'cloud',
    );
    expect(table.origin).toBe('exchange');
    expect(table.columns).toEqual(['exo.primarysmtpaddress', 'exo.exchangeguid', 'exo.emailaddresses', 'exo.id']);
    expect(values(table, 'exo.exchangeguid')).toEqual(['8be74422-b0d9-47ec-b861-e7de1a9cfb20', null]);
    expect(values(table, 'exo.emailaddresses')).toEqual([undefined, undefined]);
    expect(values(table, 'exo.id')).toEqual(['Kim Berg', 'Jo']);
    expect(table.notes).toHaveLength(2);
  });

  it('reads lists of old modules and portals with the names of Graph, and says so', () => {
    const table = read(
      [
        ['ObjectId', 'UserPrincipalName', 'ImmutableId', 'Proxy addresses'],
        ['8BE74422-B0D9-47EC-B861-E7DE1A9CFB20', 'kim@contoso.com', 'IkTni9mw7Ee4YefeGpz7IA==', 'SMTP:kim@contoso.com+smtp:k@contoso.com'],
      ],
      'cloud',
    );
    expect(table.origin).toBe('graph');
    expect(values(table, 'id')).toEqual(['8be74422-b0d9-47ec-b861-e7de1a9cfb20']);
    expect(values(table, 'onpremisesimmutableid')).toEqual(['IkTni9mw7Ee4YefeGpz7IA==']);
    expect(values(table, 'proxyaddresses')).toEqual([['SMTP:kim@contoso.com', 'smtp:k@contoso.com']]);
    expect(table.notes.join()).toContain('read as onpremisesimmutableid');
  });

  it('notes a column that stands twice and uses the first', () => {
    const table = read([
      ['mail', 'Mail', 'cn'],
      ['a@contoso.com', 'b@contoso.com', 'A'],
    ]);
    expect(values(table, 'mail')).toEqual(['a@contoso.com']);
    expect(table.notes[0]).toContain('stands twice');
  });

  it('leaves out rows that are too long, and counts cells that are missing as not read', () => {
    const table = read([['mail', 'cn'], ['a@contoso.com', 'Berg', ' Kim'], ['b@contoso.com'], ['c@contoso.com', 'C', ''], ['']]);
    expect(values(table, 'cn')).toEqual([undefined, 'C']);
    expect(table.truncated).toBe(true);
    expect(table.notes[0]).toContain('f.csv, line 2');
  });

  it('names the columns when none is usable', () => {
    const reader = createCsvReader({ source: 'f.csv', side: 'onprem' });
    reader.row(['Size', 'Colour']);
    reader.row(['1', 'red']);
    const result = reader.end();
    expect(result).toMatchObject({
      kind: 'problem',
      problem: {
        what: expect.stringContaining('"Size", "Colour"'),
        where: expect.stringContaining('f.csv'),
        next: expect.stringContaining('objectGUID'),
      },
    });
    expect(createCsvReader({ source: 'f.csv', side: 'onprem' }).end()).toMatchObject({ kind: 'problem' });
  });

  it('says when the file belongs to the other side', () => {
    expect(
      read([
        ['id', 'userPrincipalName', 'onPremisesImmutableId'],
        ['x', 'y', 'z'],
      ]).notes[0],
    ).toContain('on-premises side');
  });
});
