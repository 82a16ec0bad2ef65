import { afterEach, describe, expect, it } from 'vitest';
import { createTestSession, ERROR, SPOOF } from './session.js';
import { KEY, openTui } from './terminal.js';

// Ctrl-C sets 130, which would become the exit code of the test run.
afterEach(() => {
  process.exitCode = undefined;
});

async function leave(terminal: ReturnType<typeof openTui>): Promise<void> {
  terminal.press(KEY.ctrlC);
  await terminal.ended;
}

describe('home', () => {
  it('shows the box, the directory data, what the program does and its keys at 80x24', async () => {
    const terminal = openTui(createTestSession());
    expect(await terminal.until('q quit')).toMatchInlineSnapshot(`
      " crossprem   home                             Everything stays on this machine.
      ────────────────────────────────────────────────────────────────────────────────
        Paste what failed. Get the cause, proven on your own data, and the fix.

        ╭─ what failed ──────────────────────────────────────────────────────────────╮
        │                                                                            │
        │ Paste or drop anything, as it is: an error, an NDR, message headers, what  │
        │ a command printed, exports of both sides, a folder, a saved session.       │
        │ Enter finds out what it is. s shows a sample.                              │
        │                                                                            │
        │                                                                            │
        │                                                                            │
        │                                                                            │
        ╰────────────────────────────────────────────────────────────────────────────╯

        Directory data  none loaded, so causes stay possible. d loads exports.

        Diagnose   errors of moves and synchronization, NDRs, message headers
        Prove      one cause and rule out the others, on exports of both directories
        Repair     the exact commands: check before, run, check after, undo

      ────────────────────────────────────────────────────────────────────────────────

       o open file   d directory data   s sample   i type   ? help   q quit"
    `);
    await leave(terminal);
  });

  it('shows a long line whole, and does not count the end of the last line as one', async () => {
    const terminal = openTui(createTestSession(), { columns: 60, rows: 20 });
    await terminal.until('q quit');
    terminal.paste(`${ERROR.trim()}\n`);
    const shown = await terminal.until('1 line,');
    expect(shown.replace(/[│\s]/g, '')).toContain(ERROR.replace(/\s/g, '').slice(0, 120));
    await leave(terminal);
  });

  it('says beside a title what fits there whole, or nothing', async () => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    for (const columns of [60, 72, 90, 120]) {
      const terminal = openTui(session, { columns, rows: 24, initial: { name: 'a-file-with-a-name.txt', text: ERROR } });
      const [title = ''] = (await terminal.until('Cause')).split('\n');
      expect(title.slice(title.indexOf('error') + 5).trim()).toMatch(
        /^(?:on-premises 1 object, cloud none|on-premises 1, cloud none|on-premises only|)$/,
      );
      await leave(terminal);
    }
  });

  it('lists what is loaded', async () => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    const terminal = openTui(session, { columns: 120, rows: 40 });
    const shown = await terminal.until('q quit');
    expect(shown).toContain('On-premises  onprem.json');
    expect(shown).toMatch(/Cloud {8}cloud\.json +json {2}1 object/);
    await leave(terminal);
  });
});

describe('settings', () => {
  const TENANT = JSON.stringify({ onpremIps: ['203.0.113.20'], organizationConfig: { cloud: { RejectDirectSend: false } } });

  it('are offered on the empty data screen at 80x24', async () => {
    const terminal = openTui(createTestSession());
    await terminal.until('q quit');
    terminal.press('d');
    const shown = await terminal.until('Esc back');
    expect(shown).toContain('s loads settings');
    expect(shown.split('\n').at(-1)).toBe(' p load on-premises   c cloud   s settings   Ctrl+P find   ? help   Esc back');
    await leave(terminal);
  });

  it('are read from a path, listed, and shown in the title of the result at 80x24', async () => {
    const session = createTestSession({ settings: { 'tenant.json': TENANT } });
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    const terminal = openTui(session, { initial: { name: 'headers.txt', text: SPOOF } });
    await terminal.until('on-premises 1 object, cloud');
    terminal.press('d');
    await terminal.until('p load on-premises');
    terminal.press('s');
    const prompt = await terminal.until('Path');
    expect(prompt).toContain('load settings');
    expect(prompt).toContain('A further file is put together with those that are loaded');
    terminal.paste('tenant.json');
    await terminal.until('Path  tenant.json');
    terminal.press(KEY.enter);
    const sources = await terminal.until('Loaded 2 settings');
    expect(sources).toMatch(/ ▸ Settings {5}tenant\.json +2 settings\n +- Holds organizationConfig, onpremIps\./);
    expect(sources).toContain('x remove');
    terminal.press(KEY.esc);
    const result = await terminal.until('RejectDirectSend is off');
    expect(result.split('\n')[0]).toMatch(/headers\.txt, message headers +settings, on-premises 1, cloud 1$/);
    await leave(terminal);
  });

  it('do not count as directory data on the first screen', async () => {
    const session = createTestSession({ settings: { 'tenant.json': TENANT } });
    await session.load('tenant.json', 'settings');
    const terminal = openTui(session);
    const shown = await terminal.until('q quit');
    expect(shown).toContain('Directory data  none loaded, so causes stay possible. d loads exports.');
    expect(shown).toMatch(/Settings {5}tenant\.json +2 settings/);
    terminal.press('d');
    expect((await terminal.until('x remove')).split('\n')[0]).toContain('settings, no directory data');
    await leave(terminal);
  });
});

