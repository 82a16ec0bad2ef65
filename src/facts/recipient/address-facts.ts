import { hasForeign, isBadAlias, isBadMail, isBadSam, isBadTarget, splitProxy, upnFaults } from '../../parse/recipient/address-syntax.js';
import type { Fact, FactName, FactType } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { asciiLower } from '../recipient-keys.js';
import { isSoftDeleted, properName, type RecipientRecord, readColumn } from '../recipients.js';
import { attribute, fromColumn, holdsColumn, notRead, ofObject, textsOf } from './define.js';
import { verifiedDomain } from './proxy-facts.js';

const PROXIES = ['proxyaddresses', 'emailaddresses'];

/** A yes or no about one attribute; no where it is not set. */
function judged(title: string, columns: readonly string[], isBad: (value: string, facts: Facts) => boolean): DefinedFact {
  return ofObject('onprem', 'boolean', title, columns, (record, facts) => {
    const { value } = readColumn(record, columns);
    if (value === undefined) return notRead(columns[0] ?? '');
    const text = value === null ? undefined : typeof value === 'string' ? value : value[0];
    return fromColumn(text !== undefined && isBad(text, facts), record, columns);
  });
}

/** Other objects of the same side that hold a value of this one. */
function otherHolders(
  kind: 'mail' | 'alias' | 'sam' | 'targetAddress',
  title: string,
  columns: readonly string[],
  keyOf: (value: string) => string = asciiLower,
): DefinedFact {
  return ofObject('onprem', 'number', title, [...columns, 'objectguid', 'guid', 'distinguishedname'], (record, _facts, { directories }) => {
    const { value } = readColumn(record, columns);
    if (value === undefined) return notRead(columns[0] ?? '');
    const text = value === null ? undefined : typeof value === 'string' ? value : value[0];
    if (text === undefined) return fromColumn(0, record, columns);
    const index = directories.onprem;
    if (index === undefined) return unknown('the on-premises side was not read');
    const others = index.find(kind, keyOf(text)).filter((other) => !isSameObject(other, record));
    if (others.length === 0 && index.tables.some((table) => 'truncated' in table && table.truncated === true))
      return unknown('the on-premises export is cut: another holder may stand in the part that is missing');
    return known(others.length, () => [...named(record, columns), ...others.slice(0, 5).flatMap((other) => named(other, columns))]);
  });
}

const named = (record: RecipientRecord, columns: readonly string[]) => [
  ...readColumn(record, columns).evidence,
  ...readColumn(record, ['distinguishedname', 'userprincipalname', 'displayname', 'exo.displayname', 'id']).evidence,
];

/** True where two records are one object: an export that holds it twice, or a list of AD beside one of Exchange. */
export function isSameObject(a: RecipientRecord, b: RecipientRecord): boolean {
  if (a === b) return true;
  for (const columns of [['objectguid', 'guid'], ['id', 'exo.externaldirectoryobjectid'], ['distinguishedname']]) {
    const one = readColumn(a, columns).value;
    const other = readColumn(b, columns).value;
    if (typeof one === 'string' && typeof other === 'string') return asciiLower(one) === asciiLower(other);
  }
  return false;
}

/** How many other objects, on-premises or in the cloud, have the UPN. The cloud object of the same person does not count. */
function upnHolders(sources: FactSources, facts: Facts): Fact {
  const upn = facts('onPrem.userPrincipalName');
  if (upn.kind === 'unknown') return upn;
  const { directories, subject } = sources;
  const own = subject.onPrem;
  if (typeof upn.value !== 'string' || own === undefined) return known(0, upn.evidence);
  const key = asciiLower(upn.value);
  const holders = directories.onprem?.find('upn', key) ?? [];
  const here = holders.filter((other) => !isSameObject(other, own));
  // Where an export holds the object twice, the cloud object is joined to one of the two records, and is the other's all the same.
  const isReadTwice = subject.cloud === undefined && holders.some((other) => other !== own && isSameObject(other, own));
  const there = isReadTwice
    ? []
    : (directories.cloud?.find('upn', key) ?? []).filter(
        (other) => !isSoftDeleted(other) && (subject.cloud === undefined || !isSameObject(other, subject.cloud)),
      );
  const others = [...here, ...there];
  if (others.length === 0 && directories.onprem?.tables.some((table) => 'truncated' in table && table.truncated === true) === true)
    return unknown('the on-premises export is cut: another holder may stand in the part that is missing');
  return known(others.length, () => [
    ...upn.evidence,
    ...readColumn(own, ['distinguishedname', 'samaccountname']).evidence,
    ...others.slice(0, 5).flatMap((other) => named(other, ['userprincipalname', 'exo.userprincipalname', 'exo.windowsliveid'])),
  ]);
}

