import { afterEach, describe, expect, it } from 'vitest';
import { ok, problem } from '../../src/evidence/problem.js';
import { widthOf } from '../../src/tui/sanitize.js';
import { EXCHANGE, FOREST, GRAPH, type LiveSession, liveSession, PASSWORD, PROGRESS } from './live.js';
import { KEY, openTui, type TestTerminal } from './terminal.js';

// Ctrl-C sets 130, which would become the exit code of the test run.
afterEach(() => {
  process.exitCode = undefined;
});

async function leave(terminal: TestTerminal): Promise<void> {
  terminal.press(KEY.ctrlC);
  await terminal.ended;
}

async function open(session: LiveSession, columns = 80, rows = 24): Promise<TestTerminal> {
  const terminal = openTui(session, { columns, rows });
  await terminal.until('q quit');
  terminal.press('l');
  await terminal.until('crossprem   connections');
  return terminal;
}

/** Fills in a password, and goes on to what would be asked for. */
async function fillForest(terminal: TestTerminal): Promise<void> {
  terminal.press('p');
  await terminal.until('CA file');
  terminal.paste('ldaps://dc1.corp.contoso.com');
  await terminal.until('dc1.corp.contoso.com█');
  terminal.press(KEY.tab);
  await terminal.until('▸ User');
  terminal.paste('CORP\\svc-read');
  await terminal.until('svc-read█');
  terminal.press(KEY.tab);
  await terminal.until('▸ Password');
  terminal.paste(`${PASSWORD}\r\n`);
  await terminal.until(`${'•'.repeat(PASSWORD.length)}█`);
}

/** From the list to where a device code is waited for. */
async function signIn(terminal: TestTerminal): Promise<void> {
  terminal.press('c');
  await terminal.until('‹ Device code ›');
  terminal.press(KEY.ctrlD);
  await terminal.until('Nothing was opened yet. This');
  terminal.press(KEY.enter);
  await terminal.until('Asking for a code.');
}

/** From the list to where everything is read. */
async function readAll(terminal: TestTerminal): Promise<void> {
  terminal.press('r');
  await terminal.until('Snapshot file');
  terminal.press(KEY.enter);
  await terminal.until('Asking what there is to read');
}

const widest = (screen: string): number => Math.max(...screen.split('\n').map(widthOf));

