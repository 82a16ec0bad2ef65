import type { ConnectionAbout } from '../../ports/live.js';
import { emptyForm } from '../connect-form.js';
import type { CollectState, ConnectionsState, FormKind, FormState } from '../connections-model.js';
import type { Action } from '../key-binding.js';
import { bodyRows } from '../layout.js';
import type { Outcome, ScreenName, State } from '../model.js';
import { livePage } from '../pages/live.js';
import { clean } from '../sanitize.js';
import { NO_SECRET } from '../secret.js';
import { forgetSecret, oneLine, shownForm, withConnections, withForm } from './connect-form.js';
import { moveSection, scrolledTop } from './scroll.js';

const still = (state: State): Outcome => ({ state, effects: [] });
const LONGEST_VALUE = 2048;

/** The connections of a session that was just begun. */
export function initialConnections(open: readonly ConnectionAbout[]): ConnectionsState {
  return {
    open,
    at: 0,
    forms: { ldap: emptyForm('ldap'), cloud: emptyForm('cloud') },
    form: 'ldap',
    preview: [],
    runs: 0,
    signIn: undefined,
    collect: { path: '', problem: undefined, run: undefined, done: undefined },
    top: 0,
  };
}

/** Shows a screen; where it is in the stack already, goes back to it. */
export function goTo(state: State, screen: ScreenName): State {
  const at = state.screens.indexOf(screen);
  return { ...state, screens: at < 0 ? [...state.screens, screen] : state.screens.slice(0, at + 1) };
}

export function openConnections(state: State): Outcome {
  return { state: goTo(state, 'connections'), effects: [{ kind: 'live', live: { kind: 'list' } }] };
}

export function onConnections(state: State, action: Action): Outcome {
  const { connections } = state;
  if (connections === undefined) return still(state);
  const { open, at } = connections;
  switch (action) {
    case 'up':
      return still(withConnections(state, { at: Math.max(0, at - 1) }));
    case 'down':
      return still(withConnections(state, { at: Math.max(0, Math.min(open.length - 1, at + 1)) }));
    case 'connect-onprem':
      return still(fillIn(state, 'ldap'));
    case 'connect-cloud':
      return still(fillIn(state, 'cloud'));
    case 'details':
      return still(goTo(withConnections(state, { top: 0 }), 'connection'));
    case 'disconnect':
      return disconnect(state);
    case 'collect':
      return still(goTo(withCollect(state, { problem: undefined, done: undefined }), 'collect'));
    default:
      return still(state);
  }
}

function fillIn(state: State, form: FormKind): State {
  return goTo(withForm(withConnections(state, { form }), { secret: NO_SECRET, at: 0, faults: {}, problem: undefined }), 'connect');
}

function disconnect(state: State): Outcome {
  const marked = state.connections?.open[state.connections.at];
  if (marked === undefined) return still(state);
  const { source } = marked;
  return {
    state: { ...state, busy: `Disconnecting ${clean(source)}.` },
    effects: [{ kind: 'live', live: { kind: 'disconnect', source } }],
  };
}

/** Keys of the pages of text: a connection, the preview, and what a reading came to. */
export function onLivePage(state: State, action: Action): Outcome {
  const page = livePage(state);
  if (page === undefined || state.connections === undefined) return still(state);
  if (action === 'start') return connect(state);
  if (action === 'disconnect') return disconnect(state);
  const rows = bodyRows(state);
  const spot = { top: state.connections.top, item: undefined };
  const most = Math.max(0, page.lines.length - rows);
  const to = (top: number): Outcome => still(withConnections(state, { top: Math.max(0, Math.min(most, top)) }));
  const top = scrolledTop(page, spot, action, rows);
  if (top !== undefined) return to(top);
  if (action !== 'next-section' && action !== 'previous-section') return still(state);
  const move = moveSection(page, spot, action === 'next-section' ? 1 : -1, rows);
  return 'why' in move ? still({ ...state, notice: { tone: 'plain', text: move.why } }) : to(move.spot.top);
}