const SPACED = ['displayname', 'mail', 'mailnickname', 'userprincipalname', 'proxyaddresses'];

/** Names of the attributes with white space at an end. Unknown only where none of them was read. */
function spacedAttributes(record: RecipientRecord): Fact {
  const found: string[] = [];
  let wasRead = false;
  for (const column of SPACED) {
    const { value } = readColumn(record, [column]);
    if (value !== undefined) wasRead = true;
    if (value === undefined || value === null) continue;
    if (typeof value === 'string' ? isSpaced(value) : value.some(isSpaced)) found.push(column);
  }
  if (!wasRead) return notRead('displayname');
  const [first] = found;
  return first === undefined
    ? known(null)
    : known(found.map(properName), () => found.flatMap((column) => readColumn(record, [column]).evidence));
}

const trimmed = (text: string): string => text.trim();

function spacedProxies(title: string, make: (value: string) => string): DefinedFact {
  return ofObject('onprem', 'list', title, ['proxyaddresses'], (record) => {
    const values = textsOf(record, 'proxyaddresses');
    if (values === undefined) return notRead('proxyaddresses');
    const found = values.filter(isSpaced).map(make);
    return fromColumn(found.length === 0 ? null : found, record, ['proxyaddresses']);
  });
}

const isSpaced = (text: string): boolean => text !== text.trim();

/** A text made of one attribute, for a fix to write back; not set where the attribute is as it should be. */
function mended(type: FactType, title: string, columns: readonly string[], mend: (text: string) => string | undefined): DefinedFact {
  return ofObject('onprem', type, title, columns, (record) => {
    const { value } = readColumn(record, columns);
    if (value === undefined) return notRead(columns[0] ?? '');
    const text = value === null ? undefined : typeof value === 'string' ? value : value[0];
    const better = text === undefined ? undefined : mend(text);
    return fromColumn(better === undefined || better === text || better === '' ? null : better, record, columns);
  });
}

/** Blank, or too long; not set at all only where Exchange or a group needs a name. */
function displayNameFault(record: RecipientRecord, facts: Facts): Fact {
  const { value } = readColumn(record, ['displayname']);
  if (value === undefined) return notRead('displayname');
  if (typeof value === 'string') {
    const fault = value.trim() === '' ? 'blank' : value.length > 255 ? 'long' : null;
    return fromColumn(fault, record, ['displayname']);
  }
  if (!holdsColumn(record, 'displayname')) return known(null);
  const isRecipient = facts('onPrem.mailEnabled');
  if (isRecipient.kind === 'unknown') return isRecipient;
  return fromColumn(isRecipient.value === true ? 'blank' : null, record, ['displayname']);
}

function contactLacks(record: RecipientRecord): Fact {
  const mail = readColumn(record, ['mail', 'primarysmtpaddress', 'windowsemailaddress']);
  const proxies = readColumn(record, PROXIES);
  const isNone = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);
  if (isNone(mail.value)) return known('mail', mail.evidence);
  if (isNone(proxies.value)) return known('proxyAddresses', proxies.evidence);
  if (mail.value === undefined) return notRead('mail');
  return proxies.value === undefined ? notRead('proxyaddresses') : known(null, mail.evidence);
}

