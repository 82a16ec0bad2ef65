import type { Side } from '../../evidence/directory.js';
import type { Problem } from '../../evidence/problem.js';
import { attributeKind, cloudColumnName, columnName, describeObject, recordOrigin } from './attributes.js';
import { isIdentityColumn } from './csv.js';
import { createJsonPieces } from './json-pieces.js';
import { createTableBuilder, type ReadTable, type TableBuilder } from './table.js';

export interface JsonOptions {
  readonly source: string;
  readonly side: Side;
  readonly wanted?: ReadonlySet<string>;
}

export type JsonResult = { readonly kind: 'table'; readonly table: ReadTable } | { readonly kind: 'problem'; readonly problem: Problem };

type Fields = Readonly<Record<string, unknown>>;

const CONTAINERS = ['records', 'objects', 'recipients', 'users'];
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

interface RecordReader {
  readonly builder: TableBuilder;
  add(value: unknown, depth: number): void;
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
    const key = CONTAINERS.find((name) => Array.isArray(fields[name]));
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
      if (key === 'attributesRead' || key === 'others') continue;
      const name = nameOf(key, found);
      putField(builder, name.startsWith(prefix) ? name : prefix + name, fields[key]);
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
  for (const [key, value] of Object.entries(fields)) {
    const child = columnName(key);
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

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

interface Parsed {
  readonly values: readonly unknown[];
  readonly broken?: { readonly line: number };
}

/** All values of a text: one document, several in a row, or what is whole of a broken one. */
function parseAll(text: string): Parsed {
  const whole = parseOne(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  if (whole !== undefined) return { values: [whole.value] };
  const values: unknown[] = [];
  let brokenAt: number | undefined;
  for (const span of looksLikeLines(text) ? lineSpans(text) : spans(text, 0)) {
    const parsed = span.whole ? parseOne(text.slice(span.from, span.to)) : undefined;
    if (parsed !== undefined) {
      values.push(parsed.value);
      continue;
    }
    const saved = salvage(text, span);
    values.push(...saved.values);
    brokenAt ??= saved.brokenAt;
  }
  return brokenAt === undefined ? { values } : { values, broken: { line: lineAt(text, brokenAt) } };
}

function parseOne(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

/** The values that stand side by side from a place on, separated by blanks or commas; ends at a closing bracket. */
function* spans(text: string, start: number): Generator<Span> {
  let from = start;
  while (from < text.length) {
    const code = text.charCodeAt(from);
    if (code <= 32 || code === 44 || code === 0xfeff) {
      from++;
    } else if (code === 93 || code === 125) {
      return;
    } else {
      const to = code === 123 || code === 91 ? closingOf(text, from) : scalarEnd(text, from);
      yield to === undefined ? { from, to: text.length, whole: false } : { from, to, whole: true };
      if (to === undefined) return;
      from = to;
    }
  }
}

/** True where the text is NDJSON: then one broken line must not swallow the rest. */
function looksLikeLines(text: string): boolean {
  const lines = text
    .slice(0, 200_000)
    .split('\n', 4)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 1 && lines.slice(0, -1).filter((line) => line.startsWith('{') && line.endsWith('}')).length * 2 >= lines.length - 1;
}

function* lineSpans(text: string): Generator<Span> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    if (text.slice(from, to).trim() !== '') yield { from, to, whole: true };
    from = to + 1;
  }
}

function closingOf(text: string, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      i = stringEnd(text, i);
    } else if (code === 123 || code === 91) {
      depth++;
    } else if (code === 125 || code === 93) {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

/** Place of the closing quote of the string that opens at `from`; the text's length where it does not close. */
function stringEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) return i;
    if (code === 92) i++;
  }
  return text.length;
}

function scalarEnd(text: string, from: number): number {
  if (text.charCodeAt(from) === 34) return Math.min(stringEnd(text, from) + 1, text.length);
  let to = from + 1;
  while (to < text.length && !/[\s,[\]{}]/.test(text[to] ?? '')) to++;
  return to;
}

/** The whole elements of the list in a broken document; `value` pages too. */
function salvage(text: string, span: Span): { readonly values: readonly unknown[]; readonly brokenAt: number } {
  const list = text.charCodeAt(span.from) === 91 ? span.from : listInObject(text, span);
  const values: unknown[] = [];
  if (list === undefined) return { values, brokenAt: span.whole ? span.from : span.to };
  let brokenAt: number | undefined;
  for (const element of spans(text.slice(0, span.to), list + 1)) {
    const parsed = element.whole ? parseOne(text.slice(element.from, element.to)) : undefined;
    if (parsed === undefined) brokenAt ??= element.whole ? element.from : span.to;
    else if (isFields(parsed.value)) values.push(parsed.value);
  }
  return { values, brokenAt: brokenAt ?? span.to };
}

function listInObject(text: string, span: Span): number | undefined {
  let depth = 0;
  let key = '';
  for (let i = span.from; i < span.to; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      const end = stringEnd(text, i);
      if (depth === 1) key = text.slice(i + 1, Math.min(end, i + 40));
      i = end;
    } else if (code === 123 || code === 91) {
      if (code === 91 && depth === 1 && (key === 'value' || CONTAINERS.includes(key))) return i;
      depth++;
    } else if (code === 125 || code === 93) {
      depth--;
    }
  }
  return undefined;
}

function lineAt(text: string, place: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
