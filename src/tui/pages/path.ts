import type { Hop, Message } from '../../message/message.js';
import { bar, delay, duration, hopPlace, hopTime, TRUST_MARKS, tlsText } from '../../render/message-text.js';
import { BLANK, isSpoken, type Line, line, type Span, span } from '../lines.js';
import type { Item, Page } from '../model.js';
import { cutEnd, nameHidden, widthOf } from '../sanitize.js';
import { count, PREMISES_WORDS, TRUST_TONES, TRUST_WORDS, trustLegend } from '../words.js';
import { slowestHop } from './message.js';

/** From this width on the bar is longer, and both ends of a hop stand in one row. */
const WIDE = 116;
const NARROW = 76;
/** A full bar is a minute at least: seconds are nothing to look at. */
const LEAST_BAR = 60;

/**
 * The hops as a time line, oldest first, with the line where the receiver's own words begin. Every hop takes as many rows,
 * and only those that are asked for are drawn: a path may be long.
 */
export function pathPage(message: Message, text: string, columns: number): Page {
  const { hops, ingress } = message;
  const head = headLines(message, columns);
  if (hops.length === 0) return { lines: head, items: [], sections: [] };
  const rowsOfHop = columns >= WIDE ? 2 : 3;
  const view: HopView = {
    columns,
    digits: String(hops.length).length,
    most: hops.reduce((most, { isSkew, delaySeconds = 0 }) => (isSkew ? most : Math.max(most, delaySeconds)), LEAST_BAR),
    slowest: hops.length < 2 ? undefined : slowestHop(hops),
    trust: (hop) => message.trustOf(hop.field).forgeable,
  };
  const boundary = ingress?.index ?? hops.length;
  const firstRow = (index: number): number => head.length + index * rowsOfHop + (index >= boundary ? 1 : 0);
  const boundaryRow = boundary === hops.length ? -1 : firstRow(boundary) - 1;
  const drawRow = (row: number): Line => {
    if (row < head.length) return head[row] ?? BLANK;
    if (row === boundaryRow) return boundaryLine(columns, boundary);
    const index = Math.floor((row - head.length - (boundaryRow >= 0 && row > boundaryRow ? 1 : 0)) / rowsOfHop);
    const hop = hops[index];
    return hop === undefined ? BLANK : { ...drawHop(hop, view, row - firstRow(index)), item: index };
  };
  const length = head.length + hops.length * rowsOfHop + (boundaryRow < 0 ? 0 : 1);
  const slice = (from: number, to: number): readonly Line[] =>
    Array.from({ length: Math.max(0, Math.min(to, length) - Math.max(0, from)) }, (_, at) => drawRow(Math.max(0, from) + at));
  const items = hops.map(({ field }, index): Item => {
    const firstLine = firstRow(index);
    return {
      kind: 'field',
      text: text.slice(field.start, field.end),
      firstLine,
      lastLine: firstLine + rowsOfHop - 1,
      question: undefined,
      field,
    };
  });
  return { lines: { length, slice }, items, sections: [] };
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
  const bars = isSpoken(columns) ? '; times in UTC' : columns >= NARROW ? '; times in UTC, bars logarithmic' : '; UTC';
  const rows = [
    line(span('  '), span(`${count(hops.length, 'hop')}, oldest first${total}`, 'strong'), span(bars, 'quiet')),
    { ...line(span('  '), span(trustLegend(columns - 3), 'quiet')), spoken: '' },
  ];
  if (ingress === undefined)
    rows.push(line(span('  '), span(cutEnd('Where the receiver took the mail from outside does not show.', columns - 4), 'caution')));
  return [...rows, BLANK];
}

/** Where trust begins. `boundary`: the hop in which the receiver took the mail from outside. */
function boundaryLine(columns: number, boundary: number): Line {
  const [whole, short] =
    boundary === 0
      ? [' the receiver wrote all of these lines itself ', ' all by the receiver itself ']
      : [' above: the word of the sender   below: the receiver wrote it itself ', ' above: sender   below: the receiver itself '];
  const text = columns >= NARROW ? whole : short;
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
  const said = [
    `Hop ${hop.index + 1}, ${time.trim()}`,
    TRUST_WORDS[forgeable],
    `delay ${delay(hop).trim() || 'none'}`,
    ...words,
    ...notesOf(hop),
  ];
  return { ...line(...spans, span(fittingNotes(notesOf(hop), columns - used - 1), 'quiet')), spoken: said.join(', ') };
}

/** As many of the notes as fit whole; of the first as much as there is room for. */
function fittingNotes(notes: readonly string[], room: number): string {
  let shown = '';
  for (const note of notes) {
    const next = shown === '' ? `  ${note}` : `${shown}, ${note}`;
    if (widthOf(next) > room) return shown === '' ? cutEnd(next, Math.max(0, room)) : shown;
    shown = next;
  }
  return shown;
}

function delayTone({ delaySeconds = 0, isSkew }: Hop): Span['tone'] {
  if (isSkew || delaySeconds < 60) return 'accent';
  return delaySeconds < 600 ? 'caution' : 'bad';
}

/** Whose server it was, TLS, protocol: what matters most first, for the row may be cut. */
function notesOf(hop: Hop): readonly string[] {
  const { vendor, premises, received } = hop;
  const parts = [vendor ?? PREMISES_WORDS[premises], tlsText(hop), received.with];
  return parts.flatMap((part) => (part === undefined || part === '' ? [] : [nameHidden(part)]));
}

function drawHop(hop: Hop, view: HopView, row: number): Line {
  if (row === 0) return timeRow(hop, view);
  const { columns, digits } = view;
  const indent = ' '.repeat(digits + 6);
  const place = nameHidden(hopPlace(hop));
  const arrow = place.indexOf(' -> ');
  const room = columns - indent.length - 1;
  const [from, to] = [place.slice(0, arrow), place.slice(arrow + 4)];
  if (columns < WIDE)
    return line(span(indent), span(row === 1 ? 'from ' : 'by   ', 'quiet'), span(cutEnd(row === 1 ? from : to, room - 5)));
  // Where there is no room for both names, each keeps half of the row at least.
  const end = cutEnd(to, Math.max(Math.floor(room / 2) - 2, room - arrow - 4));
  return {
    ...line(span(indent), span(cutEnd(from, room - widthOf(end) - 4)), span(' -> ', 'quiet'), span(end)),
    spoken: `From ${from} to ${to}`,
  };
}
