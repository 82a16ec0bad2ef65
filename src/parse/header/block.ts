import { unwrapConsole } from './console-width.js';
import { withoutCutName } from './cut.js';
import {
  addPiece,
  type BlockDraft,
  beginField,
  type FieldStart,
  fieldInBlock,
  isBareName,
  isUnfinished,
  openingField,
  settleEnd,
} from './draft.js';
import { unescapeLines } from './escaped-lines.js';
import type { HeaderBlock } from './field.js';
import { finishBlock, type Surroundings } from './finish.js';
import { type Line, linesOf, looksLikeRest, type Margin, marginOf, nameEnd, trimmedEnd } from './lines.js';
import { isReportKey, nameKind } from './names.js';

/** More lines of running text than this inside a block are no lost folds. */
const MOST_PROSE = 6;
const MOST_DEPTH = 20;

interface Scan {
  readonly text: string;
  /** The two lines that follow. */
  next: Line | undefined;
  second: Line | undefined;
  readonly blocks: HeaderBlock[];
  readonly around: Surroundings;
  block: BlockDraft | undefined;
  prose: number;
  /** Inside a group of message/delivery-status. */
  isStatus: boolean;
  /** The line right before, where it is not blank. */
  before: Line | undefined;
}

/**
 * Finds the message header blocks of a text, in the order of the text.
 *
 * In: anything: headers alone, a whole message, a forum post, a ticket, an NDR with the returned headers, a MIME message.
 * Out: each block with its fields unfolded. What pasting did is mended and told in `quirks`: lost folding, `>` quoting, HTML entities,
 * blank lines after each line, names and values in lines or cells of their own, all lines run together, lines cut at the width of a console, line ends
 * written as escapes.
 * A block needs two known fields, one of which only mail has; a report or a result of Exchange or of authentication stands for itself.
 * Delivery status groups, LDIF, lists of PowerShell, HTTP, JSON, YAML and logs are none.
 * Bad input: no blocks; never throws, linear in the length of the text.
 */
export function findBlocks(text: string): readonly HeaderBlock[] {
  const mended = unescapeLines(text) ?? unwrapConsole(text);
  if (mended === undefined) return scanBlocks(text);
  const { offset } = mended;
  // The place of an end is that of its last character: what is joined behind it begins elsewhere.
  const endOf = (end: number): number => (end === 0 ? 0 : offset(end - 1) + 1);
  return scanBlocks(mended.text).map((block) => {
    const start = offset(block.start);
    const end = endOf(block.end);
    const isMended = end - start !== block.end - block.start;
    return {
      ...block,
      start,
      end,
      fields: block.fields.map((field) => ({ ...field, start: offset(field.start), end: endOf(field.end) })),
      quirks: { ...block.quirks, isFoldingLost: block.quirks.isFoldingLost || isMended },
    };
  });
}

function scanBlocks(text: string): readonly HeaderBlock[] {
  const scan: Scan = {
    text,
    next: undefined,
    second: undefined,
    blocks: [],
    around: { hasStatus: false, hasReport: false, isNextReturnedPart: false },
    block: undefined,
    prose: 0,
    isStatus: false,
    before: undefined,
  };
  const nextLine = linesOf(text);
  let line = nextLine();
  scan.next = nextLine();
  scan.second = nextLine();
  while (line !== undefined) {
    if (scan.block === undefined || !readInside(scan, scan.block, line)) readOutside(scan, line);
    line = scan.next;
    scan.next = scan.second;
    scan.second = nextLine();
  }
  close(scan);
  return scan.blocks;
}

function close(scan: Scan): void {
  const { block } = scan;
  if (block === undefined) return;
  scan.block = undefined;
  scan.before = undefined;
  scan.prose = 0;
  const hasCutName = withoutCutName(scan.text, block);
  settleEnd(scan.text, block);
  const finished = finishBlock(scan.text, block, scan.around, { isLater: scan.blocks.length > 0, hasCutName });
  if (finished !== undefined) scan.blocks.push(finished);
}

/** A line while no block is open. */
function readOutside(scan: Scan, line: Line): void {
  const { text } = scan;
  const margin = marginOf(text, line, MOST_DEPTH);
  if (margin.text === line.end) {
    scan.isStatus = false;
    scan.before = undefined;
    return;
  }
  const before = scan.before;
  scan.before = line;
  if (scan.isStatus) return;
  const field = openingField(text, margin.text, line.end) ?? bareOpening(scan, margin, line);
  if (field === undefined) {
    scan.isStatus = isStatusLine(text, margin.text, line.end);
    if (scan.isStatus) scan.around.hasStatus = true;
    return;
  }
  const start = before === undefined ? '' : text.slice(before.start, Math.min(before.end, before.start + 2000));
  const block: BlockDraft = {
    fields: [],
    style: field.style,
    depth: margin.depth,
    isMarkSpaced: margin.isSpaced,
    indent: margin.text - margin.start,
    folds: 0,
    isFoldingLost: false,
    namesAlone: 0,
    blanks: 0,
    gap: 0,
    isEveryLineSpaced: false,
    isDense: false,
    afterBlank: 0,
    isCutAtStart: isRestBefore(start),
    isHttp: start.trimStart().startsWith('HTTP/'),
  };
  beginField(text, block, field);
  scan.block = block;
}

