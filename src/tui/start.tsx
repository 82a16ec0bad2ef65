import { type Instance, render } from 'ink';
import type { Session } from '../ports/session.js';
import { App } from './app.js';
import { type Drawn, type Surface, SurfaceContext } from './components/surface.js';
import { watchHost } from './host.js';
import { createSpeaker } from './linear.js';
import { LEAST_COLUMNS, LEAST_ROWS } from './model.js';
import { mouseEvent, withoutMouse } from './mouse.js';
import { createPainter } from './painter.js';
import { createRuntime, type Runtime } from './runtime.js';
import { initialState } from './state.js';
import { stopUntilContinued } from './suspend.js';
import { createModes, type TerminalModes } from './terminal-modes.js';
import { chooseTheme } from './theme.js';

export interface TuiOptions {
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  /** Signals come from it; the program's own unless given. */
  readonly host?: NodeJS.Process;
  /** A text that is diagnosed at once. */
  readonly initial?: { readonly name?: string; readonly text: string };
  readonly colour: boolean;
  /** Files to take at once, as if they were dropped. */
  readonly paths?: readonly string[];
  /** Plain lines that a screen reader reads; CROSSPREM_SCREEN_READER=1 and Ink's own INK_SCREEN_READER=true say so too. */
  readonly screenReader?: boolean;
}

/**
 * Runs the terminal interface on the alternate screen until the user leaves; the terminal is as before then.
 * Ctrl-C sets the exit code 130, a signal or a closed terminal its own (129 for SIGHUP, 143 for SIGTERM).
 * Rejects with what an effect or the screen threw: a bug, after the terminal was restored.
 */
export async function startTui(session: Session, options: TuiOptions): Promise<void> {
  const { stdin = process.stdin, stdout = process.stdout, host = process, initial, paths = [] } = options;
  const { env } = host;
  const isLinear = options.screenReader === true || env.CROSSPREM_SCREEN_READER === '1' || env.INK_SCREEN_READER === 'true';
  const mouse = !isLinear && wantsMouse(host);
  const colour = options.colour && !isLinear && env.TERM !== 'dumb';
  const ending = new Ending();
  const output = outputOf(stdout);
  const modes = createModes(output.write, { isLinear, mouse });
  const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const runtime: Runtime = createRuntime(
    initialState(isLinear ? least(size) : size, colour, session.sources(), session.connections?.list(), { mouse, linear: isLinear }),
    {
      session,
      write: output.write,
      environment: env,
      exit: (code) => ending.end(code),
      fail: (error) => ending.fail(error),
      mouse: modes.setMouse,
      suspend: () => suspend(host, view),
    },
  );
  const view = createView(runtime, {
    stdin,
    stdout,
    modes,
    isLinear,
    theme: chooseTheme(colour, env.COLORFGBG, env.CROSSPREM_THEME),
    output,
    ending,
  });
  if (initial !== undefined) diagnoseFirst(runtime, session, initial);
  if (paths.length > 0) runtime.dispatch({ kind: 'dropped', paths });
  const unwatch = watchHost(host, [stdin, stdout], {
    end: (code) => ending.hangUp(code),
    crash: (error) => {
      view.close();
      ending.fail(error);
    },
    continued: view.restore,
    last: modes.leave,
  });
  view.open();
  const { code, error, isForced } = await ending.reached;
  view.close();
  if (code !== 0) host.exitCode = code;
  // A service that hangs must not keep a program without a terminal alive.
  if (isForced) setTimeout(() => host.exit(code), LONGEST_FORCED_MS).unref();
  await closeConnections(session, isForced ? LONGEST_FORCED_MS / 2 : LONGEST_CLOSING_MS);
  unwatch();
  // A file of a machine that does not answer would keep the program.
  if (error === undefined && runtime.isReading()) host.exit(code);
  if (error !== undefined) throw error;
}

/** CROSSPREM_MOUSE=0 leaves the mouse to the terminal. On Windows only 1 takes it: not every Node there hands reports on, and selecting would be lost for nothing. */
function wantsMouse({ env, platform }: NodeJS.Process): boolean {
  return platform === 'win32' ? env.CROSSPREM_MOUSE === '1' : env.CROSSPREM_MOUSE !== '0';
}

function diagnoseFirst(runtime: Runtime, session: Session, { name, text }: NonNullable<TuiOptions['initial']>): void {
  const request = { text, name, answers: new Map(), given: [], isAgain: false };
  const diagnosis = session.diagnose(text, name === undefined ? {} : { name });
  runtime.dispatch({ kind: 'diagnosed', diagnosis, request });
}

interface End {
  readonly code: number;
  readonly error?: Error;
  /** From outside: there may be nobody who sees anything any more. */
  readonly isForced: boolean;
}

