import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSavedSession } from '../../src/parse/session-file.js';
import { placeOf, type State } from '../../src/tui/model.js';
import type { Runtime } from '../../src/tui/runtime.js';
import { inputsOf, openInput } from '../../src/tui/transitions/inputs.js';
import { remakePage } from '../../src/tui/transitions/result.js';
import { allFindings } from '../../src/tui/transitions/session.js';
import { listedName } from '../../src/tui/words.js';
import { fc } from '../setup/property.js';
import { ROOT } from '../setup/rules.js';
import { CLEAN } from './mail.js';
import { CLOUD_MAILBOX, REMOTE_MAILBOX } from './outputs.js';
import { createTestSession, ERROR, GUID, openRuntime, type TestSession } from './session.js';

const OTHER = ERROR.replaceAll(GUID, '7f0c1b6a-2a3b-4c5d-8e9f-0a1b2c3d4e5f');
const FILE = 'today.crossprem-session';
const TENANT = readFileSync(join(ROOT, 'samples/migration/cloud-only-user/settings.json'), 'utf8');
const files = (folder: string) => ({
  sample: { folder, settings: TENANT },
  settings: { 'tenant.json': '{"routingDomain": "contoso.mail.onmicrosoft.com"}' },
});

interface Stage {
  readonly session: TestSession;
  readonly state: () => State;
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly paste: (text: string) => Promise<void>;
  readonly home: () => Promise<void>;
  /** Pastes and presses Enter, and waits for nothing. */
  readonly start: (text: string) => Promise<void>;
  /** Pastes on the first screen, and takes it. */
  readonly take: (text: string) => Promise<void>;
}

async function settled(runtime: Runtime): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (runtime.state().busy !== undefined);
  // Inputs that are not shown are diagnosed anew when there is time.
  for (let turns = 0; turns < 12; turns++) await new Promise((resolve) => setImmediate(resolve));
}

function open(session: TestSession = createTestSession(files('/opt/one'))): Stage {
  const runtime = openRuntime(session);
  const press: Stage['press'] = async (...keys) => {
    for (const key of keys) {
      runtime.dispatch({ kind: 'key', key });
      await settled(runtime);
    }
  };
  const paste: Stage['paste'] = async (text) => {
    runtime.dispatch({ kind: 'paste', text });
    await settled(runtime);
  };
  const home: Stage['home'] = async () => {
    for (let times = 0; times < 9 && placeOf(runtime.state()) !== 'home'; times++) await press('esc');
    if (runtime.state().draft.text !== '') await press('ctrl+l');
  };
  return {
    session,
    state: runtime.state,
    press,
    paste,
    home,
    start: async (text) => {
      runtime.dispatch({ kind: 'paste', text });
      runtime.dispatch({ kind: 'key', key: 'enter' });
      for (let turns = 0; turns < 12; turns++) await new Promise((resolve) => setImmediate(resolve));
    },
    take: async (text) => {
      await home();
      await paste(text);
      await press('enter');
    },
  };
}

/** Saves the session and opens the file with another one. */
async function reopened(stage: Stage, session = createTestSession(files('/opt/one'))): Promise<Stage> {
  if (placeOf(stage.state()) === 'answer') await stage.press('esc');
  await stage.press('ctrl+s', 'enter', ...(stage.session.saved.has(FILE) ? ['enter'] : []));
  const text = stage.session.saved.get(FILE);
  if (text === undefined) throw new Error(`not written: ${stage.state().problem?.what ?? stage.state().notice?.text}`);
  const later = open(session);
  await later.take(text);
  return later;
}

