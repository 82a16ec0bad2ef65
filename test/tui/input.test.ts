import { afterEach, describe, expect, it } from 'vitest';
import { createTestSession, ERROR } from './session.js';
import { KEY, openTui } from './terminal.js';

const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u0000\u009b31m\u202eevil\u2066\u200b\u0007 tail';

// Ctrl-C sets 130, which would become the exit code of the test run.
afterEach(() => {
  process.exitCode = undefined;
});

async function quit(terminal: ReturnType<typeof openTui>): Promise<void> {
  terminal.press(KEY.ctrlC);
  await terminal.ended;
}

describe('input', () => {
  it('takes a bracketed paste of 300 KB, shows its size and end, and finds the error in it', async () => {
    const line = '2026-11-22T10:00:00Z [AM0PR02MB4567] Copy progress: 100/200 messages, 1.5 GB transferred.\r';
    const text = `${line.repeat(Math.ceil(300_000 / line.length))}${ERROR}`;
    const terminal = openTui(createTestSession());
    await terminal.until('q quit');
    terminal.paste(text);
    const shown = await terminal.until(/3,\d{3} lines, 29\d KB/);
    expect(shown).toContain('Cannot find a recipient');
    terminal.press(KEY.enter);
    expect(await terminal.until('migration/mailbox-guid-not-found')).toMatch(/pasted text:3\d{3}/);
    // One frame is some kilobytes: the text itself is never written to the terminal.
    expect(terminal.raw().length).toBeLessThan(40_000);
    await quit(terminal);
  });

  it('takes typed text and diagnoses it on an empty line', async () => {
    const terminal = openTui(createTestSession());
    await terminal.until('q quit');
    for (const character of 'Cannot open it') terminal.press(character);
    await terminal.until('Cannot open it█');
    terminal.press(KEY.enter);
    await terminal.until('2 lines');
    terminal.press(KEY.enter);
    await terminal.until('No rule recognises this text.');
    await quit(terminal);
  });

  it('prints no control or direction character of a paste, of a path or of the directory', async () => {
    const session = createTestSession({
      directories: {
        'evil.json': [
          {
            objectClass: ['user'],
            userPrincipalName: `kim.alder@contoso.com`,
            displayName: HOSTILE,
            mailNickname: HOSTILE,
            distinguishedName: `CN=${HOSTILE}`,
            proxyAddresses: ['SMTP:kim.alder@contoso.com'],
            msExchRecipientTypeDetails: '2147483648',
          },
        ],
      },
      texts: { evil: `${HOSTILE}\n${ERROR} ${HOSTILE} kim.alder@contoso.com` },
    });
    await session.load('evil.json', 'onprem');
    await session.load('cloud.json', 'cloud');
    const terminal = openTui(session, {
      rows: 60,
      initial: { name: HOSTILE, text: `${HOSTILE} ${ERROR} ${HOSTILE} kim.alder@contoso.com` },
    });
    await terminal.until('Evidence');
    terminal.press('r', 'G');
    await terminal.until('end ──');
    terminal.press(KEY.esc);
    await terminal.until('q quit');
    terminal.paste(HOSTILE);
    await terminal.until('tail');
    terminal.press('d');
    await terminal.until('load on-premises');
    terminal.press('c');
    await terminal.until('Path');
    terminal.paste(HOSTILE);
    await terminal.until('evil tail');
    terminal.press(KEY.enter);
    await terminal.until('The file does not exist.');
    await quit(terminal);
    // What Ink itself writes: cursor and erase sequences, colours, modes.
    const own = terminal.raw().replace(/\u001b\[[?<>=]?[0-9;]*[A-Za-z]/g, '');
    expect(own).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufdd0]/);
    expect(terminal.raw()).not.toContain('\u001b[31m');
    expect(terminal.raw()).not.toContain('\u001b]0;');
  });

  it('works on the alternate screen, and gives the terminal back on q, Ctrl-C and an error', async () => {
    const terminal = openTui(createTestSession());
    await terminal.until('q quit');
    expect(terminal.buffer()).toBe('alternate');
    expect(terminal.isRaw()).toBe(true);
    terminal.press('q');
    await terminal.ended;
    expect(terminal.isRaw()).toBe(false);
    expect(terminal.raw()).toContain('\u001b[?1049l');
    expect(terminal.raw()).toContain('\u001b[?2004l');
    expect(terminal.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001b[?25l'));

    const interrupted = openTui(createTestSession(), { initial: { text: ERROR } });
    await interrupted.until('↓ more');
    interrupted.press(KEY.ctrlC);
    await interrupted.ended;
    expect(process.exitCode).toBe(130);
    expect(interrupted.raw()).toContain('\u001b[?1049l');

    const session = createTestSession();
    const broken = openTui({
      ...session,
      diagnose: () => {
        throw new Error('a bug');
      },
    });
    await broken.until('q quit');
    broken.paste(ERROR);
    await broken.until('Cannot find');
    broken.press(KEY.enter);
    await expect(broken.ended).rejects.toThrow('a bug');
    expect(broken.raw()).toContain('\u001b[?1049l');
    expect(broken.isRaw()).toBe(false);
  });
});
