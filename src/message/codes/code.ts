import type { DecodedCode } from '../message.js';

/** What a value means. A plain text is documented; `seen(...)` was only observed. */
export type Meaning = string | { readonly seen: string };
export type Meanings = ReadonlyMap<string, Meaning>;

export const seen = (text: string): Meaning => ({ seen: text });

/** Keys as Exchange writes them; they are found whatever the case. */
export const meanings = (entries: Readonly<Record<string, Meaning>>): Meanings =>
  new Map(Object.entries(entries).map(([key, meaning]) => [key.toLowerCase(), meaning]));

export function textOf(meaning: Meaning | undefined): string | undefined {
  return typeof meaning === 'object' ? meaning.seen : meaning;
}

/** In: a code, its value as written, and what its values mean. Out: the code, its meaning undefined where the table does not know the value. */
export function decodeWith(code: string, value: string, table: Meanings | undefined): DecodedCode {
  const meaning = table?.get(value.trim().toLowerCase());
  return { code, value, meaning: textOf(meaning), isUnverified: typeof meaning === 'object' };
}

/** The same for a code whose meaning does not depend on its value. */
export function codeOf(code: string, value: string, meaning: Meaning | undefined): DecodedCode {
  return { code, value, meaning: textOf(meaning), isUnverified: typeof meaning === 'object' };
}

/** A whole number within bounds; undefined for anything else. */
export function wholeNumber(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^\s{0,9}-?\d{1,3}\s{0,9}$/.test(text)) {
    return undefined;
  }
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}
