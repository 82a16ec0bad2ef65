import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { ok, problem } from '../../src/evidence/problem.js';
import type { CollectProgress } from '../../src/ports/connections.js';
import type { LoadedSource, Session } from '../../src/ports/session.js';
import type { FormState } from '../../src/tui/connections-model.js';
import { placeOf, type State } from '../../src/tui/model.js';
import { livePage } from '../../src/tui/pages/live.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { EXCHANGE, FOREST, GRAPH, type LiveSession, liveSession, PASSWORD, PROGRESS } from './live.js';
import { createTestSession, ERROR } from './session.js';

let session: LiveSession;
let runtime: Runtime;
let written: string[];
let clockMs: number;
let timers: Set<() => void>;
let environment: Record<string, string>;

const keys = (...names: readonly string[]): void => {
  for (const key of names) runtime.dispatch({ kind: 'key', key });
};
const paste = (text: string): void => runtime.dispatch({ kind: 'paste', text });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** Lets time go by in the steps of the timers. */
const pass = (ms: number): void => {
  for (let gone = 0; gone < ms; gone += 125) {
    clockMs += 125;
    for (const call of [...timers]) call();
  }
};
const state = (): State => runtime.state();
const place = (): string => placeOf(state());
const live = () => {
  const { connections } = state();
  if (connections === undefined) throw new Error('no connections');
  return connections;
};
const form = (): FormState => live().forms[live().form];
const pageText = (): string => {
  const lines = livePage(state())?.lines;
  return (lines?.slice(0, lines.length) ?? []).map((row) => row.spans.map(({ text }) => text).join('')).join('\n');
};

function restart(given: Session = session): void {
  written = [];
  clockMs = 1000;
  timers = new Set();
  runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false, given.sources(), given.connections?.list()), {
    session: given,
    write: (sequence) => written.push(sequence),
    environment,
    exit: () => undefined,
    fail: (error) => {
      throw error;
    },
    clock: () => clockMs,
    now: () => 1_700_000_000_000 + clockMs,
    every: (_, call) => {
      timers.add(call);
      return () => timers.delete(call);
    },
  });
}

beforeEach(() => {
  environment = { TERM: 'xterm-256color' };
  session = liveSession();
  restart();
});

function fillForest(): void {
  keys('l', 'p');
  paste('ldaps://dc1.corp.contoso.com');
  keys('down');
  paste('CORP\\svc-read');
  keys('down');
  paste(PASSWORD);
}

describe('the list of connections', () => {
  it('is not there where the program opens none, and the key says so', () => {
    restart(createTestSession());
    keys('l');
    expect(place()).toBe('home');
    expect(state().notice?.text).toBe('This crossprem was started without live connections.');
  });

  it('is reached from where files are loaded, and goes back and forth without piling up', () => {
    keys('d', 'l', 'd', 'l', 'd', 'l');
    expect(state().screens).toEqual(['home', 'sources', 'connections']);
    keys('esc', 'esc');
    expect(place()).toBe('home');
  });

  it('shows all about one, and disconnects it', async () => {
    session = liveSession([FOREST, EXCHANGE]);
    restart();
    keys('l', 'down', 'enter');
    expect(place()).toBe('connection');
    expect(pageText()).toContain('Signed in as   admin@contoso.com');
    expect(pageText()).toContain('Get-Thing12 is not allowed.');
    keys('s', 's', 'down');
    expect(live().top).toBeGreaterThan(0);
    keys('x');
    await turn();
    expect(session.connections.closed).toEqual([EXCHANGE.source]);
    expect(place()).toBe('connections');
    expect(state().notice?.text).toBe('Disconnected from Exchange Online.');
    expect(live()).toMatchObject({ open: [FOREST], at: 0 });
  });

  it('says why nothing can be read while nothing is connected', () => {
    keys('l', 'r');
    expect(state().notice?.text).toBe('Nothing is connected: p or c connects first.');
  });
});

