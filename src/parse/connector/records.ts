import { parse } from 'csv-parse/sync';
import { isObject } from '../../evidence/is-object.js';
import { problem, type Result } from '../../evidence/problem.js';
import { attributeKind, columnName, isTypeName, readJoined } from '../recipient/attributes.js';
import { createWalker, dictionaryFields, type Node, PRIMITIVE, primitiveText } from '../recipient/clixml-walk.js';
import { csvPreface } from '../recipient/csv.js';
import { looksLikeFormatList, readFormatList } from '../recipient/format-list.js';
import { valueOf } from '../recipient/table.js';
import { type ExportRecord, isExportProperty, isMark, properPropertyName } from './kind.js';

const MOST_REFERENCES = 20_000;
const DEEPEST = 20;
const LONGEST_ROW = 8 * 1024 * 1024;

/** Format of a settings file, from its content; undefined where it is none of these. */
export function settingsFormat(text: string): 'clixml' | 'json' | 'csv' | 'format-list' | undefined {
  const head = text.slice(0, 65_536);
  const start = head.trimStart();
  if (start.startsWith('<')) return 'clixml';
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  const preface = csvPreface(head);
  const end = head.indexOf('\n', preface.skip);
  const cells = (end < 0 ? head.slice(preface.skip) : head.slice(preface.skip, end)).split(preface.delimiter).map(columnName);
  if (cells.some(isMark) && cells.filter(isExportProperty).length * 2 >= Math.min(cells.length, 2)) return 'csv';
  return looksLikeFormatList(head) ? 'format-list' : undefined;
}

/**
 * Objects of `... | Export-Clixml`.
 *
 * Out: one record per object; booleans are booleans, lists are lists, nested objects become the text PowerShell shows for them, or an object
 * of their simple values where it shows none. A property whose value cannot be told is left out: it counts as not read.
 * Bad input: a problem with the line, for settings that are half read would be taken for whole ones.
 */
export function clixmlRecords(text: string, source: string): Result<readonly ExportRecord[]> {
  const records: ExportRecord[] = [];
  const references = new Map<string, Node>();
  const walker = createWalker({
    object: (node) => records.push({ types: node.types, properties: propertiesOf(node, references), line: node.line }),
    simple: () => {},
    remember: (id, node) => {
      if (references.size < MOST_REFERENCES) references.set(id, node);
    },
  });
  walker.write(text);
  walker.close();
  const stopped = walker.problem();
  if (stopped !== undefined) {
    return problem(
      `The XML cannot be used: ${stopped.text}`,
      `${source}, line ${stopped.line}`,
      'Export again with Export-Clixml, and copy the whole file.',
    );
  }
  return { kind: 'ok', value: records };
}

function propertiesOf(node: Node, references: ReadonlyMap<string, Node>): ReadonlyMap<string, unknown> {
  const only = node.children.length === 1 ? node.children[0] : undefined;
  const fields = only?.tag === 'DCT' ? dictionaryFields(only) : node.children;
  const properties = new Map<string, unknown>();
  for (const field of fields) {
    const value = field.name === '' ? undefined : plain(field, references, 0);
    if (value !== undefined) properties.set(properPropertyName(field.name), value);
  }
  return properties;
}

function plain(node: Node, references: ReadonlyMap<string, Node>, depth: number): unknown {
  if (depth > DEEPEST || node.tag === 'SS') return undefined;
  if (node.tag === 'Nil') return null;
  if (node.tag === 'B') return node.text.trim().toLowerCase() === 'true';
  if (PRIMITIVE.has(node.tag)) {
    const text = primitiveText(node);
    return isTypeName(text) ? undefined : text;
  }
  if (node.tag === 'Ref') {
    const target = references.get(node.text);
    return target === undefined ? undefined : plain(target, references, depth + 1);
  }
  if (node.list) {
    const elements = node.children.filter((child) => child.name === '').map((child) => plain(child, references, depth + 1));
    return elements.includes(undefined) ? undefined : elements;
  }
  if (node.shown !== undefined && node.shown !== '' && !isTypeName(node.shown)) return node.shown;
  const fields = node.children.flatMap((child) =>
    PRIMITIVE.has(child.tag) && child.tag !== 'SS' ? [[child.name, plain(child, references, depth + 1)] as const] : [],
  );
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** Objects of a CSV export; an empty cell is "not set", a type name in place of a value is not read. Bad input: a problem. */
export function csvRecords(text: string, source: string): Result<readonly ExportRecord[]> {
  const preface = csvPreface(text.slice(0, 65_536));
  let rows: unknown;
  try {
    rows = parse(text.slice(preface.skip), {
      delimiter: preface.delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_ROW,
    });
  } catch {
    return problem(
      'The CSV is broken: a quotation mark opens and never closes.',
      source,
      'Export again with Export-Csv, and copy the whole file.',
    );
  }
  const [header = [], ...cells] = Array.isArray(rows) ? rows.filter(isCells) : [];
  const names = header.map((name) => name.trim().slice(0, 200));
  const types = preface.typeName === undefined ? [] : [preface.typeName];
  return {
    kind: 'ok',
    value: cells.map((row, index) => {
      const properties = new Map<string, unknown>();
      names.forEach((name, at) => {
        const cell = row[at];
        const value = name === '' || cell === undefined ? undefined : cellValue(name, cell);
        if (value !== undefined) properties.set(properPropertyName(name), value);
      });
      return { types, properties, line: preface.lines + index + 2 };
    }),
  };
}

function isCells(row: unknown): row is readonly string[] {
  return Array.isArray(row) && row.every((cell) => typeof cell === 'string');
}

function cellValue(name: string, cell: string): string | readonly string[] | null | undefined {
  const value = readJoined(attributeKind(columnName(name)), cell);
  return value !== null && typeof value === 'object' && 'reason' in value ? undefined : value;
}

/** Objects of `... | Format-List` as text; a list that PowerShell cut is not read. */
export function formatListRecords(text: string, source: string): readonly ExportRecord[] {
  const table = readFormatList(text, { source, side: 'onprem' });
  return table.rows.map((row) => {
    const properties = new Map<string, unknown>();
    for (const column of table.columns) {
      const value = valueOf(table, row, column);
      if (value !== undefined) properties.set(properPropertyName(column), value);
    }
    return { types: [], properties, ...(row.line === undefined ? {} : { line: row.line }) };
  });
}

/** Objects of a JSON value: one object, a list, or a list inside `value`. Elements that are no objects are left out. */
export function jsonRecords(value: unknown): readonly ExportRecord[] {
  const list = Array.isArray(value) ? value.flat(2) : isObject(value) && Array.isArray(value.value) ? value.value : [value];
  return list.filter(isObject).map((fields) => ({
    types: [],
    properties: new Map(Object.entries(fields).map(([name, one]) => [properPropertyName(name), one] as const)),
  }));
}
