import { type Inline, readInlines } from './inline.js';

/** A part of a page of markdown. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'text'; readonly inlines: readonly Inline[] }
  /** `mark`: "-" or "3." */
  | { readonly kind: 'item'; readonly depth: number; readonly mark: string; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly Cell[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'quote'; readonly inlines: readonly Inline[] };

export type Cell = readonly Inline[];

// More than a page has: what comes after is left out.
const MOST_LINES = 200_000;

/**
 * In: markdown as the pages of this program use it: headings, paragraphs, lists, fences, tables, quotes.
 * Out: its blocks, in order. Anything else is a paragraph. Never throws; linear in the text.
 */
export function readBlocks(text: string): readonly Block[] {
  const reader = new Reader(text.split('\n', MOST_LINES).map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)));
  return reader.read();
}

/** The headings of a page, without their marks. */
export function headingsOf(blocks: readonly Block[]): readonly Extract<Block, { kind: 'heading' }>[] {
  return blocks.filter((block) => block.kind === 'heading');
}

class Reader {
  private readonly lines: readonly string[];
  private readonly blocks: Block[] = [];
  private at = 0;
  private open: { readonly make: (inlines: readonly Inline[]) => Block; readonly parts: string[] } | undefined;

  constructor(lines: readonly string[]) {
    this.lines = lines;
  }

  read(): readonly Block[] {
    for (; this.at < this.lines.length; this.at++) this.readLine(this.lines[this.at] ?? '');
    this.close();
    return this.blocks;
  }

  private readLine(line: string): void {
    const bare = line.trimStart();
    const indent = line.length - bare.length;
    const level = indent < 4 ? headingLevel(bare) : 0;
    const item = itemMark(bare);
    if (bare === '' || isRule(bare)) this.close();
    else if (bare.startsWith('```')) this.readFence(bare.slice(3).trim(), indent);
    else if (level > 0) this.add({ kind: 'heading', level, inlines: readInlines(trimHeading(bare.slice(level))) });
    else if (bare.startsWith('|') && isTableRule(this.lines[this.at + 1] ?? '')) this.readTable();
    else if (item !== undefined) {
      const { mark, rest } = item;
      this.begin((inlines) => ({ kind: 'item', depth: Math.min(4, Math.floor(indent / 2)), mark, inlines }), rest);
    } else if (bare.startsWith('>')) this.begin((inlines) => ({ kind: 'quote', inlines }), bare.slice(1).trim());
    else if (this.open === undefined) this.begin((inlines) => ({ kind: 'text', inlines }), bare);
    else this.open.parts.push(bare);
  }

  private begin(make: (inlines: readonly Inline[]) => Block, first: string): void {
    this.close();
    this.open = { make, parts: [first] };
  }

  private add(block: Block): void {
    this.close();
    this.blocks.push(block);
  }

  private close(): void {
    if (this.open !== undefined) this.blocks.push(this.open.make(readInlines(this.open.parts.join(' ').trimEnd())));
    this.open = undefined;
  }

  private readFence(language: string, indent: number): void {
    const lines: string[] = [];
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at] ?? '';
      if (line.trimStart().startsWith('```')) break;
      lines.push(line.slice(0, indent).trim() === '' ? line.slice(indent) : line);
    }
    this.add({ kind: 'code', language, lines });
  }

  private readTable(): void {
    const head = cellsOf(this.lines[this.at] ?? '');
    const rows: (readonly Cell[])[] = [];
    for (this.at += 2; (this.lines[this.at] ?? '').trimStart().startsWith('|'); this.at++) rows.push(cellsOf(this.lines[this.at] ?? ''));
    this.at--;
    this.add({ kind: 'table', head, rows });
  }
}

function isRule(line: string): boolean {
  return /^(?:-{3,100}|\*{3,100})\s{0,100}$/.test(line);
}

function headingLevel(line: string): number {
  let level = 0;
  while (line[level] === '#' && level < 7) level++;
  return level > 0 && level < 7 && line[level] === ' ' ? level : 0;
}

function trimHeading(text: string): string {
  const words = text.trim();
  let end = words.length;
  while (words[end - 1] === '#') end--;
  return end < words.length && words[end - 1] === ' ' ? words.slice(0, end).trim() : words;
}

function itemMark(line: string): { readonly mark: string; readonly rest: string } | undefined {
  const found = /^([-*+]|\d{1,4}[.)]) /.exec(line);
  return found?.[1] === undefined ? undefined : { mark: found[1].length === 1 ? '-' : found[1], rest: line.slice(found[0].length).trim() };
}

function isTableRule(line: string): boolean {
  const bare = line.trim();
  if (!bare.startsWith('|') || !bare.includes('-')) return false;
  for (const character of bare) if (!'|-: '.includes(character)) return false;
  return true;
}

/** Cells of a row; an escaped bar parts none. */
function cellsOf(line: string): readonly Cell[] {
  const cells: string[] = [];
  let cell = '';
  const bare = line.trim();
  for (let at = 1; at < bare.length; at++) {
    if (bare[at] === '\\' && bare[at + 1] === '|') {
      cell += '|';
      at++;
    } else if (bare[at] === '|') {
      cells.push(cell.trim());
      cell = '';
    } else cell += bare[at];
  }
  if (cell.trim() !== '') cells.push(cell.trim());
  return cells.map(readInlines);
}
