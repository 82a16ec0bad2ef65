import { clean, widthOf } from './sanitize.js';

/** What a piece of text means; theme.ts says how that looks. */
export type Tone =
  | 'plain'
  | 'strong'
  | 'heading'
  | 'quiet'
  | 'accent'
  | 'command'
  | 'match'
  | 'found'
  | 'good'
  | 'caution'
  | 'bad'
  | 'severe'
  | 'chosen';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
  /** A click on it presses this key. */
  readonly key?: string;
}

/** One row of the screen. */
export interface Line {
  readonly spans: readonly Span[];
  /** The row is full and its text goes on in the next one: the terminal wraps it by itself, so that it is copied as one line. */
  readonly runsOn?: boolean;
  /** Index of the page's item that this row belongs to. */
  readonly item?: number;
  /** Index of the list's entry that this row shows, counted from the top of the whole list. */
  readonly row?: number;
  /** The bar of the selected part stands in this row. */
  readonly isMarked?: boolean;
  /** Read aloud in the place of the row; nothing is said for an empty one. */
  readonly spoken?: string;
}

/**
 * So wide is the window whose lines are read aloud. Nothing is wrapped in it, nor cut: a paragraph, an item of a list, a row of a table and a
 * command are a line each, for a reader stops at the end of every line. The terminal wraps them by itself.
 */
export const SPOKEN_COLUMNS = 4000;

/** `columns`: of the window, or what margins left of them. */
export function isSpoken(columns: number): boolean {
  return columns > SPOKEN_COLUMNS / 2;
}

/** The width of prose: no wider than is well read, unless it is read aloud. */
export function proseWidth(columns: number, widest: number): number {
  return isSpoken(columns) ? columns : Math.min(columns, widest);
}

export const BLANK: Line = { spans: [] };

/** A span of text of anybody. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: clean(text), tone };
}

export function line(...spans: readonly Span[]): Line {
  return { spans };
}

/** A bar in the margin marks the selected part of a page: at `column`, or just before the text. What the terminal wraps has no margin. */
export function withMark(row: Line, column?: number): Line {
  const spans = row.spans.map((part) => (part.tone === 'command' ? { ...part, tone: 'chosen' as const } : part));
  const [first, ...rest] = spans;
  const margin = /^ {0,200}/.exec(first?.text ?? '')?.[0].length ?? 0;
  const at = column ?? margin - 2;
  if (first === undefined || at < 0 || margin < at + 2) return { ...row, spans, isMarked: true };
  return {
    ...row,
    isMarked: true,
    spans: [span(' '.repeat(at)), span('▌', 'chosen'), { ...first, text: first.text.slice(at + 1) }, ...rest],
  };
}

export function lineWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + widthOf(text), 0);
}

interface Cell {
  readonly text: string;
  readonly tone: Tone;
  readonly width: number;
}

/** Breaks spans into rows of at most `width` columns, at spaces where there are any. */
export function wrapSpans(spans: readonly Span[], width: number): readonly (readonly Span[])[] {
  const room = Math.max(1, width);
  if (lineWidth(spans) <= room) return [spans];
  const cells: Cell[] = spans.flatMap(({ text, tone }) =>
    [...text].map((character) => ({ text: character, tone, width: widthOf(character) })),
  );
  const rows: (readonly Span[])[] = [];
  let from = 0;
  while (from < cells.length) {
    let to = from;
    let used = 0;
    let space = -1;
    while (to < cells.length) {
      const cell = cells[to];
      if (cell === undefined || used + cell.width > room) break;
      if (cell.text === ' ') space = to;
      used += cell.width;
      to++;
    }
    if (to >= cells.length) {
      rows.push(joinCells(cells.slice(from)));
      break;
    }
    if (cells[to]?.text === ' ') space = to;
    const cut = space > from ? space : Math.max(to, from + 1);
    rows.push(joinCells(cells.slice(from, cut)));
    from = cut;
    while (cells[from]?.text === ' ') from++;
  }
  return rows;
}

/** Breaks a text into rows of at most `width` columns. */
export function wrapText(text: string, width: number): readonly string[] {
  return wrapSpans([span(text)], width).map((row) => row.map((part) => part.text).join(''));
}

/** Breaks a text exactly at the edge of the window, as the terminal does: the rows joined give the text again. `first` is the width of the first row. */
export function breakAtEdge(text: string, first: number, width: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  let room = Math.max(1, first);
  for (const character of text) {
    const size = widthOf(character);
    if (used + size > room) {
      rows.push(row);
      row = '';
      used = 0;
      room = Math.max(1, width);
    }
    row += character;
    used += size;
  }
  rows.push(row);
  return rows;
}

function joinCells(cells: readonly Cell[]): readonly Span[] {
  const joined: { text: string; tone: Tone }[] = [];
  for (const { text, tone } of cells) {
    const last = joined.at(-1);
    if (last !== undefined && last.tone === tone) last.text += text;
    else joined.push({ text, tone });
  }
  return joined;
}
