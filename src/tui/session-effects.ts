import { SLICE_MS } from '../app/slices.js';
import { problem } from '../evidence/problem.js';
import type { SavedSession } from '../ports/saved-session.js';
import type { GuidHolder } from '../ports/search.js';
import type { Session, WriteOutcome } from '../ports/session.js';
import type { Effect, Event, State } from './model.js';
import type { Patience } from './readiness-effects.js';
import { inputsOf } from './transitions/inputs.js';

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;
type Dispatch = (event: Event) => void;

const LONGEST_NAME = 1024;

/** Finds out what was pasted or dropped. */
export async function takeText(
  { text, paths }: Of<'take'>,
  session: Session,
  ready: () => Promise<void>,
  dispatch: Dispatch,
): Promise<void> {
  // A short one may name somebody of the loaded data.
  if (paths === undefined && text.length < LONGEST_NAME) await ready();
  const taken = await session.take(text, paths);
  dispatch({ kind: 'taken', text, taken, sources: session.sources() });
}

/** Reads a pasted output. */
export async function takeOutput({ taking }: Of<'take-output'>, session: Session, dispatch: Dispatch): Promise<void> {
  const { text, question, side } = taking;
  const read = await session.takeOutput(text, {
    ...(question === undefined ? {} : { question }),
    ...(side === undefined ? {} : { side }),
  });
  if (read.kind === 'problem') dispatch({ kind: 'failed', problem: read.problem });
  else dispatch({ kind: 'output', reading: read.value, taking, sources: session.sources() });
}

/** Loads the data of a saved session; its inputs are diagnosed by what follows. */
export async function restore({ saved, path }: Of<'restore'>, session: Session, dispatch: Dispatch): Promise<void> {
  const { problems, numbers } = await session.restore(saved);
  dispatch({ kind: 'restored', saved, path, sources: session.sources(), problems, numbers });
}

export async function writeReport(
  { inputs, options, path, replaces }: Of<'report'>,
  session: Session,
  stateNow: () => State,
  dispatch: Dispatch,
): Promise<void> {
  const written = inputsOf(stateNow()).filter(({ id }) => inputs.includes(id));
  const text = await session.report(
    written.map(({ diagnosis }) => diagnosis),
    options,
  );
  const what = options.isRedacted ? 'the redacted report' : 'the report';
  told(await session.write(path, text, replaces), what, dispatch);
}

export async function saveSession(
  { inputs, shown, history, path, replaces }: Of<'save-session'>,
  session: Session,
  now: number,
  dispatch: Dispatch,
): Promise<void> {
  const saved: SavedSession = {
    schema: 'crossprem/session@1',
    version: session.version,
    savedAt: new Date(now).toISOString(),
    shown,
    inputs,
    ...session.savedData(),
    history,
  };
  told(await session.write(path, `${JSON.stringify(saved, undefined, 2)}\n`, replaces), 'the session', dispatch);
}

function told(outcome: WriteOutcome, what: string, dispatch: Dispatch): void {
  if (outcome.kind === 'written') dispatch({ kind: 'written', path: outcome.path, what });
  else if (outcome.kind === 'exists') dispatch({ kind: 'exists', path: outcome.path });
  else dispatch({ kind: 'failed', problem: outcome.problem });
}

/** Reads a page of text: of a person, a rule, the documentation, a GUID. */
export async function readPage(
  { what, isWaited = false }: Of<'read'>,
  session: Session,
  ready: () => Promise<void>,
  patience: Patience,
  dispatch: Dispatch,
): Promise<void> {
  await ready();
  dispatch({ ...(await pageOf(what, session, patience)), isWaited });
}

type PageEvent = Extract<Event, { kind: 'read' | 'unread' }>;

async function pageOf(what: Of<'read'>['what'], session: Session, patience: Patience): Promise<PageEvent> {
  const { kind, id, at } = what;
  if (kind === 'guid')
    return { kind: 'read', title: 'GUID', content: { kind: 'guid', value: id, ...(await holdersOf(id, session, patience)) } };
  if (kind === 'person') {
    const view = await session.recipient(id);
    if (view !== undefined) return { kind: 'read', title: view.name, content: { kind: 'person', view } };
    return { kind: 'unread', problem: problem('Nobody of the loaded data is meant.', id, 'Look for another name or address.').problem };
  }
  const text = await (kind === 'rule' ? session.rulePage(id) : session.topic(id));
  if (text.kind === 'problem') return { kind: 'unread', problem: text.problem };
  return { kind: 'read', title: id, content: { kind: 'markdown', text: text.value, name: kind === 'topic' ? id : undefined }, at };
}

/** Everybody is asked, so all have to be prepared: others run meanwhile. */
async function holdersOf(
  guid: string,
  session: Session,
  { clock, pause }: Patience,
): Promise<{ readonly holders: readonly GuidHolder[]; readonly looked: number | undefined }> {
  const people = await session.people();
  if (people === undefined) return { holders: [], looked: undefined };
  let started = clock();
  while (!people.prepare(() => clock() - started >= SLICE_MS)) {
    await pause();
    started = clock();
  }
  return { holders: people.holders(guid), looked: people.prepared() };
}
