import type { Diagnosis } from '../fixes/diagnosis.js';
import { subjectName } from '../fixes/plan.js';
import type { ConnectionAbout } from '../ports/live.js';
import type { Action } from './key-binding.js';
import { keySign } from './key-text.js';
import { findKey } from './keys.js';
import { holdsMany } from './long-text.js';
import { type DiagnoseRequest, type Event, isTooSmall, type Notice, type Outcome, placeOf, type State } from './model.js';
import { shownFinding } from './question.js';
import { clean } from './sanitize.js';
import { continueAnswer, onAnswer, onAnswerOutput } from './transitions/answer.js';
import { onClick, onWheel, toggleMouse } from './transitions/click.js';
import { onConnect } from './transitions/connect-form.js';
import {
  goTo,
  initialConnections,
  leaveConnections,
  onCollect,
  onCollecting,
  onConnections,
  onLivePage,
  onSignIn,
  openConnections,
} from './transitions/connections.js';
import { cancelFind, onFind, onFindKeys } from './transitions/find.js';
import { remember } from './transitions/history.js';
import { onHome, typeDraft } from './transitions/home.js';
import { inputsOf, oldInputs, refreshAll, refreshed } from './transitions/inputs.js';
import { onLate } from './transitions/late.js';
import { onLiveEvent } from './transitions/live-events.js';
import { backFromView, onMail, readingOf, resizeMail, switchView } from './transitions/mail.js';
import { onPalette, onPaletteEvent, openPalette, resizePalette } from './transitions/palette.js';
import { onExport, onMove, onPerson, onReadinessEvent, onRun, remakePerson } from './transitions/readiness.js';
import { onReading, openPerson, openRule, resizeReading } from './transitions/reading.js';
import { onRestored, onRestoredInput } from './transitions/restore.js';
import { onResult, remakePage, showDiagnosis } from './transitions/result.js';
import { onExists, onSave, onWritten, openSave } from './transitions/save.js';
import { onSession, openSession, settleListing, stepInput } from './transitions/session.js';
import { onHelp, onPrompt, onSources } from './transitions/small.js';
import { backFromTable, onSeek, onTable, resizeTable } from './transitions/table.js';
import { newRequest, onHomeOutput, onSide, onTaken } from './transitions/take.js';
import { paste, typeCharacter, typeText } from './transitions/typing.js';
import { count, fileName, readingWords } from './words.js';

/** The first state: the empty paste box. */
export function initialState(
  size: { readonly columns: number; readonly rows: number },
  colour: boolean,
  sources: State['sources'] = [],
  connections: readonly ConnectionAbout[] | undefined = undefined,
  more: Partial<Pick<State, 'mouse' | 'linear' | 'now'>> = {},
): State {
  return {
    ...size,
    colour,
    now: 0,
    mouse: false,
    linear: false,
    screens: ['home'],
    draft: { text: '', name: undefined, lineCount: 0, up: 0, isWriting: false, isDone: false },
    sources,
    sourceAt: 0,
    result: undefined,
    others: [],
    old: new Set(),
    nextInput: 1,
    history: [],
    listing: { view: 'all', spots: { all: TOP, inputs: TOP, history: TOP } },
    saving: { at: 0, isRedacted: false, isAll: true },
    pendingSide: undefined,
    palette: undefined,
    reading: undefined,
    prompt: { purpose: 'open', value: '' },
    answer: undefined,
    moveAt: 0,
    run: undefined,
    readiness: undefined,
    connections: connections === undefined ? undefined : initialConnections(connections),
    helpTop: 0,
    notice: undefined,
    problem: undefined,
    busy: undefined,
    copied: undefined,
    ...more,
  };
}

const TOP = { at: 0, top: 0 };

/** In: the state and what happened. Out: the next state, and what the program has to do. Pure. */
export function update(state: State, event: Event): Outcome {
  const happened = happen(state, event);
  const outcome = { ...happened, state: { ...happened.state, old: oldInputs(state.old, event, happened.effects) } };
  const { busy, notice } = outcome.state;
  // What was said to somebody who pressed a key meanwhile is over with the waiting.
  const isOver = state.busy !== undefined && busy === undefined && notice === state.notice && notice?.tone === 'caution';
  return isOver ? { ...outcome, state: { ...outcome.state, notice: undefined } } : outcome;
}

