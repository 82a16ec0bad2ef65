import { describe, expect, it } from 'vitest';
import { domainMatches, inboundConnectors, outboundConnectors, receiveConnectors, sendConnectors } from '../../src/facts/connectors.js';
import {
  acceptedDomainFor,
  acceptedDomainsOf,
  configurationOf,
  matchesCertificate,
  ownOrganization,
  routingDomainOf,
} from '../../src/facts/organization.js';
import { fc } from '../setup/property.js';

describe('connectors', () => {
  it('are undefined where the settings hold none, and empty where they say so', () => {
    expect(inboundConnectors(undefined)).toBeUndefined();
    expect(inboundConnectors({})).toBeUndefined();
    expect(inboundConnectors({ inboundConnectors: [] })).toEqual([]);
  });

  it('read what was exported, and leave open what was not', () => {
    const [connector] =
      inboundConnectors({
        inboundConnectors: [
          {
            name: 'A',
            ENABLED: 'True',
            ConnectorType: { value: 1, Value: 'OnPremises' },
            SenderDomains: 'smtp:*;1',
            TlsSenderCertificateName: null,
            EFSkipIPs: '{192.0.2.1, 192.0.2.2}',
            RequireTls: '$false',
          },
        ],
      }) ?? [];
    expect(connector).toMatchObject({
      name: 'A',
      enabled: true,
      type: 'OnPremises',
      senderDomains: ['*'],
      tlsSenderCertificateName: null,
      efSkipIps: ['192.0.2.1', '192.0.2.2'],
      requireTls: false,
      path: 'inboundConnectors[0]',
    });
    expect(connector?.cloudServicesMailEnabled).toBeUndefined();
    expect(connector?.senderIps).toBeUndefined();
  });

  it.each<[string, unknown, unknown]>([
    [
      'texts',
      ['SMTP:*;1', 'smtp:contoso.com;5'],
      [
        { domain: '*', cost: 1 },
        { domain: 'contoso.com', cost: 5 },
      ],
    ],
    ['objects of ConvertTo-Json', [{ Type: 'SMTP', Address: '*.contoso.com', Cost: 3 }], [{ domain: '*.contoso.com', cost: 3 }]],
    [
      'one joined text',
      'smtp:*;1;smtp:contoso.com;2',
      [
        { domain: '*', cost: 1 },
        { domain: 'contoso.com', cost: 2 },
      ],
    ],
    [
      'a list split at the semicolons',
      ['smtp:*', '1', 'contoso.com', '2'],
      [
        { domain: '*', cost: 1 },
        { domain: 'contoso.com', cost: 2 },
      ],
    ],
    ['other address types', ['X400:c=us;a= ;p=Contoso;1', 'smtp:a.com;1'], [{ domain: 'a.com', cost: 1 }]],
    ['a type name', 'Microsoft.Exchange.Data.MultiValuedProperty`1[X]', undefined],
    ['nothing', [], []],
  ])('read address spaces from %s', (_, AddressSpaces, expected) => {
    const [connector] = sendConnectors({ sendConnectors: [{ Name: 'A', AddressSpaces }] }) ?? [];
    expect(connector?.addressSpaces).toEqual(expected);
  });

  it('read smart hosts without brackets, and flags of other connectors', () => {
    expect(sendConnectors({ sendConnectors: [{ SmartHosts: '[192.0.2.5], Gateway.contoso.com.' }] })?.[0]?.smartHosts).toEqual([
      '192.0.2.5',
      'gateway.contoso.com',
    ]);
    expect(
      outboundConnectors({ outboundConnectors: [{ RouteAllMessagesViaOnPremises: 'True' }] })?.[0]?.routeAllMessagesViaOnPremises,
    ).toBe(true);
    expect(receiveConnectors({ receiveConnectors: [{ AuthMechanism: 'Tls, ExternalAuthoritative' }] })?.[0]?.authMechanism).toEqual([
      'Tls',
      'ExternalAuthoritative',
    ]);
  });

  it('cover domains', () => {
    expect(domainMatches('*', 'a.com')).toBe(true);
    expect(domainMatches('*.contoso.com', 'mail.contoso.com')).toBe(true);
    expect(domainMatches('*.contoso.com', 'notcontoso.com')).toBe(false);
    expect(domainMatches('contoso.com', 'mail.contoso.com')).toBe(false);
  });
});

