import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import type { ConnectionsState } from '../connections-model.js';
import { SERVICE_WORDS } from '../connections-words.js';
import { bodyRows } from '../layout.js';
import type { LiveScreen, State } from '../model.js';
import { livePage } from '../pages/live.js';
import type { Theme } from '../theme.js';
import { CollectingScreen, CollectScreen } from './collect.js';
import { ConnectScreen } from './connect.js';
import { ConnectionsScreen } from './connections.js';
import type { LiveProps } from './live-props.js';
import { SignInScreen } from './sign-in.js';
import { pagePosition } from './table.js';

/** The screens of live connections. */
export function LiveScreens({
  screen,
  ...props
}: {
  readonly screen: LiveScreen;
  readonly state: State;
  readonly theme: Theme;
  readonly connections: ConnectionsState;
}): ReactElement {
  switch (screen) {
    case 'connections':
      return <ConnectionsScreen {...props} />;
    case 'connect':
      return <ConnectScreen {...props} />;
    case 'signing-in':
      return <SignInScreen {...props} />;
    case 'collect':
      return <CollectScreen {...props} />;
    case 'collecting':
      return <CollectingScreen {...props} />;
    default:
      return <LivePageScreen {...props} screen={screen} />;
  }
}

/** A connection, what would be asked for, or what a reading came to. */
function LivePageScreen({ state, theme, connections, screen }: LiveProps & { readonly screen: LiveScreen }): ReactElement {
  const rows = bodyRows(state);
  const lines = livePage(state)?.lines;
  const length = lines?.length ?? 0;
  const top = Math.max(0, Math.min(connections.top, length - rows));
  const shown = lines?.slice(top, top + rows) ?? [];
  // What goes on below the window must not run into the rule.
  const body = shown.map((row, index) => (index === shown.length - 1 ? { ...row, runsOn: false } : row));
  const about = connections.open[connections.at];
  const titles: Readonly<Partial<Record<LiveScreen, string>>> = {
    connection: about === undefined ? 'connection' : `connection, ${SERVICE_WORDS[about.kind]}`,
    preview: 'connect, what would be asked for',
    collected: 'read from all connections',
  };
  return (
    <Frame
      state={state}
      theme={theme}
      title={titles[screen] ?? ''}
      aside={screen === 'preview' ? 'Nothing was opened yet.' : 'only read'}
      body={body}
      position={pagePosition(length, top, rows)}
    />
  );
}
