import type { Side } from '../../evidence/directory.js';
import { cloudColumnName, columnName, isTypeName, recordOrigin } from './attributes.js';
import type { ReadTable } from './table.js';
import { createTableBuilder, FULL_EXPORT_MARKS, type TableBuilder } from './table-builder.js';

export interface FormatListOptions {
  readonly source: string;
  readonly side: Side;
  readonly wanted?: ReadonlySet<string>;
  /** What printed the objects, where that is known; else their names tell. */
  readonly origin?: ReadTable['origin'];
}

/** One `Name : value` of a block; a value that went over several lines is put together again. */
export interface ListEntry {
  readonly name: string;
  readonly value: string;
  /** Why the value cannot be told: a line behind it fits nowhere, or a list has no end. */
  readonly isBroken: boolean;
}

/** The properties of one object. */
export interface ListBlock {
  readonly entries: readonly ListEntry[];
  /** Its first line, 1-based. */
  readonly line: number;
  /** A line in it is no property. */
  readonly hasStrange: boolean;
}

export interface ListReading {
  readonly blocks: readonly ListBlock[];
  /** Lines that are no property and no part of one. */
  readonly strange: readonly { readonly line: number; readonly text: string }[];
}

interface Entry {
  readonly name: string;
  // The value line by line, each with the blank that joins it to the next. Joined once: a value may go over very many lines.
  readonly parts: string[];
  // Where the value starts: lines that belong to it are indented to this place.
  readonly indent: number;
  // A list that has not ended yet.
  isOpen: boolean;
  isBroken: boolean;
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

/** True for a line "Name : value" at its beginning. */
export function isListLine(line: string): boolean {
  return colonOf(line) > 0;
}

/**
 * Reads `Name : value` blocks as PowerShell's `Format-List` prints them.
 *
 * In: the whole text. Blocks are separated by blank lines, or begin where a name comes again. A wrapped value goes on in lines indented to
 * the value column; a word that was cut at the window's edge is put together again.
 * Out: a table; a name counts as read when some block has it. A list that ends in "..." was cut by PowerShell and counts as not read, and so
 * does one that does not end. A block of an AD object with all marks of `-Properties *` is the whole object.
 * Bad input: never throws; a line that fits nowhere becomes a note, and the value before it counts as not read.
 */
export function readFormatList(text: string, options: FormatListOptions): ReadTable {
  const { blocks, strange } = readListBlocks(text.split(/\r?\n/));
  const [first] = strange;
  const notes =
    first === undefined
      ? []
      : [`${options.source}, line ${first.line}: "${first.text.slice(0, 60)}" is not "Name : value" and was left out.`];
  if (strange.length > 1) notes.push(`${options.source}: ${strange.length} lines are not "Name : value" and were left out.`);
  return tableOfBlocks(blocks, options, notes);
}

/** In: lines without their ends; the number of the first. Out: the objects, and what belongs to none. */
export function readListBlocks(lines: readonly string[], firstLine = 1): ListReading {
  const width = lines.reduce((longest, line) => Math.max(longest, line.length), 0);
  const blocks: ListBlock[] = [];
  const strange: { line: number; text: string }[] = [];
  let block: Entry[] = [];
  let names = new Set<string>();
  let start = 0;
  let hasStrange = false;

  function close(): void {
    if (block.length > 0) blocks.push({ entries: block.map(entryOf), line: start, hasStrange });
    block = [];
    names = new Set();
    hasStrange = false;
  }

  lines.forEach((line, at) => {
    if (line.trim() === '') {
      close();
      return;
    }
    const last = block.at(-1);
    const colon = colonOf(line);
    if (last !== undefined && isContinuation(line, last.indent)) {
      goOn(last, line.slice(last.indent), (lines[at - 1] ?? '').length >= width);
    } else if (colon > 0) {
      const name = line.slice(0, colon).trim();
      if (names.has(name.toLowerCase())) close();
      if (block.length === 0) start = firstLine + at;
      names.add(name.toLowerCase());
      const value = line.slice(colon + 3);
      block.push({ name, parts: [value], indent: colon + 3, isOpen: opensList(value), isBroken: false });
    } else if (last?.isOpen === true) {
      // A mail or a ticket took the indentation away.
      goOn(last, line.trim(), (lines[at - 1] ?? '').length >= width);
    } else {
      hasStrange = true;
      if (last !== undefined) last.isBroken = true;
      strange.push({ line: firstLine + at, text: line.trim() });
    }
  });
  close();
  return { blocks, strange };
}

function goOn(entry: Entry, text: string, atEdge: boolean): void {
  entry.parts.push(gapAfter(entry.parts.at(-1) ?? '', atEdge) + text);
  if (entry.isOpen && text.trimEnd().endsWith('}')) entry.isOpen = false;
}

function entryOf({ name, parts, isOpen, isBroken }: Entry): ListEntry {
  // Terminals and forums put blanks behind what they copy.
  return { name, value: parts.join('').trim(), isBroken: isBroken || isOpen };
}

function opensList(value: string): boolean {
  return value.startsWith('{') && !value.trimEnd().endsWith('}');
}

/** True for a value that the output really tells: `name` as printed, `isEmpty` where nothing stands behind the colon. */
export type Told = (name: string, isEmpty: boolean) => boolean;

/** In: blocks of one kind of object, for a name that one of them has counts as read in all. Out: their table. */
export function tableOfBlocks(
  blocks: readonly ListBlock[],
  options: FormatListOptions,
  notes: readonly string[] = [],
  told: Told = () => true,
): ReadTable {
  const { side } = options;
  const builder = createTableBuilder({ ...options, format: 'format-list' });
  let origin: ReadTable['origin'] = 'unknown';
  for (const block of blocks) {
    const names = new Set(block.entries.map(({ name }) => columnName(name)));
    const found = options.origin ?? recordOrigin(names);
    if (origin === 'unknown') origin = found;
    const prefix = side === 'cloud' && found === 'exchange' ? 'exo.' : '';
    const nameOf = side === 'cloud' && found !== 'exchange' ? cloudColumnName : columnName;
    builder.begin(block.line);
    for (const entry of block.entries) {
      if (!told(entry.name, isNothingSet(entry.value))) continue;
      const column = nameOf(entry.name);
      put(builder, builder.column(column.startsWith(prefix) ? column : prefix + column, true), entry);
    }
    builder.end({ full: found === 'ad' && isWholeAdObject(block) });
  }
  for (const note of notes) builder.note(note);
  return builder.finish({ origin });
}

/**
 * True for all of an AD object, as `-Properties *` prints it: an attribute that is not set is not printed there, so what is missing is not set.
 * Nobody asks for these marks by name; they stand in alphabetical order, from CanonicalName to whenCreated, so that nothing is cut off at
 * either end, and a line that fits nowhere would show that something is broken in the middle.
 */
export function isWholeAdObject({ entries, hasStrange }: ListBlock): boolean {
  const names = new Set(entries.map(({ name }) => columnName(name)));
  const marks = ['canonicalname', 'cn', 'objectguid', 'objectclass', ...FULL_EXPORT_MARKS.slice(0, 4)];
  return !hasStrange && marks.every((mark) => names.has(mark)) && entries.every(({ isBroken }) => !isBroken);
}

function put(builder: TableBuilder, column: number, { value, isBroken }: ListEntry): void {
  if (column < 0) return;
  const kind = builder.kindOf(column);
  const bytes = kind === 'guid' || kind === 'sid' || kind === 'octets' ? bytesOf(value) : undefined;
  if (isBroken) builder.putLost(column, 'the value does not end');
  else if (isNothingSet(value)) builder.putNull(column);
  else if (bytes !== undefined) builder.putBytes(column, bytes);
  else if (value.startsWith('{') && holdsTypes(value)) builder.putLost(column, 'the tool wrote type names in place of the values');
  else builder.putJoined(column, value);
}

/** `{201, 35, 203, 45}`: octets as PowerShell lists them. */
function bytesOf(value: string): Uint8Array | undefined {
  if (value.length > 4000 || !/^\{\d/.test(value) || !value.endsWith('}')) return undefined;
  const numbers = value
    .slice(1, -1)
    .split(',')
    .map((part) => part.trim());
  return numbers.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256) ? Uint8Array.from(numbers, Number) : undefined;
}

function holdsTypes(value: string): boolean {
  const first = value.slice(1, 400).split(/[,}]/, 1)[0] ?? '';
  return isTypeName(first.trim()) || first.startsWith('@{') || /^Microsoft\.Graph\.\S/.test(first);
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
