import type { Severity } from '../engine/rule.js';
import type { Result } from '../evidence/problem.js';
import type { Move, ReadinessVerdict } from '../findings/checks.js';
import type { Finding } from '../findings/finding.js';
import type { Plan } from '../fixes/plan.js';
import type { PlanProof } from '../fixes/proof.js';
import type { MatchViewOfOne } from '../render/match-view.js';
import type { OpenGroup } from '../render/readiness/missing.js';
import type { PageAttribute } from '../render/readiness/page-data.js';
import type { CauseView } from '../render/readiness/view.js';

/** Judges everyone, a little at each step, so that others can run between. */
export interface ReadinessRun {
  /** Works for a few milliseconds. `isStopped`: ends with those who are judged; while it is joining, nobody is. */
  readonly step: (isStopped: boolean) => ReadinessStep;
}

/** `joining`: who there is becomes known; `counting`: everyone is judged, and what they come to is counted. */
export type ReadinessStep =
  | { readonly kind: 'joining' | 'counting' }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'done'; readonly table: PeopleTable };

export const PEOPLE_ORDERS = ['verdict', 'finding', 'name', 'data'] as const;
/** By verdict, blocked first; by the worst finding; by name; or as they stand in the data. */
export type PeopleOrder = (typeof PEOPLE_ORDERS)[number];

/** Whom to list: every condition that is set has to hold. */
export interface PeopleFilter {
  /** Stands in a name or an address. */
  readonly text: string;
  readonly verdict: ReadinessVerdict | undefined;
  /** Id of a check that found them. */
  readonly check: string | undefined;
  /** Key of an organizational unit; those below it, too. */
  readonly unit: string | undefined;
}

/** What is known of one side in one word: null for no such object, undefined where the side was not read. */
export type SideWord = string | null | undefined;

/** A row of the table. Texts are as they stand in the directory. */
export interface PersonRow {
  readonly verdict: ReadinessVerdict;
  readonly name: string;
  readonly address: string;
  readonly kind: string;
  readonly onprem: SideWord;
  readonly cloud: SideWord;
  readonly joinedBy: string | undefined;
  readonly worst:
    | { readonly id: string; readonly title: string; readonly severity: Severity; readonly status: 'confirmed' | 'possible' }
    | undefined;
  /** Findings beside the worst one. */
  readonly others: number;
}

/** All about one person but what takes long. */
export interface PersonDetail {
  readonly row: PersonRow;
  readonly id: string;
  readonly keys: readonly string[];
  readonly attributes: readonly PageAttribute[];
  readonly findings: readonly Finding[];
  readonly plan: Plan;
  /** Ids of checks that could not be decided. */
  readonly open: readonly string[];
}

/** What a synchronization cycle would do, or why there is nothing to simulate. */
export type PersonMatch = MatchViewOfOne | { readonly kind: 'none'; readonly why: string };

/** An organizational unit with how many people are in it and below it. */
export interface PeopleUnit {
  readonly key: string;
  /** `contoso.com/Staff/Berlin`. */
  readonly name: string;
  readonly people: number;
}

/** The result of a run, for looking at: what is not shown is not made. */
export interface PeopleTable {
  readonly direction: Move | undefined;
  /** How many were to be judged, and how many were. */
  readonly chosen: number;
  readonly length: number;
  readonly isComplete: boolean;
  readonly verdicts: Readonly<Record<ReadinessVerdict, number>>;
  readonly causes: readonly CauseView[];
  readonly organization: readonly Finding[];
  readonly notes: readonly string[];
  /** Made when it is first asked for. */
  readonly open: () => readonly OpenGroup[];
  readonly units: () => readonly PeopleUnit[];
  /** People for whom no distinguished name was read: no unit holds them. */
  readonly unplaced: () => number;
  readonly row: (position: number) => PersonRow;
  /** Name and addresses, in lower case. */
  readonly words: (position: number) => string;
  /** Positions of those whom the filter lets through, in order. `within`: a list that is known to hold them all, in that order. */
  readonly list: (filter: PeopleFilter, order: PeopleOrder, within?: Uint32Array) => Uint32Array;
  /** True once the people are in this order; `arrange` brings them into it, a little at each step. */
  readonly isArranged: (order: PeopleOrder) => boolean;
  readonly arrange: (order: PeopleOrder) => Iterator<undefined, undefined>;
  readonly person: (position: number) => PersonDetail;
  readonly match: (position: number) => PersonMatch;
  /** False while the first `match` has to look through the whole cloud side; `prepareMatch` does that a little at each step. */
  readonly isMatchReady: () => boolean;
  readonly prepareMatch: () => Iterator<undefined, unknown, undefined>;
  readonly prove: (position: number) => PlanProof;
}

export const EXPORT_FORMATS = ['csv', 'html', 'markdown', 'json', 'migration-csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportRequest {
  readonly format: ExportFormat;
  readonly path: string;
  /** People to export, in order. */
  readonly positions: Uint32Array;
  /** What the filter leaves out, in words; undefined for everyone. */
  readonly listed: string | undefined;
  /** A file that is there is replaced. */
  readonly replaces: boolean;
}

/** `exists`: a file of that name is there. `notes`: what was left out and why. */
export type Exported = Result<{ readonly path: string; readonly notes: readonly string[] }> | { readonly kind: 'exists' };
