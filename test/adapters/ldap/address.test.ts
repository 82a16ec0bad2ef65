import { describe, expect, it } from 'vitest';
import {
  isCataloguePort,
  isUnverified,
  plainHost,
  readAddress,
  readReference,
  type ServerAddress,
  urlOf,
  withoutCredentials,
} from '../../../src/adapters/ldap/address.js';
import { fc } from '../../setup/property.js';

const dc: ServerAddress = { host: 'dc1.corp.contoso.com', port: 636, security: 'tls' };

describe('readAddress', () => {
  it.each([
    ['ldaps://DC1.corp.contoso.com', 'dc1.corp.contoso.com', 636, 'tls'],
    ['ldaps://dc1.corp.contoso.com./', 'dc1.corp.contoso.com', 636, 'tls'],
    ['ldap://192.0.2.1', '192.0.2.1', 389, 'starttls'],
    ['ldaps://192.0.2.1:3269', '192.0.2.1', 3269, 'tls'],
    ['ldap://[2001:db8::1]:3268', '2001:db8::1', 3268, 'starttls'],
  ])('reads %s', (text, host, port, security) => {
    expect(readAddress(text)).toEqual({ kind: 'ok', value: { host, port, security } });
  });

  it.each(['', 'dc1', 'https://dc1', 'ldaps://', 'ldap:dc1', 'ldaps://dc1:99999'])('refuses %j', (text) => {
    expect(readAddress(text).kind).toBe('problem');
  });

  it('refuses credentials and repeats none of them', () => {
    const read = readAddress('ldaps://kim:Sup3rSecret@dc1.corp.contoso.com');
    expect(read.kind).toBe('problem');
    expect(JSON.stringify(read)).not.toContain('Sup3rSecret');
    expect(withoutCredentials('ldaps://kim:a@b@dc1')).toBe('ldaps://...@dc1');
  });

  it('never throws, and what it accepts reads back the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `ldaps://${text}`),
        ),
        (text) => {
          const read = readAddress(text);
          if (read.kind === 'ok') expect(readAddress(urlOf(read.value))).toEqual(read);
        },
      ),
    );
  });
});

describe('readReference', () => {
  it('connects as to the server that refers, where no port is named', () => {
    expect(readReference('ldap://child.corp.contoso.com/DC=child,DC=corp,DC=contoso,DC=com', dc)).toEqual({
      address: { host: 'child.corp.contoso.com', port: 636, security: 'tls' },
      base: 'DC=child,DC=corp,DC=contoso,DC=com',
    });
  });

  it('takes the port that is named, never in clear', () => {
    expect(readReference('ldap://child.corp.contoso.com:3268/DC=child%2CDC=corp', dc)).toEqual({
      address: { host: 'child.corp.contoso.com', port: 3268, security: 'starttls' },
      base: 'DC=child,DC=corp',
    });
  });

  it.each([
    '',
    'http://evil/DC=x',
    'ldap://kim:pw@child/DC=x',
    'ldap:///DC=x',
    'ldap://child',
    `ldap://child/${'x'.repeat(5000)}`,
    'ldap://child/%E0%A4%A',
  ])('gives nothing for %j', (text) => {
    expect(readReference(text, dc)).toBeUndefined();
  });
});

it('turns verification off for exactly one host', () => {
  expect(isUnverified(dc, { unverifiedHost: 'DC1.corp.contoso.com' })).toBe(true);
  expect(isUnverified(dc, { unverifiedHost: 'corp.contoso.com' })).toBe(false);
  expect(isUnverified(dc, { unverifiedHost: undefined })).toBe(false);
  expect(isUnverified(dc, { unverifiedHost: '' })).toBe(false);
});

it('knows the ports of the global catalogue', () => {
  expect([636, 389, 3268, 3269].map((port) => isCataloguePort({ ...dc, port }))).toEqual([false, false, true, true]);
  expect(plainHost('[2001:DB8::1]')).toBe('2001:db8::1');
});
