import { Worker } from 'node:worker_threads';
import type { DirectoryTable, Side } from '../../evidence/directory.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import { openTable, type TableParts } from '../../parse/recipient/table.js';
import type { Crew, CrewAnswer, CrewJob, PackedSides, ScanBlock } from '../../ports/crew.js';
import { distFile } from '../rules/packed-rules.js';

/** Numbers in the memory that the threads of a scan share: which block is next, and whether to stop. */
const TURNS = 2;
const STOPPED = 1;
const SIDES: readonly Side[] = ['onprem', 'cloud'];

export interface CrewOptions {
  /** Files to read, in the order in which they will be asked for: the threads start with them at once. */
  readonly files: readonly (readonly [path: string, side: Side])[];
  readonly wanted: (side: Side) => ReadonlySet<string>;
  /** The script of a thread. */
  readonly script?: string;
}

/** Starts two threads. They end with `close`, or with the program. */
export function startCrew({ files, wanted, script = distFile('crew-thread.cjs') }: CrewOptions): Crew {
  const threads = [new Thread(script), new Thread(script)];
  const partsOf = new Map<DirectoryTable, TableParts>();
  const reading = readAll(threads, files, wanted);
  const turns = new SharedArrayBuffer(TURNS * Int32Array.BYTES_PER_ELEMENT);
  const first = threads[0] ?? new Thread(script);
  return {
    async readDirectory(path, side) {
      const answer = await (reading.get(`${side} ${path}`) ?? first.ask({ kind: 'read', path, side, wanted: wanted(side) }));
      if (answer.kind === 'problem') return answer;
      if (answer.kind !== 'table') throw new Error(`a thread answered ${answer.kind} for a file`);
      const table = openTable(answer.table);
      partsOf.set(table, answer.table);
      return { kind: 'table', table };
    },
    hasRead: (tables) => tables.every((table) => partsOf.has(table)),
    async index(tables) {
      const answers = await Promise.all(
        SIDES.map((side, at) => {
          const parts = tables[side]?.flatMap((table) => partsOf.get(table) ?? []);
          return parts === undefined ? undefined : (threads[at] ?? first).ask({ kind: 'index', side, tables: parts });
        }),
      );
      partsOf.clear();
      const sides: Record<Side, PackedSides[Side]> = { onprem: undefined, cloud: undefined };
      for (const answer of answers) {
        if (answer?.kind === 'problem') return answer;
        if (answer?.kind === 'side' && answer.side !== undefined) sides[answer.side.side] = answer.side;
      }
      return ok(sides);
    },
    async join(sides) {
      const answer = await first.ask({ kind: 'join', sides });
      if (answer.kind === 'problem') return answer;
      if (answer.kind !== 'people') throw new Error(`a thread answered ${answer.kind} for a join`);
      return ok(answer.people);
    },
    async scan(job, onBlock) {
      const answers = await Promise.all(threads.map((thread, number) => thread.ask({ kind: 'scan', job, thread: number, turns }, onBlock)));
      const failed = answers.find((answer) => answer.kind === 'problem');
      return failed?.kind === 'problem' ? failed : (ok(null) satisfies Result<null>);
    },
    stop: () => {
      Atomics.store(new Int32Array(turns), STOPPED, 1);
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

/** Each thread takes the next file when it is done with one. */
function readAll(
  threads: readonly Thread[],
  files: CrewOptions['files'],
  wanted: CrewOptions['wanted'],
): ReadonlyMap<string, Promise<CrewAnswer>> {
  const found = new Map<string, Promise<CrewAnswer>>();
  const waiting: (readonly [job: CrewJob, settle: (answer: CrewAnswer) => void])[] = [];
  for (const [path, side] of files) {
    const name = `${side} ${path}`;
    if (found.has(name)) continue;
    found.set(
      name,
      new Promise((settle) => {
        waiting.push([{ kind: 'read', path, side, wanted: wanted(side) }, settle]);
      }),
    );
  }
  const takeTurns = async (thread: Thread): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next[1](await thread.ask(next[0]));
  };
  for (const thread of threads) void takeTurns(thread);
  return found;
}

// A thread makes much that is soon forgotten: with more room for the young, less of it is looked at twice.
const YOUNG_MB = 64;

/** A thread that is asked one thing after another. It never rejects: if it dies, all that it was asked for is a problem. */
class Thread {
  private readonly worker: Worker;
  private readonly open = new Map<number, { settle: (answer: CrewAnswer) => void; onBlock: ((block: ScanBlock) => void) | undefined }>();
  private dead: CrewAnswer | undefined;
  private asked = 0;

  constructor(script: string) {
    this.worker = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.worker.on('message', ({ id, answer }: { readonly id: number; readonly answer: CrewAnswer }) => {
      const waiting = this.open.get(id);
      if (answer.kind === 'block') {
        waiting?.onBlock?.(answer.block);
        return;
      }
      this.open.delete(id);
      waiting?.settle(answer);
    });
    this.worker.on('error', (error: unknown) => this.die(error instanceof Error ? error.message : String(error)));
    this.worker.on('exit', (code) => this.die(`it ended with code ${code}`));
    this.worker.unref();
  }

  ask(job: CrewJob, onBlock?: (block: ScanBlock) => void): Promise<CrewAnswer> {
    if (this.dead !== undefined) return Promise.resolve(this.dead);
    const id = this.asked++;
    // While it works it keeps the program alive, and not longer.
    this.worker.ref();
    return new Promise((settle) => {
      const done = (answer: CrewAnswer): void => {
        if (this.open.size === 0) this.worker.unref();
        settle(answer);
      };
      this.open.set(id, { settle: done, onBlock });
      this.worker.postMessage({ id, job });
    });
  }

  async end(): Promise<void> {
    this.die('it was ended');
    await this.worker.terminate();
  }

  private die(why: string): void {
    this.dead ??= problem(
      `A thread of the run ended: ${why}.`,
      'readiness',
      'Where memory is short, close other programs, or give fewer recipients at once.',
    );
    for (const { settle } of [...this.open.values()]) settle(this.dead);
    this.open.clear();
  }
}
