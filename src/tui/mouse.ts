import { findKey } from './keys.js';
import { type Line, lineWidth } from './lines.js';
import { type Event, isTooSmall, placeOf, type State } from './model.js';
import { widthOf } from './sanitize.js';

/** Presses and the wheel, with places as decimal numbers; no movement. Source: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking */
export const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
export const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';

/** What a terminal reports; places count from 0, at the upper left. */
export interface MouseReport {
  readonly kind: 'press' | 'wheel-up' | 'wheel-down' | 'other';
  readonly x: number;
  readonly y: number;
}

const PASTE_STARTS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';
const CTRL_C = '\u0003';
const REPORT_STARTS = '\u001b[<';
/** The longest that is still a report: three numbers of up to five digits. */
const LONGEST_REPORT = 22;
const REPORT = /^\u001b\[<(\d{1,5});(\d{1,5});(\d{1,5})([Mm])$/;

/**
 * Takes the reports of the mouse out of what is typed.
 *
 * In: pieces of the input as they come; a report may be split over pieces. Out: the piece without reports. What could be the first half of a report
 * is kept back until the rest comes, but for `ESC` and `ESC [`, which may be keys: Ink gets them, and drops the report that they turn out to be.
 * A paste stays as it is, whatever it holds. Bad input: what only looks like a report is handed on.
 */
export function createMouseFilter(report: (report: MouseReport) => void): (piece: string) => string {
  // What came before and is not decided: half a report, or half of the mark where a paste ends.
  let kept = '';
  // What was handed on last, as far as it may be the beginning of a report or of a mark.
  let passed = '';
  let isPasting = false;

  return (piece) => {
    const already = passed.length;
    const text = passed + kept + piece;
    kept = '';
    passed = '';
    let out = '';
    let at = 0;
    while (at < text.length) {
      if (isPasting) {
        const end = endOfPaste(text, at);
        const to = end < 0 ? text.length : end + PASTE_ENDS.length;
        out += end < 0 ? text.slice(at) : `${withoutEnds(text.slice(at, end), Math.max(0, already - at))}${text.slice(end, to)}`;
        at = to;
        isPasting = end < 0;
        if (isPasting) passed = halfOf(text, PASTE_ENDS);
        continue;
      }
      const escape = text.indexOf('\u001b', at);
      const to = escape < 0 ? text.length : escape;
      out += text.slice(at, to);
      at = to;
      if (escape < 0) break;
      const rest = text.slice(at, at + LONGEST_REPORT);
      if (rest.startsWith(PASTE_STARTS)) {
        isPasting = true;
        out += PASTE_STARTS;
        at += PASTE_STARTS.length;
        continue;
      }
      const length = reportLength(rest);
      if (length === 'more' && at + rest.length === text.length) {
        // What Ink has the beginning of, it gets the rest of too.
        if (at < already) {
          passed = rest;
          out += rest;
        } else kept = rest;
        break;
      }
      if (typeof length === 'number') {
        const read = readReport(rest.slice(0, length));
        if (read !== undefined) report(read);
        // The beginning of it is with Ink already.
        if (at < already) out += rest.slice(0, length);
        at += length;
        continue;
      }
      if (at + rest.length === text.length && (REPORT_STARTS.startsWith(rest) || PASTE_STARTS.startsWith(rest))) passed = rest;
      out += '\u001b';
      at++;
    }
    return out.slice(already);
  };
}

/**
 * Where the mark stands that ends a paste; -1 where it has not come. Terminals should take such marks out of what they paste, and some do not: of
 * several that come together, with no other paste begun between them, the last one is the terminal's own.
 */
function endOfPaste(text: string, from: number): number {
  const first = text.indexOf(PASTE_ENDS, from);
  if (first < 0) return first;
  const next = text.indexOf(PASTE_STARTS, first);
  return text.lastIndexOf(PASTE_ENDS, next < 0 ? text.length : next);
}

/**
 * A mark within the text would end it for Ink, and what stands behind would be keys: a blank takes its place, so that what was around it makes no
 * other. `given`: so many characters Ink has already, the first half of a mark at most.
 */
function withoutEnds(pasted: string, given: number): string {
  const isHalf = given > 0 && pasted.startsWith(PASTE_ENDS);
  return `${pasted.slice(0, given)}${isHalf ? ' ' : ''}${pasted.slice(isHalf ? PASTE_ENDS.length : given).replaceAll(PASTE_ENDS, ' ')}`;
}

/** The end of a text that a mark may begin with. */
function halfOf(text: string, mark: string): string {
  for (let length = mark.length - 1; length > 0; length--) if (text.endsWith(mark.slice(0, length))) return mark.slice(0, length);
  return '';
}

/** How long the report is that a text begins with; `more`: it may become one; `none`: it is none. */
function reportLength(text: string): number | 'more' | 'none' {
  if (!text.startsWith(REPORT_STARTS)) return 'none';
  for (let index = REPORT_STARTS.length; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === 'M' || character === 'm') return index + 1;
    if (character !== ';' && (character < '0' || character > '9')) return 'none';
  }
  return text.length < LONGEST_REPORT ? 'more' : 'none';
}

