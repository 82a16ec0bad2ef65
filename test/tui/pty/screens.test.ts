import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { cpuSeconds, HAS_TMUX, startTmux } from './tmux.js';

const tmux = startTmux();
afterAll(tmux.stop);

const NDR = [
  'Delivery has failed to these recipients or groups:',
  'dana.whitfield@contoso.com',
  'Remote server returned 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  ...Array.from({ length: 197 }, (_, index) => `X-Filler-${index + 1}: nothing of use stands in this line`),
].join('\n');

/** Rows of a terminal window are as wide as it is: nothing was wrapped. */
function isFrame(shown: string, rows: number): boolean {
  const lines = shown.split('\n');
  return lines[0]?.startsWith(' crossprem') === true && lines.length === rows && /(?:Esc back|q quit)$/.test(lines.at(-1) ?? '');
}

describe.skipIf(!HAS_TMUX)('the program in a real terminal (skipped where tmux is not installed)', () => {
  it('shows its first screen on the alternate one, without a cursor, and takes the mouse', async () => {
    const pane = await tmux.open();
    const shown = await pane.until('q quit');
    expect(isFrame(shown, 24)).toBe(true);
    expect(shown).toContain('Paste what failed.');
    expect(await pane.modes()).toEqual({ alternate: true, cursor: false, mouse: true });
    await pane.press('q');
  });

  it('takes a paste of 200 lines as text, and Enter diagnoses it', async () => {
    const pane = await tmux.open({ columns: 120, rows: 40 });
    await pane.until('q quit');
    await pane.paste(NDR);
    const pasted = await pane.until('200 lines');
    expect(pasted).toContain('X-Filler-197');
    await pane.press('Enter');
    const shown = await pane.until('5.1.10');
    expect(isFrame(shown, 40)).toBe(true);
    await pane.press('C-c');
  });

  it('follows the window, also to one that is too small and back', async () => {
    const pane = await tmux.open({ columns: 80, rows: 24 });
    await pane.until('q quit');
    await pane.press('s');
    await pane.until('Evidence');
    for (const [columns, rows] of [
      [60, 20],
      [200, 60],
      [80, 24],
      [120, 40],
    ] as const) {
      await pane.resize(columns, rows);
      const shown = await pane.until(new RegExp(`^ crossprem[^]*\\n─.{${columns - 2}}─\\n[^]*Esc back$`));
      expect(isFrame(shown, rows)).toBe(true);
      expect(shown.match(/ crossprem {3}/g)).toHaveLength(1);
    }
    await pane.resize(40, 10);
    expect(await pane.until('The window is too small')).not.toContain('Esc back');
    await pane.resize(80, 24);
    await pane.until('Esc back');
    // Keys work as before.
    await pane.press('?');
    await pane.until('where you came from');
    await pane.press('C-c');
  });

  it('is clicked and scrolled', async () => {
    const pane = await tmux.open({ columns: 100, rows: 30 });
    const home = await pane.until('q quit');
    const footer = home.split('\n').at(-1) ?? '';
    // Press and release on the word of a key of the footer: places count from 1.
    const x = footer.indexOf('s sample') + 1;
    expect(x).toBeGreaterThan(0);
    await pane.type(`\u001b[<0;${x};30M\u001b[<0;${x};30m`);
    await pane.until('rows 1-');
    await pane.type('\u001b[<65;10;10M');
    await pane.until('rows 4-');
    await pane.type('\u001b[<64;10;10M');
    await pane.until('rows 1-');
    await pane.press('C-t');
    await pane.until('Mouse off: select text as usual. Ctrl+T turns it on.');
    expect((await pane.modes()).mouse).toBe(false);
    await pane.press('C-t');
    await pane.until('Mouse on');
    expect((await pane.modes()).mouse).toBe(true);
    await pane.press('C-c');
  });

  it('leaves the mouse to the terminal where CROSSPREM_MOUSE is 0', async () => {
    const pane = await tmux.open({ env: ['CROSSPREM_MOUSE=0'] });
    await pane.until('q quit');
    expect((await pane.modes()).mouse).toBe(false);
    await pane.press('q');
  });

  it('writes no colour with NO_COLOR, and only the 16 of the terminal otherwise', async () => {
    const plain = await tmux.open({ env: ['NO_COLOR=1'] });
    await plain.until('q quit');
    await plain.press('s');
    await plain.until('Evidence');
    expect(await plain.styled()).not.toContain('\u001b[');
    await plain.press('C-c');

    const coloured = await tmux.open({ env: ['-u', 'NO_COLOR', 'TERM=xterm'] });
    await coloured.until('q quit');
    await coloured.press('s');
    await coloured.until('Evidence');
    const styled = await coloured.styled();
    expect(styled).toContain('\u001b[36m');
    expect(styled).not.toMatch(/\u001b\[[0-9;]*[34]8[;:]/);
    await coloured.press('C-c');
  });

  // A bound for doing nothing at all, not a measure of speed: a timer or an animation would go beyond it.
  it('uses no processor while nobody does anything', async () => {
    const pane = await tmux.open({ columns: 120, rows: 40 });
    await pane.until('q quit');
    const pid = await pane.pid();
    const usedIdle = async (): Promise<number> => {
      // What the last frame left to clean up.
      await wait(1000);
      const before = cpuSeconds(pid);
      await wait(3000);
      return cpuSeconds(pid) - before;
    };
    expect(await usedIdle()).toBeLessThan(0.1);
    await pane.press('s');
    await pane.until('Evidence');
    expect(await usedIdle()).toBeLessThan(0.1);
    await pane.press('C-c');
  });

  it('prints plain lines for a screen reader, each once', async () => {
    const pane = await tmux.open({ rows: 50, env: ['CROSSPREM_SCREEN_READER=1'] });
    const home = await pane.until('Keys: ');
    expect(home).toMatch(/^crossprem: home\. Everything stays on this machine\./);
    expect(await pane.modes()).toEqual({ alternate: false, cursor: true, mouse: false });
    await pane.press('s');
    await pane.until('crossprem: error.txt');
    await pane.press('Down');
    await pane.until(/rows 2 to \d+ of/);
    const all = await pane.history();
    expect(all).not.toMatch(/[\u2500-\u25ff]/);
    expect(all.match(/^crossprem: /gm)).toHaveLength(2);
    expect(all).toContain('q quit');
    await pane.press('C-c');
  });
});
