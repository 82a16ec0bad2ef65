import { render } from 'ink';
import type { Session } from '../ports/session.js';
import { App } from './app.js';
import { createRuntime } from './runtime.js';
import { withSoftWraps } from './soft-wrap.js';
import { initialState } from './state.js';
import { chooseTheme } from './theme.js';

export interface TuiOptions {
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  /** A text that is diagnosed at once. */
  readonly initial?: { readonly name?: string; readonly text: string };
  readonly colour: boolean;
}

/**
 * Runs the terminal interface on the alternate screen until the user leaves; the terminal is as before then.
 * Ctrl-C sets the exit code 130. Rejects with what an effect or the screen threw: a bug, after the terminal was restored.
 */
export async function startTui(session: Session, options: TuiOptions): Promise<void> {
  const { stdin = process.stdin, stdout = process.stdout, initial, colour } = options;
  let leave: (error?: Error) => void = () => undefined;
  const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const runtime = createRuntime(initialState(size, colour, session.sources(), session.connections?.list()), {
    session,
    write: (sequence) => stdout.write(sequence),
    environment: process.env,
    exit: (code) => {
      if (code !== 0) process.exitCode = code;
      leave();
    },
    fail: (error) => leave(error instanceof Error ? error : new Error(String(error))),
  });
  if (initial !== undefined) {
    const request = { text: initial.text, name: initial.name, answers: new Map(), given: [], isAgain: false };
    const diagnosis = session.diagnose(initial.text, initial.name === undefined ? {} : { name: initial.name });
    runtime.dispatch({ kind: 'diagnosed', diagnosis, request });
  }
  const theme = chooseTheme(colour, process.env.COLORFGBG);
  const bug: { error?: Error } = {};
  const screen = render(<App runtime={runtime} theme={theme} />, {
    stdin,
    stdout: withSoftWraps(stdout),
    interactive: true,
    alternateScreen: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  leave = (error) => {
    if (error !== undefined) bug.error = error;
    screen.unmount();
  };
  await screen.waitUntilExit();
  await closeConnections(session);
  if (bug.error !== undefined) throw bug.error;
}

const LONGEST_CLOSING_MS = 1000;

/** Whoever leaves is signed out everywhere; a service that does not answer is not waited for. */
async function closeConnections({ connections }: Session): Promise<void> {
  const open = connections?.list() ?? [];
  if (connections === undefined || open.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, LONGEST_CLOSING_MS);
  });
  await Promise.race([Promise.allSettled(open.map(({ source }) => connections.disconnect(source))), enough]);
  clearTimeout(timer);
}