const WHEEL = 64;
const MOTION = 32;

function readReport(text: string): MouseReport | undefined {
  const [, button, x, y, end] = REPORT.exec(text) ?? [];
  if (button === undefined) return undefined;
  const code = Number(button);
  // Shift, Alt and Ctrl do not matter.
  const which = code & 3;
  const isWheel = (code & WHEEL) !== 0;
  const isPress = end === 'M' && (code & MOTION) === 0 && code < WHEEL && which === 0;
  return {
    kind: isWheel ? (which === 0 ? 'wheel-up' : which === 1 ? 'wheel-down' : 'other') : isPress ? 'press' : 'other',
    x: Math.max(0, Number(x) - 1),
    y: Math.max(0, Number(y) - 1),
  };
}

/** In: the terminal's input. Out: the same stream without the reports of the mouse, which `report` gets. */
export function withoutMouse(stdin: NodeJS.ReadStream, report: (report: MouseReport) => void): NodeJS.ReadStream {
  const filter = createMouseFilter(report);
  const whole = createPasteHolder();
  const read = (size?: number): unknown => {
    for (;;) {
      const piece: unknown = stdin.read(size);
      if (typeof piece !== 'string') return piece;
      const rest = whole(filter(piece));
      if (rest !== '') return rest;
    }
  };
  return new Proxy(stdin, {
    get(target, name) {
      if (name === 'read') return read;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * Hands a paste on when all of it came: Ink looks through what it has of one whenever more comes. Where the mark of its beginning is split, Ink gets the
 * pieces as they come.
 */
export function createPasteHolder(): (piece: string) => string {
  const held: string[] = [];
  // The end of what came last, in which the mark of the end may begin.
  let end = '';
  return (piece) => {
    if (held.length > 0 && piece === CTRL_C) {
      // The mark of the end was lost, and somebody wants to leave.
      held.length = 0;
      end = '';
      return piece;
    }
    const start = held.length > 0 ? 0 : piece.lastIndexOf(PASTE_STARTS);
    if (start < 0) return piece;
    const seam = end + piece.slice(start);
    if (seam.includes(PASTE_ENDS)) {
      const whole = `${held.join('')}${piece}`;
      held.length = 0;
      end = '';
      return whole;
    }
    held.push(piece.slice(start));
    end = seam.slice(1 - PASTE_ENDS.length);
    return piece.slice(0, start);
  };
}

/** What is drawn at a place of the window. */
export interface Hit {
  readonly key?: string;
  readonly item?: number;
  readonly row?: number;
}

/** In: the rows of the window, and a column and a row of it, from 0. Out: what a click there is for; undefined where there is nothing. */
export function hitAt(lines: readonly Line[], x: number, y: number): Hit | undefined {
  const line = lines[y];
  if (line === undefined) return undefined;
  let from = 0;
  for (const { text, key } of line.spans) {
    const to = from + widthOf(text);
    if (key !== undefined && x >= from && x < to) return { key };
    from = to;
  }
  // Beside the text of a part of a page there is nothing to mark; a row of a list is one as far as the window goes.
  if (line.row !== undefined) return { row: line.row };
  return line.item !== undefined && x < lineWidth(line.spans) ? { item: line.item } : undefined;
}

/** As most programs scroll. */
const WHEEL_ROWS = 3;

/** What a report of the mouse means on the screen that is shown; undefined: nothing. */
export function mouseEvent(state: State, lines: readonly Line[], { kind, x, y }: MouseReport): Event | undefined {
  if (isTooSmall(state)) return undefined;
  if (kind === 'wheel-up') return { kind: 'wheel', rows: -WHEEL_ROWS };
  if (kind === 'wheel-down') return { kind: 'wheel', rows: WHEEL_ROWS };
  const hit = kind === 'press' ? hitAt(lines, x, y) : undefined;
  if (hit === undefined) return undefined;
  if (hit.key === undefined) return { kind: 'click', ...hit };
  // Where letters are typed the key of a tab would be typed too.
  return findKey(placeOf(state), hit.key) === undefined ? undefined : { kind: 'key', key: hit.key };
}
