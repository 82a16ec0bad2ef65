import type { Action } from '../key-binding.js';
import { bodyRows } from '../layout.js';
import type { Outcome, State } from '../model.js';
import { guidPage } from '../pages/reading-guid.js';
import type { ReadingPage } from '../pages/reading-items.js';
import { markdownPage, placeOfAnchor } from '../pages/reading-markdown.js';
import { recipientPage } from '../pages/reading-person.js';
import { type PaletteEffect, type ReadingContent, type ReadingLink, type ReadingState, shownReading } from '../palette-model.js';
import { settleSpot } from './scroll.js';
import { copyOrSay, scrollPage } from './text-page.js';

type What = Extract<PaletteEffect, { kind: 'read' }>['what'];

const TOP = { top: 0, item: undefined };

/** The page of a rule, above the screen that asks for it. */
export function openRule(state: State, id: string): Outcome {
  return readEffect(state, { kind: 'rule', id });
}

/** The page of somebody of the loaded directories: by the key of a hit, an address, a GUID, or a name. */
export function openPerson(state: State, query: string): Outcome {
  return readEffect(state, { kind: 'person', id: query });
}

/** Reads a page, and shows it as soon as it is there. */
export function readEffect(state: State, what: What): Outcome {
  return { state: { ...state, busy: 'Reading the page.' }, effects: [{ kind: 'read', what, isWaited: true }] };
}

/** Shows a page of text above the screen that led to it; `at`: a heading of it, an anchor, or a word that it explains. */
export function showReading(state: State, title: string, content: ReadingContent, at?: string): State {
  const screens: State['screens'] = [...state.screens.filter((screen) => screen !== 'palette'), 'reading'];
  const depth = screens.filter((screen) => screen === 'reading').length;
  const before = depth === 1 ? undefined : shownReading({ ...state, screens: screens.slice(0, -1) });
  const made = readingPage(state, content);
  const top = at === undefined ? 0 : (placeAt(made, at) ?? 0);
  const spot = settleSpot(made.page, { ...TOP, top }, bodyRows(state));
  const { page, links } = made;
  return { ...state, screens, busy: undefined, palette: undefined, reading: { title, content, page, links, spot, before, depth } };
}

function placeAt({ places }: ReadingPage, at: string): number | undefined {
  return at.startsWith('#') ? placeOfAnchor(at, places) : places.get(at.trim().toLowerCase());
}

function readingPage(state: State, content: ReadingContent): ReadingPage {
  switch (content.kind) {
    case 'person':
      return recipientPage(content.view, state);
    case 'markdown':
      return markdownPage(content.text, state.columns);
    case 'guid':
      return guidPage(content, state.columns);
  }
}

/** The pages anew for another width. */
export function resizeReading(state: State): State {
  const remade = (reading: ReadingState): ReadingState => {
    const { page, links } = readingPage(state, reading.content);
    const before = reading.before === undefined ? undefined : remade(reading.before);
    return { ...reading, page, links, before, spot: settleSpot(page, reading.spot, bodyRows(state)) };
  };
  const shown = state.screens.includes('reading') ? shownReading(state) : undefined;
  return { ...state, reading: shown === undefined ? undefined : remade(shown) };
}

export function onReading(state: State, action: Action): Outcome {
  const reading = shownReading(state);
  if (reading === undefined) return { state, effects: [] };
  if (action === 'choose') return followMarked(state, reading);
  const move = scrollPage(reading.page, reading.spot, action, bodyRows(state));
  if (move === undefined) return copyOrSay(reading, state, action);
  const next: State =
    'spot' in move ? { ...state, reading: { ...reading, spot: move.spot } } : { ...state, notice: { tone: 'plain', text: move.why } };
  return { state: next, effects: [] };
}

function followMarked(state: State, { links, spot }: ReadingState): Outcome {
  const link = spot.item === undefined ? undefined : links.get(spot.item);
  if (link === undefined)
    return { state: { ...state, notice: { tone: 'caution', text: 'The marked line leads nowhere else: c copies it.' } }, effects: [] };
  return followLink(state, link);
}

function followLink(state: State, link: ReadingLink): Outcome {
  const reading = shownReading(state);
  switch (link.kind) {
    case 'topic':
      return readEffect(state, { kind: 'topic', id: link.name, at: link.at });
    case 'rule':
      return openRule(state, link.id);
    case 'person':
      return openPerson(state, link.key);
    case 'line': {
      if (reading === undefined) return { state, effects: [] };
      const spot = settleSpot(reading.page, { ...TOP, top: link.line }, bodyRows(state));
      return { state: { ...state, reading: { ...reading, spot } }, effects: [] };
    }
    case 'readiness': {
      const { readiness } = state;
      if (readiness === undefined) return { state, effects: [] };
      return { state, effects: [{ kind: 'person', table: readiness.table, position: link.position }] };
    }
  }
}
