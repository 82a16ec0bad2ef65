import { beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../src/evidence/problem.js';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import type { LoadedSource } from '../../src/ports/session.js';
import { type Event, placeOf, type State } from '../../src/tui/model.js';
import { answerLayout } from '../../src/tui/pages/question-box.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { inputsOf, oldCount } from '../../src/tui/transitions/inputs.js';
import { sourcesText } from '../../src/tui/transitions/table.js';
import { createConnections, GRAPH, type LiveSession } from './live.js';
import { CLOUD_MAILBOX } from './outputs.js';
import { createTestSession, ERROR, GUID } from './session.js';

const OTHER = ERROR.replaceAll(GUID, '7f0c1b6a-2a3b-4c5d-8e9f-0a1b2c3d4e5f');
const FILE = 'today.crossprem-session';
const MANY = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`${at}.txt`, `${ERROR} ${at}`]));

/** What long work waits for: it goes on when a test lets it. */
let held: (() => void)[];
let isHeld: boolean;
let isMany: boolean;
let session: LiveSession;
let reported: (readonly Diagnosis[])[];
let exits: number[];
let runtime: Runtime;

const state = (): State => runtime.state();
const send = (event: Event): void => runtime.dispatch(event);
const keys = (...names: readonly string[]): void => {
  for (const key of names) send({ kind: 'key', key });
};
const take = (text: string): void => {
  send({ kind: 'paste', text });
  keys('enter');
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const letGo = (): void => {
  isHeld = false;
  for (const go of held.splice(0)) go();
};
async function settled(): Promise<void> {
  letGo();
  for (let calm = 0; calm < 12; calm++) {
    await turn();
    if (state().busy !== undefined || oldCount(state()) > 0) calm = -1;
  }
}
const notice = (): string | undefined => state().notice?.text;
const firstCause = (at: number): string | undefined => inputsOf(state())[at]?.diagnosis.findings[0]?.causes[0]?.status;
const pasted = (): readonly string[] =>
  session
    .sources()
    .filter(({ format }) => format === 'pasted')
    .map(({ path }) => path);

function restart(): void {
  let clock = 0;
  const own = createTestSession({ texts: { 'error.txt': ERROR, 'other.txt': OTHER, 'copy.txt': `${ERROR}\n`, ...MANY } });
  const many = new Map<LoadedSource, LoadedSource>();
  const large = (source: LoadedSource): LoadedSource => {
    const known = many.get(source) ?? { ...source, objectCount: 100_000 };
    many.set(source, known);
    return known;
  };
  session = {
    ...own,
    connections: createConnections([GRAPH]),
    sources: () => own.sources().map((source) => (isMany ? large(source) : source)),
    report: async (diagnoses) => {
      reported.push(diagnoses);
      return 'the report';
    },
  };
  runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false, [], session.connections.list()), {
    session,
    write: () => undefined,
    environment: { TERM: 'xterm' },
    exit: (code) => exits.push(code),
    fail: (error) => {
      throw error;
    },
    // Of each slice one step.
    clock: () => (clock += 10),
    pause: () => (isHeld ? new Promise<void>((go) => held.push(go)) : turn()),
  });
}

beforeEach(() => {
  [held, isHeld, isMany, reported, exits] = [[], false, false, [], []];
  restart();
});

async function loadBoth(): Promise<void> {
  await session.load('onprem.json', 'onprem');
  await session.load('cloud.json', 'cloud');
}

describe('what is pasted while something is read', () => {
  it('is not lost without a word, and the word stays', async () => {
    isHeld = true;
    isMany = true;
    await loadBoth();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    take(ERROR);
    expect(state().busy).toBeDefined();
    send({ kind: 'paste', text: OTHER });
    expect(notice()).toBe('What you pasted meanwhile was not taken. Paste it again.');
    await settled();
    expect(inputsOf(state()).map(({ text }) => text)).toEqual([ERROR]);
    expect(notice()).toBe('What you pasted meanwhile was not taken. Paste it again.');
  });

  it('presses no keys, in a terminal that marks no pastes', () => {
    take(OTHER);
    keys('esc');
    send({ kind: 'dropped', paths: ['error.txt'] });
    send({ kind: 'text', text: 'a quota was exceeded' });
    expect([exits, placeOf(state()), state().draft.text]).toEqual([[], 'home', OTHER]);
    expect(notice()).toBe('What you pasted meanwhile was not taken. Paste it again.');
  });
});

