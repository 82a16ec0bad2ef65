import type { Drawn, Surface } from './components/surface.js';
import type { KeyBinding } from './key-binding.js';
import { spokenKey } from './key-text.js';
import type { Line } from './lines.js';
import { clean } from './sanitize.js';

/**
 * Speaks screens: plain lines for a screen reader, top to bottom, each once. A new screen is read as a whole; after that only what is new in it:
 * what was said, rows that came into view, the row that is marked now, keys that were not there. Nothing is erased or drawn over, for a reader
 * would read that anew.
 */
export function createSpeaker(write: (text: string) => void): Surface {
  let before: Spoken | undefined;
  return {
    show: ({ spoken: parts }: Drawn) => {
      const now: Spoken = {
        title: parts.title,
        // Its first sign is the key that leads there; the number of its rows may change while it is shown.
        place: `${parts.title} ${parts.page.slice(0, 1)}`,
        page: plain(parts.page),
        aside: plain(parts.aside),
        notice: plain(parts.notice),
        rows: spokenRows(parts.body),
        position: positionWords(parts.position),
        keys: parts.keys.map(keyWords),
      };
      const lines = before === undefined || before.place !== now.place ? wholeOf(now) : newsOf(now, before);
      before = now;
      if (lines.length > 0) write(lines.map((line) => `${clean(line)}\r\n`).join(''));
    },
  };
}

interface Spoken {
  readonly title: string;
  /** The same for as long as one stays on a page of a screen. */
  readonly place: string;
  readonly page: string;
  readonly aside: string;
  readonly notice: string;
  readonly rows: readonly SpokenRow[];
  readonly position: string;
  readonly keys: readonly string[];
}

interface SpokenRow {
  readonly text: string;
  readonly isMarked: boolean;
  /** How much of something is done. */
  readonly isBar: boolean;
}

function wholeOf({ title, aside, page, notice, rows, position, keys }: Spoken): readonly string[] {
  const head = [`crossprem: ${title}`, aside].filter((text) => text !== '').map(sentence);
  return [
    head.join(' '),
    page === '' ? '' : sentence(`Page ${page}`),
    notice,
    ...rows.map(rowSentence),
    sentence(position),
    keys.length === 0 ? '' : `Keys: ${keys.join(', ')}.`,
  ].filter((text) => text !== '');
}

function newsOf(now: Spoken, before: Spoken): readonly string[] {
  const keys = now.keys.filter((key) => !before.keys.includes(key));
  return [
    now.notice === before.notice ? '' : now.notice,
    now.aside === before.aside ? '' : sentence(now.aside),
    now.page === before.page ? '' : sentence(`Page ${now.page}`),
    ...newRows(now.rows, before.rows),
    now.position === before.position ? '' : sentence(now.position),
    // A key that does nothing any more says so when it is pressed.
    keys.length === 0 ? '' : `${keys.length === now.keys.length ? 'Keys' : 'Keys now too'}: ${keys.join(', ')}.`,
  ].filter((text) => text !== '');
}

function newRows(now: readonly SpokenRow[], before: readonly SpokenRow[]): readonly string[] {
  const old = rowsBefore(now, before);
  // A row that lost its mark is no news.
  const isFresh = ({ isMarked }: SpokenRow, index: number): boolean => {
    const was = old[index];
    return was === undefined || (isMarked && !was.isMarked);
  };
  const fresh = now.filter(isFresh);
  // Beside a bar numbers change all the time: it says enough.
  if (now.some(({ isBar }) => isBar) && before.some(({ isBar }) => isBar))
    return fresh.filter(({ isBar, text }) => isBar || !/\d/.test(text)).map(rowSentence);
  const [only] = fresh;
  if (fresh.length !== 1 || only === undefined || now.length !== before.length) return fresh.map(rowSentence);
  // A letter was typed: the line is not read from its start for each.
  const typed = before[now.indexOf(only)];
  const added = typed !== undefined && only.text.startsWith(typed.text) ? only.text.slice(typed.text.length) : '';
  const letters = added.replace(/^[,\s]{1,3}(?=.)/, '').trim();
  return [letters === '' ? rowSentence(only) : letters];
}

