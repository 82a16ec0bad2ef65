import type { DirectoryTable, Side } from '../evidence/directory.js';
import { finish, type Steps } from '../evidence/steps.js';
import { isReadTable, openTable, packTable, type TableParts } from '../parse/recipient/table.js';
import { KeyTable, type KeyTableParts } from './key-table.js';
import { type Layout, mergeRecords, recordsAgain } from './merge-rows.js';
import { type KeyKind, keysOf, normalKey } from './recipient-keys.js';
import type { RecipientRecord } from './recipient-record.js';

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
  /** Of a copy: what it is a copy of, and the few objects that are others. */
  readonly edited?: { readonly base: SideIndex; readonly gone: ReadonlySet<RecipientRecord>; readonly made: readonly RecipientRecord[] };
  /** Builds several indexes in one pass over the records; those that are there already are kept. */
  prepare?(kinds: readonly KeyKind[]): Steps<void>;
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
  return finish(indexInSteps(side, tables));
}

/** `indexSide`, a few rows at each step. */
export function* indexInSteps(side: Side, tables: readonly DirectoryTable[]): Steps<SideIndex> {
  return new Index(side, tables, yield* mergeRecords(side, tables));
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
/** Records between two steps of an index. */
const AT_ONCE = 128;
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

  *prepare(kinds: readonly KeyKind[]): Steps<void> {
    const missing = kinds.filter((kind) => !this.indexes.has(kind));
    if (missing.length === 0) return;
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
      if (number % AT_ONCE === AT_ONCE - 1) yield;
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
    finish(this.prepare([kind]));
    return this.indexes.get(kind) ?? new KeyTable();
  }
}

function addKey(index: KeyTable, key: string | undefined, record: number): void {
  if (key !== undefined && key !== '') index.add(key, record);
}
