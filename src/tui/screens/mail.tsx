import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { tabsLine } from '../components/tabs.js';
import { pageRows } from '../layout.js';
import { type Line, line, type Span, span, withMark } from '../lines.js';
import type { MailState, MailView, ResultState, State } from '../model.js';
import { clean, cutEnd, cutStart, widthOf } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { count, inputName, KIND_WORDS, sizeWords, trustLegend } from '../words.js';
import { sidesWords } from './result.js';

export interface MailScreenProps {
  readonly state: State;
  readonly theme: Theme;
  readonly result: ResultState;
  readonly mail: MailState;
  readonly view: MailView;
}

/** A page about the message whose headers the text holds. Only the rows that are in view are drawn. */
export function MailScreen({ state, theme, result, mail, view }: MailScreenProps): ReactElement {
  const { top, item } = mail.spots[view] ?? { top: 0, item: undefined };
  const rows = pageRows(state);
  const lines = mail.pages[view]?.lines ?? [];
  const shown = lines.slice(top, top + rows).map((row) => (row.item !== undefined && row.item === item ? withMark(row, 1) : row));
  return (
    <Frame
      state={state}
      theme={theme}
      title={`${inputName(result)}, ${KIND_WORDS[result.diagnosis.kind]}`}
      aside={sidesWords(state)}
      tabs={tabsLine(state, result)}
      body={[...headLines(state, result, mail, view), ...shown]}
      position={position(lines.length, top, rows, view === 'raw' ? mail : undefined)}
    />
  );
}

function position(length: number, top: number, rows: number, raw: MailState | undefined): string {
  if (length <= rows) return 'all in view';
  const last = Math.min(length, top + rows);
  const end = last < length ? '  ↓ more' : '  end';
  const { rowLines, lineCount } = raw?.raw ?? {};
  if (rowLines === undefined || lineCount === undefined) return `rows ${top + 1}-${last} of ${length}${end}`;
  return `lines ${(rowLines[top] ?? 0) + 1}-${(rowLines[last - 1] ?? 0) + 1} of ${lineCount}${end}`;
}

/** Above the fields and the text: what is looked for, and what was found of it. */
function headLines(state: State, result: ResultState, mail: MailState, view: MailView): readonly Line[] {
  if (view === 'fields')
    return [findLine(state, mail, 'Filter', mail.filter, filterWords(mail), state.linear ? '' : trustLegend(state.columns - 3))];
  if (view !== 'raw') return [];
  const { text } = result.diagnosis.input;
  const about = `${count(mail.raw?.lineCount ?? 1, 'line')}, ${sizeWords(text.length)}, as it was pasted; / searches`;
  return [findLine(state, mail, 'Search', mail.search, searchWords(mail), about)];
}

function findLine({ columns }: State, { typing }: MailState, title: string, typed: string, found: string, otherwise: string): Line {
  if (typing === undefined && typed === '') return line(span('  '), span(cutEnd(otherwise, columns - 3), 'quiet'));
  const cursor: readonly Span[] = typing === undefined ? [] : [span('█', 'accent')];
  const room = columns - widthOf(found) - title.length - 10;
  return line(span(`  ${title}  `, 'strong'), span(cutStart(clean(typed), room), 'accent'), ...cursor, span(`   ${found}`, 'quiet'));
}

function filterWords({ listed = [], found }: MailState): string {
  return `${found} of ${count(listed.length, 'field')}`;
}

function searchWords({ matches }: MailState): string {
  if (matches === undefined) return '';
  const total = matches.starts.length;
  if (total === 0) return 'no match';
  return `match ${matches.at + 1} of ${total}${matches.isCut ? ' and more' : ''}`;
}
