import { PEOPLE_ORDERS, type PeopleFilter, type PeopleOrder, type PeopleTable } from '../../ports/readiness-session.js';
import type { Action } from '../key-binding.js';
import { causeRows, listingRows, peopleRows } from '../layout.js';
import type { ListSpot, Outcome, ReadinessState, State, TableView } from '../model.js';
import { filterWords, isNarrowed, NO_FILTER, ORDER_WORDS, VERDICTS } from '../people-words.js';
import { clean } from '../sanitize.js';
import { count } from '../words.js';
import { movedSpot, moveTo } from './list.js';
import { onTextPage, openTextPage } from './text-page.js';

const still = (state: State): Outcome => ({ state, effects: [] });
const TOP: ListSpot = { at: 0, top: 0 };
const LONGEST = 200;

export function withTable(state: State, change: Partial<ReadinessState>): State {
  return state.readiness === undefined ? state : { ...state, readiness: { ...state.readiness, ...change } };
}

/** The files that are loaded, as one text: tells whether a result is of other files. */
export function sourcesText(state: Pick<State, 'sources'>): string {
  return state.sources.map(({ path, side, objectCount }) => `${side} ${objectCount} ${path}`).join('\n');
}

/** The table that a run came to, from its top. */
export function startTable(state: State, table: PeopleTable): ReadinessState {
  return {
    table,
    // Other data can have come while it was made.
    from: state.run?.from ?? sourcesText(state),
    view: 'people',
    filter: NO_FILTER,
    order: 'verdict',
    listed: table.list(NO_FILTER, 'verdict'),
    spot: TOP,
    causesSpot: TOP,
    unitsSpot: TOP,
    organization: undefined,
    open: undefined,
    search: '',
    typing: undefined,
    person: undefined,
    exportAt: 0,
    exportFormat: 'csv',
    replaces: undefined,
  };
}

const VIEWS: readonly TableView[] = ['people', 'causes', 'organization', 'open', 'units'];
const VIEW_ACTIONS: Readonly<Partial<Record<Action, TableView>>> = {
  'view-people': 'people',
  'view-causes': 'causes',
  'view-organization': 'organization',
  'view-open': 'open',
  'view-units': 'units',
};

export function onTable(state: State, action: Action): Outcome {
  const { readiness } = state;
  if (readiness === undefined) return still(state);
  const step = action === 'next-view' ? 1 : action === 'previous-view' ? -1 : 0;
  const view = step === 0 ? VIEW_ACTIONS[action] : VIEWS[(VIEWS.indexOf(readiness.view) + step + VIEWS.length) % VIEWS.length];
  if (view === readiness.view) return still({ ...state, notice: { tone: 'plain', text: 'This is the page that is shown.' } });
  if (view !== undefined) return still(openTextPage(withTable(state, { view })));
  if (action === 'export') return still({ ...state, screens: [...state.screens, 'export'] });
  switch (readiness.view) {
    case 'people':
      return onPeople(state, readiness, action);
    case 'causes':
    case 'units':
      return still(onListing(state, readiness, action));
    case 'organization':
    case 'open':
      return onTextPage(state, action);
  }
}

function onPeople(state: State, readiness: ReadinessState, action: Action): Outcome {
  const { listed, spot, filter, order } = readiness;
  const moved = movedSpot(action, spot, listed.length, peopleRows(state));
  if (moved !== undefined) return still(withTable(state, { spot: moved }));
  switch (action) {
    case 'details': {
      const position = listed[spot.at];
      return position === undefined ? still(state) : { state, effects: [{ kind: 'person', table: readiness.table, position }] };
    }
    case 'filter':
      return still(withTable(state, { typing: { kind: 'filter', before: filter.text, spot } }));
    case 'find':
      return still(withTable(state, { typing: { kind: 'search', before: readiness.search, spot } }));
    case 'next-match':
      return still(nextMatch(state, 1));
    case 'previous-match':
      return still(nextMatch(state, -1));
    case 'clear-find':
      return still(listAgain(state, NO_FILTER));
    case 'next-verdict':
      return still(nextVerdict(state, readiness));
    case 'next-order':
      return arrange(state, PEOPLE_ORDERS[(PEOPLE_ORDERS.indexOf(order) + 1) % PEOPLE_ORDERS.length] ?? 'verdict');
    default:
      return still(state);
  }
}

