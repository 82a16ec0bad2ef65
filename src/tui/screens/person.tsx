import type { ReactElement } from 'react';
import { number as groupDigits } from '../../render/digits.js';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import { withMark } from '../lines.js';
import type { PersonState, ReadinessState, State } from '../model.js';
import type { Theme } from '../theme.js';
import { pagePosition } from './table.js';

export interface PersonScreenProps {
  readonly state: State;
  readonly theme: Theme;
  readonly readiness: ReadinessState;
  readonly person: PersonState;
}

/** All about one person. Only the rows in view are drawn. */
export function PersonScreen({ state, theme, readiness, person }: PersonScreenProps): ReactElement {
  const { page, spot, detail } = person;
  const rows = bodyRows(state);
  const shown = page.lines
    .slice(spot.top, spot.top + rows)
    .map((row) => (row.item !== undefined && row.item === spot.item ? withMark(row) : row));
  // What goes on below the window must not run into the rule.
  const body = shown.map((row, index) => (index === shown.length - 1 ? { ...row, runsOn: false } : row));
  return (
    <Frame
      state={state}
      theme={theme}
      title={`readiness, ${detail.row.name}`}
      aside={`person ${groupDigits(readiness.spot.at + 1)} of ${groupDigits(readiness.listed.length)}`}
      body={body}
      position={pagePosition(page.lines.length, spot.top, rows)}
    />
  );
}
