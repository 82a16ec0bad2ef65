import { ok, problem, type Result } from '../evidence/problem.js';
import type { People } from '../facts/people.js';
import { isSoftDeleted, keysOf } from '../facts/recipient-keys.js';
import { type RecipientRecord, readColumn } from '../facts/recipient-record.js';
import type { SideIndex } from '../facts/side-index.js';
import type { Directories, Subject } from '../facts/subject.js';
import { isCanonicalGuid } from '../parse/recipient/guid.js';
import { readUserList, type UserList } from '../parse/recipient/user-list.js';
import { nameOfPerson } from '../render/readiness/identity.js';

/** Whom a run is about: every filter that is given has to hold. */
export interface PeopleFilter {
  readonly lists: readonly { readonly file: string; readonly list: UserList }[];
  /** Distinguished names of organizational units; a person below any of them. */
  readonly ous: readonly string[];
  /** Names, addresses or DNs of groups; a member of any of them. */
  readonly groups: readonly string[];
}

/** What the filters came to. Filled while the people are chosen. */
export interface Choice {
  isChosen(index: number): boolean;
  /** Sentences: how many lines of each list were used, which were not and why, what could not be asked. */
  readonly notes: readonly string[];
}

const MOST_TOLD = 200;

/** A file that names people, read; a problem where it names nobody, or has not the column of a migration batch. */
export function readPeopleFile(file: string, text: string, isBatch: boolean): Result<PeopleFilter['lists'][number]> {
  const result = readUserList(text, isBatch);
  return result.kind === 'problem' ? problem(result.what, file, result.next) : ok({ file, list: result.list });
}

/** In: everyone, and the filters. Out: who is meant, and an account of every line that names nobody or several. */
export function choosePeople(people: People, directories: Directories, filter: PeopleFilter): Choice {
  const notes: string[] = [];
  const tests: ((index: number) => boolean)[] = [];
  if (filter.lists.length > 0) {
    const chosen = new Set<number>();
    const indexOf = recordIndex(people);
    for (const { file, list } of filter.lists) notes.push(...readList(file, list, { people, directories, indexOf }, chosen));
    tests.push((index) => chosen.has(index));
  }
  if (filter.ous.length > 0) tests.push(underUnits(people, filter.ous, notes));
  if (filter.groups.length > 0) tests.push(inGroups(people, directories, filter.groups, notes));
  return { isChosen: (index) => tests.every((test) => test(index)), notes };
}

interface Known {
  readonly people: People;
  readonly directories: Directories;
  readonly indexOf: ReadonlyMap<RecipientRecord, number>;
}

function recordIndex(people: People): ReadonlyMap<RecipientRecord, number> {
  const indexOf = new Map<RecipientRecord, number>();
  for (let index = 0; index < people.length; index++) {
    const { onPrem, cloud } = people.subject(index);
    if (onPrem !== undefined) indexOf.set(onPrem, index);
    if (cloud !== undefined) indexOf.set(cloud, index);
  }
  return indexOf;
}

function readList(file: string, list: UserList, known: Known, chosen: Set<number>): readonly string[] {
  const told: string[] = list.refused.map(({ line, why }) => `${file}:${line}: ${why}.`);
  const lineOf = new Map<number, number>();
  let used = 0;
  let again = 0;
  for (const { line, text } of list.entries) {
    const found = find(text, known);
    const [only] = found.people;
    const shown = text.slice(0, 120);
    if (only === undefined)
      told.push(`${file}:${line}: ${shown} ${found.isDeleted ? 'names only a deleted object' : 'is nobody in the data'}.`);
    else if (found.people.length > 1) {
      const names = found.people.slice(0, 4).map((index) => nameOfPerson(known.people.subject(index)));
      told.push(`${file}:${line}: ${shown} names ${found.people.length} people (${names.join('; ')}), so none was taken.`);
    } else if (lineOf.has(only)) {
      again++;
      told.push(`${file}:${line}: ${shown} is the person of line ${lineOf.get(only)}, counted once.`);
    } else {
      used++;
      lineOf.set(only, line);
      chosen.add(only);
    }
  }
  const rows = list.entries.length + list.refused.length;
  const refused = rows - used - again;
  const counted = [`${used} people found`, ...(again > 0 ? [`${again} named again`] : []), ...(refused > 0 ? [`${refused} not used`] : [])];
  const more = told.length - MOST_TOLD;
  return [
    `${file}: ${rows} ${rows === 1 ? 'entry' : 'entries'}${list.column === undefined ? '' : ` in the column ${list.column}`}: ${counted.join(', ')}.`,
    ...list.notes.map((note) => `${file}: ${note}`),
    ...told.slice(0, MOST_TOLD),
    ...(more > 0 ? [`${file}: ${more} more lines like these are not listed.`] : []),
  ];
}

interface Found {
  readonly people: readonly number[];
  readonly isDeleted: boolean;
}

/** The people whom a text names. The keys are asked from the surest on; the first that anyone holds decides. */
function find(text: string, { directories, indexOf }: Known): Found {
  const { onprem, cloud } = directories;
  const sides: readonly SideIndex[] = [cloud, onprem].filter((side) => side !== undefined);
  let isDeleted = false;
  for (const keys of keysFor(text)) {
    const people = new Set<number>();
    for (const side of sides) {
      for (const [kind, value] of keys) {
        for (const record of side.find(kind, value)) {
          const index = indexOf.get(record);
          if (index !== undefined) people.add(index);
          else if (isSoftDeleted(record)) isDeleted = true;
        }
      }
    }
    if (people.size > 0) return { people: [...people], isDeleted };
  }
  return { people: [], isDeleted };
}

