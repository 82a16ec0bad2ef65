import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ok, type Problem, problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord, PartHead, PartState, PartSummary, SnapshotSummary, Unreadable } from '../../evidence/snapshot.js';
import { isSameHead, summaryOf, summaryOfPart } from '../../parse/snapshot/layout.js';
import { controlLine, type IndexedChunk, recordLine, type SnapshotHead } from '../../parse/snapshot/lines.js';
import type { FinishedSnapshot, PartResume, PartWriter, SnapshotWriter } from '../../ports/snapshot.js';
import type { Written } from './append.js';
import { type Lock, takeLock } from './lock.js';
import { makeTrailer } from './member.js';
import { knownProblem, openPartial, type PartialFile, refusedPath, type SnapshotWriterOptions } from './open-partial.js';

export type { SnapshotWriterOptions } from './open-partial.js';

const MOST_TEXT = 8 * 1024 * 1024;
const MOST_UNREADABLE = 5000;
const CHUNKS_IN_LINE = 5000;
const WHY_LOST = 'As text it is longer than 16 MB, or it is no data.';

interface Part {
  readonly head: PartHead;
  readonly startedAt: string;
  readonly chunks: IndexedChunk[];
  records: number;
  cursor: string | undefined;
  done: { readonly state: PartState; readonly records: number; readonly endedAt: string } | undefined;
  readonly unreadable: Unreadable[];
  /** Not in the file yet. */
  readonly queued: Unreadable[];
  bookmark: string | undefined;
  /** The file holds it. */
  hasBookmark: boolean;
  /** The file holds its `@part` line. */
  isAnnounced: boolean;
  /** What stands in the file of an earlier part of this name does not count. */
  readonly replaces: boolean;
  /** This run asked for it. */
  isOfThisRun: boolean;
  hasLost: boolean;
}

/**
 * Writes a snapshot to `FILE.partial`, and puts it in the place of FILE when it is whole.
 *
 * What an interrupted run of the same tool left is gone on with; parts that this run does not ask for are left out of the result. Every chunk is on
 * the disk when its promise resolves; memory holds one chunk. Bad input: a problem for a path that cannot be written, a full disk, a second run.
 */
export async function createSnapshotWriter(path: string, options: SnapshotWriterOptions): Promise<Result<SnapshotWriter>> {
  const refused = await refusedPath(path);
  if (refused !== undefined) return { kind: 'problem', problem: refused };
  const lock = await takeLock(`${path}.partial`);
  if (lock.kind === 'problem') return lock;
  try {
    const opened = await openPartial(path, options);
    if (opened.kind === 'ok') return ok(new Writer(path, opened.value, lock.value));
    await lock.value.release();
    return opened;
  } catch (error) {
    await lock.value.release();
    throw error;
  }
}

class Writer implements SnapshotWriter {
  readonly isResumed: boolean;
  private readonly path: string;
  private readonly partial: PartialFile;
  private readonly lock: Lock;
  private readonly parts = new Map<string, Part>();
  private isClosed = false;

  constructor(path: string, partial: PartialFile, lock: Lock) {
    this.path = path;
    this.partial = partial;
    this.lock = lock;
    this.isResumed = partial.earlier !== undefined;
    for (const [name, found] of partial.earlier?.parts ?? []) {
      this.parts.set(name, {
        ...newPart(found.head, found.startedAt, false),
        chunks: found.chunks.map(({ place, records }) => ({ part: name, ...place, records })),
        records: found.records,
        cursor: found.cursor,
        done: found.done,
        unreadable: [...found.unreadable],
        bookmark: found.bookmark,
        hasBookmark: found.bookmark !== undefined,
        isAnnounced: true,
        isOfThisRun: false,
        hasLost: found.unreadable.some(({ why }) => why === WHY_LOST),
      });
    }
  }

  readonly resumeOf = (head: PartHead): PartResume => {
    const part = this.parts.get(head.name);
    if (part === undefined || !isSameHead(part.head, head)) return { kind: 'new' };
    part.isOfThisRun = true;
    if (part.done !== undefined) return { kind: 'done', records: part.records, state: part.done.state };
    return part.cursor === undefined ? { kind: 'new' } : { kind: 'partly', cursor: part.cursor, records: part.records };
  };

