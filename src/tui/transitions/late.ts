import type { Event, Outcome, State } from '../model.js';
import { clean } from '../sanitize.js';
import { remember } from './history.js';
import { refreshAll } from './inputs.js';
import { loadedWords } from './take.js';

/** The outcome of what the user had left with Esc: nothing opens, and what was loaded counts. */
export function onLate(state: State, event: Event): Outcome {
  if (event.kind === 'failed') {
    const { what, where } = event.problem;
    return { state: remember(state, 'data', `Not read: ${clean(where)}. ${clean(what)}`), effects: [] };
  }
  if (!('sources' in event)) return { state, effects: [] };
  const { sources } = event;
  const come = sources.filter((source) => !state.sources.includes(source));
  if (come.length === 0) return { state: { ...state, sources }, effects: [] };
  const next = remember({ ...state, sources }, 'data', loadedWords(come));
  const notice = { tone: 'plain' as const, text: `${loadedWords(come)} It came after you had left it.` };
  return { state: state.busy === undefined ? { ...next, notice } : next, effects: refreshAll(next) };
}
