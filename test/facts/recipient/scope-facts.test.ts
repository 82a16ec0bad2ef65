import { describe, expect, it } from 'vitest';
import { factsOf, type Given } from '../../setup/diagnose.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const ANCHOR = 'IkTni9mw7Ee4YefeGpz7IA==';
const AD = { objectClass: 'user', objectGUID: GUID, userPrincipalName: 'kim@contoso.com', proxyAddresses: ['SMTP:kim@contoso.com'] };
const ENTRA = { id: '7505ed65-e7f5-4dca-9f78-2617a247f047', userPrincipalName: 'kim@contoso.com', onPremisesSyncEnabled: null };

function value(name: string, given: Given): unknown {
  const fact = factsOf({ hints: { addresses: ['kim@contoso.com'] }, ...given })(name);
  return fact.kind === 'known' ? fact.value : 'unknown';
}

describe('scope of synchronization', () => {
  it.each([
    ['CN=Ruiz\\, Kim,OU=Old,DC=contoso,DC=com', 'CN=Ruiz\\, Kim,OU=Staff,DC=contoso,DC=com'],
    ['CN=Kim,OU=Old,DC=contoso,DC=com', 'CN=Kim,OU=Staff,DC=contoso,DC=com'],
    ['CN=Kim', 'unknown'],
  ])('%s would become %s', (dn, expected) => {
    const settings = { syncedContainers: ['OU=Staff,DC=contoso,DC=com'] };
    expect(value('onPrem.dnInSyncedContainer', { onPrem: [{ ...AD, distinguishedName: dn }], settings })).toBe(expected);
  });

  it('needs a whole component of the distinguished name', () => {
    const settings = { syncedContainers: ['OU=Staff,DC=contoso,DC=com'] };
    const under = (dn: string) => value('onPrem.isUnderSyncedContainer', { onPrem: [{ ...AD, distinguishedName: dn }], settings });
    expect(under('CN=Kim,OU=North, ou=staff, dc=contoso, dc=com')).toBe(true);
    expect(under('CN=Kim,OU=XOU=Staff,DC=contoso,DC=com')).toBe(false);
    expect(value('onPrem.isUnderSyncedContainer', { onPrem: [AD], settings: { syncedContainers: [] } })).toBe('unknown');
  });

  it.each([
    ['4096', true],
    ['536870912', true],
    ['549755813888', false],
    ['2147483648', false],
    ['DiscoveryMailbox', true],
    ['RemoteUserMailbox', false],
    ['NewKindOfMailbox', 'unknown'],
  ])('type %s is filtered: %s', (type, expected) => {
    expect(value('onPrem.isFilteredType', { onPrem: [{ ...AD, msExchRecipientTypeDetails: type }] })).toBe(expected);
  });
});

describe('match', () => {
  it('compares the mapping as a GUID, in whatever dress', () => {
    const other = (text: string | null) =>
      value('pair.objectIdentifierIsOther', { onPrem: [AD], cloud: [{ ...ENTRA, onPremisesObjectIdentifier: text }] });
    expect(other(GUID.toUpperCase())).toBe(false);
    expect(other(`{${GUID}}`)).toBe(false);
    expect(other(ANCHOR)).toBe(false);
    expect(other(null)).toBe(false);
    expect(other('0f8fad5b-d9cb-469f-a165-70867728950e')).toBe(true);
  });

  it('is no matter while the tenant lets synchronization write the mapping', () => {
    const settings = { allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: true };
    const cloud = [{ ...ENTRA, onPremisesObjectIdentifier: '0f8fad5b-d9cb-469f-a165-70867728950e' }];
    expect(value('pair.objectIdentifierIsOther', { onPrem: [AD], cloud, settings })).toBe(false);
  });

  it('is planned only between an AD object and a cloud user that is not synchronized', () => {
    const planned = (more: object) => value('pair.matchPlanned', { onPrem: [AD], cloud: [{ ...ENTRA, ...more }] });
    expect(planned({})).toBe(true);
    expect(planned({ onPremisesSyncEnabled: true })).toBe(false);
    expect(planned({ isCloudManaged: true })).toBe(false);
    expect(planned({ userType: 'Guest' })).toBe(false);
    expect(value('pair.matchPlanned', { onPrem: [AD] })).toBe('unknown');
    expect(value('pair.matchPlanned', { onPrem: [AD], cloud: [] })).toBe(false);
  });
});

