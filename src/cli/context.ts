import type { LoadedRules } from '../engine/load.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { Result } from '../evidence/problem.js';
import type { Settings } from '../facts/tenant.js';
import type { InputText, ReadDirectory, WriteFiles } from '../ports/files.js';
import type { VerifyMessage } from '../ports/verify.js';

/** What the commands need of the world; main.ts wires it. */
export interface CliContext {
  readonly version: string;
  /** The time, as ISO text: dated rules judge by it where the settings say no date. */
  readonly now?: () => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isInputTerminal: boolean;
  readonly isOutputTerminal: boolean;
  readonly isErrorTerminal: boolean;
  readonly colour: boolean;
  readonly width: number;
  readonly readInput: (path: string | undefined) => Promise<Result<InputText>>;
  /** The files that words of the command line mean: a folder stands for the mail files in it, a pattern with * for what it fits. */
  readonly expandPaths: (words: readonly string[]) => Promise<Result<readonly string[]>>;
  readonly readDirectory: ReadDirectory;
  /** True where the content of a file looks like directory data. */
  readonly isDirectoryData: (path: string) => Promise<boolean>;
  /** One settings object from one or several files. */
  readonly readSettings: (paths: string | readonly string[]) => Promise<Result<Settings>>;
  readonly inputLines: (path: string | undefined) => Promise<Result<AsyncIterable<string>>>;
  readonly rules: () => RuleSet;
  readonly loadRules: (folders: readonly string[]) => Promise<Result<LoadedRules>>;
  /** Writes files into a folder that is made when it is not there; existing files are not replaced. */
  readonly writeFiles: WriteFiles;
  /** A pasted MIME message with its bodies decoded; any other text as it is. */
  readonly decodeMail: (text: string) => Promise<string>;
  /** Computes SPF, DKIM, DMARC and ARC anew; the only thing that asks DNS, and only for `--verify`. */
  readonly verify: VerifyMessage;
  /** Path of a bundled sample. */
  readonly samplePath: (name: string) => string;
}

/** Exit codes: a contract. */
export const EXIT = { nothing: 0, findings: 1, failed: 2 } as const;
