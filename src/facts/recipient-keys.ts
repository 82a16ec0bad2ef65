import type { AttributeValue, Side } from '../evidence/directory.js';
import type { Evidence } from '../evidence/evidence.js';
import { base64ToBytes } from '../parse/recipient/bytes.js';
import { guidFromBytes, readGuid } from '../parse/recipient/guid.js';
import { valueOf } from '../parse/recipient/table.js';
import { evidenceOf, type RecipientRecord, type RecordPart } from './recipient-record.js';

/**
 * By what objects are found and compared. `address`: each SMTP address; `proxy`: each proxy address with its prefix (X500 and SIP too); `anchor`:
 * the source anchor as a GUID, whichever attribute and dress it came in. A `sam` is one object's only together with its `domain`.
 */
export type KeyKind =
  | 'exchangeGuid'
  | 'archiveGuid'
  | 'objectId'
  | 'immutableId'
  | 'consistencyGuid'
  | 'anchor'
  | 'address'
  | 'primary'
  | 'proxy'
  | 'mail'
  | 'targetAddress'
  | 'upn'
  | 'sam'
  | 'domain'
  | 'alias'
  | 'sid'
  | 'legacyDn'
  | 'name'
  | 'dn';

type PlainKind = Exclude<KeyKind, 'address' | 'primary' | 'proxy' | 'anchor'>;

/** Columns that hold the keys by which objects are found and joined. */
export const KEY_COLUMNS: Readonly<Record<Side, Readonly<Record<PlainKind, readonly string[]>>>> = {
  onprem: {
    exchangeGuid: ['msexchmailboxguid', 'exchangeguid'],
    archiveGuid: ['msexcharchiveguid', 'archiveguid'],
    objectId: ['objectguid', 'guid', 'ms-ds-consistencyguid'],
    immutableId: [],
    consistencyGuid: ['ms-ds-consistencyguid'],
    mail: ['mail'],
    targetAddress: ['targetaddress', 'externalemailaddress', 'remoteroutingaddress'],
    upn: ['userprincipalname'],
    sam: ['samaccountname'],
    domain: [],
    alias: ['mailnickname', 'alias'],
    sid: ['objectsid'],
    legacyDn: ['legacyexchangedn'],
    name: ['displayname', 'cn', 'name', 'mailnickname', 'alias', 'samaccountname', 'legacyexchangedn'],
    dn: ['distinguishedname'],
  },
  cloud: {
    exchangeGuid: ['exo.exchangeguid'],
    archiveGuid: ['exo.archiveguid'],
    objectId: ['id', 'exo.externaldirectoryobjectid', 'exo.guid'],
    immutableId: ['onpremisesimmutableid', 'exo.immutableid'],
    consistencyGuid: [],
    mail: ['mail'],
    targetAddress: ['exo.externalemailaddress'],
    upn: ['userprincipalname', 'exo.userprincipalname', 'exo.windowsliveid', 'exo.microsoftonlineservicesid'],
    sam: ['onpremisessamaccountname'],
    domain: ['onpremisesdomainname'],
    alias: ['mailnickname', 'exo.alias'],
    sid: ['onpremisessecurityidentifier'],
    legacyDn: ['exo.legacyexchangedn'],
    name: ['displayname', 'mailnickname', 'exo.displayname', 'exo.alias', 'exo.name', 'exo.identity', 'exo.legacyexchangedn'],
    dn: ['exo.distinguishedname', 'onpremisesdistinguishedname'],
  },
};
export const ADDRESS_COLUMNS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['proxyaddresses', 'emailaddresses', 'mail', 'primarysmtpaddress', 'windowsemailaddress'],
  cloud: ['proxyaddresses', 'exo.emailaddresses', 'mail', 'exo.primarysmtpaddress', 'exo.windowsemailaddress'],
};
const PROXY_COLUMNS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['proxyaddresses', 'emailaddresses'],
  cloud: ['proxyaddresses', 'exo.emailaddresses'],
};
const PRIMARY_LISTS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['proxyaddresses', 'emailaddresses'],
  cloud: ['exo.emailaddresses', 'proxyaddresses'],
};
const PRIMARY_SINGLES: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['primarysmtpaddress', 'mail', 'windowsemailaddress'],
  cloud: ['exo.primarysmtpaddress', 'mail', 'exo.windowsemailaddress'],
};

