import type { Side } from '../../evidence/directory.js';
import type { Problem } from '../../evidence/problem.js';
import { cloudColumnName, columnName, recordOrigin } from './attributes.js';
import { createTableBuilder, FULL_EXPORT_MARKS, type ReadTable } from './table.js';

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
  row(cells: readonly string[], line?: number): void;
  note(sentence: string): void;
  /** `truncated`: the file broke off, so objects may be missing. */
  end(truncated?: boolean): CsvResult;
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
  let tooLong = 0;
  let tooShort = 0;

  function readHeader(cells: readonly string[]): void {
    header = cells;
    origin = recordOrigin(new Set(cells.map(columnName)), options.typeName);
    const nameOf = side === 'cloud' && origin !== 'exchange' ? cloudColumnName : columnName;
    const prefix = side === 'cloud' && origin === 'exchange' ? 'exo.' : '';
    const names = cells.map((cell) => {
      const name = nameOf(cell);
      return name === '' || name.startsWith(prefix) ? name : prefix + name;
    });
    const seen = new Set<string>();
    columns = names.map((name, i) => {
      if (name === '') return -1;
      // csvde writes the DN twice, as DN and as distinguishedName.
      if (seen.has(name) && name === 'distinguishedname') return -1;
      if (seen.has(name)) {
        builder.note(`${source}: the column "${(cells[i] ?? '').slice(0, 80)}" stands twice in the header; the first one is used.`);
        return -1;
      }
      seen.add(name);
      const column = builder.column(name, true);
      if (nameOf(cells[i] ?? '') !== columnName(cells[i] ?? '')) {
        builder.note(`${source}: the column "${(cells[i] ?? '').slice(0, 80)}" is read as ${name}.`);
      }
      return column;
    });
    builder.declare([...seen]);
    // Export-Csv takes its columns from the first object and drops what others have beyond; only csvde lists all of them.
    full = cells[0]?.trim().toLowerCase() === 'dn' && FULL_EXPORT_MARKS.slice(0, 4).every((mark) => seen.has(mark));
  }

  function row(cells: readonly string[], line?: number): void {
    if (header === undefined) {
      readHeader(cells);
      return;
    }
    if (cells.length === 1 && (cells[0] ?? '').trim() === '') return;
    if (cells.length > header.length && cells.slice(header.length).some((cell) => cell.trim() !== '')) {
      tooLong++;
      if (tooLong === 1) {
        const place = line === undefined ? source : `${source}, line ${line}`;
        builder.note(
          `${place}: the row has ${cells.length} cells and the header ${header.length}; a value with an unquoted delimiter? The row was left out.`,
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
      else builder.putJoined(column, cell);
    }
    if (cells.length < columns.length) tooShort++;
    builder.end({ full });
  }

  function end(truncated = false): CsvResult {
    if (header === undefined) return { kind: 'problem', problem: noHeader(source) };
    if (!isUsableHeader(header)) return { kind: 'problem', problem: noUsableColumn(source, header) };
    if (tooLong > 1) builder.note(`${source}: ${tooLong} rows have more cells than the header and were left out.`);
    if (tooShort > 0) builder.note(`${source}: ${tooShort} rows have fewer cells than the header; what they lack counts as not read.`);
    return { kind: 'table', table: builder.finish({ origin, truncated: truncated || tooLong > 0 }) };
  }

  return { row, end, note: (sentence) => builder.note(sentence) };
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
