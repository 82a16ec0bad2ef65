import { inSlices, oneSlice } from '../app/slices.js';
import type { Steps } from '../evidence/steps.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { Session } from '../ports/session.js';
import { heavyWords, holdsMany, isHeavy } from './long-text.js';
import type { DiagnoseRequest, Effect, Event, State } from './model.js';
import type { Patience } from './readiness-effects.js';
import { againRequest, inputsOf } from './transitions/inputs.js';

type Diagnosing = Extract<Effect, { kind: 'diagnose' | 'refresh' }>;

const MOST_AT_ONCE = 10;

/** The user waits for an input that is not there yet. */
function isNew({ request, isAwaited, isLeft }: Job): boolean {
  return isAwaited && !request.isAgain && !isLeft;
}

/** All inputs that wait to be diagnosed. */
export interface DiagnosisQueue {
  readonly run: (effect: Diagnosing) => Promise<void>;
  /** True for an input whose diagnosis is older than the data. */
  readonly waitsFor: (input: number) => boolean;
  /** Waits until nothing is to be diagnosed any more. */
  readonly settled: () => Promise<void>;
  /** The user waits no longer: what is new is not diagnosed any more; what is there already still is, for other data is loaded. */
  readonly leave: () => void;
}

interface Job {
  readonly request: DiagnoseRequest;
  /** It is waited for; else it is brought up to date when there is time. */
  readonly isAwaited: boolean;
  isLeft: boolean;
  /** Where it was begun already. */
  readonly steps: Steps<Diagnosis> | undefined;
}

/**
 * Diagnoses at once what is soon done, all else one after the other in slices: first what is waited for, in the order in which it came, then the input that
 * is shown, then the others. A job ends when its input is closed, or when the same input is to be diagnosed anew.
 */
export function createDiagnosisQueue(
  session: Session,
  ready: () => Promise<void>,
  patience: Patience,
  stateNow: () => State,
  dispatch: (event: Event) => void,
): DiagnosisQueue {
  let waiting: Job[] = [];
  let current: Job | undefined;
  let working: Promise<void> | undefined;
  /** The last request of each input. */
  const newest = new Map<number, DiagnoseRequest>();

  const isOver = ({ request, isLeft }: Job): boolean => {
    const { id } = request;
    if (isLeft) return true;
    return id !== undefined && (newest.get(id) !== request || (request.isAgain && inputsOf(stateNow()).every((input) => input.id !== id)));
  };
  const forget = (request: DiagnoseRequest): void => {
    const { id } = request;
    if (id !== undefined && newest.get(id) === request) newest.delete(id);
  };
  const tell = (request: DiagnoseRequest, diagnosis: Diagnosis): void => {
    forget(request);
    const { result, busy } = stateNow();
    // What comes beside a new input does not end the waiting for that.
    const next = [current, ...waiting].find((job) => job !== undefined && isNew(job) && job.request !== request);
    const isShown = result?.id === request.id && (busy === undefined || busy === heavyWords(request.text));
    dispatch({ kind: !request.isAgain || (isShown && next === undefined) ? 'diagnosed' : 'refreshed', diagnosis, request });
    if (next !== undefined && stateNow().busy === undefined) dispatch({ kind: 'waiting', what: heavyWords(next.request.text) });
  };
  const optionsOf = ({ name, answers }: DiagnoseRequest) => ({ ...(name === undefined ? {} : { name }), answers });
  const stepsOf = (request: DiagnoseRequest): Steps<Diagnosis> => session.diagnoseInSteps(request.text, optionsOf(request));
  const perform = async (job: Job): Promise<void> => {
    const { request } = job;
    if (isOver(job)) return;
    if (!isHeavy(request.text, session.sources())) {
      tell(request, session.diagnose(request.text, optionsOf(request)));
      return;
    }
    await ready();
    const done = await inSlices(job.steps ?? stepsOf(request), patience, () => isOver(job) || patience.stopped() === 'exit');
    if (!done.isOvertaken && !isOver(job)) tell(request, done.value);
  };
  const take = (): Job | undefined => {
    const shown = stateNow().result?.id;
    const next = waiting.find(({ isAwaited }) => isAwaited) ?? waiting.find(({ request }) => request.id === shown) ?? waiting[0];
    waiting = waiting.filter((job) => job !== next);
    return next;
  };
  const work = async (): Promise<void> => {
    try {
      for (current = take(); current !== undefined; current = take()) {
        await perform(current);
        await patience.pause();
        forget(current.request);
      }
    } finally {
      working = undefined;
    }
  };
  const enter = (request: DiagnoseRequest, isAwaited: boolean, steps?: Steps<Diagnosis>): void => {
    if (request.id !== undefined) newest.set(request.id, request);
    waiting.push({ request, isAwaited, isLeft: false, steps });
    working ??= patience.pause().then(work);
  };
  const begin = (request: DiagnoseRequest): void => {
    // Of many at once none may keep the keys waiting for all; the screen says how far they are.
    if ((request.restored?.of ?? 0) > MOST_AT_ONCE) {
      enter(request, true);
      return;
    }
    const isFirst = current?.isAwaited !== true && waiting.every(({ isAwaited }) => !isAwaited);
    const heavy = isHeavy(request.text, session.sources());
    if (isFirst && (!heavy || session.isReady())) {
      const steps = heavy ? stepsOf(request) : undefined;
      const done = steps === undefined ? { value: session.diagnose(request.text, optionsOf(request)) } : oneSlice(steps, patience.clock);
      if (done !== undefined) {
        if (request.id !== undefined) newest.delete(request.id);
        tell(request, done.value);
        return;
      }
      enter(request, true, steps);
    } else enter(request, true);
    if (!request.isAgain) dispatch({ kind: 'waiting', what: heavyWords(request.text) });
  };
  return {
    waitsFor: (input) => newest.has(input) && holdsMany(session.sources()),
    run: async (effect) => {
      if (effect.kind === 'diagnose') begin(effect.request);
      else {
        waiting = waiting.filter(({ isAwaited }) => isAwaited);
        for (const request of effect.requests) enter(request, false);
      }
      await working;
    },
    settled: async () => {
      while (working !== undefined) await working;
    },
    leave: () => {
      const left = (current === undefined ? waiting : [current, ...waiting]).filter(isNew);
      for (const job of left) job.isLeft = true;
      // One that was opened again took the place of the request that brings it up to date.
      const state = stateNow();
      for (const input of inputsOf(state))
        if (state.old.has(input.id) && left.some(({ request }) => request.id === input.id)) enter(againRequest(input), false);
    },
  };
}
