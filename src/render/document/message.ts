import type { SavedMessage } from '../../parse/report-schema.js';
import { timeWords } from '../time.js';
import {
  type Block,
  code,
  dim,
  type Line,
  type Pair,
  type Section,
  type Stop,
  sectionOf,
  strong,
  type Tag,
  type Tone,
  wordFor,
} from './document.js';

const SLOW_SECONDS = 60;
const MOST_HOPS = 200;
const MOST_FIELDS = 120;
const MOST_BARS = 15;
const COLOURS = { slow: '#d97757', quick: '#4a90c2' };

/** A message: who sent it, what the checks said, its way as a time line, and every code in words. */
export function messageSections(message: SavedMessage): readonly Section[] {
  return [
    { title: 'The message', blocks: [{ kind: 'pairs', pairs: headPairs(message) }] },
    ...sectionOf('Authentication and verdicts', verdictBlocks(message)),
    ...sectionOf('The way it came', wayBlocks(message)),
    ...sectionOf('Fields in words', decodedBlocks(message)).map((section): Section => ({ ...section, isFolded: true })),
  ];
}

function headPairs({ from, returnPath, replyTo, to, subject, date, messageId }: SavedMessage): readonly Pair[] {
  const written = (address: SavedMessage['from']): string | undefined => {
    if (address === undefined) return undefined;
    const bare = address.address === '' ? '<>' : (address.address ?? undefined);
    const { display } = address;
    return display === undefined || display === null || display === '' ? bare : `${display} <${bare ?? ''}>`;
  };
  const shown = to.slice(0, 10).flatMap((one) => written(one) ?? []);
  const pairs: readonly (readonly [string, string | null | undefined])[] = [
    ['From', written(from)],
    ['Return-Path', written(returnPath)],
    ['Reply-To', written(replyTo)],
    ['To', shown.length === 0 ? undefined : `${shown.join(', ')}${to.length > 10 ? ` and ${to.length - 10} more` : ''}`],
    ['Subject', subject],
    ['Date', date],
    ['Message-ID', messageId],
  ];
  return pairs.flatMap(([name, value]): readonly Pair[] => (typeof value === 'string' && value !== '' ? [[name, value]] : []));
}

/** Good, bad, or neither, of the result of a check. */
export function resultTone(result: string): Tone {
  return result === 'pass' || result === 'bestguesspass' ? 'good' : /^(?:fail|softfail|permerror)$/.test(result) ? 'bad' : 'warn';
}

const CHECKS: readonly (readonly [string, string])[] = [
  ['spf', 'SPF'],
  ['dkim', 'DKIM'],
  ['dmarc', 'DMARC'],
  ['compauth', 'Composite authentication'],
  ['arc', 'ARC'],
];

function verdictBlocks(message: SavedMessage): readonly Block[] {
  const rows = CHECKS.flatMap(([key, name]) => {
    const check = message.authentication[key];
    if (check === undefined || check === null || typeof check.result !== 'string') return [];
    const tag: Tag = { text: check.result, tone: resultTone(check.result) };
    const about = [check.domain ?? check.headerFrom, check.ip, check.reason, check.action, check.meaning].filter(
      (one): one is string => typeof one === 'string' && one !== '',
    );
    const line: readonly Line[] = [[strong(name)], [{ kind: 'tag', tag }], about.join(', ')];
    return [line];
  });
  const { antispam, exchange, forgeries, gateways } = message;
  const scores = Object.entries({ ...antispam, ...exchange }).flatMap(([key, value]): readonly Pair[] =>
    (typeof value === 'string' && value !== '') || typeof value === 'number' ? [[wordFor(WORDS, key) ?? key, String(value)]] : [],
  );
  return [
    ...(rows.length === 0
      ? []
      : [{ kind: 'table' as const, caption: 'Checks of the receiver', columns: named('Check', 'Result', 'About'), rows }]),
    ...(scores.length === 0 ? [] : [{ kind: 'pairs' as const, pairs: scores }]),
    ...(forgeries.length === 0
      ? []
      : [{ kind: 'list' as const, items: forgeries.slice(0, 20).map(({ field, why }): Line => [code(field), ` ${why}`]) }]),
    ...(gateways.length === 0 ? [] : [dim(`Gateways on the way: ${[...new Set(gateways.map(({ vendor }) => vendor))].join(', ')}.`)]),
  ];
}

export const named = (...names: readonly string[]): readonly { readonly name: string }[] => names.map((name) => ({ name }));

const WORDS: Readonly<Record<string, string>> = {
  scl: 'Spam confidence (SCL)',
  bcl: 'Bulk level (BCL)',
  sfv: 'Filter verdict (SFV)',
  cat: 'Category (CAT)',
  cip: 'Connecting IP (CIP)',
  country: 'Country (CTRY)',
  ipv: 'IP reputation (IPV)',
  direction: 'Direction (DIR)',
  sfty: 'Safety tip (SFTY)',
  authAs: 'AuthAs',
  authSource: 'AuthSource',
  authMechanism: 'AuthMechanism',
  directionality: 'Directionality',
  originatorOrg: 'OriginatorOrg',
  fromEntity: 'FromEntityHeader',
};

