import type { Side } from '../../evidence/directory.js';
import { cloudColumnName, columnName, recordOrigin } from './attributes.js';
import type { ReadTable } from './table.js';
import { createTableBuilder } from './table-builder.js';

export interface FormatListOptions {
  readonly source: string;
  readonly side: Side;
  readonly wanted?: ReadonlySet<string>;
}

interface Entry {
  readonly name: string;
  // The value line by line, each with the blank that joins it to the next. Joined once: a value may go over very many lines.
  readonly parts: string[];
  readonly line: number;
  // Where the value starts: lines that belong to it are indented to this place.
  readonly indent: number;
}

/**
 * True where a text looks like the output of PowerShell's `Format-List`: two lines with the same name width before " : ".
 * In: the first characters of the text.
 */
export function looksLikeFormatList(head: string): boolean {
  const widths = new Map<number, number>();
  for (const line of head.slice(0, 8000).split(/\r?\n/)) {
    const colon = colonOf(line);
    if (colon > 0) widths.set(colon, (widths.get(colon) ?? 0) + 1);
  }
  return [...widths.values()].some((count) => count >= 2);
}

/**
 * Reads `Name : value` blocks as PowerShell's `Format-List` prints them.
 *
 * In: the whole text. Blocks are separated by blank lines, or begin where a name comes again. A wrapped value goes on in lines indented to
 * the value column; a word that was cut at the window's edge is put together again.
 * Out: a table; a name counts as read when some block has it. A list that ends in "..." was cut by PowerShell and counts as not read.
 * Bad input: never throws; a line that fits nowhere becomes a note.
 */
export function readFormatList(text: string, options: FormatListOptions): ReadTable {
  const { source, side } = options;
  const builder = createTableBuilder({ ...options, format: 'format-list' });
  const lines = text.split(/\r?\n/);
  const width = lines.reduce((longest, line) => Math.max(longest, line.length), 0);
  let origin: ReadTable['origin'] = 'unknown';
  let block: Entry[] = [];
  let names = new Set<string>();
  let strange = 0;

  function close(): void {
    const first = block[0];
    if (first === undefined) return;
    const found = recordOrigin(new Set([...names].map(columnName)));
    if (origin === 'unknown') origin = found;
    const prefix = side === 'cloud' && found === 'exchange' ? 'exo.' : '';
    const nameOf = side === 'cloud' && found !== 'exchange' ? cloudColumnName : columnName;
    builder.begin(first.line);
    for (const { name, parts } of block) {
      const value = parts.join('');
      const column = nameOf(name);
      const index = builder.column(column.startsWith(prefix) ? column : prefix + column, true);
      if (isNothingSet(value)) builder.putNull(index);
      else builder.putJoined(index, value);
    }
    builder.end();
    block = [];
    names = new Set();
  }

  lines.forEach((line, at) => {
    if (line.trim() === '') {
      close();
      return;
    }
    const last = block.at(-1);
    const colon = colonOf(line);
    if (last !== undefined && isContinuation(line, last.indent)) {
      const before = last.parts.at(-1) ?? '';
      last.parts.push(gapAfter(before, (lines[at - 1] ?? '').length >= width) + line.slice(last.indent));
    } else if (colon > 0) {
      const name = line.slice(0, colon).trim();
      if (names.has(name.toLowerCase())) close();
      names.add(name.toLowerCase());
      block.push({ name, parts: [line.slice(colon + 3)], line: at + 1, indent: colon + 3 });
    } else {
      strange++;
      if (strange === 1) builder.note(`${source}, line ${at + 1}: "${line.trim().slice(0, 60)}" is not "Name : value" and was left out.`);
    }
  });
  close();
  if (strange > 1) builder.note(`${source}: ${strange} lines are not "Name : value" and were left out.`);
  return builder.finish({ origin });
}

function isNothingSet(value: string): boolean {
  const trimmed = value.trim();
  return trimmed === '' || trimmed === '{}';
}

function isContinuation(line: string, indent: number): boolean {
  return line.length > indent && line.slice(0, indent).trim() === '';
}

/** A line that ends before the window's edge was broken at a blank; at the edge a word was cut, unless a list separator stands there. */
function gapAfter(before: string, atEdge: boolean): string {
  return before.endsWith(' ') || (atEdge && !before.endsWith(',')) ? '' : ' ';
}

/** Place of the blank before the colon of "Name   : value", or -1. A name has no blanks inside in PowerShell, or few. */
function colonOf(line: string): number {
  if (line === '' || line.startsWith(' ') || line.startsWith('\t')) return -1;
  const colon = line.slice(0, 100).indexOf(' :');
  if (colon <= 0 || (line.length > colon + 2 && line[colon + 2] !== ' ')) return -1;
  return /^[A-Za-z@_][\w .@-]*$/.test(line.slice(0, colon).trim()) ? colon : -1;
}
