import type { Action } from '../key-binding.js';
import type { Page, Spot } from '../model.js';

/** What a move on a page comes to: another place, or the reason why there is none. */
export type Move = { readonly spot: Spot } | { readonly why: string };

/** Keeps a page inside the window of `rows` rows, and the mark on an item that is in view. */
export function settleSpot(page: Page, spot: Spot, rows: number): Spot {
  const top = Math.max(0, Math.min(spot.top, page.lines.length - rows));
  const isInView = (index: number): boolean => {
    const item = page.items[index];
    return item !== undefined && item.firstLine >= top && item.firstLine < top + rows;
  };
  if (spot.item !== undefined && isInView(spot.item)) return { top, item: spot.item };
  const found = page.items.findIndex((_, index) => isInView(index));
  return { top, item: found < 0 ? undefined : found };
}

/** Marks an item, and scrolls to it where it is not in view. */
export function revealItem(page: Page, spot: Spot, index: number, rows: number): Spot {
  const item = page.items[index];
  if (item === undefined) return spot;
  const isInView = item.firstLine >= spot.top + 1 && item.lastLine < spot.top + rows;
  const top = isInView ? spot.top : Math.max(0, item.firstLine - Math.min(4, Math.floor(rows / 3)));
  return settleSpot(page, { item: index, top }, rows);
}

/** The rows that a key scrolls to; undefined for one that does not scroll. */
export function scrolledTop(page: Page, { top }: Spot, action: Action, rows: number): number | undefined {
  const whole = Math.max(1, rows - 2);
  switch (action) {
    case 'up':
      return top - 1;
    case 'down':
      return top + 1;
    case 'page-up':
      return top - whole;
    case 'page-down':
      return top + whole;
    case 'top':
      return 0;
    case 'bottom':
      return page.lines.length;
    default:
      return undefined;
  }
}

export function moveItem(page: Page, spot: Spot, step: 1 | -1, rows: number): Move {
  const { items } = page;
  if (spot.item !== undefined) {
    const next = spot.item + step;
    if (items[next] === undefined) return { why: step > 0 ? 'This is the last one.' : 'This is the first one.' };
    return { spot: revealItem(page, spot, next, rows) };
  }
  const below = items.findIndex((item) => item.firstLine >= spot.top);
  const index = step > 0 ? (below < 0 ? items.length - 1 : below) : below < 0 ? items.length - 1 : Math.max(0, below - 1);
  return { spot: revealItem(page, spot, index, rows) };
}

export function moveSection(page: Page, spot: Spot, step: 1 | -1, rows: number): Move {
  const { top } = spot;
  const target = step > 0 ? page.sections.find((section) => section > top) : page.sections.findLast((section) => section < top);
  if (target === undefined) return step > 0 ? { why: 'This is the last section.' } : { spot: settleSpot(page, { ...spot, top: 0 }, rows) };
  const moved = settleSpot(page, { ...spot, top: target }, rows);
  return moved.top === top && step > 0 ? { why: 'The rest of the page is in view.' } : { spot: moved };
}
