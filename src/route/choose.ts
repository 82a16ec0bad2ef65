import { isObject } from '../evidence/is-object.js';
import { domainMatches, type OutboundConnector, outboundConnectors, type SendConnector, sendConnectors } from '../facts/connectors.js';
import { acceptedDomainFor, configurationOf, isServiceDomain, ownOrganization, routingDomainOf } from '../facts/organization.js';
import { textOf } from '../facts/settings-values.js';
import { asText, type Settings } from '../facts/tenant.js';
import { MISSING, missingProperty } from './missing.js';
import type { RouteMissing } from './route.js';

/** A connector that carries the message; none, with those that would if they were enabled; or not to be told. */
export type Choice<T> =
  | { readonly kind: 'one'; readonly connector: T; readonly pattern: string }
  | { readonly kind: 'none'; readonly disabled: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string; readonly missing: readonly RouteMissing[] };

/** The send connector for a domain: the most exact address space, then the lowest cost. */
export function chooseSendConnector(settings: Settings | undefined, domain: string): Choice<SendConnector> {
  const all = sendConnectors(settings);
  if (all === undefined) return { kind: 'unknown', why: 'The send connectors are not in the settings.', missing: [MISSING.sendConnectors] };
  const disabled: string[] = [];
  const found: { connector: SendConnector; pattern: string; cost: number }[] = [];
  for (const connector of all) {
    if (connector.addressSpaces === undefined) {
      if (connector.enabled === false) continue;
      return open(connector.name, 'AddressSpaces', MISSING.sendConnectors);
    }
    const spaces = connector.addressSpaces.filter((space) => domainMatches(space.domain, domain));
    const best = spaces.sort((a, b) => rank(b.domain, domain) - rank(a.domain, domain) || a.cost - b.cost)[0];
    if (best === undefined) continue;
    if (connector.enabled === false) disabled.push(connector.name);
    else if (connector.enabled === undefined) return open(connector.name, 'Enabled', MISSING.sendConnectors);
    else found.push({ connector, pattern: best.domain, cost: best.cost });
  }
  found.sort(
    (a, b) => rank(b.pattern, domain) - rank(a.pattern, domain) || a.cost - b.cost || (a.connector.name < b.connector.name ? -1 : 1),
  );
  const [first, second] = found;
  if (first === undefined) return { kind: 'none', disabled };
  const isTie = second !== undefined && second.cost === first.cost && rank(second.pattern, domain) === rank(first.pattern, domain);
  if (isTie && sendTarget(settings, second.connector, domain) !== sendTarget(settings, first.connector, domain)) {
    const why = `The send connectors "${first.connector.name}" and "${second.connector.name}" cover ${domain} with the same cost, and lead to different places.`;
    return {
      kind: 'unknown',
      why,
      missing: [{ what: 'which of the two connectors carries the mail', how: 'Give one of them a lower cost, or disable it.' }],
    };
  }
  return { kind: 'one', connector: first.connector, pattern: first.pattern };
}

/**
 * The outbound connector for a domain. `isRelayed`: the message came from on-premises, so centralized transport does not send it back there.
 * A connector that is used by mail flow rules only is left out.
 */
export function chooseOutboundConnector(settings: Settings | undefined, domain: string, isRelayed: boolean): Choice<OutboundConnector> {
  const all = outboundConnectors(settings);
  if (all === undefined)
    return { kind: 'unknown', why: 'The outbound connectors are not in the settings.', missing: [MISSING.outboundConnectors] };
  const isAccepted = isObject(cloudDomain(settings, domain));
  const disabled: string[] = [];
  const found: { connector: OutboundConnector; pattern: string }[] = [];
  for (const connector of all) {
    if (connector.isTransportRuleScoped === true) continue;
    if (connector.recipientDomains === undefined && connector.routeAllMessagesViaOnPremises !== true) {
      if (connector.enabled === false) continue;
      return open(connector.name, 'RecipientDomains', MISSING.outboundConnectors);
    }
    const patterns = [...(connector.recipientDomains ?? [])];
    if (connector.allAcceptedDomains === true && isAccepted) patterns.push(domain);
    if (isCentral(connector) && !isRelayed) patterns.push('*');
    const best = patterns.filter((pattern) => domainMatches(pattern, domain)).sort((a, b) => rank(b, domain) - rank(a, domain))[0];
    if (best === undefined) continue;
    // The connector of centralized transport covers "*", but what came from on-premises is not for it.
    if (best === '*' && isRelayed && isCentral(connector)) continue;
    if (connector.enabled === false) disabled.push(connector.name);
    else if (connector.enabled === undefined) return open(connector.name, 'Enabled', MISSING.outboundConnectors);
    else found.push({ connector, pattern: best });
  }
  found.sort((a, b) => rank(b.pattern, domain) - rank(a.pattern, domain) || (a.connector.name < b.connector.name ? -1 : 1));
  const first = found[0];
  return first === undefined ? { kind: 'none', disabled } : { kind: 'one', ...first };
}

