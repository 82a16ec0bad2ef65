import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../src/tui/model.js';
import { MOST_PROVEN_UNASKED, placeOf } from '../../src/tui/model.js';
import { createRuntime, type Runtime, type Surroundings } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { mailbox, staffSession } from './people.js';
import type { TestSession } from './session.js';

let session: TestSession;
let runtime: Runtime;
let written: string[];

const keys = (...names: readonly string[]): void => {
  for (const key of names) runtime.dispatch({ kind: 'key', key });
};
const send = (event: Event): void => runtime.dispatch(event);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const settled = async (): Promise<void> => {
  while (runtime.state().run !== undefined || runtime.state().busy !== undefined) await turn();
};
const names = (): readonly string[] => {
  const { readiness } = runtime.state();
  return [...(readiness?.listed ?? [])].map((position) => readiness?.table.row(position).name ?? '');
};
const marked = (): string | undefined => names()[runtime.state().readiness?.spot.at ?? -1];
const pageText = (): string => {
  const page = runtime.state().readiness?.person?.page;
  return (page?.lines.slice(0, page.lines.length) ?? []).map((row) => row.spans.map(({ text }) => text).join('')).join('\n');
};

function restart(more: Partial<Surroundings> = {}): void {
  written = [];
  runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false, session.sources()), {
    session,
    write: (sequence) => written.push(sequence),
    environment: { TERM: 'xterm-256color' },
    exit: () => undefined,
    fail: (error) => {
      throw error;
    },
    ...more,
  });
}

async function check(direction: 0 | 1 | 2 = 0): Promise<void> {
  keys('m', ...Array<string>(direction).fill('down'), 'enter');
  await settled();
}

beforeEach(async () => {
  session = await staffSession();
  restart();
});

describe('a run', () => {
  it('asks which way people are to move, and shows them blocked first', async () => {
    keys('m');
    expect(placeOf(runtime.state())).toBe('move');
    keys('enter');
    expect(placeOf(runtime.state())).toBe('run');
    await settled();
    expect(placeOf(runtime.state())).toBe('people');
    expect(runtime.state().readiness?.table).toMatchObject({ direction: 'to-cloud', length: 4, isComplete: true });
    expect(names().slice(0, 2)).toEqual(['Ann Reed', 'Bo Marsh']);
  });

  it.each([
    [1, 'to-onprem'],
    [2, undefined],
  ] as const)('takes the marked direction (%s)', async (at, direction) => {
    await check(at);
    expect(runtime.state().readiness?.table.direction).toBe(direction);
  });

  it('is not offered without directory data, and says why', () => {
    session = { ...session, sources: () => [] };
    restart();
    keys('m');
    expect(runtime.state().notice?.text).toContain('No directory data is loaded');
  });

  it('stops at Esc and keeps those who are judged', async () => {
    session = await staffSession(Array.from({ length: 400 }, (_, index) => mailbox(`Person ${index}`)));
    let [time, isPressed] = [0, false];
    restart({
      clock: () => {
        time += 40;
        return time;
      },
      pause: async () => {
        if ((runtime.state().run?.progress?.done ?? 0) > 0 && !isPressed) {
          isPressed = true;
          keys('esc');
        }
        await turn();
      },
    });
    const shown: number[] = [];
    runtime.subscribe(() => {
      const done = runtime.state().run?.progress?.done;
      if (done !== undefined) shown.push(done);
    });
    await check();
    const { readiness, notice } = runtime.state();
    expect(readiness?.table.isComplete).toBe(false);
    expect(readiness?.table.length).toBeGreaterThan(0);
    expect(readiness?.table.length).toBeLessThan(400);
    expect(readiness?.listed.length).toBe(readiness?.table.length);
    expect(notice?.text).toMatch(/^Stopped: \d+ people of 4\d\d were checked\.$/);
    expect(shown.length).toBeGreaterThan(1);
  });
});

describe('a run that is stopped before it is known who there is', () => {
  it('shows nobody, and says so', async () => {
    session = await staffSession();
    restart();
    keys('m', 'enter', 'esc');
    await settled();
    expect(runtime.state().readiness).toBeUndefined();
    expect(placeOf(runtime.state())).toBe('home');
    expect(runtime.state().notice?.text).toBe('Stopped before anybody was checked.');
  });
});

