import { afterEach, describe, expect, it } from 'vitest';
import { CLEAN, SPOOFED } from './mail.js';
import { createTestSession } from './session.js';
import { KEY, openTui, type TestTerminal } from './terminal.js';

// Ctrl-C sets 130, which would become the exit code of the test run.
afterEach(() => {
  process.exitCode = undefined;
});

async function leave(terminal: TestTerminal): Promise<void> {
  terminal.press(KEY.ctrlC);
  await terminal.ended;
}

describe('the pages of a message', () => {
  it('show the verdict and the authentication at 80x24', async () => {
    const terminal = openTui(createTestSession(), { initial: { name: 'clean.txt', text: CLEAN } });
    expect((await terminal.until('↓ more')).replace(/\d+ rules/, 'N rules')).toMatchInlineSnapshot(`
      " crossprem   clean.txt, message headers                       no directory data
      ─ 1 Findings (0) ─[2 Message]─ 3 Path (5) ─ 4 Fields ─ 5 Raw ───────────────────
        Author     ✓ proven  The receiver found the author proven: DMARC passed
                   (reason 100: SPF or DKIM passed, and its domain is that of From).
        Filter     - not flagged  The filter did not take it for spam (SCL 1).
        Findings   ✓ none  Nothing wrong was found. N rules were tried.

        Message
          From     Kim Lee <kim@fabrikam.com>
          Envelope kim@fabrikam.com
          To       alex@contoso.com
          Subject  Report
          Date     Mon, 2 Mar 2026 09:00:00 +0000

        Authentication   what the receiver found
          SPF      ✓ pass      for fabrikam.com, from 198.51.100.7, aligned
                               with From
          DKIM     ✓ pass      by fabrikam.com, signature was verified, aligned
                               with From
          DMARC    ✓ pass      action none, for fabrikam.com
          compauth ✓ pass      reason 100, SPF or DKIM passed, and its domain is
      ───────────────────────────────────────────────────── rows 1-19 of 27  ↓ more ──

       s section   v next page   d data   R report   h session   ? help   Esc back"
    `);
    await leave(terminal);
  });

  it('show the path at 80x24', async () => {
    const terminal = openTui(createTestSession(), { initial: { text: SPOOFED } });
    await terminal.until('↓ more');
    terminal.press('3');
    // How many findings there are depends on the rules.
    expect((await terminal.until('oldest first')).replace(/Findings \(\d+\)/, 'Findings (N)')).toMatchInlineSnapshot(`
      " crossprem   pasted text, message headers                     no directory data
      ─ 1 Findings (N) ─ 2 Message ─[3 Path (5)]─ 4 Fields ─ 5 Raw ───────────────────
        5 hops, oldest first, 5m05s in all; times in UTC, bars logarithmic
        + the receiver wrote it   ? not certain   ! the sender can have written it

       ▌ 1 ! 2026-03-02 09:00:02 ··········           internet, not encrypted, ESMTP
       ▌     from pc.badhost.example [198.51.100.78]
       ▌     by   mail.badhost.example
        ── above: the word of the sender   below: the receiver wrote it itself ─────
         2 + 2026-03-02 09:05:04 ██████████    5m02s  longest  Exchange Online
             from mail.badhost.example [198.51.100.77]
             by   DB1PEPF000033F1.mail.protection.outlook.com
         3 + 2026-03-02 09:05:05 █·········       1s  Exchange Online, TLS 1.3
             from DB1PEPF000033F1.eurprd03.prod.outlook.com [2603:10a6:10:1:cafe::5]
             by   DB8PR04CA0033.outlook.office365.com
         4 + 2026-03-02 09:05:06 █·········       1s  Exchange Online, TLS 1.2
             from DB8PR04CA0033.eurprd04.prod.outlook.com [2603:10a6:10:1::33]
             by   AS8PR04MB1111.eurprd04.prod.outlook.com
         5 + 2026-03-02 09:05:07 █·········       1s  Exchange Online, encrypted
             from AS8PR04MB1111.eurprd04.prod.outlook.com [::1]
             by   DB9PR04MB2222.eurprd04.prod.outlook.com
      ───────────────────────────────────────────────────────────────── all in view ──

       Enter details   ↓ next hop   r in the text   d data   ? help   Esc back"
    `);
    await leave(terminal);
  });

  it.each([
    [60, 20],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('fit into %ix%i, with the keys of the page in the last row', async (columns, rows) => {
    for (const text of [CLEAN, SPOOFED]) {
      const terminal = openTui(createTestSession(), { columns, rows, initial: { text } });
      await terminal.until('Esc back');
      for (const [key, wanted] of [
        ['2', '[2 Message]'],
        ['3', /\[3 Path( \(5\))?\]/],
        [KEY.enter, 'Hop 1 of 5'],
        ['4', '[4 Fields]'],
        ['5', '[5 Raw]'],
        ['1', /\[1 Findings/],
      ] as const) {
        terminal.press(key);
        const shown = await terminal.until(wanted);
        const lines = shown.split('\n');
        expect(lines).toHaveLength(rows);
        expect(lines[0]).toContain('crossprem');
        expect(lines.at(-1)).toContain('Esc back');
        // The rule with the position is where it is to be: no row ran over into the next one.
        expect(lines.at(-3)).toMatch(/^─+ .*(?:all in view|more|end) ──$/);
      }
      await leave(terminal);
    }
  });

  it('print no control or direction character of headers, and write little for each key', async () => {
    const hostile = '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u0000\u009b31m\u202eevil\u2066\u200b tail';
    const text = CLEAN.replace('Subject: Report', `Subject: ${hostile}`).replace('from app01', `from ${hostile}`);
    const terminal = openTui(createTestSession(), { columns: 120, rows: 40, initial: { name: hostile, text } });
    await terminal.until('Esc back');
    for (const [key, wanted] of [
      ['2', '<U+202E>evil'],
      ['3', '<U+202E>evil'],
      [KEY.enter, 'Hop 1 of'],
      ['4', '[4 Fields]'],
      ['5', '<U+202E>evil'],
    ] as const) {
      terminal.press(key);
      await terminal.until(wanted);
    }
    terminal.press('/');
    await terminal.until('Search  █');
    terminal.paste(hostile);
    await terminal.until('no match');
    terminal.press(KEY.esc);
    await terminal.untilGone('█');
    await leave(terminal);
    const own = terminal.raw().replace(/\u001b\[[?<>=]?[0-9;]*[A-Za-z]/g, '');
    expect(own).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufdd0]/);
    expect(terminal.raw()).not.toContain('\u001b[31m');
    expect(terminal.raw()).not.toContain('\u001b]0;');
  });

  it('write one screen for a key in a text of 100,000 lines', async () => {
    const text = `${CLEAN}\r\n\r\n${'a line of the body\r\n'.repeat(100_000)}`;
    const terminal = openTui(createTestSession(), { initial: { text } });
    await terminal.until('Esc back');
    terminal.press('5');
    await terminal.until('of 100032');
    const before = terminal.raw().length;
    terminal.press('G');
    await terminal.until('end ──');
    expect(terminal.raw().length - before).toBeLessThan(10_000);
    await leave(terminal);
  });
});
