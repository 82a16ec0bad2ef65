import { describe, expect, it } from 'vitest';
import type { Side } from '../../src/evidence/directory.js';
import { joinPeople, openPeople, type People } from '../../src/facts/people.js';
import { indexSide, keysOf, type RecipientRecord } from '../../src/facts/recipients.js';
import { openSide } from '../../src/facts/side-index.js';
import { type Directories, resolveSubject } from '../../src/facts/subject.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import type { Records } from '../setup/diagnose.js';
import { fc } from '../setup/property.js';

const A = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const A_ANCHOR = 'IkTni9mw7Ee4YefeGpz7IA==';
const A_SWAPPED = '2244e78b-d9b0-ec47-b861-e7de1a9cfb20';
const B = '11111111-2222-4333-8444-555555555555';

const side = (name: Side, ...files: Records[]) =>
  indexSide(
    name,
    files.map((records, at) => readJsonValues(records, name, `${name}${at}.json`)),
  );
const both = (onprem: Records, cloud: Records): Directories => ({ onprem: side('onprem', onprem), cloud: side('cloud', cloud) });
const all = (people: People) => Array.from({ length: people.length }, (_, index) => people.subject(index));
const name = (record: RecipientRecord | undefined): string | undefined => record && keysOf(record, 'name')[0];
const shown = (directories: Directories) =>
  all(joinPeople(directories)).map(({ onPrem, cloud, joinedBy }) => [name(onPrem), name(cloud), joinedBy]);

