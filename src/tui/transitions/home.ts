import { kindOfPaste } from '../../parse/intake/kind.js';
import type { Action } from '../key-binding.js';
import type { Draft, Outcome, State } from '../model.js';
import { readingWords } from '../words.js';
import { newRequest } from './take.js';

/** Line ends of terminals and Windows as line feeds. */
function unixLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function countBreaks(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks++;
  return breaks;
}

/** Adds text at the end of the box; a text that was diagnosed is replaced. A marked paste ends typing, so that Enter diagnoses. */
export function appendDraft(state: State, text: string, isWriting: boolean): State {
  const base = state.draft.isDone ? '' : state.draft.text;
  const added = unixLines(text);
  if (base + added === '') return state;
  const lineCount = (base === '' ? 1 : state.draft.lineCount) + countBreaks(added);
  return { ...state, draft: { text: base + added, name: undefined, lineCount, up: 0, isWriting, isDone: false } };
}

export function typeDraft(state: State, character: string): State {
  return appendDraft({ ...state, draft: { ...state.draft, isDone: false } }, character, true);
}

const PAGE = 5;

export function onHome(state: State, action: Action): Outcome {
  const { draft } = state;
  const withDraft = (change: Partial<Draft>): Outcome => ({ state: { ...state, draft: { ...draft, ...change } }, effects: [] });
  switch (action) {
    case 'diagnose':
      return diagnoseDraft(state);
    case 'newline':
      if (draft.text.trim() !== '' && (/(?:^|\n)[ \t]*$/.test(draft.text) || isWhole(draft))) return diagnoseDraft(state);
      return { state: draft.text === '' ? state : typeDraft(state, '\n'), effects: [] };
    case 'write':
      return withDraft({ isWriting: true, isDone: false });
    case 'clear':
      return withDraft({ text: '', name: undefined, lineCount: 0, up: 0, isDone: false });
    case 'erase':
      return withDraft(cutDraft(draft, [...draft.text.slice(-2)].at(-1)?.length ?? 0));
    case 'erase-line':
      return withDraft(cutDraft(draft, draft.text.length - (draft.text.lastIndexOf('\n') + 1) || (draft.text === '' ? 0 : 1)));
    case 'demo':
      return { state: { ...state, busy: 'Reading the sample.' }, effects: [{ kind: 'demo' }] };
    case 'last-result':
      return { state: { ...state, screens: ['home', 'result'] }, effects: [] };
    case 'up':
      return withDraft({ up: Math.min(draft.up + 1, Math.max(0, draft.lineCount - 1)) });
    case 'down':
      return withDraft({ up: Math.max(0, draft.up - 1) });
    case 'page-up':
      return withDraft({ up: Math.min(draft.up + PAGE, Math.max(0, draft.lineCount - 1)) });
    case 'page-down':
      return withDraft({ up: Math.max(0, draft.up - PAGE) });
    default:
      return { state, effects: [] };
  }
}

/** A path, an address or a GUID in one line needs no more lines. */
export function isWhole({ text, lineCount }: Draft): boolean {
  return lineCount === 1 && text.length <= LONGEST_WHOLE && ['paths', 'value'].includes(kindOfPaste(text));
}
const LONGEST_WHOLE = 4096;

function cutDraft(draft: Draft, length: number): Partial<Draft> {
  const kept = draft.text.slice(0, draft.text.length - length);
  const cut = draft.text.slice(kept.length);
  return { text: kept, name: undefined, lineCount: kept === '' ? 0 : draft.lineCount - countBreaks(cut), up: 0, isDone: false };
}

function diagnoseDraft(state: State): Outcome {
  const { draft } = state;
  if (draft.text.trim() === '')
    return { state: { ...state, notice: { tone: 'caution', text: 'The box is empty: paste or type what failed first.' } }, effects: [] };
  const next: State = { ...state, draft: { ...draft, isWriting: false, isDone: true } };
  const kind = draft.name === undefined ? kindOfPaste(draft.text) : 'text';
  const { text } = draft;
  if (kind === 'output')
    return { state: { ...next, busy: 'Reading the output.' }, effects: [{ kind: 'take-output', taking: { text, purpose: 'home' } }] };
  if (kind !== 'text')
    return { state: { ...next, busy: readingWords(draft.lineCount === 1 ? text : '') }, effects: [{ kind: 'take', text }] };
  return { state: next, effects: [{ kind: 'diagnose', request: newRequest(next, text, draft.name) }] };
}
