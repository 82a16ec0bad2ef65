import type { Unreadable } from '../evidence/snapshot.js';
import { gatherUnreadable } from '../evidence/unreadable.js';
import { wrap } from './lines.js';
import { visible } from './printable.js';

/** Lines on what was not read: one item for each remedy, the remedy on a line of its own. `most`: items; more are counted. */
export function unreadableLines(list: readonly Unreadable[], width: number, most = Number.POSITIVE_INFINITY): readonly string[] {
  const groups = gatherUnreadable(list);
  const shown = groups.slice(0, most);
  const left = groups.length - shown.length;
  return [
    ...shown.flatMap(({ whats, whys, next }) => [
      ...wrap(`  - ${visible([...whats, ...whys].join(' '))}`, width, 4),
      ...(next === '' ? [] : wrap(`    ${visible(next)}`, width, 4)),
    ]),
    ...(left === 0 ? [] : [`  ... and ${left} more; --verbose shows all.`]),
  ];
}
