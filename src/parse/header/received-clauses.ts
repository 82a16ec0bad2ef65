import { wordsOf } from './blank.js';
import type { Received } from './field.js';
import { readIp } from './ip.js';

type Clause = 'from' | 'by' | 'via' | 'with' | 'id' | 'for';
const CLAUSES: ReadonlySet<string> = new Set<Clause>(['from', 'by', 'via', 'with', 'id', 'for']);
const LONGEST_CLAUSE = 4;

/** A word or a comment of the value, outside of all other comments. */
export interface Token {
  readonly text: string;
  readonly isComment: boolean;
}

/** The clauses of a Received field, as words; comments by the clause they stand in. */
export interface Clauses {
  readonly from: string | undefined;
  readonly by: string | undefined;
  readonly with: string | undefined;
  readonly via: string | undefined;
  readonly id: string | undefined;
  readonly for: string | undefined;
  /** Word behind Exim's `tls`. */
  readonly cipher: string | undefined;
  /** An address among the words of the from-clause, as in Exim's `H=(helo) [192.0.2.1]`. */
  readonly looseIp: string | undefined;
  readonly comments: readonly { readonly clause: Clause | undefined; readonly text: string }[];
}

/** What the comments say. */
export interface CommentNotes {
  readonly helo: string | undefined;
  readonly ptr: string | undefined;
  readonly ip: string | undefined;
  readonly byIp: string | undefined;
  readonly envelopeFrom: string | undefined;
  readonly tls: Received['tls'];
  readonly isAuthenticated: boolean;
  readonly writer: 'postfix' | 'exim' | 'sendmail' | 'qmail' | undefined;
}

/** In: words and comments without the date. A clause holds the first time; a name that equals a clause word ("by") is read as a name. */
export function readClauses(tokens: readonly Token[]): Clauses {
  const found = new Map<Clause, string[]>();
  const comments: { clause: Clause | undefined; text: string }[] = [];
  let clause: Clause | undefined;
  let isFresh = false;
  let isClosed = false;
  let cipher: string | undefined;
  let looseIp: string | undefined;
  tokens.forEach(({ text, isComment }, index) => {
    if (isComment) {
      comments.push({ clause, text });
      // Words behind a comment belong to no protocol name: `with esmtps (TLS1.3) tls CIPHER`.
      if (!isFresh) isClosed = true;
      return;
    }
    const next = clauseOf(text);
    if (next !== undefined && !found.has(next) && !(isFresh && isName(clause, tokens[index + 1]))) {
      found.set(next, []);
      clause = next;
      isFresh = true;
      isClosed = false;
      return;
    }
    if (clause === 'with' && text.toLowerCase() === 'tls') cipher = tokens[index + 1]?.text;
    if (clause !== undefined && !isClosed && (isFresh || clause === 'with' || clause === 'via')) found.get(clause)?.push(text);
    else if (clause === 'from' && !isFresh) looseIp ??= readIp(text);
    isFresh = false;
  });
  const first = (name: Clause): string | undefined => found.get(name)?.[0];
  return {
    from: withoutMark(first('from')),
    by: withoutDot(first('by')),
    with: phrase(found.get('with')),
    via: phrase(found.get('via')),
    id: first('id'),
    for: withoutAngles(first('for')),
    cipher,
    looseIp,
    comments,
  };
}

function clauseOf(word: string): Clause | undefined {
  if (word.length > LONGEST_CLAUSE) return undefined;
  const lower = word.toLowerCase();
  // The set holds clause words only.
  return CLAUSES.has(lower) ? (lower as Clause) : undefined;
}

/** Right behind "from", "by" or "id" a clause word is a name, if what follows it is a comment or another clause word. */
function isName(clause: Clause | undefined, next: Token | undefined): boolean {
  if (clause !== 'from' && clause !== 'by' && clause !== 'id') return false;
  return next !== undefined && (next.isComment ? clause !== 'id' : clauseOf(next.text) !== undefined);
}

function phrase(words: readonly string[] | undefined): string | undefined {
  return words === undefined || words.length === 0 ? undefined : words.slice(0, 8).join(' ');
}

/** Exim's `H=name`; the dot that ends an absolute name. */
function withoutMark(host: string | undefined): string | undefined {
  return withoutDot(host?.startsWith('H=') === true ? host.slice(2) || undefined : host);
}

function withoutDot(host: string | undefined): string | undefined {
  return host?.endsWith('.') === true && host.length > 1 ? host.slice(0, -1) : host;
}

function withoutAngles(word: string | undefined): string | undefined {
  let text = word;
  if (text?.endsWith(',') === true) text = text.slice(0, -1);
  if (text?.startsWith('<') === true) text = text.slice(1, text.endsWith('>') ? -1 : undefined);
  return text === '' ? undefined : text;
}

interface NoteDraft {
  helo: string | undefined;
  ptr: string | undefined;
  ip: string | undefined;
  byIp: string | undefined;
  envelopeFrom: string | undefined;
  tls: { version: string | undefined; cipher: string | undefined } | undefined;
  isAuthenticated: boolean;
  writer: CommentNotes['writer'];
}

