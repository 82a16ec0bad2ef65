import type { DirectoryTable, Side } from '../evidence/directory.js';
import type { Problem, Result } from '../evidence/problem.js';

/** A text to diagnose, as it was read. */
export interface InputText {
  readonly text: string;
  readonly name: string | undefined;
  readonly encoding: string;
  readonly bytes: number;
  /** A limit cut it; the notes say what was left out. */
  readonly isTruncated: boolean;
  readonly notes: readonly string[];
}

/** Reads one export of a side. */
export type ReadDirectory = (
  path: string,
  side: Side,
) => Promise<{ readonly kind: 'table'; readonly table: DirectoryTable } | { readonly kind: 'problem'; readonly problem: Problem }>;

/** Writes text files below a folder; existing ones stay as they are. Out: the paths written. */
export type WriteFiles = (
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
) => Promise<Result<readonly string[]>>;
