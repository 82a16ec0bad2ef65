import { describe, expect, it } from 'vitest';
import { KeyTable } from '../../src/facts/key-table.js';
import { indexSide, type KeyKind, keysOf } from '../../src/facts/recipients.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { fc } from '../setup/property.js';

const word = fc.constantFrom('a', 'B', 'c', 'İ', 'ß');
const record = fc.record(
  {
    objectGUID: fc.constantFrom('00000001-0000-4000-8000-000000000000', '00000002-0000-4000-8000-000000000000'),
    proxyAddresses: fc.array(
      word.map((local) => `smtp:${local}@contoso.com`),
      { maxLength: 3 },
    ),
    mail: word.map((local) => `${local}@contoso.com`),
    targetAddress: word.map((local) => `SMTP:${local}@contoso.com`),
    sAMAccountName: word,
    mailNickname: word,
    legacyExchangeDN: word.map((local) => `/o=Contoso/cn=${local}`),
  },
  { requiredKeys: [] },
);
const KINDS: readonly KeyKind[] = [
  'objectId',
  'address',
  'primary',
  'proxy',
  'mail',
  'targetAddress',
  'sam',
  'alias',
  'legacyDn',
  'name',
  'anchor',
];

describe('SideIndex.find', () => {
  it('finds what a search through all records finds, in their order', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        const index = indexSide('onprem', [readJsonValues(records, 'onprem', 'f')]);
        for (const kind of KINDS) {
          const keys = new Set(index.records.flatMap((one) => keysOf(one, kind)));
          for (const key of keys) {
            const expected = index.records.filter((one) => keysOf(one, kind).includes(key));
            const found = index.find(kind, key);
            expect(found).toHaveLength(expected.length);
            expect(found.every((one, at) => one === expected[at])).toBe(true);
            expect(index.find(kind, key)[0]).toBe(found[0]);
          }
          expect(index.find(kind, 'nobody')).toEqual([]);
          expect(index.find(kind, '')).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('finds X500 and SIP addresses, and an address by its prefix or without', () => {
    const index = indexSide('onprem', [
      readJsonValues([{ proxyAddresses: ['SMTP:Kim@contoso.com', 'X500:/o=Contoso/cn=Kim', 'sip:kim@contoso.com'] }], 'onprem', 'f'),
    ]);
    for (const key of ['smtp:kim@CONTOSO.com', 'x500:/O=contoso/CN=kim', 'SIP:kim@contoso.com'])
      expect(index.find('proxy', key)).toHaveLength(1);
    expect(index.find('address', 'KIM@contoso.com')).toHaveLength(1);
  });

  it('tells the domain of an account name from the distinguished name', () => {
    const index = indexSide('onprem', [
      readJsonValues([{ dn: 'CN=Kim,OU=Staff,DC=EU,DC=contoso,DC=com', sAMAccountName: 'kim' }], 'onprem', 'f'),
    ]);
    expect(index.records.map((one) => keysOf(one, 'domain'))).toEqual([['eu.contoso.com']]);
  });

  it('keeps two objects apart that differ in id, and merges the files that describe one', () => {
    const files = (...lists: object[][]) =>
      indexSide(
        'onprem',
        lists.map((list, at) => readJsonValues(list as Record<string, string>[], 'onprem', `f${at}`)),
      ).records.map((one) => one.parts.length);
    const guid = '00000001-0000-4000-8000-000000000000';
    expect(files([{ objectGUID: guid, userPrincipalName: 'kim@contoso.com' }], [{ userPrincipalName: 'kim@contoso.com' }])).toEqual([2]);
    expect(
      files(
        [{ objectGUID: guid, userPrincipalName: 'kim@contoso.com' }],
        [{ objectGUID: '00000002-0000-4000-8000-000000000000', userPrincipalName: 'kim@contoso.com' }],
      ),
    ).toEqual([1, 1]);
  });

  it('reads a file that holds one row a hundred thousand times', () => {
    const row = { objectGUID: '00000001-0000-4000-8000-000000000000', userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com' };
    const { records } = indexSide('onprem', [
      readJsonValues(
        Array.from({ length: 100_000 }, () => row),
        'onprem',
        'f',
      ),
    ]);
    expect(records.map((one) => one.parts.length)).toEqual([100_000]);
  });
});

describe('KeyTable', () => {
  it('finds what a map finds, also after it was cloned', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat(1000)), { maxLength: 200 }), (pairs) => {
        const table = new KeyTable();
        const map = new Map<string, number[]>();
        for (const [key, record] of pairs) {
          table.add(key, record);
          map.set(key, [...(map.get(key) ?? []), record]);
        }
        const copy = new KeyTable(structuredClone(table.parts));
        for (const [key, records] of map) {
          expect(table.find(key)).toEqual(records);
          expect(copy.find(key)).toEqual(records);
        }
        expect(table.find('nobody has this key')).toEqual([]);
      }),
    );
  });
});
