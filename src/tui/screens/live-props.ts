import type { ConnectionsState } from '../connections-model.js';
import type { State } from '../model.js';
import type { Theme } from '../theme.js';

export interface LiveProps {
  readonly state: State;
  readonly theme: Theme;
  readonly connections: ConnectionsState;
}
