import { describe, expect, it } from 'vitest';
import type { DirectoryTable, Side } from '../../src/evidence/directory.js';
import {
  findPartners,
  indexSide,
  isSoftDeleted,
  primaryAddress,
  readColumn,
  smtpAddress,
  smtpAddresses,
} from '../../src/facts/recipients.js';
import { resolveSubject, type SubjectHints } from '../../src/facts/subject.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import type { Records } from '../setup/diagnose.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const ANCHOR = 'IkTni9mw7Ee4YefeGpz7IA==';
const OTHER = '11111111-2222-4333-8444-555555555555';

const table = (records: Records, side: Side, source: string = side): DirectoryTable => readJsonValues(records, side, source);
const index = (side: Side, ...files: Records[]) =>
  indexSide(
    side,
    files.map((records, at) => table(records, side, `${side}${at}.json`)),
  );
const hints = (more: Partial<SubjectHints>): SubjectHints => ({ addresses: [], otherAddresses: [], names: [], ...more });

describe('indexSide', () => {
  it('merges the rows of several files that describe one object', () => {
    const side = index(
      'onprem',
      [{ dn: 'CN=Kim,DC=contoso,DC=com', objectGUID: GUID, userPrincipalName: 'kim@contoso.com' }],
      [{ Guid: GUID, ExchangeGuid: OTHER, RecipientTypeDetails: 'RemoteUserMailbox', UserPrincipalName: 'kim@contoso.com' }],
    );
    expect(side.records).toHaveLength(1);
    const [record] = side.records;
    if (record === undefined) throw new Error('no record');
    expect(readColumn(record, ['exchangeguid']).value).toBe(OTHER);
    expect(readColumn(record, ['userprincipalname']).value).toBe('kim@contoso.com');
  });

  it('merges by UPN and by primary address where no id is shared', () => {
    expect(
      index(
        'onprem',
        [{ userPrincipalName: 'kim@contoso.com', objectGUID: GUID }],
        [{ UserPrincipalName: 'KIM@contoso.com', Alias: 'kim' }],
      ).records,
    ).toHaveLength(1);
    expect(
      index('onprem', [{ proxyAddresses: ['SMTP:kim@contoso.com'] }], [{ EmailAddresses: ['SMTP:Kim@contoso.com'], Alias: 'kim' }]).records,
    ).toHaveLength(1);
    expect(
      index(
        'onprem',
        [{ proxyAddresses: ['SMTP:kim@contoso.com'] }],
        [{ EmailAddresses: ['smtp:kim@contoso.com', 'SMTP:tom@contoso.com'] }],
      ).records,
    ).toHaveLength(2);
  });

  it('merges two rows of one file only where they are the same row twice', () => {
    const kim = { userPrincipalName: 'kim@contoso.com' };
    const tom = { userPrincipalName: 'tom@contoso.com' };
    expect(index('onprem', [kim, kim]).records).toHaveLength(1);
    expect(index('onprem', [kim, kim], [tom]).records).toHaveLength(2);
    expect(index('onprem', [kim, { ...kim, mail: 'k@contoso.com' }]).records).toHaveLength(2);
    expect(index('onprem', [kim, { ...kim, mail: 'k@contoso.com' }], [tom]).records).toHaveLength(3);
  });

  it('joins the Graph row and the Exchange Online row of one user, in one file or two', () => {
    const graph = { id: OTHER, userPrincipalName: 'kim@contoso.com' };
    const exchange = {
      ExternalDirectoryObjectId: OTHER,
      RecipientTypeDetails: 'UserMailbox',
      ExchangeGuid: GUID,
      UserPrincipalName: 'kim@contoso.com',
    };
    expect(index('cloud', [graph], [exchange]).records).toHaveLength(1);
    expect(index('cloud', [exchange], [graph]).records).toHaveLength(1);
    expect(index('cloud', [graph, exchange]).records).toHaveLength(1);
  });

  it('keeps a soft-deleted mailbox apart from the active one of the same address', () => {
    const side = index(
      'cloud',
      [{ ExchangeGuid: GUID, UserPrincipalName: 'kim@contoso.com', RecipientTypeDetails: 'UserMailbox' }],
      [{ ExchangeGuid: OTHER, UserPrincipalName: 'kim@contoso.com', IsSoftDeletedByRemove: 'True', RecipientTypeDetails: 'UserMailbox' }],
    );
    expect(side.records).toHaveLength(2);
    expect(side.records.filter(isSoftDeleted)).toHaveLength(1);
  });

  it('finds both holders of one GUID', () => {
    expect(
      index('onprem', [
        { cn: 'a', msExchMailboxGuid: GUID },
        { cn: 'b', msExchMailboxGuid: GUID },
      ]).find('exchangeGuid', GUID.toUpperCase()),
    ).toHaveLength(2);
  });

  it('finds nothing by an empty key', () => {
    expect(index('onprem', [{ cn: 'a' }]).find('name', '')).toEqual([]);
  });
});