/** Hands the form on; from here on the state holds no secret. */
function connect(state: State): Outcome {
  const form: FormState | undefined = shownForm(state);
  if (form === undefined || state.connections === undefined) return still(state);
  const run = state.connections.runs + 1;
  const screens = state.screens.map((screen) => (screen === 'preview' ? ('signing-in' as const) : screen));
  const signIn = { run, code: undefined, elapsedMs: 0, now: 0 };
  const next = withConnections(forgetSecret({ ...state, screens }), { runs: run, signIn });
  return { state: next, effects: [{ kind: 'live', live: { kind: 'connect', run, form } }] };
}

/** While a sign-in is waited for: its code can be copied, and it can be given up. */
export function onSignIn(state: State, action: Action): Outcome {
  const code = state.connections?.signIn?.code;
  if (action === 'stop') {
    const screens = state.screens.filter((screen) => screen !== 'signing-in');
    const next = withConnections({ ...state, screens }, { signIn: undefined });
    return {
      state: { ...next, notice: { tone: 'plain', text: 'Cancelled; nothing was connected.' } },
      effects: [{ kind: 'live', live: { kind: 'cancel' } }],
    };
  }
  if (code === undefined) return still(state);
  if (action === 'copy') return { state, effects: [{ kind: 'live', live: { kind: 'copy', what: 'the code', text: code.userCode } }] };
  if (action === 'copy-url') return { state, effects: [{ kind: 'live', live: { kind: 'copy', what: 'the URL', text: code.url } }] };
  return still(state);
}

export function withCollect(state: State, change: Partial<CollectState>): State {
  return state.connections === undefined ? state : withConnections(state, { collect: { ...state.connections.collect, ...change } });
}

export function typeCollect(state: State, text: string): Outcome {
  const path = state.connections?.collect.path ?? '';
  const { line, notice } = oneLine(text);
  return still({
    ...withCollect(state, { path: `${path}${line}`.slice(0, LONGEST_VALUE), problem: undefined }),
    notice,
  });
}

/** Before everything is read: the file of the snapshot can be named. */
export function onCollect(state: State, action: Action): Outcome {
  const { connections } = state;
  if (connections === undefined) return still(state);
  const { path } = connections.collect;
  switch (action) {
    case 'erase':
      return still(withCollect(state, { path: [...path].slice(0, -1).join(''), problem: undefined }));
    case 'erase-line':
      return still(withCollect(state, { path: '', problem: undefined }));
    case 'submit': {
      const run = connections.runs + 1;
      const named = path.trim().replace(/^(["'])(.*)\1$/, '$2');
      const begun = { run, progress: undefined, elapsedMs: 0, waitFromMs: 0, isStopping: false };
      const next = withCollect(withConnections(goTo(state, 'collecting'), { runs: run }), {
        run: begun,
        problem: undefined,
        done: undefined,
      });
      return { state: next, effects: [{ kind: 'live', live: { kind: 'collect', run, path: named === '' ? undefined : named } }] };
    }
    default:
      return still(state);
  }
}

/** While everything is read: it can be stopped; whoever does not want to wait for that either, leaves. */
export function onCollecting(state: State, action: Action): Outcome {
  const run = state.connections?.collect.run;
  if (action !== 'stop') return still(state);
  if (run === undefined || run.isStopping)
    return still(withCollect({ ...state, screens: state.screens.filter((screen) => screen !== 'collecting') }, { run: undefined }));
  return {
    state: withCollect(state, { run: { ...run, isStopping: true } }),
    effects: [{ kind: 'live', live: { kind: 'stop-collect' } }],
  };
}

/** Esc on a screen of the connections. */
export function leaveConnections(state: State): State {
  return state.screens.at(-1) === 'connect' ? withForm(forgetSecret(state), { problem: undefined }) : state;
}