/** True where the line before the first field is the rest of a field that was cut off. */
function isRestBefore(line: string): boolean {
  const bare = line.replace(/^[>\s]{1,20}/, '').trimEnd();
  if (bare === '' || bare.startsWith('--') || bare.startsWith('From ') || bare.startsWith('HTTP/') || bare.endsWith(':')) return false;
  return looksLikeRest(bare) && /[;=@<>()[\]]|\d{2}:\d{2}|^\S{30,}$/.test(bare.slice(0, 300));
}

function isStatusLine(text: string, start: number, end: number): boolean {
  const colon = nameEnd(text, start, end);
  if (colon === start || colon >= end || text.charCodeAt(colon) !== 58) return false;
  return /^(?:reporting-mta|final-recipient|original-recipient|diagnostic-code|remote-mta|received-from-mta)$/i.test(
    text.slice(start, colon),
  );
}

/** A name in a line of its own, a value in the next, and again a name: cells that were copied one below the other. */
function bareOpening(scan: Scan, margin: Margin, line: Line): FieldStart | undefined {
  const { text, next, second } = scan;
  const end = trimmedEnd(text, margin.text, line.end);
  if (!isBareName(text, margin.text, end)) return undefined;
  if (isNameLine(text, next) !== false || isNameLine(text, second) !== true) return undefined;
  const name = text.slice(margin.text, end);
  return { name, key: name.toLowerCase(), start: margin.text, valueStart: end, valueEnd: end, style: 'bare' };
}

/** Whether a line is a known name and nothing else; undefined for a blank one. */
function isNameLine(text: string, line: Line | undefined): boolean | undefined {
  if (line === undefined) return undefined;
  const { text: start } = marginOf(text, line, MOST_DEPTH);
  const end = trimmedEnd(text, start, line.end);
  return end === start ? undefined : isBareName(text, start, end);
}

/** A line while a block is open. False: the block ended before it, and it is yet to be read. */
function readInside(scan: Scan, block: BlockDraft, line: Line): boolean {
  const { text } = scan;
  const margin = marginOf(text, line, block.depth, block.isMarkSpaced);
  if (margin.text === line.end) return isBlankFold(scan, block, margin, line) || readBlank(scan, block);
  // In a quoted block a line without the mark was wrapped by a mail program, or is text of the person who quotes.
  const isUnquoted = margin.depth < block.depth;
  const indent = margin.text - margin.start;
  if (indent < block.indent && !isUnquoted) block.indent = indent;
  const isFolded = indent > block.indent && !isUnquoted && !isIndentedReceived(text, block, margin);
  if (!isFolded && indent > block.indent && !isUnquoted) block.indent = indent;
  const field = isFolded ? undefined : fieldInBlock(text, block, margin.text, trimmedEnd(text, margin.text, line.end));
  if (block.blanks > 0 && !goesOn(scan, block, field, isFolded, margin, line)) {
    close(scan);
    return false;
  }
  const isAfterBlank = block.blanks > 0;
  block.blanks = 0;
  if (field !== undefined) takeField(scan, block, field, isAfterBlank);
  else return takeRest(scan, block, margin, line, isFolded);
  return true;
}

/** Inside a Received field stands another: the lines were indented when they were pasted, all but the first. */
function isIndentedReceived(text: string, block: BlockDraft, { text: start }: Margin): boolean {
  return block.fields.at(-1)?.key === 'received' && /^Received: (?:from|by) /.test(text.slice(start, start + 20));
}

/** A line of blanks only is a fold (RFC 5322 section 4.2) where header goes on behind it; else it is the end, with a blank too many. */
function isBlankFold(scan: Scan, block: BlockDraft, margin: Margin, line: Line): boolean {
  if (block.blanks > 0 || line.end - margin.start <= block.indent) return false;
  const { next, second } = scan;
  if (beginsField(scan, block, next)) return true;
  const [isFold, isLikeRest] = foldOf(scan, block, next);
  return isFold && (beginsField(scan, block, second) || (isLikeRest && foldOf(scan, block, second)[1]));
}

function beginsField(scan: Scan, block: BlockDraft, line: Line | undefined): boolean {
  if (line === undefined) return false;
  const { depth, start, text } = marginOf(scan.text, line, block.depth, block.isMarkSpaced);
  if (depth !== block.depth || text - start !== block.indent) return false;
  const field = openingField(scan.text, text, line.end);
  // With one of these the header of another message begins.
  return field !== undefined && nameKind(field.key) !== undefined && !/^(?:received|return-path|delivered-to|x-received)$/.test(field.key);
}

