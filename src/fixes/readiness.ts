import type { RuleSet } from '../engine/rule-set.js';
import type { FactName } from '../facts/fact.js';
import type { People } from '../facts/people.js';
import type { Subject } from '../facts/subject.js';
import type { Check, CheckContext, Checks, Move, ReadinessVerdict } from '../findings/checks.js';
import type { Finding } from '../findings/finding.js';
import type { Plan } from './plan.js';

/** One recipient, as the run left it. */
export interface PersonResult {
  /** Position among the people of the run. */
  readonly index: number;
  readonly subject: Subject;
  readonly verdict: ReadinessVerdict;
  readonly hits: readonly { readonly check: Check; readonly status: 'confirmed' | 'possible' }[];
  readonly open: readonly Check[];
}

/** A check with how many people it found, and how many it could not decide. */
export interface CheckCount {
  readonly check: Check;
  readonly confirmed: number;
  readonly possible: number;
  readonly open: number;
  /** Positions of the first whom it found, and of the first for whom it could not be decided; -1 where there is none. */
  readonly firstFound: number;
  readonly firstOpen: number;
}

/** The result of a run; what is shown of one person is made when it is asked for. */
export interface Readiness {
  readonly ruleSet: RuleSet;
  readonly context: CheckContext;
  readonly direction: Move | undefined;
  /** All people of both sides, whether they were chosen or not. */
  readonly people: People;
  readonly checks: Checks;
  /** How many people were to be judged. */
  readonly chosen: number;
  /** How many people were judged. */
  readonly length: number;
  /** False where the run was stopped: the rest was not judged. */
  readonly isComplete: boolean;
  readonly verdicts: Readonly<Record<ReadinessVerdict, number>>;
  /** By number of people found, most first; checks that found nobody and decided all are left out. */
  readonly counts: readonly CheckCount[];
  readonly organization: { readonly findings: readonly Finding[]; readonly open: readonly Check[] };
  readonly notes: readonly string[];
  person(position: number): PersonResult;
  /** Positions of the people with a verdict and, where given, whom a check found. Without a condition all. */
  select(wanted: { readonly verdict?: ReadinessVerdict; readonly check?: string }): readonly number[];
  findings(position: number): readonly Finding[];
  plan(position: number): Plan;
  missing(check: Check, position: number | undefined): readonly FactName[];
}
