import type { Side } from '../evidence/directory.js';
import type { Problem } from '../evidence/problem.js';
import type { FactName } from '../facts/fact.js';
import type { Move } from '../findings/checks.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { PlanProof } from '../fixes/proof.js';
import type { Taken } from '../ports/intake.js';
import type { OutputReading } from '../ports/output.js';
import type { ExportFormat, PeopleOrder, PeopleTable, PersonDetail, PersonMatch } from '../ports/readiness-session.js';
import type { SavedEntry, SavedInput, SavedSession } from '../ports/saved-session.js';
import type { LoadedSource, ReportOptions, SourceSide } from '../ports/session.js';
import type { LiveEffect, LiveEvent } from './connections-model.js';
import type { PaletteEffect, PaletteEvent } from './palette-model.js';

export type Answers = ReadonlyMap<FactName, string | number | boolean>;

/** What happened: a key, a paste, or the outcome of an effect. */
export type Event =
  | { readonly kind: 'key'; readonly key: string }
  /** Several characters at once that were not marked as a paste. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'opened'; readonly name: string; readonly text: string; readonly sources: readonly LoadedSource[] }
  /** Paths that the program was started with. */
  | { readonly kind: 'dropped'; readonly paths: readonly string[] }
  | { readonly kind: 'click'; readonly item?: number; readonly row?: number }
  /** Rows that the wheel was turned; negative: up. */
  | { readonly kind: 'wheel'; readonly rows: number }
  | { readonly kind: 'taken'; readonly text: string; readonly taken: readonly Taken[]; readonly sources: readonly LoadedSource[] }
  | { readonly kind: 'output'; readonly reading: OutputReading; readonly taking: OutputTaking; readonly sources: readonly LoadedSource[] }
  | { readonly kind: 'refreshed'; readonly diagnosis: Diagnosis; readonly request: DiagnoseRequest }
  /** Something takes longer than a key may wait. */
  | { readonly kind: 'waiting'; readonly what: string }
  | { readonly kind: 'written'; readonly path: string; readonly what: string }
  | {
      readonly kind: 'restored';
      readonly saved: SavedSession;
      readonly path: string | undefined;
      readonly sources: readonly LoadedSource[];
      readonly problems: readonly Problem[];
      /** By the numbers that pasted outputs have in the file, those that they have now. */
      readonly numbers: ReadonlyMap<number, number>;
    }
  | PaletteEvent
  | { readonly kind: 'diagnosed'; readonly diagnosis: Diagnosis; readonly request: DiagnoseRequest }
  | { readonly kind: 'sources'; readonly sources: readonly LoadedSource[]; readonly loaded: LoadedSource | undefined }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number; readonly elapsedMs: number }
  /** Without a table where it was stopped before anybody was judged. */
  | { readonly kind: 'assessed'; readonly table: PeopleTable | undefined }
  | { readonly kind: 'arranged'; readonly table: PeopleTable; readonly order: PeopleOrder }
  | { readonly kind: 'person'; readonly table: PeopleTable; readonly position: number; readonly detail: PersonDetail }
  | { readonly kind: 'matched'; readonly table: PeopleTable; readonly position: number; readonly match: PersonMatch }
  | { readonly kind: 'proven'; readonly table: PeopleTable; readonly position: number; readonly proof: PlanProof }
  | { readonly kind: 'exported'; readonly path: string; readonly people: number; readonly notes: readonly string[] }
  | { readonly kind: 'exists'; readonly path: string }
  | { readonly kind: 'copied'; readonly fileName: string; readonly text: string; readonly notice: string }
  /** What was left with Esc before it came. */
  | { readonly kind: 'late'; readonly event: Event }
  | { readonly kind: 'said'; readonly notice: string }
  | { readonly kind: 'live'; readonly live: LiveEvent };

export interface DiagnoseRequest {
  /** The input that it is; undefined for a new one. */
  readonly id?: number | undefined;
  readonly restored?: RestoredPlace | undefined;
  readonly skipped?: ReadonlySet<FactName> | undefined;
  /** The last of several that came at once: the findings of all are shown. */
  readonly isLast?: boolean | undefined;
  readonly text: string;
  readonly name: string | undefined;
  readonly answers: Answers;
  readonly given: readonly (readonly FactName[])[];
  /** The same input as before: keep the place, and say what changed. */
  readonly isAgain: boolean;
}

/** Of an input that comes from a session file: when it was diagnosed first, which of its findings was looked at, and which of how many it is. */
export interface RestoredPlace {
  readonly at: number;
  readonly selected: number;
  readonly place: number;
  readonly of: number;
  /** The input to stand on when all are there, and the file. */
  readonly opens: number | undefined;
  readonly path: string | undefined;
}

/** A pasted output on its way to be read: `home` diagnoses the text too where it holds more, `question` answers the question. */
export interface OutputTaking {
  readonly text: string;
  readonly purpose: 'home' | 'question';
  readonly question?: Question | undefined;
  readonly side?: Side | undefined;
}

/** What the program has to do beside changing the screen. */
export type Effect =
  | { readonly kind: 'take'; readonly text: string; readonly paths?: readonly string[] }
  | { readonly kind: 'take-output'; readonly taking: OutputTaking }
  /** Diagnoses inputs anew that are not shown, one after the other. */
  | { readonly kind: 'refresh'; readonly requests: readonly DiagnoseRequest[] }
  | { readonly kind: 'restore'; readonly saved: SavedSession; readonly path: string | undefined }
  | {
      readonly kind: 'report';
      /** The inputs in it, as they are when all of them follow what is loaded. */
      readonly inputs: readonly number[];
      readonly options: ReportOptions;
      readonly path: string;
      readonly replaces: boolean;
    }
  | {
      readonly kind: 'save-session';
      readonly inputs: readonly SavedInput[];
      readonly shown: number | undefined;
      readonly history: readonly SavedEntry[];
      readonly path: string;
      readonly replaces: boolean;
    }
  | { readonly kind: 'mouse'; readonly isOn: boolean }
  | { readonly kind: 'suspend' }
  | PaletteEffect
  | { readonly kind: 'diagnose'; readonly request: DiagnoseRequest }
  | { readonly kind: 'load'; readonly path: string; readonly side: SourceSide }
  | { readonly kind: 'unload'; readonly path: string }
  | { readonly kind: 'demo' }
  | { readonly kind: 'copy'; readonly what: string; readonly fileName: string; readonly text: string }
  | { readonly kind: 'copy-report'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'save'; readonly fileName: string; readonly text: string }
  | { readonly kind: 'assess'; readonly direction: Move | undefined }
  /** Ends the run with those who are judged. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'arrange'; readonly table: PeopleTable; readonly order: PeopleOrder }
  | { readonly kind: 'person'; readonly table: PeopleTable; readonly position: number }
  | { readonly kind: 'prove'; readonly table: PeopleTable; readonly position: number }
  | {
      readonly kind: 'export';
      readonly table: PeopleTable;
      readonly format: ExportFormat;
      readonly path: string;
      readonly positions: Uint32Array;
      readonly listed: string | undefined;
      readonly replaces: boolean;
    }
  | { readonly kind: 'live'; readonly live: LiveEffect }
  | { readonly kind: 'exit'; readonly code: number };
