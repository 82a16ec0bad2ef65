import type { Side } from '../../evidence/directory.js';
import { columnName } from '../recipient/attributes.js';
import { createClixmlReader } from '../recipient/clixml.js';
import { createCsvReader, csvPreface } from '../recipient/csv.js';
import { isWholeAdObject, type ListBlock, type Told, tableOfBlocks } from '../recipient/format-list.js';
import { readJson } from '../recipient/json.js';
import { createLdifReader } from '../recipient/ldif.js';
import type { ReadTable } from '../recipient/table.js';
import { FULL_EXPORT_MARKS } from '../recipient/table-builder.js';
import type { ConsoleCommand } from './command.js';
import { jsonObjects, type OutputRecord, type RecordGroup } from './records.js';
import { originOf, originOfCmdlet } from './side.js';

/** What is known of the command that printed the objects: echoed, or the one that the question gives. */
export interface PrintedBy {
  readonly command: ConsoleCommand | undefined;
  /** The cmdlet, echoed or of the question. */
  readonly cmdlet: string | undefined;
  /** Attributes that were asked for; undefined where nobody can tell. */
  readonly asked: readonly string[] | undefined;
  /** Something stands behind the output, so that its end was not cut off. */
  readonly isEnded: boolean;
  /** Columns that facts ask for. */
  readonly wanted: ReadonlySet<string>;
}

/** What Graph and the ActiveDirectory module load without being asked. */
const GRAPH_DEFAULT =
  'businessphones displayname givenname id jobtitle mail mobilephone officelocation preferredlanguage surname userprincipalname'.split(' ');
const AD_DEFAULT = 'distinguishedname enabled givenname name objectclass objectguid samaccountname sid surname userprincipalname'.split(
  ' ',
);

/** True where the objects show that more was loaded than by default: each has a value that Graph or the ActiveDirectory module loads only if asked. */
export function showsMoreThanDefault(records: readonly OutputRecord[], origin: 'graph' | 'ad'): boolean {
  const known = new Set(origin === 'graph' ? GRAPH_DEFAULT : AD_DEFAULT);
  return records.every(({ values }) => [...values].some(([name, { value }]) => value !== null && value !== undefined && !known.has(name)));
}

/**
 * A group of pasted objects as a table.
 *
 * What an empty property says depends on who printed it. Get-MgUser and Get-ADUser print every property that they know, and load a few: one that
 * was not asked for is empty, whatever the directory holds. Exchange loads all of an object, so an empty one is not set; only Select-Object makes
 * empty properties of nothing. And AD prints no attribute that is not set: what is missing of an object is not set where the whole object was
 * asked for, which the marks of `-Properties *` and of an ldifde without `-l` show. Whatever an account may not read is missing there as well; but
 * everybody who may log on may read Exchange's attributes, unless somebody took the right away.
 *
 * Out: `truncated`, for there are more objects than those that were pasted. Undefined: no object can be told from it.
 */
export function tableOfGroup(group: RecordGroup, side: Side, source: string, by: PrintedBy): ReadTable | undefined {
  const table = readGroup(group, side, source, by);
  if (table === undefined || table.rows.length === 0) return undefined;
  return { ...table, truncated: true };
}

function readGroup(group: RecordGroup, side: Side, source: string, by: PrintedBy): ReadTable | undefined {
  const told = originOfCmdlet(by.cmdlet);
  const options = { source, side, ...(told === undefined ? {} : { origin: told }) };
  const origin = told ?? (group.records[0] === undefined ? 'unknown' : originOf(group.records[0]));
  switch (group.format) {
    case 'list':
    case 'table':
      return tableOfBlocks(withUnset(group.blocks ?? [], origin, by), options, [], toldBy(origin, by, group.blocks ?? []));
    case 'csv':
      if (origin === 'graph' && group.blocks !== undefined)
        return tableOfBlocks(group.blocks, options, [], toldBy(origin, by, group.blocks));
      return readCsv(group, options);
    case 'json':
      return readJsonGroup(group, options, origin, by);
    case 'clixml': {
      const reader = createClixmlReader(options);
      reader.write(group.text);
      return reader.end().table;
    }
    case 'ldif': {
      const reader = createLdifReader({ ...options, mayEndEarly: !group.isEnded });
      // Lines before it count, so that a place in it is a place in the paste.
      reader.write(`${'\n'.repeat(Math.min(group.line - 1, 10_000))}${group.text}`);
      return reader.end().table;
    }
    default:
      return group.format satisfies never;
  }
}

