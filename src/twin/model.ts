import type { AttributeValue, DirectoryTable, Side } from '../evidence/directory.js';
import { normalKey } from '../facts/recipient-keys.js';
import { type KeyKind, keysOf, type RecipientRecord, readColumn, type SideIndex } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import { wantedColumns } from '../facts/wanted.js';
import type { ModelValue } from '../fixes/proof.js';
import { attributeKind, columnName, isNeverAbsent, readOne } from '../parse/recipient/attributes.js';
import { valueOf } from '../parse/recipient/table.js';

/** One object of the copy after a change, and the object of the copy (or of the directory) that it stands for. */
export interface Edit {
  readonly side: Side;
  /** Undefined: the object is new. */
  readonly replaces: RecipientRecord | undefined;
  /** Undefined: the object is gone. */
  readonly record: RecipientRecord | undefined;
}

/**
 * A copy of both sides in which some objects are others. Nothing of the directories is touched; what is not edited is shared.
 * In: a copy may be the base of the next one.
 */
export function editedDirectories(base: Directories, edits: readonly Edit[]): Directories {
  const side = (index: SideIndex | undefined, name: Side): SideIndex | undefined => {
    const own = edits.filter((edit) => edit.side === name);
    if (index === undefined || own.length === 0) return index;
    return editedIndex(index, own);
  };
  return { onprem: side(base.onprem, 'onprem'), cloud: side(base.cloud, 'cloud') };
}

function editedIndex(base: SideIndex, edits: readonly Edit[]): SideIndex {
  const gone = new Set(edits.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces])));
  const made = edits.flatMap(({ record }) => (record === undefined ? [] : [record]));
  let all: readonly RecipientRecord[] | undefined;
  // An object may have many thousands of addresses, and is asked about each of them.
  const sets = new Map<KeyKind, Map<RecipientRecord, ReadonlySet<string>>>();
  const keysIn = (record: RecipientRecord, kind: KeyKind): ReadonlySet<string> => {
    const ofKind = sets.get(kind) ?? new Map<RecipientRecord, ReadonlySet<string>>();
    sets.set(kind, ofKind);
    const known = ofKind.get(record) ?? new Set(keysOf(record, kind));
    ofKind.set(record, known);
    return known;
  };
  return {
    side: base.side,
    tables: base.tables,
    isAsked: base.isAsked === true,
    edited: { base, gone, made },
    get records() {
      all ??= [...base.records.filter((record) => !gone.has(record)), ...made];
      return all;
    },
    find: (kind, value) => {
      const key = normalKey(kind, value);
      const kept = base.find(kind, value).filter((record) => !gone.has(record));
      const found = key === '' ? [] : made.filter((record) => keysIn(record, kind).has(key));
      return found.length === 0 ? kept : [...kept, ...found];
    },
  };
}

const ADDRESSES_ONPREM = ['proxyaddresses', 'emailaddresses', 'primarysmtpaddress', 'windowsemailaddress'];
const ADDRESSES_CLOUD = ['proxyaddresses', 'exo.emailaddresses', 'exo.primarysmtpaddress', 'exo.windowsemailaddress'];

/** Columns that stand for one property: Exchange's cmdlets, LDAP and Graph name it differently. */
const SAME: Readonly<Record<Side, readonly (readonly string[])[]>> = {
  onprem: [
    ADDRESSES_ONPREM,
    ['msexchrecipienttypedetails', 'recipienttypedetails'],
    ['targetaddress', 'remoteroutingaddress', 'externalemailaddress'],
    ['msexchmailboxguid', 'exchangeguid'],
    ['msexcharchiveguid', 'archiveguid'],
    ['mailnickname', 'alias'],
    ['distinguishedname', 'dn'],
    ['objectguid', 'guid'],
    ['homemdb', 'database'],
    ['msexchhomeservername', 'servername'],
    ['msexcharchivedatabaselink', 'archivedatabase'],
    ['msexcharchiveaddress', 'archivedomain'],
    ['msexchhidefromaddresslists', 'hiddenfromaddresslistsenabled'],
    ['useraccountcontrol', 'exchangeuseraccountcontrol', 'accountdisabled', 'enabled'],
    ['msexchumenabledflags', 'umenabled'],
    ['msexchremoterecipienttype', 'remoterecipienttype'],
    ['msexchpoliciesexcluded', 'emailaddresspolicyenabled'],
  ],
  cloud: [
    ADDRESSES_CLOUD,
    ['mailnickname', 'exo.alias'],
    ['userprincipalname', 'exo.userprincipalname', 'exo.windowsliveid', 'exo.microsoftonlineservicesid'],
    ['onpremisesimmutableid', 'exo.immutableid'],
    ['onpremisessyncenabled', 'exo.isdirsynced'],
  ],
};

/** The other names of a property: what is written under one name is not left under another. */
function otherNames(side: Side, column: string): readonly string[] {
  return SAME[side].filter((names) => names.includes(column)).flatMap((names) => names.filter((name) => name !== column));
}

