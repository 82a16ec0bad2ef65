import { getDomain } from 'tldts';
import { describe, expect, it } from 'vitest';
import { openSuffixTable } from '../../src/message/suffix-table.js';

const table = openSuffixTable('\ncom=,blogspot,\nuk=,co,\nck=,*,!www,\njp=,kawasaki,*.kawasaki,!city.kawasaki,\n');

describe('openSuffixTable', () => {
  it.each([
    ['mail.contoso.com', 'contoso.com'],
    ['contoso.com', 'contoso.com'],
    ['a.b.contoso.co.uk', 'contoso.co.uk'],
    ['co.uk', null],
    ['kim.blogspot.com', 'kim.blogspot.com'],
    ['blogspot.com', null],
    ['a.shop.ck', 'a.shop.ck'],
    ['shop.ck', null],
    ['a.www.ck', 'www.ck'],
    ['a.city.kawasaki.jp', 'city.kawasaki.jp'],
    ['a.b.other.kawasaki.jp', 'b.other.kawasaki.jp'],
    ['mail.contoso.local', 'contoso.local'],
  ])('of %s is %s', (name, domain) => {
    expect(table(name)).toBe(domain);
  });

  it('leaves names to others that are not plain', () => {
    for (const name of ['localhost', '192.0.2.1', 'a..com', '.com', 'a_b.com', 'bücher.com', 'https://a.com/', 'a@b.com', 'A.com', ''])
      expect(table(name), name).toBeUndefined();
  });

  it('says what the list says', () => {
    for (const name of ['www.ck', 'a.www.ck', 'a.b.ck', 'city.kawasaki.jp', 'a.b.c.kawasaki.jp'])
      expect(table(name), name).toBe(getDomain(name, { allowPrivateDomains: true, validateHostname: false }));
  });
});
