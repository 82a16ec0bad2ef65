import type { Question } from '../../findings/questions.js';
import type { RenderedCommand } from '../../fixes/powershell.js';
import type { HeaderField } from '../../parse/header/field.js';
import { BLANK, breakAtEdge, type Line, line, type Span, span, type Tone, wrapSpans } from '../lines.js';
import type { Item, Page } from '../model.js';
import { clean } from '../sanitize.js';
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
  /** Wrapped text. `lead` stands before the first row, the rest is indented as deep. */
  readonly text: (text: string, options?: { readonly indent?: number; readonly tone?: Tone; readonly lead?: readonly Span[] }) => void;
  /** As `text`, of several tones; rows after the first stand `hanging` deeper. */
  readonly spans: (
    spans: readonly Span[],
    options: { readonly indent: number; readonly lead?: readonly Span[]; readonly hanging?: number },
  ) => void;
  /** Commands, each below the name of its shell. `title` stands before the first shell. */
  readonly commands: (commands: readonly CommandText[], indent: number, title?: string) => void;
  /** One command as it is typed, without its shell. */
  readonly command: (text: string, indent: number) => void;
  readonly question: (question: Question, copyText: string, lead: readonly Span[], indent: number) => void;
  /** What `write` writes about a header field can be marked as a whole. */
  readonly field: (field: HeaderField, copyText: string, write: () => void) => void;
  readonly done: () => Page;
}

const MARGIN = 2;
const TITLE_WIDTH = 14;

export function createPage(columns: number): PageBuilder {
  const lines: Line[] = [];
  const items: Item[] = [];
  const sections: number[] = [];
  const room = (indent: number): number => Math.max(20, Math.min(columns - MARGIN, 110) - indent);

  const wrapped = (spans: readonly Span[], lead: readonly Span[], indent: number, hanging = 0): void => {
    const before = ' '.repeat(indent);
    const deep = lead.reduce((sum, { text }) => sum + text.length, 0);
    wrapSpans(spans, room(indent + deep + hanging)).forEach((row, index) => {
      lines.push(line(span(before), ...(index === 0 ? lead : [span(' '.repeat(deep + hanging))]), ...row));
    });
  };

  const command = (rendered: CommandText, indent: number): void => {
    const firstLine = lines.length;
    if (rendered.isManual) {
      wrapped([span(rendered.text)], [span(rendered.shell === 'portal' ? '- ' : 'by hand: ', 'quiet')], indent);
      return;
    }
    const text = clean(rendered.text);
    const item = items.length;
    const rows = breakAtEdge(text, columns - indent, columns);
    rows.forEach((row, index) => {
      const spans = index === 0 ? [span(' '.repeat(indent)), span(row, 'command')] : [span(row, 'command')];
      lines.push({ spans, item, ...(index < rows.length - 1 ? { runsOn: true } : {}) });
    });
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
      lines.push(line(span(' '.repeat(MARGIN)), span(title, 'heading'), ...(note === undefined ? [] : [span(`   ${note}`, 'quiet')])));
    },
    row: (...spans) => lines.push(line(...spans)),
    text: (text, { indent = MARGIN, tone = 'plain', lead = [] } = {}) => wrapped([span(text, tone)], lead, indent),
    spans: (spans, { indent, lead = [], hanging = 0 }) => wrapped(spans, lead, indent, hanging),
    commands: (commands, indent, title = '') => {
      const width = title === '' ? 0 : TITLE_WIDTH;
      let shell: string | undefined;
      commands.forEach((rendered, index) => {
        const word = index === 0 ? title : '';
        if (rendered.shell !== shell)
          wrapped([span(SHELL_WORDS[rendered.shell], 'quiet')], width === 0 ? [] : [span(word.padEnd(width), 'strong')], indent);
        shell = rendered.shell;
        command(rendered, indent + 2);
      });
    },
    command: (text, indent) => command({ shell: 'windows', text, hasPlaceholders: false, isManual: false, note: undefined }, indent),
    question: (question, copyText, lead, indent) => {
      const firstLine = lines.length;
      const item = items.length;
      wrapped([span(question.text, 'strong')], lead, indent);
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
