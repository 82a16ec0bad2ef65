import { describe, expect, it } from 'vitest';
import { kindOf, properPropertyName, sideOf } from '../../../src/parse/connector/kind.js';

const record = (properties: Readonly<Record<string, unknown>>, ...types: readonly string[]) => ({
  types,
  properties: new Map(Object.entries(properties)),
});

describe('the kind of an object', () => {
  it.each([
    ['Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.TenantOutboundConnector', 'outboundConnector'],
    ['Microsoft.Exchange.Data.Directory.SystemConfiguration.SmtpSendConnectorConfig', 'sendConnector'],
    ['Microsoft.Exchange.Data.Directory.SystemConfiguration.ReceiveConnector', 'receiveConnector'],
    ['Microsoft.Exchange.Data.Directory.SystemConfiguration.DomainContentConfig', 'remoteDomain'],
    ['Microsoft.Exchange.Data.Directory.Management.ADOrganizationConfig', 'organizationConfig'],
    ['Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate', 'exchangeCertificate'],
  ])('is told by the type %s', (type, kind) => {
    expect(kindOf(record({ Name: 'x' }, type))).toBe(kind);
  });

  it('is told by the properties that only one kind has, also of a selection', () => {
    expect(kindOf(record({ name: 'x', enabled: 'True', SENDERDOMAINS: [] }))).toBe('inboundConnector');
    expect(kindOf(record({ Name: 'x', AddressSpaces: [], Enabled: true }))).toBe('sendConnector');
    expect(kindOf(record({ DomainName: 'contoso.com', DomainType: 'Authoritative' }))).toBe('acceptedDomain');
  });

  it('is open where two kinds are meant alike, or none', () => {
    expect(kindOf(record({ SenderDomains: [], AddressSpaces: [] }))).toBeUndefined();
    expect(kindOf(record({ Name: 'x', Enabled: true }))).toBeUndefined();
  });

  it('does not go by a type that all objects of a selection have', () => {
    expect(kindOf(record({ RecipientDomains: [] }, 'Selected.System.Management.Automation.PSCustomObject'))).toBe('outboundConnector');
  });
});

describe('the side', () => {
  it('is not told by a name that says both or none', () => {
    const records = [record({ DomainName: 'contoso.com' })];
    expect(sideOf(records, 'onprem-and-cloud.xml')).toBeUndefined();
    expect(sideOf(records, 'domains.xml')).toBeUndefined();
    expect(sideOf(records, 'on-prem.xml')).toBe('onprem');
    expect(sideOf(records, 'Office365Domains.csv')).toBe('cloud');
    expect(sideOf(records, 'systems.xml')).toBeUndefined();
  });
});

it('spells properties as the cmdlets do', () => {
  expect(properPropertyName('tlssendercertificatename')).toBe('TlsSenderCertificateName');
  expect(properPropertyName('somethingElse')).toBe('somethingElse');
});
