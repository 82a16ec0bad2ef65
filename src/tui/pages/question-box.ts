import { subjectName } from '../../fixes/plan.js';
import { questionCommands } from '../../render/report.js';
import { bodyRows } from '../layout.js';
import { BLANK, isSpoken, type Line, line, type Span, span, wrapSpans, wrapText } from '../lines.js';
import type { AnswerPaste, AnswerState, State } from '../model.js';
import { isTyping, isYesNo } from '../question.js';
import { clean, cutEnd, cutStart, pad, widthOf } from '../sanitize.js';
import { count, sizeWords } from '../words.js';
import { questionLines } from './question.js';

export interface AnswerLayout {
  /** The rows of the window between its rules. */
  readonly body: readonly Line[];
  /** First row of the question that is in view, and how many are below the last one. */
  readonly top: number;
  readonly below: number;
}

/** What is read aloud needs no window: it is told in full. */
const MOST_SPOKEN = 200;

/** The question above, scrolled to `answer.top` as far as it goes; the box for the answer below it, always in view. */
export function answerLayout(state: State, answer: AnswerState): AnswerLayout {
  const height = state.linear ? MOST_SPOKEN : bodyRows(state);
  const box = [...warningLines(state), ...boxLines(state, answer, formRows(height))];
  const room = Math.max(1, height - box.length);
  const lines = state.result === undefined ? [BLANK] : questionLines(state, state.result, answer, room);
  const top = Math.max(0, Math.min(answer.top, lines.length - room));
  const visible = lines.slice(top, top + room);
  // What goes on below must not run into the box; the box stands apart where there is room.
  const above = visible.map((row, index) => (index === visible.length - 1 ? { ...row, runsOn: false } : row));
  const gap = above.length < room ? [BLANK] : [];
  return { body: [...above, ...gap, ...box], top, below: Math.max(0, lines.length - top - room) };
}

/** Lines of the form that are in view: a paste answers them all, so that they get what the question leaves. */
function formRows(height: number): number {
  return height < 19 ? 1 : height < 30 ? 2 : 7;
}

function warningLines({ result, columns }: State): readonly Line[] {
  const subjects = result?.diagnosis.findings.map(subjectName).filter((name) => name !== '');
  if (new Set(subjects).size <= 1) return [];
  const text = 'The text is about several recipients; an answer holds for all of them. Diagnose one alone to answer for it.';
  return wrapText(text, columns - 4).map((row) => line(span('  '), span(row, 'caution')));
}

/** The box for the answer: what was pasted, or what can be pasted and pressed, and the lines of the form. */
function boxLines(state: State, answer: AnswerState, most: number): readonly Line[] {
  const width = state.columns - 6;
  const { paste } = answer;
  const said = pasteRows(state, paste, width);
  const rows = said ?? [...hintRows(answer, width), ...fieldRows(answer, width, most)];
  const size =
    paste === undefined || paste.reading?.kind === 'outputs' ? '' : ` ${count(paste.lineCount, 'line')}, ${sizeWords(paste.size)} `;
  if (state.linear) return [line(span('  your answer', 'strong'), span(size)), ...rows.map((spans) => line(span('  '), ...spans))];
  const edge = (left: string, right: string, title: string, trailing: string): Line =>
    line(
      span(`  ${left}─`, 'accent'),
      span(title, 'strong'),
      span('─'.repeat(Math.max(0, width - widthOf(title) - widthOf(trailing))), 'accent'),
      span(trailing, 'quiet'),
      span(`─${right}`, 'accent'),
    );
  return [
    edge('╭', '╮', ' your answer ', ''),
    ...rows.map((spans) => {
      const used = spans.reduce((sum, part) => sum + widthOf(part.text), 0);
      return line(span('  │ ', 'accent'), ...spans, span(' '.repeat(Math.max(0, width - used))), span(' │', 'accent'));
    }),
    edge('╰', '╯', '', size),
  ];
}

type Row = readonly Span[];

function wrapped(text: string, width: number, tone: Span['tone']): readonly Row[] {
  return wrapText(text, width).map((row) => [span(row, tone)]);
}

