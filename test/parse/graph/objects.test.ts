import { describe, expect, it } from 'vitest';
import { directoryRecord, listPage } from '../../../src/parse/graph/objects.js';
import { lacksLicence, needsAdvancedQuery, refusalOf } from '../../../src/parse/graph/refusal.js';
import { roleHolding, roleIndex } from '../../../src/parse/graph/roles.js';
import { tenantSettings } from '../../../src/parse/graph/tenant-settings.js';
import { CONTACT_PROPERTIES, GROUP_PROPERTIES, selectedOf, USER_PROPERTIES } from '../../../src/parse/graph/user-properties.js';
import { fc } from '../../setup/property.js';

describe('an object of Graph as a record', () => {
  it('keeps its properties and loses annotations', () => {
    const value = { '@odata.id': 'x', id: '1', 'mail@odata.type': 'y', mail: null, proxyAddresses: [] };
    expect(directoryRecord(value)).toEqual({ id: '1', mail: null, proxyAddresses: [] });
  });

  it('says its type where it is no user', () => {
    expect(directoryRecord({ id: '1', '@odata.type': '#microsoft.graph.user' })).toEqual({ id: '1' });
    expect(directoryRecord({ id: '1' }, { type: '#microsoft.graph.group' })).toEqual({ id: '1', '@odata.type': '#microsoft.graph.group' });
  });

  it('is none without an id', () => {
    for (const value of [null, undefined, 3, 'x', [], {}, { id: 4 }, { id: '' }]) expect(directoryRecord(value)).toBeUndefined();
  });

  it('does not take a prototype', () => {
    const record = directoryRecord(JSON.parse('{"id":"1","__proto__":{"evil":true}}'));
    expect(record).toEqual({ id: '1' });
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        directoryRecord(value);
        listPage(value);
        refusalOf(400, value);
        roleHolding(value);
        tenantSettings({ organization: [value], domains: [value], subscribedSkus: [value], onPremisesSynchronization: [value] });
      }),
    );
  });
});

describe('the properties to select', () => {
  it('are those that rules ask for, and what tells objects apart', () => {
    const select = selectedOf(
      USER_PROPERTIES,
      new Set(['onpremisesextensionattributes.extensionattribute1', 'usertype', 'iscloudmanaged']),
    );
    expect(select).toEqual([
      'id',
      'displayName',
      'mail',
      'onPremisesExtensionAttributes',
      'proxyAddresses',
      'userPrincipalName',
      'userType',
    ]);
  });

  it('are spelled once each', () => {
    for (const list of [USER_PROPERTIES, GROUP_PROPERTIES, CONTACT_PROPERTIES]) expect(new Set(list).size).toBe(list.length);
  });
});

describe('a page', () => {
  it.each([[null], [{}], [{ value: {} }], [{ value: [], '@odata.nextLink': 3 }], [{ value: [], '@odata.nextLink': '' }]])(
    'is not %j',
    (body) => {
      expect(listPage(body)).toBeUndefined();
    },
  );

  it('has values, and a link where there are more', () => {
    expect(listPage({ value: [1], '@odata.nextLink': 'https://x/' })).toEqual({ values: [1], next: 'https://x/' });
    expect(listPage({ value: [] })).toEqual({ values: [], next: undefined });
  });
});

describe('a refusal', () => {
  it('is read, and its text cut', () => {
    const refusal = refusalOf(403, { error: { code: 'Authorization_RequestDenied', message: 'x'.repeat(5000) } });
    expect(refusal.code).toBe('Authorization_RequestDenied');
    expect(refusal.message.length).toBeLessThan(400);
    expect(refusalOf(502, '<html>')).toEqual({ status: 502, code: '', message: '' });
  });

  it('tells a missing licence and a query for the index', () => {
    expect(lacksLicence(refusalOf(400, { error: { code: 'AadPremiumLicenseRequired', message: '' } }))).toBe(true);
    expect(needsAdvancedQuery(refusalOf(400, { error: { code: 'Request_UnsupportedQuery', message: '' } }))).toBe(true);
    expect(needsAdvancedQuery(refusalOf(403, { error: { code: 'Request_UnsupportedQuery', message: '' } }))).toBe(false);
  });
});

describe('roles', () => {
  it('come to users directly and through groups, each once, without regard to the case of ids', () => {
    const { rolesOf } = roleIndex(
      [
        { principalId: 'A', roleDefinitionId: 'r1', isGroup: false },
        { principalId: 'g', roleDefinitionId: 'r1', isGroup: true },
        { principalId: 'g', roleDefinitionId: 'r2', isGroup: true },
      ],
      [{ principalId: 'b', roleDefinitionId: 'unnamed', isGroup: false }],
      new Map([
        ['r1', 'Global Administrator'],
        ['r2', 'Directory Readers'],
      ]),
      new Map([['g', ['a', 'B']]]),
    );
    expect(rolesOf('a')).toEqual({ assigned: ['Directory Readers', 'Global Administrator'], eligible: [] });
    expect(rolesOf('b')).toEqual({ assigned: ['Directory Readers', 'Global Administrator'], eligible: ['unnamed'] });
    expect(rolesOf('c')).toEqual({ assigned: [], eligible: [] });
  });
});

describe('who holds a role', () => {
  it('is a group, is none, or is not said', () => {
    const holding = { principalId: 'p', roleDefinitionId: 'r' };
    const kind = (principal: unknown) => roleHolding({ ...holding, principal })?.isGroup;
    expect(kind({ '@odata.type': '#microsoft.graph.group' })).toBe(true);
    expect(kind({ '@odata.type': '#microsoft.graph.servicePrincipal' })).toBe(false);
    expect([kind(null), kind(undefined), kind({ id: 'p' })]).toEqual([undefined, undefined, undefined]);
    expect(roleHolding({ principalId: 'p' })).toBeUndefined();
  });
});

describe('settings of a tenant', () => {
  it('have nothing of what was not read', () => {
    expect(
      tenantSettings({ organization: undefined, domains: undefined, subscribedSkus: undefined, onPremisesSynchronization: undefined }),
    ).toEqual({});
    const never = tenantSettings({ organization: [{ id: 't' }], domains: [], subscribedSkus: undefined, onPremisesSynchronization: [] });
    expect(never).toMatchObject({ tenantId: 't' });
    expect(never).not.toHaveProperty('softMatchOnUpnEnabled');
  });
});
