import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HAS_TMUX, isAlive, PROGRAM, startTmux, untilEnded } from './tmux.js';

const tmux = startTmux();
afterAll(tmux.stop);

const SHELL = "PS1='shell> ' exec bash --norc --noprofile -i";

/** The program's own process, below the shell of a pane. */
async function programPid(shell: number): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim();
    if (children !== '') return Number(children.split(' ')[0]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nothing runs in the shell');
}

describe.skipIf(!HAS_TMUX || process.platform !== 'linux')('leaving the program (skipped where tmux is not installed)', () => {
  it('gives the terminal back on Ctrl-C, with exit code 130', async () => {
    const pane = await tmux.open({ command: SHELL });
    await pane.until('shell>');
    await pane.type(`${PROGRAM}\r`);
    await pane.until('q quit');
    await pane.press('C-c');
    await pane.until(/shell>$/);
    expect(await pane.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
    await pane.type('echo "code $?"; stty -a | grep -o "[-]*icanon"\r');
    expect(await pane.until(/^icanon/m)).toContain('code 130');
    await pane.kill();
  });

  it('goes to the shell on Ctrl-Z, and comes back with fg as it was', async () => {
    const pane = await tmux.open({ command: SHELL });
    await pane.until('shell>');
    await pane.type(`${PROGRAM}\r`);
    await pane.until('q quit');
    await pane.press('s');
    const before = await pane.until('Evidence');
    await pane.press('C-z');
    await pane.until('Stopped');
    expect(await pane.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
    await pane.type('stty -a | grep -o "[-]*icanon"\r');
    await pane.until(/^icanon/m);
    await pane.type('fg\r');
    const after = await pane.until('Evidence');
    expect(after).toBe(before);
    expect(await pane.modes()).toEqual({ alternate: true, cursor: false, mouse: true });
    await pane.press('?');
    await pane.until('where you came from');
    // Once more, and the end from there.
    await pane.press('C-z');
    await pane.until('Stopped');
    await pane.type('fg\r');
    await pane.until('where you came from');
    await pane.press('C-c');
    await pane.untilGone('where you came from');
    await pane.until(/shell>$/);
    await pane.type('echo "code $?"\r');
    await pane.until('code 130');
    await pane.kill();
  });

  it('says so on Ctrl-Z where there is no shell to go to, and goes on', async () => {
    const pane = await tmux.open();
    await pane.until('q quit');
    await pane.press('C-z');
    await pane.until('There is no shell to go to here.');
    await pane.press('?');
    await pane.until('where you came from');
    await pane.press('C-c');
  });

  it('draws the screen anew when somebody else stopped and continued it', async () => {
    const pane = await tmux.open({ command: SHELL });
    await pane.until('shell>');
    await pane.type(`${PROGRAM}\r`);
    const before = await pane.until('q quit');
    const pid = await programPid(await pane.pid());
    process.kill(pid, 'SIGSTOP');
    await pane.until('Stopped');
    await pane.type('clear\r');
    await pane.untilGone('q quit');
    await pane.type('fg\r');
    expect(await pane.until('q quit')).toBe(before);
    await pane.press('C-c');
    await pane.kill();
  });

  it('ends within two seconds when the terminal is closed, and says nothing', async () => {
    const said = join(tmpdir(), `crossprem-closed-${process.pid}.txt`);
    const pane = await tmux.open({ command: `exec ${PROGRAM} 2>'${said}'` });
    await pane.until('q quit');
    await pane.press('s');
    await pane.until('Evidence');
    const pid = await pane.pid();
    expect(isAlive(pid)).toBe(true);
    await pane.kill();
    expect(await untilEnded(pid)).toBeLessThan(2000);
    expect(existsSync(said) ? readFileSync(said, 'utf8') : '').toBe('');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('gives the terminal back on %s, with exit code %i', async (signal, code) => {
    const pane = await tmux.open({ command: SHELL });
    await pane.until('shell>');
    await pane.type(`${PROGRAM}; echo "code $?"\r`);
    await pane.until('q quit');
    process.kill(await programPid(await pane.pid()), signal);
    await pane.until(`code ${code}`);
    expect(await pane.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
    await pane.kill();
  });

  it('gives the terminal back before it tells of a fault of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossprem-fault-'));
    const fault = join(folder, 'fault.cjs');
    // Thrown where nobody waits for it, once the screen is there.
    writeFileSync(
      fault,
      `const look = setInterval(() => { if (process.stdin.isRaw) { clearInterval(look); setTimeout(() => { throw new Error('a fault of the test'); }, 500); } }, 20);`,
    );
    const pane = await tmux.open({ command: SHELL, columns: 120 });
    await pane.until('shell>');
    await pane.type(`NODE_OPTIONS="--require ${fault}" ${PROGRAM}; echo "code $?"\r`);
    const shown = await pane.until('code 2');
    expect(shown).toContain('crossprem hit a fault of its own.');
    expect(shown).toContain('a fault of the test');
    expect(await pane.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
    await pane.kill();
    rmSync(folder, { recursive: true, force: true });
  });
});
