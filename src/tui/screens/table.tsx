import type { ReactElement } from 'react';
import type { PeopleTable, PersonRow } from '../../ports/readiness-session.js';
import { number as groupDigits } from '../../render/digits.js';
import { Frame } from '../components/frame.js';
import { tableTabs } from '../components/tabs.js';
import { bodyRows, causeRows, listingRows, peopleRows } from '../layout.js';
import { BLANK, type Line, line, type Span, span, withMark } from '../lines.js';
import type { ListSpot, Page, ReadinessState, State } from '../model.js';
import { layColumns, rowCells } from '../people-columns.js';
import { filterWords, moveWords, ORDER_WORDS, SHORT_VERDICTS, VERDICT_MARKS, VERDICT_TONES, VERDICTS } from '../people-words.js';
import { clean, cutEnd, cutStart, pad, widthOf } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { sourcesText, typedSeek } from '../transitions/table.js';
import { count, SEVERITY_TONES } from '../words.js';

export interface TableScreenProps {
  readonly state: State;
  readonly theme: Theme;
  readonly readiness: ReadinessState;
}

/** The result of a readiness run: people, causes, the organization, what is not decided, units. Only the rows in view are made. */
export function TableScreen({ state, theme, readiness }: TableScreenProps): ReactElement {
  const { table, view } = readiness;
  const { body, position } = bodyOf(state, readiness);
  return (
    <Frame
      state={state}
      theme={theme}
      title={`readiness ${moveWords(table.direction)}`}
      aside={asideWords(state, readiness)}
      tabs={tableTabs(state, readiness, view)}
      body={body}
      position={position}
    />
  );
}

function asideWords(state: State, { table, from }: ReadinessState): string {
  if (!table.isComplete) return `not complete: ${groupDigits(table.length)} of ${groupDigits(table.chosen)}`;
  if (from !== sourcesText(state)) return 'other data was loaded since: m checks anew';
  return count(table.length, 'person', 'people');
}

/** "rows 1-20 of 96  ↓ more". */
export function pagePosition(length: number, top: number, rows: number): string {
  if (length <= rows) return 'all in view';
  const last = Math.min(length, top + rows);
  return `rows ${groupDigits(top + 1)}-${groupDigits(last)} of ${groupDigits(length)}${last < length ? '  ↓ more' : '  end'}`;
}

interface Body {
  readonly body: readonly Line[];
  readonly position: string;
}

function bodyOf(state: State, readiness: ReadinessState): Body {
  switch (readiness.view) {
    case 'people':
      return peopleBody(state, readiness);
    case 'causes':
      return causesBody(state, readiness);
    case 'units':
      return unitsBody(state, readiness);
    case 'organization':
    case 'open': {
      const shown = readiness[readiness.view];
      return shown === undefined ? { body: [], position: '' } : textBody(shown.page, shown.spot, bodyRows(state));
    }
  }
}

function textBody({ lines }: Page, { top, item }: { readonly top: number; readonly item: number | undefined }, rows: number): Body {
  const shown = lines.slice(top, top + rows).map((row) => (row.item !== undefined && row.item === item ? withMark(row) : row));
  const body = shown.map((row, index) => (index === shown.length - 1 ? { ...row, runsOn: false } : row));
  return { body, position: pagePosition(lines.length, top, rows) };
}

const MARGIN = 5;

function peopleBody(state: State, readiness: ReadinessState): Body {
  const { listed, spot, table } = readiness;
  const rows = peopleRows(state);
  const columns = layColumns(state.columns - MARGIN - 1);
  const titles = columns.flatMap(({ title, width }, index) => [...(index === 0 ? [] : [span('  ')]), span(pad(title, width), 'strong')]);
  const head: Line = { ...line(span(' '.repeat(MARGIN)), ...titles), spoken: '' };
  const shown = [...listed.subarray(spot.top, spot.top + rows)].map((position, index): Line => {
    const isMarked = spot.top + index === spot.at;
    const row = table.row(position);
    return {
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(`${VERDICT_MARKS[row.verdict]} `, VERDICT_TONES[row.verdict]),
        ...rowCells(row, columns, isMarked),
      ),
      row: spot.top + index,
      spoken: spokenPerson(row),
    };
  });
  const none =
    listed.length > 0 ? [] : [BLANK, line(span('  Nobody is listed with this filter. ', 'strong'), span('x lists everyone.', 'quiet'))];
  const list = [...shown, ...none];
  const filler = Array.from({ length: Math.max(0, rows - list.length) }, () => BLANK);
  return {
    body: [verdictLine(state, readiness), listedLine(state, readiness), head, ...list, ...filler, aboutLine(state, readiness)],
    position: listed.length === 0 ? '' : `${groupDigits(spot.at + 1)} of ${groupDigits(listed.length)}`,
  };
}

