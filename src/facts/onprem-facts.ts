import type { Evidence } from '../evidence/evidence.js';
import { isLost } from '../parse/recipient/table.js';
import { CLOUD, ON_PREM } from './catalog.js';
import type { Fact, FactName } from './fact.js';
import { type FactMaker, type FactSources, type Facts, known, unknown } from './maker.js';
import { recipientKind, recipientTypeName } from './recipient-types.js';
import {
  KEY_COLUMNS,
  primaryAddress,
  properName,
  type Reading,
  type RecipientRecord,
  readColumn,
  type SideIndex,
  smtpAddresses,
} from './recipients.js';
import { ofRecord, textFact, typedFact } from './record-facts.js';
import { isAmbiguous } from './subject.js';

const NOT_READ = 'the on-premises side was not read';

const chosen = ({ subject }: FactSources): RecipientRecord | undefined => (isAmbiguous(subject, 'onprem') ? undefined : subject.onPrem);

/** Facts about the on-premises object of the finding's recipient. */
export const onPremFacts: Readonly<Record<FactName, FactMaker>> = {
  ...attributeFacts('onPrem', (sources) => chosen(sources)),
  'onPrem.exists': exists,
  'onPrem.identity': (_, facts) =>
    firstKnown(facts, ['onPrem.userPrincipalName', 'onPrem.primarySmtpAddress', 'onPrem.distinguishedName', 'onPrem.alias']),
  'onPrem.recipientType': recipientType,
  'onPrem.kind': kind,
  'onPrem.mailEnabled': mailEnabled,
  'onPrem.primarySmtpAddress': (sources, facts) =>
    ofRecord(chosen(sources), facts, 'onPrem.exists', (record) => textFact(primaryAddress(record), 'proxyAddresses')),
  'onPrem.emailAddresses': (sources, facts) =>
    ofRecord(chosen(sources), facts, 'onPrem.exists', (record) => addressesFact(record, undefined)),
  'onPrem.emailAddressPolicyEnabled': (sources, facts) => ofRecord(chosen(sources), facts, 'onPrem.exists', policyEnabled),
  'onPrem.umEnabled': (sources, facts) => ofRecord(chosen(sources), facts, 'onPrem.exists', umEnabled),
  'onPrem.eumAddresses': (sources, facts) => ofRecord(chosen(sources), facts, 'onPrem.exists', (record) => prefixed(record, /^eum:/i)),
  'onPrem.moveAttributes': (sources, facts) => ofRecord(chosen(sources), facts, 'onPrem.exists', moveAttributes),
  'onPrem.inSyncScope': inSyncScope,
  'onPrem.guidHolders': guidHolders,
  'onPrem.addressHolders': (sources, facts) => holders(sources, facts, 'onPrem.emailAddresses', 'address'),
  'onPrem.nameHolders': nameHolders,
  'onPrem.routingAddress': (sources, facts) => routingAddress(sources, facts, 'onPrem.emailAddresses'),
  'onPrem.unacceptedDomains': (_, facts) => unacceptedDomains(facts, 'onPrem.emailAddresses'),
  'onPrem.upnDomainVerified': (_, facts) => upnDomainVerified(facts),
};

/** Makers for all catalogue facts of a side that are one attribute. */
export function attributeFacts(
  side: 'onPrem' | 'cloud',
  pick: (sources: FactSources) => RecipientRecord | undefined,
): Record<FactName, FactMaker> {
  const makers: Record<FactName, FactMaker> = {};
  const existsName = `${side}.exists`;
  for (const { name, type, attributes } of side === 'onPrem' ? ON_PREM : CLOUD) {
    if (attributes.length === 0) continue;
    makers[name] = (sources, facts) =>
      ofRecord(pick(sources), facts, existsName, (record) => {
        const reading = readColumn(record, attributes);
        return typedFact(reading, type, attributes[0] ?? '');
      });
  }
  return makers;
}