type Key = readonly [kind: Parameters<SideIndex['find']>[0], value: string];

function keysFor(text: string): readonly (readonly Key[])[] {
  const guid = text.replace(/^\{(.{36})\}$/, '$1').toLowerCase();
  if (isCanonicalGuid(guid)) return [[['objectId', guid]], [['exchangeGuid', guid]], [['archiveGuid', guid]]];
  if (/^[a-z]{1,10}\s{0,3}=.{0,2000},/i.test(text)) return [[['dn', tidyDn(text)]], [['dn', text]]];
  const sam = /^[^\\/@]{1,64}\\([^\\]{1,256})$/.exec(text)?.[1];
  if (sam !== undefined) return [[['name', sam]]];
  if (text.includes('@'))
    return [
      [
        ['primary', text],
        ['upn', text],
      ],
      [['address', text]],
      [['name', text]],
    ];
  return [[['name', text]], [['immutableId', text]]];
}

/** A DN without blanks after its commas, as directories print it. */
function tidyDn(dn: string): string {
  return dn
    .split(',')
    .map((part) => part.replace(/^\s{1,40}/, ''))
    .join(',')
    .trim();
}

const dnOf = (subject: Subject): string | null | undefined => {
  const values = [subject.onPrem, subject.cloud].flatMap((record) => (record === undefined ? [] : keysOf(record, 'dn')));
  return values.find((value) => !/ou=microsoft exchange hosted organizations/.test(value));
};

function underUnits(people: People, ous: readonly string[], notes: string[]): (index: number) => boolean {
  const ends = ous.map((ou) => `,${tidyDn(ou).toLowerCase()}`);
  const counts = ends.map(() => 0);
  let unread = 0;
  const chosen = new Set<number>();
  for (let index = 0; index < people.length; index++) {
    const dn = dnOf(people.subject(index));
    if (typeof dn !== 'string') {
      unread++;
      continue;
    }
    const lower = tidyDn(dn).toLowerCase();
    ends.forEach((end, at) => {
      if (!lower.endsWith(end)) return;
      counts[at] = (counts[at] ?? 0) + 1;
      chosen.add(index);
    });
  }
  ous.forEach((ou, at) => {
    notes.push(`--ou ${ou}: ${counts[at] ?? 0} people.`);
  });
  if (unread > 0)
    notes.push(
      `--ou: of ${unread} people no on-premises distinguished name was read, so they were left out: it is not known where they are.`,
    );
  return (index) => chosen.has(index);
}

function inGroups(people: People, directories: Directories, groups: readonly string[], notes: string[]): (index: number) => boolean {
  const chosen = new Set<number>();
  let read = 0;
  const names = groups.map((group) => group.toLowerCase());
  const counts = names.map(() => 0);
  const members = names.map((name) => membersOf(name, directories));
  for (let index = 0; index < people.length; index++) {
    const { onPrem, cloud } = people.subject(index);
    const listed = onPrem === undefined ? undefined : readColumn(onPrem, ['memberof']).value;
    if (listed !== undefined) read++;
    const of = new Set((listed === undefined || listed === null ? [] : typeof listed === 'string' ? [listed] : listed).flatMap(groupNames));
    const own = [onPrem, cloud].flatMap((record) =>
      record === undefined ? [] : (['dn', 'objectId', 'upn', 'primary'] as const).flatMap((kind) => keysOf(record, kind)),
    );
    names.forEach((name, at) => {
      if (!of.has(name) && !own.some((key) => members[at]?.has(key.toLowerCase()))) return;
      counts[at] = (counts[at] ?? 0) + 1;
      chosen.add(index);
    });
  }
  groups.forEach((group, at) => {
    const isListed = (members[at]?.size ?? 0) > 0;
    const found = counts[at] ?? 0;
    notes.push(`--group ${group}: ${found} direct members; members of groups inside it are not counted.`);
    if (found === 0 && read === 0 && !isListed) {
      notes.push(
        `--group ${group}: memberOf was not read on-premises, and no group with its members stands in the data, so it is not known who is a member. Export memberOf, too (ldifde without a list of attributes does).`,
      );
    }
  });
  return (index) => chosen.has(index);
}

/** A group of a memberOf value: its DN, and its common name. */
function groupNames(dn: string): readonly string[] {
  const lower = dn.toLowerCase();
  const name = /^cn=((?:\\.|[^,\\]){1,256})/.exec(lower)?.[1]?.replace(/\\(.)/g, '$1');
  return name === undefined ? [lower] : [lower, name];
}

/** Members that the group itself lists, where its object is in the data: by DN, id, UPN or address, in lower case. */
function membersOf(name: string, { onprem, cloud }: Directories): ReadonlySet<string> {
  const members = new Set<string>();
  for (const side of [onprem, cloud]) {
    if (side === undefined) continue;
    for (const kind of ['dn', 'name', 'objectId', 'address'] as const) {
      for (const record of side.find(kind, name)) {
        const { value } = readColumn(record, ['member', 'members']);
        for (const one of value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value)
          members.add(one.toLowerCase());
      }
    }
  }
  return members;
}
