import type { Result } from '../evidence/problem.js';
import type { DirectoryRecord, PartHead, PartState, SnapshotSummary, Unreadable } from '../evidence/snapshot.js';

/** What an earlier, interrupted run has of a part. */
export type PartResume =
  | { readonly kind: 'new' }
  | { readonly kind: 'done'; readonly records: number; readonly state: PartState }
  | { readonly kind: 'partly'; readonly cursor: string; readonly records: number };

/** Writes one part; each chunk is on the disk when its promise resolves. */
export interface PartWriter {
  /** `cursor`: where an interrupted run goes on; undefined where the part has to start anew. */
  readonly write: (records: readonly DirectoryRecord[], cursor: string | undefined) => Promise<Result<null>>;
  readonly unreadable: (unreadable: Unreadable) => void;
  /** What was written of the part does not count; before the first `write` of a run. */
  readonly restart: () => void;
  /** Kept with the part: where changes can be asked for later. */
  readonly bookmark: (bookmark: string) => void;
  readonly end: (state: PartState, endedAt: string) => Promise<Result<null>>;
}

/** Writes a snapshot in chunks. Several parts may be open at once: their chunks stand between each other in the file. */
export interface SnapshotWriter {
  /** True where an interrupted run is gone on with. */
  readonly isResumed: boolean;
  /** What is there of a part; a part with another source, account or list of attributes counts as new, and what was there is left out. */
  readonly resumeOf: (head: PartHead) => PartResume;
  /** Goes on behind the last chunk of a part that `resumeOf` calls `partly`; any other part starts anew. */
  readonly begin: (head: PartHead, startedAt: string) => Promise<Result<PartWriter>>;
  /** Makes the file whole and puts it in its place. */
  readonly finish: (finishedAt: string, unreadable: readonly Unreadable[]) => Promise<Result<FinishedSnapshot>>;
  /** Ends without finishing: what is written stays, for the next run to go on with. */
  readonly suspend: () => Promise<{ readonly path: string }>;
}

export interface FinishedSnapshot {
  readonly path: string;
  readonly bytes: number;
  readonly summary: SnapshotSummary;
}

/** A snapshot, or the file that a collector script wrote. */
export interface SnapshotReader {
  readonly path: string;
  readonly summary: SnapshotSummary;
  /** Sentences about what is damaged or missing; what is whole is used. */
  readonly notes: readonly string[];
  /** The records of a part, in order; a damaged chunk is left out and noted in `notes`. */
  readonly records: (partName: string, signal?: AbortSignal) => AsyncIterable<DirectoryRecord>;
}

export type OpenSnapshot = (path: string, signal?: AbortSignal) => Promise<Result<SnapshotReader>>;
