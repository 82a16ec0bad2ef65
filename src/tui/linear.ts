import type { Drawn, Surface } from './components/surface.js';
import type { KeyBinding } from './key-binding.js';
import { keySign } from './key-text.js';
import type { Line } from './lines.js';
import { clean } from './sanitize.js';

/**
 * Speaks screens: plain lines for a screen reader, top to bottom, each once. A new screen is read as a whole; after that only what is new in it:
 * what was said, rows that came into view, the row that is marked now. Nothing is erased or drawn over, for a reader would read that anew.
 */
export function createSpeaker(write: (text: string) => void): Surface {
  let before: Spoken | undefined;
  return {
    show: ({ spoken: parts }: Drawn) => {
      const now: Spoken = {
        title: `crossprem: ${sentence(parts.title)}`,
        notice: plain(parts.notice),
        rows: spokenRows(parts.body),
        position: plain(parts.position),
        keys: keysSentence(parts.keys),
      };
      const lines = before === undefined || before.title !== now.title ? wholeOf(now) : newsOf(now, before);
      before = now;
      if (lines.length > 0) write(lines.map((line) => `${clean(line)}\r\n`).join(''));
    },
  };
}

interface Spoken {
  readonly title: string;
  readonly notice: string;
  readonly rows: readonly SpokenRow[];
  readonly position: string;
  readonly keys: string;
}

interface SpokenRow {
  readonly text: string;
  readonly isMarked: boolean;
  /** How much of something is done. */
  readonly isBar: boolean;
}

function wholeOf({ title, notice, rows, position, keys }: Spoken): readonly string[] {
  return [title, notice, ...rows.map(rowSentence), sentence(position), keys].filter((text) => text !== '');
}

function newsOf(now: Spoken, before: Spoken): readonly string[] {
  return [
    now.notice === before.notice ? '' : now.notice,
    ...newRows(now.rows, before.rows),
    now.position === before.position ? '' : sentence(now.position),
    now.keys === before.keys ? '' : now.keys,
  ].filter((text) => text !== '');
}

function newRows(now: readonly SpokenRow[], before: readonly SpokenRow[]): readonly string[] {
  const known = new Map(before.map((row) => [row.text, row]));
  const fresh = now.filter(({ text, isMarked }) => {
    const old = known.get(text);
    // A row that lost its mark is no news.
    return old === undefined || (isMarked && !old.isMarked);
  });
  // Beside a bar numbers change all the time: it says enough.
  if (now.some(({ isBar }) => isBar) && before.some(({ isBar }) => isBar)) return fresh.filter(({ isBar }) => isBar).map(rowSentence);
  const [only] = fresh;
  if (fresh.length !== 1 || only === undefined || now.length !== before.length) return fresh.map(rowSentence);
  // A letter was typed: the line is not read from its start for each.
  const old = before[now.indexOf(only)];
  const added = old !== undefined && only.text.startsWith(old.text) ? only.text.slice(old.text.length).trim() : '';
  return [added === '' ? rowSentence(only) : added];
}

function rowSentence({ text, isMarked }: SpokenRow): string {
  return isMarked ? `Marked: ${text}` : text;
}

/** Rows of one long line are one again; what only looks like something is left out. */
function spokenRows(lines: readonly Line[]): readonly SpokenRow[] {
  const rows: SpokenRow[] = [];
  let begun = '';
  for (const line of lines) {
    const drawn = begun + line.spans.map(({ text }) => text).join('');
    if (line.runsOn === true && line.spoken === undefined) {
      begun = drawn;
      continue;
    }
    begun = '';
    const isBar = BAR.test(drawn);
    const isCommand = line.spans.some(({ tone }) => tone === 'command');
    const text = line.spoken ?? (isBar ? barWords(drawn) : isCommand ? drawn.replace(MARKS, '').trim() : plain(drawn));
    if (text !== '') rows.push({ text, isMarked: line.isMarked === true || drawn.trimStart().startsWith('▸'), isBar });
  }
  return rows;
}

const BAR = /[█░]{2}/;

/** In steps of ten: each percent would be too much to listen to. */
function barWords(text: string): string {
  const percent = Number(/(\d{1,3}) ?%/.exec(text)?.[1] ?? Number.NaN);
  return Number.isNaN(percent) ? '' : `${Math.floor(percent / 10) * 10} percent done`;
}

/** Lines, bars, triangles, ticks, and what underlines a quotation. */
const MARKS = /[\u2500-\u25ff✓✗×]|\^{2,}/g;
const ARROWS: Readonly<Record<string, string>> = { '↑': 'up', '↓': 'down', '←': 'left', '→': 'to' };

/** What stands apart in a row is put apart by commas; arrows become words. */
function plain(text: string): string {
  return text
    .replace(MARKS, ' ')
    .replace(/[↑↓←→]/g, (arrow) => ARROWS[arrow] ?? '')
    .trim()
    .replace(/([.,:;!?]?) {2,}/g, (_, end: string) => (end === '' ? ', ' : `${end} `));
}

function sentence(text: string): string {
  return text === '' || /[.:?!]$/.test(text) ? text : `${text}.`;
}

const KEY_WORDS: Readonly<Record<string, string>> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  pageup: 'Page up',
  pagedown: 'Page down',
  esc: 'Escape',
  '?': 'Question mark',
  '/': 'Slash',
};

/** "Keys: Enter diagnose, o open file, Question mark help, q quit." */
function keysSentence(keys: readonly KeyBinding[]): string {
  if (keys.length === 0) return '';
  const words = keys.map(({ keys: [key = ''], label }) => {
    const sign = KEY_WORDS[key] ?? (/^[A-Z]$/.test(key) ? `Shift ${key}` : keySign(key));
    return `${sign} ${label}`;
  });
  return `Keys: ${words.join(', ')}.`;
}
