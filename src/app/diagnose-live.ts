import type { RuleSet } from '../engine/rule-set.js';
import type { DiagnoseInput, Diagnosis } from '../fixes/diagnosis.js';
import { type Asker, askedNotes } from './asker.js';
import type { Diagnoser } from './diagnose.js';
import { provenDiagnoser } from './prove.js';

export { askedNotes, createAsker } from './asker.js';

/**
 * A diagnosis with the few objects that the text names, read as the rules ask for them; its plan is tried on a copy of these. The notes say whom
 * each service was asked for.
 */
export async function diagnoseAsked(
  input: Omit<DiagnoseInput, 'directories'>,
  diagnose: Diagnoser,
  ruleSet: RuleSet,
  asker: Asker,
): Promise<Diagnosis> {
  const proven = provenDiagnoser(diagnose, ruleSet);
  const { answer, asked, notes } = await asker.answer((directories) => proven({ ...input, directories }));
  const more = [...askedNotes(asked), ...notes];
  return Object.defineProperties(Object.create(null), {
    ...Object.getOwnPropertyDescriptors(answer),
    notes: { value: [...answer.notes, ...more], enumerable: true },
  });
}
