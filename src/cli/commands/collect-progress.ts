import type { CollectProgress } from '../../ports/connections.js';
import { number } from '../../render/digits.js';
import { printable } from '../../render/printable.js';
import type { CliContext } from '../context.js';

const EVERY_MS = 250;

/** One line on standard error that replaces itself: the part that is read, how far it is, how fast, and a wait that a service asks for. */
export function createCollectProgress(context: Pick<CliContext, 'err' | 'isErrorTerminal' | 'live' | 'width'>): {
  readonly show: (progress: CollectProgress) => void;
  readonly end: () => void;
} {
  let shown = Number.NEGATIVE_INFINITY;
  return {
    show: (progress) => {
      const now = context.live.now();
      if (!context.isErrorTerminal || now - shown < EVERY_MS) return;
      shown = now;
      context.err(`\r\u001b[K${progressLine(progress).slice(0, context.width - 1)}`);
    },
    end: () => {
      if (context.isErrorTerminal) context.err('\r\u001b[K');
    },
  };
}

/** "Recipients of corp.contoso.com 12,000 of 50,000  |  Users 8,000  5,300/s". */
export function progressLine({ parts, rate, waiting }: CollectProgress): string {
  if (waiting !== undefined) return `${printable(waiting.source)}: ${printable(waiting.why)}, ${waiting.seconds} s`;
  const reading = parts.filter(({ state }) => state === 'reading');
  const shown = reading.map(
    ({ title, records, expected }) => `${printable(title)} ${number(records)}${expected === undefined ? '' : ` of ${number(expected)}`}`,
  );
  return `${shown.join('  |  ')}${rate >= 1 ? `  ${number(Math.round(rate))}/s` : ''}`;
}
