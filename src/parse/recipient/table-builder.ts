import type { DirectoryTable, Side } from '../../evidence/directory.js';
import {
  type AttributeKind,
  attributeKind,
  columnName,
  isHeavy,
  isManyValued,
  isSecret,
  type LostValue,
  type ReadValue,
  readBytes,
  readJoined,
  readOne,
} from './attributes.js';
import { hiddenSentence } from './hidden-sentence.js';
import { RowWriter } from './row-writer.js';
import type { ReadTable } from './table.js';

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
  /** A value of the current record that the account may not read; `name`: as it stands in the record. */
  putHidden(column: number, name: string): void;
  /** `cut`: the file broke off in this record, so what it does not carry is not known. */
  end(record?: { readonly full?: boolean; readonly cut?: boolean }): void;
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
const LONGEST_SHARED = 256;
/** An access list is long, and most objects of a unit have the same. */
const LONGEST_OCTETS_SHARED = 16_384;
const NOTES_AT_MOST = 200;

interface Column {
  readonly name: string;
  readonly shown: string;
  readonly kind: AttributeKind;
  readonly many: boolean;
  carried: boolean;
  // Values that repeat (types, databases, true/false) are kept once; given up where they do not repeat.
  shared: Map<string, number> | undefined;
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
  private readonly writer = new RowWriter();
  private readonly notes: string[] = [];
  private readonly lostNotes = new Map<string, { count: number; line: number | undefined; readonly text: string }>();
  private readonly hidden = new Map<string, number>();
  private readonly classLists = new Map<string, number>();
  private record = 0;
  private line: number | undefined;
  private slots: number[] = [];
  private cells: (string | string[] | null)[] = [];
  private lost: number[] = [];

  constructor(options: TableOptions) {
    this.options = options;
  }

  get rowCount(): number {
    return this.writer.count;
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

  putHidden(index: number, name: string): void {
    const column = this.columns[index];
    if (column === undefined || column.lostIn === this.record) return;
    column.lostIn = this.record;
    this.lost.push(index);
    const shown = name.slice(0, 80);
    const count = this.hidden.get(shown);
    if (count !== undefined || this.hidden.size < NOTES_AT_MOST) this.hidden.set(shown, (count ?? 0) + 1);
  }

  private put(index: number, value: ReadValue): void {
    const column = this.columns[index];
    if (column === undefined) return;
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      this.lose(index, column, value);
      return;
    }
    // The reader's own list is copied, for more values may be added to it.
    const kept = Array.isArray(value) ? [...value] : typeof value === 'string' ? value : null;
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

  end(record: { readonly full?: boolean; readonly cut?: boolean } = {}): void {
    const full = record.full === true;
    const { lost } = this;
    for (const index of this.slots) this.carry(index, full);
    for (const index of lost) this.carry(index, full);
    if (record.cut === true) this.loseTheRest();
    if (lost.length > 0) this.removeLost();
    const { slots, cells, writer } = this;
    writer.begin({ line: this.line, full, lost }, slots.length);
    for (let i = 0; i < slots.length; i++) this.write(slots[i] ?? 0, cells[i] ?? null);
    writer.end();
  }

  private loseTheRest(): void {
    this.columns.forEach((column, index) => {
      if (column.record === this.record || column.lostIn === this.record) return;
      column.lostIn = this.record;
      this.lost.push(index);
    });
  }

  private carry(index: number, full: boolean): void {
    const column = this.columns[index];
    if (column !== undefined && !full) column.carried = true;
  }

  private write(index: number, cell: string | string[] | null): void {
    const column = this.columns[index];
    if (column === undefined) return;
    const { writer } = this;
    writer.putColumn(index);
    const list = Array.isArray(cell) ? cell : typeof cell === 'string' && column.many ? [cell] : undefined;
    if (list !== undefined) this.writeList(column, list);
    else if (typeof cell === 'string') {
      const known = this.share(column, cell);
      if (known >= 0) writer.putRepeated(known);
      else writer.putText(cell);
    } else writer.putRepeated(0);
  }

  private writeList(column: Column, list: readonly string[]): void {
    const known = column.name === 'objectclass' ? this.sharedList(list) : -1;
    if (known >= 0) this.writer.putRepeated(known);
    else {
      const numbers = list.map((one) => this.share(column, one));
      this.writer.putList(list, numbers);
    }
  }

  /** A list of which one value is lost is not the list that was in the directory. */
  private removeLost(): void {
    const kept = this.slots.map((index) => this.columns[index]?.lostIn !== this.record);
    this.slots = this.slots.filter((_, at) => kept[at]);
    this.cells = this.cells.filter((_, at) => kept[at]);
  }

  /** The number of a list of classes that was kept; -1 where too many differ. */
  private sharedList(list: readonly string[]): number {
    const key = list.join(' ');
    const known = this.classLists.get(key);
    if (known !== undefined) return known;
    if (this.classLists.size >= SHARED_PER_COLUMN || key.length > LONGEST_SHARED) return -1;
    const number = this.writer.keep(list.map(detached));
    this.classLists.set(key, number);
    return number;
  }

  /** The number of a value that was kept because it may come again; -1 where it is to be written out. */
  private share(column: Column, value: string): number {
    const { shared } = column;
    if (shared === undefined || value.length > (column.kind === 'octets' ? LONGEST_OCTETS_SHARED : LONGEST_SHARED)) return -1;
    const known = shared.get(value);
    if (known !== undefined) return known;
    if (shared.size >= SHARED_PER_COLUMN) {
      if (++column.misses > SHARED_PER_COLUMN * 4) column.shared = undefined;
      return -1;
    }
    const own = detached(value);
    const number = this.writer.keep(own);
    shared.set(own, number);
    return number;
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
    const hidden = hiddenSentence(this.options.source, this.hidden, this.rowCount);
    const pack = this.writer.finish();
    return {
      source,
      side,
      format,
      origin: end.origin,
      columns: this.columns.map((column) => column.name),
      pack,
      rows: pack.rows,
      notes: [
        ...this.notes,
        ...this.lostSentences(),
        ...(hidden === undefined ? [] : [hidden]),
        ...this.secretSentences(),
        ...this.sideSentences(end.origin),
      ],
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

// A slice of the text that was read would keep all of that text in memory (V8 slices share their parent); joining makes a copy.
function detached(text: string): string {
  return text.length < 13 ? text : [text.slice(0, 1), text.slice(1)].join('');
}