describe('addresses', () => {
  it.each([
    ['SMTP:Kim@Contoso.com', 'kim@contoso.com'],
    ['smtp:kim@contoso.com', 'kim@contoso.com'],
    ['kim@contoso.com', 'kim@contoso.com'],
    ['X500:/o=First/cn=kim', undefined],
    ['SIP:kim@contoso.com', undefined],
    ['EUM:1234;phone-context=x', undefined],
    ['kim', undefined],
    ['', undefined],
  ])('smtpAddress of %j is %s', (text, expected) => {
    expect(smtpAddress(text)).toBe(expected);
  });

  it('takes the SMTP: address for primary, and not the order', () => {
    const [record] = index('onprem', [{ proxyAddresses: ['smtp:a@contoso.com', 'SMTP:b@contoso.com'], mail: 'c@contoso.com' }]).records;
    if (record === undefined) throw new Error('no record');
    expect(primaryAddress(record).value).toBe('b@contoso.com');
    expect(smtpAddresses(record)).toEqual(['a@contoso.com', 'b@contoso.com', 'c@contoso.com']);
  });

  it('tells not read from none', () => {
    const [none, nothing] = index('onprem', [{ cn: 'a', mail: null, proxyAddresses: null }]).records.concat(
      index('onprem', [{ cn: 'a' }]).records,
    );
    if (none === undefined || nothing === undefined) throw new Error('no record');
    expect(smtpAddresses(none)).toEqual([]);
    expect(primaryAddress(none).value).toBeNull();
  });
});

describe('findPartners', () => {
  const cloud = {
    id: OTHER,
    userPrincipalName: 'kim@contoso.com',
    mail: 'kim@contoso.com',
    onPremisesImmutableId: ANCHOR,
    exo: {
      ExchangeGuid: GUID,
      RecipientTypeDetails: 'UserMailbox',
      EmailAddresses: ['SMTP:kim@contoso.com', 'smtp:old@contoso.com'],
      ArchiveGuid: OTHER,
    },
  };
  const partnersOf = (onPrem: Records, person: Record<string, unknown> = cloud): readonly string[] => {
    const [record] = index('cloud', [person]).records;
    if (record === undefined) throw new Error('no record');
    return findPartners(record, index('onprem', onPrem)).map(
      ({ record: found, by }) => `${String(readColumn(found, ['cn']).value)} by ${by}`,
    );
  };

  it.each<[what: string, onPrem: Record<string, unknown>, by: string]>([
    ['the source anchor', { cn: 'x', 'mS-DS-ConsistencyGuid': GUID }, 'source anchor'],
    ['objectGUID as source anchor', { cn: 'x', objectGUID: GUID }, 'source anchor'],
    ['the ExchangeGuid', { cn: 'x', msExchMailboxGuid: GUID }, 'ExchangeGuid'],
    ['the primary address', { cn: 'x', proxyAddresses: ['SMTP:kim@contoso.com'] }, 'primary SMTP address'],
    ['the UPN', { cn: 'x', userPrincipalName: 'KIM@contoso.com' }, 'UserPrincipalName'],
    ['a proxy address', { cn: 'x', proxyAddresses: ['SMTP:new@contoso.com', 'smtp:old@contoso.com'] }, 'proxy address'],
    ['the ArchiveGuid', { cn: 'x', msExchArchiveGUID: OTHER }, 'ArchiveGuid'],
    [
      'the ExchangeGuid with its bytes in the wrong order',
      { cn: 'x', msExchMailboxGuid: '2244e78b-d9b0-ec47-b861-e7de1a9cfb20' },
      'ExchangeGuid in the wrong byte order',
    ],
  ])('recognises a person by %s', (_, onPrem, by) => {
    expect(partnersOf([onPrem])).toEqual([`x by ${by}`]);
  });

  it('puts the strongest key first, whatever the order of the file', () => {
    const people = [
      { cn: 'archive', msExchArchiveGUID: OTHER },
      { cn: 'proxy', proxyAddresses: ['smtp:old@contoso.com'] },
      { cn: 'upn', userPrincipalName: 'kim@contoso.com' },
      { cn: 'primary', proxyAddresses: ['SMTP:kim@contoso.com'] },
      { cn: 'guid', msExchMailboxGuid: GUID },
      { cn: 'anchor', 'mS-DS-ConsistencyGuid': GUID },
    ];
    const names = [
      'anchor by source anchor',
      'guid by ExchangeGuid',
      'primary by primary SMTP address',
      'upn by UserPrincipalName',
      'proxy by proxy address',
      'archive by ArchiveGuid',
    ];
    expect(partnersOf(people)).toEqual(names);
    expect(partnersOf([...people].reverse())).toEqual(names);
  });

  it('names each candidate once, and both where a key is held twice', () => {
    expect(partnersOf([{ cn: 'x', msExchMailboxGuid: GUID, userPrincipalName: 'kim@contoso.com' }])).toEqual(['x by ExchangeGuid']);
    expect(
      partnersOf([
        { cn: 'x', msExchMailboxGuid: GUID },
        { cn: 'y', msExchMailboxGuid: GUID },
      ]),
    ).toHaveLength(2);
  });

  it('finds the cloud user of an on-premises one by the same keys', () => {
    const [record] = index('onprem', [{ cn: 'x', objectGUID: GUID }]).records;
    if (record === undefined) throw new Error('no record');
    expect(findPartners(record, index('cloud', [cloud])).map((partner) => partner.by)).toEqual(['source anchor']);
  });

  it('pairs nobody with a soft-deleted mailbox', () => {
    const [record] = index('onprem', [{ cn: 'x', msExchMailboxGuid: GUID }]).records;
    if (record === undefined) throw new Error('no record');
    expect(findPartners(record, index('cloud', [{ ...cloud, exo: { ...cloud.exo, IsInactiveMailbox: 'True' } }]))).toEqual([]);
  });

  it('finds nobody where nothing agrees', () => {
    expect(partnersOf([{ cn: 'x', userPrincipalName: 'tom@contoso.com', proxyAddresses: ['SMTP:tom@contoso.com'] }])).toEqual([]);
  });
});

