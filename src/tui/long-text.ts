import type { LoadedSource } from '../ports/session.js';

/** A text of more characters takes longer to diagnose than a key may wait: the screen says so first. */
const LONG = 200_000;
/** Among more objects of a directory even a short text may take longer. */
const MANY = 5_000;

export function isLong(text: string): boolean {
  return text.length > LONG;
}

/** True where so much is loaded that it takes longer than a key may wait to look through it. */
export function holdsMany(sources: readonly LoadedSource[]): boolean {
  return sources.reduce((sum, { side, objectCount }) => sum + (side === 'settings' ? 0 : objectCount), 0) > MANY;
}

/** True for what is diagnosed in slices, while the screen says what it waits for. */
export function isHeavy(text: string, sources: readonly LoadedSource[]): boolean {
  return isLong(text) || holdsMany(sources);
}

/** What is said meanwhile. */
export function heavyWords(text: string): string {
  return isLong(text) ? 'Reading a long text; that takes some seconds.' : 'Diagnosing with the loaded data.';
}
