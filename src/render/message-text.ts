import { utcText } from '../evidence/utc.js';
import type { Hop, Message } from '../message/message.js';
import { verdictOf } from '../message/verdict.js';
import type { Mailbox } from '../parse/header/field.js';
import { type Paint, wrap } from './lines.js';
import { codesInWords } from './message-words.js';
import { visible } from './printable.js';

export interface MessageTextOptions {
  readonly paint: Paint;
  readonly width: number;
  /** Also every decoded field. */
  readonly isWhole: boolean;
}

const MOST_HOPS = 40;
const BAR = 10;

/** In: a message. Out: lines that tell who sent it and what the receiver found. Nothing of a stranger reaches them unfiltered. */
export function verdictLines(message: Message, options: MessageTextOptions): readonly string[] {
  return [...summary(message, options), '', ...authenticationLines(message, options)];
}

/** The way that the message took, and with `isWhole` every field decoded. */
export function detailLines(message: Message, options: MessageTextOptions): readonly string[] {
  return [...pathLines(message, options), ...(options.isWhole ? ['', ...decodedLines(message, options)] : [])];
}

export function mailboxText(mailbox: Mailbox | undefined): string {
  if (mailbox === undefined) return '(none)';
  const address = mailbox.address ?? '';
  const display = mailbox.display ?? '';
  return visible(display === '' ? address || '(no address)' : `${display} <${address}>`);
}

/** Who wrote to whom and when, as the author's fields say; a row without a value is undefined. */
export function envelopeRows(message: Message): readonly (readonly [name: string, value: string | undefined])[] {
  const returnPath = message.isReturnPathNull
    ? '<> (a bounce)'
    : message.returnPath === undefined
      ? undefined
      : mailboxText(message.returnPath);
  return [
    ['From', message.from.length === 0 ? undefined : message.from.slice(0, 3).map(mailboxText).join(', ')],
    ['Envelope', returnPath],
    ['Reply to', message.replyTo === undefined ? undefined : mailboxText(message.replyTo)],
    [
      'To',
      message.to.length === 0
        ? undefined
        : `${message.to.slice(0, 3).map(mailboxText).join(', ')}${message.to.length > 3 ? `, and ${message.to.length - 3} more` : ''}`,
    ],
    ['Subject', message.subject === undefined ? undefined : visible(message.subject).slice(0, 300)],
    ['Date', message.dateText === undefined ? undefined : visible(message.dateText)],
  ];
}

function summary(message: Message, { paint, width }: MessageTextOptions): readonly string[] {
  const verdict = verdictOf(message);
  const rows = [...envelopeRows(message), ['Sender', visible(verdict.sender)] as const, ['Filter', verdict.filter] as const];
  return [
    paint('strong', 'Message'),
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : wrap(`  ${name.padEnd(9)} ${value}`, width, 12))),
  ];
}

/** One method of the verdict that is believed: `SPF`, `pass`, "for contoso.com, from 192.0.2.1, aligned with From". */
export interface AuthenticationRow {
  readonly name: string;
  readonly result: string;
  readonly says: string;
}

