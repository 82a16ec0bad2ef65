import type { Evidence } from '../evidence/evidence.js';
import { type CauseFinding, type Finding, repairerOf } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { subjectName } from '../fixes/plan.js';
import type { RenderedCommand } from '../fixes/powershell.js';
import type { PlanStep } from '../fixes/step.js';
import { undecidedWords } from './finding-words.js';
import { code, escapeMarkdown, inCell } from './markdown-text.js';
import { messageMarkdown } from './message-markdown.js';
import { printable } from './printable.js';
import { proofMarkdown } from './proof.js';
import { questionCommands } from './report.js';
import { routeMarkdown } from './route.js';
import { type SideRow, type SideValue, sharedPlace, sidesOf } from './sides.js';
import { REPAIRERS, SHELL_NAMES, sideName } from './text.js';

const MOST_QUESTIONS = 6;
const MOST_QUOTES = 3;
const MOST_OTHERS = 8;
const LONGEST_VALUE = 300;

/**
 * In: a diagnosis. Out: markdown for a ticket, in the order of the screen: what is wrong, evidence, cause, what decides the rest, fix, undo, sources.
 * Text of strangers stands in code spans or is escaped, so that it is no markup; no HTML, for not every tracker takes it.
 */
export function toMarkdown(diagnosis: Diagnosis): string {
  const lines: string[] = [];
  const { findings, questions, plan, notes } = diagnosis;
  if (findings.length === 0) lines.push('**Nothing found.** No known error stands in the text.', '');
  for (const finding of findings) lines.push(...findingLines(finding, diagnosis));
  if (diagnosis.route !== undefined) lines.push(routeMarkdown(diagnosis.route), '');
  if (questions.length > 0) {
    lines.push('## What decides the rest', '');
    questions.slice(0, MOST_QUESTIONS).forEach((question, index) => {
      lines.push(
        `${index + 1}. ${escapeMarkdown(question.text)} ${escapeMarkdown(question.why)}`,
        '',
        ...fenced(questionCommands(question)),
      );
    });
  }
  if (plan.steps.length > 0) {
    lines.push('## Fix', '');
    plan.steps.forEach((step, index) => {
      lines.push(...stepLines(step, index + 1));
    });
  }
  lines.push(...proofMarkdown(diagnosis.proofs ?? []), ...undoLines(plan.steps));
  if (diagnosis.message !== undefined) lines.push(...messageMarkdown(diagnosis.message), '');
  if (notes.length > 0) lines.push('## Notes', '', ...notes.map((note) => `- ${escapeMarkdown(note)}`), '');
  const sources = [...new Set(findings.flatMap((finding) => finding.sources))];
  if (sources.length > 0) lines.push('## Sources', '', ...sources.map((source) => `- <${source}>`), '');
  return `${lines.join('\n').trimEnd()}\n`;
}

function findingLines(finding: Finding, diagnosis: Diagnosis): readonly string[] {
  const subject = subjectName(finding);
  const hasSteps = finding.causes.some((cause) => diagnosis.plan.stepsOf(finding, cause).length > 0);
  const repairer = repairerOf(finding) ?? (hasSteps ? 'you' : undefined);
  const confirmed = finding.causes.find(({ status }) => status === 'confirmed');
  const open = finding.causes.filter(({ status }) => status === 'possible').length;
  const lines = [
    `# ${escapeMarkdown(finding.title)}`,
    '',
    `**${finding.severity}** \`${finding.ruleId}\`${finding.status === 'possible' ? ' (possible)' : ''}${subject === '' ? '' : ` for ${code(subject)}`}`,
    '',
  ];
  if (confirmed !== undefined) lines.push(`- **Cause:** confirmed: ${escapeMarkdown(confirmed.title)}`);
  else if (open > 0) lines.push(`- **Cause:** ${undecidedWords(open)}`);
  if (repairer !== undefined) lines.push(`- **Who:** ${REPAIRERS[repairer]}`);
  if (finding.explainedBy.length > 0)
    lines.push(`- **First:** explained by ${finding.explainedBy.map(code).join(', ')}: repair that before this`);
  if (lines.at(-1) !== '') lines.push('');
  lines.push(...evidenceLines(finding, diagnosis), ...causeLines(finding));
  return lines;
}

function evidenceLines(finding: Finding, diagnosis: Diagnosis): readonly string[] {
  const quoted = finding.evidence.filter(({ source }) => source === 'input' || source === 'settings').slice(0, MOST_QUOTES);
  if (quoted.length === 0) return [];
  const quotes = quoted.flatMap((evidence) => {
    const place = evidence.line === undefined ? sideName(evidence) : `${printable(diagnosis.input.name ?? 'input')}:${evidence.line}`;
    const path = evidence.path === undefined ? '' : `${evidence.path}: `;
    return [`> ${code(`${place} | ${path}${evidence.text}`)}`, ''];
  });
  return ['## Evidence', '', ...quotes];
}

