import type { AttributeValue, DirectoryRow, DirectoryTable, Side } from '../../evidence/directory.js';
import {
  type AttributeKind,
  attributeKind,
  columnName,
  isHeavy,
  isManyValued,
  isNeverAbsent,
  isSecret,
  type LostValue,
  type ReadValue,
  readBytes,
  readJoined,
  readOne,
} from './attributes.js';

/** A row that also knows which of its values were in the file and could not be told, and whether it holds all that its object has. */
export interface ReadRow extends DirectoryRow {
  /** Indexes of columns whose value could not be read: unknown in this row. */
  readonly lost?: readonly number[];
  /** The record is a full export of its object: what it does not carry is not set. */
  readonly full?: boolean;
}

/**
 * A table with what is needed to tell "not set" from "not read". Read values with `valueOf` or `columnReader`, never from `row.values`
 * alone: there a value that is read and not set may stand as `undefined`.
 */
export interface ReadTable extends DirectoryTable {
  readonly rows: readonly ReadRow[];
  /** Columns that the file shows to have been asked for, also those that were not stored. */
  readonly readColumns: ReadonlySet<string>;
  readonly columnIndex: ReadonlyMap<string, number>;
  /** Every record counts as fully read: what is absent is not set. */
  readonly complete: boolean;
  /** The file ended too early or says that there is more: an object that is not here may still exist. */
  readonly truncated: boolean;
}

export interface TableOptions {
  readonly source: string;
  readonly side: Side;
  readonly format: DirectoryTable['format'];
  /** Columns to store, lower case, with `exo.` where they have it. Others are remembered as read and not stored. Default: all. */
  readonly wanted?: ReadonlySet<string>;
  readonly complete?: boolean;
}

/** Where the reading of a file ended. */
export interface TableEnd {
  readonly origin: DirectoryTable['origin'];
  readonly truncated?: boolean;
}

/**
 * Collects records into a compact table. One record at a time: `begin`, any number of `put…`, then `end`.
 * Putting a column twice in one record makes a list.
 */
export interface TableBuilder {
  /** Index of a column for the `put` functions, made on first use; -1 where its values are not stored. `exact`: the name is final. */
  column(name: string, exact?: boolean): number;
  /** These columns were asked for, so a record without them has no value there. */
  declare(names: Iterable<string>): void;
  kindOf(column: number): AttributeKind;
  nameOf(column: number): string;
  begin(line?: number): void;
  /** One value, exactly as it stands. */
  putOne(column: number, text: string): void;
  /** A cell that may hold several values joined by a tool, or a tool's word for "not set". */
  putJoined(column: number, text: string): void;
  putBytes(column: number, bytes: Uint8Array): void;
  putNull(column: number): void;
  putLost(column: number, reason: string): void;
  end(record?: { readonly full?: boolean }): void;
  /** Forgets the record that was begun. */
  drop(): void;
  /** A sentence for the user. */
  note(sentence: string): void;
  readonly rowCount: number;
  finish(end: TableEnd): ReadTable;
}

/** Marks of an export without attribute list: nobody asks for these by name. */
export const FULL_EXPORT_MARKS: readonly string[] = ['objectcategory', 'instancetype', 'whencreated', 'usnchanged', 'usncreated'];

const SHARED_PER_COLUMN = 512;
const NOTES_AT_MOST = 200;

/**
 * The value of a column in a row, as the contract of `AttributeValue` has it: `undefined` not read, `null` read and not set.
 *
 * In: a table from one of the readers (or any `DirectoryTable`: then what its rows hold), one of its rows, a lower-case column name.
 */
export function valueOf(table: DirectoryTable, row: DirectoryRow, column: string): AttributeValue {
  if (!isReadTable(table)) return row.values[table.columns.indexOf(column)];
  return readCell(table, row, column, table.columnIndex.get(column));
}

