import type { ListBlock, ListEntry } from '../recipient/format-list.js';
import { isAddressText, isClosedValue, isGuidText, isPropertyName, isTelling, propertyKind } from './property-kinds.js';

/**
 * How an output came, where it is not as the console showed it. `lines`: one property a line, as people write it; `cells`: a table whose cells have borders;
 * `reflowed`: without its line breaks; `collapsed`: a table without its blanks. An empty value says nothing in any of them.
 */
export type PastedForm = 'lines' | 'cells' | 'reflowed' | 'collapsed';

const NAME = /^[A-Za-z@_][\w .@()-]{0,80}$/;
const MOST_COLUMNS = 400;

/** A name of a property as people write it: with marks of bold or of code around it, and a colon behind it. */
function writtenName(cell: string): string {
  return withoutEmphasis(withoutEmphasis(cell.slice(0, 200)).replace(/\s{0,20}:$/, ''));
}

/** A text without the marks of bold and of code that stand around all of it. */
export function withoutEmphasis(text: string): string {
  let bare = text.trim();
  for (let depth = 0; depth < 3; depth++) {
    const mark = ['**', '__', '``', '`', '*'].find((one) => bare.length > one.length * 2 && bare.startsWith(one) && bare.endsWith(one));
    if (mark === undefined || bare.slice(mark.length, -mark.length).includes(mark)) return bare;
    bare = bare.slice(mark.length, -mark.length).trim();
  }
  return bare;
}

