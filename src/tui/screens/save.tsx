import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';
import { SAVE_CHOICES, type SaveChoice, type State } from '../model.js';
import { pad } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { savedInputs } from '../transitions/save.js';
import { count, inputName } from '../words.js';

const WORDS: Readonly<Record<SaveChoice, readonly [name: string, what: string]>> = {
  html: ['Web page', 'one file for a browser, to search, print and send; it loads nothing'],
  markdown: ['Markdown', 'to paste into a ticket or a chat'],
  json: ['JSON', 'for programs, and for crossprem report'],
  session: ['Session', 'to go on later: inputs, answers, pasted output, paths of the loaded files'],
};

/** What to write of the session, before the path is asked for. */
export function SaveScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const { saving } = state;
  const choice = SAVE_CHOICES[saving.at] ?? 'html';
  const inputs = savedInputs(state);
  const [only] = inputs;
  const what =
    inputs.length === 1 && only !== undefined
      ? only.name === undefined
        ? 'the pasted text'
        : inputName(only)
      : `all ${count(inputs.length, 'input')}`;
  const isSession = choice === 'session';
  const body: readonly Line[] = [
    ...(bodyRows(state) < 18 ? [] : [BLANK]),
    line(span(`  ${isSession ? 'Save the session' : `Write a report about ${what}`}`, 'strong')),
    BLANK,
    ...SAVE_CHOICES.flatMap((one, index) => {
      const [name, says] = WORDS[one];
      const isMarked = index === saving.at;
      return wrapText(says, state.columns - 20).map((row, at) => ({
        ...line(
          span(isMarked && at === 0 ? ' ▸ ' : '   ', 'chosen'),
          span(at === 0 ? pad(name, 13) : ' '.repeat(13), isMarked ? 'chosen' : 'plain'),
          span(row, 'quiet'),
        ),
        row: index,
      }));
    }),
    BLANK,
    ...(isSession ? [] : optionLines(state)),
    ...(isSession || !saving.isRedacted
      ? wrapText('It holds data of people: share it as you would share the directory.', state.columns - 4).map((row) =>
          line(span('  '), span(row, 'caution')),
        )
      : []),
  ];
  return <Frame state={state} theme={theme} title="write a report or the session" body={body} />;
}

const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off');

function optionLines(state: State): readonly Line[] {
  const { isRedacted, isAll } = state.saving;
  const box = (isOn: boolean): string => (isOn ? '[x]' : '[ ]');
  const says = 'redact: names, addresses, hosts and ids are replaced, each always by the same';
  const redact = wrapText(says, state.columns - 14).map((row, at) =>
    at > 0
      ? { ...line(span(' '.repeat(11)), span(row)), spoken: '' }
      : {
          ...line(span('    '), span(box(isRedacted), isRedacted ? 'good' : 'plain'), span(' r', 'chosen'), span(`  ${row}`)),
          spoken: `r, ${onOff(isRedacted)}: ${says}`,
        },
  );
  const inputs = `all ${count(state.others.length + 1, 'input')} of the session`;
  const all: Line = {
    ...line(span('    '), span(box(isAll), isAll ? 'good' : 'plain'), span(' a', 'chosen'), span(`  ${inputs}`)),
    spoken: `a, ${onOff(isAll)}: ${inputs}`,
  };
  return [...redact, ...(state.others.length > 0 ? [all] : []), BLANK];
}
