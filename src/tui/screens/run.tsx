import type { ReactElement } from 'react';
import { barLine } from '../components/bar.js';
import { Frame } from '../components/frame.js';
import { BLANK, type Line, line, span } from '../lines.js';
import { DIRECTIONS, type State } from '../model.js';
import { moveWords, progressWords } from '../people-words.js';
import type { Theme } from '../theme.js';
import { sidesWords } from './result.js';

/** How far a run is. */
export function RunScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const { run } = state;
  const direction = run === undefined ? DIRECTIONS[state.moveAt] : run.direction;
  const body: readonly Line[] = [
    BLANK,
    line(span(`  Checking everyone: ${moveWords(direction)}`, 'strong')),
    BLANK,
    ...progressLines(state),
    BLANK,
    line(
      span(
        run?.isStopping === true ? '  Stopping. Those who are judged are shown at once.' : '  Esc stops and shows those who are judged.',
        'quiet',
      ),
    ),
  ];
  return <Frame state={state} theme={theme} title="readiness" aside={sidesWords(state)} body={body} />;
}

function progressLines({ run, columns }: State): readonly Line[] {
  const progress = run?.progress;
  if (progress === undefined) return [line(span('  Joining both sides to people …', 'accent')), BLANK];
  const { done, of, elapsedMs } = progress;
  const [amount, rate, left] = progressWords(done, of, elapsedMs);
  return [
    barLine(of === 0 ? 1 : done / of, columns),
    line(span(`  ${amount} people`), span(rate === '' ? '' : `   ${rate}`, 'quiet'), span(left === '' ? '' : `   ${left}`, 'quiet')),
  ];
}
