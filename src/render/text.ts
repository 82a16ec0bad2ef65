import type { RepairBy } from '../engine/rule.js';
import type { Evidence } from '../evidence/evidence.js';
import { type CauseFinding, type Finding, repairerOf } from '../findings/finding.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { subjectName } from '../fixes/plan.js';
import type { RenderedCommand } from '../fixes/powershell.js';
import type { PlanStep } from '../fixes/step.js';
import { type Paint, wrap } from './lines.js';
import { detailLines, verdictLines } from './message-text.js';
import { printable, visible } from './printable.js';
import { proofLines } from './proof.js';
import { questionCommands } from './report.js';
import { routeText } from './route.js';
import { verificationLines } from './verification-text.js';

/** Names of the shells as an administrator calls them. */
export const SHELL_NAMES: Readonly<Record<string, string>> = {
  'exchange-onprem': 'on-premises, Exchange Management Shell',
  'exchange-online': 'cloud, Exchange Online PowerShell',
  'ad-ds': 'on-premises, Active Directory PowerShell',
  graph: 'cloud, Microsoft Graph PowerShell',
  'entra-connect': 'Entra Connect server, PowerShell',
  windows: 'Windows server, PowerShell as administrator',
  portal: 'by hand',
};

const MOST_QUESTIONS = 4;
const MOST_QUOTED = 440;
const MOST_RULED_OUT = 6;
const MOST_OPEN = 6;

export interface TextOptions {
  readonly paint: Paint;
  /** Columns to wrap prose at; commands are never wrapped. */
  readonly width: number;
  /** Also shows what is ruled out, with its evidence. */
  readonly isVerbose: boolean;
  /** Also every decoded field of the message. */
  readonly isWholeMessage?: boolean;
}

/** In: a diagnosis. Out: the report for a terminal, ending in a line end. Nothing of a stranger reaches it unfiltered. */
export function toText(diagnosis: Diagnosis, options: TextOptions): string {
  const lines: string[] = [];
  const out = (line = ''): void => {
    lines.push(line);
  };
  const { findings, plan, notes, message } = diagnosis;
  const messageOptions = { ...options, isWhole: options.isVerbose || options.isWholeMessage === true };
  if (message !== undefined && diagnosis.kind === 'headers') for (const line of [...verdictLines(message, messageOptions), '']) out(line);
  if (diagnosis.verification !== undefined && message !== undefined)
    for (const line of [...verificationLines(diagnosis.verification, message, options), '']) out(line);
  if (findings.length === 0) nothingFound(diagnosis, out);
  for (const finding of findings) {
    renderFinding(finding, diagnosis, options, out);
    out();
  }
  if (findings.length > 0 && plan.steps.length > 0) renderPlan(plan.steps, options, out);
  if ((diagnosis.proofs ?? []).length > 0) for (const line of [...proofLines(diagnosis.proofs ?? [], options), '']) out(line);
  if (diagnosis.route !== undefined) out(routeText(diagnosis.route));
  renderQuestions(diagnosis, options, out);
  if (message !== undefined) for (const line of [...detailLines(message, messageOptions), '']) out(line);
  for (const note of notes) for (const line of wrap(`Note  ${printable(note)}`, options.width, 6)) out(line);
  while (lines.at(-1) === '') lines.pop();
  return `${lines.join('\n')}\n`;
}

function nothingFound({ kind, extracted, ruleCount }: Diagnosis, out: (line?: string) => void): void {
  const what: Readonly<Record<string, string>> = {
    'migration-error': 'It looks like a migration text, but holds no known error.',
    ndr: 'It looks like a non-delivery report, but holds no known error.',
    'sync-error': 'It looks like a directory-synchronization text, but holds no known error.',
    headers: 'The headers show no fault.',
    recipients: 'It looks like directory data. Give it with --onprem or --cloud.',
    unknown: 'It is no migration error, NDR, synchronization error or header block that crossprem knows.',
  };
  out(`Nothing found. ${what[kind] ?? ''}`);
  out(`${ruleCount} rules were asked.`);
  const seen = [...extracted.exceptions, ...extracted.guids, ...extracted.addresses, ...extracted.statusCodes]
    .slice(0, 8)
    .map((token) => printable(token.value));
  if (seen.length > 0) out(`Read out of the text: ${seen.join(', ')}`);
}

