import type { Evidence } from '../evidence/evidence.js';
import { isObject } from '../evidence/is-object.js';
import { domainMatches } from './connectors.js';
import type { Fact, FactName } from './fact.js';
import { type DefinedFact, type FactSources, known, unknown } from './maker.js';
import { acceptedDomainFor, acceptedDomainsOf, isServiceDomain, routingDomainOf } from './organization.js';
import { ONLY_ASKED, type RecipientRecord, readColumn } from './recipients.js';
import { listOf, propertiesOf, textOf } from './settings-values.js';
import { addressDomains, listsMailboxesOnly, mailboxDomains, TYPE_COLUMNS, unsyncedMailboxes } from './side-summary.js';
import { asNames, type Settings } from './tenant.js';

const ROUTING = /^(?:[a-z0-9-]{1,63}\.mail\.onmicrosoft\.(?:com|us|cn|de)|[a-z0-9-]{1,63}\.mail\.partner\.onmschina\.cn)$/;

// Names that nobody can register, so the default accepted domain of many forests.
const PRIVATE = /^[^.]*$|\.(?:local|lan|localdomain|internal|intern|intra|intranet|corp|home|private|priv|test|example|invalid|lcl|loc)$/;

/** What the mail domains of both sides come to, also against the recipients: asked once for an organization, never for each person. */
export const domainFacts: Readonly<Record<FactName, DefinedFact>> = {
  'tenant.domainsMissingInCloud': {
    type: 'list',
    title: 'on-premises accepted domains that are no accepted domain of the tenant',
    make: ({ settings }) => {
      const missing = missingInCloud(settings);
      if (typeof missing === 'string') return unknown(missing);
      return known(missing.length === 0 ? null : missing, said('acceptedDomains', missing.join(', ') || 'all are accepted in the cloud'));
    },
  },
  'tenant.publicDomainsMissingInCloud': {
    type: 'list',
    title: 'those of them that could be verified: no private name such as contoso.local',
    make: (_, facts) => {
      const all = facts('tenant.domainsMissingInCloud');
      if (all.kind === 'unknown' || all.value === null || typeof all.value !== 'object') return all;
      const found = all.value.filter((name) => !PRIVATE.test(name));
      return known(found.length === 0 ? null : found, all.evidence);
    },
  },
  'tenant.domainsInUseMissingInCloud': {
    type: 'list',
    title: 'those of them that an address of an on-premises mailbox or remote mailbox lies in',
    reads: { onprem: TYPE_COLUMNS },
    make: domainsInUse,
  },
  'tenant.cloudHasRoutingDomain': {
    type: 'boolean',
    title: 'an accepted domain of the tenant ends with .mail.onmicrosoft.com',
    make: ({ settings }) => {
      const all = acceptedDomainsOf(settings, 'cloud');
      if (all === undefined) return notGiven('acceptedDomains.cloud', 'Get-AcceptedDomain');
      const found = all.find(({ name }) => ROUTING.test(name));
      return known(
        found !== undefined,
        said(found?.path ?? 'acceptedDomains.cloud', found?.name ?? 'none ends with .mail.onmicrosoft.com'),
      );
    },
  },
  'tenant.onPremKnowsRoutingDomain': {
    type: 'boolean',
    title: 'the routing domain is an accepted or a remote domain on-premises',
    make: onPremKnowsRouting,
  },
  'tenant.authoritativeDomainsWithUnsynced': {
    type: 'list',
    title: 'domains that are Authoritative in Exchange Online and hold on-premises mailboxes without a cloud object',
    reads: { onprem: TYPE_COLUMNS },
    make: unsyncedDomains,
  },
  'tenant.firstUnsyncedDomain': {
    type: 'text',
    title: 'the first of them',
    make: (_, facts) => firstOf(facts('tenant.authoritativeDomainsWithUnsynced')),
  },
  'tenant.addressPolicyAddsRouting': {
    type: 'boolean',
    title: 'an e-mail address policy adds the routing address',
    make: policyAddsRouting,
  },
  'tenant.autodiscoverInCloud': {
    type: 'list',
    title: 'domains whose autodiscover name points to Exchange Online',
    make: ({ settings }) => {
      const found = autodiscoverInCloud(settings);
      if (found === undefined) return unknown('the settings hold no dns entry of an autodiscover name');
      return known(
        found.length === 0 ? null : found.map(({ domain }) => domain),
        found.slice(0, 4).flatMap(({ path, target }) => said(path, target)),
      );
    },
  },
  'tenant.onPremMailboxesBehindCloudAutodiscover': {
    type: 'list',
    title: 'those of them that on-premises mailboxes still have their primary address in',
    reads: { onprem: TYPE_COLUMNS },
    make: behindCloudAutodiscover,
  },
};

