import { closingParenthesis, isBlankCode } from './blank.js';
import { decodeEncodedWords } from './encoded-words.js';
import type { Mailbox } from './field.js';

/** What has been read of the address at hand. */
interface Draft {
  /** Text outside quotes, angles and comments, piece by piece (joined once: a value may be very long); blanks are one. */
  readonly words: string[];
  hasAt: boolean;
  /** A quoted string stood before the address. */
  quoted: boolean;
  angle: string | undefined;
}

interface Scan {
  readonly value: string;
  readonly found: Mailbox[];
  draft: Draft;
  /** An opening sign that is never closed is text, and so are those behind it. */
  hasOpenComment: boolean;
  hasOpenQuote: boolean;
  isGroup: boolean;
}

/**
 * Reads the addresses of a From, To, Sender, Reply-To or Return-Path field (RFC 5322 section 3.4 with the obsolete forms).
 *
 * In: the unfolded value; `most` bounds how many are returned. Groups are resolved into their members.
 * Out: in order. A text without an address gives a mailbox with a display name only; `<>` gives one with nothing. A comma in a name that is
 * not quoted ("Doe, Kim <kim@contoso.com>") belongs to the name.
 * Bad input: what is not closed is read as text; never throws.
 */
export function parseMailboxes(value: string, most = 500): readonly Mailbox[] {
  const scan: Scan = { value, found: [], draft: emptyDraft(), hasOpenComment: false, hasOpenQuote: false, isGroup: false };
  let index = 0;
  while (index < value.length && scan.found.length < most) index = step(scan, index);
  if (scan.found.length < most) flush(scan, true);
  return scan.found;
}

function emptyDraft(): Draft {
  return { words: [], hasAt: false, quoted: false, angle: undefined };
}

/** A name with more pieces is cut at its beginning. */
const MOST_PIECES = 2000;

function addWords(draft: Draft, text: string, isQuoted = false): void {
  if (draft.angle !== undefined) return;
  if (draft.words.length >= MOST_PIECES) draft.words.splice(0, MOST_PIECES / 2);
  draft.words.push(text);
  draft.hasAt ||= !isQuoted && text.includes('@');
}

/** Reads what stands at `index`; returns where to go on. */
function step(scan: Scan, index: number): number {
  const { value, draft } = scan;
  switch (value[index]) {
    case '(':
      return takeComment(scan, index);
    case '"':
      return takeQuoted(scan, index);
    case '<':
      return takeAngle(scan, index);
    case '[':
      return takeLiteral(scan, index);
    case '>':
      return index + 1;
    case ',':
      flush(scan, false);
      return index + 1;
    case ';':
      flush(scan, true);
      scan.isGroup = false;
      return index + 1;
    case ':':
      if (draft.angle !== undefined || scan.isGroup || draft.hasAt) break;
      // The name of a group is no name of its first member.
      scan.draft = emptyDraft();
      scan.isGroup = true;
      return index + 1;
    default:
  }
  return takeText(scan, index);
}

/** A run of plain characters. */
function takeText(scan: Scan, index: number): number {
  const { value, draft } = scan;
  let end = index + 1;
  while (end < value.length && !isSpecial(value.charCodeAt(end)) && !isBlankCode(value.charCodeAt(end))) end++;
  if (isBlankCode(value.charCodeAt(index))) {
    if (draft.words.length > 0 && draft.words.at(-1) !== ' ') addWords(draft, ' ');
    return index + 1;
  }
  addWords(draft, value.slice(index, end));
  return end;
}

/** Parentheses, quotation mark, angles, bracket, comma, semicolon, colon. */
function isSpecial(code: number): boolean {
  return (
    code === 40 || code === 34 || code === 60 || code === 62 || code === 91 || code === 44 || code === 59 || code === 58 || code === 41
  );
}

function takeComment(scan: Scan, index: number): number {
  const close = scan.hasOpenComment ? -1 : closingParenthesis(scan.value, index);
  if (close >= 0) return close + 1;
  scan.hasOpenComment = true;
  addWords(scan.draft, '(');
  return index + 1;
}

function takeQuoted(scan: Scan, index: number): number {
  const { value, draft } = scan;
  const close = scan.hasOpenQuote ? -1 : closingQuote(value, index);
  if (close < 0) {
    scan.hasOpenQuote = true;
    return index + 1;
  }
  // A quoted local part stays as written; a quoted name loses its marks.
  if (value[close + 1] === '@') addWords(draft, value.slice(index, close + 1));
  else if (draft.angle === undefined) {
    // An at sign in a quoted name is no address.
    addWords(draft, unquoted(value.slice(index + 1, close)), true);
    draft.quoted = true;
  }
  return close + 1;
}