/** All that the screens are made of, without what only the last key did. */
function seen(state: State) {
  const inputs = inputsOf(state);
  const loaded = new Set(state.sources.map(({ path }) => path));
  return {
    shown: state.result?.id,
    // Files come first when they are loaded anew.
    sources: state.sources.toSorted((a, b) => Number(a.format === 'pasted') - Number(b.format === 'pasted')),
    inputs: inputs.map((input) => {
      const { diagnosis, ...rest } = input;
      const opened = openInput({ ...state, result: undefined, others: [{ ...input, changes: [] }] }, input.id);
      const page = remakePage(opened).result?.page;
      return {
        name: listedName(input, inputs),
        file: rest.name,
        text: rest.text,
        at: rest.at,
        answers: [...rest.answers],
        given: rest.given.map((facts) => facts.filter((fact) => !fact.startsWith('pasted ') || loaded.has(fact))),
        skipped: [...rest.skipped],
        selected: rest.selected,
        settings: diagnosis.input.settings,
        direction: diagnosis.input.direction,
        findings: diagnosis.findings.map(({ ruleId, status, causes }) => [ruleId, status, causes.map((cause) => [cause.id, cause.status])]),
        questions: diagnosis.questions.map(({ text, facts }) => [text, facts]),
        page: page?.lines.slice(0, page.lines.length).map((row) => row.spans.map(({ text: words }) => words).join('')),
      };
    }),
  };
}

describe('a session that is saved and opened again', () => {
  it('asks, takes back and shows as before it was saved, whatever was done in it', async () => {
    const answering = async (stage: Stage, act: () => Promise<void>): Promise<void> => {
      if (inputsOf(stage.state()).length === 0) return;
      if (placeOf(stage.state()) !== 'answer') await atHome(stage, 'h', '2', 'enter', 'a');
      if (placeOf(stage.state()) === 'answer') await act();
    };
    const atHome = async (stage: Stage, ...keys: readonly string[]): Promise<void> => {
      await stage.home();
      await stage.press(...keys);
    };
    const STEPS: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
      error: (stage) => stage.take(ERROR),
      other: (stage) => stage.take(OTHER),
      headers: (stage) => stage.take(CLEAN),
      several: (stage) => stage.take(`${OTHER}\nToo many bad items. TooManyBadItemsPermanentException`),
      output: (stage) => stage.take(REMOTE_MAILBOX),
      nameless: (stage) => answering(stage, () => stage.paste(`ExchangeGuid : ${GUID}\nRecipientTypeDetails : UserMailbox\n`)),
      pasteCloud: (stage) => answering(stage, () => stage.paste(CLOUD_MAILBOX)),
      pasteOnprem: (stage) => answering(stage, () => stage.paste(REMOTE_MAILBOX)),
      yes: (stage) => answering(stage, () => stage.press('y')),
      unsure: (stage) => answering(stage, () => stage.press('?')),
      takeBack: (stage) => answering(stage, () => stage.press('ctrl+r')),
      next: (stage) => atHome(stage, 'h', '2', 'enter', 'tab'),
      step: (stage) => atHome(stage, 'h', '2', 'enter', '['),
      close: (stage) => atHome(stage, 'h', '2', 'x'),
      load: (stage) => atHome(stage, 'd', 'p', ...'onprem.json', 'enter'),
      unload: (stage) => atHome(stage, 'd', 'x'),
      settings: (stage) => atHome(stage, 'd', 's', ...'tenant.json', 'enter'),
      sample: (stage) => atHome(stage, 's'),
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 2, maxLength: 9 }), async (steps) => {
        const stage = open();
        await stage.take(ERROR);
        for (const step of steps) await STEPS[step]?.(stage);
        await atHome(stage, 'h');
        const later = await reopened(stage);
        expect(seen(later.state())).toEqual(seen(stage.state()));
        const ids = new Set(inputsOf(stage.state()).map(({ id }) => id));
        const before = stage
          .state()
          .history.slice(0, -1)
          .map((entry) => ({ ...entry, input: entry.input !== undefined && ids.has(entry.input) ? entry.input : undefined }));
        expect(later.state().history.slice(0, before.length)).toEqual(before);
        // Taking everything back that was answered does the same in both.
        for (let left = inputsOf(stage.state()).reduce((sum, { given }) => sum + given.length, 0); left > 0; left--) {
          for (const one of [stage, later]) {
            await atHome(one, 'h', '2', 'enter');
            for (let at = 0; at < 5 && one.state().result?.given.length === 0; at++) await one.press('[');
            await one.press('u');
          }
          expect(stage.state().notice?.text).toMatch(/^(?:The last answer is taken back|Removed)\./);
          expect(seen(later.state())).toEqual(seen(stage.state()));
        }
      }),
      { numRuns: 40, endOnFailure: false },
    );
  }, 120_000);
});

