import type { Evidence } from '../../evidence/evidence.js';
import { type CauseFinding, type CauseStatus, type Finding, repairerOf } from '../../findings/finding.js';
import type { Question } from '../../findings/questions.js';
import { REPAIRERS } from '../../render/text.js';
import { type Span, span } from '../lines.js';
import { causesAskedFor } from '../question.js';
import { count, STATUS_MARKS, STATUS_TONES, STATUS_WORDS } from '../words.js';
import type { PageBuilder } from './builder.js';
import { placeText, writeEvidence } from './evidence.js';
import { writeSides } from './sides.js';

const LEAD_WIDTH = 13;
/** So many ruled-out causes are named unasked. */
const MOST_RULED_OUT = 3;

interface CauseOptions {
  /** Of the finding, best first. */
  readonly questions: readonly Question[];
  readonly showsRuledOut: boolean;
}

/** Why it fails at all, then the causes: the proven one with both sides, those that are open with what would decide them, those ruled out. */
export function writeCauses(page: PageBuilder, finding: Finding, options: CauseOptions): void {
  const of = (status: CauseStatus): readonly CauseFinding[] => finding.causes.filter((cause) => cause.status === status);
  const [confirmed, possible, ruledOut] = [of('confirmed'), of('possible'), of('ruled-out')];
  if (finding.causes.length === 0 && finding.why === '') return;
  const counts = (['confirmed', 'possible', 'ruled-out'] as const)
    .filter((status) => of(status).length > 0)
    .map((status) => `${of(status).length} ${STATUS_WORDS[status]}`);
  page.section(
    confirmed.length + possible.length === 1 ? 'Cause' : finding.causes.length === 0 ? 'Why' : 'Causes',
    counts.length === 0 ? undefined : counts.join(', '),
  );
  for (const cause of confirmed) writeConfirmed(page, cause, finding);
  if (finding.why !== '') {
    if (confirmed.length > 0) page.blank();
    page.text(finding.why, { indent: 4 });
  }
  if (possible.length > 0) {
    page.blank();
    for (const cause of possible) writePossible(page, cause, finding, options.questions);
    writeKnown(page, possible, finding);
  }
  writeRuledOut(page, ruledOut, options.showsRuledOut);
}

function statusLead(status: CauseStatus): readonly Span[] {
  return [span(`${STATUS_MARKS[status]} `, STATUS_TONES[status]), span(STATUS_WORDS[status].padEnd(LEAD_WIDTH - 2), STATUS_TONES[status])];
}

function writeRepairer(page: PageBuilder, { repairBy }: CauseFinding, finding: Finding): void {
  if (repairBy !== undefined && repairBy !== repairerOf(finding))
    page.text(`Who: ${REPAIRERS[repairBy]}.`, { indent: 4 + LEAD_WIDTH, tone: 'accent' });
}

function isOfSide({ source }: Evidence): boolean {
  return source === 'onprem' || source === 'cloud';
}

function isSame(one: Evidence, other: Evidence): boolean {
  return (
    one.source === other.source &&
    one.path === other.path &&
    one.text === other.text &&
    one.line === other.line &&
    one.column === other.column &&
    one.file === other.file
  );
}

/** Without what the finding shows already, and without what comes twice. */
function further(evidence: readonly Evidence[], finding: Finding): readonly Evidence[] {
  return evidence.filter(
    (item, index) =>
      !isOfSide(item) && !finding.evidence.some((known) => isSame(known, item)) && evidence.findIndex((one) => isSame(one, item)) === index,
  );
}

function writeConfirmed(page: PageBuilder, cause: CauseFinding, finding: Finding): void {
  page.text(cause.title, { indent: 4, tone: 'strong', lead: statusLead('confirmed') });
  writeRepairer(page, cause, finding);
  writeSides(page, finding, [...cause.evidence, ...finding.evidence].filter(isOfSide), 6);
  const others = further(cause.evidence, finding);
  if (others.length > 0) writeEvidence(page, others, 6);
}

function writePossible(page: PageBuilder, cause: CauseFinding, finding: Finding, questions: readonly Question[]): void {
  const asked = questions.flatMap((question, index) => (causesAskedFor(question, finding).includes(cause) ? [index + 1] : []));
  // With blanks that do not break: a number alone in a row is of nothing.
  const decides = asked.length === 0 ? '' : `  ${asked.length === 1 ? 'question' : 'questions'}\u00a0${asked.slice(0, 3).join(',\u00a0')}`;
  page.spans([span(cause.title), ...(decides === '' ? [] : [span(decides, 'quiet')])], { indent: 4, lead: statusLead('possible') });
  writeRepairer(page, cause, finding);
  if (cause.fits) page.text(`${cause.why}${cause.isUnverified ? ' (unverified)' : ''}`, { indent: 4 + LEAD_WIDTH, tone: 'caution' });
}

/** What was read and speaks for one open cause or another: together, for they mostly ask for the same. */
function writeKnown(page: PageBuilder, causes: readonly CauseFinding[], finding: Finding): void {
  const evidence = causes.flatMap((cause) => cause.evidence);
  const sides = evidence.filter((item) => isOfSide(item) && !finding.evidence.some((known) => isSame(known, item)));
  const others = further(evidence, finding);
  if (sides.length + others.length === 0) return;
  page.blank();
  page.text('What is known so far', { indent: 4, tone: 'strong' });
  if (sides.length > 0) writeSides(page, finding, sides, 6);
  if (others.length > 0) writeEvidence(page, others, 6);
}

function writeRuledOut(page: PageBuilder, causes: readonly CauseFinding[], showsWhy: boolean): void {
  if (causes.length === 0) return;
  page.blank();
  if (!showsWhy && causes.length > MOST_RULED_OUT) {
    page.text(`${count(causes.length, 'cause')}; r shows which, and why`, { indent: 4, tone: 'quiet', lead: statusLead('ruled-out') });
    return;
  }
  for (const cause of causes) {
    page.text(cause.title, { indent: 4, tone: 'quiet', lead: statusLead('ruled-out') });
    if (showsWhy) page.text(ruledOutWhy(cause), { indent: 4 + LEAD_WIDTH, tone: 'quiet', lead: [span('because ', 'quiet')] });
  }
  if (!showsWhy) page.text('r shows why', { indent: 4 + LEAD_WIDTH, tone: 'quiet' });
}

function ruledOutWhy({ evidence, why }: CauseFinding): string {
  return evidence.length === 0 ? why : evidence.slice(0, 2).map(evidenceSentence).join('; ');
}

const SIDES: Readonly<Record<Evidence['source'], string>> = { onprem: 'on-premises ', cloud: 'cloud ', input: '', settings: '' };

function evidenceSentence(item: Evidence): string {
  const place = placeText(item);
  const name = item.path === undefined || place === item.path ? '' : `${item.path} `;
  return `${SIDES[item.source]}${name}${item.text}${place === '' ? '' : ` (${place})`}`;
}
