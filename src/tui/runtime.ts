import { inSlices, takingTurns } from '../app/slices.js';
import type { Session } from '../ports/session.js';
import { clipboardSequence, type TerminalEnvironment } from './clipboard.js';
import { createLiveRunner, type LiveRunner, type LiveTime } from './connection-effects.js';
import { createDiagnosisQueue } from './diagnose-effects.js';
import { heavyWords, holdsMany } from './long-text.js';
import type { Effect, Event, State } from './model.js';
import { createSearcher } from './palette-effects.js';
import { arrangeInSlices, assessInSlices, exportInSlices, openPerson, type Patience, proveOne } from './readiness-effects.js';
import { cleanLines } from './sanitize.js';
import { readPage, restore, saveSession, takeOutput, takeText, writeReport } from './session-effects.js';
import { update } from './state.js';
import { createWaiting } from './waiting.js';

/** What the effects work on. */
export interface Surroundings {
  readonly session: Session;
  /** Writes to the terminal, past the screen: for the clipboard. */
  readonly write: (sequence: string) => void;
  readonly environment: TerminalEnvironment;
  readonly exit: (code: number) => void;
  /** Takes the mouse from the terminal, or gives it back. */
  readonly mouse?: (isOn: boolean) => void;
  /** Stops the program until the shell goes on with it; where it could not be stopped, gives the sentence that says so. */
  readonly suspend?: () => Promise<string | undefined>;
  /** A bug: an effect threw. */
  readonly fail: (error: unknown) => void;
  /** Of the program's own process unless given: a clock, and what lets others in. */
  readonly clock?: () => number;
  readonly pause?: () => Promise<void>;
  /** Time of the day in milliseconds since 1970, and what calls again and again. */
  readonly now?: () => number;
  readonly every?: LiveTime['every'];
}

/** Holds the state, runs the effects, tells who listens. */
export interface Runtime {
  readonly state: () => State;
  readonly dispatch: (event: Event) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** A file is still being read, perhaps of a machine that does not answer. */
  readonly isReading: () => boolean;
}

export function createRuntime(initial: State, surroundings: Surroundings): Runtime {
  let state = initial;
  const now = surroundings.now ?? Date.now;
  const listeners = new Set<() => void>();
  let stopped: ReturnType<Patience['stopped']> = 'no';
  let runs = 0;
  const patience: Patience = {
    clock: surroundings.clock ?? (() => performance.now()),
    pause: takingTurns(surroundings.pause ?? (() => new Promise((resume) => setImmediate(resume)))),
    stopped: () => stopped,
  };
  const ready = createReady(surroundings.session, patience);

  const dispatch = (event: Event): void => {
    const outcome = update({ ...state, now: now() }, event);
    const before = state;
    state = outcome.state;
    waiting.changed(before, state);
    if (isPressed(event) && before.busy !== undefined && state.busy === undefined) diagnoses.leave();
    if (state.sources !== before.sources) ready().catch(surroundings.fail);
    if (state !== before) for (const listener of listeners) listener();
    for (const effect of outcome.effects) {
      if (effect.kind === 'exit') {
        stopped = 'exit';
        live.leave();
      } else if (effect.kind === 'stop') stopped = 'stop';
      else if (effect.kind === 'assess') stopped = 'no';
      try {
        runAny(effect).catch(surroundings.fail);
      } catch (error) {
        surroundings.fail(error);
      }
    }
    sayWhatIsOld();
  };
  /** A result is not looked at, and no question answered, while it is older than the data and the answers. */
  const sayWhatIsOld = (): void => {
    const { result, busy, screens } = state;
    const top = screens.at(-1);
    if (result === undefined || busy !== undefined || (top !== 'result' && top !== 'answer') || !diagnoses.waitsFor(result.id)) return;
    dispatch({ kind: 'waiting', what: heavyWords(result.text) });
  };
  const waiting = createWaiting();
  const diagnoses = createDiagnosisQueue(surroundings.session, ready, patience, () => state, dispatch);
  const search = createSearcher(surroundings.session, ready, patience, dispatch);
  const runAny = (effect: Effect): Promise<void> => {
    switch (effect.kind) {
      case 'diagnose':
      case 'refresh':
        return diagnoses.run(effect);
      case 'live':
        return live.run(effect.live);
      case 'searchable':
      case 'search':
        return search(effect);
      case 'mouse':
        surroundings.mouse?.(effect.isOn);
        return Promise.resolve();
      case 'suspend':
        return suspend(surroundings, dispatch);
      case 'assess': {
        // One that goes on behind another screen ends where a new one begins.
        const own = ++runs;
        const alone = { ...patience, stopped: () => (own === runs ? stopped : 'exit') };
        return assessInSlices(effect, surroundings.session, ready, alone, dispatch);
      }
      case 'report':
        // Nothing goes out that is older than the loaded data.
        return diagnoses.settled().then(() => writeReport(effect, surroundings.session, () => state, dispatch));
      case 'save-session':
        return saveSession(effect, surroundings.session, now(), dispatch);
      default:
        return run(effect, surroundings, { ...patience, ready }, waiting.answerOf(effect, dispatch));
    }
  };
  const live: LiveRunner = createLiveRunner(
    surroundings.session,
    surroundings,
    { clock: patience.clock, now, every: surroundings.every ?? every },
    dispatch,
  );
  return {
    state: () => state,
    isReading: waiting.isOpen,
    dispatch,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isPressed({ kind }: Event): boolean {
  return kind === 'key' || kind === 'text';
}

function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms);
  return () => clearInterval(timer);
}

