import { type AddressFault, smtpFaults, splitProxy } from '../../parse/recipient/address-syntax.js';
import type { Fact, FactName } from '../fact.js';
import type { DefinedFact, FactSources, Facts } from '../maker.js';
import { asciiLower } from '../recipient-keys.js';
import { type RecipientRecord, readColumn } from '../recipients.js';
import { fromColumn, notRead, ofObject } from './define.js';

/** Faults of a whole value that is no matter of syntax alone. */
type ProxyFault = AddressFault | 'bare' | 'repeated' | 'kept' | 'legacy' | 'reserved';

const PROXIES = ['proxyaddresses', 'emailaddresses'];
const LONGEST_PROXY = 256;
// Address types of mail systems of the past, which Entra ID discards. Source: KB 3190357 and the errors that IdFix knows.
const LEGACY = new Set(['x400', 'msmail', 'ms', 'ccmail', 'cc', 'notes', 'gwise', 'fax']);
const RESERVED = ['.onmicrosoft.com', '.onmicrosoft.us', '.onmicrosoft.cn', '.onmicrosoft.de', '.microsoftonline.com'];

/** In: a proxy address as it stands. Out: its faults; none for what is no SMTP address, beyond its length and type. */
function faultsOf(value: string, isLdap: boolean): readonly ProxyFault[] {
  const faults: ProxyFault[] = [];
  if (value.length > LONGEST_PROXY) faults.push('length');
  const trimmed = value.trim();
  const proxy = splitProxy(trimmed);
  if (proxy === undefined) {
    // A cmdlet's export may drop the prefix of every address; in AD its absence is a fault.
    if (isLdap && trimmed !== '') faults.push('bare');
    return faults;
  }
  if (proxy.prefix === 'smtp') {
    for (const fault of smtpFaults(proxy.address)) faults.push(fault);
    if (isReserved(proxy.address)) faults.push('reserved');
  } else if (LEGACY.has(proxy.prefix)) faults.push('legacy');
  return faults;
}

function isReserved(address: string): boolean {
  if (!/onmicrosoft|microsoftonline/i.test(address)) return false;
  const lower = asciiLower(address);
  return RESERVED.some((suffix) => lower.endsWith(suffix));
}

/** All proxy addresses with a fault, as `fault value`: looked through once for all the facts below. */
function proxyFaults(record: RecipientRecord): Fact {
  const ldap = readColumn(record, ['proxyaddresses']);
  // A record of a cmdlet that counts as fully read has no proxyAddresses either.
  const isLdap = ldap.value !== undefined && ldap.value !== null;
  const reading = isLdap ? ldap : readColumn(record, PROXIES);
  if (reading.value === undefined) return notRead('proxyaddresses');
  if (reading.value === null) return fromColumn(null, record, PROXIES);
  const values = typeof reading.value === 'string' ? [reading.value] : reading.value;
  const found: string[] = [];
  for (const value of values) for (const fault of faultsOf(value, isLdap)) found.push(`${fault} ${value}`);
  if (values.length > 1) found.push(...repeated(values));
  return fromColumn(found.length === 0 ? null : found, record, PROXIES);
}

/** False where no two values can be the same, which most lists show by their lengths. */
function mayRepeat(values: readonly string[]): boolean {
  if (values.length > 16) return new Set(values.map((value) => asciiLower(value.trim()))).size < values.length;
  return values.some((value, index) => {
    for (let other = index + 1; other < values.length; other++) {
      const text = values[other] ?? '';
      if (
        (text.length === value.length || text !== text.trim() || value !== value.trim()) &&
        asciiLower(text.trim()) === asciiLower(value.trim())
      )
        return true;
    }
    return false;
  });
}

/** Values that stand twice without regard to case: of each group the primary (else the first) is kept, the others are repeated. */
function repeated(values: readonly string[]): readonly string[] {
  if (!mayRepeat(values)) return [];
  const keys = values.map((value) => asciiLower(value.trim()));
  const groups = new Map<string, string[]>();
  values.forEach((value, index) => {
    const key = keys[index] ?? '';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  });
  return [...groups.values()].flatMap((group) => {
    if (group.length < 2) return [];
    const kept = group.findIndex((value) => value.startsWith('SMTP:'));
    const others = group.filter((_, index) => index !== Math.max(kept, 0));
    return [...others.map((value) => `repeated ${value}`), `kept ${group[Math.max(kept, 0)] ?? ''}`];
  });
}

/** The proxy addresses that have one of the faults. */
function withFault(title: string, ...faults: readonly ProxyFault[]): DefinedFact {
  return listOfProxies(title, (text) => {
    const fault = faults.find((one) => text.startsWith(`${one} `));
    return fault === undefined ? undefined : text.slice(fault.length + 1);
  });
}

