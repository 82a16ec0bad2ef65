import { type Finding, repairerOf } from '../../findings/finding.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import { subjectName } from '../../fixes/plan.js';
import type { PlanProof, Proof } from '../../fixes/proof.js';
import type { PlanStep } from '../../fixes/step.js';
import { PROOF_WORDS } from '../../render/proof.js';
import { type Span, span, type Tone } from '../lines.js';
import { CONFIDENCE_WORDS, count, RISK_TONES, RISK_WORDS } from '../words.js';
import type { PageBuilder } from './builder.js';

/** Steps of the plan that repair a finding, in the order to run them. */
export function stepsOf({ plan }: Diagnosis, finding: Finding): readonly PlanStep[] {
  const ids = new Set(finding.causes.flatMap((cause) => plan.stepsOf(finding, cause)));
  return plan.steps.filter((step) => ids.has(step.id));
}

/** Writes the repair of a finding and, apart from it, how to take it back; or why there is no repair yet. */
export function writeFix(page: PageBuilder, diagnosis: Diagnosis, finding: Finding): void {
  const steps = stepsOf(diagnosis, finding);
  if (steps.length === 0) {
    writeNoFix(page, diagnosis, finding);
    return;
  }
  page.section('Fix', `${count(steps.length, 'step')}, in this order; crossprem changes nothing itself`);
  for (const proof of diagnosis.proofs ?? [])
    if (proof.steps.some((id) => steps.some((step) => step.id === id))) writeProof(page, proof, (diagnosis.proofs ?? []).length > 1);
  steps.forEach((step, index) => {
    page.blank();
    writeStepHead(page, step, `${index + 1}. `, subjectName(finding));
    writeParts(page, step, indentOf(`${index + 1}. `));
  });
  writeUndo(page, steps);
}

function canUndo({ rollback }: PlanStep): boolean {
  return rollback.length > 0;
}

const PROOF_MARKS: Readonly<Record<Proof['kind'], readonly [mark: string, tone: Tone]>> = {
  proven: ['✓', 'good'],
  'not-proven': ['×', 'severe'],
  'cannot-be-simulated': ['?', 'caution'],
};

/** What came of the plan on the copy of both directories, in a sentence or two. */
function writeProof(page: PageBuilder, { subject, proof }: PlanProof, isOneOfSeveral: boolean): void {
  const [mark, tone] = PROOF_MARKS[proof.kind];
  const who = isOneOfSeveral && subject !== '' ? `For ${subject}: ` : '';
  page.spans([span(`${PROOF_WORDS[proof.kind]} on a copy of your data.  `, tone), span(`${who}${proof.why}`)], {
    indent: 4,
    lead: [span(`${mark} `, tone)],
  });
}

function writeNoFix(page: PageBuilder, { plan }: Diagnosis, finding: Finding): void {
  const isDecided = finding.causes.some((cause) => cause.status === 'confirmed');
  const isOpen = !isDecided && finding.causes.some((cause) => cause.status === 'possible');
  if (repairerOf(finding) === 'nobody' && plan.notes.length === 0) return;
  page.section('Fix', isOpen ? 'none yet' : undefined);
  if (isOpen)
    page.text(
      'Several causes are open, and the repair of the wrong one does harm. Answer a question (a) or load directory data of both sides (d).',
      { indent: 4 },
    );
  else page.text('No step is planned for this finding. The sources below say more.', { indent: 4 });
  for (const note of plan.notes) page.text(note, { indent: 4, tone: 'caution' });
}

/** Writes one step with its checks, commands and undo. */
export function writeStep(page: PageBuilder, step: PlanStep, number: string): void {
  writeStepHead(page, step, number);
  writeParts(page, step, indentOf(number));
  if (canUndo(step)) page.commands(step.rollback, indentOf(number), UNDO_TITLE, 'quiet');
}

const UNDO_TITLE = 'Undo';

function indentOf(number: string): number {
  return 4 + number.length;
}

/** `known`: the page says already that it is about this recipient. */
function writeStepHead(page: PageBuilder, step: PlanStep, number: string, known = ''): void {
  page.text(step.title, { indent: 4, tone: 'strong', lead: [span(number, 'accent')] });
  const indent = indentOf(number);
  const parts: Span[] = [
    span('risk ', 'quiet'),
    span(RISK_WORDS[step.risk], RISK_TONES[step.risk]),
    span('   confidence ', 'quiet'),
    span(CONFIDENCE_WORDS[step.confidence], step.confidence === 'exact' ? 'good' : 'caution'),
    ...(canUndo(step) ? [] : [span('   '), span('cannot be undone', 'severe')]),
  ];
  page.spans(parts, { indent });
  if (step.subject !== '' && step.subject !== known) page.text(step.subject, { indent, lead: [span('for ', 'quiet')] });
  if (step.why !== undefined) page.text(step.why, { indent, tone: 'quiet' });
  if (step.retired !== undefined) page.text(step.retired, { indent, lead: [span('Old advice: ', 'caution')] });
  for (const guard of step.guards) {
    if (guard.state === 'clear') continue;
    const [word, tone] = guard.state === 'open' ? (['Not known yet: ', 'caution'] as const) : (['Blocked: ', 'severe'] as const);
    page.text(guard.why, { indent, lead: [span(word, tone)] });
  }
}

function writeParts(page: PageBuilder, step: PlanStep, indent: number): void {
  for (const [title, commands] of [
    ['Check before', step.precheck],
    ['Run', step.commands],
    ['Check after', step.verify],
  ] as const) {
    if (commands.length > 0) page.commands(commands, indent, title);
  }
}

/** How to take the repair back: a section of its own, with the last step first, so that nobody runs it as part of the repair. */
function writeUndo(page: PageBuilder, steps: readonly PlanStep[]): void {
  if (!steps.some(canUndo)) return;
  page.section(UNDO_TITLE, 'no part of the fix: only to take it back, the last step first');
  for (const [index, step] of [...steps.entries()].reverse()) {
    const number = `${index + 1}. `;
    if (!canUndo(step)) {
      page.text(`${step.title}: cannot be undone.`, { indent: 4, tone: 'severe', lead: [span(`× ${number}`, 'severe')] });
      continue;
    }
    page.text(step.title, { indent: 4, tone: 'quiet', lead: [span(`← ${number}`, 'caution')] });
    page.commands(step.rollback, indentOf(number) + 2, '', 'quiet');
  }
}
