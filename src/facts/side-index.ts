import type { DirectoryRow, DirectoryTable, Side } from '../evidence/directory.js';
import { columnReader, isReadTable, openTable, packTable, type TableParts, valueOf } from '../parse/recipient/table.js';
import { KeyTable, type KeyTableParts } from './key-table.js';
import { asciiLower, isSoftDeleted, type KeyKind, keysOf, normalKey } from './recipient-keys.js';
import type { RecipientRecord, RecordPart } from './recipient-record.js';
import { isStatisticsTable } from './statistics-table.js';

/** One side's objects, with indexes that are built on first use. */
export interface SideIndex {
  readonly side: Side;
  readonly records: readonly RecipientRecord[];
  readonly tables: readonly DirectoryTable[];
  /** True where only objects are there that were looked up by key in a live directory: nothing is known of all the others. */
  readonly isAsked?: boolean;
  /** The records that hold a key, in the order of `records`; the same record is always the same object. */
  find(kind: KeyKind, value: string): readonly RecipientRecord[];
  /**
   * Numbers, in `records`, of the records that hold a key in the form of `normalKey`; taken on trust of 64 bits of its hash, so that a join of
   * millions reads no row twice. Not every index knows numbers.
   */
  numbers?(kind: KeyKind, key: string): readonly number[];
  /** Builds several indexes in one pass over the records. */
  prepare?(kinds: readonly KeyKind[]): void;
  /** The side in parts that a message to another thread can carry, without a copy of the data; undefined for tables that no reader made. */
  pack?(): SideParts | undefined;
}

/** A side as another thread opens it: tables, which row is part of which record, and the indexes that were built so far. */
export interface SideParts {
  readonly side: Side;
  readonly tables: readonly TableParts[];
  /** Undefined: each row is a record. */
  readonly recordOf: Int32Array<SharedArrayBuffer> | undefined;
  readonly indexes: readonly (readonly [kind: KeyKind, table: KeyTableParts, wide: ReadonlySet<number>])[];
}

/**
 * In: the tables of one side. Out: its objects; rows of different files that describe one object (same object id, DN, UPN, or primary address, and
 * no object id that differs) are one record. Rows of one file are merged only where they are one object twice, or a plain Exchange Online row and
 * the Graph row of the same object. Statistics of mailboxes are no objects.
 */
export function indexSide(side: Side, tables: readonly DirectoryTable[]): SideIndex {
  return new Index(side, tables, mergeRecords(side, tables));
}

/** The side that was packed, with its records in the same order. */
export function openSide({ side, tables, recordOf, indexes }: SideParts): SideIndex {
  const opened = tables.map(openTable);
  return new Index(side, opened, recordsAgain(side, opened, recordOf), indexes);
}

// Lists of many holders are kept, for each of the holders may ask for them again.
const FEW = 16;
// To make sure of a key costs as much as the record has keys: where they are many, the 64 bits of its hash have to do.
const MOST_CHECKED = 64;
const NONE: readonly never[] = [];

class Index implements SideIndex {
  readonly side: Side;
  readonly tables: readonly DirectoryTable[];
  readonly records: readonly RecipientRecord[];
  private readonly recordOf: Layout['recordOf'];
  private readonly indexes = new Map<KeyKind, KeyTable>();
  private readonly crowds = new Map<string, readonly number[]>();
  private readonly crowdRecords = new Map<readonly number[], readonly RecipientRecord[]>();
  private readonly wide = new Map<KeyKind, ReadonlySet<number>>();

  constructor(side: Side, tables: readonly DirectoryTable[], { records, recordOf }: Layout, made: SideParts['indexes'] = []) {
    this.side = side;
    this.tables = tables;
    this.records = records;
    this.recordOf = recordOf;
    for (const [kind, parts, wide] of made) {
      this.indexes.set(kind, new KeyTable(parts));
      this.wide.set(kind, wide);
    }
  }

  pack(): SideParts | undefined {
    const read = this.tables.filter(isReadTable);
    if (read.length < this.tables.length) return undefined;
    const indexes = [...this.indexes].map(([kind, table]) => [kind, table.parts, this.wide.get(kind) ?? new Set<number>()] as const);
    return { side: this.side, tables: read.map(packTable), recordOf: this.recordOf, indexes };
  }

