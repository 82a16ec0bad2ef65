import { describe, expect, it } from 'vitest';
import { createAccessReader, type Readable } from '../../../src/parse/ad/access.js';
import type { AdAttribute } from '../../../src/parse/ad/schema.js';
import { fc } from '../../setup/property.js';
import { descriptor, type TestAce } from './descriptors.js';

const ME = 'S-1-5-21-1004336348-1177238915-682003330-1602';
const GROUP = 'S-1-5-21-1004336348-1177238915-682003330-513';
const OTHER = 'S-1-5-21-1004336348-1177238915-682003330-1700';
const SELF = 'S-1-5-10';
const READ = 0x10;
const CONTROL = 0x100;

const guid = (n: number): string => `0000000${n}-1111-4222-8333-444444444444`;
const PERSONAL = guid(8);
const PUBLIC = guid(9);
const CLASS = guid(7);

function attribute(name: string, schemaId: string, more: Partial<AdAttribute> = {}): AdAttribute {
  return {
    name,
    schemaId,
    propertySet: undefined,
    isConfidential: false,
    isInGlobalCatalog: false,
    isSingleValued: true,
    syntax: 'text',
    isConstructed: false,
    ...more,
  };
}

const ATTRIBUTES = [
  attribute('mail', guid(1), { propertySet: PUBLIC }),
  attribute('proxyAddresses', guid(2), { propertySet: PUBLIC }),
  attribute('telephoneNumber', guid(3), { propertySet: PERSONAL }),
  attribute('targetAddress', guid(4)),
  attribute('employeeSecret', guid(5), { isConfidential: true }),
  attribute('homeSecret', guid(6), { isConfidential: true, propertySet: PERSONAL }),
];
const byName = (list: readonly AdAttribute[]): ReadonlyMap<string, AdAttribute> =>
  new Map(list.map((one) => [one.name.toLowerCase(), one]));
const NAMES = ATTRIBUTES.map(({ name }) => name).sort();

const reader = createAccessReader({ accountSids: new Set([ME, GROUP]), attributes: byName(ATTRIBUTES) });
const allow = (mask: number, more: Partial<TestAce> = {}): TestAce => ({
  type: more.objectType === undefined ? 0 : 5,
  mask,
  sid: ME,
  ...more,
});
const deny = (mask: number, more: Partial<TestAce> = {}): TestAce => ({
  type: more.objectType === undefined ? 1 : 6,
  mask,
  sid: ME,
  ...more,
});

function readable(
  aces: readonly TestAce[] | null,
  object: { isSelf?: boolean; classIds?: readonly string[] } = {},
): readonly string[] | string {
  const answer = reader(descriptor(aces), { isSelf: false, ...object });
  if (answer.kind === 'unknown') return 'unknown';
  return NAMES.filter((name) => answer.kind === 'all' || !answer.names.includes(name));
}

const NORMAL = ['mail', 'proxyAddresses', 'targetAddress', 'telephoneNumber'];