describe('what was left', () => {
  it('does not open, by whichever way the key came', async () => {
    isHeld = true;
    isMany = true;
    await loadBoth();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    take(ERROR);
    await settled();
    isHeld = true;
    keys('o');
    take('other.txt');
    while (state().busy !== 'Diagnosing with the loaded data.') await turn();
    // Two keys that were pressed fast.
    send({ kind: 'text', text: 'xq' });
    expect(state().busy).toBeUndefined();
    await settled();
    expect(inputsOf(state()).map(({ text }) => text)).toEqual([ERROR]);
  });

  it('leaves what was diagnosed of a session file as the session', async () => {
    send({ kind: 'dropped', paths: Object.keys(MANY) });
    await settled();
    keys('ctrl+s', 'enter', 'enter');
    await settled();
    const file = session.saved.get(FILE) ?? '';
    restart();
    take(file);
    while (inputsOf(state()).length < 3) await turn();
    keys('esc');
    await settled();
    expect(inputsOf(state()).length).toBeGreaterThanOrEqual(3);
    expect(inputsOf(state()).length).toBeLessThan(12);
    expect(state().result).toBeDefined();
    keys('h', 'home', 'enter');
    expect(placeOf(state())).toBe('result');
  });
});

describe('a sentence of another thing', () => {
  it('ends no waiting', async () => {
    send({ kind: 'dropped', paths: ['error.txt'] });
    send({ kind: 'said', notice: 'This program cannot be stopped here.' });
    expect(state().busy).toBeDefined();
    await settled();
    expect(placeOf(state())).toBe('result');
  });

  it('neither does a file that was written after it had been left', () => {
    take(ERROR);
    keys('R', 'enter', 'enter', 'esc');
    expect(state().busy).toBeUndefined();
    send({ kind: 'dropped', paths: ['other.txt'] });
    send({ kind: 'written', path: '/folder/a.html', what: 'the report' });
    expect(state().busy).toBeDefined();
    send({ kind: 'exists', path: '/folder/a.html' });
    expect([state().busy === undefined, notice()]).toEqual([false, '/folder/a.html is there already, so nothing was written.']);
  });
});

describe('a readiness run that was left through the palette', () => {
  beforeEach(async () => {
    await loadBoth();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    isHeld = true;
    isMany = true;
    keys('m', 'enter');
    expect(placeOf(state())).toBe('run');
    send({ kind: 'key', key: 'ctrl+p' });
    send({ kind: 'paste', text: 'Home' });
    keys('enter');
    expect(placeOf(state())).toBe('home');
  });
  const judged = async (): Promise<void> => {
    letGo();
    while (state().run !== undefined) await turn();
    for (let turns = 0; turns < 12; turns++) await turn();
  };

  it('gives its place to the one that is begun then', async () => {
    keys('m', 'down', 'enter');
    await judged();
    expect(placeOf(state())).toBe('people');
    expect(state().readiness?.table.direction).toBe('to-onprem');
  });

  it('says that other data came while it went on', async () => {
    const checked = state().run?.from;
    session.unload('cloud.json');
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    await judged();
    expect(state().readiness?.from).toBe(checked);
    expect(sourcesText(state())).not.toBe(checked);
  });
});

describe('two files with the same text', () => {
  it('are one input, and the screen says so', async () => {
    send({ kind: 'dropped', paths: ['error.txt', 'copy.txt'] });
    await settled();
    expect(inputsOf(state()).map(({ text }) => text)).toEqual([ERROR]);
    expect(notice()).toContain('copy.txt holds the same text as another one.');
  });
});

