import { kindOfPaste } from '../../parse/intake/kind.js';
import type { OutputReading } from '../../ports/output.js';
import type { LoadedSource } from '../../ports/session.js';
import type { Action } from '../key-binding.js';
import type { DiagnoseRequest, Effect, Event, Outcome, PendingSide, State } from '../model.js';
import { count, fileName } from '../words.js';
import { remember } from './history.js';
import { inputsOf, refreshAll } from './inputs.js';

const still = (state: State): Outcome => ({ state, effects: [] });

/**
 * A request for a text that is new in the session; one that is there already is opened with what was answered. Blanks around it, as a copy brings
 * them along, make it no other one.
 */
export function newRequest(state: State, text: string, name: string | undefined): DiagnoseRequest {
  const bare = text.trim();
  const same = inputsOf(state).find((input) => input.text === text || input.text.trim() === bare);
  if (same !== undefined) {
    const { id, answers, given, skipped } = same;
    return { id, text: same.text, name: same.name ?? name, answers, given, skipped, isAgain: false };
  }
  return { text, name, answers: new Map(), given: [], isAgain: false };
}

/** What a paste or dropped paths were: data is loaded by now, texts are diagnosed, all else is opened. */
export function onTaken(state: State, { text, taken, sources }: Extract<Event, { kind: 'taken' }>): Outcome {
  // The user went back meanwhile; what was loaded stays loaded.
  if (state.busy === undefined) return { state: { ...state, sources }, effects: refreshAll(state) };
  const isUseless = taken.every(({ kind }) => kind === 'problem');
  const screens = isUseless ? state.screens : state.screens.filter((screen) => screen !== 'prompt');
  let next: State = { ...state, busy: undefined, sources, screens };
  const effects: Effect[] = [];
  const said: string[] = [];
  const unclear: string[] = [];
  const texts = new Set<string>();
  const loaded = taken.flatMap((one) => (one.kind === 'data' ? one.loaded : []));
  if (loaded.length > 0) {
    next = rememberLoaded(next, loaded);
    said.push(loadedWords(loaded));
    effects.push(...refreshAll(next));
  }
  for (const one of taken) {
    if (one.kind === 'data') said.push(...one.notes.slice(0, 1));
    else if (one.kind === 'text' && taken.length === 1 && one.name !== undefined && kindOfPaste(one.text) === 'output') {
      // The file of a console's transcript holds output of both sides, and errors beside it.
      next = { ...next, busy: 'Reading the output.', draft: { ...next.draft, name: one.name, isDone: true } };
      effects.push({ kind: 'take-output', taking: { text: one.text, purpose: 'home' } });
    } else if (one.kind === 'text' && texts.has(one.text.trim())) {
      said.push(`${fileName(one.name ?? 'One text')} holds the same text as another one.`);
    } else if (one.kind === 'text') {
      texts.add(one.text.trim());
      if (one.name !== undefined || taken.length > 1) next = { ...next, draft: { ...next.draft, name: one.name, isDone: true } };
      effects.push({ kind: 'diagnose', request: newRequest(next, one.text, one.name) });
      said.push(...one.notes.slice(0, 1));
    } else if (one.kind === 'side' && taken.length > 1) unclear.push(one.what);
    else if (one.kind === 'side') next = askSide(next, { what: one.what, path: one.path, text: one.text });
    else if (one.kind === 'session') {
      next = { ...next, busy: 'Loading the data of the session.' };
      effects.push({ kind: 'restore', saved: one.saved, path: one.path });
    } else if (one.kind === 'guid') effects.push({ kind: 'read', what: { kind: 'guid', id: one.value } });
    else if (one.kind === 'recipient') effects.push({ kind: 'read', what: { kind: 'person', id: one.query } });
    else next = { ...next, problem: one.problem };
  }
  const [first] = unclear;
  if (first !== undefined) {
    const more = unclear.length > 1 ? `, and ${count(unclear.length - 1, 'more file')}` : '';
    next = { ...next, problem: { what: UNCLEAR, where: `${fileName(first)}${more}`, next: SIDE_NEXT } };
  }
  const asked = markLast(effects);
  const isShown = taken.every(({ kind }) => kind === 'data');
  if (isShown && loaded.length > 0)
    next = { ...next, draft: { ...next.draft, text: '', name: undefined, lineCount: 0, up: 0, isWriting: false } };
  else if (text !== next.draft.text) next = { ...next, draft: { ...next.draft, isDone: true } };
  return { state: said.length === 0 ? next : { ...next, notice: { tone: 'good', text: said.join(' ') } }, effects: asked };
}

