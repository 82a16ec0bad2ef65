import type { AttributeValue, DirectoryRow } from '../../evidence/directory.js';

/** A row that also knows which of its values were in the file and could not be told, and whether it holds all that its object has. */
export interface ReadRow extends DirectoryRow {
  /** Indexes of columns whose value could not be read: unknown in this row. */
  readonly lost?: readonly number[];
  /** The record is a full export of its object: what it does not carry is not set. */
  readonly full?: boolean;
}

/** What a row is made of besides its cells. */
export interface RowMarks {
  readonly line: number | undefined;
  readonly full: boolean;
  readonly lost: readonly number[];
}

/** The rows of one table in shared memory: can be cloned to another thread, which then reads the same bytes. */
export interface RowParts {
  readonly count: number;
  readonly chunks: readonly SharedArrayBuffer[];
  /** Two numbers a row: which chunk, and where in it. */
  readonly places: SharedArrayBuffer;
  readonly repeated: readonly AttributeValue[];
}

/*
 * A row in bytes: marks, then the line and the lost columns where there are any, the number of cells, and for each cell its column and its
 * value. Numbers are written seven bits a byte, low bits first. A value starts with (length * 4 + form); the length is in bytes, so that a
 * reader passes over it without looking inside.
 */
export const ONE_BYTE = 0; // One byte a character (U+0000 to U+00FF).
export const TWO_BYTES = 1; // Two bytes a UTF-16 unit: loses nothing, lone surrogates included.
export const LIST = 2;
export const REPEATED = 3; // The "length" is a number in the table's list of values that repeat; 0 is null.
export const HAS_LINE = 1;
export const IS_FULL = 2;
export const HAS_LOST = 4;

export const NO_BYTES = new Uint8Array(0);
/** So many rows keep their values as strings: facts ask one row many times, then never again. */
const ROWS_KEPT_OPEN = 64;

const PIECE = 96;

/** Where the bytes of a row are being read. */
class Cursor {
  bytes: Uint8Array = NO_BYTES;
  at = 0;
  // One list for each length: a call with a list of the right length is the quickest way to a string that the language has.
  private readonly units: number[][] = [];

  number(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    do {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127 && this.at < bytes.length);
    return value;
  }

  oneByteText(start: number, length: number): string {
    if (length <= PIECE) return this.piece(start, length);
    let text = '';
    for (let at = 0; at < length; at += PIECE) text += this.piece(start + at, Math.min(PIECE, length - at));
    return text;
  }

  twoByteText(start: number, length: number): string {
    const { bytes } = this;
    let text = '';
    for (let from = start; from < start + length; from += PIECE * 2) {
      const units = this.unitsOf(Math.min(PIECE, (start + length - from) / 2));
      for (let i = 0; i < units.length; i++) units[i] = (bytes[from + i * 2] ?? 0) | ((bytes[from + i * 2 + 1] ?? 0) << 8);
      text += String.fromCharCode(...units);
    }
    return text;
  }

  private piece(start: number, length: number): string {
    const { bytes } = this;
    const units = this.unitsOf(length);
    for (let i = 0; i < length; i++) units[i] = bytes[start + i] ?? 0;
    return String.fromCharCode(...units);
  }

  private unitsOf(length: number): number[] {
    const known = this.units[length];
    if (known !== undefined) return known;
    const units = new Array<number>(length).fill(0);
    this.units[length] = units;
    return units;
  }
}

/** The rows of one table, read from shared memory. */
export class RowPack {
  readonly parts: RowParts;
  private readonly places: Uint32Array;
  private readonly chunks: readonly Uint8Array[];
  private readonly cursor = new Cursor();
  private made: readonly PackedRow[] | undefined;
  private readonly open: PackedRow[] = [];
  private nextOpen = 0;

  constructor(parts: RowParts) {
    this.parts = parts;
    this.places = new Uint32Array(parts.places);
    this.chunks = parts.chunks.map((chunk) => new Uint8Array(chunk));
  }

  /** Nothing: the rows stand beside it in a table. */
  toJSON(): undefined {
    return undefined;
  }

  get rows(): readonly PackedRow[] {
    this.made ??= Array.from({ length: this.parts.count }, (_, index) => new PackedRow(this, index));
    return this.made;
  }

