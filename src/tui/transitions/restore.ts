import type { FactName } from '../../facts/fact.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import { HIGHEST_KEPT, type SavedInput, type SavedSession } from '../../ports/saved-session.js';
import type { RestoredPlace } from '../events.js';
import type { DiagnoseRequest, Effect, Event, Outcome, ResultState, State } from '../model.js';
import { clean } from '../sanitize.js';
import { count } from '../words.js';
import { remember } from './history.js';
import { inputsOf, refreshAll } from './inputs.js';
import { showDiagnosis } from './result.js';
import { openAll } from './session.js';
import { markLast } from './take.js';

type Restored = Extract<Event, { kind: 'restored' }>;

/** A session file was read and its data loaded: its inputs come beside those that are there. */
export function onRestored(state: State, event: Restored): Outcome {
  const { saved, sources, problems, path } = event;
  // The user went back meanwhile; what was loaded stays loaded.
  if (state.busy === undefined) return { state: { ...state, sources }, effects: refreshAll(state) };
  const inputs = restoredInputs(state, event);
  const opens = inputs[saved.shown ?? -1]?.id;
  const ids = inputs.map(({ id }) => id);
  const opened: State = {
    ...state,
    busy: undefined,
    sources,
    screens: ['home'],
    history: [...earlier(state, saved, ids), ...state.history],
    nextInput: Math.max(state.nextInput, ...ids.map((id) => id + 1)),
  };
  const known = remember(opened, 'file', openedWords(saved));
  const told = problems.reduce((next, { what, where }) => remember(next, 'data', `Not loaded: ${clean(where)}. ${clean(what)}`), known);
  const shown: State = { ...told, ...saidOf(saved, problems) };
  const diagnosing = inputs.map((input, at): Effect => {
    const restored = { ...input.restored, place: at + 1, of: inputs.length, opens, path };
    return { kind: 'diagnose', request: { ...input, restored, isAgain: false } };
  });
  const busy = inputs.length > 1 ? progressWords(0, inputs.length) : undefined;
  return { state: { ...shown, busy }, effects: [...refreshAll(shown), ...markLast(diagnosing)] };
}

/** One input of a session file was diagnosed. Of several, the last opens them all; until then the others wait behind the first screen. */
export function onRestoredInput(state: State, diagnosis: Diagnosis, request: DiagnoseRequest, restored: RestoredPlace): State {
  const { place, of, opens, path } = restored;
  const shown = showDiagnosis(state, diagnosis, request);
  const { result } = shown;
  if (result === undefined) return shown;
  const isWhole = request.isLast === true || of === 1;
  if (isWhole) {
    // Written over the file, a part of it would be all that is left.
    const whole = { ...shown, saving: { ...shown.saving, path: path ?? shown.saving.path } };
    return of === 1 ? whole : openAll(whole, opens);
  }
  const busy = progressWords(place, of);
  // With none shown, left now the first one is what r goes back to.
  if (state.result === undefined || result.id === state.result.id) return { ...state, result, nextInput: shown.nextInput, busy };
  const others = [...state.others.filter(({ id }) => id !== result.id), result].toSorted((a, b) => a.id - b.id);
  return { ...state, others, nextInput: shown.nextInput, busy };
}

function progressWords(done: number, of: number): string {
  return `Diagnosing the inputs of the session: ${done} of ${of}. Esc leaves the rest.`;
}

function openedWords({ savedAt }: SavedSession): string {
  return `Opened a session of ${savedAt.slice(0, 16).replace('T', ' ')} UTC.`;
}

function saidOf(saved: SavedSession, problems: Restored['problems']): Pick<State, 'notice' | 'problem'> {
  const [problem] = problems;
  const notice = { tone: 'good' as const, text: `${openedWords(saved)} It holds ${count(saved.inputs.length, 'input')}.` };
  if (problem === undefined) return { notice, problem: undefined };
  const more = problems.length > 1 ? ` And ${count(problems.length - 1, 'more source')} could not be loaded: h, 3 lists them.` : '';
  return { notice, problem: { ...problem, what: `${problem.what}${more}` } };
}

interface RestoredInput extends Pick<ResultState, 'id' | 'name' | 'text' | 'answers' | 'given' | 'skipped'> {
  readonly restored: Pick<RestoredPlace, 'at' | 'selected'>;
}

/** A text that is in the session already stays one input, with the answers that were given here, else with those of the file. */
function restoredInputs(state: State, { saved, numbers }: Restored): readonly RestoredInput[] {
  const present = inputsOf(state);
  let next = state.nextInput;
  return saved.inputs.map((input) => {
    const { name, text } = input;
    const restored = { at: Date.parse(input.at), selected: input.selected ?? 0 };
    const same = present.find((other) => other.text === text);
    if (same !== undefined && same.given.length + same.skipped.size > 0) {
      const { id, answers, given, skipped } = same;
      return { id, name: same.name, text, answers, given, skipped, restored };
    }
    // Numbers go on where those of the file would be taken twice.
    const { number = 0 } = input;
    const id = same?.id ?? Math.max(next, number > HIGHEST_KEPT ? 0 : number);
    if (same === undefined) next = id + 1;
    return { id, name: same?.name ?? name, text, ...answersOf(input, numbers), restored };
  });
}

/** What is no text, number or yes and no was refused when the file was read. */
function answersOf(
  { answers, given, skipped }: SavedInput,
  numbers: Restored['numbers'],
): Pick<ResultState, 'answers' | 'given' | 'skipped'> {
  return {
    answers: new Map(Object.entries(answers)),
    given: given.map((facts) => facts.flatMap((fact) => renamed(fact, numbers))),
    skipped: new Set(skipped),
  };
}

/** "pasted 2: Get-Mailbox" by the number that the paste has now; nothing for one that could not be read. */
function renamed(fact: FactName, numbers: Restored['numbers']): readonly FactName[] {
  const match = /^pasted (\d{1,9}): /.exec(fact);
  if (match === null) return [fact];
  const number = numbers.get(Number(match[1]));
  return number === undefined ? [] : [`pasted ${number}: ${fact.slice(match[0].length)}`];
}

/** What happened in the session before it was saved; nothing twice where the file is opened again. */
function earlier({ history: present }: State, { history }: SavedSession, ids: readonly number[]): State['history'] {
  const known = new Set(present.map(({ at, text }) => `${at} ${text}`));
  return history.flatMap(({ at, text, what = 'file', input }) => {
    const entry = { at: Date.parse(at), what, text, input: input === undefined ? undefined : ids[input] };
    return known.has(`${entry.at} ${text}`) ? [] : [entry];
  });
}
