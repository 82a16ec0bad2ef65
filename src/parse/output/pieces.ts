import { csvPreface, isUsableHeader } from '../recipient/csv.js';
import { isListLine, type ListBlock, readListBlocks } from '../recipient/format-list.js';
import { areHeads, areOfPairs, isSideHeading, type PastedForm } from './checked-cells.js';
import { indentOf, withoutIndent } from './clean.js';
import { isCollapsed, readCollapsed } from './collapsed-table.js';
import { type Failure, readFailure, startsFailure } from './failure.js';
import { endOfPart, type FormPart, type FormReader, formReaders, isBlank, startsForm } from './form-pieces.js';
import { isRuler, readFormatTable, type TableText } from './format-table.js';
import { endsLongerName } from './property-kinds.js';
import { areAligned, holdsProperty, isReflowed } from './reflowed.js';

/** One thing that a command printed; `line`: its first one, 1-based; `lineCount`: its lines that hold something. */
export type OutputPiece = {
  readonly line: number;
  readonly lineCount: number;
} & (
  | {
      readonly kind: 'list';
      readonly blocks: readonly ListBlock[];
      /** How it came, where not as the console showed it. */
      readonly form?: PastedForm;
    }
  | { readonly kind: 'table'; readonly table: TableText }
  | { readonly kind: 'csv' | 'json' | 'clixml'; readonly text: string }
  /** `isEnded`: something behind the last record shows that it is whole. */
  | { readonly kind: 'ldif'; readonly text: string; readonly isEnded: boolean }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'values'; readonly values: readonly string[] }
);

type Read = (
  lines: readonly string[],
  from: number,
  line: number,
  isLast: boolean,
) => { readonly to: number; readonly piece: OutputPiece } | undefined;

