import type { Side } from '../evidence/directory.js';
import { type KeyKind, keysOf } from '../facts/recipients.js';
import type { Question } from '../findings/questions.js';
import type { OutputRecord } from '../parse/output/records.js';
import { guidForms } from '../parse/recipient/guid.js';

/** Whom a question is about, as far as it is known: their addresses, names and ids in lower case, without blanks. */
export type Known = ReadonlySet<string>;

const KINDS: readonly KeyKind[] = ['address', 'upn', 'exchangeGuid', 'archiveGuid', 'objectId', 'alias', 'sam', 'dn', 'legacyDn', 'name'];
const FACTS: readonly string[] = [
  'input.guid',
  'input.address',
  'input.identity',
  'header.fromAddress',
  'cloud.primarySmtpAddress',
  'cloud.userPrincipalName',
  'onPrem.primarySmtpAddress',
  'onPrem.userPrincipalName',
];

export function knownOf(question: Question | undefined): Known {
  const known = new Set<string>();
  if (question === undefined) return known;
  const { hints, onPrem, cloud } = question.finding.subject;
  const add = (text: string | undefined): void => {
    if (text !== undefined && text !== '') known.add(plain(text));
  };
  add(hints.guid);
  // As a filter of LDAP writes it.
  if (hints.guid !== undefined) add(guidForms(hints.guid)?.ldapFilter);
  for (const text of [...hints.addresses, ...hints.names]) add(text);
  for (const record of [onPrem, cloud]) {
    if (record !== undefined) for (const kind of KINDS) for (const key of keysOf(record, kind)) add(key);
  }
  for (const name of FACTS) {
    const fact = question.finding.facts(name);
    if (fact.kind === 'known' && typeof fact.value === 'string') add(fact.value);
  }
  return known;
}

/** As consoles break lines anywhere, blanks do not count. */
export function plain(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

const NAMING = [
  'identity',
  'userprincipalname',
  'primarysmtpaddress',
  'windowsemailaddress',
  'emailaddresses',
  'proxyaddresses',
  'mail',
  'alias',
  'exchangeguid',
  'distinguishedname',
  'displayname',
  'name',
  'samaccountname',
  'externaldirectoryobjectid',
  'id',
  'objectguid',
  'guid',
  'mailboxguid',
];

/** True where an object names the person, false where it names somebody else; undefined where it has no name, or nobody is known. */
export function isAbout(record: OutputRecord, known: Known): boolean | undefined {
  if (known.size === 0) return undefined;
  let hasName = false;
  for (const name of NAMING) {
    const value = record.values.get(name)?.value;
    const texts = typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    for (const text of texts) {
      hasName = true;
      if (known.has(plain(text.replace(/^smtp:/i, '')))) return true;
    }
  }
  return hasName ? false : undefined;
}

/** True where an object says who or what it is. */
export function hasName(record: OutputRecord): boolean {
  return NAMING.some((name) => typeof record.values.get(name)?.value === 'string' || Array.isArray(record.values.get(name)?.value));
}

const WRITTEN_NAMES = NAMING.filter((name) => !/addresses$/.test(name));

/** True where an object says who it is, and what it says cannot be read: then it may be anybody. */
export function hidesName(record: OutputRecord): boolean {
  return !hasName(record) && WRITTEN_NAMES.some((name) => record.values.has(name) && record.values.get(name)?.value === undefined);
}

/** A property by which the person of a question is found on a side; undefined where none is known. */
export function keyOf(question: Question | undefined, side: Side): { readonly name: string; readonly value: string } | undefined {
  const of = side === 'onprem' ? 'onPrem' : 'cloud';
  for (const [name, property] of [
    ['primarySmtpAddress', 'PrimarySmtpAddress'],
    ['userPrincipalName', 'UserPrincipalName'],
  ] as const) {
    const fact = question?.finding.facts(`${of}.${name}`);
    if (fact?.kind === 'known' && typeof fact.value === 'string') return { name: property, value: fact.value };
  }
  return undefined;
}
