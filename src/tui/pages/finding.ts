import type { Evidence } from '../../evidence/evidence.js';
import { type CauseFinding, type CauseStatus, type Finding, repairerOf } from '../../findings/finding.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import { subjectName } from '../../fixes/plan.js';
import { questionCommands } from '../../render/report.js';
import { routeText } from '../../render/route.js';
import { REPAIRERS } from '../../render/text.js';
import { type Span, span } from '../lines.js';
import type { Page } from '../model.js';
import { questionsOf } from '../question.js';
import { clean, cutEnd } from '../sanitize.js';
import { count, SEVERITY_TONES, STATUS_MARKS, STATUS_TONES, STATUS_WORDS } from '../words.js';
import { createPage, type PageBuilder } from './builder.js';
import { placeText, writeEvidence } from './evidence.js';
import { writeFix } from './fix.js';
import { byLine, quoteInput } from './quote.js';

export interface PageOptions {
  readonly columns: number;
  readonly colour: boolean;
  readonly showsRuledOut: boolean;
  readonly changes: readonly string[];
}

/** All about one finding, from what is wrong to the sources. */
export function findingPage(diagnosis: Diagnosis, finding: Finding, options: PageOptions): Page {
  const page = createPage(options.columns);
  writeChanges(page, options.changes);
  writeHead(page, finding);
  writeQuotes(page, diagnosis, finding, options.colour);
  if (finding.why !== '') {
    page.section('Why');
    page.text(finding.why, { indent: 4 });
  }
  writeCauses(page, finding, options.showsRuledOut);
  writeQuestions(page, diagnosis, finding);
  writeRoute(page, diagnosis, finding);
  writeFix(page, diagnosis, finding);
  writeNotes(page, diagnosis);
  if (finding.sources.length > 0) {
    page.section('Sources');
    for (const source of finding.sources) page.text(source, { indent: 4, tone: 'quiet' });
  }
  return page.done();
}

export function writeChanges(page: PageBuilder, changes: readonly string[]): void {
  if (changes.length === 0) return;
  page.section('What changed');
  for (const change of changes) page.text(change, { indent: 4, lead: [span('+ ', 'good')] });
  page.blank();
}

function writeHead(page: PageBuilder, finding: Finding): void {
  page.text(`${finding.title}.`.replace(/([.!?])\.$/, '$1'), { tone: 'strong' });
  const subject = subjectName(finding);
  const parts: Span[] = [
    span(finding.severity, SEVERITY_TONES[finding.severity]),
    span('  '),
    span(
      finding.status === 'confirmed' ? 'confirmed' : 'possible: the text fits, and something that would prove it is not known',
      STATUS_TONES[finding.status],
    ),
    span(`  ${finding.ruleId}`, 'quiet'),
  ];
  page.row(span('  '), ...parts);
  if (subject !== '') page.text(`About ${subject}`, { tone: 'quiet' });
  const repairer = repairerOf(finding);
  if (repairer !== undefined) page.text(`Who: ${REPAIRERS[repairer]}.`, { tone: 'accent' });
  if (finding.explainedBy.length > 0) page.text(`Explained by ${finding.explainedBy.join(', ')}: repair that first.`, { tone: 'caution' });
}

/** The way of the message over both sides, for a finding that is about routing. */
function writeRoute(page: PageBuilder, { route }: Diagnosis, { showsRoute }: Finding): void {
  if (route === undefined || !showsRoute) return;
  const [title = '', ...rows] = routeText(route).split('\n');
  page.section('Route');
  page.text(title, { indent: 4 });
  for (const row of rows) {
    const text = row.trimStart();
    if (text !== '') page.text(text, { indent: 4 + row.length - text.length, tone: text.startsWith('|') ? 'quiet' : 'plain' });
  }
}

const MOST_QUOTES = 3;

function writeQuotes(page: PageBuilder, { input }: Diagnosis, finding: Finding, colour: boolean): void {
  page.section('Evidence');
  const quoted = finding.evidence.filter((evidence) => evidence.source === 'input' && evidence.path === undefined);
  const groups = byLine(quoted);
  const name = input.name ?? 'pasted text';
  for (const group of groups.slice(0, MOST_QUOTES)) {
    page.text(`${name}:${group[0]?.line ?? 1}`, { indent: 4, tone: 'quiet' });
    for (const { spans } of quoteInput(input.text, group, { width: Math.min(page.columns - 2, 130), colour, indent: 4 }))
      page.row(...spans);
  }
  if (groups.length > MOST_QUOTES) page.text(`and ${count(groups.length - MOST_QUOTES, 'more line')}`, { indent: 4, tone: 'quiet' });
  const others = finding.evidence.filter((evidence) => !quoted.includes(evidence));
  if (others.length > 0) writeEvidence(page, others, 4);
}

