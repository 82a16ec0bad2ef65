import { inSlices, type Turns } from '../app/slices.js';
import type { PeopleTable, ReadinessRun } from '../ports/readiness-session.js';
import type { Session } from '../ports/session.js';
import { type Effect, type Event, MOST_PROVEN_UNASKED } from './model.js';

/** What long work needs to let the interface live beside it. */
export interface Patience extends Turns {
  /** Whether the user left, or wants what is done. */
  readonly stopped: () => 'no' | 'stop' | 'exit';
}

type Dispatch = (event: Event) => void;
type Of<K extends Effect['kind']> = Extract<Effect, { readonly kind: K }>;

const SHOWN_EVERY_MS = 100;

/** Judges everyone in slices, and tells how far it is. `ready`: both sides are indexed then. */
export async function assessInSlices(
  { direction }: Of<'assess'>,
  session: Session,
  ready: () => Promise<void>,
  patience: Patience,
  dispatch: Dispatch,
): Promise<void> {
  const { clock, pause, stopped } = patience;
  await pause();
  await ready();
  if (stopped() === 'exit') return;
  const run = stopped() === 'no' ? await session.readiness(direction) : undefined;
  // What judges is loaded by now, which took a moment of its own.
  await pause();
  let shown = Number.NEGATIVE_INFINITY;
  let started: number | undefined;
  const tell = (step: ReturnType<ReadinessRun['step']>): void => {
    if (step.kind !== 'progress') return;
    const now = clock();
    started ??= now;
    if (now - shown < SHOWN_EVERY_MS && step.done < step.of) return;
    dispatch({ kind: 'progress', done: step.done, of: step.of, elapsedMs: now - started });
    shown = now;
  };
  if (run === undefined) {
    dispatch({ kind: 'assessed', table: undefined });
    return;
  }
  const judged = await inSlices(
    stepsOf(run, () => stopped() === 'stop', tell),
    patience,
    () => stopped() === 'exit',
  );
  if (!judged.isOvertaken) dispatch({ kind: 'assessed', table: judged.value });
}

/** Out: undefined where it was stopped before it was known who there is. */
function* stepsOf(
  run: ReadinessRun,
  isStopped: () => boolean,
  tell: (step: ReturnType<ReadinessRun['step']>) => void,
): Generator<undefined, PeopleTable | undefined, undefined> {
  let step = run.step(false);
  for (;;) {
    tell(step);
    if (step.kind === 'done') return step.table;
    yield;
    if (step.kind === 'joining' && isStopped()) return undefined;
    step = run.step(isStopped());
  }
}

export async function arrangeInSlices({ table, order }: Of<'arrange'>, patience: Patience, dispatch: Dispatch): Promise<void> {
  const arranged = await inSlices(table.arrange(order), patience, () => patience.stopped() === 'exit');
  if (!arranged.isOvertaken) dispatch({ kind: 'arranged', table, order });
}

/** Works out a cycle, and tries the plan on a copy of both directories. */
export async function proveOne({ table, position }: Of<'prove'>, patience: Patience, dispatch: Dispatch): Promise<void> {
  const { pause, stopped } = patience;
  await pause();
  const prepared = await inSlices(table.prepareMatch(), patience, () => stopped() === 'exit');
  if (prepared.isOvertaken) return;
  dispatch({ kind: 'matched', table, position, match: table.match(position) });
  await pause();
  if (stopped() === 'exit') return;
  dispatch({ kind: 'proven', table, position, proof: table.prove(position) });
}

/** Shows the person at once; what a cycle does and what the twin says follow. */
export async function openPerson({ table, position }: Of<'person'>, { pause, stopped }: Patience, dispatch: Dispatch): Promise<void> {
  dispatch({ kind: 'person', table, position, detail: table.person(position) });
  const isLarge = table.length > MOST_PROVEN_UNASKED;
  if (isLarge && !table.isMatchReady()) return;
  await pause();
  if (stopped() === 'exit') return;
  dispatch({ kind: 'matched', table, position, match: table.match(position) });
  if (isLarge) return;
  await pause();
  if (stopped() === 'exit') return;
  dispatch({ kind: 'proven', table, position, proof: table.prove(position) });
}

export async function exportInSlices(effect: Of<'export'>, session: Session, { pause }: Patience, dispatch: Dispatch): Promise<void> {
  const { table, format, path, positions, listed, replaces } = effect;
  await pause();
  const done = await session.exportPeople(table, { format, path, positions, listed, replaces }, pause);
  if (done.kind === 'exists') dispatch({ kind: 'exists', path });
  else if (done.kind === 'problem') dispatch({ kind: 'failed', problem: done.problem });
  else dispatch({ kind: 'exported', path: done.value.path, people: positions.length, notes: done.value.notes });
}
