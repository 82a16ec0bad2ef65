import type { Side } from '../../evidence/directory.js';
import type { Problem } from '../../evidence/problem.js';
import { type DirectoryRecord, NOT_READABLE } from '../../evidence/snapshot.js';
import { attributeKind, cloudColumnName, columnName, describeObject, recordOrigin } from './attributes.js';
import { isIdentityColumn } from './csv.js';
import { createJsonPieces } from './json-pieces.js';
import { LIST_NAMES, parseAll, parseOne } from './json-text.js';
import type { ReadTable } from './table.js';
import { createTableBuilder, type TableBuilder } from './table-builder.js';

export interface JsonOptions {
  readonly source: string;
  readonly side: Side;
  readonly wanted?: ReadonlySet<string>;
}

export type JsonResult = { readonly kind: 'table'; readonly table: ReadTable } | { readonly kind: 'problem'; readonly problem: Problem };

type Fields = Readonly<Record<string, unknown>>;

const DEEPEST_LIST = 4;

/**
 * Reads directory records from JSON text.
 *
 * In: an array, one object, a Graph page (`{"value": [...]}`), several of these one after the other, NDJSON, `{"attributesRead": [...],
 * "value" | "records" | ...: [...], "others": [...]}`, or `{"onprem": [...], "cloud": [...]}` of which the asked side is taken.
 * Out: one row per object; `exo` and other nested objects become columns `exo.<name>`, `<parent>.<name>`. Objects under `others` become rows
 * with `others` = 'true'. Booleans are 'True' and 'False'. A property counts as read when some record has it or `attributesRead` names it.
 * Bad input: never throws. Broken JSON: the records before and after the break, with a note; a problem when there are none.
 * Source: contract/DIRECTORY.md; https://learn.microsoft.com/graph/paging
 */
export function readJson(text: string, options: JsonOptions): JsonResult {
  const { values, broken } = parseAll(text);
  const reader = createRecordReader(createTableBuilder({ ...options, format: 'json' }), options);
  for (const value of values) reader.add(value, 0);
  return resultOf(reader, options, values.length, broken === undefined ? undefined : `${options.source}, line ${broken.line}`);
}

/** Reads a JSON text that is longer than a string may be: a list of objects, or objects one after another. `write` chunks, then `end`. */
export function createJsonReader(options: JsonOptions): { write(chunk: string): void; end(): JsonResult; readonly stopped: boolean } {
  const reader = createRecordReader(createTableBuilder({ ...options, format: 'json' }), options);
  const pieces = createJsonPieces();
  let count = 0;
  let broken: string | undefined;
  return {
    get stopped() {
      return pieces.stopped;
    },
    write(chunk) {
      for (const text of pieces.write(chunk)) {
        const one = parseOne(text);
        count++;
        if (one !== undefined) reader.add([one.value], 0);
        else broken ??= `${options.source}, object ${count}`;
      }
    },
    end() {
      if (pieces.end()) broken ??= `${options.source}, after object ${count}`;
      return resultOf(reader, options, count, broken);
    },
  };
}

/** `broken`: where. */
function resultOf(reader: RecordReader, options: JsonOptions, values: number, broken: string | undefined): JsonResult {
  if (broken !== undefined && reader.builder.rowCount === 0) {
    return {
      kind: 'problem',
      problem: {
        what: 'The JSON is broken, and no record in it is whole.',
        where: broken,
        next: 'Export again, for example: Get-MgUser -All | ConvertTo-Json -Depth 4 | Out-File users.json.',
      },
    };
  }
  if (broken !== undefined) {
    reader.builder.note(`${broken}: the JSON is broken or cut here; the ${reader.builder.rowCount} whole records are used.`);
  }
  if (values > 0 && !reader.sawRecords()) {
    return {
      kind: 'problem',
      problem: {
        what: 'The JSON holds no directory records.',
        where: options.source,
        next: `Give an array of objects, a Graph page {"value": [...]}, or {"${options.side}": [...]}.`,
      },
    };
  }
  const table = reader.finish(broken !== undefined);
  if (table.rows.length > 0 && !table.columns.some((column) => isIdentityColumn(column))) {
    return {
      kind: 'problem',
      problem: {
        what: `The JSON holds no directory records: none of its properties (${table.columns.slice(0, 5).join(', ')}) names an object.`,
        where: options.source,
        next: 'Give objects with at least a userPrincipalName, an address, a GUID or a distinguished name.',
      },
    };
  }
  return { kind: 'table', table };
}

/**
 * Records given inline (a `batch` line): they count as fully read, so what a record does not have is not set.
 * Bad input: an element that is no object becomes a note.
 */
