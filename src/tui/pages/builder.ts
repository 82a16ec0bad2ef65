import type { Question } from '../../findings/questions.js';
import type { RenderedCommand } from '../../fixes/powershell.js';
import type { HeaderField } from '../../parse/header/field.js';
import { BLANK, breakAtEdge, isSpoken, type Line, line, lineWidth, proseWidth, type Span, span, type Tone, wrapSpans } from '../lines.js';
import type { Item, Page } from '../model.js';
import { clean, widthOf } from '../sanitize.js';
import { SHELL_WORDS } from '../words.js';

/** What a page needs of a command. */
export type CommandText = Pick<RenderedCommand, 'shell' | 'text' | 'hasPlaceholders' | 'isManual' | 'note'>;

/** Writes the rows of a page, from top to bottom. `columns` is the width of the window. */
export interface PageBuilder {
  readonly columns: number;
  readonly blank: () => void;
  /** A section: can be jumped to. */
  readonly section: (title: string, note?: string) => void;
  readonly row: (...spans: readonly Span[]) => void;
  /** A row that is read aloud in other words; nothing is said for an empty text. */
  readonly saidRow: (spoken: string, ...spans: readonly Span[]) => void;
  /** Wrapped text. `lead` stands before the first row, the rest is indented as deep. */
  readonly text: (text: string, options?: { readonly indent?: number; readonly tone?: Tone; readonly lead?: readonly Span[] }) => void;
  /** As `text`, of several tones; rows after the first stand `hanging` deeper. */
  readonly spans: (
    spans: readonly Span[],
    options: { readonly indent: number; readonly lead?: readonly Span[]; readonly hanging?: number },
  ) => void;
  /** A name and its value, which begins so many columns behind; below it, where it would be broken inside a word beside it. */
  readonly pair: (name: string, value: readonly Span[], place: { readonly indent: number; readonly width: number }) => void;
  /** Commands, each below the name of its shell. `title` stands before the first shell. */
  readonly commands: (commands: readonly CommandText[], indent: number, title?: string, tone?: Tone) => void;
  /** An address that the terminal wraps by itself, so that it is copied, and opened, as one. */
  readonly link: (address: string, indent: number) => void;
  /** One command as it is typed, without its shell. */
  readonly command: (text: string, indent: number) => void;
  readonly question: (question: Question, copyText: string, lead: readonly Span[], indent: number, look?: { readonly tone?: Tone }) => void;
  /** What `write` writes about a header field can be marked as a whole. */
  readonly field: (field: HeaderField, copyText: string, write: () => void) => void;
  readonly done: () => Page;
}

const MARGIN = 2;
const MARK = /^[^\p{L}\p{N}<]{1,20}/u;
const TITLE_WIDTH = 14;
const HANGING = 2;
/** Prose stays readable in a wide window; tables and commands take what there is. */
const WIDEST_PROSE = 110;

