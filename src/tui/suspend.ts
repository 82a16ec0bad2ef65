/** What stopping needs of the process; injected, for a test must not be stopped. */
export interface StoppableProcess {
  readonly platform: string;
  readonly kill: (pid: number, signal: 'SIGTSTP') => unknown;
  readonly once: (event: 'SIGCONT', call: () => void) => unknown;
  readonly off: (event: 'SIGCONT', call: () => void) => unknown;
}

/** Without a shell to go to nothing stops, and nothing continues: then this long is waited. */
const LONGEST_WAIT_MS = 150;

/**
 * Stops the program and all that runs with it as one job, as the terminal does for Ctrl-Z, and resolves once the shell continues it.
 * Where no shell waits for the job (it leads its session, or its group is an orphan) the system drops the signal: then it resolves soon, with false.
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap11.html#tag_11_01_04
 */
export function stopUntilContinued(host: StoppableProcess): Promise<boolean> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (wasContinued: boolean): void => {
      clearTimeout(timer);
      // A second call does nothing: a promise keeps its first outcome.
      host.off('SIGCONT', continued);
      resolve(wasContinued);
    };
    const continued = (): void => end(true);
    host.once('SIGCONT', continued);
    // The clock runs on while the process is stopped: then both have come, and SIGCONT is told of after the timers.
    timer = setTimeout(() => setImmediate(() => end(false)), LONGEST_WAIT_MS);
    try {
      // 0: the whole group; whoever started the program (npx) is stopped with it, or the shell would go on waiting.
      host.kill(0, 'SIGTSTP');
    } catch {
      end(false);
    }
  });
}
