import { isListLine, type ListBlock } from '../recipient/format-list.js';
import { isBarRow, isFrame, isTabRow, readBarTable, readTabTable } from './border-table.js';
import type { PastedForm } from './checked-cells.js';
import { isRuler } from './format-table.js';
import { readHtml, startsHtml } from './html-table.js';
import { isPropertyName } from './property-kinds.js';
import { type Edges, isReflowed, readReflowed, startsReflowed } from './reflowed.js';
import { isHeaderLine, readWrittenList, startsWrittenList } from './written-list.js';

/** Objects that came otherwise than the console showed them, up to a line that is not theirs any more. */
export interface FormPart {
  readonly form: PastedForm;
  readonly blocks: readonly ListBlock[];
  readonly to: number;
}

type Lines = readonly string[];
/** Out: undefined where no such form begins at the line; no blocks where one does and is no output, up to `to`. */
type FormRead = (
  lines: Lines,
  from: number,
  line: number,
) => { readonly to: number; readonly blocks: readonly ListBlock[] | undefined } | undefined;

/** Reads forms in a text: in: the place of a line, from 0, and its number. Out: undefined where no output in such a form begins there. */
export type FormReader = (from: number, line: number) => FormPart | undefined;

/** The readers of one text. What began like a form and was none is not tried again for each of its lines: linear in time. */
export function formReaders(lines: Lines, edges: Edges): Readonly<Record<'html' | 'bars' | 'reflowed' | 'written' | 'tabs', FormReader>> {
  const of = (form: PastedForm, read: FormRead): FormReader => {
    let tried = 0;
    return (from, line) => {
      if (from < tried) return undefined;
      const found = read(lines, from, line);
      if (found === undefined) return undefined;
      if (found.blocks === undefined) tried = found.to;
      return found.blocks === undefined ? undefined : { form, to: found.to, blocks: found.blocks };
    };
  };
  return {
    html: of('cells', html),
    bars: of('cells', bars),
    reflowed: of('reflowed', (all, from, line) => reflowed(all, from, line, edges)),
    written: of('lines', written),
    tabs: of('cells', tabs),
  };
}

/** True for a line that may begin a form, and so goes on with no command. */
export function startsForm(line: string): boolean {
  return startsWrittenList(line) || startsReflowed(line) || isBarRow(line);
}

/** Lines in which to look for something before an output. */
const MOST_LOOKED_AT = 40;

/** True for an empty line, and behind the last one. */
export function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

/** The first empty line behind a place. */
export function endOfPart(lines: Lines, from: number): number {
  let to = from;
  while (to < lines.length && !isBlank(lines[to])) to++;
  return to;
}

/** The first line that is not empty from a place on. */
function nextFilled(lines: Lines, from: number): number {
  let to = from;
  while (to < lines.length && isBlank(lines[to])) to++;
  return to;
}

function reflowed(lines: Lines, from: number, line: number, edges: Edges): ReturnType<FormRead> {
  const start = lines[from] ?? '';
  if (!isListLine(start) && !isNext(start)) return undefined;
  const blocks: ListBlock[] = [];
  let to = from;
  for (let at = from; at < lines.length && (at === from || isNext(lines[at] ?? '')); at = nextFilled(lines, to)) {
    const end = endOfPart(lines, at);
    const own = lines.slice(at, end);
    if (!isReflowed(own)) return to === from ? { to: end, blocks: undefined } : { to, blocks };
    const isBegun = edges.isBegun || lines.slice(0, Math.min(at, MOST_LOOKED_AT)).some((one) => !isBlank(one));
    blocks.push(...readReflowed(own, line + at - from, { isBegun, isEnded: edges.isEnded || end < lines.length }));
    to = end;
  }
  return { to, blocks };
}

function isNext(line: string): boolean {
  return startsReflowed(line) || startsWrittenList(line);
}

const written: FormRead = (lines, from, line) => {
  if (!startsWrittenList(lines[from] ?? '')) return undefined;
  const end = endOfPart(lines, from);
  for (let at = from; at >= 0 && !isBlank(lines[at]); at--) if (isHeaderLine(lines[at] ?? '')) return { to: end, blocks: undefined };
  const blocks: ListBlock[] = [];
  let to = from;
  for (let at = from; at < lines.length && startsWrittenList(lines[at] ?? ''); at = nextFilled(lines, to)) {
    const part = endOfPart(lines, at);
    const own = lines.slice(at, part);
    const read = isReflowed(own) ? undefined : readWrittenList(own, line + at - from);
    if (read === undefined) break;
    blocks.push(...read);
    to = part;
  }
  return to === from ? { to: end, blocks: undefined } : { to, blocks };
};

const bars: FormRead = (lines, from, line) => {
  if (!isBarRow(lines[from] ?? '')) return undefined;
  let to = from + 1;
  while (to < lines.length && (isBarRow(lines[to] ?? '') || isFrame(lines[to] ?? ''))) to++;
  return { to, blocks: readBarTable(lines.slice(from, to), line) };
};

const tabs: FormRead = (lines, from, line) => {
  if (!isTabRow(lines[from] ?? '')) return undefined;
  let to = from + 1;
  // A property without a value lost the tab behind its name.
  const isMore = (text: string): boolean => text.includes('\t') || isPropertyName(text.trim());
  while (to < lines.length && (isMore(lines[to] ?? '') || (to === from + 1 && isRuler(lines[to] ?? '')))) to++;
  return { to, blocks: readTabTable(lines.slice(from, to), line) };
};

const html: FormRead = (lines, from, line) => {
  if (!startsHtml(lines[from] ?? '')) return undefined;
  // What has no closing tag goes to the end.
  const last = lines.findLastIndex((text, at) => at >= from && /<\/(?:table|html|tr)\s{0,8}>/i.test(text));
  const to = last < 0 ? lines.length : last + 1;
  return { to, blocks: readHtml(lines.slice(from, to).join('\n'), line) };
};