/** The list anew for another filter; whoever was marked stays marked where still listed. `isNarrower`: the old list holds them all. */
function listAgain(state: State, filter: PeopleFilter, isNarrower = false): State {
  const { readiness } = state;
  if (readiness === undefined) return state;
  const { table, order, listed, spot } = readiness;
  const marked = listed[spot.at];
  const next = table.list(filter, order, isNarrower ? listed : undefined);
  const at = marked === undefined ? -1 : next.indexOf(marked);
  return withTable(state, { filter, listed: next, spot: moveTo(at < 0 ? 0 : at, at < 0 ? TOP : spot, next.length, peopleRows(state)) });
}

/** The next verdict that anybody has; after the last one all of them. */
function nextVerdict(state: State, { filter, table }: ReadinessState): State {
  const choices = [undefined, ...VERDICTS.filter((verdict) => table.verdicts[verdict] > 0)];
  const verdict = choices[(choices.indexOf(filter.verdict) + 1) % choices.length];
  const next = listAgain(state, { ...filter, verdict });
  return { ...next, notice: { tone: 'plain', text: `Listed: ${filterWords({ ...filter, verdict }, table) ?? 'everyone'}.` } };
}

/** Another order; one that is not made yet is made meanwhile. */
function arrange(state: State, order: PeopleOrder): Outcome {
  const { readiness } = state;
  if (readiness === undefined) return still(state);
  const { table } = readiness;
  if (table.isArranged(order)) return still(inOrder(state, order));
  return {
    state: { ...state, busy: `Ordering ${count(table.length, 'person', 'people')}.` },
    effects: [{ kind: 'arrange', table, order }],
  };
}

export function inOrder(state: State, order: PeopleOrder): State {
  if (state.readiness === undefined) return state;
  const next = listAgain(withTable({ ...state, busy: undefined }, { order }), state.readiness.filter);
  return { ...next, notice: { tone: 'plain', text: `Ordered ${ORDER_WORDS[order]}.` } };
}

function onListing(state: State, readiness: ReadinessState, action: Action): State {
  const { view, table, causesSpot, unitsSpot } = readiness;
  const isCauses = view === 'causes';
  const spot = isCauses ? causesSpot : unitsSpot;
  const length = isCauses ? table.causes.length : table.units().length;
  const moved = movedSpot(action, spot, length, isCauses ? causeRows(state) : listingRows(state));
  if (moved !== undefined) return withTable(state, isCauses ? { causesSpot: moved } : { unitsSpot: moved });
  if (action !== 'choose') return state;
  const chosen = isCauses ? { check: table.causes[spot.at]?.id } : { unit: table.units()[spot.at]?.key };
  const shown = listAgain(withTable(state, { view: 'people', spot: TOP }), { ...NO_FILTER, ...chosen });
  const listed = shown.readiness?.listed.length ?? 0;
  return { ...shown, notice: { tone: 'plain', text: `${count(listed, 'person', 'people')}. Esc lists everyone again.` } };
}

/** What was typed so far. */
export function typedSeek({ typing, filter, search }: ReadinessState): string {
  return typing?.kind === 'filter' ? filter.text : search;
}

export function typeSeek(state: State, text: string): State {
  const { readiness } = state;
  return readiness === undefined ? state : seek(state, `${typedSeek(readiness)}${clean(text)}`.slice(0, LONGEST));
}

function seek(state: State, typed: string): State {
  const { readiness } = state;
  if (readiness?.typing === undefined) return state;
  if (readiness.typing.kind === 'filter') {
    const isNarrower = typed.trim().toLowerCase().includes(readiness.filter.text.trim().toLowerCase());
    return listAgain(state, { ...readiness.filter, text: typed }, isNarrower);
  }
  return goToMatch(withTable(state, { search: typed, spot: readiness.typing.spot }), 1, true);
}