describe('the certificate of a connector', () => {
  const full = '<I>CN=Fabrikam CA, O=Fabrikam<S>CN=mail.contoso.com, O=Contoso';
  it.each<[string, string | readonly string[], string | null | undefined, boolean | undefined]>([
    ['not exported', 'mail.contoso.com', undefined, undefined],
    ['not set', 'mail.contoso.com', null, false],
    ['one name, the same', 'Mail.Contoso.com', 'mail.contoso.com', true],
    ['one name, another', 'mail.contoso.com', 'mail.fabrikam.com', false],
    ['a wildcard of the connector', 'mail.contoso.com', '*.contoso.com', true],
    ['both the same wildcard', '*.contoso.com', '*.contoso.com', true],
    ['a wildcard of the certificate', '*.contoso.com', 'mail.contoso.com', undefined],
    ['the subject shows the name', full, 'mail.contoso.com', true],
    ['the subject shows another name', full, 'smtp.contoso.com', undefined],
    ['all names, one fits', ['owa.contoso.com', 'smtp.contoso.com'], 'smtp.contoso.com', true],
    ['all names, none fits', ['owa.contoso.com'], 'smtp.contoso.com', false],
    ['issuer and subject the same, spaced otherwise', full, '<I>CN=Fabrikam CA,O=Fabrikam<S>CN=mail.contoso.com,O=Contoso', true],
    ['another issuer', full, '<I>CN=Old CA<S>CN=mail.contoso.com, O=Contoso', false],
    ['another subject', full, '<I>CN=Fabrikam CA, O=Fabrikam<S>CN=mail.contoso.com, O=Fabrikam', false],
    ['the issuer is not known', 'CN=mail.contoso.com, O=Contoso', full, undefined],
    ['only the name is known', 'mail.contoso.com', full, undefined],
    ['only another name is known', 'smtp.contoso.com', full, false],
  ])('%s', (_, certificate, tlsSenderCertificateName, expected) => {
    expect(matchesCertificate(certificate, { tlsSenderCertificateName })).toBe(expected);
  });
});

describe('the organization', () => {
  it('knows no domains where none are given', () => {
    expect(ownOrganization(undefined)).toEqual({ domains: undefined, ips: undefined, hosts: undefined });
    expect(ownOrganization({ routingDomain: 'contoso.mail.onmicrosoft.com' }).domains).toBeUndefined();
  });

  it('has the domains of both sides and of the tenant', () => {
    const { domains } = ownOrganization({
      acceptedDomains: { onprem: ['Contoso.com', { DomainName: '*.fabrikam.com' }], cloud: [{ name: 'contoso.onmicrosoft.com' }] },
      initialDomain: 'contoso.onmicrosoft.com',
    });
    expect([...(domains ?? [])].sort()).toEqual(['contoso.com', 'contoso.mail.onmicrosoft.com', 'contoso.onmicrosoft.com', 'fabrikam.com']);
  });

  it('takes addresses from onpremIps, else from connectors of type OnPremises', () => {
    const connectors = [
      { ConnectorType: 'OnPremises', SenderIPAddresses: ['192.0.2.1'] },
      { ConnectorType: 'Partner', SenderIPAddresses: ['198.51.100.1'] },
    ];
    expect(ownOrganization({ inboundConnectors: connectors }).ips).toEqual(['192.0.2.1']);
    expect(ownOrganization({ inboundConnectors: connectors, onpremIps: ['203.0.113.0/24'] }).ips).toEqual(['203.0.113.0/24']);
  });

  it('takes hosts from exchangeServers', () => {
    expect([...(ownOrganization({ exchangeServers: [{ name: 'EX01', Fqdn: 'ex01.contoso.com' }] }).hosts ?? [])]).toEqual([
      'ex01',
      'ex01.contoso.com',
    ]);
  });

  it('finds the accepted domain of a domain, the most exact one', () => {
    const settings = {
      acceptedDomains: {
        onprem: [
          { name: '*.contoso.com', type: 'InternalRelay' },
          { DomainName: 'contoso.com', DomainType: 0 },
        ],
        cloud: [{ DomainName: 'contoso.com', DomainType: 'InternalRelay', MatchSubDomains: 'True' }],
      },
    };
    expect(acceptedDomainFor(settings, 'onprem', 'contoso.com')).toMatchObject({ type: 'Authoritative' });
    expect(acceptedDomainFor(settings, 'onprem', 'app.contoso.com')).toMatchObject({ type: 'InternalRelay' });
    expect(acceptedDomainFor(settings, 'cloud', 'app.contoso.com')).toMatchObject({ type: 'InternalRelay' });
    expect(acceptedDomainFor(settings, 'onprem', 'fabrikam.com')).toBe('none');
    expect(acceptedDomainFor({}, 'onprem', 'fabrikam.com')).toBeUndefined();
  });

  it('tells the routing domain from what is given', () => {
    expect(routingDomainOf({ acceptedDomains: { cloud: ['contoso.com', 'contoso.mail.onmicrosoft.com'] } })).toBe(
      'contoso.mail.onmicrosoft.com',
    );
    expect(routingDomainOf({ initialDomain: 'contoso.onmicrosoft.com' })).toBe('contoso.mail.onmicrosoft.com');
    expect(routingDomainOf({})).toBeUndefined();
  });

  it('reads a configuration as a whole, or of one side', () => {
    expect(
      configurationOf({ organizationConfig: { RejectDirectSend: 'True' } }, 'organizationConfig', 'cloud')?.flag('rejectdirectsend'),
    ).toBe(true);
    expect(configurationOf({ organizationConfig: { onprem: { A: 1 } } }, 'organizationConfig', 'cloud')).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'inboundConnectors',
            'sendConnectors',
            'acceptedDomains',
            'onpremIps',
            'exchangeServers',
            'verifiedDomains',
            'initialDomain',
          ),
          fc.jsonValue(),
        ),
        (settings) => {
          ownOrganization(settings);
          inboundConnectors(settings);
          sendConnectors(settings);
          acceptedDomainsOf(settings, 'onprem');
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (certificate, name) => void matchesCertificate(certificate, { tlsSenderCertificateName: name }),
      ),
    );
  });
});
