import type { OptionSpec } from './options.js';

/** One command: its words, its options, and examples that run. */
export interface CommandSpec {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  /** Most positional words after the command. */
  readonly most: number;
  readonly examples: readonly (readonly [command: string, says: string])[];
}
