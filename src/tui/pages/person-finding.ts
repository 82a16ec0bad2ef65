import type { CauseFinding, Finding } from '../../findings/finding.js';
import { findingWords } from '../../render/finding-words.js';
import { span } from '../lines.js';
import { SEVERITY_TONES, STATUS_MARKS, STATUS_TONES, STATUS_WORDS } from '../words.js';
import type { PageBuilder } from './builder.js';
import { writeEvidence } from './evidence.js';

const MOST_MISSING = 3;

/** Writes one finding of a check: what is wrong, why it matters, what shows it, and its causes that are not ruled out. */
export function writeFinding(page: PageBuilder, finding: Finding): void {
  page.blank();
  page.text(finding.title, { indent: 4, tone: 'strong', lead: [span(`${finding.severity}  `, SEVERITY_TONES[finding.severity])] });
  page.row(span(' '.repeat(6)), span(findingWords(finding), STATUS_TONES[finding.status]), span(`  ${finding.ruleId}`, 'quiet'));
  if (finding.explainedBy.length > 0)
    page.text(`Explained by ${finding.explainedBy.join(', ')}: repair that first.`, { indent: 6, tone: 'caution' });
  if (finding.why !== '') page.text(finding.why, { indent: 6 });
  if (finding.evidence.length > 0) writeEvidence(page, finding.evidence, 6);
  for (const cause of finding.causes) if (cause.status !== 'ruled-out') writeCause(page, cause, finding);
}

function writeCause(page: PageBuilder, { title, status, missing, evidence }: CauseFinding, finding: Finding): void {
  const more = missing.length - MOST_MISSING;
  const open = `${missing.slice(0, MOST_MISSING).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  page.text(title, { indent: 6, lead: [span(`${STATUS_MARKS[status]} ${STATUS_WORDS[status]}  `, STATUS_TONES[status])] });
  if (missing.length > 0) page.text(open, { indent: 8, tone: 'quiet', lead: [span('open: ', 'quiet')] });
  const own = evidence.filter(
    (item) => !finding.evidence.some(({ path, text, source }) => path === item.path && text === item.text && source === item.source),
  );
  if (own.length > 0) writeEvidence(page, own, 8);
}