/** While a paste is read, waits, or was not understood; undefined where the box takes the next answer. */
function pasteRows({ busy }: State, paste: AnswerPaste | undefined, width: number): readonly Row[] | undefined {
  if (paste === undefined || paste.reading?.kind === 'outputs') return undefined;
  const { reading, lineCount } = paste;
  if (reading === undefined)
    return busy !== undefined
      ? [[span(`Reading ${count(lineCount, 'line')} …`, 'accent')]]
      : [[span('Enter', 'chosen'), span(` reads the ${count(lineCount, 'line')} that came; the rest of a long paste may follow.`)]];
  if (reading.kind === 'side')
    return [
      ...wrapped(`Where was this read: ${reading.what}? Nothing in it tells.`, width, 'strong'),
      [span('p', 'chosen'), span(' on-premises     '), span('c', 'chosen'), span(' cloud')],
    ];
  return [
    ...wrapped(`Nothing was taken from it: ${reading.why}`, width, 'caution'),
    ...wrapped('Paste again with all of its lines, answer by hand, or ? puts the question aside.', width, 'quiet'),
  ];
}

function hintRows(answer: AnswerState, width: number): readonly Row[] {
  if (answer.isAllSkipped) return [[span('Paste any output here, or '), span('a', 'chosen'), span(' asks again')]];
  const hasCommand = questionCommands(answer.question).some(({ isManual }) => !isManual);
  const paste = hasCommand ? 'Paste what it prints here, or' : 'Look it up, then';
  if (isYesNo(answer))
    return wrapSpans(
      [
        span(`${paste}  `),
        span('y', 'chosen'),
        span(' yes   '),
        span('n', 'chosen'),
        span(' no   '),
        span('?', 'chosen'),
        span(" don't know"),
      ],
      width,
    );
  return wrapSpans([span(`${paste} type it.  `), span('?', 'chosen'), span(" don't know")], width);
}

/** The lines of the form around the one with the cursor, as many as there is room for. */
function fieldRows(answer: AnswerState, width: number, most: number): readonly Row[] {
  const { fields, at } = answer;
  if (answer.isAllSkipped || isYesNo(answer)) return [];
  const rows = Math.min(most, fields.length);
  const from = Math.max(0, Math.min(at - Math.floor(rows / 2), fields.length - rows));
  const titles = shortTitles(answer);
  const longest = Math.max(...titles.map(widthOf));
  const title = Math.min(longest, Math.max(Math.floor(width / 2) - 2, width - VALUE - 8));
  return fields.slice(from, from + rows).map((field, index): Row => {
    const isHere = from + index === at;
    const hint = field.type === 'boolean' && field.value === '' && isHere ? 'y or n' : clean(field.value);
    const below = fields.length - from - rows;
    const more = index === rows - 1 && below > 0 ? (isSpoken(width) ? `  ${count(below, 'more line')} below` : ` ↓${below}`) : '';
    const value = cutStart(hint, width - title - 6 - more.length);
    const cursor = isHere && isTyping(answer) ? [span('█', 'accent')] : [];
    return [
      span(isHere ? '▸ ' : '  ', 'chosen'),
      span(pad(cutEnd(titles[from + index] ?? '', title), title), isHere ? 'strong' : 'plain'),
      span('  '),
      span(value, field.value === '' ? 'quiet' : 'plain'),
      ...cursor,
      span(more, 'quiet'),
    ];
  });
}

/** A GUID, and a little more. */
const VALUE = 38;
const SIDES = [' in Exchange Online', ' on-premises'] as const;

/** The question itself stands above, and says the side where all lines are of one. */
function shortTitles({ fields, question }: AnswerState): readonly string[] {
  const titles = fields.map(({ title, type }) => clean(title !== question.text ? title : type === 'number' ? 'the number' : 'the value'));
  const [side, other] = SIDES.filter((end) => titles.some((title) => title.endsWith(end)));
  if (side === undefined || other !== undefined || !question.text.includes(side)) return titles;
  return titles.map((title) => (title.endsWith(side) ? title.slice(0, -side.length) : title));
}
