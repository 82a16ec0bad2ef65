import type { AttributeValue, DirectoryRow, DirectoryTable, Side } from '../evidence/directory.js';
import { ok, problem, type Result } from '../evidence/problem.js';
import type { RecipientRecord } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import { attributeKind, cloudColumnName, columnName, isManyValued, readJoined } from '../parse/recipient/attributes.js';
import { valueOf } from '../parse/recipient/table.js';
import { findObjects } from './find-object.js';

/** One assignment, understood. `identity` undefined: the object that is asked about. */
export interface WhatIf {
  readonly words: string;
  readonly side: Side | 'settings';
  readonly identity: string | undefined;
  readonly attribute: string;
  readonly operator: '=' | '+=' | '-=';
  readonly value: string;
}

const FORM =
  'The form is onprem:<identity>.<attribute>=<value>; += and -= add and take a value of a list, an empty value clears. For the tenant: settings:<name>=<value>.';
const SIDES: Readonly<Record<string, WhatIf['side']>> = { onprem: 'onprem', 'on-premises': 'onprem', cloud: 'cloud', settings: 'settings' };
/** Words for the object that is asked about. */
const SELF = new Set(['', 'user', 'object', 'it']);

/** In: an assignment as typed. Out: its parts. Bad input: a problem with the form. */
export function readWhatIf(words: string): Result<WhatIf> {
  const colon = words.indexOf(':');
  const side = SIDES[words.slice(0, Math.max(colon, 0)).trim().toLowerCase()];
  const rest = words.slice(colon + 1);
  const fail = (what: string): ReturnType<typeof problem> => problem(what, `--what-if ${words.slice(0, 200)}`, FORM);
  if (side === undefined || colon < 0) return fail('The assignment names no side: onprem, cloud or settings.');
  const bare = /^\s{0,20}((?:exo\.)?[A-Za-z][A-Za-z0-9-]{0,80}?)\s{0,20}(\+=|-=|=)/.exec(rest);
  const isBare = bare !== null && !/^(?:cn|ou|dc|uid|o)$/i.test(bare[1] ?? '');
  const dotted = isBare ? null : /\.((?:exo\.)?[A-Za-z@][A-Za-z0-9-]{0,80}?)\s{0,20}(\+=|-=|=)/.exec(rest);
  const found = isBare ? bare : dotted;
  if (found === null) return fail('The assignment names no attribute and value.');
  const identity = rest.slice(0, found.index).trim();
  const operator = found[2] === '+=' ? '+=' : found[2] === '-=' ? '-=' : '=';
  if (side === 'settings' && operator !== '=') return fail('A setting is given with "=".');
  return ok({
    words,
    side,
    identity: SELF.has(identity.toLowerCase()) ? undefined : identity,
    attribute: found[1] ?? '',
    operator,
    value: rest.slice(found.index + found[0].length).trim(),
  });
}

interface Tables {
  readonly onprem: readonly DirectoryTable[];
  readonly cloud: readonly DirectoryTable[] | undefined;
  readonly settings: Settings | undefined;
}

/** A copy of both sides with the assignments made. `rows`: the rows of the object that is asked about. */
export interface Assumed extends Tables {
  readonly rows: ReadonlySet<DirectoryRow>;
}

/**
 * In: assignments, the tables, and whom they mean without an identity. Out: a copy; the tables are not changed.
 * Bad input: a problem that names the assignment.
 */
export function applyWhatIf(
  assignments: readonly WhatIf[],
  tables: Tables,
  directories: Directories,
  subject: { readonly onprem: RecipientRecord; readonly cloud: RecipientRecord | undefined },
): Result<Assumed> {
  const replaced = new Map<DirectoryTable, Map<DirectoryRow, Edited>>();
  const settings: Record<string, unknown> = { ...tables.settings };
  for (const assignment of assignments) {
    const { side, words } = assignment;
    if (side === 'settings') {
      settings[assignment.attribute] = settingOf(assignment);
      continue;
    }
    const record = recordOf(assignment, directories, subject);
    if (record.kind === 'problem') return record;
    const fault = assign(replaced, record.value, assignment);
    if (fault !== undefined) return problem(fault, `--what-if ${words.slice(0, 200)}`, FORM);
  }
  const rebuilt = new Map([...replaced].map(([table, rows]) => [table, rebuild(table, rows)] as const));
  const of = (table: DirectoryTable): DirectoryTable => rebuilt.get(table)?.table ?? table;
  return ok({
    onprem: tables.onprem.map(of),
    cloud: tables.cloud?.map(of),
    settings,
    rows: new Set(subject.onprem.parts.map(({ table, row }) => rebuilt.get(table)?.rows.get(row) ?? row)),
  });
}

const LISTS = new Set(['verifiedDomains', 'federatedDomains']);