  readonly begin = async (head: PartHead, startedAt: string): Promise<Result<PartWriter>> => {
    if (this.isClosed) return { kind: 'problem', problem: this.closedProblem() };
    const known = this.parts.get(head.name);
    const goesOn = known !== undefined && this.resumeOf(head).kind === 'partly';
    let part = goesOn ? known : newPart(head, startedAt, known !== undefined);
    this.parts.set(head.name, part);
    return ok({
      write: (records, cursor) => this.write(part, records, cursor),
      unreadable: (unreadable) => {
        if (part.unreadable.length + part.queued.length < MOST_UNREADABLE) part.queued.push(unreadable);
      },
      restart: () => {
        // What this run said so far of what cannot be read stays true.
        part = { ...newPart(head, startedAt, true), queued: part.queued };
        this.parts.set(head.name, part);
      },
      bookmark: (bookmark) => {
        part.bookmark ??= bookmark;
      },
      end: (state, endedAt) => this.endPart(part, state, endedAt),
    });
  };

  private async write(part: Part, records: readonly DirectoryRecord[], cursor: string | undefined): Promise<Result<null>> {
    if (this.isClosed) return { kind: 'problem', problem: this.closedProblem() };
    const counts: number[] = [];
    const queued = [...part.queued];
    const waiting = queued.length;
    const written = await this.partial.appender.append(textsOf(part, records, cursor, counts, queued));
    if (written.kind === 'problem') return written;
    this.keep(part, written.value, counts);
    this.settle(part, queued, waiting);
    part.cursor = cursor;
    return ok(null);
  }

  private keep(part: Part, written: readonly Written[], counts: readonly number[]): void {
    for (const [index, { offset, length, sha256 }] of written.entries()) {
      const records = counts[index] ?? 0;
      part.chunks.push({ part: part.head.name, offset, length, records, sha256 });
      part.records += records;
    }
  }

  /** `waiting`: how many of those written stood in the queue. */
  private settle(part: Part, written: readonly Unreadable[], waiting: number): void {
    part.isAnnounced = true;
    part.hasBookmark = part.bookmark !== undefined;
    part.unreadable.push(...written);
    part.queued.splice(0, waiting);
  }

  private async endPart(part: Part, state: PartState, endedAt: string): Promise<Result<null>> {
    if (this.isClosed) return { kind: 'problem', problem: this.closedProblem() };
    const done = { state: part.hasLost ? 'partial' : state, records: part.records, endedAt } as const;
    const queued = [...part.queued];
    const text = `${prefaceOf(part, queued)}${controlLine('done', { part: part.head.name, ...done })}`;
    const written = await this.partial.appender.append([text]);
    if (written.kind === 'problem') return written;
    this.settle(part, queued, queued.length);
    part.done = done;
    return ok(null);
  }

  readonly finish = async (finishedAt: string, unreadable: readonly Unreadable[]): Promise<Result<FinishedSnapshot>> => {
    if (this.isClosed) return { kind: 'problem', problem: this.closedProblem() };
    const { appender, file, head } = this.partial;
    await appender.idle();
    const kept = [...this.parts.values()].filter(({ isOfThisRun }) => isOfThisRun);
    const dropped = [...this.parts.values()].filter((part) => !part.isOfThisRun && part.isAnnounced);
    const parts = kept.map((part) => summaryAtEnd(part, finishedAt));
    const summary = summaryOf(head, finishedAt, parts, unreadable);
    const before = appender.size;
    const tail = await appender.append([tailText(head, summary, kept, dropped)]);
    if (tail.kind === 'problem') return tail;
    const [written] = tail.value;
    if (written === undefined) throw new Error('the tail of a snapshot was not written');
    const ended = await appender.appendRaw(makeTrailer(before, Buffer.from(written.sha256, 'hex')));
    if (ended.kind === 'problem') return ended;
    const bytes = appender.size;
    this.isClosed = true;
    await file.close();
    const moved = await this.putInPlace();
    await this.lock.release();
    return moved ?? ok({ path: this.path, bytes, summary });
  };

  private async putInPlace(): Promise<{ readonly kind: 'problem'; readonly problem: Problem } | undefined> {
    try {
      await rename(`${this.path}.partial`, this.path);
    } catch (error) {
      return { kind: 'problem', problem: knownProblem(this.path, error) };
    }
    await syncFolder(dirname(this.path));
    return undefined;
  }

