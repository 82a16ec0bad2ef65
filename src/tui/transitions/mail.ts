import { createPlaces } from '../../evidence/fold.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import type { Message } from '../../message/message.js';
import type { HeaderField } from '../../parse/header/field.js';
import type { Action } from '../key-binding.js';
import { pageRows } from '../layout.js';
import type { Effect, MailState, MailView, Outcome, Page, ResultState, Spot, State, View } from '../model.js';
import { fieldPage } from '../pages/field.js';
import { fieldsPage, filterFields, listFields } from '../pages/fields.js';
import { messagePage } from '../pages/message.js';
import { pathPage } from '../pages/path.js';
import { rawPage } from '../pages/raw.js';
import { layRawText, rowOfLine } from '../raw-text.js';
import { type Move, moveItem, moveSection, revealItem, scrolledTop, settleSpot } from './scroll.js';

const TOP: Spot = { top: 0, item: undefined };

/** A state whose result is about a message: what all below works on. */
export interface Reading {
  readonly state: State;
  readonly result: ResultState;
  readonly mail: MailState;
  readonly message: Message;
  readonly view: MailView;
}

/** Undefined while no page about a message is shown. */
export function readingOf(state: State): Reading | undefined {
  const { result } = state;
  if (result?.mail === undefined || result.diagnosis.message === undefined || result.view === 'findings') return undefined;
  return { state, result, mail: result.mail, message: result.diagnosis.message, view: result.view };
}

/** Pages for the message of a diagnosis; of the same text again, the places and what was typed stay. */
export function startMail({ message }: Diagnosis, before: MailState | undefined): MailState | undefined {
  if (message === undefined) return undefined;
  if (before !== undefined) {
    const { opened } = before;
    const same = opened === undefined ? undefined : message.block.fields[opened.field.index];
    return {
      ...before,
      pages: {},
      listed: undefined,
      opened:
        opened === undefined || same === undefined
          ? undefined
          : { ...opened, field: same, hop: message.hops.find(({ field }) => field === same) },
    };
  }
  return {
    pages: {},
    spots: {},
    listed: undefined,
    found: 0,
    raw: undefined,
    opened: undefined,
    rawFrom: undefined,
    filter: '',
    search: '',
    matches: undefined,
    typing: undefined,
  };
}

export function withMail({ state, result }: Reading, mail: MailState, view: View = result.view): State {
  return { ...state, result: { ...result, mail, view } };
}

/** Makes the page that is shown, unless it is there, and keeps it inside the window. */
export function openView(state: State): State {
  const reading = readingOf(state);
  if (reading === undefined) return state;
  const { mail, view } = reading;
  const made = makePage(reading, view);
  const page = made.pages[view];
  if (page === undefined) return state;
  const spot = settleSpot(page, mail.spots[view] ?? TOP, pageRows(state));
  return withMail(reading, { ...made, spots: { ...made.spots, [view]: spot } });
}

function makePage({ state, result, mail, message }: Reading, view: MailView): MailState {
  if (mail.pages[view] !== undefined) return mail;
  const { columns } = state;
  const { diagnosis } = result;
  const { text } = diagnosis.input;
  const add = (page: Page, more: Partial<MailState> = {}): MailState => ({ ...mail, ...more, pages: { ...mail.pages, [view]: page } });
  switch (view) {
    case 'message':
      return add(messagePage(diagnosis, message, columns));
    case 'path':
      return add(pathPage(message, text, columns));
    case 'fields': {
      const listed = mail.listed ?? listFields(message);
      const shown = filterFields(listed, mail.filter);
      return add(fieldsPage(shown, { text, columns, filter: mail.filter, total: listed.length }), { listed, found: shown.length });
    }
    case 'field':
      return mail.opened === undefined ? mail : add(fieldPage(message, mail.opened, { text, columns }));
    case 'raw': {
      const raw = mail.raw?.columns === columns ? mail.raw : layRawText(text, columns, mail.raw);
      return add(rawPage(raw, mail.matches), { raw });
    }
  }
}

