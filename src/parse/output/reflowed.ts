import { isListLine, type ListBlock, type ListEntry } from '../recipient/format-list.js';
import { endsLongerName, isClosedValue, isPropertyName, isTelling, isWholeAtEnd } from './property-kinds.js';

/** A name with its colon in a text that has lost its line breaks. */
interface Stop {
  readonly name: string;
  /** Where the name begins, and where its value does. */
  readonly from: number;
  readonly valueFrom: number;
  readonly isKnown: boolean;
}

const LONGEST_NAME = 64;
const WIDEST_GAP = 80;
const MOST_STOPS = 20_000;

/** The names with colons in a text. A colon without a blank behind it is part of a value. Linear in time. */
function stopsIn(text: string): readonly Stop[] {
  const stops: Stop[] = [];
  for (let colon = text.indexOf(':'); colon >= 0 && stops.length < MOST_STOPS; colon = text.indexOf(':', colon + 1)) {
    const stop = stopAt(text, colon);
    if (stop !== undefined) stops.push(stop);
  }
  return stops;
}

function stopAt(text: string, colon: number): Stop | undefined {
  if (!isGap(text[colon + 1])) return undefined;
  let end = colon;
  while (end > 0 && colon - end < WIDEST_GAP && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  let from = end;
  while (from > 0 && end - from <= LONGEST_NAME && isNameLetter(text.charCodeAt(from - 1))) from--;
  const name = text.slice(from, end);
  if (!/^[A-Za-z@_]/.test(name) || name.length > LONGEST_NAME || !isGap(text[from - 1])) return undefined;
  const isKnown = isPropertyName(name);
  // A word before a colon is a name that nobody knows, or part of a sentence: either way no value of a known form goes over it.
  return { name, from, valueFrom: colon + 1, isKnown };
}

/** A blank, a break, or an end of the text. */
function isGap(letter: string | undefined): boolean {
  return letter === undefined || letter === ' ' || letter === '\t' || letter === '\n';
}

function isNameLetter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 64 && code <= 90) || (code >= 97 && code <= 122) || code === 45 || code === 46 || code === 95
  );
}

/**
 * True where several properties stand in one line: the line breaks of a list got lost.
 * In: lines up to the next empty one. A list of which most lines are one property has its lines; a colon within a value is part of it.
 */
export function isReflowed(lines: readonly string[]): boolean {
  let inner = 0;
  let plain = 0;
  for (const line of lines) {
    if (line.startsWith('  ') || line.startsWith('\t')) continue;
    // A name in bold has its colon inside of the marks, or behind them.
    const bare = line.replaceAll('**', '').replaceAll('__', '');
    const stops = stopsIn(bare).filter(({ isKnown }) => isKnown);
    const [first] = stops;
    if (first === undefined) continue;
    if (stops.length > 1 || (first.from > 0 && !isBullet(bare.slice(0, first.from)))) inner++;
    else plain++;
  }
  return inner > 0 && plain <= inner;
}

/** True where the colons of a list stand one below the other, as a console prints them. */
export function areAligned(lines: readonly string[]): boolean {
  let place = -1;
  let count = 0;
  for (const line of lines) {
    if (!isListLine(line)) continue;
    const colon = line.indexOf(' :');
    if (place >= 0 && colon !== place) return false;
    place = colon;
    count++;
  }
  return count > 1;
}

/** True for a value that holds what looks like another property. */
export function holdsProperty(value: string): boolean {
  return value.includes(':') && stopsIn(value).some(({ isKnown }) => isKnown);
}

