import { isObject } from '../../evidence/is-object.js';
import { clixmlRecords, csvRecords } from '../connector/records.js';
import { attributeKind, columnName, readJoined } from '../recipient/attributes.js';
import type { ListBlock, ListEntry } from '../recipient/format-list.js';
import { parseAll } from '../recipient/json-text.js';
import { createLdifReader } from '../recipient/ldif.js';
import { valueOf } from '../recipient/table.js';
import type { Calculated } from './calculated.js';
import type { PastedForm } from './checked-cells.js';
import type { TableText } from './format-table.js';
import type { OutputPiece } from './pieces.js';

/** One printed property: `undefined` where the output holds it and its value cannot be told; `null`: empty. */
export type PrintedValue = string | readonly string[] | null | undefined | object;

/** One object of an output, by the lower-case names of its properties; `name`: as it was printed. */
export interface OutputRecord {
  readonly values: ReadonlyMap<string, { readonly name: string; readonly value: PrintedValue }>;
  readonly types: readonly string[];
}

/** Objects of an output that have the same properties. `blocks`: where they were printed as text. */
export interface RecordGroup {
  readonly format: 'list' | 'table' | 'csv' | 'json' | 'clixml' | 'ldif';
  readonly records: readonly OutputRecord[];
  readonly blocks: readonly ListBlock[] | undefined;
  readonly text: string;
  readonly line: number;
  readonly isEnded: boolean;
  /** How it came, where not as the console showed it: then an empty value says nothing, and other values may be missing. */
  readonly form?: PastedForm;
}

/** In: a piece of an output. Out: its objects, by which properties they have; none for errors and bare values. */
export function groupsOf(piece: OutputPiece): readonly RecordGroup[] {
  const base = { text: '', line: piece.line, isEnded: true, blocks: undefined };
  switch (piece.kind) {
    case 'list':
      return groupBlocks(piece.blocks, 'list').map((group) => (piece.form === undefined ? group : { ...group, form: piece.form }));
    case 'table':
      return groupBlocks(blocksOfTable(piece.table, piece.line), 'table');
    case 'csv': {
      const rows = csvRecords(piece.text, '');
      if (rows.kind === 'problem') return [];
      const records = rows.value.map(({ types, properties }) => recordOf([...properties], types));
      return [{ ...base, format: 'csv', text: piece.text, records, blocks: blocksOfRecords(records, piece.line) }];
    }
    case 'clixml': {
      const read = clixmlRecords(piece.text, '');
      if (read.kind === 'problem') return [];
      return [
        {
          ...base,
          format: 'clixml',
          text: piece.text,
          records: read.value.map(({ types, properties }) => recordOf([...properties], types)),
        },
      ];
    }
    case 'json':
      return [
        {
          ...base,
          format: 'json',
          text: piece.text,
          records: jsonObjects(piece.text).map((fields) => recordOf(Object.entries(fields), [])),
        },
      ];
    case 'ldif':
      return [{ ...base, format: 'ldif', text: piece.text, isEnded: piece.isEnded, records: ldifRecords(piece.text) }];
    case 'failure':
    case 'values':
      return [];
    default:
      return piece satisfies never;
  }
}

/** Blocks with the same names are one kind of object: of another kind, a name that is missing says nothing. */
export function groupBlocks(blocks: readonly ListBlock[], format: 'list' | 'table'): readonly RecordGroup[] {
  const groups = new Map<string, ListBlock[]>();
  for (const block of blocks) {
    const key = block.entries
      .map(({ name }) => name.toLowerCase())
      .sort()
      .join(' ');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [block]);
    else known.push(block);
  }
  return [...groups.values()].map((own) => ({
    format,
    blocks: own,
    records: own.map(({ entries }) =>
      recordOf(
        entries.map((entry) => [entry.name, valueOfEntry(entry)] as const),
        [],
      ),
    ),
    text: '',
    line: own[0]?.line ?? 1,
    isEnded: true,
  }));
}

/**
 * A group under the names of the properties whose values it holds, where the command printed them under others. What was made of several, or cannot
 * be told, counts as not read. A group without such properties: as it is.
 */
