import { withoutMarks } from './marks.js';

/** A text without what was put around it. `numbers`: the line of the text that each is, 1-based; undefined where they are one to one. */
export interface CleanText {
  readonly lines: readonly string[];
  readonly numbers: readonly number[] | undefined;
}

/**
 * Takes off what a chat, a ticket, a mail or a terminal put around an output: CR, escape sequences, no-break spaces, blanks at the ends of lines, code
 * fences, `> ` before lines, entities of HTML, tabs beside a colon, and a blank line behind every line.
 */
export function cleanText(text: string): CleanText {
  const plain = withoutMarks(withoutEntities(text))
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ');
  let lines = plain.split(/\r\n|\n|\r/).map((line) => (isFence(line) ? '' : withoutTabs(line.trimEnd())));
  if (areAllCode(lines)) lines = lines.map((line) => line.trim().slice(1, -1).trimEnd());
  for (let depth = 0; depth < 3 && isQuoted(lines); depth++) lines = lines.map(withoutQuote);
  return withoutDoubling(withoutQuotedParts(lines));
}

/** A chat put each line between backticks. */
function areAllCode(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '');
  return (
    filled.length > 0 && filled.every((line) => /^\s{0,20}`(?!`)/.test(line.slice(0, 24)) && line.endsWith('`') && line.trim().length > 1)
  );
}

/** No control character, and no half of one character. */
function isShown(code: number): boolean {
  return code >= 32 && code < 0x11_0000 && !(code >= 0x7f && code < 0xa0) && !(code >= 0xd800 && code < 0xe000);
}

function isFence(line: string): boolean {
  return line.length < 60 && /^\s{0,20}(?:> ?){0,3}(?:```|~~~)[\w+-]{0,20}\s{0,20}$/.test(line);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' };

/** What was copied out of the source of a page. In CLIXML and tables of HTML entities are part of the values. */
function withoutEntities(text: string): string {
  return /<(?:Objs|\?xml|Props|table|html)[\s>]/i.test(text) ? text : decodeEntities(text);
}

/** In: text of a page. Out: its characters; all entities or none, for `&amp;` alone may stand in any value. */
export function decodeEntities(text: string, isOfPage = false): string {
  if (!isOfPage && !/&(?:gt|lt|quot|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});/i.test(text)) return text;
  return text.replace(/&(lt|gt|quot|apos|nbsp|amp|#\d{1,6}|#x[0-9a-f]{1,5});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return isShown(code) ? String.fromCodePoint(code) : whole;
  });
}

/** `Name<tab>: value`, as an editor or a mail makes of it. */
function withoutTabs(line: string): string {
  const colon = line.slice(0, 120).indexOf(':');
  if (colon < 1 || !line.slice(0, colon + 2).includes('\t') || !/^[A-Za-z][\w.@-]{0,80}\s{0,40}$/.test(line.slice(0, colon))) return line;
  // A row of a table of which a cell ends in a colon.
  if (
    line
      .slice(colon + 1)
      .trim()
      .includes('\t')
  )
    return line;
  return `${line
    .slice(0, colon)
    .replace(/\s{1,40}$/, '')
    .replaceAll('\t', ' ')} : ${line.slice(colon + 1).trimStart()}`;
}

/** True where every line that holds something begins with the mark; a console's own `>> ` does not stand before all of them. */
function isQuoted(lines: readonly string[]): boolean {
  let count = 0;
  for (const line of lines) {
    const start = firstMark(line);
    if (start === '') continue;
    if (start !== '>') return false;
    count++;
  }
  return count > 0;
}

function firstMark(line: string): string {
  for (const letter of line) if (letter !== ' ' && letter !== '\t') return letter;
  return '';
}

function withoutQuote(line: string): string {
  const mark = line.indexOf('>');
  return mark < 0 ? line : line.slice(line[mark + 1] === ' ' ? mark + 2 : mark + 1);
}

/** Takes `> ` off where some lines are an answer and some the mail that it answers. A console goes on with `>>`, and begins no line with `> `. */
function withoutQuotedParts(lines: readonly string[]): readonly string[] {
  const isPart = (line: string | undefined): boolean => line?.startsWith('>') === true && !line.startsWith('>>');
  return lines.map((line, at) =>
    isPart(line) && (isPart(lines[at - 1]) || isPart(lines[at + 1])) ? line.replace(/^(?:> {0,2}){1,9}/, '') : line,
  );
}

const FEWEST_DOUBLED = 4;

/** A mail programme put an empty line behind every line: then more than one of them is what one was. */
function withoutDoubling(lines: readonly string[]): CleanText {
  let filled = 0;
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] === '') continue;
    if (at > 0 && lines[at - 1] !== '') return { lines, numbers: undefined };
    filled++;
  }
  const first = lines.findIndex((line) => line !== '');
  if (filled < FEWEST_DOUBLED) return { lines, numbers: undefined };
  const kept = lines.map((_, at) => at).filter((at) => lines[at] !== '' || at < first || (lines[at - 1] === '' && lines[at - 2] !== ''));
  return { lines: kept.map((at) => lines[at] ?? ''), numbers: kept.map((at) => at + 1) };
}

/** Straight quotes for the curly ones that mail programmes make: in commands and errors, for in a value they are part of it. */
export function withStraightQuotes(text: string): string {
  return text.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
}

/** Lines without the blanks that all of them begin with. */
export function withoutIndent(lines: readonly string[]): readonly string[] {
  let indent = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const own = indentOf(line);
    if (own < line.length) indent = Math.min(indent, own);
  }
  return indent === 0 || indent === Number.POSITIVE_INFINITY ? lines : lines.map((line) => line.slice(indent));
}

/** How many blanks a line begins with; its length where it holds nothing else. */
export function indentOf(line: string): number {
  let at = 0;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}
