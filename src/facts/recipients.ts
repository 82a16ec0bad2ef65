import { guidForms, readGuid, swapGuidBytes } from '../parse/recipient/guid.js';
import type { JoinKey } from './join-keys.js';
import { isSoftDeleted, type KeyKind, keysOf, normalKey } from './recipient-keys.js';
import type { RecipientRecord } from './recipient-record.js';
import type { SideIndex } from './side-index.js';

export {
  ADDRESS_COLUMNS,
  asciiLower,
  isSoftDeleted,
  KEY_COLUMNS,
  type KeyKind,
  keysOf,
  normalKey,
  primaryAddress,
  smtpAddress,
  smtpAddresses,
} from './recipient-keys.js';
export { properName, type Reading, type RecipientRecord, type RecordPart, readColumn } from './recipient-record.js';
export { indexSide, type SideIndex } from './side-index.js';

/** Why a fact about all objects of a side is not known where few were looked up. */
export const ONLY_ASKED = 'only the objects that the text names were read';

/** How an on-premises and a cloud object were recognised as one person, the strongest key first. */
export interface Partner {
  readonly record: RecipientRecord;
  readonly by: JoinKey;
}

const NONE: readonly never[] = [];

/** The holders of a key besides a record, which mostly is the only one: then no row is read. */
export function othersHolding(index: SideIndex, kind: KeyKind, key: string, own: RecipientRecord | undefined): readonly RecipientRecord[] {
  const numbers = index.numbers?.(kind, normalKey(kind, key));
  if (numbers?.every((number) => index.records[number] === own) === true) return NONE;
  const found = index.find(kind, key);
  return own === undefined ? found : found.filter((record) => record !== own);
}

/** Objects of the other side that belong to a record, strongest key first; several when one key is held twice. */
export function findPartners(record: RecipientRecord, other: SideIndex): readonly Partner[] {
  const partners: Partner[] = [];
  const seen = new Set<RecipientRecord>();
  const add = (by: JoinKey, found: readonly RecipientRecord[]): void => {
    for (const candidate of found) {
      if (seen.has(candidate)) continue;
      seen.add(candidate);
      if (!isSoftDeleted(candidate)) partners.push({ record: candidate, by });
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
  for (const guid of keysOf(record, 'exchangeGuid')) {
    const swapped = swapGuidBytes(guid);
    if (swapped !== undefined && swapped !== guid) add('ExchangeGuid in the wrong byte order', other.find('exchangeGuid', swapped));
  }
  for (const address of keysOf(record, 'primary')) add('primary SMTP address', other.find('address', address));
  for (const upn of keysOf(record, 'upn')) add('UserPrincipalName', other.find('upn', upn));
  for (const address of keysOf(record, 'address')) if (!isServiceAddress(address)) add('proxy address', other.find('address', address));
  for (const guid of keysOf(record, 'archiveGuid')) add('ArchiveGuid', other.find('archiveGuid', guid));
  return partners;
}

/** tenant.onmicrosoft.com addresses are made by the service, but they are one person's: only addresses with no local name are skipped. */
function isServiceAddress(address: string): boolean {
  return address.startsWith('@');
}
