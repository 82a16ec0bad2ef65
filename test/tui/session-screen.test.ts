import { describe, expect, it } from 'vitest';
import type { Taken } from '../../src/ports/intake.js';
import { placeOf, type State } from '../../src/tui/model.js';
import type { Runtime } from '../../src/tui/runtime.js';
import { inputsOf } from '../../src/tui/transitions/inputs.js';
import { allFindings } from '../../src/tui/transitions/session.js';
import { CLEAN } from './mail.js';
import { createTestSession, ERROR, GUID, openRuntime, type TestSession } from './session.js';

const OTHER = ERROR.replaceAll(GUID, '7f0c1b6a-2a3b-4c5d-8e9f-0a1b2c3d4e5f');

interface Stage {
  readonly session: TestSession;
  readonly runtime: Runtime;
  readonly state: () => State;
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly paste: (text: string) => Promise<void>;
}

async function settled(runtime: Runtime): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 1));
  while (runtime.state().busy !== undefined || runtime.state().run !== undefined);
}

function open(session: TestSession = createTestSession()): Stage {
  const runtime = openRuntime(session);
  return {
    session,
    runtime,
    state: runtime.state,
    async press(...keys) {
      for (const key of keys) {
        runtime.dispatch({ kind: 'key', key });
        await settled(runtime);
      }
    },
    async paste(text) {
      runtime.dispatch({ kind: 'key', key: 'q' });
      runtime.dispatch({ kind: 'paste', text });
      runtime.dispatch({ kind: 'key', key: 'enter' });
      await settled(runtime);
    },
  };
}

