import type { Token } from '../error-text/extract.js';
import { trimmed } from './conflicts.js';
import type { SyncErrorEntry } from './entry.js';
import { type Role, recordEntry, roleOf } from './record.js';

const HEADER_WITHIN = 40;
const LONGEST_HEADER = 4000;
const DELIMITERS = [',', ';', '\t', '|'] as const;

interface Header {
  readonly delimiter: string;
  readonly roles: readonly (Role | undefined)[];
  /** Where the first row starts. */
  readonly rowsAt: number;
}

/**
 * The errors of a table: the export of Connect Health or of the admin center, Export-Csv of a script, a table copied from a mail or a portal.
 *
 * In: the decoded text. Out: one entry for each row that names an error; none where no line is a header with a column for the error or the attribute.
 * Linear in time; a row that is cut, or has too few cells, gives what it has. Never throws.
 */
export function readTable(text: string): readonly SyncErrorEntry[] {
  const header = findHeader(text);
  const columns = header === undefined ? findColumns(text) : undefined;
  if (header !== undefined) return entriesOf(text, header.roles, rowsOf(text, header.rowsAt, header.delimiter));
  return columns === undefined ? [] : entriesOf(text, columns.roles, cutRows(text, columns));
}

function entriesOf(text: string, roles: readonly (Role | undefined)[], rows: Iterable<Row>): readonly SyncErrorEntry[] {
  const entries: SyncErrorEntry[] = [];
  for (const { cells, start, end } of rows) {
    const fields = new Map<Role, Token[]>();
    for (const [index, cell] of cells.entries()) {
      const role = roles[index];
      if (role === undefined || cell === undefined) continue;
      const known = fields.get(role);
      if (known === undefined) fields.set(role, [cell]);
      else known.push(cell);
    }
    const entry = recordEntry(text, fields, start, end);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function findHeader(text: string): Header | undefined {
  let from = 0;
  for (let line = 0; line < HEADER_WITHIN && from < text.length; line++) {
    const feed = text.indexOf('\n', from);
    const end = feed < 0 ? text.length : feed;
    if (end - from <= LONGEST_HEADER) {
      for (const delimiter of DELIMITERS) {
        const names = text.slice(from, end).split(delimiter);
        if (names.length < 2) continue;
        const roles = names.map((name) => roleOf(name));
        const known = roles.filter((role) => role !== undefined);
        const tells = ['type', 'attribute', 'description'].some((role) => known.some((other) => other === role));
        const isAboutSomebody = known.some((role) => !['type', 'attribute', 'description', 'value', 'trackingId'].includes(role));
        if (tells && (isAboutSomebody || known.length >= 3) && known.length * 3 >= names.length)
          return { delimiter, roles, rowsAt: end + 1 };
      }
    }
    from = end + 1;
  }
  return undefined;
}

/** Where the columns of a table without delimiters begin: Format-Table of PowerShell. */
interface Columns {
  readonly starts: readonly number[];
  readonly roles: readonly (Role | undefined)[];
  readonly rowsAt: number;
}

const LEAST_COLUMNS = 3;

function findColumns(text: string): Columns | undefined {
  let from = 0;
  for (let line = 0; line < HEADER_WITHIN && from < text.length; line++) {
    const feed = text.indexOf('\n', from);
    const end = feed < 0 ? text.length : feed;
    const words = end - from > LONGEST_HEADER ? [] : [...text.slice(from, end).matchAll(/[A-Za-z]{1,60}(?=\s|$)/g)];
    const roles = words.map(([word]) => roleOf(word));
    const known = roles.filter((role) => role !== undefined);
    if (
      words.length >= LEAST_COLUMNS &&
      known.length * 3 >= words.length * 2 &&
      roles.some((role) => role === 'type' || role === 'attribute')
    )
      return { starts: words.map(({ index }) => index), roles, rowsAt: end + 1 };
    from = end + 1;
  }
  return undefined;
}

function* cutRows(text: string, { starts, rowsAt }: Columns): Generator<Row, void, void> {
  for (let start = rowsAt; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const cells = starts.map((column, index) =>
      trimmed(text, Math.min(end, start + column), Math.min(end, start + (starts[index + 1] ?? end))),
    );
    yield { cells, start, end };
    start = end + 1;
  }
}

interface Row {
  readonly cells: readonly (Token | undefined)[];
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const FEED = 0x0a;
const LONGEST_CELL = 20_000;

/** Rows with their cells; a quoted cell may hold delimiters, line ends and doubled quotes. */
function* rowsOf(text: string, from: number, delimiter: string): Generator<Row, void, void> {
  const mark = delimiter.charCodeAt(0);
  let at = from;
  while (at < text.length) {
    const start = at;
    const cells: (Token | undefined)[] = [];
    for (;;) {
      const cellStart = at;
      at = endOfCell(text, at, mark);
      cells.push(cellOf(text, cellStart, at));
      const code = text.charCodeAt(at);
      at++;
      if (at > text.length || code === FEED) break;
    }
    yield { cells, start, end: Math.min(at, text.length) };
  }
}

function endOfCell(text: string, from: number, mark: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20) at++;
  if (text.charCodeAt(at) === QUOTE) {
    const limit = Math.min(text.length, at + LONGEST_CELL);
    let inside = at + 1;
    while (inside < limit) {
      if (text.charCodeAt(inside) !== QUOTE) inside++;
      else if (text.charCodeAt(inside + 1) === QUOTE) inside += 2;
      else break;
    }
    // A quote that nothing closes is a character like others.
    if (inside < limit) at = inside + 1;
  }
  while (at < text.length && text.charCodeAt(at) !== mark && text.charCodeAt(at) !== FEED) at++;
  return at;
}

function cellOf(text: string, start: number, end: number): Token | undefined {
  const cell = trimmed(text, start, end);
  return cell === undefined ? undefined : { ...cell, value: cell.value.replaceAll('""', '"') };
}
