import { type Block, readBlocks } from '../../parse/markdown/blocks.js';
import { type Inline, plainText } from '../../parse/markdown/inline.js';
import { type Span, span, type Tone, wrapText } from '../lines.js';
import type { ReadingLink } from '../palette-model.js';
import { clean } from '../sanitize.js';
import { createPage, type PageBuilder } from './builder.js';
import { type ItemWriter, itemWriter, type ReadingPage } from './reading-items.js';
import { writeTable } from './reading-table.js';

const TONES: Readonly<Record<Inline['kind'], Tone>> = {
  text: 'plain',
  strong: 'strong',
  emphasis: 'plain',
  code: 'accent',
  link: 'accent',
};
const INDENT = 4;

/** A page of markdown as rows. Links are numbered in the text, and stand at the end with where they lead; commands can be copied one by one. */
export function markdownPage(text: string, columns: number): ReadingPage {
  const writer = new Writer(columns);
  for (const block of readBlocks(text)) writer.write(block);
  return writer.done();
}

class Writer {
  private readonly page: PageBuilder;
  private readonly items: ItemWriter;
  private readonly places = new Map<string, number>();
  /** Where links lead, in the order of their numbers, with the text of the first. */
  private readonly links = new Map<string, { readonly number: number; readonly text: string }>();
  private last: Block['kind'] | undefined;

  constructor(columns: number) {
    this.page = createPage(columns);
    this.items = itemWriter(this.page);
  }

  write(block: Block): void {
    // The items of one list stand close, and a heading to what it is of.
    if (this.last !== 'heading' && (block.kind !== 'item' || this.last !== 'item')) this.page.blank();
    switch (block.kind) {
      case 'heading':
        this.writeHeading(plainText(block.inlines).trim());
        break;
      case 'text':
        this.page.spans(this.draw(block.inlines), { indent: 2 });
        break;
      case 'quote':
        this.page.spans(this.draw(block.inlines), { indent: INDENT, lead: [span('│ ', 'quiet')] });
        break;
      case 'item':
        this.writeItem(block);
        break;
      case 'code':
        this.writeCode(block.lines);
        break;
      case 'table':
        writeTable(this.page, block.head, block.rows, this.draw, (row) =>
          this.mark(plainText(block.rows[row]?.[0] ?? []), this.items.lineCount()),
        );
    }
    this.last = block.kind;
  }

  done(): ReadingPage {
    if (this.links.size > 0) this.page.section('Links', 'Enter opens the marked one, c copies it');
    for (const [to, { number, text }] of this.links) {
      const link = linkOf(to, this.places);
      const shown = link?.kind === 'topic' ? `${link.name}.md` : to;
      const name = text === to ? '' : `${clean(text)}  `;
      this.items.item(to, link, () =>
        this.page.spans([span(name, link === undefined ? 'plain' : 'accent'), span(shown, 'quiet')], {
          indent: INDENT,
          lead: [span(`[${number}] `, 'quiet')],
        }),
      );
    }
    return this.items.done(this.places);
  }

  private writeHeading(text: string): void {
    const [first = '', ...others] = wrapText(text, this.page.columns - 4);
    this.page.section(first);
    this.mark(text, this.items.lineCount() - 1);
    for (const row of others) this.page.row(span(`  ${row}`, 'heading'));
  }

  private mark(text: string, line: number): void {
    const place = text.trim().toLowerCase();
    if (place !== '' && !this.places.has(place)) this.places.set(place, line);
  }

  private readonly draw = (inlines: readonly Inline[]): readonly Span[] =>
    inlines.flatMap(({ kind, text, to }) => {
      const shown = span(text, TONES[kind]);
      return to === undefined || to === '' ? [shown] : [shown, span(` [${this.numberOf(to, text)}]`, 'quiet')];
    });

  private numberOf(to: string, text: string): number {
    const known = this.links.get(to) ?? { number: this.links.size + 1, text };
    this.links.set(to, known);
    return known.number;
  }

  private writeItem({ depth, mark, inlines }: Extract<Block, { kind: 'item' }>): void {
    const indent = 2 + depth * 2;
    const [only, ...others] = inlines;
    // An address alone is copied where it stands.
    if (only?.kind === 'link' && only.text === only.to && others.length === 0) this.page.command(only.to, indent + 2);
    else this.page.spans(this.draw(inlines), { indent, lead: [span(`${mark} `, 'quiet')] });
  }

  private writeCode(lines: readonly string[]): void {
    for (let at = 0; at < lines.length; at++) {
      const line = (lines[at] ?? '').trimEnd();
      if (!isCommand(line)) {
        if (line === '') this.page.blank();
        else this.page.spans([span(line, 'quiet')], { indent: INDENT, hanging: 2 });
        continue;
      }
      let command = line.trim().replace(/^(?:\$|PS>) /, '');
      while (goesOn(command) && at + 1 < lines.length) command = joined(command, (lines[++at] ?? '').trim());
      this.page.command(command, INDENT);
    }
  }
}

const PROGRAMS: ReadonlySet<string> = new Set(
  'crossprem ldifde csvde dsacls npm npx node curl openssl tar Invoke-Command powershell pwsh setspn nslookup Resolve-DnsName'.split(' '),
);

/** True for a line that somebody types: a known program, or a cmdlet. */
function isCommand(line: string): boolean {
  const bare = line.trimStart();
  if (bare.startsWith('$ ') || bare.startsWith('PS> ')) return true;
  const end = bare.search(/[ |]/);
  const first = end < 0 ? bare : bare.slice(0, end);
  return first.length < 80 && (PROGRAMS.has(first) || /^[A-Z][A-Za-z]{1,20}-[A-Z][A-Za-z]{1,50}$/.test(first));
}

function goesOn(command: string): boolean {
  return command.endsWith('|') || command.endsWith(' `') || command.endsWith(' \\');
}

function joined(command: string, next: string): string {
  return command.endsWith('|') ? `${command} ${next}` : `${command.slice(0, -1).trimEnd()} ${next}`;
}

/** Where a link of the documentation leads inside the program; undefined for an address elsewhere. */
function linkOf(to: string, places: ReadonlyMap<string, number>): ReadingLink | undefined {
  const [file = '', anchor] = to.split('#');
  if (file === '' && anchor !== undefined) {
    const line = placeOfAnchor(anchor, places);
    return line === undefined ? undefined : { kind: 'line', line };
  }
  const page = /^(?:\.\/|\.\.\/docs\/)?([A-Za-z0-9-]{1,60})\.md$/.exec(file)?.[1];
  if (page !== undefined) return { kind: 'topic', name: page, ...(anchor === undefined ? {} : { at: `#${anchor}` }) };
  const rule = /^rules\/([a-z]{1,40}\/[A-Za-z0-9.-]{1,120})\.md$/.exec(file)?.[1];
  return rule === undefined ? undefined : { kind: 'rule', id: rule };
}

/** The row of a heading by its anchor, as on GitHub: "#an-app-registration". */
export function placeOfAnchor(anchor: string, places: ReadonlyMap<string, number>): number | undefined {
  const wanted = anchor.replace(/^#/, '').toLowerCase();
  for (const [text, line] of places) {
    const slug = text.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    if (slug === wanted) return line;
  }
  return undefined;
}
