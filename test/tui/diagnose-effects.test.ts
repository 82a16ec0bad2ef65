import { beforeEach, describe, expect, it } from 'vitest';
import type { Steps } from '../../src/evidence/steps.js';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import type { Event } from '../../src/tui/model.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { inputsOf } from '../../src/tui/transitions/inputs.js';
import { createTestSession, ERROR, type TestSession } from './session.js';

const STEPS = 40;

let runtime: Runtime;
let session: TestSession;
/** What was diagnosed to the end, and what was only begun. */
let begun: string[];
let done: string[];
let pauses: number;
let onPause: (() => void) | undefined;
let isMany: boolean;

const send = (event: Event): void => runtime.dispatch(event);
const keys = (...names: readonly string[]): void => {
  for (const key of names) send({ kind: 'key', key });
};
const turns = async (count: number): Promise<void> => {
  for (let at = 0; at < count; at++) await new Promise((resolve) => setImmediate(resolve));
};
const settled = async (): Promise<void> => {
  for (let calm = 0; calm < 5; calm++) {
    const before = pauses;
    await turns(1);
    if (pauses !== before || runtime.state().busy !== undefined) calm = -1;
  }
};
const paste = (text: string): void => {
  send({ kind: 'paste', text });
  keys('enter');
};
const texts = (): readonly string[] => inputsOf(runtime.state()).map(({ text }) => text);

beforeEach(() => {
  const own = createTestSession({ texts: { 'one.txt': 'one' } });
  [begun, done, pauses, onPause, isMany] = [[], [], 0, undefined, false];
  let clock = 0;
  session = {
    ...own,
    // So much that everything is done in slices; of each step a millisecond.
    sources: () => own.sources().map((source) => ({ ...source, objectCount: isMany ? 100_000 : source.objectCount })),
    *diagnoseInSteps(text, options): Steps<Diagnosis> {
      begun.push(text);
      for (let at = 0; at < STEPS; at++) {
        clock++;
        yield;
      }
      const diagnosis = yield* own.diagnoseInSteps(text, options);
      done.push(text);
      return diagnosis;
    },
  };
  runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false), {
    session,
    write: () => undefined,
    environment: {},
    exit: () => undefined,
    fail: (error) => {
      throw error;
    },
    clock: () => clock,
    pause: async () => {
      pauses++;
      onPause?.();
      await turns(1);
    },
  });
});

async function loadMany(): Promise<void> {
  isMany = true;
  await session.load('onprem.json', 'onprem');
  await session.load('cloud.json', 'cloud');
}

describe('an input among very many people', () => {
  beforeEach(loadMany);

  it('is diagnosed in slices, while the screen says so and keys are heard', async () => {
    paste(ERROR);
    expect(runtime.state().busy).toBe('Diagnosing with the loaded data.');
    keys('h');
    expect(runtime.state().notice?.text).toBe('Diagnosing with the loaded data. Esc goes back.');
    await settled();
    expect(pauses).toBeGreaterThan(2);
    expect(runtime.state().busy).toBeUndefined();
    expect(runtime.state().result?.diagnosis.findings[0]?.causes[0]?.id).toBe('remote-mailbox-guid-empty');
  });

  it('is not diagnosed any more once it was left with Esc', async () => {
    paste(ERROR);
    keys('esc');
    await settled();
    expect([done, texts()]).toEqual([[], []]);
  });

  it('waits behind those that came before', async () => {
    send({ kind: 'dropped', paths: ['one.txt', 'error.txt'] });
    await settled();
    expect(done).toEqual(['one', ERROR]);
    expect(texts()).toEqual(['one', ERROR]);
  });
});

describe('inputs, when other data comes', () => {
  beforeEach(() => {
    for (const text of ['one', 'two', ERROR]) paste(text);
    expect(texts()).toEqual(['one', 'two', ERROR]);
    begun = [];
  });

  it('are diagnosed anew, the shown one first', async () => {
    await loadMany();
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    expect(runtime.state().busy).toBe('Diagnosing with the loaded data.');
    await settled();
    expect(done).toEqual([ERROR, 'one', 'two']);
    expect(runtime.state().result?.diagnosis.findings[0]?.causes[0]?.status).toBe('confirmed');
  });

  it('are not shown as they were before: the one that is opened comes first, and is waited for', async () => {
    await loadMany();
    keys('esc');
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    keys('h', 'tab', 'up', 'up', 'enter');
    expect(runtime.state().result?.text).toBe('one');
    expect(runtime.state().busy).toBe('Diagnosing with the loaded data.');
    await settled();
    expect(done.toSorted()).toEqual(['one', 'two', ERROR].toSorted());
    expect(done.indexOf('one')).toBeLessThan(done.indexOf('two'));
    expect(inputsOf(runtime.state()).every(({ diagnosis }) => diagnosis.input.directories.onprem !== undefined)).toBe(true);
  });

  it('that were closed meanwhile are not diagnosed to the end', async () => {
    await loadMany();
    keys('esc', 'h', 'tab');
    send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    onPause = () => {
      if (begun.at(-1) !== 'one') return;
      onPause = undefined;
      keys('up', 'up', 'x');
    };
    await settled();
    expect(done).not.toContain('one');
    expect(texts()).toEqual(['two', ERROR]);
  });

  it('are diagnosed once with the newest data', async () => {
    await loadMany();
    for (let at = 0; at < 3; at++) send({ kind: 'sources', sources: session.sources(), loaded: undefined });
    await settled();
    expect(done.toSorted()).toEqual([ERROR, 'one', 'two'].toSorted());
  });
});

describe('a diagnosis in steps', () => {
  it('begins anew where other data comes, so that nothing in it is of the old', async () => {
    const own = createTestSession();
    const steps = own.diagnoseInSteps(ERROR, {});
    for (let at = 0; at < 3; at++) expect(steps.next().done).toBe(false);
    await own.load('onprem.json', 'onprem');
    await own.load('cloud.json', 'cloud');
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value.input.directories.cloud?.records.length).toBe(1);
    expect(step.value.findings[0]?.causes[0]?.status).toBe('confirmed');
  });
});