/** What stood in a column before a change; undefined: not read. */
export type Before = readonly (readonly [column: string, value: AttributeValue])[];

/**
 * An object of the copy that has these values, everything else of it as it was; a new object has nothing else. `undefined` writes "not read".
 * Out: with what the changed columns held before, to take it back.
 */
export function editedRecord(
  side: Side,
  base: RecipientRecord | undefined,
  values: ReadonlyMap<string, AttributeValue>,
): { readonly record: RecipientRecord; readonly before: Before } {
  const columns = new Map<string, AttributeValue>();
  const names = new Set<string>(wantedColumns(side));
  for (const { table } of base?.parts ?? []) for (const column of table.columns) names.add(column);
  for (const column of names) columns.set(column, base === undefined ? valueOfNew(column) : valueIn(base, column));
  const before = new Map<string, AttributeValue>();
  const write = (column: string, value: AttributeValue): void => {
    if (!before.has(column)) before.set(column, columns.get(column));
    columns.set(column, value);
  };
  for (const [column, value] of values) {
    for (const other of otherNames(side, column)) if (!values.has(other) && columns.get(other) !== undefined) write(other, undefined);
    write(column, value === undefined ? undefined : asRead(column, value));
  }
  return { record: recordOf(side, base, columns), before: [...before] };
}

/** What a directory gives every object by itself is not known of one that is only to be made. */
function valueOfNew(column: string): AttributeValue {
  return isNeverAbsent(column) || column === 'objectsid' || column === 'samaccountname' ? undefined : null;
}

/** The object with these columns as they were. */
export function restoredRecord(base: RecipientRecord, before: Before): RecipientRecord {
  const columns = new Map<string, AttributeValue>();
  for (const { table } of base.parts) for (const column of table.columns) columns.set(column, valueIn(base, column));
  for (const [column, value] of before) columns.set(column, value);
  return recordOf(base.side, base, columns);
}

function recordOf(side: Side, base: RecipientRecord | undefined, columns: ReadonlyMap<string, AttributeValue>): RecipientRecord {
  const table: DirectoryTable = {
    source: base?.parts[0]?.table.source ?? 'the copy of the directory',
    side,
    origin: base?.parts[0]?.table.origin ?? (side === 'onprem' ? 'ad' : 'graph'),
    format: formatOf(base),
    columns: [...columns.keys()],
    rows: [],
    notes: [],
  };
  return { side, parts: [{ table, row: { values: [...columns.values()] } }] };
}

/**
 * The table of an edited object names every column, also those that its own left out because nothing is set there. Facts that ask an inline record
 * whether it held onPremisesSyncEnabled must get the same answer as before.
 */
function formatOf(base: RecipientRecord | undefined): DirectoryTable['format'] {
  const own = base?.parts.map(({ table }) => table) ?? [];
  if (own.length === 0 || own.some(({ format, columns }) => format === 'inline' && columns.includes('onpremisessyncenabled')))
    return 'inline';
  return own.find(({ format }) => format !== 'inline')?.format ?? 'json';
}

/** A value as the readers of exports would keep it: GUIDs in one form, an empty list not set. */
function asRead(column: string, value: ModelValue): ModelValue {
  const one = (text: string): string | readonly string[] | null => {
    const read = readOne(attributeKind(column), text);
    return read === null || typeof read === 'string' ? read : text;
  };
  if (value === null) return null;
  if (typeof value === 'string') return one(value);
  const list = value.flatMap((text) => one(text) ?? []);
  return list.length === 0 ? null : list;
}

/** The value that the facts see: a set one goes before "not set". */
function valueIn({ parts }: RecipientRecord, column: string): AttributeValue {
  let value: AttributeValue;
  for (const { table, row } of parts) {
    const own = valueOf(table, row, column);
    if (typeof own === 'string' || Array.isArray(own)) return own;
    if (own === null) value = null;
  }
  return value;
}

/** The value of one attribute under any of its names; undefined where none was read, null of an object that there is not. */
export function currentValue(record: RecipientRecord | undefined, side: Side, attribute: string): AttributeValue {
  if (record === undefined) return null;
  const column = columnOf(attribute);
  if (column === 'proxyaddresses') return readColumn(record, [column, side === 'onprem' ? 'emailaddresses' : 'exo.emailaddresses']).value;
  return readColumn(record, [column, ...(column === 'exo.emailaddresses' ? ['proxyaddresses'] : otherNames(side, column))]).value;
}

/** `msExchMailboxGuid`, `exo.ExchangeGuid` as the readers name the column. */
export function columnOf(attribute: string): string {
  return attribute.startsWith('exo.') ? `exo.${columnName(attribute.slice(4))}` : columnName(attribute);
}

/** Every value of an object, in a fixed order: two objects are the same when their texts are. */
export function textOfRecord(record: RecipientRecord): string {
  const columns = [...new Set(record.parts.flatMap(({ table }) => table.columns))].sort();
  return JSON.stringify(
    columns.flatMap((column) => {
      const value = valueIn(record, column);
      return value === undefined || value === null ? [] : [[column, value]];
    }),
  );
}
