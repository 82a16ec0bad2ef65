import { number } from '../../render/digits.js';
import type { CliContext } from '../context.js';

/** One line on standard error that replaces itself; on a terminal only, for a file has no use for it. */
export interface ProgressLine {
  say(what: string): void;
  /** Says it again and again, with the seconds that passed, until the work is done or somebody counts. */
  while<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Shows it at most four times a second. */
  count(done: number, of: number): void;
  end(): void;
}

const EVERY_MS = 250;

export function createProgress(context: Pick<CliContext, 'err' | 'isErrorTerminal'>, clock: () => number): ProgressLine {
  let shown = Number.NEGATIVE_INFINITY;
  let started: number | undefined;
  const show = (text: string): void => {
    if (context.isErrorTerminal) context.err(`\r\u001b[K${text}`);
  };
  return {
    say: show,
    async while(what, work) {
      const from = clock();
      show(what);
      const ticker = setInterval(() => {
        if (started === undefined) show(`${what}  ${Math.floor((clock() - from) / 1000)} s`);
      }, EVERY_MS);
      try {
        return await work();
      } finally {
        clearInterval(ticker);
      }
    },
    count(done, of) {
      const now = clock();
      started ??= now;
      if (now - shown < EVERY_MS) return;
      shown = now;
      show(progressText(done, of, now - started));
    },
    end: () => show(''),
  };
}

/** "12,345 of 1,000,000 people  8,900/s  1:51 left"; rate and time are told once there is something to tell them by. */
export function progressText(done: number, of: number, elapsedMs: number): string {
  const base = `${number(done)} of ${number(of)} people`;
  if (done === 0 || elapsedMs < 500) return base;
  const rate = done / (elapsedMs / 1000);
  const left = Math.ceil((of - done) / rate);
  return `${base}  ${number(Math.round(rate))}/s  ${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`;
}
