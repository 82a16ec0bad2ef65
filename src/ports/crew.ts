import type { AskedFact } from '../engine/rule.js';
import type { CheckEntry } from '../engine/rule-set.js';
import type { DirectoryTable, Side } from '../evidence/directory.js';
import type { Problem, Result } from '../evidence/problem.js';
import type { FactName } from '../facts/fact.js';
import type { PeopleParts } from '../facts/people.js';
import type { SideParts } from '../facts/side-index.js';
import type { Settings } from '../facts/tenant.js';
import type { Move } from '../findings/checks.js';
import type { TableParts } from '../parse/recipient/table.js';
import type { ReadDirectory } from './files.js';

/** Both sides, as threads hand them to each other: their data is shared, not copied. */
export type PackedSides = Readonly<Record<Side, SideParts | undefined>>;

/** What the scan of recipients needs, in a form that can be sent. */
export interface ScanJob {
  readonly sides: PackedSides;
  readonly people: PeopleParts;
  /** Numbers of the people to judge. */
  readonly chosen: Uint32Array;
  readonly checks: readonly CheckEntry[];
  readonly asked: readonly (readonly [FactName, AskedFact])[];
  readonly settings: Settings | undefined;
  readonly direction: Move | undefined;
  readonly answers: ReadonlyMap<FactName, string | number | boolean>;
}

/** What came out for people that stand one after another in the list of those to judge. */
export interface ScanBlock {
  readonly start: number;
  readonly verdicts: Uint8Array;
  /** For each person: numbers of the lists of hits and of open checks, as the thread counts its lists. */
  readonly hits: Uint32Array;
  readonly open: Uint32Array;
  /** Lists that the thread made for the first time. */
  readonly lists: readonly (readonly number[])[];
  readonly thread: number;
}

/** Threads that share the work of a long run. A thread that dies makes a problem of what it was asked for. */
export interface Crew {
  readonly readDirectory: ReadDirectory;
  /** True for tables that the crew read itself. */
  hasRead(tables: readonly DirectoryTable[]): boolean;
  index(tables: Readonly<Record<Side, readonly DirectoryTable[] | undefined>>): Promise<Result<PackedSides>>;
  join(sides: PackedSides): Promise<Result<PeopleParts>>;
  scan(job: ScanJob, onBlock: (block: ScanBlock) => void): Promise<Result<null>>;
  /** Ends a scan within a blink; what is done is kept. */
  stop(): void;
  close(): Promise<void>;
}

/** A message to a thread, and what it answers. */
export type CrewJob =
  | { readonly kind: 'read'; readonly path: string; readonly side: Side; readonly wanted: ReadonlySet<string> }
  | { readonly kind: 'index'; readonly side: Side; readonly tables: readonly TableParts[] }
  | { readonly kind: 'join'; readonly sides: PackedSides }
  | { readonly kind: 'scan'; readonly job: ScanJob; readonly thread: number; readonly turns: SharedArrayBuffer };

export type CrewAnswer =
  | { readonly kind: 'table'; readonly table: TableParts }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'side'; readonly side: SideParts | undefined }
  | { readonly kind: 'people'; readonly people: PeopleParts }
  | { readonly kind: 'block'; readonly block: ScanBlock }
  | { readonly kind: 'done' };
