import { bulkScripts, type LeftOut } from '../fixes/bulk-script.js';
import type { Readiness } from '../fixes/readiness.js';
import type { ScriptFile } from '../fixes/script.js';
import type { PlanStep } from '../fixes/step.js';
import { identityOf } from '../render/readiness/identity.js';
import { provePerson } from './prove.js';

/** The scripts of a readiness run, how many people are in them, and who is left out. */
export interface ReadinessScripts {
  readonly files: readonly ScriptFile[];
  readonly people: number;
  readonly leftOut: readonly LeftOut[];
}

/**
 * One reviewed script per shell for the repairs of these people.
 *
 * In: a run, and positions of people in it. Only people whose plan is proven on a copy are in the scripts; with `withUnproven` those, too, whose
 * plan cannot be simulated. People without a plan are left out without a word.
 */
export function readinessScripts(readiness: Readiness, positions: readonly number[], withUnproven = false): ReadinessScripts {
  const steps: PlanStep[] = [];
  const leftOut: LeftOut[] = [];
  let people = 0;
  for (const position of positions) {
    const { id } = identityOf(readiness.person(position).subject);
    const plan = readiness.plan(position);
    for (const note of plan.notes) leftOut.push({ person: id, why: note });
    if (plan.steps.length === 0) continue;
    const { proof } = provePerson(readiness, position);
    if (proof.kind === 'not-proven' || (proof.kind === 'cannot-be-simulated' && !withUnproven)) {
      leftOut.push({ person: id, why: `${proof.kind === 'not-proven' ? 'not proven' : 'cannot be simulated'}: ${proof.why}` });
      continue;
    }
    people++;
    steps.push(...plan.steps.map((step) => ({ ...step, subject: id })));
  }
  return { files: bulkScripts(steps, leftOut), people, leftOut };
}