function renderFinding(finding: Finding, diagnosis: Diagnosis, options: TextOptions, out: (line?: string) => void): void {
  const { paint, width } = options;
  const subject = subjectName(finding);
  const doubt = finding.status === 'possible' ? ' (possible)' : '';
  out(
    `${paint('severity', finding.severity)}  ${paint('id', finding.ruleId)}${doubt}${subject === '' ? '' : `  ${paint('dim', printable(subject))}`}`,
  );
  for (const line of wrap(`${finding.title}.`, width, 0)) out(paint('strong', line));
  if (finding.explainedBy.length > 0) out(paint('dim', `Explained by ${finding.explainedBy.join(', ')}.`));
  out();
  for (const evidence of finding.evidence.slice(0, 3)) for (const line of quoteLines(evidence, diagnosis.input.name, options)) out(line);
  for (const line of wrap(`Why   ${finding.why}`, width, 6)) out(line);
  const repairer = repairerOf(finding);
  if (repairer !== undefined) out(`Who   ${REPAIRERS[repairer]}`);
  renderCauses(finding, options, out);
  out(`More  crossprem rules show ${finding.ruleId}`);
}

/** Who can repair it, in words. */
export const REPAIRERS: Readonly<Record<RepairBy, string>> = {
  you: 'you can repair it',
  'other-side': 'the other side has to repair it',
  microsoft: 'Microsoft has to repair it',
  nobody: 'there is nothing to repair',
};

function renderCauses(finding: Finding, options: TextOptions, out: (line?: string) => void): void {
  const { paint, width, isVerbose } = options;
  const open = finding.causes.filter((cause) => cause.status !== 'ruled-out');
  const shown = isVerbose ? finding.causes : open.slice(0, MOST_OPEN);
  shown.forEach((cause, index) => {
    const label = index === 0 ? 'Cause ' : '      ';
    const mark = paint(cause.status, cause.status.padEnd(9));
    const who = cause.repairBy === undefined || cause.repairBy === repairerOf(finding) ? '' : ` (${REPAIRERS[cause.repairBy]})`;
    const [first = '', ...rest] = wrap(
      `${cause.title}${who}${cause.isUnverified ? ' (not confirmed by a Microsoft source)' : ''}`,
      Math.max(30, width - 17),
      0,
    );
    out(`${label}${mark}  ${first}`);
    for (const line of rest) out(`${' '.repeat(17)}${line}`);
    if (cause.status !== 'possible' || cause.fits) for (const line of causeEvidence(cause, width)) out(paint('dim', line));
  });
  const others = finding.causes.filter((cause) => cause.status === 'confirmed').flatMap((cause) => cause.alternatives);
  for (const id of others) out(paint('dim', `      another way to repair it: crossprem plan ... --fix ${id}`));
  if (shown.length < open.length) out(paint('dim', `      and ${open.length - shown.length} more that are possible: --verbose shows them`));
  const ruledOut = finding.causes.filter((cause) => cause.status === 'ruled-out');
  if (!isVerbose && ruledOut.length > 0) {
    const names = ruledOut.slice(0, MOST_RULED_OUT).map((cause) => cause.id);
    const more = ruledOut.length > names.length ? `, and ${ruledOut.length - names.length} more` : '';
    for (const line of wrap(`${shown.length === 0 ? 'Cause ' : '      '}ruled out  ${names.join(', ')}${more}`, width, 17))
      out(paint('ruled-out', line));
  }
}

function causeEvidence(cause: CauseFinding, width: number): readonly string[] {
  return cause.evidence
    .filter((evidence) => evidence.source !== 'input' || evidence.path !== undefined)
    .slice(0, 6)
    .flatMap((evidence) =>
      wrap(
        `                 ${sideName(evidence)}: ${evidence.path === undefined ? '' : `${printable(evidence.path)} = `}${printable(evidence.text).slice(0, 200)}`,
        width,
        19,
      ),
    );
}

export function sideName(evidence: Evidence): string {
  switch (evidence.source) {
    case 'onprem':
      return 'on-premises';
    case 'cloud':
      return 'cloud';
    case 'settings':
      return 'settings';
    case 'input':
      return 'message';
  }
}

function quoteLines(evidence: Evidence, name: string | undefined, { paint, width }: TextOptions): readonly string[] {
  const where = evidence.line === undefined ? sideName(evidence) : `${printable(name ?? 'input')}:${evidence.line}:${evidence.column ?? 1}`;
  const header = evidence.source === 'input' && evidence.path !== undefined ? `${printable(evidence.path)}: ` : '';
  const text = `${header}${visible(evidence.text)}`;
  const shown = text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text;
  return wrap(`${where} | ${shown}`, width - 2, where.length + 3).map((line) => `  ${paint('quote', line)}`);
}

