import { ok, type Result } from '../evidence/problem.js';
import { openPeople, type People, type PeopleParts } from '../facts/people.js';
import { openSide } from '../facts/side-index.js';
import type { Directories } from '../facts/subject.js';
import { createChecks } from '../findings/checks.js';
import type { Readiness } from '../fixes/readiness.js';
import type { Crew, PackedSides, ScanBlock } from '../ports/crew.js';
import { chosenIndexes, type Progress, type ReadinessOptions, readinessOf } from './readiness.js';
import { createScanStore } from './scan-store.js';

export interface CrewOptions extends Omit<ReadinessOptions, 'directories' | 'choose'> {
  /** Whom to judge; all without it. */
  readonly choose?: ((people: People, directories: Directories) => (index: number) => boolean) | undefined;
  /** Told now and then; `joining` until the people are known. */
  readonly onProgress: (progress: Progress | 'joining') => void;
}

/**
 * Judges every recipient as `assess` does, with threads. In: the crew that read the tables. Out: the same result; stopped early (`crew.stop`), that
 * of the people who were judged. A thread that dies is a problem.
 */
export async function assessWithCrew(crew: Crew, tables: Parameters<Crew['index']>[0], options: CrewOptions): Promise<Result<Readiness>> {
  options.onProgress('joining');
  const sides = await crew.index(tables);
  if (sides.kind === 'problem') return sides;
  const joined = await crew.join(sides.value);
  if (joined.kind === 'problem') return joined;
  const choice = choose(sides.value, joined.value, options);
  const { ruleSet, settings, direction, answers } = options;
  const chosen = shared(choice.chosen);
  options.onProgress({ done: 0, of: chosen.length });
  const blocks: ScanBlock[] = [];
  let done = 0;
  const asked = ruleSet.askedNames.flatMap((name) => {
    const fact = ruleSet.asked(name);
    return fact === undefined ? [] : [[name, fact] as const];
  });
  const scanned = await crew.scan(
    { sides: sides.value, people: joined.value, chosen, checks: ruleSet.checks, asked, settings, direction, answers },
    (block) => {
      blocks.push(block);
      done += block.verdicts.length;
      options.onProgress({ done, of: chosen.length });
    },
  );
  if (scanned.kind === 'problem') return scanned;
  // Each thread has objects of its own for both sides: theirs make room for those that show the result.
  await crew.close();
  const directories = choice.directories ?? openSides(sides.value);
  const people = openPeople(directories, joined.value);
  const whole: ReadinessOptions = { ...options, directories, choose: undefined };
  return ok(readinessOf(whole, people, createChecks(ruleSet, whole), storeOf(blocks, chosen), chosen.length));
}

function choose(
  sides: PackedSides,
  parts: PeopleParts,
  { choose: chooseBy, includes }: CrewOptions,
): { readonly chosen: Uint32Array; readonly directories: Directories | undefined } {
  if (chooseBy === undefined && includes === undefined)
    return { chosen: Uint32Array.from({ length: parts.onprem.length }, (_, index) => index), directories: undefined };
  const directories = openSides(sides);
  const people = openPeople(directories, parts);
  return { chosen: chosenIndexes(people, { includes, choose: (all) => chooseBy?.(all, directories) ?? (() => true) }), directories };
}

function openSides({ onprem, cloud }: PackedSides): Directories {
  return {
    onprem: onprem === undefined ? undefined : openSide(onprem),
    cloud: cloud === undefined ? undefined : openSide(cloud),
  };
}

function shared(numbers: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(numbers.byteLength));
  copy.set(numbers);
  return copy;
}

/** The people in their order, whichever thread judged them. */
function storeOf(blocks: readonly ScanBlock[], chosen: Uint32Array) {
  const store = createScanStore(chosen.length);
  const listsOf = new Map<number, number[]>();
  // A thread numbers its lists in the order in which it sends its blocks.
  for (const { thread, lists } of blocks) {
    const known = listsOf.get(thread) ?? [];
    for (const list of lists) known.push(store.keep(list));
    listsOf.set(thread, known);
  }
  for (const { start, verdicts, hits, open, thread } of blocks.toSorted((a, b) => a.start - b.start)) {
    const lists = listsOf.get(thread) ?? [];
    for (let i = 0; i < verdicts.length; i++) {
      store.addNumbers(chosen[start + i] ?? 0, verdicts[i] ?? 0, lists[hits[i] ?? 0] ?? 0, lists[open[i] ?? 0] ?? 0);
    }
  }
  return store;
}