function happen(state: State, event: Event): Outcome {
  switch (event.kind) {
    case 'key':
      return pressKey({ ...state, notice: undefined, problem: undefined }, event.key);
    case 'text':
      return typeText({ ...state, notice: undefined, problem: undefined }, event.text, pressKey);
    case 'paste':
      return paste({ ...state, notice: undefined, problem: undefined }, event.text);
    case 'resize':
      return still(
        resizeSession(remakePerson(resizeTable(resizeMail(remakePage({ ...state, columns: event.columns, rows: event.rows }))))),
      );
    case 'opened': {
      // The user went back meanwhile.
      if (state.busy === undefined) return still({ ...state, sources: event.sources });
      const request = newRequest(state, event.text, event.name);
      const draft = {
        ...state.draft,
        text: event.text,
        name: event.name,
        lineCount: countLines(event.text),
        up: 0,
        isWriting: false,
        isDone: true,
      };
      const next = { ...state, busy: undefined, draft, sources: event.sources };
      // Its directories came with it.
      return { state: next, effects: [...refreshAll(next), { kind: 'diagnose', request }] };
    }
    case 'diagnosed':
      return still(onDiagnosed(state, event.diagnosis, event.request));
    case 'sources': {
      const { sources, loaded } = event;
      const screens = placeOf(state) === 'prompt' ? state.screens.slice(0, -1) : state.screens;
      const at =
        loaded === undefined
          ? Math.max(0, Math.min(state.sourceAt, sources.length - 1))
          : Math.max(
              0,
              sources.findIndex((source) => source.path === loaded.path && source.side === loaded.side),
            );
      const text =
        loaded === undefined
          ? // Where an answer was taken back, the notice says so.
            (state.notice?.text ?? 'Removed.')
          : `Loaded ${count(loaded.objectCount, loaded.side === 'settings' ? 'setting' : 'object')} from ${loaded.path}.`;
      const next = say(
        { ...state, sources, screens, sourceAt: at, busy: undefined },
        'good',
        state.result === undefined ? text : `${text} ${holdsMany(sources) ? 'The result follows.' : 'The result is up to date with it.'}`,
      );
      const remembered = remember(next, 'data', text);
      return { state: remembered, effects: refreshAll(remembered) };
    }
    case 'failed':
      return still({
        ...state,
        busy: undefined,
        problem: event.problem,
        run: undefined,
        screens: state.screens.filter((screen) => screen !== 'run'),
      });
    case 'copied':
      return still(say({ ...state, copied: { fileName: event.fileName, text: event.text } }, 'good', event.notice));
    case 'late':
      return onLate(state, event.event);
    case 'said':
      return still(say(state, 'good', event.notice));
    case 'progress':
    case 'assessed':
    case 'arranged':
    case 'person':
    case 'matched':
    case 'proven':
    case 'exported':
      return still(onReadinessEvent(state, event));
    case 'exists':
      return still(state.prompt.purpose === 'export' ? onReadinessEvent(state, event) : onExists(state, event.path));
    case 'written':
      return still(onWritten(remember(state, 'file', `Wrote ${event.what} to ${event.path}.`), event.path, event.what));
    case 'dropped':
      return {
        state: { ...state, busy: event.paths.length === 1 ? readingWords(event.paths[0] ?? '') : 'Reading the files.' },
        effects: [{ kind: 'take', text: '', paths: event.paths }],
      };
    case 'taken':
      return onTaken(state, event);
    case 'output':
      return event.taking.purpose === 'home' ? onHomeOutput(state, event) : onAnswerOutput(state, event);
    case 'refreshed':
      return still(settleListing(onRefreshed(state, event.diagnosis, event.request)));
    case 'waiting':
      return still({ ...state, busy: event.what });
    case 'restored':
      return onRestored(state, event);
    case 'searchable':
    case 'found':
    case 'read':
    case 'unread':
      return still(onPaletteEvent(state, event));
    case 'click':
      return onClick({ ...state, notice: undefined, problem: undefined }, event, pressKey);
    case 'wheel':
      return onWheel(state, event.rows, pressKey);
    case 'live':
      return onLiveEvent(state, event.live);
  }
}

