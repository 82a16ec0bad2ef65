import type { Token } from '../error-text/extract.js';

/** A text made plain for reading, with the way back to the places of the original. */
export interface View {
  /** Lines end in `\n`; no quotation marks of mail, tags, entities, invisible characters or soft line ends. */
  readonly text: string;
  /** The place in the original of a place in `text`. */
  readonly offset: (at: number) => number;
  /** A value that stands at `start` to `end` of `text`, with its place in the original. */
  readonly token: (value: string, start: number, end: number) => Token;
}

const QUOTED = /^[ \t]{0,8}(?:>|&gt;)/m;
const QUOTE_LEAD = '^[ \\t]{0,8}(?:(?:>|&gt;) ?){1,20}';
const INVISIBLE = '\\u00a0\\u2007\\u202f\\u3000\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060\\ufeff';
// The look ahead lets the engine pass over plain letters.
const MARKED = [
  `(?=[=\\r&<[(${INVISIBLE}])(?:=\\r?\\n`,
  '=20(?=[ \\t]{0,4}(?:\\r?\\n|$))',
  '=[0-9A-F]{2}',
  '\\r\\n?',
  '&(?:amp;)?(?:#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});',
  '[<[(]mailto:[^<>\\]\\s)]{1,600}[>\\])]',
  '</?(?:html|head|body|title|br|wbr|b|i|u|em|strong|span|font|code|p|div|table|tbody|thead|tr|td|th|ul|ol|li|a|pre|hr|blockquote|h[1-6])(?:\\s[^<>]{0,400})?/?>',
  `[${INVISIBLE}])`,
].join('|');
const SPECIAL = new RegExp(MARKED, 'gim');
const SPECIAL_QUOTED = new RegExp(`${QUOTE_LEAD}|${MARKED}`, 'gim');
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  rsquo: "'",
  lsquo: "'",
};
const BLOCK = /^<\/?(?:br|p|div|table|tr|ul|ol|li|hr|pre|blockquote|h[1-6]|title|head|body)\b/i;
const CELL = /^<\/?t[dh]\b/i;
const LINK_LEAD = ' <';
const LINK_LENGTH = '<mailto:'.length;
const WIDE_SPACE = /[\u00a0\u2007\u202f\u3000]/;

/**
 * In: any text. Out: its view. Linear in time; never throws.
 * Quoted-printable is undone only where the whole text is in it: `=20` may as well stand in an IMCEAEX address.
 */
export function viewText(original: string): View {
  const isQuotedPrintable = /=\r?\n/.test(original) && /=3D/i.test(original);
  const parts: string[] = [];
  const from: number[] = [0];
  const to: number[] = [0];
  let length = 0;
  let reached = 0;
  const keep = (end: number): void => {
    if (end <= reached) return;
    parts.push(original.slice(reached, end));
    length += end - reached;
  };
  for (const match of original.matchAll(QUOTED.test(original) ? SPECIAL_QUOTED : SPECIAL)) {
    const plain = plainText(original, match[0], match.index, isQuotedPrintable);
    if (plain === match[0]) continue;
    keep(match.index);
    from.push(length);
    to.push(match.index);
    parts.push(plain);
    length += plain.length;
    // Of a link to an address only its lead is replaced: the address keeps its place.
    reached = match.index + (plain === LINK_LEAD ? LINK_LENGTH : match[0].length);
    from.push(length);
    to.push(reached);
  }
  keep(original.length);
  return joinWraps(makeView(parts.join(''), original.length, from, to), original.length);
}

function plainText(original: string, found: string, at: number, isQuotedPrintable: boolean): string {
  const first = found[0] ?? '';
  if (first === '\r') return '\n';
  if (first === '=') {
    if (found.endsWith('\n')) return '';
    if (isQuotedPrintable) return quotedPrintable(found);
    return found === '=20' && /^[ \t]{0,4}\r?(?:\n|$)/.test(original.slice(at + 3, at + 9)) ? '' : found;
  }
  const mail = /^[<[(]mailto:(.+)[>\])]$/i.exec(found)?.[1];
  if (mail !== undefined) {
    const before = original.slice(Math.max(0, at - mail.length - 1), at).toLowerCase();
    const isSaid = before.includes(mail.toLowerCase()) || before.endsWith(']');
    return isSaid ? '' : LINK_LEAD;
  }
  if (first === '&' && !/^&gt; ?(?:&gt;|>)/.test(found)) return atLineStart(original, at) && /^&gt;/.test(found) ? '' : entity(found);
  if (first === '<') return BLOCK.test(found) ? (endsBeforeNext(original, found, at) ? '' : '\n') : CELL.test(found) ? '\t' : '';
  if (/[> \t]/.test(first) && /[>;] ?$/.test(found)) return '';
  return WIDE_SPACE.test(found) ? ' ' : '';
}

/** `</p><p>` is one line end, not a blank line. */
function endsBeforeNext(original: string, found: string, at: number): boolean {
  return /^<\/(?:p|div|li|tr)/i.test(found) && /^<(?:p|div|li|tr)[\s>]/i.test(original.slice(at + found.length, at + found.length + 5));
}

function atLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';
}

function quotedPrintable(found: string): string {
  const code = Number.parseInt(found.slice(1), 16);
  return code === 0x3d || (code >= 0x20 && code < 0x7f) ? String.fromCharCode(code) : found;
}

function entity(found: string): string {
  const name = found.replace(/^&(?:amp;)?/, '').slice(0, -1);
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? found;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  if (code === 0xa0) return ' ';
  return code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? ' ' : String.fromCodePoint(code);
}

