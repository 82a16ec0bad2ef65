import { baseName } from '../../evidence/base-name.js';
import type { Evidence } from '../../evidence/evidence.js';
import { isSpoken, lineWidth, proseWidth, type Span, span, wrapSpans } from '../lines.js';
import { clean, cutStart, widthOf } from '../sanitize.js';
import type { PageBuilder } from './builder.js';

/** From this width on both sides stand beside each other. */
export const SIDE_BY_SIDE_COLUMNS = 100;

const SOURCE_WORDS: Readonly<Record<Evidence['source'], string>> = {
  input: 'In the text',
  onprem: 'On-premises',
  cloud: 'Cloud',
  settings: 'Answers and settings',
};

/** Writes what decided a cause: the attributes of both sides, beside each other where there is room, and what else counted. */
export function writeEvidence(page: PageBuilder, evidence: readonly Evidence[], indent: number): void {
  const sides = (['onprem', 'cloud'] as const)
    .map((source) => ({ title: SOURCE_WORDS[source], items: evidence.filter((item) => item.source === source) }))
    .filter(({ items }) => items.length > 0);
  const others = (['input', 'settings'] as const)
    .map((source) => ({ title: SOURCE_WORDS[source], items: evidence.filter((item) => item.source === source) }))
    .filter(({ items }) => items.length > 0);
  const [left, right] = sides;
  if (left !== undefined && right !== undefined && page.columns >= SIDE_BY_SIDE_COLUMNS && !isSpoken(page.columns)) {
    const width = Math.floor((Math.min(page.columns - 2, 130) - indent - 3) / 2);
    const leftRows = blockRows(left.title, left.items, width);
    const rightRows = blockRows(right.title, right.items, width);
    for (let index = 0; index < Math.max(leftRows.length, rightRows.length); index++) {
      const row = leftRows[index] ?? [];
      const filler = ' '.repeat(Math.max(0, width - lineWidth(row)));
      page.row(span(' '.repeat(indent)), ...row, span(filler), span(' │ ', 'quiet'), ...(rightRows[index] ?? []));
    }
  } else {
    for (const { title, items } of sides) writeBlock(page, title, items, indent);
  }
  for (const { title, items } of others) writeBlock(page, title, items, indent);
}

function writeBlock(page: PageBuilder, title: string, items: readonly Evidence[], indent: number): void {
  const rows = blockRows(title, items, Math.max(20, proseWidth(page.columns - 2, 110) - indent));
  for (const row of rows) page.row(span(' '.repeat(indent)), ...row);
}

function blockRows(title: string, items: readonly Evidence[], width: number): readonly (readonly Span[])[] {
  const nameWidth = Math.min(LONGEST_NAME, Math.max(0, ...items.map((item) => nameOf(item).length)));
  const shared = sharedFile(items);
  const head =
    shared === undefined
      ? [span(title, 'strong')]
      : [span(title, 'strong'), span(`   ${cutStart(shared, width - title.length - 3)}`, 'quiet')];
  return [head, ...items.flatMap((item) => itemRows(item, width, nameWidth, shared))];
}

const LONGEST_NAME = 28;
/** Beside a name longer than that a text of more rows would be a column of single words. */
const SHORT_NAME = 16;
const MOST_ROWS = 3;

/** The file that all of it comes from: said once, in the title. */
function sharedFile(items: readonly Evidence[]): string | undefined {
  const names = new Set(items.map((item) => (item.file === undefined ? undefined : clean(baseName(item.file)))));
  return names.size === 1 ? [...names][0] : undefined;
}

/** Evidence about a whole file names the file as its path. */
function isAboutFile({ source, path, file }: Evidence): boolean {
  return (source === 'onprem' || source === 'cloud') && file === undefined && path !== undefined;
}

/** The attribute, or the fact that was answered. */
function nameOf(item: Evidence): string {
  return item.path === undefined || isAboutFile(item) ? '' : clean(item.path);
}

/** `msExchMailboxGuid  not set` and, quietly, where it stands. Names are as wide as `nameWidth`, so that values stand below each other. */
function itemRows(item: Evidence, width: number, nameWidth: number, shared: string | undefined): readonly (readonly Span[])[] {
  const name = nameOf(item);
  const longest = Math.max(...item.text.split(' ').map((word) => widthOf(word)));
  const beside = nameWidth === 0 || name === '' ? '  ' : `  ${name.padEnd(nameWidth)}  `;
  // A GUID is not broken for the sake of a long name: it goes below it.
  const isLong = nameWidth > SHORT_NAME && widthOf(item.text) > MOST_ROWS * (width - beside.length);
  const isBelow = longest + 4 <= width && (beside.length + longest > width || isLong);
  const lead = isBelow ? '    ' : beside;
  const rows = wrapSpans([span(item.text)], width - lead.length).map((row, index): Span[] => [
    span(index === 0 ? lead : ' '.repeat(lead.length), 'quiet'),
    ...row,
  ]);
  if (isBelow && name !== '') rows.unshift([span(`  ${name}`, 'quiet')]);
  const place = shared === undefined ? placeText(item) : item.line === undefined ? '' : `line ${item.line}`;
  const last = rows.at(-1);
  if (place === '' || last === undefined) return rows;
  const room = width - lineWidth(last) - 2;
  if (room < Math.min(widthOf(place), 16))
    return [...rows, [span(' '.repeat(lead.length)), span(cutStart(place, width - lead.length), 'quiet')]];
  last.push(span(`  ${cutStart(place, room)}`, 'quiet'));
  return rows;
}

/** `cloud.json:14`, `line 3, column 12` for the pasted text. */
export function placeText(item: Evidence): string {
  const { line, column, source } = item;
  const file = isAboutFile(item) ? item.path : item.file;
  const name = file === undefined ? '' : baseName(file);
  if (source === 'input' && name === '') return line === undefined ? '' : `line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return line === undefined ? name : `${name}:${line}`;
}