/** A list made of the proxy addresses with a fault. */
function listOfProxies(
  title: string,
  pick: (faulty: string, facts: Facts, sources: FactSources) => string | undefined,
  doubt?: (facts: Facts, found: readonly string[]) => Fact | undefined,
): DefinedFact {
  return ofObject('onprem', 'list', title, PROXIES, (record, facts, sources) => {
    const faulty = facts('onPrem.proxyFaults');
    if (faulty.kind === 'unknown' || faulty.value === null || typeof faulty.value !== 'object') return faulty;
    const found = new Set<string>();
    for (const text of faulty.value) {
      const value = pick(text, facts, sources);
      if (value !== undefined) found.add(value);
    }
    if (found.size === 0) return fromColumn(null, record, PROXIES);
    const list = [...found];
    return doubt?.(facts, list) ?? fromColumn(list, record, PROXIES, list.join(', '));
  });
}

/** True where the tenant is known to own the domain. */
export function verifiedDomain(domain: string, facts: Facts): boolean {
  for (const name of ['tenant.verifiedDomains', 'tenant.cloudAcceptedDomains']) {
    const fact = facts(name);
    if (fact.kind === 'known' && typeof fact.value === 'object' && fact.value?.includes(domain)) return true;
  }
  return false;
}

/** Drops `domain` where the tenant owns the domain all the same. */
function malformed(text: string, facts: Facts): string | undefined {
  if (text.startsWith('format ')) return text.slice(7);
  if (!text.startsWith('domain ')) return undefined;
  const value = text.slice(7);
  return verifiedDomain(asciiLower(value.slice(value.lastIndexOf('@') + 1)), facts) ? undefined : value;
}

const REFUSED = /[\s<>();,[\]":]/g;

/** A refused address without the characters that are refused; undefined where that makes no address either. */
function cleaned(text: string): string | undefined {
  if (!text.startsWith('character ')) return undefined;
  const value = text.slice(10).trim();
  const proxy = splitProxy(value);
  if (proxy === undefined) return undefined;
  const address = proxy.address.replace(REFUSED, '');
  return smtpFaults(address).length === 0 ? `${value.slice(0, proxy.prefix.length)}:${address}` : undefined;
}

function reserved(text: string, facts: Facts): string | undefined {
  if (!text.startsWith('reserved ')) return undefined;
  const value = text.slice(9);
  const routing = facts('tenant.routingDomain');
  const domain = asciiLower(value.slice(value.lastIndexOf('@') + 1)).trim();
  return routing.kind === 'known' && routing.value === domain ? undefined : value;
}

/** `name.mail.onmicrosoft.com` may be the routing domain: nothing is said of it while that is not known. */
function routingDoubt(facts: Facts, found: readonly string[]): Fact | undefined {
  const routing = facts('tenant.routingDomain');
  if (routing.kind === 'known') return undefined;
  return found.every((value) => asciiLower(value).includes('.mail.onmicrosoft.')) ? routing : undefined;
}

/** Facts about the proxy addresses of the on-premises object: their form, their protocol, their number. */
export const proxyFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.proxyFaults': ofObject('onprem', 'list', 'faulty proxy addresses, each after the name of its fault', PROXIES, proxyFaults),
  'onPrem.refusedProxies': withFault('SMTP proxy addresses with a character that is refused', 'character'),
  'onPrem.cleanedProxies': listOfProxies('the refused proxy addresses without the refused characters', cleaned),
  'onPrem.longProxies': withFault('proxy addresses of more than 256 characters', 'length'),
  'onPrem.malformedProxies': listOfProxies('SMTP proxy addresses that are no valid address', malformed),
  'onPrem.bareProxies': withFault('proxy addresses without a protocol prefix', 'bare'),
  'onPrem.prefixedProxies': listOfProxies('the proxy addresses without prefix that are SMTP addresses, with smtp: before them', (text) => {
    const value = text.startsWith('bare ') ? text.slice(5).trim() : undefined;
    return value !== undefined && smtpFaults(value).length === 0 ? `smtp:${value}` : undefined;
  }),
  'onPrem.foreignProxies': withFault('SMTP proxy addresses with characters outside ASCII', 'foreign'),
  'onPrem.repeatedProxies': withFault('proxy addresses that the object has twice, without the one to keep', 'repeated'),
  'onPrem.keptProxies': withFault('of the proxy addresses that the object has twice, the ones to keep', 'kept'),
  'onPrem.legacyProxies': withFault('proxy addresses of mail systems of the past (X400, MSMAIL, CCMAIL, NOTES, GWISE, FAX)', 'legacy'),
  'onPrem.reservedProxies': listOfProxies(
    'proxy addresses at onmicrosoft.com or microsoftonline.com that are not in the routing domain',
    reserved,
    routingDoubt,
  ),
  'onPrem.smtpProxyCount': ofObject('onprem', 'number', 'how many different SMTP proxy addresses the object has', PROXIES, (record) => {
    const { value } = readColumn(record, PROXIES);
    if (value === undefined) return notRead('proxyaddresses');
    const values = value === null ? [] : typeof value === 'string' ? [value] : value;
    const count = new Set(values.filter((one) => one.length > 5 && one[4] === ':' && /^smtp/i.test(one)).map((one) => asciiLower(one)))
      .size;
    return fromColumn(count, record, PROXIES, `${count} SMTP addresses`);
  }),
};