export function readJsonValues(values: readonly unknown[], side: Side, source: string): ReadTable {
  const options = { source, side };
  const reader = createRecordReader(createTableBuilder({ ...options, format: 'inline', complete: true }), options);
  for (const value of values) reader.add(value, 1);
  return reader.finish(false);
}

export interface RecordTableOptions extends JsonOptions {
  /** Properties that were asked for, under the vendor's names; `*`: everything that an object has. */
  readonly attributesRead: readonly string[];
}

/** Records that come one after another: of a snapshot, or of a service that is read live. */
export interface RecordTable {
  add(record: DirectoryRecord): void;
  /** `truncated`: there may be more objects than came. */
  finish(truncated: boolean): ReadTable;
}

/**
 * A table of records in the shape of contract/DIRECTORY.md. A property that was asked for and that a record lacks is not set there; the names
 * that its `@notReadable` lists are unknown. Bad input: never throws; a value that is no object becomes a note.
 */
export function createRecordTable(options: RecordTableOptions): RecordTable {
  const reader = createRecordReader(createTableBuilder({ ...options, format: 'json' }), options);
  reader.declare(options.attributesRead);
  return {
    // At this depth a record that has a list named `value` or `users` stays a record.
    add: (record) => reader.add(record, DEEPEST_LIST),
    finish: (truncated) => reader.finish(truncated),
  };
}

interface RecordReader {
  readonly builder: TableBuilder;
  add(value: unknown, depth: number): void;
  declare(names: unknown): void;
  sawRecords(): boolean;
  finish(truncated: boolean): ReadTable;
}

function createRecordReader(builder: TableBuilder, options: JsonOptions): RecordReader {
  const { source, side } = options;
  const declared: string[] = [];
  let everything = false;
  let origin: ReadTable['origin'] = 'unknown';
  let recordsSeen = false;
  let morePages = false;
  let strange = 0;

  function add(value: unknown, depth: number): void {
    if (Array.isArray(value) && depth < DEEPEST_LIST) {
      recordsSeen = true;
      for (const one of value) add(one, depth + 1);
    } else if (isFields(value)) {
      addObject(value, depth);
    } else {
      strange++;
    }
  }

  function addObject(fields: Fields, depth: number): void {
    const nextLink = fields['@odata.nextLink'];
    if (typeof nextLink === 'string' && nextLink !== '') morePages = true;
    else if (nextLink === undefined && fields['@odata.context'] !== undefined && Array.isArray(fields.value)) morePages = false;
    const list = depth >= DEEPEST_LIST ? undefined : containedList(fields);
    if (list === undefined) {
      addRecord(fields, false);
      return;
    }
    recordsSeen = true;
    readAttributesRead(fields.attributesRead);
    for (const one of list) add(one, depth + 1);
    if (Array.isArray(fields.others)) for (const other of fields.others) if (isFields(other)) addRecord(other, true);
  }

  function containedList(fields: Fields): readonly unknown[] | undefined {
    const sides = [fields.onprem ?? fields.onPrem, fields.cloud];
    if (sides.some(Array.isArray)) {
      const own = sides[side === 'onprem' ? 0 : 1];
      return Array.isArray(own) ? own : undefined;
    }
    if (Array.isArray(fields.value) && (Object.keys(fields).some((key) => key.startsWith('@odata.')) || Object.keys(fields).length <= 3)) {
      return fields.value;
    }
    const key = LIST_NAMES.find((name) => Array.isArray(fields[name]));
    const list = key === undefined ? undefined : fields[key];
    if (Array.isArray(list)) return list;
    return Array.isArray(fields.others) && Object.keys(fields).every((name) => name === 'others' || name === 'attributesRead')
      ? []
      : undefined;
  }

  function readAttributesRead(names: unknown): void {
    if (!Array.isArray(names)) return;
    for (const name of names) {
      if (name === '*') everything = true;
      else if (typeof name === 'string') declared.push(name);
    }
  }

  function addRecord(fields: Fields, other: boolean): void {
    const keys = Object.keys(fields);
    if (keys.some((key) => /^on-?prem$|^cloud$/i.test(key)) && keys.length <= 3) return;
    recordsSeen = true;
    const found = isFields(fields.exo) ? 'graph' : recordOrigin(new Set(keys.map(columnName)));
    if (origin === 'unknown') origin = found;
    const prefix = side === 'cloud' && found === 'exchange' ? 'exo.' : '';
    builder.begin();
    for (const key of keys) {
      if (key === 'attributesRead' || key === 'others' || key === NOT_READABLE) continue;
      const name = nameOf(key, found);
      putField(builder, name.startsWith(prefix) ? name : prefix + name, fields[key]);
    }
    for (const hidden of textsOf(fields[NOT_READABLE])) {
      const name = nameOf(hidden, found);
      builder.putHidden(builder.column(name.startsWith(prefix) ? name : prefix + name, true), hidden);
    }
    if (other) builder.putOne(builder.column('others', true), 'true');
    builder.end({ full: everything });
    if (Array.isArray(fields.others)) for (const one of fields.others) if (isFields(one)) addRecord(one, true);
  }

  function nameOf(key: string, found: ReadTable['origin']): string {
    return side === 'cloud' && found !== 'exchange' ? cloudColumnName(key) : columnName(key);
  }

  return {
    builder,
    add,
    declare: readAttributesRead,
    sawRecords: () => recordsSeen,
    finish(truncated) {
      const prefix = side === 'cloud' && origin === 'exchange' ? 'exo.' : '';
      builder.declare(declared.map((name) => nameOf(name, origin)).map((name) => (name.startsWith(prefix) ? name : prefix + name)));
      if (morePages) {
        builder.note(
          `${source}: the last page has an @odata.nextLink, so there are more pages; objects on them are not known. Export with -All, or fetch every page.`,
        );
      }
      if (strange > 0) builder.note(`${source}: ${strange} values that are no objects were left out.`);
      return builder.finish({ origin, truncated: truncated || morePages });
    },
  };
}