export function addressesFact(record: RecipientRecord, columns: readonly string[] | undefined): Fact {
  const addresses = columns === undefined ? smtpAddresses(record) : smtpAddresses(record, columns);
  if (addresses === undefined) return unknown('no address attribute is in the export');
  // The single columns hold three at most: with a list that was cut, they are not all addresses.
  if (addresses.length <= 3 && isListCut(record)) return unknown('the list of addresses is cut in the export');
  return known(
    addresses.length === 0 ? null : addresses,
    () => readColumn(record, columns ?? ['proxyaddresses', 'emailaddresses', 'exo.emailaddresses', 'mail']).evidence,
  );
}

const ADDRESS_LISTS = ['proxyaddresses', 'emailaddresses', 'exo.emailaddresses'];

function isListCut(record: RecipientRecord): boolean {
  return record.parts.some(({ table, row }) => isLost(table, row, ADDRESS_LISTS)) && readColumn(record, ADDRESS_LISTS).value === undefined;
}

export function firstKnown(facts: Facts, names: readonly FactName[]): Fact {
  let why = 'nothing names the recipient';
  for (const name of names) {
    const fact = facts(name);
    if (fact.kind === 'known' && fact.value !== null) return fact;
    if (fact.kind === 'unknown') why = fact.why;
  }
  return unknown(why);
}

const SEARCHABLE = ['proxyaddresses', 'emailaddresses', 'mail', 'primarysmtpaddress', 'userprincipalname'];

function exists({ subject, directories }: FactSources): Fact {
  const record = subject.onPrem;
  if (record !== undefined) {
    if (isAmbiguous(subject, 'onprem')) return unknown(`several on-premises objects answer to the same ${subject.foundBy ?? 'key'}`);
    return known(true, () => readColumn(record, ['distinguishedname', 'userprincipalname', 'primarysmtpaddress', 'displayname']).evidence);
  }
  const index = directories.onprem;
  if (index === undefined) return unknown(NOT_READ);
  if (!subject.isIdentified) return unknown('the text does not say whom to look for on-premises');
  const readable = index.tables.filter((table) => table.rows.length === 0 || SEARCHABLE.some((column) => table.columns.includes(column)));
  if (index.tables.length > 0 && readable.length === 0)
    return unknown('the on-premises export holds no address and no UserPrincipalName to look the recipient up by');
  if (index.tables.some((table) => 'truncated' in table && table.truncated === true))
    return unknown('the on-premises export is cut: the recipient may stand in the part that is missing');
  const files = index.tables.filter((table) => table.format !== 'inline');
  if (index.records.length === 0 && files.length > 0) return unknown('the on-premises export holds no objects, which proves nothing');
  if (files.length > 0 && files.length === index.tables.length && files.every((table) => table.origin === 'exchange')) {
    return unknown('the on-premises export holds Exchange recipients only; an AD user that Exchange does not know would not be in it');
  }
  return known(false, () => [notFound(index)]);
}

/** That a whole side was looked through in vain. */
export function notFound(index: SideIndex): Evidence {
  const files = index.tables
    .map((table) => table.source.slice(Math.max(table.source.lastIndexOf('/'), table.source.lastIndexOf('\\')) + 1))
    .join(', ');
  const side = index.side === 'onprem' ? 'on-premises' : 'cloud';
  return {
    source: index.side,
    text:
      index.isAsked === true
        ? `${files}: asked for the recipient's addresses, UPN and GUIDs, and no ${side} object has them`
        : `${files}: none of the ${index.records.length} ${side} objects carries an address, UPN or GUID of the recipient`,
  };
}

