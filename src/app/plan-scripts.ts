import { bulkScripts } from '../fixes/bulk-script.js';
import { planScripts, type ScriptFile } from '../fixes/script.js';
import type { PlanStep } from '../fixes/step.js';

/** The scripts of a plan: for one recipient step by step, for several phase by phase with a journal. */
export function scriptsOf(steps: readonly PlanStep[]): readonly ScriptFile[] {
  const people = new Set(steps.map(({ subject }) => subject).filter((subject) => subject !== ''));
  return people.size > 1 ? bulkScripts(steps) : planScripts(steps);
}
