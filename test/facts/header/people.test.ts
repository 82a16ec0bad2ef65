import { describe, expect, it } from 'vitest';
import { CONTOSO_SETTINGS, type GivenMessage, headerFact as of, withField } from '../../setup/header-facts.js';
import type { Fields } from '../../setup/headers.js';
import * as headers from '../../setup/headers.js';

const OURS: GivenMessage = { settings: CONTOSO_SETTINGS };

describe('the sender', () => {
  const from = (value: string) => withField(headers.internetToExo(), 'From', value);

  it.each([
    ['"ceo@contoso.com" <kim@fabrikam.com>', true],
    ['"kim@mail.fabrikam.com" <kim@fabrikam.com>', false],
    ['"Kim @ work" <kim@fabrikam.com>', false],
    ['kim@fabrikam.com', false],
  ])('%s shows a foreign address: %s', (value, expected) => {
    expect(of(from(value), 'displayHasForeignAddress')).toBe(expected);
  });

  it.each([
    ['"Microsoft account team" <no-reply@fabrikam.com>', true],
    ['"Microsoft account team" <no-reply@accountprotection.microsoft.com>', false],
    ['"PayPal" <service@fabrikam.com>', true],
    ['"Apple Tree Ltd" <info@appletree.example>', false],
    ['"Kim Lee" <kim@fabrikam.com>', false],
  ])('%s bears the name of a brand: %s', (value, expected) => {
    expect(of(from(value), 'displayIsBrand')).toBe(expected);
  });

  it('is compared with the people of both directories by the whole name', () => {
    const cloud = [{ userPrincipalName: 'alex@contoso.com', displayName: 'Alex Kim' }];
    expect(of(from('"Alex Kim" <x@fabrikam.com>'), 'displayNamesColleague', { cloud })).toBe(true);
    expect(of(from('"Kim, Alex" <x@fabrikam.com>'), 'displayNamesColleague', { cloud })).toBe(true);
    expect(of(from('"Alex" <x@fabrikam.com>'), 'displayNamesColleague', { cloud })).toBe(false);
    expect(of(from('"Alex Kim" <x@fabrikam.com>'), 'displayNamesColleague')).toBe('unknown');
    expect(of(from('"Alex Kim" <alex@contoso.com>'), 'displayNamesColleague', { ...OURS, cloud })).toBe(false);
  });

  it('is known on-premises only with Exchange attributes and this very address', () => {
    const known = (onPrem: GivenMessage['onPrem']) =>
      of(headers.onPremToExo(false), 'fromKnownOnPrem', onPrem === undefined ? {} : { onPrem });
    expect(known(undefined)).toBe('unknown');
    expect(known([])).toBe(false);
    expect(known([{ userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com' }])).toBe(false);
    expect(
      known([
        {
          userPrincipalName: 'kim@contoso.com',
          mailNickname: 'kim',
          msExchRecipientTypeDetails: '1',
          homeMDB: 'CN=DB1',
          proxyAddresses: ['SMTP:kim@contoso.com'],
        },
      ]),
    ).toBe(true);
  });

  it('is a bounce where a mail system says so with an empty envelope sender', () => {
    const bounce = [...withField(from('postmaster@fabrikam.com'), 'Return-Path', '<>')];
    expect([of(bounce, 'isBounce'), of(bounce, 'returnPathIsNull')]).toEqual([true, true]);
    expect(of(from('postmaster@fabrikam.com'), 'isBounce')).toBe(false);
    expect(of(withField(from('kim@fabrikam.com'), 'Return-Path', '<>'), 'isBounce')).toBe(false);
  });

  it.each([
    ['<SRS0=abc=XY=fabrikam.com=kim@forwarder.example>', true],
    ['<srs1+abc@forwarder.example>', true],
    ['<kim+SRS=abc@contoso.com>', true],
    ['<srsly@fabrikam.com>', false],
    ['<kim@fabrikam.com>', false],
  ])('was forwarded with the envelope sender %s: %s', (value, expected) => {
    const fields = withField(headers.internetToExo(), 'Return-Path', value);
    expect([of(fields, 'returnPathIsSrs'), of(fields, 'isForwarded')]).toEqual([expected, expected]);
  });

  it.each([
    ['kim@contoso.onmicrosoft.com', true],
    ['kim@sub.contoso.onmicrosoft.com', true],
    ['kim@contoso.mail.onmicrosoft.com', false],
    ['kim@onmicrosoft.com.example', false],
  ])('writes from a fallback domain with %s: %s', (value, expected) => {
    expect(of(from(value), 'fromIsOnmicrosoft')).toBe(expected);
  });

  it('of a mailing list is the host of its List-Id, where that is proven', () => {
    const list = (id: string, verdict: string): Fields => [['List-Id', id], ...headers.internetToExo(verdict)];
    const pass = 'spf=pass smtp.mailfrom=lists.example.com; dkim=none;dmarc=fail header.from=fabrikam.com';
    expect(of(list('Talk <talk.lists.example.com>', pass), 'listIsSender')).toBe(true);
    expect(of(list('Talk <talk.lists.example.org>', pass), 'listIsSender')).toBe(false);
    expect(of(list('Talk <talk.fabrikam.com>', pass), 'listIsFrom')).toBe(true);
    expect(of(headers.internetToExo(), 'isList')).toBe(false);
  });
});