function open(name: string, property: string, missing: RouteMissing): Choice<never> {
  return {
    kind: 'unknown',
    why: `The export of the connector "${name}" does not hold ${property}, so it is not known whether it carries the message.`,
    missing: [missingProperty(name, property, missing)],
  };
}

function rank(pattern: string, domain: string): number {
  return pattern === domain ? 1000 : pattern === '*' ? 0 : pattern.length;
}

export function isCentral(connector: OutboundConnector): boolean {
  return connector.routeAllMessagesViaOnPremises === true && connector.type !== 'Partner';
}

/** The enabled connector that takes all mail over the on-premises servers; false where there is none; undefined where it is not known. */
export function centralConnector(settings: Settings | undefined): OutboundConnector | false | undefined {
  const all = outboundConnectors(settings);
  if (all === undefined) return undefined;
  const central = all.find((connector) => isCentral(connector) && connector.enabled !== false);
  if (central !== undefined) return central.enabled === true ? central : undefined;
  const isOpen = all.some(
    (connector) => connector.enabled !== false && connector.type !== 'Partner' && connector.routeAllMessagesViaOnPremises === undefined,
  );
  return isOpen ? undefined : false;
}

export type HostPlace = 'exchange-online' | 'on-premises' | 'elsewhere';

const CLOUD_HOST = /(?:\.mail\.protection\.(?:outlook\.com|partner\.outlook\.cn|office365\.us)|\.mx\.microsoft|\.mail\.eo\.outlook\.com)$/;

/** Whose host this is, by its name or address. */
export function placeOfHost(settings: Settings | undefined, host: string): HostPlace {
  const name = host.trim().toLowerCase().replace(/\.$/, '');
  if (CLOUD_HOST.test(name)) return 'exchange-online';
  const own = ownOrganization(settings);
  const smartHost = asText(textOf(configurationOf(settings, 'hybridConfiguration', 'onprem')?.raw('OnPremisesSmartHost')) ?? null);
  const first = name.split('.')[0] ?? '';
  if (own.hosts?.has(name) || (own.hosts?.has(first) && first !== '') || own.ips?.includes(name) || smartHost?.toLowerCase() === name)
    return 'on-premises';
  return 'elsewhere';
}

/** Where the MX record of a domain leads: known of the tenant's service domains, else from `mxRecords`; undefined where it is not known. */
export function placeOfMx(settings: Settings | undefined, domain: string): HostPlace | undefined {
  if (isServiceDomain(domain)) return 'exchange-online';
  const records = settings?.mxRecords;
  const given = isObject(records) && Object.hasOwn(records, domain) ? records[domain] : undefined;
  const host = textOf(Array.isArray(given) ? given[0] : given);
  return typeof host === 'string' ? placeOfHost(settings, host) : undefined;
}

/** Where a send connector takes mail for a domain; `by MX` where it looks the domain up and the record is not known. */
export function sendTarget(settings: Settings | undefined, connector: SendConnector, domain: string): HostPlace | 'by MX' | 'unknown' {
  const host = connector.smartHosts?.[0];
  if (host !== undefined && connector.dnsRoutingEnabled !== true) return placeOfHost(settings, host);
  if (connector.dnsRoutingEnabled === true || (connector.smartHosts !== undefined && host === undefined))
    return placeOfMx(settings, domain) ?? 'by MX';
  return 'unknown';
}

/** True where a domain is one of the organization's, false where it is not, undefined where the settings do not tell. */
export function isOwnDomain(settings: Settings | undefined, domain: string): boolean | undefined {
  const sides = (['onprem', 'cloud'] as const).map((side) => acceptedDomainFor(settings, side, domain));
  // A "*" accepts mail for every domain and owns none.
  if (sides.some((found) => isObject(found) && found.name !== '*')) return true;
  if (domain === routingDomainOf(settings)) return true;
  if (ownOrganization(settings).domains?.has(domain)) return true;
  const isWhole = sides.every((found) => found !== undefined) || Array.isArray(settings?.verifiedDomains);
  return isWhole ? false : undefined;
}

/** The accepted domain of the cloud; the tenant's own service domains are accepted and authoritative without being listed. */
export function cloudDomain(settings: Settings | undefined, domain: string): ReturnType<typeof acceptedDomainFor> {
  const found = acceptedDomainFor(settings, 'cloud', domain);
  if (isObject(found)) return found;
  const initial = asText(settings?.initialDomain);
  if (domain === routingDomainOf(settings) || (typeof initial === 'string' && initial.toLowerCase() === domain))
    return { name: domain, type: 'Authoritative', path: 'routingDomain' };
  return found;
}
