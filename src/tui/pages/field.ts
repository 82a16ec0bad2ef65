import { createPlaces } from '../../evidence/fold.js';
import type { DecodedField, Hop, Message } from '../../message/message.js';
import type { HeaderField } from '../../parse/header/field.js';
import { delay, hopTime, TRUST_MARKS, tlsText } from '../../render/message-text.js';
import { codesInWords } from '../../render/message-words.js';
import { span } from '../lines.js';
import type { Page } from '../model.js';
import { nameHidden } from '../sanitize.js';
import { count, PREMISES_WORDS, TRUST_TONES, TRUST_WORDS } from '../words.js';
import { createPage, type PageBuilder } from './builder.js';
import { codeSpans } from './fields.js';

const INDENT = 4;
const LABEL = 15;
const MOST_CODES = 500;
const LONGEST_QUOTE = 20_000;

/** All about one field, or one hop: what it says, who wrote it, and its text as it was pasted. */
export function fieldPage(
  message: Message,
  opened: { readonly field: HeaderField; readonly hop: Hop | undefined },
  options: { readonly text: string; readonly columns: number },
): Page {
  const { field, hop } = opened;
  const page = createPage(options.columns);
  const decoded = message.decoded().find((candidate) => candidate.field === field);
  if (hop === undefined) {
    page.text(nameHidden(field.name).slice(0, 200), { tone: 'strong' });
    if (decoded !== undefined) page.text(nameHidden(decoded.about), { tone: 'quiet' });
  } else writeHop(page, hop, message.hops.length);
  writeTrust(page, message, field);
  if (hop === undefined && decoded !== undefined) writeCodes(page, decoded);
  writeQuote(page, field, options.text);
  return page.done();
}

function writeTrust(page: PageBuilder, message: Message, field: HeaderField): void {
  const { forgeable, addedBy, why } = message.trustOf(field);
  page.section('Trust');
  page.text(TRUST_WORDS[forgeable], {
    indent: INDENT,
    tone: TRUST_TONES[forgeable],
    lead: [span(`${TRUST_MARKS[forgeable]} `, TRUST_TONES[forgeable])],
  });
  page.text(nameHidden(why), { indent: INDENT + 2 });
  if (addedBy !== undefined) page.text(nameHidden(addedBy), { indent: INDENT + 2, lead: [span('written by ', 'quiet')] });
}

function writeHop(page: PageBuilder, hop: Hop, hops: number): void {
  const { received, premises, vendor } = hop;
  page.text(`Hop ${hop.index + 1} of ${hops}${hop.index === 0 ? ', the oldest' : ''}`, { tone: 'strong' });
  const date = received.date.kind === 'unreadable' ? `unreadable: ${received.date.text.slice(0, 200)}` : hopTime(hop).trim();
  const zone = received.date.kind !== 'known' ? '' : received.date.hasZone ? ' UTC' : ', and no time zone is given: taken as UTC';
  const waited = hop.delaySeconds === undefined ? (hop.index === 0 ? undefined : 'not known') : delay(hop);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Time', `${date}${zone}`],
    ['Delay', hop.isSkew ? `${waited}, clock skew: the clocks of two servers disagree` : waited],
    ['From', received.from],
    ['HELO', received.helo],
    ['Reverse DNS', received.ptr],
    ['Address', received.ip],
    ['By', received.by],
    ['By address', received.byIp],
    ['With', received.with],
    ['Via', received.via],
    ['TLS', [tlsText(hop), received.tls?.cipher].filter((part) => part !== undefined).join(', ') || undefined],
    ['Authenticated', received.isAuthenticated ? 'yes, the peer logged on' : undefined],
    ['Id', received.id],
    ['For', received.for],
    ['Envelope from', received.envelopeFrom],
    ['Premises', PREMISES_WORDS[premises] ?? 'not known'],
    ['Vendor', vendor],
    ['Exchange build', received.exchangeBuild],
  ];
  for (const [name, value] of rows)
    if (value !== undefined && value !== '') page.pair(name, [span(nameHidden(value).slice(0, 1000))], { indent: INDENT, width: LABEL });
}

function writeCodes(page: PageBuilder, decoded: DecodedField): void {
  const codes = codesInWords(decoded);
  page.section('Codes', codes.length === 0 ? undefined : count(codes.length, 'code'));
  if (codes.length === 0) page.text('The value has no codes.', { indent: INDENT, tone: 'quiet' });
  for (const code of codes.slice(0, MOST_CODES)) page.spans(codeSpans(nameHidden(code), ''), { indent: INDENT, hanging: 2 });
  if (codes.length > MOST_CODES) page.text(`and ${codes.length - MOST_CODES} more`, { indent: INDENT, tone: 'quiet' });
}

function writeQuote(page: PageBuilder, field: HeaderField, text: string): void {
  const { line } = createPlaces(text.slice(0, field.start + 1))(field.start);
  const quoted = text.slice(field.start, Math.min(field.end, field.start + LONGEST_QUOTE)).replace(/[\r\n]{1,4}$/, '');
  const rows = nameHidden(quoted).split('\n');
  const digits = String(line + rows.length - 1).length;
  page.section('As it was pasted', 'c copies it, r shows it in the text');
  rows.forEach((row, index) => {
    page.spans([span(row)], { indent: INDENT, lead: [span(`${String(line + index).padStart(digits)} │ `, 'quiet')] });
  });
  if (field.end - field.start > LONGEST_QUOTE)
    page.text(`and ${count(field.end - field.start - LONGEST_QUOTE, 'more character')}: r shows them in the text`, {
      indent: INDENT,
      tone: 'quiet',
    });
}
