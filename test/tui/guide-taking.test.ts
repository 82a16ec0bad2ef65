import { beforeEach, describe, expect, it } from 'vitest';
import { type Event, placeOf, type State } from '../../src/tui/model.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState, update } from '../../src/tui/state.js';
import { CLOUD_MAILBOX, REMOTE_MAILBOX } from './outputs.js';
import { createTestSession, ERROR } from './session.js';

const TRANSCRIPT = `**********************
Windows PowerShell transcript start
**********************
PS C:\\> Get-RemoteMailbox kim.alder@contoso.com | fl${REMOTE_MAILBOX}PS C:\\> Get-Mailbox kim.alder@contoso.com | fl${CLOUD_MAILBOX}PS C:\\> exit
`;

describe('a file that holds what a console showed', () => {
  let runtime: Runtime;
  const send = (event: Event): void => runtime.dispatch(event);
  const settled = async (): Promise<void> => {
    do await new Promise((resolve) => setTimeout(resolve, 1));
    while (runtime.state().busy !== undefined);
  };

  beforeEach(() => {
    runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false), {
      session: createTestSession({ texts: { 'transcript.txt': TRANSCRIPT, 'both.txt': `${TRANSCRIPT}\n${ERROR}\n` } }),
      write: () => undefined,
      environment: { TERM: 'xterm-256color' },
      exit: () => undefined,
      fail: (error) => {
        throw error;
      },
    });
  });

  it('is read as a paste is: objects of both sides, each to its own', async () => {
    send({ kind: 'dropped', paths: ['transcript.txt'] });
    await settled();
    expect(runtime.state().sources.map(({ side, format }) => [side, format])).toEqual([
      ['onprem', 'pasted'],
      ['cloud', 'pasted'],
    ]);
  });

  it('is diagnosed as well where an error stands in it, by the name of the file', async () => {
    send({ kind: 'dropped', paths: ['both.txt'] });
    await settled();
    const { result, sources } = runtime.state();
    expect(sources).toHaveLength(2);
    expect(result?.name).toBe('both.txt');
    expect(result?.diagnosis.findings[0]?.causes.filter(({ status }) => status === 'confirmed').map(({ id }) => id)).toEqual([
      'remote-mailbox-guid-empty',
    ]);
  });
});

describe('a paste that is read while another one is pasted', () => {
  it('is not taken for the reading of the other', async () => {
    const session = createTestSession();
    let state: State = initialState({ columns: 80, rows: 24 }, false);
    const diagnosis = session.diagnose(ERROR, {});
    const step = (event: Event): void => {
      state = update(state, event).state;
    };
    step({ kind: 'paste', text: ERROR });
    step({ kind: 'key', key: 'enter' });
    step({ kind: 'diagnosed', diagnosis, request: { text: ERROR, name: undefined, answers: new Map(), given: [], isAgain: false } });
    step({ kind: 'key', key: 'a' });
    expect(placeOf(state)).toBe('answer');
    const question = state.answer?.question;
    if (question === undefined) throw new Error('no question');
    const first = await session.takeOutput(REMOTE_MAILBOX, { question });
    if (first.kind === 'problem') throw new Error(first.problem.what);
    step({ kind: 'paste', text: REMOTE_MAILBOX });
    step({ kind: 'key', key: 'esc' });
    if (placeOf(state) !== 'answer') step({ kind: 'key', key: 'a' });
    step({ kind: 'paste', text: CLOUD_MAILBOX });
    const busy = state.busy;
    expect(busy).toBeDefined();
    step({
      kind: 'output',
      reading: first.value,
      taking: { text: REMOTE_MAILBOX, purpose: 'question', question },
      sources: session.sources(),
    });
    expect(state.busy).toBe(busy);
    expect(state.answer?.paste).toMatchObject({ text: CLOUD_MAILBOX, reading: undefined });
    expect(state.sources).toHaveLength(1);
  });
});
