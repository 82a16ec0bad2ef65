import { describe, expect, it } from 'vitest';
import { viewRecipient } from '../../src/app/recipient-view.js';
import { type PeopleFinder, searchPeople } from '../../src/app/search-people.js';
import { joinPeople } from '../../src/facts/people.js';
import { indexSide } from '../../src/facts/recipients.js';
import type { Directories } from '../../src/facts/subject.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { fc } from '../setup/property.js';
import { CLOUD, GUID, ON_PREM } from '../tui/session.js';

type Json = Readonly<Record<string, unknown>>;

function directoriesOf(onprem: readonly Json[] | undefined, cloud: readonly Json[] | undefined): Directories {
  return {
    onprem: onprem && indexSide('onprem', [readJsonValues(onprem, 'onprem', 'onprem.json')]),
    cloud: cloud && indexSide('cloud', [readJsonValues(cloud, 'cloud', 'cloud.json')]),
  };
}

function finderOf(directories: Directories): PeopleFinder {
  const finder = searchPeople(directories);
  if (finder === undefined) throw new Error('nobody is loaded');
  while (!finder.prepare(() => false));
  return finder;
}

function find(finder: PeopleFinder, query: string, most = 20) {
  const look = finder.look(query, most);
  while (!look.step(() => false));
  return look.hits();
}

const user = (i: number, more: Json = {}): Json => ({
  objectClass: ['user'],
  objectGUID: `0000${(4096 + i).toString(16)}-1111-4222-8333-${i.toString(16).padStart(12, '0')}`,
  distinguishedName: `CN=User ${i},OU=${i % 2 === 0 ? 'Staff' : 'Sales'},DC=contoso,DC=com`,
  userPrincipalName: `user${i}@contoso.com`,
  displayName: `User ${i}`,
  proxyAddresses: [`SMTP:user${i}@contoso.com`],
  ...more,
});

describe('a person', () => {
  const directories = directoriesOf(ON_PREM, CLOUD);
  const finder = finderOf(directories);

  it.each([
    'kalder',
    'kim',
    'k.ald@con',
    'Alder, Kim'.replace(',', ''),
    'kim.alder@contoso.mail',
    '2dcb',
    GUID,
    GUID.toUpperCase(),
    `{${GUID}}`,
    'CN=Kim Alder,OU=Staff',
    'ou=staff',
    'OU=Staff,DC=contoso,DC=com',
    'DfOw3cNx4ECG+XXGimiXZQ==',
  ])('of both sides is one hit by %s', (query) =>
    expect(find(finder, query)).toMatchObject([{ name: 'Kim Alder', id: 'kim.alder@contoso.com', sides: 'both' }]),
  );
  it.each(['', '   ', 'zoe', '2dcc', 'ou=sales', 'cn=zoe', '0'.repeat(5000), ','.repeat(5000)])('is not found by %j', (query) => {
    expect(find(finder, query)).toEqual([]);
  });
  it('is shown with both sides, by the key of a hit, an address or a GUID', () => {
    const [hit] = find(finder, 'kim');
    for (const key of [hit?.key ?? '', 'kim.alder@contoso.com', 'KIM.ALDER@contoso.com', GUID, 'Kim Alder']) {
      const view = viewRecipient(directories, key, { finder });
      expect(view).toMatchObject({ name: 'Kim Alder', sides: 'both', remarks: [] });
      expect(view?.joinedBy[0]).toBe('source anchor');
      expect(view?.attributes.find(({ name }) => name === 'ExchangeGuid')).toMatchObject({ b: GUID });
      expect(view?.notes.length).toBeGreaterThan(0);
    }
    for (const key of ['', ' ', 'o9', 'c9', 'nobody@contoso.com', 'x'.repeat(10_000)])
      expect(viewRecipient(directories, key, { finder })).toBeUndefined();
  });
  it('of one side says why there is no other object', () => {
    const alone = directoriesOf(ON_PREM, []);
    expect(viewRecipient(alone, 'kim.alder@contoso.com')?.remarks).toEqual([
      'Nobody of the loaded cloud side shares a key with this object.',
    ]);
    expect(viewRecipient(directoriesOf(undefined, CLOUD), 'kim.alder@contoso.com')?.remarks).toEqual([
      'The on-premises side is not loaded.',
    ]);
  });
  it('that two objects claim says so, and names them', () => {
    const second = {
      ...CLOUD[0],
      id: '37469162-e7b3-44af-91d2-a20d444c9b3b',
      onPremisesImmutableId: null,
      displayName: 'Kim Twin',
      userPrincipalName: 'twin@contoso.com',
    };
    const both = directoriesOf(ON_PREM, [...CLOUD, second]);
    const [hit] = find(finderOf(both), 'kim alder');
    expect(viewRecipient(both, hit?.key ?? '', { finder: finderOf(both) })?.remarks.join()).toMatch(
      /Another object in the cloud claims the same person by primary SMTP address: Kim Twin/,
    );
  });
  it('carries a GUID on the side that has it', () => {
    expect(finder.holders(GUID)).toMatchObject([{ name: 'Kim Alder', side: 'cloud', what: 'ExchangeGuid' }]);
    expect(finder.holders('DfOw3cNx4ECG+XXGimiXZQ==').map(({ side, what }) => `${side} ${what}`)).toEqual([
      'onprem objectGUID and source anchor',
      'cloud ImmutableId',
    ]);
    expect(finder.holders('none')).toEqual([]);
  });
  it('may have any name', () => {
    const names = ['\u001b[2J\nKim', '\u202eabc', '😀'.repeat(100), 'x'.repeat(10_000), 'عمر', ''];
    const some = finderOf(
      directoriesOf(
        names.map((displayName, i) => user(i, { displayName })),
        undefined,
      ),
    );
    expect(find(some, 'user3@contoso.com')).toHaveLength(1);
    expect(find(some, 'عمر')[0]?.id).toBe('user4@contoso.com');
  });
});

