import type { Evidence } from '../../evidence/evidence.js';
import type { Finding } from '../../findings/finding.js';
import { type SideRow, type Sides, type SideValue, sharedPlace, sidesOf } from '../../render/sides.js';
import { lineWidth, proseWidth, type Span, span, type Tone, wrapSpans } from '../lines.js';
import { clean, pad, widthOf } from '../sanitize.js';
import type { PageBuilder } from './builder.js';

/** Below this width the sides stand below each other, however short their values are. */
const TABLE_COLUMNS = 90;
/** Below this width a GUID has room beside the name of its side only without a further indentation. */
const TIGHT_COLUMNS = 76;
const GAP = 3;
const WIDEST = 196;
const SIDE_WIDTH = 13;
/** A name of so many columns stands in the row of its only value. */
const NAME_BESIDE = 20;
const SIDE_NAMES = { onprem: 'on-premises', cloud: 'cloud' } as const;

/**
 * Writes what the directories hold about a cause: attribute by attribute, both sides beside each other where their values fit without being
 * broken, else below each other. The mark tells what differs; what only stands there for comparison is quiet.
 */
export function writeSides(
  page: PageBuilder,
  finding: Pick<Finding, 'subject' | 'facts'>,
  evidence: readonly Evidence[],
  indent: number,
): void {
  const sides = sidesOf(finding, evidence);
  for (const { side, text, place } of sides.sentences) writeSentence(page, `${SIDE_NAMES[side]}  `, text, place, indent);
  if (sides.rows.length === 0) return;
  const table = page.columns < TABLE_COLUMNS ? undefined : layoutOf(sides, proseWidth(page.columns - 2, WIDEST) - indent);
  if (table === undefined) writeStacked(page, sides, indent);
  else writeTable(page, sides, indent, table);
}

function writeSentence(page: PageBuilder, lead: string, text: string, place: string, indent: number): void {
  const isNamed = place === '' || text.includes(place);
  page.spans([span(text), ...(isNamed ? [] : [span(`  ${place}`, 'quiet')])], { indent, lead: [span(lead, 'quiet')] });
}

interface Layout {
  readonly name: number;
  readonly onprem: number;
  readonly cloud: number;
}

/** Widths of the three columns; undefined where a value would have to be broken inside a word. */
function layoutOf({ rows }: Sides, width: number): Layout | undefined {
  const name = Math.max(9, ...rows.map((row) => widthOf(clean(row.name))));
  const room = width - 2 - name - 2 - GAP;
  const needs = (side: 'onprem' | 'cloud') => {
    const heads = [SIDE_NAMES[side].length + 3 + widthOf(sharedPlace(rows, side) ?? '')];
    const values = rows.map((row) => widthOf(clean(row[side].text)));
    const details = rows.map((row) => widthOf(clean(row[side].detail)));
    const beside = rows.map((_, index) => (values[index] ?? 0) + (details[index] === 0 ? 0 : 2 + (details[index] ?? 0)));
    return {
      beside: Math.max(...heads, ...beside),
      below: Math.max(...heads, ...values, ...details),
      least: Math.max(...heads, ...rows.map((row) => longestWord(row[side]))),
    };
  };
  const left = needs('onprem');
  const right = needs('cloud');
  if (left.least + right.least > room) return undefined;
  // What an attribute is called goes below its value before a value is wrapped.
  const wanted = [
    [left.beside, right.beside],
    [left.beside, right.below],
    [left.below, right.below],
  ] as const;
  const fitting = wanted.find(([one, other]) => one + other <= room);
  const onprem = fitting?.[0] ?? Math.min(left.below, Math.max(left.least, Math.min(room - right.least, Math.floor(room / 2))));
  return { name, onprem, cloud: room - onprem };
}

function longestWord({ text, detail }: SideValue): number {
  return Math.max(...clean(`${text} ${detail}`).split(' ').map(widthOf));
}

function toneOf({ decides, mark }: SideRow, { state }: SideValue): Tone {
  if (state === 'none' || state === 'not-read' || !decides) return 'quiet';
  return mark === 'differs' ? 'strong' : 'plain';
}

function markSpan({ mark }: SideRow): Span {
  return mark === 'differs' ? span('≠ ', 'caution') : span(mark === 'same' ? '= ' : '  ', 'quiet');
}

/** Value, what it is called there, and its place where the column's head does not say it. */
function cellRows(row: SideRow, side: 'onprem' | 'cloud', width: number, shared: string | undefined): readonly (readonly Span[])[] {
  const value = row[side];
  // Of what only stands there for comparison and is the same, the other name says nothing.
  const detail = side === 'onprem' && row.mark === 'same' && !row.decides ? '' : value.detail;
  const notes = [detail, shared === undefined ? value.place : ''].filter((text) => text !== '').join('  ');
  const rows = wrapSpans([span(value.text, toneOf(row, value))], width);
  if (notes === '') return rows;
  const last = rows.at(-1) ?? [];
  if (lineWidth(last) + 2 + widthOf(clean(notes)) <= width) return [...rows.slice(0, -1), [...last, span(`  ${notes}`, 'quiet')]];
  return [...rows, ...wrapSpans([span(notes, 'quiet')], width)];
}

