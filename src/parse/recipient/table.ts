import type { AttributeValue, DirectoryRow, DirectoryTable } from '../../evidence/directory.js';
import { isNeverAbsent } from './attributes.js';
import { PackedRow, type ReadRow, RowPack, type RowParts } from './packed-rows.js';
import { packRows } from './row-writer.js';

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
  readonly pack: RowPack;
}

/** A table in parts that a message to another thread can carry; the rows' memory is shared, not copied. */
export type TableParts = Omit<ReadTable, 'rows' | 'pack'> & { readonly packed: RowParts };

/** In: a table from a reader, or a changed copy of one (which is packed anew). */
export function packTable(table: ReadTable): TableParts {
  const { source, side, origin, format, columns, notes, readColumns, columnIndex, complete, truncated } = table;
  const pack = table.rows === table.pack.rows ? table.pack : packRows(table.rows);
  return { source, side, origin, format, columns, notes, readColumns, columnIndex, complete, truncated, packed: pack.parts };
}

export function openTable({ packed, ...rest }: TableParts): ReadTable {
  const pack = new RowPack(packed);
  return {
    ...rest,
    pack,
    // A thread that only hands the table on makes no rows.
    get rows() {
      return pack.rows;
    },
  };
}

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
  return (row) => readCell(table, row, column, index, true);
}

/** By its shape: the bundle that read the file has another class of the same name, and to unpack a whole row for each value is ten times as slow. */
function isPacked(row: ReadRow): row is PackedRow {
  return row instanceof PackedRow || ('pack' in row && 'glance' in row);
}

function readCell(table: ReadTable, row: ReadRow, column: string, index: number | undefined, passingBy = false): AttributeValue {
  const packed = isPacked(row) ? row : undefined;
  if (index !== undefined) {
    const value = packed === undefined ? row.values[index] : passingBy ? packed.glance(index) : packed.cell(index);
    if (value !== undefined) return value;
    if (packed === undefined ? row.lost?.includes(index) : packed.pack.isLost(packed.index, index)) return undefined;
  } else if (table.readColumns.has(column)) {
    // Read, and not stored because nobody wanted it.
    return undefined;
  }
  if (isNeverAbsent(column)) return undefined;
  return table.complete || table.readColumns.has(column) || row.full === true ? null : undefined;
}

/** True where the file holds something in one of these columns of the row that could not be told (a cut list, a type name). */
export function isLost(table: DirectoryTable, row: DirectoryRow, columns: readonly string[]): boolean {
  if (!isReadTable(table)) return false;
  const read: ReadRow = row;
  return columns.some((column) => {
    const index = table.columnIndex.get(column);
    if (index === undefined) return false;
    return isPacked(read) ? read.pack.isLost(read.index, index) : read.lost?.includes(index) === true;
  });
}

/** True for a table that a reader made: it can be packed. */
export function isReadTable(table: DirectoryTable): table is ReadTable {
  return 'columnIndex' in table && 'readColumns' in table;
}
