import type { Side } from '../evidence/directory.js';
import { isObject } from '../evidence/is-object.js';
import type { OwnOrganization } from '../message/message.js';
import { type InboundConnector, inboundConnectors } from './connectors.js';
import { type PropertyReader, propertiesOf, textOf } from './settings-values.js';
import { asNames, asText, type Settings } from './tenant.js';

export type DomainType = 'Authoritative' | 'InternalRelay' | 'ExternalRelay';

/** One accepted domain of one side. */
export interface AcceptedDomain {
  /** Lower case; `*.contoso.com` or `*` with its subdomains. */
  readonly name: string;
  /** Undefined: the settings name the domain and not its type. */
  readonly type: DomainType | undefined;
  readonly path: string;
}

/** Undefined: the settings do not hold the accepted domains of the side. */
export function acceptedDomainsOf(settings: Settings | undefined, side: Side): readonly AcceptedDomain[] | undefined {
  const both = settings?.acceptedDomains;
  const list = isObject(both) ? both[side] : undefined;
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((one: unknown, index) => {
    const path = `acceptedDomains.${side}[${index}]`;
    if (typeof one === 'string') return one.trim() === '' ? [] : [{ name: one.trim().toLowerCase(), type: undefined, path }];
    const read = propertiesOf(one);
    const name = (read?.text('DomainName') ?? read?.text('name') ?? read?.text('id') ?? read?.text('Identity'))?.toLowerCase();
    if (read === undefined || name === undefined) return [];
    const withSubdomains = read.flag('MatchSubDomains') === true && !name.startsWith('*');
    return [{ name: withSubdomains ? `*.${name}` : name, type: domainType(read), path }];
  });
}

// AcceptedDomainType of Exchange, where ConvertTo-Json wrote the number.
const TYPE_NUMBERS: readonly DomainType[] = ['Authoritative', 'ExternalRelay', 'InternalRelay'];

function domainType(read: PropertyReader): DomainType | undefined {
  const text = (read.text('type') ?? read.text('DomainType'))?.toLowerCase().replace(/[\s-]/g, '');
  if (text !== undefined && /^[012]$/.test(text)) return TYPE_NUMBERS[Number(text)];
  return TYPE_NUMBERS.find((type) => type.toLowerCase() === text);
}

/** The accepted domain that covers a domain on a side, the most exact one; `none` where no one does; undefined where they are not known. */
export function acceptedDomainFor(settings: Settings | undefined, side: Side, domain: string): AcceptedDomain | 'none' | undefined {
  const all = acceptedDomainsOf(settings, side);
  const found = all
    ?.filter(
      ({ name }) =>
        name === domain || name === '*' || (name.startsWith('*.') && (domain.endsWith(name.slice(1)) || domain === name.slice(2))),
    )
    .sort((a, b) => b.name.length - a.name.length);
  return found?.find(({ name }) => name === domain) ?? found?.[0] ?? (all === undefined ? undefined : 'none');
}

const SERVICE_DOMAIN = /^[a-z0-9-]{1,63}(?:\.mail)?\.onmicrosoft\.(?:com|us|cn|de)$/;
const ROUTING_DOMAIN = /^[a-z0-9-]{1,63}\.mail\.onmicrosoft\.(?:com|us|cn|de)$/;

/** The domain of the tenant that mail from on-premises is sent to: `routingDomain`, else the only one of its form among the cloud's domains. */
export function routingDomainOf(settings: Settings | undefined): string | undefined {
  const given = settings === undefined ? undefined : asText(settings.routingDomain);
  if (typeof given === 'string') return given.trim().toLowerCase();
  const found = (acceptedDomainsOf(settings, 'cloud') ?? []).map(({ name }) => name).filter((name) => ROUTING_DOMAIN.test(name));
  if (found.length === 1) return found[0];
  const initial = settings === undefined ? undefined : asText(settings.initialDomain);
  return typeof initial === 'string' ? initial.trim().toLowerCase().replace('.onmicrosoft.', '.mail.onmicrosoft.') : undefined;
}

/** True for tenant.onmicrosoft.com and tenant.mail.onmicrosoft.com: their MX is Exchange Online's, always. */
export function isServiceDomain(domain: string): boolean {
  return SERVICE_DOMAIN.test(domain);
}

/**
 * What is known of the organization that asks.
 *
 * Out: `domains` of both sides, with the tenant's service domains (undefined where neither accepted nor verified domains are given: then no
 * domain is known to be foreign); `ips` from `onpremIps`, else from the connectors of type OnPremises; `hosts` from `exchangeServers`.
 */
export function ownOrganization(settings: Settings | undefined): OwnOrganization {
  return { domains: ownDomains(settings), ips: ownIps(settings), hosts: ownHosts(settings) };
}

function ownDomains(settings: Settings | undefined): ReadonlySet<string> | undefined {
  const onprem = acceptedDomainsOf(settings, 'onprem');
  const cloud = acceptedDomainsOf(settings, 'cloud');
  const verified = settings?.verifiedDomains === undefined ? undefined : asNames(settings.verifiedDomains);
  if (onprem === undefined && cloud === undefined && (verified === undefined || verified === null)) return undefined;
  const service = [asText(settings?.initialDomain), routingDomainOf(settings)];
  const names = [...(onprem ?? []), ...(cloud ?? [])].map(({ name }) => name.replace(/^\*\./, ''));
  const all = [...names, ...(verified ?? []), ...service.map((name) => name ?? '')];
  return new Set(all.map((name) => name.trim().toLowerCase()).filter((name) => name !== '' && name !== '*'));
}