describe('connections', () => {
  it('say what connecting is good for, and that nothing is changed, at 80x24', async () => {
    const terminal = openTui(liveSession());
    const home = await terminal.until('q quit');
    expect(home).toContain('none yet. d loads exports, l reads live.');
    expect(home).toContain('l live');
    terminal.press('l');
    expect(await terminal.until('nothing is connected')).toMatchInlineSnapshot(`
      " crossprem   connections                                   nothing is connected
      ────────────────────────────────────────────────────────────────────────────────

        Nothing is connected.

        Connected, crossprem reads both directories itself, so that causes and
        readiness need no exports.

        p  Active Directory, over LDAP: the on-premises side
        c  Entra ID and Exchange Online: the cloud side

        It only reads: nothing is changed there, and nothing of what was read is
        sent anywhere.

        What would be asked for is shown first; nothing is opened before you confirm
        it.





      ────────────────────────────────────────────────────────────────────────────────

       p on-premises   c cloud   d data   Ctrl+P find   ? help   Esc back"
    `);
    await leave(terminal);
  });

  it('are listed with who, where, since when, and what may be read, at 80x24', async () => {
    const terminal = await open(liveSession([FOREST, GRAPH, EXCHANGE]));
    expect(await terminal.until('3 connections')).toMatchInlineSnapshot(`
      " crossprem   connections                               3 connections, only read
      ────────────────────────────────────────────────────────────────────────────────

       ▸ Active Directory   ldaps://dc1.corp.contoso.com
           who       CORP\\svc-read, of corp.contoso.com
           since     2026-11-23 01:14 UTC
           may read  DC=corp,DC=contoso,DC=com; 3 more
           not read  Deleted objects were not read

         Microsoft Graph    https://graph.microsoft.com
           who       admin@contoso.com, of Contoso (contoso.onmicrosoft.com)
           since     2026-11-23 01:15 UTC
           may read  User.Read.All; Group.Read.All; Domain.Read.All; 2 more
           not read  no limit is known

         Exchange Online    https://outlook.office365.com
           who       admin@contoso.com, of Contoso (contoso.onmicrosoft.com)
           since     2026-11-23 01:15 UTC
           may read  Exchange.ManageAsApp
           not read  Get-Thing1 is not allowed; 11 more

      ────────────────────────────────────────────────────────────────────────────────

       p on-premises   c cloud   r read   Enter more   x close   ? help   Esc back"
    `);
    await leave(terminal);
  });

  it.each([
    [60, 15],
    [60, 20],
    [80, 24],
    [120, 40],
  ])('fit into %sx%s on every screen, with the marked line in view', async (columns, rows) => {
    const session = liveSession([FOREST, GRAPH, EXCHANGE]);
    const terminal = await open(session, columns, rows);
    const fits = (): void => {
      expect(widest(terminal.screen())).toBeLessThanOrEqual(columns);
      expect(terminal.screen().split('\n')[0]).toContain('crossprem');
      expect(terminal.screen().split('\n').at(-1)).toContain('Esc');
    };
    terminal.press(KEY.down);
    await terminal.until('▸ Microsoft Graph');
    terminal.press(KEY.down);
    await terminal.until('▸ Exchange Online');
    fits();
    terminal.press(KEY.enter);
    await terminal.until('connection, Exchange Online');
    fits();
    terminal.press(KEY.esc);
    await terminal.until('▸ Exchange Online');
    terminal.press('c');
    await terminal.until('‹ Device code ›');
    fits();
    terminal.press(KEY.ctrlD);
    await terminal.until('User.Read.All');
    fits();
    terminal.press(KEY.enter);
    await terminal.until('Asking for a code.');
    fits();
    session.connections.signIns[0]?.end(
      problem(
        'The tenant is not known.',
        `https://login.microsoftonline.com/${'a'.repeat(80)}`,
        'Check the tenant, and connect again. '.repeat(3),
      ),
    );
    await terminal.until('Check the tenant');
    expect(terminal.screen()).toContain('▸');
    fits();
    terminal.press(KEY.esc);
    await terminal.until('▸ Exchange Online');
    terminal.press('r');
    await terminal.until('Snapshot file');
    fits();
    terminal.press(KEY.enter);
    await terminal.until('Esc stops');
    session.connections.readings[0]?.input.onProgress({ ...PROGRESS, waiting: { source: GRAPH.source, why: 'throttled', seconds: 12 } });
    expect(await terminal.until('10,786 of 50,000')).toMatch(/throttled, 1[12] s left/);
    fits();
    terminal.press(KEY.esc);
    await terminal.until('Not everything was read');
    fits();
    await leave(terminal);
  });
});

