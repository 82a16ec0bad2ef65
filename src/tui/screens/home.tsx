import type { ReactElement } from 'react';
import { pathsIn } from '../../parse/intake/paths.js';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import { BLANK, breakAtEdge, type Line, line, type Span, span, wrapText } from '../lines.js';
import type { Draft, State } from '../model.js';
import { clean, cutEnd, pad, widthOf } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { isWhole } from '../transitions/home.js';
import { inputsOf } from '../transitions/inputs.js';
import { allFindings } from '../transitions/session.js';
import { amountWords, count, SEVERITY_TONES, SOURCE_WORDS, sizeWords, sourceName, sourceRoom } from '../words.js';

const ABOUT: readonly (readonly [string, string])[] = [
  ['Diagnose', 'errors of moves and synchronization, NDRs, message headers'],
  ['Prove', 'one cause and rule out the others, on exports of both directories'],
  ['Repair', 'the exact commands: check before, run, check after, undo'],
];
/** Where there is room: other ways to begin. */
const BEGIN: readonly (readonly [string, string])[] = [
  ['No data', 'Paste the error alone. Questions with their commands then lead to the cause.'],
  ['Everyone', 'Load both sides with d, then m checks who can move, and what blocks the others.'],
  ['Later', 'Type the path of a saved session. Inputs, answers and data are there again.'],
];

const MOST_EMPTY = 14;

const MOTTO = 'Paste what failed. Get the cause, proven on your own data, and the fix.';
const SHORT_MOTTO = 'Paste what failed. Get the cause, proven, and the fix.';

/** The paste box, the directory data that is loaded, and what the program is for. */
export function HomeScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const rows = bodyRows(state);
  const below = belowLines(state, rows);
  const room = Math.max(3, rows - 3 - 2 - below.length);
  // Empty, the box needs no more: what else there is stands right below it.
  const inner = state.draft.text === '' && !state.draft.isWriting ? Math.min(room, MOST_EMPTY) : room;
  const body = [
    line(span('  '), span(cutEnd(state.columns < 76 ? SHORT_MOTTO : MOTTO, state.columns - 3), 'strong')),
    BLANK,
    ...boxLines(state, inner),
    ...below,
  ];
  return <Frame state={state} theme={theme} title="home" aside="Everything stays on this machine." body={body} />;
}

function boxLines({ columns, draft }: State, inner: number): readonly Line[] {
  const width = columns - 6;
  const title = draft.isWriting ? ' typing ' : ' what failed ';
  // What was copied with the end of its line is no line more; while one types, it is.
  const lines = draft.lineCount - (draft.text.endsWith('\n') && !draft.isWriting ? 1 : 0);
  const size = draft.text === '' ? '' : ` ${count(lines, 'line')}, ${sizeWords(draft.text.length)} `;
  const tone = draft.isWriting || draft.text !== '' ? 'accent' : 'quiet';
  const edge = (left: string, right: string, leading: string, trailing: string): Line => {
    const fill = '─'.repeat(Math.max(0, width - widthOf(leading) - widthOf(trailing)));
    return line(span(`  ${left}─`, tone), span(leading, 'strong'), span(fill, tone), span(trailing, 'quiet'), span(`─${right}`, tone));
  };
  const content = (draft.text === '' && !draft.isWriting ? emptyRows(inner, width) : textRows(draft, inner, width)).slice(0, inner);
  const rows = Array.from({ length: inner }, (_, index): Line => {
    const spans = content[index] ?? [];
    const used = spans.reduce((sum, part) => sum + widthOf(part.text), 0);
    return line(span('  │ ', tone), ...spans, span(' '.repeat(Math.max(0, width - used))), span(' │', tone));
  });
  return [edge('╭', '╮', title, ''), ...rows, edge('╰', '╯', pathHint(draft), size)];
}

function pathHint(draft: Draft): string {
  const { text, isDone } = draft;
  const paths = isDone || text.length > 4096 ? 0 : pathsIn(text).length;
  if (paths === 0) return !isDone && isWhole(draft) ? ' Enter looks it up ' : '';
  return paths === 1 ? ' a path: Enter reads it ' : ` ${paths} paths: Enter reads them `;
}