/**
 * A to Z in lower case, every other character as it is.
 *
 * This is how Exchange compares addresses. A locale's or Unicode's folding would make equal what a directory tells apart: the Turkish dotless i
 * and I, the Kelvin sign and k, full-width letters and plain ones. Letters outside ASCII that differ in case count as different, and ß is not
 * ss: two values that Active Directory may call equal are then not joined, which leaves a question open and answers none wrongly.
 */
export function asciiLower(text: string): string {
  const lower = text.toLowerCase();
  if (lower === text) return text;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  }
  return lower;
}

/** A key as it is looked up. Source anchors keep their case, for Base64 is case-sensitive; names are compared as people write them. */
export function normalKey(kind: KeyKind, text: string): string {
  if (kind === 'immutableId') return text;
  return kind === 'name' || kind === 'dn' ? text.toLowerCase() : asciiLower(text);
}

function textsOf(value: AttributeValue): readonly string[] {
  return value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value;
}

/** SMTP addresses of a record, lower case, without prefix; undefined when no address column was read. */
export function smtpAddresses(record: RecipientRecord, columns?: readonly string[]): readonly string[] | undefined {
  if (columns !== undefined) return addressesIn(record, columns);
  const memo = memoOf(record);
  if (memo.addresses === undefined) memo.addresses = addressesIn(record, ADDRESS_COLUMNS[record.side]) ?? null;
  return memo.addresses ?? undefined;
}

function addressesIn(record: RecipientRecord, columns: readonly string[]): readonly string[] | undefined {
  const found: string[] = [];
  let many: Set<string> | undefined;
  let wasRead = false;
  const { parts } = record;
  for (const column of columns) {
    for (const { table, row } of parts) {
      const value = valueOf(table, row, column);
      if (value === undefined) continue;
      wasRead = true;
      for (const text of textsOf(value)) {
        const address = smtpAddress(text);
        if (address === undefined || (many === undefined ? found.includes(address) : many.has(address))) continue;
        found.push(address);
        many?.add(address);
        if (found.length === FEW) many = new Set(found);
      }
    }
  }
  return wasRead ? found : undefined;
}

// So many are looked through one by one; of more, a set is made.
const FEW = 16;

/** The address of a `smtp:`/`SMTP:` value or a bare one, in lower case; undefined for X500, SIP and the like. */
export function smtpAddress(text: string): string | undefined {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  if (text.charCodeAt(from + 4) === COLON && asciiLower(text.slice(from, from + 4)) === 'smtp') from += 5;
  let at = -1;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit === AT) {
      if (at >= 0) return undefined;
      at = i;
    } else if (unit === COLON || isBlank(unit)) return undefined;
  }
  if (at <= from || at - from > 128 || at + 1 >= to || to - at > 256) return undefined;
  return asciiLower(from === 0 && to === text.length ? text : text.slice(from, to));
}

const AT = 64;
const COLON = 58;

/** What `\s` stands for. */
function isBlank(unit: number): boolean {
  if (unit <= 32) return unit === 32 || (unit >= 9 && unit <= 13);
  return unit > 127 && /\s/.test(String.fromCharCode(unit));
}

/** What was worked out of one record: the facts of a person ask for the same again and again. */
interface Memo {
  readonly record: RecipientRecord | undefined;
  /** A record that is still being put together grows. */
  readonly parts: number;
  /** `null`: no column was read. */
  addresses: readonly string[] | null | undefined;
  readonly keys: (readonly string[] | undefined)[];
}

const NO_MEMO: Memo = { record: undefined, parts: 0, addresses: undefined, keys: [] };