/** What a chat or a ticket puts before each line of a list. */
function isBullet(text: string): boolean {
  return text.length < 16 && /^\s{0,8}(?:[^A-Za-z0-9\s]{1,3}|o|\d{1,3}[.)])?\s{0,8}(?:\*\*|__|`)?$/.test(text);
}

/** True for a line that holds two properties at least, one of them of a name that stands in no letter. */
export function startsReflowed(line: string): boolean {
  if (!line.includes(':')) return false;
  const known = stopsIn(line).filter(({ isKnown }) => isKnown);
  return known.length > 1 && known.some(({ name }) => isTelling(name));
}

/** Where the first property begins behind a command that stands in the same line; -1 where none does. */
export function bodyStart(line: string): number {
  const known = stopsIn(line).filter(({ isKnown }) => isKnown);
  return known.length > 1 || known.some(({ name }) => isTelling(name)) ? (known[0]?.from ?? -1) : -1;
}

/** Whether something stands before the text and behind it, so that neither end was cut off by who marked it. */
export interface Edges {
  readonly isBegun: boolean;
  readonly isEnded: boolean;
}

/**
 * Objects of a list that lost its line breaks.
 *
 * In: lines up to the next empty one. Out: of each property the value where it has a form that ends nowhere else: GUIDs, types, addresses, booleans, lists
 * in brackets. All others, and empty ones, count as not read: a name may hold what looks like the next property. None where names come again in
 * another order, or where it is of two kinds of objects: nobody can tell whose they are.
 */
export function readReflowed(
  lines: readonly string[],
  line: number,
  edges: Edges = { isBegun: false, isEnded: false },
): readonly ListBlock[] {
  const text = lines.map((one) => one.trim()).join('\n');
  const stops = ofOneStyle(stopsIn(text));
  const known = stops.filter(({ isKnown }) => isKnown);
  if (known.length < 2 || !known.some(({ name }) => isTelling(name)) || known.some((stop) => isHalfName(text, stop))) return [];
  const period = periodOf(known.map(({ name }) => name.toLowerCase()));
  if (period === undefined || isMixed(known)) return [];
  const entries: ListEntry[] = [];
  let isSure = true;
  stops.forEach((stop, at) => {
    const entry = entryOf(text, stop, stops[at + 1]?.from ?? text.length, { ...edges, isSure });
    // Free text may hold `Mail : kim@contoso.com`, as people write it; it holds no name that only outputs have.
    isSure = stop.isKnown && !entry.isBroken;
    if (stop.isKnown) entries.push(entry);
  });
  const blocks: ListBlock[] = [];
  for (let from = 0; from < entries.length; from += period)
    blocks.push({ entries: entries.slice(from, from + period), line, hasStrange: true });
  return blocks;
}

/**
 * Stops of which those are unknown that were not written as most are: without a blank before the colon, or, where the blanks of the console are still there,
 * with a colon at another place. They are part of a value.
 */
function ofOneStyle(stops: readonly Stop[]): readonly Stop[] {
  const known = stops.filter(({ isKnown }) => isKnown);
  const widthOf = ({ name, from, valueFrom }: Stop): number => {
    const width = valueFrom - 1 - from;
    return width === name.length ? 0 : width;
  };
  const isPadded = known.filter((stop) => widthOf(stop) > stop.name.length + 1).length > 1;
  const styleOf = (stop: Stop): number => (isPadded ? widthOf(stop) : Math.min(widthOf(stop), 1));
  const counts = new Map<number, number>();
  for (const stop of known) counts.set(styleOf(stop), (counts.get(styleOf(stop)) ?? 0) + 1);
  const [style] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one), [0, 0]);
  return stops.map((stop) => (stop.isKnown && styleOf(stop) !== style ? { ...stop, isKnown: false } : stop));
}

/** `isSure`: what stands before it is a whole value, so that the name is no part of that. */
interface Place extends Edges {
  readonly isSure: boolean;
}

function entryOf(text: string, { name, from, valueFrom }: Stop, end: number, { isBegun, isEnded, isSure }: Place): ListEntry {
  const raw = text.slice(valueFrom, end).trim();
  const value = raw.replaceAll('\n', ' ');
  const isLast = end === text.length && !isEnded;
  // Where lines were cut within words, a name with blanks in it may not be what it was.
  const isTorn = raw.includes('\n') && /(?:^\{|, ?)(?!smtp:|sip:|eum:)[A-Za-z][A-Za-z0-9-]{0,15}:/i.test(value.slice(0, 200_000));
  const isHead = from === 0 && !isBegun && !isTelling(name) && endsLongerName(name);
  const isNamed = isSure || isTelling(name);
  const isWhole = isNamed && !isTorn && !isHead && isClosedValue(name, value) === true && (!isLast || isWholeAtEnd(name, value));
  return { name, value: isWhole ? value : value.slice(0, 200), isBroken: !isWhole };
}

/** The end of a longer name that a line break cut: Exchange, and Guid in the next line. */
function isHalfName(text: string, { name, from }: Stop): boolean {
  if (text[from - 1] !== '\n') return false;
  const before = /[A-Za-z0-9-]{1,64}$/.exec(text.slice(Math.max(0, from - 65), from - 1))?.[0];
  return before !== undefined && isPropertyName(before + name);
}

/** After how many names the same ones come again, in the same order, to the end; undefined where they come again otherwise. */
function periodOf(names: readonly string[]): number | undefined {
  if (new Set(names).size === names.length) return names.length;
  const period = names.indexOf(names[0] ?? '', 1);
  const isPeriodic = period > 1 && names.length % period === 0 && names.every((name, at) => name === names[at % period]);
  return isPeriodic && new Set(names.slice(0, period)).size === period ? period : undefined;
}

const MARKS: readonly RegExp[] = [
  /^(?:RecipientType(?:Details)?|ExchangeGuid|ArchiveGuid|EmailAddresses|PrimarySmtpAddress|WindowsEmailAddress|RemoteRoutingAddress)$/i,
  /^(?:OnPremises(?:SyncEnabled|ImmutableId|DistinguishedName|SamAccountName|UserPrincipalName|SecurityIdentifier|LastSyncDateTime)|Assigned(?:Plans|Licenses)|AccountEnabled)$/i,
  /^(?:msExch.{1,60}|uSNChanged|uSNCreated|objectSid|targetAddress|instanceType|mS-DS-ConsistencyGuid)$/i,
];

/** True for names of Exchange beside those of Graph or of Active Directory: two outputs in one line. */
function isMixed(stops: readonly Stop[]): boolean {
  return MARKS.filter((pattern) => stops.some(({ name }) => pattern.test(name))).length > 1;
}
