import { code as codeSpan, escapeMarkdown, inCell } from '../markdown-text.js';
import { printable, visible } from '../printable.js';
import { number } from '../readiness/view.js';
import { SHELL_NAMES } from '../text.js';
import { type Block, type Command, type Inline, type Line, type ReportDocument, type Section, type SideRow, wordFor } from './document.js';
import { isWebLink } from './html.js';

const LONGEST_TEXT = 4000;
const LONGEST_CELL = 400;
const LONGEST_COMMAND = 50_000;
/** A ticket is read, not searched: of a long table the first rows. */
const MOST_ROWS = 500;

/** In: a document. Out: markdown for a ticket, in pieces. Text of strangers stands in code spans or is escaped, so that it is no markup. */
export function* documentMarkdown({ title, summary, facts, sections, footer }: ReportDocument): Generator<string, void, void> {
  yield `# ${prose(title)}\n\n${prose(summary)}\n\n`;
  for (const [name, value] of facts) yield `- ${prose(name)}: ${line(value)}\n`;
  yield '\n';
  for (const section of sections) yield* sectionMarkdown(section, 2);
  yield `---\n\n${footer.map((sentence) => `${prose(sentence)}\n`).join('\n')}`;
}

function* sectionMarkdown({ title, tags, blocks, sections }: Section, level: number): Generator<string, void, void> {
  const marks = (tags ?? []).map(({ text }) => ` (${prose(text)})`).join('');
  yield `${'#'.repeat(Math.min(level, 6))} ${prose(title)}${marks}\n\n`;
  for (const block of blocks) yield `${blockLines(block).join('\n')}\n\n`;
  for (const inner of sections ?? []) yield* sectionMarkdown(inner, level + 1);
}

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [line(block.text)];
    case 'list':
      return block.items.map((one) => `- ${line(one)}`);
    case 'quotes':
      return block.quotes.map(({ place, text }) => `> ${span(`${place} | ${text}`)}  `);
    case 'pairs':
      return block.pairs.map(([name, value]) => `- ${prose(name)}: ${line(value)}`);
    case 'table':
      return tableLines(
        block.columns.map(({ name }) => name),
        block.rows.slice(0, MOST_ROWS),
        block.rows.length - MOST_ROWS,
      );
    case 'sides':
      return sideLines(block.caption, block.rows);
    case 'commands':
      return commandLines(block.label, block.commands);
    case 'stops':
      return block.stops.flatMap(({ title, tags, lines, quotes, gap }, index) => [
        `${index + 1}. **${line(title)}**${[...(gap === undefined ? [] : [gap]), ...(tags ?? [])].map(({ text }) => ` (${prose(text)})`).join('')}`,
        ...lines.map((one) => `   - ${line(one)}`),
        ...(quotes ?? []).map(({ place, text }) => `   - ${span(`${place} | ${text}`)}`),
      ]);
    case 'chart':
      return [
        `**${prose(block.chart.title)}**`,
        '',
        ...tableLines(
          ['', block.unit],
          block.chart.rows.map(({ label, count }) => [label, number(count)]),
          0,
        ),
      ];
    case 'fold':
      return [
        `**${prose(block.title)}**`,
        '',
        ...block.blocks.flatMap((inner, index) => [...(index === 0 ? [] : ['']), ...blockLines(inner)]),
      ];
  }
}

function tableLines(heads: readonly string[], rows: readonly (readonly Line[])[], left: number): readonly string[] {
  return [
    `| ${heads.map((head) => prose(head)).join(' | ')} |`,
    `|${'---|'.repeat(heads.length)}`,
    ...rows.map((row) => `| ${row.map((cell) => inCell(line(cell, LONGEST_CELL))).join(' | ')} |`),
    ...(left > 0 ? ['', `${number(left)} more rows are in the HTML report and in the result.`] : []),
  ];
}

function sideLines(caption: string, rows: readonly SideRow[]): readonly string[] {
  const cell = (value: string | null | undefined): Line =>
    value === undefined ? '' : value === null ? 'not set' : [{ kind: 'code', text: value }];
  return [
    `**${prose(caption)}**`,
    '',
    ...tableLines(
      ['Attribute', 'on-premises', 'cloud'],
      rows.map(({ name, onprem, cloud, isDifferent }) => [`${name}${isDifferent === true ? ' (differs)' : ''}`, cell(onprem), cell(cloud)]),
      0,
    ),
  ];
}

/** Commands by shell, each shell in a code block of its own. */
function commandLines(label: string, commands: readonly Command[]): readonly string[] {
  const lines: string[] = [];
  let last: string | undefined;
  let isOpen = false;
  for (const command of commands) {
    const isManual = command.isManual === true;
    if (isOpen && (isManual || command.shell !== last)) {
      lines.push('```');
      isOpen = false;
    }
    if (command.shell !== last) {
      if (lines.length > 0) lines.push('');
      lines.push(`**${prose(label)}**, ${prose(wordFor(SHELL_NAMES, command.shell) ?? command.shell)}:`, '');
      last = command.shell;
    }
    if (isManual) {
      lines.push(`- ${prose(command.text)}`);
      continue;
    }
    if (!isOpen) {
      if (lines.at(-1) !== '') lines.push('');
      lines.push('```powershell');
      isOpen = true;
    }
    if (command.note !== undefined) lines.push(`# ${printable(command.note)}`);
    lines.push(printable(cut(command.text, LONGEST_COMMAND)).replaceAll('```', "'''"));
  }
  if (isOpen) lines.push('```');
  return lines;
}

function line(given: Line, longest = LONGEST_TEXT): string {
  return typeof given === 'string' ? prose(given, longest) : given.map((piece) => inline(piece, longest)).join('');
}

function inline(piece: Inline, longest: number): string {
  if (typeof piece === 'string') return escapeInner(piece, longest);
  switch (piece.kind) {
    case 'code':
      return span(piece.text, longest);
    case 'strong':
      return `**${prose(piece.text, longest).trim()}**`;
    case 'tag':
      return `**${prose(piece.tag.text)}**`;
    case 'link':
      return isWebLink(piece.href) ? `<${piece.href}>` : span(piece.href, longest);
    case 'jump':
      return prose(piece.text, longest);
  }
}

/** A piece in the middle of a line: a dash or number there starts nothing. */
const escapeInner = (given: string, longest: number): string => escapeMarkdown(`x${visible(cut(given, longest))}`).slice(1);
const prose = (given: string, longest = LONGEST_TEXT): string => escapeMarkdown(visible(cut(given, longest)));
const span = (given: string, longest = LONGEST_TEXT): string => codeSpan(visible(cut(given, longest)));

function cut(given: string, longest: number): string {
  return given.length <= longest ? given : `${given.slice(0, longest)}… (${number(given.length)} characters)`;
}
