import { skipBlanks } from './blank.js';
import { type Line, linesOf, marginOf } from './lines.js';
import { createMapper, type MappedText } from './mapped-text.js';
import { nameKind } from './names.js';

const NARROWEST = 40;
const WIDEST = 400;
const FEWEST_FULL = 3;
const MOST_DEPTH = 20;
const NAME = /^([A-Za-z][A-Za-z0-9-]{1,79}):(?:[ \t]|$)/;

/**
 * A console cuts each line at its width, in the middle of words and names. In: any text. Out: the text with the cut lines of its headers joined;
 * undefined where the lines do not tell that a console cut them: nearly all lines that go on in the next have the same length, and none is longer.
 * Lines that a mail program or a person wrapped have many lengths. Quotation marks may have come before the cut or after it. Linear in time.
 */
export function unwrapConsole(text: string): MappedText | undefined {
  for (const isQuotedFirst of [true, false]) {
    const width = widthOf(text, isQuotedFirst);
    if (width !== undefined) return join(text, width, isQuotedFirst);
  }
  return undefined;
}

function join(text: string, width: number, isQuotedFirst: boolean): MappedText {
  const mapper = createMapper(text);
  forEachPair(text, isQuotedFirst, (pair) => {
    if (pair.length === width && goesOn(text, pair)) mapper.replace(pair.line.end, pair.nextFrom, '');
  });
  return mapper.done();
}

/** A line and the one that follows. */
interface Pair {
  readonly line: Line;
  readonly next: Line;
  /** Behind the quotation marks of the line, and of the next one. */
  readonly from: number;
  readonly nextFrom: number;
  /** What the console saw of the line: with its quotation marks where they came first. */
  readonly length: number;
  /** The next line has the quotation marks that the rest of a cut line has. */
  readonly isLevel: boolean;
}

/** The pairs within headers: from a line that begins a field to the next blank line. */
function forEachPair(text: string, isQuotedFirst: boolean, visit: (pair: Pair) => void): void {
  const nextLine = linesOf(text);
  let isInside = false;
  let line = nextLine();
  let margin = line && marginOf(text, line, MOST_DEPTH);
  for (let next = nextLine(); next !== undefined && line !== undefined && margin !== undefined; next = nextLine()) {
    const nextMargin = marginOf(text, next, MOST_DEPTH);
    const isLevel = isQuotedFirst ? nextMargin.depth === 0 : nextMargin.depth === margin.depth;
    const length = line.end - (isQuotedFirst ? line.start : margin.start);
    isInside = margin.text < line.end && (isInside || isField(text, margin.start, line.end));
    if (isInside) visit({ line, next, from: margin.start, nextFrom: nextMargin.start, length, isLevel });
    line = next;
    margin = nextMargin;
  }
}

/** The width of the console. */
function widthOf(text: string, isQuotedFirst: boolean): number | undefined {
  const lengths = new Map<number, number>();
  let loose = 0;
  let longest = 0;
  forEachPair(text, isQuotedFirst, (pair) => {
    longest = Math.max(longest, pair.length);
    if (!isLoose(text, pair)) return;
    loose++;
    lengths.set(pair.length, (lengths.get(pair.length) ?? 0) + 1);
  });
  const [width, count] = [...lengths].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0]);
  const isSure = count >= FEWEST_FULL ? count * 10 >= loose * 7 : count === loose && count > 1;
  return isSure && width >= NARROWEST && width <= WIDEST && longest <= width ? width : undefined;
}

/** The next line neither begins a field nor is folded. */
function isLoose(text: string, { next, nextFrom, isLevel }: Pair): boolean {
  return isLevel && next.end > nextFrom && skipBlanks(text, nextFrom, next.end) === nextFrom && !isField(text, nextFrom, next.end);
}

/** A full line goes on in the next, unless that begins with the name of a field or with a blank, which parts words. */
function goesOn(text: string, pair: Pair): boolean {
  if (isLoose(text, pair)) return true;
  const { line, next, from, nextFrom, isLevel } = pair;
  return isLevel && next.end > nextFrom && skipBlanks(text, nextFrom, next.end) === nextFrom && isCutName(text.slice(from, line.end));
}

/** A line that is nothing but the beginning of a long name. */
function isCutName(line: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{20,}$/.test(line);
}

/** A line that begins with the name of a field that is known, or with X-. */
function isField(text: string, start: number, end: number): boolean {
  const name = NAME.exec(text.slice(start, Math.min(end, start + 90)))?.[1];
  return name !== undefined && (/^x-/i.test(name) || nameKind(name.toLowerCase()) !== undefined);
}
