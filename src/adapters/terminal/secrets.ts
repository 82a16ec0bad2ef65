import { execFile } from 'node:child_process';
import password from '@inquirer/password';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { SecretSource } from '../../ports/live.js';

/** Where a secret may come from; never from the command line, where every process of the machine can read it. */
export interface SecretAsk {
  /** What it is, for the prompt: `Password of reader@contoso.com`. */
  readonly label: string;
  /** Environment variable that may hold it. */
  readonly variable: string;
  /** Command whose first line of output is the secret; it comes before the variable. */
  readonly command: string | undefined;
  /** The option that names the command, for messages. */
  readonly commandOption: string;
  readonly isTerminal: boolean;
}

const COMMAND_MS = 120_000;
const MOST_OUTPUT = 64 * 1024;

/** Reads a secret when it is first asked for, and keeps it only as long as the source lives. */
export function secretSource(ask: SecretAsk): SecretSource {
  let known: Promise<Result<string>> | undefined;
  return () => {
    known ??= read(ask);
    return known;
  };
}

async function read(ask: SecretAsk): Promise<Result<string>> {
  if (ask.command !== undefined) return fromCommand(ask.command, ask.commandOption);
  const { [ask.variable]: value } = process.env;
  if (value !== undefined && value !== '') {
    // A browser or Azure CLI that is started later gets a copy of what stands there.
    delete process.env[ask.variable];
    return ok(value);
  }
  if (!ask.isTerminal)
    return problem(
      `${ask.label} is needed, and there is no terminal to ask at.`,
      ask.variable,
      `Set the environment variable ${ask.variable}, or name a command that prints it: ${ask.commandOption} 'COMMAND'.`,
    );
  try {
    // On standard error, for standard output may be a file.
    return ok(await password({ message: ask.label, mask: true, toggleMask: false }, { output: process.stderr }));
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      // The prompt takes Ctrl-C for itself; who waits for the secret has to hear of it.
      if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT');
      return problem(`${ask.label} was not given.`, 'prompt', 'Start again, and type it at the prompt.');
    }
    throw error;
  }
}

/** A command that gives one secret has no need of another. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^CROSSPREM_.*(?:PASSWORD|SECRET)$/i.test(name)));
}

/** The first line that a command prints. What it prints otherwise is shown nowhere: it may hold the secret. */
function fromCommand(command: string, option: string): Promise<Result<string>> {
  const [shell, first] = process.platform === 'win32' ? ['cmd.exe', '/d /s /c'] : ['/bin/sh', '-c'];
  return new Promise((resolve) => {
    const child = execFile(
      shell,
      [...first.split(' '), command],
      { timeout: COMMAND_MS, maxBuffer: MOST_OUTPUT, windowsHide: true, encoding: 'utf8', env: withoutSecrets(process.env) },
      (error, stdout) => {
        process.off('exit', end);
        const [line = ''] = stdout.split(/\r?\n/, 1);
        if (error !== null) {
          const code = error.killed === true ? 'did not end in time' : `ended with ${String(error.code)}`;
          resolve(problem(`The command that should print the secret ${code}.`, option, 'Run it by hand, and see what it says.'));
        } else if (line === '')
          resolve(problem('The command that should print the secret printed nothing.', option, 'Its first line of output is taken.'));
        else resolve(ok(line));
      },
    );
    // It must not outlive a program that was stopped meanwhile.
    process.once('exit', end);
    function end(): void {
      child.kill();
    }
  });
}
