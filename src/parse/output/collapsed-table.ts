import type { ListBlock } from '../recipient/format-list.js';
import { isClosedValue, isNeverEmpty } from './property-kinds.js';

const MOST_COLUMNS = 60;
const MOST_WORDS = 200;
const LONGEST_LINE = 20_000;

/**
 * True for a table of Format-Table whose blanks were lost: one blank between the names, one between the dashes, and cells that do not stand below them.
 * A table of which a value ends before its column does has two blanks there. One of more columns than are read counts as such a table.
 */
export function isCollapsed(header: string, ruler: string, rows: readonly string[]): boolean {
  const dashes = ruler.trim();
  if (dashes.includes('  ') || !dashes.includes(' ') || header.trim().includes('  ') || header.length > LONGEST_LINE) return false;
  const names = header.trim().split(' ', MOST_COLUMNS + 1);
  const isWide = rows.some((row) => row.trim().includes('  '));
  if (names.length > MOST_COLUMNS || !isWide) return true;
  const borders: number[] = [];
  for (let at = 0; at < ruler.length; at++) if (ruler[at] === ' ' && ruler[at - 1] === '-' && ruler[at + 1] === '-') borders.push(at);
  const isCellRight = (row: string, column: number): boolean => {
    const cell = row.slice(column === 0 ? 0 : (borders[column - 1] ?? 0) + 1, borders[column] ?? row.length).trim();
    return cell === '' || isClosedValue(names[column] ?? '', cell) !== false;
  };
  const areBelow = (row: string): boolean => {
    for (const at of borders) {
      if (at >= row.length) break;
      if (row[at] !== ' ') return false;
    }
    return names.every((_, column) => isCellRight(row, column));
  };
  return !rows.every(areBelow);
}

/**
 * Objects of a table whose blanks were lost.
 *
 * In: the line of names, and the rows. Out: of each row what can stand in one column only, however the words are dealt out: GUIDs, types, addresses,
 * booleans. All else counts as not read, and so does a row that cannot be dealt out at all.
 */
export function readCollapsed(header: string, rows: readonly string[], line: number): readonly ListBlock[] {
  const names = header.trim().split(/ +/, MOST_COLUMNS + 1);
  if (names.length > MOST_COLUMNS || new Set(names.map((name) => name.toLowerCase())).size < names.length) return [];
  return rows.map((row, at) => {
    const values = valuesOf(names, row);
    return {
      entries: names.map((name, column) => ({ name, value: values[column] ?? '', isBroken: values[column] === undefined })),
      line: line + at,
      hasStrange: true,
    };
  });
}

function valuesOf(names: readonly string[], row: string): readonly (string | undefined)[] {
  const words = row.length > LONGEST_LINE ? undefined : wordsOf(row);
  if (words === undefined) return [];
  const columns = names.map(
    (name): Column => ({ name, isClosed: isClosedValue(name, '') !== undefined, isFilled: isNeverEmpty(name, names) }),
  );
  const reached = [start(words.length, 0)];
  for (const column of columns) reached.push(step(column, words, reached.at(-1) ?? new Uint8Array(0)));
  if (reached.at(-1)?.[words.length] !== 1) return [];
  const left = [start(words.length, words.length)];
  for (const column of columns.toReversed()) left.push(stepBack(column, words, left.at(-1) ?? new Uint8Array(0)));
  left.reverse();
  return columns.map((column, at) => (column.isClosed ? onlyValue(column, words, reached[at], left[at + 1]) : undefined));
}

interface Column {
  readonly name: string;
  readonly isClosed: boolean;
  /** No object has it empty. */
  readonly isFilled: boolean;
}

/** A type that goes on behind a comma: `Migrated, SharedMailbox`. */
function isFlagBefore(word: string): boolean {
  return word.endsWith(',') && isClosedValue('RemoteRecipientType', word.slice(0, -1)) === true;
}

/** Words of a row; a list in brackets is one, and so is a type of several parts. */
function wordsOf(row: string): readonly string[] | undefined {
  const words: string[] = [];
  let isOpen = false;
  for (const part of row.trim().split(/\s+/)) {
    const last = words.at(-1);
    if (last !== undefined && (isOpen || isFlagBefore(last))) words[words.length - 1] = `${last} ${part}`;
    else words.push(part);
    const word = words.at(-1) ?? '';
    isOpen = word.startsWith('{') && !part.endsWith('}');
    if (words.length > MOST_WORDS || word.length > 4000) return undefined;
  }
  return words;
}

function start(length: number, at: number): Uint8Array {
  const places = new Uint8Array(length + 1);
  places[at] = 1;
  return places;
}

function fits({ name, isClosed }: Column, word: string): boolean {
  return !isClosed || isClosedValue(name, word) === true;
}

/** Places between words that a row may have got to behind a column, of those before it. */
function step(column: Column, words: readonly string[], before: Uint8Array): Uint8Array {
  const behind = new Uint8Array(words.length + 1);
  let isRunning = false;
  for (let at = 0; at <= words.length; at++) {
    const isHere = before[at] === 1;
    if ((isHere && !column.isFilled) || isRunning) behind[at] = 1;
    const word = words[at];
    if (word === undefined) break;
    if (isHere && fits(column, word)) behind[at + 1] = 1;
    isRunning = !column.isClosed && (isHere || isRunning);
  }
  return behind;
}

function stepBack(column: Column, words: readonly string[], behind: Uint8Array): Uint8Array {
  const before = new Uint8Array(words.length + 1);
  let isRunning = false;
  for (let at = words.length; at >= 0; at--) {
    const isHere = behind[at] === 1;
    if ((isHere && !column.isFilled) || isRunning) before[at] = 1;
    const word = words[at - 1];
    if (word === undefined) break;
    if (isHere && fits(column, word)) before[at - 1] = 1;
    isRunning = !column.isClosed && (isHere || isRunning);
  }
  return before;
}

/** The one value that the column has in every way of dealing out the words. */
function onlyValue(
  column: Column,
  words: readonly string[],
  before: Uint8Array | undefined,
  behind: Uint8Array | undefined,
): string | undefined {
  let found: string | undefined;
  for (let at = 0; at <= words.length; at++) {
    if (before?.[at] !== 1) continue;
    if (behind?.[at] === 1 && !column.isFilled) return undefined;
    const word = words[at];
    if (word === undefined || behind?.[at + 1] !== 1 || !fits(column, word)) continue;
    if (found !== undefined && found !== word) return undefined;
    found = word;
  }
  return found;
}