describe('a session with several inputs', () => {
  it('keeps them, with what was looked at, and steps through them', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.paste(OTHER);
    await stage.paste(CLEAN);
    const clean = CLEAN.replaceAll('\r\n', '\n');
    expect(inputsOf(stage.state()).map(({ text }) => text)).toEqual([ERROR, OTHER, clean]);
    expect(stage.state().result?.text).toBe(clean);
    await stage.press('[');
    expect(stage.state().result?.text).toBe(OTHER);
    expect(stage.state().notice?.text).toBe('Input 2 of 3: pasted text.');
    await stage.press(']', ']');
    expect(stage.state().result?.text).toBe(ERROR);
  });

  it('opens a text that is pasted again with its answers, instead of a second one', async () => {
    const stage = open();
    await stage.paste(ERROR);
    const first = stage.state().result?.id;
    await stage.paste(OTHER);
    await stage.paste(ERROR);
    expect(stage.state().result?.id).toBe(first);
    expect(inputsOf(stage.state())).toHaveLength(2);
  });

  it('says that a text is there already, also where a copy brought blanks along, and takes the name of its file', async () => {
    const stage = open({ ...createTestSession(), take: async () => [{ kind: 'text', name: 'a.txt', text: ERROR, notes: [] }] });
    await stage.paste(ERROR);
    await stage.paste(OTHER);
    await stage.paste(`\n${ERROR}  \n`);
    expect(stage.state().notice?.text).toBe('This text is in the session already: input 1 of 2.');
    expect(stage.state().history).toHaveLength(2);
    stage.runtime.dispatch({ kind: 'dropped', paths: ['a.txt'] });
    await settled(stage.runtime);
    expect(inputsOf(stage.state()).map(({ name }) => name)).toEqual(['a.txt', undefined]);
  });

  it('lists the findings of all, the worst first, and opens the one that is marked', async () => {
    const stage = open();
    await stage.paste(OTHER);
    await stage.paste(ERROR);
    await stage.press('h');
    expect(placeOf(stage.state())).toBe('all');
    const listed = allFindings(stage.state());
    expect(listed.map(({ input }) => input.text)).toEqual([OTHER, ERROR]);
    await stage.press('down', 'enter');
    expect(placeOf(stage.state())).toBe('result');
    expect(stage.state().result?.text).toBe(ERROR);
    await stage.press('esc');
    expect(placeOf(stage.state())).toBe('all');
  });

  it('diagnoses every input anew when data comes', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.paste(OTHER);
    const before = stage.state().others[0]?.diagnosis.findings[0]?.causes.map(({ status }) => status);
    await stage.press('esc', 'd', 'p', ...'onprem.json', 'enter', 'c', ...'cloud.json', 'enter');
    const confirmed = (): string | undefined => {
      const after = inputsOf(stage.state()).find(({ text }) => text === ERROR)?.diagnosis.findings[0];
      return after?.causes.find(({ status }) => status === 'confirmed')?.id;
    };
    expect(before).not.toContain('confirmed');
    await expect.poll(confirmed).toBe('remote-mailbox-guid-empty');
  });

  it('takes one out, and shows the one before', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.paste(OTHER);
    await stage.press('h', '2', 'down', 'x');
    expect(inputsOf(stage.state()).map(({ text }) => text)).toEqual([ERROR]);
    expect(stage.state().result?.text).toBe(ERROR);
    expect(stage.state().notice?.text).toBe('Removed pasted text 2. The loaded data stays.');
    await stage.press('x');
    expect(stage.state().result).toBeUndefined();
    await stage.press('esc');
    expect(placeOf(stage.state())).toBe('home');
  });

  it('says what happened, and when', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.press('d', 'p', ...'onprem.json', 'enter', 'esc', 'h', '3');
    expect(stage.state().history.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Diagnosed a pasted text: blocker, /),
      'Loaded 1 object from onprem.json.',
    ]);
    const times = stage.state().history.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('a session file', () => {
  it('is written, and brings everything back', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.press('d', 'p', ...'onprem.json', 'enter', 'esc');
    await stage.paste(OTHER);
    await stage.press('ctrl+s', 'enter');
    expect(stage.state().notice?.text).toMatch(/^Wrote the session to /);
    const text = stage.session.saved.get('today.crossprem-session') ?? '';
    const later = open();
    await later.paste(text);
    expect(inputsOf(later.state()).map((input) => input.text)).toEqual([ERROR, OTHER]);
    expect(later.state().sources.map(({ path }) => path)).toEqual(['onprem.json']);
    expect(placeOf(later.state())).toBe('all');
    expect(inputsOf(later.state()).map(({ at }) => at)).toEqual(inputsOf(stage.state()).map(({ at }) => at));
    const before = stage.state().history.map((entry) => entry.text);
    // What was saved is not in the file that it was saved to.
    const saved: { readonly history: readonly { readonly text: string }[] } = JSON.parse(text);
    expect(saved.history.length).toBeGreaterThan(2);
    expect(before.slice(0, saved.history.length)).toEqual(saved.history.map((entry) => entry.text));
    expect(later.state().history.map((entry) => entry.text)).toEqual(expect.arrayContaining(before.slice(0, saved.history.length)));
  });

  it('asks before it replaces a file', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.press('ctrl+s', 'enter', 'ctrl+s', 'enter');
    expect(stage.state().notice?.text).toBe('today.crossprem-session is there already. Enter once more replaces it.');
    await stage.press('enter');
    expect(stage.state().notice?.text).toMatch(/^Wrote the session to /);
  });

  it('says which of its files is not there any more', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.press('d', 'p', ...'onprem.json', 'enter', 'esc', 'ctrl+s', 'enter');
    const text = (stage.session.saved.get('today.crossprem-session') ?? '').replaceAll('onprem.json', 'gone.json');
    const later = open();
    await later.paste(text);
    expect(later.state().problem).toEqual({
      what: 'The file does not exist.',
      where: 'gone.json',
      next: 'Check the path and the spelling.',
    });
    expect(inputsOf(later.state())).toHaveLength(1);
  });
});

describe('what is typed', () => {
  const typed = async (stage: Stage, text: string): Promise<void> => {
    stage.runtime.dispatch({ kind: 'text', text });
    await stage.press('enter');
  };

  it('is taken with Enter where it is a path, an address or a GUID alone', async () => {
    const stage = open({ ...createTestSession(), take: async () => [{ kind: 'text', name: 'a.txt', text: ERROR, notes: [] }] });
    await typed(stage, '/tmp/a.txt');
    expect(stage.state().result?.name).toBe('a.txt');
    const other = open();
    await typed(other, 'an error and no path');
    expect(other.state().draft.text).toBe('an error and no path\n');
  });

  it('takes the place of the proposed name where it is a whole path', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.press('ctrl+s', ...'/tmp/mine');
    expect(stage.state().prompt.value).toBe('/tmp/mine');
    await stage.press('esc', 'esc', 'ctrl+s', ...'.old');
    expect(stage.state().prompt.value).toBe('today.crossprem-session.old');
  });
});