export function still(state: State): Outcome {
  return { state, effects: [] };
}

export function say(state: State, tone: Notice['tone'], text: string): State {
  return { ...state, notice: { tone, text } };
}

function countLines(text: string): number {
  return text === '' ? 0 : text.split('\n').length;
}

/** While something is read only leaving is possible. */
const ALWAYS: ReadonlySet<Action> = new Set(['quit', 'back']);

function pressKey(state: State, key: string): Outcome {
  const anywhere = findKey(placeOf(state), key)?.action;
  if (anywhere === 'suspend') return { state, effects: [{ kind: 'suspend' }] };
  if (anywhere === 'mouse') return toggleMouse(state);
  if (isTooSmall(state)) return key === 'q' || key === 'ctrl+c' || key === 'esc' ? quit(state, key) : still(state);
  const place = placeOf(state);
  if (state.busy !== undefined && key !== 'ctrl+c' && key !== 'esc' && key !== 'q')
    return still(say(state, 'caution', state.busy.includes('Esc') ? state.busy : `${state.busy} Esc goes back.`));
  const typed = typeCharacter(state, key);
  if (typed !== undefined) return typed;
  const binding = findKey(place, key);
  if (binding === undefined) return unknownKey(state, key);
  const reason = binding.unless?.(state);
  if (reason !== undefined && !(ALWAYS.has(binding.action) && place !== 'home')) return still(say(state, 'caution', reason));
  return act(state, binding.action, key);
}

function unknownKey(state: State, key: string): Outcome {
  const isLetter = [...key].length === 1;
  if (placeOf(state) === 'home' && isLetter) return still(typeDraft({ ...state, draft: { ...state.draft, isWriting: true } }, key));
  return still(say(state, 'caution', `${keySign(clean(key))} does nothing here${placeOf(state) === 'help' ? '.' : '; ? shows the keys.'}`));
}

function act(state: State, action: Action, key: string): Outcome {
  if (action === 'quit') return quit(state, key);
  if (action === 'help') return still({ ...state, screens: [...state.screens, 'help'], helpTop: 0 });
  if (action === 'open') return still({ ...state, screens: [...state.screens, 'prompt'], prompt: { purpose: 'open', value: '' } });
  if (action === 'sources') return still(goTo(state, 'sources'));
  if (action === 'connections') return openConnections(state);
  if (action === 'readiness') return still({ ...state, screens: [...state.screens.filter((screen) => screen === 'home'), 'move'] });
  if (action === 'palette') return openPalette(state);
  if (action === 'session') return still(openSession(state));
  if (action === 'save') return still(openSave(state));
  if (action === 'save-session') return onSave(openSave(state, 'session'), 'submit');
  if (action === 'rule-page' || action === 'person-page') return openPage(state, action);
  if (action === 'next-input') return still(stepInput(state, 1));
  if (action === 'previous-input') return still(stepInput(state, -1));
  if (action === 'back') return still(back(state, key));
  switch (placeOf(state)) {
    case 'home':
    case 'write':
      return onHome(state, action);
    case 'result': {
      const switched = switchView(state, action);
      return switched === undefined ? onResult(state, action) : still(switched);
    }
    case 'message':
    case 'path':
    case 'fields':
    case 'raw':
    case 'field': {
      const found = onFindKeys(state, action);
      return found === undefined ? onMail(state, action) : still(found);
    }
    case 'find':
      return onFind(state, action);
    case 'sources':
      return onSources(state, action);
    case 'prompt':
      return onPrompt(state, action);
    case 'answer':
      return onAnswer(state, action);
    case 'help':
      return still(onHelp(state, action));
    case 'move':
      return onMove(state, action);
    case 'run':
      return onRun(state, action);
    case 'people':
    case 'causes':
    case 'organization':
    case 'open':
    case 'units':
      return onTable(state, action);
    case 'seek':
      return onSeek(state, action);
    case 'person':
      return onPerson(state, action);
    case 'export':
      return onExport(state, action);
    case 'all':
    case 'inputs':
    case 'history':
      return onSession(state, action);
    case 'palette':
      return onPalette(state, action, pressKey);
    case 'reading':
      return onReading(state, action);
    case 'save':
      return onSave(state, action);
    case 'side':
      return onSide(state, action);
    case 'connections':
      return onConnections(state, action);
    case 'connect':
      return onConnect(state, action);
    case 'connection':
    case 'preview':
    case 'collected':
      return onLivePage(state, action);
    case 'signing-in':
      return onSignIn(state, action);
    case 'collect':
      return onCollect(state, action);
    case 'collecting':
      return onCollecting(state, action);
  }
}

