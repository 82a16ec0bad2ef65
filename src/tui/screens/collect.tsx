import type { ReactElement } from 'react';
import type { CollectProgress, PartProgress } from '../../ports/connections.js';
import { number as groupDigits } from '../../render/digits.js';
import { barLine } from '../components/bar.js';
import { Frame } from '../components/frame.js';
import { problemLines } from '../components/problem.js';
import type { CollectRun } from '../connections-model.js';
import { SERVICE_WORDS, secondsWords } from '../connections-words.js';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, SPOKEN_COLUMNS, span, type Tone, wrapText } from '../lines.js';
import type { State } from '../model.js';
import { clean, cutEnd, cutStart, pad } from '../sanitize.js';
import { count } from '../words.js';
import type { LiveProps } from './live-props.js';

/** Before everything is read: of what, and whether a snapshot is written. */
export function CollectScreen({ state, theme, connections }: LiveProps): ReactElement {
  const { columns } = state;
  const { open, collect } = connections;
  const quiet = (text: string): readonly Line[] => wrapText(text, columns - 6).map((row) => line(span('  '), span(row, 'quiet')));
  const gap = bodyRows(state) < 16 ? [] : [BLANK];
  const body: readonly Line[] = [
    ...gap,
    line(span(`  Read everything of ${count(open.length, 'connection')}?`, 'strong')),
    ...gap,
    ...open
      .slice(0, 4)
      .map(({ kind, source }) =>
        line(span('    '), span(pad(SERVICE_WORDS[kind], 18), 'accent'), span(cutEnd(clean(source), columns - 24))),
      ),
    ...(open.length > 4 ? [line(span(`    and ${open.length - 4} more`, 'quiet'))] : []),
    BLANK,
    line(span('  Snapshot file  ', 'strong'), span(cutStart(clean(collect.path), columns - 20)), span('█', 'accent')),
    ...quiet('Empty: nothing is written, and what is read stays in memory until crossprem ends.'),
    ...quiet('A snapshot holds data of people. It can be read again later without a connection.'),
    ...problemLines(collect.problem, columns),
  ];
  return <Frame state={state} theme={theme} title="read from all connections" aside="only read" body={body} />;
}

/** How far the reading is. */
export function CollectingScreen({ state, theme, connections }: LiveProps): ReactElement {
  const { run } = connections.collect;
  const progress = run?.progress;
  const head = headLines(state, run);
  const foot = footLines(state, run);
  const room = Math.max(1, bodyRows(state) - head.length - foot.length);
  const parts = progress?.parts ?? [];
  const top = firstPart(parts, room);
  const widths = {
    numbers: Math.max(0, ...parts.map((part) => amountText(part).length)),
    state: Math.max(0, ...parts.map((part) => stateText(part, state.columns).length)),
  };
  const body = [...head, ...parts.slice(top, top + room).map((part) => partLine(part, state.columns, widths)), ...foot];
  const position = parts.length <= room ? '' : `parts ${top + 1}-${Math.min(parts.length, top + room)} of ${parts.length}`;
  return (
    <Frame
      state={state}
      theme={theme}
      title="reading from all connections"
      aside={state.linear ? '' : `${secondsWords((run?.elapsedMs ?? 0) / 1000)} so far`}
      body={body}
      position={position}
    />
  );
}

function headLines({ columns }: State, run: CollectRun | undefined): readonly Line[] {
  const progress = run?.progress;
  if (progress === undefined) return [BLANK, line(span('  Asking what there is to read …', 'accent')), BLANK];
  const { records, rate, parts } = progress;
  const done = parts.filter(({ state }) => state === 'complete' || state === 'partial').length;
  const words = [
    span(`  ${count(records, 'record')}`, 'strong'),
    span(`   ${groupDigits(Math.round(rate))}/s`, 'plain'),
    span(`   ${done} of ${count(parts.length, 'part')} done`, 'quiet'),
  ];
  // The number of records changes several times a second.
  return [BLANK, { ...line(...words), spoken: `${done} of ${count(parts.length, 'part')} done` }, ...barLines(progress, columns), BLANK];
}

