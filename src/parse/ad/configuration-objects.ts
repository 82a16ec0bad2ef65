import {
  type ConfigurationProperty,
  flag,
  kilobytes,
  list,
  namesOfBits,
  needed,
  number,
  type Properties,
  text,
} from './configuration-properties.js';
import { serverOf } from './dn.js';

/*
 * Attributes of Exchange's configuration objects, and the properties of the cmdlets that they become. Names and bits are those of the
 * directory schema that Exchange Server itself reads its configuration by; what was not found there is not here.
 */

const DOMAIN_TYPES = ['Authoritative', 'ExternalRelay', 'InternalRelay'];

export const ACCEPTED_DOMAIN: readonly ConfigurationProperty[] = [
  needed('msExchAcceptedDomainName', 'DomainName'),
  number('msExchAcceptedDomainFlags', (flags) => {
    const type = DOMAIN_TYPES[flags & 3];
    return {
      ...(type === undefined ? {} : { type, DomainType: type }),
      Default: (flags & 0x4) !== 0,
      IsCoexistenceDomain: (flags & 0x800) !== 0,
      MatchSubDomains: (flags & 0x10000) !== 0,
    };
  }),
];

const LOWEST_PRIORITY = 0x7fffffff;

export const ADDRESS_POLICY: readonly ConfigurationProperty[] = [
  list('gatewayProxy', 'EnabledEmailAddressTemplates'),
  list('disabledGatewayProxy', 'DisabledEmailAddressTemplates'),
  list('msExchNonAuthoritativeDomains', 'NonAuthoritativeDomains'),
  text('msExchQueryFilter', 'RecipientFilter'),
  text('purportedSearch', 'LdapRecipientFilter'),
  number('msExchPolicyOrder', (order) => ({ Priority: order === LOWEST_PRIORITY ? 'Lowest' : String(order) })),
];

const TLS_LEVELS: ReadonlyMap<number, string> = new Map([
  [1, 'EncryptionOnly'],
  [2, 'CertificateValidation'],
  [4, 'DomainValidation'],
]);
const SMART_HOST_AUTHENTICATION: ReadonlyMap<number, string> = new Map([
  [0, 'None'],
  [2, 'BasicAuth'],
  [4, 'BasicAuthRequireTLS'],
  [8, 'ExchangeServer'],
  [16, 'ExternalAuthoritative'],
]);

export const SEND_CONNECTOR: readonly ConfigurationProperty[] = [
  { attribute: 'routingList', read: addressSpaces, unset: { AddressSpaces: [] } },
  flag('msExchSmtpSendEnabled', 'Enabled', true),
  {
    attribute: 'msExchSmtpSmartHost',
    read: ([hosts = '']) => smartHosts(hosts),
    unset: { SmartHosts: [], DNSRoutingEnabled: true },
  },
  text('msExchSmtpSendTlsDomain', 'TlsDomain'),
  text('msExchSMTPSendConnectorFQDN', 'Fqdn'),
  text('msExchSmtpTLSCertificate', 'TlsCertificateName'),
  list('msExchSourceBridgeheadServersDN', 'SourceTransportServers', (dn) => serverOf(dn) ?? dn),
  number('msExchSmtpOutboundSecurityFlag', (flags) => ({ RequireTLS: (flags & 0x4) !== 0, IgnoreSTARTTLS: (flags & 0x800000) !== 0 })),
  number('msExchSmtpSendFlags', sendFlags),
];

/** `smtp:*;1`, in front of it `Local:` where the connector serves its own site only. */
function addressSpaces(values: readonly string[]): Properties {
  const isLocal = values.some((value) => /^local:/i.test(value));
  return { AddressSpaces: values.map((value) => value.replace(/^local:/i, '')), IsScopedConnector: isLocal };
}

function smartHosts(text: string): Properties {
  const hosts = text
    .split(/[;,]/)
    .map((host) => host.trim())
    .filter((host) => host !== '');
  return { SmartHosts: hosts, DNSRoutingEnabled: hosts.length === 0 };
}

function sendFlags(flags: number): Properties {
  const level = (flags >> 4) & 0xff;
  const tls = TLS_LEVELS.get(level);
  const authentication = SMART_HOST_AUTHENTICATION.get((flags >>> 20) & 0xfff);
  return {
    UseExternalDNSServersEnabled: (flags & 0x2) !== 0,
    DomainSecureEnabled: (flags & 0x4) !== 0,
    RequireOorg: (flags & 0x8) !== 0,
    FrontendProxyEnabled: (flags & 0x2000) !== 0,
    CloudServicesMailEnabled: (flags & 0x20000) !== 0,
    ...(level === 0 ? { TlsAuthLevel: null } : tls === undefined ? {} : { TlsAuthLevel: tls }),
    ...(authentication === undefined ? {} : { SmartHostAuthMechanism: authentication }),
  };
}

const RECEIVE_AUTHENTICATION: readonly (readonly [number, string])[] = [
  [1, 'Tls'],
  [2, 'Integrated'],
  [4, 'BasicAuth'],
  [8, 'BasicAuthRequireTLS'],
  [16, 'ExchangeServer'],
  [32, 'ExternalAuthoritative'],
];
const TRANSPORT_ROLES: ReadonlyMap<number, string> = new Map([
  [32, 'HubTransport'],
  [16384, 'FrontendTransport'],
]);

