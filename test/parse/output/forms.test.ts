import { describe, expect, it } from 'vitest';
import { calculatedIn } from '../../../src/parse/output/calculated.js';
import { cleanText } from '../../../src/parse/output/clean.js';
import { isCollapsed, readCollapsed } from '../../../src/parse/output/collapsed-table.js';
import { readConsole } from '../../../src/parse/output/console.js';
import { isClosedValue, isWholeAtEnd } from '../../../src/parse/output/property-kinds.js';
import { areAligned, isReflowed, readReflowed } from '../../../src/parse/output/reflowed.js';

const GUID = '2dcb23c9-4179-4fec-b556-659ce21780e6';

describe('values that can be nothing else', () => {
  it.each([
    ['ExchangeGuid', GUID],
    ['msExchMailboxGuid', '{201, 35, 203, 45, 121, 65, 236, 79, 181, 86, 101, 156, 226, 23, 128, 230}'],
    ['ExternalDirectoryObjectId', `User_${GUID}`],
    ['RecipientTypeDetails', 'RemoteUserMailbox'],
    ['RemoteRecipientType', 'ProvisionMailbox, ProvisionArchive'],
    ['RemoteRoutingAddress', 'SMTP:kim@contoso.mail.onmicrosoft.com'],
    ['EmailAddresses', '{SMTP:kim@contoso.com, X500:/o=Contoso/ou=External (FYDIBOHF25SPDLT)/cn=Recipients/cn=kim}'],
    ['OnPremisesImmutableId', 'DfOww8Nx4ECG+XXGimiXZQ=='],
    ['IsDirSynced', 'False'],
  ])('%s: %s', (name, value) => {
    expect(isClosedValue(name, value)).toBe(true);
  });

  it.each([
    ['ExchangeGuid', GUID.slice(0, -1)],
    ['RecipientTypeDetails', 'UserMailbox (was MailUser)'],
    ['PrimarySmtpAddress', 'kim@contoso'],
    ['PrimarySmtpAddress', 'kim@contoso.com Alias'],
    ['EmailAddresses', '{SMTP:kim@contoso.com, smtp:k@con...}'],
    ['EmailAddresses', '{SMTP:kim@contoso.com, smtp:k@con toso.com}'],
    ['EmailAddresses', 'SMTP:kim@contoso.com'],
    ['IsDirSynced', 'Yes'],
    ['IsDirSynced', ''],
  ])('not %s: %s', (name, value) => {
    expect(isClosedValue(name, value)).toBe(false);
  });

  it('may be cut at the end of a copy, where a longer one begins with them', () => {
    expect(isWholeAtEnd('RecipientType', 'User')).toBe(false);
    expect(isWholeAtEnd('PrimarySmtpAddress', 'kim@contoso.co')).toBe(false);
    expect(isWholeAtEnd('RecipientTypeDetails', 'RemoteUserMailbox')).toBe(true);
    expect(isWholeAtEnd('ExchangeGuid', GUID)).toBe(true);
  });
});

describe('a list without its line breaks', () => {
  it('is one of which lines hold several properties, and no list of the console', () => {
    expect(isReflowed(['Alias : kim ExchangeGuid : x'])).toBe(true);
    expect(isReflowed(['Alias        : kim', 'DisplayName  : Kim Alias : x', 'ExchangeGuid : x'])).toBe(false);
    expect(areAligned(['Alias : kim', 'ExchangeGuid : x'])).toBe(false);
  });

  it('is several objects where all names come again in their order', () => {
    const text = `RecipientTypeDetails : MailUser ExchangeGuid : ${GUID} RecipientTypeDetails : UserMailbox ExchangeGuid : ${GUID}`;
    expect(readReflowed([text], 1).map(({ entries }) => entries.map(({ value }) => value))).toEqual([
      ['MailUser', GUID],
      ['UserMailbox', GUID],
    ]);
  });

  it('has no property where people write of one, or where the colon stands elsewhere than in the others', () => {
    const told = (text: string): readonly string[] =>
      readReflowed([text], 1, { isBegun: true, isEnded: true }).flatMap(({ entries }) =>
        entries.flatMap(({ name, isBroken }) => (isBroken ? [] : [name])),
      );
    expect(told(`ExchangeGuid : ${GUID} DisplayName : Kim Mail : kim@contoso.com RecipientType : MailUser`)).toEqual([
      'ExchangeGuid',
      'RecipientType',
    ]);
    expect(told(`ExchangeGuid  : ${GUID} DisplayName   : Kim ArchiveGuid : ${GUID} RecipientType : MailUser Alias         : kim`)).toEqual([
      'ExchangeGuid',
      'RecipientType',
    ]);
  });
});

