import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/parse/settings.js';

function settingsOf(text: string, source = 'export.json'): unknown {
  const result = parseSettings(text, source);
  return result.kind === 'ok' ? result.value : `${result.problem.what}`;
}

describe('an export of Graph', () => {
  it('of the organization gives the state of synchronization and the tenant', () => {
    const organization = {
      Id: '7d0f5c1a-42be-4f0e-9b61-0f2c8d7a3e55',
      OnPremisesSyncEnabled: true,
      OnPremisesLastSyncDateTime: '2026-11-22T08:14:05Z',
      TenantType: 'AAD',
    };
    expect(settingsOf(JSON.stringify([organization]))).toEqual({
      organization: { onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: '2026-11-22T08:14:05Z' },
      tenantId: '7d0f5c1a-42be-4f0e-9b61-0f2c8d7a3e55',
    });
  });

  it('of users is none of the organization', () => {
    const user = { Id: 'x', UserPrincipalName: 'kim@contoso.com', OnPremisesSyncEnabled: true, OnPremisesLastSyncDateTime: null };
    expect(settingsOf(JSON.stringify([user]))).toMatch(/none of those that settings are made of/);
  });

  it('of domains gives those that are verified, federated, initial, and the routing domain', () => {
    const domains = [
      { Id: 'contoso.com', IsVerified: true, IsInitial: false, AuthenticationType: 'Federated' },
      { Id: 'fabrikam.com', IsVerified: false, IsInitial: false, AuthenticationType: 'Managed' },
      { Id: 'contoso.onmicrosoft.com', IsVerified: true, IsInitial: true, AuthenticationType: 'Managed' },
      { Id: 'contoso.mail.onmicrosoft.com', IsVerified: true, IsInitial: false, AuthenticationType: 'Managed' },
    ];
    expect(settingsOf(JSON.stringify(domains))).toEqual({
      verifiedDomains: ['contoso.com', 'contoso.onmicrosoft.com', 'contoso.mail.onmicrosoft.com'],
      initialDomain: 'contoso.onmicrosoft.com',
      routingDomain: 'contoso.mail.onmicrosoft.com',
      federatedDomains: ['contoso.com'],
    });
  });

  it('of directory synchronization gives its features', () => {
    const text = JSON.stringify([
      { Id: 'x', Configuration: {}, Features: { BlockSoftMatchEnabled: true, SoftMatchOnUpnEnabled: false, UserWritebackEnabled: false } },
    ]);
    expect(settingsOf(text)).toEqual({ blockSoftMatchEnabled: true, softMatchOnUpnEnabled: false });
  });
});

describe('an export of configuration', () => {
  it('of Get-ADSyncScheduler as text', () => {
    const text =
      '\nAllowedSyncCycleInterval            : 00:30:00\nSyncCycleEnabled                    : True\nStagingModeEnabled                  : False\n\n';
    expect(settingsOf(text, 'scheduler.txt')).toMatchObject({
      adSyncScheduler: [{ SyncCycleEnabled: 'True', StagingModeEnabled: 'False' }],
    });
  });

  it.each([
    ['emailAddressPolicies', { Name: 'Default Policy', EnabledEmailAddressTemplates: ['SMTP:%m@contoso.com'] }],
    [
      'authServers',
      { Name: 'EvoSts', ApplicationIdentifier: null, AuthMetadataUrl: 'https://login.windows.net/common/FederationMetadata' },
    ],
    [
      'settingOverrides',
      { Name: 'x', ComponentName: 'Global', SectionName: 'ExchangeOnpremAsThirdPartyAppId', Parameters: ['Enabled=true'] },
    ],
    ['oauth', { Task: 'Checking EWS API Call Under Oauth', ResultType: 'Success', Detail: '' }],
    ['syncRules', { Name: 'In from AD - User Exchange', Precedence: 107, SourceObjectType: 'user' }],
  ])('goes under %s', (key, object) => {
    expect(settingsOf(JSON.stringify([object]))).toEqual({ [key]: [object] });
  });

  it('of organization relationships says the side where the file does', () => {
    const text = JSON.stringify([
      { Name: 'O365', Enabled: true, DomainNames: ['contoso.mail.onmicrosoft.com'], FreeBusyAccessEnabled: true },
    ]);
    expect(settingsOf(text, 'relationships-onprem.json')).toMatchObject({ organizationRelationships: [{ side: 'onprem' }] });
    expect(settingsOf(text, 'relationships.json')).not.toMatchObject({ organizationRelationships: [{ side: 'onprem' }] });
  });

  it('of the schema, of the threshold and of the session', () => {
    expect(settingsOf(JSON.stringify([{ lDAPDisplayName: 'msExchRemoteRecipientType', attributeSyntax: '2.5.5.16' }]))).toEqual({
      schemaAttributes: ['msExchRemoteRecipientType'],
    });
    expect(settingsOf(JSON.stringify([{ DeletionPrevention: 1, ThresholdCount: 500 }]))).toEqual({
      deletionThreshold: { DeletionPrevention: 1, ThresholdCount: 500 },
    });
    expect(settingsOf(JSON.stringify([{ AuthType: 'Delegated', Scopes: ['User.Read.All'], ContextScope: 'Process' }]))).toEqual({
      scopes: ['User.Read.All'],
    });
  });
});
