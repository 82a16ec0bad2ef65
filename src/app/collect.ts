import type { Problem, Result } from '../evidence/problem.js';
import type { PartHead, PartState, Unreadable } from '../evidence/snapshot.js';
import { utcText } from '../evidence/utc.js';
import { isSameHead } from '../parse/snapshot/layout.js';
import type { CollectProgress, PartProgress } from '../ports/connections.js';
import type { LiveChunk, LiveConnection, LivePart } from '../ports/live.js';
import type { PartResume, PartWriter, SnapshotReader } from '../ports/snapshot.js';

export { shortUnreadableNotes } from '../evidence/unreadable.js';

/** Where the parts go: a snapshot, or tables in memory. */
export interface PartSink {
  readonly resumeOf: (head: PartHead) => PartResume;
  readonly begin: (head: PartHead, startedAt: string) => Promise<Result<PartWriter>>;
}

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onProgress: (progress: CollectProgress) => void;
  /** An earlier snapshot: of services that can tell what changed since, only that is read. */
  readonly earlier?: SnapshotReader;
  /** Ends what broke off as it is, for a file that is finished all the same; else the next run goes on with it. */
  readonly endsPartial?: boolean;
  /** Waits that services asked for, as the adapters tell them; read when progress is shown. */
  readonly waiting?: () => CollectProgress['waiting'];
}

/** What was read, and what was not. */
export interface CollectOutcome {
  readonly records: number;
  /** True where the user stopped it. */
  readonly wasStopped: boolean;
  /** Why a part or a service was not read to its end: to be mended, then collected again. */
  readonly problems: readonly Problem[];
  /** Refused to this account, or not there: the rest is whole without it. Of parts and of services. */
  readonly unreadable: readonly Unreadable[];
  /** What else is worth knowing: one sentence each. */
  readonly notes: readonly string[];
  /** Of these, what belongs to no part. */
  readonly limits: readonly Unreadable[];
  readonly parts: readonly PartProgress[];
}

/** Progress of one part while it is read. */
type Counter = { -readonly [K in keyof PartProgress]: PartProgress[K] };

interface Run {
  readonly sink: PartSink;
  readonly options: CollectOptions;
  readonly counters: Counter[];
  readonly problems: Problem[];
  readonly unreadable: Unreadable[];
  readonly notes: string[];
  readonly count: (records: number) => void;
}

/**
 * Reads everything that the connections offer into a sink; the services at the same time, the parts of one after another.
 *
 * A part that an earlier run has is gone on with. A part that fails is kept as far as it came and named in `problems`; the others go on. An aborted
 * signal ends it within a second. What only we can mend throws.
 */
export async function collect(connections: readonly LiveConnection[], sink: PartSink, options: CollectOptions): Promise<CollectOutcome> {
  const meter = createMeter(options.now);
  let records = 0;
  const counters: Counter[] = [];
  const run: Run = {
    sink,
    options,
    counters,
    problems: [],
    unreadable: [],
    notes: [],
    count: (more) => {
      records += more;
      meter.add(more);
      options.onProgress({ parts: counters, records, rate: meter.rate(), waiting: options.waiting?.() });
    },
  };
  const results = await Promise.allSettled(connections.map((connection) => collectService(connection, run)));
  const broken = results.find((result) => result.status === 'rejected' && !options.signal.aborted);
  if (broken?.status === 'rejected') throw broken.reason;
  return {
    records,
    wasStopped: options.signal.aborted,
    problems: run.problems,
    unreadable: run.unreadable,
    notes: run.notes,
    limits: connections.flatMap(({ about }) => about.limits),
    parts: counters,
  };
}

async function collectService(connection: LiveConnection, run: Run): Promise<void> {
  const { signal } = run.options;
  run.unreadable.push(...connection.about.limits);
  const parts = await connection.parts(signal);
  if (parts.kind === 'problem') {
    run.problems.push(parts.problem);
    return;
  }
  const jobs = parts.value.map((part) => {
    const { title, source } = part.head;
    const counter: Counter = { title, source, records: 0, expected: part.expected, state: 'waiting', unreadable: 0 };
    run.counters.push(counter);
    return { part, counter };
  });
  run.count(0);
  for (const { part, counter } of jobs) {
    signal.throwIfAborted();
    await collectPart(part, counter, run);
  }
}

