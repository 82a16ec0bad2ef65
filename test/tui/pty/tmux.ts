import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BIN } from '../../setup/process.js';
import { ROOT } from '../../setup/rules.js';

export const HAS_TMUX = spawnSync('tmux', ['-V']).status === 0;

/** A window of a real terminal (tmux) in which a program runs. */
export interface Pane {
  /** Keys by the names that tmux knows: `Enter`, `C-c`, `Up`, `n`. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** Text or control sequences, byte for byte. */
  readonly type: (text: string) => Promise<void>;
  /** As the terminal pastes: marked where the program asked for it. */
  readonly paste: (text: string) => Promise<void>;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** The rows on the screen, without trailing blanks. */
  readonly screen: () => Promise<string>;
  /** The same with its styles, as control sequences. */
  readonly styled: () => Promise<string>;
  /** All that went over the screen. */
  readonly history: () => Promise<string>;
  /** Resolves with the screen as soon as it holds the text (or not, for `gone`). */
  readonly until: (text: string | RegExp) => Promise<string>;
  readonly untilGone: (text: string) => Promise<string>;
  readonly modes: () => Promise<{ readonly alternate: boolean; readonly cursor: boolean; readonly mouse: boolean }>;
  /** Of what was started in the pane. */
  readonly pid: () => Promise<number>;
  /** The terminal goes away, as when its window is closed. */
  readonly kill: () => Promise<void>;
}

export interface PaneOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Words before the program: environment for `env`, as `-u NO_COLOR` or `TERM=xterm`. */
  readonly env?: readonly string[];
  readonly args?: readonly string[];
  /** What runs in the place of the program. */
  readonly command?: string;
}

export const PROGRAM = `'${process.execPath}' '${BIN}'`;

/** A tmux of its own; `stop` ends it and all that runs in it. */
export function startTmux(): { readonly open: (options?: PaneOptions) => Promise<Pane>; readonly stop: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'crossprem-tmux-'));
  const socket = join(folder, 'socket');
  const run = promisify(execFile);
  const tmux = async (...words: readonly string[]): Promise<string> =>
    (await run('tmux', ['-S', socket, '-f', '/dev/null', ...words], { encoding: 'utf8', maxBuffer: 1 << 24 })).stdout;
  let panes = 0;
  const open = async ({ columns = 80, rows = 24, env = [], args = [], command }: PaneOptions = {}): Promise<Pane> => {
    panes++;
    const name = `pane${panes}`;
    const started = command ?? `exec env ${env.join(' ')} ${PROGRAM} ${args.join(' ')}`;
    // A server without a window ends by itself otherwise, between two tests.
    await tmux('start-server', ';', 'set-option', '-g', 'exit-empty', 'off');
    await tmux('new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), `cd '${ROOT}' && ${started}`);
    return paneOf(tmux, name);
  };
  const stop = (): void => {
    spawnSync('tmux', ['-S', socket, 'kill-server']);
    rmSync(folder, { recursive: true, force: true });
  };
  return { open, stop };
}

function paneOf(tmux: (...words: readonly string[]) => Promise<string>, name: string): Pane {
  const screen = async (): Promise<string> => (await tmux('capture-pane', '-p', '-t', name)).trimEnd();
  const waitFor = async (holds: (shown: string) => boolean, wanted: string): Promise<string> => {
    let shown = '';
    for (let tries = 0; tries < 300; tries++) {
      shown = await screen();
      if (holds(shown)) return shown;
      await wait(50);
    }
    throw new Error(`${wanted} did not come:\n${shown}`);
  };
  return {
    press: async (...keys) => {
      for (const key of keys) await tmux('send-keys', '-t', name, key);
    },
    type: async (text) => {
      const bytes = [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'));
      await tmux('send-keys', '-t', name, '-H', ...bytes);
    },
    paste: async (text) => {
      await tmux('set-buffer', '-b', name, '--', text);
      await tmux('paste-buffer', '-d', '-p', '-b', name, '-t', name);
    },
    resize: async (columns, rows) => {
      await tmux('resize-window', '-t', name, '-x', String(columns), '-y', String(rows));
    },
    screen,
    styled: () => tmux('capture-pane', '-e', '-p', '-t', name),
    history: () => tmux('capture-pane', '-p', '-S', '-', '-t', name),
    until: (text) => waitFor((shown) => (typeof text === 'string' ? shown.includes(text) : text.test(shown)), String(text)),
    untilGone: (text) => waitFor((shown) => !shown.includes(text), `a screen without ${text}`),
    modes: async () => {
      const [alternate, cursor, mouse] = (
        await tmux('display-message', '-p', '-t', name, '#{alternate_on} #{cursor_flag} #{mouse_any_flag}')
      )
        .trim()
        .split(' ');
      return { alternate: alternate === '1', cursor: cursor === '1', mouse: mouse === '1' };
    },
    pid: async () => Number(await tmux('display-message', '-p', '-t', name, '#{pane_pid}')),
    kill: async () => {
      await tmux('kill-session', '-t', name);
    },
  };
}

/** Whether a process is there (one that ended and was not yet asked for does not count). */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Resolves with the milliseconds that it took to end; rejects after ten seconds. */
export async function untilEnded(pid: number): Promise<number> {
  const start = performance.now();
  while (isAlive(pid)) {
    if (performance.now() - start > 10_000) throw new Error('the program did not end');
    await wait(20);
  }
  return performance.now() - start;
}

/** Seconds of CPU that a process has used. */
export function cpuSeconds(pid: number): number {
  // After the name, which may hold blanks: fields 14 and 15 of proc(5) are utime and stime, in ticks of 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
