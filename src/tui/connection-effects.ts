import type { Problem } from '../evidence/problem.js';
import type { CollectProgress, Connections } from '../ports/connections.js';
import type { ConnectionAbout } from '../ports/live.js';
import type { Session } from '../ports/session.js';
import { clipboardSequence, type TerminalEnvironment } from './clipboard.js';
import { toConnectForm } from './connect-form.js';
import type { LiveEffect } from './connections-model.js';
import { servicesWords } from './connections-words.js';
import type { Event } from './model.js';
import { clean } from './sanitize.js';

/** Clocks, and what comes again and again. */
export interface LiveTime {
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls again and again until what it gives is called. */
  readonly every: (ms: number, call: () => void) => () => void;
}

export interface LiveOutside {
  readonly write: (sequence: string) => void;
  readonly environment: TerminalEnvironment;
}

/** Runs what is asked of the connections, and ends what goes on. */
export interface LiveRunner {
  readonly run: (effect: LiveEffect) => Promise<void>;
  /** The user leaves: gives up what is waited for. */
  readonly leave: () => void;
}

/** So often the screen may change while something goes on. */
const SHOWN_EVERY_MS = 125;

export function createLiveRunner(session: Session, outside: LiveOutside, time: LiveTime, dispatchAny: (event: Event) => void): LiveRunner {
  const signIns = new Map<number, AbortController>();
  const readings = new Map<number, AbortController>();
  let hasLeft = false;
  const dispatch = (live: Extract<Event, { kind: 'live' }>['live']): void => {
    if (!hasLeft) dispatchAny({ kind: 'live', live });
  };
  const abort = (all: ReadonlyMap<number, AbortController>): void => {
    for (const controller of all.values()) controller.abort();
  };

  /** Calls with the time that has gone by, at once and until the work ends; the work is told when to end. */
  async function during<T>(
    all: Map<number, AbortController>,
    run: number,
    tick: (elapsedMs: number) => void,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const controller = new AbortController();
    all.set(run, controller);
    const started = time.clock();
    tick(0);
    const stop = time.every(SHOWN_EVERY_MS, () => tick(time.clock() - started));
    controller.signal.addEventListener('abort', () => {
      if (all === signIns) stop();
    });
    try {
      return await work(controller.signal);
    } catch (error) {
      // An aborted signal ends the work by a throw of its reason; anything else is a bug.
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      stop();
      all.delete(run);
    }
  }

  async function connect({ run, form }: Extract<LiveEffect, { kind: 'connect' }>, connections: Connections): Promise<void> {
    const secret = form.secret.reveal();
    let shownSecond = -1;
    let wasCancelled = false;
    const tick = (elapsedMs: number): void => {
      const second = Math.floor(elapsedMs / 1000);
      if (second === shownSecond) return;
      shownSecond = second;
      dispatch({ kind: 'waited', run, elapsedMs, now: time.now() });
    };
    const outcome = await during(signIns, run, tick, async (signal) => {
      const result = await connections.connect(toConnectForm(form, secret), {
        signal,
        onDeviceCode: (code) => dispatch({ kind: 'device-code', run, code, now: time.now() }),
      });
      wasCancelled = signal.aborted;
      return result;
    });
    if (outcome === undefined) return;
    if (outcome.kind === 'problem') dispatch({ kind: 'not-connected', run, problem: withoutSecret(outcome.problem, secret) });
    else if (!wasCancelled) dispatch({ kind: 'connected', run, opened: outcome.value, open: connections.list() });
    else await takeBack(outcome.value, connections);
  }

  /** It was cancelled, and came through all the same: what the user gave up is not left open. */
  async function takeBack(opened: readonly ConnectionAbout[], connections: Connections): Promise<void> {
    if (signIns.size === 0) for (const { source } of opened) await connections.disconnect(source);
    dispatch({ kind: 'listed', open: connections.list(), notice: undefined });
  }

  async function collect({ run, path }: Extract<LiveEffect, { kind: 'collect' }>, connections: Connections): Promise<void> {
    let latest: CollectProgress | undefined;
    let shown: CollectProgress | undefined;
    let shownSecond = -1;
    const tick = (elapsedMs: number): void => {
      const second = Math.floor(elapsedMs / 1000);
      if (second === shownSecond && shown === latest) return;
      shownSecond = second;
      shown = latest;
      dispatch({ kind: 'read', run, progress: latest, elapsedMs });
    };
    const outcome = await during(readings, run, tick, (signal) =>
      connections.collect({
        path,
        signal,
        onProgress: (progress) => {
          latest = progress;
        },
      }),
    );
    const sources = session.sources();
    if (outcome?.kind === 'ok') dispatch({ kind: 'collected', run, done: outcome.value, sources });
    else dispatch({ kind: 'not-collected', run, problem: outcome?.problem ?? STOPPED, sources });
  }

  function copy({ what, text }: Extract<LiveEffect, { kind: 'copy' }>): void {
    const sequence = clipboardSequence(clean(text), outside.environment);
    if (sequence !== undefined) outside.write(sequence);
    const notice =
      sequence === undefined ? 'No clipboard here: mark it with the mouse.' : `Copied ${what} (OSC 52). Not there? Mark it with the mouse.`;
    dispatchAny({ kind: 'said', notice });
  }

  return {
    run: async (effect) => {
      const { connections } = session;
      if (connections === undefined) return;
      switch (effect.kind) {
        case 'list':
          dispatch({ kind: 'listed', open: connections.list(), notice: undefined });
          return;
        case 'preview':
          dispatch({ kind: 'previewed', lines: connections.preview(toConnectForm(effect.form, '')) });
          return;
        case 'connect':
          await connect(effect, connections);
          return;
        case 'cancel':
          abort(signIns);
          return;
        case 'disconnect': {
          const gone = connections.list().filter(({ source }) => source === effect.source);
          await connections.disconnect(effect.source);
          dispatch({
            kind: 'listed',
            open: connections.list(),
            notice: `Disconnected from ${servicesWords(gone) || clean(effect.source)}.`,
          });
          return;
        }
        case 'collect':
          await collect(effect, connections);
          return;
        case 'stop-collect':
          abort(readings);
          return;
        case 'copy':
          copy(effect);
      }
    },
    leave: () => {
      hasLeft = true;
      abort(signIns);
      abort(readings);
    },
  };
}

const STOPPED: Problem = {
  what: 'The reading was stopped.',
  where: 'all connections',
  next: 'Read again, and let it go on.',
};

// A word that stands in our own sentence, too, would be given away by the gap.
const MAY_BE_A_WORD = /^(?:.{0,5}|\p{L}{0,12})$/u;

/** A service may repeat what it was sent: what a person reads does not. */
function withoutSecret({ what, where, next }: Problem, secret: string): Problem {
  if (MAY_BE_A_WORD.test(secret)) return { what, where, next };
  const hide = (text: string): string => text.replaceAll(secret, '•••');
  return { what: hide(what), where: hide(where), next: hide(next) };
}
