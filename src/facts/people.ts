import { finish, type Steps } from '../evidence/steps.js';
import { findContenders } from './contenders.js';
import { agreement, keysIn } from './join-keys.js';
import { joinKeyOf, pairRecords } from './pair-records.js';
import { keysOf } from './recipient-keys.js';
import type { RecipientRecord } from './recipient-record.js';
import type { Directories, Subject } from './subject.js';

/** Every living recipient of both sides, each in one person. */
export interface People {
  readonly length: number;
  /** Cloud objects that are deleted or inactive: nobody's partner, and nobody of their own. */
  readonly deleted: number;
  /** onprem + cloud = deleted + 2 * pairs + onpremOnly + cloudOnly. */
  readonly counts: PeopleCounts;
  /** What another thread needs, with the same directories, to open the same people. */
  readonly parts: PeopleParts;
  subject(index: number): Subject;
}

export interface PeopleCounts {
  readonly onprem: number;
  readonly cloud: number;
  readonly deleted: number;
  readonly pairs: number;
  readonly onpremOnly: number;
  readonly cloudOnly: number;
}

/** For each person: the numbers of its records (-1 for none), and whether another object answers to one of its keys. Shared memory. */
export interface PeopleParts {
  readonly onprem: Int32Array<SharedArrayBuffer>;
  readonly cloud: Int32Array<SharedArrayBuffer>;
  readonly contended: Uint8Array<SharedArrayBuffer>;
  /** Of a pair, the level at which it was found. */
  readonly level: Uint8Array<SharedArrayBuffer>;
  readonly counts: PeopleCounts;
}

/**
 * In: both sides. Out: their people: first those with an on-premises object, in its order, then those of the cloud alone.
 * Time and memory are linear in the number of objects and of their keys. A side that was not given has no objects.
 */
export function joinPeople(directories: Directories): People {
  return finish(joinInSteps(directories));
}

/** `joinPeople`, a few records at each step. */
export function* joinInSteps(directories: Directories): Steps<People> {
  const { onprem, cloud } = directories;
  const pairs = yield* pairRecords(onprem, cloud);
  let length = 0;
  for (const isDead of pairs.onprem.dead) if (isDead === 0) length++;
  for (let j = 0; j < pairs.cloud.partner.length; j++) if (pairs.cloud.dead[j] === 0 && (pairs.cloud.partner[j] ?? -1) < 0) length++;
  const parts = emptyParts(length);
  let at = 0;
  let paired = 0;
  for (let i = 0; i < pairs.onprem.partner.length; i++) {
    if (pairs.onprem.dead[i] !== 0) continue;
    const partner = pairs.onprem.partner[i] ?? -1;
    if (partner >= 0) paired++;
    parts.onprem[at] = i;
    parts.cloud[at] = partner;
    parts.level[at] = pairs.onprem.level[i] ?? 0;
    parts.contended[at++] = (pairs.onprem.contended[i] ?? 0) | (pairs.cloud.contended[partner] ?? 0);
  }
  const onpremOnly = at - paired;
  for (let j = 0; j < pairs.cloud.partner.length; j++) {
    if (pairs.cloud.dead[j] !== 0 || (pairs.cloud.partner[j] ?? -1) >= 0) continue;
    parts.onprem[at] = -1;
    parts.cloud[at] = j;
    parts.contended[at++] = pairs.cloud.contended[j] ?? 0;
  }
  const counts = {
    onprem: pairs.onprem.partner.length,
    cloud: pairs.cloud.partner.length,
    deleted: pairs.onprem.partner.length + pairs.cloud.partner.length - length - paired,
    pairs: paired,
    onpremOnly,
    cloudOnly: length - paired - onpremOnly,
  };
  return openPeople(directories, { ...parts, counts });
}

function emptyParts(length: number): Omit<PeopleParts, 'counts'> {
  return {
    onprem: new Int32Array(new SharedArrayBuffer(length * 4)),
    cloud: new Int32Array(new SharedArrayBuffer(length * 4)),
    contended: new Uint8Array(new SharedArrayBuffer(length)),
    level: new Uint8Array(new SharedArrayBuffer(length)),
  };
}

/** People that were joined before, over the same directories in the same order. */
export function openPeople(directories: Directories, parts: PeopleParts): People {
  const length = parts.onprem.length;
  return {
    length,
    deleted: parts.counts.deleted,
    counts: parts.counts,
    parts,
    subject(index) {
      if (!Number.isInteger(index) || index < 0 || index >= length)
        throw new RangeError(`There are ${length} people, and no number ${index}.`);
      const onPrem = directories.onprem?.records[parts.onprem[index] ?? -1];
      const cloud = directories.cloud?.records[parts.cloud[index] ?? -1];
      return personOf(onPrem, cloud, directories, { isContended: parts.contended[index] !== 0, level: parts.level[index] ?? 0 });
    },
  };
}

function personOf(
  onPrem: RecipientRecord | undefined,
  cloud: RecipientRecord | undefined,
  directories: Directories,
  { isContended, level }: { readonly isContended: boolean; readonly level: number },
): Subject {
  let keys: Subject['keys'] | undefined;
  let contenders: ReturnType<typeof findContenders> | undefined;
  // Few people are asked for their keys and contenders, so these are found on demand.
  const keysOnce = (): Subject['keys'] => {
    keys ??= onPrem === undefined || cloud === undefined ? [] : keysIn(agreement(onPrem, cloud));
    return keys;
  };
  const contendersOnce = (): ReturnType<typeof findContenders> => {
    contenders ??= isContended ? findContenders({ onPrem, cloud }, directories) : { list: [], count: 0 };
    return contenders;
  };
  const own = onPrem ?? cloud;
  return {
    hints: { addresses: own === undefined ? [] : keysOf(own, 'primary'), otherAddresses: [], names: [] },
    onPrem,
    cloud,
    get joinedBy() {
      return onPrem === undefined || cloud === undefined ? undefined : (joinKeyOf(level) ?? keysOnce()[0]);
    },
    get keys() {
      return keysOnce();
    },
    get contenders() {
      return contendersOnce().list;
    },
    get contenderCount() {
      return contendersOnce().count;
    },
    foundBy: 'list',
    rivals: [],
    isIdentified: true,
  };
}
