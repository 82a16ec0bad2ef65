import type { AttributeValue, DirectoryRow, DirectoryTable, Side } from '../evidence/directory.js';
import type { Evidence } from '../evidence/evidence.js';
import { guidForms, readGuid, swapGuidBytes } from '../parse/recipient/guid.js';
import { columnReader, valueOf } from '../parse/recipient/table.js';

/** One object of one side: a row, or the rows of several files that describe the same object. */
export interface RecipientRecord {
  readonly side: Side;
  readonly parts: readonly RecordPart[];
}

export interface RecordPart {
  readonly table: DirectoryTable;
  readonly row: DirectoryRow;
}

/** A value as it was read, and where it stands. */
export interface Reading {
  readonly value: AttributeValue;
  readonly evidence: readonly Evidence[];
}

/** The first of the columns that was read in any part; `undefined` when none was. A set value goes before a known-absent one. */
export function readColumn(record: RecipientRecord, columns: readonly string[]): Reading {
  let absent: Reading | undefined;
  for (const column of columns) {
    for (const { table, row } of record.parts) {
      const value = valueOf(table, row, column);
      if (value === undefined) continue;
      const reading = { value, evidence: [evidenceOf(table, row, column, value)] };
      if (value !== null) return reading;
      absent ??= reading;
    }
  }
  return absent ?? { value: undefined, evidence: [] };
}

function evidenceOf(table: DirectoryTable, row: DirectoryRow, column: string, value: AttributeValue): Evidence {
  const text = value === null || value === undefined ? 'not set' : typeof value === 'string' ? value : value.join(', ');
  const path = properName(column);
  return { source: table.side, path, text, file: table.source, ...(row.line === undefined ? {} : { line: row.line }) };
}

const PROPER_NAMES: ReadonlyMap<string, string> = new Map(
  [
    'msExchMailboxGuid',
    'msExchArchiveGUID',
    'mailNickname',
    'userPrincipalName',
    'sAMAccountName',
    'displayName',
    'distinguishedName',
    'objectGUID',
    'mS-DS-ConsistencyGuid',
    'proxyAddresses',
    'mail',
    'targetAddress',
    'legacyExchangeDN',
    'msExchRemoteRecipientType',
    'msExchRecipientTypeDetails',
    'homeMDB',
    'homeMTA',
    'msExchHomeServerName',
    'msExchArchiveDatabaseLink',
    'msExchArchiveAddress',
    'adminCount',
    'adminDescription',
    'objectClass',
    'msExchUserHoldPolicies',
    'ExchangeGuid',
    'ArchiveGuid',
    'RecipientTypeDetails',
    'PreviousRecipientTypeDetails',
    'EmailAddresses',
    'PrimarySmtpAddress',
    'IsDirSynced',
    'onPremisesImmutableId',
    'onPremisesSyncEnabled',
    'onPremisesObjectIdentifier',
    'assignedPlans',
    'ExternalDirectoryObjectId',
    'ExternalEmailAddress',
    'MailboxLocations',
    'assignedRoles',
    'eligibleRoles',
    'EmailAddressPolicyEnabled',
    'msExchPoliciesExcluded',
    'Alias',
    'LitigationHoldEnabled',
    'InPlaceHolds',
    'DelayHoldApplied',
    'DataEncryptionPolicy',
    'AutoExpandingArchiveEnabled',
    'MailboxRegion',
    'IsExchangeCloudManaged',
    'usageLocation',
    'userType',
    'onPremisesProvisioningErrors',
    'ArchiveStatus',
    'LegacyExchangeDN',
    'RemoteRoutingAddress',
  ].map((name) => [name.toLowerCase(), name]),
);

/** The vendor's spelling of a column, for quoting; `exo.` is dropped, for Exchange Online prints no prefix. */
export function properName(column: string): string {
  const bare = column.startsWith('exo.') ? column.slice(4) : column;
  return PROPER_NAMES.get(bare) ?? bare;
}

export type KeyKind = 'exchangeGuid' | 'archiveGuid' | 'objectId' | 'immutableId' | 'address' | 'primary' | 'upn' | 'name' | 'dn';