/** The address that targetAddress names differs from mail. */
function targetDiffers(record: RecipientRecord): Fact {
  const target = readColumn(record, ['targetaddress', 'externalemailaddress']);
  const mail = readColumn(record, ['mail']);
  if (target.value === undefined) return notRead('targetaddress');
  if (target.value === null) return known(false, target.evidence);
  if (mail.value === undefined) return notRead('mail');
  const text = typeof target.value === 'string' ? target.value : (target.value[0] ?? '');
  const own = typeof mail.value === 'string' ? mail.value : '';
  const address = splitProxy(text.trim())?.address ?? text.trim();
  return known(asciiLower(address) !== asciiLower(own.trim()), () => [...target.evidence, ...mail.evidence]);
}

/** Facts about the form and the uniqueness of a recipient's on-premises names and addresses (the checks of IdFix, and some more). */
export const addressFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.upnFaults': ofObject(
    'onprem',
    'list',
    'what Entra ID refuses in the UPN: character, length, format, domain',
    ['userprincipalname'],
    (record, facts) => {
      const upn = facts('onPrem.userPrincipalName');
      if (upn.kind === 'unknown' || typeof upn.value !== 'string') return upn;
      const domain = asciiLower(upn.value.slice(upn.value.lastIndexOf('@') + 1));
      const faults = upnFaults(upn.value).filter((fault) => fault !== 'domain' || !verifiedDomain(domain, facts));
      return fromColumn(faults.length === 0 ? null : faults, record, ['userprincipalname']);
    },
  ),
  'onPrem.upnHolders': { type: 'number', title: 'other objects of either side with the same UPN', make: upnHolders },
  'onPrem.upnIsPrimarySmtp': {
    type: 'boolean',
    title: 'the UPN is the primary SMTP address',
    make: (_, facts) => {
      const upn = facts('onPrem.userPrincipalName');
      const primary = facts('onPrem.primarySmtpAddress');
      if (upn.kind === 'unknown') return upn;
      if (primary.kind === 'unknown') return primary;
      if (typeof upn.value !== 'string' || typeof primary.value !== 'string') return known(null, upn.evidence);
      return known(asciiLower(upn.value) === asciiLower(primary.value), () => [...upn.evidence, ...primary.evidence]);
    },
  },
  'onPrem.mailIsForeign': judged('mail holds characters outside ASCII', ['mail'], hasForeign),
  'onPrem.mailIsInvalid': judged('mail is no valid address', ['mail'], isBadMail),
  'onPrem.mailHolders': otherHolders('mail', 'other on-premises objects with the same mail', ['mail']),
  'onPrem.mailIsOwnProxy': {
    type: 'boolean',
    title: 'mail is the primary SMTP address of the proxy addresses',
    make: (_, facts) => {
      const mail = facts('onPrem.mail');
      const primary = facts('onPrem.primarySmtpAddress');
      if (mail.kind === 'unknown') return mail;
      if (primary.kind === 'unknown') return primary;
      return known(
        typeof mail.value === 'string' && typeof primary.value === 'string' && asciiLower(mail.value) === asciiLower(primary.value),
        () => [...mail.evidence, ...primary.evidence],
      );
    },
  },
  'onPrem.mail': attribute('onprem', 'text', 'mail', 'mail'),
  'onPrem.aliasIsInvalid': judged('the alias (mailNickname) holds what Entra ID refuses', ['mailnickname', 'alias'], isBadAlias),
  'onPrem.cleanAlias': mended('text', 'the alias without what Entra ID refuses', ['mailnickname', 'alias'], (text) => {
    const clean = text
      .replace(/[^A-Za-z0-9._-]/g, '')
      .split('.')
      .filter((part) => part !== '')
      .join('.')
      .slice(0, 64);
    return isBadAlias(clean) ? undefined : clean;
  }),
  'onPrem.aliasHolders': otherHolders('alias', 'other on-premises objects with the same alias (mailNickname)', ['mailnickname', 'alias']),
  'onPrem.samIsInvalid': judged('the sAMAccountName cannot stand in for a UPN', ['samaccountname'], isBadSam),
  'onPrem.targetIsInvalid': judged(
    'targetAddress is no valid address',
    ['targetaddress', 'remoteroutingaddress', 'externalemailaddress'],
    isBadTarget,
  ),
  'onPrem.targetHolders': otherHolders(
    'targetAddress',
    'other on-premises objects with the same targetAddress',
    ['targetaddress', 'externalemailaddress', 'remoteroutingaddress'],
    (value) => {
      const trimmed = value.trim();
      const proxy = splitProxy(trimmed);
      return asciiLower(proxy?.prefix === 'smtp' ? proxy.address : trimmed);
    },
  ),
  'onPrem.targetDiffersFromMail': ofObject(
    'onprem',
    'boolean',
    'targetAddress names another address than mail',
    ['targetaddress', 'externalemailaddress', 'mail'],
    targetDiffers,
  ),
  'onPrem.displayNameFault': ofObject(
    'onprem',
    'text',
    'what is wrong with the displayName attribute: blank or long',
    ['displayname'],
    displayNameFault,
  ),
  'onPrem.cleanDisplayName': ofObject(
    'onprem',
    'text',
    'a display name that may be written: the own one shortened, else the name or the alias',
    ['displayname', 'cn', 'name', 'mailnickname', 'alias'],
    (record) => {
      for (const column of ['displayname', 'cn', 'name', 'mailnickname', 'alias']) {
        const { value } = readColumn(record, [column]);
        const clean = typeof value === 'string' ? value.trim().slice(0, 255).trim() : '';
        if (clean !== '') return fromColumn(clean, record, [column]);
      }
      return unknown('nothing names the object');
    },
  ),
  'onPrem.givenNameIsTooLong': judged('givenName is longer than 63 characters', ['givenname', 'firstname'], (text) => text.length > 63),
  'onPrem.shortGivenName': mended('text', 'givenName, cut to 63 characters', ['givenname', 'firstname'], (text) =>
    text.slice(0, 63).trim(),
  ),
  'onPrem.spacedAttributes': ofObject('onprem', 'list', 'attributes with white space at an end of the value', SPACED, spacedAttributes),
  'onPrem.trimmedDisplayName': mended('text', 'displayName without the white space at its ends', ['displayname'], trimmed),
  'onPrem.trimmedMail': mended('text', 'mail without the white space at its ends', ['mail'], trimmed),
  'onPrem.trimmedAlias': mended('text', 'mailNickname without the white space at its ends', ['mailnickname'], trimmed),
  'onPrem.trimmedUpn': mended('text', 'the UPN without the white space at its ends', ['userprincipalname'], trimmed),
  'onPrem.spacedProxies': spacedProxies('proxy addresses with white space at an end', (value) => value),
  'onPrem.trimmedProxies': spacedProxies('the proxy addresses that had white space at an end, without it', trimmed),
  'onPrem.otherMailHolder': ofObject(
    'onprem',
    'text',
    'another on-premises object with the same mail',
    ['mail'],
    (record, _facts, { directories }) => {
      const { value } = readColumn(record, ['mail']);
      const others = typeof value === 'string' ? (directories.onprem?.find('mail', asciiLower(value)) ?? []) : [];
      const other = others.find((one) => !isSameObject(one, record));
      if (other === undefined) return unknown('no other object has it');
      const name = readColumn(other, ['distinguishedname', 'userprincipalname', 'samaccountname']);
      return typeof name.value === 'string' ? known(name.value, name.evidence) : unknown('the export does not name the other object');
    },
  ),
  'onPrem.contactLacks': ofObject(
    'onprem',
    'text',
    'what a contact needs for synchronization and does not have: mail or proxyAddresses',
    ['mail', 'primarysmtpaddress', 'windowsemailaddress', ...PROXIES],
    contactLacks,
  ),
};