describe('connecting', () => {
  it('shows a password as dots, and never writes it to the terminal, whatever comes of it', async () => {
    const session = liveSession();
    const terminal = await open(session);
    await fillForest(terminal);
    expect(terminal.screen()).toContain('2 of the characters cannot be printed and were left out.');
    terminal.press(KEY.ctrlD);
    await terminal.until('Nothing was opened yet.');
    terminal.press(KEY.enter);
    await terminal.until('Connecting, and signing in.');
    session.connections.signIns[0]?.end(problem('The server does not take it.', `as ${PASSWORD}`, 'Type it again.'));
    const failed = await terminal.until('Where   as •••');
    expect(failed).toContain('▸ Password             █');
    expect(failed).toContain('CORP\\svc-read');
    await leave(terminal);
    expect(session.connections.signIns[0]?.input.form).toMatchObject({ password: PASSWORD });
    expect(terminal.raw()).not.toContain(PASSWORD);
    expect(terminal.raw()).not.toContain(PASSWORD.slice(0, 4));
  });

  it('shows a device code so that code and address are each copied as one line', async () => {
    const session = liveSession();
    const terminal = await open(session, 60, 20);
    await signIn(terminal);
    const url = 'https://login.microsoftonline.com/common/oauth2/deviceauth?api-version=1.0';
    session.connections.signIns[0]?.input.hooks.onDeviceCode({ userCode: 'FJC3EL9KZ', url, expiresAt: Date.now() + 872_500 });
    const shown = await terminal.until('FJC3EL9KZ');
    expect(shown).toMatch(/14 min 3\d s left {3}waiting for \d s/);
    expect(shown).toMatch(/^ c copy the code {3}u copy the URL/m);
    expect(terminal.copied().map((row) => row.trim())).toEqual(expect.arrayContaining([url, '│   FJC3EL9KZ   │']));
    terminal.press(KEY.esc);
    await terminal.until('Cancelled; nothing was connected.');
    expect(session.connections.signIns[0]?.input.hooks.signal.aborted).toBe(true);
    await leave(terminal);
  });

  it('says that a browser window opens', async () => {
    const terminal = await open(liveSession());
    terminal.press('c');
    await terminal.until('‹ Device code ›');
    terminal.press(' ');
    expect(await terminal.until('‹ Browser ›')).toContain('A browser window opens on this machine.');
    terminal.press(KEY.ctrlD);
    await terminal.until('Nothing was opened yet. This');
    terminal.press(KEY.enter);
    expect(await terminal.until('waiting for')).toContain('A browser window opens on this machine. Sign in there');
    await leave(terminal);
  });

  it('obeys nothing that a service says', async () => {
    const hostile = '\u001b]0;owned\u0007\u001b[31mred\u202eevil\u2066\u200b tail';
    const about = {
      ...GRAPH,
      account: hostile,
      organization: hostile,
      source: hostile,
      mayRead: [hostile],
      limits: [{ what: hostile, why: hostile, next: hostile }],
    };
    const session = liveSession([about]);
    const terminal = await open(session);
    await terminal.until('evil tail');
    terminal.press(KEY.enter);
    await terminal.until('Signed in as');
    terminal.press(KEY.esc);
    await terminal.until('p on-premises');
    await readAll(terminal);
    session.connections.readings[0]?.input.onProgress({
      ...PROGRESS,
      parts: PROGRESS.parts.map((part) => ({ ...part, title: hostile })),
      waiting: { source: hostile, why: hostile, seconds: 3 },
    });
    await terminal.until('23,100 records');
    session.connections.readings[0]?.end(ok({ records: 1, path: hostile, isComplete: false, notes: [hostile] }));
    await terminal.until('Not everything was read');
    await leave(terminal);
    const own = terminal.raw().replace(/\u001b\[[?<>=]?[0-9;]*[A-Za-z]/g, '');
    expect(own).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufdd0]/);
    expect(terminal.raw()).not.toContain('\u001b[31m');
  });
});

describe('reading everything', () => {
  it('shows every part with how far it is, at 80x24', async () => {
    const session = liveSession([FOREST, GRAPH]);
    const terminal = await open(session);
    await readAll(terminal);
    session.connections.readings[0]?.input.onProgress(PROGRESS);
    const shown = await terminal.until('23,100 records');
    expect(shown).toContain('  23,100 records   1,240/s   2 of 4 parts done');
    expect(shown).toMatch(/^ ✓ Recipients of corp\.contoso\.com +12,004 {2}complete$/m);
    expect(shown).toMatch(/^ ! Configuration of corp\.contoso\.com +310 {2}partial, 3 not read$/m);
    expect(shown).toMatch(/^ ▸ Users +10,786 of 50,000 {2}reading$/m);
    expect(shown).toMatch(/^ · Groups +waiting$/m);
    // How much there is in all is not known: no share is shown.
    expect(shown).not.toContain('%');
    session.connections.readings[0]?.input.onProgress({ ...PROGRESS, parts: PROGRESS.parts.slice(0, 3) });
    expect(await terminal.until('%')).toContain('█');
    await leave(terminal);
  });

  it('keeps the part that is read in view among many', async () => {
    const session = liveSession([FOREST]);
    const terminal = await open(session);
    await readAll(terminal);
    const [part] = PROGRESS.parts;
    if (part === undefined) throw new Error('no part');
    const parts = Array.from({ length: 60 }, (_, index) => ({
      ...part,
      title: `Domain ${index}`,
      state: index < 40 ? ('complete' as const) : index === 40 ? ('reading' as const) : ('waiting' as const),
    }));
    session.connections.readings[0]?.input.onProgress({ ...PROGRESS, parts });
    const shown = await terminal.until('Domain 40');
    expect(shown).toMatch(/parts \d+-\d+ of 60/);
    expect(shown).toContain('Esc stops; what was read is kept.');
    await leave(terminal);
  });
});

describe('leaving', () => {
  it('gives up what is waited for, and closes what is open', async () => {
    const session = liveSession([FOREST]);
    const terminal = await open(session);
    await signIn(terminal);
    await leave(terminal);
    expect(session.connections.signIns[0]?.input.hooks.signal.aborted).toBe(true);
    expect(session.connections.closed).toEqual([FOREST.source]);
  });
});