describe('the list of people', () => {
  beforeEach(() => check());

  it('is filtered by name or address while that is typed, and whole again with Esc', () => {
    keys('f', 'M', 'a', 'r');
    expect(names()).toEqual(['Bo Marsh']);
    keys('backspace', 'backspace', 'backspace');
    expect(names()).toHaveLength(4);
    send({ kind: 'text', text: 'reed@contoso.com\r' });
    expect(names()).toEqual(['Ann Reed']);
    expect(placeOf(runtime.state())).toBe('people');
    keys('esc');
    expect(names()).toHaveLength(4);
  });

  it('forgets what was typed with Esc, and keeps who was marked', () => {
    keys('down', 'f', 'z', 'z');
    expect(names()).toEqual([]);
    keys('esc');
    expect(marked()).toBe('Bo Marsh');
    expect(placeOf(runtime.state())).toBe('people');
  });

  it('goes through matches of a search without narrowing the list', () => {
    keys('/', 'm', 'a', 'r', 's', 'enter');
    expect(marked()).toBe('Bo Marsh');
    expect(names()).toHaveLength(4);
    keys('n');
    expect(runtime.state().notice?.text).toBe('This is the only match.');
    keys('/', 'ctrl+u', 'c', 'o', 'n', 't', 'enter', 'G', 'n');
    expect(runtime.state().notice?.text).toBe('Again from the first match.');
    keys('N');
    expect(runtime.state().notice?.text).toBe('Again from the last match.');
    keys('/', 'ctrl+u', 'q', 'q', 'q', 'enter');
    expect(runtime.state().notice?.text).toContain('No listed name');
  });

  it('is narrowed to each verdict that somebody has, in turn', () => {
    keys('v');
    expect(runtime.state().readiness?.filter.verdict).toBe('blocked');
    const { table, listed } = runtime.state().readiness ?? {};
    expect([...(listed ?? [])].map((position) => table?.row(position).verdict)).toEqual(Array(table?.verdicts.blocked).fill('blocked'));
    const seen = new Set(['blocked']);
    for (let step = 0; step < 4 && runtime.state().readiness?.filter.verdict !== undefined; step++) {
      keys('v');
      seen.add(runtime.state().readiness?.filter.verdict ?? 'all');
    }
    expect(seen).toContain('all');
    expect(names()).toHaveLength(4);
  });

  it('is ordered by finding, name, or as in the data', async () => {
    keys('o');
    await settled();
    expect(runtime.state().readiness?.order).toBe('finding');
    keys('o');
    await settled();
    expect(names()).toEqual(['Ann Reed', 'Bo Marsh', 'Cy Dale', 'Kim Alder']);
    keys('o');
    expect(names()).toEqual(['Kim Alder', 'Ann Reed', 'Bo Marsh', 'Cy Dale']);
    keys('o');
    expect(runtime.state().readiness?.order).toBe('verdict');
  });

  it('is grouped by cause, and Enter lists the people of one', () => {
    keys('2');
    const { table } = runtime.state().readiness ?? {};
    const at = table?.causes.findIndex(({ id }) => id === 'readiness/upn-suffix-unverified') ?? -1;
    keys(...Array<string>(at).fill('down'), 'enter');
    expect(placeOf(runtime.state())).toBe('people');
    expect([...names()].sort()).toEqual(['Ann Reed', 'Bo Marsh']);
    keys('esc');
    expect(names()).toHaveLength(4);
  });

  it('is grouped by organizational unit with those below it', () => {
    keys('5');
    const units = runtime.state().readiness?.table.units() ?? [];
    expect(units).toEqual([
      { key: 'dc=contoso,dc=com', name: 'contoso.com', people: 4 },
      { key: 'ou=lab,dc=contoso,dc=com', name: 'contoso.com/Lab', people: 1 },
      { key: 'ou=staff,dc=contoso,dc=com', name: 'contoso.com/Staff', people: 3 },
      { key: 'ou=berlin,ou=staff,dc=contoso,dc=com', name: 'contoso.com/Staff/Berlin', people: 1 },
    ]);
    keys('down', 'down', 'enter');
    expect([...names()].sort()).toEqual(['Ann Reed', 'Bo Marsh', 'Kim Alder']);
  });

  it('holds its marks inside when the window changes, and goes through the pages with Tab', () => {
    keys('G');
    send({ kind: 'resize', columns: 60, rows: 15 });
    const { spot, listed } = runtime.state().readiness ?? {};
    expect(spot?.at).toBe((listed?.length ?? 0) - 1);
    for (const view of ['causes', 'organization', 'open', 'units', 'people']) {
      keys('tab');
      expect(placeOf(runtime.state())).toBe(view);
    }
    keys('3', 'esc');
    expect(placeOf(runtime.state())).toBe('people');
    keys('esc');
    expect(placeOf(runtime.state())).toBe('home');
    keys('m', 'r');
    expect(placeOf(runtime.state())).toBe('people');
  });
});

