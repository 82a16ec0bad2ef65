import type { Session } from '../ports/session.js';
import { clipboardSequence, type TerminalEnvironment } from './clipboard.js';
import { createLiveRunner, type LiveRunner, type LiveTime } from './connection-effects.js';
import { isLong } from './long-text.js';
import type { Effect, Event, State } from './model.js';
import { createSearcher } from './palette-effects.js';
import { arrangeInSlices, assessInSlices, exportInSlices, openPerson, type Patience, proveOne } from './readiness-effects.js';
import { cleanLines } from './sanitize.js';
import { createRefresher, readPage, restore, saveSession, takeOutput, takeText, writeReport } from './session-effects.js';
import { update } from './state.js';

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
}

export function createRuntime(initial: State, surroundings: Surroundings): Runtime {
  let state = initial;
  const now = surroundings.now ?? Date.now;
  const listeners = new Set<() => void>();
  let stopped: ReturnType<Patience['stopped']> = 'no';
  const patience: Patience = {
    clock: surroundings.clock ?? (() => performance.now()),
    pause: surroundings.pause ?? (() => new Promise((resume) => setImmediate(resume))),
    stopped: () => stopped,
  };

  const dispatch = (event: Event): void => {
    const outcome = update({ ...state, now: now() }, event);
    const before = state;
    state = outcome.state;
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
  };
  const refresh = createRefresher(surroundings.session, patience.pause, dispatch);
  const diagnose = createDiagnoser(surroundings.session, patience, dispatch);
  const search = createSearcher(surroundings.session, patience, dispatch);
  const runAny = (effect: Effect): Promise<void> => {
    switch (effect.kind) {
      case 'diagnose':
        return diagnose(effect);
      case 'live':
        return live.run(effect.live);
      case 'refresh':
        return refresh(effect);
      case 'searchable':
      case 'search':
        return search(effect);
      case 'mouse':
        surroundings.mouse?.(effect.isOn);
        return Promise.resolve();
      case 'suspend':
        return suspend(surroundings, dispatch);
      case 'save-session':
        return saveSession(effect, surroundings.session, now(), dispatch);
      default:
        return run(effect, surroundings, patience, dispatch);
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
    dispatch,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms);
  return () => clearInterval(timer);
}

/** Diagnosing and leaving happen at once; what waits for a file gives its outcome as an event later. */
function run(
  effect: Exclude<Effect, { kind: 'diagnose' | 'live' | 'refresh' | 'searchable' | 'search' | 'mouse' | 'suspend' | 'save-session' }>,
  { session, ...outside }: Surroundings,
  patience: Patience,
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
      return takeText(effect, session, dispatch);
    case 'take-output':
      return takeOutput(effect, session, dispatch);
    case 'restore':
      return restore(effect, session, dispatch);
    case 'report':
      return writeReport(effect, session, dispatch);
    case 'read':
      return readPage(effect, session, dispatch);
    case 'assess':
      return assessInSlices(effect, session, patience, dispatch);
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

/** Diagnoses at once, unless the text is long: then what the screen says about it is drawn first, and what comes meanwhile waits, so that the order stays. */
function createDiagnoser(
  session: Session,
  { pause, stopped }: Patience,
  dispatch: (event: Event) => void,
): (effect: Extract<Effect, { kind: 'diagnose' }>) => Promise<void> {
  let waiting = 0;
  let last = Promise.resolve();
  return ({ request }) => {
    const now = (): void => {
      const diagnosis = session.diagnose(request.text, {
        ...(request.name === undefined ? {} : { name: request.name }),
        answers: request.answers,
      });
      dispatch({ kind: 'diagnosed', diagnosis, request });
    };
    if (waiting === 0 && !isLong(request.text)) {
      now();
      return Promise.resolve();
    }
    waiting++;
    last = last
      .then(pause)
      .then(() => (stopped() === 'exit' ? undefined : now()))
      .finally(() => {
        waiting--;
      });
    return last;
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
