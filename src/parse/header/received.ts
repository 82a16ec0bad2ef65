import { closingParenthesis, isBlankCode, wordsOf } from './blank.js';
import { parseHeaderDate } from './date.js';
import type { HeaderDate, Received } from './field.js';
import { readIp } from './ip.js';
import { type Clauses, type CommentNotes, readClauses, readComments, type Token } from './received-clauses.js';

/** Words that a Received value may have before the reader gives up on the rest; the date is found all the same. */
const MOST_TOKENS = 400;

/**
 * Reads one Received field: RFC 5321 section 4.4, and what Exchange, Postfix, Exim, Sendmail, qmail, Gmail and gateways make of it.
 *
 * In: the unfolded value. Clauses are words outside parentheses; comments nest; the date is what stands behind the last ";" outside
 * parentheses, or at the end where a writer leaves the ";" out.
 * Bad input: every part that is not there is undefined; never throws.
 */
export function parseReceived(value: string): Received {
  const { date, words } = splitDate(value, tokensOf(value));
  const clauses = readClauses(words);
  const notes = readComments(clauses);
  const writer = writerOf(clauses, notes);
  const tls = notes.tls;
  return {
    from: clauses.from,
    helo: notes.helo,
    ptr: notes.ptr ?? (notes.helo !== undefined || writer === 'exim' ? hostOnly(clauses.from) : undefined),
    ip: notes.ip ?? clauses.looseIp ?? ipOf(clauses.from),
    by: clauses.by,
    byIp: notes.byIp ?? ipOf(clauses.by),
    with: clauses.with,
    via: clauses.via,
    id: clauses.id,
    for: clauses.for,
    envelopeFrom: notes.envelopeFrom,
    tls,
    isEncrypted: tls === undefined ? isEncrypted(clauses.with) : true,
    isAuthenticated: notes.isAuthenticated || /^(?:utf8)?(?:e?smtp|lmtp)s?a$/i.test(clauses.with ?? ''),
    exchangeBuild: writer === 'exchange' && isBuild(clauses.id) ? clauses.id : undefined,
    writer,
    date,
  };
}

function ipOf(host: string | undefined): string | undefined {
  return host === undefined ? undefined : readIp(host);
}

/** A name, not an address and not "unknown": what reverse DNS gave, where the writer puts the HELO name elsewhere. */
function hostOnly(host: string | undefined): string | undefined {
  if (host === undefined || !host.includes('.') || host.startsWith('[') || readIp(host) !== undefined) return undefined;
  return host;
}

interface Tokens {
  readonly tokens: readonly Token[];
  /** Offset of the last ";" outside parentheses, -1 where there is none, and how many tokens stand before it. */
  readonly semicolon: number;
  readonly before: number;
}

function tokensOf(value: string): Tokens {
  const tokens: Token[] = [];
  let semicolon = -1;
  let before = 0;
  let hasOpenComment = false;
  let index = 0;
  while (index < value.length) {
    const code = value.charCodeAt(index);
    if (code === 59) {
      semicolon = index;
      before = tokens.length;
      index++;
    } else if (isBlankCode(code)) index++;
    else if (code === 40 && !hasOpenComment) {
      const close = closingParenthesis(value, index);
      hasOpenComment = close < 0;
      // A comment that is cut off still says what it says; without it the rest is read as words.
      if (close >= 0 && tokens.length < MOST_TOKENS) tokens.push({ text: value.slice(index + 1, close), isComment: true });
      index = close < 0 ? index + 1 : close + 1;
    } else if (code === 40 || code === 41) index++;
    else {
      const end = wordEnd(value, index);
      if (tokens.length < MOST_TOKENS) tokens.push({ text: value.slice(index, end), isComment: false });
      index = end;
    }
  }
  return { tokens, semicolon, before };
}