function putField(builder: TableBuilder, name: string, value: unknown, nested = false): void {
  const fields = isFields(value) ? value : undefined;
  if (fields !== undefined && !nested && shouldFlatten(name, fields)) {
    flatten(builder, name, fields);
    return;
  }
  const column = builder.column(name, true);
  if (column < 0) return;
  if (Array.isArray(value)) {
    putList(builder, column, name, value);
  } else if (fields !== undefined) {
    putObject(builder, column, name, fields);
  } else {
    const text = scalarText(value);
    if (text === null) builder.putNull(column);
    else builder.putJoined(column, text);
  }
}

function flatten(builder: TableBuilder, parent: string, fields: Fields): void {
  for (const hidden of textsOf(fields[NOT_READABLE]))
    builder.putHidden(builder.column(`${parent}.${columnName(hidden)}`, true), `${parent}.${hidden}`);
  for (const [key, value] of Object.entries(fields)) {
    const child = key === NOT_READABLE ? '' : columnName(key);
    if (child === '') continue;
    // The contract lists this one on the user itself.
    const name = parent === 'onpremisessyncbehavior' && child === 'iscloudmanaged' ? child : `${parent}.${child}`;
    putField(builder, name, value, true);
  }
}

function shouldFlatten(name: string, fields: Fields): boolean {
  if (name === 'exo') return true;
  if (attributeKind(name) !== 'text' || name.startsWith('exo.')) return false;
  if (Object.hasOwn(fields, 'isUnlimited') || Object.hasOwn(fields, 'IsUnlimited')) return false;
  return describeObject(name, scalarFields(fields)) === undefined;
}

function putList(builder: TableBuilder, column: number, name: string, list: readonly unknown[]): void {
  const kind = builder.kindOf(column);
  if ((kind === 'guid' || kind === 'sid' || kind === 'octets') && list.length > 0 && list.every(isByte)) {
    builder.putBytes(column, Uint8Array.from(list));
    return;
  }
  builder.putNull(column);
  for (const element of list) {
    if (isFields(element)) {
      putObject(builder, column, name, element);
    } else {
      const text = scalarText(element);
      if (text !== null) builder.putOne(column, text);
    }
  }
}

function putObject(builder: TableBuilder, column: number, name: string, fields: Fields): void {
  // Windows PowerShell writes some lists as {"value": [...], "Count": n}.
  const inner = fields.value ?? fields.Value;
  if (Array.isArray(inner)) {
    putList(builder, column, name, inner);
    return;
  }
  const scalars = scalarFields(fields);
  const text = scalars.get('isunlimited') === 'True' ? 'Unlimited' : describeObject(name, scalars);
  if (text === undefined) builder.putLost(column, 'an object stands in place of the value; export it as text');
  else builder.putOne(column, text);
}

function scalarFields(fields: Fields): Map<string, string> {
  const scalars = new Map<string, string>();
  for (const [key, value] of Object.entries(fields)) {
    const text = scalarText(value);
    if (text === null) continue;
    const lower = key.toLowerCase();
    // An enumeration comes as {"value": 1, "Value": "UserMailbox"}: the name says more.
    if (scalars.has(lower) && /^-?\d+$/.test(text)) continue;
    scalars.set(lower, text);
  }
  return scalars;
}

function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return null;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
