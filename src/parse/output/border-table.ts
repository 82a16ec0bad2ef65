import type { ListBlock } from '../recipient/format-list.js';
import { blocksOfCells } from './checked-cells.js';
import { isPropertyName, isWholeAtEnd } from './property-kinds.js';

const MOST_CELLS = 400;
const LONGEST_ROW = 200_000;

/** True for a line of a table with bars: `| Name | Value |`, `||Name||Value||`, `│ Name │ Value │`, and the ruler below the names. */
export function isBarRow(line: string): boolean {
  const start = line.trimStart().slice(0, 2);
  return (start.startsWith('|') || start.startsWith('\u2502')) && line.length < LONGEST_ROW;
}

function isBarRuler(line: string): boolean {
  return line.length < 4000 && /^[|\u2502\u251c+ :=\u2500\u253c\u2524-]{3,4000}$/.test(line.trim()) && /-|\u2500\u2500|==/.test(line);
}

/** True for the borders of a table that a program drew. */
export function isFrame(line: string): boolean {
  return (
    line.length < 4000 &&
    /^[+\u250c\u2514\u251c\u2500\u252c\u2534\u253c\u2510\u2518\u2524=-]{3,4000}$/.test(line.trim()) &&
    /[+\u2500]/.test(line)
  );
}

/**
 * Objects of a table with bars. In: its lines. Out: undefined where it is no output of a directory. A row with another number of cells than the names,
 * which a bar within a value makes, is not read.
 */
export function readBarTable(lines: readonly string[], line: number): readonly ListBlock[] | undefined {
  const isJira = lines[0]?.trimStart().startsWith('||') ?? false;
  const rows = lines.filter((one) => isBarRow(one) && !isBarRuler(one) && !isFrame(one)).map(cellsOf);
  const rulerAt = lines.findIndex(isBarRuler);
  const isHeaded = isJira || (rulerAt > 0 && lines.slice(0, rulerAt).filter((one) => isBarRow(one) && !isBarRuler(one)).length === 1);
  // Without a ruler, the first row is the names or a property as the others are.
  return isHeaded ? blocksOfCells(rows[0], rows.slice(1), line + 1, false) : blocksOfCells(undefined, rows, line, false);
}

/** Cells between bars; `\|` is a bar of the value, and so is one in the link of a chat. */
function cellsOf(line: string): readonly string[] {
  const isJira = line.trimStart().startsWith('||');
  const bare = line.trim().replaceAll('\u2502', '|');
  const inner = isJira ? bare.replace(/^\|\|/, '').replace(/\|\|$/, '') : bare.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  const cells: string[] = [];
  let cell = '';
  for (let at = 0; at < inner.length && cells.length < MOST_CELLS; at++) {
    const letter = inner[at] ?? '';
    if (letter === '\\' && inner[at + 1] === '|') {
      cell += '|';
      at++;
    } else if (letter !== '|') cell += letter;
    else if (!isJira || inner[at - 1] !== '|') {
      cells.push(cell);
      cell = '';
    }
  }
  cells.push(cell);
  return cells.map((cell) => cell.trim());
}

/**
 * Cells of a line that tabs part. Whether a quote is of a spreadsheet or of the value, nobody can tell: such a cell is empty, and so are all of a row of
 * which one begins with a quote, for the tabs up to the next quote may be part of it.
 */
function tabCells(line: string): readonly string[] {
  const cells = line.split('\t', MOST_CELLS).map((cell) => cell.trim());
  const isQuoted = cells.some((cell) => cell.startsWith('"'));
  return cells.map((cell) => (isQuoted || cell.includes('"') ? '' : cell));
}

/** True for a line that may be part of a table whose cells are parted by tabs. */
export function isTabRow(line: string): boolean {
  return line.length < LONGEST_ROW && line.trim().includes('\t') && !/^\s{0,8}[<{["]/.test(line.slice(0, 12));
}

/**
 * Objects of a table that was copied from a page, a spreadsheet or a window: its cells are parted by tabs. Below the names, the dashes of Format-Table may
 * stand. Out: undefined where it is no output of a directory.
 */
export function readTabTable(lines: readonly string[], line: number): readonly ListBlock[] | undefined {
  const isRuled = lines.length > 1 && /^[-\s]{2,4000}$/.test(lines[1] ?? '');
  // With quotes around the names as well, it is a file of a spreadsheet.
  if (lines[0]?.includes('"') === true && !areOfPairs(lines)) return undefined;
  if (!isRuled && areOfPairs(lines)) return blocksOfCells(undefined, lines.map(tabCells), line, true);
  const rows = (isRuled ? lines.slice(2) : lines.slice(1)).map(tabCells);
  const head = tabCells(lines[0] ?? '');
  const width = head.length;
  const filled = rows.map((row) => (row.length < width ? filledUp(row, head) : row));
  return blocksOfCells(head, filled, line + (isRuled ? 2 : 1), true);
}

/** True where each line is a property and its value. */
function areOfPairs(lines: readonly string[]): boolean {
  return lines.length > 1 && lines.every((line) => isPropertyName(tabCells(line)[0] ?? ''));
}

/** Empty cells at the end of a row got lost with the blanks there, or the copy ends there: then the last one may be cut. */
function filledUp(row: readonly string[], head: readonly string[]): readonly string[] {
  const last = row.length - 1;
  const cells = row.map((cell, at) => (at === last && at > 0 && !isWholeAtEnd(head[at] ?? '', cell) ? '' : cell));
  return [...cells, ...Array.from({ length: head.length - row.length }, () => '')];
}