/** Columns that hold the keys by which objects are found and joined. */
export const KEY_COLUMNS: Readonly<Record<Side, Readonly<Record<Exclude<KeyKind, 'address' | 'primary'>, readonly string[]>>>> = {
  onprem: {
    exchangeGuid: ['msexchmailboxguid', 'exchangeguid'],
    archiveGuid: ['msexcharchiveguid', 'archiveguid'],
    objectId: ['objectguid', 'guid', 'ms-ds-consistencyguid'],
    immutableId: [],
    upn: ['userprincipalname'],
    name: ['displayname', 'cn', 'name', 'mailnickname', 'alias', 'samaccountname', 'legacyexchangedn'],
    dn: ['distinguishedname'],
  },
  cloud: {
    exchangeGuid: ['exo.exchangeguid'],
    archiveGuid: ['exo.archiveguid'],
    objectId: ['id', 'exo.externaldirectoryobjectid', 'exo.guid'],
    immutableId: ['onpremisesimmutableid', 'exo.immutableid'],
    upn: ['userprincipalname', 'exo.userprincipalname', 'exo.windowsliveid', 'exo.microsoftonlineservicesid'],
    name: ['displayname', 'mailnickname', 'exo.displayname', 'exo.alias', 'exo.name', 'exo.identity', 'exo.legacyexchangedn'],
    dn: ['exo.distinguishedname', 'onpremisesdistinguishedname'],
  },
};
export const ADDRESS_COLUMNS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['proxyaddresses', 'emailaddresses', 'mail', 'primarysmtpaddress', 'windowsemailaddress'],
  cloud: ['proxyaddresses', 'exo.emailaddresses', 'mail', 'exo.primarysmtpaddress', 'exo.windowsemailaddress'],
};

/** SMTP addresses of a record, lower case, without prefix; undefined when no address column was read. */
export function smtpAddresses(record: RecipientRecord, columns = ADDRESS_COLUMNS[record.side]): readonly string[] | undefined {
  const found = new Set<string>();
  let wasRead = false;
  for (const column of columns) {
    for (const { table, row } of record.parts) {
      const value = valueOf(table, row, column);
      if (value === undefined) continue;
      wasRead = true;
      for (const text of value === null ? [] : typeof value === 'string' ? [value] : value) {
        const address = smtpAddress(text);
        if (address !== undefined) found.add(address);
      }
    }
  }
  return wasRead ? [...found] : undefined;
}

/** The address of a `smtp:`/`SMTP:` value or a bare one, in lower case; undefined for X500, SIP and the like. */
export function smtpAddress(text: string): string | undefined {
  const match = /^(?:smtp:)?([^\s:@]{1,128}@[^\s:@]{1,255})$/i.exec(text.trim());
  return match?.[1]?.toLowerCase();
}

/** One side's objects, with indexes that are built on first use. */
export interface SideIndex {
  readonly side: Side;
  readonly records: readonly RecipientRecord[];
  readonly tables: readonly DirectoryTable[];
  find(kind: KeyKind, value: string): readonly RecipientRecord[];
}

/**
 * In: the tables of one side. Out: its objects; rows of different files that describe one object (same object id, DN, or UPN) are one record.
 * Rows of one file are never merged, except a plain Exchange Online row into the Graph row of the same object.
 */
export function indexSide(side: Side, tables: readonly DirectoryTable[]): SideIndex {
  const records = mergeRecords(side, tables);
  const indexes = new Map<KeyKind, Map<string, RecipientRecord[]>>();
  const indexOf = (kind: KeyKind): Map<string, RecipientRecord[]> => {
    const known = indexes.get(kind);
    if (known !== undefined) return known;
    const index = new Map<string, RecipientRecord[]>();
    for (const record of records) {
      for (const key of new Set(keysOf(record, kind))) {
        const holders = index.get(key);
        if (holders === undefined) index.set(key, [record]);
        else holders.push(record);
      }
    }
    indexes.set(kind, index);
    return index;
  };
  return {
    side,
    records,
    tables,
    find: (kind, value) => (value === '' ? [] : (indexOf(kind).get(kind === 'immutableId' ? value : value.toLowerCase()) ?? [])),
  };
}

