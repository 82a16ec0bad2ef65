import { utf8Text } from '../recipient/attributes.js';
import type { AdEntry } from './entry.js';

/** The first value of an attribute (lower-case name) as text; undefined where there is none, or where it is no text. */
export function textOf(entry: AdEntry, name: string): string | undefined {
  const value = entry.attributes.get(name)?.[0];
  return value === undefined || typeof value === 'string' ? value : utf8Text(value);
}

/** All values of an attribute that are text; undefined where it did not come. */
export function textsOf(entry: AdEntry, name: string): readonly string[] | undefined {
  return entry.attributes.get(name)?.flatMap((value) => {
    const text = typeof value === 'string' ? value : utf8Text(value);
    return text === undefined ? [] : [text];
  });
}

/** The first value of an attribute as bytes; text is taken as UTF-8. */
export function bytesOf(entry: AdEntry, name: string): Uint8Array | undefined {
  const value = entry.attributes.get(name)?.[0];
  return typeof value === 'string' ? new TextEncoder().encode(value) : value;
}
