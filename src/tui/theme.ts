import type { Tone } from './lines.js';

/** How a tone looks: properties of Ink's Text. */
export interface Look {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

export type Theme = Readonly<Record<Tone, Look>>;

/** The 16 colours of every terminal; the body keeps the user's own foreground, so that it is readable on any background. */
const DARK: Theme = {
  plain: {},
  strong: { bold: true },
  heading: { bold: true, color: 'cyan' },
  quiet: { dimColor: true },
  accent: { color: 'cyan' },
  command: { color: 'cyan' },
  match: { bold: true, underline: true, color: 'yellow' },
  found: { inverse: true, bold: true },
  good: { color: 'green', bold: true },
  caution: { color: 'yellow' },
  bad: { color: 'red' },
  severe: { color: 'red', bold: true },
  chosen: { bold: true, color: 'cyan' },
};

/** Cyan and yellow are hard to read on white. */
const LIGHT: Theme = {
  ...DARK,
  heading: { bold: true, color: 'blue' },
  accent: { color: 'blue' },
  command: { color: 'blue' },
  match: { bold: true, underline: true, color: 'magenta' },
  caution: { color: 'magenta' },
  chosen: { bold: true, color: 'blue' },
};

const NONE: Look = {};
const PLAIN: Theme = {
  plain: NONE,
  strong: NONE,
  heading: NONE,
  quiet: NONE,
  accent: NONE,
  command: NONE,
  match: NONE,
  found: NONE,
  good: NONE,
  caution: NONE,
  bad: NONE,
  severe: NONE,
  chosen: NONE,
};

/**
 * In: whether colours are wanted, and COLORFGBG as some terminals set it ("15;0", "0;default;15": the last number is the background).
 * Out: the theme; without colours nothing is styled, for every state is also a word or a mark.
 */
export function chooseTheme(colour: boolean, colorFgBg: string | undefined): Theme {
  if (!colour) return PLAIN;
  const background = Number(colorFgBg?.split(';').at(-1) ?? Number.NaN);
  return background === 7 || background === 15 ? LIGHT : DARK;
}
