import type { ReactElement } from 'react';
import { Shown } from '../components/frame.js';
import { line, span, wrapText } from '../lines.js';
import { LEAST_COLUMNS, LEAST_ROWS, type State } from '../model.js';
import type { Theme } from '../theme.js';

/** Says that nothing can be shown here, and how to leave. */
export function TooSmallScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const text = `The window is too small: ${state.columns}x${state.rows}, at least ${LEAST_COLUMNS}x${LEAST_ROWS} is needed. Make it larger, or quit with q.`;
  const lines = wrapText(text, Math.max(1, state.columns - 1)).map((row) => line(span(row)));
  return (
    <Shown
      state={state}
      theme={theme}
      lines={lines}
      spoken={{ title: 'the window is too small', aside: '', page: '', body: [line(span(text))], position: '', notice: '', keys: [] }}
    />
  );
}
