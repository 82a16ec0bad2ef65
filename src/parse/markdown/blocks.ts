import MarkdownIt, { type Token } from 'markdown-it';
import { lazy } from '../../evidence/lazy.js';
import { type Inline, piecesOf } from './inline.js';

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

const DEEPEST = 4;

const markdown = lazy(() => {
  const reader = new MarkdownIt({ html: false, linkify: false, typographer: false });
  // Nothing is opened here: what is no address of a page is only shown, as it is written.
  reader.normalizeLink = (address) => address;
  reader.normalizeLinkText = (text) => text;
  reader.validateLink = () => true;
  return reader;
});

/** In: a page of markdown. Out: its blocks, in order; HTML is text. Never throws. */
export function readBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  // Marks of the open lists, outermost first: the marks that their next item gets.
  const items: { mark: string; isUsed: boolean }[] = [];
  let lists = 0;
  let quotes = 0;
  let rows: Cell[][] | undefined;
  let level = 0;
  for (const token of markdown().parse(text, {})) {
    switch (token.type) {
      case 'bullet_list_open':
      case 'ordered_list_open':
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists += token.nesting;
        break;
      case 'list_item_open':
        items.push({ mark: token.info === '' ? '-' : `${token.info}${token.markup}`, isUsed: false });
        break;
      case 'list_item_close':
        items.pop();
        break;
      case 'blockquote_open':
      case 'blockquote_close':
        quotes += token.nesting;
        break;
      case 'heading_open':
        level = Number(token.tag.slice(1));
        break;
      case 'heading_close':
        level = 0;
        break;
      case 'table_open':
        rows = [];
        break;
      case 'tr_open':
        rows?.push([]);
        break;
      case 'table_close': {
        const [head = [], ...others] = rows ?? [];
        blocks.push({ kind: 'table', head, rows: others });
        rows = undefined;
        break;
      }
      case 'fence':
      case 'code_block':
        blocks.push({ kind: 'code', language: token.info.trim(), lines: linesOf(token) });
        break;
      case 'inline': {
        const inlines = piecesOf(token.children ?? []);
        const item = items.at(-1);
        if (rows !== undefined) rows.at(-1)?.push(inlines);
        else if (level > 0) blocks.push({ kind: 'heading', level, inlines });
        else if (item !== undefined && !item.isUsed) {
          item.isUsed = true;
          blocks.push({ kind: 'item', depth: Math.min(DEEPEST, lists - 1), mark: item.mark, inlines });
        } else if (quotes > 0) blocks.push({ kind: 'quote', inlines });
        else blocks.push({ kind: 'text', inlines });
      }
    }
  }
  return blocks;
}

function linesOf({ content }: Token): readonly string[] {
  const lines = content.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The headings of a page, without their marks. */
export function headingsOf(blocks: readonly Block[]): readonly Extract<Block, { kind: 'heading' }>[] {
  return blocks.filter((block) => block.kind === 'heading');
}