function writeCauses(page: PageBuilder, finding: Finding, showsRuledOut: boolean): void {
  const of = (status: CauseStatus): readonly CauseFinding[] => finding.causes.filter((cause) => cause.status === status);
  const counts = (['confirmed', 'possible', 'ruled-out'] as const)
    .filter((status) => of(status).length > 0)
    .map((status) => `${of(status).length} ${STATUS_WORDS[status]}`);
  page.section('Causes', counts.join(', '));
  if (finding.causes.length === 0) page.text('This diagnosis knows no causes of its own.', { indent: 4, tone: 'quiet' });
  for (const cause of of('confirmed')) {
    writeCause(page, cause, repairerOf(finding));
    page.blank();
  }
  for (const cause of of('possible')) {
    writeCause(page, cause, repairerOf(finding));
    if (cause.evidence.length > 0) page.blank();
  }
  const ruledOut = of('ruled-out');
  if (ruledOut.length === 0) return;
  const shown = showsRuledOut ? ruledOut : ruledOut.slice(0, MOST_RULED_OUT);
  for (const cause of shown) {
    if (showsRuledOut) {
      page.text(cause.title, { indent: 4, tone: 'quiet', lead: statusLead('ruled-out') });
      page.text(ruledOutWhy(cause), { indent: 4 + LEAD_WIDTH, tone: 'quiet', lead: [span('because ', 'quiet')] });
    } else page.row(span('    '), ...statusLead('ruled-out'), span(cutEnd(clean(cause.title), page.columns - 4 - LEAD_WIDTH - 2), 'quiet'));
  }
  const hidden = ruledOut.length - shown.length;
  if (!showsRuledOut)
    page.text(hidden > 0 ? `and ${hidden} more; r shows all, and why` : 'r shows why', { indent: 4 + LEAD_WIDTH, tone: 'quiet' });
}

const MOST_RULED_OUT = 4;
const LEAD_WIDTH = 13;

function statusLead(status: CauseStatus): readonly Span[] {
  return [span(`${STATUS_MARKS[status]} `, STATUS_TONES[status]), span(STATUS_WORDS[status].padEnd(LEAD_WIDTH - 2), STATUS_TONES[status])];
}

function writeCause(page: PageBuilder, cause: CauseFinding, repairer: Finding['repairBy']): void {
  page.text(cause.title, { indent: 4, tone: cause.status === 'confirmed' ? 'strong' : 'plain', lead: statusLead(cause.status) });
  if (cause.repairBy !== undefined && cause.repairBy !== repairer)
    page.text(`Who: ${REPAIRERS[cause.repairBy]}.`, { indent: 4 + LEAD_WIDTH, tone: 'accent' });
  if (cause.status === 'possible' && cause.fits)
    page.text(`${cause.why}${cause.isUnverified ? ' (unverified)' : ''}`, { indent: 4 + LEAD_WIDTH, tone: 'caution' });
  if (cause.missing.length > 0)
    page.text(missingText(cause.missing), { indent: 4 + LEAD_WIDTH, tone: 'quiet', lead: [span('open: ', 'quiet')] });
  if (cause.evidence.length > 0) writeEvidence(page, cause.evidence, 6);
}

const MOST_MISSING = 3;

function missingText(missing: readonly string[]): string {
  const shown = missing.slice(0, MOST_MISSING).join(', ');
  return missing.length > MOST_MISSING ? `${shown} and ${missing.length - MOST_MISSING} more` : shown;
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

function writeQuestions(page: PageBuilder, diagnosis: Diagnosis, finding: Finding): void {
  const questions = questionsOf(finding, diagnosis.questions);
  if (questions.length === 0) return;
  page.section('Questions', 'a answers the marked one; best first');
  questions.forEach((question, index) => {
    const commands = questionCommands(question);
    if (index > 0) page.blank();
    const copyText = commands
      .filter((command) => !command.isManual)
      .map((command) => command.text)
      .join('\n');
    page.question(question, copyText === '' ? question.text : copyText, [span(`${index + 1}. `.padStart(4), 'accent')], 4);
    page.text(shortWhy(question.why), { indent: 8, tone: 'quiet' });
    page.commands(commands, 6);
  });
}

/** "Tells apart: a, b, c and 8 more": the ids of many causes say little. */
export function shortWhy(why: string): string {
  const parts = why.split(', ');
  return parts.length > 4 ? `${parts.slice(0, 3).join(', ')} and ${parts.length - 3} more` : why;
}

export function writeNotes(page: PageBuilder, { notes }: Diagnosis): void {
  if (notes.length === 0) return;
  page.section('Notes');
  for (const note of notes) page.text(note, { indent: 4, lead: [span('- ', 'quiet')] });
}