/** RecipientTypeDetails: as the cmdlet prints it, else from LDAP's number, else from what the object carries. */
function recipientType(sources: FactSources, facts: Facts): Fact {
  return ofRecord(chosen(sources), facts, 'onPrem.exists', (record) => {
    const named = readColumn(record, ['recipienttypedetails', 'msexchrecipienttypedetails']);
    if (typeof named.value === 'string') return known(recipientTypeName(named.value), () => named.evidence);
    const classes = readColumn(record, ['objectclass']);
    const isContact = listOf(classes.value).some((value) => value.toLowerCase() === 'contact');
    const alias = readColumn(record, ['mailnickname', 'alias']);
    if (named.value === null && alias.value === null) {
      return known(isContact ? 'Contact' : 'User', () => [...named.evidence, ...alias.evidence]);
    }
    const remoteType = readColumn(record, ['msexchremoterecipienttype']);
    if (typeof remoteType.value === 'string' && remoteType.value !== '0') return known('RemoteUserMailbox', () => remoteType.evidence);
    const home = readColumn(record, ['homemdb']);
    const target = readColumn(record, ['targetaddress', 'remoteroutingaddress']);
    if (named.value === null && typeof alias.value === 'string') {
      if (typeof home.value === 'string') return known('UserMailbox', () => home.evidence);
      if (typeof target.value === 'string') return known(isContact ? 'MailContact' : 'MailUser', () => target.evidence);
    }
    return unknown('msExchRecipientTypeDetails is not in the export');
  });
}

function listOf(value: Reading['value']): readonly string[] {
  if (value === undefined || value === null) return [];
  return typeof value === 'string' ? [value] : value;
}

function kind(sources: FactSources, facts: Facts): Fact {
  return ofRecord(chosen(sources), facts, 'onPrem.exists', (record) => {
    const classes = readColumn(record, ['objectclass']);
    const names = listOf(classes.value).map((value) => value.toLowerCase());
    const byClass = (word: string): Fact => known(word, () => classes.evidence);
    if (names.includes('contact')) return byClass('contact');
    if (names.includes('group') || names.includes('msexchdynamicdistributionlist')) return byClass('group');
    if (names.includes('publicfolder')) return byClass('public-folder');
    if (names.includes('user') || names.includes('inetorgperson')) return byClass('user');
    const type = facts('onPrem.recipientType');
    if (type.kind === 'known' && typeof type.value === 'string') {
      const word = type.value === 'Contact' ? 'contact' : recipientKind(type.value);
      if (word === 'contact' || word === 'group' || word === 'public-folder') return known(word, () => type.evidence);
      return known('user', () => type.evidence);
    }
    // A contact and a group have no user principal name, and a contact no sAMAccountName.
    const name = readColumn(record, ['samaccountname', 'userprincipalname']);
    return typeof name.value === 'string' ? known('user', () => name.evidence) : unknown('objectClass is not in the export');
  });
}

function mailEnabled(sources: FactSources, facts: Facts): Fact {
  return ofRecord(chosen(sources), facts, 'onPrem.exists', (record) => {
    const alias = readColumn(record, ['mailnickname', 'alias']);
    const type = readColumn(record, ['recipienttypedetails', 'msexchrecipienttypedetails']);
    if (typeof type.value === 'string') {
      const word = recipientKind(recipientTypeName(type.value));
      if (word !== undefined) return known(word !== 'none', () => type.evidence);
    }
    if (typeof alias.value === 'string') return known(true, () => alias.evidence);
    if (alias.value === null && (type.value === null || type.value === undefined))
      return known(false, () => [...alias.evidence, ...type.evidence]);
    if (alias.value === undefined && type.value === null) return known(false, () => type.evidence);
    return unknown('mailNickname and msExchRecipientTypeDetails are not in the export');
  });
}

/** The GUID that Exchange writes into msExchPoliciesExcluded when the address policy is switched off for a recipient. */
const POLICY_SWITCH = '26491cfc-9e50-4857-861b-0cb8df22b5d7';

function policyEnabled(record: RecipientRecord): Fact {
  const property = readColumn(record, ['emailaddresspolicyenabled']);
  if (typeof property.value === 'string') return typedFact(property, 'boolean', 'emailaddresspolicyenabled');
  const excluded = readColumn(record, ['msexchpoliciesexcluded']);
  if (excluded.value === undefined) return unknown('msExchPoliciesExcluded is not in the export');
  const isExcluded = listOf(excluded.value).some((value) => value.toLowerCase().includes(POLICY_SWITCH));
  return known(!isExcluded, () => excluded.evidence);
}

