import { describe, expect, it } from 'vitest';
import { allFacts } from '../../src/facts/catalog.js';
import type { Settings } from '../../src/facts/tenant.js';
import { factsOf, type Records, valueOf } from '../setup/diagnose.js';
import { fc } from '../setup/property.js';

const told = (name: string, settings: Settings | undefined, sides: { onPrem?: Records; cloud?: Records } = {}): unknown =>
  valueOf(factsOf({ ...(settings === undefined ? {} : { settings }), ...sides }), name);
const open = expect.stringMatching(/^unknown: /);
const names = allFacts()
  .map(({ name }) => name)
  .filter((name) => /^(?:tenant|connector)\./.test(name));

const user = (address: string, type = '1', more: Readonly<Record<string, unknown>> = {}) => ({
  objectClass: ['user'],
  userPrincipalName: address,
  mail: address,
  mailNickname: address.split('@')[0],
  msExchRecipientTypeDetails: type,
  proxyAddresses: [`SMTP:${address}`],
  ...more,
});

it('knows nothing without settings, and throws on none', () => {
  for (const name of names) expect(told(name, undefined)).toEqual(open);
});

it('never throws on settings of any shape', () => {
  const keys = [
    'exchangeServers',
    'organization',
    'date',
    'acceptedDomains',
    'adSyncScheduler',
    'hybridApp',
    'authServers',
    'settingOverrides',
    'oauth',
    'dns',
    'scripts',
  ];
  keys.push(
    'organizationRelationships',
    'deletionThreshold',
    'pendingDeletions',
    'schemaAttributes',
    'inboundConnectors',
    'outboundConnectors',
    'emailAddressPolicies',
  );
  const settings = fc.dictionary(fc.constantFrom(...keys), fc.anything({ maxDepth: 3 }));
  fc.assert(
    fc.property(settings, (given) => {
      for (const name of names) expect(() => told(name, given, { onPrem: [user('kim@contoso.com')], cloud: [] })).not.toThrow();
    }),
    { numRuns: 60 },
  );
});

describe('domains of both sides', () => {
  const domains = (onprem: readonly unknown[], cloud: readonly unknown[]): Settings => ({ acceptedDomains: { onprem, cloud } });

  it('are missing in the cloud by name, with subdomains as the cloud has them', () => {
    expect(told('tenant.domainsMissingInCloud', domains(['contoso.com', 'Fabrikam.com', '*'], ['contoso.com']))).toEqual(['fabrikam.com']);
    expect(told('tenant.domainsMissingInCloud', domains(['de.contoso.com'], ['*.contoso.com']))).toBeNull();
    expect(
      told('tenant.domainsMissingInCloud', { acceptedDomains: { onprem: ['contoso.com'] }, verifiedDomains: ['contoso.com'] }),
    ).toBeNull();
  });

  it('are in use by mailboxes and remote mailboxes, not by system mailboxes, contacts or people without a known type', () => {
    const settings = domains(['contoso.com', 'fabrikam.com'], ['contoso.com']);
    const inUse = (type: string | undefined) =>
      told('tenant.domainsInUseMissingInCloud', settings, { onPrem: [user('a@contoso.com'), user('b@fabrikam.com', type ?? '', {})] });
    expect(inUse('1')).toEqual(['fabrikam.com']);
    expect(inUse('2147483648')).toEqual(['fabrikam.com']);
    expect(inUse('8388608')).toBeNull();
    expect(inUse('64')).toBeNull();
    expect(inUse(undefined)).toEqual(open);
    expect(told('tenant.domainsInUseMissingInCloud', settings)).toEqual(open);
  });

  it('leaves an unsynchronized mailbox open where the types of the domains were not read', () => {
    const sides = { onPrem: [user('a@contoso.com')], cloud: [] };
    const name = 'tenant.authoritativeDomainsWithUnsynced';
    expect(told(name, domains([], [{ name: 'contoso.com', type: 'Authoritative' }]), sides)).toEqual(['contoso.com']);
    expect(told(name, domains([], ['contoso.com']), sides)).toEqual(open);
    expect(told(name, domains([], [{ DomainName: 'contoso.com', DomainType: 0 }]), sides)).toEqual(['contoso.com']);
    expect(told(name, domains([], [{ name: 'contoso.com', type: 'InternalRelay' }]), sides)).toBeNull();
  });

  it('finds a synchronized mailbox by any key, not only by its primary address', () => {
    const cloud = [{ id: '11111111-2222-4333-8444-555555555555', userPrincipalName: 'a@contoso.com', mail: 'alex@contoso.com' }];
    const settings = domains([], [{ name: 'contoso.com', type: 'Authoritative' }]);
    expect(told('tenant.authoritativeDomainsWithUnsynced', settings, { onPrem: [user('a@contoso.com')], cloud })).toBeNull();
  });
});

