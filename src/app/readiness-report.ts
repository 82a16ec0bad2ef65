import type { Readiness } from '../fixes/readiness.js';
import type { JsonReport } from '../render/json.js';
import { proofJson } from '../render/proof.js';
import { readinessReport } from '../render/readiness/json.js';
import { viewOf } from '../render/readiness/view.js';
import { provePerson } from './prove.js';
import { assessAll, type ReadinessOptions } from './readiness.js';

/** The readiness of all recipients that were given, as one report: what a line of a batch asks for. */
export function reportReadiness(options: ReadinessOptions, version: string, bytes = 0): JsonReport {
  const readiness = assessAll(options);
  const planned = peopleWithPlan(readiness);
  const isTried = planned.length <= PROOFS_AT_MOST;
  const notes = isTried ? [] : [`The plans were not tried on a copy: there are more than ${PROOFS_AT_MOST} of them.`];
  const view = viewOf(notes.length === 0 ? readiness : { ...readiness, notes: [...readiness.notes, ...notes] }, {
    verdicts: [],
    checks: [],
    comparison: undefined,
  });
  const report = readinessReport(view, { version, input: { name: null, kind: 'recipients', bytes, truncated: false } });
  const proofs = isTried ? planned.map((position) => proofJson(provePerson(readiness, position))) : [];
  return proofs.length === 0 ? report : { ...report, proofs };
}

const PROOFS_AT_MOST = 200;

/** The positions of those for whom there is a plan; one more than are tried is enough. Nobody where only one side was given. */
function peopleWithPlan(readiness: Readiness): readonly number[] {
  const { onprem, cloud } = readiness.context.directories;
  const found: number[] = [];
  if (onprem === undefined || cloud === undefined) return found;
  for (let position = 0; position < readiness.length && found.length <= PROOFS_AT_MOST; position++) {
    if (readiness.person(position).hits.length > 0 && readiness.plan(position).steps.length > 0) found.push(position);
  }
  return found;
}
