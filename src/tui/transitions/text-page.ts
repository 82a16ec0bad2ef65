import type { Action } from '../key-binding.js';
import { bodyRows } from '../layout.js';
import type { Effect, Outcome, Page, Spot, State, TextPage } from '../model.js';
import { openPage } from '../pages/open.js';
import { organizationPage } from '../pages/organization.js';
import { type Move, moveItem, moveSection, scrolledTop, settleSpot } from './scroll.js';

const TOP: Spot = { top: 0, item: undefined };

/** Makes the page of text that the table shows, unless it is there. */
export function openTextPage(state: State): State {
  const { readiness } = state;
  if (readiness === undefined) return state;
  const { view, table } = readiness;
  if ((view !== 'organization' && view !== 'open') || readiness[view] !== undefined) return state;
  const page = view === 'organization' ? organizationPage(table, state.columns) : openPage(table, state.columns);
  return { ...state, readiness: { ...readiness, [view]: { page, spot: settleSpot(page, TOP, bodyRows(state)) } } };
}

/** What a key does on a page of text: another spot, a reason, or undefined for a key that is not about the page. */
export function scrollPage(page: Page, spot: Spot, action: Action, rows: number): Move | undefined {
  const top = scrolledTop(page, spot, action, rows);
  if (top !== undefined) return { spot: settleSpot(page, { ...spot, top }, rows) };
  switch (action) {
    case 'next-item':
      return moveItem(page, spot, 1, rows);
    case 'previous-item':
      return moveItem(page, spot, -1, rows);
    case 'next-section':
      return moveSection(page, spot, 1, rows);
    case 'previous-section':
      return moveSection(page, spot, -1, rows);
    default:
      return undefined;
  }
}

export function copyFromPage({ page, spot }: TextPage, state: State, action: Action): readonly Effect[] {
  const item = spot.item === undefined ? undefined : page.items[spot.item];
  if (action === 'copy' && item !== undefined)
    return [{ kind: 'copy', what: 'the command', fileName: 'crossprem-command.ps1', text: item.text }];
  if (action === 'save-copy' && state.copied !== undefined) return [{ kind: 'save', ...state.copied }];
  return [];
}

export function onTextPage(state: State, action: Action): Outcome {
  const { readiness } = state;
  const view = readiness?.view === 'organization' ? 'organization' : 'open';
  const shown = readiness?.[view];
  if (readiness === undefined || shown === undefined) return { state, effects: [] };
  const move = scrollPage(shown.page, shown.spot, action, bodyRows(state));
  if (move === undefined) return copyOrSay(shown, state, action);
  const next: State =
    'spot' in move
      ? { ...state, readiness: { ...readiness, [view]: { ...shown, spot: move.spot } } }
      : { ...state, notice: { tone: 'plain', text: move.why } };
  return { state: next, effects: [] };
}

/** Copies what is marked; says so where nothing is. */
export function copyOrSay(shown: TextPage, state: State, action: Action): Outcome {
  const effects = copyFromPage(shown, state, action);
  if (effects.length > 0 || action !== 'copy') return { state, effects };
  return { state: { ...state, notice: { tone: 'caution', text: 'No command is in view: n goes to the next one.' } }, effects };
}
