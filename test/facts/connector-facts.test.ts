import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/facts/tenant.js';
import { headerValue, messageFacts } from '../setup/header-facts.js';
import { internetToExo } from '../setup/headers.js';

const of = (settings: Settings | undefined, name: string): unknown =>
  headerValue(messageFacts(internetToExo(), settings === undefined ? {} : { settings }), name);
const inbound = (more: Readonly<Record<string, unknown>> = {}): Settings => ({
  inboundConnectors: [
    { Name: 'Inbound from on-premises', Enabled: true, ConnectorType: 'OnPremises', TlsSenderCertificateName: 'mail.contoso.com', ...more },
  ],
});
const send = (more: Readonly<Record<string, unknown>> = {}): Settings => ({
  routingDomain: 'contoso.mail.onmicrosoft.com',
  sendConnectors: [
    { Name: 'Outbound to Office 365', Enabled: true, AddressSpaces: ['smtp:contoso.mail.onmicrosoft.com;1'], SmartHosts: [], ...more },
  ],
});

describe('facts about connectors', () => {
  it('are all unknown without settings, and without the list they are about', () => {
    const names = [
      'connector.inboundFromOnPrem',
      'connector.inboundName',
      'connector.inboundCertificateName',
      'connector.inboundCloudServicesMail',
      'connector.inboundTreatsAsInternal',
      'connector.skipsListedHosts',
      'connector.skipsForTestUsers',
      'connector.ourCertificateFits',
      'connector.sendToCloud',
      'connector.sendName',
      'connector.sendCloudServicesMail',
      'connector.sendThroughSmartHost',
      'connector.receiveAcceptsCloud',
      'connector.externallySecured',
      'connector.allMailViaOnPrem',
      'connector.rejectsDirectSend',
      'connector.cloudDomainType',
      'connector.onPremDomainType',
      'tenant.id',
      'tenant.onPremIps',
    ];
    for (const settings of [undefined, {}, { verifiedDomains: ['contoso.com'] }])
      for (const name of names) expect([name, of(settings, name)]).toEqual([name, 'unknown']);
  });

  it('tell an empty list from one that was not given', () => {
    expect(of({ inboundConnectors: [] }, 'connector.inboundFromOnPrem')).toBe(false);
    expect(of({ inboundConnectors: [] }, 'connector.inboundCertificateName')).toBe('unknown');
    expect(of({ inboundConnectors: [] }, 'connector.skipsListedHosts')).toBe(false);
    expect(of({ sendConnectors: [], routingDomain: 'contoso.mail.onmicrosoft.com' }, 'connector.sendToCloud')).toBe(false);
    expect(of({ receiveConnectors: [] }, 'connector.receiveAcceptsCloud')).toBe(false);
    expect(of({ receiveConnectors: [] }, 'connector.externallySecured')).toBe(null);
    expect(of({ outboundConnectors: [] }, 'connector.allMailViaOnPrem')).toBe(false);
  });

  it.each([
    [inbound(), 'connector.inboundFromOnPrem', true],
    [inbound({ Enabled: false }), 'connector.inboundFromOnPrem', false],
    [inbound({ ConnectorType: 'Partner' }), 'connector.inboundFromOnPrem', false],
    [inbound(), 'connector.inboundCertificateName', 'mail.contoso.com'],
    [inbound({ TlsSenderCertificateName: null }), 'connector.inboundCertificateName', null],
    [inbound(), 'connector.inboundCloudServicesMail', 'unknown'],
    [inbound({ CloudServicesMailEnabled: true }), 'connector.inboundCloudServicesMail', true],
    [inbound({ CloudServicesMailEnabled: 'False' }), 'connector.inboundCloudServicesMail', false],
    [inbound({ TreatMessagesAsInternal: true }), 'connector.inboundTreatsAsInternal', true],
    [inbound(), 'connector.skipsListedHosts', 'unknown'],
    [inbound({ EFSkipLastIP: false, EFSkipIPs: [] }), 'connector.skipsListedHosts', false],
    [inbound({ EFSkipLastIP: true, EFSkipIPs: [] }), 'connector.skipsListedHosts', true],
    [inbound({ EFSkipIPs: ['203.0.113.0/28'], EFUsers: ['kim@contoso.com'] }), 'connector.skipsForTestUsers', true],
    [inbound({ EFSkipLastIP: true, EFUsers: [] }), 'connector.skipsForTestUsers', false],
    [inbound({ EFSkipLastIP: true }), 'connector.skipsForTestUsers', 'unknown'],
    [send(), 'connector.sendToCloud', true],
    [send({ Enabled: false }), 'connector.sendToCloud', false],
    [send({ AddressSpaces: ['smtp:fabrikam.com;1'] }), 'connector.sendToCloud', false],
    [send({ AddressSpaces: ['*.onmicrosoft.com;1'] }), 'connector.sendToCloud', true],
    [send(), 'connector.sendCloudServicesMail', 'unknown'],
    [send({ CloudServicesMailEnabled: false }), 'connector.sendCloudServicesMail', false],
    [send(), 'connector.sendThroughSmartHost', false],
    [send({ SmartHosts: ['contoso-com.mail.protection.outlook.com'] }), 'connector.sendThroughSmartHost', false],
    [send({ SmartHosts: ['[192.0.2.77]'] }), 'connector.sendThroughSmartHost', true],
    [
      { receiveConnectors: [{ Name: 'Default Frontend', TlsDomainCapabilities: ['mail.protection.outlook.com:AcceptCloudServicesMail'] }] },
      'connector.receiveAcceptsCloud',
      true,
    ],
    [
      {
        receiveConnectors: [
          { Name: 'Default Frontend', Enabled: false, TlsDomainCapabilities: ['mail.protection.outlook.com:AcceptCloudServicesMail'] },
        ],
      },
      'connector.receiveAcceptsCloud',
      false,
    ],
    [{ receiveConnectors: [{ Name: 'Default Frontend' }] }, 'connector.receiveAcceptsCloud', 'unknown'],
    [{ receiveConnectors: [{ Name: 'Open', AuthMechanism: 'Tls, ExternalAuthoritative' }] }, 'connector.externallySecured', ['Open']],
    [{ outboundConnectors: [{ Name: 'Out', Enabled: true, RouteAllMessagesViaOnPremises: true }] }, 'connector.allMailViaOnPrem', true],
    [{ outboundConnectors: [{ Name: 'Out', Enabled: false, RouteAllMessagesViaOnPremises: true }] }, 'connector.allMailViaOnPrem', false],
    [{ outboundConnectors: [{ Name: 'Out' }] }, 'connector.allMailViaOnPrem', 'unknown'],
    [{ organizationConfig: { RejectDirectSend: false } }, 'connector.rejectsDirectSend', false],
    [{ organizationConfig: { cloud: { RejectDirectSend: 'True' } } }, 'connector.rejectsDirectSend', true],
    [{ tenantId: '6F1C0D5E-3B0A-4D0E-9D59-2F1F3F0C7A11' }, 'tenant.id', '6f1c0d5e-3b0a-4d0e-9d59-2f1f3f0c7a11'],
    [{ onpremIps: ['203.0.113.0/28'] }, 'tenant.onPremIps', ['203.0.113.0/28']],
  ] as const)('%j: %s', (settings, name, expected) => {
    expect(of(settings, name)).toEqual(expected);
  });

  it('say of what type the domain of the recipient is on each side', () => {
    const settings: Settings = {
      acceptedDomains: {
        onprem: [{ name: 'contoso.com', type: 'Authoritative' }, 'fabrikam.com'],
        cloud: [{ name: '*.example.com', type: 'InternalRelay' }],
      },
    };
    expect(of(settings, 'connector.onPremDomainType')).toBe('Authoritative');
    expect(of(settings, 'connector.cloudDomainType')).toBe('none');
    expect(of({ acceptedDomains: { cloud: ['contoso.com'] } }, 'connector.cloudDomainType')).toBe('unknown');
    expect(of({ acceptedDomains: { cloud: ['contoso.com'] } }, 'connector.onPremDomainType')).toBe('unknown');
  });

  it('compare the certificate of the one side with the connector of the other', () => {
    const both = (certificate: string | null, wanted: string | null): Settings => ({
      ...send({ TlsCertificateName: certificate }),
      ...inbound({ TlsSenderCertificateName: wanted }),
    });
    const fits = (settings: Settings) => of(settings, 'connector.ourCertificateFits');
    const subject = '<I>CN=Contoso CA<S>CN=mail.contoso.com, O=Contoso';
    expect(fits(both(subject, 'mail.contoso.com'))).toBe(true);
    expect(fits(both(subject, '*.contoso.com'))).toBe(true);
    // The certificate may carry the name beside its subject.
    expect(fits(both(subject, 'smtp.contoso.com'))).toBe('unknown');
    expect(
      fits({
        ...both(subject, 'smtp.contoso.com'),
        exchangeCertificates: [{ Subject: 'CN=mail.contoso.com, O=Contoso', CertificateDomains: ['mail.contoso.com'] }],
      }),
    ).toBe(false);
    expect(
      fits({
        ...both(subject, 'smtp.contoso.com'),
        exchangeCertificates: [{ Subject: 'CN=mail.contoso.com, O=Contoso', CertificateDomains: ['mail.contoso.com', 'smtp.contoso.com'] }],
      }),
    ).toBe(true);
    expect(fits(both(null, 'mail.contoso.com'))).toBe('unknown');
    expect(fits(both(subject, null))).toBe(false);
  });

  it('take the connector that wins for the routing domain', () => {
    const settings: Settings = {
      routingDomain: 'contoso.mail.onmicrosoft.com',
      sendConnectors: [
        { Name: 'Internet', Enabled: true, AddressSpaces: ['*;1'] },
        { Name: 'Dear', Enabled: true, AddressSpaces: ['contoso.mail.onmicrosoft.com;9'] },
        { Name: 'Cheap', Enabled: true, AddressSpaces: ['contoso.mail.onmicrosoft.com;1'] },
        { Name: 'Broken' },
        null,
        'text',
      ],
    };
    expect(of(settings, 'connector.sendName')).toBe('Cheap');
  });

  it('quote the property and where it stands', () => {
    const fact = messageFacts(undefined, { settings: inbound({ CloudServicesMailEnabled: false }) })('connector.inboundCloudServicesMail');
    expect(fact).toMatchObject({
      kind: 'known',
      evidence: [
        {
          source: 'settings',
          path: 'inboundConnectors[0].CloudServicesMailEnabled',
          text: 'Inbound from on-premises: CloudServicesMailEnabled = false',
        },
      ],
    });
  });
});
