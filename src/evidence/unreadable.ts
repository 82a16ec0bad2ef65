import type { Unreadable } from './snapshot.js';

/** Things that were not read and have one remedy. */
export interface UnreadableGroup {
  readonly whats: readonly string[];
  readonly whys: readonly string[];
  readonly next: string;
}

/** Puts together what has the same remedy, in the order in which it was first said; a sentence that repeats is said once. */
export function gatherUnreadable(list: readonly Unreadable[]): readonly UnreadableGroup[] {
  const groups = new Map<string, { readonly whats: Set<string>; readonly whys: Set<string> }>();
  for (const { what, why, next } of list) {
    const group = groups.get(next) ?? { whats: new Set(), whys: new Set() };
    groups.set(next, group);
    group.whats.add(what);
    group.whys.add(why);
  }
  return [...groups].map(([next, { whats, whys }]) => ({
    whats: [...whats].filter((what) => what !== ''),
    whys: [...whys].filter((why) => why !== ''),
    next,
  }));
}

/** One note for each remedy: what, why, what to do. */
export function unreadableNotes(list: readonly Unreadable[]): readonly string[] {
  return gatherUnreadable(list).map(({ whats, whys, next }) => [...whats, ...whys, next].join(' ').trim());
}

/**
 * One note on everything that was not read. In: `where`, what says the reasons and the remedies. A single thing is told whole. Nothing for an empty
 * list.
 */
export function shortUnreadableNotes(list: readonly Unreadable[], where: string): readonly string[] {
  const groups = gatherUnreadable(list);
  if (groups.length < 2) return unreadableNotes(list);
  const whats = groups.flatMap((group) => group.whats);
  const left = whats.length - MOST_TOLD;
  const more = left > 0 ? ` ${left} more ${left === 1 ? 'thing was' : 'things were'} not read.` : '';
  return [`${whats.slice(0, MOST_TOLD).join(' ')}${more} Why, and what to do: ${where}.`];
}

const MOST_TOLD = 6;
