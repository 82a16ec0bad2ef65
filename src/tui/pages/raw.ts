import { type Line, line, type Span, span } from '../lines.js';
import type { Page } from '../model.js';
import { gutterWidth, type Matches, matchesInRow, type RawText, rowEnd } from '../raw-text.js';
import { clean } from '../sanitize.js';

/** The text as it was pasted, with line numbers; rows with what is searched for carry a mark: `>` the one that is shown, `*` the others. */
export function rawPage(raw: RawText, matches: Matches | undefined): Page {
  const length = raw.rowStarts.length;
  return {
    lines: {
      length,
      slice: (from, to) => {
        const start = Math.max(0, from);
        return Array.from({ length: Math.max(0, Math.min(to, length) - start) }, (_, at) => drawRow(raw, matches, start + at));
      },
    },
    items: [],
    sections: [],
  };
}

function drawRow(raw: RawText, matches: Matches | undefined, row: number): Line {
  const found = matchesInRow(raw, matches, row);
  const text = raw.shown.slice(raw.rowStarts[row] ?? 0, rowEnd(raw, row));
  const digits = gutterWidth(raw.lineCount) - 5;
  const isFirst = row === 0 || raw.rowLines[row] !== raw.rowLines[row - 1];
  const number = isFirst ? String((raw.rowLines[row] ?? 0) + 1) : '';
  const isCurrent = found.some((match) => match.isCurrent);
  const mark = isCurrent ? '> ' : found.length > 0 ? '* ' : '  ';
  const spans: Span[] = [span(mark, isCurrent ? 'chosen' : 'caution'), span(`${number.padStart(digits)} │ `, 'quiet')];
  let from = 0;
  for (const match of found) {
    if (match.start > from) spans.push(span(text.slice(from, match.start)));
    spans.push(span(text.slice(match.start, match.end), match.isCurrent ? 'found' : 'match'));
    from = match.end;
  }
  spans.push(span(text.slice(from)));
  const matched = isCurrent ? ', this match' : found.length > 0 ? ', a match' : '';
  return { ...line(...spans), spoken: clean(`Line ${number}${matched}: ${text}`) };
}
