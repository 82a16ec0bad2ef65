/**
 * How the objects of a domain are read in pieces that can be gone on behind.
 *
 * A domain controller numbers what it writes; `uSNCreated` of an object is the number under which this controller got it, and never changes
 * there. So windows of that number part the objects: each stands in exactly one, and those that come later stand behind all of them.
 */

/** Where reading goes on. Numbers mean something to one copy of one controller's database only, which `server` and `invocation` name. */
export interface Cursor {
  readonly server: string;
  readonly invocation: string;
  readonly base: string;
  readonly next: number;
  readonly end: number;
}

export function writeCursor({ server, invocation, base, next, end }: Cursor): string {
  return JSON.stringify({ v: 1, server, invocation, base, next, end });
}

/** Bad input: undefined. */
export function readCursor(text: string): Cursor | undefined {
  if (text.length > 20_000) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, server, invocation, base, next, end } = value as Record<string, unknown>; // Every field is looked at below.
  if (v !== 1 || typeof server !== 'string' || typeof invocation !== 'string' || typeof base !== 'string') return undefined;
  if (!isNumber(next) || !isNumber(end) || next > end + 1) return undefined;
  return { server, invocation, base, next, end };
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const LARGEST_SIZE = 2 ** 40;

/** Size of the window behind one that held so many objects. `most`: as many as one window is to hold. */
export function sizeAfter(size: number, objects: number, most: number): number {
  if (objects > most * 0.75) return Math.max(1, Math.floor((size * most) / (2 * objects)));
  if (objects < most / 4) return Math.min(LARGEST_SIZE, size * (objects < most / 32 ? 8 : 2));
  return size;
}

/** Size to try again with when a window held too much, or took too long. */
export function smallerSize(size: number): number {
  return Math.max(1, Math.floor(size / 8));
}