/** Whether a line is folded, and whether its text looks like the rest of a value. */
function foldOf(scan: Scan, block: BlockDraft, line: Line | undefined): readonly [boolean, boolean] {
  if (line === undefined) return [false, false];
  const { depth, start, text } = marginOf(scan.text, line, block.depth, block.isMarkSpaced);
  const isFold = depth === block.depth && text < line.end && text - start > block.indent;
  return [isFold, isFold && looksLikeRest(scan.text.slice(text, Math.min(line.end, text + 2000)))];
}

/** Every message has one of these: a block without any has not come to its end. */
const AUTHORED = /^(?:from|date|subject|message-id)$/;

/** A blank line that parts a block in two: neither its author nor its date was named yet, and header fields go on. */
function isStrayBlank(scan: Scan, block: BlockDraft): boolean {
  const isWhole = block.gap > 0 || block.blanks > 0 || block.fields.some(({ key }) => AUTHORED.test(key));
  return !isWhole && block.isDense && beginsField(scan, block, scan.next);
}

function readBlank(scan: Scan, block: BlockDraft): boolean {
  if (isStrayBlank(scan, block)) return true;
  block.blanks++;
  if (!block.isDense && block.blanks <= (block.gap === 0 ? 3 : block.gap)) return true;
  close(scan);
  return true;
}

/** True where a block goes on behind blank lines: they stand after each of its fields, or after each of its lines. */
function goesOn(scan: Scan, block: BlockDraft, field: FieldStart | undefined, isFolded: boolean, margin: Margin, line: Line): boolean {
  const { text } = scan;
  if (field !== undefined) {
    const kind = nameKind(field.key);
    if (kind === 'status' || kind === 'reply') return false;
  } else {
    const rest = text.slice(margin.text, Math.min(line.end, margin.text + 2000));
    const isKey = isReportKey(rest.slice(0, Math.max(0, rest.indexOf(':', 0))));
    if (rest.startsWith('--') || !(isFolded || isKey || block.isEveryLineSpaced || looksLikeRest(rest) || isOpenAtEnd(text, block)))
      return false;
    // Indented text behind a blank line is a fold only where every line is spaced so.
    if (isFolded && !block.isEveryLineSpaced && block.gap > 0 && !looksLikeRest(rest)) return false;
    block.isEveryLineSpaced = true;
  }
  if (block.gap === 0) block.gap = block.blanks;
  return block.blanks <= block.gap;
}

function isOpenAtEnd(text: string, block: BlockDraft): boolean {
  const last = block.fields.at(-1);
  return last !== undefined && isUnfinished(text, last);
}

function takeField(scan: Scan, block: BlockDraft, field: FieldStart, isAfterBlank: boolean): void {
  scan.prose = 0;
  const { text } = scan;
  if (isAfterBlank) block.afterBlank = block.fields.length;
  else if (block.gap > 0) {
    // The blank line was no part of a spaced paste: what stands behind it is a block of its own.
    splitAtBlank(scan, block);
  } else block.isDense = true;
  const current = scan.block ?? block;
  beginField(text, current, field);
}

function splitAtBlank(scan: Scan, block: BlockDraft): void {
  const later = block.fields.splice(block.afterBlank);
  const { depth, isMarkSpaced, indent, style, folds, isFoldingLost } = block;
  close(scan);
  scan.block = {
    fields: later,
    style,
    depth,
    isMarkSpaced,
    indent,
    folds,
    isFoldingLost,
    namesAlone: 0,
    blanks: 0,
    gap: 0,
    isEveryLineSpaced: false,
    isDense: true,
    afterBlank: 0,
    isCutAtStart: false,
    isHttp: false,
  };
}

/** A line that begins no field. */
function takeRest(scan: Scan, block: BlockDraft, margin: Margin, line: Line, isFolded: boolean): boolean {
  const { text } = scan;
  const last = block.fields.at(-1);
  if (last === undefined) return true;
  if (!isFolded && text.startsWith('--', margin.text)) {
    close(scan);
    return false;
  }
  let end = trimmedEnd(text, margin.text, line.end);
  if (block.style === 'cells') {
    if (text.startsWith('|-', margin.text) || text.startsWith('| -', margin.text) || text.startsWith('|:-', margin.text)) return true;
    if (text.charCodeAt(end - 1) === 124) end = trimmedEnd(text, margin.text, end - 1);
  }
  if (end <= margin.text) return true;
  if (isFolded) {
    // A value that begins in the next line, indented, is a fold; it proves nothing about loose lines before it.
    if (last.loose > 0) last.loose++;
    else block.folds++;
  } else {
    if (!looksLikeRest(text.slice(margin.text, Math.min(end, margin.text + 2000))) && ++scan.prose > MOST_PROSE) {
      close(scan);
      return false;
    }
    last.loose++;
  }
  addPiece(text, last, margin.text, end);
  return true;
}
