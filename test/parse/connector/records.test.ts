import { describe, expect, it } from 'vitest';
import { clixmlRecords, csvRecords, formatListRecords, settingsFormat } from '../../../src/parse/connector/records.js';

const wrap = (inner: string): string => `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${inner}</Objs>`;

function propertiesOf(inner: string): Readonly<Record<string, unknown>> {
  const result = clixmlRecords(wrap(`<Obj RefId="0"><Props>${inner}</Props></Obj>`), 'a.xml');
  if (result.kind === 'problem') throw new Error(result.problem.what);
  return Object.fromEntries(result.value[0]?.properties ?? []);
}

describe('a value of CLIXML', () => {
  it.each<[string, string, unknown]>([
    ['an enumeration', '<Obj N="ConnectorType" RefId="1"><ToString>OnPremises</ToString><I32>1</I32></Obj>', 'OnPremises'],
    [
      'a list of objects with a text',
      '<Obj N="AddressSpaces" RefId="1"><LST><Obj RefId="2"><ToString>SMTP:*;1</ToString><Props><S N="Address">*</S><I32 N="Cost">1</I32></Props></Obj></LST></Obj>',
      ['SMTP:*;1'],
    ],
    [
      'an object without a text',
      '<Obj N="DomainName" RefId="1"><Props><S N="Address">contoso.com</S><B N="IncludeSubDomains">false</B></Props></Obj>',
      { Address: 'contoso.com', IncludeSubDomains: false },
    ],
    [
      'an object that shows its type',
      '<Obj N="DomainName" RefId="1"><ToString>Microsoft.Exchange.Data.SmtpDomainWithSubdomains</ToString><Props><S N="Address">contoso.com</S></Props></Obj>',
      { Address: 'contoso.com' },
    ],
    ['an empty list', '<Obj N="SmartHosts" RefId="1"><LST /></Obj>', []],
    [
      'a list with its own properties',
      '<Obj N="SmartHosts" RefId="1"><LST><S>a.contoso.com</S></LST><MS><I32 N="Count">1</I32></MS></Obj>',
      ['a.contoso.com'],
    ],
    ['nothing', '<Nil N="Comment" />', null],
    ['escaped text', '<S N="Comment">a_x000A_b &amp; c</S>', 'a\nb & c'],
  ])('%s', (_, inner, expected) => {
    expect(Object.values(propertiesOf(inner))).toEqual([expected]);
  });

  it.each([
    ['a reference to nothing', '<Ref N="SmartHosts" RefId="77" />'],
    ['a protected string', '<SS N="AuthenticationCredential">0100</SS>'],
    ['a type name', '<S N="SmartHosts">System.String[]</S>'],
    ['an object that holds itself', '<Obj N="A" RefId="9"><LST><Ref RefId="9" /></LST></Obj>'],
  ])('%s counts as not read', (_, inner) => {
    expect(propertiesOf(inner)).toEqual({});
  });
});

it('reads the entries of a dictionary as properties', () => {
  const text = wrap('<Obj RefId="0"><DCT><En><S N="Key">SenderDomains</S><S N="Value">*</S></En></DCT></Obj>');
  const result = clixmlRecords(text, 'a.xml');
  expect(result.kind === 'ok' && [...(result.value[0]?.properties ?? [])]).toEqual([['SenderDomains', '*']]);
});

it.each([
  ['<Objs />', 'clixml'],
  ['\ufeff  [1]', 'json'],
  ['"Name","SenderDomains"\n', 'csv'],
  ['Name;AddressSpaces;Enabled\n', 'csv'],
  ['Name    : a\nEnabled : b\n', 'format-list'],
  ['Name,Enabled\n', undefined],
  ['nothing of the kind', undefined],
])('tells the format of %j', (text, format) => {
  expect(settingsFormat(text)).toBe(format);
});

it('reads a CSV with a separator line, and refuses one whose quotes do not close', () => {
  const result = csvRecords('sep=;\nName;SmartHosts\nA;"a.contoso.com;b.contoso.com"\n', 'a.csv');
  expect(result.kind === 'ok' && Object.fromEntries(result.value[0]?.properties ?? [])).toEqual({
    Name: 'A',
    SmartHosts: ['a.contoso.com', 'b.contoso.com'],
  });
  expect(csvRecords('Name,SmartHosts\n"A,b\n', 'a.csv').kind).toBe('problem');
});

it('reads several blocks of Format-List', () => {
  const records = formatListRecords('\nName          : A\nSenderDomains : {*}\n\nName          : B\nSenderDomains : {}\n', 'a.txt');
  expect(records.map(({ properties }) => Object.fromEntries(properties))).toEqual([
    { Name: 'A', SenderDomains: ['*'] },
    { Name: 'B', SenderDomains: null },
  ]);
});
