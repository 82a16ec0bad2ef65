import { type Finding, repairerOf } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { subjectName } from '../fixes/plan.js';
import type { RenderedCommand } from '../fixes/powershell.js';
import type { PlanStep } from '../fixes/step.js';
import { code, escapeMarkdown, inCell } from './markdown-text.js';
import { messageMarkdown } from './message-markdown.js';
import { printable } from './printable.js';
import { proofMarkdown } from './proof.js';
import { questionCommands } from './report.js';
import { routeMarkdown } from './route.js';
import { REPAIRERS, SHELL_NAMES, sideName } from './text.js';

/** In: a diagnosis. Out: markdown for a ticket. Text of strangers stands in code spans or is escaped, so that it is no markup. */
export function toMarkdown(diagnosis: Diagnosis): string {
  const lines: string[] = [];
  const { findings, questions, plan, notes } = diagnosis;
  if (findings.length === 0) lines.push('**Nothing found.** No known error stands in the text.', '');
  for (const finding of findings) lines.push(...findingLines(finding, diagnosis));
  if (plan.steps.length > 0) {
    lines.push('## Fix', '');
    plan.steps.forEach((step, index) => {
      lines.push(...stepLines(step, index + 1));
    });
  }
  lines.push(...proofMarkdown(diagnosis.proofs ?? []));
  if (diagnosis.route !== undefined) lines.push(routeMarkdown(diagnosis.route), '');
  if (questions.length > 0) {
    lines.push('## Open questions', '');
    questions.slice(0, 6).forEach((question, index) => {
      lines.push(
        `${index + 1}. ${escapeMarkdown(question.text)} ${escapeMarkdown(question.why)}`,
        '',
        ...fenced(questionCommands(question)),
      );
    });
  }
  if (diagnosis.message !== undefined) lines.push(...messageMarkdown(diagnosis.message), '');
  if (notes.length > 0) lines.push('## Notes', '', ...notes.map((note) => `- ${escapeMarkdown(note)}`), '');
  return `${lines.join('\n').trimEnd()}\n`;
}

function findingLines(finding: Finding, diagnosis: Diagnosis): readonly string[] {
  const subject = subjectName(finding);
  const lines = [
    `# ${escapeMarkdown(finding.title)}`,
    '',
    `**${finding.severity}** \`${finding.ruleId}\`${finding.status === 'possible' ? ' (possible)' : ''}${subject === '' ? '' : ` for ${code(subject)}`}`,
    '',
  ];
  for (const evidence of finding.evidence.slice(0, 3)) {
    const place = evidence.line === undefined ? sideName(evidence) : `${printable(diagnosis.input.name ?? 'input')}:${evidence.line}`;
    lines.push(`> ${code(`${place} | ${evidence.text}`)}`, '');
  }
  const repairer = repairerOf(finding);
  const who = repairer === undefined ? '' : ` Who: ${REPAIRERS[repairer]}.`;
  lines.push(`${escapeMarkdown(finding.why)}${who}`, '', '| status | cause | evidence |', '|---|---|---|');
  for (const cause of finding.causes) {
    const evidence = cause.evidence
      .slice(0, 4)
      .map((item) => code(`${sideName(item)}: ${item.path === undefined ? '' : `${item.path} = `}${item.text}`.slice(0, 160)))
      .join('<br>');
    lines.push(`| ${cause.status} | ${escapeMarkdown(cause.title)} (\`${cause.id}\`) | ${inCell(evidence)} |`);
  }
  lines.push('', ...finding.sources.slice(0, 3).map((source) => `- <${source}>`), '');
  return lines;
}

function stepLines(step: PlanStep, number: number): readonly string[] {
  const lines = [
    `### ${number}. ${escapeMarkdown(step.title)}`,
    '',
    `Risk: ${step.risk}. Confidence: ${step.confidence}.${step.subject === '' ? '' : ` For ${code(step.subject)}.`}`,
    '',
  ];
  for (const guard of step.guards)
    if (guard.state === 'open') lines.push(`- First make sure that this is not so: ${escapeMarkdown(guard.why)}`, '');
  if (step.retired !== undefined) lines.push(`Old advice: ${escapeMarkdown(step.retired)}`, '');
  for (const [label, commands] of [
    ['Before', step.precheck],
    ['Run', step.commands],
    ['Check', step.verify],
    ['Undo', step.rollback],
  ] as const) {
    if (commands.length > 0) lines.push(`**${label}**`, '', ...fenced(commands));
  }
  return lines;
}

/** Commands by shell, each shell in a code block of its own. */
function fenced(commands: readonly RenderedCommand[]): readonly string[] {
  const lines: string[] = [];
  let shell = '';
  for (const command of commands) {
    if (command.isManual) {
      if (shell !== '') lines.push('```', '');
      shell = '';
      lines.push(`- ${escapeMarkdown(command.text)}`, '');
      continue;
    }
    if (command.shell !== shell) {
      if (shell !== '') lines.push('```', '');
      lines.push(`${SHELL_NAMES[command.shell] ?? command.shell}:`, '', '```powershell');
      shell = command.shell;
    }
    if (command.note !== undefined) lines.push(`# ${printable(command.note)}`);
    lines.push(printable(command.text).replaceAll('```', "'''"));
  }
  if (shell !== '') lines.push('```', '');
  return lines;
}