const PLACES: Readonly<Record<string, string>> = {
  'on-premises': 'on-premises',
  'exchange-online': 'Exchange Online',
  gateway: 'gateway',
  internet: 'internet',
};

function wayBlocks({ hops, totalDelaySeconds }: SavedMessage): readonly Block[] {
  if (hops.length === 0) return [];
  const shown = hops.slice(0, MOST_HOPS);
  const slow = shown.filter(({ delaySeconds }) => (delaySeconds ?? 0) >= SLOW_SECONDS);
  const total =
    typeof totalDelaySeconds === 'number'
      ? `${hops.length} ${hops.length === 1 ? 'hop' : 'hops'}, ${seconds(totalDelaySeconds)} from the first time to the last.`
      : `${hops.length} ${hops.length === 1 ? 'hop' : 'hops'}; the time of the whole way is not known.`;
  const bars = shown.flatMap(({ by, delaySeconds }) =>
    (delaySeconds ?? 0) > 0
      ? [{ label: by ?? 'not named', count: delaySeconds ?? 0, kind: (delaySeconds ?? 0) >= SLOW_SECONDS ? 'slow' : 'quick' }]
      : [],
  );
  return [
    { kind: 'paragraph', text: total },
    ...(slow.length === 0
      ? []
      : [
          {
            kind: 'chart' as const,
            unit: 'seconds',
            chart: { title: 'Seconds until each server had it', rows: bars.slice(0, MOST_BARS), colours: COLOURS },
          },
        ]),
    { kind: 'stops', label: 'Hops, oldest first', stops: shown.map(stopOf) },
    ...(hops.length > MOST_HOPS ? [dim(`${hops.length - MOST_HOPS} more hops are in the result.`)] : []),
  ];
}

function stopOf(hop: SavedMessage['hops'][number]): Stop {
  const { from, by, with: how, ip, timestamp, unreadableDate, delaySeconds, premises, vendor, tls, skew, trusted } = hop;
  const place = wordFor(PLACES, premises ?? '');
  const crypt =
    tls === undefined || tls === null ? undefined : [tls.version, tls.cipher].filter((one) => typeof one === 'string').join(', ');
  const details = [
    ...(from === undefined || from === null ? [] : [`from ${from}`]),
    ...(ip === undefined || ip === null ? [] : [`at ${ip}`]),
    ...(how === undefined || how === null ? [] : [`with ${how}`]),
    ...(crypt === undefined || crypt === '' ? [] : [crypt]),
  ];
  return {
    title: by ?? 'a server that is not named',
    tags: [
      ...(place === undefined ? [] : [{ text: place, tone: 'plain' as const }]),
      ...(typeof vendor === 'string' ? [{ text: vendor, tone: 'plain' as const }] : []),
      ...(trusted === false ? [{ text: 'written by others', tone: 'warn' as const }] : []),
    ],
    lines: [
      ...(typeof timestamp === 'string'
        ? [timeWords(timestamp)]
        : typeof unreadableDate === 'string'
          ? [`Time not readable: ${unreadableDate}`]
          : []),
      ...(details.length === 0 ? [] : [details.join(', ')]),
    ],
    gap:
      typeof delaySeconds !== 'number'
        ? undefined
        : skew === true || delaySeconds < 0
          ? { text: `${seconds(delaySeconds)}, clocks differ`, tone: 'plain' }
          : { text: seconds(delaySeconds), tone: delaySeconds >= SLOW_SECONDS ? 'bad' : 'plain' },
  };
}

/** 4 s, 12 min 5 s, 2 h 3 min. */
export function seconds(count: number): string {
  const whole = Math.round(Math.abs(count));
  const sign = count < 0 ? '-' : '';
  if (whole < 60) return `${sign}${whole} s`;
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${sign}${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function decodedBlocks({ decoded }: SavedMessage): readonly Block[] {
  const known = decoded.filter(({ codes }) => codes.length > 0).slice(0, MOST_FIELDS);
  const rows = known.flatMap(({ field, codes }) =>
    codes
      .slice(0, 60)
      .map(({ code: name, value, meaning, unverified }): readonly Line[] => [
        [code(field)],
        [code(name === '' || name === 'value' ? value : `${name}=${value}`)],
        `${meaning ?? 'not documented'}${unverified === true ? ' (observed, not documented)' : ''}`,
      ]),
  );
  if (rows.length === 0) return [];
  return [{ kind: 'table', caption: 'Codes of the header fields', columns: named('Field', 'Code', 'Meaning'), rows }];
}
