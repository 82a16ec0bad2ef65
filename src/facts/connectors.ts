import { isObject } from '../evidence/is-object.js';
import { listOf, type PropertyReader, propertiesOf, textOf } from './settings-values.js';
import type { Settings } from './tenant.js';

/**
 * Connectors as the cmdlets print them, typed. A property that is undefined was not in the export: unknown. A text that is null, and an
 * empty list, were read and are not set.
 */
interface ConnectorBase {
  /** Name, else identity, else its place in the list: for sentences. */
  readonly name: string;
  readonly identity: string | undefined;
  readonly enabled: boolean | undefined;
  /** Where it stands: `inboundConnectors[0]`. */
  readonly path: string;
}

/** Get-InboundConnector, in the cloud. */
export interface InboundConnector extends ConnectorBase {
  readonly type: 'OnPremises' | 'Partner' | undefined;
  /** Lower case, without `smtp:` and cost: `*`, `*.contoso.com`, `contoso.com`. */
  readonly senderDomains: readonly string[] | undefined;
  /** Addresses and CIDR ranges. */
  readonly senderIps: readonly string[] | undefined;
  readonly tlsSenderCertificateName: string | null | undefined;
  readonly requireTls: boolean | undefined;
  readonly cloudServicesMailEnabled: boolean | undefined;
  readonly treatMessagesAsInternal: boolean | undefined;
  readonly restrictDomainsToCertificate: boolean | undefined;
  readonly restrictDomainsToIpAddresses: boolean | undefined;
  readonly efSkipLastIp: boolean | undefined;
  readonly efSkipIps: readonly string[] | undefined;
  readonly efUsers: readonly string[] | undefined;
}

/** Get-OutboundConnector, in the cloud. */
export interface OutboundConnector extends ConnectorBase {
  readonly type: 'OnPremises' | 'Partner' | undefined;
  readonly recipientDomains: readonly string[] | undefined;
  readonly smartHosts: readonly string[] | undefined;
  readonly useMxRecord: boolean | undefined;
  readonly tlsDomain: string | null | undefined;
  readonly cloudServicesMailEnabled: boolean | undefined;
  readonly routeAllMessagesViaOnPremises: boolean | undefined;
  readonly allAcceptedDomains: boolean | undefined;
  readonly isTransportRuleScoped: boolean | undefined;
  readonly isValidated: boolean | undefined;
}

export interface AddressSpace {
  /** Lower case: `*`, `*.contoso.com`, `contoso.com`. */
  readonly domain: string;
  readonly cost: number;
}

/** Get-SendConnector, on-premises. */
export interface SendConnector extends ConnectorBase {
  /** SMTP ones only. */
  readonly addressSpaces: readonly AddressSpace[] | undefined;
  readonly smartHosts: readonly string[] | undefined;
  readonly dnsRoutingEnabled: boolean | undefined;
  readonly requireTls: boolean | undefined;
  readonly tlsDomain: string | null | undefined;
  readonly tlsAuthLevel: string | null | undefined;
  readonly tlsCertificateName: string | null | undefined;
  readonly cloudServicesMailEnabled: boolean | undefined;
  readonly isScoped: boolean | undefined;
  readonly sourceTransportServers: readonly string[] | undefined;
}

/** Get-ReceiveConnector, on-premises. */
export interface ReceiveConnector extends ConnectorBase {
  readonly authMechanism: readonly string[] | undefined;
  readonly permissionGroups: readonly string[] | undefined;
  readonly remoteIpRanges: readonly string[] | undefined;
  readonly tlsDomainCapabilities: readonly string[] | undefined;
  readonly tlsCertificateName: string | null | undefined;
}

/** Undefined: the settings hold no such list. */
export function inboundConnectors(settings: Settings | undefined): readonly InboundConnector[] | undefined {
  return readAll(settings, 'inboundConnectors', (read, base) => ({
    ...base,
    type: typeOf(read),
    senderDomains: domains(read.list('SenderDomains')),
    senderIps: read.list('SenderIPAddresses'),
    tlsSenderCertificateName: read.text('TlsSenderCertificateName'),
    requireTls: read.flag('RequireTls'),
    cloudServicesMailEnabled: read.flag('CloudServicesMailEnabled'),
    treatMessagesAsInternal: read.flag('TreatMessagesAsInternal'),
    restrictDomainsToCertificate: read.flag('RestrictDomainsToCertificate'),
    restrictDomainsToIpAddresses: read.flag('RestrictDomainsToIPAddresses'),
    efSkipLastIp: read.flag('EFSkipLastIP'),
    efSkipIps: read.list('EFSkipIPs'),
    efUsers: read.list('EFUsers'),
  }));
}

/** Undefined: the settings hold no such list. */
export function outboundConnectors(settings: Settings | undefined): readonly OutboundConnector[] | undefined {
  return readAll(settings, 'outboundConnectors', (read, base) => ({
    ...base,
    type: typeOf(read),
    recipientDomains: domains(read.list('RecipientDomains')),
    smartHosts: hosts(read.list('SmartHosts')),
    useMxRecord: read.flag('UseMXRecord'),
    tlsDomain: read.text('TlsDomain'),
    cloudServicesMailEnabled: read.flag('CloudServicesMailEnabled'),
    routeAllMessagesViaOnPremises: read.flag('RouteAllMessagesViaOnPremises'),
    allAcceptedDomains: read.flag('AllAcceptedDomains'),
    isTransportRuleScoped: read.flag('IsTransportRuleScoped'),
    isValidated: read.flag('IsValidated'),
  }));
}

