import { isObject } from '../../evidence/is-object.js';
import type { DirectoryRecord, PartHead, PartSide, PartState, Unreadable } from '../../evidence/snapshot.js';

/** The lines of a snapshot; docs/snapshot.md describes them. */

export const SNAPSHOT_VERSION = 1;
/** No record is so long; a longer line is damage or an attack. */
export const LONGEST_LINE = 16 * 1024 * 1024;

export interface SnapshotHead {
  readonly version: number;
  readonly id: string;
  readonly tool: string;
  readonly createdAt: string;
  readonly isRedacted: boolean;
}

/** Where the compressed bytes of a chunk stand. `sha256`: of these bytes, as hex. */
export interface IndexedChunk {
  readonly part: string;
  readonly offset: number;
  readonly length: number;
  readonly records: number;
  readonly sha256: string;
}

/** A part in the summary at the end. */
export interface SummaryPart {
  readonly head: PartHead;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly state: PartState;
  readonly records: number;
  readonly unreadable: readonly Unreadable[];
  readonly bookmark: string | undefined;
}

/** What a line says. `record`: its text is a record. `other`: a line of a later version, to be passed over. `broken`: neither. */
export type SnapshotLine =
  | { readonly kind: 'record' }
  | { readonly kind: 'other' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'snapshot'; readonly head: SnapshotHead }
  | { readonly kind: 'part'; readonly head: PartHead; readonly startedAt: string }
  | { readonly kind: 'restart'; readonly part: string }
  | { readonly kind: 'chunk'; readonly part: string }
  | {
      readonly kind: 'end';
      readonly part: string;
      readonly records: number;
      readonly cursor: string | undefined;
      readonly hasMore: boolean;
    }
  | { readonly kind: 'unreadable'; readonly part: string | undefined; readonly unreadable: Unreadable }
  | { readonly kind: 'bookmark'; readonly part: string; readonly bookmark: string }
  | { readonly kind: 'done'; readonly part: string; readonly state: PartState; readonly records: number; readonly endedAt: string }
  | {
      readonly kind: 'summary';
      /** The first line once more, should that be damaged. */
      readonly head: SnapshotHead | undefined;
      readonly parts: readonly SummaryPart[];
      readonly unreadable: readonly Unreadable[];
    }
  | { readonly kind: 'index'; readonly chunks: readonly IndexedChunk[] }
  | { readonly kind: 'finished'; readonly finishedAt: string };

