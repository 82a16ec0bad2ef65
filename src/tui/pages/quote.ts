import type { Evidence } from '../../evidence/evidence.js';
import { type Line, line, type Span, span, wrapSpans } from '../lines.js';

const CONTEXT = 70;
const LONGEST = 500;

/**
 * In: the text as it was given, and evidence that stands in it. Out: the rows that quote it with line numbers, the matched text marked.
 * Without colours a row of carets marks it. Evidence whose place is not in the text is quoted as it is.
 */
export function quoteInput(
  text: string,
  evidence: Evidence,
  options: { readonly width: number; readonly colour: boolean; readonly indent: number },
): readonly Line[] {
  const start = offsetOf(text, evidence.line, evidence.column);
  const end = start === undefined ? undefined : endOfMatch(text, start, evidence.text);
  const rows =
    start === undefined || end === undefined
      ? [{ number: evidence.line ?? 1, spans: [span(evidence.text, 'match')] }]
      : contextRows(text, start, end, evidence.line ?? 1);
  const digits = String(rows.at(-1)?.number ?? 1).length;
  const before = ' '.repeat(options.indent);
  return rows.flatMap(({ number, spans }) =>
    wrapSpans(spans, Math.max(20, options.width - options.indent - digits - 3)).flatMap((row, index) => {
      const gutter = `${index === 0 ? String(number).padStart(digits) : ' '.repeat(digits)} │ `;
      const quoted = line(span(before), span(gutter, 'quiet'), ...row);
      return options.colour || !row.some((part) => part.tone === 'match') ? [quoted] : [quoted, carets(before, digits, row)];
    }),
  );
}

function carets(before: string, digits: number, row: readonly Span[]): Line {
  const marks = row.map((part) => (part.tone === 'match' ? '^' : ' ').repeat(part.text.length)).join('');
  return line(span(`${before}${' '.repeat(digits)} │ `), span(marks.trimEnd()));
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

function contextRows(text: string, start: number, end: number, firstNumber: number): readonly QuotedRow[] {
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const rest = text.slice(end, end + CONTEXT);
  const lineEnd = rest.search(/[\r\n]/);
  const from = Math.max(lineStart, start - CONTEXT);
  const after = lineEnd < 0 ? rest : rest.slice(0, lineEnd);
  const isCut = lineEnd < 0 && end + CONTEXT < text.length;
  const rows: { number: number; spans: Span[] }[] = [
    { number: firstNumber, spans: [span(from > lineStart ? '…' : '', 'quiet'), span(text.slice(from, start), 'quiet')] },
  ];
  text
    .slice(start, Math.min(end, start + LONGEST))
    .split(/\r\n|\r|\n/)
    .forEach((part, index) => {
      if (index > 0) rows.push({ number: firstNumber + index, spans: [] });
      rows.at(-1)?.spans.push(span(part, 'match'));
    });
  rows.at(-1)?.spans.push(span(after, 'quiet'), span(isCut ? '…' : '', 'quiet'));
  return rows;
}