/** Diagnosing and leaving happen at once; what waits for a file gives its outcome as an event later. */
function run(
  effect: Exclude<
    Effect,
    { kind: 'diagnose' | 'live' | 'refresh' | 'searchable' | 'search' | 'mouse' | 'suspend' | 'assess' | 'report' | 'save-session' }
  >,
  { session, ...outside }: Surroundings,
  patience: Patience & { readonly ready: () => Promise<void> },
  dispatch: (event: Event) => void,
): Promise<void> {
  switch (effect.kind) {
    case 'exit':
      outside.exit(effect.code);
      return Promise.resolve();
    case 'unload':
      session.unload(effect.path);
      dispatch({ kind: 'sources', sources: session.sources(), loaded: undefined });
      return Promise.resolve();
    case 'copy':
      return copy(effect, session, outside, dispatch);
    case 'copy-report':
      return copy(
        { what: 'the report as markdown', fileName: 'crossprem-report.md', text: session.markdown(effect.diagnosis) },
        session,
        outside,
        dispatch,
      );
    case 'save':
      return save(effect, session, dispatch);
    case 'demo':
      return demo(session, dispatch);
    case 'load':
      return load(effect, session, dispatch);
    case 'take':
      return takeText(effect, session, patience.ready, dispatch);
    case 'take-output':
      return takeOutput(effect, session, dispatch);
    case 'restore':
      return restore(effect, session, dispatch);
    case 'read':
      return readPage(effect, session, patience.ready, patience, dispatch);
    case 'stop':
      return Promise.resolve();
    case 'arrange':
      return arrangeInSlices(effect, patience, dispatch);
    case 'person':
      return openPerson(effect, patience, dispatch);
    case 'prove':
      return proveOne(effect, patience, dispatch);
    case 'export':
      return exportInSlices(effect, session, patience, dispatch);
  }
}

/** Waits until texts and people can be looked up in what is loaded; that is made once for all who wait. */
function createReady(session: Session, patience: Patience): () => Promise<void> {
  let making: Promise<unknown> | undefined;
  return async () => {
    if (session.isReady() || !holdsMany(session.sources())) return;
    making ??= patience
      .pause()
      .then(() => inSlices(session.ready(), patience, () => patience.stopped() === 'exit'))
      .finally(() => {
        making = undefined;
      });
    await making;
  };
}

async function suspend({ suspend: stop }: Surroundings, dispatch: (event: Event) => void): Promise<void> {
  const why = await stop?.();
  if (why !== undefined) dispatch({ kind: 'said', notice: why });
}

type Copy = Pick<Extract<Effect, { kind: 'copy' }>, 'what' | 'fileName' | 'text'>;

async function copy(
  { what, fileName, text: raw }: Copy,
  session: Session,
  { write, environment }: Pick<Surroundings, 'write' | 'environment'>,
  dispatch: (event: Event) => void,
): Promise<void> {
  const text = cleanLines(raw);
  const sequence = clipboardSequence(text, environment);
  if (sequence !== undefined) {
    write(sequence);
    dispatch({
      kind: 'copied',
      fileName,
      text,
      notice: `Copied ${what} (OSC 52). Not there? w writes a file.`,
    });
    return;
  }
  const saved = await session.save(fileName, text);
  if (saved.kind === 'problem') dispatch({ kind: 'failed', problem: saved.problem });
  else dispatch({ kind: 'copied', fileName, text, notice: `No clipboard here; wrote ${what} to ${saved.value}` });
}

async function save(
  { fileName, text }: { readonly fileName: string; readonly text: string },
  session: Session,
  dispatch: (event: Event) => void,
): Promise<void> {
  const saved = await session.save(fileName, text);
  dispatch(saved.kind === 'problem' ? { kind: 'failed', problem: saved.problem } : { kind: 'said', notice: `Wrote it to ${saved.value}` });
}

async function demo(session: Session, dispatch: (event: Event) => void): Promise<void> {
  const opened = await session.demo();
  if (opened.kind === 'ok') dispatch({ kind: 'opened', ...opened.value, sources: session.sources() });
  else dispatch({ kind: 'failed', problem: opened.problem });
}

async function load({ path, side }: Extract<Effect, { kind: 'load' }>, session: Session, dispatch: (event: Event) => void): Promise<void> {
  const loaded = await session.load(path, side);
  if (loaded.kind === 'problem') dispatch({ kind: 'failed', problem: loaded.problem });
  else dispatch({ kind: 'sources', sources: session.sources(), loaded: loaded.value });
}
