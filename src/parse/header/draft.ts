import { isBlankCode } from './blank.js';
import { looksLikeRest, nameEnd, trimmedEnd } from './lines.js';
import { isReportKey, nameKind } from './names.js';

/** How a block writes its fields: `Name: value`, the name on a line of its own, or a row of cells. */
export type BlockStyle = 'colon' | 'bare' | 'cells';

/** A field while its lines are being read. */
export interface FieldDraft {
  readonly name: string;
  readonly key: string;
  readonly start: number;
  end: number;
  /** Offsets of the value's pieces: start, end, start, end ... A piece is never empty. */
  readonly pieces: number[];
  /** Lines at the end that had no blank before them: they may be text that follows the block. */
  loose: number;
  /** The name stood alone in its line. */
  isNameAlone: boolean;
  /** A signature whose last tag so far is `h=`: names follow. */
  isInNameList: boolean;
}

/** A block while its lines are being read. */
export interface BlockDraft {
  readonly fields: FieldDraft[];
  readonly style: BlockStyle;
  readonly depth: number;
  /** A blank stands behind the last `>`; it is none of a fold. */
  readonly isMarkSpaced: boolean;
  /** Blanks before each of its lines. */
  indent: number;
  /** Lines that were folded as RFC 5322 says. */
  folds: number;
  isFoldingLost: boolean;
  /** Fields whose name stood in a line of its own. */
  namesAlone: number;
  /** Blank lines since the last line. */
  blanks: number;
  /** Blank lines after each field (or each line) of a double-spaced paste; 0 until there was one. */
  gap: number;
  /** A blank line also parts the lines of one field. */
  isEveryLineSpaced: boolean;
  /** Two fields stood without a blank line between them: the next blank line ends the block. */
  isDense: boolean;
  /** Index of the last field that came after a blank line. */
  afterBlank: number;
  readonly isCutAtStart: boolean;
  readonly isHttp: boolean;
}

/** A field found at the beginning of a line. */
export interface FieldStart {
  readonly name: string;
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly style: BlockStyle;
}

/**
 * Reads a line that may begin a block: a known name, or one that begins with X-, and a colon. Known names may also stand in a cell of a table.
 * In: offsets of the line's text without marks and blanks before it.
 */
export function openingField(text: string, start: number, end: number): FieldStart | undefined {
  const colon = nameEnd(text, start, end);
  if (colon > start && text.charCodeAt(colon) === 58 && colon < end) {
    const field = fieldStart(text, start, colon, colon + 1, end, 'colon');
    const kind = nameKind(field.key);
    if (kind === 'status' || kind === 'reply') return undefined;
    if (kind !== undefined || (field.key.startsWith('x-') && field.key.length > 3)) return field;
    return undefined;
  }
  return cellField(text, start, end);
}

function fieldStart(text: string, start: number, nameStop: number, from: number, end: number, style: BlockStyle): FieldStart {
  const name = text.slice(start, nameStop);
  return { name, key: name.toLowerCase(), start, valueStart: from, valueEnd: end, style };
}

/** `| Name | value |` and `Name<TAB>value`, with or without a number before. */
export function cellField(text: string, start: number, end: number): FieldStart | undefined {
  let from = start;
  const limit = Math.min(end, start + 120);
  const isPiped = text.charCodeAt(start) === 124;
  if (!isPiped && !hasCellMark(text, start, limit)) return undefined;
  // A leading pipe, then perhaps the number of the row in a cell of its own.
  while (from < limit && isCellLead(text.charCodeAt(from))) from++;
  const stop = nameEnd(text, from, end);
  if (stop === from) return undefined;
  let after = stop;
  if (text.charCodeAt(after) === 58) after++;
  let mark = after;
  while (mark < limit && text.charCodeAt(mark) === 32) mark++;
  const code = text.charCodeAt(mark);
  if (mark >= end || (code !== 124 && code !== 9)) return undefined;
  const key = text.slice(from, stop).toLowerCase();
  const kind = nameKind(key);
  if (kind === undefined ? !key.startsWith('x-') : kind === 'status' || kind === 'reply') return undefined;
  let valueEnd = end;
  if (code === 124 && text.charCodeAt(end - 1) === 124) valueEnd = trimmedEnd(text, mark + 1, end - 1);
  return fieldStart(text, from, stop, mark + 1, Math.max(valueEnd, mark + 1), 'cells');
}

function hasCellMark(text: string, start: number, limit: number): boolean {
  for (let index = start; index < limit; index++) {
    const code = text.charCodeAt(index);
    if (code === 124 || code === 9) return true;
  }
  return false;
}

/** Pipe, blank, digit. */
function isCellLead(code: number): boolean {
  return code === 124 || (code >= 48 && code <= 57) || isBlankCode(code);
}

/** Adds the text of a line to a field. Offsets may hold blanks at both ends. */
export function addPiece(text: string, field: FieldDraft, from: number, to: number): void {
  let start = from;
  while (start < to && isBlankCode(text.charCodeAt(start))) start++;
  const end = trimmedEnd(text, start, to);
  if (end === start) return;
  const isSignature = field.key.endsWith('signature');
  const before = isSignature ? lastChar(text, field) : undefined;
  field.pieces.push(start, end);
  field.end = end;
  if (!isSignature) return;
  const tag = text.lastIndexOf(';', end - 1);
  if (tag >= start) field.isInNameList = /^\s{0,3}h\s{0,3}=/.test(text.slice(tag + 1, Math.min(end, tag + 12)));
  else if (before === undefined || before === ';') field.isInNameList = /^h\s{0,3}=/.test(text.slice(start, Math.min(end, start + 6)));
}

