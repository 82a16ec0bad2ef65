import type { DirectoryRow, DirectoryTable, Side } from '../evidence/directory.js';
import type { Steps } from '../evidence/steps.js';
import { columnReader, valueOf } from '../parse/recipient/table.js';
import { KeyTable } from './key-table.js';
import { asciiLower, isSoftDeleted, type KeyKind, keysOf } from './recipient-keys.js';
import type { RecipientRecord, RecordPart } from './recipient-record.js';
import { isStatisticsTable } from './statistics-table.js';

/** A record of one row is its own part: a million of them are kept. */
class SoleRecord implements RecipientRecord, RecordPart {
  readonly side: Side;
  readonly table: DirectoryTable;
  readonly row: DirectoryRow;

  constructor(side: Side, table: DirectoryTable, row: DirectoryRow) {
    this.side = side;
    this.table = table;
    this.row = row;
  }

  get parts(): readonly RecordPart[] {
    return [this];
  }
}

interface MergedRecord extends RecipientRecord {
  readonly parts: RecordPart[];
}

/** The records of a side, and for each row, in the order of the sorted tables, the number of its record. */
export interface Layout {
  readonly records: readonly RecipientRecord[];
  readonly recordOf: Int32Array<SharedArrayBuffer> | undefined;
}

/** In: the tables of a side. Out: its objects, as `indexSide` says. */
export function* mergeRecords(side: Side, tables: readonly DirectoryTable[]): Steps<Layout> {
  const ordered = inOrder(tables);
  if (ordered.length <= 1 && !(yield* mayRepeat(ordered[0]))) {
    const records: SoleRecord[] = [];
    for (const table of ordered) {
      for (const row of table.rows) {
        records.push(new SoleRecord(side, table, row));
        if (records.length % LIGHT_AT_ONCE === 0) yield;
      }
    }
    return { records, recordOf: undefined };
  }
  const merger = new Merger(ordered.reduce((sum, table) => sum + table.rows.length, 0));
  for (const table of ordered) {
    for (const row of table.rows) {
      merger.add(new SoleRecord(side, table, row));
      if (merger.rows % AT_ONCE === 0) yield;
    }
  }
  return { records: merger.records, recordOf: merger.recordOf };
}

function* mayRepeat(table: DirectoryTable | undefined): Steps<boolean> {
  return table !== undefined && ((yield* holdsBothViews(table)) || (yield* hasRepeats(table)));
}

/** The records of a side that was merged before, in the same order. */
export function recordsAgain(side: Side, tables: readonly DirectoryTable[], recordOf: Layout['recordOf']): Layout {
  const records: (SoleRecord | MergedRecord)[] = [];
  let rows = 0;
  for (const table of inOrder(tables)) {
    for (const row of table.rows) {
      const part = new SoleRecord(side, table, row);
      const number = recordOf?.[rows++] ?? records.length;
      if (number < records.length) joinPart(records, number, part);
      else records.push(part);
    }
  }
  return { records, recordOf };
}

/** Tables whose rows are objects, the one that knows most of them first. */
function inOrder(tables: readonly DirectoryTable[]): readonly DirectoryTable[] {
  return tables.filter((table) => !isStatisticsTable(table)).toSorted((a, b) => rankOfOrigin(a) - rankOfOrigin(b));
}

function joinPart(records: (SoleRecord | MergedRecord)[], number: number, part: SoleRecord): void {
  const record = records[number];
  if (record instanceof SoleRecord) records[number] = { side: record.side, parts: [record, part] };
  else record?.parts.push(part);
}

// A key that more objects share tells none of them apart.
const MOST_HOLDERS = 8;

/** Rows between two steps: each is looked up by several keys; where it is only put into a list, many more. */
const AT_ONCE = 128;
const LIGHT_AT_ONCE = 4096;

class Merger {
  readonly records: (SoleRecord | MergedRecord)[] = [];
  readonly recordOf: Int32Array<SharedArrayBuffer>;
  private readonly byKey: KeyTable;
  rows = 0;

  constructor(rows: number) {
    this.recordOf = new Int32Array(new SharedArrayBuffer(rows * 4));
    this.byKey = new KeyTable(rows * 2);
  }

  add(part: SoleRecord): void {
    const keys = mergeKeys(part);
    const ids = keys.length === 0 ? undefined : identityOf(part);
    for (const { kind, key } of keys) {
      const target = this.byKey.find(`${kind} ${key}`, MOST_HOLDERS).find((number) => this.fits(number, part, kind, key, ids));
      if (target === undefined) continue;
      joinPart(this.records, target, part);
      this.place(keys, target, false);
      return;
    }
    this.records.push(part);
    this.place(keys, this.records.length - 1, true);
  }

  private place(keys: readonly MergeKey[], number: number, isNew: boolean): void {
    this.recordOf[this.rows++] = number;
    this.register(keys, number, isNew);
  }

  private fits(number: number, part: SoleRecord, kind: KeyKind, key: string, ids: Identity | undefined): boolean {
    const record = this.records[number];
    const first = record?.parts[0];
    // The same row once more needs no look at the others: a file may hold one many thousand times.
    if (first !== undefined && isRepeat(first, part)) return true;
    if (record === undefined || !keysOf(record, kind).includes(key) || !canJoin(record, part)) return false;
    return !record.parts.some((other) => contradicts(identityOf(other), ids));
  }

