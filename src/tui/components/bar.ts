import { type Line, line, span } from '../lines.js';

/** How much of something is done, as a bar and in percent; `share` is between 0 and 1. */
export function barLine(share: number, columns: number): Line {
  const width = Math.max(10, Math.min(columns - 12, 80));
  const full = Math.floor(share * width);
  return line(
    span('  '),
    span('█'.repeat(full), 'accent'),
    span('░'.repeat(width - full), 'quiet'),
    span(`  ${String(Math.floor(share * 100)).padStart(3)} %`, 'strong'),
  );
}
