import type { Side } from '../../evidence/directory.js';
import type { Problem } from '../../evidence/problem.js';
import { cloudColumnName, columnName, isManyValued, recordOrigin } from './attributes.js';
import type { ReadTable } from './table.js';
import { createTableBuilder, FULL_EXPORT_MARKS } from './table-builder.js';

export interface CsvOptions {
  readonly source: string;
  readonly side: Side;
  readonly wanted?: ReadonlySet<string>;
  /** From a `#TYPE` line, where there is one. */
  readonly typeName?: string;
}

export type CsvResult = { readonly kind: 'table'; readonly table: ReadTable } | { readonly kind: 'problem'; readonly problem: Problem };

/** Takes rows of cells; the first is the header. */
export interface CsvReader {
  /** `broken`: the cell in which a quotation mark opens and never closes. */
  row(cells: readonly string[], line?: number, broken?: number): void;
  note(sentence: string): void;
  /** `truncated`: the file broke off, so objects may be missing. `midLine`: it ends without a line end. */
  end(truncated?: boolean, midLine?: boolean): CsvResult;
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number | undefined;
  readonly broken: number | undefined;
}

/** What stands before the header of a CSV text, and how its cells are separated. */
export interface CsvPreface {
  /** Characters to leave out before the header. */
  readonly skip: number;
  /** Lines in them. */
  readonly lines: number;
  readonly delimiter: string;
  readonly typeName?: string;
}

/** Columns by which a record can be paired with one of the other side; a file without any of them is of no use. */
export const IDENTITY_COLUMNS: readonly string[] = [
  'objectGUID',
  'mS-DS-ConsistencyGuid',
  'msExchMailboxGuid',
  'userPrincipalName',
  'mail',
  'proxyAddresses',
  'sAMAccountName',
  'DN',
  'distinguishedName',
  'ExchangeGuid',
  'Guid',
  'PrimarySmtpAddress',
  'EmailAddresses',
  'WindowsEmailAddress',
  'ExternalDirectoryObjectId',
  'Alias',
  'mailNickname',
  'legacyExchangeDN',
  'onPremisesImmutableId',
  'id',
  'Identity',
  'Name',
  'MailboxGuid',
];
const IDENTITY = new Set(IDENTITY_COLUMNS.map(cloudColumnName));

/** True for a column that names its object, with or without `exo.`. */
export function isIdentityColumn(column: string): boolean {
  return IDENTITY.has(column.startsWith('exo.') ? column.slice(4) : column);
}

/**
 * Finds the header of a CSV text: skips a `#TYPE` line (Export-Csv of Windows PowerShell), a `sep=;` line (Excel) and blank lines.
 *
 * In: the first characters of the text, at least up to the header's end if possible.
 * Out: where the header starts and the delimiter that occurs most in it, outside quotes (`,` `;` tab `|`; a comma when none does).
 */
export function csvPreface(head: string): CsvPreface {
  let skip = head.charCodeAt(0) === 0xfeff ? 1 : 0;
  let lines = 0;
  let typeName: string | undefined;
  let told: string | undefined;
  for (;;) {
    const end = head.indexOf('\n', skip);
    const line = (end < 0 ? head.slice(skip) : head.slice(skip, end)).trim();
    const separator =
      /^"?sep=(.)"?$/i.exec(line) ?? /^"?sep=(\t?)"?$/i.exec(end < 0 ? head.slice(skip) : head.slice(skip, end).replace('\r', ''));
    if (separator !== null) told = separator[1] === '' ? '\t' : separator[1];
    else if (/^"?#TYPE /i.test(line)) typeName = line.replace(/^"?#TYPE /i, '').slice(0, 300);
    else if (line !== '' || end < 0) {
      const delimiter = told ?? likelyDelimiter(line);
      return typeName === undefined ? { skip, lines, delimiter } : { skip, lines, delimiter, typeName };
    }
    if (end < 0) return { skip: head.length, lines, delimiter: told ?? ',' };
    skip = end + 1;
    lines++;
  }
}

function likelyDelimiter(header: string): string {
  const counts = new Map<string, number>([
    [',', 0],
    [';', 0],
    ['\t', 0],
    ['|', 0],
  ]);
  let quoted = false;
  for (const character of header) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let best = ',';
  for (const [character, count] of counts) if (count > (counts.get(best) ?? 0)) best = character;
  return best;
}

/**
 * The cells of one line, where quotation marks cannot be trusted: one that opens a cell and does not close in the line is left out, and its cell is
 * named in `broken`.
 */
export function splitLine(line: string, delimiter: string): { readonly cells: readonly string[]; readonly broken: number | undefined } {
  const cells: string[] = [];
  let broken: number | undefined;
  let from = 0;
  // Where a closing mark was looked for in vain: none is found behind it either.
  let isOpenForGood = false;
  for (;;) {
    const closing = line[from] === '"' && !isOpenForGood ? closingQuote(line, from + 1, delimiter) : undefined;
    if (line[from] === '"' && closing === undefined) {
      broken ??= cells.length;
      isOpenForGood = true;
    }
    const to = line.indexOf(delimiter, closing ?? from);
    const end = to < 0 ? line.length : to;
    const text = closing === undefined ? line.slice(from, end) : line.slice(from + 1, closing).replaceAll('""', '"');
    cells.push(closing === undefined && text.startsWith('"') ? text.slice(1) : text);
    if (to < 0) return { cells, broken };
    from = to + delimiter.length;
  }
}

/** Place of the mark that closes a quoted cell, with a delimiter or nothing behind it. */
function closingQuote(line: string, from: number, delimiter: string): number | undefined {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    if (line[at + 1] === '"') at++;
    else if (at + 1 === line.length || line.startsWith(delimiter, at + 1)) return at;
  }
  return undefined;
}

