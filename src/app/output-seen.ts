import type { Side } from '../evidence/directory.js';
import { lazy } from '../evidence/lazy.js';
import { wantedColumns } from '../facts/wanted.js';
import type { Question } from '../findings/questions.js';
import type { PastedForm } from '../parse/output/checked-cells.js';
import { type RecordGroup, shownText } from '../parse/output/records.js';
import { isLost, type ReadTable, valueOf } from '../parse/recipient/table.js';
import type { SeenValue } from '../ports/output.js';

/** A table with the objects that it was made of. */
export interface ShownTable {
  readonly table: ReadTable;
  readonly group: RecordGroup;
  /** Printed as a table, in which cells are cut. */
  readonly isTable: boolean;
}

const WANTED = { onprem: lazy(() => wantedColumns('onprem')), cloud: lazy(() => wantedColumns('cloud')) };

/** Columns that facts ask for: the same for each of many tables. */
export function wantedOf(side: Side): ReadonlySet<string> {
  return WANTED[side]();
}

const MOST = 12;
const LONGEST = 200;
/** What rules ask for first, of either side. */
const FIRST = [
  'RecipientTypeDetails', 'ExchangeGuid', 'msExchMailboxGuid', 'ArchiveGuid', 'PrimarySmtpAddress', 'UserPrincipalName', 'mailNickname', 'Alias', 'RemoteRoutingAddress',
  'targetAddress', 'onPremisesImmutableId', 'onPremisesSyncEnabled', 'objectGUID', 'mS-DS-ConsistencyGuid', 'IsDirSynced', 'EmailAddresses', 'proxyAddresses', 'mail',
  'msExchRecipientTypeDetails', 'msExchRemoteRecipientType', 'ExternalDirectoryObjectId', 'id', 'Database', 'homeMDB',
]; // biome-ignore format: a list of names

/** The properties that bear on the question, then those that rules ask for; at most twelve. */
export function seenOf(
  tables: readonly ShownTable[],
  groups: readonly RecordGroup[],
  question: Question | undefined,
): readonly SeenValue[] {
  const wanted = [...propertiesOf(question), ...FIRST];
  const seen: SeenValue[] = [];
  const rows = tables.reduce((sum, { table }) => sum + table.rows.length, 0);
  const perObject = Math.max(2, Math.floor(MOST / Math.max(rows, 1)));
  for (const { table, group } of tables)
    for (let at = 0; at < table.rows.length && seen.length < MOST; at++)
      seen.push(...ofRow(table, group, at, wanted, rows > 1).slice(0, perObject));
  if (seen.length === 0) for (const group of groups) seen.push(...ofGroup(group, wanted));
  return seen.slice(0, MOST);
}

function ofRow(table: ReadTable, group: RecordGroup, at: number, wanted: readonly string[], isOneOfMany: boolean): readonly SeenValue[] {
  const row = table.rows[at];
  if (row === undefined) return [];
  const cell = (name: string) => valueOf(table, row, `exo.${name}`) ?? valueOf(table, row, name);
  const names = new Map([...(group.records[at]?.values ?? [])].map(([key, { name }]) => [key, name] as const));
  const title = isOneOfMany
    ? text(cell('userprincipalname') ?? cell('primarysmtpaddress') ?? cell('mail') ?? cell('name') ?? cell('distinguishedname'))
    : '';
  const seen: SeenValue[] = [];
  const done = new Set<string>();
  for (const name of wanted) {
    const key = name.toLowerCase();
    const value = cell(key);
    if (value === undefined || done.has(key)) continue;
    done.add(key);
    // An attribute of another directory is not set in every object of this one.
    if (value === null && !names.has(key) && !/^(?:msExch|mS-DS|proxyAddresses|targetAddress|mailNickname|mail$)/i.test(name)) continue;
    seen.push({ of: title, name: names.get(key) ?? name, value: value === null ? 'not set' : text(value) });
  }
  return seen;
}

function text(value: string | readonly string[] | null | undefined): string {
  return (typeof value === 'string' ? value : (value ?? []).join(', ')).slice(0, LONGEST);
}

function ofGroup({ records }: RecordGroup, wanted: readonly string[]): readonly SeenValue[] {
  const keys = new Set(wanted.map((name) => name.toLowerCase()));
  return records.slice(0, 4).flatMap((record) => {
    const of = records.length > 1 ? (shownText(record.values.get('identity')?.value ?? record.values.get('name')?.value) ?? '') : '';
    const all = [...record.values];
    const chosen = all.filter(([key]) => keys.has(key));
    return (chosen.length > 0 ? chosen : all.slice(0, 4)).flatMap(([, { name, value }]) => {
      const shown = shownText(value);
      return shown === undefined ? [] : [{ of: of.slice(0, LONGEST), name, value: shown === '' ? 'not set' : shown.slice(0, LONGEST) }];
    });
  });
}

function propertiesOf(question: Question | undefined): readonly string[] {
  const answers = question?.asked.answer;
  const named = [answers ?? []].flat().flatMap(({ property }) => (property === undefined ? [] : [property]));
  const printed = (question?.asked.how ?? []).flatMap((command) =>
    'run' in command ? (command.then ?? []).flatMap(({ properties }) => properties ?? []) : [],
  );
  return [...named, ...printed.filter((name) => !name.includes('*'))];
}

/** What cannot be told of an output that came otherwise than the console showed it. */
function formNote(names: readonly string[], form: PastedForm): string {
  const [is, counts] = names.length === 1 ? ['is', 'counts'] : ['are', 'count'];
  const why =
    form === 'reflowed'
      ? 'The line breaks of the output got lost'
      : form === 'collapsed'
        ? 'The columns of the table got lost'
        : `${names.join(', ')} ${is} empty or not whole in what was pasted`;
  return form === 'reflowed' || form === 'collapsed'
    ? `${why}: ${names.join(', ')} cannot be told from ${names.length === 1 ? 'its' : 'their'} neighbours and ${counts} as not read.`
    : `${why}, and ${counts} as not read.`;
}

/** What was cut, and how to print it whole. */
export function cutNotes({ table, group, isTable }: ShownTable): readonly string[] {
  const wanted = wantedOf(table.side);
  const lost = table.columns.filter((column) => wanted.has(column) && table.rows.some((row) => isLost(table, row, [column])));
  if (lost.length === 0) return [];
  const names = new Map(group.records.flatMap(({ values }) => [...values].map(([key, { name }]) => [key, name] as const)));
  const all = lost.map((column) => names.get(column.replace(/^exo\./, '')) ?? column).slice(0, 6);
  const are = all.length === 1 ? 'is' : 'are';
  if (group.form !== undefined) return [`${formNote(all, group.form)} Paste what the console shows, printed with | Format-List.`];
  const how = isTable
    ? 'Print it with | Format-List in place of a table.'
    : 'If PowerShell cut it, type $FormatEnumerationLimit = -1 first and the command again, with | Format-List | Out-String -Width 4096 behind it.';
  return [`${all.join(', ')} ${are} not whole in the output and ${all.length === 1 ? 'counts' : 'count'} as not read. ${how}`];
}