function umEnabled(record: RecipientRecord): Fact {
  const property = readColumn(record, ['umenabled']);
  if (typeof property.value === 'string') return typedFact(property, 'boolean', 'umenabled');
  const flags = readColumn(record, ['msexchumenabledflags']);
  if (flags.value === undefined) return unknown('msExchUMEnabledFlags is not in the export');
  const number = Number(listOf(flags.value)[0] ?? '0');
  return known(flags.value !== null && (number & 1) === 1, () => flags.evidence);
}

function prefixed(record: RecipientRecord, prefix: RegExp): Fact {
  const proxies = readColumn(record, ['proxyaddresses', 'emailaddresses']);
  if (proxies.value === undefined) return unknown('proxyAddresses is not in the export');
  const found = listOf(proxies.value).filter((value) => prefix.test(value));
  return known(found.length === 0 ? null : found, () => proxies.evidence);
}

/** What a move leaves on the AD user. */
export const MOVE_ATTRIBUTES: readonly string[] = [
  'msexchmailboxmovestatus',
  'msexchmailboxmoveflags',
  'msexchmailboxmoveremotehostname',
  'msexchmailboxmovesourcemdblink',
  'msexchmailboxmovetargetmdblink',
  'msexchmailboxmovebatchname',
];

function moveAttributes(record: RecipientRecord): Fact {
  const set: string[] = [];
  const evidence: Evidence[] = [];
  let wasRead = false;
  for (const column of MOVE_ATTRIBUTES) {
    const reading = readColumn(record, [column]);
    if (reading.value !== undefined) wasRead = true;
    if (reading.value === undefined || reading.value === null || reading.value === '0') continue;
    set.push(column);
    evidence.push(...reading.evidence);
  }
  return wasRead
    ? { kind: 'known', value: set.length === 0 ? null : set, evidence }
    : unknown('the msExchMailboxMove* attributes are not in the export');
}

function inSyncScope({ settings, subject }: FactSources, facts: Facts): Fact {
  if (typeof settings?.inScope === 'boolean')
    return { kind: 'known', value: settings.inScope, evidence: [{ source: 'settings', path: 'inScope', text: String(settings.inScope) }] };
  return ofRecord(subject.onPrem, facts, 'onPrem.exists', (record) => {
    const marked = facts('onPrem.isMarkedOutOfSync');
    const description = readColumn(record, ['admindescription']);
    if (marked.kind === 'unknown' && description.value !== undefined) return marked;
    if (marked.kind === 'known' && marked.value === true) {
      if (typeof description.value === 'string' && /^(?:User|Group|Contact)_/.test(description.value))
        return known(false, () => description.evidence);
      return unknown('adminDescription has a prefix that takes objects out of scope, in other letter case than is documented');
    }
    return facts('onPrem.isUnderSyncedContainer');
  });
}

function guidHolders({ directories, subject, captures }: FactSources, facts: Facts): Fact {
  const index = directories.onprem;
  if (index === undefined) return unknown(NOT_READ);
  const own = facts('onPrem.exchangeGuid');
  const guid =
    captures.get('guid')?.value ?? subject.hints.guid ?? (own.kind === 'known' && typeof own.value === 'string' ? own.value : undefined);
  if (guid === undefined) return unknown('no ExchangeGuid to look for');
  const found = index.find('exchangeGuid', guid);
  const doubt = countDoubt(index, KEY_COLUMNS.onprem.exchangeGuid, found.length);
  if (doubt !== undefined) return unknown(doubt);
  return {
    kind: 'known',
    value: found.length,
    evidence: found.flatMap((record) => readColumn(record, ['distinguishedname', 'userprincipalname', 'displayname']).evidence),
  };
}

export function holders({ directories }: FactSources, facts: Facts, list: FactName, by: 'address'): Fact {
  const index = directories.onprem;
  const fact = facts(list);
  if (index === undefined) return unknown(NOT_READ);
  if (fact.kind === 'unknown') return fact;
  const addresses = typeof fact.value === 'object' && fact.value !== null ? fact.value : [];
  const found = new Set(addresses.flatMap((address) => [...index.find(by, address)]));
  return known(found.size, () => fact.evidence);
}