describe('several inputs, when data comes', () => {
  beforeEach(async () => {
    take(OTHER);
    keys('esc');
    take(ERROR);
    await settled();
    expect(inputsOf(state())).toHaveLength(2);
  });

  it('that was read live, are diagnosed anew and stay as many', async () => {
    keys('d', 'l', 'r', 'enter');
    await loadBoth();
    session.connections.readings[0]?.end(ok({ records: 2, path: undefined, isComplete: true, notes: [] }));
    await settled();
    expect(inputsOf(state()).map(({ text }) => text)).toEqual([OTHER, ERROR]);
    expect(firstCause(1)).toBe('confirmed');
    expect(inputsOf(state()).every(({ diagnosis }) => diagnosis.input.directories.cloud !== undefined)).toBe(true);
  });

  it('do not end the waiting for a new one', async () => {
    isHeld = true;
    isMany = true;
    keys('esc');
    await loadBoth();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    take('nothing of use');
    for (let steps = 0; inputsOf(state()).length < 3; steps++) {
      expect(state().busy, `${steps}`).toBeDefined();
      held.shift()?.();
      await turn();
    }
    expect(state().busy).toBeUndefined();
    await settled();
  });

  it('follow it also when one of them was opened again, and left', async () => {
    isHeld = true;
    isMany = true;
    keys('esc');
    await loadBoth();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    take(OTHER);
    expect(state().busy).toBeDefined();
    keys('esc');
    await settled();
    expect(inputsOf(state()).every(({ diagnosis }) => diagnosis.input.directories.cloud !== undefined)).toBe(true);
  });

  it('are told apart from those that follow it already', async () => {
    isHeld = true;
    isMany = true;
    keys('esc', 'h');
    await loadBoth();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    expect(oldCount(state())).toBe(2);
    await settled();
    expect(oldCount(state())).toBe(0);
  });

  it('go into a report as they are with it', async () => {
    isHeld = true;
    isMany = true;
    keys('esc', 'h');
    await loadBoth();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    keys('R', 'enter', 'enter');
    await turn();
    expect(reported).toEqual([]);
    await settled();
    expect(reported[0]?.map(({ input }) => input.directories.cloud !== undefined)).toEqual([true, true]);
    expect(notice()).toBe('Wrote the report to /folder/crossprem-report.html');
  });
});

describe('an answer among very many people', () => {
  it('is given once: the question waits until it counts', async () => {
    isMany = true;
    await session.load('onprem.json', 'onprem');
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    take(ERROR);
    await settled();
    keys('a');
    expect(placeOf(state())).toBe('answer');
    isHeld = true;
    send({ kind: 'paste', text: 'UserMailbox' });
    keys('end', 'enter', 'enter', 'enter', 'enter', 'enter', 'enter', 'enter');
    const given = state().result?.given.length;
    expect(given).toBe(1);
    expect(state().busy).toBe('Diagnosing with the loaded data.');
    await settled();
    expect(state().result?.given).toHaveLength(1);
    expect(state().busy).toBeUndefined();
  });
});

describe('an answer by hand after an output that was not understood', () => {
  it('is seen while it is typed', async () => {
    take(ERROR);
    keys('a');
    send({ kind: 'paste', text: 'Name : x\nOther : y\n' });
    await settled();
    expect(state().answer?.paste?.reading?.kind).toBe('nothing');
    keys('U');
    const { answer } = state();
    if (answer === undefined) throw new Error('no question');
    expect(answer.fields[answer.at]?.value).toBe('U');
    const rows = answerLayout(state(), answer).body.map(({ spans }) => spans.map(({ text }) => text).join(''));
    expect(rows.join('\n')).toContain('U█');
    expect(rows.join('\n')).not.toContain('Not recognised');
  });
});

describe('a letter while the side of an output is asked for', () => {
  it('goes into no line that is not seen', async () => {
    take(ERROR);
    keys('a');
    send({
      kind: 'paste',
      text: 'Name        : Kim Alder\nAlias       : kim.alder\nDisplayName : Kim Alder\nPrimarySmtpAddress : kim.alder@contoso.com\n',
    });
    await settled();
    expect(state().answer?.paste?.reading?.kind).toBe('side');
    keys('x');
    expect(notice()).toBe('Where was it read? p says on-premises, c says cloud.');
    expect(state().answer?.fields.every(({ value }) => value === '')).toBe(true);
    keys('c');
    await settled();
    expect(session.sources()).toMatchObject([{ side: 'cloud' }]);
  });
});

describe('a session file that is opened again', () => {
  it('brings no output twice, so that one that is taken back is gone', async () => {
    take(ERROR);
    keys('a');
    send({ kind: 'paste', text: CLOUD_MAILBOX });
    await settled();
    expect(pasted()).toHaveLength(1);
    while (placeOf(state()) !== 'result') keys('esc');
    keys('ctrl+s', 'enter', 'enter');
    await settled();
    const file = session.saved.get(FILE) ?? '';
    for (let time = 0; time < 2; time++) {
      while (placeOf(state()) !== 'home') keys('esc');
      take(file);
      await settled();
      expect(pasted()).toHaveLength(1);
    }
    keys('u');
    await settled();
    expect(pasted()).toEqual([]);
  });
});
