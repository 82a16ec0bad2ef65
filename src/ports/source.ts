import type { Side } from '../evidence/directory.js';

/** What a file is loaded as: an export of one side, or settings of the tenant and the organization. */
export type SourceSide = Side | 'settings';

/** A file that was loaded, for showing. */
export interface LoadedSource {
  readonly path: string;
  readonly side: SourceSide;
  readonly format: string;
  /** Objects of an export; of settings, how many the file says. */
  readonly objectCount: number;
  readonly notes: readonly string[];
}