describe('connecting', () => {
  it('shows what would be asked for first, and hands on the password only once that is confirmed', async () => {
    fillForest();
    keys('ctrl+d');
    expect(place()).toBe('preview');
    expect(session.connections.previewed).toEqual([
      { kind: 'ldap', url: 'ldaps://dc1.corp.contoso.com', user: 'CORP\\svc-read', password: '', caFile: '' },
    ]);
    expect(pageText()).toContain('Reads DC=corp,DC=contoso,DC=com');
    expect(session.connections.signIns).toEqual([]);
    keys('enter');
    expect(place()).toBe('signing-in');
    expect(session.connections.signIns[0]?.input.form).toMatchObject({ password: PASSWORD });
    expect(form().secret.length).toBe(0);
    session.connections.signIns[0]?.end(ok([FOREST]));
    await turn();
    expect(state().screens).toEqual(['home', 'connections']);
    expect(state().notice?.text).toBe('Connected to Active Directory as CORP\\svc-read.');
    expect(live().open).toEqual([FOREST]);
    expect(inspect(state(), { depth: 20, showHidden: true })).not.toContain(PASSWORD);
    expect(timers.size).toBe(0);
  });

  it('goes back from what would be asked for to the form as it was', () => {
    fillForest();
    keys('ctrl+d', 'esc');
    expect(place()).toBe('connect');
    expect(form().secret.reveal()).toBe(PASSWORD);
  });

  it('counts the seconds that a device code is good for, and copies it, but never into a file', () => {
    keys('l', 'c', 'ctrl+d', 'enter');
    expect(session.connections.signIns[0]?.input.form).toMatchObject({ kind: 'cloud', method: 'device-code', withExchangeOnline: true });
    keys('c');
    expect(state().notice?.text).toBe('There is no code to enter now.');
    const now = 1_700_000_000_000 + clockMs;
    const code = { userCode: 'FJC3EL9KZ', url: 'https://microsoft.com/devicelogin', expiresAt: now + 900_000 };
    session.connections.signIns[0]?.input.hooks.onDeviceCode(code);
    pass(10_000);
    const { signIn } = live();
    expect(signIn?.elapsedMs).toBe(10_000);
    expect((signIn?.code?.expiresAt ?? 0) - (signIn?.now ?? 0)).toBe(890_000);
    keys('c', 'u');
    const copied = written.map((sequence) => Buffer.from(sequence.split(';')[2] ?? '', 'base64').toString());
    expect(copied).toEqual(['FJC3EL9KZ', 'https://microsoft.com/devicelogin']);
    expect(session.saved.size).toBe(0);
  });

  it('says so where there is no clipboard', () => {
    environment = { TERM: 'linux' };
    restart();
    keys('l', 'c', 'ctrl+d', 'enter');
    session.connections.signIns[0]?.input.hooks.onDeviceCode({
      userCode: 'FJC3EL9KZ',
      url: 'https://microsoft.com/devicelogin',
      expiresAt: 1,
    });
    keys('c');
    expect(state().notice?.text).toBe('No clipboard here: mark it with the mouse.');
    expect(session.saved.size).toBe(0);
  });

  it('draws the time that is waited once a second', () => {
    keys('l', 'c', 'ctrl+d', 'enter');
    let drawn = 0;
    runtime.subscribe(() => drawn++);
    pass(5000);
    expect(drawn).toBe(5);
  });

  it('is given up at once with Esc', async () => {
    fillForest();
    keys('ctrl+d', 'enter', 'esc');
    const [signIn] = session.connections.signIns;
    expect(signIn?.input.hooks.signal.aborted).toBe(true);
    expect(place()).toBe('connect');
    expect(state().notice?.text).toBe('Cancelled; nothing was connected.');
    expect(form().texts.user).toBe('CORP\\svc-read');
    expect(timers.size).toBe(0);
    await turn();
    expect(place()).toBe('connect');
  });

  it('closes what came through although it was given up', async () => {
    const { connections } = session;
    const deaf = {
      ...connections,
      connect: (...[given]: Parameters<typeof connections.connect>) =>
        connections.connect(given, { signal: new AbortController().signal, onDeviceCode: () => undefined }),
    };
    restart({ ...session, connections: deaf });
    keys('l', 'c', 'ctrl+d', 'enter', 'esc');
    connections.signIns[0]?.end(ok([GRAPH, EXCHANGE]));
    await turn();
    await turn();
    expect(connections.closed).toEqual([GRAPH.source, EXCHANGE.source]);
    expect(live().open).toEqual([]);
    expect(place()).toBe('connect');
  });

  it('keeps what was filled in when it fails, but for the password, and says what, where and next', async () => {
    fillForest();
    keys('ctrl+d', 'enter');
    session.connections.signIns[0]?.end(problem(`Wrong password ${PASSWORD}.`, 'ldaps://dc1', 'Type it again.'));
    await turn();
    expect(place()).toBe('connect');
    expect(form()).toMatchObject({ at: 2, texts: { url: 'ldaps://dc1.corp.contoso.com', user: 'CORP\\svc-read' } });
    expect(form().secret.length).toBe(0);
    expect(form().problem).toEqual({ what: 'Wrong password •••.', where: 'ldaps://dc1', next: 'Type it again.' });
    // It stays while the form is mended.
    keys('x', 'up');
    expect(form().problem?.next).toBe('Type it again.');
    keys('esc', 'p');
    expect(form().problem).toBeUndefined();
  });

  it('shows what came also when help stands over it', async () => {
    keys('l', 'c', 'ctrl+d', 'enter', '?');
    session.connections.signIns[0]?.end(ok([GRAPH]));
    await turn();
    expect(state().screens).toEqual(['home', 'connections']);
  });

  it('gives a bug of the program to whoever runs it, and no other', async () => {
    const failed: unknown[] = [];
    const connect = () => Promise.reject(new Error('a bug'));
    runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false, [], []), {
      session: { ...session, connections: { ...session.connections, connect } },
      write: () => undefined,
      environment,
      exit: () => undefined,
      fail: (error) => failed.push(error),
    });
    keys('l', 'c', 'ctrl+d', 'enter');
    await turn();
    expect(failed).toEqual([new Error('a bug')]);
  });
});

