import type { Finding } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { RenderedCommand } from '../fixes/powershell.js';
import type { PlanStep } from '../fixes/step.js';
import { questionCommands } from '../render/report.js';
import { stepsOf } from './pages/fix.js';
import { questionsOf } from './question.js';
import { clean } from './sanitize.js';
import { SHELL_WORDS } from './words.js';

/**
 * All commands of a finding as one PowerShell text: shells, titles and manual steps as comments, and everything that undoes a step at the end,
 * as a comment too, so that a paste of the whole does not run it.
 */
export function allCommands(diagnosis: Diagnosis, finding: Finding): string {
  const rows: string[] = [`# ${clean(finding.title)} (${finding.ruleId})`];
  for (const question of questionsOf(finding, diagnosis.questions)) {
    rows.push('', `# Question: ${clean(question.text)}`, ...commandRows(questionCommands(question), ''));
  }
  rows.push(...stepRows(stepsOf(diagnosis, finding)));
  return `${rows.join('\n')}\n`;
}

/** All commands of the plan for one person, as `allCommands`. */
export function stepCommands(name: string, steps: readonly PlanStep[]): string {
  return `${[`# ${clean(name)}`, ...stepRows(steps)].join('\n')}\n`;
}

/** How many commands `stepCommands` holds. */
export function stepCommandCount(steps: readonly PlanStep[]): number {
  return steps
    .flatMap((step) => [...step.precheck, ...step.commands, ...step.verify, ...step.rollback])
    .filter((command) => !command.isManual).length;
}

function stepRows(steps: readonly PlanStep[]): readonly string[] {
  const rows: string[] = [];
  steps.forEach((step, index) => {
    rows.push('', `# Step ${index + 1}: ${clean(step.title)}${step.subject === '' ? '' : ` for ${clean(step.subject)}`}`);
    for (const guard of step.guards) if (guard.state === 'open') rows.push(`# Not known yet: ${clean(guard.why)}`);
    for (const [title, commands] of [
      ['# Check before', step.precheck],
      ['# Run', step.commands],
      ['# Check after', step.verify],
    ] as const) {
      if (commands.length > 0) rows.push(title, ...commandRows(commands, ''));
    }
  });
  const undone = [...steps.entries()].filter(([, step]) => step.rollback.length > 0).reverse();
  if (undone.length > 0) rows.push('', '# Undo (take the # away to run), the last step first');
  for (const [index, step] of undone) rows.push(`# Undo of step ${index + 1}: ${clean(step.title)}`, ...commandRows(step.rollback, '# '));
  return rows;
}

function commandRows(commands: readonly RenderedCommand[], prefix: string): readonly string[] {
  const rows: string[] = [];
  let shell: string | undefined;
  for (const command of commands) {
    if (command.shell !== shell) rows.push(`# [${SHELL_WORDS[command.shell]}]`);
    shell = command.shell;
    rows.push(command.isManual ? `# By hand: ${clean(command.text)}` : `${prefix}${clean(command.text)}`);
    if (command.note !== undefined) rows.push(`# ${clean(command.note)}`);
  }
  return rows;
}

/** How many commands `allCommands` holds. */
export function commandCount(diagnosis: Diagnosis, finding: Finding): number {
  const ofQuestions = questionsOf(finding, diagnosis.questions).flatMap((question) => questionCommands(question));
  return ofQuestions.filter((command) => !command.isManual).length + stepCommandCount(stepsOf(diagnosis, finding));
}