function writeTable(page: PageBuilder, { rows }: Sides, indent: number, { name, onprem, cloud }: Layout): void {
  const shared = { onprem: sharedPlace(rows, 'onprem'), cloud: sharedPlace(rows, 'cloud') };
  const filled = (spans: readonly Span[], width: number): readonly Span[] => [
    ...spans,
    span(' '.repeat(Math.max(0, width - lineWidth(spans)))),
  ];
  const head = (side: 'onprem' | 'cloud'): readonly Span[] => [
    span(SIDE_NAMES[side], 'strong'),
    ...(shared[side] === undefined ? [] : [span(`   ${shared[side]}`, 'quiet')]),
  ];
  const before = span(' '.repeat(indent));
  const files = (['onprem', 'cloud'] as const).flatMap((side) =>
    shared[side] === undefined ? [] : [`${SIDE_NAMES[side]}: ${shared[side]}`],
  );
  page.saidRow(
    files.length === 0 ? '' : `Read from ${files.join(', ')}`,
    before,
    span('  '),
    span('attribute'.padEnd(name + 2), 'quiet'),
    ...filled(head('onprem'), onprem),
    span(' │ ', 'quiet'),
    ...head('cloud'),
  );
  for (const row of rows) {
    const left = cellRows(row, 'onprem', onprem, shared.onprem);
    const right = cellRows(row, 'cloud', cloud, shared.cloud);
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
      page.saidRow(
        index === 0 ? spokenRow(row) : '',
        before,
        index === 0 ? markSpan(row) : span('  '),
        ...filled([span(index === 0 ? row.name : '', 'quiet')], name + 2),
        ...filled(left[index] ?? [], onprem),
        span(' │ ', 'quiet'),
        ...(right[index] ?? []),
      );
    }
  }
}

/** "ExchangeGuid: differs. On-premises not set. Cloud d7a6db0a-82c7-4a21-aa1e-a758f0c146cd". */
function spokenRow({ name, mark, onprem, cloud }: SideRow): string {
  if (mark === 'same' && onprem.text === cloud.text) return `${name}: the same on both sides. ${onprem.text}`;
  // Of what only one side can hold the other has nothing to say.
  const said = (side: string, { text, state }: SideValue): readonly string[] => (state === 'none' ? [] : [`${side} ${text}`]);
  const values = [...said('On-premises', onprem), ...said('Cloud', cloud)].join('. ');
  return `${name}: ${mark === 'differs' ? 'differs. ' : ''}${values}`;
}

function writeStacked(page: PageBuilder, { rows, sentences }: Sides, indent: number): void {
  const shared = { onprem: sharedPlace(rows, 'onprem'), cloud: sharedPlace(rows, 'cloud') };
  const places = (['onprem', 'cloud'] as const).flatMap((side) => {
    const place = shared[side];
    return place === undefined ? [] : [`${SIDE_NAMES[side]}: ${place}`];
  });
  if (places.length > 0) page.text(places.join('   '), { indent: indent + 2, tone: 'quiet' });
  // That a side has no such object is said once, above.
  const isTold = (side: 'onprem' | 'cloud', { state }: SideValue): boolean =>
    state === 'none' || (state === 'no-object' && sentences.some((sentence) => sentence.side === side));
  for (const row of rows) {
    const isSame = row.mark === 'same' && row.onprem.text === row.cloud.text;
    const sides = isSame ? (['onprem'] as const) : (['onprem', 'cloud'] as const).filter((side) => !isTold(side, row[side]));
    const name = span(row.name, row.decides ? 'plain' : 'quiet');
    const [only] = sides;
    const room = page.columns - 2 - indent - 2 - NAME_BESIDE - 2 - SIDE_WIDTH;
    const isOneRow = sides.length === 1 && only !== undefined && widthOf(clean(row.name)) <= NAME_BESIDE && longestWord(row[only]) <= room;
    if (!isOneRow) page.spans([name], { indent, lead: [markSpan(row)] });
    for (const side of sides) {
      const value = row[side];
      const notes = [isSame ? '' : value.detail, shared[side] === undefined ? value.place : ''].filter((text) => text !== '').join('  ');
      const spans = [span(value.text, toneOf(row, value)), ...(notes === '' ? [] : [span(`  ${notes}`, 'quiet')])];
      const title = span((isSame ? 'both' : SIDE_NAMES[side]).padEnd(SIDE_WIDTH), 'quiet');
      if (isOneRow) page.spans(spans, { indent, lead: [markSpan(row), { ...name, text: pad(row.name, NAME_BESIDE + 2) }, title] });
      else page.spans(spans, { indent: indent + (page.columns < TIGHT_COLUMNS ? 2 : 4), lead: [title] });
    }
  }
}
