import type { PageAttribute } from '../../render/readiness/page-data.js';
import { lineWidth, type Span, span, wrapSpans } from '../lines.js';
import { clean, pad } from '../sanitize.js';
import type { PageBuilder } from './builder.js';
import { SIDE_BY_SIDE_COLUMNS } from './evidence.js';

const NAME_WIDTH = 22;
const WIDEST = 180;

/** Writes both sides, attribute by attribute: beside each other where there is room, else below each other. The mark tells what differs. */
export function listedAttributes(page: PageBuilder, attributes: readonly PageAttribute[]): void {
  if (attributes.length === 0) page.text('No attribute was read.', { indent: 4, tone: 'quiet' });
  const isWide = page.columns >= SIDE_BY_SIDE_COLUMNS;
  if (isWide && attributes.length > 0) writeWideHead(page);
  for (const attribute of attributes) {
    if (isWide) writeWide(page, attribute);
    else writeNarrow(page, attribute);
  }
}

function sideWidth(columns: number): number {
  return Math.floor((Math.min(columns, WIDEST) - 4 - 2 - NAME_WIDTH - 2 - 3 - 2) / 2);
}

function writeWideHead(page: PageBuilder): void {
  const width = sideWidth(page.columns);
  page.saidRow('', span(' '.repeat(6 + NAME_WIDTH + 2)), span(pad('on-premises', width), 'strong'), span('   '), span('cloud', 'strong'));
}

/** `≠` differs, `=` the same, blank: on one side only, or nothing to compare. */
function markOf({ a, b, d }: PageAttribute): Span {
  if (d === true) return span('≠ ', 'caution');
  const isSame = typeof a === 'string' && typeof b === 'string' && a !== '' && a.toLowerCase() === b.toLowerCase();
  return span(isSame ? '= ' : '  ', 'quiet');
}

function valueSpan(value: string | null | undefined, isDifferent: boolean): Span {
  if (value === undefined) return span('not read', 'quiet');
  if (value === null) return span('not set', 'quiet');
  return span(value, isDifferent ? 'strong' : 'plain');
}

function writeWide(page: PageBuilder, attribute: PageAttribute): void {
  const width = sideWidth(page.columns);
  const isDifferent = attribute.d === true;
  const left = wrapSpans([valueSpan(attribute.a, isDifferent)], width);
  const right = wrapSpans([valueSpan(attribute.b, isDifferent)], width);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const row = left[index] ?? [];
    page.saidRow(
      index === 0 ? spokenAttribute(attribute) : '',
      span('    '),
      index === 0 ? markOf(attribute) : span('  '),
      span(index === 0 ? pad(attribute.name, NAME_WIDTH) : ' '.repeat(NAME_WIDTH), 'quiet'),
      span('  '),
      ...row,
      span(' '.repeat(Math.max(0, width - lineWidth(row)))),
      span(' │ ', 'quiet'),
      ...(right[index] ?? []),
    );
  }
}

/** "Alias: differs. On-premises kim.alder. Cloud kalder". */
function spokenAttribute({ name, a, b, d }: PageAttribute): string {
  if (typeof a === 'string' && a !== '' && a === b) return `${name}: the same on both sides. ${a}`;
  const said = (value: string | null | undefined): string => valueSpan(value === '' ? null : value, false).text;
  return `${name}: ${d === true ? 'differs. ' : ''}On-premises ${said(a)}. Cloud ${said(b)}`;
}

const NARROW_NAME = 20;
/** Below this width the name has a row of its own. */
const TIGHT_COLUMNS = 76;

function writeNarrow(page: PageBuilder, attribute: PageAttribute): void {
  const { a, b, name } = attribute;
  const isDifferent = attribute.d === true;
  const isTight = page.columns < TIGHT_COLUMNS || clean(name).length > NARROW_NAME;
  const isSame = typeof a === 'string' && a !== '' && a === b;
  const rows = [
    ...(isSame ? [['both', a] as const] : []),
    ...(isSame || a === '' ? [] : [['on-premises', a] as const]),
    ...(isSame || b === '' ? [] : [['cloud', b] as const]),
  ];
  if (isTight) page.spans([span(name, 'quiet')], { indent: 4, lead: [markOf(attribute)] });
  rows.forEach(([side, value], index) => {
    const first = index === 0 ? [markOf(attribute), span(pad(name, NARROW_NAME), 'quiet')] : [span(' '.repeat(2 + NARROW_NAME))];
    const lead = [...(isTight ? [] : [...first, span('  ')]), span(side.padEnd(13), 'quiet')];
    page.spans([valueSpan(value, isDifferent)], { indent: isTight ? 8 : 4, lead });
  });
}