function ownIps(settings: Settings | undefined): readonly string[] | undefined {
  const given = settings?.onpremIps;
  if (Array.isArray(given)) {
    return given.flatMap((one: unknown) => {
      const text = isObject(one) ? (textOf(one.ip) ?? textOf(one)) : textOf(one);
      return typeof text === 'string' ? [text.toLowerCase()] : [];
    });
  }
  if (typeof given === 'string') return given.split(/[\s,;]/).filter((part) => part !== '');
  const weaker = inboundConnectors(settings)?.filter((connector) => connector.type === 'OnPremises');
  const ips = (weaker ?? []).flatMap((connector) => connector.senderIps ?? []);
  return ips.length === 0 ? undefined : ips;
}

function ownHosts(settings: Settings | undefined): ReadonlySet<string> | undefined {
  const servers = settings?.exchangeServers;
  if (!Array.isArray(servers)) return undefined;
  const names = servers.flatMap((one: unknown) => {
    const read = propertiesOf(one);
    return typeof one === 'string'
      ? [one]
      : [read?.text('name'), read?.text('Fqdn')].flatMap((name) => (typeof name === 'string' ? [name] : []));
  });
  return new Set(names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''));
}

/**
 * A property of a configuration object (`organizationConfig`, `transportConfig`, `hybridConfiguration`): of the object itself, or of the one
 * below the asked side. Undefined where it was not read.
 */
export function configurationOf(settings: Settings | undefined, key: string, side: Side): PropertyReader | undefined {
  const given = settings?.[key];
  const object = Array.isArray(given) ? given[0] : given;
  if (!isObject(object)) return undefined;
  if (!('onprem' in object || 'cloud' in object)) return propertiesOf(object);
  return propertiesOf(object[side]);
}

/** Names that certificates of the on-premises servers carry, for the certificate that a subject names; undefined where none is known. */
export function certificateNames(settings: Settings | undefined, subject: string): readonly string[] | undefined {
  const all = settings?.exchangeCertificates;
  if (!Array.isArray(all)) return undefined;
  const wanted = parseCertificate(subject);
  for (const one of all) {
    const read = propertiesOf(one);
    const own = read?.text('Subject');
    if (typeof own !== 'string' || normal(own) !== wanted.subject) continue;
    const names = read?.list('CertificateDomains');
    if (names !== undefined) return [...new Set([...names.map((name) => name.toLowerCase()), ...commonName(normal(own))])];
  }
  return undefined;
}

/**
 * Whether a certificate fits the TlsSenderCertificateName of an inbound connector.
 *
 * In: the certificate as `<I>issuer<S>subject`, as a subject, or as one name; or all the names it carries. Out: true, false; undefined where
 * it cannot be told: the connector was not exported with the property, the issuer or the further names of the certificate are not known, or
 * a wildcard of the certificate covers the connector's name.
 */
export function matchesCertificate(
  certificate: string | readonly string[],
  connector: Pick<InboundConnector, 'tlsSenderCertificateName'>,
): boolean | undefined {
  const wanted = connector.tlsSenderCertificateName;
  if (wanted === undefined) return undefined;
  if (wanted === null) return false;
  const target = parseCertificate(wanted);
  const given = typeof certificate === 'string' ? parseCertificate(certificate) : undefined;
  if (target.subject !== undefined) {
    if (given?.subject === undefined) {
      const names = typeof certificate === 'string' ? [certificate.toLowerCase()] : certificate;
      return commonName(target.subject).some((name) => names.includes(name)) ? undefined : false;
    }
    if (given.subject !== target.subject) return false;
    if (given.issuer === undefined || target.issuer === undefined) return undefined;
    return given.issuer === target.issuer;
  }
  const names = given?.subject === undefined ? (typeof certificate === 'string' ? [certificate] : certificate) : commonName(given.subject);
  const verdicts = names.map((name) => nameFits(name.trim().toLowerCase(), wanted.trim().toLowerCase()));
  if (verdicts.includes(true)) return true;
  // A subject shows one name of the certificate; the connector may fit another.
  return verdicts.includes(undefined) || given?.subject !== undefined ? undefined : false;
}

function nameFits(name: string, wanted: string): boolean | undefined {
  if (name === wanted) return true;
  if (wanted.startsWith('*.') && !name.startsWith('*.')) return name.endsWith(wanted.slice(1));
  if (name.startsWith('*.') && wanted.endsWith(name.slice(1))) return undefined;
  return false;
}

interface CertificateText {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
}

function parseCertificate(text: string): CertificateText {
  const issuerAt = text.search(/<I>/i);
  const subjectAt = text.search(/<S>/i);
  if (subjectAt >= 0) {
    const issuer = issuerAt >= 0 && issuerAt < subjectAt ? normal(text.slice(issuerAt + 3, subjectAt)) : undefined;
    return { issuer, subject: normal(text.slice(subjectAt + 3)) };
  }
  return { issuer: undefined, subject: /^\s{0,9}(?:CN|O|OU|E|C|L|S|ST|DC)\s{0,9}=/i.test(text) ? normal(text) : undefined };
}

/** A distinguished name without the blanks that tools put after commas, in lower case. */
function normal(name: string): string {
  return name
    .split(',')
    .map((part) => part.trim())
    .join(',')
    .toLowerCase();
}

function commonName(subject: string): readonly string[] {
  const part = subject.split(',').find((one) => one.startsWith('cn='));
  return part === undefined ? [] : [part.slice(3).trim()];
}
