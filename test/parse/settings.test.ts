import { describe, expect, it } from 'vitest';
import { parseSettings, parseSettingsFiles } from '../../src/parse/settings.js';
import { fc } from '../setup/property.js';

type Values = Readonly<Record<string, unknown>>;

function settingsOf(text: string, source = 'settings.json'): Values {
  const result = parseSettings(text, source);
  if (result.kind === 'problem') throw new Error(`${result.problem.where}: ${result.problem.what}`);
  return result.value;
}

function problemOf(text: string, source = 'settings.json'): string {
  const result = parseSettings(text, source);
  if (result.kind === 'ok') throw new Error(`no problem: ${JSON.stringify(result.value)}`);
  return `${result.problem.where}: ${result.problem.what} ${result.problem.next}`;
}

const first = (values: Values, key: string): Values => {
  const list = values[key];
  // The list was made by the parser under test; what stands in it is asserted.
  return (Array.isArray(list) ? list[0] : undefined) as Values;
};

const CLIXML = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0">
    <TN RefId="0">
      <T>Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.TenantInboundConnector</T>
      <T>Deserialized.System.Object</T>
    </TN>
    <ToString>Inbound from 4d3a</ToString>
    <Props>
      <B N="Enabled">true</B>
      <S N="ConnectorType">OnPremises</S>
      <Obj N="SenderDomains" RefId="1"><TN RefId="1"><T>Deserialized.Microsoft.Exchange.Data.MultiValuedProperty\`1</T></TN><LST><S>smtp:*;1</S></LST></Obj>
      <Obj N="SenderIPAddresses" RefId="2"><TNRef RefId="1" /><LST /></Obj>
      <Obj N="TlsSenderCertificateName" RefId="3"><TN RefId="2"><T>Deserialized.TlsCertificate</T></TN><ToString>&lt;I&gt;CN=Fabrikam CA&lt;S&gt;CN=mail.contoso.com</ToString></Obj>
      <B N="CloudServicesMailEnabled">false</B>
      <Nil N="Comment" />
      <S N="Name">Inbound from 4d3a</S>
    </Props>
  </Obj>
  <Obj RefId="4">
    <TNRef RefId="0" />
    <Props><B N="Enabled">false</B><Ref N="SenderDomains" RefId="1" /><S N="Name">Old</S></Props>
  </Obj>
</Objs>`;

const SEND_LIST = `

Name                     : Outbound to Office 365
AddressSpaces            : {smtp:contoso.mail.onmicrosoft.com;1, smtp:*;10}
SmartHosts               : {}
DNSRoutingEnabled        : True
TlsCertificateName       : <I>CN=Fabrikam CA, O=Fabrikam, C=US<S>CN=mail.contoso.com, O=Con
                           toso, C=US
CloudServicesMailEnabled : True
SourceTransportServers   : {EX01, EX02, EX03, EX04...}
Enabled                  : True

`;

