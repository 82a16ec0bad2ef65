import type { Evidence } from '../../evidence/evidence.js';
import { type Line, line, type Span, span, wrapSpans } from '../lines.js';
import { widthOf } from '../sanitize.js';

const CONTEXT = 70;
const LONGEST = 500;
/** So much of an indentation is shown: in a narrow window the rest would be a row of its own. */
const MOST_BLANKS = 4;

/**
 * In: the text as it was given, and evidence of one line of it. Out: the rows that quote it with line numbers, the matched texts marked.
 * Without colours a row of carets marks them. Evidence whose place is not in the text is quoted as it is.
 */
export function quoteInput(
  text: string,
  evidence: readonly Evidence[],
  options: { readonly width: number; readonly colour: boolean; readonly indent: number },
): readonly Line[] {
  const number = evidence[0]?.line ?? 1;
  const ranges = evidence.flatMap((item) => rangeOf(text, item)).sort((a, b) => a.start - b.start);
  const rows =
    ranges.length < evidence.length
      ? evidence.map((item) => ({ number, spans: [span(item.text, 'match')] }))
      : contextRows(text, ranges, number);
  const digits = String(rows.at(-1)?.number ?? 1).length;
  const before = ' '.repeat(options.indent);
  return rows.flatMap((quotedRow) => {
    const whole = quotedRow.spans.map((part) => part.text).join('');
    return wrapSpans(quotedRow.spans, Math.max(20, options.width - options.indent - digits - 3)).flatMap((row, index) => {
      const gutter = `${index === 0 ? String(quotedRow.number).padStart(digits) : ' '.repeat(digits)} │ `;
      const quoted: Line = {
        ...line(span(before), span(gutter, 'quiet'), ...row),
        spoken: index === 0 ? `Line ${quotedRow.number}: ${whole.trim()}` : '',
      };
      return options.colour || !row.some((part) => part.tone === 'match') ? [quoted] : [quoted, carets(before, digits, row)];
    });
  });
}

/** Evidence of the input by line, in order of appearance. */
export function byLine(evidence: readonly Evidence[]): readonly (readonly Evidence[])[] {
  const groups = new Map<number, Evidence[]>();
  for (const item of evidence) {
    const group = groups.get(item.line ?? 1);
    if (group === undefined) groups.set(item.line ?? 1, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangeOf(text: string, evidence: Evidence): readonly Range[] {
  const start = offsetOf(text, evidence.line, evidence.column);
  const end = start === undefined ? undefined : endOfMatch(text, start, evidence.text);
  return start === undefined || end === undefined ? [] : [{ start, end: Math.min(end, start + LONGEST) }];
}

function carets(before: string, digits: number, row: readonly Span[]): Line {
  const marks = row.map((part) => (part.tone === 'match' ? '^' : ' ').repeat(widthOf(part.text))).join('');
  return { ...line(span(`${before}${' '.repeat(digits)} │ `), span(marks.trimEnd())), spoken: '' };
}

/** Offset of a 1-based place; CR LF, LF and CR end a line. */
function offsetOf(text: string, wantedLine: number | undefined, column: number | undefined): number | undefined {
  if (wantedLine === undefined) return undefined;
  let start = 0;
  for (let at = 1; at < wantedLine; at++) {
    const next = nextLine(text, start);
    if (next === undefined) return undefined;
    start = next;
  }
  const offset = start + (column ?? 1) - 1;
  return offset <= text.length ? offset : undefined;
}

function nextLine(text: string, from: number): number | undefined {
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10) return index + 1;
    if (code === 13) return text.charCodeAt(index + 1) === 10 ? index + 2 : index + 1;
  }
  return undefined;
}

/** Evidence holds the matched text with every run of white space as one space. */
function endOfMatch(text: string, start: number, matched: string): number | undefined {
  let at = start;
  for (let index = 0; index < matched.length; index++) {
    const wanted = matched[index] ?? '';
    if (wanted === ' ') {
      if (!/\s/.test(text[at] ?? '')) return undefined;
      while (at < text.length && /\s/.test(text[at] ?? '')) at++;
    } else if (text[at] === wanted) at++;
    else return undefined;
  }
  return at;
}

interface QuotedRow {
  readonly number: number;
  readonly spans: readonly Span[];
}

/** The ranges with what stands around them; long stretches between and beside them are cut. */
function contextRows(text: string, ranges: readonly Range[], firstNumber: number): readonly QuotedRow[] {
  const first = ranges[0]?.start ?? 0;
  const lineStart = Math.max(text.lastIndexOf('\n', first - 1), text.lastIndexOf('\r', first - 1)) + 1;
  const rows: { number: number; spans: Span[] }[] = [{ number: firstNumber, spans: [] }];
  const add = (part: string, tone: 'quiet' | 'match'): void => {
    part.split(/\r\n|\r|\n/).forEach((piece, index) => {
      if (index > 0) rows.push({ number: firstNumber + rows.length, spans: [] });
      // What a console indented after a wrap is no part of the words.
      const blanks = index > 0 ? (/^\s*/.exec(piece)?.[0] ?? '') : '';
      rows.at(-1)?.spans.push(span(blanks.slice(0, MOST_BLANKS), 'quiet'), span(piece.slice(blanks.length), tone));
    });
  };
  const from = Math.max(lineStart, first - CONTEXT);
  let reached = from;
  if (from > lineStart) add('…', 'quiet');
  for (const { start, end } of ranges) {
    if (end <= reached) continue;
    const between = text.slice(reached, Math.max(reached, start));
    add(between.length > 2 * CONTEXT ? `${between.slice(0, CONTEXT)} … ${between.slice(-CONTEXT)}` : between, 'quiet');
    add(text.slice(Math.max(reached, start), end), 'match');
    reached = end;
  }
  const rest = text.slice(reached, reached + CONTEXT);
  const lineEnd = rest.search(/[\r\n]/);
  add(lineEnd < 0 ? rest : rest.slice(0, lineEnd), 'quiet');
  if (lineEnd < 0 && reached + CONTEXT < text.length) add('…', 'quiet');
  return rows;
}