function closingQuote(value: string, open: number): number {
  for (let index = open + 1; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code === 92) index++;
    else if (code === 34) return index;
  }
  return -1;
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** The text between angles; without a closing one it ends at the next comma. */
function takeAngle(scan: Scan, index: number): number {
  const { value } = scan;
  if (scan.draft.angle !== undefined) flush(scan, true);
  let end = index + 1;
  let isQuoted = false;
  for (; end < value.length; end++) {
    const code = value.charCodeAt(end);
    if (code === 92) end++;
    else if (code === 34) isQuoted = !isQuoted && !scan.hasOpenQuote && value.indexOf('"', end + 1) >= 0;
    else if (!isQuoted && (code === 62 || code === 60 || (code === 44 && !isRoute(value, index)))) break;
  }
  scan.draft.angle = value.slice(index + 1, Math.min(end, value.length));
  return value[end] === '>' ? end + 1 : end;
}

/** `<@relay,@relay:kim@contoso.com>`: RFC 5322 section 4.4. */
function isRoute(value: string, open: number): boolean {
  return value[open + 1] === '@';
}

/** `[IPv6:2001:db8::1]` holds colons that part nothing. */
function takeLiteral(scan: Scan, index: number): number {
  const { value, draft } = scan;
  let end = index + 1;
  const limit = Math.min(value.length, index + 300);
  while (end < limit && value[end] !== ']' && value[end] !== '[' && value[end] !== '<' && value[end] !== ',') end++;
  if (value[end] !== ']') return takeText(scan, index);
  addWords(draft, value.slice(index, end + 1));
  return end + 1;
}

/** Ends the address at hand. Text without an address waits for the next one, unless this is the end of the list. */
function flush(scan: Scan, isEnd: boolean): void {
  const { draft } = scan;
  if (draft.angle === undefined && !draft.quoted && !draft.hasAt) {
    if (draft.words.length === 0) return;
    if (!isEnd) {
      if (draft.words.at(-1) === ' ') draft.words.pop();
      if (draft.words.at(-1) !== ',') addWords(draft, ',');
      addWords(draft, ' ');
      return;
    }
    const words = draft.words.join('').trimEnd();
    const display = words.endsWith(',') ? words.slice(0, -1) : words;
    if (display !== '') scan.found.push(mailbox(undefined, display));
  } else {
    const words = draft.words.join('');
    scan.found.push(draft.angle === undefined ? bareMailbox(words, draft.hasAt) : angleMailbox(draft.angle, words));
  }
  scan.draft = emptyDraft();
}

function angleMailbox(angle: string, words: string): Mailbox {
  const address = addressOf(angle);
  return mailbox(address, words.trim() === '' && address === undefined ? angle.trim() : words);
}

/** Text without angles: the last word with an at sign is the address. */
function bareMailbox(text: string, hasAt: boolean): Mailbox {
  // An at sign in a quoted name is no address.
  if (!hasAt) return mailbox(undefined, text);
  const words = text.replace(/ ?@ ?/g, '@').trim();
  const at = words.lastIndexOf('@');
  const start = words[at - 1] === '"' ? Math.max(0, words.lastIndexOf('"', at - 2)) : words.lastIndexOf(' ', at) + 1;
  const space = words.indexOf(' ', at);
  const end = space < 0 ? words.length : space;
  const word = words.slice(start, end);
  const address = addressOf(word.startsWith('[') && word.endsWith(']') ? word.slice(1, -1) : word);
  return mailbox(address, address === undefined ? words : `${words.slice(0, start)}${words.slice(end)}`);
}

/** Local part as written, domain in lower case; undefined where the text is no address. */
function addressOf(text: string): string | undefined {
  let bare = withoutBlanksAndComments(text);
  if (bare.startsWith('@')) bare = bare.slice(bare.indexOf(':') + 1);
  if (bare.slice(0, 7).toLowerCase() === 'mailto:') bare = bare.slice(7);
  const at = bare.lastIndexOf('@');
  if (at <= 0 || at === bare.length - 1 || bare.length > 2000) return undefined;
  const domain = bare.slice(at + 1).toLowerCase();
  return `${bare.slice(0, at)}@${domain.endsWith('.') ? domain.slice(0, -1) : domain}`;
}

function withoutBlanksAndComments(text: string): string {
  if (text.startsWith('"')) return text.trim();
  let bare = text;
  const open = text.indexOf('(');
  const close = open < 0 ? -1 : closingParenthesis(text, open);
  if (close >= 0) bare = text.slice(0, open) + text.slice(close + 1);
  return bare.replace(/\s/g, '');
}

function mailbox(address: string | undefined, words: string): Mailbox {
  const display = decodeEncodedWords(words.trim());
  return {
    address,
    domain: address?.slice(address.lastIndexOf('@') + 1),
    display: display === '' ? undefined : display,
  };
}
