import { fieldsOf } from '../connect-form.js';
import type { CollectRun, LiveEvent } from '../connections-model.js';
import { servicesWords } from '../connections-words.js';
import type { Outcome, ScreenName, State } from '../model.js';
import { clean } from '../sanitize.js';
import { count } from '../words.js';
import { shownForm, withConnections, withForm } from './connect-form.js';
import { goTo, withCollect } from './connections.js';
import { refreshAll } from './inputs.js';

const still = (state: State): Outcome => ({ state, effects: [] });

/** What the connections answered. What is about a sign-in or a reading that was given up came too late. */
export function onLiveEvent(state: State, event: LiveEvent): Outcome {
  switch (event.kind) {
    case 'listed':
      return still(showList(state, event));
    case 'previewed':
      return still(goTo(withConnections(state, { preview: event.lines, top: 0 }), 'preview'));
    case 'device-code':
    case 'waited':
    case 'connected':
    case 'not-connected':
      return still(state.connections?.signIn?.run === event.run ? onSignInEvent(state, event) : state);
    case 'read':
    case 'collected':
    case 'not-collected':
      return onCollectEvent(state, event);
  }
}

function showList(state: State, { open, notice }: Extract<LiveEvent, { kind: 'listed' }>): State {
  const at = Math.max(0, Math.min(state.connections?.at ?? 0, open.length - 1));
  const next = withConnections(state, { open, at });
  if (notice === undefined) return next;
  // The page of a connection that is gone goes with it.
  const screens = next.screens.filter((screen) => screen !== 'connection');
  return { ...next, screens, busy: undefined, notice: { tone: 'good', text: notice } };
}

/** The screens without those that the answer ends; help over them goes too. */
function without(state: State, ...ended: readonly ScreenName[]): State['screens'] {
  return state.screens.filter((screen) => !ended.includes(screen));
}

type SignInEvent = Extract<LiveEvent, { kind: 'device-code' | 'waited' | 'connected' | 'not-connected' }>;

function onSignInEvent(state: State, event: SignInEvent): State {
  const signIn = state.connections?.signIn;
  if (signIn === undefined) return state;
  switch (event.kind) {
    case 'device-code':
      return withConnections(state, { signIn: { ...signIn, code: event.code, now: event.now } });
    case 'waited':
      return withConnections(state, { signIn: { ...signIn, elapsedMs: event.elapsedMs, now: event.now } });
    case 'connected': {
      const { open, opened } = event;
      const [first] = opened;
      const at = Math.max(
        0,
        open.findIndex(({ source }) => source === first?.source),
      );
      const who = first === undefined ? '' : ` as ${clean(first.account)}`;
      const screens = without(state, 'signing-in', 'connect', 'help');
      const next = withConnections(withForm({ ...state, screens }, { problem: undefined }), { open, at, signIn: undefined });
      return { ...next, notice: { tone: 'good', text: `Connected to ${servicesWords(opened)}${who}.` } };
    }
    case 'not-connected': {
      const screens = without(state, 'signing-in', 'help');
      const form = shownForm(state);
      // The secret was forgotten: its line is the next to fill in.
      const at = form === undefined ? -1 : fieldsOf(form).indexOf('secret');
      const next = withConnections({ ...state, screens }, { signIn: undefined });
      return withForm(next, { problem: event.problem, ...(at < 0 ? {} : { at }) });
    }
  }
}

type CollectEvent = Extract<LiveEvent, { kind: 'read' | 'collected' | 'not-collected' }>;

function onCollectEvent(state: State, event: CollectEvent): Outcome {
  const run = state.connections?.collect.run;
  const isShown = run?.run === event.run;
  if (event.kind === 'read') return still(isShown ? showProgress(state, run, event) : state);
  const { sources } = event;
  const ended: State = { ...state, sources, sourceAt: Math.max(0, Math.min(state.sourceAt, sources.length - 1)) };
  if (event.kind === 'not-collected') {
    const next = isShown
      ? withCollect({ ...ended, screens: without(state, 'collecting', 'help') }, { run: undefined, problem: event.problem })
      : ended;
    return again(next);
  }
  const { done } = event;
  const notice = { tone: done.isComplete ? 'good' : 'caution', text: doneNotice(done.records, done.isComplete) } as const;
  if (!isShown) return again({ ...ended, notice });
  const screens = [...without(state, 'collect', 'collecting', 'help'), 'collected' as const];
  return again(withConnections(withCollect({ ...ended, screens, notice }, { run: undefined, done }), { top: 0 }));
}

function doneNotice(records: number, isComplete: boolean): string {
  return `Loaded ${count(records, 'record')}${isComplete ? '.' : '; not everything was read.'}`;
}

function showProgress(state: State, run: CollectRun, event: Extract<LiveEvent, { kind: 'read' }>): State {
  const { progress, elapsedMs } = event;
  const before = run.progress?.waiting;
  const waiting = progress?.waiting;
  const isSame = before?.source === waiting?.source && before?.why === waiting?.why && before?.seconds === waiting?.seconds;
  return withCollect(state, { run: { ...run, progress, elapsedMs, waitFromMs: isSame ? run.waitFromMs : elapsedMs } });
}

/** Every input follows what was loaded. */
function again(state: State): Outcome {
  return { state, effects: refreshAll(state) };
}
