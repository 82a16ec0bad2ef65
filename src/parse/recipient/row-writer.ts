import type { AttributeValue } from '../../evidence/directory.js';
import {
  HAS_LINE,
  HAS_LOST,
  IS_FULL,
  LIST,
  NO_BYTES,
  ONE_BYTE,
  REPEATED,
  type ReadRow,
  type RowMarks,
  RowPack,
  TWO_BYTES,
} from './packed-rows.js';

const FIRST_CHUNK_BYTES = 1 << 12;
const LARGEST_CHUNK_BYTES = 1 << 22;

/** Collects rows, one at a time: `begin`, then a column and its value for each cell, then `end`. */
export class RowWriter {
  // The row that is being written; it moves to a chunk when it is complete, so that no row lies in two chunks.
  private draft = new Uint8Array(512);
  private at = 0;
  private readonly chunks: SharedArrayBuffer[] = [];
  private chunk: Uint8Array = NO_BYTES;
  private used = 0;
  private places: Uint32Array<SharedArrayBuffer> = new Uint32Array(new SharedArrayBuffer(64));
  private readonly repeated: AttributeValue[] = [null];
  count = 0;

  /** Keeps a value that is expected again; out: its number for `putRepeated`. */
  keep(value: AttributeValue): number {
    this.repeated.push(value);
    return this.repeated.length - 1;
  }

  begin({ line, full, lost }: RowMarks, cellCount: number): void {
    this.at = 0;
    this.number((line === undefined ? 0 : HAS_LINE) | (full ? IS_FULL : 0) | (lost.length > 0 ? HAS_LOST : 0));
    if (line !== undefined) this.number(line);
    if (lost.length > 0) {
      this.number(lost.length);
      for (const column of lost) this.number(column);
    }
    this.number(cellCount);
  }

  putColumn(column: number): void {
    this.number(column);
  }

  putRepeated(number: number): void {
    this.number(number * 4 + REPEATED);
  }

  putText(text: string): void {
    const start = this.at;
    const { length } = text;
    this.number(length * 4 + ONE_BYTE);
    this.room(length);
    const { draft } = this;
    let at = this.at;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 255) {
        this.at = start;
        this.putWide(text);
        return;
      }
      draft[at++] = unit;
    }
    this.at = at;
  }

  private putWide(text: string): void {
    this.number(text.length * 8 + TWO_BYTES);
    this.room(text.length * 2);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      this.draft[this.at++] = unit & 255;
      this.draft[this.at++] = unit >> 8;
    }
  }

  /** `kept[i]`: the number of a value that repeats, or -1. */
  putList(list: readonly string[], kept: readonly number[]): void {
    // The length in front is known only after the list is written: its bytes are moved behind it.
    const start = this.at;
    for (let i = 0; i < list.length; i++) {
      const number = kept[i] ?? -1;
      if (number >= 0) this.putRepeated(number);
      else this.putText(list[i] ?? '');
    }
    const size = this.at - start;
    const head = size * 4 + LIST;
    const width = widthOf(head);
    this.room(width);
    this.draft.copyWithin(start + width, start, this.at);
    this.at = start;
    this.number(head);
    this.at += size;
  }

  end(): void {
    if (this.used + this.at > this.chunk.length) {
      const next = Math.min(LARGEST_CHUNK_BYTES, Math.max(FIRST_CHUNK_BYTES, this.chunk.length * 2));
      const buffer = new SharedArrayBuffer(Math.max(next, this.at));
      this.chunks.push(buffer);
      this.chunk = new Uint8Array(buffer);
      this.used = 0;
    }
    if (this.count * 2 + 2 > this.places.length) {
      const wider = new Uint32Array(new SharedArrayBuffer(this.places.byteLength * 2));
      wider.set(this.places);
      this.places = wider;
    }
    this.chunk.set(this.draft.subarray(0, this.at), this.used);
    this.places[this.count * 2] = this.chunks.length - 1;
    this.places[this.count * 2 + 1] = this.used;
    this.used += this.at;
    this.count++;
  }

  finish(): RowPack {
    return new RowPack({ count: this.count, chunks: this.chunks, places: this.places.buffer, repeated: this.repeated });
  }

  private number(value: number): void {
    if (this.at + 6 > this.draft.length) this.room(6);
    let rest = value;
    while (rest > 127) {
      this.draft[this.at++] = (rest & 127) | 128;
      rest = rest > 0x7fffffff ? Math.floor(rest / 128) : rest >>> 7;
    }
    this.draft[this.at++] = rest;
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.draft.length) return;
    const larger = new Uint8Array(Math.max(this.draft.length * 2, this.at + bytes));
    larger.set(this.draft.subarray(0, this.at));
    this.draft = larger;
  }
}

/** Packs rows that no reader packed, such as those that a simulation has changed. */
export function packRows(rows: readonly ReadRow[]): RowPack {
  const writer = new RowWriter();
  for (const row of rows) {
    const cells = row.values.flatMap((value, column) => (value === undefined ? [] : [{ column, value }]));
    writer.begin({ line: row.line, full: row.full === true, lost: row.lost ?? [] }, cells.length);
    for (const { column, value } of cells) {
      writer.putColumn(column);
      if (value === null) writer.putRepeated(0);
      else if (typeof value === 'string') writer.putText(value);
      else writer.putList(value, []);
    }
    writer.end();
  }
  return writer.finish();
}

function widthOf(value: number): number {
  let width = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) width++;
  return width;
}
