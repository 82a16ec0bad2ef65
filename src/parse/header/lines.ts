import { isBlankCode, skipBlanks } from './blank.js';

/** One line of the input: offsets of its text without the line end. */
export interface Line {
  readonly start: number;
  readonly end: number;
}

/** How a line stands in the text. */
export interface Margin {
  /** `>` signs before it. */
  readonly depth: number;
  /** A blank stands behind the last of them. */
  readonly isSpaced: boolean;
  /** Offset behind them and behind the blank that follows each. */
  readonly start: number;
  /** Offset of the first character that is no blank; the line's end where there is none. */
  readonly text: number;
}

/** Out: a function that gives the lines of a text, ended by CRLF, LF or CR, one after the other; undefined behind the last. */
export function linesOf(text: string): () => Line | undefined {
  let start = 0;
  let feed = text.indexOf('\n');
  let carriage = text.indexOf('\r');
  return () => {
    if (start < 0) return undefined;
    const end = feed < 0 || (carriage >= 0 && carriage < feed) ? carriage : feed;
    if (end < 0) {
      const last = { start, end: beforeBreak(text, start, text.length) };
      start = -1;
      return last;
    }
    const line = { start, end: beforeBreak(text, start, end) };
    start = end + 1;
    if (end === carriage) {
      if (feed === start) {
        start++;
        feed = text.indexOf('\n', start);
      }
      carriage = text.indexOf('\r', start);
    } else feed = text.indexOf('\n', start);
    return line;
  };
}

const LAST_TAGS =
  /(?:<(?:br ?\/?|\/(?:html|body|pre|code|p|div|span|font|td|tr|table|tbody|blockquote|li|b|strong|i|em))>[ \t]{0,4}){1,8}$/i;

/** The end of a line without the `<br>` and the closing tags of copied HTML. */
function beforeBreak(text: string, start: number, end: number): number {
  if (text.charCodeAt(end - 1) !== 62 || end - start < 4) return end;
  const mark = LAST_TAGS.exec(text.slice(Math.max(start, end - 80), end));
  return mark === null ? end : end - mark[0].length;
}

const FIRST_TAGS =
  /^(?:<(?:!doctype|html|head|body|pre|code|p|div|span|font|td|tr|table|tbody|blockquote|li|b|strong|i|em)(?:[ \t][^<>@]{0,200})?>){1,8}/i;

/**
 * Where the text of a line begins behind the tags of copied HTML. Only in the first column, where no line of a header has a bracket: behind a
 * fold the tag is part of a value, and what follows it was written by whoever wrote the value.
 */
function behindTags(text: string, start: number, end: number): number {
  if (text.charCodeAt(start) !== 60) return start;
  const tags = FIRST_TAGS.exec(text.slice(start, Math.min(end, start + 1000)));
  return tags === null ? start : start + tags[0].length;
}

/**
 * Reads the quotation marks of a forum or mail program before a line: `>`, `> >`, `>>`, `&gt;`. At most `most` of them.
 * The blank behind the last belongs to the mark where `isSpaced`, else to the line: it may be a fold.
 */
export function marginOf(text: string, line: Line, most: number, isSpaced = true): Margin {
  let depth = 0;
  let start = line.start;
  // A byte order mark in the middle of pasted text.
  if (text.charCodeAt(start) === 0xfeff && start < line.end) start++;
  start = behindTags(text, start, line.end);
  for (;;) {
    const sign = skipBlanks(text, start, Math.min(line.end, start + 4));
    const width = depth < most ? signWidth(text, sign, line.end) : 0;
    if (width === 0) break;
    depth++;
    start = sign + width;
  }
  // Copied from HTML it may be a non-breaking space.
  const hasBlank = depth > 0 && start < line.end && (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 0xa0);
  if (hasBlank && isSpaced) start++;
  return { depth, isSpaced: hasBlank, start, text: skipBlanks(text, start, line.end) };
}

function signWidth(text: string, at: number, end: number): number {
  const code = at < end ? text.charCodeAt(at) : 0;
  if (code === 62) return 1;
  return code === 38 && text.startsWith('&gt;', at) ? 4 : 0;
}

/** End of the text of a line without the blanks behind it. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && isBlankCode(text.charCodeAt(last - 1))) last--;
  return last;
}

const LONGEST_NAME = 90;

/** Offset behind a field name that starts at `from`: printable ASCII but ":" (RFC 5322 section 2.2). `from` where there is none. */
export function nameEnd(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + LONGEST_NAME);
  let index = from;
  while (index < limit) {
    const code = text.charCodeAt(index);
    const isName =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 45 || code === 95 || code === 46;
    if (!isName) return index;
    index++;
  }
  return index < end ? from : index;
}

/**
 * True for text that is no beginning of anything: the rest of a field whose beginning is elsewhere. In: one line, trimmed.
 * A clause of Received, `key=value;`, a report key, a bracket or a long word without blanks.
 */
export function looksLikeRest(line: string): boolean {
  const head = line.slice(0, 300);
  if (!/\s/.test(head)) return head.length >= 16 || /[;=<>@:]/.test(head);
  if (/^[<("]|^=\?/.test(head)) return true;
  if (/^(?:by|with|id|for|via|from|helo|designates|permitted)\s/i.test(head) && /[();=<@]|\d\.\d/.test(head)) return true;
  if (/^[\w.-]{1,40}=\S/.test(head)) return true;
  const tail = line.slice(-60);
  if (/\d{2}:\d{2}(?::\d{2})?\s[+-]\d{4}(?:\s\([^()]{1,20}\))?$/.test(tail)) return true;
  return /;/.test(head) && /[=<>]/.test(head);
}