/**
 * For each row the one that it was before. After scrolling the rows that stayed in view stand together, above or below what came: the same words
 * further off are another row. Else a row is the one with its words, wherever that stood.
 */
function rowsBefore(now: readonly SpokenRow[], before: readonly SpokenRow[]): readonly (SpokenRow | undefined)[] {
  const isSame = (from: number, to: number, length: number): boolean =>
    Array.from({ length }, (_, at) => at).every((at) => before[from + at]?.text === now[to + at]?.text);
  for (let kept = Math.min(now.length, before.length); kept >= LEAST_KEPT; kept--) {
    if (isSame(before.length - kept, 0, kept))
      return now.map((_, index) => (index < kept ? before[before.length - kept + index] : undefined));
    const first = now.length - kept;
    if (isSame(0, first, kept)) return now.map((_, index) => (index < first ? undefined : before[index - first]));
  }
  const known = new Map(before.map((row) => [row.text, row]));
  return now.map(({ text }) => known.get(text));
}

/** A single row that stays proves no scrolling. */
const LEAST_KEPT = 2;

function rowSentence({ text, isMarked }: SpokenRow): string {
  return isMarked ? `Marked: ${text}` : text;
}

/** Rows of one long line are one again; what only looks like something is left out. */
function spokenRows(lines: readonly Line[]): readonly SpokenRow[] {
  const rows: SpokenRow[] = [];
  let begun = '';
  let wasMarked = false;
  for (const line of lines) {
    const drawn = begun + line.spans.map(({ text }) => text).join('');
    if (line.runsOn === true && line.spoken === undefined) {
      begun = drawn;
      continue;
    }
    begun = '';
    const isBar = BAR.test(drawn);
    const text = line.spoken ?? (isBar ? barWords(drawn) : isCommand(line) ? drawn.replace('▌', '').trim() : plain(drawn));
    const isMarked = line.isMarked === true || drawn.trimStart().startsWith('▸');
    // Of a part of several rows the first stands for all.
    if (text !== '') rows.push({ text, isMarked: isMarked && !wasMarked, isBar });
    wasMarked = isMarked;
  }
  return rows;
}

/** What is copied is said as it is; the marked one has lost its tone. */
function isCommand({ spans, isMarked }: Line): boolean {
  return spans.some(({ tone, text }) => tone === 'command' || (isMarked === true && tone === 'chosen' && text !== '▌'));
}

const BAR = /[█░]{2}/;

/** In steps of ten: each percent would be too much to listen to. */
function barWords(text: string): string {
  const percent = Number(/(\d{1,3}) ?%/.exec(text)?.[1] ?? Number.NaN);
  return Number.isNaN(percent) ? '' : `${Math.floor(percent / 10) * 10} percent done`;
}

/** Lines, bars, triangles, ticks, what stands around a choice, and what underlines a quotation. */
const MARKS = /[\u2500-\u25ff✓✗×‹›]|\^{2,}/g;
const ARROWS: Readonly<Record<string, string>> = { '↑': 'up', '↓': 'down', '←': 'left', '→': 'to' };

/** What stands apart in a row is put apart by commas; arrows become words. */
function plain(text: string): string {
  return text
    .replace(MARKS, ' ')
    .replace(/[↑↓←→]/g, (arrow) => ARROWS[arrow] ?? '')
    .replace(/ · /g, '   ')
    .replace(/ …$/, '')
    .trim()
    .replace(/([.,:;!?]?) {2,}/g, (_, end: string) => (end === '' ? ', ' : `${end} `));
}

/** "rows 1-15 of 90  ↓ more" as "rows 1 to 15 of 90, more below". */
function positionWords(text: string): string {
  return plain(text.replace('↓ more', 'more below').replace(/(\d)-(\d)/, '$1 to $2'));
}

function sentence(text: string): string {
  return text === '' || /[.:?!]$/.test(text) ? text : `${text}.`;
}

/** "Enter diagnose", "Question mark help". */
function keyWords({ keys: [key = ''], label }: KeyBinding): string {
  return `${spokenKey(key)} ${label}`;
}
