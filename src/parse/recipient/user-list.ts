import { csvPreface } from './csv.js';

/** One person that a list names, by whatever the list names people. */
export interface ListEntry {
  /** 1-based line of the file. */
  readonly line: number;
  readonly text: string;
}

/** A list of people: counts in = entries + refused + ignored. */
export interface UserList {
  readonly entries: readonly ListEntry[];
  readonly refused: readonly { readonly line: number; readonly why: string }[];
  /** Rows that name nobody on purpose: blank lines, comments. */
  readonly ignored: number;
  /** The column that was read; undefined for a plain list. */
  readonly column: string | undefined;
  /** Sentences about what was odd in the file. */
  readonly notes: readonly string[];
}

export type UserListResult =
  | { readonly kind: 'list'; readonly list: UserList }
  | { readonly kind: 'problem'; readonly what: string; readonly next: string };

/** Columns that name a person, the best first; letters and digits alone, in lower case. */
const COLUMNS: readonly string[] = [
  'emailaddress',
  'userprincipalname',
  'primarysmtpaddress',
  'identity',
  'email',
  'mail',
  'upn',
  'user',
  'username',
  'windowsemailaddress',
  'externaldirectoryobjectid',
  'objectguid',
  'objectid',
  'exchangeguid',
  'guid',
  'id',
  'distinguishedname',
  'dn',
  'samaccountname',
  'alias',
  'mailnickname',
];

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
  readonly raw: string;
}

/**
 * Reads whom a file names: one on each line, or the first known column of a CSV (comma, semicolon, tab; found by itself).
 *
 * In: the text of the file; `isBatch` for the CSV of a migration batch, which has a column EmailAddress.
 * Out: the entries with their lines. Bad input: never throws; a problem where a batch CSV has no such column, or nothing is named.
 */
export function readUserList(text: string, isBatch = false): UserListResult {
  const { skip, lines, delimiter } = csvPreface(text.slice(0, 65_536));
  const { rows, isBroken } = readRows(text, skip, lines + 1, delimiter);
  const notes = isBroken ? ['A quotation mark opens and never closes: the lines were read one by one.'] : [];
  const first = rows.find(({ raw }) => raw.trim() !== '');
  if (first === undefined) return { kind: 'problem', what: 'The list is empty.', next: 'Name one person on each line.' };
  const names = first.cells.map(columnKey);
  const known = COLUMNS.filter((name) => names.includes(name));
  const isHeader = known.length > 0 && !first.cells.some((cell) => cell.includes('@'));
  if (isBatch && !(isHeader && names.includes('emailaddress'))) {
    return {
      kind: 'problem',
      what: `The CSV of a migration batch has a column EmailAddress, and this file has none. Its first line is: ${first.raw.trim().slice(0, 120)}`,
      next: 'Name the file with --users, which takes any list, or give the column its name.',
    };
  }
  if (!isHeader) return { kind: 'list', list: plainList(rows, notes) };
  for (const name of known) {
    const held = names.filter((other) => other === name).length;
    if (held > 1)
      notes.push(`The column ${first.cells[names.indexOf(name)]?.trim() ?? name} stands ${held} times: the first with a value is read.`);
  }
  const order = known.flatMap((name) => names.flatMap((other, index) => (other === name ? [index] : [])));
  const column = first.cells[order[0] ?? 0]?.trim();
  return { kind: 'list', list: { ...columnList(rows.slice(rows.indexOf(first) + 1), order, column ?? ''), column, notes } };
}

function columnList(rows: readonly Row[], order: readonly number[], column: string): Pick<UserList, 'entries' | 'refused' | 'ignored'> {
  const entries: ListEntry[] = [];
  const refused: { line: number; why: string }[] = [];
  let ignored = 0;
  for (const { line, cells, raw } of rows) {
    if (cells.every((cell) => cell.trim() === '')) {
      ignored++;
      continue;
    }
    const text = order.map((index) => bare(cells[index] ?? '')).find((cell) => cell !== '');
    if (text !== undefined) entries.push({ line, text });
    else refused.push({ line, why: `the row names nobody in ${column}: ${raw.trim().slice(0, 80)}` });
  }
  return { entries, refused, ignored };
}

function plainList(rows: readonly Row[], notes: readonly string[]): UserList {
  const entries: ListEntry[] = [];
  let ignored = 0;
  for (const { line, cells, raw } of rows) {
    const text = bare(raw);
    if (text === '' || text.startsWith('#')) {
      ignored++;
      continue;
    }
    const addresses = cells.map(bare).filter((cell) => cell.includes('@'));
    const isWhole = /^(?:CN|OU|DC|UID)=/i.test(text) || addresses.length === 0;
    for (const one of isWhole ? [text] : addresses) entries.push({ line, text: one });
  }
  return { entries, refused: [], ignored, column: undefined, notes };
}

const columnKey = (name: string): string =>
  name
    .toLowerCase()
    .slice(0, 80)
    .replace(/[^a-z0-9]/g, '');

/** A name without what mail programs and spreadsheets put around it: quotes, `=""`, `<>`, `mailto:`, `smtp:`, marks that cannot be seen. */
function bare(text: string): string {
  const seen = text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replaceAll('\u00a0', ' ')
    .trim();
  const unquoted = seen.replace(/^=?(["'\u201c\u201d\u201e])(.*?)["'\u201c\u201d]?$/, '$2').trim();
  const inside = /<([^<>\s]{3,320}@[^<>\s]{1,255})>\s{0,3}[;,]?$/.exec(unquoted)?.[1] ?? unquoted;
  return inside.replace(/^(?:mailto|smtp):/i, '').trim();
}

/** Cells of every record with the line on which it begins. A quoted cell may hold line ends; a quote that never closes counts as a letter. */
function readRows(
  text: string,
  from: number,
  firstLine: number,
  delimiter: string,
): { readonly rows: readonly Row[]; readonly isBroken: boolean } {
  const rows: Row[] = [];
  let line = firstLine;
  let at = from;
  while (at < text.length) {
    const start = at;
    const startLine = line;
    const cells: string[] = [];
    for (;;) {
      const cell = readCell(text, at, delimiter);
      if (cell === undefined) return { rows: readLineByLine(text, from, firstLine, delimiter), isBroken: true };
      cells.push(cell.text);
      line += cell.lineEnds;
      at = cell.end;
      if (text[at] !== delimiter) break;
      at++;
    }
    const end = at;
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    rows.push({ line: startLine, cells, raw: text.slice(start, end) });
  }
  return { rows, isBroken: false };
}

function readCell(
  text: string,
  from: number,
  delimiter: string,
): { readonly text: string; readonly end: number; readonly lineEnds: number } | undefined {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
    return { text: text.slice(from, end), end, lineEnds: 0 };
  }
  let at = from + 1;
  let lineEnds = 0;
  let cell = '';
  for (let begin = at; ; at++) {
    if (at >= text.length) return undefined;
    if (text[at] === '\n') lineEnds++;
    if (text[at] !== '"') continue;
    cell += text.slice(begin, at);
    if (text[at + 1] !== '"') break;
    cell += '"';
    at++;
    begin = at + 1;
  }
  at++;
  // What stands between the closing quote and the delimiter belongs to the cell, too.
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { text: cell + text.slice(at, end), end, lineEnds };
}

function readLineByLine(text: string, from: number, firstLine: number, delimiter: string): readonly Row[] {
  return text
    .slice(from)
    .split(/\r\n|\n|\r/)
    .map((raw, index) => ({ line: firstLine + index, cells: raw.split(delimiter), raw }));
}