describe('reading everything', () => {
  const begin = (path = ''): void => {
    session = liveSession([FOREST, GRAPH]);
    restart();
    keys('l', 'r');
    paste(path);
    keys('enter');
  };
  const tell = (progress: Partial<CollectProgress> = {}): void =>
    session.connections.readings[0]?.input.onProgress({ ...PROGRESS, ...progress });
  const run = () => live().collect.run;

  it('takes the path of a snapshot, or none', () => {
    begin();
    expect(session.connections.readings[0]?.input.path).toBeUndefined();
    begin('"C:\\Temp\\contoso.snapshot"\r\n');
    expect(session.connections.readings[0]?.input.path).toBe('C:\\Temp\\contoso.snapshot');
  });

  it('does not begin because of a line end in what was pasted', () => {
    session = liveSession([GRAPH]);
    restart();
    keys('l', 'r');
    runtime.dispatch({ kind: 'text', text: 'contoso.snapshot\r' });
    expect(place()).toBe('collect');
    expect(live().collect.path).toBe('contoso.snapshot');
    expect(state().notice?.text).toContain('Line ends were left out');
  });

  it('draws progress at most eight times a second, however often it is told', () => {
    begin();
    let drawn = 0;
    runtime.subscribe(() => drawn++);
    for (let step = 0; step < 80; step++) {
      for (let told = 0; told < 100; told++) tell({ records: step * 100 + told });
      pass(125);
    }
    expect(drawn).toBeLessThanOrEqual(80);
    expect(run()?.progress?.records).toBe(7999);
    expect(run()?.elapsedMs).toBe(10_000);
  });

  it('counts down a wait that a service asked for, also while others go on', () => {
    begin();
    pass(3000);
    const waiting = { source: 'graph.microsoft.com', why: 'throttled', seconds: 12 };
    tell({ waiting });
    pass(125);
    const from = run()?.waitFromMs;
    expect(from).toBe(3125);
    pass(2000);
    tell({ waiting: { ...waiting }, records: 5 });
    pass(125);
    expect(run()?.waitFromMs).toBe(from);
    tell({ waiting: { ...waiting, seconds: 30 } });
    pass(125);
    expect(run()?.waitFromMs).toBe(5375);
  });

  it('loads what was read, and brings the result up to date', async () => {
    const loaded: LoadedSource = { path: GRAPH.source, side: 'cloud', format: 'live', objectCount: 62_314, notes: [] };
    const base = liveSession([GRAPH]);
    const sources: LoadedSource[] = [];
    session = { ...base, sources: () => sources };
    restart();
    paste(ERROR);
    keys('enter', 'd', 'l', 'r', 'enter');
    sources.push(loaded);
    session.connections.readings[0]?.end(ok({ records: 62_314, path: undefined, isComplete: true, notes: [] }));
    await turn();
    expect(place()).toBe('collected');
    expect(state().sources).toEqual([loaded]);
    expect(state().notice?.text).toBe('Loaded 62,314 records.');
    expect(pageText()).toContain('✓ Everything was read: 62,314 records.');
    expect(pageText()).toContain('No snapshot was written');
    expect(state().screens).toEqual(['home', 'result', 'sources', 'connections', 'collected']);
    keys('m');
    expect(place()).toBe('move');
  });

  it('stops with Esc, and keeps and shows what was read', async () => {
    begin('contoso.snapshot');
    tell();
    pass(125);
    keys('esc');
    expect(session.connections.readings[0]?.input.signal.aborted).toBe(true);
    expect(run()?.isStopping).toBe(true);
    await turn();
    expect(place()).toBe('collected');
    expect(pageText()).toContain('! Not everything was read: 23,100 records came, and are kept.');
    expect(pageText()).toContain('contoso.snapshot');
    expect(pageText()).toContain('Users: stopped after 10,786 of 50,000.');
    expect(state().notice?.text).toBe('Loaded 23,100 records; not everything was read.');
    expect(timers.size).toBe(0);
  });

  it('lets go with a second Esc, and still loads what comes then', async () => {
    session = liveSession([GRAPH]);
    const { connections } = session;
    const slow = {
      ...connections,
      collect: (request: Parameters<typeof connections.collect>[0]) =>
        connections.collect({ ...request, signal: new AbortController().signal }),
    };
    restart({ ...session, connections: slow });
    keys('l', 'r', 'enter', 'esc', 'esc');
    expect(place()).toBe('collect');
    connections.readings[0]?.end(ok({ records: 7, path: undefined, isComplete: false, notes: [] }));
    await turn();
    expect(place()).toBe('collect');
    expect(state().notice?.text).toBe('Loaded 7 records; not everything was read.');
  });

  it('shows a problem in place, with the path as it was', async () => {
    begin('/no/such/folder/a.snapshot');
    session.connections.readings[0]?.end(problem('The folder does not exist.', '/no/such/folder', 'Make it, or name another one.'));
    await turn();
    expect(place()).toBe('collect');
    expect(live().collect).toMatchObject({ path: '/no/such/folder/a.snapshot', problem: { what: 'The folder does not exist.' } });
    keys('backspace');
    expect(live().collect.problem).toBeUndefined();
  });

  it('is given up when the user leaves the program', () => {
    begin();
    keys('ctrl+c');
    expect(session.connections.readings[0]?.input.signal.aborted).toBe(true);
  });
});
