import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../src/app/diagnose.js';
import { createFacts } from '../../src/facts/facts.js';
import type { FactSources } from '../../src/facts/maker.js';
import { syncSubject } from '../../src/facts/sync-objects.js';
import { extract } from '../../src/parse/error-text/extract.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { readSyncErrors } from '../../src/parse/sync-error/read.js';

const ANCHOR = 'IkTni9mw7Ee4YefeGpz7IA==';
const DN = 'CN={496B546E69396D77374565345965666547707A3749413D3D}';
const OTHER_ANCHOR = 'MyIRAFVEd2aImaq7zN3u/w==';
const SENTENCE =
  'Unable to update this object because the following attributes associated with this object have values that may already be associated with another object in your local directory services:';
const PROXY = `Error Name: AttributeValueMustBeUnique\nError Detail: ${SENTENCE} [ProxyAddresses SMTP:kim@contoso.com;].\nDn: ${DN}`;

const AD = {
  objectClass: 'user',
  cn: 'Kim Ruiz',
  displayName: 'Kim Ruiz',
  distinguishedName: 'CN=Kim Ruiz,OU=Staff,DC=contoso,DC=com',
  objectGUID: ANCHOR,
  userPrincipalName: 'kim@contoso.com',
  mail: 'kim@contoso.com',
  proxyAddresses: ['SMTP:kim@contoso.com'],
};
const HOLDER = {
  id: '7505ed65-e7f5-4dca-9f78-2617a247f047',
  userPrincipalName: 'kim@contoso.com',
  displayName: 'Kim Ruiz',
  proxyAddresses: ['SMTP:kim@contoso.com'],
  onPremisesImmutableId: OTHER_ANCHOR,
  onPremisesSyncEnabled: null,
  userType: 'Member',
};

function factsOf(text: string, onPrem?: readonly object[], cloud?: readonly object[]) {
  const table = (records: readonly object[] | undefined, side: 'onprem' | 'cloud') =>
    records === undefined ? undefined : [readJsonValues(records, side, 'test')];
  const directories = createDirectories(table(onPrem, 'onprem'), table(cloud, 'cloud'));
  const syncError = readSyncErrors(text)[0];
  if (syncError === undefined) throw new Error('no error was read');
  const subject = syncSubject(syncError, directories);
  const sources: FactSources = {
    text,
    extracted: extract(text),
    fields: new Map(),
    identities: [],
    captures: new Map(),
    kind: undefined,
    direction: undefined,
    directories,
    subject,
    settings: undefined,
    message: undefined,
    report: undefined,
    entry: undefined,
    syncError,
    own: { domains: undefined } as FactSources['own'],
    placeOf: () => ({ line: 1, column: 1 }),
    answers: new Map(),
    settingOf: () => undefined,
  };
  const facts = createFacts(sources);
  const value = (name: string): unknown => {
    const fact = facts(name);
    return fact.kind === 'unknown' ? 'unknown' : fact.value;
  };
  return { subject, value };
}

describe('what the error says', () => {
  it('gives type, attribute, value, anchor and its GUID', () => {
    const { value } = factsOf(PROXY);
    expect(value('sync.errorType')).toBe('AttributeValueMustBeUnique');
    expect(value('sync.conflictAttribute')).toBe('ProxyAddresses');
    expect(value('sync.conflictValue')).toBe('SMTP:kim@contoso.com');
    expect(value('sync.conflictAddress')).toBe('kim@contoso.com');
    expect(value('sync.anchor')).toBe(ANCHOR);
    expect(value('sync.anchorGuid')).toBe('8be74422-b0d9-47ec-b861-e7de1a9cfb20');
    expect(value('sync.connectorDn')).toBe(DN);
    expect(value('sync.showsAttribute')).toBe(true);
  });

  it('leaves unknown what it does not show, and what no directory was read for', () => {
    const { value, subject } = factsOf('InvalidSoftMatch');
    expect(value('sync.showsAttribute')).toBe(false);
    expect(value('sync.conflictAttribute')).toBe('unknown');
    expect(value('sync.holder')).toBe('unknown');
    expect(value('sync.onPremHolders')).toBe('unknown');
    expect(subject.isIdentified).toBe(false);
  });
});