async function collectPart(part: LivePart, counter: Counter, run: Run): Promise<void> {
  const { sink, options } = run;
  const known = sink.resumeOf(part.head);
  if (known.kind !== 'new') counter.records = known.records;
  if (known.kind === 'done' && known.state === 'complete') {
    counter.state = 'complete';
    run.count(0);
    return;
  }
  const writer = await sink.begin(part.head, utcText(options.now()));
  if (writer.kind === 'problem') {
    run.problems.push(writer.problem);
    counter.state = 'partial';
    return;
  }
  counter.state = 'reading';
  run.count(0);
  const chunks = known.kind === 'partly' ? part.read(known.cursor, options.signal) : await chunksOf(part, run);
  const copied = await copyPart(chunks, writer.value, counter, run);
  const state = copied === 'complete' && counter.unreadable > 0 && isNeededWhole(part.head) ? 'partial' : copied;
  counter.state = state;
  // A part that broke off is not ended: the next run goes on with it.
  if (copied === 'complete' || options.endsPartial === true) {
    const ended = await writer.value.end(state, utcText(options.now()));
    if (ended.kind === 'problem') run.problems.push(ended.problem);
  }
  run.count(0);
}

/**
 * Of objects that were refused, nothing is known: who is not among those that came may be one of them. Settings say what they know, and nobody
 * concludes from a list of deleted objects that there are no others.
 */
function isNeededWhole({ side, name }: PartHead): boolean {
  return side !== 'settings' && !name.endsWith('/deleted-users');
}

/** All of a part; where an earlier snapshot has the same part, and the service tells what changed since, it is put together of both. */
async function chunksOf(part: LivePart, { options: { earlier, signal } }: Run): Promise<AsyncIterable<LiveChunk>> {
  const before = earlier?.summary.parts.find(({ name }) => name === part.head.name);
  if (earlier === undefined || before?.bookmark === undefined || before.state !== 'complete' || part.update === undefined)
    return part.read(undefined, signal);
  if (!isSameHead(before, part.head)) return part.read(undefined, signal);
  const updated = await part.update({ bookmark: before.bookmark, records: earlier.records(before.name, signal) }, signal);
  return updated.kind === 'problem' ? only(updated) : (updated.value ?? part.read(undefined, signal));
}

async function* only(chunk: LiveChunk): AsyncGenerator<LiveChunk> {
  yield chunk;
}

async function copyPart(chunks: AsyncIterable<LiveChunk>, writer: PartWriter, counter: Counter, run: Run): Promise<PartState> {
  for await (const chunk of chunks) {
    switch (chunk.kind) {
      case 'records': {
        const written = await writer.write(chunk.records, chunk.cursor);
        if (written.kind === 'problem') {
          run.problems.push(written.problem);
          return 'partial';
        }
        counter.records += chunk.records.length;
        run.count(chunk.records.length);
        break;
      }
      case 'unreadable':
        counter.unreadable++;
        writer.unreadable(chunk.unreadable);
        run.unreadable.push(chunk.unreadable);
        break;
      case 'restart':
        writer.restart();
        counter.records = 0;
        run.notes.push(`${counter.title}: ${chunk.why}`);
        break;
      case 'bookmark':
        writer.bookmark(chunk.bookmark);
        break;
      case 'problem':
        run.problems.push(chunk.problem);
        return 'partial';
      default:
        return chunk satisfies never;
    }
  }
  return 'complete';
}

const OVER_MS = 5000;

/** Records in each second over the last five. */
function createMeter(now: () => number): { add(records: number): void; rate(): number } {
  let marks: { readonly at: number; readonly records: number }[] = [];
  let total = 0;
  const started = now();
  return {
    add(records) {
      if (records === 0) return;
      total += records;
      const at = now();
      marks.push({ at, records: total });
      if (marks.length > 64) marks = marks.filter((mark) => at - mark.at <= OVER_MS).slice(-64);
    },
    rate() {
      const at = now();
      const since = marks.findLast((mark) => at - mark.at > OVER_MS) ?? { at: started, records: 0 };
      const seconds = (at - since.at) / 1000;
      return seconds <= 0 ? 0 : (total - since.records) / seconds;
    },
  };
}