/** `valueOf` for many rows of one table: finds the column once. */
export function columnReader(table: DirectoryTable, column: string): (row: DirectoryRow) => AttributeValue {
  if (!isReadTable(table)) {
    const index = table.columns.indexOf(column);
    return (row) => row.values[index];
  }
  const index = table.columnIndex.get(column);
  return (row) => readCell(table, row, column, index);
}

function readCell(table: ReadTable, row: ReadRow, column: string, index: number | undefined): AttributeValue {
  if (index !== undefined) {
    const value = cellOf(row, index);
    if (value !== undefined) return value;
    if (row.lost?.includes(index)) return undefined;
  } else if (table.readColumns.has(column)) {
    // Read, and not stored because nobody wanted it.
    return undefined;
  }
  if (isNeverAbsent(column)) return undefined;
  return row.full === true || table.complete || table.readColumns.has(column) ? null : undefined;
}

function isReadTable(table: DirectoryTable): table is ReadTable {
  return 'columnIndex' in table && 'readColumns' in table;
}

function cellOf(row: DirectoryRow, index: number): AttributeValue {
  return row instanceof SparseRow ? row.cell(index) : row.values[index];
}

/** A record that has few of many columns: holds only those, and makes the full list when somebody asks for it. */
class SparseRow implements ReadRow {
  readonly line: number;
  readonly full: boolean;
  readonly lost: readonly number[];
  private readonly indexes: readonly number[];
  private readonly cells: readonly AttributeValue[];

  constructor(indexes: readonly number[], cells: readonly AttributeValue[], line: number, full: boolean, lost: readonly number[]) {
    this.indexes = indexes;
    this.cells = cells;
    this.line = line;
    this.full = full;
    this.lost = lost;
  }

  get values(): readonly AttributeValue[] {
    const values: AttributeValue[] = [];
    for (let i = 0; i < this.indexes.length; i++) {
      const index = this.indexes[i] ?? 0;
      while (values.length < index) values.push(undefined);
      values[index] = this.cells[i];
    }
    return values;
  }

  cell(index: number): AttributeValue {
    const at = this.indexes.indexOf(index);
    return at < 0 ? undefined : this.cells[at];
  }
}

interface Column {
  readonly name: string;
  readonly shown: string;
  readonly kind: AttributeKind;
  readonly many: boolean;
  carried: boolean;
  // Values that repeat (types, databases, true/false) are kept once; given up where they do not repeat.
  shared: Map<string, string> | undefined;
  misses: number;
  // Where this column's value of the current record stands.
  record: number;
  slot: number;
  lostIn: number;
}

export function createTableBuilder(options: TableOptions): TableBuilder {
  return new Builder(options);
}

class Builder implements TableBuilder {
  private readonly options: TableOptions;
  private readonly columns: Column[] = [];
  private readonly index = new Map<string, number>();
  private readonly indexByRawName = new Map<string, number>();
  private readonly asked = new Set<string>();
  private readonly unstored = new Set<string>();
  private readonly secrets = new Set<string>();
  private readonly rows: ReadRow[] = [];
  private readonly notes: string[] = [];
  private readonly lostNotes = new Map<string, { count: number; line: number | undefined; readonly text: string }>();
  private readonly classLists = new Map<string, readonly string[]>();
  private record = 0;
  private line: number | undefined;
  private slots: number[] = [];
  private cells: (string | string[] | null)[] = [];
  private lost: number[] = [];

  constructor(options: TableOptions) {
    this.options = options;
  }

  get rowCount(): number {
    return this.rows.length;
  }

  column(name: string, exact = false): number {
    const known = this.indexByRawName.get(name);
    if (known !== undefined) return known;
    const column = exact ? name : columnName(name);
    const index = this.index.get(column) ?? this.addColumn(column, name);
    this.indexByRawName.set(name, index);
    return index;
  }