  find(kind: KeyKind, value: string): readonly RecipientRecord[] {
    if (value === '') return NONE;
    const key = normalKey(kind, value);
    const numbers = this.numbers(kind, key);
    if (numbers.length === 0) return NONE;
    const known = numbers.length > FEW ? this.crowdRecords.get(numbers) : undefined;
    if (known !== undefined) return known;
    const found: RecipientRecord[] = [];
    for (const number of numbers) {
      const record = this.records[number];
      if (record !== undefined && this.holds(record, number, kind, key)) found.push(record);
    }
    if (numbers.length > FEW) this.crowdRecords.set(numbers, found);
    return found;
  }

  numbers(kind: KeyKind, key: string): readonly number[] {
    const index = this.indexOf(kind);
    const few = index.find(key, FEW + 1);
    if (few.length <= FEW) return few;
    const crowd = `${kind} ${key}`;
    const known = this.crowds.get(crowd);
    if (known !== undefined) return known;
    const all = index.find(key);
    this.crowds.set(crowd, all);
    return all;
  }

  prepare(kinds: readonly KeyKind[]): void {
    const missing = kinds.filter((kind) => !this.indexes.has(kind));
    const made = missing.map((kind) => ({ kind, index: new KeyTable(this.expected(kind)), wide: new Set<number>() }));
    for (let number = 0; number < this.records.length; number++) {
      const record = this.records[number];
      if (record === undefined) continue;
      for (const { kind, index, wide } of made) {
        const keys = keysOf(record, kind);
        if (keys.length === 1) addKey(index, keys[0], number);
        else if (keys.length > 1) for (const key of new Set(keys)) addKey(index, key, number);
        if (keys.length > MOST_CHECKED) wide.add(number);
      }
    }
    for (const { kind, index, wide } of made) {
      this.indexes.set(kind, index);
      this.wide.set(kind, wide);
    }
  }

  /** How many keys of a kind there may be, so that the table need not be made larger again and again: a record with addresses has a few. */
  private expected(kind: KeyKind): number {
    const { length } = this.records;
    return kind === 'address' || kind === 'proxy' || kind === 'name' ? length * 4 : length;
  }

  private holds(record: RecipientRecord, number: number, kind: KeyKind, key: string): boolean {
    return this.wide.get(kind)?.has(number) === true || keysOf(record, kind).includes(key);
  }

  private indexOf(kind: KeyKind): KeyTable {
    const known = this.indexes.get(kind);
    if (known !== undefined) return known;
    this.prepare([kind]);
    return this.indexes.get(kind) ?? new KeyTable();
  }
}

function addKey(index: KeyTable, key: string | undefined, record: number): void {
  if (key !== undefined && key !== '') index.add(key, record);
}

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
interface Layout {
  readonly records: readonly RecipientRecord[];
  readonly recordOf: Int32Array<SharedArrayBuffer> | undefined;
}

function mergeRecords(side: Side, tables: readonly DirectoryTable[]): Layout {
  const ordered = inOrder(tables);
  if (ordered.length <= 1 && !ordered.some((table) => holdsBothViews(table) || hasRepeats(table))) {
    return { records: ordered.flatMap((table) => table.rows.map((row) => new SoleRecord(side, table, row))), recordOf: undefined };
  }
  const merger = new Merger(ordered.reduce((sum, table) => sum + table.rows.length, 0));
  for (const table of ordered) for (const row of table.rows) merger.add(new SoleRecord(side, table, row));
  return { records: merger.records, recordOf: merger.recordOf };
}

function recordsAgain(side: Side, tables: readonly DirectoryTable[], recordOf: Layout['recordOf']): Layout {
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

class Merger {
  readonly records: (SoleRecord | MergedRecord)[] = [];
  readonly recordOf: Int32Array<SharedArrayBuffer>;
  private readonly byKey: KeyTable;
  private rows = 0;

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
function holdsBothViews(table: DirectoryTable): boolean {
  if (table.side !== 'cloud' || !table.columns.includes('id') || !table.columns.some((column) => column.startsWith('exo.'))) return false;
  const idOf = columnReader(table, 'id');
  return table.rows.some((row) => typeof idOf(row) !== 'string');
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
function hasRepeats(table: DirectoryTable): boolean {
  const readers = ROW_KEYS[table.side].filter((column) => table.columns.includes(column)).map((column) => columnReader(table, column));
  if (readers.length === 0 || table.rows.length < 2) return false;
  const seen = new KeyTable(table.rows.length);
  for (const [number, row] of table.rows.entries()) {
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