/** PermissionGroups stand in the access list of the object, and are not read. */
export const RECEIVE_CONNECTOR: readonly ConfigurationProperty[] = [
  flag('msExchSmtpReceiveEnabled', 'Enabled', true),
  list('msExchSmtpReceiveBindings', 'Bindings'),
  list('msExchSmtpReceiveRemoteIPRanges', 'RemoteIPRanges'),
  text('msExchSMTPReceiveConnectorFQDN', 'Fqdn'),
  text('msExchSmtpTLSCertificate', 'TlsCertificateName'),
  list('msExchSmtpReceiveTlsDomainCapabilities', 'TlsDomainCapabilities'),
  number('msExchSMTPReceiveInboundSecurityFlag', (flags) => ({
    AuthMechanism: flags === 0 ? ['None'] : namesOfBits(RECEIVE_AUTHENTICATION, flags),
  })),
  number('msExchSmtpReceiveProtocolRestrictions', (flags) => ({ RequireTLS: (flags & 0x8) !== 0 })),
  number('msExchSmtpReceiveRole', (role) => {
    const name = TRANSPORT_ROLES.get(role);
    return name === undefined ? {} : { TransportRole: name };
  }),
];

const HYBRID_FEATURES: readonly (readonly [number, string])[] = [
  [1, 'FreeBusy'],
  [2, 'MoveMailbox'],
  [4, 'Mailtips'],
  [8, 'MessageTracking'],
  [16, 'OwaRedirection'],
  [32, 'OnlineArchive'],
  [64, 'SecureMail'],
  [128, 'CentralizedTransport'],
  [512, 'Photos'],
];

export const HYBRID_CONFIGURATION: readonly ConfigurationProperty[] = [
  list('msExchCoexistenceDomains', 'Domains'),
  text('msExchCoexistenceOnPremisesSmartHost', 'OnPremisesSmartHost'),
  text('msExchCoexistenceSecureMailCertificateThumbprint', 'TlsCertificateName'),
  list('msExchCoexistenceExternalIPAddresses', 'ExternalIPAddresses'),
  list('msExchCoexistenceServers', 'ClientAccessServers', (dn) => serverOf(dn) ?? dn),
  list('msExchCoexistenceTransportServers', 'SendingTransportServers', (dn) => serverOf(dn) ?? dn),
  list('msExchCoexistenceFrontendTransportServers', 'ReceivingTransportServers', (dn) => serverOf(dn) ?? dn),
  list('msExchCoexistenceEdgeTransportServers', 'EdgeTransportServers', (dn) => serverOf(dn) ?? dn),
  number('msExchCoexistenceFeatureFlags', (flags) => ({ Features: namesOfBits(HYBRID_FEATURES, flags) })),
];

export const EXCHANGE_SERVER: readonly ConfigurationProperty[] = [
  { attribute: 'serialNumber', read: ([serial = '']) => buildOf(serial) },
  { attribute: 'networkAddress', read: fqdnOf },
  number('msExchCurrentServerRoles', (roles) => ({ IsMailboxServer: (roles & 0x2) !== 0, IsEdgeServer: (roles & 0x40) !== 0 })),
];

/** `Version 15.2 (Build 31748.8)`: since Exchange 2007 the build is raised by 30,000, in test builds by 10,000. */
export function buildOf(serial: string): { readonly build?: string; readonly AdminDisplayVersion?: string } {
  const digits = /version (\d{1,4})\.(\d{1,4}) \(build (\d{1,6})\.(\d{1,6})/i.exec(serial.slice(0, 200));
  if (digits === null) return {};
  const [major = 0, minor = 0, raised = 0, revision = 0] = digits.slice(1, 5).map(Number);
  const build = major < 8 || raised < 10_000 ? raised : raised - (raised >= 30_000 ? 30_000 : 10_000);
  return {
    build: `${major}.${minor}.${build}.${revision}`,
    AdminDisplayVersion: `Version ${major}.${minor} (Build ${build}.${revision})`,
  };
}

function fqdnOf(values: readonly string[]): Properties {
  const found = values.map((value) => /^ncacn_ip_tcp:(\S{1,255})$/i.exec(value)?.[1]).find((host) => host !== undefined);
  return found === undefined ? {} : { Fqdn: found };
}

export const MAILBOX_DATABASE: readonly ConfigurationProperty[] = [
  kilobytes('mDBOverQuotaLimit', 'ProhibitSendQuota'),
  kilobytes('mDBOverHardQuotaLimit', 'ProhibitSendReceiveQuota'),
];

export const REMOTE_DOMAIN: readonly ConfigurationProperty[] = [needed('domainName', 'DomainName')];

const SHARING_ACTIONS: readonly (readonly [string, string])[] = [
  ['FreeBusyAccessEnabled', 'msexchange.sharingcalendarfreebusyenabled'],
  ['MailboxMoveEnabled', 'msexchange.mailboxmove'],
  ['DeliveryReportEnabled', 'msexchange.deliveryreportenabled'],
  ['MailTipsAccessEnabled', 'msexchange.mailtipsaccessenabled'],
  ['ArchiveAccessEnabled', 'msexchange.archiveaccessenabled'],
  ['PhotosEnabled', 'msexchange.photosenabled'],
];

export const ORGANIZATION_RELATIONSHIP: readonly ConfigurationProperty[] = [
  list('msExchFedDomainNames', 'DomainNames'),
  flag('msExchFedIsEnabled', 'Enabled', undefined),
  text('msExchFedTargetApplicationURI', 'TargetApplicationUri'),
  text('msExchFedTargetAutodiscoverEPR', 'TargetAutodiscoverEpr'),
  text('msExchFedTargetSharingEPR', 'TargetSharingEpr'),
  text('msExchFedTargetOwaURL', 'TargetOwaURL'),
  { attribute: 'msExchFedEnabledActions', read: sharing, unset: sharing([]) },
];

function sharing(actions: readonly string[]): Properties {
  const enabled = new Set(actions.map((action) => action.toLowerCase()));
  return Object.fromEntries(SHARING_ACTIONS.map(([property, action]) => [property, enabled.has(action)]));
}