const CONTROL = /^\{\s{0,8}"@(snapshot|part|restart|chunk|end|unreadable|bookmark|done|summary|index|finished)"/;
const SIDES: readonly string[] = ['onprem', 'cloud', 'settings'] satisfies readonly PartSide[];
const LONGEST_TEXT = 8000;
const LONGEST_BOOKMARK = 32_768;
const BROKEN = { kind: 'broken' } as const;
const RECORD = { kind: 'record' } as const;

type Fields = Readonly<Record<string, unknown>>;

/** Reads one line without its end. A record is told by its beginning alone and not parsed. Bad input: `broken`; never throws. */
export function readSnapshotLine(line: string): SnapshotLine {
  if (line.charCodeAt(0) !== 123) return BROKEN;
  const name = CONTROL.exec(line.slice(0, 40))?.[1];
  if (name === undefined) return RECORD;
  if (line.length > LONGEST_LINE) return BROKEN;
  const parsed = parseObject(line);
  const value = parsed?.[`@${name}`];
  return isObject(value) ? readControl(name, value) : BROKEN;
}

/** The object of a JSON text. Bad input: undefined. */
export function parseObject(text: string): DirectoryRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readControl(name: string, value: Fields): SnapshotLine {
  switch (name) {
    case 'snapshot':
      return readHeadLine(value);
    case 'part':
      return readPart(value);
    case 'restart':
    case 'chunk':
      return typeof value.part === 'string' ? { kind: name, part: value.part } : BROKEN;
    case 'end':
      return readEnd(value);
    case 'unreadable':
      return {
        kind: 'unreadable',
        part: typeof value.part === 'string' ? value.part : undefined,
        unreadable: { what: textOf(value.what), why: textOf(value.why), next: textOf(value.next) },
      };
    case 'bookmark': {
      const bookmark = bookmarkOf(value.bookmark);
      return typeof value.part !== 'string' || bookmark === undefined ? BROKEN : { kind: 'bookmark', part: value.part, bookmark };
    }
    case 'done':
      if (typeof value.part !== 'string' || !isCount(value.records)) return BROKEN;
      return { kind: 'done', part: value.part, state: stateOf(value.state), records: value.records, endedAt: textOf(value.endedAt) };
    case 'summary':
      return readSummary(value);
    case 'index':
      return readIndex(value);
    case 'finished':
      return { kind: 'finished', finishedAt: textOf(value.finishedAt) };
    default:
      return { kind: 'other' };
  }
}

function readHeadLine(value: Fields): SnapshotLine {
  const head = readHead(value);
  return head === undefined ? BROKEN : { kind: 'snapshot', head };
}

function readHead(value: Fields): SnapshotHead | undefined {
  if (!isCount(value.version)) return undefined;
  return {
    version: value.version,
    id: textOf(value.id),
    tool: textOf(value.tool),
    createdAt: textOf(value.createdAt),
    isRedacted: value.isRedacted === true,
  };
}

function readPart(value: Fields): SnapshotLine {
  const head = readPartHead(value);
  return head === undefined ? BROKEN : { kind: 'part', head, startedAt: textOf(value.startedAt) };
}

function readPartHead(value: Fields): PartHead | undefined {
  const side = sideOf(value.side);
  if (typeof value.name !== 'string' || value.name === '' || side === undefined) return undefined;
  return {
    name: value.name,
    side,
    title: textOf(value.title) || value.name,
    source: textOf(value.source),
    account: typeof value.account === 'string' ? textOf(value.account) : undefined,
    attributesRead: Array.isArray(value.attributesRead) ? value.attributesRead.filter((one) => typeof one === 'string') : [],
  };
}

function readEnd(value: Fields): SnapshotLine {
  if (typeof value.part !== 'string' || !isCount(value.records)) return BROKEN;
  return {
    kind: 'end',
    part: value.part,
    records: value.records,
    cursor: typeof value.cursor === 'string' ? value.cursor : undefined,
    hasMore: value.more === true,
  };
}

function readSummary(value: Fields): SnapshotLine {
  if (!Array.isArray(value.parts)) return BROKEN;
  const parts: SummaryPart[] = [];
  for (const one of value.parts) {
    const fields = isObject(one) ? one : {};
    const head = readPartHead(fields);
    if (head === undefined || !isCount(fields.records)) return BROKEN;
    parts.push({
      head,
      startedAt: textOf(fields.startedAt),
      endedAt: textOf(fields.endedAt),
      state: stateOf(fields.state),
      records: fields.records,
      unreadable: unreadablesOf(fields.unreadable),
      bookmark: bookmarkOf(fields.bookmark),
    });
  }
  const head = isObject(value.snapshot) ? readHead(value.snapshot) : undefined;
  return { kind: 'summary', head, parts, unreadable: unreadablesOf(value.unreadable) };
}

function readIndex(value: Fields): SnapshotLine {
  if (!Array.isArray(value.chunks)) return BROKEN;
  const chunks: IndexedChunk[] = [];
  for (const one of value.chunks) {
    const { part, offset, length, records, sha256 } = isObject(one) ? one : {};
    if (typeof part !== 'string' || typeof sha256 !== 'string' || !isCount(offset) || !isCount(length) || !isCount(records)) return BROKEN;
    chunks.push({ part, offset, length, records, sha256 });
  }
  return { kind: 'index', chunks };
}

function unreadablesOf(value: unknown): readonly Unreadable[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map(({ what, why, next }) => ({ what: textOf(what), why: textOf(why), next: textOf(next) }));
}

function sideOf(value: unknown): PartSide | undefined {
  // The list holds every side, and nothing else.
  return typeof value === 'string' && SIDES.includes(value) ? (value as PartSide) : undefined;
}

function stateOf(value: unknown): PartState {
  return value === 'complete' ? 'complete' : 'partial';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : '';
}

function bookmarkOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_BOOKMARK ? value : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A control line with its end. */
export function controlLine(name: string, value: Fields): string {
  return `${JSON.stringify({ [`@${name}`]: value })}\n`;
}

/**
 * A record as a line with its end; it never looks like a control line. Bad input: undefined for what JSON cannot hold (too deep, a cycle) and for
 * what is too long to be read again.
 */
export function recordLine(record: DirectoryRecord): string | undefined {
  let text: string;
  try {
    text = JSON.stringify(record);
  } catch {
    return undefined;
  }
  if (typeof text !== 'string' || text.length >= LONGEST_LINE || text.charCodeAt(0) !== 123) return undefined;
  // The same JSON, written so that its beginning is another one.
  return CONTROL.test(text.slice(0, 40)) ? `{"\\u0040${text.slice(3)}\n` : `${text}\n`;
}
