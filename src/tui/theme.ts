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

/** The 16 colours of every terminal; the body keeps the user's own foreground, so that it is readable on any background. Blue is hard to read on black. */
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

/** Cyan, yellow, green and every bright colour are hard to read on white: blue, magenta and red are left, and each state is a word besides. */
const LIGHT: Theme = {
  ...DARK,
  heading: { bold: true, color: 'blue' },
  accent: { color: 'blue' },
  command: { color: 'blue' },
  match: { bold: true, underline: true, color: 'magenta' },
  good: { color: 'blue', bold: true },
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

/** Backgrounds that are dark, by their number among the 16 colours: those of the lower eight but light grey, and dark grey. */
const DARK_BACKGROUNDS: ReadonlySet<string> = new Set(['0', '1', '2', '3', '4', '5', '6', '8']);
const BACKGROUND = /^(?:[0-9]|1[0-5])$/;

/**
 * In: whether colours are wanted; COLORFGBG as some terminals set it ("15;0", "0;default;15": the last number is the background); and what
 * the user says in CROSSPREM_THEME (`light` or `dark`), which goes before it. Anything else in them counts as not set.
 * Out: the theme; without colours nothing is styled, for every state is also a word or a mark.
 *
 * The terminal is not asked for its background (OSC 11): the answer comes on the keyboard's stream, late or never, over ssh and in tmux
 * above all, and what is typed or pasted meanwhile would have to be told apart from it before Ink reads.
 */
export function chooseTheme(colour: boolean, colorFgBg: string | undefined, wanted?: string | undefined): Theme {
  if (!colour) return PLAIN;
  const named = wanted?.trim().toLowerCase();
  if (named === 'light') return LIGHT;
  if (named === 'dark') return DARK;
  const background = colorFgBg?.slice(-20).split(';').at(-1) ?? '';
  return BACKGROUND.test(background) && !DARK_BACKGROUNDS.has(background) ? LIGHT : DARK;
}