describe('the AD object', () => {
  it.each([
    ['source anchor', PROXY],
    ['distinguished name', `InvalidSoftMatch CN=Kim Ruiz,OU=Staff,DC=contoso,DC=com`],
    ['UserPrincipalName', 'Error Type,User Principal Name,Attribute Name\nInvalidSoftMatch,kim@contoso.com,ProxyAddresses'],
    ['name', 'Error Type,Display Name,Attribute Name\nInvalidSoftMatch,Kim Ruiz,ProxyAddresses'],
    ['conflicting value', `${SENTENCE} [ProxyAddresses SMTP:kim@contoso.com;].`],
  ])('is found by %s', (by, text) => {
    const { subject } = factsOf(
      text,
      [
        AD,
        {
          ...AD,
          cn: 'Jo',
          displayName: 'Jo',
          distinguishedName: 'CN=Jo,DC=contoso,DC=com',
          objectGUID: OTHER_ANCHOR,
          userPrincipalName: 'jo@contoso.com',
          mail: null,
          proxyAddresses: [],
        },
      ],
      [],
    );
    expect(subject.foundBy).toBe(by);
    expect(subject.onPrem?.parts[0]?.row).toBeDefined();
  });

  it('is nobody for sure where two objects have the value and the error names none', () => {
    const twin = {
      ...AD,
      distinguishedName: 'CN=Kim 2,DC=contoso,DC=com',
      objectGUID: OTHER_ANCHOR,
      userPrincipalName: 'kim2@contoso.com',
    };
    const { subject, value } = factsOf(`${SENTENCE} [ProxyAddresses SMTP:kim@contoso.com;].`, [AD, twin], [HOLDER]);
    expect(subject.rivals).toHaveLength(1);
    expect(value('sync.holderIsSamePerson')).toBe('unknown');
    expect(value('onPrem.exists')).toBe('unknown');
  });
});

