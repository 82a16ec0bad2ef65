/**
 * Work that can be left between two of its steps: each `yield` is a place where others may run, and its value comes at the end. The work itself never
 * waits: whoever drives it decides when it goes on, or that it does not.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** The value of work that is done in one piece. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same work, left as soon as `isOver` says so: then undefined. */
export function* unless<T>(steps: Steps<T>, isOver: () => boolean): Steps<T | undefined> {
  for (;;) {
    if (isOver()) return undefined;
    const { done, value } = steps.next();
    if (done === true) return value;
    yield;
  }
}

/** Characters of a text between two steps. */
const PART = 262_144;

/**
 * What `text.matchAll(pattern)` gives, a part of the text at each step. In: a global pattern that has no `^` or `$`; `longest`: no match, with what it looks at
 * before and behind it, is longer.
 */
export function* matchesInSteps(text: string, pattern: RegExp, longest: number): Steps<readonly RegExpExecArray[]> {
  const own = new RegExp(pattern);
  const found: RegExpExecArray[] = [];
  let next = 0;
  for (let from = 0; from < text.length; from += PART) {
    if (from > 0) yield;
    const base = Math.max(0, from - longest);
    const part = text.slice(base, from + PART + longest);
    own.lastIndex = Math.max(next, from) - base;
    for (let match = own.exec(part); match !== null && base + match.index < from + PART; match = own.exec(part)) {
      if (match[0] === '') own.lastIndex++;
      match.index += base;
      next = match.index + match[0].length;
      found.push(match);
    }
  }
  return found;
}