function renderPlan(steps: readonly PlanStep[], options: TextOptions, out: (line?: string) => void): void {
  const { paint, width } = options;
  steps.forEach((step, index) => {
    out(`${paint('strong', `Step ${index + 1} of ${steps.length}`)}  ${step.title}`);
    const subject = step.subject === '' ? '' : `for ${printable(step.subject)}, `;
    out(paint('dim', `      ${subject}risk: ${step.risk}, ${CONFIDENCE[step.confidence]}`));
    for (const guard of step.guards.filter((item) => item.state === 'open'))
      for (const line of wrap(`      First make sure that this is not so: ${guard.why}`, width, 6)) out(paint('risk', line));
    if (step.retired !== undefined) for (const line of wrap(`      Old advice: ${step.retired}`, width, 6)) out(paint('dim', line));
    renderCommands('Before', step.precheck, options, out);
    renderCommands('Fix', step.commands, options, out);
    renderCommands('Check', step.verify, options, out);
    renderCommands('Undo', step.rollback, options, out);
    if (step.rollback.length === 0) out(paint('risk', '      Undo    This step cannot be undone.'));
    out();
  });
}

const CONFIDENCE: Readonly<Record<PlanStep['confidence'], string>> = {
  exact: 'the commands are exact',
  'has-placeholders': 'fill in what stands in <angle brackets>',
  'needs-judgement': 'needs your judgement',
};

function renderCommands(
  label: string,
  commands: readonly RenderedCommand[],
  { paint, width }: TextOptions,
  out: (line?: string) => void,
): void {
  let shell = '';
  for (const command of commands) {
    if (command.shell !== shell) {
      out(`      ${label.padEnd(6)}  ${paint('dim', SHELL_NAMES[command.shell] ?? command.shell)}`);
      shell = command.shell;
    }
    if (command.isManual) for (const line of wrap(`        ${printable(command.text)}`, width, 8)) out(line);
    else out(`        ${paint('command', printable(command.text))}`);
    if (command.note !== undefined) for (const line of wrap(`          # ${command.note}`, width, 12)) out(paint('dim', line));
  }
}

function renderQuestions(diagnosis: Diagnosis, options: TextOptions, out: (line?: string) => void): void {
  const { paint, width } = options;
  const questions = diagnosis.questions.slice(0, MOST_QUESTIONS);
  if (questions.length === 0) return;
  out(paint('strong', 'To decide the rest'));
  questions.forEach((question, index) => {
    for (const line of wrap(`  ${index + 1}. ${question.text}`, width, 5)) out(line);
    for (const line of wrap(`     ${options.isVerbose ? question.why : shortWhy(question.why)}`, width, 5)) out(paint('dim', line));
    renderCommands('', questionCommands(question), options, out);
    out(paint('dim', `        ${howToAnswer(question)}`));
  });
  const more = diagnosis.questions.length - questions.length;
  if (more > 0) out(paint('dim', `  and ${more} more questions: --format json lists them`));
  for (const line of wrap(`  Easier: ${inTheInterface(diagnosis.input.name)}`, width, 2)) out(line);
  out();
}

/** The way to the questions of the interface, which take what a command prints as it is. */
function inTheInterface(name: string | undefined): string {
  const start = name !== undefined && /^[\w./-]{1,200}$/.test(name) ? `crossprem open ${name}, then` : 'crossprem, paste the error, then';
  return `${start} a. It asks one question after the other, and takes what the command prints as it is.`;
}

/** "Tells apart: a, b, c and 8 more": the ids of many causes say little. */
function shortWhy(why: string): string {
  const parts = why.startsWith('Tells apart: ') ? why.split(', ') : [];
  return parts.length > 4 ? `${parts.slice(0, 3).join(', ')} and ${parts.length - 3} more` : why;
}

/** How the answer to a question is given on the command line. */
export function howToAnswer({ fact, asked }: Question): string {
  if (fact.startsWith('ask.')) return asked.type === 'boolean' ? `then: --answer ${fact}=yes  (or no)` : `then: --answer ${fact}=VALUE`;
  if (fact.startsWith('onPrem.')) return 'then: save the output and give it with --onprem FILE';
  if (fact.startsWith('cloud.') || fact.startsWith('guid.')) return 'then: save the output and give it with --cloud FILE';
  if (fact === 'input.direction') return 'then: --direction to-cloud  (or to-onprem)';
  return `then: --answer ${fact}=VALUE, or the key in a --settings file`;
}
