import type { Diagnosis } from '../fixes/diagnosis.js';
import type { ReportOptions } from '../ports/session.js';
import { toMarkdown } from '../render/markdown.js';

/** In: diagnoses of one session. Out: one file of them. */
export async function sessionReport(diagnoses: readonly Diagnosis[], _options: ReportOptions): Promise<string> {
  return diagnoses.map((diagnosis) => toMarkdown(diagnosis)).join('\n');
}