describe('the holder', () => {
  it('is another user of the same person, with its own ImmutableId', () => {
    const { value, subject } = factsOf(PROXY, [AD], [HOLDER]);
    expect(value('sync.holderId')).toBe(HOLDER.id);
    expect(value('sync.holderKind')).toBe('user');
    expect(value('sync.holderImmutableId')).toBe(OTHER_ANCHOR);
    expect(value('sync.holderIsSynced')).toBe(false);
    expect(value('sync.holderIsSamePerson')).toBe(true);
    expect(value('sync.holderOnPrem')).toBeNull();
    expect(value('sync.holdsAsPrimary')).toBe(true);
    expect(subject.joinedBy).toBe('primary SMTP address');
  });

  it('is no part of the person who only has the address as a secondary one', () => {
    const other = {
      ...HOLDER,
      userPrincipalName: 'lee@contoso.com',
      displayName: 'Lee Chan',
      proxyAddresses: ['SMTP:lee@contoso.com', 'smtp:kim@contoso.com'],
    };
    const { value, subject } = factsOf(PROXY, [AD], [other]);
    expect(value('sync.holderIsSamePerson')).toBe(false);
    expect(value('sync.holdsAsPrimary')).toBe(false);
    expect(subject.cloud).toBeUndefined();
    expect(value('cloud.exists')).toBe(false);
  });

  it('stays open where the primary address is equal and the name is another one', () => {
    const heir = { ...HOLDER, userPrincipalName: 'kim.old@contoso.com', displayName: 'Kim Anders' };
    expect(factsOf(PROXY, [AD], [heir]).value('sync.holderIsSamePerson')).toBe('unknown');
  });

  it('is somebody else where it is synchronized from another AD object that is there', () => {
    const second = {
      ...AD,
      cn: 'Kim R',
      displayName: 'Kim R',
      distinguishedName: 'CN=Kim R,DC=contoso,DC=com',
      objectGUID: OTHER_ANCHOR,
      userPrincipalName: 'kim.r@contoso.com',
      proxyAddresses: ['SMTP:kim.r@contoso.com', 'smtp:kim@contoso.com'],
      mail: 'kim.r@contoso.com',
    };
    const { value } = factsOf(PROXY, [AD, second], [{ ...HOLDER, onPremisesSyncEnabled: true }]);
    expect(value('sync.holderIsSamePerson')).toBe(false);
    expect(value('sync.holderOnPrem')).toBe('CN=Kim R,DC=contoso,DC=com');
    expect(value('sync.onPremHolders')).toBe(1);
    expect(value('sync.otherOnPrem')).toBe('CN=Kim R,DC=contoso,DC=com');
  });

  it('is never the cloud object of the AD object itself', () => {
    const own = { ...HOLDER, id: '8c6d0b8e-2f6b-4f0e-9a8d-6b8f3d0c2a11', onPremisesImmutableId: ANCHOR, onPremisesSyncEnabled: true };
    const { value, subject } = factsOf(PROXY, [AD], [own, HOLDER]);
    expect(value('sync.holderId')).toBe(HOLDER.id);
    expect(subject.joinedBy).toBe('source anchor');
    expect(value('cloud.id')).toBe(own.id);
  });

  it.each([
    [
      'group',
      {
        '@odata.type': '#microsoft.graph.group',
        id: HOLDER.id,
        displayName: 'Kim',
        mail: 'kim@contoso.com',
        proxyAddresses: ['SMTP:kim@contoso.com'],
      },
    ],
    [
      'contact',
      { '@odata.type': '#microsoft.graph.orgContact', id: HOLDER.id, displayName: 'Kim', proxyAddresses: ['SMTP:kim@contoso.com'] },
    ],
    ['guest', { ...HOLDER, userPrincipalName: 'kim_fabrikam.com#EXT#@contoso.onmicrosoft.com', userType: 'Guest' }],
    ['user', HOLDER],
  ])('is a %s', (kind, record) => {
    expect(factsOf(PROXY, [AD], [record]).value('sync.holderKind')).toBe(kind);
  });

  it('is deleted, or has a role', () => {
    expect(factsOf(PROXY, [AD], [{ ...HOLDER, deletedDateTime: '2026-11-10T09:00:00Z' }]).value('sync.holderIsDeleted')).toBe(true);
    expect(factsOf(PROXY, [AD], [{ ...HOLDER, assignedRoles: ['Exchange Administrator'] }]).value('sync.holderHasRole')).toBe(true);
    expect(factsOf(PROXY, [AD], [{ ...HOLDER, assignedRoles: [] }]).value('sync.holderHasRole')).toBe(false);
    expect(factsOf(`${PROXY}\nx`, [AD]).value('sync.holderHasRole')).toBe('unknown');
  });

  it('is the object that the error names, before any other', () => {
    const text = `[{"Key":"ObjectIdInConflict","Value":["${HOLDER.id}"]},{"Key":"AttributeConflictName","Value":["SipProxyAddress"]},{"Key":"AttributeConflictValues","Value":["kim@contoso.com"]}]`;
    expect(factsOf(text, [AD], [{ ...HOLDER, id: '8c6d0b8e-2f6b-4f0e-9a8d-6b8f3d0c2a11' }, HOLDER]).value('sync.holderId')).toBe(HOLDER.id);
  });

  it('is the one with the same source anchor in an error of hard match', () => {
    const text = `InvalidHardMatch: Another cloud created object with the same source anchor already exists. ${DN}`;
    const target = { ...HOLDER, onPremisesImmutableId: ANCHOR };
    expect(factsOf(text, [AD], [target]).value('sync.holderId')).toBe(HOLDER.id);
  });

  it('stays unknown where nobody of the export has the value, or several have', () => {
    expect(factsOf(PROXY, [AD], []).value('sync.holder')).toBe('unknown');
    const second = { ...HOLDER, id: '8c6d0b8e-2f6b-4f0e-9a8d-6b8f3d0c2a11', userPrincipalName: 'kim2@contoso.com' };
    expect(factsOf(PROXY, [AD], [HOLDER, second]).value('sync.holder')).toBe('unknown');
  });
});