describe('createAccessReader', () => {
  it('knows nothing without a descriptor, or of one that is broken', () => {
    expect(reader(undefined, { isSelf: false })).toEqual({ kind: 'unknown' });
    expect(reader(new Uint8Array(3), { isSelf: false })).toEqual({ kind: 'unknown' });
    expect(reader(descriptor([allow(READ)]).subarray(0, 40), { isSelf: false })).toEqual({ kind: 'unknown' });
  });

  it('reads everything where there is no list, and nothing where the list is empty', () => {
    expect(reader(descriptor(null), { isSelf: false })).toEqual({ kind: 'all' });
    expect(reader(descriptor([], 0x8000), { isSelf: false })).toEqual({ kind: 'all' });
    expect(reader(descriptor([]), { isSelf: false })).toEqual({ kind: 'not', names: NAMES });
  });

  it.each<[string, readonly TestAce[], readonly string[]]>([
    ['a right to all properties, without confidential ones', [allow(READ)], NORMAL],
    ['the same by a group', [allow(READ, { sid: GROUP })], NORMAL],
    ['the right to read does not come from others', [allow(READ, { sid: OTHER })], []],
    ['confidential ones need control access', [allow(READ | CONTROL)], NAMES],
    ['control access alone reads nothing', [allow(CONTROL)], []],
    ['generic read', [allow(0x80000000)], NORMAL],
    ['generic all', [allow(0x10000000)], NAMES],
    ['generic write', [allow(0x40000000)], []],
    ['one attribute', [allow(READ, { objectType: guid(4) })], ['targetAddress']],
    ['a property set', [allow(READ, { objectType: PUBLIC })], ['mail', 'proxyAddresses']],
    ['control access to one attribute', [allow(READ), allow(CONTROL, { objectType: guid(5) })], ['employeeSecret', ...NORMAL]],
    ['control access to a property set', [allow(READ), allow(CONTROL, { objectType: PERSONAL })], ['homeSecret', ...NORMAL]],
    ['a denial before', [deny(READ, { objectType: guid(1) }), allow(READ)], ['proxyAddresses', 'targetAddress', 'telephoneNumber']],
    ['a denial behind, which comes too late', [allow(READ), deny(READ)], NORMAL],
    ['an attribute allowed before its set is denied', [allow(READ, { objectType: guid(1) }), deny(READ, { objectType: PUBLIC })], ['mail']],
    ['an entry for children only', [allow(READ, { flags: 0x0a })], []],
    ['an inherited entry', [allow(READ, { flags: 0x12 })], NORMAL],
    ['an inherited entry that names the class it is for', [{ ...allow(READ, { flags: 0x12 }), type: 5, inheritedType: CLASS }], NORMAL],
    ['the owner rights of nobody known', [allow(READ, { sid: 'S-1-3-4' })], []],
    ['log entries between', [{ type: 2, mask: READ, sid: ME }, allow(READ)], NORMAL],
  ])('%s', (_, aces, expected) => {
    expect(readable(aces)).toEqual([...expected].sort());
  });

  it('lets SELF count for the account itself alone', () => {
    expect(readable([allow(READ, { sid: SELF })])).toEqual([]);
    expect(readable([allow(READ, { sid: SELF })], { isSelf: true })).toEqual(NORMAL);
    // The same bytes again: the answers do not mix.
    expect(readable([allow(READ, { sid: SELF })])).toEqual([]);
  });

  it('takes the class of the object for all its attributes', () => {
    expect(readable([allow(READ, { objectType: CLASS })])).toEqual([]);
    expect(readable([allow(READ, { objectType: CLASS })], { classIds: [CLASS] })).toEqual(NORMAL);
  });

  it('is silent where an entry cannot be judged, or where there are more than it reads', () => {
    expect(readable([{ type: 9, mask: READ, sid: ME }, allow(READ)])).toBe('unknown');
    expect(readable(Array.from({ length: 2001 }, () => allow(0x20)))).toBe('unknown');
    expect(readable([...Array.from({ length: 1999 }, () => allow(0x20)), allow(READ)])).toEqual(NORMAL);
  });

  it('never reads what no one may read, and always the descriptor that came', () => {
    const asked = [attribute('unicodePwd', guid(1)), attribute('nTSecurityDescriptor', guid(2), { syntax: 'security-descriptor' })];
    const own = createAccessReader({ accountSids: new Set([ME]), attributes: byName(asked) });
    const unread: Readable = { kind: 'not', names: ['unicodePwd'] };
    expect(own(descriptor([allow(READ | CONTROL)]), { isSelf: false })).toEqual(unread);
    expect(own(descriptor([]), { isSelf: false })).toEqual(unread);
    expect(own(descriptor(null), { isSelf: false })).toEqual(unread);
  });

  it('takes an attribute without a GUID, which no entry can name, as one that may not be read', () => {
    const own = createAccessReader({ accountSids: new Set([ME]), attributes: byName([attribute('mail', ''), attribute('cn', guid(1))]) });
    expect(own(descriptor([allow(READ)]), { isSelf: false })).toEqual({ kind: 'not', names: ['mail'] });
  });

  it('gives the same answer for equal bytes, wherever they stand', () => {
    const bytes = descriptor([allow(READ)]);
    const within = new Uint8Array(bytes.length + 7);
    within.set(bytes, 7);
    const first = reader(bytes, { isSelf: false });
    bytes.fill(0);
    expect(reader(within.subarray(7), { isSelf: false })).toBe(first);
  });
});

