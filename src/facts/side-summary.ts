import type { DirectoryTable } from '../evidence/directory.js';
import { columnReader } from '../parse/recipient/table.js';
import { instantOf } from './date.js';
import { type RecipientKind, recipientKind, recipientTypeName } from './recipient-types.js';
import { findPartners, keysOf, type RecipientRecord, readColumn, type SideIndex } from './recipients.js';

/**
 * What a whole side comes to, for facts about the organization: each is one pass over all objects, made when it is first asked for and kept as long as
 * the side is.
 */

/** Columns that tell the kind of an on-premises object, and when it was changed. */
export const TYPE_COLUMNS = ['recipienttypedetails', 'msexchrecipienttypedetails'] as const;
export const CHANGE_COLUMNS = ['whenchanged', 'whenchangedutc'] as const;

/** By domain the first record that was met. */
export type ByDomain = ReadonlyMap<string, RecipientRecord>;

function kept<T>(make: (index: SideIndex) => T): (index: SideIndex) => T {
  const made = new WeakMap<SideIndex, T>();
  return (index) => {
    const known = made.get(index);
    if (known !== undefined) return known;
    const result = make(index);
    made.set(index, result);
    return result;
  };
}

/** The kind of each record by its type alone; undefined where the type was not read or is none that is known. */
const kindsOf = kept((index): readonly (RecipientKind | undefined)[] => {
  const byType = new Map<string, RecipientKind | undefined>();
  const readers = new Map<DirectoryTable, readonly ReturnType<typeof columnReader>[]>();
  const readersOf = (table: DirectoryTable): readonly ReturnType<typeof columnReader>[] => {
    const known = readers.get(table);
    if (known !== undefined) return known;
    const made = TYPE_COLUMNS.map((column) => columnReader(table, column));
    readers.set(table, made);
    return made;
  };
  const kindOfType = (type: string): RecipientKind | undefined => {
    const known = byType.get(type);
    if (known !== undefined || byType.has(type)) return known;
    const kind = recipientKind(recipientTypeName(type));
    byType.set(type, kind);
    return kind;
  };
  return index.records.map((record) => {
    for (const { table, row } of record.parts) {
      for (const read of readersOf(table)) {
        const type = read(row);
        if (typeof type === 'string') return kindOfType(type);
      }
    }
    return undefined;
  });
});

/**
 * True for a cloud side that was read from files of Get-Mailbox alone: whoever has no mailbox there is not in it, so that an object that is not found may
 * still exist as a mail user. Records that are given in a batch are the whole side.
 */
export const listsMailboxesOnly = kept((index): boolean => {
  const isOfExchange = ({ format, origin }: SideIndex['tables'][number]): boolean => format !== 'inline' && origin === 'exchange';
  if (index.records.length === 0 || !index.tables.every(isOfExchange)) return false;
  return index.records.every((record) => {
    const { value } = readColumn(record, ['exo.recipienttypedetails']);
    return typeof value === 'string' && recipientKind(recipientTypeName(value)) === 'mailbox';
  });
});

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** By domain a mailbox that has its primary address there. */
export const mailboxDomains = kept((index): ByDomain => {
  const kinds = kindsOf(index);
  const found = new Map<string, RecipientRecord>();
  for (const [at, record] of index.records.entries()) {
    const primary = kinds[at] === 'mailbox' ? keysOf(record, 'primary')[0] : undefined;
    if (primary === undefined) continue;
    const domain = domainOf(primary);
    if (!found.has(domain)) found.set(domain, record);
  }
  return found;
});

/** By domain a mailbox or remote mailbox that has an address there; and the domains of objects whose kind is not known. */
export const addressDomains = kept((index): { readonly found: ByDomain; readonly doubtful: ReadonlySet<string> } => {
  const kinds = kindsOf(index);
  const found = new Map<string, RecipientRecord>();
  const doubtful = new Set<string>();
  for (const [at, record] of index.records.entries()) {
    const kind = kinds[at];
    if (kind !== undefined && kind !== 'mailbox' && kind !== 'remote-mailbox') continue;
    for (const address of keysOf(record, 'address')) {
      const domain = domainOf(address);
      if (kind === undefined) doubtful.add(domain);
      else if (!found.has(domain)) found.set(domain, record);
    }
  }
  return { found, doubtful };
});

const unsynced = kept((): WeakMap<SideIndex, ByDomain> => new WeakMap());

/** By domain of the primary address an on-premises mailbox that has no object in the cloud. */
export function unsyncedMailboxes(onprem: SideIndex, cloud: SideIndex): ByDomain {
  const known = unsynced(onprem).get(cloud);
  if (known !== undefined) return known;
  const kinds = kindsOf(onprem);
  const found = new Map<string, RecipientRecord>();
  for (const [at, record] of onprem.records.entries()) {
    const primary = kinds[at] === 'mailbox' ? keysOf(record, 'primary')[0] : undefined;
    if (primary === undefined || found.has(domainOf(primary))) continue;
    if (cloud.find('address', primary).length > 0 || findPartners(record, cloud).length > 0) continue;
    found.set(domainOf(primary), record);
  }
  unsynced(onprem).set(cloud, found);
  return found;
}

/** The latest change of a mailbox, remote mailbox or mail user; `isDoubtful` where the time of one was not read. */
export const latestChange = kept(
  (index): { readonly at: number; readonly record: RecipientRecord | undefined; readonly isDoubtful: boolean } => {
    const kinds = kindsOf(index);
    let latest: RecipientRecord | undefined;
    let at = Number.NEGATIVE_INFINITY;
    let isDoubtful = false;
    for (const [number, record] of index.records.entries()) {
      const kind = kinds[number];
      if (kind !== 'mailbox' && kind !== 'remote-mailbox' && kind !== 'mail-user') continue;
      const changed = instantOf(readColumn(record, CHANGE_COLUMNS).value);
      if (changed === undefined) isDoubtful = true;
      else if (changed.start > at) {
        at = changed.start;
        latest = record;
      }
    }
    return { at, record: latest, isDoubtful };
  },
);