describe('resolveSubject', () => {
  const people = {
    onprem: index('onprem', [
      { cn: 'Kim Akers', userPrincipalName: 'kim@contoso.com', msExchMailboxGuid: GUID },
      { cn: 'Tom', userPrincipalName: 'tom@contoso.com' },
    ]),
    cloud: undefined,
  };

  it.each<[string, Partial<SubjectHints>, string | undefined]>([
    ['GUID', { guid: GUID }, 'Kim Akers'],
    ['address', { addresses: ['tom@contoso.com'] }, 'Tom'],
    ['name', { names: ['kim akers'] }, 'Kim Akers'],
    ['GUID before address', { guid: GUID, addresses: ['tom@contoso.com'] }, 'Kim Akers'],
    ['address before name', { addresses: ['tom@contoso.com'], names: ['Kim Akers'] }, 'Tom'],
    ['another address in the text', { otherAddresses: ['tom@contoso.com'] }, 'Tom'],
    ['nothing', {}, undefined],
    ['somebody else', { addresses: ['eve@contoso.com'] }, undefined],
  ])('finds the recipient by %s', (_, given, name) => {
    const subject = resolveSubject(hints(given), people);
    expect(subject.onPrem === undefined ? undefined : readColumn(subject.onPrem, ['cn']).value).toBe(name);
  });

  it('takes the only person of an export, unless the text names somebody else', () => {
    const one = { onprem: index('onprem', [{ cn: 'Kim', userPrincipalName: 'kim@contoso.com' }]), cloud: undefined };
    expect(resolveSubject(hints({}), one).foundBy).toBe('only recipient');
    expect(resolveSubject(hints({ addresses: ['eve@contoso.com'] }), one).onPrem).toBeUndefined();
  });

  it('says that several answer to one key', () => {
    const twins = {
      onprem: index('onprem', [
        { cn: 'x', msExchMailboxGuid: GUID },
        { cn: 'y', msExchMailboxGuid: GUID },
      ]),
      cloud: undefined,
    };
    const subject = resolveSubject(hints({ guid: GUID }), twins);
    expect(subject.rivals).toHaveLength(1);
  });

  it('finds the other side through the first', () => {
    const both = {
      onprem: index('onprem', [{ cn: 'Kim', userPrincipalName: 'kim@contoso.com' }]),
      cloud: index('cloud', [
        { id: OTHER, userPrincipalName: 'kim@contoso.com', exo: { ExchangeGuid: GUID, RecipientTypeDetails: 'UserMailbox' } },
      ]),
    };
    const subject = resolveSubject(hints({ guid: GUID }), both);
    expect(subject.joinedBy).toBe('UserPrincipalName');
    expect(subject.onPrem).toBeDefined();
  });
});
