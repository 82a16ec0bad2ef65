import { BerReader, BerWriter, FilterParser } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { keyQuestion } from '../../../src/adapters/ldap/lookup-filter.js';
import type { LookupKey } from '../../../src/ports/live.js';
import { fc } from '../../setup/property.js';

const GUID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const KINDS: readonly LookupKey['kind'][] = [
  'exchangeGuid',
  'archiveGuid',
  'objectId',
  'immutableId',
  'consistencyGuid',
  'anchor',
  'address',
  'primary',
  'proxy',
  'mail',
  'targetAddress',
  'upn',
  'sam',
  'domain',
  'alias',
  'sid',
  'legacyDn',
  'name',
  'dn',
]; // prettier-ignore

const textOf = (key: LookupKey): string => {
  const question = keyQuestion(key);
  return question.kind === 'filter' ? question.filter.toString() : question.kind === 'dn' ? `dn ${question.dn}` : `none: ${question.why}`;
};

describe('keyQuestion', () => {
  it('asks for a GUID by its bytes, in the order in which a directory stores them', () => {
    expect(textOf({ kind: 'exchangeGuid', value: GUID })).toBe(
      '(|(msExchMailboxGuid=\\3d\\2c\\1b\\0a\\5f\\4e\\71\\60\\82\\93\\a4\\b5\\c6\\d7\\e8\\f9))',
    );
    const both = textOf({ kind: 'immutableId', value: 'PSwbCl9OcWCCk6S1xtfo+Q==' });
    expect(both).toBe(textOf({ kind: 'anchor', value: GUID }));
    expect(both).toContain('objectGUID=');
    expect(both).toContain('mS-DS-ConsistencyGuid=');
  });

  it('finds an address wherever it may stand', () => {
    expect(textOf({ kind: 'address', value: 'kim@contoso.com' })).toBe('(|(proxyAddresses=smtp:kim@contoso.com)(mail=kim@contoso.com))');
    expect(textOf({ kind: 'targetAddress', value: 'kim@contoso.com' })).toBe(
      '(|(targetAddress=smtp:kim@contoso.com)(targetAddress=kim@contoso.com))',
    );
    expect(textOf({ kind: 'proxy', value: 'x500:/o=contoso/cn=kim' })).toBe('(|(proxyAddresses=x500:/o=contoso/cn=kim))');
  });

  it.each([
    { kind: 'exchangeGuid', value: 'no guid' },
    { kind: 'sid', value: 'S-1-x' },
    { kind: 'immutableId', value: '***' },
    { kind: 'domain', value: 'contoso' },
    { kind: 'upn', value: '' },
    { kind: 'upn', value: 'a\u0000b' },
    { kind: 'upn', value: 'a'.repeat(3000) },
  ] as const)('does not ask for $kind $value', (key) => {
    expect(keyQuestion(key).kind).toBe('none');
  });

  it('lets no value end its clause', () => {
    const evil = '*)(objectClass=*';
    expect(textOf({ kind: 'upn', value: evil })).toBe('(|(userPrincipalName=\\2a\\29\\28objectClass=\\2a))');
  });

  it('writes any value so that it reads back as the one value of its clause', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.string({ minLength: 1 }), (kind, value) => {
        const question = keyQuestion({ kind, value });
        if (question.kind !== 'filter' || kind === 'name') return;
        const writer = new BerWriter();
        question.filter.write(writer);
        const read = FilterParser.parse(new BerReader(writer.buffer));
        const clauses = 'filters' in read && Array.isArray(read.filters) ? read.filters : [];
        expect(clauses).toHaveLength(question.attributes.length);
        if (kind === 'upn') expect(clauses[0]).toMatchObject({ attribute: 'userprincipalname', value });
      }),
    );
  });
});