const UNCLEAR = 'Not read, for nothing tells which side it is of: open it alone.';
const SIDE_NEXT = 'Open the file alone, and say which side it is of.';

/** Of several texts at once, the list of all findings is what is shown at the end. */
export function markLast(effects: readonly Effect[]): readonly Effect[] {
  const isNew = (effect: Effect): boolean => effect.kind === 'diagnose' && !effect.request.isAgain;
  if (effects.filter(isNew).length < 2) return effects;
  const last = effects.findLastIndex(isNew);
  return effects.map((effect, index) =>
    index === last && effect.kind === 'diagnose' ? { ...effect, request: { ...effect.request, isLast: true } } : effect,
  );
}

function askSide(state: State, pendingSide: PendingSide): State {
  const screens: State['screens'] = state.screens.at(-1) === 'side' ? state.screens : [...state.screens, 'side'];
  return { ...state, screens, pendingSide };
}

/** The user says which side the data is of. */
export function onSide(state: State, action: Action): Outcome {
  const { pendingSide } = state;
  const side = action === 'load-onprem' ? ('onprem' as const) : action === 'load-cloud' ? ('cloud' as const) : undefined;
  if (pendingSide === undefined || side === undefined) return still(state);
  const screens = state.screens.filter((screen) => screen !== 'side');
  const next = { ...state, screens, pendingSide: undefined, busy: `Reading ${pendingSide.what}.` };
  const { path, text } = pendingSide;
  if (path !== undefined) return { state: next, effects: [{ kind: 'load', path, side }] };
  if (text === undefined) return still(state);
  return { state: next, effects: [{ kind: 'take-output', taking: { text, purpose: 'home', side } }] };
}

/** A pasted output was read, outside of a question. */
export function onHomeOutput(state: State, { reading, taking, sources }: Extract<Event, { kind: 'output' }>): Outcome {
  const { text } = taking;
  if (state.busy === undefined) return { state: { ...state, sources }, effects: refreshAll(state) };
  const next: State = { ...state, busy: undefined };
  if (reading.kind === 'side') return still(askSide(next, { what: reading.what, path: undefined, text }));
  if (reading.kind === 'nothing')
    return { state: next, effects: [{ kind: 'diagnose', request: newRequest(next, text, state.draft.name) }] };
  const isMore = reading.share < MOSTLY_OUTPUT;
  const read = remember({ ...next, sources }, 'data', outputWords(reading));
  const draft = isMore
    ? { ...read.draft, isDone: true }
    : { ...read.draft, text: '', name: undefined, lineCount: 0, up: 0, isWriting: false };
  const said: State = { ...read, draft, notice: { tone: 'good', text: outputWords(reading) } };
  const own: readonly Effect[] = isMore ? [{ kind: 'diagnose', request: newRequest(said, text, state.draft.name) }] : [];
  return { state: said, effects: [...refreshAll(said), ...own] };
}

/** Of a paste with less output than that, the rest is worth diagnosing. */
const MOSTLY_OUTPUT = 0.8;

/** "Read 1 object of Get-RemoteMailbox (on-premises)." */
export function outputWords(reading: Extract<OutputReading, { kind: 'outputs' }>): string {
  const objects = reading.tables.map(
    ({ source, side, rows }) => `${count(rows.length, 'object')} ${side === 'cloud' ? 'of the cloud' : 'of on-premises'} (${source})`,
  );
  const settings = reading.settings.map(({ source }) => `settings (${source})`);
  const stated = reading.stated.size === 0 ? [] : [`${count(reading.stated.size, 'answer')}`];
  const parts = [...objects, ...settings, ...stated];
  return parts.length === 0 ? 'The output was read, and nothing in it is used.' : `Read ${parts.join(', ')}.`;
}

export function loadedWords(loaded: readonly LoadedSource[]): string {
  const [first] = loaded;
  if (first === undefined) return '';
  const one = (source: LoadedSource): string => count(source.objectCount, source.side === 'settings' ? 'setting' : 'object');
  if (loaded.length === 1) return `Loaded ${one(first)} from ${first.path}.`;
  return `Loaded ${count(loaded.length, 'file')}.`;
}

export function rememberLoaded(state: State, loaded: readonly LoadedSource[]): State {
  return loaded.reduce((next, source) => remember(next, 'data', loadedWords([source])), state);
}
