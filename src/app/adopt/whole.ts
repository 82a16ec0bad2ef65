import { keysOf } from '../../facts/recipient-keys.js';
import type { CheckContext } from '../../findings/checks.js';
import { type Adoptee, type Adoption, REPAIRS } from '../../fixes/adoption.js';
import { synchronizeAll } from '../../sync/synchronize-all.js';
import { type Edit, editedDirectories } from '../../twin/model.js';
import { simulatePlan } from '../../twin/prove.js';
import { twinOf } from '../../twin/state.js';

/**
 * All plans at once: every repaired object in one copy, and one cycle over them, in which later objects see what earlier ones took.
 * Out: the people, with those who match nobody, or somebody else, among the blocked.
 */
export function proveWhole(
  people: readonly Adoptee[],
  { directories, settings }: CheckContext,
): { readonly people: readonly Adoptee[]; readonly whole: Adoption['whole'] } {
  const edits: Edit[] = [];
  const owners = new Map<unknown, Adoptee>();
  for (const person of people) {
    if (!REPAIRS.has(person.group)) continue;
    const withoutCycle = person.steps.map((step) => ({
      ...step,
      changes: step.changes.filter(({ byCycle }) => byCycle !== true),
      synchronizes: false,
    }));
    const simulation = simulatePlan(withoutCycle, twinOf(person.subject, directories), settings);
    if (simulation.kind === 'blind') continue;
    const { state } = simulation;
    const { onPrem } = state;
    if (onPrem === undefined) continue;
    owners.set(onPrem, person);
    edits.push({ side: 'onprem', replaces: person.subject.onPrem, record: onPrem });
    if (state.cloud !== undefined && state.cloud !== person.subject.cloud)
      edits.push({ side: 'cloud', replaces: person.subject.cloud, record: state.cloud });
  }
  if (owners.size === 0) return { people, whole: { isProven: false, why: 'Nobody is in the scripts.' } };
  const copy = editedDirectories(directories, edits);
  const failed = new Map<Adoptee, string>();
  for (const { record, outcome, with: other, target, why } of synchronizeAll(copy, settings)) {
    const person = owners.get(record);
    if (person?.subject.cloud === undefined) continue;
    const own = keysOf(person.subject.cloud, 'objectId');
    const id = other ?? (target.kind === 'cloud' ? target.id : undefined);
    const isOwn = id !== undefined && own.includes(id.toLowerCase());
    if (!isOwn || !/^(?:hard-match|soft-match|no-op)/.test(outcome))
      failed.set(person, `In the whole run the cycle ends with ${outcome}: ${why}`);
  }
  const judged = people.map((person): Adoptee => {
    const why = failed.get(person);
    return why === undefined
      ? person
      : { ...person, group: 'blocked', why: [...person.why, why], questions: [...person.questions, 'Who keeps the value that both have?'] };
  });
  const count = owners.size - failed.size;
  return {
    people: judged,
    whole: {
      isProven: failed.size === 0,
      why:
        failed.size === 0
          ? `In one cycle over all ${count} plans each object joins its own cloud user.`
          : `In one cycle over all plans ${count} objects join their own cloud users; ${failed.size} do not and were left out.`,
    },
  };
}