export function createPage(columns: number): PageBuilder {
  const lines: Line[] = [];
  const items: Item[] = [];
  const sections: number[] = [];
  const room = (indent: number): number => Math.max(20, proseWidth(columns - MARGIN, WIDEST_PROSE) - indent);

  const wrapped = (spans: readonly Span[], marked: readonly Span[], indent: number, hanging = 0): void => {
    const before = ' '.repeat(indent);
    // A dash or a tick before a sentence is to be seen; aloud it says nothing.
    const lead = isSpoken(columns) ? marked.map((part) => ({ ...part, text: part.text.replace(MARK, '') })) : marked;
    const deep = lineWidth(lead);
    wrapEvenly(spans, room(indent + deep + hanging)).forEach((row, index) => {
      lines.push(line(span(before), ...(index === 0 ? lead : [span(' '.repeat(deep + hanging))]), ...row));
    });
  };

  /** Text that is broken at the edge of the window only, where the terminal does it. */
  const atEdge = (text: string, indent: number, tone: Tone, item?: number): void => {
    const rows = breakAtEdge(text, columns - indent, columns);
    rows.forEach((row, index) => {
      const spans = index === 0 ? [span(' '.repeat(indent)), span(row, tone)] : [span(row, tone)];
      lines.push({ spans, ...(item === undefined ? {} : { item }), ...(index < rows.length - 1 ? { runsOn: true } : {}) });
    });
  };

  const command = (rendered: CommandText, indent: number, tone: Tone = 'command'): void => {
    const firstLine = lines.length;
    if (rendered.isManual) {
      wrapped([span(rendered.text)], [span(rendered.shell === 'portal' ? '- ' : 'by hand: ', 'quiet')], indent);
      return;
    }
    const text = clean(rendered.text);
    atEdge(text, indent, tone, items.length);
    items.push({ kind: 'command', text, firstLine, lastLine: lines.length - 1, question: undefined });
    if (rendered.hasPlaceholders) wrapped([span('Fill in what stands between < and > first.', 'caution')], [], indent + 2);
    if (rendered.note !== undefined) wrapped([span(rendered.note, 'quiet')], [], indent + 2);
  };

  return {
    columns,
    blank: () => {
      if (lines.length > 0 && lines.at(-1) !== BLANK) lines.push(BLANK);
    },
    section: (title, note) => {
      if (lines.length > 0 && lines.at(-1) !== BLANK) lines.push(BLANK);
      sections.push(lines.length);
      const isBeside = note !== undefined && MARGIN + widthOf(title) + 3 + widthOf(note) <= columns - MARGIN;
      lines.push(line(span(' '.repeat(MARGIN)), span(title, 'heading'), ...(isBeside ? [span(`   ${note}`, 'quiet')] : [])));
      if (note !== undefined && !isBeside) wrapped([span(note, 'quiet')], [], MARGIN + 2);
    },
    row: (...spans) => lines.push(line(...spans)),
    saidRow: (spoken, ...spans) => lines.push({ ...line(...spans), spoken: clean(spoken) }),
    text: (text, { indent = MARGIN, tone = 'plain', lead = [] } = {}) => wrapped([span(text, tone)], lead, indent),
    spans: (spans, { indent, lead = [], hanging = 0 }) => wrapped(spans, lead, indent, hanging),
    pair: (name, value, { indent, width }) => {
      const title = clean(name);
      const longest = Math.max(0, ...value.flatMap(({ text }) => text.split(' ').map(widthOf)));
      const isBroken = longest > room(indent + width) && longest <= room(indent + HANGING);
      if (!isSpoken(columns) && (isBroken || widthOf(title) >= width)) {
        wrapped([span(title, 'quiet')], [], indent);
        wrapped(value, [], indent + HANGING);
      } else wrapped(value, [span(title.padEnd(Math.max(width, widthOf(title) + 1)), 'quiet')], indent);
    },
    commands: (commands, indent, title = '', tone = 'command') => {
      const width = title === '' ? 0 : TITLE_WIDTH;
      let shell: string | undefined;
      commands.forEach((rendered, index) => {
        const word = index === 0 ? title : '';
        if (rendered.shell !== shell)
          wrapped([span(SHELL_WORDS[rendered.shell], 'quiet')], width === 0 ? [] : [span(word.padEnd(width), 'strong')], indent);
        shell = rendered.shell;
        command(rendered, indent + 2, tone);
      });
    },
    link: (address, indent) => atEdge(clean(address), indent, 'quiet'),
    command: (text, indent) => command({ shell: 'windows', text, hasPlaceholders: false, isManual: false, note: undefined }, indent),
    question: (question, copyText, lead, indent, { tone = 'strong' } = {}) => {
      const firstLine = lines.length;
      const item = items.length;
      wrapped([span(question.text, tone)], lead, indent);
      const first = lines[firstLine];
      if (first !== undefined) lines[firstLine] = { ...first, item };
      items.push({ kind: 'question', text: copyText, firstLine, lastLine: lines.length - 1, question });
    },
    field: (field, copyText, write) => {
      const firstLine = lines.length;
      const item = items.length;
      write();
      for (let at = firstLine; at < lines.length; at++) lines[at] = { ...(lines[at] ?? BLANK), item };
      items.push({ kind: 'field', text: copyText, firstLine, lastLine: Math.max(firstLine, lines.length - 1), question: undefined, field });
    },
    done: () => ({ lines, items, sections }),
  };
}

/** The rows may become so much narrower for the sake of the last one. */
const NARROWER = 14;
const LONGEST_EVEN = 1500;

/** Wraps prose; where the last row would hold a single short word, the others are a little narrower, so that it has company. */
function wrapEvenly(spans: readonly Span[], width: number): readonly (readonly Span[])[] {
  const rows = wrapSpans(spans, width);
  if (!isOrphaned(rows, width) || lineWidth(spans) > LONGEST_EVEN) return rows;
  for (let less = 1; less <= Math.min(NARROWER, width / 4); less++) {
    const narrower = wrapSpans(spans, width - less);
    if (narrower.length > rows.length) break;
    if (!isOrphaned(narrower, width)) return narrower;
  }
  return rows;
}

function isOrphaned(rows: readonly (readonly Span[])[], width: number): boolean {
  const last = rows.at(-1) ?? [];
  return rows.length > 1 && lineWidth(last) < Math.min(14, width / 3) && !last.some(({ text }) => text.trim().includes(' '));
}