/** The page of the rule, or of the recipient, of the shown finding. */
function openPage(state: State, action: 'rule-page' | 'person-page'): Outcome {
  const finding = state.result === undefined ? undefined : shownFinding(state.result);
  if (finding === undefined) return still(state);
  return action === 'rule-page' ? openRule(state, finding.ruleId) : openPerson(state, subjectName(finding));
}

/** "3 of 20": the place of the shown input. */
function inputNumber(state: State): string {
  const inputs = inputsOf(state);
  return `${inputs.findIndex(({ id }) => id === state.result?.id) + 1} of ${inputs.length}`;
}

/** A diagnosis came: of a new input, or of one that is there. */
function onDiagnosed(state: State, diagnosis: Diagnosis, request: DiagnoseRequest): State {
  if (request.restored !== undefined) return onRestoredInput(state, diagnosis, request, request.restored);
  const shown = showDiagnosis(state, diagnosis, request);
  if (request.isAgain || shown.result === undefined) return continueAnswer(state, shown);
  const [worst] = diagnosis.findings;
  const name = request.name === undefined ? 'a pasted text' : fileName(request.name);
  const text = worst === undefined ? `Diagnosed ${name}: nothing found.` : `Diagnosed ${name}: ${worst.severity}, ${worst.title}.`;
  if (request.id !== undefined && request.isLast !== true)
    return say(shown, 'plain', `This text is in the session already: input ${inputNumber(shown)}.`);
  const known = remember(shown, 'input', text, shown.result.id);
  return request.isLast === true ? openSession(known, 'all') : known;
}

/** An input was diagnosed anew, and nobody waited for it. */
function onRefreshed(state: State, diagnosis: Diagnosis, request: DiagnoseRequest): State {
  if (state.result?.id !== request.id) return refreshed(state, request, diagnosis);
  return { ...onDiagnosed(state, diagnosis, request), busy: state.busy };
}

function back(state: State, key: string): State {
  const place = placeOf(state);
  if (place === 'write') return { ...state, draft: { ...state.draft, isWriting: false } };
  const reading = state.screens.at(-1) === 'result' ? readingOf(state) : undefined;
  if (reading !== undefined) {
    const next = place === 'find' ? cancelFind(reading) : backFromView(state, key);
    if (next !== undefined) return next;
  }
  if (state.busy === undefined && state.screens.at(-1) === 'table') {
    const next = backFromTable(state, key);
    if (next !== undefined) return next;
  }
  // What is being waited for over the table is no screen of its own.
  if (state.busy !== undefined && state.screens.at(-1) === 'table') return { ...state, busy: undefined };
  const isFirst = state.screens.length === 1;
  const left: State = { ...leaveConnections(state), screens: isFirst ? state.screens : state.screens.slice(0, -1), busy: undefined };
  return isFirst ? say(left, 'plain', 'crossprem no longer waits for it.') : left;
}

function quit(state: State, key: string): Outcome {
  return { state, effects: [{ kind: 'exit', code: key === 'ctrl+c' ? 130 : 0 }] };
}

/** What the lists and pages of the session need in a window of another size. */
function resizeSession(state: State): State {
  return settleListing(resizeReading(resizePalette(state)));
}
