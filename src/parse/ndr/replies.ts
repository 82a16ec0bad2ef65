/** An SMTP reply in a report's text, at its place in the view. */
export interface FoundReply {
  readonly start: number;
  /** Behind the codes. */
  readonly codesEnd: number;
  readonly code: { readonly value: string; readonly start: number; readonly end: number } | undefined;
  readonly status: { readonly value: string; readonly start: number; readonly end: number } | undefined;
  /** The words before it say that the server's reply begins here, though without a basic code. */
  readonly isWhole?: boolean;
}

/** A basic code with an enhanced one: `550 5.1.1`, `550-5.7.26`, `550 550 5.7.1`, `#550 #5.1.1`, `554-'5.7.1`. */
const REPLY =
  /(?<!(?<!\\)\w|[@/.])([245]\d\d)(?:[ \t]{1,12}|[ \t]{0,3}\n[ \t]{0,40}|[-;.] ?|(?=[#(['"]))(?:\1[ -])?[#(['"]{0,2}([245]\.[0-7]\.\d{1,3})(?![\w]|\.\d)/g;
/** A basic code alone, where the words before it say that it is a server's reply. */
const BASIC =
  /(?:said: ?|said\[[^\]\n]{0,30}\]: ?|returned:? ?['"\u2018\u201c\u00ab]? ?|\bwas: ?\s{1,8}|[Ss][Mm][Tt][Pp]; ?|<<< ?|\b(?:LED|MSG)=|reason: ?|\]: ?|talk to me: ?|(?:^|\s)['"\u2018\u201c]|Error:?\s{1,8}|RCPT TO:[^\n]{0,330}:\s{1,40}|(?:^|\n)[ \t]{0,40}#?)([45]\d\d)(?:[ -](?=[A-Za-z<"'[(#*])|(?=[ \t]*(?:\n|$)))/g;
/** An enhanced code alone behind a word or mark that says what it is. */
const LABELLED =
  /(?:\b(response was:?\s{0,4})|\bdsn=|\bsmtp; ?|#|\bDSN:? ?|\bNDR:? ?|\bstatus(?: code)?[ \t]{0,3}[:=]? ?|\berror(?: code)?[ \t]{0,3}[:=]? ?|\bcode[ \t]{0,3}[:=]? ?)['"(#]?([245]\.[0-7]\.\d{1,3})(?![\w]|\.\d)/gi;
const BARE = /(?<![\w.@/-])([245]\.[0-7]\.\d{1,3})(?![\w/]|\.\d)/g;
const CODES = new Set(
  '421 432 441 442 446 447 449 450 451 452 454 455 471 500 501 502 503 504 510 511 512 513 515 516 517 521 523 530 533 534 535 538 541 550 551 552 553 554 555 556 557 571'.split(
    ' ',
  ),
);
const NO_STATUS =
  /[=~<>!]=[ \t]{0,2}$|(?:version|framework|build|release|exchange|server|section|chapter|\bv|\bon|\bam|\bvom|\ble|\bel|\bil)[\s:='"(]{0,3}$/i;
const TIME_FOLLOWS = /^,?[ \t]{1,3}(?:um |at |[àa] )?\d{1,2}[:.]\d{2}/;

/** In: the masked text of a view. Out: its replies in order; those with an enhanced code, else those with less. Linear in time. */
export function findReplies(text: string): readonly FoundReply[] {
  const found: FoundReply[] = [];
  for (const match of text.matchAll(REPLY)) {
    const status = match[2] ?? '';
    const codesEnd = match.index + match[0].length;
    found.push({ start: match.index, codesEnd, code: part(match[1] ?? '', match.index), status: part(status, codesEnd - status.length) });
  }
  for (const match of text.matchAll(BASIC)) {
    const code = match[1] ?? '';
    if (!CODES.has(code)) continue;
    const start = match.index + match[0].replace(/[ -]$/, '').length - code.length;
    found.push({ start, codesEnd: start + 3, code: part(code, start), status: undefined });
  }
  for (const match of text.matchAll(LABELLED)) {
    const status = match[2] ?? '';
    const codesEnd = match.index + match[0].length;
    if (isVersion(text, codesEnd - status.length, codesEnd)) continue;
    found.push({
      start: codesEnd - status.length,
      codesEnd,
      code: undefined,
      status: part(status, codesEnd - status.length),
      isWhole: match[1] !== undefined,
    });
  }
  return withoutOverlap(text, found);
}

/** In: the same text, where nothing else was found. Out: enhanced codes that stand alone in a text short enough to speak of nothing else. */
export function findBareCodes(text: string): readonly FoundReply[] {
  if (text.length > 2000 || text.trim().length > 400) return [];
  const found: FoundReply[] = [];
  if (isNumberedList(text)) return found;
  let isCode = false;
  let reached = 0;
  for (const match of text.matchAll(BARE)) {
    const codesEnd = match.index + match[0].length;
    // What stands in a list is what its first number is.
    const isNext = reached > 0 && LISTED.test(text.slice(reached, match.index));
    if (!isNext) isCode = !isVersion(text, match.index, codesEnd) && isSpokenOf(text, match.index);
    reached = codesEnd;
    if (isCode) found.push({ start: match.index, codesEnd, code: undefined, status: part(match[1] ?? '', match.index) });
  }
  return found;
}

const NUMBERED_LINE = /(?:^|\n)[ \t]{0,8}(?:[-*\u2022] )?([245]\.[0-7]\.\d{1,3})[ \t]{1,8}(?=[-\u2013A-Za-z])/g;

/** Lines that begin with different numbers and go on in words: a list of changes, an agenda, a page that explains codes. */
function isNumberedList(text: string): boolean {
  return new Set([...text.matchAll(NUMBERED_LINE)].map((match) => match[1])).size > 1;
}

const MOST_OF_A_REPLY = 3;

/**
 * More different codes of failures than one reply and those it quotes have, each without a basic code before it or in a cell of its own: a page
 * or a program that explains codes. Whole replies, one a line, are errors.
 */
export function isTableOfCodes(text: string): boolean {
  const codes = new Set<string>();
  for (const { 1: code, index, 0: found } of text.matchAll(BARE)) {
    const end = index + found.length;
    if (code === undefined || code.startsWith('2') || isVersion(text, index, end)) continue;
    const isReply = /[245]\d\d[ -]#?$/.test(text.slice(Math.max(0, index - 6), index));
    if (isReply && !/^[ ]{0,3}[|\t]/.test(text.slice(end, end + 5))) continue;
    codes.add(code);
    if (codes.size > MOST_OF_A_REPLY) return true;
  }
  return false;
}

/** What parts codes that are listed. */
export const LISTED = /^[ \t,;/|+&]{1,6}(?:(?:and|or|und|oder|et|ou|y|o|e)\s{1,3})?$/i;

const TELLS =
  /(?:^|[\n\r([{#'"`:=;/>|-]|(?:code|error|fehler|\b(?:get|gets|got|getting|receiv\w{1,4}|code|codes|error|errors|fehler|erreur|id|number|status|ndr|ndrs|dsn|bounce\w{0,2}|reject\w{0,4}|fail\w{0,5}|return\w{0,3}|says|with|smtp|and|or|mean|means|is)))[ \t]{0,4}$/i;

/** A number among words is a code where something says so before it; the amount of something else is none. */
function isSpokenOf(text: string, at: number): boolean {
  return TELLS.test(text.slice(Math.max(0, at - 24), at));
}

function part(value: string, start: number): { readonly value: string; readonly start: number; readonly end: number } {
  return { value, start, end: start + value.length };
}

function isVersion(text: string, start: number, end: number): boolean {
  return NO_STATUS.test(text.slice(Math.max(0, start - 16), start)) || TIME_FOLLOWS.test(text.slice(end, end + 16));
}

/** A reply that lies in the codes of another is that other; so is the next line of a reply of several lines (`550-5.7.26 ... 550 5.7.26 ...`). */
function withoutOverlap(text: string, found: FoundReply[]): readonly FoundReply[] {
  found.sort((a, b) => a.start - b.start || b.codesEnd - a.codesEnd);
  const kept: FoundReply[] = [];
  let reached = -1;
  for (const reply of found) {
    if (reply.start < reached) continue;
    reached = reply.codesEnd;
    const before = kept.at(-1);
    if (before !== undefined && isNextLine(text, before, reply)) continue;
    // Older Exchange puts the remote server's reply in angle brackets behind a general code: the remote one is meant.
    if (before !== undefined && isQuoted(text, before, reply)) kept[kept.length - 1] = { ...reply, start: before.start };
    else kept.push(reply);
  }
  return kept;
}

/** `550 5.4.0 <mail.contoso.com #5.7.64 smtp;550 5.7.64 ...>`, `#5.1.1 smtp; 550 5.1.1 ...>` */
function isQuoted(text: string, before: FoundReply, { start, codesEnd }: FoundReply): boolean {
  if (start - before.codesEnd > 300) return false;
  const between = text.slice(before.codesEnd, start);
  const isOpen = between.includes('<') && !between.includes('>') && !between.includes('@');
  return isOpen && /smtp;/i.test(text.slice(Math.max(before.codesEnd, start - 40), codesEnd + 40));
}

function isNextLine(text: string, before: FoundReply, reply: FoundReply): boolean {
  if (before.code === undefined || before.code.value !== reply.code?.value || text[before.code.end] !== '-') return false;
  if (before.status !== undefined && reply.status !== undefined && before.status.value !== reply.status.value) return false;
  return reply.start - before.codesEnd < MOST_SENTENCE;
}

const MOST_SENTENCE = 2000;

/**
 * The sentence of a reply: from its code to the quotation mark, the double hash, the blank line or the next part of the report that ends it.
 * In: `until`, where the next part begins. Out: the end of the sentence in the view, and its words on one line.
 */
export function readSentence(text: string, reply: FoundReply, until: number): { readonly value: string; readonly end: number } {
  const most = text.slice(reply.start, Math.min(until, reply.start + MOST_SENTENCE));
  const opened = /['"\u2018\u201c\u00ab]/.exec(text[reply.start - 1] ?? '')?.[0];
  const stops = [
    opened === undefined ? -1 : closing(most, opened),
    most.search(/##/),
    blankLine(most, reply.codesEnd - reply.start),
    most.search(/\};|\}\]/),
    most.search(/\(in reply to [A-Za-z ]{2,30} command\)/),
    nextPart(most, reply.codesEnd - reply.start),
    most.search(/> #SMTP#/),
  ].filter((at) => at > 0);
  const raw = most.slice(0, Math.min(most.length, ...stops)).replace(/\s{1,400}$/, '');
  return { value: raw.replace(/\s+/g, ' '), end: reply.start + raw.length };
}

/** The line of the next recipient or field; of a sentence that has not begun yet the address may be the first word. */
function nextPart(text: string, codesEnd: number): number {
  const words = text.slice(codesEnd).search(/[\p{L}\d]/u);
  const from = words < 0 ? codesEnd : codesEnd + words;
  const found = text.slice(from).search(/\n[ \t]{0,40}(?:<[^\s<>@]{1,64}@|[A-Z][A-Za-z-]{2,30}:[ \t])/);
  return found < 0 ? -1 : from + found;
}

/** The first blank line behind words: in HTML every line is a paragraph of its own. */
function blankLine(text: string, codesEnd: number): number {
  const words = text.slice(codesEnd).search(/[^\s.:;,-]/);
  const isFolded = /^[ \t]{0,40}\n[ \t]{0,40}\n[ \t]{2,40}\S/.test(text.slice(codesEnd, codesEnd + 200));
  const from = isFolded && words >= 0 ? codesEnd + words : 0;
  const found = text.slice(from).search(/\n[ \t]{0,40}\n/);
  return found < 0 ? -1 : from + found;
}

/** The mark that closes a quoted reply: an apostrophe inside a word does not. */
function closing(text: string, opened: string): number {
  const close = { '\u2018': '\u2019', '\u201c': '\u201d', '\u00ab': '\u00bb' }[opened] ?? opened;
  for (let at = text.indexOf(close); at >= 0; at = text.indexOf(close, at + 1)) {
    if (/^(?:[\s.,;)]|$)/.test(text.slice(at + 1, at + 2))) return at;
  }
  return -1;
}
