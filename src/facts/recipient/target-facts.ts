import { isObject } from '../../evidence/is-object.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { type Reading, type RecipientRecord, readColumn, smtpAddress, smtpAddresses } from '../recipients.js';
import { propertiesOf } from '../settings-values.js';
import type { Settings } from '../tenant.js';
import { chosen, fromColumn, notRead, ofObject, textsOf } from './define.js';
import { kindOf, unreadSide } from './objects.js';

const TARGET = ['targetaddress', 'remoteroutingaddress', 'externalemailaddress'];
const PROXIES = ['proxyaddresses', 'emailaddresses'];
const ROUTING = /^[a-z0-9-]{1,63}\.mail\.onmicrosoft\.(?:com|us|cn|de)$/;
const SERVICE = /\.onmicrosoft\.(?:com|us|cn|de)$/;

/** Addresses of the pair: where mail is sent on to, and which side knows which address. */
export const targetFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.primaryProxies': ofObject('onprem', 'list', 'proxy addresses with the prefix SMTP: in capital letters', PROXIES, (record) => {
    const proxies = textsOf(record, ...PROXIES);
    if (proxies === undefined) return notRead('proxyAddresses');
    const found = proxies.filter((text) => text.startsWith('SMTP:'));
    return fromColumn(
      found.length === 0 ? null : found,
      record,
      PROXIES,
      found.length === 0 ? 'no value begins with SMTP:' : found.join(', '),
    );
  }),
  'onPrem.hasSeveralPrimaries': ofObject(
    'onprem',
    'boolean',
    'more than one proxy address has the prefix SMTP: in capital letters',
    PROXIES,
    (_, facts) => {
      const fact = facts('onPrem.primaryProxies');
      if (fact.kind === 'unknown') return fact;
      const count = typeof fact.value === 'object' && fact.value !== null ? new Set(fact.value).size : 0;
      return known(count > 1, () => fact.evidence);
    },
  ),
  'onPrem.mailIsPrimary': ofObject(
    'onprem',
    'boolean',
    'mail is the primary SMTP proxy address; true where one of them is not set',
    ['mail', 'windowsemailaddress', ...PROXIES],
    (record, facts) => {
      const mail = readColumn(record, ['mail', 'windowsemailaddress']);
      if (mail.value === undefined) return notRead('mail');
      const primaries = facts('onPrem.primaryProxies');
      if (primaries.kind === 'unknown') return primaries;
      if (typeof mail.value !== 'string' || typeof primaries.value !== 'object' || primaries.value === null) return known(true);
      const wanted = smtpAddress(mail.value) ?? mail.value.toLowerCase();
      const isPrimary = primaries.value.some((text) => smtpAddress(text) === wanted);
      return known(isPrimary, () => [...mail.evidence, ...primaries.evidence]);
    },
  ),
  'onPrem.targetInLowerCase': ofObject('onprem', 'text', 'targetAddress with the prefix smtp: in small letters', TARGET, (record) => {
    const { value } = readColumn(record, TARGET);
    if (value === undefined) return notRead('targetAddress');
    const address = typeof value === 'string' ? smtpAddress(value) : undefined;
    return fromColumn(address === undefined ? null : `smtp:${address}`, record, TARGET);
  }),
  'onPrem.targetIsUpperCase': ofObject('onprem', 'boolean', 'targetAddress has the prefix SMTP: in capital letters', TARGET, (record) => {
    const { value } = readColumn(record, TARGET);
    return value === undefined
      ? notRead('targetAddress')
      : fromColumn(typeof value === 'string' && value.startsWith('SMTP:'), record, TARGET);
  }),
  'onPrem.targetInRoutingDomain': ofTarget(
    'boolean',
    'targetAddress lies in the routing domain tenant.mail.onmicrosoft.com',
    inRoutingDomain,
  ),
  'onPrem.targetInOwnDomain': ofTarget(
    'boolean',
    'targetAddress lies in a domain that on-premises Exchange is authoritative for',
    inOwnDomain,
  ),
  'onPrem.targetComesBack': ofObject(
    'onprem',
    'boolean',
    'targetAddress leads from one on-premises object to the next, and in the end back',
    [...TARGET, ...PROXIES],
    comesBack,
  ),
  'onPrem.targetInAcceptedDomain': ofTarget(
    'boolean',
    'targetAddress lies in an accepted domain on-premises, of whatever type',
    (domain, { settings }, facts, target) => {
      const found = acceptedDomain(settings, domain);
      if (found === undefined) return unknown('the settings do not say acceptedDomains.onprem');
      return known(found !== 'none' && !isRoutingDomain(domain, facts), () => target.evidence);
    },
  ),
  'onPrem.hasRoutingProxy': ofObject(
    'onprem',
    'boolean',
    'a proxy address lies in the routing domain tenant.mail.onmicrosoft.com',
    PROXIES,
    (record, facts, { settings }) => {
      const addresses = smtpAddresses(record, PROXIES);
      if (addresses === undefined) return notRead('proxyAddresses');
      const given = settingText(settings, 'routingDomain');
      const fits = given === undefined ? (domain: string) => ROUTING.test(domain) : (domain: string) => domain === given;
      const found = addresses.find((address) => fits(domainOf(address)));
      if (found !== undefined) return fromColumn(true, record, PROXIES, found);
      const domain = facts('tenant.routingDomain');
      return domain.kind === 'unknown' ? domain : fromColumn(false, record, PROXIES);
    },
  ),
  'onPrem.missingFormerX500': ofObject(
    'onprem',
    'list',
    'X500 addresses of former legacyExchangeDNs (settings: formerLegacyExchangeDN) that the object does not hold',
    ['proxyaddresses', 'emailaddresses'],
    missingFormerDns,
  ),
  'pair.targetIsCloudAddress': {
    type: 'boolean',
    title: 'the cloud recipient holds the address that targetAddress names',
    make: targetIsCloudAddress,
  },
  'pair.cloudOnlyAddresses': {
    type: 'list',
    title:
      'SMTP addresses of the cloud recipient that the on-premises object does not hold, besides those of the service (onmicrosoft.com)',
    make: cloudOnlyAddresses,
  },
  'pair.primaryDiffers': {
    type: 'boolean',
    title: 'both sides have a primary SMTP address, and another one',
    make: primaryDiffers,
  },
  'pair.cloudDnMissing': {
    type: 'boolean',
    title: 'the LegacyExchangeDN of the cloud mailbox is no X500 address of the on-premises object',
    make: cloudDnMissing,
  },
};

