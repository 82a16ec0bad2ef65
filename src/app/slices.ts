/** What long work needs to let others live beside it. */
export interface Turns {
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  /** Lets keys and the screen in. */
  readonly pause: () => Promise<void>;
}

/** So long work keeps the others from their turn. */
export const SLICE_MS = 8;

/**
 * Drives steps in slices with a pause between two; the first slice is done at once. Out: their value, or `isOvertaken` where somebody said so: then the rest
 * is never done.
 */
export async function inSlices<T>(
  steps: Iterator<unknown, T, undefined>,
  { clock, pause }: Turns,
  isOvertaken: () => boolean = () => false,
): Promise<{ readonly isOvertaken: false; readonly value: T } | { readonly isOvertaken: true }> {
  for (;;) {
    const done = oneSlice(steps, clock);
    if (done !== undefined) return { isOvertaken: false, value: done.value };
    await pause();
    if (isOvertaken()) return { isOvertaken: true };
  }
}

/** Drives steps for one slice. Out: their value, where they are done. */
export function oneSlice<T>(steps: Iterator<unknown, T, undefined>, clock: Turns['clock']): { readonly value: T } | undefined {
  const started = clock();
  do {
    const step = steps.next();
    if (step.done === true) return { value: step.value };
  } while (clock() - started < SLICE_MS);
  return undefined;
}

/**
 * A pause that gives the turns of the event loop to one after the other: however much work goes on, a key waits for one slice of it, not for one of each.
 * `turn` lets everybody else in once.
 */
export function takingTurns(turn: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(turn);
    return last;
  };
}
