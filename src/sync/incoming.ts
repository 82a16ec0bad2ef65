import type { Evidence } from '../evidence/evidence.js';
import type { RecipientRecord } from '../facts/recipients.js';
import { domainPart, isAddress, localPart, type ProxyValue, readProxy } from './address.js';
import { readList, readText, type TextReading, textValue } from './read.js';
import type { ObjectType } from './result.js';
import type { SyncSettings } from './settings.js';

/** An on-premises object as it leaves the inbound rules: trimmed, without duplicates, with the UPN that is exported. */
export interface Incoming {
  readonly record: RecipientRecord;
  readonly label: string;
  readonly type: ObjectType | 'other';
  /** The object class that says so. */
  readonly typeName: string;
  readonly typeEvidence: readonly Evidence[];
  readonly areProxiesRead: boolean;
  /** Values that are exported; undefined: proxyAddresses and mail were not read. */
  readonly proxies: readonly ProxyValue[] | undefined;
  /** Values that are discarded, as they stand. */
  readonly discarded: readonly string[];
  readonly proxyEvidence: readonly Evidence[];
  /** The primary SMTP address, lower case. */
  readonly primary: string | null | undefined;
  readonly primaryEvidence: readonly Evidence[];
  readonly mail: string | null | undefined;
  readonly upn: IncomingUpn;
  /** What the prefix of a calculated UPN is made of. */
  readonly nickname: string | undefined;
  readonly sid: TextReading;
  readonly objectGuid: TextReading;
  readonly recipientType: TextReading;
}

/** `exported`: the service takes it as it is. `replaced`: it calculates one. `none`: no user. */
export type IncomingUpn =
  | { readonly kind: 'exported'; readonly value: string; readonly isVerified: boolean | undefined; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'replaced'; readonly given: string; readonly why: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'unread' }
  | { readonly kind: 'none' };

/** In: an on-premises record. Out: the object that is exported. Bad input: never throws; what is not read stays undefined. */
export function readIncoming(record: RecipientRecord, settings: SyncSettings): Incoming {
  const { type, typeName, evidence: typeEvidence } = typeOf(record);
  const list = readList(record, 'proxyaddresses', 'emailaddresses');
  const mailReading = readText(record, 'mail', 'primarysmtpaddress', 'windowsemailaddress');
  const mail = typeof mailReading.value === 'string' ? mailReading.value.trim() : mailReading.value;
  const { proxies, discarded } = normalize(list.value ?? []);
  const named = proxies.find(({ isPrimary }) => isPrimary);
  const fromMail = named === undefined && typeof mail === 'string' ? readProxy(`SMTP:${mail}`) : undefined;
  const all = fromMail === undefined ? proxies : [fromMail, ...proxies.filter(({ kind, key }) => kind !== 'smtp' || key !== fromMail.key)];
  const isRead = list.value !== undefined || mail !== undefined;
  const primary = named?.key ?? fromMail?.key ?? (list.value === undefined || mail === undefined ? undefined : null);
  const adNickname = textValue(record, 'mailnickname', 'alias');
  const upn = type === 'user' ? readUpn(record, settings) : ({ kind: 'none' } as const);
  const secondary = proxies.find(({ kind, isPrimary }) => kind === 'smtp' && !isPrimary)?.key;
  const given = upn.kind === 'exported' ? upn.value : upn.kind === 'replaced' ? upn.given : undefined;
  const prefix = [primary, typeof mail === 'string' ? mail : undefined, given, secondary].find(
    (one) => typeof one === 'string' && one !== '',
  );
  return {
    record,
    label: labelOf(record),
    type,
    typeName,
    typeEvidence,
    areProxiesRead: list.value !== undefined,
    proxies: isRead ? all : undefined,
    discarded,
    proxyEvidence: [...list.evidence, ...(fromMail === undefined ? [] : mailReading.evidence)],
    primary,
    primaryEvidence: named === undefined ? mailReading.evidence : list.evidence.map((item) => ({ ...item, text: named.text })),
    mail,
    upn,
    nickname: adNickname ?? (typeof prefix === 'string' ? localPart(prefix) : undefined),
    sid: readText(record, 'objectsid'),
    objectGuid: readText(record, 'objectguid', 'guid'),
    recipientType: readText(record, 'msexchrecipienttypedetails', 'recipienttypedetails'),
  };
}

export function labelOf(record: RecipientRecord): string {
  for (const column of [
    'userprincipalname',
    'primarysmtpaddress',
    'mail',
    'samaccountname',
    'displayname',
    'cn',
    'name',
    'distinguishedname',
    'objectguid',
  ]) {
    const value = textValue(record, column);
    if (typeof value === 'string') return value.trim();
  }
  return 'an object without a name';
}