/** "Kim Alder, kim.alder@contoso.com: blocked. No plan of Exchange Online is enabled, and 2 more". */
function spokenPerson({ name, address, verdict, worst, others }: PersonRow): string {
  const found = worst === undefined ? '' : `. ${worst.title}${others === 0 ? '' : `, and ${others} more`}`;
  return clean(`${name}, ${address}: ${VERDICT_LONG[verdict]}${found}`);
}

/** How many people each verdict has; the one that is listed alone stands in brackets. */
function verdictLine({ columns }: State, { table, filter }: ReadinessState): Line {
  const spans: Span[] = [span(' ')];
  for (const verdict of VERDICTS) {
    if (verdict === 'not-known' && table.verdicts[verdict] === 0) continue;
    const people = table.verdicts[verdict];
    const short = verdict === 'warnings' && people === 1 ? 'warning' : SHORT_VERDICTS[verdict];
    const text = `${VERDICT_MARKS[verdict]} ${columns < 80 ? `${groupDigits(people)} ${short}` : verdictWords(verdict, people)}`;
    const isChosen = filter.verdict === verdict;
    spans.push(span(isChosen ? `[${text}]` : ` ${text} `, isChosen ? 'chosen' : VERDICT_TONES[verdict]), span(columns < 80 ? '' : ' '));
  }
  const said = VERDICTS.filter((verdict) => table.verdicts[verdict] > 0).map((verdict) => verdictWords(verdict, table.verdicts[verdict]));
  return { ...line(...spans), spoken: said.join(', ') };
}

const verdictWords = (verdict: (typeof VERDICTS)[number], people: number): string => `${groupDigits(people)} ${VERDICT_LONG[verdict]}`;

const VERDICT_LONG = { ...SHORT_VERDICTS, warnings: 'with warnings', 'no-move': 'nothing to move' };

function listedLine(state: State, readiness: ReadinessState): Line {
  const { typing, filter, table, order, listed, search } = readiness;
  if (typing !== undefined) {
    const title = typing.kind === 'filter' ? '  Filter  ' : '  Search  ';
    const found = `   ${count(listed.length, 'person', 'people')}`;
    const room = state.columns - title.length - widthOf(found) - 4;
    return line(
      span(title, 'strong'),
      span(cutStart(clean(typedSeek(readiness)), room), 'accent'),
      span('█', 'accent'),
      span(found, 'quiet'),
    );
  }
  const who = filterWords(filter, table);
  const searched = search.trim() === '' ? '' : `, n finds "${search.trim()}"`;
  const words = `${who === undefined ? 'Everyone' : `${count(listed.length, 'person', 'people')}: ${who}`}, ${ORDER_WORDS[order]}${searched}`;
  return line(span('  '), span(cutEnd(clean(words), state.columns - 4), who === undefined ? 'quiet' : 'accent'));
}

/** What the worst finding of the marked person is, in words. */
function aboutLine(state: State, { listed, spot, table }: ReadinessState): Line {
  const position = listed[spot.at];
  if (position === undefined) return BLANK;
  const { worst, others, name } = table.row(position);
  const room = state.columns - 4;
  if (worst === undefined)
    return { ...line(span('  '), span(cutEnd(clean(`${name}: no check found anything.`), room), 'quiet')), spoken: '' };
  const more = others === 0 ? '' : ` (and ${others} more)`;
  return {
    ...line(
      span('  '),
      span(`${worst.severity}: `, SEVERITY_TONES[worst.severity]),
      span(cutEnd(clean(`${worst.title}${more}`), room - worst.severity.length - 2)),
    ),
    spoken: '',
  };
}

