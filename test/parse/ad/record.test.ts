import { describe, expect, it } from 'vitest';
import type { AdEntry } from '../../../src/parse/ad/entry.js';
import { recordOf } from '../../../src/parse/ad/record.js';
import type { AdAttribute, AdSyntax } from '../../../src/parse/ad/schema.js';
import { bytesToBase64 } from '../../../src/parse/recipient/bytes.js';
import { readJsonValues } from '../../../src/parse/recipient/json.js';
import { createLdifReader } from '../../../src/parse/recipient/ldif.js';
import { type ReadTable, valueOf } from '../../../src/parse/recipient/table.js';
import { fc } from '../../setup/property.js';
import { sidBytes } from './descriptors.js';

const DN = 'CN=Kim Müller\\, IT,OU=Staff,DC=contoso,DC=com';
type Value = string | Uint8Array;

function attribute(name: string, syntax: AdSyntax, isSingleValued = true): AdAttribute {
  return {
    name,
    schemaId: '',
    propertySet: undefined,
    isConfidential: false,
    isInGlobalCatalog: false,
    isSingleValued,
    syntax,
    isConstructed: false,
  };
}

const SCHEMA: ReadonlyMap<string, AdAttribute> = new Map(
  [
    attribute('objectClass', 'text', false),
    attribute('objectGUID', 'octets'),
    attribute('mS-DS-ConsistencyGuid', 'octets'),
    attribute('msExchMailboxGuid', 'octets'),
    attribute('objectSid', 'sid'),
    attribute('sIDHistory', 'sid', false),
    attribute('userCertificate', 'octets', false),
    attribute('nTSecurityDescriptor', 'security-descriptor'),
    attribute('msDS-KeyVersion', 'octets'),
    attribute('userPrincipalName', 'text'),
    attribute('displayName', 'text'),
    attribute('description', 'text', false),
    attribute('proxyAddresses', 'text', false),
    attribute('targetAddress', 'text'),
    attribute('msExchPoliciesExcluded', 'text', false),
    attribute('memberOf', 'dn', false),
    attribute('manager', 'dn'),
    attribute('msExchHideFromAddressLists', 'boolean'),
    attribute('msExchRecipientTypeDetails', 'number'),
    attribute('whenChanged', 'time'),
    attribute('extensionAttribute1', 'text'),
    attribute('msExchExtensionCustomAttribute1', 'text', false),
  ].map((one) => [one.name.toLowerCase(), one]),
);

function entryOf(values: Readonly<Record<string, readonly Value[]>>): AdEntry {
  return { dn: DN, attributes: new Map(Object.entries(values).map(([name, list]) => [name.toLowerCase(), list])) };
}

const SAFE = /^[\x01-\x09\x0b\x0c\x0e-\x1f\x21-\x39\x3b\x3d-\x7f][\x01-\x09\x0b\x0c\x0e-\x7f]*$/;

/** As ldifde writes it: octets always as base64, text so where RFC 2849 says so. */
function ldifOf(entry: AdEntry): string {
  const utf8 = new TextEncoder();
  const line = (name: string, value: Value): string => {
    const isPlain = typeof value === 'string' && SAFE.test(value) && !/[\x00-\x1f\x7f]| $/.test(value);
    return isPlain ? `${name}: ${value}` : `${name}:: ${bytesToBase64(typeof value === 'string' ? utf8.encode(value) : value)}`;
  };
  const lines = [...entry.attributes].flatMap(([name, values]) => values.map((value) => line(SCHEMA.get(name)?.name ?? name, value)));
  return [line('dn', entry.dn), 'changetype: add', ...lines, '', ''].join('\r\n');
}

function valuesOf(table: ReadTable, entry: AdEntry): Readonly<Record<string, unknown>> {
  const [row] = table.rows;
  if (row === undefined) throw new Error('The table holds no row.');
  return Object.fromEntries(['distinguishedname', ...entry.attributes.keys()].map((name) => [name, valueOf(table, row, name)]));
}

function bothWays(entry: AdEntry): readonly [unknown, unknown] {
  const ldif = createLdifReader({ source: 'x.ldf', side: 'onprem' });
  ldif.write(ldifOf(entry));
  const live = readJsonValues([JSON.parse(JSON.stringify(recordOf(entry, SCHEMA, [])))], 'onprem', 'x');
  return [valuesOf(live, entry), valuesOf(ldif.end().table, entry)];
}

const GUID_BYTES = Uint8Array.from([0xff, 0x19, 0x96, 0x6f, 0x86, 0x8b, 0x2d, 0x11, 0xb4, 0x2d, 0, 0xcf, 0x4f, 0xc9, 0x64, 0xff]);