/** What the believed fields say of each method; a method that they do not name has no row. */
export function authenticationRows({ authentication, arc: chain }: Message): readonly AuthenticationRow[] {
  const { spf, dkim, dmarc, compauth, arc, isSpfAligned, isDkimAligned } = authentication;
  const rows: AuthenticationRow[] = [];
  const add = (name: string, result: string | undefined, parts: readonly (string | undefined)[]): void => {
    const says = parts.filter((part) => part !== undefined && part !== '').join(', ');
    if (result !== undefined) rows.push({ name, result: visible(result), says: visible(says) });
  };
  const aligned = (value: boolean | undefined): string | undefined =>
    value === undefined ? undefined : value ? 'aligned with From' : 'not aligned with From';
  add('SPF', spf?.result, [
    spf?.domain === undefined ? undefined : `for ${spf.domain}`,
    spf?.ip === undefined ? undefined : `from ${spf.ip}`,
    aligned(isSpfAligned),
  ]);
  add('DKIM', dkim?.result, [
    dkim?.domain === undefined || dkim.domain === 'none' ? undefined : `by ${dkim.domain}`,
    dkim?.reason,
    aligned(isDkimAligned),
  ]);
  add('DMARC', dmarc?.result, [
    dmarc?.action === undefined ? undefined : `action ${dmarc.action}`,
    dmarc?.headerFrom === undefined ? undefined : `for ${dmarc.headerFrom}`,
  ]);
  add('compauth', compauth?.result, [compauth?.reason === undefined ? undefined : `reason ${compauth.reason}`, compauth?.meaning]);
  const sets = chain.sets.length;
  add('ARC', arc?.result, [sets === 0 ? undefined : `${sets} ${sets === 1 ? 'set' : 'sets'}`]);
  return rows;
}

function authenticationLines(message: Message, { paint, width }: MessageTextOptions): readonly string[] {
  const { believed, others, original } = message.authentication;
  const lines: string[] = [paint('strong', 'Authentication')];
  for (const { name, result, says } of authenticationRows(message))
    lines.push(...wrap(`  ${name.padEnd(9)} ${says === '' ? result : `${result}, ${says}`}`, width, 12));
  if (lines.length === 1) lines.push('  No result that can be believed.');
  if (believed !== undefined) {
    const { why } = message.trustOf(believed.field);
    lines.push(
      ...wrap(
        `  ${'Said by'.padEnd(9)} ${visible(message.trustOf(believed.field).addedBy ?? believed.authservId ?? 'not known')}. ${visible(why)}`,
        width,
        12,
      ).map((line) => paint('dim', line)),
    );
  }
  const ignored = others.length + original.length;
  if (ignored > 0)
    lines.push(
      ...wrap(
        `  ${''.padEnd(9)} ${ignored} further ${ignored === 1 ? 'result is' : 'results are'} of earlier hops or of the sender, and not the verdict.`,
        width,
        12,
      ).map((line) => paint('dim', line)),
    );
  return lines;
}

/** The hops as a time line, oldest first: when, how long it took, from whom to whom. */
export function pathLines(message: Message, { paint, width }: Pick<MessageTextOptions, 'paint' | 'width'>): readonly string[] {
  const { hops, totalDelaySeconds, ingress } = message;
  if (hops.length === 0) return [paint('strong', 'Path'), '  No Received field.'];
  const total = totalDelaySeconds === undefined ? '' : `, ${duration(totalDelaySeconds)} in all`;
  const lines = [paint('strong', `Path, oldest first: ${hops.length} ${hops.length === 1 ? 'hop' : 'hops'}${total}`)];
  const most = hops.reduce((longest, hop) => (hop.isSkew ? longest : Math.max(longest, hop.delaySeconds ?? 0)), 1);
  const shown = hops.length > MOST_HOPS ? [...hops.slice(0, MOST_HOPS / 2), ...hops.slice(-MOST_HOPS / 2)] : hops;
  for (const hop of shown) {
    if (hops.length > MOST_HOPS && hop === shown[MOST_HOPS / 2])
      lines.push(paint('dim', `      … ${hops.length - MOST_HOPS} hops are left out; --json holds all`));
    if (ingress !== undefined && hop.index === ingress.index && hop.index > 0)
      lines.push(
        ...wrap('      ── what stands above is the word of the sender; from here on the receiver wrote it ──', width, 9).map((line) =>
          paint('dim', line),
        ),
      );
    lines.push(...hopLines(hop, TRUST_MARKS[message.trustOf(hop.field).forgeable], most, paint, width));
  }
  return lines;
}

