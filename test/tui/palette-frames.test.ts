import { afterEach, describe, expect, it } from 'vitest';
import { withDocs } from './palette.js';
import { mailbox, STAFF, staffSession } from './people.js';
import { createTestSession, ERROR } from './session.js';
import { KEY, openTui, type TestTerminal } from './terminal.js';

const CTRL_P = '\u0010';

afterEach(() => {
  process.exitCode = undefined;
});

async function leave(terminal: TestTerminal): Promise<void> {
  terminal.press(KEY.ctrlC);
  await terminal.ended;
}

describe('the palette', () => {
  it('shows groups and keys at 80x24', async () => {
    const terminal = openTui(withDocs(createTestSession()));
    await terminal.until('q quit');
    terminal.press(CTRL_P);
    expect(await terminal.until('Esc back')).toMatchInlineSnapshot(`
      " crossprem   find
      ────────────────────────────────────────────────────────────────────────────────
        Find  █
        Type a part of its name.   > commands   @ people   # rules   ? help
        Here
       ▸ o         Open a file to diagnose.
         d         Load or look at directory data of both sides, and settings.
         s         Load the sample: a mailbox that was born in the cloud.
         i         Type into the box; a letter that is no key does so too.
         ?         Show all keys.
         q         Quit.

        Go to
         go to     Session                              all findings, inputs, history
         go to     Directory data                           load exports and settings
         go to     Help                                                      all keys





      ────────────────────────────────────────────────────────────────────── 1 of 9 ──

       Enter go   Ctrl+U erase all   Esc back"
    `);
    await leave(terminal);
  });
  it('marks what was found in brackets where there are no colours', async () => {
    const terminal = openTui(withDocs(await staffSession()), { columns: 100, rows: 20 });
    await terminal.until('q quit');
    terminal.press(CTRL_P);
    await terminal.until('Esc back');
    terminal.press('@kalder');
    expect(await terminal.until('[Alder]')).toMatchInlineSnapshot(`
      " crossprem   find
      ────────────────────────────────────────────────────────────────────────────────────────────────────
        Find  @kalder█
        People only. Erase the sign to look through everything.
       ▸ person    [K]im [Alder]                                        kim.alder@contoso.com, both sides












      ────────────────────────────────────────────────────── 1 of 1, 5 directory objects looked through ──

       Enter go   Ctrl+U erase all   Esc back"
    `);
    terminal.press(KEY.enter);
    expect(await terminal.until('recipient: Kim Alder')).toContain('joined by source anchor');
    await leave(terminal);
  });
  it('says what was looked through where nothing is found, and what is not loaded', async () => {
    const terminal = openTui(withDocs(createTestSession()), { columns: 60, rows: 20 });
    await terminal.until('q quit');
    terminal.press(CTRL_P);
    await terminal.until('Esc back');
    terminal.press('zzqqzz');
    const shown = await terminal.until(/517\s+rules/);
    expect(shown).toContain('Nothing is found.');
    expect(shown).toContain('People: no directory data is loaded.');
    await leave(terminal);
  });
  it.each([
    [60, 20],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('keeps hostile names in their rows at %ix%i', async (columns, rows) => {
    const names = ['\u001b[31mRed\u0007', '\u202eevil', '😀'.repeat(80), 'x'.repeat(10_000), 'عمر الفاروق', '山田太郎'];
    const staff = [...STAFF, ...names.map((displayName, i) => mailbox(`zz ${i}`, 'contoso.com', { displayName }))];
    const terminal = openTui(withDocs(await staffSession(staff)), { columns, rows });
    await terminal.until('q quit');
    terminal.press(CTRL_P);
    await terminal.until('Esc back');
    terminal.press('@zz');
    const shown = await terminal.until('山田太郎');
    expect(shown.split('\n')).toHaveLength(rows);
    expect(shown.split('\n').filter((row) => row.includes('person'))).toHaveLength(6);
    terminal.press(KEY.down, KEY.down, KEY.enter);
    expect(await terminal.until('recipient: ')).toContain('shares a key');
    expect(terminal.raw()).not.toContain('\u202e');
    await leave(terminal);
  });
  it('leads to a page, and Esc back to the result', async () => {
    const terminal = openTui(withDocs(createTestSession()), { columns: 120, rows: 40, initial: { text: ERROR } });
    await terminal.until('R report');
    terminal.press(CTRL_P);
    await terminal.until('Newest findings');
    terminal.press('immutableid');
    await terminal.until('source anchor in the cloud');
    terminal.press(KEY.enter);
    expect(await terminal.until('help: glossary')).toContain('ImmutableId');
    terminal.resize(60, 20);
    expect(await terminal.until('help: glossary')).toContain('Esc back');
    terminal.press(KEY.esc);
    await terminal.until('pasted text, migration error');
    await leave(terminal);
  });
});
