import type { ReactElement } from 'react';
import { EXPORT_FORMATS } from '../../ports/readiness-session.js';
import { Frame } from '../components/frame.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';
import type { ReadinessState, State } from '../model.js';
import { FORMAT_WORDS, filterWords } from '../people-words.js';
import { pad } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { count } from '../words.js';

/** Which format the listed people are written in. */
export function ExportScreen({
  state,
  theme,
  readiness,
}: {
  readonly state: State;
  readonly theme: Theme;
  readonly readiness: ReadinessState;
}): ReactElement {
  const { listed, filter, table, exportAt } = readiness;
  const who = filterWords(filter, table);
  const whom = `${count(listed.length, 'person', 'people')}${who === undefined ? ', everyone who was checked' : `: ${who}`}`;
  const body: readonly Line[] = [
    BLANK,
    line(span('  Write ', 'strong'), span(whom, 'strong')),
    BLANK,
    ...EXPORT_FORMATS.flatMap((format, index) => {
      const [name, what] = FORMAT_WORDS[format];
      const isMarked = index === exportAt;
      return wrapText(what, state.columns - 22).map((row, at) => ({
        ...line(
          span(isMarked && at === 0 ? ' ▸ ' : '   ', 'chosen'),
          span(at === 0 ? pad(name, 15) : ' '.repeat(15), isMarked ? 'chosen' : 'plain'),
          span(row, 'quiet'),
        ),
        row: index,
      }));
    }),
    BLANK,
    ...(table.isComplete ? [] : [line(span('  The run was stopped: the file holds only those who were judged.', 'caution'))]),
  ];
  return <Frame state={state} theme={theme} title="readiness, export" body={body} />;
}
