import type { Finding } from '../../findings/finding.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import type { PlanStep } from '../../fixes/step.js';
import { span } from '../lines.js';
import { CONFIDENCE_WORDS, count, RISK_TONES, RISK_WORDS } from '../words.js';
import type { PageBuilder } from './builder.js';

/** Steps of the plan that repair a finding, in the order to run them. */
export function stepsOf({ plan }: Diagnosis, finding: Finding): readonly PlanStep[] {
  const ids = new Set(finding.causes.flatMap((cause) => plan.stepsOf(finding, cause)));
  return plan.steps.filter((step) => ids.has(step.id));
}

/** Writes the repair of a finding, or why there is none yet. */
export function writeFix(page: PageBuilder, diagnosis: Diagnosis, finding: Finding): void {
  const steps = stepsOf(diagnosis, finding);
  page.section('Fix', steps.length === 0 ? undefined : `${count(steps.length, 'step')}, in this order; crossprem changes nothing itself`);
  if (steps.length === 0) {
    writeNoFix(page, diagnosis, finding);
    return;
  }
  steps.forEach((step, index) => {
    if (index > 0) page.blank();
    writeStep(page, step, `${index + 1}. `);
  });
}

function writeNoFix(page: PageBuilder, { plan }: Diagnosis, finding: Finding): void {
  const confirmed = finding.causes.some((cause) => cause.status === 'confirmed');
  if (!confirmed && finding.causes.some((cause) => cause.status === 'possible')) {
    page.text(
      'Not decided: several causes are open, and the repair of the wrong one does harm. Answer a question (a) or load directory data of both sides (d).',
      { indent: 4 },
    );
  } else {
    page.text('No step is planned for this finding. The sources below say more.', { indent: 4 });
  }
  for (const note of plan.notes) page.text(note, { indent: 4, tone: 'caution' });
}

/** Writes one step with its checks, commands and undo. */
export function writeStep(page: PageBuilder, step: PlanStep, number: string): void {
  page.text(step.title, { indent: 4, tone: 'strong', lead: [span(number, 'accent')] });
  const indent = 4 + number.length;
  page.row(
    span(' '.repeat(indent)),
    span('risk ', 'quiet'),
    span(RISK_WORDS[step.risk], RISK_TONES[step.risk]),
    span('   confidence ', 'quiet'),
    span(CONFIDENCE_WORDS[step.confidence], step.confidence === 'exact' ? 'good' : 'caution'),
  );
  if (step.subject !== '') page.text(step.subject, { indent, lead: [span('for ', 'quiet')] });
  if (step.why !== undefined) page.text(step.why, { indent, tone: 'quiet' });
  if (step.retired !== undefined) page.text(step.retired, { indent, lead: [span('Old advice: ', 'caution')] });
  for (const guard of step.guards) {
    if (guard.state === 'clear') continue;
    page.text(guard.why, {
      indent,
      lead: [span(guard.state === 'open' ? 'Not known yet: ' : 'Blocked: ', guard.state === 'open' ? 'caution' : 'severe')],
    });
  }
  const parts = [
    ['Check before', step.precheck],
    ['Run', step.commands],
    ['Check after', step.verify],
    ['Undo', step.rollback],
  ] as const;
  for (const [title, commands] of parts) {
    if (commands.length === 0) {
      if (title === 'Undo') page.text('cannot be undone', { indent, lead: [span('Undo          ', 'strong')] });
      continue;
    }
    page.commands(commands, indent, title);
  }
}
