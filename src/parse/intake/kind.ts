import { looksLikeOutput } from '../output/looks.js';
import { readGuid } from '../recipient/guid.js';
import { pathsIn } from './paths.js';
import { sessionVersion } from './session-text.js';

/**
 * What a paste is by its looks: `paths` is nothing but paths of files, `value` a GUID, an address or a UPN alone, `output` holds what a command
 * printed, perhaps with more beside, `session` is a session file pasted whole. All else is `text`.
 */
export type PasteKind = 'paths' | 'value' | 'output' | 'session' | 'text';

const LONGEST_VALUE = 330;
const ADDRESS = /^[^\s@<>"'(),;:]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,63}$/i;

/** In: what was pasted or typed. Out: what it looks like; quick, and reads a long text only in part. */
export function kindOfPaste(text: string): PasteKind {
  const trimmed = text.length > LONGEST_VALUE * 4 ? text.slice(0, 200).trimStart() : text.trim();
  if (trimmed === '') return 'text';
  if (text.length <= LONGEST_VALUE && isValue(trimmed)) return 'value';
  if (pathsIn(text).length > 0) return 'paths';
  if (sessionVersion(trimmed) !== undefined) return 'session';
  return looksLikeOutput(text) ? 'output' : 'text';
}

function isValue(text: string): boolean {
  return ADDRESS.test(text) || isGuid(text);
}

/** True for a GUID alone in one of the forms in which they are copied. */
export function isGuid(text: string): boolean {
  return !/\s/.test(text) && text.length >= 22 && readGuid(text).kind !== 'problem';
}
