import type { Action } from '../key-binding.js';
import { bodyRows } from '../layout.js';
import type { Outcome, PromptPurpose, State } from '../model.js';
import { helpLines } from '../pages/help.js';
import { clean } from '../sanitize.js';
import { readingWords } from '../words.js';
import { submitExport } from './readiness.js';
import { FILE_NAMES, submitSave } from './save.js';

const still = (state: State): Outcome => ({ state, effects: [] });
const LONGEST_VALUE = 2048;
const WHOLE_PATH = /^\s{0,9}["']?(?:[/\\~]|[A-Za-z]:[\\/])/;

/** Adds to the path; a pasted one loses its line ends and other control characters, and what begins a whole path takes the place of the proposed name. */
export function typePrompt(state: State, text: string): State {
  const { purpose, value: before } = state.prompt;
  const isProposed = (purpose === 'report' || purpose === 'session') && [...Object.values(FILE_NAMES), state.saving.path].includes(before);
  const value = `${isProposed && WHOLE_PATH.test(text) ? '' : before}${clean(text)}`.slice(0, LONGEST_VALUE);
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
      if (prompt.purpose === 'report' || prompt.purpose === 'session') return submitSave(state, path);
      const busy = { ...state, busy: readingWords(path) };
      if (prompt.purpose === 'open') return { state: busy, effects: [{ kind: 'take', text: path, paths: [path] }] };
      return { state: busy, effects: [{ kind: 'load', path, side: prompt.purpose }] };
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