const PLACEHOLDER =
  /^(?:[-\u2013\u2014?.\u2026*_/\\=~#]{1,20}|n\/?a|none|null|\$null|nil|nothing|empty|blank|unknown|unset|not set|not found|missing|tbd|same|ditto|redacted|removed|x{2,20}|[<([].{0,80}[>)\]]|\u2705|\u274c|\u2713|\u2717)$/iu;

/**
 * A value that somebody may have written or trimmed: kept where it has the form that the property's values have; else not read. `isMachine`: a program made
 * the cells. In: the name, and the text of the cell. Empty: not read.
 */
export function checkedEntry(name: string, cell: string, isMachine = false): ListEntry {
  const value = withoutEmphasis(cell);
  return { name, value, isBroken: !isWhole(name, value, isMachine) };
}

function isWhole(name: string, value: string, isMachine: boolean): boolean {
  if (value === '') return false;
  const closed = isClosedValue(name, value);
  if (closed === true) return true;
  const kind = propertyKind(name);
  if (value === '{}') return kind === 'addresses' || kind === 'free';
  if (kind === 'addresses')
    return isMachine && isClosedValue(name, `{${value.split(/[;,] ?(?=[A-Za-z][A-Za-z0-9-]{0,15}:)/).join(', ')}}`) === true;
  // An id of Exchange is a name, and anchors may be of any form.
  if (closed === false && kind !== 'anchor' && name.toLowerCase() !== 'id') return false;
  // Marks of bold or of code that do not fit each other: what belongs to the value cannot be told.
  if (!isMachine && /^(?:`|\*\*|__)|(?:`|\*\*|__|\|)$/.test(value)) return false;
  return !value.includes('mailto:') && !PLACEHOLDER.test(value.slice(0, 100)) && !/(?:\.\.\.|\u2026)[}"']?$/.test(value.slice(-5));
}

const VALUE_HEAD = /^(?:values?|wert|valeur|valor|valore|result|output|setting|)$/i;
const NAME_HEAD = /^(?:name|property|attribute|field|key|parameter|setting|eigenschaft|attribut|feld|propri\u00e9t\u00e9|)$/i;

/**
 * Cells of a table as objects: one with a property in each row, or one in each row below names.
 * In: the cells of the head, if it has one, and of the rows. Out: undefined where it is no output: its names are not those of properties, or it
 * compares both sides.
 */
export function blocksOfCells(
  head: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  line: number,
  isMachine: boolean,
): readonly ListBlock[] | undefined {
  if (rows.length === 0 || rows.some((row) => row.some(namesASide)) || head?.some(namesASide) === true) return undefined;
  return (
    blockOfRows(head, rows, line, isMachine) ??
    blocksBelow(head ?? rows[0] ?? [], head === undefined ? rows.slice(1) : rows, line, isMachine)
  );
}

function blockOfRows(
  head: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  line: number,
  isMachine: boolean,
): readonly ListBlock[] | undefined {
  const pairs = rows.filter((row) => row.length === 2);
  const isHeaded =
    head !== undefined && head.length === 2 && NAME_HEAD.test(writtenName(head[0] ?? '')) && VALUE_HEAD.test(writtenName(head[1] ?? ''));
  // Of ConvertTo-Html, and of a table whose first row is a property as well.
  const isBare = head === undefined || (head.length === 2 && isPropertyName(writtenName(head[0] ?? '')));
  if ((!isHeaded && !isBare) || pairs.length * 2 < rows.length) return undefined;
  const all = isHeaded || head === undefined ? pairs : [head, ...pairs];
  const names = all.map(([name = '']) => writtenName(name));
  if (!areNames(names) || names.filter(isPropertyName).length * 2 < names.length) return undefined;
  const isTitle = (at: number): boolean => NAME_HEAD.test(names[at] ?? '') && VALUE_HEAD.test(withoutEmphasis(all[at]?.[1] ?? ''));
  const entries = all.flatMap(([, value = ''], at) => (isTitle(at) && at === 0 ? [] : [checkedEntry(names[at] ?? '', value, isMachine)]));
  return splitByNames(entries, line);
}

/** Rows in which a name comes again are those of the next object. */
function splitByNames(entries: readonly ListEntry[], line: number): readonly ListBlock[] {
  const blocks: { entries: ListEntry[]; line: number; hasStrange: boolean }[] = [];
  let names = new Set<string>();
  entries.forEach((entry, at) => {
    const key = entry.name.toLowerCase();
    if (!NAME.test(entry.name)) return;
    if (blocks.length === 0 || names.has(key)) {
      blocks.push({ entries: [], line: line + at, hasStrange: true });
      names = new Set();
    }
    names.add(key);
    blocks.at(-1)?.entries.push(entry);
  });
  return blocks;
}

function blocksBelow(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  line: number,
  isMachine: boolean,
): readonly ListBlock[] | undefined {
  const names = head.slice(0, MOST_COLUMNS).map(writtenName);
  const keys = new Set(names.map((name) => name.toLowerCase()));
  if (
    rows.length === 0 ||
    !areHeads(names) ||
    !areNames(names) ||
    keys.size < names.length ||
    areOfPairs(names, rows) ||
    names.some((name) => name !== '' && !NAME.test(name))
  )
    return undefined;
  return rows.map((row, at) => ({
    entries: names.flatMap((name, column) =>
      name === '' ? [] : [checkedEntry(name, row.length === head.length ? (row[column] ?? '') : '', isMachine)],
    ),
    line: line + at,
    hasStrange: true,
  }));
}

/** True for cells that may be names: none of them is a value of a known form. */
export function areHeads(cells: readonly string[]): boolean {
  return !cells.some((cell) => isAddressText(cell) || isGuidText(cell) || /^(?:true|false)$/i.test(cell));
}

/** True where the rows below two names begin with properties: then what stands above is a property with its value. */
export function areOfPairs(head: readonly string[], rows: readonly (readonly string[])[]): boolean {
  return head.length === 2 && !isPropertyName(head[1] ?? '') && rows.some((row) => isPropertyName(writtenName(row[0] ?? '')));
}

/** True where names are those of a directory's object: two that only outputs have, or one beside nothing but known ones. */
export function areNames(names: readonly string[]): boolean {
  const told = new Set(names.filter(isTelling).map((name) => name.toLowerCase())).size;
  return told > 1 || (told === 1 && names.every(isPropertyName));
}

const SIDE =
  '(?:on[- ]?prem(?:ises?)?|local(?: ad)?|cloud|exo|exchange(?: online| server| on-?prem(?:ises)?)?|(?:office|microsoft) ?365|[mo]365|active directory|ad|azure ad|aad|entra(?: id)?|tenant|online|source|target)';
const SIDE_CELL = new RegExp(
  `^(?:in |from )?(?:the )?${SIDE}(?: (?:side|value|object|mailbox|user|account|recipient|directory|connect))?(?: ?\\([^()]{0,40}\\))?:?$`,
  'i',
);
const SIDE_HEADING = new RegExp(`^[\\s*_#\`([-]{0,8}(?:(?:in|from|the|my|our|for|output|of) ){0,3}${SIDE}\\b(?!\\.)[^@=]{0,40}$`, 'i');

/** True for a cell that says of which side something is: then not all of the table is of one. */
function namesASide(cell: string): boolean {
  return cell.length < 80 && SIDE_CELL.test(withoutEmphasis(cell));
}

/** True for a line above a list that says of which side it is. */
export function isSideHeading(line: string): boolean {
  return line.length < 80 && SIDE_HEADING.test(line.trim());
}
