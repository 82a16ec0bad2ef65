import type { DirectoryTable, Side } from '../evidence/directory.js';
import { finish, type Steps } from '../evidence/steps.js';
import { askedSide } from '../facts/asked-side.js';
import { prepareSides } from '../facts/prepare-sides.js';
import type { SideIndex } from '../facts/recipients.js';
import { indexInSteps } from '../facts/side-index.js';
import type { Directories } from '../facts/subject.js';

/** A table of the session; one that was pasted says nothing of anybody who is not in it. */
export interface SessionTable {
  readonly table: DirectoryTable;
  readonly isPasted: boolean;
}

/** The loaded tables as two sides. They are indexed when that is first needed, for several files often come one after the other. */
export interface SessionDirectories {
  /** Both sides of what is loaded now; what is not yet done for that is done at once. */
  readonly now: () => Directories;
  /** The same, a little at each step, with all that a text is looked up by. Where other data comes meanwhile, of that. */
  readonly ready: () => Steps<Directories>;
  /** True where `ready` has nothing to do. */
  readonly isReady: () => boolean;
  /** Other tables are loaded. */
  readonly changed: () => void;
  /** Another number after each change. */
  readonly stamp: () => number;
}

const WHOLE = { truncated: false };

interface MadeSide {
  readonly tables: readonly SessionTable[];
  readonly index: SideIndex | undefined;
}

/** In: the tables of a side, as they are loaded now. */
export function createSessionDirectories(tablesOf: (side: Side) => readonly SessionTable[]): SessionDirectories {
  const made: Record<Side, MadeSide> = { onprem: { tables: [], index: undefined }, cloud: { tables: [], index: undefined } };
  let directories: Directories = { onprem: undefined, cloud: undefined };
  let prepared = directories;
  let wanted = 0;
  let given = 0;

  function* sideInSteps(side: Side): Steps<SideIndex | undefined> {
    const tables = tablesOf(side);
    if (isSame(tables, made[side].tables)) return made[side].index;
    const index = yield* indexTables(side, tables);
    // Others may have made it meanwhile: who holds a record of theirs must find it again.
    if (isSame(tables, made[side].tables)) return made[side].index;
    made[side] = { tables, index };
    return index;
  }
  function* indexed(): Steps<Directories> {
    while (given !== wanted) {
      const current = wanted;
      const next = { onprem: yield* sideInSteps('onprem'), cloud: yield* sideInSteps('cloud') };
      if (current !== wanted || given === wanted) continue;
      directories = next;
      given = current;
    }
    return directories;
  }
  return {
    now: () => (given === wanted ? directories : finish(indexed())),
    ready: function* () {
      for (;;) {
        const ready = yield* indexed();
        yield* prepareSides(ready, 'text');
        prepared = ready;
        if (given === wanted) return ready;
      }
    },
    isReady: () => given === wanted && prepared === directories,
    changed: () => {
      wanted++;
    },
    stamp: () => wanted,
  };
}

/** Of pastes alone, nothing is known of anybody else. */
function* indexTables(side: Side, tables: readonly SessionTable[]): Steps<SideIndex | undefined> {
  if (tables.length === 0) return undefined;
  const isPastedAlone = tables.every(({ isPasted }) => isPasted);
  // Beside an export, a paste takes nothing away from what the export says of everybody. What was pasted last was printed last.
  const pastes = tables.flatMap(({ table, isPasted }) => (isPasted ? [isPastedAlone ? table : { ...table, ...WHOLE }] : [])).toReversed();
  const files = tables.flatMap(({ table, isPasted }) => (isPasted ? [] : [table]));
  const index = yield* indexInSteps(side, [...pastes, ...files]);
  return isPastedAlone ? askedSide(index, () => undefined) : index;
}

function isSame(some: readonly SessionTable[], others: readonly SessionTable[]): boolean {
  return some.length === others.length && some.every(({ table }, at) => table === others[at]?.table);
}
