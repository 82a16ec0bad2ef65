import { finish } from '../evidence/steps.js';
import { joinPeople, openPeople } from '../facts/people.js';
import { CHECKED_KEYS } from '../facts/prepare-sides.js';
import { indexSide, openSide, type SideIndex, type SideParts } from '../facts/side-index.js';
import type { Directories } from '../facts/subject.js';
import { createChecks } from '../findings/checks.js';
import { openTable } from '../parse/recipient/table.js';
import type { CrewAnswer, CrewJob, PackedSides, ScanBlock, ScanJob } from '../ports/crew.js';
import { scanNumbers } from './scan-store.js';

/** Small enough that a stop is felt at once, large enough that the messages do not count. */
export const BLOCK = 512;

/** Two numbers that the threads of a scan share: the next block to take, and whether to stop. */
export const NEXT = 0;
export const STOPPED = 1;

/** What one thread does, but for reading files: it keeps the sides that it opened, for the next job is about the same ones. */
export interface CrewMember {
  perform(job: Exclude<CrewJob, { kind: 'read' }>, tell: (answer: CrewAnswer) => void): CrewAnswer;
}

export function createCrewMember(): CrewMember {
  const opened: { onprem?: SideIndex; cloud?: SideIndex } = {};
  const open = (parts: SideParts | undefined): SideIndex | undefined => {
    if (parts === undefined) return undefined;
    opened[parts.side] ??= openSide(parts);
    return opened[parts.side];
  };
  const directoriesOf = (sides: PackedSides): Directories => ({ onprem: open(sides.onprem), cloud: open(sides.cloud) });
  return {
    perform(job, tell) {
      switch (job.kind) {
        case 'index': {
          const side = indexSide(job.side, job.tables.map(openTable));
          opened[job.side] = side;
          if (side.prepare !== undefined) finish(side.prepare(CHECKED_KEYS[job.side]));
          return { kind: 'side', side: side.pack?.() };
        }
        case 'join':
          return { kind: 'people', people: joinPeople(directoriesOf(job.sides)).parts };
        case 'scan':
          scanBlocks(directoriesOf(job.job.sides), job.job, job.thread, new Int32Array(job.turns), tell);
          return { kind: 'done' };
        default:
          return job satisfies never;
      }
    },
  };
}

/** Takes one block after another, as the other threads do, until there are no more. */
function scanBlocks(directories: Directories, job: ScanJob, thread: number, turns: Int32Array, tell: (answer: CrewAnswer) => void): void {
  const { chosen, settings, direction, answers } = job;
  const asked = new Map(job.asked);
  const rules = { checks: job.checks, asked: (name: string) => asked.get(name), rule: () => undefined };
  const checks = createChecks(rules, { directories, settings, direction, answers });
  const people = openPeople(directories, job.people);
  const numbers = scanNumbers();
  let told = 0;
  for (;;) {
    const start = Atomics.add(turns, NEXT, 1) * BLOCK;
    if (start >= chosen.length || Atomics.load(turns, STOPPED) !== 0) return;
    const length = Math.min(BLOCK, chosen.length - start);
    const block = { verdicts: new Uint8Array(length), hits: new Uint32Array(length), open: new Uint32Array(length) };
    for (let i = 0; i < length; i++) {
      const { verdict, hits, open } = numbers.of(checks.scan(people.subject(chosen[start + i] ?? 0)));
      block.verdicts[i] = verdict;
      block.hits[i] = hits;
      block.open[i] = open;
    }
    const lists = numbers.lists.slice(told);
    told += lists.length;
    const whole: ScanBlock = { ...block, start, lists, thread };
    tell({ kind: 'block', block: whole });
  }
}
