import { lazy } from '../evidence/lazy.js';
import { type RecipientRecord, readColumn } from '../facts/recipient-record.js';
import type { Subject } from '../facts/subject.js';
import type { PeopleUnit } from '../ports/readiness-session.js';

/** The organizational units of a run: which person is in which. Filled one person after the other. */
export interface Units {
  add(position: number, subject: Subject): void;
  all(): readonly PeopleUnit[];
  unplaced(): number;
  /** In: the key of a unit. Out: whether a person is in it or below it; nobody is in a unit that is not there. */
  test(key: string): (position: number) => boolean;
}

interface Unit {
  readonly key: string;
  readonly name: string;
  readonly parent: Unit | undefined;
  own: number;
}

/** Deeper ones count for the last of them: a hostile name could have thousands of parts. */
const MOST_PARTS = 40;
const LONGEST_NAME = 2048;
const HOSTED = /ou=microsoft exchange hosted organizations/i;

/** In: how many people there will be at most. */
export function createUnits(most: number): Units {
  const known = new Map<string, Unit>();
  const list: Unit[] = [];
  const unitOf = new Int32Array(most).fill(-1);
  const numbers = new Map<Unit, number>();
  let length = 0;
  const enter = (parts: readonly string[], from: number): Unit | undefined => {
    const key = parts.slice(from).join(',').toLowerCase();
    if (key === '') return undefined;
    const there = known.get(key);
    if (there !== undefined) return there;
    const isDomain = /^dc=/i.test(parts[from] ?? '');
    const unit: Unit = { key, name: nameOf(parts, from), parent: isDomain ? undefined : enter(parts, from + 1), own: 0 };
    known.set(key, unit);
    numbers.set(unit, list.length);
    list.push(unit);
    return unit;
  };
  const all = lazy((): readonly PeopleUnit[] => {
    const people = new Map<Unit, number>();
    for (const unit of list)
      for (let at: Unit | undefined = unit; at !== undefined; at = at.parent) people.set(at, (people.get(at) ?? 0) + unit.own);
    return list
      .map((unit) => ({ key: unit.key, name: unit.name, people: people.get(unit) ?? 0 }))
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  });
  return {
    add(position, subject) {
      length = Math.max(length, position + 1);
      const dn = dnOf(subject);
      if (dn === undefined) return;
      const unit = enter(partsOf(dn), 1);
      if (unit === undefined) return;
      unit.own++;
      unitOf[position] = numbers.get(unit) ?? -1;
    },
    all,
    unplaced: () => unitOf.subarray(0, length).filter((unit) => unit < 0).length,
    test(key) {
      const inside = list.map((unit) => unit.key === key || unit.key.endsWith(`,${key}`));
      return (position) => inside[unitOf[position] ?? -1] === true;
    },
  };
}

/** The on-premises name of a person. That of the service's own directory says nothing. */
function dnOf({ onPrem, cloud }: Subject): string | undefined {
  const own = onPrem === undefined ? undefined : textOf(onPrem, 'distinguishedname');
  const told = own ?? (cloud === undefined ? undefined : textOf(cloud, 'onpremisesdistinguishedname'));
  return told === undefined || HOSTED.test(told.slice(0, LONGEST_NAME)) ? undefined : told;
}

function textOf(record: RecipientRecord, column: string): string | undefined {
  const { value } = readColumn(record, [column]);
  const text = typeof value === 'string' ? value : value?.[0];
  return text === '' ? undefined : text;
}

/** Parts of a distinguished name, without the blanks after commas; a comma after a backslash belongs to its part. */
function partsOf(dn: string): readonly string[] {
  const text = dn.slice(0, LONGEST_NAME);
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at <= text.length && parts.length < MOST_PARTS; at++) {
    if (text[at] === '\\') at++;
    else if (at === text.length || text[at] === ',') {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts;
}

/** `OU=Berlin,OU=Staff,DC=contoso,DC=com` as Exchange prints it: `contoso.com/Staff/Berlin`. */
function nameOf(parts: readonly string[], from: number): string {
  const own = parts.slice(from);
  const domain = own.filter((part) => /^dc=/i.test(part)).map((part) => part.slice(3));
  const folders = own.filter((part) => !/^dc=/i.test(part)).map((part) => part.slice(part.indexOf('=') + 1).replace(/\\(.)/g, '$1'));
  return [domain.join('.'), ...folders.reverse()].filter((part) => part !== '').join('/');
}