/** One line of the settings as evidence. */
export function said(path: string, text: string): readonly Evidence[] {
  return [{ source: 'settings', path, text }];
}

export function notGiven(key: string, cmdlet: string): Fact {
  return unknown(`the settings hold no ${key} (${cmdlet})`);
}

/** Mail domains that both sides accept, without those of the service; undefined where a side is not known. */
export function sharedDomains(settings: Settings | undefined): readonly string[] | undefined {
  const onprem = acceptedDomainsOf(settings, 'onprem');
  const missing = missingInCloud(settings);
  if (onprem === undefined || typeof missing === 'string') return undefined;
  return onprem
    .map(({ name }) => name.replace(/^\*\./, ''))
    .filter((name) => name !== '*' && !missing.includes(name) && !isServiceDomain(name));
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Names, or why they are not known. */
function missingInCloud(settings: Settings | undefined): readonly string[] | string {
  const onprem = acceptedDomainsOf(settings, 'onprem');
  if (onprem === undefined) return 'the settings hold no acceptedDomains.onprem (Get-AcceptedDomain)';
  const verified = asNames(settings?.verifiedDomains ?? null);
  const isInCloud = (name: string): boolean | undefined => {
    const found = acceptedDomainFor(settings, 'cloud', name);
    return found === undefined ? (verified == null ? undefined : verified.includes(name)) : found !== 'none';
  };
  const missing: string[] = [];
  for (const { name } of onprem) {
    if (name === '*') continue;
    const isThere = isInCloud(name.replace(/^\*\./, ''));
    if (isThere === undefined) return 'the settings hold no acceptedDomains.cloud (Get-AcceptedDomain) and no verifiedDomains';
    if (!isThere) missing.push(name);
  }
  return missing;
}

function domainsInUse({ settings, directories }: FactSources): Fact {
  const missing = missingInCloud(settings);
  if (typeof missing === 'string') return unknown(missing);
  if (missing.length === 0) return known(null, said('acceptedDomains.cloud', 'holds every on-premises accepted domain'));
  const index = directories.onprem;
  if (index === undefined) return unknown('the on-premises side was not read');
  if (index.isAsked === true) return unknown(ONLY_ASKED);
  const { found, doubtful } = addressDomains(index);
  const patternOf = (domain: string): string | undefined => missing.find((pattern) => domainMatches(pattern, domain));
  const inUse = new Map<string, RecipientRecord>();
  for (const [domain, record] of found) {
    const pattern = patternOf(domain);
    if (pattern !== undefined && !inUse.has(pattern)) inUse.set(pattern, record);
  }
  const isDoubtful = [...doubtful].some((domain) => patternOf(domain) !== undefined);
  if (inUse.size === 0 && isDoubtful) return unknown('the type of the on-premises recipients in these domains is not in the export');
  if (inUse.size === 0) return known(null, said('acceptedDomains.onprem', `no mailbox has an address in ${missing.join(', ')}`));
  return known([...inUse.keys()], () => [
    ...said('acceptedDomains.cloud', `does not hold ${[...inUse.keys()].join(', ')}`),
    ...[...inUse.values()].slice(0, 3).flatMap((record) => readColumn(record, ['proxyaddresses', 'emailaddresses', 'mail']).evidence),
  ]);
}

function onPremKnowsRouting({ settings }: FactSources): Fact {
  const routing = routingDomainOf(settings);
  const matches = (name: string): boolean => (routing === undefined ? ROUTING.test(name) : domainMatches(name, routing) && name !== '*');
  const accepted = acceptedDomainsOf(settings, 'onprem');
  const own = accepted?.find(({ name }) => matches(name));
  if (own !== undefined) return known(true, said(own.path, own.name));
  const given = settings?.remoteDomains;
  const remote: readonly unknown[] | undefined = Array.isArray(given) ? given : isObject(given) ? [given] : undefined;
  const found = remote?.find((one) => {
    const read = propertiesOf(one);
    const name = read?.text('DomainName') ?? read?.text('name');
    return read?.text('side') !== 'cloud' && typeof name === 'string' && matches(name.toLowerCase());
  });
  if (found !== undefined) return known(true, said('remoteDomains', routing ?? 'a domain that ends with .mail.onmicrosoft.com'));
  const isOfCloudAlone = remote !== undefined && remote.length > 0 && remote.every((one) => propertiesOf(one)?.text('side') === 'cloud');
  if (accepted === undefined) return notGiven('acceptedDomains.onprem', 'Get-AcceptedDomain');
  if (remote === undefined || isOfCloudAlone) return notGiven('remoteDomains of on-premises', 'Get-RemoteDomain');
  return known(
    false,
    said('acceptedDomains.onprem', `neither an accepted nor a remote domain is ${routing ?? 'tenant.mail.onmicrosoft.com'}`),
  );
}

function unsyncedDomains({ settings, directories }: FactSources): Fact {
  const all = acceptedDomainsOf(settings, 'cloud');
  if (all === undefined) return notGiven('acceptedDomains.cloud', 'Get-AcceptedDomain');
  const custom = all.filter(({ name }) => !isServiceDomain(name));
  const authoritative = custom.filter(({ type }) => type === 'Authoritative').map(({ name }) => name);
  if (authoritative.length === 0) {
    return custom.some(({ type }) => type === undefined)
      ? unknown('the accepted domains of the cloud were given without their type')
      : known(null, said('acceptedDomains.cloud', 'no shared domain is Authoritative'));
  }
  const { onprem, cloud } = directories;
  if (onprem === undefined || cloud === undefined)
    return unknown(`the ${onprem === undefined ? 'on-premises' : 'cloud'} side was not read`);
  if (onprem.isAsked === true || cloud.isAsked === true) return unknown(ONLY_ASKED);
  const isCut = cloud.tables.some((table) => 'truncated' in table && table.truncated === true);
  const found = new Map<string, RecipientRecord>();
  for (const [domain, record] of unsyncedMailboxes(onprem, cloud)) {
    const accepted = authoritative.find((name) => domainMatches(name, domain));
    if (accepted !== undefined && !found.has(accepted)) found.set(accepted, record);
  }
  if (found.size > 0 && listsMailboxesOnly(cloud))
    return unknown('the cloud export holds mailboxes only: the recipients may be mail users there');
  if (found.size > 0 && isCut) return unknown('the cloud export is cut: the recipients may stand in the part that is missing');
  if (found.size === 0)
    return known(
      null,
      said('acceptedDomains.cloud', `every on-premises mailbox in ${authoritative.slice(0, 3).join(', ')} has a cloud object`),
    );
  return known([...found.keys()], () => [
    ...said('acceptedDomains.cloud', `${[...found.keys()].join(', ')}: Authoritative`),
    ...[...found.values()]
      .slice(0, 3)
      .flatMap((record) => readColumn(record, ['distinguishedname', 'mail', 'primarysmtpaddress', 'proxyaddresses']).evidence),
  ]);
}

function policyAddsRouting({ settings }: FactSources): Fact {
  const given = settings?.emailAddressPolicies;
  const all: readonly unknown[] | undefined = Array.isArray(given) ? given : isObject(given) ? [given] : undefined;
  if (all === undefined) return notGiven('emailAddressPolicies', 'Get-EmailAddressPolicy');
  const routing = routingDomainOf(settings);
  let isDoubtful = false;
  for (const [index, one] of all.entries()) {
    const templates = typeof one === 'string' ? [one] : propertiesOf(one)?.list('EnabledEmailAddressTemplates');
    if (templates === undefined) isDoubtful = true;
    const found = templates?.find((template) => {
      const domain = domainOf(template);
      return template.includes('@') && (routing === undefined ? ROUTING.test(domain) : domain === routing);
    });
    if (found !== undefined) return known(true, said(`emailAddressPolicies[${index}].EnabledEmailAddressTemplates`, found));
  }
  if (isDoubtful) return unknown('an e-mail address policy was exported without EnabledEmailAddressTemplates');
  return known(
    false,
    said('emailAddressPolicies', `none of ${all.length} policies has a template in ${routing ?? 'tenant.mail.onmicrosoft.com'}`),
  );
}

interface CloudName {
  readonly domain: string;
  readonly path: string;
  readonly target: string;
}

const CLOUD_AUTODISCOVER =
  /^autodiscover(?:-s)?\.(?:[a-z0-9-]{1,63}\.)?(?:outlook\.com|outlook\.de|office365\.us|partner\.outlook\.cn)\.?$/;

/** Undefined where no autodiscover name was looked up. */
function autodiscoverInCloud(settings: Settings | undefined): readonly CloudName[] | undefined {
  const dns = settings?.dns;
  const entries = Array.isArray(dns) ? dns.flatMap(dnsEntry) : isObject(dns) ? Object.entries(dns) : [];
  const names = entries.filter(([name]) => /^autodiscover\./i.test(name));
  if (names.length === 0) return undefined;
  return names.flatMap(([name, value]) => {
    const target = (listOf(value) ?? [textOf(value) ?? '']).find((one) => CLOUD_AUTODISCOVER.test(one.toLowerCase()));
    return target === undefined
      ? []
      : [{ domain: name.slice('autodiscover.'.length).toLowerCase().replace(/\.$/, ''), path: `dns.${name}`, target }];
  });
}

/** `{ "name": "autodiscover.contoso.com", "target": "..." }`, or what Resolve-DnsName prints (Name, NameHost). */
function dnsEntry(one: unknown): readonly (readonly [string, unknown])[] {
  const read = propertiesOf(one);
  const name = read?.text('name') ?? read?.text('host');
  const target = ['target', 'NameHost', 'cname', 'value'].map((key) => read?.raw(key)).find((value) => value !== undefined);
  return typeof name === 'string' ? [[name, target]] : [];
}

function behindCloudAutodiscover({ settings, directories }: FactSources): Fact {
  const names = autodiscoverInCloud(settings);
  if (names === undefined) return unknown('the settings hold no dns entry of an autodiscover name');
  if (names.length === 0) return known(null, said('dns', 'no autodiscover name points to Exchange Online'));
  if (directories.onprem === undefined) return unknown('the on-premises side was not read');
  if (directories.onprem.isAsked === true) return unknown(ONLY_ASKED);
  const mailboxes = mailboxDomains(directories.onprem);
  const found = new Map<string, RecipientRecord>();
  for (const { domain } of names) {
    const record = mailboxes.get(domain);
    if (record !== undefined) found.set(domain, record);
  }
  if (found.size === 0) return known(null, said('dns', 'no on-premises mailbox is left in these domains'));
  return known([...found.keys()], () => [
    ...names
      .filter(({ domain }) => found.has(domain))
      .slice(0, 3)
      .flatMap(({ path, target }) => said(path, target)),
    ...[...found.values()].slice(0, 2).flatMap((record) => readColumn(record, TYPE_COLUMNS).evidence),
  ]);
}

function firstOf(list: Fact): Fact {
  if (list.kind === 'unknown' || list.value === null || typeof list.value !== 'object') return list;
  return known(list.value[0] ?? null, () => (list.kind === 'known' ? list.evidence : []));
}
