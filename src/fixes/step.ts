import type { Risk } from '../engine/rule.js';
import type { FactName } from '../facts/fact.js';
import type { PlannedChange } from './changes.js';
import type { RenderedCommand } from './powershell.js';

/** A guard of a fix, judged on the facts. */
export interface PlannedGuard {
  readonly id: string;
  readonly state: 'clear' | 'open' | 'blocks';
  readonly why: string;
  readonly missing: readonly FactName[];
}

/** One repair, bound to one recipient. */
export interface PlanStep {
  readonly id: string;
  readonly fixId: string;
  readonly title: string;
  readonly why: string | undefined;
  readonly finding: string;
  readonly cause: string;
  readonly subject: string;
  readonly risk: Risk;
  /** `exact`: may be run as it stands. `has-placeholders`: somebody fills in a value. `needs-judgement`: a guard is open, or only a person can do it. */
  readonly confidence: 'exact' | 'has-placeholders' | 'needs-judgement';
  readonly guards: readonly PlannedGuard[];
  readonly precheck: readonly RenderedCommand[];
  readonly commands: readonly RenderedCommand[];
  readonly verify: readonly RenderedCommand[];
  readonly rollback: readonly RenderedCommand[];
  readonly changes: readonly PlannedChange[];
  /** The changes are all that it does to the modelled directory: it can be simulated. */
  readonly isModelled: boolean;
  /** It runs a synchronization cycle. */
  readonly synchronizes: boolean;
  readonly retired: string | undefined;
}
