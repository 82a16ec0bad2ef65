import type { HistoryEntry, State } from '../model.js';

const MOST_ENTRIES = 500;

/** Adds to what happened in the session; of very much the oldest goes. */
export function remember(state: State, what: HistoryEntry['what'], text: string, input?: number): State {
  const entry = { at: state.now, what, text, input };
  return { ...state, history: [...state.history.slice(1 - MOST_ENTRIES), entry] };
}
