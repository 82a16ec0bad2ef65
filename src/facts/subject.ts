import type { Side } from '../evidence/directory.js';
import { type Contender, findContenders } from './contenders.js';
import { agreement, type JoinKey, keysIn } from './join-keys.js';
import { findPartners, isSoftDeleted, keysOf, type RecipientRecord, type SideIndex } from './recipients.js';

/** What a message says about whom it concerns. */
export interface SubjectHints {
  readonly guid?: string;
  /** Addresses that the message names as the recipient's, most telling first. */
  readonly addresses: readonly string[];
  /** Further addresses in the text: perhaps the recipient's, perhaps an administrator's. */
  readonly otherAddresses: readonly string[];
  /** Names, aliases, DNs: anything else that may identify a recipient. */
  readonly names: readonly string[];
}

/** The directories of a session. A side that was not given is undefined: nothing is known about it. */
export interface Directories {
  readonly onprem: SideIndex | undefined;
  readonly cloud: SideIndex | undefined;
}

/** The recipient that a message concerns, on both sides. */
export interface Subject {
  readonly hints: SubjectHints;
  readonly onPrem: RecipientRecord | undefined;
  readonly cloud: RecipientRecord | undefined;
  readonly joinedBy: JoinKey | undefined;
  /** All keys by which the two objects agree, strongest first. */
  readonly keys: readonly JoinKey[];
  /** Other living objects of the other side that share a key with this person, each with the strongest such key; at most eight of them. */
  readonly contenders: readonly Contender[];
  /** How many contenders there are; where a key is held by very many, at least so many. Absent: as many as are listed. */
  readonly contenderCount?: number;
  /** By which key the first side was found; undefined when neither side holds the recipient. */
  readonly foundBy: string | undefined;
  /** Objects of one side that answer to the same key: the choice is open. */
  readonly rivals: readonly RecipientRecord[];
  /** A name or address to search by is known, so that "not found" means something. */
  readonly isIdentified: boolean;
}

/** Nobody, and nobody was looked for. */
export const NOBODY: Subject = {
  hints: { addresses: [], otherAddresses: [], names: [] },
  onPrem: undefined,
  cloud: undefined,
  joinedBy: undefined,
  keys: [],
  contenders: [],
  foundBy: undefined,
  rivals: [],
  isIdentified: false,
};

/**
 * In: what the message says, and both sides. Out: the recipient on each side, found by GUID, address or name, the other side by the join keys.
 * With nothing to go by, the only recipient of a side is taken, for somebody who exports one person means that person.
 */
export function resolveSubject(hints: SubjectHints, directories: Directories): Subject {
  const { onprem, cloud } = directories;
  const fromCloud = cloud === undefined ? undefined : locate(hints, cloud);
  const fromOnPrem = onprem === undefined ? undefined : locate(hints, onprem);
  const first = best(fromCloud, fromOnPrem) ?? (hints.addresses.length > 0 ? undefined : sole(directories));
  const isIdentified = first !== undefined || hints.addresses.length > 0 || hints.names.length > 0;
  if (first === undefined) {
    return { ...NOBODY, hints, isIdentified };
  }
  const otherIndex = first.record.side === 'cloud' ? onprem : cloud;
  const located = first.record.side === 'cloud' ? fromOnPrem : fromCloud;
  const partners = otherIndex === undefined ? [] : findPartners(first.record, otherIndex);
  const partner = partners[0];
  const other = partner?.record ?? located?.record;
  const pair = first.record.side === 'cloud' ? { cloud: first.record, onPrem: other } : { onPrem: first.record, cloud: other };
  const contenders = findContenders(pair, directories);
  return {
    hints,
    ...pair,
    joinedBy: partner?.by,
    keys: pair.onPrem === undefined || pair.cloud === undefined ? [] : keysIn(agreement(pair.onPrem, pair.cloud)),
    contenders: contenders.list,
    contenderCount: contenders.count,
    foundBy: first.by,
    rivals: first.rivals,
    isIdentified,
  };
}

interface Located {
  readonly record: RecipientRecord;
  readonly by: string;
  readonly rivals: readonly RecipientRecord[];
  /** Lower is stronger. */
  readonly rank: number;
}

function locate(hints: SubjectHints, index: SideIndex): Located | undefined {
  const pick = (found: readonly RecipientRecord[], by: string, rank: number): Located | undefined => {
    const active = found.filter((record) => !isSoftDeleted(record));
    const named = active.length > 1 ? active.filter((record) => isNamed(record, hints)) : active;
    const [record, ...rivals] = named.length === 1 ? named : active;
    return record === undefined ? undefined : { record, by, rivals, rank };
  };
  if (hints.guid !== undefined) {
    const byGuid =
      pick(index.find('exchangeGuid', hints.guid), 'ExchangeGuid', 0) ??
      pick(index.find('archiveGuid', hints.guid), 'ArchiveGuid', 1) ??
      pick(index.find('objectId', hints.guid), 'object id', 2);
    if (byGuid !== undefined) return byGuid;
  }
  for (const address of [...hints.addresses, ...hints.otherAddresses]) {
    const byAddress = pick(index.find('address', address), 'address', 3) ?? pick(index.find('upn', address), 'UserPrincipalName', 4);
    if (byAddress !== undefined) return byAddress;
  }
  for (const name of hints.names) {
    const byName =
      pick(index.find('name', name), 'name', 5) ??
      pick(index.find('dn', name), 'distinguished name', 5) ??
      pick(index.find('upn', name), 'UserPrincipalName', 5);
    if (byName !== undefined) return byName;
  }
  return undefined;
}

/** True for an object that carries an address or a name of the message. */
function isNamed(record: RecipientRecord, hints: SubjectHints): boolean {
  const wanted = new Set([...hints.addresses, ...hints.otherAddresses, ...hints.names].map((text) => text.toLowerCase()));
  return (['address', 'upn', 'name'] as const).some((kind) => keysOf(record, kind).some((key) => wanted.has(key)));
}

function best(first: Located | undefined, second: Located | undefined): Located | undefined {
  if (first === undefined) return second;
  if (second === undefined) return first;
  return second.rank < first.rank ? second : first;
}

function sole({ onprem, cloud }: Directories): Located | undefined {
  for (const index of [cloud, onprem]) {
    if (index?.isAsked === true) continue;
    const records = index?.records ?? [];
    const at = records.findIndex((record) => !isSoftDeleted(record));
    const record = records[at];
    // Of many the second is found soon; each finding asks this anew.
    if (record !== undefined && !records.some((other, place) => place > at && !isSoftDeleted(other)))
      return { record, by: 'only recipient', rivals: [], rank: 9 };
  }
  return undefined;
}

/** True where several objects of a side answer to the key by which the recipient was found, and the message does not say which. */
export function isAmbiguous({ rivals }: Subject, side: Side): boolean {
  return rivals.some((rival) => rival.side === side);
}