/** Keys of a record as `find` looks them up. Source anchors keep their case, for Base64 is case-sensitive. */
export function keysOf(record: RecipientRecord, kind: KeyKind): readonly string[] {
  if (kind === 'address') return smtpAddresses(record) ?? [];
  if (kind === 'primary') {
    const primary = primaryAddress(record);
    return primary.value === undefined || primary.value === null ? [] : [primary.value];
  }
  const keys: string[] = [];
  for (const column of KEY_COLUMNS[record.side][kind]) {
    for (const { table, row } of record.parts) {
      const value = valueOf(table, row, column);
      for (const text of value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value) {
        keys.push(kind === 'immutableId' ? text : text.toLowerCase());
      }
    }
  }
  return keys;
}

/** The `SMTP:` address, else the cmdlet's PrimarySmtpAddress, else `mail`. */
export function primaryAddress(record: RecipientRecord): {
  readonly value: string | null | undefined;
  readonly evidence: readonly Evidence[];
} {
  let absent: Evidence | undefined;
  for (const column of record.side === 'onprem' ? ['proxyaddresses', 'emailaddresses'] : ['exo.emailaddresses', 'proxyaddresses']) {
    for (const { table, row } of record.parts) {
      const value = valueOf(table, row, column);
      if (value === undefined) continue;
      const list = value === null ? [] : typeof value === 'string' ? [value] : value;
      const primary = list.find((text) => text.startsWith('SMTP:'));
      const address = primary === undefined ? undefined : smtpAddress(primary);
      if (address !== undefined) return { value: address, evidence: [evidenceOf(table, row, column, primary)] };
      absent ??= evidenceOf(table, row, column, null);
    }
  }
  const single = readColumn(
    record,
    record.side === 'onprem'
      ? ['primarysmtpaddress', 'mail', 'windowsemailaddress']
      : ['exo.primarysmtpaddress', 'mail', 'exo.windowsemailaddress'],
  );
  if (typeof single.value === 'string')
    return { value: smtpAddress(single.value) ?? single.value.toLowerCase(), evidence: single.evidence };
  if (single.value === null || absent !== undefined) return { value: null, evidence: absent === undefined ? single.evidence : [absent] };
  return { value: undefined, evidence: [] };
}

/** True for a soft-deleted or inactive mailbox or a deleted user: it holds addresses, but is nobody's partner. */
export function isSoftDeleted(record: RecipientRecord): boolean {
  const isTrue = (column: string): boolean => String(readColumn(record, [column]).value ?? '').toLowerCase() === 'true';
  if (isTrue('exo.issoftdeletedbyremove') || isTrue('exo.issoftdeletedbydisable') || isTrue('exo.isinactivemailbox')) return true;
  const deleted = readColumn(record, ['deleteddatetime', 'exo.whensoftdeleted']).value;
  if (typeof deleted === 'string' && deleted !== '') return true;
  const dn = readColumn(record, ['exo.distinguishedname']).value;
  return typeof dn === 'string' && /OU=Soft Deleted Objects/i.test(dn);
}

function mergeRecords(side: Side, tables: readonly DirectoryTable[]): readonly RecipientRecord[] {
  const records: { side: Side; parts: RecordPart[] }[] = [];
  const byKey = new Map<string, { side: Side; parts: RecordPart[] }>();
  const ordered = [...tables].sort((a, b) => rankOfOrigin(a) - rankOfOrigin(b));
  const mayMerge = tables.length > 1 || tables.some((table) => holdsBothViews(table));
  for (const table of ordered) {
    for (const row of table.rows) {
      const part = { table, row };
      const keys = mayMerge ? mergeKeys({ side, parts: [part] }) : [];
      const target = keys.map((key) => byKey.get(key)).find((record) => record !== undefined && canJoin(record, part));
      if (target !== undefined) {
        target.parts.push(part);
        for (const key of keys) if (!byKey.has(key)) byKey.set(key, target);
        continue;
      }
      const record = { side, parts: [part] };
      records.push(record);
      for (const key of keys) if (!byKey.has(key)) byKey.set(key, record);
    }
  }
  return records;
}

