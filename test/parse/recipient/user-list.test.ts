import { describe, expect, it } from 'vitest';
import { readUserList, type UserList } from '../../../src/parse/recipient/user-list.js';
import { fc } from '../../setup/property.js';

function list(text: string, isBatch = false): UserList {
  const result = readUserList(text, isBatch);
  if (result.kind === 'problem') throw new Error(result.what);
  return result.list;
}
const names = (text: string): readonly string[] => list(text).entries.map((entry) => entry.text);

describe('a list of people', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['one on each line', 'kim@contoso.com\nalex@contoso.com\n', ['kim@contoso.com', 'alex@contoso.com']],
    ['with CR LF, blanks and a mark', '\ufeff kim@contoso.com \r\n\r\n\talex@contoso.com\r\n', ['kim@contoso.com', 'alex@contoso.com']],
    [
      'in quotes',
      '"kim@contoso.com"\n\'alex@contoso.com\'\n\u201cbo@contoso.com\u201d',
      ['kim@contoso.com', 'alex@contoso.com', 'bo@contoso.com'],
    ],
    [
      'with what mail programs add',
      'Kim Lee <kim@contoso.com>\nmailto:alex@contoso.com\nSMTP:bo@contoso.com',
      ['kim@contoso.com', 'alex@contoso.com', 'bo@contoso.com'],
    ],
    ['several on a line', 'kim@contoso.com; alex@contoso.com', ['kim@contoso.com', 'alex@contoso.com']],
    ['a DN with its commas', 'CN=Kim Lee,OU=Staff,DC=contoso,DC=com', ['CN=Kim Lee,OU=Staff,DC=contoso,DC=com']],
    [
      'an alias, a GUID, a domain account',
      'klee\n8be74422-b0d9-47ec-b861-e7de1a9cfb20\nCONTOSO\\klee',
      ['klee', '8be74422-b0d9-47ec-b861-e7de1a9cfb20', 'CONTOSO\\klee'],
    ],
    ['comments', '# wave 1\nkim@contoso.com', ['kim@contoso.com']],
    ['invisible marks inside', 'kim\u200b@contoso.com\u00a0', ['kim@contoso.com']],
  ])('is read %s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it.each<readonly [string, string]>([
    ['commas', 'Name,EmailAddress\n"Lee, Kim",kim@contoso.com\n'],
    ['semicolons', 'Name;EmailAddress\nKim;kim@contoso.com\n'],
    ['tabs', 'Name\tEmail Address\nKim\tkim@contoso.com\n'],
    ['#TYPE of PowerShell', '#TYPE Selected\n"UserPrincipalName","Name"\n"kim@contoso.com","Kim"\n'],
    ['sep= of Excel', 'sep=;\r\nIdentity;Name\r\nkim@contoso.com;Kim\r\n'],
    ['a formula that only quotes', 'EmailAddress\n="kim@contoso.com"\n'],
    ['a cell over two lines', 'Notes,EmailAddress\n"first\nsecond",kim@contoso.com\n'],
  ])('is found in a CSV with %s', (_, text) => {
    expect(names(text)).toEqual(['kim@contoso.com']);
  });

  it('knows the line of every entry, also below a cell over several lines', () => {
    const { entries } = list('Notes,EmailAddress\n"one\ntwo\nthree",kim@contoso.com\n,alex@contoso.com\n');
    expect(entries).toEqual([
      { line: 2, text: 'kim@contoso.com' },
      { line: 5, text: 'alex@contoso.com' },
    ]);
  });

  it('refuses a row that names nobody, with its line', () => {
    const { entries, refused, ignored } = list('EmailAddress,Name\n,Kim\n\nalex@contoso.com,Alex\n');
    expect(entries.map(({ line }) => line)).toEqual([4]);
    expect(refused.map(({ line }) => line)).toEqual([2]);
    expect(ignored).toBe(1);
  });

  it('takes another column of identity where the first is empty', () => {
    expect(names('EmailAddress,UserPrincipalName\n,kim@contoso.com\n')).toEqual(['kim@contoso.com']);
  });

  it('tells a column that stands twice', () => {
    const { entries, notes } = list('EmailAddress,EmailAddress\nkim@contoso.com,alex@contoso.com\n');
    expect(entries.map(({ text }) => text)).toEqual(['kim@contoso.com']);
    expect(notes.join()).toContain('stands 2 times');
  });

  it('goes on line by line where a quote never closes', () => {
    const { entries, notes } = list('EmailAddress,Name\n"kim@contoso.com,Kim\nalex@contoso.com,Alex\n');
    expect(entries.map(({ text }) => text)).toContain('alex@contoso.com');
    expect(notes).toHaveLength(1);
  });

  it('wants EmailAddress of a batch CSV, and names of any list', () => {
    expect(readUserList('UserPrincipalName\nkim@contoso.com\n', true).kind).toBe('problem');
    expect(readUserList('EmailAddress,BadItemLimit\nkim@contoso.com,10\n', true).kind).toBe('list');
    expect(readUserList('\n \n').kind).toBe('problem');
  });

  it('never throws, and every row is an entry, refused or ignored', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().map((text) => text.replace(/[\r\n"]/g, '')),
          { minLength: 1 },
        ),
        (rows) => {
          const result = readUserList(`EmailAddress\n${rows.join('\n')}\n`);
          if (result.kind === 'problem') return;
          const { entries, refused, ignored } = result.list;
          expect(entries.length + refused.length + ignored).toBe(rows.length);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, isBatch) => {
        readUserList(text, isBatch);
      }),
    );
  });

  it('takes 2 MB on one line and 100,000 cells', () => {
    expect(readUserList('x'.repeat(2_000_000)).kind).toBe('list');
    expect(list(`EmailAddress\n${'a@contoso.com,'.repeat(100_000)}`).entries).toHaveLength(1);
    expect(readUserList(`"${'""'.repeat(500_000)}`).kind).toBe('list');
  });
});