/** Undefined: the settings hold no such list. */
export function sendConnectors(settings: Settings | undefined): readonly SendConnector[] | undefined {
  return readAll(settings, 'sendConnectors', (read, base) => ({
    ...base,
    addressSpaces: addressSpaces(read),
    smartHosts: hosts(read.list('SmartHosts') ?? read.list('SmartHostsString')),
    dnsRoutingEnabled: read.flag('DNSRoutingEnabled'),
    requireTls: read.flag('RequireTLS'),
    tlsDomain: read.text('TlsDomain'),
    tlsAuthLevel: read.text('TlsAuthLevel'),
    tlsCertificateName: read.text('TlsCertificateName'),
    cloudServicesMailEnabled: read.flag('CloudServicesMailEnabled'),
    isScoped: read.flag('IsScopedConnector'),
    sourceTransportServers: read.list('SourceTransportServers'),
  }));
}

/** Undefined: the settings hold no such list. */
export function receiveConnectors(settings: Settings | undefined): readonly ReceiveConnector[] | undefined {
  return readAll(settings, 'receiveConnectors', (read, base) => ({
    ...base,
    authMechanism: read.list('AuthMechanism'),
    permissionGroups: read.list('PermissionGroups'),
    remoteIpRanges: read.list('RemoteIPRanges'),
    tlsDomainCapabilities: read.list('TlsDomainCapabilities'),
    tlsCertificateName: read.text('TlsCertificateName'),
  }));
}

function readAll<T>(
  settings: Settings | undefined,
  key: string,
  make: (read: PropertyReader, base: ConnectorBase) => T,
): readonly T[] | undefined {
  const given = settings?.[key];
  const list = isObject(given) && Array.isArray(given.value) ? given.value : given;
  if (!Array.isArray(list)) return isObject(list) ? readAll({ [key]: [list] }, key, make) : undefined;
  return list.flatMap((one: unknown, index) => {
    const read = propertiesOf(one);
    if (read === undefined) return [];
    const path = `${key}[${index}]`;
    const identity = read.text('Identity') ?? undefined;
    return [make(read, { name: read.text('Name') ?? identity ?? path, identity, enabled: read.flag('Enabled'), path })];
  });
}

function typeOf(read: PropertyReader): 'OnPremises' | 'Partner' | undefined {
  const text = read.text('ConnectorType')?.toLowerCase().replace(/[\s-]/g, '');
  return text === 'onpremises' ? 'OnPremises' : text === 'partner' ? 'Partner' : undefined;
}

/** `smtp:contoso.com;1`, `contoso.com`, `*`: the domains alone. A number alone is the cost that a split left. */
function domains(list: readonly string[] | undefined): readonly string[] | undefined {
  return list
    ?.map((text) =>
      text
        .toLowerCase()
        .replace(/^smtp:/, '')
        .replace(/;\d{0,9}$/, ''),
    )
    .filter((text) => text !== '' && !/^\d{1,9}$/.test(text));
}

/** Hosts without the brackets and the trailing dot that some cmdlets print. */
function hosts(list: readonly string[] | undefined): readonly string[] | undefined {
  return list
    ?.map((host) =>
      host
        .toLowerCase()
        .replace(/^\[|\]$/g, '')
        .replace(/\.$/, ''),
    )
    .filter((host) => host !== '');
}

function addressSpaces(read: PropertyReader): readonly AddressSpace[] | undefined {
  if (!read.has('AddressSpaces')) return undefined;
  const raw = read.raw('AddressSpaces');
  const inner = isObject(raw) && Array.isArray(raw.value) ? raw.value : raw;
  const items: readonly unknown[] = Array.isArray(inner) ? inner : (listOf(inner) ?? [undefined]);
  const found: { domain: string; cost: number }[] = [];
  for (const item of items) {
    const text = textOf(item);
    if (text === undefined || text === null) return undefined;
    const last = found.at(-1);
    if (/^\d{1,3}$/.test(text) && last !== undefined) {
      last.cost = Number(text);
      continue;
    }
    // X.400 and other connectors carry no Internet mail.
    if (/^(?!smtp:)[a-z0-9]{1,20}:/i.test(text)) continue;
    const parts = /^(?:smtp:)?([^;:\s]{1,255})(?:;(\d{1,3}))?$/i.exec(text);
    if (parts === null) return undefined;
    found.push({ domain: parts[1]?.toLowerCase() ?? '', cost: parts[2] === undefined ? costOf(item) : Number(parts[2]) });
  }
  return found;
}

function costOf(item: unknown): number {
  return isObject(item) && typeof item.Cost === 'number' ? item.Cost : 1;
}

/** True where a domain is covered by a pattern of a connector: `*`, `*.contoso.com` (and contoso.com itself), `contoso.com`. */
export function domainMatches(pattern: string, domain: string): boolean {
  if (pattern === '*' || pattern === domain) return true;
  if (!pattern.startsWith('*.')) return false;
  return domain.endsWith(pattern.slice(1)) || domain === pattern.slice(2);
}
