import type { DirectoryTable } from '../evidence/directory.js';
import type { Settings } from '../facts/tenant.js';
import type { LiveConnection } from '../ports/live.js';

/** Open connections, and what ends them. */
export interface Opened {
  readonly connections: readonly LiveConnection[];
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly close: () => Promise<void>;
}

/** Directory data of all sources that the command line names. */
export interface DirectoryData {
  readonly onprem: readonly DirectoryTable[] | undefined;
  readonly cloud: readonly DirectoryTable[] | undefined;
  readonly settings: Settings | undefined;
  readonly notes: readonly string[];
  /** Open connections, of which objects are asked for as they are needed; who gets them closes them. */
  readonly live: Opened | undefined;
}