function nameHolders({ directories, subject }: FactSources): Fact {
  const index = directories.onprem;
  if (index === undefined) return unknown(NOT_READ);
  return countNames(subject.hints.names, index);
}

export function countNames(names: readonly string[], index: SideIndex): Fact {
  const name = names[0];
  if (name === undefined) return unknown('the text names no recipient by name');
  const found = index.find('name', name);
  const doubt = countDoubt(index, KEY_COLUMNS[index.side].name, found.length);
  if (doubt !== undefined) return unknown(doubt);
  return {
    kind: 'known',
    value: found.length,
    evidence: found.flatMap(
      (record) => readColumn(record, ['distinguishedname', 'userprincipalname', 'displayname', 'exo.displayname']).evidence,
    ),
  };
}

/** Why a count of holders proves nothing: the attribute was not read, or the export broke off and fewer than two were seen. */
function countDoubt(index: SideIndex, columns: readonly string[], count: number): string | undefined {
  if (count > 1) return undefined;
  if (index.tables.some((table) => 'truncated' in table && table.truncated === true))
    return 'the export is cut: another holder may stand in the part that is missing';
  if (index.records.length > 0 && !index.records.some((record) => readColumn(record, columns).value !== undefined))
    return `${properName(columns[0] ?? '')} is not in the export`;
  return undefined;
}

/** The address of a list that lies in the domain that the message asks for, else in the routing domain. */
export function routingAddress(sources: FactSources, facts: Facts, list: FactName): Fact {
  const addresses = facts(list);
  if (addresses.kind === 'unknown') return addresses;
  const wanted = sources.captures.get('domain')?.value.toLowerCase();
  const routing = facts('tenant.routingDomain');
  const domain =
    wanted !== undefined && wanted !== ''
      ? wanted
      : routing.kind === 'known' && typeof routing.value === 'string'
        ? routing.value.toLowerCase()
        : undefined;
  const values = typeof addresses.value === 'object' && addresses.value !== null ? addresses.value : [];
  const found = values.find((address) =>
    domain === undefined ? address.endsWith('.mail.onmicrosoft.com') : address.endsWith(`@${domain}`),
  );
  return known(found ?? null, () => addresses.evidence);
}

export function unacceptedDomains(facts: Facts, list: FactName): Fact {
  const addresses = facts(list);
  if (addresses.kind === 'unknown') return addresses;
  const accepted = facts('tenant.cloudAcceptedDomains');
  const verified = facts('tenant.verifiedDomains');
  const own = accepted.kind === 'known' ? accepted : verified;
  if (own.kind === 'unknown') return unknown('the accepted domains of the tenant were not read');
  const domains = typeof own.value === 'object' && own.value !== null ? own.value : [];
  const values = typeof addresses.value === 'object' && addresses.value !== null ? addresses.value : [];
  const foreign = [...new Set(values.map((address) => address.slice(address.indexOf('@') + 1)))].filter(
    (domain) => !domains.includes(domain) && !/\.onmicrosoft\.(?:com|us|cn|de)$/.test(domain),
  );
  return known(foreign.length === 0 ? null : foreign, () => [...addresses.evidence, ...own.evidence]);
}

function upnDomainVerified(facts: Facts): Fact {
  const upn = facts('onPrem.userPrincipalName');
  if (upn.kind === 'unknown') return upn;
  if (typeof upn.value !== 'string') return known(false, () => upn.evidence);
  const verified = facts('tenant.verifiedDomains');
  const accepted = verified.kind === 'known' ? verified : facts('tenant.cloudAcceptedDomains');
  if (accepted.kind === 'unknown' || typeof accepted.value !== 'object' || accepted.value === null)
    return unknown('the verified domains of the tenant were not read');
  const domain = upn.value.slice(upn.value.indexOf('@') + 1).toLowerCase();
  // The tenant always owns its initial domain, also where a list leaves it out.
  const initial = accepted.value.includes(domain) ? undefined : facts('tenant.initialDomain');
  const isOwn = initial === undefined || (initial.kind === 'known' && initial.value === domain);
  return known(isOwn, () => [...upn.evidence, ...accepted.evidence]);
}
