import { describe, expect, it } from 'vitest';
import { receiveConnectors, sendConnectors } from '../../../src/facts/connectors.js';
import { acceptedDomainsOf, configurationOf } from '../../../src/facts/organization.js';
import { CONFIGURATION_SEARCHES, type ConfigurationOptions, configurationRecords } from '../../../src/parse/ad/configuration.js';
import type { AdEntry } from '../../../src/parse/ad/entry.js';
import { parseSettings } from '../../../src/parse/settings.js';
import { fc } from '../../setup/property.js';

const ORGANIZATION = 'CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=contoso,DC=com';
const GROUP = `CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,${ORGANIZATION}`;
const SERVER = `CN=EX01,CN=Servers,${GROUP}`;
const RECEIVE = `CN=Default Frontend EX01,CN=SMTP Receive Connectors,CN=Protocols,${SERVER}`;
const SEND = `CN=Outbound to Office 365,CN=Connections,CN=Exchange Routing Group (DWBGZMFD01QNBJR),CN=Routing Groups,${GROUP}`;

function entry(dn: string, values: Readonly<Record<string, string | readonly string[]>> = {}): AdEntry {
  const attributes = Object.entries(values).map(
    ([name, value]) => [name.toLowerCase(), typeof value === 'string' ? [value] : value] as const,
  );
  return { dn, attributes: new Map(attributes) };
}

function domain(name: string, flags: number): AdEntry {
  return entry(`CN=${name},CN=Accepted Domains,CN=Transport Settings,${ORGANIZATION}`, {
    name,
    msExchAcceptedDomainName: name,
    msExchAcceptedDomainFlags: String(flags),
  });
}

/** An organization with one of everything that there always is. */
function found(more: Readonly<Record<string, readonly AdEntry[]>> = {}): ReadonlyMap<string, readonly AdEntry[]> {
  return new Map<string, readonly AdEntry[]>(
    Object.entries({
      ...Object.fromEntries(CONFIGURATION_SEARCHES.map(({ name }) => [name, [] as readonly AdEntry[]])),
      organization: [entry(ORGANIZATION, { name: 'Contoso', objectVersion: '16763' })],
      'accepted-domains': [domain('contoso.com', 4)],
      'address-policies': [
        entry(`CN=Default Policy,CN=Recipient Policies,${ORGANIZATION}`, {
          name: 'Default Policy',
          gatewayProxy: ['SMTP:%m@contoso.com', 'smtp:%m@contoso.mail.onmicrosoft.com'],
          msExchPolicyOrder: '2147483647',
          purportedSearch: '(mailNickname=*)',
          msExchQueryFilter: 'Alias -ne $null',
        }),
      ],
      'receive-connectors': [
        entry(RECEIVE, {
          name: 'Default Frontend EX01',
          msExchSmtpReceiveBindings: ['0.0.0.0:25', '[::]:25'],
          msExchSmtpReceiveRemoteIPRanges: ['0.0.0.0-255.255.255.255'],
          msExchSMTPReceiveInboundSecurityFlag: '29',
          msExchSmtpReceiveProtocolRestrictions: '8',
          msExchSmtpReceiveRole: '16384',
          msExchSmtpReceiveTlsDomainCapabilities: 'mail.protection.outlook.com:AcceptCloudServicesMail',
          msExchSmtpReceiveEnabled: 'TRUE',
        }),
      ],
      servers: [
        entry(SERVER, {
          name: 'EX01',
          serialNumber: 'Version 15.2 (Build 31748.8)',
          networkAddress: ['netbios:EX01', 'ncacn_ip_tcp:ex01.corp.contoso.com'],
          msExchCurrentServerRoles: '16439',
        }),
        entry(`CN=Frontend,${SERVER}`, { name: 'Frontend' }),
      ],
      'remote-domains': [
        entry(`CN=Default,CN=Internet Message Formats,CN=Global Settings,${ORGANIZATION}`, { name: 'Default', domainName: '*' }),
      ],
      ...more,
    }),
  );
}

const settingsOf = (
  more: Readonly<Record<string, readonly AdEntry[]>> = {},
  options?: ConfigurationOptions,
): Readonly<Record<string, unknown>> => configurationRecords(found(more), options).settings;
const mayRead = (): boolean => true;