function readCsv(group: RecordGroup, options: { readonly source: string; readonly side: Side }): ReadTable | undefined {
  const { typeName } = csvPreface(group.text.slice(0, 65_536));
  const reader = createCsvReader({ ...options, ...(typeName === undefined ? {} : { typeName }) });
  const names = [...new Map(group.records.flatMap(({ values }) => [...values].map(([key, { name }]) => [key, name] as const)))];
  reader.row(
    names.map(([, name]) => name),
    group.line,
  );
  group.records.forEach((record, at) => {
    reader.row(
      names.map(([key]) => cellText(record, key)),
      group.line + 1 + at,
    );
  });
  const result = reader.end(false, false);
  return result.kind === 'problem' ? undefined : result.table;
}

function cellText(record: OutputRecord, key: string): string {
  const value = record.values.get(key)?.value;
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').join(';') : value === undefined ? 'System.Object[]' : '';
}

function readJsonGroup(
  group: RecordGroup,
  options: { readonly source: string; readonly side: Side },
  origin: ReturnType<typeof originOf>,
  by: PrintedBy,
): ReadTable | undefined {
  const told = toldBy(origin, by, []);
  const objects = jsonObjects(group.text);
  const isOfCmdlet = objects.some((fields) => Object.keys(fields).some((key) => /^[A-Z]/.test(key)));
  const value = objects.map((fields) =>
    Object.fromEntries(Object.entries(fields).filter(([name, one]) => !isOfCmdlet || told(name, isEmpty(one)))),
  );
  const isWhole = origin === 'ad' && group.records.every(({ values }) => FULL_EXPORT_MARKS.slice(0, 4).every((mark) => values.has(mark)));
  const read = readJson(JSON.stringify({ attributesRead: isWhole ? ['*'] : [], value }), options);
  return read.kind === 'problem' ? undefined : read.table;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * An attribute that Get-ADUser loaded and that is not set may be left out of its list. It was printed if it could: by default everything loaded is, of
 * which all up to the last line in alphabetical order was not cut off, for the command in front shows the beginning; with `| fl mail,*exch*` what fits
 * a name there, if something behind the output shows its end.
 */
function withUnset(blocks: readonly ListBlock[], origin: ReturnType<typeof originOf>, by: PrintedBy): readonly ListBlock[] {
  const { command, asked } = by;
  if (origin !== 'ad' || command === undefined || asked === undefined || (command.shown !== undefined && !by.isEnded)) return blocks;
  const loaded = asked.includes('*') ? [...by.wanted].filter((name) => command.shown !== undefined && !name.startsWith('exo.')) : asked;
  const printed = command.shown?.map((name) => name.toLowerCase());
  return blocks.map((block) => {
    const names = new Set(block.entries.map(({ name }) => columnName(name)));
    const last = [...names].reduce((one, other) => (one > other ? one : other), '');
    const unset = loaded.filter((name) => {
      const column = columnName(name);
      if (!/^[A-Za-z]/.test(name) || names.has(column)) return false;
      return printed === undefined ? column < last : printed.some((pattern) => fitsPattern(column, pattern));
    });
    if (block.hasStrange || unset.length === 0) return block;
    return { ...block, entries: [...block.entries, ...unset.map((name) => ({ name, value: '', isBroken: false }))] };
  });
}

function fitsPattern(name: string, pattern: string): boolean {
  const core = pattern.replace(/^\*|\*$/g, '');
  if (core.includes('*') || core.includes('?')) return false;
  if (pattern.startsWith('*') && pattern.endsWith('*')) return name.includes(core);
  if (pattern.startsWith('*')) return name.endsWith(core);
  return pattern.endsWith('*') ? name.startsWith(core) : name === core;
}

function toldBy(origin: ReturnType<typeof originOf>, { command, asked }: PrintedBy, blocks: readonly ListBlock[]): Told {
  const wanted = asked?.map(columnName);
  if (origin === 'graph') {
    const isOfModule = command === undefined || !/^Get-(?:Msol|AzureAD)/i.test(command.name);
    if (!isOfModule) return () => true;
    const known = new Set(wanted ?? GRAPH_DEFAULT);
    return (name, isUnset) => !isUnset || known.has(name.toLowerCase());
  }
  if (origin === 'ad') {
    if (wanted?.includes('*') === true || (blocks.length > 0 && blocks.every(isWholeAdObject))) return () => true;
    const known = new Set([...(wanted ?? []), ...AD_DEFAULT]);
    return (name, isUnset) => !isUnset || known.has(columnName(name));
  }
  // Select-Object prints a name that the object does not have.
  return command?.isSelected === true ? (_, isUnset) => !isUnset : () => true;
}