/** All pages anew for another width; the row that stood first stays about where it was. */
export function resizeMail(state: State): State {
  const { result } = state;
  const mail = result?.mail;
  if (result === undefined || mail === undefined) return state;
  if (result.view !== 'raw' || mail.raw === undefined || mail.raw.columns === state.columns)
    return openMarked({ ...state, result: { ...result, mail: { ...mail, pages: {} } } });
  const raw = layRawText('', state.columns, mail.raw);
  const spot = { top: rowOfLine(raw, mail.raw.rowLines[mail.spots.raw?.top ?? 0] ?? 0), item: undefined };
  return openView({ ...state, result: { ...result, mail: { ...mail, raw, pages: {}, spots: { ...mail.spots, raw: spot } } } });
}

/** As `openView`, and what was marked stays marked. */
function openMarked(state: State): State {
  const marked = readingOf(state)?.mail.spots[readingOf(state)?.view ?? 'message']?.item;
  const opened = openView(state);
  const reading = readingOf(opened);
  const page = reading?.mail.pages[reading.view];
  return reading === undefined || page === undefined || marked === undefined
    ? opened
    : atSpot(reading, revealItem(page, reading.mail.spots[reading.view] ?? TOP, marked, pageRows(opened)));
}

export function atSpot(reading: Reading, spot: Spot): State {
  const { mail, view } = reading;
  return withMail(reading, { ...mail, spots: { ...mail.spots, [view]: spot } });
}

const ORDER: readonly View[] = ['findings', 'message', 'path', 'fields', 'raw'];
const VIEW_ACTIONS: Readonly<Partial<Record<Action, View>>> = {
  'view-findings': 'findings',
  'view-message': 'message',
  'view-path': 'path',
  'view-fields': 'fields',
  'view-raw': 'raw',
};

/** Goes to another page of the result; undefined: the key is for something else. */
export function switchView(state: State, action: Action): State | undefined {
  const { result } = state;
  if (result?.mail === undefined) return undefined;
  const shown = result.view === 'field' ? (result.mail.opened?.from ?? 'fields') : result.view;
  const step = action === 'next-view' ? 1 : action === 'previous-view' ? -1 : 0;
  const view = step === 0 ? VIEW_ACTIONS[action] : ORDER[(ORDER.indexOf(shown) + step + ORDER.length) % ORDER.length];
  if (view === undefined) return undefined;
  if (view === result.view) return { ...state, notice: { tone: 'plain', text: 'This is the page that is shown.' } };
  return openView({ ...state, result: { ...result, view, mail: { ...result.mail, rawFrom: undefined } } });
}

/** Esc and q on a page about the message; undefined: the result is left. */
export function backFromView(state: State, key: string): State | undefined {
  const reading = readingOf(state);
  if (reading === undefined) return undefined;
  const { mail, view } = reading;
  if (view === 'field') return openView(withMail(reading, mail, mail.opened?.from ?? 'fields'));
  if (view === 'raw' && mail.rawFrom !== undefined) return openView(withMail(reading, { ...mail, rawFrom: undefined }, mail.rawFrom));
  const typed = view === 'fields' ? mail.filter : view === 'raw' ? mail.search : '';
  return key === 'esc' && typed !== '' ? clearFind(reading) : undefined;
}

/** Takes the filter or the search away. */
export function clearFind(reading: Reading): State {
  const { mail, view } = reading;
  const spots = view === 'fields' ? { ...mail.spots, fields: TOP } : mail.spots;
  const typed = view === 'fields' ? { filter: '' } : { search: '', matches: undefined };
  return openView(withMail(reading, { ...mail, ...typed, spots, pages: { ...mail.pages, [view]: undefined } }));
}