function settingOf({ attribute, value }: WhatIf): unknown {
  if (value === '') return null;
  if (/^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if (LISTS.has(attribute)) return value.split(/[;,\s]/).filter((part) => part !== '');
  return attribute === 'syncedContainers' ? value.split(';') : value;
}

function recordOf(
  { side, identity, words }: WhatIf,
  directories: Directories,
  subject: { readonly onprem: RecipientRecord; readonly cloud: RecipientRecord | undefined },
): Result<RecipientRecord> {
  const index = side === 'cloud' ? directories.cloud : directories.onprem;
  const where = `--what-if ${words.slice(0, 200)}`;
  if (index === undefined) return problem('The cloud side was not given.', where, 'Give it with --cloud.');
  if (identity === undefined) {
    const own = side === 'cloud' ? subject.cloud : subject.onprem;
    return own === undefined
      ? problem('It is not clear which cloud object is meant.', where, 'Name it: cloud:<identity>.<attribute>=<value>')
      : ok(own);
  }
  const found = findObjects(index, identity);
  const [record] = found;
  if (record === undefined)
    return problem('There is no such object on this side.', where, 'Name it by its UPN, an address, its DN or its id.');
  return found.length > 1 ? problem(`${found.length} objects answer to this name.`, where, 'Name one by its id or DN.') : ok(record);
}

/** New values of a row, by column. */
type Edited = Map<string, Exclude<AttributeValue, undefined>>;

function assign(replaced: Map<DirectoryTable, Map<DirectoryRow, Edited>>, record: RecipientRecord, assignment: WhatIf): string | undefined {
  const column = columnOf(record, assignment);
  const given = readJoined(attributeKind(column), assignment.value);
  if (given !== null && typeof given === 'object' && !Array.isArray(given)) return `The value is not usable: ${given.reason}.`;
  for (const [index, { table, row }] of record.parts.entries()) {
    if (index > 0 && valueOf(table, row, column) === undefined) continue;
    const rows = replaced.get(table) ?? new Map<DirectoryRow, Edited>();
    replaced.set(table, rows);
    const edited: Edited = rows.get(row) ?? new Map();
    rows.set(row, edited);
    const before = edited.has(column) ? (edited.get(column) ?? null) : (valueOf(table, row, column) ?? null);
    edited.set(column, combined(before, given, assignment.operator, column));
  }
  return undefined;
}

function columnOf(record: RecipientRecord, { side, attribute }: WhatIf): string {
  if (side !== 'cloud') return columnName(attribute);
  const column = attribute.toLowerCase().startsWith('exo.') ? attribute.toLowerCase() : cloudColumnName(attribute);
  const holds = (name: string): boolean => record.parts.some(({ table }) => table.columns.includes(name));
  return !holds(column) && holds(`exo.${column}`) ? `exo.${column}` : column;
}

function combined(
  before: string | readonly string[] | null,
  given: string | readonly string[] | null,
  operator: WhatIf['operator'],
  column: string,
): string | readonly string[] | null {
  const list = (value: string | readonly string[] | null): readonly string[] =>
    value === null ? [] : typeof value === 'string' ? [value] : value;
  const words = new Set(list(given).map((value) => value.toLowerCase()));
  const kept = list(before).filter((value) => !words.has(value.toLowerCase()));
  const after = operator === '=' ? list(given) : operator === '+=' ? [...kept, ...list(given)] : kept;
  if (after.length === 0) return null;
  return isManyValued(column) || after.length > 1 ? after : (after[0] ?? null);
}

/** The table with new rows in place of the edited ones; all else is shared with the old one. */
function rebuild(
  table: DirectoryTable,
  edits: ReadonlyMap<DirectoryRow, Edited>,
): { readonly table: DirectoryTable; readonly rows: ReadonlyMap<DirectoryRow, DirectoryRow> } {
  const columns = [...table.columns];
  const indexOf = new Map(columns.map((name, index) => [name, index]));
  for (const edited of edits.values()) {
    for (const column of edited.keys()) {
      if (indexOf.has(column)) continue;
      indexOf.set(column, columns.length);
      columns.push(column);
    }
  }
  const rows = new Map<DirectoryRow, DirectoryRow>();
  for (const [row, edited] of edits) {
    const values: AttributeValue[] = [...row.values];
    for (const [column, value] of edited) {
      const index = indexOf.get(column) ?? 0;
      while (values.length < index) values.push(undefined);
      values[index] = value;
    }
    const line = row.line === undefined ? {} : { line: row.line };
    const full = 'full' in row && row.full === true ? { full: true } : {};
    // What was in the file and could not be told stays so, but for what is assumed now.
    const lost = 'lost' in row && Array.isArray(row.lost) ? row.lost.filter((at) => !edited.has(columns[Number(at)] ?? '')) : [];
    const copy = { values, ...line, ...full, lost };
    rows.set(row, copy);
  }
  const copy = { ...table, source: `${table.source} (what-if)`, columns, rows: table.rows.map((row) => rows.get(row) ?? row) };
  if (!('columnIndex' in table)) return { table: copy, rows };
  const read = { ...copy, columnIndex: indexOf };
  return { table: read, rows };
}
