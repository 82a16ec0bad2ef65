import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import type { AnswerState, State } from '../model.js';
import { answerLayout } from '../pages/question-box.js';
import type { Theme } from '../theme.js';
import { count, inputName } from '../words.js';
import { sidesWords } from './result.js';

/** One question of the conversation: where we are, what changed, the question and its commands, and the box for the answer. */
export function AnswerScreen({
  state,
  theme,
  answer,
}: {
  readonly state: State;
  readonly theme: Theme;
  readonly answer: AnswerState;
}): ReactElement {
  const { body, top, below } = answerLayout(state, answer);
  return (
    <Frame
      state={state}
      theme={theme}
      title={`questions about ${state.result === undefined ? 'pasted text' : inputName(state.result)}`}
      aside={sidesWords(state)}
      body={body}
      position={below > 0 ? `PgDn: ${count(below, 'more row')}` : top > 0 ? 'PgUp: rows above' : ''}
    />
  );
}
