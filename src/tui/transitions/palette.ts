import type { Action } from '../key-binding.js';
import { bodyRows } from '../layout.js';
import type { Effect, Outcome, State } from '../model.js';
import { below, paletteEntries, readQuery } from '../palette-entries.js';
import type { Destination, PaletteEntry, PaletteEvent, PaletteState, PaletteTarget } from '../palette-model.js';
import { clean } from '../sanitize.js';
import { goTo, openConnections } from './connections.js';
import { openInput } from './inputs.js';
import { readEffect, showReading } from './reading.js';
import { openSession, showFinding } from './session.js';

const still = (state: State): Outcome => ({ state, effects: [] });

/** Rows above the list: what was typed, and what can be looked for. */
export const PALETTE_HEAD = 2;
const LONGEST_QUERY = 300;

type Press = (state: State, key: string) => Outcome;

/** A row of the list: a head, or an entry by its index. */
export type PaletteRow = { readonly head: string } | { readonly entry: number };

/** Rows of the list; heads stand in it while nothing is typed. */
export function paletteRows({ entries, query }: Pick<PaletteState, 'entries' | 'query'>): readonly PaletteRow[] {
  const rows: PaletteRow[] = [];
  const isAsked = query.trim() !== '';
  entries.forEach(({ group }, entry) => {
    if (!isAsked && group !== entries[entry - 1]?.group) {
      if (entry > 0) rows.push({ head: '' });
      rows.push({ head: group });
    }
    rows.push({ entry });
  });
  return rows;
}

/** How many rows of the list are in view. */
export function paletteRoom(state: State): number {
  return Math.max(1, bodyRows(state) - PALETTE_HEAD);
}

export function openPalette(state: State): Outcome {
  const palette: PaletteState = {
    query: '',
    entries: [],
    at: 0,
    top: 0,
    people: [],
    peopleFor: '',
    prepared: undefined,
    rules: state.palette?.rules,
    topics: state.palette?.topics,
  };
  const opened = refill({ ...state, screens: [...state.screens, 'palette'], palette }, palette);
  return { state: opened, effects: [{ kind: 'searchable' }] };
}

/** The entries anew; the mark stays on what was marked, in the row where it stood, unless it is the first. */
function refill(state: State, palette: PaletteState): State {
  const entries = paletteEntries(state, palette);
  const marked = palette.at === 0 ? undefined : palette.entries[palette.at];
  const found = marked === undefined ? 0 : entries.findIndex((entry) => isSame(entry, marked));
  const at = found >= 0 ? found : Math.min(palette.at, Math.max(0, entries.length - 1));
  const offset = rowOf(palette, palette.at) - palette.top;
  return withSpot(state, { ...palette, entries }, at, rowOf({ ...palette, entries }, at) - offset);
}

function isSame(one: PaletteEntry, other: PaletteEntry): boolean {
  return one.title === other.title && JSON.stringify(one.target) === JSON.stringify(other.target);
}

function rowOf(palette: Pick<PaletteState, 'entries' | 'query'>, entry: number): number {
  return Math.max(
    0,
    paletteRows(palette).findIndex((row) => 'entry' in row && row.entry === entry),
  );
}

/** Marks an entry, and keeps it in view; with the first one its head is. */
function withSpot(state: State, palette: PaletteState, wanted: number, wantedTop = palette.top): State {
  const at = Math.max(0, Math.min(wanted, palette.entries.length - 1));
  const room = paletteRoom(state);
  const last = paletteRows(palette).length - room;
  const row = rowOf(palette, at);
  const first = at === 0 ? 0 : row;
  const top = Math.max(0, Math.min(Math.max(Math.min(wantedTop, first), row - room + 1), Math.max(0, last)));
  return { ...state, palette: { ...palette, at, top } };
}

/** Another query: from the top, and people are looked for by it. */
function ask(state: State, palette: PaletteState, query: string): Outcome {
  const asked = { ...palette, query, entries: [], at: 0, top: 0 };
  return { state: refill(state, asked), effects: searchFor(palette.query, query) };
}