describe('Entra Connect', () => {
  it('is stale only where the times prove it', () => {
    const stale = (date: string, last: unknown) => told('tenant.syncIsStale', { date, organization: { onPremisesLastSyncDateTime: last } });
    expect(stale('2026-11-22T12:00:00Z', '2026-11-22T08:59:59Z')).toBe(true);
    expect(stale('2026-11-22T12:00:00Z', '2026-11-22T09:00:00Z')).toBe(false);
    expect(stale('2026-11-22', '2026-11-21T20:00:00Z')).toBe(true);
    expect(stale('2026-11-22', '2026-11-21T23:00:00Z')).toEqual(open);
    expect(stale('2026-11-22', '11/20/2026 8:14:05 AM')).toEqual(open);
    expect(stale('2026-11-22', null)).toEqual(open);
  });

  it('is off where Graph answers null, in every place where people put it', () => {
    expect(told('tenant.dirSyncEnabled', { organization: { onPremisesSyncEnabled: null } })).toBe(false);
    expect(told('tenant.dirSyncEnabled', { organization: { value: [{ onPremisesSyncEnabled: true }] } })).toBe(true);
    expect(told('tenant.dirSyncEnabled', { onPremisesSyncEnabled: 'True' })).toBe(true);
    expect(told('tenant.dirSyncEnabled', { organization: {} })).toEqual(open);
  });

  it.each([
    ['2.5.79.0', false],
    ['2.5.79', false],
    ['2.5.78.9', true],
    ['2.10.0.0', false],
    ['1.6.16.0', true],
    ['v2.4.131.0', true],
  ])('of version %s is below the minimum: %s', (version, below) => {
    expect(told('tenant.connectBelowMinimum', { connectVersion: version })).toBe(below);
  });

  it('counts deletions against its threshold, or the default', () => {
    const above = (settings: Settings) => told('tenant.deletionsAboveThreshold', settings);
    expect(above({ pendingDeletions: 501 })).toBe(true);
    expect(above({ pendingDeletions: 500 })).toBe(false);
    expect(above({ deletionThreshold: { threshold: 100, pendingDeletes: '101' } })).toBe(true);
    expect(above({ pendingDeletes: 9000, deletionThreshold: { DeletionPrevention: 'Disabled' } })).toBe(false);
  });
});

it('reads retired cmdlets out of scripts, and none of modules that live on', () => {
  const found = (scripts: unknown) => told('tenant.retiredCmdlets', { scripts });
  expect(found('Connect-MsolService\nGet-MsolUser -All')).toEqual(['Connect-MsolService', 'Get-MsolUser']);
  expect(found([{ name: 'a.ps1', content: 'remove-azureaduser -ObjectId x' }])).toEqual(['remove-azureaduser']);
  expect(
    found(['Get-AzureADPasswordProtectionDCAgent; Get-AzADUser; Get-MgUser; New-AzureADSSOAuthenticationContext', '  # Get-MsolUser']),
  ).toBeNull();
  expect(found(`${'a'.repeat(2_000_000)} Get-MsolUser`)).toEqual(['Get-MsolUser']);
});