  private addColumn(column: string, shown: string): number {
    // `others` tells further cloud objects from recipients, so it is always kept.
    const wanted = this.options.wanted === undefined ? !isHeavy(column) : this.options.wanted.has(column) || column === 'others';
    if (isSecret(column)) this.secrets.add(shown);
    if (!wanted || isSecret(column)) {
      this.unstored.add(column);
      return -1;
    }
    const index = this.columns.length;
    this.columns.push({
      name: column,
      shown: shown.slice(0, 80),
      kind: attributeKind(column),
      many: isManyValued(column),
      carried: false,
      shared: new Map(),
      misses: 0,
      record: -1,
      slot: 0,
      lostIn: -1,
    });
    this.index.set(column, index);
    return index;
  }

  declare(names: Iterable<string>): void {
    for (const name of names) this.asked.add(name);
  }

  kindOf(column: number): AttributeKind {
    return this.columns[column]?.kind ?? 'text';
  }

  nameOf(column: number): string {
    return this.columns[column]?.name ?? '';
  }

  begin(line?: number): void {
    this.record++;
    this.line = line;
    this.slots = [];
    this.cells = [];
    this.lost = [];
  }

  putOne(column: number, text: string): void {
    if (column >= 0) this.put(column, readOne(this.kindOf(column), text));
  }

  putJoined(column: number, text: string): void {
    if (column >= 0) this.put(column, readJoined(this.kindOf(column), text));
  }

  putBytes(column: number, bytes: Uint8Array): void {
    if (column >= 0) this.put(column, readBytes(this.kindOf(column), bytes));
  }

  putNull(column: number): void {
    if (column >= 0) this.put(column, null);
  }

  putLost(column: number, reason: string): void {
    if (column >= 0) this.put(column, { reason });
  }

