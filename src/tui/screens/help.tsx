import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import type { State } from '../model.js';
import { helpLines } from '../pages/help.js';
import type { Theme } from '../theme.js';

/** All keys, from the key table. */
export function HelpScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const lines = helpLines(state);
  const rows = bodyRows(state);
  const top = Math.max(0, Math.min(state.helpTop, lines.length - rows));
  const last = Math.min(lines.length, top + rows);
  const position =
    lines.length <= rows ? 'all in view' : `rows ${top + 1}-${last} of ${lines.length}${last < lines.length ? '  ↓ more' : '  end'}`;
  return (
    <Frame
      state={state}
      theme={theme}
      title="help"
      aside="Everything stays on this machine."
      body={lines.slice(top, last)}
      position={position}
    />
  );
}