/** How much of all; nothing where a service does not say how much there is. */
function barLines({ parts }: CollectProgress, columns: number): readonly Line[] {
  if (parts.length === 0) return [];
  let read = 0;
  let all = 0;
  for (const { records, expected, state } of parts) {
    const ends = state === 'complete' || state === 'partial';
    if (expected === undefined && !ends) return [];
    const of = ends ? records : Math.max(records, expected ?? 0);
    read += records;
    all += of;
  }
  return [barLine(all === 0 ? 0 : read / all, columns)];
}

/** The first part in view: the one that is read stands among those around it. */
function firstPart(parts: readonly PartProgress[], room: number): number {
  const reading = parts.findIndex(({ state }) => state === 'reading');
  const next = parts.findIndex(({ state }) => state === 'waiting');
  const at = reading >= 0 ? reading : next >= 0 ? next : parts.length;
  return Math.max(0, Math.min(at - Math.floor(room / 3), parts.length - room));
}

const STATES: Readonly<Record<PartProgress['state'], readonly [mark: string, word: string, tone: Tone]>> = {
  waiting: ['·', 'waiting', 'quiet'],
  reading: ['▸', 'reading', 'accent'],
  complete: ['✓', 'complete', 'good'],
  partial: ['!', 'partial', 'caution'],
};

const NARROW = 76;

/** "complete, 1 not read"; in a narrow window the mark alone says the first. */
function stateText({ state, unreadable }: PartProgress, columns: number): string {
  const missing = unreadable === 0 ? [] : [`${groupDigits(unreadable)} not read`];
  return [...(columns < NARROW ? [] : [STATES[state][1]]), ...missing].join(', ');
}

/** Names first: in a narrow window the numbers take only what they need, and the source of a part is left out. */
function partLine(part: PartProgress, columns: number, widths: { readonly numbers: number; readonly state: number }): Line {
  const { title, source, state } = part;
  const [mark, , tone] = STATES[state];
  const sourceWidth = columns >= 110 ? 34 : 0;
  const room = Math.min(64, columns - 3 - 2 - widths.numbers - 2 - widths.state - 1 - sourceWidth);
  const quiet = state === 'waiting' ? 'quiet' : 'plain';
  return {
    ...line(
      span(` ${mark} `, tone),
      span(pad(title, room), quiet),
      ...(sourceWidth === 0 ? [] : [span(`  ${pad(source, sourceWidth - 2)}`, 'quiet')]),
      span(`  ${amountText(part).padStart(widths.numbers)}`, quiet),
      span(`  ${stateText(part, columns)}`, tone),
    ),
    spoken: clean(`${title}: ${stateText(part, SPOKEN_COLUMNS)}`),
  };
}

/** "17,982 of 38,911"; of what is complete, how many came. */
function amountText({ records, expected, state }: PartProgress): string {
  const amount = state === 'waiting' && records === 0 ? '' : groupDigits(records);
  const of = expected === undefined || state === 'complete' ? '' : ` of ${groupDigits(expected)}`;
  return `${amount}${amount === '' ? of.trimStart() : of}`;
}

function footLines({ columns }: State, run: CollectRun | undefined): readonly Line[] {
  const waiting = run?.progress?.waiting;
  const wait = waiting === undefined || run === undefined ? [] : waitLines(waiting, run, columns);
  const esc =
    run?.isStopping === true
      ? 'Stopping: what was read is kept. Esc leaves without waiting for that.'
      : 'Esc stops; what was read is kept.';
  return [...wait, BLANK, line(span(`  ${cutEnd(esc, columns - 4)}`, 'quiet'))];
}

function waitLines({ source, why, seconds }: NonNullable<CollectProgress['waiting']>, run: CollectRun, columns: number): readonly Line[] {
  const left = Math.max(0, Math.ceil(seconds - (run.elapsedMs - run.waitFromMs) / 1000));
  const text = `! ${clean(source)}: ${clean(why)}, ${secondsWords(left)} left`;
  return [BLANK, line(span('  '), span(cutEnd(text, columns - 4), 'caution'))];
}
