import { number } from '../digits.js';
import { code as codeSpan, escapeMarkdown, inCell } from '../markdown-text.js';
import { printable, visible } from '../printable.js';
import { SHELL_NAMES } from '../text.js';
import {
  type Block,
  type Brief,
  type Command,
  type Inline,
  type Line,
  type ReportDocument,
  type Section,
  SIDE_NAMES,
  type SideCell,
  type SideName,
  wordFor,
} from './document.js';
import { isWebLink } from './html.js';

const LONGEST_TEXT = 4000;
const LONGEST_CELL = 400;
const LONGEST_COMMAND = 50_000;
/** A ticket is read, not searched: of a long table the first rows. */
const MOST_ROWS = 500;

/** In: a document. Out: markdown for a ticket, in pieces. Text of strangers stands in code spans or is escaped, so that it is no markup. */
export function* documentMarkdown({ title, summary, brief, facts, sections, footer }: ReportDocument): Generator<string, void, void> {
  yield `# ${prose(title)}\n\n${prose(summary)}\n\n`;
  for (const one of brief) yield briefMarkdown(one);
  for (const [name, value] of facts) yield `- ${prose(name)}: ${line(value)}\n`;
  yield '\n';
  for (const section of sections) yield* sectionMarkdown(section, 2);
  yield `---\n\n${footer.map((sentence) => `${prose(sentence)}\n`).join('\n')}`;
}

function briefMarkdown({ name, lines, more }: Brief): string {
  if (lines.length === 1) return `- ${prose(name)}: ${line(lines[0] ?? '')}\n`;
  const items = lines.map((one, index) => `  ${index + 1}. ${line(one)}\n`);
  return `- ${prose(name)}:\n${items.join('')}${more === undefined ? '' : `  - ${prose(more)}\n`}`;
}

function* sectionMarkdown({ title, number: place, tags, blocks, sections }: Section, level: number): Generator<string, void, void> {
  const marks = (tags ?? []).map(({ text }) => ` (${prose(text)})`).join('');
  yield `${'#'.repeat(Math.min(level, 6))} ${place === undefined ? '' : `${place}. `}${prose(title)}${marks}\n\n`;
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
      return sideLines(block);
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
      if (block.short !== undefined) return [`**${prose(block.title)}**`, '', ...block.short.map((one) => `- ${line(one)}`)];
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

function sideLines({ caption, sides, rows, places }: Extract<Block, { kind: 'sides' }>): readonly string[] {
  const cell = ({ text, isAbsent, note }: SideCell): Line => [
    isAbsent === true ? text : { kind: 'code', text },
    ...(note === undefined ? [] : [` ${note}`]),
  ];
  const head = (side: SideName): string => (places?.[side] === undefined ? SIDE_NAMES[side] : `${SIDE_NAMES[side]}, ${places[side]}`);
  return [
    `**${prose(caption)}**`,
    '',
    ...tableLines(
      ['Attribute', ...sides.map(head)],
      rows.map((row) => [`${row.name}${row.isDifferent === true ? ' (differs)' : ''}`, ...sides.map((side) => cell(row[side]))]),
      0,
    ),
  ];
}

/** Commands by shell, each shell in a code block of its own; what is done by hand is a list. */
function commandLines(label: string, commands: readonly Command[]): readonly string[] {
  const groups: { readonly shell: string; readonly isManual: boolean; readonly commands: Command[] }[] = [];
  for (const command of commands) {
    const isManual = command.isManual === true;
    const last = groups.at(-1);
    if (last?.shell === command.shell && last.isManual === isManual) last.commands.push(command);
    else groups.push({ shell: command.shell, isManual, commands: [command] });
  }
  return groups.flatMap(({ shell, isManual, commands: own }, index) => {
    const head = `**${prose(label)}**, ${prose(wordFor(SHELL_NAMES, shell) ?? shell)}:`;
    const isNew = groups[index - 1]?.shell !== shell;
    return [...(index === 0 ? [] : ['']), ...(isNew ? [head, ''] : []), ...(isManual ? manualLines(own) : fencedLines(own))];
  });
}

function manualLines(commands: readonly Command[]): readonly string[] {
  return commands.map(({ shell, text }) => `- ${shell === 'portal' ? '' : 'By hand: '}${prose(text)}`);
}

/** The fence is longer than any in the commands, so that none of them ends it. */
function fencedLines(commands: readonly Command[]): readonly string[] {
  const lines = commands.flatMap(({ text, note }) => [
    ...(note === undefined ? [] : [`# ${printable(note)}`]),
    printable(cut(text, LONGEST_COMMAND)),
  ]);
  const fence = '`'.repeat(Math.max(3, ...lines.map((one) => longestRun(one) + 1)));
  return [`${fence}powershell`, ...lines, fence];
}

/** The most backticks in a row. */
function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  for (let at = text.indexOf('`'); at >= 0 && at < text.length; at++) {
    run = text[at] === '`' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
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
