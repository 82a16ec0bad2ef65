import type { DirectoryTable } from '../evidence/directory.js';
import { ok, problem, type Result } from '../evidence/problem.js';
import { indexSide, keysOf, type RecipientRecord } from '../facts/recipients.js';
import { sideNotes } from '../facts/side-notes.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { MatchView, MatchViewOfOne } from '../render/match-view.js';
import { applySync, lostAddresses } from '../sync/apply.js';
import { findObjects } from '../sync/find-object.js';
import { labelOf, readIncoming } from '../sync/incoming.js';
import { nextSteps } from '../sync/next.js';
import { readSyncSettings } from '../sync/settings.js';
import { createSyncWorld, synchronize } from '../sync/synchronize.js';
import { synchronizeAll } from '../sync/synchronize-all.js';
import { applyWhatIf, readWhatIf, type WhatIf } from '../sync/what-if.js';

/** What a caller asks. */
export interface MatchQuestion {
  /** UPN, address, DN, GUID or ImmutableId, sAMAccountName or name of the on-premises object. */
  readonly identity?: string | undefined;
  /** Undefined: the side was not given. */
  readonly onprem: readonly DirectoryTable[] | undefined;
  readonly cloud: readonly DirectoryTable[] | undefined;
  readonly settings: Settings | undefined;
  /** Assignments as typed: `onprem:kim@contoso.com.mail=kim@fabrikam.com`. */
  readonly whatIf?: readonly string[];
  /** With several objects and no identity: one cycle over all (default), or the first user. */
  readonly several?: 'all' | 'first-user';
}

const EXAMPLE = 'For example: crossprem match kim@contoso.com --onprem onprem.ldf --cloud cloud.json --settings settings.json';

/** Simulates one synchronization cycle. Bad input: a problem that names the identity, the side or the assignment. */
export function answerMatch(question: MatchQuestion): Result<MatchView> {
  const { onprem, cloud, settings } = question;
  if (onprem === undefined)
    return problem('The on-premises side is missing: a cycle starts from an on-premises object.', '--onprem', EXAMPLE);
  const tables = { onprem, cloud, settings };
  const directories = directoriesOf(onprem, cloud);
  const assignments: WhatIf[] = [];
  for (const words of question.whatIf ?? []) {
    const read = readWhatIf(words);
    if (read.kind === 'problem') return read;
    assignments.push(read.value);
  }
  const named = question.identity ?? assignments.find(({ side, identity }) => side === 'onprem' && identity !== undefined)?.identity;
  const subject = chooseObject(directories, named, question.several ?? 'all', assignments.length > 0, settings);
  if (subject.kind === 'problem') return subject;
  if (subject.value === 'all') return ok({ kind: 'all', results: [...synchronizeAll(directories, settings)] });
  const before = answerOne(directories, settings, subject.value, undefined);
  if (assignments.length === 0) return ok(before);
  const partner = before.result.with ?? before.result.candidate;
  const assumed = applyWhatIf(assignments, tables, directories, {
    onprem: subject.value,
    cloud: partnerRecord(before, directories, partner),
  });
  if (assumed.kind === 'problem') return assumed;
  const after = directoriesOf(assumed.value.onprem, assumed.value.cloud);
  const record = after.onprem?.records.find(({ parts }) => parts.some(({ row }) => assumed.value.rows.has(row))) ?? subject.value;
  return ok(answerOne(after, assumed.value.settings, record, { assignments: assignments.map(({ words }) => words), before }));
}

/** Sentences about rows that repeat an object or contradict another file. */
export function matchNotes(onprem: MatchQuestion['onprem'], cloud: MatchQuestion['cloud']): readonly string[] {
  return sideNotes(directoriesOf(onprem ?? [], cloud));
}

function directoriesOf(onprem: readonly DirectoryTable[], cloud: readonly DirectoryTable[] | undefined): Directories {
  return { onprem: indexSide('onprem', onprem), cloud: cloud === undefined ? undefined : indexSide('cloud', cloud) };
}

function answerOne(
  directories: Directories,
  settings: Settings | undefined,
  record: RecipientRecord,
  whatIf: MatchViewOfOne['whatIf'],
): MatchViewOfOne {
  const result = synchronize(createSyncWorld(directories, settings), record);
  const changes = applySync(result, settings);
  return { kind: 'one', result, changes, lost: lostAddresses(changes), next: nextSteps(result), whatIf };
}

function partnerRecord({ result }: MatchViewOfOne, { cloud }: Directories, id: string | undefined): RecipientRecord | undefined {
  if (result.target.kind === 'cloud' && result.target.record !== undefined) return result.target.record;
  const found = id === undefined ? [] : (cloud?.find('objectId', id) ?? []);
  return found[0] ?? (cloud?.records.length === 1 ? cloud.records[0] : undefined);
}

function chooseObject(
  { onprem, cloud }: Directories,
  identity: string | undefined,
  several: 'all' | 'first-user',
  isWhatIf: boolean,
  settings: Settings | undefined,
): Result<RecipientRecord | 'all'> {
  const records = onprem?.records ?? [];
  const [only] = records;
  if (onprem === undefined || only === undefined)
    return problem('The on-premises side holds no object.', 'onprem', 'Export the object that is to be synchronized, and give that file.');
  if (identity === undefined) {
    if (records.length === 1) return ok(only);
    if (several === 'first-user') {
      const options = readSyncSettings(settings);
      return ok(records.find((record) => readIncoming(record, options).type === 'user') ?? only);
    }
    if (isWhatIf)
      return problem(
        `The on-premises side holds ${records.length} objects, and it is not said which is meant.`,
        'match',
        'Name one: its UPN, an address, its DN or GUID.',
      );
    return ok('all');
  }
  const found = findObjects(onprem, identity);
  const [first, second] = found;
  if (first === undefined) {
    const isInCloud = cloud !== undefined && findObjects(cloud, identity).length > 0;
    return problem(
      isInCloud
        ? 'The cloud holds this object, and the on-premises side does not: there is nothing to synchronize.'
        : 'The on-premises side holds no such object.',
      identity.slice(0, 200),
      isInCloud
        ? 'Export the on-premises object that is to be joined to it.'
        : 'Name it by its UPN, an address, its DN, its GUID or its sAMAccountName.',
    );
  }
  if (second !== undefined) {
    const names = found.slice(0, 5).map(nameOf).join('; ');
    return problem(
      `${found.length} on-premises objects answer to this name: ${names}.`,
      identity.slice(0, 200),
      'Name one by its DN or its objectGUID.',
    );
  }
  return ok(first);
}

function nameOf(record: RecipientRecord): string {
  return keysOf(record, 'dn')[0] ?? keysOf(record, 'objectId')[0] ?? labelOf(record);
}