const sids = fc.constantFrom(ME, GROUP, OTHER, SELF);
const types = fc.constantFrom(undefined, ...[1, 2, 3, 4, 5, 6].map(guid), PERSONAL, PUBLIC, CLASS);
const masks = fc.constantFrom(READ, CONTROL, READ | CONTROL, 0x20, 0x80000000, 0x10000000, 0x40000000, 0xf01ff);
const aces: fc.Arbitrary<TestAce> = fc
  .record({ denies: fc.boolean(), flags: fc.constantFrom(0, 0x02, 0x08, 0x0a, 0x12), mask: masks, sid: sids, objectType: types })
  .map(({ denies, objectType, ...rest }) =>
    objectType === undefined ? { ...rest, type: denies ? 1 : 0 } : { ...rest, type: denies ? 6 : 5, objectType },
  );

/** What each generic right means for an object of a directory. */
function expanded(mask: number): number {
  return (
    mask | ((mask & 0x10000000) === 0 ? 0 : 0xf01ff) | ((mask & 0x80000000) === 0 ? 0 : 0x20094) | ((mask & 0x40000000) === 0 ? 0 : 0x20028)
  );
}

/** The tree of an object, entry for entry, with the rights that each attribute has got so far: slow and plain. */
function reference(list: readonly TestAce[], isSelf: boolean): readonly string[] {
  const nodes = new Map<string, string[]>();
  const under = (id: string, name: string): void => void nodes.set(id, [...(nodes.get(id) ?? []), name]);
  for (const { name, schemaId, propertySet } of ATTRIBUTES) {
    under(schemaId, name);
    if (propertySet !== undefined) under(propertySet, name);
    under(CLASS, name);
  }
  const granted = new Map<string, number>();
  const denied = new Map<string, number>();
  for (const ace of list) {
    const isMine = ace.sid === ME || ace.sid === GROUP || (ace.sid === SELF && isSelf);
    if (!isMine || ((ace.flags ?? 0) & 8) !== 0) continue;
    for (const name of nodes.get(ace.objectType ?? CLASS) ?? []) {
      const [to, from] = ace.type === 0 || ace.type === 5 ? [granted, denied] : [denied, granted];
      to.set(name, (to.get(name) ?? 0) | (expanded(ace.mask) & ~(from.get(name) ?? 0)));
    }
  }
  return ATTRIBUTES.filter(({ name, isConfidential }) => {
    const wanted = isConfidential ? READ | CONTROL : READ;
    return ((granted.get(name) ?? 0) & wanted) !== wanted;
  }).map(({ name }) => name);
}

describe('createAccessReader on any list', () => {
  it('agrees with a plain walk through the tree of the object', () => {
    fc.assert(
      fc.property(fc.array(aces, { maxLength: 12 }), fc.boolean(), (list, isSelf) => {
        const answer = reader(descriptor(list), { isSelf, classIds: [CLASS] });
        const names = [...reference(list, isSelf)].sort();
        expect(answer).toEqual(names.length === 0 ? { kind: 'all' } : { kind: 'not', names });
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same answer with and without its memory', () => {
    fc.assert(
      fc.property(fc.array(aces, { maxLength: 6 }), fc.boolean(), (list, isSelf) => {
        const fresh = createAccessReader({ accountSids: new Set([ME, GROUP]), attributes: byName(ATTRIBUTES) });
        expect(reader(descriptor(list), { isSelf })).toEqual(fresh(descriptor(list), { isSelf }));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => ['all', 'not', 'unknown'].includes(reader(bytes, { isSelf: true }).kind)),
    );
    fc.assert(
      fc.property(fc.array(aces, { maxLength: 4 }), fc.nat(200), fc.nat(255), (list, at, byte) => {
        const bytes = descriptor(list);
        bytes[at % bytes.length] = byte;
        return ['all', 'not', 'unknown'].includes(reader(bytes, { isSelf: true }).kind);
      }),
    );
  });
});