function causesBody(state: State, { table, causesSpot }: ReadinessState): Body {
  const { causes } = table;
  if (causes.length === 0) return { body: [BLANK, line(span('  No check found anything about anybody.', 'strong'))], position: '' };
  const isWide = state.columns >= 120;
  const titleWidth = Math.max(20, Math.min(80, state.columns - 3 - 9 - 10 - 2 - (isWide ? 44 : 0)));
  const head: Line = {
    ...line(
      span(`   ${pad('Severity', 9)}${'People'.padStart(9)}  ${pad('Cause', titleWidth)}`, 'strong'),
      span(isWide ? '  What to do' : '', 'strong'),
    ),
    spoken: '',
  };
  const rows = listed(causesSpot, causes, causeRows(state)).map(([cause, isMarked, row]): Line => {
    const of = cause.confirmed + cause.possible;
    const people = `${groupDigits(of)}${cause.possible > 0 ? '?' : ' '}`;
    const shown = line(
      span(isMarked ? ' ▸ ' : '   ', 'chosen'),
      span(pad(cause.severity, 9), SEVERITY_TONES[cause.severity]),
      span(people.padStart(10)),
      span(' '),
      span(pad(cause.title, titleWidth), isMarked ? 'chosen' : 'plain'),
      ...(isWide ? [span('  '), span(cutEnd(clean(cause.action), state.columns - titleWidth - 27), 'quiet')] : []),
    );
    const doubt = cause.possible === 0 ? '' : `, ${groupDigits(cause.possible)} only possibly`;
    const spoken = clean(`${cause.severity}, ${count(of, 'person', 'people')}${doubt}: ${cause.title}`);
    return { ...shown, row, spoken };
  });
  const hint = 'Enter lists its people. ?: some of them only possibly.';
  const marked = causes[causesSpot.at];
  const about = marked === undefined ? [] : aboutCause(state, marked);
  const filler = Array.from({ length: Math.max(0, bodyRows(state) - 2 - rows.length - about.length) }, () => BLANK);
  return {
    body: [
      { ...line(span(`  ${cutEnd(hint, state.columns - 4)}`, 'quiet')), spoken: 'Enter lists its people.' },
      head,
      ...rows,
      ...filler,
      ...about,
    ],
    position: `${causesSpot.at + 1} of ${causes.length}`,
  };
}

/** The marked cause in full, and what to do: two rows that the list leaves free. */
function aboutCause(state: State, { title, action }: PeopleTable['causes'][number]): readonly Line[] {
  if (causeRows(state) === listingRows(state)) return [];
  const room = state.columns - 4;
  return [
    { ...line(span('  '), span(cutEnd(clean(title), room), 'strong')), spoken: '' },
    { ...line(span('  '), span(cutEnd(clean(action), room), 'quiet')), spoken: clean(action) },
  ];
}

function unitsBody(state: State, { table, unitsSpot }: ReadinessState): Body {
  const units = table.units();
  const unplaced = table.unplaced();
  const without = unplaced === 0 ? '' : ` ${count(unplaced, 'person', 'people')} in no known unit.`;
  const whole = `Enter lists its people, those below it too.${without}`;
  const hint = line(span(`  ${whole.length <= state.columns - 4 ? whole : `Enter lists its people.${without}`}`, 'quiet'));
  if (units.length === 0) return { body: [hint], position: '' };
  const rows = listed(unitsSpot, units, listingRows(state)).map(
    ([unit, isMarked, row]): Line => ({
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(groupDigits(unit.people).padStart(9)),
        span('  '),
        span(cutEnd(clean(unit.name), state.columns - 16), isMarked ? 'chosen' : 'plain'),
      ),
      row,
      spoken: clean(`${unit.name}: ${count(unit.people, 'person', 'people')}`),
    }),
  );
  return {
    body: [hint, { ...line(span(`   ${'People'.padStart(9)}  Organizational unit`, 'strong')), spoken: '' }, ...rows],
    position: `${unitsSpot.at + 1} of ${units.length}`,
  };
}

/** The entries in view, which of them is marked, and their rows in the list. */
export function listed<T>(
  { at, top }: ListSpot,
  all: readonly T[],
  rows: number,
): readonly (readonly [entry: T, isMarked: boolean, row: number])[] {
  return all.slice(top, top + rows).map((entry, index) => [entry, top + index === at, top + index] as const);
}
