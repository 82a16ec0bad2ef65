import type { LoadedRules } from '../engine/load.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { DirectoryTable, Side } from '../evidence/directory.js';
import type { Result } from '../evidence/problem.js';
import type { Settings } from '../facts/tenant.js';

/** A text to diagnose, as an adapter read it. */
export interface ReadInput {
  readonly text: string;
  readonly name: string | undefined;
  readonly encoding: string;
  readonly bytes: number;
  readonly isTruncated: boolean;
  readonly notes: readonly string[];
}

/** What the commands need of the world; main.ts wires it. */
export interface CliContext {
  readonly version: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isInputTerminal: boolean;
  readonly isOutputTerminal: boolean;
  readonly colour: boolean;
  readonly width: number;
  readonly readInput: (path: string | undefined) => Promise<Result<ReadInput>>;
  readonly readDirectory: (
    path: string,
    side: Side,
  ) => Promise<
    | { readonly kind: 'table'; readonly table: DirectoryTable }
    | { readonly kind: 'problem'; readonly problem: { readonly what: string; readonly where: string; readonly next: string } }
  >;
  /** True where the content of a file looks like directory data. */
  readonly isDirectoryData: (path: string) => Promise<boolean>;
  readonly readSettings: (path: string) => Promise<Result<Settings>>;
  readonly inputLines: (path: string | undefined) => Promise<Result<AsyncIterable<string>>>;
  readonly rules: () => RuleSet;
  readonly loadRules: (folders: readonly string[]) => Promise<Result<LoadedRules>>;
  /** Writes files into a folder that is made when it is not there; existing files are not replaced. */
  readonly writeFiles: (
    folder: string,
    files: readonly { readonly name: string; readonly text: string }[],
  ) => Promise<Result<readonly string[]>>;
  /** Path of a bundled sample. */
  readonly samplePath: (name: string) => string;
}

/** Exit codes: a contract. */
export const EXIT = { nothing: 0, findings: 1, failed: 2 } as const;