const PLACES: Readonly<Record<Exclude<KeyKind, 'address'>, number>> = {
  exchangeGuid: 0,
  archiveGuid: 1,
  objectId: 2,
  immutableId: 3,
  consistencyGuid: 4,
  anchor: 5,
  primary: 6,
  proxy: 7,
  mail: 8,
  targetAddress: 9,
  upn: 10,
  sam: 11,
  domain: 12,
  alias: 13,
  sid: 14,
  legacyDn: 15,
  name: 16,
  dn: 17,
};

/** The records of the person at hand, and those that were looked at beside them. */
const RECENT: Memo[] = new Array<Memo>(8).fill(NO_MEMO);
let oldest = 0;

function memoOf(record: RecipientRecord): Memo {
  for (let i = 0; i < RECENT.length; i++) {
    const memo = RECENT[i] ?? NO_MEMO;
    if (memo.record === record && memo.parts === record.parts.length) return memo;
  }
  const made: Memo = { record, parts: record.parts.length, addresses: undefined, keys: [] };
  RECENT[oldest] = made;
  oldest = (oldest + 1) % RECENT.length;
  return made;
}

/** Keys of a record as `find` looks them up; a key may come twice. */
export function keysOf(record: RecipientRecord, kind: KeyKind): readonly string[] {
  if (kind === 'address') return smtpAddresses(record) ?? [];
  const { keys } = memoOf(record);
  const place = PLACES[kind];
  const known = keys[place];
  if (known !== undefined) return known;
  const made = makeKeys(record, kind);
  keys[place] = made;
  return made;
}

function makeKeys(record: RecipientRecord, kind: Exclude<KeyKind, 'address'>): readonly string[] {
  switch (kind) {
    case 'primary': {
      const primary = primaryPlace(record)?.address;
      return primary === undefined || primary === null ? [] : [primary];
    }
    case 'proxy':
      return columnKeys(record, PROXY_COLUMNS[record.side], (text) => proxyKey(text));
    case 'targetAddress':
      return columnKeys(record, KEY_COLUMNS[record.side].targetAddress, (text) => smtpAddress(text) ?? asciiLower(text));
    case 'anchor':
      return anchors(record);
    case 'domain':
      return domains(record);
    default:
      return columnKeys(record, KEY_COLUMNS[record.side][kind], (text) => normalKey(kind, text));
  }
}

function columnKeys(record: RecipientRecord, columns: readonly string[], keyOf: (text: string) => string): readonly string[] {
  const keys: string[] = [];
  const { parts } = record;
  for (const column of columns) {
    for (const { table, row } of parts) {
      const value = valueOf(table, row, column);
      if (typeof value === 'string') keys.push(keyOf(value));
      else if (value !== undefined && value !== null) for (const text of value) keys.push(keyOf(text));
    }
  }
  return keys;
}

/** A proxy address as a key: prefix and all, without case. A bare address is an SMTP address. */
export function proxyKey(text: string): string {
  const key = asciiLower(text.trim());
  return key.includes(':') || !key.includes('@') ? key : `smtp:${key}`;
}

/** The GUIDs by which synchronization joins: on-premises the ConsistencyGuid, else the objectGUID; in the cloud what the ImmutableId says. */
function anchors(record: RecipientRecord): readonly string[] {
  if (record.side === 'onprem') {
    const consistency = keysOf(record, 'consistencyGuid');
    return consistency.length > 0 ? consistency : columnKeys(record, ['objectguid', 'guid'], asciiLower);
  }
  const guids: string[] = [];
  for (const anchor of keysOf(record, 'immutableId')) {
    const bytes = anchor.length === 24 && anchor.endsWith('==') ? base64ToBytes(anchor) : undefined;
    const guid = bytes === undefined ? undefined : guidFromBytes(bytes);
    if (guid !== undefined) {
      guids.push(guid);
      continue;
    }
    const reading = readGuid(anchor);
    if (reading.kind !== 'problem') guids.push(reading.guid);
  }
  return guids;
}