/** How the interface ends: whatever comes first counts. */
class Ending {
  readonly #settled = Promise.withResolvers<End>();
  readonly reached = this.#settled.promise;

  end(code: number): void {
    this.#settled.resolve({ code, isForced: false });
  }
  hangUp(code: number): void {
    this.#settled.resolve({ code, isForced: true });
  }
  fail(error: unknown): void {
    this.#settled.resolve({ code: 0, error: error instanceof Error ? error : new Error(String(error)), isForced: false });
  }
}

interface Output {
  readonly write: (text: string) => boolean;
  readonly onReady: (call: () => void) => void;
}

/** A stream that was closed takes nothing, and that is nobody's fault. */
function outputOf(stdout: NodeJS.WriteStream): Output {
  return {
    write: (text) => {
      try {
        return stdout.write(text);
      } catch {
        return true;
      }
    },
    onReady: (call) => stdout.once('drain', call),
  };
}

interface View {
  readonly open: () => void;
  readonly close: () => void;
  /** Takes the terminal anew, and draws the whole screen. Nothing happens while the view is closed. */
  readonly restore: () => void;
}

interface ViewOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly modes: TerminalModes;
  readonly isLinear: boolean;
  readonly theme: ReturnType<typeof chooseTheme>;
  readonly output: Output;
  readonly ending: Ending;
}

/** The screen of a runtime. It can be closed and opened again, for the state is the runtime's. */
function createView(runtime: Runtime, { stdin, stdout, modes, isLinear, theme, output, ending }: ViewOptions): View {
  const painter = createPainter(output);
  const speaker = createSpeaker(output.write);
  let drawn: Drawn | undefined;
  let screen: Instance | undefined;
  const surface: Surface = {
    show: (next) => {
      drawn = next;
      (isLinear ? speaker : painter).show(next);
    },
  };
  const input = withoutMouse(stdin, (report) => {
    const event = mouseEvent(runtime.state(), drawn?.lines ?? [], report);
    if (event !== undefined) runtime.dispatch(event);
  });
  const quiet = silent(stdout, isLinear);
  const open = (): void => {
    modes.enter();
    if (!isLinear) stdout.on('resize', painter.repaint);
    const opened = render(
      <SurfaceContext value={surface}>
        <App runtime={runtime} theme={theme} />
      </SurfaceContext>,
      { stdin: input, stdout: quiet, interactive: false, exitOnCtrlC: false, patchConsole: false },
    );
    screen = opened;
    opened.waitUntilExit().then(
      () => {
        if (screen === opened) ending.end(0);
      },
      (error: unknown) => ending.fail(error),
    );
  };
  const close = (): void => {
    const opened = screen;
    screen = undefined;
    stdout.off('resize', painter.repaint);
    painter.stop();
    opened?.unmount();
    modes.leave();
  };
  const restore = (): void => {
    if (screen === undefined) return;
    close();
    open();
  };
  return { open, close, restore };
}

function least({ columns, rows }: { readonly columns: number; readonly rows: number }): { columns: number; rows: number } {
  return { columns: Math.max(columns, LEAST_COLUMNS), rows: Math.max(rows, LEAST_ROWS) };
}

/** For Ink, which reads keys and runs the screens, but writes nothing. Lines that are read aloud need no room: no window is too small for them. */
function silent(stdout: NodeJS.WriteStream, isLinear: boolean): NodeJS.WriteStream {
  const write = (_: unknown, ...rest: readonly unknown[]): boolean => {
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
  return new Proxy(stdout, {
    get(target, name) {
      if (name === 'write') return write;
      if (isLinear && (name === 'columns' || name === 'rows'))
        return least({ columns: target.columns || 80, rows: target.rows || 24 })[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Ctrl-Z. What it resolves with is said on the screen: why there was nothing to go to. */
async function suspend(host: NodeJS.Process, view: View): Promise<string | undefined> {
  if (host.platform === 'win32') return 'Ctrl+Z does nothing on Windows: there is no fg to come back with.';
  view.close();
  const wasStopped = await stopUntilContinued(host);
  view.open();
  return wasStopped ? undefined : 'There is no shell to go to here.';
}

const LONGEST_CLOSING_MS = 1000;
const LONGEST_FORCED_MS = 800;

/** Whoever leaves is signed out everywhere; a service that does not answer is not waited for. */
async function closeConnections({ connections }: Session, longestMs: number): Promise<void> {
  const open = connections?.list() ?? [];
  if (connections === undefined || open.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, longestMs);
  });
  await Promise.race([Promise.allSettled(open.map(({ source }) => connections.disconnect(source))), enough]);
  clearTimeout(timer);
}