describe('what is dropped', () => {
  const taking = (taken: readonly Taken[]): TestSession => ({ ...createTestSession(), take: async () => taken });

  it('shows all findings when several texts come at once', async () => {
    const text = (name: string, body: string): Taken => ({ kind: 'text', name, text: body, notes: [] });
    const stage = open(taking([text('a.txt', ERROR), text('b.txt', OTHER)]));
    stage.runtime.dispatch({ kind: 'dropped', paths: ['a.txt', 'b.txt'] });
    await settled(stage.runtime);
    expect(placeOf(stage.state())).toBe('all');
    expect(inputsOf(stage.state()).map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
  });

  it('asks for the side of data that does not tell', async () => {
    const stage = open(taking([{ kind: 'side', what: 'onprem.json', path: 'onprem.json', text: undefined }]));
    stage.runtime.dispatch({ kind: 'dropped', paths: ['onprem.json'] });
    await settled(stage.runtime);
    expect(placeOf(stage.state())).toBe('side');
    await stage.press('p');
    expect(stage.state().sources).toMatchObject([{ path: 'onprem.json', side: 'onprem' }]);
    expect(placeOf(stage.state())).toBe('home');
  });

  it('says which file of several was not read, for nothing tells its side', async () => {
    const stage = open(
      taking([
        { kind: 'side', what: '/tmp/case/users.csv', path: '/tmp/case/users.csv', text: undefined },
        { kind: 'text', name: 'a.txt', text: ERROR, notes: [] },
      ]),
    );
    stage.runtime.dispatch({ kind: 'dropped', paths: ['/tmp/case'] });
    await settled(stage.runtime);
    expect(placeOf(stage.state())).toBe('result');
    expect(stage.state().problem).toMatchObject({ where: 'users.csv' });
  });

  it('says what is wrong with a path that leads nowhere, and takes the rest', async () => {
    const problem = { what: 'The file does not exist.', where: 'x', next: 'Check.' };
    const stage = open(
      taking([
        { kind: 'problem', problem },
        { kind: 'text', name: 'a.txt', text: ERROR, notes: [] },
      ]),
    );
    stage.runtime.dispatch({ kind: 'dropped', paths: ['x', 'a.txt'] });
    await settled(stage.runtime);
    expect(stage.state().problem).toEqual(problem);
    expect(stage.state().result?.text).toBe(ERROR);
  });
});

describe('a report', () => {
  it('is written of the shown input or of all, redacted or not', async () => {
    const asked: unknown[] = [];
    const base = createTestSession();
    const stage = open({
      ...base,
      report: async (diagnoses, options) => {
        asked.push([diagnoses.length, options]);
        return 'the report';
      },
    });
    await stage.paste(ERROR);
    await stage.paste(OTHER);
    await stage.press('R', 'enter', 'enter');
    await stage.press('R', 'r', 'a', 'down', 'enter', 'enter');
    expect(asked).toEqual([
      [2, { format: 'html', isRedacted: false }],
      [1, { format: 'markdown', isRedacted: true }],
    ]);
    expect(base.saved.get('crossprem-report.html')).toBe('the report');
    expect(stage.state().notice?.text).toMatch(/^Wrote the redacted report to /);
    expect(placeOf(stage.state())).toBe('result');
  });
});

const REMOTE = `[PS] C:\\>Get-RemoteMailbox kim.alder@contoso.com | fl

RemoteRoutingAddress       : SMTP:kim.alder@contoso.mail.onmicrosoft.com
RemoteRecipientType        : ProvisionMailbox
OnPremisesOrganizationalUnit : contoso.com/Staff
UserPrincipalName          : kim.alder@contoso.com
SamAccountName             : kalder
ExchangeGuid               : 00000000-0000-0000-0000-000000000000
ArchiveGuid                : 00000000-0000-0000-0000-000000000000
EmailAddresses             : {SMTP:kim.alder@contoso.com, smtp:kim.alder@contoso.mail.onmicrosoft.com}
PrimarySmtpAddress         : kim.alder@contoso.com
RecipientType              : MailUser
RecipientTypeDetails       : RemoteUserMailbox
Guid                       : 9a3df00d-71cd-40e0-86f9-75c68a689765
OriginatingServer          : DC1.contoso.com
Name                       : Kim Alder
DistinguishedName          : CN=Kim Alder,OU=Staff,DC=contoso,DC=com

`;

describe('output of a command, pasted at home', () => {
  it('becomes data of its side, and what is diagnosed already is diagnosed anew', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.press('esc');
    await stage.paste(REMOTE);
    expect(stage.state().sources).toMatchObject([{ side: 'onprem', objectCount: 1 }]);
    expect(stage.state().notice?.text).toMatch(/^Read 1 object of on-premises \(pasted 1: Get-RemoteMailbox\)/);
    expect(inputsOf(stage.state())).toHaveLength(1);
    expect(stage.state().draft.text).toBe('');
  });

  it('is read beside an error in the same paste, which is diagnosed with it', async () => {
    const stage = open();
    await stage.paste(
      `${ERROR}\n\nkim.alder@contoso.com\n\nThe batch was made yesterday, and here is what I see on our server.\nPlease look.\n\n${REMOTE}[PS] C:\\>\n`,
    );
    expect(stage.state().sources).toMatchObject([{ side: 'onprem' }]);
    expect(placeOf(stage.state())).toBe('result');
    expect(stage.state().result?.diagnosis.findings[0]?.ruleId).toBe('migration/mailbox-guid-not-found');
  });

  it('is no data where it is the report of a move', async () => {
    const stage = open();
    await stage.paste(
      `Alias : kim.alder\nExchangeGuid : ${GUID}\nRecipientTypeDetails : UserMailbox\nStatus : Failed\nStatusDetail : FailedOther\nFailureType : RecipientNotFoundPermanentException\nMessage : ${ERROR}\n`,
    );
    expect(stage.state().sources).toEqual([]);
    expect(stage.state().result?.diagnosis.findings[0]?.ruleId).toBe('migration/mailbox-guid-not-found');
  });

  it('comes back with the session, and not after it was taken away', async () => {
    const stage = open();
    await stage.paste(ERROR);
    await stage.press('esc');
    await stage.paste(REMOTE);
    await stage.press('ctrl+s', 'enter');
    const text = stage.session.saved.get('today.crossprem-session') ?? '';
    const later = open();
    await later.paste(text);
    expect(later.state().sources).toMatchObject([{ side: 'onprem', objectCount: 1 }]);
    await later.press('esc', 'esc', 'd', 'x');
    expect(later.state().sources).toEqual([]);
    expect(later.session.savedData().pasted).toEqual([]);
  });
});

