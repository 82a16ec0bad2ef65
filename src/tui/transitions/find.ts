import type { Action } from '../key-binding.js';
import { pageRows } from '../layout.js';
import type { MailState, Outcome, Spot, State } from '../model.js';
import { findMatches, rowOfOffset } from '../raw-text.js';
import { clean } from '../sanitize.js';
import { clearFind, openView, type Reading, readingOf, withMail } from './mail.js';

const LONGEST = 200;
const TOP: Spot = { top: 0, item: undefined };

/** The filter of the fields, or the search in the text, begins to take letters. */
export function startFind(reading: Reading): State {
  const { mail, view } = reading;
  const before = view === 'fields' ? mail.filter : mail.search;
  return withMail(reading, { ...mail, typing: { before, spot: mail.spots[view] ?? TOP } });
}

/** Adds letters to what is looked for; the page follows at once. */
export function typeFind(state: State, text: string): State {
  const reading = readingOf(state);
  if (reading === undefined) return state;
  return find(reading, `${typedIn(reading)}${clean(text)}`.slice(0, LONGEST));
}

function typedIn({ mail, view }: Reading): string {
  return view === 'fields' ? mail.filter : mail.search;
}

/** Shows what holds the typed text; with none, where the page stood before. */
function find(reading: Reading, typed: string): State {
  const { mail, view } = reading;
  const origin = mail.typing?.spot ?? TOP;
  if (view === 'fields') return openView(withPage(reading, { ...mail, filter: typed }, typed === '' ? origin : TOP));
  const { raw } = mail;
  if (raw === undefined) return openView(reading.state);
  const matches = findMatches(raw, typed, raw.rowStarts[origin.top] ?? 0);
  return atMatch(reading, { ...mail, search: typed, matches }, origin.top);
}

function withPage(reading: Reading, mail: MailState, spot: Spot): State {
  const { view } = reading;
  return withMail(reading, { ...mail, spots: { ...mail.spots, [view]: spot }, pages: { ...mail.pages, [view]: undefined } });
}

/** Scrolls to the current match, unless it is in view of `top`. */
function atMatch(reading: Reading, mail: MailState, top: number): State {
  const { matches, raw } = mail;
  const start = matches?.starts[matches.at];
  if (raw === undefined || start === undefined) return openView(withPage(reading, mail, { top, item: undefined }));
  const rows = pageRows(reading.state);
  const row = rowOfOffset(raw, start);
  const isInView = row >= top && row < top + rows;
  return openView(withPage(reading, mail, { top: isInView ? top : Math.max(0, row - Math.floor(rows / 3)), item: undefined }));
}

export function onFind(state: State, action: Action): Outcome {
  const reading = readingOf(state);
  const still = (next: State): Outcome => ({ state: next, effects: [] });
  if (reading === undefined) return still(state);
  const typed = typedIn(reading);
  switch (action) {
    case 'erase':
      return still(find(reading, [...typed].slice(0, -1).join('')));
    case 'erase-line':
      return still(find(reading, ''));
    case 'submit':
      return still(endFind(reading));
    default:
      return still(state);
  }
}

function endFind(reading: Reading): State {
  const { mail, view } = reading;
  const next = withMail(reading, { ...mail, typing: undefined });
  const isLost = view === 'raw' && mail.search !== '' && mail.matches?.starts.length === 0;
  return isLost ? { ...next, notice: { tone: 'caution', text: `The text does not hold "${mail.search}".` } } : next;
}

/** Esc while letters are taken: what was there before comes back. */
export function cancelFind(reading: Reading): State {
  const { mail } = reading;
  const { typing } = mail;
  if (typing === undefined) return reading.state;
  const restored = find(reading, typing.before);
  const after = readingOf(restored);
  return after === undefined ? restored : openView(withPage(after, { ...after.mail, typing: undefined }, typing.spot));
}

/** The next or the previous match; from the last one on again from the first. */
export function nextMatch(reading: Reading, step: 1 | -1): State {
  const { mail } = reading;
  const { matches } = mail;
  if (matches === undefined || matches.starts.length === 0) return reading.state;
  const total = matches.starts.length;
  const at = (matches.at + step + total) % total;
  const next = atMatch(reading, { ...mail, matches: { ...matches, at } }, mail.spots.raw?.top ?? 0);
  const isAround = step > 0 ? at === 0 : at === total - 1;
  const text = total === 1 ? 'This is the only match.' : step > 0 ? 'Again from the first match.' : 'Again from the last match.';
  return isAround ? { ...next, notice: { tone: 'plain', text } } : next;
}

/** The keys of the filter and the search on a page; undefined: the key is for something else. */
export function onFindKeys(state: State, action: Action): State | undefined {
  const reading = readingOf(state);
  if (reading === undefined) return undefined;
  if (action === 'find') return startFind(reading);
  if (action === 'clear-find') return clearFind(reading);
  if (action === 'next-match') return nextMatch(reading, 1);
  if (action === 'previous-match') return nextMatch(reading, -1);
  return undefined;
}
