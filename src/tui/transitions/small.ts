import type { FactName } from '../../facts/fact.js';
import type { Action } from '../key-binding.js';
import { bodyRows } from '../layout.js';
import type { AnswerField, AnswerState, Outcome, PromptPurpose, State } from '../model.js';
import { helpLines } from '../pages/help.js';
import { readField } from '../question.js';
import { clean } from '../sanitize.js';
import { submitExport } from './readiness.js';

const still = (state: State): Outcome => ({ state, effects: [] });
const LONGEST_VALUE = 2048;

/** Adds to the path; a pasted one loses its line ends and other control characters. */
export function typePrompt(state: State, text: string): State {
  const value = `${state.prompt.value}${clean(text)}`.slice(0, LONGEST_VALUE);
  return { ...state, prompt: { ...state.prompt, value: text.length > 1 ? value.trim() : value } };
}

export function onPrompt(state: State, action: Action): Outcome {
  const { prompt } = state;
  const withValue = (value: string): Outcome => still({ ...state, prompt: { ...prompt, value } });
  switch (action) {
    case 'erase':
      return withValue([...prompt.value].slice(0, -1).join(''));
    case 'erase-line':
      return withValue('');
    case 'submit': {
      // Explorer copies paths with quotes around them.
      const path = prompt.value.trim().replace(/^(["'])(.*)\1$/, '$2');
      if (path === '')
        return still({ ...state, notice: { tone: 'caution', text: 'The path is empty. Type or paste one, or go back with Esc.' } });
      if (prompt.purpose === 'export') return submitExport(state, path);
      const busy = { ...state, busy: `Reading ${path}.` };
      return { state: busy, effects: [prompt.purpose === 'open' ? { kind: 'open', path } : { kind: 'load', path, side: prompt.purpose }] };
    }
    default:
      return still(state);
  }
}

export function onSources(state: State, action: Action): Outcome {
  const ask = (purpose: PromptPurpose): Outcome =>
    still({ ...state, prompt: { purpose, value: '' }, screens: [...state.screens, 'prompt'] });
  const { sources, sourceAt } = state;
  switch (action) {
    case 'load-onprem':
      return ask('onprem');
    case 'load-cloud':
      return ask('cloud');
    case 'load-settings':
      return ask('settings');
    case 'up':
      return still({ ...state, sourceAt: Math.max(0, sourceAt - 1) });
    case 'down':
      return still({ ...state, sourceAt: Math.max(0, Math.min(sources.length - 1, sourceAt + 1)) });
    case 'unload': {
      const source = sources[sourceAt];
      return source === undefined ? still(state) : { state, effects: [{ kind: 'unload', path: source.path }] };
    }
    default:
      return still(state);
  }
}

function withField(state: State, answer: AnswerState, value: string): State {
  const fields = answer.fields.map((field, index): AnswerField => (index === answer.at ? { ...field, value } : field));
  return { ...state, answer: { ...answer, fields } };
}

/** Undefined: the field takes no letters, they are keys. */
export function typeAnswer(state: State, text: string): Outcome | undefined {
  const { answer } = state;
  const field = answer?.fields[answer.at];
  if (answer === undefined || field === undefined || field.type === 'boolean') return undefined;
  return still(withField(state, answer, `${field.value}${clean(text)}`.slice(0, LONGEST_VALUE)));
}

export function onAnswer(state: State, action: Action): Outcome {
  const { answer } = state;
  const field = answer?.fields[answer.at];
  if (answer === undefined || field === undefined) return still(state);
  const isLast = answer.at === answer.fields.length - 1;
  const move = (at: number): Outcome => still({ ...state, answer: { ...answer, at: Math.max(0, Math.min(answer.fields.length - 1, at)) } });
  switch (action) {
    case 'yes':
    case 'no': {
      const next = withField(state, answer, action);
      if (next.answer === undefined) return still(next);
      if (answer.fields.length === 1) return submit(next, next.answer);
      return still({ ...next, answer: { ...next.answer, at: isLast ? answer.at : answer.at + 1 } });
    }
    case 'up':
      return move(answer.at - 1);
    case 'down':
      return move(isLast ? 0 : answer.at + 1);
    case 'erase':
      return still(withField(state, answer, field.type === 'boolean' ? '' : [...field.value].slice(0, -1).join('')));
    case 'erase-line':
      return still(withField(state, answer, ''));
    case 'apply':
      return submit(state, answer);
    case 'submit':
      return isLast ? submit(state, answer) : move(answer.at + 1);
    default:
      return still(state);
  }
}

/** Hands what was stated to the diagnosis; empty lines stay unknown. */
function submit(state: State, answer: AnswerState): Outcome {
  const { result } = state;
  if (result === undefined) return still(state);
  const stated = new Map<FactName, string | number | boolean>();
  for (const field of answer.fields) {
    const read = readField(field);
    if ('problem' in read) return still({ ...state, notice: { tone: 'caution', text: read.problem } });
    if (read.value !== undefined) stated.set(field.fact, read.value);
  }
  if (stated.size === 0)
    return still({ ...state, notice: { tone: 'caution', text: 'Nothing was stated yet. Esc goes back without an answer.' } });
  const request = {
    text: result.text,
    name: result.name,
    answers: new Map([...result.answers, ...stated]),
    given: [...result.given, [...stated.keys()]],
    isAgain: true,
  };
  const said = [...stated].map(([fact, value]) => `${fact} = ${value === true ? 'yes' : value === false ? 'no' : value}`).join(', ');
  return {
    state: { ...state, notice: { tone: 'good', text: `Answered: ${said}. u takes it back.` } },
    effects: [{ kind: 'diagnose', request }],
  };
}

export function onHelp(state: State, action: Action): State {
  const rows = bodyRows(state);
  const most = Math.max(0, helpLines(state).length - rows);
  const to = (top: number): State => ({ ...state, helpTop: Math.max(0, Math.min(most, top)) });
  switch (action) {
    case 'up':
      return to(state.helpTop - 1);
    case 'down':
      return to(state.helpTop + 1);
    case 'page-up':
      return to(state.helpTop - rows + 1);
    case 'page-down':
      return to(state.helpTop + rows - 1);
    case 'top':
      return to(0);
    case 'bottom':
      return to(most);
    default:
      return state;
  }
}
