import { beforeEach, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import { describeChanges } from '../../src/tui/compare.js';
import { type Event, placeOf, type State } from '../../src/tui/model.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { CLOUD_MAILBOX, GUID, list, REMOTE_MAILBOX } from './outputs.js';
import { createTestSession, ERROR, type TestSession } from './session.js';

const BAD_ITEMS = 'Too many bad items. TooManyBadItemsPermanentException';

describe('a conversation about an undecided finding', () => {
  let session: TestSession;
  let runtime: Runtime;
  let written: string[];
  const state = (): State => runtime.state();
  const send = (event: Event): void => runtime.dispatch(event);
  const keys = (...names: readonly string[]): void => {
    for (const key of names) send({ kind: 'key', key });
  };
  const settled = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (state().busy !== undefined);
  };
  const paste = async (text: string): Promise<void> => {
    send({ kind: 'paste', text });
    await settled();
  };
  const statuses = () =>
    Object.fromEntries((state().result?.diagnosis.findings[0]?.causes ?? []).map(({ id, status }) => [id, status] as const));

  beforeEach(() => {
    session = createTestSession();
    written = [];
    runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false), {
      session,
      write: (sequence) => written.push(sequence),
      environment: { TERM: 'xterm-256color' },
      exit: () => undefined,
      fail: (error) => {
        throw error;
      },
    });
  });
  const start = (text: string): void => {
    send({ kind: 'paste', text });
    keys('enter', 'a');
    expect(placeOf(state())).toBe('answer');
  };

  it('goes from one pasted line to a confirmed cause by two pasted outputs', async () => {
    start(ERROR);
    expect(state().answer).toMatchObject({ number: 1, isAllSkipped: false });
    await paste(CLOUD_MAILBOX);
    expect(placeOf(state())).toBe('answer');
    expect(state().answer?.number).toBe(2);
    expect(state().answer?.paste?.reading).toMatchObject({ kind: 'outputs' });
    expect(state().answer?.changes?.[0]).toMatch(/^Ruled out now, \d+ causes: /);
    expect(state().sources).toMatchObject([{ side: 'cloud', format: 'pasted' }]);
    await paste(REMOTE_MAILBOX);
    expect(placeOf(state())).toBe('result');
    expect(statuses()['remote-mailbox-guid-empty']).toBe('confirmed');
    expect(state().notice?.text).toBe("Confirmed: The on-premises remote mailbox does not carry the cloud mailbox's ExchangeGuid.");
    expect(state().result?.changes[0]).toBe(
      "Confirmed now: The on-premises remote mailbox does not carry the cloud mailbox's ExchangeGuid.",
    );
    expect(state().result?.changes.join(' ')).toContain('RecipientTypeDetails = RemoteUserMailbox');
    expect(state().result?.top).toBe(0);
    expect(state().history.filter(({ what }) => what === 'answer')).toHaveLength(2);
  });

  it('takes a pasted answer back, in the conversation and on the page of the finding', async () => {
    start(ERROR);
    const first = state().answer?.question.asked.name;
    const open = statuses();
    await paste(CLOUD_MAILBOX);
    keys('ctrl+r');
    expect(placeOf(state())).toBe('answer');
    expect(state().answer?.question.asked.name).toBe(first);
    expect(state().answer?.number).toBe(1);
    expect(state().sources).toEqual([]);
    expect(statuses()).toEqual(open);
    expect(state().notice?.text).toMatch(/^The last answer is taken back\./);
    await paste(CLOUD_MAILBOX);
    await paste(REMOTE_MAILBOX);
    keys('u');
    expect(state().sources.map(({ side }) => side)).toEqual(['cloud']);
    expect(statuses()['remote-mailbox-guid-empty']).toBe('possible');
    keys('u');
    expect(state().sources).toEqual([]);
    expect(statuses()).toEqual(open);
    keys('u');
    expect(state().notice?.text).toBe('No answer was given yet.');
  });

  it('loads the data of somebody else too, and does not decide by it', async () => {
    const other = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const lee = CLOUD_MAILBOX.replaceAll('kim.alder', 'lee').replaceAll(GUID, other);
    start(`${ERROR} User: kim.alder@contoso.com`);
    const question = state().answer?.question.asked.name;
    await paste(lee);
    expect(state().answer?.question.asked.name).toBe(question);
    expect(state().answer?.number).toBe(1);
    expect(state().sources).toHaveLength(1);
    expect(Object.values(statuses())).not.toContain('confirmed');
  });

  it('says why a paste was not recognised, and takes the next one', async () => {
    start(ERROR);
    await paste('hello\nworld');
    expect(state().answer?.paste?.reading?.kind).toBe('nothing');
    expect(state().result?.given).toEqual([]);
    await paste(CLOUD_MAILBOX);
    expect(state().answer?.number).toBe(2);
  });

  it('asks which side an output is of, and reads it again with the answer', async () => {
    start(ERROR);
    await paste(list({ Name: 'Kim Alder', DisplayName: 'Kim Alder', Alias: 'kim.alder', PrimarySmtpAddress: 'kim.alder@contoso.com' }));
    expect(state().answer?.paste?.reading?.kind).toBe('side');
    keys('x');
    expect(state().sources).toEqual([]);
    keys('c');
    await settled();
    expect(state().sources).toMatchObject([{ side: 'cloud' }]);
  });

  it('answers yes, and goes to the finding with what changed', () => {
    start(BAD_ITEMS);
    keys('y');
    expect(placeOf(state())).toBe('result');
    expect(Object.values(statuses())).toContain('confirmed');
    expect(state().result?.changes[0]).toMatch(/^Confirmed now: /);
  });

  it('asks the next best question after no, and says so where none is left', () => {
    start(BAD_ITEMS);
    const asked = new Set<string>();
    for (let turn = 0; turn < 30 && placeOf(state()) === 'answer'; turn++) {
      const name = state().answer?.question.asked.name ?? '';
      expect(asked.has(name)).toBe(false);
      asked.add(name);
      expect(state().answer?.number).toBe(turn + 1);
      if (state().answer?.fields[0]?.type === 'boolean') keys('n');
      else keys('?');
    }
    expect(asked.size).toBeGreaterThan(1);
    if (placeOf(state()) === 'result') expect(state().notice?.text).toMatch(/Nothing is left to ask|Every known cause|Confirmed/);
    else expect(state().answer?.isAllSkipped).toBe(true);
  });

  it('puts questions aside, keeps that, and offers them again when none is left', () => {
    start(BAD_ITEMS);
    const first = state().answer?.question.asked.name ?? '';
    keys('?');
    expect(state().answer?.question.asked.name).not.toBe(first);
    expect(state().result?.skipped).toEqual(new Set([first]));
    keys('u');
    expect(state().answer?.question.asked.name).toBe(first);
    expect(state().result?.skipped.size).toBe(0);
    for (let turn = 0; turn < 60 && state().answer?.isAllSkipped === false; turn++) keys('?');
    expect(state().answer?.isAllSkipped).toBe(true);
    keys('y', 'enter');
    expect(state().notice?.text).toContain('a asks them again');
    keys('esc', 'a');
    expect(state().answer?.isAllSkipped).toBe(true);
    keys('a');
    expect(state().answer).toMatchObject({ isAllSkipped: false });
    expect(state().answer?.question.asked.name).toBe(first);
    expect(state().result?.skipped.size).toBe(0);
  });

  it('is not answered by the letters of a paste that the terminal does not mark', async () => {
    start(BAD_ITEMS);
    send({ kind: 'text', text: 'no such\ryes' });
    expect(state().result?.given).toEqual([]);
    send({ kind: 'text', text: '\rmore' });
    expect(state().answer?.paste).toMatchObject({ text: 'no such\ryes\rmore', lineCount: 3, reading: undefined });
    keys('enter');
    await settled();
    expect(state().answer?.paste?.reading?.kind).toBe('nothing');
    send({ kind: 'text', text: 'yes\r' });
    expect(state().result?.given).toHaveLength(1);
  });

  it('reads an unmarked paste of a value question on Enter', async () => {
    start(ERROR);
    for (const piece of [CLOUD_MAILBOX.slice(0, 200), CLOUD_MAILBOX.slice(200)]) send({ kind: 'text', text: piece.replaceAll('\n', '\r') });
    keys('enter');
    await settled();
    expect(state().answer?.number).toBe(2);
  });

  it('takes a single pasted value into the line, and a property with its value as output', async () => {
    start(ERROR);
    await paste('UserMailbox\n');
    expect(state().answer?.fields[0]?.value).toBe('UserMailbox');
    await paste(`ExchangeGuid : ${GUID}\n`);
    expect(state().answer?.paste).toBeDefined();
  });

  it('keeps what was typed while directory data is loaded, and ends when that decides', async () => {
    start(ERROR);
    while (state().answer?.fields[state().answer?.at ?? 0]?.fact !== 'cloud.exchangeGuid') keys('tab');
    send({ kind: 'text', text: '2dcb' });
    keys('ctrl+o', 'p');
    send({ kind: 'text', text: 'onprem.json\r' });
    await settled();
    keys('esc');
    expect(placeOf(state())).toBe('answer');
    const { fields = [], at = 0 } = state().answer ?? {};
    expect(fields[at]).toMatchObject({ fact: 'cloud.exchangeGuid', value: '2dcb' });
    keys('ctrl+o', 'c');
    send({ kind: 'text', text: 'cloud.json\r' });
    await settled();
    expect(state().screens).not.toContain('answer');
    expect(statuses()['remote-mailbox-guid-empty']).toBe('confirmed');
  });

  it('copies one command after the other, without a line of its own making', () => {
    start(ERROR);
    keys('ctrl+y');
    const copied = (): string => Buffer.from(/\]52;c;([^\u0007]*)/.exec(written.at(-1) ?? '')?.[1] ?? '', 'base64').toString('utf8');
    expect(copied()).toMatch(/^Get-Recipient -Filter .+ \| Format-List [A-Za-z, ]+$/);
    keys('c');
    expect(state().answer?.fields[0]?.value).toBe('c');
  });

  it('leaves with Esc, also while a paste is read, and the data counts all the same', async () => {
    start(ERROR);
    send({ kind: 'paste', text: CLOUD_MAILBOX });
    keys('esc');
    await settled();
    await settled();
    expect(placeOf(state())).toBe('result');
    expect(state().sources).toHaveLength(1);
    expect(state().answer).toBeUndefined();
  });

  it.each([
    ['two million letters in a line', 'x'.repeat(2_000_000)],
    ['many fields', Array.from({ length: 100_000 }, (_, index) => `Field${index} : ${index}`).join('\n')],
    [
      'control characters',
      `Name : \u001b[2J\u0007<script>alert(1)</script>\r\nAlias : \u202ekim\u0000\r\nRecipientTypeDetails : \u009bUserMailbox\r\n`,
    ],
    ['blanks', ' \n \n'],
  ])('stands %s', async (_, text) => {
    start(ERROR);
    await paste(text);
    expect(['answer', 'result']).toContain(placeOf(state()));
    keys('esc');
    expect(placeOf(state())).not.toBe('answer');
  });
});

describe('what changed', () => {
  const diagnose = (answers: ReadonlyMap<string, string | number | boolean> = new Map()): Diagnosis =>
    createTestSession().diagnose(BAD_ITEMS, { answers });

  it('is told by titles, in at most six sentences', () => {
    const before = diagnose();
    for (const question of before.questions) {
      const value = question.asked.type === 'boolean' ? true : question.asked.type === 'number' ? 1 : 'value';
      const changes = describeChanges(before, diagnose(new Map([[question.asked.name, value]])));
      expect(changes.length).toBeGreaterThan(0);
      expect(changes.length).toBeLessThanOrEqual(6);
      const ids = before.findings.flatMap(({ ruleId, causes }) => [ruleId, ...causes.map(({ id }) => id)]);
      for (const change of changes) {
        expect(change).toMatch(/^[A-Z0-9].*\.$/);
        for (const id of ids) expect(change.split(/[\s,;:.]+/)).not.toContain(id);
      }
    }
  });

  it('says that nothing did', () => {
    expect(describeChanges(diagnose(), diagnose())).toEqual([expect.stringMatching(/^The verdict is as before/)]);
  });
});