export function onMail(state: State, action: Action): Outcome {
  const switched = switchView(state, action);
  const reading = readingOf(state);
  if (switched !== undefined || reading === undefined) return { state: switched ?? state, effects: [] };
  const still = (next: State): Outcome => ({ state: next, effects: [] });
  const { mail, view } = reading;
  const page = mail.pages[view];
  const spot = mail.spots[view] ?? TOP;
  if (page === undefined) return still(openView(state));
  const rows = pageRows(state);
  const toEnd = view === 'path' && (action === 'top' || action === 'bottom');
  if (toEnd) return still(atSpot(reading, revealItem(page, { ...spot, top: 0 }, action === 'top' ? 0 : page.items.length - 1, rows)));
  const top = scrolledTop(page, spot, action, rows);
  if (top !== undefined) return still(atSpot(reading, settleSpot(page, { ...spot, top }, rows)));
  const step = action.startsWith('next-') ? 1 : -1;
  switch (action) {
    case 'next-item':
    case 'previous-item':
      return still(view === 'field' ? neighbour(reading, step) : moved(reading, moveItem(page, spot, step, rows)));
    case 'next-section':
    case 'previous-section':
      return still(moved(reading, moveSection(page, spot, step, rows)));
    case 'details':
      return still(openDetails(reading, markedField(reading)));
    case 'in-text':
      return still(showInText(reading));
    default:
      return { state, effects: copyEffects(reading, action) };
  }
}

function moved(reading: Reading, move: Move): State {
  return 'spot' in move ? atSpot(reading, move.spot) : { ...reading.state, notice: { tone: 'plain', text: move.why } };
}

function markedField({ mail, view }: Reading): HeaderField | undefined {
  if (view === 'field') return mail.opened?.field;
  const item = mail.spots[view]?.item;
  return item === undefined ? undefined : mail.pages[view]?.items[item]?.field;
}

function openDetails(reading: Reading, field: HeaderField | undefined): State {
  const { mail, message, view, state } = reading;
  if (field === undefined) return state;
  const from = view === 'path' || view === 'fields' ? view : (mail.opened?.from ?? 'fields');
  const opened = { field, hop: message.hops.find((hop) => hop.field === field), from };
  const next = { ...mail, opened, spots: { ...mail.spots, field: TOP }, pages: { ...mail.pages, field: undefined } };
  return openView(withMail(reading, next, 'field'));
}

/** The next field of the list that the shown one was opened from; the mark of the list goes along. */
function neighbour(reading: Reading, step: 1 | -1): State {
  const { mail, state } = reading;
  const from = mail.opened?.from ?? 'fields';
  const listed = makePage(reading, from);
  const page = listed.pages[from];
  const spot = mail.spots[from] ?? TOP;
  if (page === undefined || spot.item === undefined) return state;
  const field = page.items[spot.item + step]?.field;
  if (field === undefined)
    return { ...state, notice: { tone: 'plain', text: step > 0 ? 'This is the last one.' : 'This is the first one.' } };
  const kept = revealItem(page, spot, spot.item + step, pageRows(state));
  return openDetails({ ...reading, mail: { ...listed, spots: { ...listed.spots, [from]: kept } } }, field);
}

function showInText(reading: Reading): State {
  const { result, mail, view, state } = reading;
  const field = markedField(reading);
  if (field === undefined || view === 'message' || view === 'raw') return state;
  const { line } = createPlaces(result.diagnosis.input.text)(field.start);
  const opened = makePage(reading, 'raw');
  const top = opened.raw === undefined ? 0 : rowOfLine(opened.raw, line - 1);
  const next = { ...opened, rawFrom: view, spots: { ...mail.spots, raw: { top, item: undefined } } };
  const shown = openView(withMail(reading, next, 'raw'));
  return { ...shown, notice: { tone: 'plain', text: `${field.name.slice(0, 60)} begins in line ${line}. Esc goes back to it.` } };
}

function copyEffects(reading: Reading, action: Action): readonly Effect[] {
  const { result, state } = reading;
  const field = markedField(reading);
  if (action === 'copy' && field !== undefined) {
    const text = result.diagnosis.input.text.slice(field.start, field.end);
    return [{ kind: 'copy', what: 'the field as it was pasted', fileName: 'crossprem-field.txt', text }];
  }
  if (action === 'copy-report') return [{ kind: 'copy-report', diagnosis: result.diagnosis }];
  if (action === 'save-copy' && state.copied !== undefined) return [{ kind: 'save', ...state.copied }];
  return [];
}