describe('licences and provisioning', () => {
  it('takes an empty list of licences for no plan, where the plans were not read', () => {
    const file = (more: object) => value('cloud.hasExchangePlan', { cloudFile: [{ ...ENTRA, ...more }] });
    expect(file({ assignedLicenses: [] })).toBe(false);
    expect(file({ assignedLicenses: [{ skuId: GUID }] })).toBe('unknown');
    expect(file({})).toBe('unknown');
  });

  it('keeps what is not resolved, and names the withheld value', () => {
    const error = (isResolved: boolean) => ({ serviceInstance: 'exchange/1', isResolved, errorDetail: 'bad' });
    expect(value('cloud.serviceErrors', { cloud: [{ ...ENTRA, serviceProvisioningErrors: [error(true), error(false)] }] })).toHaveLength(1);
    const conflict = { category: 'PropertyConflict', propertyCausingError: 'ProxyAddresses', value: 'smtp:kim@contoso.com' };
    expect(value('cloud.withheldValue', { cloud: [{ ...ENTRA, onPremisesProvisioningErrors: [conflict] }] })).toBe('smtp:kim@contoso.com');
  });

  it('does not count what nobody counted', () => {
    expect(value('cloud.itemCount', { cloud: [ENTRA] })).toBe('unknown');
    expect(value('cloud.itemCount', { cloud: [{ ...ENTRA, exo: { ItemCount: 0 } }] })).toBe(0);
  });
});

describe('synchronization that passed an object over', () => {
  const over = (changed: string, synced: string, tenant: string | undefined) =>
    value('pair.passedOverBySync', {
      onPrem: [{ ...AD, whenChanged: changed }],
      cloud: [{ ...ENTRA, onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: synced }],
      settings: tenant === undefined ? {} : { organization: { onPremisesLastSyncDateTime: tenant } },
    });

  it.each([
    ['20261122120000.0Z', '2026-11-22T08:00:00Z', '2026-11-22T18:30:00Z', true],
    ['20261122120000.0Z', '2026-11-22T08:00:00Z', '2026-11-22T10:30:00Z', false],
    ['20261122120000.0Z', '2026-11-22T13:00:00Z', undefined, false],
    ['20261122120000.0Z', '2026-11-22T08:00:00Z', undefined, 'unknown'],
    ['11/22/2026 12:00:00', '2026-11-22T08:00:00Z', '2026-11-22T18:30:00Z', 'unknown'],
  ])('changed %s, written %s, tenant %s: %s', (changed, synced, tenant, expected) => {
    expect(over(changed, synced, tenant)).toBe(expected);
  });
});

describe('accepted domains of the target side', () => {
  const settings = { acceptedDomains: { onprem: ['contoso.com', '*.fabrikam.com'], cloud: ['contoso.com'] } };
  const proxies = ['SMTP:kim@contoso.com', 'smtp:kim@eu.fabrikam.com', 'smtp:kim@contoso.mail.onmicrosoft.com', 'X500:/o=fabrikam.com'];
  const unaccepted = (more: Given) => value('onPrem.unacceptedProxies', { onPrem: [{ ...AD, proxyAddresses: proxies }], ...more });

  it('are those of the side that the mailbox moves to', () => {
    expect(unaccepted({ settings, direction: 'to-cloud' })).toEqual(['smtp:kim@eu.fabrikam.com']);
    expect(unaccepted({ settings, direction: 'to-onprem' })).toBeNull();
    expect(unaccepted({ settings: { verifiedDomains: ['contoso.com', 'eu.fabrikam.com'] }, direction: 'to-cloud' })).toBeNull();
    expect(unaccepted({ direction: 'to-cloud' })).toBe('unknown');
  });
});
