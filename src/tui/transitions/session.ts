import type { Finding } from '../../findings/finding.js';
import type { Action } from '../key-binding.js';
import { sessionRows } from '../layout.js';
import { type ListSpot, type Outcome, type ResultState, SESSION_VIEWS, type SessionView, type State } from '../model.js';
import { count, inputName, listedName } from '../words.js';
import { remember } from './history.js';
import { closeInput, inputsOf, neighbourInput, openInput } from './inputs.js';
import { movedSpot, moveTo } from './list.js';
import { remakePage } from './result.js';

/** A finding with the input that it is of. */
export interface ListedFinding {
  readonly input: ResultState;
  readonly finding: Finding;
  /** Its place among the findings of the input. */
  readonly index: number;
}

const SEVERITIES = ['blocker', 'error', 'warning', 'info'];

/** The findings of all inputs, the worst first; of one severity what is confirmed, then by input. */
export function allFindings(state: State): readonly ListedFinding[] {
  const listed = inputsOf(state).flatMap((input) => input.diagnosis.findings.map((finding, index) => ({ input, finding, index })));
  const rank = ({ finding }: ListedFinding): number => SEVERITIES.indexOf(finding.severity) * 2 + (finding.status === 'confirmed' ? 0 : 1);
  return listed.toSorted((a, b) => rank(a) - rank(b));
}

/** How many rows a list of the session has. */
export function sessionLength(state: State, view: SessionView): number {
  return view === 'all' ? allFindings(state).length : view === 'inputs' ? inputsOf(state).length : state.history.length;
}

/** Opens the session on a list; what happened last is in view. */
export function openSession(state: State, view: SessionView = state.listing.view): State {
  const screens: State['screens'] =
    state.screens.at(-1) === 'session' ? state.screens : [...state.screens.filter((screen) => screen !== 'session'), 'session'];
  const shown = { ...state, screens, listing: { ...state.listing, view } };
  const length = sessionLength(shown, view);
  const spot = view === 'history' ? { at: length - 1, top: length } : shown.listing.spots[view];
  return withSpot(shown, moveTo(spot.at, spot, length, sessionRows(shown)));
}

/** The findings of all inputs, on the one of an input that was looked at. */
export function openAll(state: State, input: number | undefined): State {
  const opened = input === undefined ? state : openInput(state, input);
  const at = allFindings(opened).findIndex((listed) => listed.input.id === input && listed.index === listed.input.selected);
  return at < 0 ? openSession(opened, 'all') : openSession(marked(opened, at), 'all');
}

function marked(state: State, at: number): State {
  const { listing } = state;
  return { ...state, listing: { ...listing, spots: { ...listing.spots, all: { ...listing.spots.all, at } } } };
}

/** Keeps the marks of the lists inside them, after something came or went. */
export function settleListing(state: State): State {
  const { view, spots } = state.listing;
  return withSpot(state, moveTo(spots[view].at, spots[view], sessionLength(state, view), sessionRows(state)));
}

function withSpot(state: State, spot: ListSpot): State {
  const { listing } = state;
  return { ...state, listing: { ...listing, spots: { ...listing.spots, [listing.view]: spot } } };
}

const VIEW_OF: Readonly<Partial<Record<Action, SessionView>>> = { 'view-all': 'all', 'view-inputs': 'inputs', 'view-history': 'history' };

/** Keys of the lists of the session. */
export function onSession(state: State, action: Action): Outcome {
  const { view, spots } = state.listing;
  const still = (next: State): Outcome => ({ state: next, effects: [] });
  const step = action === 'next-view' ? 1 : action === 'previous-view' ? -1 : 0;
  const other =
    step === 0 ? VIEW_OF[action] : SESSION_VIEWS[(SESSION_VIEWS.indexOf(view) + step + SESSION_VIEWS.length) % SESSION_VIEWS.length];
  if (other === view) return still({ ...state, notice: { tone: 'plain', text: 'This is the list that is shown.' } });
  if (other !== undefined) return still(openSession(state, other));
  const moved = movedSpot(action, spots[view], sessionLength(state, view), sessionRows(state));
  if (moved !== undefined) return still(withSpot(state, moved));
  const input = markedInput(state);
  switch (action) {
    case 'choose':
      return still(view === 'all' ? openFinding(state, allFindings(state)[spots.all.at]) : showInput(state, input));
    case 'close-input':
      return still(input === undefined ? state : closeMarked(state, input));
    default:
      return still(state);
  }
}

function closeMarked(state: State, id: number): State {
  const inputs = inputsOf(state);
  const input = inputs.find((one) => one.id === id);
  if (input === undefined) return state;
  const answers = input.given.length === 0 ? '' : ` and its ${count(input.given.length, 'answer')}`;
  const text = `Removed ${listedName(input, inputs)}${answers}.`;
  const closed = settleListing(remember(closeInput(state, id), 'input', text));
  return { ...closed, notice: { tone: 'plain', text: `${text} The loaded data stays.` } };
}

/** The input of the marked row; undefined for a row that is about none. */
export function markedInput(state: State): number | undefined {
  const { view, spots } = state.listing;
  if (view === 'all') return allFindings(state)[spots.all.at]?.input.id;
  if (view === 'inputs') return inputsOf(state)[spots.inputs.at]?.id;
  const id = state.history[spots.history.at]?.input;
  return inputsOf(state).some((input) => input.id === id) ? id : undefined;
}

function openFinding(state: State, listed: ListedFinding | undefined): State {
  return listed === undefined ? state : showFinding(state, listed.input.id, listed.index);
}

/** Opens the page of a finding. */
export function showFinding(state: State, input: number, index: number): State {
  const opened = openInput(state, input);
  const { result } = opened;
  if (result === undefined || result.id !== input) return state;
  const isOther = result.selected !== index;
  const shown = { ...result, view: 'findings' as const, selected: index, ...(isOther ? { top: 0, item: undefined, changes: [] } : {}) };
  return remakePage({ ...opened, screens: onTop(state), result: shown });
}

function showInput(state: State, id: number | undefined): State {
  if (id === undefined) return { ...state, notice: { tone: 'caution', text: 'This line is about no input that is still there.' } };
  return { ...openInput(state, id), screens: onTop(state) };
}

/** The result above the list that it was opened from: Esc goes back to the list. */
function onTop({ screens }: State): State['screens'] {
  return [...screens.filter((screen) => screen !== 'result' && screen !== 'answer'), 'result'];
}

/** The next or the previous input of the session. */
export function stepInput(state: State, step: 1 | -1): State {
  const next = neighbourInput(state, step);
  if (next === undefined) return state;
  const inputs = inputsOf(state);
  const at = inputs.indexOf(next);
  const opened = openInput(state, next.id);
  return { ...opened, notice: { tone: 'plain', text: `Input ${at + 1} of ${inputs.length}: ${inputName(next)}.` } };
}
