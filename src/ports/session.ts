import type { Side } from '../evidence/directory.js';
import type { Problem, Result } from '../evidence/problem.js';
import type { Steps } from '../evidence/steps.js';
import type { FactName } from '../facts/fact.js';
import type { Move } from '../findings/checks.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { Connections } from './connections.js';
import type { Taken } from './intake.js';
import type { OutputReading } from './output.js';
import type { Exported, ExportRequest, PeopleTable, ReadinessRun } from './readiness-session.js';
import type { SavedSession } from './saved-session.js';
import type { PeopleSearch, RecipientView, RuleTitle, Topic } from './search.js';
import type { LoadedSource, SourceSide } from './source.js';

export type { LoadedSource, SourceSide } from './source.js';

export const REPORT_FORMATS = ['html', 'markdown', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportOptions {
  readonly format: ReportFormat;
  readonly isRedacted: boolean;
}

/** `exists`: the file is there, and was not to be replaced. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly path: string }
  | { readonly kind: 'exists'; readonly path: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The data of a saved session, loaded. */
export interface Restored {
  /** What is not there any more. */
  readonly problems: readonly Problem[];
  /** By the numbers that pasted outputs have in the file, those that they have now. */
  readonly numbers: ReadonlyMap<number, number>;
}

/**
 * Everything the terminal interface can ask of the program; the interface holds no logic of its own.
 * Implemented by app/session.ts over the adapters.
 */
export interface Session {
  readonly version: string;
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
  /** The same a few milliseconds at each step. Where other data comes meanwhile it begins anew, so that no result is of old and new data. */
  readonly diagnoseInSteps: (...of: Parameters<Session['diagnose']>) => Steps<Diagnosis>;
  /** Makes ready what texts and people are looked up in, after data was loaded; nothing where it is. Whoever does not wait for it waits at the first look. */
  readonly ready: () => Steps<unknown>;
  readonly isReady: () => boolean;
  /** Writes the report or a command into a file when the terminal has no clipboard; gives the path. */
  readonly save: (name: string, text: string) => Promise<Result<string>>;
  /** Finds out what was pasted, typed or dropped on the home screen, and loads what is data. One paste can be several paths; `paths` are known to be. */
  readonly take: (text: string, paths?: readonly string[]) => Promise<readonly Taken[]>;
  /** Reads the pasted output of commands; objects and settings of it are loaded, as `sources` then says. */
  readonly takeOutput: (text: string, hints: { readonly question?: Question; readonly side?: Side }) => Promise<Result<OutputReading>>;
  /** What a session file has to hold of the loaded data. */
  readonly savedData: () => Pick<SavedSession, 'sample' | 'sources' | 'pasted'>;
  /** Loads the data of a saved session anew. */
  readonly restore: (saved: SavedSession) => Promise<Restored>;
  /** Writes a session file, or a report; an existing file is replaced only if `replaces`. Gives the path. */
  readonly write: (path: string, text: string, replaces: boolean) => Promise<WriteOutcome>;
  /** Everybody who is loaded; undefined without directory data. The same object until other data is loaded. */
  readonly people: () => Promise<PeopleSearch | undefined>;
  /** One person: by the key of a hit, or an address or name that exactly one has. */
  readonly recipient: (key: string) => Promise<RecipientView | undefined>;
  readonly rules: () => Promise<readonly RuleTitle[]>;
  /** The page of a rule as markdown. */
  readonly rulePage: (id: string) => Promise<Result<string>>;
  readonly topics: () => Promise<readonly Topic[]>;
  readonly topic: (name: string) => Promise<Result<string>>;
  /** The results as one file to send. */
  readonly report: (diagnoses: readonly Diagnosis[], options: ReportOptions) => Promise<string>;
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
