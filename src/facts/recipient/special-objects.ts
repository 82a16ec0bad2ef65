import type { Side } from '../../evidence/directory.js';
import { finish, type Steps } from '../../evidence/steps.js';
import { isSoftDeleted, keysOf, type RecipientRecord, readColumn, type SideIndex, smtpAddress } from '../recipients.js';
import { kindOf } from './objects.js';

/** Keys by which a deleted object may belong to a living person. */
export const DELETED_KEYS = ['exchangeGuid', 'anchor', 'upn', 'address'] as const;
export type DeletedKey = (typeof DELETED_KEYS)[number];

/** The few objects of a side that are no living users, by what they hold: a million people are looked up among them, not they among a million. */
export interface SpecialObjects {
  /** How many deleted objects there are. */
  readonly deletedCount: number;
  deleted(kind: DeletedKey, key: string): readonly RecipientRecord[];
  /** Living contacts, groups and public folders with an SMTP address. */
  strangers(address: string): readonly RecipientRecord[];
  /** Living guests with an SMTP address, among their further addresses (`otherMails`) too. */
  guests(address: string): readonly RecipientRecord[];
}

const NONE: readonly RecipientRecord[] = [];
const READY = new WeakMap<SideIndex, SpecialObjects>();
/** Records between two steps. */
const AT_ONCE = 256;

/** Gathered in one pass over a side, when they are first asked for. */
export function specialObjects(index: SideIndex): SpecialObjects {
  return READY.get(index) ?? finish(gatherSpecialObjects(index));
}

/** `specialObjects`, a few records at each step; nothing for a side that they were gathered of before. */
export function* gatherSpecialObjects(index: SideIndex): Steps<SpecialObjects> {
  const ready = READY.get(index);
  if (ready !== undefined) return ready;
  const special =
    index.isAsked === true
      ? askedObjects(index)
      : index.edited === undefined
        ? yield* gathered(index.side, index.records)
        : editedObjects(yield* gatherSpecialObjects(index.edited.base), index.edited, finish(gathered(index.side, index.edited.made)));
  // A side that is asked grows with each question.
  if (index.isAsked !== true) READY.set(index, special);
  return special;
}

function* gathered(side: Side, records: readonly RecipientRecord[]): Steps<SpecialObjects> {
  const deleted = new Map<string, RecipientRecord[]>();
  const strangers = new Map<string, RecipientRecord[]>();
  const guests = new Map<string, RecipientRecord[]>();
  let deletedCount = 0;
  for (const [number, record] of records.entries()) {
    if (number % AT_ONCE === AT_ONCE - 1) yield;
    if (side === 'cloud' && isSoftDeleted(record)) {
      deletedCount++;
      for (const kind of DELETED_KEYS) for (const key of keysOf(record, kind)) put(deleted, `${kind} ${key}`, record);
      continue;
    }
    const kind = kindOf(record);
    if (kind === 'user') continue;
    const addresses = keysOf(record, 'address');
    if (kind !== 'guest') for (const address of addresses) put(strangers, address, record);
    else for (const address of [...addresses, ...otherMails(record)]) put(guests, address, record);
  }
  return {
    deletedCount,
    deleted: (kind, key) => (deletedCount === 0 ? NONE : (deleted.get(`${kind} ${key}`) ?? NONE)),
    strangers: (address) => strangers.get(address) ?? NONE,
    guests: (address) => guests.get(address) ?? NONE,
  };
}

/** Of a copy in which few objects are others than in its base: the base is not gone through again. */
function editedObjects(before: SpecialObjects, { gone }: NonNullable<SideIndex['edited']>, own: SpecialObjects): SpecialObjects {
  const both = (kept: readonly RecipientRecord[], made: readonly RecipientRecord[]): readonly RecipientRecord[] => {
    const still = kept.filter((record) => !gone.has(record));
    return made.length === 0 ? still : [...still, ...made];
  };
  return {
    deletedCount:
      before.deletedCount - [...gone].filter((record) => record.side === 'cloud' && isSoftDeleted(record)).length + own.deletedCount,
    deleted: (kind, key) => both(before.deleted(kind, key), own.deleted(kind, key)),
    strangers: (address) => both(before.strangers(address), own.strangers(address)),
    guests: (address) => both(before.guests(address), own.guests(address)),
  };
}

/** Of a side whose objects are looked up one by one: each question is a look-up. */
function askedObjects(index: SideIndex): SpecialObjects {
  const living = (address: string): readonly RecipientRecord[] => index.find('address', address).filter((record) => !isSoftDeleted(record));
  return {
    deletedCount: index.records.filter(isSoftDeleted).length,
    deleted: (kind, key) => index.find(kind, key).filter(isSoftDeleted),
    strangers: (address) => living(address).filter((record) => kindOf(record) !== 'user' && kindOf(record) !== 'guest'),
    guests: (address) => living(address).filter((record) => kindOf(record) === 'guest'),
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