export function onSeek(state: State, action: Action): Outcome {
  const { readiness } = state;
  if (readiness?.typing === undefined) return still(state);
  switch (action) {
    case 'erase':
      return still(seek(state, [...typedSeek(readiness)].slice(0, -1).join('')));
    case 'erase-line':
      return still(seek(state, ''));
    case 'submit': {
      const ended = withTable(state, { typing: undefined });
      const isLost = readiness.typing.kind === 'search' && readiness.search.trim() !== '' && matchFrom(readiness, 0, 1) < 0;
      return still(isLost ? { ...ended, notice: { tone: 'caution', text: 'No listed name or address holds this.' } } : ended);
    }
    default:
      return still(state);
  }
}

/** Esc while letters are taken: what was there before comes back. */
export function cancelSeek(state: State): State {
  const { typing, filter } = state.readiness ?? {};
  if (typing === undefined || filter === undefined) return state;
  if (typing.kind === 'search') return withTable(state, { search: typing.before, spot: typing.spot, typing: undefined });
  return withTable(listAgain(state, { ...filter, text: typing.before }), { typing: undefined, spot: typing.spot });
}

/** Index of the next listed person from `from` on whose words hold what is searched for; -1 for none, without going around. */
function matchFrom({ listed, table, search }: ReadinessState, from: number, step: 1 | -1): number {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return -1;
  for (let at = from; at >= 0 && at < listed.length; at += step) if (table.words(listed[at] ?? -1).includes(wanted)) return at;
  return -1;
}

function goToMatch(state: State, step: 1 | -1, isFirst = false): State {
  const { readiness } = state;
  if (readiness === undefined || readiness.search.trim() === '') return state;
  const { spot, listed } = readiness;
  const ahead = matchFrom(readiness, isFirst ? spot.at : spot.at + step, step);
  const at = ahead >= 0 ? ahead : matchFrom(readiness, step > 0 ? 0 : listed.length - 1, step);
  if (at < 0) return { ...state, notice: { tone: 'caution', text: 'No listed name or address holds this.' } };
  const next = withTable(state, { spot: moveTo(at, spot, listed.length, peopleRows(state)) });
  if (ahead >= 0 || isFirst) return next;
  const text = at === spot.at ? 'This is the only match.' : step > 0 ? 'Again from the first match.' : 'Again from the last match.';
  return { ...next, notice: { tone: 'plain', text } };
}

const nextMatch = (state: State, step: 1 | -1): State => goToMatch(state, step);

/** Esc on the table; undefined: the table is left. */
export function backFromTable(state: State, key: string): State | undefined {
  const { readiness } = state;
  if (readiness === undefined) return undefined;
  if (readiness.typing !== undefined) return cancelSeek(state);
  if (key === 'esc' && readiness.view === 'people' && isNarrowed(readiness.filter))
    return { ...listAgain(state, NO_FILTER), notice: { tone: 'plain', text: 'Everyone is listed again.' } };
  return readiness.view === 'people' ? undefined : withTable(state, { view: 'people' });
}

/** For another size of the window: marks stay in view. */
export function resizeTable(state: State): State {
  const { readiness } = state;
  if (readiness === undefined) return state;
  const { listed, spot, causesSpot, unitsSpot, table } = readiness;
  const rows = listingRows(state);
  return openTextPage(
    withTable(state, {
      spot: moveTo(spot.at, spot, listed.length, peopleRows(state)),
      causesSpot: moveTo(causesSpot.at, causesSpot, table.causes.length, causeRows(state)),
      // Units are made when they are first looked at.
      unitsSpot: readiness.view === 'units' ? moveTo(unitsSpot.at, unitsSpot, table.units().length, rows) : unitsSpot,
      organization: undefined,
      open: undefined,
    }),
  );
}
