import { Box } from 'ink';
import type { ReactElement } from 'react';
import { Row } from '../components/row.js';
import { line, span, wrapText } from '../lines.js';
import { LEAST_COLUMNS, LEAST_ROWS, type State } from '../model.js';
import type { Theme } from '../theme.js';

/** Says that nothing can be shown here, and how to leave. */
export function TooSmallScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const text = `The window is too small: ${state.columns}x${state.rows}, at least ${LEAST_COLUMNS}x${LEAST_ROWS} is needed. Make it larger, or quit with q.`;
  return (
    <Box flexDirection="column" width={state.columns} height={state.rows}>
      {wrapText(text, Math.max(1, state.columns - 1))
        .slice(0, state.rows)
        .map((row) => (
          <Row key={row} line={line(span(row))} theme={theme} />
        ))}
    </Box>
  );
}