describe('joinPeople', () => {
  it('names the strongest key, and all the others', () => {
    const people = joinPeople(
      both(
        [
          {
            cn: 'kim',
            objectGUID: A,
            msExchMailboxGuid: B,
            userPrincipalName: 'kim@contoso.com',
            proxyAddresses: ['SMTP:kim@contoso.com'],
          },
        ],
        [
          {
            displayName: 'Kim',
            onPremisesImmutableId: A_ANCHOR,
            userPrincipalName: 'KIM@contoso.com',
            proxyAddresses: ['SMTP:Kim@contoso.com'],
            exo: { ExchangeGuid: B },
          },
        ],
      ),
    );
    expect(people.counts).toEqual({ onprem: 1, cloud: 1, deleted: 0, pairs: 1, onpremOnly: 0, cloudOnly: 0 });
    const { joinedBy, keys, contenders } = people.subject(0);
    expect(joinedBy).toBe('source anchor');
    expect(keys).toEqual(['source anchor', 'ExchangeGuid', 'primary SMTP address', 'UserPrincipalName', 'proxy address']);
    expect(contenders).toEqual([]);
  });

  it('joins by an ExchangeGuid whose bytes were read from the wrong end', () => {
    expect(shown(both([{ cn: 'kim', msExchMailboxGuid: A }], [{ displayName: 'kim', exo: { ExchangeGuid: A_SWAPPED } }]))).toEqual([
      ['kim', 'kim', 'ExchangeGuid in the wrong byte order'],
    ]);
  });

  it('shows that the anchor says one and the address another', () => {
    const directories = both(
      [
        { cn: 'anchored', objectGUID: A, userPrincipalName: 'old@contoso.com' },
        { cn: 'addressed', objectGUID: B, proxyAddresses: ['SMTP:kim@contoso.com'] },
      ],
      [{ displayName: 'kim', onPremisesImmutableId: A_ANCHOR, proxyAddresses: ['SMTP:kim@contoso.com'] }],
    );
    const [first, second] = all(joinPeople(directories));
    expect([name(first?.onPrem), name(first?.cloud)]).toEqual(['anchored', 'kim']);
    expect(first?.contenders.map(({ record, by, value }) => [name(record), by, value])).toEqual([
      ['addressed', 'primary SMTP address', 'kim@contoso.com'],
    ]);
    expect(second?.cloud).toBeUndefined();
    expect(second?.contenders.map(({ record, by }) => [name(record), by])).toEqual([['kim', 'primary SMTP address']]);
  });

  it('takes the ConsistencyGuid for the anchor where it differs from the objectGUID', () => {
    const records = [
      { cn: 'moved', objectGUID: B, 'mS-DS-ConsistencyGuid': A },
      { cn: 'stale', objectGUID: A, 'mS-DS-ConsistencyGuid': '99999999-2222-4333-8444-555555555555' },
    ];
    expect(shown(both(records, [{ displayName: 'kim', onPremisesImmutableId: A_ANCHOR }]))).toEqual([
      ['moved', 'kim', 'source anchor'],
      ['stale', undefined, undefined],
    ]);
  });

  it('gives the person to the better match of two that share an address', () => {
    const onprem = [
      { cn: 'contact', proxyAddresses: ['smtp:kim@contoso.com'] },
      { cn: 'user', proxyAddresses: ['smtp:kim@contoso.com', 'smtp:k@contoso.com'], objectSid: 'S-1-5-21-1-2-3-1105' },
    ];
    const cloud = [{ displayName: 'kim', proxyAddresses: ['smtp:kim@contoso.com'], onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1105' }];
    for (const records of [onprem, onprem.toReversed()]) {
      const pair = all(joinPeople(both(records, cloud))).find(({ cloud: found }) => found !== undefined);
      expect([name(pair?.onPrem), pair?.keys]).toEqual(['user', ['proxy address', 'security identifier']]);
    }
  });

  it('joins nobody by a SID or an account name alone', () => {
    const directories = both(
      [{ cn: 'kim', dn: 'CN=kim,DC=contoso,DC=com', objectSid: 'S-1-5-21-1-2-3-1105', sAMAccountName: 'kim' }],
      [
        {
          displayName: 'kim',
          onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1105',
          onPremisesSamAccountName: 'kim',
          onPremisesDomainName: 'contoso.com',
        },
      ],
    );
    expect(joinPeople(directories).counts.pairs).toBe(0);
  });

  it('counts what is deleted, and makes no person of it', () => {
    const people = joinPeople(
      both(
        [{ cn: 'kim', proxyAddresses: ['SMTP:kim@contoso.com'] }],
        [
          { displayName: 'gone', proxyAddresses: ['SMTP:kim@contoso.com'], deletedDateTime: '2026-01-01T00:00:00Z' },
          { displayName: 'held', exo: { EmailAddresses: ['SMTP:kim@contoso.com'], IsInactiveMailbox: 'True' } },
        ],
      ),
    );
    expect(people.counts).toEqual({ onprem: 1, cloud: 2, deleted: 2, pairs: 0, onpremOnly: 1, cloudOnly: 0 });
    expect(people.subject(0).contenders).toEqual([]);
  });

  it('keeps a user of one forest and the contact of another apart', () => {
    const directories = {
      onprem: side(
        'onprem',
        [{ cn: 'user', objectGUID: A, proxyAddresses: ['SMTP:kim@contoso.com'], sAMAccountName: 'kim' }],
        [{ cn: 'contact', objectGUID: B, proxyAddresses: ['SMTP:kim@contoso.com'], sAMAccountName: 'kim' }],
      ),
      cloud: side('cloud', [{ displayName: 'kim', onPremisesImmutableId: A_ANCHOR, proxyAddresses: ['SMTP:kim@contoso.com'] }]),
    };
    const people = joinPeople(directories);
    expect(people.counts).toMatchObject({ pairs: 1, onpremOnly: 1 });
    expect(people.subject(0).contenders.map(({ record }) => name(record))).toEqual(['contact']);
  });

  it('compares addresses without the case of A to Z, and of no other letter', () => {
    const joined = (one: string, other: string): number =>
      joinPeople(both([{ proxyAddresses: [`SMTP:${one}@contoso.com`] }], [{ proxyAddresses: [`SMTP:${other}@contoso.com`] }])).counts.pairs;
    expect(joined('KIM', 'kim')).toBe(1);
    for (const [one, other] of [
      ['kım', 'kim'],
      ['KİM', 'kim'],
      ['\u212aim', 'kim'],
      ['strasse', 'straße'],
      ['ｋｉｍ', 'kim'],
      ['JÖRG', 'jörg'],
    ] as const) {
      expect([one, other, joined(one, other)]).toEqual([one, other, 0]);
    }
  });

  it('stays quick where one object has 100,000 addresses and 100,000 objects share one', () => {
    const addresses = Array.from({ length: 100_000 }, (_, i) => `smtp:user${i}@contoso.com`);
    const crowd = addresses.map((address) => ({ cn: address, proxyAddresses: [address, 'smtp:all@contoso.com'] }));
    const people = joinPeople(both(crowd, [{ displayName: 'giant', proxyAddresses: [...addresses, 'SMTP:all@contoso.com'] }]));
    expect(people.counts).toEqual({ onprem: 100_000, cloud: 1, deleted: 0, pairs: 0, onpremOnly: 100_000, cloudOnly: 1 });
    const giant = people.subject(100_000);
    expect(giant.contenders).toHaveLength(8);
    expect(giant.contenderCount).toBeGreaterThan(90_000);
    expect(people.subject(500).contenders.map(({ record }) => name(record))).toEqual(['giant']);
  });

  it('opens again from its parts', () => {
    const directories = both(
      [{ cn: 'kim', mail: 'kim@contoso.com' }],
      [{ displayName: 'kim', mail: 'kim@contoso.com' }, { displayName: 'tom' }],
    );
    const people = joinPeople(directories);
    const again = openPeople(directories, structuredClone(people.parts));
    expect(all(again).map((one) => [one.onPrem, one.cloud, one.joinedBy])).toEqual(
      all(people).map((one) => [one.onPrem, one.cloud, one.joinedBy]),
    );
  });
});

describe('openSide', () => {
  it('gives another thread the same records, keys and people', () => {
    const cloud = side(
      'cloud',
      [
        { id: A, displayName: 'kim', userPrincipalName: 'kim@contoso.com' },
        { id: B, displayName: 'tom', userPrincipalName: 'tom@contoso.com' },
      ],
      [{ ExternalDirectoryObjectId: B, DisplayName: 'tom', EmailAddresses: ['SMTP:tom@contoso.com'], RecipientTypeDetails: 'UserMailbox' }],
    );
    const onprem = side('onprem', [{ cn: 'tom', proxyAddresses: ['SMTP:tom@contoso.com'] }]);
    const people = joinPeople({ onprem, cloud });
    const [packedOnPrem, packedCloud] = [onprem.pack?.(), cloud.pack?.()];
    if (packedOnPrem === undefined || packedCloud === undefined) throw new Error('not packed');
    const opened = { onprem: openSide(structuredClone(packedOnPrem)), cloud: openSide(structuredClone(packedCloud)) };
    expect(opened.cloud.records.map((one) => [name(one), one.parts.length])).toEqual([
      ['kim', 1],
      ['tom', 2],
    ]);
    expect(opened.cloud.find('address', 'tom@contoso.com')).toEqual([opened.cloud.records[1]]);
    const again = openPeople(opened, structuredClone(people.parts));
    expect(all(again).map((one) => [name(one.onPrem), name(one.cloud), one.joinedBy])).toEqual(
      all(people).map((one) => [name(one.onPrem), name(one.cloud), one.joinedBy]),
    );
    expect(people.counts).toMatchObject({ pairs: 1, cloudOnly: 1 });
  });
});

const guids = Array.from({ length: 6 }, (_, i) => `0000000${i}-0000-4000-8000-000000000000`);
const anchors = ['AAAAAAAAAECAAAAAAAAAAA==', 'AQAAAAAAAECAAAAAAAAAAA==', 'AgAAAAAAAECAAAAAAAAAAA=='];
const address = fc.constantFrom('a', 'b', 'c', 'd').map((local) => `${local}@contoso.com`);
const proxies = fc.uniqueArray(address, { maxLength: 3 }).map((list) => list.map((one, at) => `${at === 0 ? 'SMTP' : 'smtp'}:${one}`));
const onPremRecord = fc.record(
  {
    objectGUID: fc.constantFrom(...guids),
    msExchMailboxGuid: fc.constantFrom(...guids),
    userPrincipalName: address,
    proxyAddresses: proxies,
  },
  { requiredKeys: [] },
);
const cloudRecord = fc.record(
  {
    onPremisesImmutableId: fc.constantFrom(...anchors),
    userPrincipalName: address,
    proxyAddresses: proxies,
    deletedDateTime: fc.constant('2026-01-01T00:00:00Z'),
    exo: fc.record({ ExchangeGuid: fc.constantFrom(...guids) }),
  },
  { requiredKeys: [] },
);

describe('joinPeople, for any two sides', () => {
  const named = <T extends object>(key: string, records: readonly T[]): Records =>
    records.map((one, at) => ({ ...one, [key]: `${key}${at}` }));

  it('is one to one, and what goes in comes out', () => {
    fc.assert(
      fc.property(fc.array(onPremRecord, { maxLength: 8 }), fc.array(cloudRecord, { maxLength: 8 }), (onprem, cloud) => {
        const directories = both(named('cn', onprem), named('displayName', cloud));
        const people = joinPeople(directories);
        const { counts } = people;
        expect(counts.onprem + counts.cloud).toBe(counts.deleted + 2 * counts.pairs + counts.onpremOnly + counts.cloudOnly);
        const seen = all(people).flatMap((one) => [one.onPrem ?? [], one.cloud ?? []].flat());
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toHaveLength(counts.onprem + counts.cloud - counts.deleted);
        for (const one of all(people)) {
          expect(one.joinedBy).toBe(one.keys[0]);
          expect(one.keys.length > 0).toBe(one.onPrem !== undefined && one.cloud !== undefined);
          for (const { record } of one.contenders) expect(record === one.onPrem || record === one.cloud).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not hang on the order of the files', () => {
    const pairsOf = (directories: Directories) =>
      all(joinPeople(directories))
        .map((one) => `${name(one.onPrem)} ${name(one.cloud)}`)
        .sort();
    fc.assert(
      fc.property(fc.array(onPremRecord, { maxLength: 7 }), fc.array(cloudRecord, { maxLength: 7 }), (onprem, cloud) => {
        const [left, right] = [named('cn', onprem), named('displayName', cloud)];
        expect(pairsOf(both(left.toReversed(), right.toReversed()))).toEqual(pairsOf(both(left, right)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('resolveSubject', () => {
  it('tells who else answers to a key of the person', () => {
    const directories = both(
      [
        { cn: 'one', objectGUID: A, proxyAddresses: ['SMTP:kim@contoso.com'] },
        { cn: 'two', objectGUID: B, userPrincipalName: 'kim@contoso.com' },
      ],
      [{ displayName: 'kim', onPremisesImmutableId: A_ANCHOR, userPrincipalName: 'kim@contoso.com' }],
    );
    const subject = resolveSubject({ addresses: ['kim@contoso.com'], otherAddresses: [], names: [] }, directories);
    expect(name(subject.onPrem)).toBe('one');
    expect(subject.keys).toEqual(['source anchor']);
    expect(subject.contenders.map(({ record, by }) => [name(record), by])).toEqual([['two', 'UserPrincipalName']]);
  });
});
