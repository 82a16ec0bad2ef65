import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src/evidence/directory.js';
import { readJson, readJsonValues } from '../../../src/parse/recipient/json.js';
import { type ReadTable, valueOf as valueIn } from '../../../src/parse/recipient/table.js';
import { fc } from '../../setup/property.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';

function read(value: unknown, side: Side = 'cloud'): ReadTable {
  const result = readJson(typeof value === 'string' ? value : JSON.stringify(value), { source: 'f.json', side });
  if (result.kind === 'problem') throw new Error(result.problem.what);
  return result.table;
}

function all(table: ReadTable, column: string): readonly unknown[] {
  return table.rows.map((row) => valueIn(table, row, column));
}

describe('readJson', () => {
  const user = {
    id: GUID.toUpperCase(),
    userPrincipalName: 'kim@contoso.com',
    mail: null,
    proxyAddresses: ['SMTP:kim@contoso.com'],
    onPremisesImmutableId: 'IkTni9mw7Ee4YefeGpz7IA==',
    onPremisesSyncEnabled: true,
    assignedPlans: [{ assignedDateTime: '2026', capabilityStatus: 'Enabled', service: 'exchange', servicePlanId: 'p' }],
    onPremisesProvisioningErrors: [
      { category: 'PropertyConflict', occurredDateTime: '2026', propertyCausingError: 'ProxyAddress', value: 'smtp:k@contoso.com' },
    ],
    serviceProvisioningErrors: [{ createdDateTime: '2026', isResolved: false, serviceInstance: 'exchange/namprd', errorDetail: '<x/>' }],
    assignedRoles: ['User Administrator'],
    otherMails: [],
    onPremisesExtensionAttributes: { extensionAttribute1: 'a', extensionAttribute2: null },
    onPremisesSyncBehavior: { isCloudManaged: false },
    exo: { RecipientTypeDetails: 'UserMailbox', ExchangeGuid: GUID, EmailAddresses: ['SMTP:kim@contoso.com'] },
  };

  it('reads a Graph user with its exo part', () => {
    const table = read([user]);
    expect(table.origin).toBe('graph');
    const row = Object.fromEntries(table.columns.map((column) => [column, all(table, column)[0]]));
    expect(row).toEqual({
      id: GUID,
      userprincipalname: 'kim@contoso.com',
      mail: null,
      proxyaddresses: ['SMTP:kim@contoso.com'],
      onpremisesimmutableid: 'IkTni9mw7Ee4YefeGpz7IA==',
      onpremisessyncenabled: 'True',
      assignedplans: ['exchange/p/Enabled'],
      onpremisesprovisioningerrors: ['PropertyConflict|ProxyAddress|smtp:k@contoso.com'],
      serviceprovisioningerrors: ['exchange/namprd|False|<x/>'],
      assignedroles: ['User Administrator'],
      othermails: null,
      'onpremisesextensionattributes.extensionattribute1': 'a',
      'onpremisesextensionattributes.extensionattribute2': null,
      iscloudmanaged: 'False',
      'exo.recipienttypedetails': 'UserMailbox',
      'exo.exchangeguid': GUID,
      'exo.emailaddresses': ['SMTP:kim@contoso.com'],
    });
  });

  it('reads pages, several documents in a row, and NDJSON', () => {
    const page = (id: string, next?: string): string =>
      JSON.stringify({
        '@odata.context': 'x',
        ...(next === undefined ? {} : { '@odata.nextLink': next }),
        value: [{ id, userPrincipalName: id }],
      });
    const whole = read(`${page('a', 'https://graph.microsoft.com/2')}\n${page('b')}`);
    expect(all(whole, 'id')).toEqual(['a', 'b']);
    expect(whole.truncated).toBe(false);
    const first = read(page('a', 'https://graph.microsoft.com/2'));
    expect(first.truncated).toBe(true);
    expect(first.notes[0]).toContain('more pages');
    expect(all(read('{"id":"a","mail":"x"}\n{"id":"b"}\n'), 'id')).toEqual(['a', 'b']);
    expect(all(read(`[${page('a')},${page('b')}]`), 'id')).toEqual(['a', 'b']);
  });

  it('keeps what is whole of broken JSON, and says where it breaks', () => {
    const array = JSON.stringify([{ id: 'a' }, { id: 'b' }, { id: 'c' }], null, 1);
    const cut = read(array.slice(0, -9));
    expect(all(cut, 'id')).toEqual(['a', 'b']);
    expect(cut.truncated).toBe(true);
    expect(cut.notes[0]).toContain('f.json, line 9');
    expect(all(read('{"@odata.context":"x","value":[{"id":"a"},{"id":"b'), 'id')).toEqual(['a']);
    expect(all(read('[{"id":"a"},{id:1},{"id":"c"},]'), 'id')).toEqual(['a', 'c']);
    const lines = read('{"id":"a"}\n{"id":"b\n{"id":"c"}\n{"id":"d"}\n');
    expect(all(lines, 'id')).toEqual(['a', 'c', 'd']);
    expect(lines.notes[0]).toContain('line 2');
    expect(readJson('{"id": ', { source: 'f.json', side: 'cloud' })).toMatchObject({
      kind: 'problem',
      problem: { where: expect.stringContaining('line 1') },
    });
    expect(readJson('"text"', { source: 'f.json', side: 'cloud' })).toMatchObject({ kind: 'problem' });
  });

  it('takes attributesRead and others', () => {
    const table = read({
      attributesRead: ['mail', 'exo.ArchiveGuid'],
      value: [{ id: 'a' }],
      others: [{ id: 'g', proxyAddresses: ['SMTP:g@contoso.com'] }],
    });
    expect(all(table, 'mail')).toEqual([null, null]);
    expect(all(table, 'exo.archiveguid')).toEqual([null, null]);
    expect(all(table, 'department')).toEqual([undefined, undefined]);
    expect(all(table, 'others')).toEqual([null, 'true']);
    expect(all(table, 'attributesread')).toEqual([undefined, undefined]);
  });

  it('puts plain Exchange output of the cloud under exo, and not on-premises', () => {
    const mailbox = {
      PrimarySmtpAddress: { Local: 'kim', Domain: 'contoso.com', Address: 'kim@contoso.com' },
      ExchangeGuid: { Guid: GUID },
      RecipientTypeDetails: { value: 1, Value: 'UserMailbox' },
      RecipientType: 1,
      ProhibitSendQuota: { IsUnlimited: true },
      EmailAddresses: { value: ['SMTP:kim@contoso.com', { ProxyAddressString: 'smtp:k@contoso.com' }], Count: 2 },
      WhenCreated: { value: '/Date(1)/', DateTime: '1 January' },
    };
    const cloud = read([mailbox]);
    expect(cloud.origin).toBe('exchange');
    expect(Object.fromEntries(cloud.columns.map((column) => [column, all(cloud, column)[0]]))).toEqual({
      'exo.primarysmtpaddress': 'kim@contoso.com',
      'exo.exchangeguid': GUID,
      'exo.recipienttypedetails': 'UserMailbox',
      'exo.recipienttype': '1',
      'exo.prohibitsendquota': 'Unlimited',
      'exo.emailaddresses': ['SMTP:kim@contoso.com', 'smtp:k@contoso.com'],
      'exo.whencreated': '1 January',
    });
    expect(all(read([mailbox], 'onprem'), 'exchangeguid')).toEqual([GUID]);
  });

  it('takes the asked side of a file with both', () => {
    const both = { onprem: [{ sAMAccountName: 'kim' }], cloud: [{ id: 'a' }] };
    expect(all(read(both, 'onprem'), 'samaccountname')).toEqual(['kim']);
    expect(all(read(both, 'cloud'), 'id')).toEqual(['a']);
    expect(readJson(JSON.stringify({ onprem: [] }), { source: 'f', side: 'cloud' })).toMatchObject({ kind: 'problem' });
    expect(read([]).rows).toEqual([]);
  });

  it('reads byte arrays and Base64 of octets', () => {
    const bytes = [34, 68, 231, 139, 217, 176, 236, 71, 184, 97, 231, 222, 26, 156, 251, 32];
    const table = read(
      [
        {
          objectGUID: bytes,
          'ms-DS-ConsistencyGuid': 'IkTni9mw7Ee4YefeGpz7IA==',
          objectSid: { BinaryLength: 28, Value: 'S-1-5-21-1-2-3-4' },
        },
      ],
      'onprem',
    );
    expect(all(table, 'objectguid')).toEqual([GUID]);
    expect(all(table, 'ms-ds-consistencyguid')).toEqual([GUID]);
    expect(all(table, 'objectsid')).toEqual(['S-1-5-21-1-2-3-4']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 6 }),
        fc.nat(200),
        (text, cut) => void readJson(text.slice(0, -cut || undefined), { source: 'f', side: 'cloud' }),
      ),
    );
    fc.assert(fc.property(fc.stringMatching(/^[[\]{}",:a\n\\ 1]{0,60}$/), (text) => void readJson(text, { source: 'f', side: 'cloud' })));
    readJson('['.repeat(200_000), { source: 'f', side: 'cloud' });
    expect(read('[{"__proto__": {"x": "1"}, "constructor": "2", "id": "a"}]').rows).toHaveLength(1);
  });
});

describe('readJsonValues', () => {
  it('counts inline records as fully read', () => {
    const table = readJsonValues([{ id: 'a', exo: {} }, { id: 'b', msExchMailboxGuid: '' }, 7], 'cloud', 'line 1');
    expect(table.format).toBe('inline');
    expect(all(table, 'exo.exchangeguid')).toEqual([null, null]);
    expect(all(table, 'mail')).toEqual([null, null]);
    expect(table.notes[0]).toContain('1 values that are no objects');
  });
});