/** Trims, discards what is malformed, and keeps the first of equal values; a primary one goes before a secondary one. */
function normalize(values: readonly string[]): { readonly proxies: readonly ProxyValue[]; readonly discarded: readonly string[] } {
  const byKey = new Map<string, ProxyValue>();
  const discarded: string[] = [];
  for (const value of values) {
    const proxy = readProxy(value);
    if (proxy === undefined) {
      discarded.push(value);
      continue;
    }
    const key = `${proxy.kind} ${proxy.key}`;
    const known = byKey.get(key);
    if (known === undefined || (proxy.isPrimary && !known.isPrimary)) byKey.set(key, proxy);
  }
  return { proxies: [...byKey.values()], discarded };
}

const CLASSES: readonly (readonly [name: string, type: Incoming['type']])[] = [
  ['computer', 'other'],
  ['msds-managedserviceaccount', 'other'],
  ['msds-groupmanagedserviceaccount', 'other'],
  ['msexchdynamicdistributionlist', 'other'],
  ['publicfolder', 'other'],
  ['foreignsecurityprincipal', 'other'],
  ['group', 'group'],
  ['contact', 'contact'],
  ['inetorgperson', 'user'],
  ['user', 'user'],
];

function typeOf(record: RecipientRecord): {
  readonly type: Incoming['type'];
  readonly typeName: string;
  readonly evidence: readonly Evidence[];
} {
  const classes = readList(record, 'objectclass');
  const names = new Set((classes.value ?? []).map((name) => name.trim().toLowerCase()));
  const found = CLASSES.find(([name]) => names.has(name));
  if (found !== undefined) return { type: found[1], typeName: found[0], evidence: classes.evidence };
  const strange = [...names].find(
    (name) => !['top', 'person', 'organizationalperson', 'mailrecipient', 'securityprincipal'].includes(name),
  );
  if (strange !== undefined) return { type: 'other', typeName: strange, evidence: classes.evidence };
  const groupType = readText(record, 'grouptype');
  if (typeof groupType.value === 'string' && classes.value === undefined)
    return { type: 'group', typeName: 'group', evidence: groupType.evidence };
  const kind = readText(record, 'recipienttypedetails', 'recipienttype');
  const word = (kind.value ?? '').toLowerCase();
  const type =
    word.includes('dynamic') || word.includes('publicfolder')
      ? 'other'
      : word.includes('contact')
        ? 'contact'
        : word.includes('group') && !word.includes('mailbox')
          ? 'group'
          : 'user';
  return { type, typeName: type, evidence: kind.evidence };
}

// Characters that a cloud UPN may hold before the "@".
const INVALID = /[^A-Za-z0-9'._!#^~-]/;

function readUpn(record: RecipientRecord, settings: SyncSettings): IncomingUpn {
  const reading = readText(record, 'userprincipalname');
  if (reading.value === undefined) return { kind: 'unread' };
  const { value, evidence } = reading.value === null ? fromSam(record) : { value: reading.value, evidence: reading.evidence };
  if (value === undefined) return { kind: 'unread' };
  if (!isAddress(value) || INVALID.test(localPart(value)) || localPart(value).endsWith('.'))
    return { kind: 'replaced', given: value, why: 'it holds what a cloud UPN must not hold', evidence };
  const domain = domainPart(value);
  const isVerified = settings.verifiedDomains?.has(domain) ?? (isUnroutable(domain) ? false : undefined);
  return isVerified === false
    ? { kind: 'replaced', given: value, why: `the suffix ${domain} is not verified in the tenant`, evidence }
    : { kind: 'exported', value, isVerified, evidence };
}

/** Without a UPN the rule makes one of the logon name and the domain. */
function fromSam(record: RecipientRecord): { readonly value: string | undefined; readonly evidence: readonly Evidence[] } {
  const sam = readText(record, 'samaccountname');
  const dn = readText(record, 'distinguishedname');
  const labels = [...(dn.value ?? '').slice(-2000).matchAll(/(?:^|,)\s?DC=([^,=]{1,63})/gi)].map((match) => match[1] ?? '');
  if (typeof sam.value !== 'string' || labels.length === 0) return { value: undefined, evidence: [] };
  return { value: `${sam.value}@${labels.join('.')}`, evidence: [...sam.evidence, ...dn.evidence] };
}

/** Domains that nobody can verify. */
function isUnroutable(domain: string): boolean {
  return (
    !domain.includes('.') ||
    /\.(?:local|lan|internal|intern|corp|home|localdomain|test|example|invalid|localhost|intra|priv|private)$/.test(domain)
  );
}
