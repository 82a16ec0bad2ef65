import type { Diagnosis } from '../../fixes/diagnosis.js';
import type { DiagnoseRequest, Effect, Event, ResultState, State } from '../model.js';
import { startMail } from './mail.js';
import { remakePage } from './result.js';

/** Every input of the session, oldest first. */
export function inputsOf({ others, result }: Pick<State, 'others' | 'result'>): readonly ResultState[] {
  return result === undefined ? others : [...others, result].toSorted((a, b) => a.id - b.id);
}

/** Shows another input; what was shown keeps its place. */
export function openInput(state: State, id: number): State {
  if (state.result?.id === id) return state;
  const opened = state.others.find((input) => input.id === id);
  if (opened === undefined) return state;
  const kept = state.result === undefined ? [] : [state.result];
  const others = [...state.others.filter((input) => input !== opened), ...kept].toSorted((a, b) => a.id - b.id);
  // Its pages were made for another width, or before other data came.
  const mail = startMail(opened.diagnosis, opened.mail);
  return remakePage({ ...state, others, result: { ...opened, mail } });
}

/** The input after or before the shown one; undefined where there is none other. */
export function neighbourInput(state: State, step: 1 | -1): ResultState | undefined {
  const inputs = inputsOf(state);
  const at = inputs.findIndex(({ id }) => id === state.result?.id);
  return inputs.length < 2 ? undefined : inputs[(at + step + inputs.length) % inputs.length];
}

/** Takes an input out of the session; where it was shown, the one before it is. */
export function closeInput(state: State, id: number): State {
  if (state.result?.id !== id) return { ...state, others: state.others.filter((input) => input.id !== id) };
  const next = neighbourInput(state, -1);
  const screens: State['screens'] =
    next === undefined ? state.screens.filter((screen) => screen !== 'result' && screen !== 'answer') : state.screens;
  const without = { ...state, screens, result: undefined };
  return next === undefined ? without : openInput(without, next.id);
}

/** The inputs whose diagnosis is old, after what happened and what is to be done about it. */
export function oldInputs(old: State['old'], event: Event, effects: readonly Effect[]): State['old'] {
  const done = event.kind === 'diagnosed' || event.kind === 'refreshed' ? event.request.id : undefined;
  const asked = effects.flatMap((effect) =>
    effect.kind === 'diagnose' ? [effect.request] : effect.kind === 'refresh' ? effect.requests : [],
  );
  const again = asked.flatMap(({ id, isAgain }) => (isAgain && id !== undefined ? [id] : []));
  if (again.length === 0 && (done === undefined || !old.has(done))) return old;
  return new Set([...[...old].filter((id) => id !== done), ...again]);
}

/** How many inputs are still to follow what is loaded. */
export function oldCount(state: State): number {
  return inputsOf(state).filter(({ id }) => state.old.has(id)).length;
}

/** The request that diagnoses an input anew, with what was answered so far. */
export function againRequest({ id, text, name, answers, given, skipped }: ResultState): DiagnoseRequest {
  return { id, text, name, answers, given, skipped, isAgain: true };
}

/** Diagnoses every input anew: the shown one at once, the others when there is time. */
export function refreshAll({ result, others }: State): readonly Effect[] {
  return [
    ...(result === undefined ? [] : [{ kind: 'diagnose' as const, request: againRequest(result) }]),
    ...(others.length === 0 ? [] : [{ kind: 'refresh' as const, requests: others.map(againRequest) }]),
  ];
}

/** An input that is not shown was diagnosed anew. */
export function refreshed(state: State, { id, answers, given, skipped }: DiagnoseRequest, diagnosis: Diagnosis): State {
  const selectedOf = (input: ResultState): number => Math.min(input.selected, Math.max(0, diagnosis.findings.length - 1));
  const others = state.others.map((input) =>
    input.id === id ? { ...input, diagnosis, answers, given, skipped: skipped ?? input.skipped, selected: selectedOf(input) } : input,
  );
  return { ...state, others };
}
