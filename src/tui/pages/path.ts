import type { Hop, Message } from '../../message/message.js';
import { bar, delay, duration, hopNotes, hopPlace, hopTime, TRUST_MARKS } from '../../render/message-text.js';
import { BLANK, type Line, line, type Span, span } from '../lines.js';
import type { Item, Page } from '../model.js';
import { cutEnd, nameHidden } from '../sanitize.js';
import { count, TRUST_TONES, TRUST_WORDS } from '../words.js';
import { slowestHop } from './message.js';

const ROWS_OF_HOP = 2;
/** From this width on the bar is longer, and the date is whole. */
const WIDE = 100;
const NARROW = 76;

/**
 * The hops as a time line, oldest first, with the line where the receiver's own words begin. A hop takes two rows, and only those that are
 * asked for are drawn: a path may be long.
 */
export function pathPage(message: Message, text: string, columns: number): Page {
  const { hops, ingress } = message;
  const head = headLines(message, columns);
  if (hops.length === 0) return { lines: head, items: [], sections: [] };
  const slowest = slowestHop(hops);
  const view: HopView = {
    columns,
    digits: String(hops.length).length,
    most: Math.max(1, ...[slowest?.delaySeconds ?? 0]),
    slowest: hops.length < 2 ? undefined : slowest,
    trust: (hop) => message.trustOf(hop.field).forgeable,
  };
  const boundary = ingress === undefined || ingress.index === 0 ? hops.length : ingress.index;
  const firstRow = (index: number): number => head.length + index * ROWS_OF_HOP + (index >= boundary ? 1 : 0);
  const boundaryRow = boundary === hops.length ? -1 : firstRow(boundary) - 1;
  const drawRow = (row: number): Line => {
    if (row < head.length) return head[row] ?? BLANK;
    if (row === boundaryRow) return boundaryLine(columns);
    const index = Math.floor((row - head.length - (boundaryRow >= 0 && row > boundaryRow ? 1 : 0)) / ROWS_OF_HOP);
    const hop = hops[index];
    return hop === undefined ? BLANK : { ...(row === firstRow(index) ? timeRow(hop, view) : placeRow(hop, view)), item: index };
  };
  const length = head.length + hops.length * ROWS_OF_HOP + (boundaryRow < 0 ? 0 : 1);
  const slice = (from: number, to: number): readonly Line[] =>
    Array.from({ length: Math.max(0, Math.min(to, length) - Math.max(0, from)) }, (_, at) => drawRow(Math.max(0, from) + at));
  const items = hops.map(({ field }, index): Item => {
    const firstLine = firstRow(index);
    return { kind: 'field', text: text.slice(field.start, field.end), firstLine, lastLine: firstLine + 1, question: undefined, field };
  });
  return { lines: { length, slice }, items, sections: boundaryRow < 0 ? [0] : [0, boundaryRow] };
}

interface HopView {
  readonly columns: number;
  readonly digits: number;
  readonly most: number;
  readonly slowest: Hop | undefined;
  readonly trust: (hop: Hop) => keyof typeof TRUST_MARKS;
}

function headLines({ hops, totalDelaySeconds, ingress }: Message, columns: number): readonly Line[] {
  if (hops.length === 0)
    return [
      BLANK,
      line(span('  '), span('No Received field, so the path is not known.', 'strong')),
      line(span('  '), span('Copy the whole header of the message: the servers write this field.', 'quiet')),
    ];
  const total = totalDelaySeconds === undefined ? '' : `, ${duration(totalDelaySeconds)} in all`;
  const bars = columns >= NARROW ? '; times are UTC, bars grow with the logarithm of the delay' : '; times are UTC';
  const legend = (['no', 'unknown', 'yes'] as const).map((key) => `${TRUST_MARKS[key]} ${TRUST_WORDS[key]}`).join('   ');
  const short = '+ by the receiver   ? not certain   ! maybe by the sender';
  const rows = [
    line(span('  '), span(`${count(hops.length, 'hop')}, oldest first${total}`, 'strong'), span(bars, 'quiet')),
    line(span('  '), span(legend.length + 4 > columns ? short : legend, 'quiet')),
  ];
  if (ingress === undefined)
    rows.push(line(span('  '), span(cutEnd('Where the receiver took the mail from outside does not show.', columns - 4), 'caution')));
  return rows;
}

function boundaryLine(columns: number): Line {
  const text = columns >= NARROW ? ' above: the word of the sender   below: the receiver wrote it itself ' : ' above: sender   below: the receiver itself ';
  return line(span('  ──', 'quiet'), span(text, 'accent'), span('─'.repeat(Math.max(0, columns - text.length - 6)), 'quiet'));
}

/** `  3 ! 2026-03-02 09:00:01 ███·······   2m05s  longest` */
function timeRow(hop: Hop, { columns, digits, most, slowest, trust }: HopView): Line {
  const forgeable = trust(hop);
  const isKnown = hop.received.date.kind === 'known';
  const time = columns >= NARROW ? hopTime(hop) : isKnown ? hopTime(hop).slice(5) : hopTime(hop).slice(0, 14);
  const drawn = bar(hop, most, columns >= WIDE ? 24 : 10);
  const filled = drawn.replaceAll('.', '');
  const words = [
    hop.isSkew ? 'clock skew' : hop === slowest ? 'longest' : undefined,
    hop.delaySeconds === undefined && hop.index > 0 ? 'delay not known' : undefined,
  ].filter((word) => word !== undefined);
  const tone = delayTone(hop);
  const spans: Span[] = [
    span(`   ${String(hop.index + 1).padStart(digits)} `),
    span(`${TRUST_MARKS[forgeable]} `, TRUST_TONES[forgeable]),
    span(`${time} `),
    span('█'.repeat(filled.length), tone),
    span('·'.repeat(drawn.length - filled.length), 'quiet'),
    span(` ${delay(hop).padStart(8)}`, tone),
    ...(words.length === 0 ? [] : [span(`  ${words.join(', ')}`, 'caution')]),
  ];
  const used = spans.reduce((sum, { text }) => sum + text.length, 0);
  return line(...spans, span(cutEnd(`  ${nameHidden(hopNotes(hop))}`, Math.max(0, columns - used - 1)), 'quiet'));
}

function delayTone({ delaySeconds = 0, isSkew }: Hop): Span['tone'] {
  if (isSkew || delaySeconds < 60) return 'plain';
  return delaySeconds < 600 ? 'caution' : 'bad';
}

function placeRow(hop: Hop, { columns, digits }: HopView): Line {
  const indent = ' '.repeat(digits + 6);
  const place = nameHidden(hopPlace(hop));
  const arrow = place.indexOf(' -> ');
  const room = columns - indent.length - 1;
  const cut = cutEnd(place, room);
  if (cut === place || arrow < 0) return line(span(indent), span(cut));
  // The receiving name is what tells the hops apart: both ends keep half of the row at least.
  const to = cutEnd(place.slice(arrow + 4), Math.max(Math.floor(room / 2) - 2, room - arrow - 4));
  return line(span(indent), span(`${cutEnd(place.slice(0, arrow), room - to.length - 4)} -> ${to}`));
}