describe('a table without its blanks', () => {
  it('is told from one of short values', () => {
    expect(isCollapsed('Name Alias', '---- -----', ['Kim Alder kim'])).toBe(true);
    expect(isCollapsed('Name Alias', '---- -----', ['Kim  kim', 'Lee  lee'])).toBe(false);
    expect(isCollapsed('Name      Alias', '----      -----', ['Kim Alder kim'])).toBe(false);
  });

  it('reads no row that cannot be dealt out', () => {
    const [row] = readCollapsed('RecipientType ExchangeGuid', ['Kim MailUser x'], 1);
    expect(row?.entries.every(({ isBroken }) => isBroken)).toBe(true);
  });
});

describe('cleanText', () => {
  it.each([
    ['colours', '\u001b[32;1mAlias : \u001b[0mkim', 'Alias : kim'],
    ['colours whose escape character became a picture', '\u241b[32;1mAlias : \u241b[0mkim', 'Alias : kim'],
    ['a link of Windows Terminal', '\u001b]8;;https://contoso.com\u001b\\Alias\u001b]8;;\u001b\\ : kim', 'Alias : kim'],
    ['a link of Outlook', 'Mail : kim@contoso.com<mailto:kim@contoso.com>', 'Mail : kim@contoso.com'],
    ['a link of Slack', 'Mail : <mailto:kim@contoso.com|kim@contoso.com>', 'Mail : kim@contoso.com'],
    ['a link of markdown', 'Mail : [kim@contoso.com](mailto:kim@contoso.com)', 'Mail : kim@contoso.com'],
    ['a link of Jira', 'Mail : [kim@contoso.com|mailto:kim@contoso.com]', 'Mail : kim@contoso.com'],
    ['entities', 'DisplayName&#160;: O&#x27;Brien', "DisplayName : O'Brien"],
    ['curled quotes of JSON', '{\u201cmail\u201d: \u201ckim@contoso.com\u201d}', '{"mail": "kim@contoso.com"}'],
    ['marks of direction', '\u2066Alias\u2069 : kim', 'Alias : kim'],
  ])('takes %s off', (_, text, plain) => {
    expect(cleanText(text).lines).toEqual([plain]);
  });

  it.each([
    ['a link to somebody else', 'Mail : Kim<mailto:kim@contoso.com>'],
    ['a bracket with a letter', 'DisplayName : Kim [0m'],
    ['control characters in entities', 'DisplayName : &#7;&#27;'],
    ['curled quotes of a value', 'DisplayName : Kim \u201cK\u201d Alder'],
  ])('leaves %s', (_, text) => {
    expect(cleanText(text).lines).toEqual([text]);
  });
});

describe('readConsole', () => {
  const forms = (text: string): readonly (string | undefined)[] =>
    readConsole(text).outputs.flatMap(({ pieces }) => pieces.map((piece) => (piece.kind === 'list' ? (piece.form ?? 'list') : piece.kind)));

  it('tells forms apart, one below the other', () => {
    const text = [
      'Hello,', '', `- ExchangeGuid: ${GUID}`, '- Alias: kim', '', '| Name | Value |', '|---|---|', `| ExchangeGuid | ${GUID} |`, '| Alias | kim |', '',
      `Alias : kim ExchangeGuid : ${GUID}`, '', 'Alias\tExchangeGuid', `kim\t${GUID}`, '', 'Alias ExchangeGuid', '----- ------------', `kim ${GUID}`, '',
      `<table><tr><td>ExchangeGuid:</td><td>${GUID}</td></tr><tr><td>Alias:</td><td>kim</td></tr></table>`,
    ].join('\n'); // biome-ignore format: a paste
    expect(forms(text)).toEqual(['values', 'lines', 'cells', 'reflowed', 'cells', 'collapsed', 'cells']);
  });

  it('counts no line of a form that is no output', () => {
    expect(readConsole('| a | b |\n|---|---|\n| c | d |').known).toBe(0);
  });
});

describe('calculatedIn', () => {
  it.each([
    ["@{n='Type';e={$_.RecipientTypeDetails}}", ['type', 'RecipientTypeDetails']],
    ['@{Name="Type"; Expression={ $PSItem.RecipientTypeDetails.ToString() }}', ['type', 'RecipientTypeDetails']],
    ["@{l='Type';e='RecipientTypeDetails'}", ['type', 'RecipientTypeDetails']],
    ["@{n='All';e={$_.EmailAddresses -join '; '}}", ['all', 'EmailAddresses']],
    ["@{n='Guid';e={[string]$_.ExchangeGuid}}", ['guid', 'ExchangeGuid']],
    ["@{n='Alias';e={$_.Alias.ToUpper()}}", ['alias', undefined]],
    ["@{n='Alias';e={if ($_.Alias) { 'x' }}}", ['alias', undefined]],
    ["@{n='Guid';e={$_.ExchangeGuid", ['guid', 'ExchangeGuid']],
  ])('%s', (text, expected) => {
    expect([...calculatedIn(`Get-Mailbox kim | select ${text}`)]).toEqual([expected]);
  });
});