describe('many people', () => {
  const many = Array.from({ length: 3000 }, (_, i) => user(i));

  it('are prepared in slices, none of which goes on once it is enough', () => {
    const finder = searchPeople(directoriesOf(many, undefined));
    let asked = 0;
    let slices = 0;
    let before = 0;
    while (finder?.prepare(() => asked++ % 8 === 7) === false) {
      slices++;
      expect(finder.prepared() - before).toBeLessThanOrEqual(8 * 16);
      before = finder.prepared();
    }
    expect(slices).toBeGreaterThan(20);
    expect(finder?.prepared()).toBe(3000);
  });
  it('are looked through in slices, and the best come first in a stable order', () => {
    const finder = finderOf(directoriesOf(many, undefined));
    const look = finder.look('user 29', 50);
    let slices = 0;
    while (!look.step(() => true)) if (++slices > 2) break;
    expect(slices).toBe(3);
    const names = find(finder, 'user 29', 50).map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['User 29', 'User 290', 'User 291']);
    expect(find(finder, 'user 29', 50).map(({ name }) => name)).toEqual(names);
  });
  it('are found the same after each letter as all at once', () => {
    fc.assert(
      fc.property(fc.constantFrom('user 2999', 'usr 12', 'u15@con', 'user1@contoso.com', 'staff 12', '00001'), (query) => {
        const typed = finderOf(directoriesOf(many.slice(0, 400), undefined));
        const fresh = finderOf(directoriesOf(many.slice(0, 400), undefined));
        for (let end = 1; end <= query.length; end++) {
          const keys = find(typed, query.slice(0, end)).map(({ key }) => key);
          if (end === query.length) expect(keys).toEqual(find(fresh, query).map(({ key }) => key));
        }
      }),
      { numRuns: 12 },
    );
  });
  it('are the same pairs as the join makes, where nobody is contended', () => {
    const cloud = many.slice(0, 500).map((record, i) => ({
      id: `9${String(record.objectGUID).slice(1)}`,
      userPrincipalName: `user${i * 2}@contoso.com`,
      displayName: `User ${i * 2}`,
    }));
    const directories = directoriesOf(many.slice(0, 500), cloud);
    const joined = joinPeople(directories);
    const pairs = find(finderOf(directories), 'user', 5000).filter(({ sides }) => sides === 'both');
    expect(pairs).toHaveLength(joined.counts.pairs);
  });
});