  private register(keys: readonly MergeKey[], number: number, isNew: boolean): void {
    for (const { kind, key } of keys) {
      const text = `${kind} ${key}`;
      if (isNew || !this.byKey.find(text, MOST_HOLDERS).includes(number)) this.byKey.add(text, number);
    }
  }
}

interface MergeKey {
  readonly kind: KeyKind;
  readonly key: string;
}

function mergeKeys(record: SoleRecord): readonly MergeKey[] {
  if (isSoftDeleted(record)) return [];
  const keys: MergeKey[] = [];
  for (const kind of ['objectId', 'dn', 'upn', 'primary'] as const) {
    for (const key of new Set(keysOf(record, kind).slice(0, 4))) if (key !== '') keys.push({ kind, key });
  }
  return keys;
}

/** What tells objects of one side apart, whatever they share besides. */
interface Identity {
  readonly id: string | undefined;
  readonly dn: string | undefined;
}

const ID_COLUMNS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['objectguid', 'guid'],
  cloud: ['id', 'exo.externaldirectoryobjectid'],
};

function identityOf({ table, row }: RecordPart): Identity {
  let id: string | undefined;
  for (const column of ID_COLUMNS[table.side]) {
    const value = valueOf(table, row, column);
    if (typeof value === 'string') id ??= asciiLower(value);
  }
  const dn = table.side === 'onprem' ? valueOf(table, row, 'distinguishedname') : undefined;
  return { id, dn: typeof dn === 'string' ? dn.toLowerCase() : undefined };
}

/** Two object ids that differ are two objects: a user in one forest and the contact or linked mailbox in another that carry the same address. */
function contradicts(one: Identity, other: Identity | undefined): boolean {
  if (other === undefined) return false;
  if (one.id !== undefined && other.id !== undefined) return one.id !== other.id;
  return one.dn !== undefined && other.dn !== undefined && one.dn !== other.dn;
}

/** True for a cloud table that holds rows of Graph and, apart from them, rows of Exchange Online. */
function* holdsBothViews(table: DirectoryTable): Steps<boolean> {
  if (table.side !== 'cloud' || !table.columns.includes('id') || !table.columns.some((column) => column.startsWith('exo.'))) return false;
  const idOf = columnReader(table, 'id');
  for (const [number, row] of table.rows.entries()) {
    if (typeof idOf(row) !== 'string') return true;
    if (number % LIGHT_AT_ONCE === LIGHT_AT_ONCE - 1) yield;
  }
  return false;
}

function rankOfOrigin(table: DirectoryTable): number {
  return table.origin === 'ad' || table.origin === 'graph' ? 0 : 1;
}

/** What Exchange's view of an object holds at least one of, also where few properties were selected. */
const EXCHANGE_MARKS = ['exo.recipienttypedetails', 'exo.externaldirectoryobjectid', 'exo.exchangeguid', 'exo.primarysmtpaddress'];

/** The column that tells the rows of a table apart, the surest first. */
const ROW_KEYS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['objectguid', 'guid', 'distinguishedname', 'userprincipalname'],
  cloud: ['id', 'exo.externaldirectoryobjectid', 'userprincipalname', 'exo.userprincipalname'],
};

/** True where two rows of a table may be one object: the file was put together of two, or exported twice. */
function* hasRepeats(table: DirectoryTable): Steps<boolean> {
  const readers = ROW_KEYS[table.side].filter((column) => table.columns.includes(column)).map((column) => columnReader(table, column));
  if (readers.length === 0 || table.rows.length < 2) return false;
  const seen = new KeyTable(table.rows.length);
  for (const [number, row] of table.rows.entries()) {
    if (number % AT_ONCE === AT_ONCE - 1) yield;
    let key: string | undefined;
    for (const read of readers) {
      const value = read(row);
      if (typeof value === 'string') key = asciiLower(value);
      if (key !== undefined) break;
    }
    if (key === undefined) continue;
    if (seen.find(key, 1).length > 0) return true;
    seen.add(key, number);
  }
  return false;
}

/** One row twice in one file: every value is the same. Where they differ it is not for us to say which row holds. */
export function isRepeat(one: RecordPart, other: RecordPart): boolean {
  if (one.table !== other.table) return false;
  return one.table.columns.every((column) => {
    const [a, b] = [valueOf(one.table, one.row, column), valueOf(other.table, other.row, column)];
    if (a === b) return true;
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((value, index) => value === b[index]);
  });
}

/** Rows of two files join; rows of one file where one is Graph's and the other Exchange Online's view of the object, or they are the same row twice. */
function canJoin(record: RecipientRecord, part: RecordPart): boolean {
  const sameFile = record.parts.find((other) => other.table === part.table);
  if (sameFile === undefined || isRepeat(sameFile, part)) return true;
  const isGraph = (other: RecordPart): boolean => typeof valueOf(other.table, other.row, 'id') === 'string';
  const isExchange = (other: RecordPart): boolean =>
    EXCHANGE_MARKS.some((column) => typeof valueOf(other.table, other.row, column) === 'string');
  return part.table.side === 'cloud' && isGraph(sameFile) && !isExchange(sameFile) && !isGraph(part) && isExchange(part);
}
