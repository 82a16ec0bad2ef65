import type { Entry } from 'ldapts';
import { expect, it } from 'vitest';
import { readEntry } from '../../../src/adapters/ldap/entries.js';
import { createQuickRecord } from '../../../src/adapters/ldap/quick-record.js';
import { recordOf } from '../../../src/parse/ad/record.js';
import type { AdAttribute, AdSyntax } from '../../../src/parse/ad/schema.js';
import { fc } from '../../setup/property.js';

const attribute = (name: string, syntax: AdSyntax, isSingleValued: boolean): AdAttribute => ({
  name,
  schemaId: '',
  propertySet: undefined,
  isConfidential: false,
  isInGlobalCatalog: true,
  isSingleValued,
  syntax,
  isConstructed: false,
});
const ATTRIBUTES = new Map(
  [
    attribute('displayName', 'text', true),
    attribute('description', 'text', false),
    attribute('proxyAddresses', 'text', false),
    attribute('msExchMailboxGuid', 'octets', true),
    attribute('objectSid', 'sid', true),
    attribute('memberOf', 'dn', false),
    attribute('nTSecurityDescriptor', 'security-descriptor', true),
    attribute('msExchDelegateListLink', 'dn', true),
  ].map((one) => [one.name.toLowerCase(), one]),
);
const ASKED = [...ATTRIBUTES.values()].map(({ name }) => name);
const TEXTS = [
  'Sandra',
  'System.String[]',
  '@{a=b}',
  "X'00'",
  'x',
  '{a, b}',
  '$null',
  '<not set>',
  '[]',
  'SMTP:kim@contoso.com',
  'a;b',
  'a...',
  'a\u0001',
];
const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string());
const bytes = fc
  .oneof(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ maxLength: 40 }))
  .map((value) => Buffer.from(value));
const value = fc.oneof(text, bytes);
const values: fc.Arbitrary<string | string[] | Buffer | Buffer[]> = fc.oneof(
  fc.constant<string[]>([]),
  value,
  fc.array(text, { minLength: 2, maxLength: 4 }),
  fc.array(bytes, { minLength: 2, maxLength: 3 }),
);

it('makes what the core makes of an entry, or leaves it to the core', () => {
  const quick = createQuickRecord(ASKED, ATTRIBUTES, undefined);
  let made = 0;
  fc.assert(
    fc.property(fc.tuple(...ASKED.map(() => values)), (all) => {
      const entry: Entry = { dn: 'CN=Kim,DC=contoso,DC=com' };
      for (const [index, name] of ASKED.entries()) entry[name] = all[index] ?? [];
      const record = quick(entry);
      if (record === undefined) return;
      made++;
      expect(JSON.stringify(record)).toBe(JSON.stringify(recordOf(readEntry(entry).entry, ATTRIBUTES, [])));
    }),
    { numRuns: 2000 },
  );
  expect(made).toBeGreaterThan(0);
});

it('makes plain entries itself, without what is to stay out', () => {
  const quick = createQuickRecord(ASKED, ATTRIBUTES, 'ntsecuritydescriptor');
  const entry: Entry = { dn: 'CN=Kim', sn: 'unasked' };
  for (const name of ASKED) entry[name] = [];
  entry.displayName = 'Sandra';
  entry.nTSecurityDescriptor = Buffer.alloc(20);
  entry.msExchMailboxGuid = Buffer.alloc(16, 7);
  expect(quick(entry)).toEqual({
    distinguishedName: 'CN=Kim',
    displayName: 'Sandra',
    msExchMailboxGuid: Buffer.alloc(16, 7).toString('base64'),
  });
});

it('leaves an entry to the core of which the server gave only a part', () => {
  const quick = createQuickRecord(['member'], new Map([['member', attribute('member', 'dn', false)]]), undefined);
  expect(quick({ dn: 'CN=All', member: [], 'member;range=0-1': ['a', 'b'] })).toBeUndefined();
});