/** A word ends at a blank, ";" or "("; `<"a b"@contoso.com>` is one word. */
function wordEnd(value: string, start: number): number {
  const isAngle = value.charCodeAt(start) === 60;
  const limit = isAngle ? Math.min(value.length, start + 1000) : 0;
  for (let index = start + 1; index < limit && value.charCodeAt(index) !== 60; index++) {
    if (value.charCodeAt(index) === 62) return index + 1;
  }
  let end = start + 1;
  while (end < value.length) {
    const code = value.charCodeAt(end);
    if (code === 59 || code === 40 || code === 41 || (isAngle && code === 60) || isBlankCode(code)) break;
    end++;
  }
  return end;
}

/** Parts the date from the clauses. */
function splitDate(value: string, { tokens, semicolon, before }: Tokens): { readonly date: HeaderDate; readonly words: readonly Token[] } {
  if (semicolon >= 0) return { date: parseHeaderDate(value.slice(semicolon + 1)), words: tokens.slice(0, before) };
  const end = value.slice(-200);
  const words = wordsOf(end, 60);
  // A date has at least three words (ISO 8601: two) and seldom more than ten.
  for (let count = Math.min(words.length - 1, 10); count >= 2; count--) {
    const text = words.slice(-count).join(' ');
    if (!/^[A-Z0-9][a-z0-9,-]/i.test(text)) continue;
    const date = parseHeaderDate(text);
    if (date.kind === 'known')
      return { date, words: tokens.length >= MOST_TOKENS ? tokens : tokensOf(value.slice(0, startOf(value, count))).tokens };
  }
  return { date: { kind: 'absent' }, words: tokens };
}

/** Offset of the last `count` words. */
function startOf(value: string, count: number): number {
  let index = value.length;
  for (let seen = 0; seen < count; seen++) {
    while (index > 0 && isBlankCode(value.charCodeAt(index - 1))) index--;
    while (index > 0 && !isBlankCode(value.charCodeAt(index - 1))) index--;
  }
  return index;
}

function isBuild(id: string | undefined): boolean {
  const match = /^(\d{1,2})\.\d{1,2}\.\d{1,5}\.\d{1,5}$/.exec(id ?? '');
  return match !== null && Number(match[1]) >= 6 && Number(match[1]) < 30;
}

/** RFC 3848: an S says TLS. Microsoft's word and mapi say nothing. */
function isEncrypted(protocol: string | undefined): boolean | undefined {
  const word = (protocol ?? '').toLowerCase().split(' ', 1)[0] ?? '';
  if (/^(?:utf8)?(?:e?smtp|lmtp)sa?$/.test(word) || word === 'https') return true;
  return /^(?:utf8)?e?smtpa?$/.test(word) || word === 'http' ? false : undefined;
}

/** Gmail before 2018: `by 10.107.6.22 with SMTP id 22csp25501iog`. */
function isOldGmail(by: string, id: string | undefined): boolean {
  return by.startsWith('10.') && readIp(by) !== undefined && /^[a-z]{0,3}\d{1,3}(?:csp?|mr)\d{3,12}[a-z]{2,4}(?:\.|$)/i.test(id ?? '');
}

function writerOf(clauses: Clauses, notes: CommentNotes): Received['writer'] {
  const protocol = (clauses.with ?? '').toLowerCase();
  const by = (clauses.by ?? '').toLowerCase();
  if (protocol.startsWith('microsoft smtp server')) return 'exchange';
  if (isBuild(clauses.id) && (/^(?:mapi|https?|shadowredundancy|smtp)$/.test(protocol) || /transport$/i.test(clauses.via ?? ''))) {
    return 'exchange';
  }
  if ((protocol === 'https' || protocol === 'mapi') && (by.endsWith('.outlook.com') || by.endsWith('.exchangelabs.com'))) return 'exchange';
  if (notes.writer !== undefined) return notes.writer;
  const isGoogle =
    by === 'google.com' || by.endsWith('.google.com') || by.endsWith('.gmail.com') || by.startsWith('2002:a') || isOldGmail(by, clauses.id);
  if (isGoogle && (protocol.includes('smtp') || protocol.includes('http') || protocol === '')) return 'gmail';
  if (/^[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}$/.test(clauses.id ?? '')) return 'exim';
  return 'other';
}