describe('a session file', () => {
  it('keeps the numbers of pasted outputs, so that one is taken back after it was opened again', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.press('a');
    await stage.paste(CLOUD_MAILBOX);
    await stage.press('ctrl+r');
    await stage.take(ERROR);
    await stage.press('a');
    await stage.paste(CLOUD_MAILBOX);
    await stage.press('esc');
    // It goes beside what is pasted already, and gets another number there.
    const other = open();
    await other.take(REMOTE_MAILBOX);
    await other.take(REMOTE_MAILBOX);
    for (const later of [await reopened(stage), await reopened(stage, other.session)]) {
      const before = later.state().sources.length;
      expect(later.state().sources.some(({ path }) => path.endsWith('Get-Mailbox'))).toBe(true);
      await later.press('u');
      expect(later.state().sources).toHaveLength(before - 1);
      expect(later.state().sources.some(({ path }) => path.endsWith('Get-Mailbox'))).toBe(false);
      expect(later.state().result?.given).toEqual([]);
    }
  });

  it('asks the next question, and opens on what was looked at', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.take(OTHER);
    await stage.press('a');
    await stage.press('?');
    const later = await reopened(stage);
    expect(placeOf(later.state())).toBe('all');
    expect(allFindings(later.state())[later.state().listing.spots.all.at]?.input.text).toBe(OTHER);
    await later.press('enter', 'a');
    expect(later.state().answer?.question.text).toBe(stage.state().answer?.question.text);
    expect(later.state().answer?.number).toBe(2);
  });

  it('holds the settings of the sample, wherever that is installed, and nothing else of that place', async () => {
    const stage = open();
    await stage.press('s');
    const session = createTestSession(files('/usr/lib/other'));
    const later = await reopened(stage, session);
    expect(later.state().problem).toBeUndefined();
    expect(later.state().sources.map(({ path }) => path)).toEqual([
      '/usr/lib/other/migration/cloud-only-user/onprem.ldf',
      '/usr/lib/other/migration/cloud-only-user/cloud.json',
    ]);
    const input = later.state().result?.diagnosis.input;
    expect(input).toMatchObject({ direction: 'to-onprem', settings: { routingDomain: 'contoso.mail.onmicrosoft.com' } });
    expect(session.diagnose(OTHER, {}).input.settings).toBeUndefined();
  });

  it('names the file that it was opened from, or written to, when it is saved again', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.press('ctrl+s', ...'.old', 'enter', 'ctrl+s');
    expect(stage.state().prompt.value).toBe(`${FILE}.old`);
    const saved = readSavedSession(stage.session.saved.get(`${FILE}.old`) ?? '', 'x');
    if (saved.kind === 'problem') throw new Error(saved.problem.what);
    const session = {
      ...createTestSession(),
      take: async () => [{ kind: 'session' as const, path: '/case/a.session', saved: saved.value }],
    };
    const later = open(session);
    await later.take('/case/a.session');
    await later.press('ctrl+s');
    expect(later.state().prompt.value).toBe('/case/a.session');
  });

  it('that is opened twice, or beside the same texts, brings nothing twice', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.take(OTHER);
    await stage.press('a', '?', 'esc');
    const later = await reopened(stage);
    const { history } = later.state();
    await later.take(stage.session.saved.get(FILE) ?? '');
    expect(inputsOf(later.state()).map(({ text, skipped }) => [text, skipped.size])).toEqual([
      [ERROR, 0],
      [OTHER, 1],
    ]);
    expect(later.state().history).toHaveLength(history.length + 1);
  });

  it('opens on the finding that was looked at', async () => {
    const stage = open();
    await stage.take(`${OTHER}\nToo many bad items. TooManyBadItemsPermanentException`);
    await stage.press('tab');
    const shown = stage.state().result?.diagnosis.findings[1]?.ruleId;
    expect(shown).toBeDefined();
    const later = await reopened(stage);
    expect(later.state().result?.selected).toBe(1);
    await later.take(ERROR);
    await later.press('[');
    const again = await reopened(later);
    expect(allFindings(again.state())[again.state().listing.spots.all.at]?.finding.ruleId).toBe(shown);
  });

  it('leads from what happened to the input that it was about', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.take(OTHER);
    const later = await reopened(stage);
    await later.press('3', 'home', 'enter');
    expect(later.state().result?.text).toBe(ERROR);
  });

  it('is left with Esc while it is opened', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.press('ctrl+s', 'enter');
    const base = createTestSession();
    const waiting = Promise.withResolvers<void>();
    const restore: TestSession['restore'] = async (saved) => {
      await waiting.promise;
      return base.restore(saved);
    };
    const later = open({ ...base, restore });
    await later.start(stage.session.saved.get(FILE) ?? '');
    expect(later.state().busy).toBe('Loading the data of the session.');
    await later.press('esc');
    waiting.resolve();
    await later.press('down');
    expect(inputsOf(later.state())).toEqual([]);
    expect(placeOf(later.state())).toBe('home');
  });

  it('says in the list of what happened which of its files were not there, and names them again', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.press('esc', 'd', 'p', ...'onprem.json', 'enter', 'c', ...'cloud.json', 'enter', 'esc', 'h', 'ctrl+s', 'enter');
    const text = (stage.session.saved.get(FILE) ?? '')
      .replaceAll('onprem.json', 'c:\\\\x\\\\gone.json')
      .replaceAll('cloud.json', 'lost.json');
    const later = open();
    await later.take(text);
    expect(later.state().problem?.what).toBe('The file does not exist. And 1 more source could not be loaded: h, 3 lists them.');
    expect(
      later
        .state()
        .history.slice(-2)
        .map((entry) => entry.text),
    ).toEqual(['Not loaded: c:\\x\\gone.json. The file does not exist.', 'Not loaded: lost.json. The file does not exist.']);
    expect(later.session.savedData().sources.map(({ path }) => path)).toEqual(['c:\\x\\gone.json', 'lost.json']);
  });

  it('of many inputs lets keys in, and what was left with Esc is never written over the file', async () => {
    const inputs = Array.from({ length: 30 }, (_, at) => ({
      text: ERROR.replaceAll(GUID, `${String(at).padStart(8, '0')}-2a3b-4c5d-8e9f-0a1b2c3d4e5f`),
      at: '2026-11-23T10:00:00.000Z',
      answers: {},
      given: [],
      skipped: [],
    }));
    const base = { schema: 'crossprem/session@1' as const, version: 'test', savedAt: '2026-11-23T10:00:00.000Z' };
    const saved = { ...base, shown: 4, inputs, sources: [], pasted: [], history: [] };
    const opening = () =>
      open({ ...createTestSession(), take: async () => [{ kind: 'session' as const, path: '/case/a.session', saved }] });
    const whole = opening();
    await whole.take('/case/a.session');
    await expect.poll(() => placeOf(whole.state()), { timeout: 20_000 }).toBe('all');
    expect(inputsOf(whole.state()).map(({ text }) => text)).toEqual(inputs.map(({ text }) => text));
    expect(whole.state().result?.text).toBe(inputs[4]?.text);
    const left = opening();
    await left.start('/case/a.session');
    await expect.poll(() => left.state().busy, { interval: 1, timeout: 20_000 }).toMatch(/: [1-9]\d? of 30\./);
    await left.press('esc');
    expect(placeOf(left.state())).toBe('home');
    expect(inputsOf(left.state()).length).toBeLessThan(30);
    await left.press('ctrl+l', 'h', 'ctrl+s');
    expect(left.state().prompt.value).toBe(FILE);
  });

  it('of a stranger with the highest numbers can be saved and opened again', async () => {
    const stage = open();
    await stage.take(ERROR);
    await stage.take(REMOTE_MAILBOX);
    await stage.press('h', 'ctrl+s', 'enter');
    const text = (stage.session.saved.get(FILE) ?? '').replaceAll(/"number": \d+/g, '"number": 1000000000');
    const later = open();
    await later.take(text);
    await later.take(OTHER);
    await later.take(CLOUD_MAILBOX);
    const last = await reopened(later);
    expect(last.state().problem).toBeUndefined();
    expect(inputsOf(last.state())).toHaveLength(2);
    expect(last.state().sources).toHaveLength(2);
  });
});