describe('result', () => {
  it.each([
    [60, 20],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('answers at once at %dx%d: what is wrong, whether it is proven, which cause, who has to act', async (columns, rows) => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    const terminal = openTui(session, { columns, rows, initial: { name: 'error.txt', text: ERROR } });
    const shown = (await terminal.until('↓ more')).split('\n');
    expect(shown).toHaveLength(rows);
    const top = shown.slice(0, 15).join(' ').replace(/\s+/g, ' ');
    for (const text of [
      'holds no recipient with this mailbox GUID.',
      'blocker seen in the text',
      'Cause ● confirmed: ',
      'Who you can repair it',
      'Evidence',
    ])
      expect(top).toContain(text);
    if (columns >= 120) expect(shown.join('\n')).toMatch(/≠ ExchangeGuid +not set/);
    await leave(terminal);
  });

  it('lists several findings, and answers for the marked one in the rest of the window', async () => {
    const session = createTestSession({
      settings: { 'tenant.json': JSON.stringify({ organizationConfig: { cloud: { RejectDirectSend: false } } }) },
    });
    await session.load('tenant.json', 'settings');
    const terminal = openTui(session, { initial: { name: 'headers.txt', text: SPOOF } });
    const shown = await terminal.until('↓ more');
    expect(shown).toContain('finding 1 of');
    expect(shown).toMatch(/Cause {2}● confirmed: The tenant takes Direct Send from anybody/);
    expect(shown).toMatch(/Who {4}you can repair it: 1 step below/);
    await leave(terminal);
  });

  it('shows what is wrong, the quoted evidence and the causes at 80x24', async () => {
    const terminal = openTui(createTestSession(), { initial: { name: 'error.txt', text: ERROR } });
    // How many rows there are depends on the rules.
    expect((await terminal.until('↓ more')).replace(/of \d+ /, 'of N ')).toMatchInlineSnapshot(`
      " crossprem   error.txt, migration error                       no directory data
      ────────────────────────────────────────────────────────────────────────────────
        The directory that was asked holds no recipient with this mailbox GUID.
        blocker  seen in the text  migration/mailbox-guid-not-found
        About  2dcb23c9-4179-4fec-b556-659ce21780e6
        Cause  ○ not decided yet: 17 possible; a asks further

        Evidence   error.txt:1
          1 │ Error: MigrationPermanentException: Cannot find a recipient that has
            │        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            │ mailbox GUID '2dcb23c9-4179-4fec-b556-659ce21780e6'. --> Cannot find a
            │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            │ recipient that has mailbox GUID '2dcb23c9-4179-4fe…

        Causes   17 possible
          A remote move finds its target by the mailbox GUID. The side that receives
          the mailbox must hold exactly one recipient whose ExchangeGuid (or
          ArchiveGuid, for the archive) is the GUID of the mailbox that moves.

          ○ possible   The on-premises remote mailbox does not carry the cloud
                       mailbox's ExchangeGuid  questions 1, 2
      ───────────────────────────────────────────────────── rows 1-19 of N  ↓ more ──

       n next   a answer   s section   d data   R report   ? help   Esc back"
    `);
    await leave(terminal);
  });

  it('shows the proof from both sides beside each other at 120x40', async () => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    const cloud = await session.load('cloud.json', 'cloud');
    expect(cloud.kind).toBe('ok');
    const terminal = openTui(session, { columns: 120, rows: 40, initial: { name: 'error.txt', text: ERROR } });
    expect(await terminal.until('↓ more')).toMatchInlineSnapshot(`
      " crossprem   error.txt, migration error                                            on-premises 1 object, cloud 1 object
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        The directory that was asked holds no recipient with this mailbox GUID.
        blocker  seen in the text  migration/mailbox-guid-not-found
        About  kim.alder@contoso.com
        Cause  ● confirmed: The on-premises remote mailbox does not carry the cloud mailbox's ExchangeGuid
        Who    you can repair it: 3 steps below

        Evidence   error.txt:1
          1 │ Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID
            │        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            │ '2dcb23c9-4179-4fec-b556-659ce21780e6'. --> Cannot find a recipient that has mailbox GUID '2dcb23c9-4179-4fe…
            │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

        Cause   1 confirmed, 16 ruled out
          ● confirmed  The on-premises remote mailbox does not carry the cloud mailbox's ExchangeGuid
              attribute             on-premises   onprem.json              │ cloud   cloud.json
              Recipient type        RemoteUserMailbox                      │ UserMailbox
                                    msExchRecipientTypeDetails 2147483648  │
            ≠ ExchangeGuid          not set  msExchMailboxGuid             │ 2dcb23c9-4179-4fec-b556-659ce21780e6
            = UserPrincipalName     kim.alder@contoso.com                  │ kim.alder@contoso.com
            = Primary SMTP address  kim.alder@contoso.com                  │ kim.alder@contoso.com
            = Source anchor         DfOw3cNx4ECG+XXGimiXZQ==               │ DfOw3cNx4ECG+XXGimiXZQ==
            = targetAddress         kim.alder@contoso.mail.onmicrosoft.com │ kim.alder@contoso.mail.onmicrosoft.com
                                                                           │ one of its addresses
            In the text
              guid  2dcb23c9-4179-4fec-b556-659ce21780e6  line 1, column 84

          A remote move finds its target by the mailbox GUID. The side that receives the mailbox must hold exactly
          one recipient whose ExchangeGuid (or ArchiveGuid, for the archive) is the GUID of the mailbox that moves.

          × ruled out  16 causes; r shows which, and why

        Fix   3 steps, in this order; crossprem changes nothing itself
          ✓ proven on a copy of your data.  On the copy the finding is gone, and nothing new appeared.

          1. Stamp the cloud mailbox's ExchangeGuid on the on-premises remote mailbox
      ───────────────────────────────────────────────────────────────────────────────────────────── rows 1-35 of 95  ↓ more ──

       n next   s section   d data   R report   C copy all   Ctrl+P find   h session   m markdown   ? help   Esc back"
    `);
    await leave(terminal);
  });

  it('breaks no GUID for a long name, where the sides stand beside each other in a narrow window', async () => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    const terminal = openTui(session, { columns: 100, rows: 40, initial: { text: ERROR } });
    const shown = await terminal.until('↓ more');
    const rows = shown.split('\n').filter((row) => row.includes('2dcb23c9-4179-4fec-b556-659ce21780e6'));
    expect(rows.some((row) => /(?:│ |cloud +)2dcb23c9-4179-4fec-b556-659ce21780e6$/.test(row))).toBe(true);
    await leave(terminal);
  });

  it('stacks the sides in a narrow window', async () => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    const terminal = openTui(session, { columns: 80, rows: 40, initial: { text: ERROR } });
    const shown = await terminal.until('↓ more');
    const rows = shown.split('\n');
    const at = rows.findIndex((row) => row.trim() === '≠ ExchangeGuid');
    expect(rows[at + 1]?.trim()).toMatch(/^on-premises +not set/);
    expect(rows[at + 2]?.trim()).toMatch(/^cloud +2dcb23c9-4179-4fec-b556-659ce21780e6$/);
    await leave(terminal);
  });

  it('lets the terminal wrap long commands, so that they are copied as one line', async () => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    const terminal = openTui(session, { initial: { text: ERROR } });
    await terminal.until('↓ more');
    terminal.press('n');
    await terminal.until('Set-RemoteMailbox');
    expect(terminal.copied().map((row) => row.trim())).toContain(
      "Set-RemoteMailbox -Identity 'kim.alder@contoso.com' -ExchangeGuid '2dcb23c9-4179-4fec-b556-659ce21780e6'",
    );
    await leave(terminal);
  });

  it('says what was read and what to try when no rule recognises the text', async () => {
    const terminal = openTui(createTestSession(), { initial: { text: 'The printer is on fire at 192.0.2.1, kim@contoso.com' } });
    // How many rules there are changes.
    expect((await terminal.until('What to try next')).replace(/\d+ rules/, 'N rules')).toMatchInlineSnapshot(`
      " crossprem   pasted text, not recognised                      no directory data
      ────────────────────────────────────────────────────────────────────────────────
        No rule recognises this text.
        N rules were tried on 1 line. Nothing is concluded from that: the error
        may be one that crossprem does not know yet.

        What was read out of it
          Kind           not recognised
          Addresses      kim@contoso.com

        What to try next
          - Paste more: the first line of the error, and the end of the report,
            where the exception stands. Esc goes back to the box.
          - For a move, the whole report tells most:
            cloud, Exchange Online PowerShell
            ▌ Get-MigrationUserStatistics -Identity 'kim@contoso.com' -IncludeReport |
       Export-Clixml 'report.xml'
            Then o opens report.xml.
          - Load exports of both sides with d: some causes show in the directory
            data and not in the text.

      ───────────────────────────────────────────────────────────────── all in view ──

       c copy   n next   s section   d data   R report   ? help   Esc back"
    `);
    await leave(terminal);
  });

  it('follows the size of the window, also below the smallest one', async () => {
    const terminal = openTui(createTestSession(), { initial: { text: ERROR } });
    await terminal.until('↓ more');
    terminal.resize(120, 40);
    await terminal.until(/─{118}/);
    terminal.resize(50, 10);
    await terminal.until('The window is too small: 50x10');
    terminal.resize(60, 15);
    const small = await terminal.until('↓ more');
    expect(small.split('\n')).toHaveLength(15);
    terminal.resize(40, 10);
    await terminal.until('too small');
    terminal.press('q');
    await terminal.ended;
  });
});
