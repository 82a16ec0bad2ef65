import type { JsonReport } from '../render/json.js';
import { readinessReport } from '../render/readiness/json.js';
import { viewOf } from '../render/readiness/view.js';
import { assessAll, type ReadinessOptions } from './readiness.js';

/** The readiness of all recipients that were given, as one report: what a line of a batch asks for. */
export function reportReadiness(options: ReadinessOptions, version: string, bytes = 0): JsonReport {
  const view = viewOf(assessAll(options), { verdicts: [], checks: [], comparison: undefined });
  return readinessReport(view, { version, input: { name: null, kind: 'recipients', bytes, truncated: false } });
}