describe('a person', () => {
  beforeEach(() => check());
  const opened = async (): Promise<void> => {
    while (runtime.state().readiness?.person?.match === undefined) await turn();
    while (runtime.state().readiness?.person?.proof === undefined) await turn();
  };

  it('shows findings, both sides, the repair, a cycle and the proof', async () => {
    keys('enter');
    expect(placeOf(runtime.state())).toBe('person');
    await opened();
    const text = pageText();
    for (const part of [
      '× blocked',
      'readiness/upn-suffix-unverified',
      'Both sides',
      'UserPrincipalName',
      'Fix',
      'Proof',
      'What a synchronization cycle does',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/[✓×?] (?:proven|not proven|cannot be simulated)/);
  });

  it('marks what differs, and only that', async () => {
    keys('f', 'K', 'i', 'm', 'enter', 'enter');
    await opened();
    expect(pageText()).toMatch(/= UserPrincipalName +both +kim\.alder@contoso\.com/);
    expect(pageText()).toContain('source anchor');
  });

  it('goes to the next person of the list, and back to the list where that one is marked', async () => {
    keys('enter', 'tab');
    expect(runtime.state().readiness?.person?.detail.row.name).toBe('Bo Marsh');
    keys('shift+tab', 'shift+tab');
    expect(runtime.state().notice?.text).toBe('This is the first one.');
    keys('tab', 'esc');
    expect(marked()).toBe('Bo Marsh');
  });

  it('drops a proof that comes for somebody who is no longer shown', async () => {
    keys('enter', 'tab', 'shift+tab', 'esc', 'down', 'enter');
    await opened();
    expect(runtime.state().readiness?.person?.detail.row.name).toBe('Bo Marsh');
  });

  it('among very many people tries a cycle and the plan only when that is asked for', async () => {
    const many = Array.from({ length: MOST_PROVEN_UNASKED + 1 }, (_, index) => ({ displayName: `Group ${index}`, objectClass: ['group'] }));
    session = await staffSession([mailbox('Ann Reed', 'contoso.local'), ...many]);
    restart();
    await check();
    keys('enter');
    expect(pageText()).toContain('Not tried yet: t tries it.');
    await turn();
    await turn();
    expect(runtime.state().readiness?.person?.match).toBeUndefined();
    keys('t');
    await settled();
    expect(pageText()).not.toContain('Not tried yet');
    keys('t');
    expect(runtime.state().notice?.text).toContain('It was tried');
  });

  it('copies the marked command and all commands', async () => {
    keys('enter');
    await opened();
    keys('n', 'c');
    const clipboard = (): string => Buffer.from(/\]52;c;([^\u0007]*)/.exec(written.at(-1) ?? '')?.[1] ?? '', 'base64').toString('utf8');
    expect(clipboard()).toMatch(/^[A-Z][a-z]+-[A-Za-z]+ /);
    keys('C');
    expect(clipboard()).toContain('# Undo (take the # away to run)');
  });
});

describe('an export', () => {
  beforeEach(() => check());

  it.each([
    [0, 'readiness.csv', 'Who,Name,Verdict'],
    [1, 'readiness.html', '<!doctype html>'],
    [2, 'readiness.md', '# Readiness'],
    [3, 'readiness.json', '"schema": "crossprem/report@1"'],
    [4, 'migration-batch.csv', 'EmailAddress'],
  ] as const)('writes format %s, and says where', async (at, file, start) => {
    keys('e', ...Array<string>(at).fill('down'), 'enter');
    expect(runtime.state().prompt).toEqual({ purpose: 'export', value: file });
    keys('enter');
    await settled();
    expect(session.saved.get(file)).toContain(start);
    expect(runtime.state().notice?.text).toContain(`to /folder/${file}.`);
    expect(placeOf(runtime.state())).toBe('people');
  });

  it('holds whom the filter lists', async () => {
    keys('f', 'R', 'e', 'e', 'd', 'enter', 'e', 'enter', 'enter');
    await settled();
    const csv = session.saved.get('readiness.csv') ?? '';
    expect(csv).toContain('Ann Reed');
    expect(csv).not.toContain('Bo Marsh');
  });

  it('asks before it replaces a file, and never replaces what was loaded', async () => {
    keys('e', 'enter', 'enter');
    await settled();
    keys('e', 'enter', 'enter');
    await settled();
    expect(placeOf(runtime.state())).toBe('prompt');
    expect(runtime.state().problem?.next).toContain('Enter once more');
    keys('enter');
    await settled();
    expect(placeOf(runtime.state())).toBe('people');
    keys('e', 'enter', 'ctrl+u');
    send({ kind: 'paste', text: 'onprem.json' });
    keys('enter');
    await settled();
    expect(runtime.state().problem?.what).toContain('was loaded');
    expect(session.saved.has('onprem.json')).toBe(false);
  });
});