/** True for a cloud table that holds rows of Graph and, apart from them, rows of Exchange Online. */
function holdsBothViews(table: DirectoryTable): boolean {
  if (table.side !== 'cloud' || !table.columns.includes('id') || !table.columns.some((column) => column.startsWith('exo.'))) return false;
  const idOf = columnReader(table, 'id');
  return table.rows.some((row) => typeof idOf(row) !== 'string');
}

function rankOfOrigin(table: DirectoryTable): number {
  return table.origin === 'ad' || table.origin === 'graph' ? 0 : 1;
}

function mergeKeys(record: RecipientRecord): readonly string[] {
  if (isSoftDeleted(record)) return [];
  const keys = keysOf(record, 'objectId').slice(0, 2);
  const primary = keysOf(record, 'primary')[0];
  return [
    ...keys.map((key) => `id ${key}`),
    ...keysOf(record, 'dn').map((key) => `dn ${key}`),
    ...keysOf(record, 'upn').map((key) => `upn ${key}`),
    ...(primary === undefined ? [] : [`smtp ${primary}`]),
  ];
}

/** Rows of two files join; rows of one file only when one is Graph's and the other Exchange Online's view of the object. */
function canJoin(record: { readonly parts: readonly RecordPart[] }, part: RecordPart): boolean {
  const sameFile = record.parts.find((other) => other.table === part.table);
  if (sameFile === undefined) return true;
  const isGraph = (other: RecordPart): boolean => typeof valueOf(other.table, other.row, 'id') === 'string';
  const isExchange = (other: RecordPart): boolean => typeof valueOf(other.table, other.row, 'exo.recipienttypedetails') === 'string';
  return part.table.side === 'cloud' && isGraph(sameFile) && !isExchange(sameFile) && !isGraph(part) && isExchange(part);
}

/** How an on-premises and a cloud object were recognised as one person, the strongest key first. */
export interface Partner {
  readonly record: RecipientRecord;
  readonly by:
    | 'source anchor'
    | 'ExchangeGuid'
    | 'ExchangeGuid in the wrong byte order'
    | 'primary SMTP address'
    | 'UserPrincipalName'
    | 'proxy address'
    | 'ArchiveGuid';
}

/** Objects of the other side that belong to a record, strongest key first; several when one key is held twice. */
export function findPartners(record: RecipientRecord, other: SideIndex): readonly Partner[] {
  const partners: Partner[] = [];
  const add = (by: Partner['by'], found: readonly RecipientRecord[]): void => {
    for (const candidate of found) {
      if (!isSoftDeleted(candidate) && !partners.some((known) => known.record === candidate)) partners.push({ record: candidate, by });
    }
  };
  if (record.side === 'cloud') {
    for (const anchor of keysOf(record, 'immutableId')) {
      const reading = readGuid(anchor);
      if (reading.kind !== 'problem') add('source anchor', other.find('objectId', reading.guid));
    }
  } else {
    for (const guid of keysOf(record, 'objectId')) {
      const anchor = guidForms(guid)?.immutableId;
      if (anchor !== undefined) add('source anchor', other.find('immutableId', anchor));
    }
  }
  for (const guid of keysOf(record, 'exchangeGuid')) add('ExchangeGuid', other.find('exchangeGuid', guid));
  for (const address of keysOf(record, 'primary')) add('primary SMTP address', other.find('address', address));
  for (const upn of keysOf(record, 'upn')) add('UserPrincipalName', other.find('upn', upn));
  for (const address of keysOf(record, 'address')) if (!isServiceAddress(address)) add('proxy address', other.find('address', address));
  for (const guid of keysOf(record, 'archiveGuid')) add('ArchiveGuid', other.find('archiveGuid', guid));
  for (const guid of keysOf(record, 'exchangeGuid')) {
    const swapped = swapGuidBytes(guid);
    if (swapped !== undefined && swapped !== guid) add('ExchangeGuid in the wrong byte order', other.find('exchangeGuid', swapped));
  }
  return partners;
}

/** tenant.onmicrosoft.com addresses are made by the service, but they are one person's: only addresses with no local name are skipped. */
function isServiceAddress(address: string): boolean {
  return address.startsWith('@');
}
