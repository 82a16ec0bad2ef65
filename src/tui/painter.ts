import type { Drawn } from './components/surface.js';
import { type Line, lineWidth, type Span } from './lines.js';
import { clean, hasRightToLeft, widthOf } from './sanitize.js';
import { WRAP_OFF, WRAP_ON } from './terminal-modes.js';
import type { Look, Theme } from './theme.js';

/** Where frames go: a terminal that may say that it is behind (`false`), and then that it is ready again. */
export interface PaintTarget {
  readonly write: (text: string) => boolean;
  readonly onReady: (call: () => void) => void;
}

export interface Painter {
  readonly show: (drawn: Drawn) => void;
  /** The terminal holds something else by now: all rows are written again, soon, for the window may have another size too. */
  readonly repaint: () => void;
  /** What is not yet written stays so. */
  readonly stop: () => void;
}

/** Terminals that know it show the frame as a whole: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
const FRAME_STARTS = '\u001b[?2026h';
const FRAME_ENDS = '\u001b[?2026l';
const ERASE_REST = '\u001b[K';
const PLAIN = '\u001b[0m';

/** No eye sees more frames than that; a run that reports its progress does not write more. */
const SHORTEST_PAUSE_MS = 16;

/**
 * Writes screens to a terminal: only the rows that changed, at most one frame in 16 ms, none while the terminal is behind.
 * The screen is never erased, so that nothing flickers where frames are not shown as a whole.
 */
export function createPainter(target: PaintTarget): Painter {
  let latest: Drawn | undefined;
  let shown: readonly Block[] = [];
  let isBehind = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const paint = (): void => {
    if (latest === undefined || isBehind) return;
    const next = blocksOf(latest);
    const before = shown;
    const changed = next.filter(({ text }, index) => text !== '' && text !== before[index]?.text);
    // A row that was joined to the one above, or was so before the window changed, counts as its rest until it is erased from its start.
    const start = ({ row }: Block): string => `\u001b[${row + 1};1H${before[row]?.isJoined === false ? '' : ERASE_REST}`;
    shown = next;
    if (changed.length === 0) return;
    timer = setTimeout(later, SHORTEST_PAUSE_MS);
    isBehind = !target.write(`${FRAME_STARTS}${changed.map((block) => `${start(block)}${block.text}`).join('')}${FRAME_ENDS}`);
    if (!isBehind) return;
    target.onReady(() => {
      isBehind = false;
      paint();
    });
  };
  const later = (): void => {
    timer = undefined;
    paint();
  };
  return {
    show: (drawn) => {
      if (drawn.columns !== latest?.columns || drawn.rows !== latest.rows) shown = [];
      latest = drawn;
      if (timer === undefined) paint();
    },
    repaint: () => {
      shown = [];
      timer ??= setTimeout(later, SHORTEST_PAUSE_MS);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      latest = undefined;
      shown = [];
    },
  };
}

/** Rows that are written together; an empty one where a row goes on in a block above, so that each block has the place of its first row. */
interface Block {
  readonly row: number;
  readonly text: string;
  /** It is of more than one row. */
  readonly isJoined: boolean;
}

/**
 * A row that runs on is full, and the next one is written right behind it: the terminal wraps where the row ends, so that both are one long line
 * to it, and a command is copied with the mouse as it is typed. Such rows are written anew together, or that would be lost.
 */
function blocksOf({ lines, theme, columns, rows }: Drawn): readonly Block[] {
  const blocks: Block[] = [];
  let first = 0;
  let text = '';
  let isJoined = false;
  for (let row = 0; row < rows; row++) {
    const shown = lines[row];
    text += shown === undefined ? ERASE_REST : rowText(shown, theme, columns);
    if (isJoinedTo(shown, lines[row + 1], columns) && row < rows - 1) {
      blocks.push({ row, text: '', isJoined: true });
      isJoined = true;
      continue;
    }
    blocks.push({ row: first, text: isJoined ? `${WRAP_ON}${text}${WRAP_OFF}` : text, isJoined });
    first = row + 1;
    text = '';
    isJoined = false;
  }
  return blocks;
}

/** The terminal wraps only a full row, and only when something comes behind it; a wide character may leave the last column of it free. */
function isJoinedTo(row: Line | undefined, next: Line | undefined, columns: number): boolean {
  if (row?.runsOn !== true || next === undefined) return false;
  return lineWidth(row.spans) >= columns - 1 && (next.spans[0]?.text ?? '').trim() !== '';
}

/** The row with its styles, never wider than the window; what a longer one left behind is erased. */
function rowText({ spans, runsOn }: Line, theme: Theme, columns: number): string {
  const fitting = runsOn === true ? fitInto(spans, columns) : withoutRest(fitInto(spans, columns));
  const parts = fitting.map(({ text, tone }, index) => {
    const style = styleOf(theme[tone]);
    const styled = style === '' ? text : `${style}${text}${PLAIN}`;
    const isFollowed = fitting.slice(index + 1).some((later) => later.text.trim() !== '');
    return runsOn !== true && tone !== 'command' && isFollowed && hasRightToLeft(text) ? `${styled}${LEFT_TO_RIGHT}` : styled;
  });
  return `${parts.join('')}${lineWidth(fitting) < columns ? ERASE_REST : ''}`;
}

/**
 * Terminals that follow the bidirectional algorithm draw a number that stands behind Arabic or Hebrew on its other side; with this mark, which takes
 * no column, what follows stays where it is. It is our own: from input such marks never come this far. It is left out of commands, which are copied.
 * Isolates (FSI, PDI) would say it better, but fewer terminals give them no width. Whether letters are drawn from right to left is the terminal's own.
 * Source: https://www.unicode.org/reports/tr9/#Resolving_Weak_Types
 */
const LEFT_TO_RIGHT = '\u200e';

/** The last gate: whatever is printed is cleaned here again, and cut at the edge of the window. */
function fitInto(spans: readonly Span[], columns: number): readonly Span[] {
  const fitting: Span[] = [];
  let room = columns;
  for (const part of spans) {
    const text = clean(part.text);
    const width = widthOf(text);
    fitting.push({ ...part, text: width <= room ? text : cutAt(text, room) });
    room -= width;
    if (room <= 0) break;
  }
  return fitting;
}

/** Blanks at the end are erased, not written: the terminal does not copy them then. */
function withoutRest(spans: readonly Span[]): readonly Span[] {
  const kept = [...spans];
  for (let last = kept.at(-1); last !== undefined && last.tone !== 'found'; last = kept.at(-1)) {
    const text = last.text.trimEnd();
    kept.pop();
    if (text !== '') {
      kept.push({ ...last, text });
      break;
    }
  }
  return kept;
}

function cutAt(text: string, room: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > room) break;
    taken += character;
  }
  return taken;
}

const COLOURS: Readonly<Record<string, number>> = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 };

/** The control sequence of a look; empty for one without any. */
function styleOf({ color, bold, dimColor, underline, inverse }: Look): string {
  const colour = color === undefined ? undefined : COLOURS[color];
  const codes = [
    ...(bold === true ? [1] : []),
    ...(dimColor === true ? [2] : []),
    ...(underline === true ? [4] : []),
    ...(inverse === true ? [7] : []),
    ...(colour === undefined ? [] : [colour]),
  ];
  return codes.length === 0 ? '' : `\u001b[${codes.join(';')}m`;
}