/** True where a line of cells can be a header: one of its names identifies a record. */
export function isUsableHeader(cells: readonly string[]): boolean {
  return cells.some((cell) => IDENTITY.has(cloudColumnName(cell)) || cloudColumnName(cell).startsWith('exo.'));
}

/**
 * Rows of a CSV export to a table: csvde, Export-Csv (of AD, Exchange, Graph and the retired MSOnline cmdlets), lists of the admin centres.
 *
 * Out: every header column counts as read; an empty cell is "not set". A csvde export without attribute list is a full export.
 * In a cloud table, Exchange columns get the prefix `exo.`.
 * Bad input: no usable column, or no header: a problem that names the columns. A row with more cells than the header is left out, cells that
 * a short row lacks count as not read; both leave a note.
 */
export function createCsvReader(options: CsvOptions): CsvReader {
  const { source, side } = options;
  const builder = createTableBuilder({ ...options, format: 'csv' });
  let header: readonly string[] | undefined;
  let columns: readonly number[] = [];
  let origin: ReadTable['origin'] = 'unknown';
  let full = false;
  let tooShort = 0;
  let quoted = 0;
  const tooLong: (number | undefined)[] = [];
  // Of a column that stands again: where it stood first.
  const firstOf = new Map<number, number>();
  const contradictions = new Map<number, { count: number; readonly line: number | undefined }>();
  // One row behind, for the last one may be cut.
  let held: Row | undefined;

  const at = (line: number | undefined): string => (line === undefined ? source : `${source}, line ${line}`);

  function readHeader(cells: readonly string[]): void {
    header = cells;
    origin = recordOrigin(new Set(cells.map(columnName)), options.typeName);
    const nameOf = side === 'cloud' && origin !== 'exchange' ? cloudColumnName : columnName;
    const prefix = side === 'cloud' && origin === 'exchange' ? 'exo.' : '';
    const names = cells.map((cell) => {
      const name = nameOf(cell);
      return name === '' || name.startsWith(prefix) ? name : prefix + name;
    });
    const seen = new Map<string, number>();
    columns = names.map((name, i) => {
      if (name === '') return -1;
      const first = seen.get(name);
      // csvde writes the DN twice, as DN and as distinguishedName.
      if (first !== undefined && name === 'distinguishedname') return -1;
      if (first !== undefined) {
        firstOf.set(i, first);
        const read = isManyValued(name) ? 'the values of both are read' : 'the second one is read where the first one is empty';
        builder.note(`${source}: the column "${(cells[i] ?? '').slice(0, 80)}" stands twice in the header; ${read}.`);
        return builder.column(name, true);
      }
      seen.set(name, i);
      const column = builder.column(name, true);
      if (nameOf(cells[i] ?? '') !== columnName(cells[i] ?? '')) {
        builder.note(`${source}: the column "${(cells[i] ?? '').slice(0, 80)}" is read as ${name}.`);
      }
      return column;
    });
    builder.declare(seen.keys());
    // Export-Csv takes its columns from the first object and drops what others have beyond; only csvde lists all of them.
    full = cells[0]?.trim().toLowerCase() === 'dn' && FULL_EXPORT_MARKS.slice(0, 4).every((mark) => seen.has(mark));
  }

  function row(cells: readonly string[], line?: number, broken?: number): void {
    if (header === undefined) {
      readHeader(cells);
      return;
    }
    if (cells.length === 1 && (cells[0] ?? '').trim() === '') return;
    if (held !== undefined) put(held, false);
    held = { cells, line, broken };
  }

  function put({ cells, line, broken }: Row, isCut: boolean): void {
    if (header === undefined) return;
    if (cells.length > header.length && cells.slice(header.length).some((cell) => cell.trim() !== '')) {
      tooLong.push(line);
      if (tooLong.length === 1) {
        builder.note(
          `${at(line)}: the row has ${cells.length} cells and the header ${header.length}; a value with an unquoted delimiter? The row was left out.`,
        );
      }
      return;
    }
    builder.begin(line);
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] ?? -1;
      const cell = cells[i];
      if (column < 0 || cell === '') continue;
      if (cell === undefined) builder.putLost(column, 'the row ends before this column');
      else if (i === broken) builder.putLost(column, 'a quotation mark opens and never closes');
      else if (isCut && i === cells.length - 1) builder.putLost(column, 'the file ends inside this value');
      else if (!isContradicted(cells, i, line)) putCell(column, cell);
    }
    if (cells.length < columns.length) tooShort++;
    builder.end({ full });
  }

  /** True for a cell whose column was read before in this row, with another value or the same. */
  function isContradicted(cells: readonly string[], i: number, line: number | undefined): boolean {
    const first = firstOf.size === 0 ? undefined : firstOf.get(i);
    const before = first === undefined ? undefined : cells[first];
    if (before === undefined || before === '') return false;
    if (before === cells[i]) return true;
    if (isManyValued(builder.nameOf(columns[i] ?? -1))) return false;
    const known = contradictions.get(i);
    if (known === undefined) contradictions.set(i, { count: 1, line });
    else known.count++;
    return true;
  }

  /** Excel keeps a value as text by a formula, `="00123"`; of other formulas the value is not in the file. */
  function putCell(column: number, cell: string): void {
    if (cell.charCodeAt(0) !== 61) {
      builder.putJoined(column, cell);
    } else if (cell.length > 2 && cell.startsWith('="') && cell.endsWith('"')) {
      quoted++;
      builder.putJoined(column, cell.slice(2, -1).replaceAll('""', '"'));
    } else if (/^=[A-Za-z][A-Za-z.]{0,30}\(/.test(cell)) {
      builder.putLost(column, 'the cell holds a formula of a spreadsheet and not its value');
    } else {
      builder.putJoined(column, cell);
    }
  }

  function end(truncated = false, midLine = false): CsvResult {
    if (header === undefined) return { kind: 'problem', problem: noHeader(source) };
    if (!isUsableHeader(header)) return { kind: 'problem', problem: noUsableColumn(source, header) };
    const isCut = held !== undefined && (midLine || truncated) && held.cells.length < header.length;
    if (held !== undefined && isCut) {
      builder.note(
        `${at(held.line)}: the file ends in the middle of this row, so it did not arrive whole; export or copy it again.${held.cells.length === 1 ? ' The row was left out.' : ''}`,
      );
    }
    if (held !== undefined && !(isCut && held.cells.length === 1)) put(held, isCut);
    if (tooLong.length > 1)
      builder.note(`${source}: ${tooLong.length} rows have more cells than the header and were left out: ${linesOf(tooLong)}.`);
    if (tooShort > 0)
      builder.note(
        `${source}: ${counted(tooShort, 'row has', 'rows have')} fewer cells than the header; what they lack counts as not read.`,
      );
    for (const [i, { count, line }] of contradictions) {
      const more = count === 1 ? '' : ` (${count} rows in all)`;
      builder.note(
        `${at(line)}: both columns "${(header[i] ?? '').slice(0, 80)}" hold a value, and not the same${more}; the first one is read.`,
      );
    }
    if (quoted > 0)
      builder.note(
        `${source}: ${counted(quoted, 'cell holds', 'cells hold')} a value as the formula ="..."; what stands in the quotes is read.`,
      );
    return { kind: 'table', table: builder.finish({ origin, truncated: truncated || isCut || tooLong.length > 0 }) };
  }

  return { row, end, note: (sentence) => builder.note(sentence) };
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function linesOf(lines: readonly (number | undefined)[]): string {
  const known = lines.filter((line) => line !== undefined);
  return `lines ${known.slice(0, 10).join(', ')}${known.length > 10 ? ' and more' : ''}`;
}

function noHeader(source: string): Problem {
  return {
    what: 'The CSV file has no header line.',
    where: source,
    next: 'Export again; the first line must name the columns, for example "userPrincipalName,proxyAddresses,objectGUID".',
  };
}

function noUsableColumn(source: string, header: readonly string[]): Problem {
  const shown = header.slice(0, 20).map((cell) => `"${cell.trim().slice(0, 40)}"`);
  const more = header.length > 20 ? ` and ${header.length - 20} more` : '';
  return {
    what: `No column of the CSV file identifies a recipient; its columns are ${shown.join(', ')}${more}.`,
    where: `${source}, header`,
    next: `Export at least one of ${IDENTITY_COLUMNS.join(', ')}. The first line must be the header.`,
  };
}
