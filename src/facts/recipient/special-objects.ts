import { isSoftDeleted, keysOf, type RecipientRecord, readColumn, type SideIndex, smtpAddress } from '../recipients.js';
import { kindOf } from './objects.js';

/** Keys by which a deleted object may belong to a living person. */
export const DELETED_KEYS = ['exchangeGuid', 'anchor', 'upn', 'address'] as const;
export type DeletedKey = (typeof DELETED_KEYS)[number];

/** The few objects of a side that are no living users, by what they hold: a million people are looked up among them, not they among a million. */
export interface SpecialObjects {
  readonly hasDeleted: boolean;
  deleted(kind: DeletedKey, key: string): readonly RecipientRecord[];
  /** Living contacts, groups and public folders with an SMTP address. */
  strangers(address: string): readonly RecipientRecord[];
  /** A living guest with an SMTP address, among its further addresses (`otherMails`) too. */
  guest(address: string): RecipientRecord | undefined;
}

const NONE: readonly RecipientRecord[] = [];
const READY = new WeakMap<SideIndex, SpecialObjects>();

/** Gathered in one pass over a side, when they are first asked for. */
export function specialObjects(index: SideIndex): SpecialObjects {
  if (index.isAsked === true) return askedObjects(index);
  const ready = READY.get(index);
  if (ready !== undefined) return ready;
  const deleted = new Map<string, RecipientRecord[]>();
  const strangers = new Map<string, RecipientRecord[]>();
  const guests = new Map<string, RecipientRecord>();
  for (const record of index.records) {
    if (index.side === 'cloud' && isSoftDeleted(record)) {
      deleted.set('', [record]);
      for (const kind of DELETED_KEYS) for (const key of keysOf(record, kind)) put(deleted, `${kind} ${key}`, record);
      continue;
    }
    const kind = kindOf(record);
    if (kind === 'user') continue;
    const addresses = keysOf(record, 'address');
    if (kind !== 'guest') for (const address of addresses) put(strangers, address, record);
    else for (const address of [...addresses, ...otherMails(record)]) if (!guests.has(address)) guests.set(address, record);
  }
  const special: SpecialObjects = {
    hasDeleted: deleted.size > 0,
    deleted: (kind, key) => (deleted.size === 0 ? NONE : (deleted.get(`${kind} ${key}`) ?? NONE)),
    strangers: (address) => strangers.get(address) ?? NONE,
    guest: (address) => guests.get(address),
  };
  READY.set(index, special);
  return special;
}

/** Of a side whose objects are looked up one by one: each question is a look-up. */
function askedObjects(index: SideIndex): SpecialObjects {
  const living = (address: string): readonly RecipientRecord[] => index.find('address', address).filter((record) => !isSoftDeleted(record));
  return {
    hasDeleted: index.records.some(isSoftDeleted),
    deleted: (kind, key) => index.find(kind, key).filter(isSoftDeleted),
    strangers: (address) => living(address).filter((record) => kindOf(record) !== 'user' && kindOf(record) !== 'guest'),
    guest: (address) => living(address).find((record) => kindOf(record) === 'guest'),
  };
}

function put(map: Map<string, RecipientRecord[]>, key: string, record: RecipientRecord): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [record]);
  else if (known.at(-1) !== record) known.push(record);
}

function otherMails(record: RecipientRecord): readonly string[] {
  const { value } = readColumn(record, ['othermails']);
  const texts = value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value;
  return texts.flatMap((text) => smtpAddress(text) ?? []);
}