function emptyRows(inner: number, width: number): readonly (readonly Span[])[] {
  const rows = [
    'Paste or drop anything, as it is: an error, an NDR, message headers, what a command printed, exports of both sides, a folder, a saved session.',
    'Enter finds out what it is. s shows a sample.',
  ]
    .flatMap((text) => wrapText(text, width))
    .map((text) => [span(text, 'quiet')]);
  return inner >= 6 ? [[], ...rows] : rows;
}

/** The last rows of the text that fit, as far up as the user scrolled; found from the end, for a paste may be long. */
function textRows({ text, up, isWriting }: Draft, inner: number, width: number): readonly (readonly Span[])[] {
  const rows: string[] = [];
  let end = text.length;
  for (let skipped = 0; end >= 0 && rows.length < inner; ) {
    const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    if (skipped < up) skipped++;
    else rows.unshift(...lineRows(text.slice(start, Math.min(end, start + LONGEST_LINE)), width - 1));
    end = start - 1;
  }
  const shown = rows.slice(-inner);
  return shown.map((row, index) => {
    const isHere = isWriting && up === 0 && index === shown.length - 1;
    return isHere ? [span(row), span('█', 'accent')] : [span(row)];
  });
}

const LONGEST_LINE = 2000;

/** A long line goes on in the next row; of one that is endless the beginning is shown. */
function lineRows(line: string, width: number): readonly string[] {
  const rows = breakAtEdge(clean(line), width, width);
  return line.length < LONGEST_LINE ? rows : [...rows.slice(0, -1), cutEnd(`${rows.at(-1) ?? ''}…`, width)];
}

function belowLines(state: State, rows: number): readonly Line[] {
  const about =
    rows < 16 || (state.draft.text !== '' && rows < 24)
      ? []
      : [BLANK, ...aboutLines(state, ABOUT), ...(rows < 30 || state.draft.text !== '' ? [] : [BLANK, ...aboutLines(state, BEGIN)])];
  return [BLANK, ...sourceLines(state, rows), ...sessionLines(state), ...about];
}

function aboutLines({ columns }: State, about: typeof ABOUT): readonly Line[] {
  return about.map(([word, what]) => line(span('  '), span(pad(word, 11), 'accent'), span(cutEnd(what, columns - 15), 'quiet')));
}

/** What the session holds so far, in one line. */
function sessionLines(state: State): readonly Line[] {
  const inputs = inputsOf(state);
  if (inputs.length === 0) return [];
  const findings = allFindings(state);
  const [worst] = findings;
  const found =
    worst === undefined
      ? [span('nothing found', 'quiet')]
      : [
          span(`${count(findings.length, 'finding')}, worst: `, 'quiet'),
          span(worst.finding.severity, SEVERITY_TONES[worst.finding.severity]),
        ];
  return [
    line(
      span('  This session    ', 'strong'),
      span(`${count(inputs.length, 'input')}, `, 'quiet'),
      ...found,
      span('. h shows it.', 'quiet'),
    ),
  ];
}

const MOST_SOURCES = 4;

function sourceLines({ sources, columns, connections }: State, rows: number): readonly Line[] {
  const head = span('  Directory data  ', 'strong');
  const files = 'none loaded, so causes stay possible. d loads exports.';
  const live =
    columns < 90 ? 'none yet. d loads exports, l reads live.' : 'none loaded, so causes stay possible. d loads exports, l reads live.';
  const none = span(cutEnd(connections === undefined ? files : live, columns - 19), 'quiet');
  if (sources.length === 0) return [line(head, none)];
  const most = rows < 16 ? 1 : MOST_SOURCES;
  const room = sourceRoom(sources, columns);
  const shown = sources
    .slice(0, most)
    .map((source) =>
      line(
        span('    '),
        span(pad(SOURCE_WORDS[source.side], 13), 'accent'),
        span(pad(sourceName(source.path, room), room + 2)),
        span(amountWords(source), 'quiet'),
      ),
    );
  const more = sources.length > most ? [span(`${sources.length} files; d shows all`, 'quiet')] : [];
  return [line(head, ...(sources.every(({ side }) => side === 'settings') ? [none] : more)), ...shown];
}
