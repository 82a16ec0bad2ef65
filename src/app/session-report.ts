import type { Diagnosis } from '../fixes/diagnosis.js';
import type { ReportOptions } from '../ports/session.js';
import { timeWords } from '../render/time.js';
import type { ReportTools } from './report.js';

export interface SessionReportTools extends ReportTools {
  readonly version: string;
  readonly now: () => string;
}

/** In: diagnoses of one session. Out: one file of them, as `crossprem report` makes it. */
export async function sessionReport(diagnoses: readonly Diagnosis[], options: ReportOptions, tools: SessionReportTools): Promise<string> {
  const { version, now } = tools;
  const { diagnosedInput, makeReport } = await import('./report.js');
  const inputs = diagnoses.map((diagnosis) => diagnosedInput(diagnosis, version));
  const made = await makeReport(inputs, { ...options, version, madeAt: timeWords(now()) }, tools);
  // The results are this program's own: one that it cannot read back is its fault.
  if (made.kind === 'problem') throw new Error(`the report of a session: ${made.problem.what}`);
  return [...made.value].join('');
}
