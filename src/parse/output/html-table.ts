import type { ListBlock } from '../recipient/format-list.js';
import { blocksOfCells } from './checked-cells.js';
import { decodeEntities } from './clean.js';

const MOST_ROWS = 100_000;
const MOST_CELLS = 400;
const LONGEST_CELL = 200_000;

/** True for a line that begins a page or a table of one, as ConvertTo-Html writes it. */
export function startsHtml(line: string): boolean {
  return /^\s{0,20}<(?:!doctype html|html|head|body|style|table|thead|tbody|colgroup|tr)[\s>]/i.test(line.slice(0, 60));
}

/**
 * Objects of the tables in a page. In: its text. Out: none where its tables are no output of a directory. Nothing of a page is run or fetched; of a
 * cell its text alone is taken.
 */
export function readHtml(text: string, line: number): readonly ListBlock[] {
  const blocks: ListBlock[] = [];
  for (const table of splitTag(text, 'table')) {
    const rows = splitTag(table, 'tr').slice(0, MOST_ROWS);
    const cells = rows.map((row) => [...splitTag(row, 't[hd]')].slice(0, MOST_CELLS).map(textOf));
    const filled = cells.filter((row) => row.length > 0);
    const isHeaded = /<th[\s>]/i.test(rows.find((row) => /<t[hd][\s>]/i.test(row)) ?? '') && (filled[0]?.length ?? 0) > 0;
    // `ConvertTo-Html -As List` puts a colon behind each name, and no names above.
    const read =
      isHeaded && !isOfPairs(filled) ? blocksOfCells(filled[0], filled.slice(1), line, true) : blocksOfCells(undefined, filled, line, true);
    blocks.push(...(read ?? []));
  }
  return blocks;
}

function isOfPairs(rows: readonly (readonly string[])[]): boolean {
  return rows.length > 0 && rows.every((row) => row.length === 2 && row[0]?.endsWith(':') === true);
}

/** The parts of a page between tags of a name; what is not closed goes on to the next one. Linear in time. */
function splitTag(text: string, tag: string): readonly string[] {
  const opening = new RegExp(`<${tag}(?: [^<>]{0,1000})?>`, 'gi');
  const parts: string[] = [];
  const starts = [...text.matchAll(opening)];
  const closing = new RegExp(`</${tag}\\s{0,8}>`, 'gi');
  starts.forEach((start, at) => {
    const from = start.index + start[0].length;
    const next = starts[at + 1]?.index ?? text.length;
    const part = text.slice(from, next);
    closing.lastIndex = 0;
    const end = closing.exec(part);
    parts.push(end === null ? part : part.slice(0, end.index));
  });
  // A paste that begins within a table has no tag of it.
  return starts.length === 0 && tag === 'table' ? [text] : parts;
}

function textOf(cell: string): string {
  const plain = cell
    .slice(0, LONGEST_CELL)
    .replace(/<br ?\/?>/gi, ' ')
    .replace(/<\/?[a-z][^<>]{0,2000}>/gi, '');
  return decodeEntities(plain, true).replace(/\s+/g, ' ').trim();
}
