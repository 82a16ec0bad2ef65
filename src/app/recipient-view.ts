import { agreement, keysIn } from '../facts/join-keys.js';
import { isSoftDeleted, keysOf, type RecipientRecord } from '../facts/recipients.js';
import { type Directories, resolveSubject, type Subject } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { RecipientView } from '../ports/search.js';
import { outcomeLine } from '../render/match.js';
import { attributesOf } from '../render/readiness/attributes.js';
import { identityOf, nameOfPerson } from '../render/readiness/identity.js';
import { createSyncWorld, synchronize } from '../sync/synchronize.js';
import { type Pair, type PeopleFinder, pairWith, subjectOf } from './search-people.js';

/** Among more objects than that a cycle is not simulated at once. */
const MOST_SIMULATED = 5_000;
const MOST_NAMED = 3;

/** One person with both objects, by the key of a hit, or by an address, a GUID or a name. Undefined: nobody is meant. */
export function viewRecipient(
  directories: Directories,
  key: string,
  { finder, settings }: { readonly finder?: PeopleFinder | undefined; readonly settings?: Settings | undefined } = {},
): RecipientView | undefined {
  const subject = subjectFor(directories, key, finder);
  if (subject === undefined) return undefined;
  const { onPrem, cloud } = subject;
  const { name, id } = identityOf(subject);
  const joinedBy = onPrem === undefined || cloud === undefined ? [] : keysIn(agreement(onPrem, cloud));
  const rivals = rivalsOf(subject, finder);
  return {
    name,
    id,
    sides: onPrem === undefined ? 'cloud' : cloud === undefined ? 'onprem' : 'both',
    joinedBy,
    remarks: [
      ...aloneRemarks(subject, directories),
      ...(subject.rivals.length > 0 ? [ambiguous(subject)] : []),
      ...rivalRemarks(subject, rivals),
    ],
    attributes: attributesOf(subject, true),
    notes: cycleNotes(subject, directories, settings),
  };
}

function subjectFor(directories: Directories, key: string, finder: PeopleFinder | undefined): Subject | undefined {
  const pair = finder?.pairOf(key);
  if (pair !== undefined) return subjectOf(pair);
  const text = key.trim();
  if (text === '') return undefined;
  const isAddress = text.includes('@');
  const guid = /^[0-9a-fA-F-]{36}$/.test(text) ? text.toLowerCase() : undefined;
  const subject = resolveSubject(
    { addresses: isAddress ? [text.toLowerCase()] : [], otherAddresses: [], names: [text], ...(guid === undefined ? {} : { guid }) },
    directories,
  );
  // The only recipient of a side is taken where nothing is known: here somebody was named.
  return subject.foundBy === undefined || subject.foundBy === 'only recipient' ? undefined : subject;
}

function rivalsOf(subject: Subject, finder: PeopleFinder | undefined): readonly RecipientRecord[] {
  const { onPrem, cloud } = subject;
  if (finder === undefined || finder.prepared() < finder.count) return subject.contenders.map(({ record }) => record);
  return finder.rivalsOf({ onPrem, cloud });
}

function aloneRemarks({ onPrem, cloud }: Pair, directories: Directories): readonly string[] {
  const own = onPrem ?? cloud;
  if (own !== undefined && isSoftDeleted(own)) return ["This object is deleted or inactive: it is nobody's partner."];
  const remark = (side: 'onprem' | 'cloud', name: string): readonly string[] => {
    const index = directories[side];
    if (index === undefined) return [`The ${name} side is not loaded.`];
    if (index.isAsked === true)
      return [`Of the ${name} side only what was pasted is known, and nothing of it shares a key with this object.`];
    return [`Nobody of the loaded ${name} side shares a key with this object.`];
  };
  return [...(onPrem === undefined ? remark('onprem', 'on-premises') : []), ...(cloud === undefined ? remark('cloud', 'cloud') : [])];
}

function ambiguous({ rivals }: Subject): string {
  return `${rivals.length + 1} objects answer to what was looked for; this is one of them. The others: ${namesOf(rivals)}.`;
}

function rivalRemarks({ onPrem, cloud }: Pair, rivals: readonly RecipientRecord[]): readonly string[] {
  return (['onprem', 'cloud'] as const).flatMap((side) => {
    const some = rivals.filter((rival) => rival.side === side);
    if (some.length === 0) return [];
    const by = new Set(some.flatMap((rival) => sharedKey(rival, onPrem, cloud)));
    const where = side === 'onprem' ? 'on-premises' : 'in the cloud';
    return [
      `${some.length === 1 ? 'Another object' : `${some.length} other objects`} ${where} claim${some.length === 1 ? 's' : ''} the same person by ${[...by].join(', ')}: ${namesOf(some)}.`,
    ];
  });
}

function sharedKey(rival: RecipientRecord, onPrem: RecipientRecord | undefined, cloud: RecipientRecord | undefined): readonly string[] {
  const bits = rival.side === 'cloud' ? onPrem && agreement(onPrem, rival) : cloud && agreement(rival, cloud);
  return bits === undefined ? [] : keysIn(bits).slice(0, 1);
}

function namesOf(records: readonly RecipientRecord[]): string {
  const names = records.slice(0, MOST_NAMED).map((record) => {
    const subject = subjectOf(pairWith(record));
    return identityOf(subject).name === identityOf(subject).id
      ? (keysOf(record, 'dn')[0] ?? identityOf(subject).id)
      : nameOfPerson(subject);
  });
  const more = records.length - names.length;
  return `${names.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What one cycle would do, where that is done at once. */
function cycleNotes({ onPrem }: Pair, directories: Directories, settings: Settings | undefined): readonly string[] {
  if (onPrem === undefined || directories.cloud === undefined) return [];
  const count = directories.cloud.records.length + (directories.onprem?.records.length ?? 0);
  if (count > MOST_SIMULATED)
    return ['Among so many objects a cycle is not tried here: check readiness (m at home) and open the person there; t tries it.'];
  const result = synchronize(createSyncWorld(directories, settings), onPrem);
  return [outcomeLine(result), result.why, ...result.missing.map(({ what, how }) => `To be certain: ${what}. ${how}.`)];
}
