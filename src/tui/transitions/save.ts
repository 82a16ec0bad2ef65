import type { Action } from '../key-binding.js';
import { type Effect, type Outcome, type ResultState, SAVE_CHOICES, type SaveChoice, type State } from '../model.js';
import { inputsOf } from './inputs.js';

const still = (state: State): Outcome => ({ state, effects: [] });

/** Opens the choice of what to write. A session with one input asks for no choice of inputs. */
export function openSave(state: State, choice: SaveChoice = 'html'): State {
  const screens: State['screens'] = state.screens.at(-1) === 'save' ? state.screens : [...state.screens, 'save'];
  return { ...state, screens, saving: { ...state.saving, at: SAVE_CHOICES.indexOf(choice) } };
}

/** The inputs that would be written. */
export function savedInputs(state: State): readonly ResultState[] {
  const { saving, result } = state;
  const isAll = saving.isAll || result === undefined || SAVE_CHOICES[saving.at] === 'session';
  return isAll ? inputsOf(state) : [result];
}

/** Keys of the choice. */
export function onSave(state: State, action: Action): Outcome {
  const { saving } = state;
  const withSaving = (change: Partial<State['saving']>): Outcome => still({ ...state, saving: { ...saving, ...change } });
  switch (action) {
    case 'up':
      return withSaving({ at: Math.max(0, saving.at - 1) });
    case 'down':
      return withSaving({ at: Math.min(SAVE_CHOICES.length - 1, saving.at + 1) });
    case 'toggle-redact':
      return withSaving({ isRedacted: !saving.isRedacted });
    case 'toggle-all':
      return withSaving({ isAll: !saving.isAll });
    case 'submit': {
      const choice = SAVE_CHOICES[saving.at] ?? 'html';
      const prompt = {
        purpose: choice === 'session' ? ('session' as const) : ('report' as const),
        value: (choice === 'session' ? saving.path : undefined) ?? FILE_NAMES[choice],
      };
      return still({ ...state, prompt, screens: [...state.screens, 'prompt'] });
    }
    default:
      return still(state);
  }
}

/** What stands in the prompt at first. */
export const FILE_NAMES: Readonly<Record<SaveChoice, string>> = {
  html: 'crossprem-report.html',
  markdown: 'crossprem-report.md',
  json: 'crossprem-report.json',
  session: 'today.crossprem-session',
};

/** Enter on the path of a report or a session file. */
export function submitSave(state: State, path: string): Outcome {
  const { saving, prompt } = state;
  const replaces = prompt.replaces === path;
  const busy = { ...state, busy: `${WRITING}${path}.` };
  return { state: busy, effects: [saveEffect(state, SAVE_CHOICES[saving.at] ?? 'html', path, replaces)] };
}

function saveEffect(state: State, choice: SaveChoice, path: string, replaces: boolean): Effect {
  const inputs = savedInputs(state);
  if (choice !== 'session') {
    const options = { format: choice, isRedacted: state.saving.isRedacted };
    return { kind: 'report', inputs: inputs.map(({ id }) => id), options, path, replaces };
  }
  const placeOf = (id: number | undefined): { readonly input: number } | undefined => {
    const place = inputs.findIndex((input) => input.id === id);
    return place < 0 ? undefined : { input: place };
  };
  return {
    kind: 'save-session',
    path,
    replaces,
    shown: placeOf(state.result?.id)?.input,
    inputs: inputs.map(({ id, name, text, at, answers, given, skipped, selected }) => ({
      number: id,
      ...(name === undefined ? {} : { name }),
      text,
      at: isoOf(at),
      answers: Object.fromEntries(answers),
      given,
      skipped: [...skipped],
      selected,
    })),
    history: state.history.map(({ at, text, what, input }) => ({ at: isoOf(at), text, what, ...placeOf(input) })),
  };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

const WRITING = 'Writing ';

/** False where the user went back meanwhile, and perhaps waits for something else. */
function isWriting({ busy }: State): boolean {
  return busy?.startsWith(WRITING) === true;
}

/** The file was there: the same Enter again replaces it. */
export function onExists(state: State, path: string): State {
  if (!isWriting(state)) return { ...state, notice: { tone: 'caution', text: `${path} is there already, so nothing was written.` } };
  return {
    ...state,
    busy: undefined,
    prompt: { ...state.prompt, replaces: path },
    notice: { tone: 'caution', text: `${path} is there already. Enter once more replaces it.` },
  };
}

/** A report or a session file was written. */
export function onWritten(state: State, path: string, what: string): State {
  const screens = state.screens.filter((screen) => screen !== 'prompt' && screen !== 'save');
  const saving = state.prompt.purpose === 'session' ? { ...state.saving, path: state.prompt.value } : state.saving;
  return {
    ...state,
    saving,
    busy: isWriting(state) ? undefined : state.busy,
    screens,
    notice: { tone: 'good', text: `Wrote ${what} to ${path}` },
  };
}