describe('recordOf', () => {
  it('writes names as the schema spells them, octets as base64, and lists where several values may stand', () => {
    const entry = entryOf({
      objectClass: ['top', 'person', 'user'],
      objectGUID: [GUID_BYTES],
      objectSid: [Uint8Array.from(sidBytes('S-1-5-21-1-2-3-500'))],
      proxyAddresses: ['SMTP:kim@contoso.com'],
      displayName: [new TextEncoder().encode('Kim Müller')],
      msExchHideFromAddressLists: ['TRUE'],
      whenChanged: ['20260901080000.0Z'],
      unknownOne: ['x'],
    });
    expect(recordOf(entry, SCHEMA, [])).toEqual({
      distinguishedName: DN,
      objectClass: ['top', 'person', 'user'],
      objectGUID: '/xmWb4aLLRG0LQDPT8lk/w==',
      objectSid: 'AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAA9AEAAA==',
      proxyAddresses: ['SMTP:kim@contoso.com'],
      displayName: 'Kim Müller',
      msExchHideFromAddressLists: 'TRUE',
      whenChanged: '20260901080000.0Z',
      unknownone: 'x',
    });
  });

  it('says what may not be read only where it did not come', () => {
    const record = recordOf(entryOf({ displayName: ['Kim'], description: [] }), SCHEMA, ['displayName', 'description', 'targetAddress']);
    expect(record).toEqual({ distinguishedName: DN, displayName: 'Kim', '@notReadable': ['description', 'targetAddress'] });
    expect(recordOf(entryOf({ '@notreadable': ['x'] }), SCHEMA, [])).toEqual({ distinguishedName: DN });
  });

  it.each<[string, Readonly<Record<string, readonly Value[]>>]>([
    [
      'a source anchor of 12 bytes, whose base64 looks like the bytes of a GUID',
      { 'mS-DS-ConsistencyGuid': [new TextEncoder().encode('kim-000004711'.slice(0, 12))] },
    ],
    [
      'a source anchor that is the text of a GUID',
      { 'mS-DS-ConsistencyGuid': [new TextEncoder().encode('6f9619ff-8b86-d011-b42d-00cf4fc964ff')] },
    ],
    ['a GUID of zeros', { msExchMailboxGuid: [new Uint8Array(16)] }],
    ['texts that look like what tools print for nothing', { displayName: ['$null'], extensionAttribute1: ['{}'] }],
    [
      'texts that look like types, lists and octets',
      { displayName: ['System.String[]'], extensionAttribute1: ['{a, b}'], targetAddress: ["X'00ff'"] },
    ],
    ['control marks', { displayName: ['a\u0001b'], description: ['c\nd', '\u007f'] }],
    ['an address with a comma', { proxyAddresses: ['x500:/o=Contoso, Ltd/cn=kim, smtp:no'] }],
    ['empty octets', { objectGUID: [new Uint8Array(0)] }],
  ])('reads back as LDIF does: %s', (_, values) => {
    const [live, ldif] = bothWays(entryOf(values));
    expect(live).toEqual(ldif);
  });
});

const strange = fc.constantFrom(
  '$null',
  '{}',
  '[]',
  '',
  ' ',
  '{a, b}',
  'System.String[]',
  "X'41'",
  '@{a=b}',
  'smtp:a@x.com;SMTP:b@x.com',
  'a...',
  'TRUE',
  '2147483648',
);
const texts: fc.Arbitrary<string> = fc.oneof(strange, fc.string(), fc.string({ unit: 'grapheme' }), fc.emailAddress());
const octets = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc.constantFrom(GUID_BYTES, new Uint8Array(16), Uint8Array.from(sidBytes('S-1-5-21-9-8-7-1001'))),
  fc.stringMatching(/^[0-9a-f]{32}$/).map((text) => new TextEncoder().encode(text)),
);
const BINARY = new Set<AdSyntax>(['octets', 'sid', 'security-descriptor']);
const entries = fc
  .record(
    Object.fromEntries(
      [...SCHEMA.values()].map(({ name, syntax, isSingleValued }) => [
        name,
        fc.array<Value>(BINARY.has(syntax) ? octets : texts, { minLength: 1, maxLength: isSingleValued ? 1 : 4 }),
      ]),
    ),
    { requiredKeys: [] },
  )
  .map((values) => entryOf(Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list ?? []]))));

describe('recordOf of any entry', () => {
  it('gives the values that an LDIF export of the entry gives', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const [live, ldif] = bothWays(entry);
        expect(live).toEqual(ldif);
      }),
      { numRuns: 400 },
    );
  });

  it('does so for text that came as bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [live, ldif] = bothWays(entryOf({ displayName: [new TextEncoder().encode(text)], description: [text] }));
        expect(live).toEqual(ldif);
      }),
    );
  });
});
