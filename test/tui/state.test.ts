import { beforeEach, describe, expect, it } from 'vitest';
import type { Effect, Event, State } from '../../src/tui/model.js';
import { placeOf } from '../../src/tui/model.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState, update } from '../../src/tui/state.js';
import { createTestSession, ERROR, SPOOF, type TestSession } from './session.js';

const SIZE = { columns: 80, rows: 24 };

function press(state: State, ...keys: readonly string[]): { readonly state: State; readonly effects: readonly Effect[] } {
  return keys.reduce<{ state: State; effects: readonly Effect[] }>((outcome, key) => update(outcome.state, { kind: 'key', key }), {
    state,
    effects: [],
  });
}

const start = initialState(SIZE, false);
const pasted = (text: string, state = start): State => update(state, { kind: 'paste', text }).state;

describe('the paste box', () => {
  it('takes a paste with the line ends of a terminal, and diagnoses it on Enter', () => {
    const state = pasted('one\rtwo\r\nthree');
    expect(state.draft).toMatchObject({ text: 'one\ntwo\nthree', lineCount: 3 });
    const [effect] = press(state, 'enter').effects;
    expect(effect).toMatchObject({ kind: 'diagnose', request: { text: 'one\ntwo\nthree', isAgain: false } });
  });

  it('takes letters that are no keys, and diagnoses on an empty line', () => {
    const typed = press(start, 'E', 'r', 'r', 'o', 'r', 'enter').state;
    expect(placeOf(typed)).toBe('write');
    expect(typed.draft.text).toBe('Error\n');
    expect(press(typed, 'enter').effects[0]).toMatchObject({ kind: 'diagnose' });
    expect(press(typed, 'ctrl+d').effects[0]).toMatchObject({ kind: 'diagnose' });
  });

  it('takes a burst of letters as text, for not every terminal marks a paste', () => {
    const state = update(start, { kind: 'text', text: 'quota exceeded' }).state;
    expect(state.draft).toMatchObject({ text: 'quota exceeded', isWriting: true });
  });

  it('keeps its size while characters and lines are erased', () => {
    const state = press(pasted('one\ntwo'), 'i', 'backspace', 'ctrl+u', 'ctrl+u').state;
    expect(state.draft).toMatchObject({ text: 'one', lineCount: 1 });
    expect(press(state, 'ctrl+u', 'ctrl+u').state.draft).toMatchObject({ text: '', lineCount: 0 });
  });

  it('says that it is empty instead of diagnosing nothing', () => {
    expect(press(start, 'enter').state.notice?.text).toContain('The box is empty');
    expect(press(start, 'enter').effects).toEqual([]);
  });

  it('takes back what it said to somebody who pressed a key while it was reading, when it is done', () => {
    const reading = press(start, 's', '?').state;
    expect(reading).toMatchObject({ busy: 'Reading the sample.', notice: { tone: 'caution' } });
    const failed = update(reading, { kind: 'failed', problem: { what: 'It is gone.', where: 'sample', next: 'Try again.' } }).state;
    expect(failed).toMatchObject({ busy: undefined, notice: undefined });
  });

  it('takes a pasted path for a file', () => {
    for (const path of ['/var/log/move report.txt', 'C:\\Temp\\report.xml', '"C:\\Temp\\report.xml"', './a', 'report.txt', '~/x.log']) {
      expect(press(pasted(path), 'enter').effects).toEqual([{ kind: 'take', text: path }]);
    }
    for (const text of ['Cannot find a recipient.', 'a\nb.txt', '550 5.1.10', 'see report.txt', 'https://contoso.com/a']) {
      expect(press(pasted(text), 'enter').effects[0]?.kind).toBe('diagnose');
    }
  });

  it('is replaced by the next paste once it was diagnosed, and grows before', () => {
    const grown = pasted(' two', pasted('one'));
    expect(grown.draft.text).toBe('one two');
    expect(pasted('new', press(grown, 'enter').state).draft.text).toBe('new');
  });
});

describe('a long text', () => {
  it('is diagnosed after the screen said that it takes a while', async () => {
    const session = createTestSession();
    const runtime = createRuntime(start, {
      session,
      write: () => undefined,
      environment: {},
      exit: () => undefined,
      fail: (error) => {
        throw error;
      },
    });
    runtime.dispatch({ kind: 'paste', text: `${'Nothing to see here.\n'.repeat(30_000)}${ERROR}` });
    runtime.dispatch({ kind: 'key', key: 'enter' });
    expect(runtime.state().busy).toBe('Reading a long text; that takes some seconds.');
    expect(runtime.state().result).toBeUndefined();
    await expect
      .poll(() => runtime.state().result?.diagnosis.findings[0]?.ruleId, { timeout: 30_000 })
      .toBe('migration/mailbox-guid-not-found');
    expect(runtime.state().busy).toBeUndefined();
  });
});

