import { describe, expect, it } from 'vitest';
import {
  hasBlank,
  isBadAlias,
  isBadMail,
  isBadSam,
  isBadTarget,
  isMailbox,
  isUnroutable,
  smtpFaults,
  splitProxy,
  upnFaults,
} from '../../../src/parse/recipient/address-syntax.js';
import { fc } from '../../setup/property.js';

const atom = (extra: string) => fc.string({ unit: fc.constantFrom(...`abcxyzIKS019${extra}`), minLength: 1, maxLength: 12 });
const local = (extra: string) => fc.array(atom(extra), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const domain = fc
  .tuple(atom(''), fc.constantFrom('com', 'ro', 'africa', 'photography', 'xn--p1ai', 'K12', 'Info'))
  .map(([name, top]) => `${name}.${top}`);

describe('upnFaults', () => {
  it('takes every UPN of allowed characters, also with an apostrophe and under a new top-level domain', () => {
    fc.assert(
      fc.property(local("'-_!#^~"), domain, (name, suffix) => {
        expect(upnFaults(`${name}@${suffix}`)).toEqual([]);
      }),
    );
  });

  it('refuses every other character', () => {
    fc.assert(
      fc.property(local(''), fc.constantFrom(...'\\%&*+/=?{}|<>();:,[]" \u00a0äéıİ\u212a$`'), (name, mark) => {
        expect(upnFaults(`${name}${mark}x@contoso.com`)).toContain('character');
      }),
    );
  });

  it.each([
    ['.anna@contoso.com', ['character', 'format']],
    ['anna.@contoso.com', ['character', 'format']],
    ['a..b@contoso.com', ['character', 'format']],
    ['anna@contoso.com ', ['character']],
    ['anna@contöso.com', ['character']],
    ['anna', ['format']],
    ['@contoso.com', ['format']],
    ['a@b@contoso.com', ['format']],
    ['anna@contoso', ['domain']],
    ['anna@contoso.LOCAL', ['domain']],
    ['anna@contoso.lan', ['domain']],
    ['anna@corp.internal', ['domain']],
    [`${'a'.repeat(64)}@${'b'.repeat(44)}.com`, []],
    [`${'a'.repeat(65)}@b.com`, ['length']],
    [`a@${'b'.repeat(45)}.com`, ['length']],
  ])('%s', (upn, faults) => {
    expect(upnFaults(upn)).toEqual(faults);
  });
});

describe('smtpFaults', () => {
  it('takes what mail takes before the @', () => {
    fc.assert(
      fc.property(local("!#$%&'*+-/=?^_`{|}~"), domain, (name, suffix) => {
        expect(smtpFaults(`${name}@${suffix}`)).toEqual([]);
      }),
    );
  });

  it('gives the same answer for capitals', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aIk.@-( '), maxLength: 20 }), (text) => {
        expect(smtpFaults(text.toUpperCase())).toEqual(smtpFaults(text.toLowerCase()));
      }),
    );
  });

  it.each([
    ['jürgen@contoso.com', ['foreign']],
    ['anna weber@contoso.com', ['character', 'format']],
    ['smtp:anna@contoso.com', ['character', 'format']],
    ['anna@contoso.com.', ['format']],
    ['anna@-contoso.com', ['format']],
    ['anna@contoso.local', ['domain']],
    ['anna@192.0.2.1', ['domain']],
  ])('%s', (address, faults) => {
    expect(smtpFaults(address)).toEqual(faults);
  });
});

describe('the other attributes', () => {
  it.each(['anna', 'anna.weber', 'Anna-W_2', 'ä'])('alias %s is valid', (alias) => {
    expect(isBadAlias(alias)).toBe(false);
  });
  it.each(['.anna', 'anna.', 'a b', "o'brien", 'a@b', 'a`b', 'a'.repeat(65)])('alias %s is not', (alias) => {
    expect(isBadAlias(alias)).toBe(true);
  });
  it('judges mail, sAMAccountName and targetAddress', () => {
    expect(isBadMail("anna.o'brien@contoso.com")).toBe(false);
    expect(isBadMail('anna@contoso.com;ben@contoso.com')).toBe(true);
    expect(isBadMail(` anna@contoso.com`)).toBe(true);
    expect(isBadSam('a'.repeat(20))).toBe(false);
    expect(isBadSam('a'.repeat(21))).toBe(true);
    expect(isBadSam('a|b')).toBe(true);
    expect(isBadTarget('SMTP:anna@contoso.mail.onmicrosoft.com')).toBe(false);
    expect(isBadTarget('anna@contoso.com')).toBe(false);
    expect(isBadTarget('SMTP:anna')).toBe(true);
    expect(isBadTarget('NOTES:Anna Weber/Sales@Tailspin')).toBe(false);
    expect(isBadTarget(`smtp:${'a'.repeat(250)}@b.com`)).toBe(true);
  });
});

describe('splitProxy', () => {
  it('parts what it joined', () => {
    fc.assert(
      fc.property(fc.constantFrom('smtp', 'SMTP', 'x500', 'X400', 'CCMAIL', 'eum'), fc.string(), (prefix, rest) => {
        expect(splitProxy(`${prefix}:${rest}`)).toEqual({ prefix: prefix.toLowerCase(), address: rest });
      }),
    );
  });
  it.each(['anna@contoso.com', '', ':x', '/o=Contoso/cn=a:b', 'smtp :a@b.com', 'ſmtp:a@b.com'])('%s has no prefix', (value) => {
    expect(splitProxy(value)).toBeUndefined();
  });
});

describe('hostile input', () => {
  it('never throws, and is linear', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const check of [
          upnFaults,
          smtpFaults,
          isBadAlias,
          isBadMail,
          isBadSam,
          isBadTarget,
          splitProxy,
          isMailbox,
          isUnroutable,
          hasBlank,
        ])
          expect(() => check(text)).not.toThrow();
      }),
    );
    const long = `${'a.'.repeat(500_000)}@${'b.'.repeat(500_000)}`;
    expect(smtpFaults(long)).toContain('format');
    expect(upnFaults(long)).toContain('length');
  });
});
