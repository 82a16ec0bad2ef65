import type { PartHead, PartState, PartSummary, SnapshotSummary, Unreadable } from '../../evidence/snapshot.js';
import { readSnapshotLine, type SnapshotHead, type SnapshotLine } from './lines.js';

/** A chunk that is whole. `place`: the caller's word for where it stands; `ordinal`: which of the chunks there, counted from 0. */
export interface FoundChunk<P> {
  readonly place: P;
  readonly ordinal: number;
  readonly records: number;
}

export interface FoundPart<P> {
  readonly head: PartHead;
  readonly startedAt: string;
  readonly chunks: readonly FoundChunk<P>[];
  readonly records: number;
  /** Of the last chunk. */
  readonly cursor: string | undefined;
  readonly unreadable: readonly Unreadable[];
  readonly done: { readonly state: PartState; readonly records: number; readonly endedAt: string } | undefined;
  readonly bookmark: string | undefined;
}

/** What the lines of a snapshot came to, in the order of the file. */
export interface Layout<P> {
  readonly head: SnapshotHead | undefined;
  readonly parts: ReadonlyMap<string, FoundPart<P>>;
  readonly unreadable: readonly Unreadable[];
  /** Undefined: the file broke off. */
  readonly finishedAt: string | undefined;
  /** Chunks that began and did not end as they say. */
  readonly brokenChunks: number;
  /** Chunks of parts that nothing is known of. */
  readonly strangeChunks: number;
}

export interface LayoutReader<P> {
  /** One line, without its end. */
  line(text: string, place: P): void;
  /** From here on the lines stand at another place: chunks are counted anew, and a chunk that is open is lost. */
  turn(): void;
  /** True where the last chunk belongs to a group whose end did not come yet. */
  readonly hasOpenGroup: boolean;
  end(): Layout<P>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Part<P> = Omit<Mutable<FoundPart<P>>, 'chunks' | 'unreadable'> & {
  readonly chunks: FoundChunk<P>[];
  readonly unreadable: Unreadable[];
  /** Chunks that count only when the last of their group is there. */
  readonly group: FoundChunk<P>[];
};

/** Follows the lines of a snapshot and keeps what counts: whole chunks of parts that did not start anew later. Never throws. */
export function createLayoutReader<P>(): LayoutReader<P> {
  const parts = new Map<string, Part<P>>();
  const unreadable: Unreadable[] = [];
  let head: SnapshotHead | undefined;
  let finishedAt: string | undefined;
  let open: { readonly part: string; readonly place: P; readonly ordinal: number; records: number; isBroken: boolean } | undefined;
  let chunksHere = 0;
  let brokenChunks = 0;
  let strangeChunks = 0;
  let hasOpenGroup = false;

  const giveUp = (): void => {
    if (open !== undefined) brokenChunks++;
    open = undefined;
  };

  function begin(next: PartHead, startedAt: string): void {
    const known = parts.get(next.name);
    if (known !== undefined && isSameHead(known.head, next)) return;
    parts.delete(next.name);
    parts.set(next.name, {
      head: next,
      startedAt,
      chunks: [],
      group: [],
      records: 0,
      cursor: undefined,
      unreadable: [],
      done: undefined,
      bookmark: undefined,
    });
  }

  function endChunk(end: SnapshotLine & { readonly kind: 'end' }): void {
    const chunk = open;
    open = undefined;
    if (chunk === undefined) return;
    if (chunk.part !== end.part || chunk.records !== end.records || chunk.isBroken) {
      brokenChunks++;
      return;
    }
    const part = parts.get(chunk.part);
    if (part === undefined) {
      strangeChunks++;
      return;
    }
    hasOpenGroup = end.hasMore;
    part.group.push({ place: chunk.place, ordinal: chunk.ordinal, records: chunk.records });
    if (end.hasMore) return;
    for (const one of part.group.splice(0)) {
      part.chunks.push(one);
      part.records += one.records;
    }
    part.cursor = end.cursor;
  }

  function control(line: Exclude<SnapshotLine, { readonly kind: 'record' }>, place: P): void {
    switch (line.kind) {
      case 'snapshot':
        head ??= line.head;
        break;
      case 'part':
        begin(line.head, line.startedAt);
        break;
      case 'restart':
        parts.delete(line.part);
        break;
      case 'chunk':
        giveUp();
        open = { part: line.part, place, ordinal: chunksHere++, records: 0, isBroken: false };
        break;
      case 'end':
        endChunk(line);
        break;
      case 'unreadable': {
        const list = line.part === undefined ? unreadable : parts.get(line.part)?.unreadable;
        list?.push(line.unreadable);
        break;
      }
      case 'bookmark': {
        const part = parts.get(line.part);
        if (part !== undefined) part.bookmark ??= line.bookmark;
        break;
      }
      case 'done': {
        const part = parts.get(line.part);
        if (part !== undefined) part.done = { state: line.state, records: line.records, endedAt: line.endedAt };
        break;
      }
      case 'finished':
        finishedAt = line.finishedAt;
        break;
      case 'broken':
        if (open !== undefined) open.isBroken = true;
        break;
      case 'other':
      case 'summary':
      case 'index':
        break;
      default:
        line satisfies never;
    }
  }

  return {
    get hasOpenGroup() {
      return hasOpenGroup;
    },
    line(text, place) {
      const line = readSnapshotLine(text);
      if (line.kind !== 'record') control(line, place);
      else if (open !== undefined) open.records++;
    },
    turn() {
      giveUp();
      chunksHere = 0;
    },
    end() {
      giveUp();
      return { head, parts, unreadable, finishedAt, brokenChunks, strangeChunks };
    },
  };
}

/** True where two parts of one name hold the same: as many attributes of the same source, read by the same account. */
export function isSameHead(a: PartHead, b: PartHead): boolean {
  return (
    a.name === b.name &&
    a.side === b.side &&
    a.source === b.source &&
    a.account === b.account &&
    a.attributesRead.length === b.attributesRead.length &&
    isSameSet(a.attributesRead, b.attributesRead)
  );
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(a);
  return b.every((name) => names.has(name)) && new Set(b).size === names.size;
}

/** A part as the summary has it: complete only when it ended so and every record of it is there. */
export function summaryOfPart<P>(part: FoundPart<P>): PartSummary {
  const { done } = part;
  return {
    ...part.head,
    startedAt: part.startedAt,
    endedAt: done?.endedAt ?? '',
    state: done?.state === 'complete' && done.records === part.records ? 'complete' : 'partial',
    records: part.records,
    unreadable: distinct(part.unreadable),
    ...(part.bookmark === undefined ? {} : { bookmark: part.bookmark }),
  };
}

export function summaryOf(
  head: SnapshotHead,
  finishedAt: string,
  parts: readonly PartSummary[],
  unreadable: readonly Unreadable[],
): SnapshotSummary {
  const { id, createdAt, tool, isRedacted } = head;
  return { version: 1, id, createdAt, finishedAt, tool, isRedacted, parts, unreadable: distinct(unreadable) };
}

/** The same thing is met again where a run goes on behind an earlier one. */
function distinct(list: readonly Unreadable[]): readonly Unreadable[] {
  return [...new Map(list.map((one) => [JSON.stringify([one.what, one.why, one.next]), one])).values()];
}
