import { findKey } from '../keys.js';
import { isTooSmall, type ListSpot, type Outcome, type Place, placeOf, type State } from '../model.js';
import { atSpot, readingOf } from './mail.js';
import { withTable } from './table.js';

export type Press = (state: State, key: string) => Outcome;

/** What was clicked on: a part of a page, or an entry of a list, by its index. */
export interface Click {
  readonly item?: number;
  readonly row?: number;
}

/**
 * Marks what was clicked on. A click on what is marked already opens it: that is Enter, or the answer to a question; a marked command stays marked.
 * Nothing happens while something is being waited for.
 */
export function onClick(state: State, click: Click, press: Press): Outcome {
  if (isTooSmall(state) || state.busy !== undefined) return { state, effects: [] };
  if (click.row !== undefined) return onRow(state, click.row, press);
  return click.item === undefined ? { state, effects: [] } : onItem(state, click.item, press);
}

function onRow(state: State, row: number, press: Press): Outcome {
  const place = placeOf(state);
  if (place === 'seek') {
    // What was typed is kept, as Enter does.
    const kept = press(state, 'enter').state;
    return { state: markRow(kept, row) ?? kept, effects: [] };
  }
  if (markedRow(state) === row) return pressIfKey(state, 'enter', press);
  if (place === 'result') return selectFinding(state, row, press);
  return { state: markRow(state, row) ?? state, effects: [] };
}

function pressIfKey(state: State, key: string, press: Press): Outcome {
  return findKey(placeOf(state), key) === undefined ? { state, effects: [] } : press(state, key);
}

/** The page of a finding is made when it is shown: by its keys. */
function selectFinding(state: State, row: number, press: Press): Outcome {
  const steps = row - (state.result?.selected ?? 0);
  return pressTimes(state, steps > 0 ? 'tab' : 'shift+tab', Math.abs(steps), press);
}

function pressTimes(state: State, key: string, times: number, press: Press): Outcome {
  let current = state;
  const effects: Outcome['effects'][number][] = [];
  for (let time = 0; time < times; time++) {
    const outcome = press(current, key);
    current = outcome.state;
    effects.push(...outcome.effects);
  }
  return { state: current, effects };
}

/** The marked entry of the list that is shown. */
function markedRow(state: State): number | undefined {
  switch (placeOf(state)) {
    case 'result':
      return state.result?.selected;
    case 'people':
      return state.readiness?.spot.at;
    case 'causes':
      return state.readiness?.causesSpot.at;
    case 'units':
      return state.readiness?.unitsSpot.at;
    case 'export':
      return state.readiness?.exportAt;
    case 'sources':
      return state.sourceAt;
    case 'move':
      return state.moveAt;
    case 'all':
    case 'inputs':
    case 'history':
      return state.listing.spots[state.listing.view].at;
    case 'palette':
      return state.palette?.at;
    case 'save':
      return state.saving.at;
    default:
      return undefined;
  }
}

/** Marks an entry that is in view, so that the list needs not be scrolled; undefined where there is no list. */
function markRow(state: State, at: number): State | undefined {
  const { readiness, listing, palette } = state;
  const to = (spot: ListSpot): ListSpot => ({ ...spot, at });
  switch (placeOf(state)) {
    case 'people':
      return readiness && withTable(state, { spot: to(readiness.spot) });
    case 'causes':
      return readiness && withTable(state, { causesSpot: to(readiness.causesSpot) });
    case 'units':
      return readiness && withTable(state, { unitsSpot: to(readiness.unitsSpot) });
    case 'export':
      return withTable(state, { exportAt: at });
    case 'sources':
      return { ...state, sourceAt: at };
    case 'move':
      return { ...state, moveAt: at };
    case 'all':
    case 'inputs':
    case 'history':
      return { ...state, listing: { ...listing, spots: { ...listing.spots, [listing.view]: to(listing.spots[listing.view]) } } };
    case 'palette':
      return palette && { ...state, palette: { ...palette, at } };
    case 'save':
      return { ...state, saving: { ...state.saving, at } };
    default:
      return undefined;
  }
}

