import type { Session } from '../ports/session.js';
import { type Effect, type Event, MOST_PROVEN_UNASKED } from './model.js';

/** What long work needs to let the interface live beside it. */
export interface Patience {
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  /** Lets keys and the screen in. */
  readonly pause: () => Promise<void>;
  /** True once the user left, or wants what is done. */
  readonly stopped: () => 'no' | 'stop' | 'exit';
}

type Dispatch = (event: Event) => void;
type Of<K extends Effect['kind']> = Extract<Effect, { readonly kind: K }>;

/** Longer than that nothing keeps the interface from a key. */
const SLICE_MS = 30;
const SHOWN_EVERY_MS = 100;

/** Judges everyone in slices, and tells how far it is. */
export async function assessInSlices({ direction }: Of<'assess'>, session: Session, patience: Patience, dispatch: Dispatch): Promise<void> {
  const { clock, pause, stopped } = patience;
  // The screen is drawn first: the join takes a while, and nothing is shown meanwhile.
  await pause();
  const run = await session.readiness(direction);
  await pause();
  let step = run.step(stopped() !== 'no');
  const started = clock();
  let sliced = started;
  let shown = Number.NEGATIVE_INFINITY;
  let longest = 0;
  while (step.kind === 'progress') {
    const now = clock();
    if (now - shown >= SHOWN_EVERY_MS || step.done === step.of) {
      dispatch({ kind: 'progress', done: step.done, of: step.of, elapsedMs: now - started });
      shown = now;
    }
    if (now - sliced + longest > SLICE_MS || step.done === step.of) {
      await pause();
      sliced = clock();
    }
    const before = clock();
    const isStopped = stopped();
    if (isStopped === 'exit') return;
    step = run.step(isStopped === 'stop');
    longest = clock() - before;
  }
  dispatch({ kind: 'assessed', table: step.table });
}

export async function arrangeInSlices({ table, order }: Of<'arrange'>, patience: Patience, dispatch: Dispatch): Promise<void> {
  const { clock, pause, stopped } = patience;
  const steps = table.arrange(order);
  let sliced = clock();
  while (steps.next().done !== true) {
    if (clock() - sliced < SLICE_MS / 2) continue;
    await pause();
    if (stopped() === 'exit') return;
    sliced = clock();
  }
  dispatch({ kind: 'arranged', table, order });
}

/** Works out a cycle, and tries the plan on a copy of both directories: among very many people each takes seconds, in one piece. */
export async function proveOne({ table, position }: Of<'prove'>, { pause, stopped }: Patience, dispatch: Dispatch): Promise<void> {
  // Twice: the screen says first what it waits for.
  await pause();
  await pause();
  if (stopped() === 'exit') return;
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