describe('an export', () => {
  it('of Export-Clixml becomes a list of connectors', () => {
    const values = settingsOf(CLIXML, 'in.xml');
    expect(Object.keys(values)).toEqual(['inboundConnectors']);
    expect(first(values, 'inboundConnectors')).toEqual({
      Enabled: true,
      ConnectorType: 'OnPremises',
      SenderDomains: ['smtp:*;1'],
      SenderIPAddresses: [],
      TlsSenderCertificateName: '<I>CN=Fabrikam CA<S>CN=mail.contoso.com',
      CloudServicesMailEnabled: false,
      Comment: null,
      Name: 'Inbound from 4d3a',
    });
    expect(values.inboundConnectors).toHaveLength(2);
    expect(values).toMatchObject({ inboundConnectors: [{}, { Name: 'Old', SenderDomains: ['smtp:*;1'] }] });
  });

  it('of Format-List keeps what is whole and leaves out what PowerShell cut', () => {
    const connector = first(settingsOf(SEND_LIST, 'send.txt'), 'sendConnectors');
    expect(connector).toMatchObject({
      Name: 'Outbound to Office 365',
      AddressSpaces: ['smtp:contoso.mail.onmicrosoft.com;1', 'smtp:*;10'],
      SmartHosts: null,
      TlsCertificateName: expect.stringContaining('CN=mail.contoso.com'),
    });
    expect(connector).not.toHaveProperty('SourceTransportServers');
  });

  it('of ConvertTo-Json is taken as one object, as a list, and as { value, Count }', () => {
    const one = { Name: 'Out', RecipientDomains: ['contoso.com'], RouteAllMessagesViaOnPremises: false };
    for (const shape of [one, [one], { value: [one], Count: 1 }])
      expect(settingsOf(JSON.stringify(shape))).toEqual({ outboundConnectors: [one] });
  });

  it('of Export-Csv reads cells; a type name in place of a value is not read', () => {
    const csv =
      '#TYPE Selected.X\n"Name","RemoteIPRanges","PermissionGroups","TlsDomainCapabilities","AuthMechanism"\n"EX01\\Relay","10.0.0.0/8;192.0.2.1","AnonymousUsers","Microsoft.Exchange.Data.MultiValuedProperty`1[X]",""\n';
    const connector = first(settingsOf(csv, 'receive.csv'), 'receiveConnectors');
    expect(connector).toEqual({
      Name: 'EX01\\Relay',
      RemoteIPRanges: ['10.0.0.0/8', '192.0.2.1'],
      PermissionGroups: 'AnonymousUsers',
      AuthMechanism: null,
    });
  });

  it.each<[string, Values, string]>([
    ['hybridConfiguration', { OnPremisesSmartHost: 'mail.contoso.com', Domains: ['contoso.com'] }, 'hybridConfiguration'],
    ['organizationConfig', { Name: 'Contoso', SCLJunkThreshold: 4 }, 'organizationConfig'],
    ['transportConfig', { ExternalPostmasterAddress: null, InternalSMTPServers: [] }, 'transportConfig'],
    ['exchangeCertificates', { Thumbprint: 'AB', CertificateDomains: ['mail.contoso.com'] }, 'exchangeCertificates'],
    ['remoteDomains', { DomainName: 'contoso.mail.onmicrosoft.com', TargetDeliveryDomain: true }, 'remoteDomains'],
  ])('becomes %s', (_, object, key) => {
    expect(Object.keys(settingsOf(JSON.stringify([object])))).toEqual([key]);
  });

  it('of Get-ExchangeServer gives name and build', () => {
    const text = JSON.stringify({ Name: 'EX01', AdminDisplayVersion: 'Version 15.2 (Build 2562.17)', ServerRole: 'Mailbox' });
    expect(first(settingsOf(text), 'exchangeServers')).toMatchObject({ name: 'EX01', build: '15.2.2562.17' });
  });

  it('of another cmdlet is told by its properties', () => {
    expect(problemOf('[{"Foo": 1, "Bar": 2}]')).toContain('Foo, Bar');
  });

  it('that broke off is told with its line', () => {
    expect(problemOf(CLIXML.slice(0, 900), 'in.xml')).toMatch(/^in\.xml, line \d+: The XML cannot be used/);
  });

  it('with a DOCTYPE is refused', () => {
    expect(problemOf('<!DOCTYPE a [<!ENTITY b "c">]><Objs><S>&b;</S></Objs>', 'in.xml')).toContain('DOCTYPE');
  });
});

describe('accepted domains', () => {
  const domain = { DomainName: 'contoso.com', DomainType: 'InternalRelay', Default: true };

  it.each<[string, readonly Values[], string]>([
    ['the tenant\u2019s forest', [{ ...domain, OriginatingServer: 'AM0PR01A001.EURPR01A001.PROD.OUTLOOK.COM' }], 'cloud'],
    [
      'the initial domain',
      [domain, { DomainName: 'contoso.onmicrosoft.com', DomainType: 'Authoritative', InitialDomain: 'True' }],
      'cloud',
    ],
    ['the session of the cloud', [{ ...domain, PSComputerName: 'outlook.office365.com' }], 'cloud'],
    [
      'the configuration of a forest',
      [
        {
          ...domain,
          DistinguishedName:
            'CN=contoso.com,CN=Accepted Domains,CN=Transport Settings,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com',
        },
      ],
      'onprem',
    ],
    ['a domain controller', [{ ...domain, OriginatingServer: 'dc01.contoso.com' }], 'onprem'],
  ])('go to the side that %s tells', (_, records, side) => {
    expect(settingsOf(JSON.stringify(records))).toMatchObject({
      acceptedDomains: { [side]: expect.arrayContaining([expect.objectContaining({ name: 'contoso.com', type: 'InternalRelay' })]) },
    });
  });

  it('go to the side that the name of the file tells, and are asked for where none does', () => {
    const text = JSON.stringify([domain]);
    expect(settingsOf(text, '/cloud/acceptedDomains-onprem.json')).toHaveProperty('acceptedDomains.onprem');
    expect(settingsOf(text, 'C:\\x\\exo-domains.json')).toHaveProperty('acceptedDomains.cloud');
    expect(problemOf(text, 'domains.json')).toContain('acceptedDomains-cloud');
  });

  it('give the initial and the routing domain', () => {
    const text = JSON.stringify([
      { DomainName: 'contoso.onmicrosoft.com', DomainType: 'Authoritative', InitialDomain: true, IsCoexistenceDomain: false },
      { DomainName: 'contoso.mail.onmicrosoft.com', DomainType: 'Authoritative', InitialDomain: false, IsCoexistenceDomain: true },
    ]);
    expect(settingsOf(text)).toMatchObject({ initialDomain: 'contoso.onmicrosoft.com', routingDomain: 'contoso.mail.onmicrosoft.com' });
  });
});