  private put(index: number, value: ReadValue): void {
    const column = this.columns[index];
    if (column === undefined) return;
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      this.lose(index, column, value);
      return;
    }
    const kept = typeof value === 'string' ? share(column, value) : Array.isArray(value) ? value.map((one) => share(column, one)) : null;
    if (column.record !== this.record) {
      column.record = this.record;
      column.slot = this.slots.length;
      this.slots.push(index);
      this.cells.push(kept);
      return;
    }
    this.cells[column.slot] = merged(this.cells[column.slot] ?? null, kept, column.many);
  }

  private lose(index: number, column: Column, value: LostValue): void {
    if (column.lostIn !== this.record) this.lost.push(index);
    column.lostIn = this.record;
    const text = `${column.shown}: ${value.reason}`;
    const note = this.lostNotes.get(text);
    if (note !== undefined) note.count++;
    else if (this.lostNotes.size < NOTES_AT_MOST) this.lostNotes.set(text, { count: 1, line: this.line, text });
  }

  end(record: { readonly full?: boolean } = {}): void {
    const full = record.full === true;
    const { slots, cells, lost } = this;
    let width = 0;
    for (let i = 0; i < slots.length; i++) {
      const index = slots[i] ?? 0;
      if (index >= width) width = index + 1;
      const column = this.columns[index];
      if (column === undefined) continue;
      if (!full) column.carried = true;
      const cell = cells[i];
      if (column.many && typeof cell === 'string') cells[i] = [cell];
      if (column.name === 'objectclass') cells[i] = this.sharedList(cells[i] ?? null);
    }
    for (const index of lost) {
      const column = this.columns[index];
      if (column !== undefined && !full) column.carried = true;
    }
    if (lost.length > 0) this.removeLost();
    this.rows.push(width > this.slots.length * 3 + 24 ? this.sparse(full) : this.dense(width, full));
  }

  /** A list of which one value is lost is not the list that was in the directory. */
  private removeLost(): void {
    const kept = this.slots.map((index) => this.columns[index]?.lostIn !== this.record);
    this.slots = this.slots.filter((_, at) => kept[at]);
    this.cells = this.cells.filter((_, at) => kept[at]);
  }

  private sparse(full: boolean): ReadRow {
    return new SparseRow(this.slots, this.cells, this.line ?? 0, full, this.lost);
  }

  private dense(width: number, full: boolean): ReadRow {
    const values = new Array<AttributeValue>(width).fill(undefined);
    for (let i = 0; i < this.slots.length; i++) values[this.slots[i] ?? 0] = this.cells[i] ?? null;
    const line = this.line;
    if (!full && this.lost.length === 0) return line === undefined ? { values } : { values, line };
    return { values, full, lost: this.lost, ...(line === undefined ? {} : { line }) };
  }

  private sharedList(cell: string | string[] | null): string[] | null {
    if (!Array.isArray(cell)) return cell === null ? null : [cell];
    const key = cell.join(' ');
    const known = this.classLists.get(key);
    if (known === undefined && this.classLists.size < SHARED_PER_COLUMN) this.classLists.set(key, cell);
    // The shared list is never written to: a new record starts with new cells.
    return (known ?? cell) as string[];
  }

  drop(): void {
    this.begin();
  }

  note(sentence: string): void {
    if (this.notes.length < NOTES_AT_MOST) this.notes.push(sentence);
    else if (this.notes.length === NOTES_AT_MOST) this.notes.push(`${this.options.source}: more notes were left out.`);
  }

  finish(end: TableEnd): ReadTable {
    const { source, side, format, complete } = this.options;
    const readColumns = new Set([...this.asked, ...this.unstored]);
    for (const column of this.columns) if (column.carried) readColumns.add(column.name);
    // What was asked for, is wanted and stands in no record has a column too, so that it is told apart from "not stored".
    for (const name of this.asked) if (!this.index.has(name) && !this.unstored.has(name)) this.column(name, true);
    return {
      source,
      side,
      format,
      origin: end.origin,
      columns: this.columns.map((column) => column.name),
      rows: this.rows,
      notes: [...this.notes, ...this.lostSentences(), ...this.secretSentences(), ...this.sideSentences(end.origin)],
      readColumns,
      columnIndex: this.index,
      complete: complete === true,
      truncated: end.truncated === true,
    };
  }

  private lostSentences(): readonly string[] {
    return [...this.lostNotes.values()].map(({ count, line, text }) => {
      const place = line === undefined ? this.options.source : `${this.options.source}, record at line ${line}`;
      const more = count === 1 ? '' : ` (${count} values in all)`;
      return `${place}: ${text}${more}; the value counts as not read.`;
    });
  }

  private secretSentences(): readonly string[] {
    if (this.secrets.size === 0) return [];
    return [`${this.options.source}: ${[...this.secrets].join(', ')} can hold a secret and was not kept.`];
  }

  private sideSentences(origin: DirectoryTable['origin']): readonly string[] {
    const { side, source } = this.options;
    if (side === 'onprem' && origin === 'graph')
      return [`${source}: the records look like Entra ID users, and the file was given as the on-premises side.`];
    if (side === 'cloud' && origin === 'ad')
      return [`${source}: the records look like Active Directory objects, and the file was given as the cloud side.`];
    return [];
  }
}

function merged(old: string | string[] | null, more: string | string[] | null, many: boolean): string | string[] | null {
  if (more === null) return old;
  if (old === null) return more;
  // Two spellings of a single-valued attribute (SID and objectSid) repeat one value.
  if (!many && old === more) return old;
  const list = Array.isArray(old) ? old : [old];
  if (Array.isArray(more)) for (const one of more) list.push(one);
  else list.push(more);
  return list;
}

function share(column: Column, value: string): string {
  const shared = column.shared;
  if (shared === undefined) return detached(value);
  const known = shared.get(value);
  if (known !== undefined) return known;
  const own = detached(value);
  if (shared.size < SHARED_PER_COLUMN) shared.set(own, own);
  else if (++column.misses > SHARED_PER_COLUMN * 4) column.shared = undefined;
  return own;
}

// A slice of the text that was read would keep all of that text in memory (V8 slices share their parent); joining makes a copy.
function detached(text: string): string {
  return text.length < 13 ? text : [text.slice(0, 1), text.slice(1)].join('');
}