export function underOwnNames(group: RecordGroup, calculated: Calculated): RecordGroup {
  if (calculated.size === 0 || !group.records.some(({ values }) => [...calculated.keys()].some((name) => values.has(name)))) return group;
  const blocks = (group.blocks ?? blocksOfRecords(group.records, group.line)).map((block) => {
    const own = new Set(block.entries.filter(({ name }) => !calculated.has(name.toLowerCase())).map(({ name }) => name.toLowerCase()));
    const entries = block.entries.flatMap((entry): readonly ListEntry[] => {
      const key = entry.name.toLowerCase();
      if (!calculated.has(key)) return [entry];
      const property = calculated.get(key);
      if (property === undefined) return [{ ...entry, isBroken: true }];
      // An expression gives nothing also where the object has no such property.
      if (own.has(property.toLowerCase())) return [];
      own.add(property.toLowerCase());
      return [{ ...entry, name: property, isBroken: entry.isBroken || entry.value === '' }];
    });
    return { ...block, entries, hasStrange: true };
  });
  const [renamed, ...others] = groupBlocks(blocks, 'list');
  return renamed === undefined || others.length > 0
    ? { ...group, format: 'list', records: [], blocks: [] }
    : { ...renamed, line: group.line };
}

function recordOf(entries: readonly (readonly [name: string, value: unknown])[], types: readonly string[]): OutputRecord {
  const values = new Map<string, { readonly name: string; readonly value: PrintedValue }>();
  for (const [name, value] of entries) values.set(name.toLowerCase(), { name, value: printed(value) });
  return { values, types };
}

function printed(value: unknown): PrintedValue {
  if (value === null || value === undefined || typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? (value.length === 0 ? null : value) : value.map(printed);
  return typeof value === 'object' ? value : undefined;
}

function valueOfEntry({ name, value, isBroken }: ListEntry): PrintedValue {
  if (isBroken) return undefined;
  const read = readJoined(attributeKind(columnName(name)), value.trim());
  return read !== null && typeof read === 'object' && 'reason' in read ? undefined : read;
}

/** Rows as blocks, so that they are read in the same way. A dictionary is printed as a table of Name and Value, and is one object. */
function blocksOfTable({ columns, rows }: TableText, line: number): readonly ListBlock[] {
  const isDictionary = columns.length === 2 && columns[0] === 'Name' && columns[1] === 'Value';
  if (isDictionary) {
    const entries = rows.map(([name = '', value]) => ({ name, value: value ?? '', isBroken: value === undefined }));
    return [{ entries: entries.filter(({ name }) => name !== ''), line, hasStrange: false }];
  }
  return rows.map((cells, at) => ({
    entries: columns.map((name, column) => ({ name, value: cells[column] ?? '', isBroken: cells[column] === undefined })),
    line: line + 2 + at,
    hasStrange: false,
  }));
}

function blocksOfRecords(records: readonly OutputRecord[], line: number): readonly ListBlock[] {
  return records.map(({ values }, at) => ({
    entries: [...values.values()].flatMap(({ name, value }) =>
      value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))
        ? []
        : [{ name, value: value === null ? '' : typeof value === 'string' ? value : `{${String(value.join(', '))}}`, isBroken: false }],
    ),
    line: line + 1 + at,
    hasStrange: false,
  }));
}

/** The objects of a JSON text: a page of Graph, a list, or objects one after another. */
export function jsonObjects(text: string): readonly Readonly<Record<string, unknown>>[] {
  return parseAll(text).values.flatMap((value) => {
    const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value.value) ? value.value : [value];
    return list.filter(isObject);
  });
}

function ldifRecords(text: string): readonly OutputRecord[] {
  const reader = createLdifReader({ source: '', side: 'onprem' });
  reader.write(text);
  const { table } = reader.end();
  return table.rows.map((row) =>
    recordOf(
      table.columns.flatMap((column) => {
        const value = valueOf(table, row, column);
        return value === undefined || value === null ? [] : [[column, value] as const];
      }),
      [],
    ),
  );
}

/** A printed value as one text for showing; undefined where it cannot be told. */
export function shownText(value: PrintedValue): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return value.map((one: unknown) => (typeof one === 'string' ? one : '')).join(', ');
}