describe('the Graph session', () => {
  const may = (settings: Settings) => told('tenant.graphMayWriteAnchor', settings);

  it('needs scope and role', () => {
    expect(may({ scopes: ['User.ReadWrite.All'], roles: ['User Administrator'] })).toBe(true);
    expect(may({ scopes: 'openid User.Read.All' })).toBe(false);
    expect(may({ scopes: ['User.ReadWrite.All'], roles: 'Global Reader' })).toBe(false);
    expect(may({ scopes: ['User.ReadWrite.All'] })).toEqual(open);
  });
});

describe('Exchange servers', () => {
  const servers = (...builds: readonly unknown[]): Settings => ({ date: '2026-11-22', exchangeServers: builds });

  it('are judged by the build, the version that the cmdlet prints, or a bare text', () => {
    const list = [
      { name: 'EX01', build: '15.1.2507.75' },
      { Name: 'EX02', AdminDisplayVersion: 'Version 15.2 (Build 2562.17)' },
    ];
    expect(told('tenant.unsupportedServers', servers(...list))).toEqual(['EX01 15.1.2507.75']);
    expect(told('tenant.unsupportedServers', { date: '2026-11-22', serverBuilds: ['15.2.1118.7'] })).toEqual(['15.2.1118.7']);
  });

  it('are supported to the last day', () => {
    const ends = (date: string) => told('tenant.unsupportedServers', { date, exchangeServers: [{ build: '15.2.1748.39' }] });
    expect(ends('2025-10-14')).toBeNull();
    expect(ends('2025-10-15')).toEqual(['15.2.1748.39']);
  });

  it('are open where a build is unknown, and found where one is behind all the same', () => {
    expect(told('tenant.outdatedServers', servers({ name: 'EX01' }, { name: 'EX02', build: '15.2.2562.53' }))).toEqual(open);
    expect(told('tenant.outdatedServers', servers({ name: 'EX01' }, { name: 'EX02', build: '15.2.2562.20' }))).toEqual([
      'EX02 15.2.2562.20',
    ]);
    expect(told('tenant.outdatedServers', servers())).toBeNull();
  });
});

describe('the hybrid application', () => {
  const SHARED = '00000002-0000-0ff1-ce00-000000000000';
  const OWN = '3f0c9a52-6d1e-4b7a-8c35-92d7f1e04b6a';

  it('is dedicated where EvoSTS names one that is not the shared one', () => {
    const auth = (...list: readonly unknown[]) => told('tenant.hybridAppDedicated', { authServers: list });
    expect(auth({ Name: 'EvoSts', ApplicationIdentifier: OWN })).toBe(true);
    expect(auth({ Name: 'EvoSts', ApplicationIdentifier: SHARED })).toBe(false);
    expect(auth({ Name: 'EvoSts', ApplicationIdentifier: '' })).toBe(false);
    expect(auth({ Name: 'EvoSts' })).toEqual(open);
    expect(auth({ Name: 'ACS', ApplicationIdentifier: SHARED })).toEqual(open);
    expect(told('tenant.hybridAppDedicated', { hybridApp: OWN })).toBe(true);
    expect(told('tenant.hybridAppDedicated', { hybridApp: { applicationIdentifier: SHARED, override: true } })).toBe(false);
  });

  it('is switched on by an override that is not off', () => {
    const override = (Parameters: unknown) =>
      told('tenant.hybridAppSwitchedOn', { settingOverrides: [{ Name: 'x', SectionName: 'ExchangeOnpremAsThirdPartyAppId', Parameters }] });
    expect(override(['Enabled=true'])).toBe(true);
    expect(override('{Enabled=false}')).toBe(false);
    expect(told('tenant.hybridAppSwitchedOn', { settingOverrides: [{ Name: 'Other', SectionName: 'Other' }] })).toBe(false);
  });

  it('may use EWS only while EWS is on and its id is listed', () => {
    const listed = (config: unknown, hybridApp?: string) =>
      told('tenant.ewsAllowListed', { organizationConfig: { cloud: config }, hybridApp });
    expect(listed({ EwsEnabled: true, EwsAllowedAppIDs: `${SHARED},${OWN}` }, OWN)).toBe(true);
    expect(listed({ EwsEnabled: true, EwsAllowedAppIDs: SHARED }, OWN)).toBe(false);
    expect(listed({ EwsEnabled: false, EwsAllowedAppIDs: OWN }, OWN)).toBe(false);
    expect(listed({ EwsEnabled: true })).toEqual(open);
    expect(listed({ Name: 'x' })).toEqual(open);
  });
});

