import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import { withMark } from '../lines.js';
import type { State } from '../model.js';
import { type ReadingState, shownReading } from '../palette-model.js';
import type { Theme } from '../theme.js';
import { pagePosition } from './table.js';

const KINDS = { person: 'recipient', guid: 'GUID' } as const;

/** A page of text. */
export function ReadingScreen({
  state,
  theme,
  reading,
}: {
  readonly state: State;
  readonly theme: Theme;
  readonly reading: ReadingState;
}): ReactElement {
  const { page, spot, title, content } = shownReading(state) ?? reading;
  const rows = bodyRows(state);
  const body = page.lines
    .slice(spot.top, spot.top + rows)
    .map((row) => (row.item !== undefined && row.item === spot.item ? withMark(row) : row));
  const kind = content.kind === 'markdown' ? (content.name === undefined ? 'rule' : 'help') : KINDS[content.kind];
  const name = content.kind === 'guid' ? content.value : title;
  return (
    <Frame state={state} theme={theme} title={`${kind}: ${name}`} body={body} position={pagePosition(page.lines.length, spot.top, rows)} />
  );
}