function causeLines(finding: Finding): readonly string[] {
  const { causes, why } = finding;
  if (causes.length === 0 && why === '') return [];
  const of = (status: CauseFinding['status']): readonly CauseFinding[] => causes.filter((cause) => cause.status === status);
  const [confirmed, possible, ruledOut] = [of('confirmed'), of('possible'), of('ruled-out')];
  const shown = confirmed.length > 0 ? confirmed : possible;
  const both = [...sidesLines(finding, [...shown.flatMap((cause) => cause.evidence), ...finding.evidence]), ...otherLines(shown, finding)];
  return [
    causes.length === 0 ? '## Why' : '## Cause',
    '',
    ...confirmed.map((cause) => causeLine(cause, finding)),
    ...(confirmed.length > 0 ? ['', ...both] : []),
    ...(why === '' ? [] : [escapeMarkdown(why), '']),
    ...possible.map((cause) => causeLine(cause, finding)),
    ...(possible.length > 0 ? [''] : []),
    ...(confirmed.length > 0 ? [] : both),
    ...(ruledOut.length > 0 ? [`Ruled out: ${ruledOut.map(({ id }) => `\`${id}\``).join(', ')}`, ''] : []),
  ];
}

function causeLine({ status, title, id, repairBy }: CauseFinding, finding: Finding): string {
  const who = repairBy === undefined || repairBy === repairerOf(finding) ? '' : ` (${REPAIRERS[repairBy]})`;
  const word = status === 'confirmed' ? '**confirmed**' : status;
  return `- ${word}: ${escapeMarkdown(title)} (\`${id}\`)${who}`;
}

/** Both sides' attributes beside each other. */
function sidesLines(finding: Finding, evidence: readonly Evidence[]): readonly string[] {
  const { rows, sentences } = sidesOf(finding, evidence);
  const said = sentences.map(({ side, text }) => `- ${side === 'cloud' ? 'cloud' : 'on-premises'}: ${escapeMarkdown(text)}`);
  const lines = said.length === 0 ? [] : [...new Set(said), ''];
  if (rows.length === 0) return lines;
  const places = { onprem: sharedPlace(rows, 'onprem'), cloud: sharedPlace(rows, 'cloud') };
  const head = (title: string, place: string | undefined): string => (place === undefined ? title : `${title} ${inCell(code(place))}`);
  return [
    ...lines,
    `| | attribute | ${head('on-premises', places.onprem)} | ${head('cloud', places.cloud)} |`,
    '|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${MARKS[row.mark]} | ${escapeMarkdown(row.name)} | ${cell(row.onprem, places.onprem)} | ${cell(row.cloud, places.cloud)} |`,
    ),
    '',
  ];
}

const MARKS: Readonly<Record<SideRow['mark'], string>> = { differs: '≠', same: '=', none: '' };

function cell({ state, text, detail, place }: SideValue, shared: string | undefined): string {
  const value = state === 'value' ? inCell(code(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text)) : text;
  const notes = [detail, shared === undefined ? place : ''].filter((note) => note !== '').map(escapeMarkdown);
  return notes.length === 0 ? value : `${value} (${notes.join(', ')})`;
}

/** What else decides a cause: values of the message, settings, answers. */
function otherLines(causes: readonly CauseFinding[], finding: Finding): readonly string[] {
  const known = new Set(finding.evidence.map(({ source, path, text }) => `${source} ${path} ${text}`));
  const others = new Set<string>();
  for (const { source, path, text, ...rest } of causes.flatMap((cause) => cause.evidence)) {
    if (source === 'onprem' || source === 'cloud' || path === undefined || known.has(`${source} ${path} ${text}`)) continue;
    others.add(`- ${code(`${sideName({ source, path, text, ...rest })}: ${path} = ${text}`.slice(0, LONGEST_VALUE))}`);
  }
  return others.size === 0 ? [] : [...[...others].slice(0, MOST_OTHERS), ''];
}

function stepLines(step: PlanStep, number: number): readonly string[] {
  const lines = [
    `### ${number}. ${escapeMarkdown(step.title)}`,
    '',
    `Risk: ${step.risk}. Confidence: ${step.confidence}.${step.subject === '' ? '' : ` For ${code(step.subject)}.`}${step.rollback.length === 0 ? ' **It cannot be undone.**' : ''}`,
    '',
  ];
  for (const guard of step.guards)
    if (guard.state === 'open') lines.push(`- First make sure that this is not so: ${escapeMarkdown(guard.why)}`, '');
  if (step.retired !== undefined) lines.push(`Old advice: ${escapeMarkdown(step.retired)}`, '');
  for (const [label, commands] of [
    ['Before', step.precheck],
    ['Run', step.commands],
    ['Check', step.verify],
  ] as const) {
    if (commands.length > 0) lines.push(`**${label}**`, '', ...fenced(commands));
  }
  return lines;
}

/** Apart from the fix, the last step first: nobody is to run it as part of the repair. */
function undoLines(steps: readonly PlanStep[]): readonly string[] {
  const undone = [...steps.entries()].filter(([, step]) => step.rollback.length > 0).reverse();
  if (undone.length === 0) return [];
  return [
    '## Undo',
    '',
    'No part of the fix: only to take it back, the last step first.',
    '',
    ...undone.flatMap(([index, step]) => [`**Undo of step ${index + 1}: ${escapeMarkdown(step.title)}**`, '', ...fenced(step.rollback)]),
  ];
}

/** Commands by shell, each shell in a code block of its own; the text of a command is never touched. */
function fenced(commands: readonly RenderedCommand[]): readonly string[] {
  const fence = '`'.repeat(Math.max(3, 1 + Math.max(0, ...commands.flatMap(({ text, note = '' }) => [ticks(text), ticks(note)]))));
  const lines: string[] = [];
  let shell = '';
  for (const command of commands) {
    if (command.isManual) {
      if (shell !== '') lines.push(fence, '');
      shell = '';
      lines.push(`- ${escapeMarkdown(command.text)}`, '');
      continue;
    }
    if (command.shell !== shell) {
      if (shell !== '') lines.push(fence, '');
      lines.push(`${SHELL_NAMES[command.shell] ?? command.shell}:`, '', `${fence}powershell`);
      shell = command.shell;
    }
    if (command.note !== undefined) lines.push(`# ${printable(command.note)}`);
    lines.push(printable(command.text));
  }
  if (shell !== '') lines.push(fence, '');
  return lines;
}

/** The longest run of backticks. */
function ticks(text: string): number {
  let longest = 0;
  let run = 0;
  for (const character of text) {
    run = character === '`' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
