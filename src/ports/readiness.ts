import type { Result } from '../evidence/problem.js';
import type { Crew } from './crew.js';
import type { HtmlTools } from './html.js';

/** A file that is written in pieces and put in its place when it is whole. */
export interface OutputFile {
  write(text: string): void;
  /** Puts the file in place of what was there. */
  close(): Result<string>;
}

/** What a long run needs of the world. */
export interface ReadinessTools {
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  /** Lets signals and other work in. */
  readonly pause: () => Promise<void>;
  /** Calls back on Ctrl-C in place of the end of the program; out: gives Ctrl-C its usual meaning again. */
  readonly onInterrupt: (handler: () => void) => () => void;
  readonly openOutput: (path: string) => Result<OutputFile>;
  /** True where two paths name one file. */
  readonly isSameFile: (one: string, other: string) => boolean;
  readonly html: () => Promise<HtmlTools>;
  /** Threads, where there is enough for them to do. */
  readonly crew?: Crew | undefined;
}