function ofTarget(
  type: 'boolean',
  title: string,
  make: (domain: string, sources: FactSources, facts: Facts, target: Reading) => Fact,
): DefinedFact {
  return ofObject('onprem', type, title, TARGET, (record, facts, sources) => {
    const target = readColumn(record, TARGET);
    if (target.value === undefined) return notRead('targetAddress');
    const address = typeof target.value === 'string' ? smtpAddress(target.value) : undefined;
    // No target, or one that is no SMTP address, lies in no domain.
    return address === undefined ? known(null, () => target.evidence) : make(domainOf(address), sources, facts, target);
  });
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function settingText(settings: Settings | undefined, key: string): string | undefined {
  const value = settings?.[key];
  return typeof value === 'string' && value !== '' ? value.toLowerCase() : undefined;
}

function inRoutingDomain(domain: string, { settings }: FactSources, facts: Facts, target: Reading): Fact {
  const given = settingText(settings, 'routingDomain');
  if (given !== undefined)
    return known(domain === given, () => [...target.evidence, { source: 'settings', path: 'routingDomain', text: given }]);
  if (ROUTING.test(domain)) return known(true, () => target.evidence);
  const seen = facts('tenant.routingDomain');
  return seen.kind === 'unknown' ? seen : known(false, () => [...target.evidence, ...seen.evidence]);
}

function isRoutingDomain(domain: string, facts: Facts): boolean {
  if (ROUTING.test(domain)) return true;
  const routing = facts('tenant.routingDomain');
  return routing.kind === 'known' && routing.value === domain;
}

function inOwnDomain(domain: string, { settings }: FactSources, facts: Facts, target: Reading): Fact {
  // The hybrid wizard makes the routing domain an accepted domain too; a Send connector takes its mail to the cloud.
  if (isRoutingDomain(domain, facts)) return known(false, () => target.evidence);
  const listed = settings?.onpremAuthoritativeDomains;
  if (Array.isArray(listed)) {
    const isOwn = listed.some((one: unknown) => typeof one === 'string' && one.toLowerCase() === domain);
    return known(isOwn, () => [...target.evidence, { source: 'settings', path: 'onpremAuthoritativeDomains', text: listed.join(', ') }]);
  }
  const type = acceptedDomain(settings, domain);
  if (type === undefined) return unknown('the settings do not say acceptedDomains.onprem');
  if (type === '') return unknown(`the settings do not say the type of the accepted domain ${domain}`);
  const text = type === 'none' ? `${domain} is no accepted domain` : `${domain}: ${type}`;
  return known(type === 'authoritative', () => [...target.evidence, { source: 'settings', path: 'acceptedDomains.onprem', text }]);
}

/** Type of an on-premises accepted domain in lower case; '' where the settings do not say it, 'none' where it is not accepted; undefined: not read. */
function acceptedDomain(settings: Settings | undefined, domain: string): string | undefined {
  if (settings === undefined) return undefined;
  let types = ACCEPTED.get(settings);
  if (types === undefined) {
    types = acceptedDomainTypes(settings);
    ACCEPTED.set(settings, types);
  }
  return types === 'not-read' ? undefined : (types.get(domain) ?? 'none');
}

/** The settings are those of a whole run: their domains are read once. */
const ACCEPTED = new WeakMap<Settings, ReadonlyMap<string, string> | 'not-read'>();

function acceptedDomainTypes(settings: Settings): ReadonlyMap<string, string> | 'not-read' {
  const both = settings.acceptedDomains;
  const list: unknown = isObject(both) ? both.onprem : undefined;
  if (!Array.isArray(list)) return 'not-read';
  const types = new Map<string, string>();
  for (const one of list as readonly unknown[]) {
    const reader = propertiesOf(one);
    const type = (reader?.text('type') ?? reader?.text('DomainType') ?? '').toLowerCase();
    for (const name of typeof one === 'string' ? [one] : [reader?.text('DomainName'), reader?.text('name')])
      if (typeof name === 'string' && !types.has(name.toLowerCase())) types.set(name.toLowerCase(), type);
  }
  return types;
}

/** Former legacyExchangeDNs of the settings: by UPN, address or alias of the person; a plain value is meant for the only object of the export. */
function missingFormerDns(record: RecipientRecord, facts: Facts, { settings, directories }: FactSources): Fact {
  const given = settings?.formerLegacyExchangeDN;
  if (given === undefined || given === null) return unknown('the settings do not say formerLegacyExchangeDN');
  const proxies = textsOf(record, ...PROXIES);
  if (proxies === undefined) return notRead('proxyAddresses');
  const own = isObject(given) ? byName(given, facts) : directories.onprem?.records.length === 1 ? given : undefined;
  const dns = (Array.isArray(own) ? (own as readonly unknown[]) : [own]).flatMap((one) =>
    typeof one === 'string' && one !== '' ? [one] : [],
  );
  if (dns.length === 0) return known(null);
  const held = new Set(proxies.map((text) => text.toLowerCase()));
  const current = facts('onPrem.legacyExchangeDn');
  const missing = dns
    .map((dn) => dn.replace(/^x500:/i, ''))
    .filter(
      (dn) =>
        !held.has(`x500:${dn.toLowerCase()}`) && !(current.kind === 'known' && String(current.value).toLowerCase() === dn.toLowerCase()),
    );
  if (missing.length === 0) return known(null, () => readColumn(record, PROXIES).evidence);
  return known(
    missing.map((dn) => `X500:${dn}`),
    () => [{ source: 'settings', path: 'formerLegacyExchangeDN', text: missing.join(', ') }, ...readColumn(record, PROXIES).evidence],
  );
}

function byName(given: Readonly<Record<string, unknown>>, facts: Facts): unknown {
  const names = [
    'onPrem.userPrincipalName',
    'onPrem.primarySmtpAddress',
    'onPrem.alias',
    'onPrem.samAccountName',
    'onPrem.distinguishedName',
  ]
    .map((name) => facts(name))
    .flatMap((fact) => (fact.kind === 'known' && typeof fact.value === 'string' ? [fact.value.toLowerCase()] : []));
  for (const [name, value] of Object.entries(given)) if (names.includes(name.toLowerCase())) return value;
  return undefined;
}

const EXO_LISTS = ['exo.emailaddresses', 'exo.primarysmtpaddress'];

/** Addresses in Exchange Online; undefined where they were not read. */
function exchangeAddresses(cloud: RecipientRecord): readonly string[] | undefined {
  const { value } = readColumn(cloud, ['exo.emailaddresses']);
  return value === undefined || value === null ? undefined : smtpAddresses(cloud, EXO_LISTS);
}

function targetIsCloudAddress(sources: FactSources): Fact {
  const own = chosen(sources, 'onprem');
  const cloud = chosen(sources, 'cloud');
  if (own === undefined || cloud === undefined) return unreadSide(sources) ?? known(null);
  const target = readColumn(own, TARGET);
  if (target.value === undefined) return notRead('targetAddress');
  const address = typeof target.value === 'string' ? smtpAddress(target.value) : undefined;
  if (address === undefined) return known(null, () => target.evidence);
  const evidence = () => [...target.evidence, ...readColumn(cloud, ['exo.emailaddresses', 'proxyaddresses']).evidence];
  if ((smtpAddresses(cloud, [...EXO_LISTS, 'proxyaddresses']) ?? []).includes(address)) return known(true, evidence);
  const addresses = exchangeAddresses(cloud);
  return addresses === undefined
    ? unknown('EmailAddresses of Exchange Online is not in the export')
    : known(addresses.includes(address), evidence);
}

function cloudOnlyAddresses(sources: FactSources): Fact {
  const own = chosen(sources, 'onprem');
  const cloud = chosen(sources, 'cloud');
  if (own === undefined || cloud === undefined) return unreadSide(sources) ?? known(null);
  const exchange = readColumn(cloud, ['exo.emailaddresses']).value;
  // Entra ID shows the same list; it stands in where nobody asked Exchange Online.
  if (exchange === null) return known(null);
  const addresses = exchange === undefined ? smtpAddresses(cloud, ['proxyaddresses']) : smtpAddresses(cloud, EXO_LISTS);
  if (addresses === undefined) return unknown('no address attribute of the cloud is in the export');
  if (textsOf(own, ...PROXIES) === undefined) return notRead('proxyAddresses');
  const held = new Set(smtpAddresses(own));
  const missing = addresses.filter((address) => !held.has(address) && !SERVICE.test(domainOf(address)));
  return known(missing.length === 0 ? null : missing, () =>
    readColumn(cloud, ['exo.emailaddresses', 'proxyaddresses']).evidence.map((item) =>
      missing.length === 0 ? item : { ...item, text: missing.join(', ') },
    ),
  );
}

function primaryDiffers(sources: FactSources, facts: Facts): Fact {
  const cloud = chosen(sources, 'cloud');
  if (chosen(sources, 'onprem') === undefined || cloud === undefined) return unreadSide(sources) ?? known(false);
  const own = facts('onPrem.primarySmtpAddress');
  if (own.kind === 'unknown') return own;
  const exchange = readColumn(cloud, ['exo.primarysmtpaddress']);
  const other: Fact =
    typeof exchange.value === 'string' ? known(exchange.value, () => exchange.evidence) : facts('cloud.primarySmtpAddress');
  if (other.kind === 'unknown') return other;
  if (typeof own.value !== 'string' || typeof other.value !== 'string') return known(false);
  const differs = (smtpAddress(own.value) ?? own.value) !== (smtpAddress(other.value) ?? other.value);
  return known(differs, () => [...own.evidence, ...other.evidence]);
}

function cloudDnMissing(sources: FactSources, facts: Facts): Fact {
  const own = chosen(sources, 'onprem');
  if (own === undefined) return unreadSide(sources) ?? known(false);
  if (kindOf(own) !== 'user') return known(false);
  const dn = facts('cloud.legacyExchangeDn');
  if (dn.kind === 'unknown') return dn;
  if (typeof dn.value !== 'string') return known(false);
  const proxies = textsOf(own, ...PROXIES);
  if (proxies === undefined) return notRead('proxyAddresses');
  const wanted = dn.value.toLowerCase();
  const current = readColumn(own, ['legacyexchangedn']).value;
  const isHeld =
    proxies.some((text) => text.toLowerCase() === `x500:${wanted}`) || (typeof current === 'string' && current.toLowerCase() === wanted);
  return known(!isHeld, () => [...dn.evidence, ...readColumn(own, PROXIES).evidence]);
}

const MOST_HOPS = 16;

/** The object's own address as its target is no circle: remote mailboxes carry the routing address themselves. */
function comesBack(record: RecipientRecord, _: Facts, { directories }: FactSources): Fact {
  const start = readColumn(record, TARGET);
  if (start.value === undefined) return notRead('targetAddress');
  const index = directories.onprem;
  const seen = [record];
  for (let here = record; index !== undefined && seen.length <= MOST_HOPS; ) {
    const text = textsOf(here, ...TARGET)?.[0];
    const target = text === undefined ? undefined : smtpAddress(text);
    const holders = target === undefined ? [] : index.find('address', target);
    const [next] = holders;
    if (next === undefined || next === here) break;
    if (holders.length > 1) return unknown(`several on-premises objects hold ${target ?? ''}`);
    if (seen.includes(next)) return known(true, () => seen.flatMap((one) => readColumn(one, TARGET).evidence));
    seen.push(next);
    here = next;
  }
  return known(false, () => start.evidence);
}
