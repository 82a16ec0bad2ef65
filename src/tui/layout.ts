import type { State } from './model.js';

/** Rows that the frame takes around the body: title, rule; rule, notice, keys. */
export const FRAME_ROWS = 5;

/** Rows between the upper and the lower rule. */
export function bodyRows({ rows }: State): number {
  return Math.max(1, rows - FRAME_ROWS);
}

/** Rows of the list of findings; none where there is one finding or none. */
export function listRows(state: State): number {
  const count = state.result?.diagnosis.findings.length ?? 0;
  if (count < 2) return 0;
  return Math.min(count, state.rows >= 36 ? 8 : state.rows >= 28 ? 5 : 3);
}

/** Rows in which the page of a finding, or one about the message, scrolls. */
export function pageRows(state: State): number {
  const view = state.result?.view ?? 'findings';
  if (view !== 'findings') return Math.max(1, bodyRows(state) - (view === 'fields' || view === 'raw' ? 1 : 0));
  const list = listRows(state);
  return Math.max(1, bodyRows(state) - (list === 0 ? 0 : list + 1));
}

/** Rows of people: below the verdicts, what is listed, and the heads; above the line about the marked one. */
export function peopleRows(state: State): number {
  return Math.max(1, bodyRows(state) - 4);
}

/** Rows of a list of units, below what it is and its heads. */
export function listingRows(state: State): number {
  return Math.max(1, bodyRows(state) - 2);
}

/** Rows of the list of causes, above what is said in full of the marked one. */
export function causeRows(state: State): number {
  return listingRows(state) - (bodyRows(state) < 14 ? 0 : 2);
}

/** Rows of a list of the session: below its heads, above what is said in full of the marked row. */
export function sessionRows(state: State): number {
  return Math.max(1, bodyRows(state) - 2 - aboutRows(state));
}

/** Rows in which the marked row of a list is said in full; none in a low window. */
export function aboutRows(state: State): number {
  const rows = bodyRows(state);
  return rows < 14 ? 0 : rows < 18 ? 5 : 6;
}
