import { isCutAtEnd } from './cut.js';
import type { BlockDraft, FieldDraft } from './draft.js';
import { decodeEntities, hasEscapedMarks } from './entities.js';
import type { HeaderBlock, HeaderField } from './field.js';
import { isForwardMarker, isReturnMarker } from './markers.js';
import { nameKind } from './names.js';
import { splitRunTogether } from './run-together.js';

/** What has been seen of the text around the blocks. */
export interface Surroundings {
  /** A group of message/delivery-status. */
  hasStatus: boolean;
  /** A multipart/report. */
  hasReport: boolean;
  /** The part that follows is message/rfc822 or text/rfc822-headers. */
  isNextReturnedPart: boolean;
}

/** What the scan knows of a block besides its lines. */
export interface Seen {
  /** A block was found before it. */
  readonly isLater: boolean;
  /** The text ends in the beginning of a name. */
  readonly hasCutName: boolean;
}

/** Out: the block; undefined where it is no message header. Notes in `around` what its fields say about the parts that follow. */
export function finishBlock(text: string, draft: BlockDraft, around: Surroundings, seen: Seen): HeaderBlock | undefined {
  const isPart = around.isNextReturnedPart;
  around.isNextReturnedPart = false;
  const drafts = splitRunTogether(text, draft.fields) ?? draft.fields;
  const hasEntities = hasEscapedMarks(text, drafts);
  const hasMarksInside = drafts !== draft.fields && draft.depth > 0;
  const fields = drafts.map((field, index) => finishField(text, field, index, { hasEntities, hasMarksInside }));
  noteParts(fields, around);
  const first = fields[0];
  const last = fields.at(-1);
  if (first === undefined || last === undefined || draft.isHttp) return undefined;
  const before = text.slice(Math.max(0, first.start - 1500), first.start);
  const isMarked = isReturnMarker(before);
  if (!isHeader(fields, seen.isLater && !isPart && !isMarked, before)) return undefined;
  const isReturned = (isPart && (around.hasStatus || around.hasReport)) || around.hasStatus || isMarked;
  around.hasStatus = false;
  return {
    fields,
    start: first.start,
    end: last.end,
    isReturned,
    quirks: {
      isFoldingLost: draft.isFoldingLost || drafts !== draft.fields,
      isQuoted: draft.depth > 0,
      hasEntities,
      isTabular: draft.style !== 'colon' || (draft.namesAlone > 1 && draft.namesAlone * 2 >= fields.length),
      isCutAtStart: draft.isCutAtStart,
      isCutAtEnd: seen.hasCutName || isCutAtEnd(last),
    },
  };
}

interface Mended {
  readonly hasEntities: boolean;
  /** Quoted lines were run together: their marks stand between the words. */
  readonly hasMarksInside: boolean;
}

function finishField(text: string, draft: FieldDraft, index: number, { hasEntities, hasMarksInside }: Mended): HeaderField {
  const { name, key, start, end } = draft;
  const raw = valueOf(text, draft.pieces);
  const spaced = raw.includes('\u00a0') ? raw.replaceAll('\u00a0', ' ') : raw;
  const plain = withStraightQuotes(hasMarksInside ? spaced.replaceAll(/(?:^|\s)>{1,9}(?=\s|$)/g, '').trim() : spaced);
  return { name, key, value: hasEntities ? decodeEntities(plain) : plain, index, start, end };
}

const CURLY_REASON = /(\breason\s{0,2}=\s{0,2})\u201c([^"\u201c\u201d]{0,200})\u201d/g;
const CURLY_NAME = /^\s{0,3}\u201c([^"\u201c\u201d]{0,200})\u201d(?=\s{0,3}<)/;

/** A word processor makes quotes curly: around the reason of a result, and around a name before its address. Others may be the author's. */
function withStraightQuotes(value: string): string {
  if (!value.includes('\u201c')) return value;
  return value.replace(CURLY_REASON, '$1"$2"').replace(CURLY_NAME, '"$1"');
}

/** Each fold is one space. */
function valueOf(text: string, pieces: readonly number[]): string {
  if (pieces.length === 2) return text.slice(pieces[0], pieces[1]);
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at += 2) parts.push(text.slice(pieces[at], pieces[at + 1]));
  return parts.join(' ');
}

function noteParts(fields: readonly HeaderField[], around: Surroundings): void {
  for (const { key, value } of fields) {
    if (key !== 'content-type') continue;
    const type = value.slice(0, 200).toLowerCase();
    if (type.startsWith('multipart/report')) around.hasReport = true;
    else if (type.startsWith('message/delivery-status') || type.startsWith('message/global-delivery-status')) around.hasStatus = true;
    else if (/^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/global-headers)\b/.test(type)) around.isNextReturnedPart = true;
  }
}

/** Two known fields of which one is mail's own; a report or result of authentication alone; From and Subject where nothing speaks against it. */
function isHeader(fields: readonly HeaderField[], isBelowBlock: boolean, before: string): boolean {
  let known = 0;
  let own = 0;
  let hasSent = false;
  for (const field of fields) {
    const kind = nameKind(field.key);
    if (kind === 'reply') hasSent = true;
    if (kind === 'solo' && standsAlone(field)) return true;
    if (kind === undefined || kind === 'reply' || kind === 'status') continue;
    if (field.key === 'received' && !isTrace(field.value)) continue;
    if (field.value === '' && kind !== 'solo' && field.key !== 'received') continue;
    known++;
    if (kind !== 'common') own++;
    if (own > 0 && known >= 2) return true;
  }
  if (fields.length === 1 && own === 1) return isWholeTrace(fields[0]);
  return !hasSent && !isBelowBlock && !isForwardMarker(before) && isPlainHead(fields);
}

/** The value has the form of its field, so it needs no other field beside it. */
function standsAlone({ key, value }: HeaderField): boolean {
  const head = value.slice(0, 2000);
  if (key.includes('authentication-results') || key.endsWith('-signature') || key === 'arc-seal') return /\w\s{0,2}=\s{0,2}\S/.test(head);
  if (key === 'received-spf') return /^(?:pass|fail|softfail|neutral|none|(?:temp|perm)?error|unknown)\b/i.test(head);
  if (key === 'x-customspam' || key === 'x-originatororg') return false;
  return head !== '';
}

/** Tells a Received field from a line of an SMTP log ("Received: 250 OK") or of a report ("Received: 11/22/2026"). */
function isTrace(value: string): boolean {
  return value === '' || /^(?:from|by|with|via|id|for)\s|^\(|\sby\s|;/i.test(value.slice(0, 600));
}

function isWholeTrace(field: HeaderField | undefined): boolean {
  return field?.key === 'received' && /^(?:from\s|by\s|\()/i.test(field.value) && /\sby\s|^by\s|qmail/i.test(field.value.slice(0, 600));
}

/** From with an address and a Subject, as mail spells them: lower-case keys are a configuration file's. */
function isPlainHead(fields: readonly HeaderField[]): boolean {
  const from = fields.find(({ key }) => key === 'from');
  const subject = fields.find(({ key }) => key === 'subject');
  if (from === undefined || subject === undefined || /^[{["']{2}/.test(from.value)) return false;
  return from.value.includes('@') && (from.name !== 'from' || subject.name !== 'subject');
}
