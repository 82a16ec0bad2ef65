import { nameHidden, widthOf } from './sanitize.js';

/** A text as it was given, made ready to be shown row by row: only what is on the screen is cut out of it. */
export interface RawText {
  /** Line feeds end lines; what hides is named. */
  readonly shown: string;
  /** Of the same length as `shown`, for searching. */
  readonly folded: string;
  readonly columns: number;
  readonly lineCount: number;
  /** Where each row of the screen starts in `shown`. */
  readonly rowStarts: readonly number[];
  /** The line that each row belongs to, 0 the first. */
  readonly rowLines: readonly number[];
}

/** Where a search found what it looked for. Empty: nowhere. */
export interface Matches {
  /** Offsets in `shown`, rising. */
  readonly starts: readonly number[];
  readonly length: number;
  /** The one that is shown. */
  readonly at: number;
  /** There are more than are listed. */
  readonly isCut: boolean;
}

const MOST_MATCHES = 100_000;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Columns beside the text: mark, number of the line, edge. */
export function gutterWidth(lineCount: number): number {
  return String(lineCount).length + 5;
}

/**
 * In: a text of anybody, and the width of the window. Out: its rows. A line longer than the window goes on in the next rows.
 * Linear in the text; to be made once, and again for another width.
 */
export function layRawText(text: string, columns: number, before?: RawText): RawText {
  const shown = before?.shown ?? nameHidden(text);
  const folded = before?.folded ?? fold(shown);
  const lineCount = before?.lineCount ?? countLines(shown);
  const room = Math.max(8, columns - gutterWidth(lineCount) - 1);
  const rowStarts: number[] = [];
  const rowLines: number[] = [];
  const widths = new Map<string, number>();
  let line = 0;
  for (let start = 0; start <= shown.length; line++) {
    const feed = shown.indexOf('\n', start);
    const end = feed < 0 ? shown.length : feed;
    const starts = breakLine(shown.slice(start, end), room, widths);
    for (const at of starts) {
      rowStarts.push(start + at);
      rowLines.push(line);
    }
    start = end + 1;
  }
  return { shown, folded, columns, lineCount, rowStarts, rowLines };
}

function countLines(shown: string): number {
  let count = 1;
  for (let at = shown.indexOf('\n'); at >= 0; at = shown.indexOf('\n', at + 1)) count++;
  return count;
}

/** Lower case where that keeps every offset. */
function fold(shown: string): string {
  const lower = shown.toLowerCase();
  return lower.length === shown.length ? lower : shown.replace(/[A-Z]{1,1000}/g, (letters) => letters.toLowerCase());
}

function breakLine(line: string, room: number, widths: Map<string, number>): readonly number[] {
  const starts = [0];
  if (line.length <= room / 2) return starts;
  if (PRINTABLE_ASCII.test(line)) {
    for (let at = room; at < line.length; at += room) starts.push(at);
    return starts;
  }
  let used = 0;
  let at = 0;
  for (const character of line) {
    let width = widths.get(character);
    if (width === undefined) {
      width = widthOf(character);
      widths.set(character, width);
    }
    if (used + width > room) {
      starts.push(at);
      used = 0;
    }
    used += width;
    at += character.length;
  }
  return starts;
}

/** Offset in `shown` where a row ends. */
export function rowEnd({ shown, rowStarts, rowLines }: RawText, row: number): number {
  const next = rowStarts[row + 1];
  if (next === undefined) return shown.length;
  return rowLines[row + 1] === rowLines[row] ? next : next - 1;
}

/** The last row that starts at or before an offset. */
export function rowOfOffset({ rowStarts }: RawText, offset: number): number {
  return lastAtMost(rowStarts, offset);
}

/** The first row of a line, 0 the first. */
export function rowOfLine({ rowLines }: RawText, line: number): number {
  const row = lastAtMost(rowLines, line - 1);
  return line <= 0 ? 0 : Math.min(rowLines.length - 1, row + 1);
}

function lastAtMost(values: readonly number[], wanted: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Every place of what was typed, upper and lower case alike; the first one at or after `from` is the current one. Undefined: nothing was typed. */
export function findMatches(raw: RawText, typed: string, from: number): Matches | undefined {
  const wanted = fold(typed);
  if (wanted === '') return undefined;
  const starts: number[] = [];
  let at = raw.folded.indexOf(wanted);
  for (; at >= 0 && starts.length < MOST_MATCHES; at = raw.folded.indexOf(wanted, at + wanted.length)) starts.push(at);
  const current = starts.findIndex((start) => start >= from);
  return { starts, length: wanted.length, at: Math.max(0, current), isCut: at >= 0 };
}

/** Parts of a row that matches lie on, as offsets in the row; `isCurrent` for the one that is shown. */
export function matchesInRow(
  raw: RawText,
  matches: Matches | undefined,
  row: number,
): readonly { readonly start: number; readonly end: number; readonly isCurrent: boolean }[] {
  if (matches === undefined || matches.starts.length === 0) return [];
  const from = raw.rowStarts[row] ?? 0;
  const to = rowEnd(raw, row);
  const found: { start: number; end: number; isCurrent: boolean }[] = [];
  for (let index = lastAtMost(matches.starts, from); index < matches.starts.length; index++) {
    const start = matches.starts[index] ?? 0;
    if (start >= to) break;
    const end = Math.min(to, start + matches.length);
    if (end > from) found.push({ start: Math.max(start, from) - from, end: end - from, isCurrent: index === matches.at });
  }
  return found;
}
