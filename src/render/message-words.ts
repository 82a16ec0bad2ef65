import type { DecodedField } from '../message/message.js';
import { visible } from './printable.js';

const MOST_VALUE = 160;

/** The codes of a field in words, one line each; a code that nobody explains is shown as it stands. */
export function codesInWords({ codes }: DecodedField): readonly string[] {
  return codes.map(({ code, value, meaning, isUnverified }) => {
    const shown = visible(value);
    const cut = shown.length > MOST_VALUE ? `${shown.slice(0, MOST_VALUE)}…` : shown;
    const name = code === '' || code === 'value' ? cut : `${visible(code)}=${cut}`;
    const says = meaning === undefined ? 'not documented' : `${meaning}${isUnverified ? ' (observed, not documented)' : ''}`;
    return `${name}: ${says}`;
  });
}