function makeView(text: string, originalLength: number, from: readonly number[], to: readonly number[]): View {
  const offset = (at: number): number => {
    let low = 0;
    let high = from.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((from[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const place = (to[low] ?? 0) + at - (from[low] ?? 0);
    return Math.min(place, to[low + 1] ?? originalLength, originalLength);
  };
  return {
    text,
    offset,
    token: (value, start, end) => ({
      value,
      start: offset(start),
      end: end > start ? Math.min(originalLength, offset(end - 1) + 1) : offset(start),
    }),
  };
}

/** A line end with the words right before and behind it; they begin at `start`, end at `end` and go on at `resume`. */
interface LineBreak {
  readonly before: string;
  readonly start: number;
  readonly end: number;
  readonly next: string;
  readonly resume: number;
}

function lineBreak(text: string, at: number): LineBreak {
  let end = at;
  while (end > at - 4 && isBlank(text.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && start > end - 400 && text.charCodeAt(start - 1) > 0x20) start--;
  let resume = at + 1;
  while (resume < at + 9 && isBlank(text.charCodeAt(resume))) resume++;
  let stop = resume;
  while (stop < text.length && stop < resume + 40 && text.charCodeAt(stop) > 0x20) stop++;
  return { before: text.slice(start, end), start, end, next: text.slice(resume, stop), resume };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Joins what a console or a mail program cut in two over a line end: status codes, addresses, IMCEAEX addresses; nothing else. */
function joinWraps(view: View, originalLength: number): View {
  const { text } = view;
  if (!text.includes('\n')) return view;
  const parts: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let length = 0;
  let reached = 0;
  const append = (end: number): void => {
    parts.push(text.slice(reached, end));
    from.push(length);
    to.push(reached);
    length += end - reached;
  };
  let isOpen = false;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    const line = lineBreak(text, at);
    isOpen = /IMCEAEX-/i.test(line.before) || (isOpen && line.start <= reached);
    const isCut =
      line.before !== '' &&
      line.next !== '' &&
      (isOpen
        ? isOpenImceaex(line.before, line.next)
        : isCutCode(text, line) || isCutAddress(line.before, line.next) || isCutHost(text, line));
    if (!isCut) {
      isOpen = false;
      continue;
    }
    append(line.end);
    reached = line.resume;
  }
  if (reached === 0) return view;
  append(text.length);
  const joined = makeView(parts.join(''), text.length, from, to);
  const offset = (at: number): number => Math.min(originalLength, view.offset(joined.offset(at)));
  return {
    text: joined.text,
    offset,
    token: (value, start, end) => ({
      value,
      start: offset(start),
      end: end > start ? Math.min(originalLength, offset(end - 1) + 1) : offset(start),
    }),
  };
}

function isOpenImceaex(before: string, next: string): boolean {
  if (/@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}\.[A-Za-z]{2,}[>)\]'",;:]{0,3}$/.test(before)) return false;
  return /^[A-Za-z0-9_+=@.-]/.test(next) && !/^(?:Remote|Action|Status|Diagnostic-Code|[245]\d\d$)/.test(next);
}

function isCutCode(text: string, line: LineBreak): boolean {
  const { before, next, end } = line;
  const first = next.charCodeAt(0);
  // The next line goes on with a digit, or with the dot before the last number.
  if (!(first >= 0x30 && first <= 0x39) && first !== 0x2e) return false;
  if (/(?:^|[^\w.])[245]\.(?:[0-7]\.)?$/.test(before)) return /^\d{1,3}(?![\d])/.test(next);
  if (/(?:^|[^\w.])[245]\.[0-7]$/.test(before)) return /^\.\d{1,3}(?!\d)/.test(next);
  if (!/(?:^|[^\w.])[245]\.[0-7]\.\d{1,2}$/.test(before) || !/^\d{1,2}(?:[;:,']|$)/.test(next)) return false;
  // A whole code may end a line; only on a full line of a console it is likely cut.
  return !text.slice(Math.max(0, end - 76), end).includes('\n') && end >= 76;
}

/** A console cuts at the width of a line: only where the line is full, and what goes on tells that the name had not ended. */
function isCutHost(text: string, { before, end, next }: LineBreak): boolean {
  if (end < FULL_LINE || text.slice(end - FULL_LINE, end).includes('\n')) return false;
  const name = /[A-Za-z0-9.-]{1,200}$/.exec(before)?.[0] ?? '';
  const isNamed = name.includes('.') || before.slice(0, -name.length).endsWith('=');
  if (!isNamed || /^[\d.]*$/.test(name) || before.slice(0, -name.length).endsWith('@')) return false;
  const rest = /^[A-Za-z0-9.-]{1,200}/.exec(next)?.[0] ?? '';
  if (!/\.[A-Za-z]{2,24}$/.test(rest) || !/^[[(\])>"',:;]|^$/.test(next.slice(rest.length, rest.length + 1))) return false;
  return name.endsWith('.') || rest.startsWith('.') || !ENDINGS.test(name) || (OUTLOOK.test(name + rest) && !OUTLOOK.test(`.${rest}`));
}

const FULL_LINE = 76;
/** A name that may end here is not taken for cut. */
const OUTLOOK = /\.(?:outlook|office365|exchangelabs)\.com$/i;
const ENDINGS = /\.(?:com|net|org|edu|gov|info|local|[a-z]{2})$/i;

function isCutAddress(before: string, next: string): boolean {
  const at = before.lastIndexOf('@');
  if (at < 1) return false;
  const domain = before.slice(at + 1);
  if (!/^[A-Za-z0-9.-]*$/.test(domain) || !/^[A-Za-z0-9.-]+[>)\]'",;:]{0,4}$/.test(next)) return false;
  const whole = domain + next;
  const isOpen = !/\.[A-Za-z]{2,}$/.test(domain);
  return isOpen && /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,6}[A-Za-z]{2,}[>)\]'",;:]{0,4}$/.test(whole);
}
