import { Box } from 'ink';
import type { ReactElement } from 'react';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, type Span, span } from '../lines.js';
import type { State } from '../model.js';
import { clean, cutEnd, widthOf } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { keysLine, noticeLine } from './footer.js';
import { Row } from './row.js';

export interface FrameProps {
  readonly state: State;
  readonly theme: Theme;
  /** What the screen shows, after the program's name. */
  readonly title: string;
  /** At the right of the title. */
  readonly aside?: string;
  /** In the place of the upper rule: the pages to choose from. */
  readonly tabs?: Line | undefined;
  readonly body: readonly Line[];
  /** In the lower rule: where the view stands in the whole. */
  readonly position?: string;
}

/** Fills the window: title, rule, body, rule with the position, the last notice, the keys. */
export function Frame({ state, theme, title, aside = '', tabs, body, position = '' }: FrameProps): ReactElement {
  const rows = bodyRows(state);
  const filled = [...body.slice(0, rows), ...Array.from({ length: Math.max(0, rows - body.length) }, () => BLANK)];
  const lines = [
    titleLine(state.columns, title, aside),
    tabs ?? rule(state.columns),
    ...filled,
    rule(state.columns, position),
    noticeLine(state),
    keysLine(state),
  ];
  return (
    <Box flexDirection="column" width={state.columns} height={state.rows}>
      {lines.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen has no identity but its place
        <Row key={index} line={row} theme={theme} />
      ))}
    </Box>
  );
}

function titleLine(columns: number, title: string, aside: string): Line {
  const name = ' crossprem';
  const right = cutEnd(clean(aside), Math.max(0, columns - name.length - 4 - Math.min(widthOf(clean(title)), Math.floor(columns / 2)) - 2));
  const left = cutEnd(clean(title), columns - name.length - 3 - widthOf(right) - 2);
  const gap = columns - name.length - 3 - widthOf(left) - widthOf(right) - 1;
  return line(span(name, 'heading'), span(`   ${left}`, 'plain'), span(' '.repeat(Math.max(1, gap))), span(right, 'quiet'));
}

export function rule(columns: number, text = ''): Line {
  if (text === '') return line(span('─'.repeat(columns), 'quiet'));
  const shown = ` ${clean(text)} `;
  const spans: Span[] = [span('─'.repeat(Math.max(0, columns - widthOf(shown) - 2)), 'quiet'), span(shown, 'quiet'), span('──', 'quiet')];
  return line(...spans);
}