function lastChar(text: string, field: FieldDraft): string | undefined {
  const end = field.pieces.at(-1);
  return end === undefined ? undefined : text[end - 1];
}

/** True where the value so far cannot be all: a list goes on, or a Received field has not come to its date. */
export function isUnfinished(text: string, field: FieldDraft): boolean {
  if (';,=('.includes(lastChar(text, field) ?? '-')) return true;
  if (field.key !== 'received') return false;
  const last = field.pieces.length - 2;
  const hasDate = text.slice(field.pieces[last], field.pieces[last + 1]).includes(';');
  return !hasDate && field.pieces.length > 0 && field.pieces.length < 20;
}

/**
 * A field inside a block. Unknown names are taken where they look like one; keys of an antispam report, names in the `h=` of a signature and
 * words of a subject ("Re: ...") are not.
 */
export function fieldInBlock(text: string, block: BlockDraft, start: number, end: number): FieldStart | undefined {
  if (block.style === 'cells') return cellField(text, start, end);
  const stop = nameEnd(text, start, end);
  if (stop === start) return undefined;
  if (block.style === 'bare') return bareField(text, start, stop, end);
  let colon = stop;
  const isSpaced = isBlankCode(text.charCodeAt(stop)) && stop < end;
  if (isSpaced) colon++;
  if (colon >= end || text.charCodeAt(colon) !== 58) return undefined;
  const name = text.slice(start, stop);
  const isGlued = colon + 1 < end && !isBlankCode(text.charCodeAt(colon + 1));
  const last = block.fields.at(-1);
  if (last?.isInNameList === true && isGlued) return undefined;
  if (isReportKey(name)) return undefined;
  const key = name.toLowerCase();
  const kind = nameKind(key);
  if (kind === undefined && (isSpaced || !isPlausible(name, isGlued, block))) return undefined;
  return { name, key, start, valueStart: colon + 1, valueEnd: end, style: 'colon' };
}

function isPlausible(name: string, isGlued: boolean, block: BlockDraft): boolean {
  if (name.length < 3 || !/^[A-Za-z]/.test(name)) return false;
  if (/^x-/i.test(name)) return name.length > 3;
  if (isGlued || name.includes('.')) return false;
  if (name.includes('-')) return !name.endsWith('-');
  // In a block that is folded as it should be, what stands in the first column is a field.
  if (block.folds > 2 && !block.isFoldingLost && /^[a-z][a-z\d_]{5,}$/.test(name)) return true;
  // A word and a colon may as well be the rest of a subject or of free text, where folding is known to be lost.
  return !block.isFoldingLost && /^[A-Z]/.test(name) && !/^(?:re|fw|fwd|aw|wg|sv|vs|tr|rv|antw|note|http|https|mailto)$/i.test(name);
}

function bareField(text: string, start: number, stop: number, end: number): FieldStart | undefined {
  if (stop !== end) return undefined;
  const field = fieldStart(text, start, stop, end, end, 'bare');
  const kind = nameKind(field.key);
  return kind === undefined ? (/^x-[a-z]+-[a-z-]+$/.test(field.key) ? field : undefined) : field;
}

/** True for a line that holds a known name and nothing else. */
export function isBareName(text: string, start: number, end: number): boolean {
  const stop = nameEnd(text, start, end);
  if (stop !== end || stop === start) return false;
  const kind = nameKind(text.slice(start, stop).toLowerCase());
  return kind === 'solo' || kind === 'mail' || kind === 'common';
}

/** Takes the field that a line begins into the block. */
export function beginField(text: string, block: BlockDraft, from: FieldStart): void {
  settle(block);
  const field: FieldDraft = {
    name: from.name,
    key: from.key,
    start: from.start,
    end: from.style === 'colon' ? from.valueStart : from.start + from.name.length,
    pieces: [],
    loose: 0,
    isNameAlone: false,
    isInNameList: false,
  };
  addPiece(text, field, from.valueStart, from.valueEnd);
  field.isNameAlone = field.pieces.length === 0;
  block.fields.push(field);
}

/** The loose lines of the last field are its own: another field follows them. */
export function settle(block: BlockDraft): void {
  const last = block.fields.at(-1);
  if (last === undefined || last.loose === 0) return;
  if (last.isNameAlone) block.namesAlone++;
  if (!last.isNameAlone || last.loose > 1) block.isFoldingLost = true;
  last.loose = 0;
}

/**
 * Decides about loose lines at the end of a block, where nothing follows that would prove them to be header: in a block that is folded
 * properly they are text; else those stay that look like the rest of a value.
 */
export function settleEnd(text: string, block: BlockDraft): void {
  const last = block.fields.at(-1);
  if (last === undefined || last.loose === 0) return;
  const first = last.pieces.length - last.loose * 2;
  let kept = last.isNameAlone && first === 0 && (block.namesAlone > 0 || block.fields.length === 1 || block.style === 'bare') ? 1 : 0;
  const isProper = block.folds > 0 && !block.isFoldingLost;
  while (kept < last.loose && !isProper) {
    const at = first + kept * 2;
    const piece = text.slice(last.pieces[at], Math.min(last.pieces[at + 1] ?? 0, (last.pieces[at] ?? 0) + 2000));
    const before = { ...last, pieces: last.pieces.slice(Math.max(0, at - 2), at) };
    if (!looksLikeRest(piece) && !isUnfinished(text, before) && !isReportKey(piece.slice(0, Math.max(0, piece.indexOf(':'))))) break;
    kept++;
  }
  last.pieces.length = first + kept * 2;
  last.end = last.pieces.at(-1) ?? last.end;
  last.loose = kept;
  settle(block);
}
