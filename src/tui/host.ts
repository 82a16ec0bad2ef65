import { constants } from 'node:os';

/** What happens to a program from outside its screen. */
export interface HostEvents {
  /** It has to end: by a signal, or because its terminal went away. */
  readonly end: (code: number) => void;
  /** Something threw where nobody waits for it. The terminal has to be given back at once: what tells of it comes next. */
  readonly crash: (error: unknown) => void;
  /** Somebody stopped and continued it: the terminal may hold anything. */
  readonly continued: () => void;
  /** The process ends now; only what is done at once is still done. */
  readonly last: () => void;
}

const SIGNALS = ['SIGHUP', 'SIGTERM', 'SIGINT'] as const;
/** As shells number the end by a signal. */
const BASE = 128;
const HUNG_UP = BASE + constants.signals.SIGHUP;

/**
 * Listens to signals and to the terminal's streams until the returned function is called. A terminal that was closed tells it as SIGHUP, as the end of
 * the input, or as a failed write (EIO, EPIPE): all three mean the same here.
 */
export function watchHost(host: NodeJS.Process, streams: readonly NodeJS.EventEmitter[], events: HostEvents): () => void {
  const undo: (() => void)[] = [];
  for (const signal of SIGNALS) {
    const ended = (): void => events.end(BASE + constants.signals[signal]);
    host.on(signal, ended);
    undo.push(() => host.off(signal, ended));
  }
  const gone = (): void => events.end(HUNG_UP);
  for (const stream of streams) {
    for (const event of ['error', 'end', 'close']) {
      stream.on(event, gone);
      // Errors of a terminal that is gone go on while it is given back: they stay heard.
      if (event !== 'error') undo.push(() => stream.off(event, gone));
    }
  }
  // Before the listener that prints the error and exits.
  host.prependListener('uncaughtException', events.crash);
  host.on('SIGCONT', events.continued);
  host.on('exit', events.last);
  undo.push(
    () => host.off('uncaughtException', events.crash),
    () => host.off('SIGCONT', events.continued),
    () => host.off('exit', events.last),
  );
  return () => {
    for (const stop of undo) stop();
  };
}
