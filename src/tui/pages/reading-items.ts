import { BLANK, type Line, type Span } from '../lines.js';
import type { Item, Page } from '../model.js';
import type { ReadingLink } from '../palette-model.js';
import type { PageBuilder } from './builder.js';

/** A page of text, and where its items lead. */
export interface ReadingPage {
  readonly page: Page;
  readonly links: ReadonlyMap<number, ReadingLink>;
  /** First rows of headings and of explained words, by their text in small letters. */
  readonly places: ReadonlyMap<string, number>;
}

interface Extra {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
  readonly link: ReadingLink | undefined;
}

/** Writes rows of a page that can be marked beside its commands: values to copy, and links to follow. */
export interface ItemWriter {
  /** What `write` writes is one item; `text` is what is copied. */
  readonly item: (text: string, link: ReadingLink | undefined, write: () => void) => void;
  readonly row: (text: string, link: ReadingLink | undefined, ...spans: readonly Span[]) => void;
  readonly lineCount: () => number;
  readonly done: (places?: ReadonlyMap<string, number>) => ReadingPage;
}

export function itemWriter(page: PageBuilder): ItemWriter {
  const extras: Extra[] = [];
  const lineCount = (): number => page.done().lines.length;
  const item: ItemWriter['item'] = (text, link, write) => {
    const firstLine = lineCount();
    write();
    extras.push({ firstLine, lastLine: Math.max(firstLine, lineCount() - 1), text, link });
  };
  return {
    item,
    row: (text, link, ...spans) => item(text, link, () => page.row(...spans)),
    lineCount,
    done: (places = new Map()) => ({ ...merged(page.done(), extras), places }),
  };
}

/** The items of a page and the further ones, numbered from top to bottom. */
function merged(page: Page, extras: readonly Extra[]): Omit<ReadingPage, 'places'> {
  const lines: Line[] = [...page.lines.slice(0, page.lines.length)];
  const all: { readonly item: Item; readonly link: ReadingLink | undefined }[] = [
    ...page.items.map((item) => ({ item, link: undefined })),
    ...extras.map(({ text, link, firstLine, lastLine }) => ({
      item: { kind: 'command' as const, text, firstLine, lastLine, question: undefined },
      link,
    })),
  ].toSorted((a, b) => a.item.firstLine - b.item.firstLine);
  const links = new Map<number, ReadingLink>();
  all.forEach(({ item: { firstLine, lastLine }, link }, index) => {
    for (let at = firstLine; at <= lastLine; at++) lines[at] = { ...(lines[at] ?? BLANK), item: index };
    if (link !== undefined) links.set(index, link);
  });
  return { page: { lines, items: all.map(({ item }) => item), sections: page.sections }, links };
}
