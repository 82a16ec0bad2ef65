import { afterEach, describe, expect, it } from 'vitest';
import { CLOUD_MAILBOX, GUID, REMOTE_MAILBOX } from './outputs.js';
import { createTestSession, ERROR } from './session.js';
import { KEY, openTui, type TestTerminal } from './terminal.js';

// Ctrl-C sets 130, which would become the exit code of the test run.
afterEach(() => {
  process.exitCode = undefined;
});

async function ask(columns: number, rows: number, text = ERROR): Promise<TestTerminal> {
  const terminal = openTui(createTestSession(), { columns, rows, initial: { text } });
  await terminal.until('a answer');
  terminal.press('a');
  await terminal.until('your answer');
  return terminal;
}

async function leave(terminal: TestTerminal): Promise<void> {
  terminal.press(KEY.ctrlC);
  await terminal.ended;
}

const LEE = CLOUD_MAILBOX.replaceAll('kim.alder', 'lee').replaceAll(GUID, '0f8fad5b-d9cb-469f-a165-70867728950e');
const SIZES = [
  [60, 20],
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

describe('a question', () => {
  it.each(SIZES)('is whole at %dx%d: where we are, the question, its commands, the box', async (columns, rows) => {
    const terminal = await ask(columns, rows);
    const shown = terminal.screen();
    expect(shown).toMatch(/Question 1 · \d+ causes still possible/);
    expect(shown).toMatch(/It tells apart \d+ causes/);
    expect(shown).toContain('Paste what it prints here, or type it.');
    expect(terminal.copied().some((row) => /^ {4}Get-Recipient .* ExternalDirectoryObjectId$/.test(row))).toBe(true);
    expect(Math.max(...shown.split('\n').map((row) => row.length))).toBeLessThanOrEqual(columns);
    await leave(terminal);
  });

  it.each(SIZES)('follows a paste with what was read and what changed at %dx%d', async (columns, rows) => {
    const terminal = await ask(columns, rows);
    terminal.paste(CLOUD_MAILBOX);
    const shown = await terminal.until('Question 2');
    expect(shown).toContain('Read from pasted 1: Get-Mailbox (cloud)');
    expect(
      terminal
        .copied()
        .some((row) => /^ {4}Get-Recipient -Identity 'kim\.alder@contoso\.com' \| Format-List [A-Za-z, ]+ Alias\b/.test(row)),
    ).toBe(true);
    if (columns > 60) expect(shown).toMatch(/RecipientTypeDetails += UserMailbox/);
    if (columns > 60) expect(shown).toContain('Ruled out now, ');
    terminal.paste(REMOTE_MAILBOX);
    expect(await terminal.until('✓ Confirmed: ')).toContain('What changed');
    await leave(terminal);
  });

  it('looks so at 80x24', async () => {
    const terminal = await ask(80, 24, `${ERROR} User: kim.alder@contoso.com`);
    expect(terminal.screen().replace(/1\d causes still/, 'N causes still')).toMatchInlineSnapshot(`
      " crossprem   questions about pasted text                      no directory data
      ────────────────────────────────────────────────────────────────────────────────
        Question 1 · N causes still possible   about kim.alder@contoso.com

        What is the recipient in Exchange Online, and which GUIDs does it carry?
        It tells apart 11 causes:
        - The on-premises remote mailbox does not carry the cloud mailbox's Exchang…
        - The mailbox belongs to a cloud-only user; no on-premises object exists fo…
        - An AD user exists, but Exchange on-premises does not know it as a recipie…
        - The on-premises remote mailbox carries another ExchangeGuid than the clou…
          and 7 more

        cloud, Exchange Online PowerShell
          Get-Recipient -Identity 'kim.alder@contoso.com' | Format-List RecipientTypeD
      etails, ExchangeGuid, ArchiveGuid, EmailAddresses, Alias, ExternalDirectoryObjec
      tId
        ╭─ your answer ──────────────────────────────────────────────────────────────╮
        │ Paste what it prints here, or type it.  ? don't know                       │
        │ ▸ RecipientTypeDetails                 █                                   │
        │   the GUID in the message is the Exc…   ↓5                                 │
        ╰────────────────────────────────────────────────────────────────────────────╯
      ────────────────────────────────────────────────────────────────────────────────

       Enter take it   ? don't know   Ctrl+Y copy   Ctrl+O data   Esc back"
    `);
    terminal.paste(CLOUD_MAILBOX);
    expect(await terminal.until('Question 2')).toMatchInlineSnapshot(`
      " crossprem   questions about pasted text       on-premises none, cloud 1 object
      ────────────────────────────────────────────────────────────────────────────────
        Question 2 · 9 causes still possible   about kim.alder@contoso.com
        Read from pasted 1: Get-Mailbox (cloud), 2 of 8 values:
          RecipientTypeDetails = UserMailbox
          ExchangeGuid         = 2dcb23c9-4179-4fec-b556-659ce21780e6
        + Ruled out now, 8 causes: The mailbox belongs to a cloud-only user; no on-…

        What is the recipient on-premises, and which GUIDs does it carry?
        It tells apart 7 causes.
        on-premises, Exchange Management Shell
          Get-Recipient -Identity 'kim.alder@contoso.com' | Format-List RecipientTypeD
      etails, ExchangeGuid, ArchiveGuid, EmailAddresses, Alias
        on-premises, Active Directory PowerShell
          Get-ADObject -LDAPFilter '(|(proxyAddresses=smtp:kim.alder@contoso.com)(user
      PrincipalName=kim.alder@contoso.com))' -Properties '*'
        ╭─ your answer ──────────────────────────────────────────────────────────────╮
        │ Paste what it prints here, or type it.  ? don't know                       │
        │ ▸ RecipientTypeDetails                 █                                   │
        │   ExchangeGuid (msExchMailboxGuid)      ↓2                                 │
        ╰────────────────────────────────────────────────────────────────────────────╯
      ────────────────────────────────────────────────────────────────────────────────
       ✓ Read 1 object of the cloud (pasted 1: Get-Mailbox).
       Enter take it   ? don't know   Ctrl+Y copy   Ctrl+R take back   Esc back"
    `);
    await leave(terminal);
  });

  it('with yes or no takes little room, and the box says how to answer', async () => {
    const terminal = await ask(80, 24, 'Too many bad items. TooManyBadItemsPermanentException');
    expect(terminal.screen()).toMatch(/│ Paste what it prints here, or {2}y yes {3}n no {3}\? don't know +│/);
    terminal.press('?');
    expect(await terminal.until('Question 2')).toContain('u take back');
    await leave(terminal);
  });

  it('says whose data it is that does not fit', async () => {
    const terminal = await ask(80, 24, `${ERROR} User: kim.alder@contoso.com`);
    terminal.paste(LEE);
    const shown = await terminal.until('Read from');
    expect(shown).toContain('This is lee@contoso.com; the error is about kim.alder@contoso.com.');
    expect(shown).toContain('It leaves open: ');
    expect(shown).toContain('cloud 1 object');
    await leave(terminal);
  });

  it('warns where the text is about several recipients', async () => {
    const failures = [
      ['kim@contoso.com', GUID],
      ['lee@contoso.com', '0f8fad5b-d9cb-469f-a165-70867728950e'],
    ].map(([user = '', guid = '']) => `Export failed\nUser: ${user}\n${ERROR.replaceAll(GUID, guid)}`);
    const terminal = await ask(80, 24, failures.join('\n\n'));
    expect(terminal.screen()).toContain('The text is about several recipients; an answer holds for all of them.');
    await leave(terminal);
  });

  it('scrolls where its commands have no room, and keeps the box', async () => {
    const terminal = await ask(60, 15);
    const first = terminal.screen();
    expect(first).toMatch(/PgDn: \d+ more rows?/);
    terminal.press(KEY.pageDown);
    const end = await terminal.until('PgUp: rows above');
    expect(end).toContain('your answer');
    expect(end).toContain('DirectoryObjectId');
    await leave(terminal);
  });

  it('says why nothing was recognised', async () => {
    const terminal = await ask(80, 24);
    terminal.paste('hello\nworld');
    const shown = await terminal.until('Nothing was taken from it: ');
    expect(shown).toContain('2 lines, 11 bytes');
    await leave(terminal);
  });

  it('prints no control character of a paste', async () => {
    const terminal = await ask(80, 24);
    terminal.paste(
      `Alias : \u009b31mkim\u0007\u202e\u0000\nRecipientTypeDetails : User\u001bcMailbox\nExchangeGuid : ${GUID}\nIsDirSynced : True\n`,
    );
    await terminal.until(/Read from|Not recognised|Where was/);
    expect(terminal.raw()).not.toMatch(/\u009b|\u0007|\u202e|\u0000|\u001bc/);
    await leave(terminal);
  });
});