  readonly suspend = async (): Promise<{ readonly path: string }> => {
    const path = `${this.path}.partial`;
    if (this.isClosed) return { path };
    this.isClosed = true;
    await this.partial.appender.idle();
    await this.partial.file.close();
    await this.lock.release();
    return { path };
  };

  private closedProblem(): Problem {
    return problem('The snapshot is closed.', this.path, 'Run the same command again to go on with it.').problem;
  }
}

function newPart(head: PartHead, startedAt: string, replaces: boolean): Part {
  return {
    head,
    startedAt,
    chunks: [],
    records: 0,
    cursor: undefined,
    done: undefined,
    unreadable: [],
    queued: [],
    bookmark: undefined,
    hasBookmark: false,
    isAnnounced: false,
    replaces,
    isOfThisRun: true,
    hasLost: false,
  };
}

function partFields({ head, startedAt }: Part): Readonly<Record<string, unknown>> {
  const { name, side, title, source, account, attributesRead } = head;
  return { name, side, title, source, account, attributesRead, startedAt };
}

/** The lines that stand before the chunk of a part. */
function prefaceOf(part: Part, queued: readonly Unreadable[]): string {
  const { name } = part.head;
  const lines: string[] = [];
  if (!part.isAnnounced) {
    if (part.replaces) lines.push(controlLine('restart', { part: name }));
    lines.push(controlLine('part', partFields(part)));
  }
  if (part.bookmark !== undefined && !part.hasBookmark) lines.push(controlLine('bookmark', { part: name, bookmark: part.bookmark }));
  for (const { what, why, next } of queued) lines.push(controlLine('unreadable', { part: name, what, why, next }));
  return lines.join('');
}

/** The texts of the members that records become: one, or several that count only together. `counts` gets the number of records of each. */
function* textsOf(
  part: Part,
  records: readonly DirectoryRecord[],
  cursor: string | undefined,
  counts: number[],
  queued: Unreadable[],
): Generator<string, void, void> {
  const { name } = part.head;
  let lines: string[] = [];
  let length = 0;
  let isFirst = true;
  const start = (notes: readonly Unreadable[]): string => {
    const preface = prefaceOf(isFirst ? part : { ...part, isAnnounced: true, hasBookmark: true }, notes);
    isFirst = false;
    return `${preface}${controlLine('chunk', { part: name })}`;
  };
  for (const record of records) {
    const line = recordLine(record);
    if (line === undefined) {
      part.hasLost = true;
      queued.push(lostRecord(name));
      continue;
    }
    if (length > 0 && length + line.length > MOST_TEXT) {
      counts.push(lines.length);
      yield `${start([])}${lines.join('')}${controlLine('end', { part: name, records: lines.length, more: true })}`;
      lines = [];
      length = 0;
    }
    lines.push(line);
    length += line.length;
  }
  counts.push(lines.length);
  yield `${start(queued)}${lines.join('')}${controlLine('end', { part: name, records: lines.length, cursor })}`;
}

function lostRecord(part: string): Unreadable {
  return {
    what: `A record of ${part} is not in the snapshot.`,
    why: WHY_LOST,
    next: 'Read this object by itself and look for the attribute that is so large.',
  };
}

function summaryAtEnd(part: Part, finishedAt: string): PartSummary {
  const summary = summaryOfPart({ ...part, chunks: [], unreadable: [...part.unreadable, ...part.queued] });
  return part.done === undefined ? { ...summary, endedAt: finishedAt } : summary;
}

function tailText(
  snapshot: SnapshotHead,
  { parts, unreadable, finishedAt }: SnapshotSummary,
  kept: readonly Part[],
  dropped: readonly Part[],
): string {
  const lines = [controlLine('summary', { parts, unreadable, snapshot })];
  for (const { head } of dropped) lines.push(controlLine('restart', { part: head.name }));
  for (const part of kept) lines.push(prefaceOf(part, part.queued));
  for (const { what, why, next } of unreadable) lines.push(controlLine('unreadable', { what, why, next }));
  const chunks = kept.flatMap((part) => part.chunks).sort((a, b) => a.offset - b.offset);
  for (let at = 0; at < chunks.length; at += CHUNKS_IN_LINE)
    lines.push(controlLine('index', { chunks: chunks.slice(at, at + CHUNKS_IN_LINE) }));
  lines.push(controlLine('finished', { finishedAt }));
  return lines.join('');
}

/** So that the new name, too, outlives a power cut. Not every system can do it. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // Windows opens no folders; the file itself is on the disk.
  }
}