/** In: the clauses with their comments; a comment that is very long is read in part. */
export function readComments(clauses: Clauses): CommentNotes {
  const notes: NoteDraft = {
    helo: undefined,
    ptr: undefined,
    ip: undefined,
    byIp: undefined,
    envelopeFrom: undefined,
    tls: clauses.cipher === undefined ? undefined : { version: undefined, cipher: clauses.cipher },
    isAuthenticated: false,
    writer: clauses.cipher === undefined ? undefined : 'exim',
  };
  for (const { clause, text } of clauses.comments) {
    const short = text.length > 2000 ? text.slice(0, 2000) : text;
    readProgram(short, notes);
    if (readTls(short, notes)) continue;
    readSession(short, notes);
    if (clause === 'from') readPeer(short, notes);
    else if (clause === 'by') notes.byIp ??= readIp(short.trim());
  }
  return notes;
}

function readProgram(text: string, notes: NoteDraft): void {
  const named = /^\s*(?:postfix|exim|qmail|sendmail)\b/i.exec(text)?.[0].trim().toLowerCase();
  if (named === 'exim') notes.writer = 'exim';
  else if (named === 'postfix' || named === 'qmail' || named === 'sendmail') notes.writer ??= named;
  else if (text.includes('may be forged') || /^\s*8\.\d{1,2}\.\d{1,2}(?:\/|\+|$)/.test(text)) notes.writer ??= 'sendmail';
  else if (text.includes('verify=') && /\bbits=\d{1,4}\b.{0,40}\bverify=/.test(text)) notes.writer ??= 'sendmail';
  else if (/^\s*using (?:TLS|SSL)\S{0,12} with cipher /i.test(text)) notes.writer ??= 'postfix';
}

/** True where the comment is about the encryption of the session. */
function readTls(text: string, notes: NoteDraft): boolean {
  if (!/TLS|SSL/i.test(text)) return false;
  // Old OpenSSL names the family of a cipher `TLSv1/SSLv3`, whatever version the session has.
  const version = /\bversion=\s{0,2}((?:TLS|SSL)[\w./]{0,12})/i.exec(text)?.[1];
  const using = /\busing ((?:TLS|SSL)[\w.]{0,12})/i.exec(text)?.[1];
  const exim = /^\s*((?:TLS|SSL)v?[\d._]{0,6})(?:[:\s]([\w-]{3,80}))?(?=[:\s]|$)/i.exec(text);
  const isTls = version !== undefined || using !== undefined || exim !== null;
  if (!isTls) return false;
  const cipher = /\bcipher[= ]\s{0,2}([\w-]{3,80})/i.exec(text)?.[1];
  const bare = exim?.[1];
  notes.tls = {
    version: notes.tls?.version ?? version ?? using ?? (bare === undefined || /^(?:TLS|SSL)$/i.test(bare) ? undefined : bare),
    cipher: notes.tls?.cipher ?? cipher ?? exim?.[2],
  };
  return true;
}

function readSession(text: string, notes: NoteDraft): void {
  const envelope = /\benvelope-(?:from|sender)[ =:]\s{0,2}<?([^<>\s()]{0,320})>?/i.exec(text)?.[1];
  if (envelope !== undefined) notes.envelopeFrom ??= envelope;
  if (/\bauthenticated\b/i.test(text) && !/\b(?:not|un|no)[ -]?authenticated\b/i.test(text)) notes.isAuthenticated = true;
}

/**
 * The comment of the from-clause: `PTR [IP]`, `[IP] helo=HELO`, `HELO name`, a bare address.
 * An address behind HELO is what the peer said, not where it came from.
 */
function readPeer(text: string, notes: NoteDraft): void {
  const words = wordsOf(text.replaceAll(/[()"]/g, ' '), 20);
  let isHelo = false;
  words.forEach((word, index) => {
    const lower = word.toLowerCase();
    if (lower === 'helo' || lower === 'ehlo') isHelo = true;
    else if (isHelo) {
      notes.helo ??= withoutDot(word);
      isHelo = false;
    } else if (lower.startsWith('helo=') || lower.startsWith('ehlo=')) {
      if (word.length > 5) notes.helo ??= withoutDot(word.slice(5));
    } else {
      const ip = readIp(word.replace(/,$/, ''));
      if (ip !== undefined) notes.ip ??= ip;
      else if (index === 0 && words.length > 1) notes.ptr ??= ptrOf(word, words[1] ?? '');
      else if (index === 0) glued(word, notes);
    }
  });
}

/** A name right before the address; Sendmail may put the login name of the peer before it. */
function ptrOf(word: string, next: string): string | undefined {
  if (readIp(next) === undefined) return undefined;
  const name = word.slice(word.lastIndexOf('@') + 1);
  return name.toLowerCase() === 'unknown' || !/^[\w.-]{1,255}$/.test(name) ? undefined : withoutDot(name);
}

/** `name[192.0.2.1]` without a blank. */
function glued(word: string, notes: NoteDraft): void {
  const open = word.indexOf('[');
  const ip = open > 0 ? readIp(word.slice(open)) : undefined;
  if (ip === undefined) return;
  notes.ip ??= ip;
  notes.ptr ??= ptrOf(word.slice(0, open), ip);
}
