import type { Key } from 'ink';

const NAMED: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** In: a key press as Ink reports it. Out: its name in the key table, or undefined for one that has none. */
export function keyName(input: string, key: Key): string | undefined {
  if (key.tab) return key.shift ? 'shift+tab' : 'tab';
  for (const [property, name] of NAMED) if (key[property] === true) return name;
  if (key.ctrl) return input === '' ? undefined : `ctrl+${input.toLowerCase()}`;
  if (key.meta || input === '') return undefined;
  if (input === ' ') return 'space';
  return input === '\n' || input === '\r' ? 'enter' : input === '\t' ? 'tab' : input;
}
