import type { Action } from '../key-binding.js';
import type { ListSpot } from '../model.js';

/** Marks a row of a list of `length` rows, `rows` of them in view. */
export function moveTo(at: number, { top }: ListSpot, length: number, rows: number): ListSpot {
  const marked = Math.max(0, Math.min(length - 1, at));
  const from = Math.max(0, Math.min(top, length - rows));
  return { at: marked, top: marked < from ? marked : marked >= from + rows ? marked - rows + 1 : from };
}

/** Where a key moves the mark of a list; undefined for a key that does not move it. */
export function movedSpot(action: Action, spot: ListSpot, length: number, rows: number): ListSpot | undefined {
  const page = Math.max(1, rows - 1);
  switch (action) {
    case 'up':
      return moveTo(spot.at - 1, spot, length, rows);
    case 'down':
      return moveTo(spot.at + 1, spot, length, rows);
    case 'page-up':
      return moveTo(spot.at - page, { ...spot, top: spot.top - page }, length, rows);
    case 'page-down':
      return moveTo(spot.at + page, { ...spot, top: spot.top + page }, length, rows);
    case 'top':
      return moveTo(0, spot, length, rows);
    case 'bottom':
      return moveTo(length - 1, spot, length, rows);
    default:
      return undefined;
  }
}
