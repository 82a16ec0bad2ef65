import { lazy } from '../evidence/lazy.js';
import { isCanonicalGuid } from '../parse/recipient/guid.js';
import { type KeyKind, keysOf } from './recipient-keys.js';
import type { RecipientRecord } from './recipient-record.js';

/** By what an on-premises and a cloud object are recognised as one person, strongest first. The last two support, and never join on their own. */
export const JOIN_KEYS = [
  'source anchor',
  'ExchangeGuid',
  'ExchangeGuid in the wrong byte order',
  'primary SMTP address',
  'UserPrincipalName',
  'proxy address',
  'ArchiveGuid',
  'security identifier',
  'sAMAccountName and domain',
] as const;

export type JoinKey = (typeof JOIN_KEYS)[number];

/**
 * All keys by which two objects agree, as bits: the strongest is the highest, so that the larger number is the better match.
 * A service-made `@domain` address with no local part is nobody's.
 */
export function agreement(onPrem: RecipientRecord, cloud: RecipientRecord): number {
  const share = (kind: KeyKind): boolean => meet(keysOf(onPrem, kind), keysOf(cloud, kind));
  const guids = keysOf(onPrem, 'exchangeGuid');
  const cloudGuids = keysOf(cloud, 'exchangeGuid');
  const addresses = keysOf(onPrem, 'address');
  const cloudAddresses = keysOf(cloud, 'address');
  const answers: Readonly<Record<JoinKey, boolean>> = {
    'source anchor': meet(keysOf(onPrem, 'objectId'), keysOf(cloud, 'anchor')),
    ExchangeGuid: meet(guids, cloudGuids),
    'ExchangeGuid in the wrong byte order': cloudGuids.length > 0 && meet(swapped(guids), cloudGuids),
    'primary SMTP address': meet(keysOf(onPrem, 'primary'), cloudAddresses) || meet(addresses, keysOf(cloud, 'primary')),
    UserPrincipalName: share('upn'),
    'proxy address': meet(addresses, cloudAddresses),
    ArchiveGuid: share('archiveGuid'),
    'security identifier': share('sid'),
    'sAMAccountName and domain': share('sam') && share('domain'),
  };
  let bits = 0;
  for (const key of JOIN_KEYS) bits = bits * 2 + (answers[key] ? 1 : 0);
  return bits;
}

const lists = lazy(() => new Map<number, readonly JoinKey[]>());

/** The keys in a number from `agreement`, strongest first. */
export function keysIn(bits: number): readonly JoinKey[] {
  const known = lists().get(bits);
  if (known !== undefined) return known;
  const keys = JOIN_KEYS.filter((_, at) => (bits & (1 << (JOIN_KEYS.length - 1 - at))) !== 0);
  lists().set(bits, keys);
  return keys;
}

/** ExchangeGuids as somebody stamps them who reads their bytes from the wrong end; those that read the same both ways are left out. */
export function swapped(guids: readonly string[]): readonly string[] {
  const others: string[] = [];
  for (const guid of guids) {
    if (!isCanonicalGuid(guid)) continue;
    const other = `${turned(guid, 0, 8)}-${turned(guid, 9, 13)}-${turned(guid, 14, 18)}${guid.slice(18)}`;
    if (other !== guid) others.push(other);
  }
  return others;
}

/** Pairs of hex digits, the last first. */
function turned(text: string, from: number, to: number): string {
  let out = '';
  for (let at = to - 2; at >= from; at -= 2) out += text.slice(at, at + 2);
  return out;
}

function meet(some: readonly string[], others: readonly string[]): boolean {
  if (some.length === 0 || others.length === 0) return false;
  if (some.length * others.length <= 256) return some.some((key) => key !== '' && others.includes(key));
  const known = new Set(others);
  return some.some((key) => key !== '' && known.has(key));
}