/** DNS name of the domain that a record's sAMAccountName belongs to: from the DN on-premises, from Graph in the cloud. */
function domains(record: RecipientRecord): readonly string[] {
  if (record.side === 'cloud') return columnKeys(record, KEY_COLUMNS.cloud.domain, asciiLower);
  const names: string[] = [];
  for (const dn of keysOf(record, 'dn')) {
    const labels = dn
      .slice(-1024)
      .split(',')
      .flatMap((part) => (part.trimStart().startsWith('dc=') ? [part.trim().slice(3)] : []));
    if (labels.length > 0) names.push(labels.join('.'));
  }
  return names;
}

interface PrimaryPlace {
  readonly address: string | null;
  readonly part: RecordPart;
  readonly column: string;
  readonly text: string | null;
}

/** The `SMTP:` address, else the cmdlet's PrimarySmtpAddress, else `mail`. */
export function primaryAddress(record: RecipientRecord): {
  readonly value: string | null | undefined;
  readonly evidence: readonly Evidence[];
} {
  const place = primaryPlace(record);
  if (place === undefined) return { value: undefined, evidence: [] };
  const { part, column, text, address } = place;
  return {
    value: address,
    get evidence() {
      return [evidenceOf(part.table, part.row, column, text)];
    },
  };
}

function primaryPlace(record: RecipientRecord): PrimaryPlace | undefined {
  const { parts } = record;
  let absent: PrimaryPlace | undefined;
  for (const column of PRIMARY_LISTS[record.side]) {
    for (const part of parts) {
      const value = valueOf(part.table, part.row, column);
      if (value === undefined) continue;
      const text = textsOf(value).find((one) => one.startsWith('SMTP:'));
      const address = text === undefined ? undefined : smtpAddress(text);
      if (text !== undefined && address !== undefined) return { address, part, column, text };
      absent ??= { address: null, part, column, text: null };
    }
  }
  return primarySingle(record, absent);
}

function primarySingle(record: RecipientRecord, absent: PrimaryPlace | undefined): PrimaryPlace | undefined {
  let none: PrimaryPlace | undefined;
  for (const column of PRIMARY_SINGLES[record.side]) {
    for (const part of record.parts) {
      const value = valueOf(part.table, part.row, column);
      if (typeof value === 'string') return { address: smtpAddress(value) ?? asciiLower(value), part, column, text: value };
      if (value === null) none ??= { address: null, part, column, text: null };
      else if (value !== undefined) return absent;
    }
  }
  return absent ?? none;
}

const DELETED_MARKS = ['exo.issoftdeletedbyremove', 'exo.issoftdeletedbydisable', 'exo.isinactivemailbox', 'exo.softdeleted'];
const DELETED_DATES = ['deleteddatetime', 'exo.whensoftdeleted'];

/** True for a soft-deleted or inactive mailbox or a deleted user: it holds addresses, but is nobody's partner. */
export function isSoftDeleted(record: RecipientRecord): boolean {
  for (const column of DELETED_MARKS) if (String(firstValue(record, column) ?? '').toLowerCase() === 'true') return true;
  for (const column of DELETED_DATES) {
    const deleted = firstValue(record, column);
    if (typeof deleted === 'string' && deleted !== '') return true;
  }
  const dn = firstValue(record, 'exo.distinguishedname');
  return typeof dn === 'string' && /OU=Soft Deleted Objects/i.test(dn);
}

/** A single value as text; undefined where it was not read, is not set, or is a list. */
export function firstText(record: RecipientRecord, column: string): string | undefined {
  const value = firstValue(record, column);
  return typeof value === 'string' ? value : undefined;
}

function firstValue(record: RecipientRecord, column: string): AttributeValue {
  const { parts } = record;
  let found: AttributeValue;
  for (const { table, row } of parts) {
    const value = valueOf(table, row, column);
    if (value !== undefined && value !== null) return value;
    if (found === undefined) found = value;
  }
  return found;
}