describe('a path that leads to another machine', () => {
  it('is said to, and is left with Esc; what comes later disturbs nothing', async () => {
    const base = createTestSession();
    const slow = Promise.withResolvers<readonly Taken[]>();
    const isSlow = (text: string): boolean => text.startsWith('\\\\');
    const stage = open({ ...base, take: (text, paths) => (isSlow(text) ? slow.promise : base.take(text, paths)) });
    stage.runtime.dispatch({ kind: 'paste', text: '\\\\fs01\\share\\error.txt' });
    stage.runtime.dispatch({ kind: 'key', key: 'enter' });
    expect(stage.state().busy).toBe('Asking fs01, another machine; Esc leaves it.');
    stage.runtime.dispatch({ kind: 'key', key: 'esc' });
    expect(stage.state().busy).toBeUndefined();
    expect(stage.state().notice?.text).toBe('crossprem no longer waits for it.');
    await stage.press('ctrl+l');
    await stage.paste(ERROR);
    slow.resolve([{ kind: 'text', name: 'error.txt', text: OTHER, notes: [] }]);
    await settled(stage.runtime);
    expect(inputsOf(stage.state()).map(({ text }) => text)).toEqual([ERROR]);
    expect(placeOf(stage.state())).toBe('result');
  });

  it('that is loaded later counts, and what failed stands in the list of what happened', async () => {
    const base = createTestSession();
    const slow = Promise.withResolvers<void>();
    const load: TestSession['load'] = async (path, side) => {
      await slow.promise;
      return base.load(path, side);
    };
    const stage = open({ ...base, load });
    for (const path of ['onprem.json', 'gone.json']) {
      for (const key of ['d', 'p', ...path, 'enter', 'esc', 'esc']) stage.runtime.dispatch({ kind: 'key', key });
      expect(placeOf(stage.state())).toBe('home');
    }
    slow.resolve();
    await expect
      .poll(() =>
        stage
          .state()
          .history.map(({ text }) => text)
          .toSorted(),
      )
      .toEqual(['Loaded 1 object from onprem.json.', 'Not read: gone.json. The file does not exist.']);
    expect(stage.state().sources).toHaveLength(1);
    expect(stage.state().problem).toBeUndefined();
    expect(placeOf(stage.state())).toBe('home');
  });
});
