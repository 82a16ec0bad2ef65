import type { Adoption } from '../fixes/adoption.js';
import { bulkScripts } from '../fixes/bulk-script.js';
import type { ScriptFile } from '../fixes/script.js';
import { adoptCsv } from '../render/adopt/csv.js';
import { leftOut } from '../render/adopt/view.js';

/** The files of `adopt --script`: one script for each shell, the rollback, the CSV of everyone, and the order. */
export function adoptScripts(adoption: Adoption): readonly ScriptFile[] {
  // Two people may be named alike; the scripts tell them apart by their id.
  const steps = adoption.ready.flatMap(({ id, steps: own }) => own.map((step) => ({ ...step, subject: id })));
  return [...bulkScripts(steps, leftOut(adoption)), { name: 'people.csv', text: [...adoptCsv(adoption)].join('') }];
}
