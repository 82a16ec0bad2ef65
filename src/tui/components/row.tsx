import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { type Line, lineWidth } from '../lines.js';
import { clean } from '../sanitize.js';
import { RUNS_ON } from '../soft-wrap.js';
import type { Theme } from '../theme.js';

/**
 * One row of the screen. It is as wide as its text, so that Ink never breaks it. The last gate: whatever is printed is cleaned here again.
 */
export function Row({ line, theme }: { readonly line: Line; readonly theme: Theme }): ReactElement {
  const width = lineWidth(line.spans) + (line.runsOn === true ? 1 : 0);
  if (width === 0) return <Box height={1} flexShrink={0} />;
  return (
    <Box height={1} flexShrink={0} width={width}>
      <Text wrap="truncate">
        {line.spans.map((part, index) => (
          // Rows are drawn anew as a whole: a part has no identity but its place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Text key={index} {...theme[part.tone]}>
            {clean(part.text)}
          </Text>
        ))}
        {line.runsOn === true ? RUNS_ON : ''}
      </Text>
    </Box>
  );
}