function onItem(state: State, item: number, press: Press): Outcome {
  const marked = markItem(state, item);
  if (marked === undefined) return { state, effects: [] };
  if (!marked.wasMarked) return { state: marked.state, effects: [] };
  return marked.opens === undefined ? { state, effects: [] } : pressIfKey(state, marked.opens, press);
}

interface MarkedItem {
  readonly state: State;
  readonly wasMarked: boolean;
  /** The key that opens it. */
  readonly opens: 'enter' | 'a' | undefined;
}

/** Marks a part of the page that is shown; undefined where there is no such part. */
function markItem(state: State, item: number): MarkedItem | undefined {
  const { result, readiness, connections, reading } = state;
  const place = placeOf(state);
  if (place === 'result') {
    const part = result?.page.items[item];
    if (result === undefined || part === undefined) return undefined;
    return {
      state: { ...state, result: { ...result, item } },
      wasMarked: result.item === item,
      opens: part.kind === 'question' ? 'a' : undefined,
    };
  }
  if (place === 'connections') {
    if (connections?.open[item] === undefined) return undefined;
    return { state: { ...state, connections: { ...connections, at: item } }, wasMarked: connections.at === item, opens: 'enter' };
  }
  if (place === 'organization' || place === 'open') {
    const shown = readiness?.[place];
    if (shown?.page.items[item] === undefined) return undefined;
    const next = withTable(state, { [place]: { ...shown, spot: { ...shown.spot, item } } });
    return { state: next, wasMarked: shown.spot.item === item, opens: undefined };
  }
  if (place === 'person') {
    const person = readiness?.person;
    if (person?.page.items[item] === undefined) return undefined;
    const next = withTable(state, { person: { ...person, spot: { ...person.spot, item } } });
    return { state: next, wasMarked: person.spot.item === item, opens: undefined };
  }
  if (place === 'reading') {
    if (reading?.page.items[item] === undefined) return undefined;
    const next = { ...state, reading: { ...reading, spot: { ...reading.spot, item } } };
    return { state: next, wasMarked: reading.spot.item === item, opens: undefined };
  }
  return markMailItem(state, item);
}

/** A hop or a field of a page about the message. */
function markMailItem(state: State, item: number): MarkedItem | undefined {
  const mail = readingOf(state);
  const spot = mail?.mail.spots[mail.view] ?? { top: 0, item: undefined };
  if (mail?.mail.pages[mail.view]?.items[item] === undefined) return undefined;
  return { state: atSpot(mail, { ...spot, item }), wasMarked: spot.item === item, opens: 'enter' };
}

/** Where the wheel would go from line to line of a form. */
const FORMS: ReadonlySet<Place> = new Set<Place>(['answer', 'connect']);

/** The wheel: as many rows up (negative) or down, where the arrows scroll or mark. */
export function onWheel(state: State, rows: number, press: Press): Outcome {
  const key = rows < 0 ? 'up' : 'down';
  const place = placeOf(state);
  const isDead = isTooSmall(state) || state.busy !== undefined || FORMS.has(place) || findKey(place, key) === undefined;
  return isDead ? { state, effects: [] } : { ...pressTimes(state, key, Math.abs(rows), press) };
}

/** Ctrl+T: the mouse goes to the terminal, to select text as usual, or comes back. */
export function toggleMouse(state: State): Outcome {
  if (state.linear)
    return { state: { ...state, notice: { tone: 'caution', text: 'There is nothing to click on in screen-reader mode.' } }, effects: [] };
  const isOn = !state.mouse;
  const text = isOn
    ? 'Mouse on: click a key, a row or a command, or use the wheel. With Shift held the terminal selects text.'
    : 'Mouse off: select text as usual. Ctrl+T turns it on.';
  return { state: { ...state, mouse: isOn, notice: { tone: 'plain', text } }, effects: [{ kind: 'mouse', isOn }] };
}
