import { csvPreface, isUsableHeader } from '../recipient/csv.js';
import { isListLine, type ListBlock, readListBlocks } from '../recipient/format-list.js';
import { indentOf, withoutIndent } from './clean.js';
import { type Failure, readFailure, startsFailure } from './failure.js';
import { isRuler, readFormatTable, type TableText } from './format-table.js';

/** One thing that a command printed; `line`: its first one, 1-based; `lineCount`: its lines that hold something. */
export type OutputPiece = { readonly line: number; readonly lineCount: number } & (
  | { readonly kind: 'list'; readonly blocks: readonly ListBlock[] }
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
  return isListLine(line) || startsFailure(line) || LDIF_LINE.test(line) || /^\s{0,8}[{[<"]/.test(line) || isRuler(line);
}

/** In: the lines behind a command. Out: what they are, in order. Bad input: lines that are nothing known become `values`. */
export function readPieces(given: readonly string[], firstLine: number, isLast: boolean): readonly OutputPiece[] {
  const lines = withoutIndent(given);
  const pieces: OutputPiece[] = [];
  const readers: readonly Read[] = [clixml, json, ldif, failure, list, table, csv, values];
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
  return pieces;
}

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

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
  let to = from + 1;
  let end = to;
  for (; to < lines.length; to++) {
    const text = lines[to] ?? '';
    if (isBlank(text)) continue;
    if (!isListLine(text) && isBlank(lines[to - 1])) break;
    end = to + 1;
  }
  const { blocks } = readListBlocks(lines.slice(from, end), line);
  return { to: end, piece: { kind: 'list', blocks, line, lineCount: filled(lines, from, end) } };
};

const table: Read = (lines, from, line) => {
  if (!isRuler(lines[from + 1] ?? '')) return undefined;
  let to = from + 2;
  while (to < lines.length && !isBlank(lines[to])) to++;
  const read = readFormatTable(lines[from] ?? '', lines[from + 1] ?? '', lines.slice(from + 2, to));
  return { to, piece: { kind: 'table', table: read, line, lineCount: to - from } };
};

const csv: Read = (lines, from, line) => {
  const head = textOf(lines, from, Math.min(from + 4, lines.length)).slice(0, 65_536);
  if (!isCsvHead(head)) return undefined;
  let to = from + 1;
  while (to < lines.length && !isBlank(lines[to])) to++;
  return { to, piece: { kind: 'csv', text: textOf(lines, from, to), line, lineCount: to - from } };
};

function isCsvHead(head: string): boolean {
  const preface = csvPreface(head);
  const [header = '', next = ''] = head.slice(preface.skip).split('\n', 2);
  const cells = header.split(preface.delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ''));
  if (preface.typeName !== undefined) return true;
  const isNamed = cells.every((cell) => /^[A-Za-z@_][\w .@()-]{0,80}$/.test(cell));
  if (!isNamed || next.trim() === '') return false;
  if (cells.length === 1) return /^\s{0,4}"[A-Za-z]\w{0,60}"\s{0,4}$/.test(header) && next.trim().startsWith('"');
  return isUsableHeader(cells) && next.includes(preface.delimiter) && cells.some((cell) => /[A-Z].*[A-Z]|Name|mail|id$/i.test(cell));
}

const values: Read = (lines, from, line) => {
  let to = from + 1;
  while (to < lines.length && !isBlank(lines[to]) && !startsPiece(lines[to] ?? '') && !isRuler(lines[to + 1] ?? '')) to++;
  return { to, piece: { kind: 'values', values: lines.slice(from, to).map((one) => one.trim()), line, lineCount: to - from } };
};
