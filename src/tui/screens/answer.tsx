import type { ReactElement } from 'react';
import { subjectName } from '../../fixes/plan.js';
import { questionCommands } from '../../render/report.js';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';
import type { AnswerState, State } from '../model.js';
import { createPage } from '../pages/builder.js';
import { shortWhy } from '../pages/finding.js';
import { clean, cutEnd, cutStart } from '../sanitize.js';
import type { Theme } from '../theme.js';

/** Asks one question; where its command answers several facts, each has a line. */
export function AnswerScreen({
  state,
  theme,
  answer,
}: {
  readonly state: State;
  readonly theme: Theme;
  readonly answer: AnswerState;
}): ReactElement {
  const form = formLines(state, answer);
  const height = bodyRows(state);
  const head = createPage(state.columns);
  head.blank();
  head.text(answer.question.text, { tone: 'strong' });
  head.text(shortWhy(answer.question.why), { tone: 'quiet' });
  const subjects = new Set(state.result?.diagnosis.findings.map(subjectName));
  if (subjects.size > 1)
    head.text('The text is about several recipients; an answer holds for all of them. Diagnose one alone to answer for it.', {
      tone: 'caution',
    });
  head.row();
  head.commands(questionCommands(answer.question), 2);
  const above = head.done().lines;
  const room = Math.max(2, height - form.length - 1);
  const body = [...above.slice(0, room), BLANK, ...form];
  return (
    <Frame
      state={state}
      theme={theme}
      title="answer a question"
      body={body}
      position={above.length > room ? 'the finding shows the whole command' : ''}
    />
  );
}

function formLines(state: State, { fields, at }: AnswerState): readonly Line[] {
  const rows = Math.max(1, bodyRows(state) - 9);
  const from = Math.max(0, Math.min(at - Math.floor(rows / 2), fields.length - rows));
  const width = Math.min(60, Math.floor(state.columns / 2) - 6);
  const [only] = fields;
  if (fields.length === 1 && only?.type === 'boolean')
    return [line(span('  y', 'chosen'), span(' yes     '), span('n', 'chosen'), span(' no     '), span('Esc leaves it open', 'quiet'))];
  const here = fields[at];
  const hint = wrapText(
    `State what you know; an empty line stays unknown. Here: ${here?.title ?? ''} (${here?.fact ?? ''}).`,
    state.columns - 4,
  ).map((row) => line(span('  '), span(row, 'quiet')));
  const lines = fields.slice(from, from + rows).map((field, index) => {
    const isHere = from + index === at;
    const value = field.type === 'boolean' && field.value === '' ? (isHere ? 'y or n' : '') : clean(field.value);
    return line(
      span(isHere ? ' ▸ ' : '   ', 'chosen'),
      span(cutEnd(clean(field.title), width).padEnd(width), isHere ? 'strong' : 'plain'),
      span('  '),
      span(cutStart(value, state.columns - width - 8), field.value === '' ? 'quiet' : 'plain'),
      ...(isHere && field.type !== 'boolean' ? [span('█', 'accent')] : []),
    );
  });
  return [...hint, ...lines];
}