describe('settings', () => {
  it('are asked for on the data screen, and loaded as settings', () => {
    const asked = press(start, 'd', 's').state;
    expect(asked.prompt).toEqual({ purpose: 'settings', value: '' });
    const typed = update(asked, { kind: 'paste', text: '"C:\\Temp\\inbound.xml"' }).state;
    const { state, effects } = press(typed, 'enter');
    expect(effects).toEqual([{ kind: 'load', path: 'C:\\Temp\\inbound.xml', side: 'settings' }]);
    expect(state.busy).toContain('inbound.xml');
  });

  it('mark the file that was loaded, also where the same path stands for a side', () => {
    const source = (side: 'onprem' | 'settings') => ({ path: 'a.json', side, format: 'json', objectCount: 2, notes: [] });
    const loaded = source('settings');
    const { state } = update(press(start, 'd', 's').state, { kind: 'sources', sources: [source('onprem'), loaded], loaded });
    expect(state.sourceAt).toBe(1);
    expect(state.notice?.text).toBe('Loaded 2 settings from a.json.');
  });
});

describe('a session', () => {
  let session: TestSession;
  let runtime: Runtime;
  let written: string[];
  let codes: number[];
  const keys = (...names: readonly string[]): void => {
    for (const key of names) runtime.dispatch({ kind: 'key', key });
  };
  const settled = async (): Promise<void> => {
    while (runtime.state().busy !== undefined) await new Promise((resolve) => setImmediate(resolve));
  };
  const send = (event: Event): void => runtime.dispatch(event);

  beforeEach(() => {
    session = createTestSession();
    restart();
  });
  const restart = (): void => {
    written = [];
    codes = [];
    runtime = createRuntime(initialState(SIZE, false), {
      session,
      write: (sequence) => written.push(sequence),
      environment: { TERM: 'xterm-256color' },
      exit: (code) => codes.push(code),
      fail: (error) => {
        throw error;
      },
    });
  };

  it('goes from paste to page, and back with Esc', () => {
    send({ kind: 'paste', text: ERROR });
    keys('enter');
    expect(placeOf(runtime.state())).toBe('result');
    expect(runtime.state().result?.diagnosis.findings[0]?.ruleId).toBe('migration/mailbox-guid-not-found');
    keys('esc');
    expect(placeOf(runtime.state())).toBe('home');
    expect(runtime.state().draft.text).toBe(ERROR);
    keys('r');
    expect(placeOf(runtime.state())).toBe('result');
  });

  it('updates the verdict when directory data is loaded, and says what changed', async () => {
    send({ kind: 'paste', text: ERROR });
    keys('enter', 'd', 'p');
    send({ kind: 'paste', text: '"onprem.json"\r' });
    keys('enter');
    await settled();
    keys('c');
    send({ kind: 'text', text: 'cloud.json\r' });
    await settled();
    keys('esc');
    const { result } = runtime.state();
    expect(result?.diagnosis.findings[0]?.causes[0]).toMatchObject({ id: 'remote-mailbox-guid-empty', status: 'confirmed' });
    expect(result?.changes.join(' ')).toContain(
      "Confirmed now: The on-premises remote mailbox does not carry the cloud mailbox's ExchangeGuid.",
    );
    expect(result?.changes.join(' ')).toContain('of the fix were added');
  });

  it('asks for settings with s, loads them with the next diagnosis, and takes them away again', async () => {
    session = createTestSession({
      settings: {
        'tenant.json': JSON.stringify({ organizationConfig: { cloud: { RejectDirectSend: false } } }),
        'other.json': JSON.stringify({ organizationConfig: { cloud: { RejectDirectSend: true } } }),
      },
    });
    restart();
    const causes = () =>
      runtime.state().result?.diagnosis.findings.find((finding) => finding.ruleId === 'header/direct-send-abuse')?.causes ?? [];
    const status = () => causes().find((cause) => cause.id === 'direct-send-open')?.status;
    send({ kind: 'paste', text: SPOOF });
    keys('enter');
    expect(status()).toBe('possible');
    keys('d', 's');
    send({ kind: 'text', text: 'tenant.json\r' });
    await settled();
    expect(placeOf(runtime.state())).toBe('sources');
    expect(runtime.state().notice?.text).toBe('Loaded 1 setting from tenant.json. The result is up to date with it.');
    expect(status()).toBe('confirmed');
    keys('s');
    send({ kind: 'text', text: 'other.json\r' });
    await settled();
    expect(runtime.state().problem?.where).toBe('tenant.json, other.json');
    expect(runtime.state().sources.map((source) => source.path)).toEqual(['tenant.json']);
    keys('esc', 'x');
    expect(runtime.state().sources).toEqual([]);
    expect(status()).toBe('possible');
  });

  it('tells findings of one rule apart by their recipients, and stays on the one that is shown', () => {
    const other = ERROR.replaceAll('2dcb23c9', '9bcb23c9');
    send({ kind: 'paste', text: `kim.alder@contoso.com ${ERROR}\nlee.osei@contoso.com ${other}` });
    keys('enter', 'tab');
    const before = runtime.state().result;
    expect(before?.diagnosis.findings.map((finding) => finding.ruleId)).toEqual(Array(2).fill('migration/mailbox-guid-not-found'));
    expect(before?.selected).toBe(1);
    keys('a');
    send({ kind: 'paste', text: 'UserMailbox' });
    keys('ctrl+d');
    expect(runtime.state().result?.selected).toBe(1);
  });

  it('ignores a file that arrives after the user went back', async () => {
    keys('o');
    send({ kind: 'text', text: 'error.txt\r' });
    keys('esc');
    await new Promise((resolve) => setImmediate(resolve));
    expect(placeOf(runtime.state())).toBe('home');
  });

  it('keeps the path and says what to do when a file cannot be read', async () => {
    keys('d', 'c');
    send({ kind: 'text', text: 'nowhere.csv\r' });
    await settled();
    expect(placeOf(runtime.state())).toBe('prompt');
    expect(runtime.state().prompt.value).toBe('nowhere.csv');
    expect(runtime.state().problem?.next).toContain('Check the path');
  });

  it('loads the sample with its directory data', async () => {
    keys('s');
    await settled();
    expect(runtime.state().sources.map((source) => source.path)).toEqual(['onprem.json', 'cloud.json']);
    expect(placeOf(runtime.state())).toBe('result');
  });

  it('asks yes or no, updates the verdict at once, and takes the answer back', () => {
    send({ kind: 'paste', text: 'Too many bad items. TooManyBadItemsPermanentException' });
    keys('enter', 'a');
    expect(placeOf(runtime.state())).toBe('answer');
    keys('y');
    expect(placeOf(runtime.state())).toBe('result');
    expect(runtime.state().result?.diagnosis.findings[0]?.causes[0]?.status).toBe('confirmed');
    expect(runtime.state().notice?.text).toMatch(/^Confirmed: .+\.$/);
    keys('u');
    expect(runtime.state().result?.diagnosis.findings[0]?.causes[0]?.status).toBe('possible');
    expect(runtime.state().result?.answers.size).toBe(0);
  });

  it('takes several facts from one command, and leaves empty lines unknown', () => {
    send({ kind: 'paste', text: ERROR });
    keys('enter', 'a');
    const fields = runtime.state().answer?.fields ?? [];
    expect(fields.length).toBeGreaterThan(2);
    send({ kind: 'paste', text: 'UserMailbox' });
    keys('ctrl+d');
    expect([...(runtime.state().result?.answers ?? [])]).toEqual([[fields[0]?.fact, 'UserMailbox']]);
  });

  it('copies the marked command, all commands with undo as comments, and the report', async () => {
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    send({ kind: 'paste', text: ERROR });
    keys('enter', 'n', 'c');
    const clipboard = (): string => Buffer.from(/\]52;c;([^\u0007]*)/.exec(written.at(-1) ?? '')?.[1] ?? '', 'base64').toString('utf8');
    expect(clipboard()).toMatch(/^Get-Mailbox -Identity 'kim\.alder@contoso\.com' \| Format-List [A-Za-z, ]+$/);
    expect(runtime.state().notice?.text).toBe('Copied the command (OSC 52). Not there? w writes a file.');
    keys('C');
    const all = clipboard().split('\n');
    expect(all).toContain("Set-RemoteMailbox -Identity 'kim.alder@contoso.com' -ExchangeGuid '2dcb23c9-4179-4fec-b556-659ce21780e6'");
    expect(all.filter((row) => row.includes("-ExchangeGuid '00000000")).every((row) => row.startsWith('# '))).toBe(true);
    keys('m');
    expect(clipboard()).toContain('migration/mailbox-guid-not-found');
    keys('w');
    await new Promise((resolve) => setImmediate(resolve));
    expect(session.saved.get('crossprem-report.md')).toContain('migration/mailbox-guid-not-found');
  });

  it('scrolls inside the page only, and keeps the mark in view', () => {
    send({ kind: 'paste', text: ERROR });
    keys('enter', 'G');
    const end = runtime.state().result;
    expect(end?.top).toBe((end?.page.lines.length ?? 0) - 19);
    keys('down', 'pagedown');
    expect(runtime.state().result?.top).toBe(end?.top);
    keys('g', 'up');
    expect(runtime.state().result?.top).toBe(0);
    keys('n', 'n');
    const { item, page, top } = runtime.state().result ?? {};
    const line = page?.items[item ?? -1]?.firstLine ?? -1;
    expect(line).toBeGreaterThanOrEqual(top ?? 0);
    expect(line).toBeLessThan((top ?? 0) + 19);
  });

  it('quits with q from home and with Ctrl-C from anywhere, also from a window that is too small', () => {
    keys('q');
    send({ kind: 'paste', text: ERROR });
    keys('enter', 'ctrl+c');
    send({ kind: 'resize', columns: 40, rows: 10 });
    keys('x', 'q', 'ctrl+c');
    expect(codes).toEqual([0, 130, 0, 130]);
  });
});
