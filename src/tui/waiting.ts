import type { Effect, Event, State } from './model.js';

/** Effects that may wait for a file, which can lie on a machine that does not answer. */
const WAITS: ReadonlySet<Effect['kind']> = new Set<Effect['kind']>(['take', 'take-output', 'restore', 'load', 'demo']);

/** Knows what the user waits for, and what was left with Esc before its outcome came. */
export interface Waiting {
  /** After each change of the state. */
  readonly changed: (before: State, after: State) => void;
  /** A file is still being read. */
  readonly isOpen: () => boolean;
  /** Hands on what an effect tells; of one that was left as `late`. */
  readonly answerOf: (effect: Effect, dispatch: (event: Event) => void) => (event: Event) => void;
}

export function createWaiting(): Waiting {
  const open = new Set<{ isLeft: boolean }>();
  return {
    changed: (before, after) => {
      if (before.busy === undefined || after.busy !== undefined) return;
      for (const ticket of open) ticket.isLeft = true;
    },
    isOpen: () => open.size > 0,
    answerOf: ({ kind }, dispatch) => {
      if (!WAITS.has(kind)) return dispatch;
      const ticket = { isLeft: false };
      open.add(ticket);
      return (event) => {
        open.delete(ticket);
        dispatch(ticket.isLeft ? { kind: 'late', event } : event);
      };
    },
  };
}