it('takes any result of the OAuth test but success for a failure', () => {
  const works = (oauth: unknown) => told('tenant.oauthWorks', { oauth });
  expect(works([{ ResultType: 'Success' }, { ResultType: 'Success' }])).toBe(true);
  expect(works({ ResultType: { value: 'Error' } })).toBe(false);
  expect(works('Warning')).toBe(false);
  expect(works([])).toEqual(open);
  expect(works({ Task: 'x' })).toEqual(open);
});

describe('connectors', () => {
  const inbound = (more: Readonly<Record<string, unknown>>) => ({
    Name: 'in',
    Enabled: true,
    ConnectorType: 'OnPremises',
    CloudServicesMailEnabled: true,
    SenderIPAddresses: [],
    TlsSenderCertificateName: null,
    ...more,
  });
  const fits = (settings: Settings) => told('connector.inboundFitsHybrid', settings);

  it('fit by an address that the settings name, never by their own', () => {
    const inboundConnectors = [inbound({ SenderIPAddresses: ['192.0.2.0/24'] })];
    expect(fits({ inboundConnectors })).toEqual(open);
    expect(fits({ inboundConnectors, onpremIps: ['192.0.2.9'] })).toBe(true);
    expect(fits({ inboundConnectors, onpremIps: ['203.0.113.9'] })).toBe(false);
  });

  it('do not fit where they are off, of a partner, or without CloudServicesMailEnabled', () => {
    const ips = { SenderIPAddresses: ['192.0.2.9'] };
    for (const more of [{ Enabled: false }, { ConnectorType: 'Partner' }, { CloudServicesMailEnabled: false }])
      expect(fits({ inboundConnectors: [inbound({ ...ips, ...more })], onpremIps: ['192.0.2.9'] })).toBe(false);
    expect(fits({ inboundConnectors: [inbound({ ...ips, CloudServicesMailEnabled: undefined })], onpremIps: ['192.0.2.9'] })).toEqual(open);
    expect(
      told('connector.inboundMatchesServers', {
        inboundConnectors: [inbound({ ...ips, CloudServicesMailEnabled: false })],
        onpremIps: ['192.0.2.9'],
      }),
    ).toBe(true);
  });

  it('lead to on-premises where a shared domain is covered, and are open where a mail flow rule decides', () => {
    const acceptedDomains = { onprem: ['contoso.com'], cloud: ['contoso.com'] };
    const leads = (more: Readonly<Record<string, unknown>>) =>
      told('connector.outboundToOnPrem', {
        acceptedDomains,
        outboundConnectors: [{ Enabled: true, ConnectorType: 'OnPremises', ...more }],
      });
    expect(leads({ RecipientDomains: ['*.contoso.com'] })).toBe(true);
    expect(leads({ RecipientDomains: ['fabrikam.com'] })).toBe(false);
    expect(leads({ RecipientDomains: [], IsTransportRuleScoped: true })).toEqual(open);
    expect(leads({})).toEqual(open);
  });
});

describe('autodiscover', () => {
  it('is read from a map, a list, and what Resolve-DnsName prints', () => {
    const cloud = (dns: unknown) => told('tenant.autodiscoverInCloud', { dns });
    expect(cloud({ 'Autodiscover.contoso.com': 'autodiscover.outlook.com.' })).toEqual(['contoso.com']);
    expect(cloud([{ Name: 'autodiscover.contoso.com', NameHost: 'autodiscover.outlook.com' }])).toEqual(['contoso.com']);
    expect(cloud({ 'autodiscover.contoso.com': ['mail.contoso.com'] })).toBeNull();
    expect(cloud({ 'www.contoso.com': 'autodiscover.outlook.com' })).toEqual(open);
  });
});