function peopleQuery(query: string): string {
  const { scope, text } = readQuery(query);
  return scope === undefined || scope === 'people' ? text : '';
}

/** A search for nothing ends the one that goes on. */
function searchFor(before: string, query: string): readonly Effect[] {
  const text = peopleQuery(query);
  return text === peopleQuery(before) ? [] : [{ kind: 'search', query: text }];
}

export function typePalette(state: State, text: string): Outcome {
  const { palette } = state;
  if (palette === undefined) return still(state);
  return ask(state, palette, `${palette.query}${clean(text)}`.slice(0, LONGEST_QUERY));
}

/** A key of the palette. `press` presses a key of the screen that it was opened from. */
export function onPalette(state: State, action: Action, press: Press): Outcome {
  const { palette } = state;
  if (palette === undefined) return still(state);
  const { at, entries, query } = palette;
  const page = Math.max(1, paletteRoom(state) - 2);
  switch (action) {
    case 'up':
      return still(withSpot(state, palette, at - 1));
    case 'down':
      return still(withSpot(state, palette, at + 1));
    case 'page-up':
      return still(withSpot(state, palette, at - page, palette.top - page));
    case 'page-down':
      return still(withSpot(state, palette, at + page, palette.top + page));
    case 'erase':
      return ask(state, palette, [...query].slice(0, -1).join(''));
    case 'erase-line':
      return ask(state, palette, '');
    case 'choose': {
      const chosen = entries[at];
      return chosen === undefined ? still(state) : follow(state, chosen.target, press);
    }
    default:
      return still(state);
  }
}

/** Goes where an entry leads; Esc there goes back to where the palette was opened. While a page is read the palette stays. */
function follow(opened: State, target: PaletteTarget, press: Press): Outcome {
  const state = below(opened);
  switch (target.kind) {
    case 'key':
      return press(state, target.key);
    case 'go':
      return goAnywhere(state, target.to);
    case 'finding':
      return still(showFinding(state, target.input, target.index));
    case 'input': {
      const opened = openInput(state, target.input);
      const screens = [...state.screens.filter((screen) => screen !== 'result' && screen !== 'answer'), 'result' as const];
      return still({ ...opened, screens });
    }
    case 'person':
      return readEffect(opened, { kind: 'person', id: target.key });
    case 'rule':
      return readEffect(opened, { kind: 'rule', id: target.id });
    case 'topic':
      return readEffect(opened, { kind: 'topic', id: target.name, at: target.at });
    case 'guid':
      return readEffect(opened, { kind: 'guid', id: target.value });
  }
}

function goAnywhere(state: State, to: Destination): Outcome {
  switch (to) {
    case 'home':
      return still({ ...state, screens: ['home'] });
    case 'session':
      return still(openSession(state));
    case 'connections':
      return openConnections(state);
    case 'help':
      return still({ ...state, screens: [...state.screens, 'help'], helpTop: 0 });
    case 'move':
      return still({ ...state, screens: [...state.screens.filter((screen) => screen === 'home'), 'move'] });
    default:
      return still(goTo(state, to));
  }
}

export function onPaletteEvent(state: State, event: PaletteEvent): State {
  // Whoever went back meanwhile is not taken away again.
  if ((event.kind === 'read' || event.kind === 'unread') && event.isWaited === true && state.busy === undefined) return state;
  if (event.kind === 'read') return showReading(state, event.title, event.content, event.at);
  if (event.kind === 'unread') return { ...state, busy: undefined, problem: event.problem };
  const { palette } = state;
  if (palette === undefined || state.screens.at(-1) !== 'palette') return state;
  if (event.kind === 'searchable') return refill(state, { ...palette, rules: event.rules, topics: event.topics });
  const prepared = event.of === 0 ? undefined : { done: event.done, of: event.of };
  if (event.query !== peopleQuery(palette.query)) return { ...state, palette: { ...palette, prepared } };
  return refill(state, { ...palette, prepared, people: event.people, peopleFor: event.query });
}

/** In a window of another size the marked entry stays in view. */
export function resizePalette(state: State): State {
  const { palette } = state;
  return palette === undefined ? state : withSpot(state, palette, palette.at);
}
