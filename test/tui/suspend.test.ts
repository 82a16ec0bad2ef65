import { describe, expect, it } from 'vitest';
import { stopUntilContinued } from '../../src/tui/suspend.js';
import { createTestSession } from './session.js';
import { FakeHost, KEY, openTui } from './terminal.js';

const CTRL_Z = '\u001a';

describe('stopping', () => {
  it('stops the whole job, and waits until it is continued', async () => {
    const host = new FakeHost();
    host.onKill = () => setImmediate(() => host.emit('SIGCONT'));
    expect(await stopUntilContinued(host)).toBe(true);
    expect(host.sent).toEqual(['SIGTSTP 0']);
    expect(host.listenerCount('SIGCONT')).toBe(0);
  });

  it('does not wait for ever where the system drops the signal, or refuses it', async () => {
    expect(await stopUntilContinued(new FakeHost())).toBe(false);
    const refusing = new FakeHost();
    refusing.onKill = () => {
      throw new Error('kill EPERM');
    };
    expect(await stopUntilContinued(refusing)).toBe(false);
  });
});

describe('Ctrl-Z', () => {
  it('gives the terminal back while the program is stopped, then takes it and draws the whole screen', async () => {
    const host = new FakeHost();
    const terminal = openTui(createTestSession(), { host });
    await terminal.until('q quit');
    let meanwhile: { readonly isRaw: boolean; readonly raw: string } | undefined;
    host.onKill = () => {
      meanwhile = { isRaw: terminal.isRaw(), raw: terminal.raw() };
      setImmediate(() => host.emit('SIGCONT'));
    };
    terminal.press(CTRL_Z);
    const until = async (): Promise<void> => {
      while (meanwhile === undefined || !terminal.isRaw()) await new Promise((resolve) => setImmediate(resolve));
    };
    await until();
    expect(meanwhile?.isRaw).toBe(false);
    expect(meanwhile?.raw.endsWith('\u001b[?1006l\u001b[?1000l\u001b[?2004l\u001b[?2026l\u001b[0m\u001b[?7h\u001b[?1049l\u001b[?25h')).toBe(
      true,
    );
    expect(await terminal.until('q quit')).toContain('Paste what failed.');
    expect(terminal.buffer()).toBe('alternate');
    // Keys, pastes and the mouse come as before.
    terminal.paste('Cannot open mailbox.');
    await terminal.until('Cannot open mailbox.');
    terminal.press(KEY.ctrlC);
    await terminal.ended;
    expect(host.exitCode).toBe(130);
  });

  it('says why where there is no shell, and on Windows', async () => {
    const orphan = openTui(createTestSession(), { host: new FakeHost() });
    await orphan.until('q quit');
    orphan.press(CTRL_Z);
    await orphan.until('There is no shell to go to here.');
    orphan.press(KEY.ctrlC);
    await orphan.ended;

    const windows = new FakeHost({}, 'win32');
    const terminal = openTui(createTestSession(), { host: windows });
    await terminal.until('q quit');
    terminal.press(CTRL_Z);
    await terminal.until('Ctrl+Z does nothing on Windows');
    expect(windows.sent).toEqual([]);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });
});

describe('the end from outside', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('is clean on %s, with code %i', async (signal, code) => {
    const host = new FakeHost();
    const terminal = openTui(createTestSession(), { host });
    await terminal.until('q quit');
    host.emit(signal);
    await terminal.ended;
    expect(host.exitCode).toBe(code);
    expect(terminal.isRaw()).toBe(false);
    expect(terminal.raw().endsWith('\u001b[?1049l\u001b[?25h')).toBe(true);
    expect(host.eventNames()).toEqual([]);
  });

  it('is clean when the terminal is gone', async () => {
    const host = new FakeHost();
    const terminal = openTui(createTestSession(), { host });
    await terminal.until('q quit');
    terminal.hangUp();
    await terminal.ended;
    expect(host.exitCode).toBe(129);
  });

  it('gives the terminal back before a fault is told', async () => {
    const host = new FakeHost();
    const terminal = openTui(createTestSession(), { host });
    await terminal.until('q quit');
    let raw = '';
    host.on('uncaughtException', () => {
      raw = terminal.raw();
    });
    host.emit('uncaughtException', new Error('a fault'));
    expect(raw.endsWith('\u001b[?1049l\u001b[?25h')).toBe(true);
    await expect(terminal.ended).rejects.toThrow('a fault');
  });
});
