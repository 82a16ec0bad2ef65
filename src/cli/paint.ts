import type { Paint, Role } from '../render/lines.js';

/** ANSI codes of the 16-colour palette, which every terminal maps to its own light or dark scheme. */
const CODES: Readonly<Record<Role, readonly [number, number]>> = {
  severity: [31, 39],
  id: [36, 39],
  strong: [1, 22],
  quote: [33, 39],
  confirmed: [32, 39],
  possible: [33, 39],
  'ruled-out': [2, 22],
  command: [1, 22],
  dim: [2, 22],
  risk: [35, 39],
};

/** Colours a role, for a terminal. */
export const ansiPaint: Paint = (role, text) => {
  const [on, off] = CODES[role];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};