describe('configurationRecords', () => {
  it('gives settings that the reader of settings takes, with no key that it does not know', () => {
    const all = settingsOf({ 'send-connectors': [entry(SEND, { routingList: 'smtp:*;1' })] }, { mayRead });
    expect(parseSettings(JSON.stringify(all), 'live').kind).toBe('ok');
    expect(Object.keys(all).sort()).toEqual([
      'acceptedDomains',
      'emailAddressPolicies',
      'exchangeServers',
      'organizationRelationships',
      'receiveConnectors',
      'remoteDomains',
      'sendConnectors',
    ]);
  });

  it('reads the type of an accepted domain from its flags', () => {
    const settings = settingsOf({
      'accepted-domains': [
        domain('Contoso.com', 4),
        domain('partner.com', 1),
        domain('fabrikam.com', 2),
        domain('odd.com', 3),
        domain('sub.com', 0x10002),
      ],
    });
    expect(acceptedDomainsOf(settings, 'onprem')?.map(({ name, type }) => [name, type])).toEqual([
      ['contoso.com', 'Authoritative'],
      ['partner.com', 'ExternalRelay'],
      ['fabrikam.com', 'InternalRelay'],
      ['odd.com', undefined],
      ['*.sub.com', 'InternalRelay'],
    ]);
    expect(JSON.stringify(settings.acceptedDomains)).toContain('"Default":true');
  });

  it('reads servers with the build that the cmdlet shows, and not the roles below them', () => {
    expect(settingsOf().exchangeServers).toEqual([
      {
        Name: 'EX01',
        name: 'EX01',
        Identity: 'EX01',
        build: '15.2.1748.8',
        AdminDisplayVersion: 'Version 15.2 (Build 1748.8)',
        Fqdn: 'ex01.corp.contoso.com',
        IsMailboxServer: true,
        IsEdgeServer: false,
      },
    ]);
  });

  it.each([
    ['Version 14.3 (Build 30123.4)', '14.3.123.4'],
    ['Version 15.1 (Build 32507.6)', '15.1.2507.6'],
    ['Version 15.0 (Build 10620.29)', '15.0.620.29'],
    ['Version 15.2 (Build 1118.7)', '15.2.1118.7'],
    ['Version 6.5 (Build 7638.2: Service Pack 2)', '6.5.7638.2'],
    ['15.2', undefined],
  ])('build of %s', (serialNumber, build) => {
    const [server] = settingsOf({ servers: [entry(SERVER, { serialNumber })] }).exchangeServers as readonly { build?: string }[];
    expect(server?.build).toBe(build);
  });

  it('reads a send connector that the hybrid wizard made', () => {
    const settings = settingsOf({
      'send-connectors': [
        entry(SEND, {
          name: 'Outbound to Office 365',
          routingList: 'smtp:contoso.mail.onmicrosoft.com;1',
          msExchSmtpSendTlsDomain: 'mail.protection.outlook.com',
          msExchSMTPSendConnectorFQDN: 'mail.contoso.com',
          msExchSmtpTLSCertificate: '<I>CN=Example CA<S>CN=mail.contoso.com',
          msExchSmtpOutboundSecurityFlag: '4',
          // CloudServicesMailEnabled, DomainValidation.
          msExchSmtpSendFlags: String(0x20000 | (4 << 4)),
          msExchSourceBridgeheadServersDN: [`CN=1,CN=SMTP,CN=Protocols,${SERVER}`],
        }),
      ],
    });
    expect(sendConnectors(settings)).toEqual([
      {
        name: 'Outbound to Office 365',
        identity: 'Outbound to Office 365',
        path: 'sendConnectors[0]',
        enabled: undefined,
        addressSpaces: [{ domain: 'contoso.mail.onmicrosoft.com', cost: 1 }],
        smartHosts: undefined,
        dnsRoutingEnabled: undefined,
        requireTls: true,
        tlsDomain: 'mail.protection.outlook.com',
        tlsAuthLevel: 'DomainValidation',
        tlsCertificateName: '<I>CN=Example CA<S>CN=mail.contoso.com',
        cloudServicesMailEnabled: true,
        isScoped: false,
        sourceTransportServers: ['EX01'],
      },
    ]);
  });

  it('knows that an attribute is not set only where it may be read', () => {
    const more = { 'send-connectors': [entry(SEND, { routingList: 'smtp:*;1', msExchSmtpSendFlags: '0' })] };
    const [unknown] = sendConnectors(settingsOf(more)) ?? [];
    expect(unknown).toMatchObject({
      enabled: undefined,
      smartHosts: undefined,
      dnsRoutingEnabled: undefined,
      tlsCertificateName: undefined,
    });
    const asked: string[] = [];
    const [known] =
      sendConnectors(
        settingsOf(more, { mayRead: (_, attribute) => asked.push(attribute) > 0 && attribute !== 'msexchsmtptlscertificate' }),
      ) ?? [];
    expect(known).toMatchObject({ enabled: true, smartHosts: [], dnsRoutingEnabled: true, tlsCertificateName: undefined, tlsDomain: null });
    // Exchange always sets these; without them the object is not as Exchange writes it.
    expect(known?.requireTls).toBeUndefined();
    expect(asked).not.toContain('routinglist');
  });

  it('reads smart hosts, address spaces of a site, and authentication', () => {
    const [connector] = settingsOf({
      'send-connectors': [
        entry(SEND, {
          routingList: ['Local:smtp:*.contoso.com;10'],
          msExchSmtpSmartHost: '[192.0.2.10], relay.contoso.com;',
          msExchSmtpSendFlags: String((8 << 20) | 0x7f0),
        }),
      ],
    }).sendConnectors as readonly Record<string, unknown>[];
    expect(connector).toMatchObject({
      AddressSpaces: ['smtp:*.contoso.com;10'],
      IsScopedConnector: true,
      SmartHosts: ['[192.0.2.10]', 'relay.contoso.com'],
      DNSRoutingEnabled: false,
      SmartHostAuthMechanism: 'ExchangeServer',
    });
    expect(connector).not.toHaveProperty('TlsAuthLevel');
  });

  it('reads a receive connector, without the permissions that stand in its access list', () => {
    const [connector] = receiveConnectors(settingsOf()) ?? [];
    expect(connector).toMatchObject({
      name: 'Default Frontend EX01',
      identity: 'EX01\\Default Frontend EX01',
      enabled: true,
      authMechanism: ['Tls', 'BasicAuth', 'BasicAuthRequireTLS', 'ExchangeServer'],
      permissionGroups: undefined,
      remoteIpRanges: ['0.0.0.0-255.255.255.255'],
      tlsDomainCapabilities: ['mail.protection.outlook.com:AcceptCloudServicesMail'],
    });
    expect(settingsOf().receiveConnectors).toMatchObject([{ Server: 'EX01', RequireTLS: true, TransportRole: 'FrontendTransport' }]);
  });

  it('reads policies, the hybrid configuration, relationships and databases', () => {
    const settings = settingsOf({
      'hybrid-configuration': [
        entry(`CN=Hybrid Configuration,CN=Hybrid Configuration,${ORGANIZATION}`, {
          msExchCoexistenceDomains: 'contoso.com',
          msExchCoexistenceOnPremisesSmartHost: 'mail.contoso.com',
          msExchCoexistenceFeatureFlags: '895',
          msExchCoexistenceTransportServers: SERVER,
        }),
      ],
      'organization-relationships': [
        entry(`CN=On-premises to O365,CN=Federation,${ORGANIZATION}`, {
          msExchFedDomainNames: ['contoso.mail.onmicrosoft.com'],
          msExchFedIsEnabled: 'TRUE',
          msExchFedEnabledActions: ['MSExchange.SharingCalendarFreeBusyReviewer', 'MSExchange.MailboxMove'],
        }),
      ],
      'mailbox-databases': [entry(`CN=DB01,CN=Databases,${GROUP}`, { name: 'DB01', mDBOverHardQuotaLimit: '2411520' })],
    });
    expect(settings.emailAddressPolicies).toMatchObject([
      {
        Name: 'Default Policy',
        EnabledEmailAddressTemplates: ['SMTP:%m@contoso.com', 'smtp:%m@contoso.mail.onmicrosoft.com'],
        Priority: 'Lowest',
        RecipientFilter: 'Alias -ne $null',
      },
    ]);
    const hybrid = configurationOf(settings, 'hybridConfiguration', 'onprem');
    expect(hybrid?.text('OnPremisesSmartHost')).toBe('mail.contoso.com');
    expect(hybrid?.list('SendingTransportServers')).toEqual(['EX01']);
    expect(hybrid?.list('Features')).toEqual([
      'FreeBusy',
      'MoveMailbox',
      'Mailtips',
      'MessageTracking',
      'OwaRedirection',
      'OnlineArchive',
      'SecureMail',
      'Photos',
    ]);
    expect(settings.organizationRelationships).toMatchObject([
      {
        side: 'onprem',
        Enabled: true,
        DomainNames: ['contoso.mail.onmicrosoft.com'],
        MailboxMoveEnabled: true,
        ArchiveAccessEnabled: false,
      },
    ]);
    expect(settings.mailboxDatabases).toMatchObject([{ Name: 'DB01', ProhibitSendReceiveQuota: '2411520 KB (2,469,396,480 bytes)' }]);
  });

  it('is silent where there is no organization, and where a search was not made', () => {
    expect(configurationRecords(new Map())).toEqual({ settings: {}, unreadable: [] });
    expect(configurationRecords(new Map([['accepted-domains', [domain('contoso.com', 0)]]]))).toEqual({ settings: {}, unreadable: [] });
    const some = new Map([...found()].filter(([name]) => name === 'organization' || name === 'accepted-domains'));
    expect(Object.keys(configurationRecords(some).settings)).toEqual(['acceptedDomains']);
    expect(configurationRecords(some).unreadable).toEqual([]);
  });

  it('calls unreadable what every organization has and did not come', () => {
    const { settings, unreadable } = configurationRecords(found({ 'accepted-domains': [] }));
    expect(settings).not.toHaveProperty('acceptedDomains');
    // No send connector came either; but an account that does not see everything may not see them.
    expect(settings).not.toHaveProperty('sendConnectors');
    expect(unreadable.map(({ what }) => what)).toContain('The accepted domains of the Exchange organization Contoso were not read.');
    expect(unreadable.map(({ what }) => what)).toContain('The send connectors of the Exchange organization Contoso were not read.');
    for (const { what, why, next } of unreadable)
      expect([what, why, next].every((text) => text.endsWith('.') && text.length > 20)).toBe(true);
  });

  it('knows that there is no send connector where the account sees everything else', () => {
    const { settings, unreadable } = configurationRecords(found());
    expect(settings.sendConnectors).toEqual([]);
    expect(settings).not.toHaveProperty('hybridConfiguration');
    expect(unreadable).toEqual([]);
  });

  it('does not use a list in which a name may not be read', () => {
    const { settings, unreadable } = configurationRecords(
      found({ 'accepted-domains': [domain('contoso.com', 0), entry(`CN=x,${ORGANIZATION}`)] }),
    );
    expect(settings).not.toHaveProperty('acceptedDomains');
    expect(unreadable.map(({ why }) => why)).toEqual(['The account may not read DomainName of all of them.']);
  });

  it('never throws, and never makes a setting that the reader of settings refuses', () => {
    const names = CONFIGURATION_SEARCHES.flatMap(({ attributes }) => attributes.map((one) => one.toLowerCase()));
    const value = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 8 }), fc.constantFrom('TRUE', '-1', '2147483647', '99999999999', '29'));
    const one = fc
      .record({
        dn: fc.oneof(fc.string(), fc.constant(RECEIVE), fc.constant(SERVER)),
        values: fc.dictionary(fc.constantFrom(...names), fc.array(value, { maxLength: 3 })),
      })
      .map(({ dn, values }): AdEntry => ({ dn, attributes: new Map(Object.entries(values)) }));
    const searches = fc.dictionary(fc.constantFrom(...CONFIGURATION_SEARCHES.map(({ name }) => name)), fc.array(one, { maxLength: 3 }));
    fc.assert(
      fc.property(searches, fc.boolean(), (all, sees) => {
        const { settings } = configurationRecords(new Map(Object.entries(all)), { mayRead: () => sees });
        return Object.keys(settings).length === 0 || parseSettings(JSON.stringify(settings), 'live').kind === 'ok';
      }),
    );
  });
});
