import { baseName } from '../../evidence/base-name.js';
import type { SavedEvidence } from '../../parse/report-schema.js';
import { number } from '../digits.js';
import { type Block, dim, type Quote, wordFor } from './document.js';

const MOST_QUOTES = 6;
/** So many are compared with each other. */
const MOST_COMPARED = 24;

const SOURCES: Readonly<Record<string, string>> = { onprem: 'on-premises', cloud: 'cloud', settings: 'settings', input: 'input' };

/** Where a quote stands, in words. `inputName`: what the input is called. */
export function placeOf({ source, file, line, column, path }: SavedEvidence, inputName: string): string {
  if (source === 'input') {
    const where = line === undefined ? inputName : `${inputName}:${line}${column === undefined ? '' : `:${column}`}`;
    return path === undefined ? where : `${where}, ${path}`;
  }
  const side = wordFor(SOURCES, source) ?? source;
  const place = file === undefined ? side : `${side}, ${baseName(file)}${line === undefined ? '' : `:${line}`}`;
  return path === undefined ? place : `${place}, ${path}`;
}

/** Quotes with their places: the first of them, each once, and how many more there are. */
export function quotesOf(evidence: readonly SavedEvidence[], inputName: string): readonly Block[] {
  const own = evidence
    .slice(0, MOST_COMPARED)
    .filter((one, index, all) => !all.some((other, at) => at !== index && holds(other, one, at < index)));
  const left = evidence.length - Math.min(evidence.length, MOST_COMPARED) + Math.max(0, own.length - MOST_QUOTES);
  if (own.length === 0) return [];
  return [
    { kind: 'quotes', quotes: own.slice(0, MOST_QUOTES).map((one): Quote => ({ place: placeOf(one, inputName), text: one.text })) },
    ...(left > 0 ? [dim(`${number(left)} more ${left === 1 ? 'quote is' : 'quotes are'} in the result.`)] : []),
  ];
}

/** True where one quote stands within another on the same line, so that it is read there. Of two equal ones the first counts. */
function holds(outer: SavedEvidence, inner: SavedEvidence, isBefore: boolean): boolean {
  if (outer.source !== inner.source || outer.path !== inner.path || outer.file !== inner.file || outer.line !== inner.line) return false;
  if (outer.column === inner.column && outer.text === inner.text) return isBefore;
  if (outer.line === undefined || outer.column === undefined || inner.column === undefined) return false;
  const from = inner.column - outer.column;
  return from >= 0 && outer.text.startsWith(inner.text, from) && outer.text.length > inner.text.length;
}