  marks(index: number): RowMarks {
    const cursor = this.seek(index);
    const marks = cursor.number();
    const line = marks & HAS_LINE ? cursor.number() : undefined;
    const lost: number[] = [];
    if (marks & HAS_LOST) for (let left = cursor.number(); left > 0; left--) lost.push(cursor.number());
    return { line, full: (marks & IS_FULL) !== 0, lost };
  }

  isFull(index: number): boolean {
    return (this.seek(index).number() & IS_FULL) !== 0;
  }

  isLost(index: number, column: number): boolean {
    return (this.seek(index).number() & HAS_LOST) !== 0 && this.marks(index).lost.includes(column);
  }

  /** One cell, found by walking over the row: the way for a column of many rows. */
  cell(index: number, column: number): AttributeValue {
    const cursor = this.seekCells(index);
    for (let left = cursor.number(); left > 0; left--) {
      if (cursor.number() === column) return this.value(cursor);
      skip(cursor);
    }
    return undefined;
  }

  /** Where each cell of a row stands, by column; `decode` reads from there. */
  positions(row: PackedRow): (AttributeValue | number)[] {
    const cells: (AttributeValue | number)[] = [];
    const cursor = this.seekCells(row.index);
    for (let left = cursor.number(); left > 0; left--) {
      const column = cursor.number();
      cells[column] = cursor.at;
      skip(cursor);
    }
    this.open[this.nextOpen]?.close();
    this.open[this.nextOpen] = row;
    this.nextOpen = (this.nextOpen + 1) % ROWS_KEPT_OPEN;
    return cells;
  }

  decode(index: number, position: number): AttributeValue {
    const cursor = this.seek(index);
    cursor.at = position;
    return this.value(cursor);
  }

  private seek(index: number): Cursor {
    const { cursor } = this;
    cursor.bytes = this.chunks[this.places[index * 2] ?? 0] ?? NO_BYTES;
    cursor.at = this.places[index * 2 + 1] ?? 0;
    return cursor;
  }

  private seekCells(index: number): Cursor {
    const cursor = this.seek(index);
    const marks = cursor.number();
    if (marks & HAS_LINE) cursor.number();
    if (marks & HAS_LOST) for (let left = cursor.number(); left > 0; left--) cursor.number();
    return cursor;
  }

  private value(cursor: Cursor): AttributeValue {
    const head = cursor.number();
    const form = head & 3;
    const length = Math.floor(head / 4);
    if (form === REPEATED) return this.parts.repeated[length];
    const start = cursor.at;
    cursor.at += length;
    if (form === ONE_BYTE) return cursor.oneByteText(start, length);
    if (form === TWO_BYTES) return cursor.twoByteText(start, length);
    const end = start + length;
    const list: string[] = [];
    cursor.at = start;
    while (cursor.at < end) {
      const one = this.value(cursor);
      if (typeof one === 'string') list.push(one);
    }
    return list;
  }
}

function skip(cursor: Cursor): void {
  const head = cursor.number();
  if ((head & 3) !== REPEATED) cursor.at += Math.floor(head / 4);
}

/** One row of a pack: its number, and its values only while somebody works with it. */
export class PackedRow implements ReadRow {
  readonly pack: RowPack;
  readonly index: number;
  private cells: (AttributeValue | number)[] | undefined;

  constructor(pack: RowPack, index: number) {
    this.pack = pack;
    this.index = index;
    this.cells = undefined;
  }

  get values(): readonly AttributeValue[] {
    const width = (this.cells ?? this.pack.positions(this)).length;
    return Array.from({ length: width }, (_, column) => this.cell(column));
  }

  get line(): number | undefined {
    return this.pack.marks(this.index).line;
  }

  get full(): boolean {
    return this.pack.isFull(this.index);
  }

  get lost(): readonly number[] {
    return this.pack.marks(this.index).lost;
  }

  /** A cell that is likely to be asked for again, with others of this row. */
  cell(column: number): AttributeValue {
    this.cells ??= this.pack.positions(this);
    const cell = this.cells[column];
    if (typeof cell !== 'number') return cell;
    const value = this.pack.decode(this.index, cell);
    this.cells[column] = value;
    return value;
  }

  /** A cell of a row that is only passed by. */
  glance(column: number): AttributeValue {
    return this.cells === undefined ? this.pack.cell(this.index, column) : this.cell(column);
  }

  close(): void {
    this.cells = undefined;
  }

  toJSON(): DirectoryRow {
    return { values: this.values, line: this.line };
  }
}
