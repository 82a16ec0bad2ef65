import type { Cell } from '../../parse/markdown/blocks.js';
import { lineWidth, type Span, span, wrapSpans } from '../lines.js';
import { widthOf } from '../sanitize.js';
import type { PageBuilder } from './builder.js';

const INDENT = 4;
const GAP = 2;
const WIDEST = 150;
/** A column that has to be narrower than that is no column any more. */
const LEAST = 12;

type Draw = (cell: Cell) => readonly Span[];

/** Writes a table: in columns that wrap where they fit, else row by row, each value below the name of its column. */
export function writeTable(
  page: PageBuilder,
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  draw: Draw,
  onRow: (row: number) => void,
): void {
  const room = Math.min(page.columns - 2, WIDEST) - INDENT;
  const drawn = rows.map((row) => head.map((_, at) => draw(row[at] ?? [])));
  const heads = head.map((cell) => draw(cell).map((part) => ({ ...part, tone: 'strong' as const })));
  const natural = heads.map((cell, at) => Math.max(lineWidth(cell), ...drawn.map((row) => lineWidth(row[at] ?? []))));
  const widths = shareWidth(natural, room - GAP * (head.length - 1));
  const breaksWords = widths?.some((width, at) => width < (natural[at] ?? 0) && drawn.some((row) => longestWord(row[at] ?? []) > width));
  if (widths === undefined || breaksWords === true) {
    writeStacked(page, heads, drawn, onRow);
    return;
  }
  if (heads.some((cell) => cell.length > 0)) writeRow(page, heads, widths);
  drawn.forEach((row, at) => {
    onRow(at);
    // Rows that wrap are kept apart.
    if (writeRow(page, row, widths) > 1) page.blank();
  });
}

/** An id or an address that is broken is no use; what is longer than any column stays as it is. */
function longestWord(cell: readonly Span[]): number {
  const words = cell.flatMap(({ text }) => text.split(' ').map(widthOf));
  return Math.max(0, ...words.filter((width) => width <= LONGEST_WORD));
}
const LONGEST_WORD = 40;

/** Each column as wide as it needs, or an even share of what the narrow ones leave; undefined where that is too little. */
export function shareWidth(natural: readonly number[], room: number): readonly number[] | undefined {
  const widths = [...natural];
  const narrow = [...natural].sort((a, b) => a - b);
  let left = room;
  let most = Number.POSITIVE_INFINITY;
  for (const [at, width] of narrow.entries()) {
    const share = Math.floor(left / (narrow.length - at));
    if (width > share) {
      most = share;
      break;
    }
    left -= width;
  }
  if (most < LEAST || room < LEAST) return undefined;
  // What rounding leaves goes to the last column that is cut.
  const cut = widths.map((width) => Math.min(width, most));
  const last = widths.findLastIndex((width) => width > most);
  if (last >= 0) cut[last] = (cut[last] ?? 0) + Math.max(0, room - cut.reduce((sum, width) => sum + width, 0));
  return cut;
}

/** An id before a title would run into it: `rest` begins a row of its own. */
function splitId(cell: readonly Span[]): { readonly id: readonly Span[]; readonly rest: readonly Span[] } {
  const [id, ...title] = cell;
  if (id?.tone !== 'accent' || !title.some(({ text }) => text.trim().includes(' '))) return { id: [], rest: cell };
  return { id: [id], rest: title.map((part, index) => (index === 0 ? { ...part, text: part.text.trimStart() } : part)) };
}

/** Gives the rows that it took. */
function writeRow(page: PageBuilder, cells: readonly (readonly Span[])[], widths: readonly number[]): number {
  const parts = cells.map(splitId);
  const wrapped = parts.map(({ id, rest }, at) => [
    ...(id.length === 0 ? [] : wrapSpans(id, widths[at] ?? LEAST)),
    ...wrapSpans(rest, widths[at] ?? LEAST),
  ]);
  const textOf = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('');
  const spoken = parts.map(({ id, rest }) => `${id.length === 0 ? '' : `${textOf(id)}: `}${textOf(rest)}`).join('; ');
  const height = Math.max(1, ...wrapped.map((rows) => rows.length));
  for (let row = 0; row < height; row++) {
    const spans: Span[] = [span(' '.repeat(INDENT))];
    wrapped.forEach((rows, at) => {
      const part = rows[row] ?? [];
      spans.push(...part);
      if (at < wrapped.length - 1) spans.push(span(' '.repeat(Math.max(0, (widths[at] ?? 0) - lineWidth(part)) + GAP)));
    });
    page.saidRow(row === 0 ? spoken : '', ...spans);
  }
  return height;
}

function writeStacked(
  page: PageBuilder,
  heads: readonly (readonly Span[])[],
  rows: readonly (readonly (readonly Span[])[])[],
  onRow: (row: number) => void,
): void {
  rows.forEach(([first = [], ...others], at) => {
    if (at > 0 && others.length > 1) page.blank();
    onRow(at);
    const { id, rest } = splitId(first.map((part) => (part.tone === 'plain' ? { ...part, tone: 'strong' } : part)));
    if (id.length > 0) page.spans(id, { indent: INDENT, hanging: 2 });
    page.spans(rest, id.length > 0 ? { indent: INDENT + 2 } : { indent: INDENT, hanging: 2 });
    others.forEach((cell, index) => {
      if (cell.length === 0) return;
      const head = heads[index + 1] ?? [];
      const isNamed = others.length > 1 && head.length > 0;
      page.spans([...(isNamed ? [span(`${head.map(({ text }) => text).join('')}: `, 'quiet')] : []), ...cell], { indent: INDENT + 4 });
    });
  });
}