function hopLines(hop: Hop, mark: string, most: number, paint: Paint, width: number): readonly string[] {
  const head = `  ${String(hop.index + 1).padStart(3)} ${mark} ${hopTime(hop)} ${bar(hop, most)} ${delay(hop).padStart(7)}`;
  return [
    ...wrap(`${head}  ${hopPlace(hop)}`, width, head.length + 2),
    paint('dim', `${' '.repeat(head.length + 2)}${hopNotes(hop)}`.slice(0, Math.max(width, 60))),
  ].filter((line) => line.trim() !== '');
}

/** `mail.contoso.com [192.0.2.1] -> edge.contoso.com` */
export function hopPlace({ received }: Hop): string {
  const from = received.from ?? received.ptr ?? received.ip ?? (received.with === undefined ? '(not said)' : received.with);
  const ip = received.ip === undefined || received.ip === from ? '' : ` [${received.ip}]`;
  return `${visible(from)}${visible(ip)} -> ${visible(received.by ?? '(not said)')}`;
}

/** Protocol, TLS, and whose server it was: `ESMTPS, TLS 1.2, on-premises`. */
function hopNotes(hop: Hop): string {
  const { received, premises, vendor } = hop;
  const notes = [received.with, tlsText(hop), vendor ?? (premises === 'unknown' ? undefined : premises)];
  return visible(notes.filter((part) => part !== undefined && part !== '').join(', '));
}

export function tlsText({ received: { tls, isEncrypted } }: Hop): string | undefined {
  if (tls?.version !== undefined) return tls.version.replace(/^TLS(\d)_(\d)$/i, 'TLS $1.$2');
  return isEncrypted === undefined ? undefined : isEncrypted ? 'encrypted' : 'not encrypted';
}

/** `2026-03-02 09:00:01` in UTC, or why there is none; as wide in each case. */
export function hopTime({ received: { date } }: Hop): string {
  if (date.kind === 'known') return utcText(date.at).slice(0, 19).replace('T', ' ');
  return (date.kind === 'unreadable' ? 'unreadable date' : 'no date').padEnd(19);
}

/** A bar of the delay, as long as its part of the longest one. `cells`: how long the longest is. */
export function bar({ delaySeconds = 0, isSkew }: Pick<Hop, 'delaySeconds' | 'isSkew'>, most: number, cells = BAR): string {
  const length = isSkew || delaySeconds <= 0 ? 0 : Math.max(1, Math.round((Math.log1p(delaySeconds) / Math.log1p(most)) * cells));
  return '#'.repeat(length).padEnd(cells, '.');
}

export function delay({ delaySeconds, isSkew }: Pick<Hop, 'delaySeconds' | 'isSkew'>): string {
  if (delaySeconds === undefined) return '';
  return isSkew ? `(${duration(delaySeconds)})` : duration(delaySeconds);
}

/** `95` to `1m35s`; negative where clocks disagree. */
export function duration(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.abs(Math.round(seconds));
  if (whole < 60) return `${sign}${whole}s`;
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
  if (whole < 86_400) return `${sign}${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
  return `${sign}${Math.floor(whole / 86_400)}d${String(Math.floor((whole % 86_400) / 3600)).padStart(2, '0')}h`;
}

export const TRUST_MARKS = { no: '+', yes: '!', unknown: '?' } as const;

function decodedLines(message: Message, { paint, width }: MessageTextOptions): readonly string[] {
  const lines = [
    paint('strong', 'Fields, decoded'),
    ...wrap('  + the receiver wrote it   ? not certain   ! the sender can have written it', width, 2).map((line) => paint('dim', line)),
  ];
  for (const field of message.decoded()) {
    lines.push(`  ${TRUST_MARKS[field.trust.forgeable]} ${paint('id', visible(field.field.name))}`);
    for (const line of wrap(`      ${field.about}`, width, 6)) lines.push(paint('dim', line));
    for (const text of codesInWords(field)) lines.push(...wrap(`      ${text}`, width, 8));
  }
  return lines;
}