describe('several files', () => {
  const file = (source: string, value: unknown) => ({ source, text: typeof value === 'string' ? value : JSON.stringify(value) });

  it('are one settings object', () => {
    const result = parseSettingsFiles([
      file('a.json', { initialDomain: 'contoso.onmicrosoft.com', inboundConnectors: [{ Name: 'A' }] }),
      file('in.xml', CLIXML),
      file('again.xml', CLIXML),
      file('onprem-domains.json', [{ DomainName: 'contoso.com', DomainType: 'Authoritative' }]),
      file('cloud-domains.json', [{ DomainName: 'contoso.com', DomainType: 'InternalRelay' }]),
    ]);
    expect(result).toMatchObject({
      kind: 'ok',
      value: {
        initialDomain: 'contoso.onmicrosoft.com',
        inboundConnectors: [{ Name: 'A' }, { Name: 'Inbound from 4d3a' }, { Name: 'Old' }],
        acceptedDomains: { onprem: [{ name: 'contoso.com', type: 'Authoritative' }], cloud: [{ type: 'InternalRelay' }] },
      },
    });
    expect(result.kind === 'ok' && result.value.inboundConnectors).toHaveLength(3);
  });

  it('that contradict each other are a problem that names both', () => {
    const result = parseSettingsFiles([
      file('a.json', { routingDomain: 'a.mail.onmicrosoft.com' }),
      file('b.json', { routingDomain: 'b.mail.onmicrosoft.com' }),
    ]);
    expect(result).toMatchObject({ kind: 'problem', problem: { where: 'a.json, b.json' } });
    const types = parseSettingsFiles([
      file('onprem-1.json', [{ DomainName: 'contoso.com', DomainType: 'Authoritative' }]),
      file('onprem-2.json', [{ DomainName: 'contoso.com', DomainType: 'InternalRelay' }]),
    ]);
    expect(types).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('contoso.com') } });
  });
});

describe('a settings object', () => {
  it('keeps keys that are not known, and tells a misspelt one', () => {
    expect(settingsOf('{"somethingNew": 1, "tenantId": "x"}')).toEqual({ somethingNew: 1, tenantId: 'x' });
    expect(problemOf('{"inboundConectors": []}')).toContain('inboundConnectors');
  });

  it('is refused where it is none', () => {
    expect(problemOf('blockSoftMatch = true')).toContain('JSON');
    expect(problemOf('[]')).toContain('settings.json');
    expect(problemOf('{"inboundConnectors": "A"}')).toContain('inboundConnectors');
    expect(settingsOf('{"inboundConnectors": {"Name": "A"}}')).toEqual({ inboundConnectors: { Name: 'A' } });
  });

  it('never throws, and makes no prototype', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `[${text}]`),
        ),
        (text) => void parseSettings(text, 'x'),
      ),
    );
    fc.assert(
      fc.property(
        fc.nat(CLIXML.length),
        fc.string({ maxLength: 3 }),
        (at, more) => void parseSettings(CLIXML.slice(0, at) + more + CLIXML.slice(at), 'x.xml'),
      ),
    );
    const merged = parseSettingsFiles([
      { source: 'a', text: '{"__proto__": {"polluted": 1}, "x": {"a": 1}}' },
      { source: 'b', text: '{"x": {"__proto__": {"polluted": 1}}}' },
    ]);
    expect(merged.kind).toBe('ok');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('is read in time that grows with its length', () => {
    const many = JSON.stringify([{ SenderDomains: Array.from({ length: 100_000 }, (_, i) => `smtp:d${i}.contoso.com;1`) }]);
    expect(settingsOf(many)).toHaveProperty('inboundConnectors');
    expect(problemOf(`{"a": "${'x'.repeat(2_000_000)}`)).toContain('JSON');
    expect(problemOf('x '.repeat(1_000_000))).toContain('JSON');
  });
});
