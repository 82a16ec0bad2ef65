import { type Control, type Entry, PresenceFilter } from 'ldapts';
import type { AdEntry } from '../../parse/ad/entry.js';
import type { Session } from './session.js';

/** Values of one attribute of which the server gave only a part. */
export interface OpenRange {
  /** As the server spells it. */
  readonly name: string;
  /** Index of the first value that is missing. */
  readonly next: number;
}

export interface ReadEntry {
  readonly entry: AdEntry & { readonly attributes: Map<string, readonly (string | Uint8Array)[]> };
  readonly open: readonly OpenRange[];
}

/**
 * One entry of ldapts as the core takes it.
 *
 * In: ldapts gives a value alone as such, several as a list, and `[]` for an attribute that was asked for and did not come. Out: attributes
 * that came, by lower-case name without options; what an option `;range=0-1499` left open.
 */
export function readEntry(from: Entry): ReadEntry {
  const attributes = new Map<string, readonly (string | Uint8Array)[]>();
  let open: OpenRange[] | undefined;
  for (const key in from) {
    if (key === 'dn') continue;
    const value = from[key];
    const values: readonly (string | Uint8Array)[] | undefined = Array.isArray(value) ? value : value === undefined ? undefined : [value];
    if (values === undefined || values.length === 0) continue;
    const option = key.indexOf(';');
    if (option < 0) {
      attributes.set(key.toLowerCase(), values);
      continue;
    }
    const name = key.slice(0, option);
    attributes.set(name.toLowerCase(), values);
    const next = rangeEnd(key.slice(option + 1));
    if (next !== undefined) {
      open ??= [];
      open.push({ name, next });
    }
  }
  return { entry: { dn: from.dn, attributes }, open: open ?? NONE };
}

const NONE: readonly OpenRange[] = [];

/** In: `range=0-1499`. Out: 1500; undefined for `range=1500-*`, which is the last one, and for other options. */
export function rangeEnd(option: string): number | undefined {
  const found = /^range=\d{1,9}-(\d{1,9})$/i.exec(option);
  return found === null ? undefined : Number(found[1]) + 1;
}

const MOST_VALUES = 5_000_000;
/** Active Directory gives 1500 or 5000 at once. */
const MOST_QUESTIONS = 20_000;

/**
 * Reads what the server left out of an entry with more values than it gives at once.
 *
 * In: an entry, which is changed. Out: names of attributes that could not be read to their end: those are taken out, for half a list would look
 * like a whole one.
 */
export async function readRanges(
  { entry, open }: ReadEntry,
  session: Session,
  binary: readonly string[],
  controls: readonly Control[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { attributes } = entry;
  const cut: string[] = [];
  for (const range of open) {
    const values = await restOf(entry.dn, range, session, binary, controls, signal);
    const name = range.name.toLowerCase();
    const first = attributes.get(name) ?? [];
    if (values === undefined) {
      attributes.delete(name);
      cut.push(range.name);
    } else attributes.set(name, first.concat(values));
  }
  return cut;
}

async function restOf(
  base: string,
  range: OpenRange,
  session: Session,
  binary: readonly string[],
  controls: readonly Control[],
  signal: AbortSignal,
): Promise<readonly (string | Uint8Array)[] | undefined> {
  const values: (string | Uint8Array)[] = [];
  let questions = 0;
  for (let next = range.next; next < MOST_VALUES && questions < MOST_QUESTIONS; questions++) {
    const asked = `${range.name};range=${next}-*`;
    const answer = await session.search(
      { base, scope: 'base', filter: new PresenceFilter({ attribute: 'objectClass' }), attributes: [asked], binary, controls },
      signal,
    );
    const found = answer.kind === 'ok' ? answer.value.entries[0] : undefined;
    if (found === undefined) return undefined;
    const got = readEntry(found);
    const more = got.entry.attributes.get(range.name.toLowerCase());
    if (more === undefined) return undefined;
    for (const value of more) values.push(value);
    const open = got.open[0];
    if (open === undefined) return values;
    // A server that gives the same part again would keep us for ever.
    if (open.next <= next) return undefined;
    next = open.next;
  }
  return undefined;
}
