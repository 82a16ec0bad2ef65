import type { Side } from '../evidence/directory.js';
import type { Result } from '../evidence/problem.js';
import type { FactName } from '../facts/fact.js';
import type { Move } from '../findings/checks.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { Connections } from './connections.js';
import type { Exported, ExportRequest, PeopleTable, ReadinessRun } from './readiness-session.js';

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

/**
 * Everything the terminal interface can ask of the program; the interface holds no logic of its own.
 * Implemented by app/session.ts over the adapters.
 */
export interface Session {
  /** Directory and settings files loaded so far, in order. */
  readonly sources: () => readonly LoadedSource[];
  /** Adds an export to a side, or a settings file to the others, which it must not contradict. A problem leaves what was loaded before. */
  readonly load: (path: string, side: SourceSide) => Promise<Result<LoadedSource>>;
  readonly unload: (path: string) => void;
  /** Reads a file to diagnose. */
  readonly open: (path: string) => Promise<Result<{ readonly name: string; readonly text: string }>>;
  /** Diagnoses a text with the loaded directories and settings and the answers given. Synchronous: below 150 ms for 300 KB. */
  readonly diagnose: (
    text: string,
    options: { readonly name?: string; readonly answers?: ReadonlyMap<FactName, string | number | boolean> },
  ) => Diagnosis;
  /** Writes the report or a command into a file when the terminal has no clipboard; gives the path. */
  readonly save: (name: string, text: string) => Promise<Result<string>>;
  /** The bundled sample that the demo walks through: the seed case. */
  readonly demo: () => Promise<Result<{ readonly name: string; readonly text: string }>>;
  /** The diagnosis as markdown, for a ticket. */
  readonly markdown: (diagnosis: Diagnosis) => string;
  /** Begins to judge everyone of the loaded directories; without a direction each for the move that it could make. Steps do the work. */
  readonly readiness: (direction: Move | undefined) => Promise<ReadinessRun>;
  /** Writes people of a run into a file. `pause` is waited for now and then, so that others can run meanwhile. */
  readonly exportPeople: (table: PeopleTable, request: ExportRequest, pause: () => Promise<void>) => Promise<Exported>;
  /** Live connections, and what reads them; undefined where the program opens none. */
  readonly connections?: Connections;
}