const LDIF_LINE = /^(?:dn::?(?: |$)|version: \d|# extended LDIF|# LDAPv3)/i;

/** True for a line that begins an output, and so goes on with no command. */
export function startsPiece(line: string): boolean {
  return startsPlainPiece(line) || startsForm(line);
}

function startsPlainPiece(line: string): boolean {
  return isListLine(line) || startsFailure(line) || LDIF_LINE.test(line) || /^\s{0,8}[{[<"]/.test(line) || isRuler(line);
}

/**
 * In: the lines behind a command; whether no other command stands behind them, or before. Out: what they are, in order. Bad input: lines that are nothing
 * known become `values`.
 */
export function readPieces(given: readonly string[], firstLine: number, isLast: boolean, isFirst = true): readonly OutputPiece[] {
  const lines = withoutIndent(given);
  const pieces: OutputPiece[] = [];
  const forms = formReaders(lines, { isBegun: !isFirst, isEnded: !isLast });
  const readers: readonly Read[] = [
    clixml,
    asRead(forms.html),
    json,
    ldif,
    failure,
    asRead(forms.bars),
    list,
    asRead(forms.reflowed),
    asRead(forms.written),
    table,
    asRead(forms.tabs),
    csv,
    valuesBut([forms.bars, forms.reflowed, forms.written]),
  ];
  for (let at = 0; at < lines.length; ) {
    if ((lines[at] ?? '').trim() === '') {
      at++;
      continue;
    }
    let next = at + 1;
    for (const read of readers) {
      const found = read(lines, at, firstLine + at, isLast);
      if (found === undefined) continue;
      pieces.push(found.piece);
      next = Math.max(found.to, at + 1);
      break;
    }
    at = next;
  }
  return ofOneSide(pieces);
}

/** Lists of both sides below headings that say so: pasted together, they are not of the side that somebody tells for all. */
function ofOneSide(pieces: readonly OutputPiece[]): readonly OutputPiece[] {
  const printed = pieces.filter(({ kind }) => kind === 'list' || kind === 'table');
  const isCompared = pieces.some((piece) => piece.kind === 'values' && piece.values.some(isSideHeading));
  if (printed.length < 2 || !isCompared) return pieces;
  return pieces.map((piece) => (piece.kind === 'list' && piece.form !== undefined ? { ...piece, blocks: [] } : piece));
}

function filled(lines: readonly string[], from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (!isBlank(lines[at])) count++;
  return count;
}

const textOf = (lines: readonly string[], from: number, to: number): string => lines.slice(from, to).join('\n');

const clixml: Read = (lines, from, line) => {
  if (!/^\s{0,8}<(?:\?xml|Objs)[\s>]/.test((lines[from] ?? '').slice(0, 40))) return undefined;
  let to = from;
  while (to < lines.length && !(lines[to] ?? '').includes('</Objs>')) to++;
  to = Math.min(to + 1, lines.length);
  return { to, piece: { kind: 'clixml', text: textOf(lines, from, to), line, lineCount: filled(lines, from, to) } };
};

const json: Read = (lines, from, line) => {
  const start = (lines[from] ?? '').trimStart();
  if (!/^(?:\{\s{0,20}(?:"|$)|\[\s{0,20}(?:[{\]"]|$))/.test(start.slice(0, 60))) return undefined;
  let depth = 0;
  for (let at = from; at < lines.length; at++) {
    depth = depthAfter(lines[at] ?? '', depth);
    if (depth > 0) continue;
    return { to: at + 1, piece: { kind: 'json', text: textOf(lines, from, at + 1), line, lineCount: filled(lines, from, at + 1) } };
  }
  return {
    to: lines.length,
    piece: { kind: 'json', text: textOf(lines, from, lines.length), line, lineCount: filled(lines, from, lines.length) },
  };
};

/** Brackets that are open behind a line; a text of JSON never goes over the end of a line. */
function depthAfter(line: string, before: number): number {
  let depth = before;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 34) {
      at++;
      while (at < line.length && line.charCodeAt(at) !== 34) at += line.charCodeAt(at) === 92 ? 2 : 1;
    } else if (code === 123 || code === 91) depth++;
    else if (code === 125 || code === 93) depth--;
  }
  return depth;
}

const ldif: Read = (lines, from, line, isLast) => {
  // `repadmin /showattr` writes "    1> cn: Kim" below the name, which is no folded line.
  if (!LDIF_LINE.test(lines[from] ?? '') || /^\s{1,8}\d{1,6}> /.test((lines[from + 1] ?? '').slice(0, 20))) return undefined;
  let to = from;
  while (to < lines.length && isLdifLine(lines[to] ?? '')) to++;
  const isEnded = to < lines.length || !isLast || isBlank(lines[to - 1]) || /^(?:result|# num)/i.test(lastFilled(lines, to));
  // A line of ldifde behind the records begins the next piece.
  return { to, piece: { kind: 'ldif', text: `${textOf(lines, from, to)}\n`, isEnded, line, lineCount: filled(lines, from, to) } };
};

function lastFilled(lines: readonly string[], before: number): string {
  for (let at = before - 1; at >= 0; at--) if (!isBlank(lines[at])) return lines[at] ?? '';
  return '';
}

function isLdifLine(line: string): boolean {
  return line === '' || line.startsWith('#') || indentOf(line) > 0 || /^[A-Za-z][\w.;-]{0,100}:(?::|<)?(?:\s|$)/.test(line.slice(0, 120));
}

const failure: Read = (lines, from, line) => {
  if (!startsFailure(lines[from] ?? '')) return undefined;
  let to = from + 1;
  while (to < lines.length && !isBlank(lines[to]) && to - from < 60) to++;
  return { to, piece: { kind: 'failure', failure: readFailure(textOf(lines, from, to)), line, lineCount: to - from } };
};

const list: Read = (lines, from, line) => {
  if (!isListLine(lines[from] ?? '') || isRuler(lines[from + 1] ?? '')) return undefined;
  let to = from;
  let end = from;
  while (to < lines.length) {
    if (isBlank(lines[to])) {
      to++;
      continue;
    }
    if (to > from && !isListLine(lines[to] ?? '')) break;
    const part = endOfPart(lines, to);
    if (isReflowed(lines.slice(to, part))) break;
    end = part;
    to = part;
  }
  if (end === from) return undefined;
  const { blocks } = readListBlocks(lines.slice(from, end), line);
  const named = withoutTornName(blocks, lines, from);
  const whole = areAligned(lines.slice(from, end)) ? named : named.map((block) => unsure(block, holdsProperty));
  // What a mail programme made a link of has another text than the console showed.
  const sure = whole.map((block) => unsure(block, (value) => value.includes('mailto:')));
  const piece: OutputPiece = { kind: 'list', blocks: sure, line, lineCount: filled(lines, from, end) };
  return { to: end, piece };
};

/** A block without the values of which nobody can tell what belongs to them: of lists without the blanks of the console, what holds another property. */
function unsure(block: ListBlock, isUnsure: (value: string) => boolean): ListBlock {
  if (!block.entries.some(({ value }) => isUnsure(value))) return block;
  const entries = block.entries.map((entry) => (isUnsure(entry.value) ? { ...entry, isBroken: true } : entry));
  return { ...block, entries, hasStrange: true };
}

/** A first line whose colon stands further left than all others has lost the beginning of its name: Guid was ExchangeGuid. */
function withoutTornName(blocks: readonly ListBlock[], lines: readonly string[], from: number): readonly ListBlock[] {
  const [first, ...others] = blocks;
  const [entry, ...entries] = first?.entries ?? [];
  if (first === undefined || entry === undefined || entries.length < 2) return blocks;
  const place = (at: number): number => (lines[from + at] ?? '').indexOf(' :');
  const [own, next, last] = [place(0), place(1), place(2)];
  if (own < 0 || own >= next || next !== last || !endsLongerName(entry.name)) return blocks;
  return [{ ...first, entries: [{ ...entry, isBroken: true }, ...entries], hasStrange: true }, ...others];
}

/** A form as a piece. What cannot be told whose it is has no objects, and counts for no known lines. */
function formPiece(lines: readonly string[], { form, blocks, to }: FormPart, from: number, line: number): OutputPiece {
  return { kind: 'list', form, blocks, line, lineCount: blocks.length === 0 ? 0 : filled(lines, from, to) };
}

function asRead(reader: FormReader): Read {
  return (lines, from, line) => {
    const part = reader(from, line);
    return part === undefined ? undefined : { to: part.to, piece: formPiece(lines, part, from, line) };
  };
}

const table: Read = (lines, from, line) => {
  if (!isRuler(lines[from + 1] ?? '')) return undefined;
  const [header = '', ruler = ''] = lines.slice(from, from + 2);
  if (header.includes('\t') || ruler.includes('\t')) return undefined;
  const to = endOfPart(lines, from + 2);
  const rows = lines.slice(from + 2, to);
  if (isCollapsed(header, ruler, rows))
    return { to, piece: formPiece(lines, { form: 'collapsed', blocks: readCollapsed(header, rows, line + 2), to }, from, line) };
  const read = readFormatTable(header, ruler, rows);
  return { to, piece: { kind: 'table', table: read, line, lineCount: to - from } };
};

/** Nobody prints more properties of one object. */
const MOST_PAIRS = 500;

const csv: Read = (lines, from, line) => {
  if (isRuler(lines[from + 1] ?? '')) return undefined;
  const head = textOf(lines, from, Math.min(from + 4, lines.length)).slice(0, 65_536);
  if (!isCsvHead(head)) return undefined;
  const to = endOfPart(lines, from + 1);
  const { delimiter } = csvPreface(head);
  const cellsOf = (text: string): readonly string[] =>
    text
      .slice(0, 4000)
      .split(delimiter, 3)
      .map((cell) => cell.trim().replace(/^"|"$/g, ''));
  if (areOfPairs(cellsOf(lines[from] ?? ''), lines.slice(from + 1, Math.min(to, from + MOST_PAIRS)).map(cellsOf))) return undefined;
  return { to, piece: { kind: 'csv', text: textOf(lines, from, to), line, lineCount: to - from } };
};

function isCsvHead(head: string): boolean {
  const preface = csvPreface(head);
  const [header = '', next = ''] = head.slice(preface.skip).split('\n', 2);
  const cells = header.split(preface.delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ''));
  if (preface.typeName !== undefined) return true;
  const isNamed = cells.every((cell) => /^[A-Za-z@_][\w .@()-]{0,80}$/.test(cell));
  if (!isNamed || !areHeads(cells) || next.trim() === '') return false;
  if (cells.length === 1) return /^\s{0,4}"[A-Za-z]\w{0,60}"\s{0,4}$/.test(header) && next.trim().startsWith('"');
  return isUsableHeader(cells) && next.includes(preface.delimiter) && cells.some((cell) => /[A-Z].*[A-Z]|Name|mail|id$/i.test(cell));
}

/** What is none of the others. A line that looks like the beginning of a form belongs to it, unless it is one. */
function valuesBut(forms: readonly FormReader[]): Read {
  return (lines, from, line) => {
    const isOther = (at: number): boolean =>
      startsPlainPiece(lines[at] ?? '') || isRuler(lines[at + 1] ?? '') || forms.some((read) => read(at, line + at - from) !== undefined);
    let to = from + 1;
    while (to < lines.length && !isBlank(lines[to]) && !isOther(to)) to++;
    return { to, piece: { kind: 'values', values: lines.slice(from, to).map((one) => one.trim()), line, lineCount: to - from } };
  };
}
