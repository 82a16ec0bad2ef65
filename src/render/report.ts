import type { Evidence } from '../evidence/evidence.js';
import { createPlaces } from '../evidence/fold.js';
import { type CauseFinding, type Finding, repairerOf } from '../findings/finding.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { bindingsFor, type Plan, subjectName } from '../fixes/plan.js';
import { type RenderedCommand, renderCommand } from '../fixes/powershell.js';
import type { PlanStep } from '../fixes/step.js';
import type { Token } from '../parse/error-text/extract.js';
import type { JsonReport } from './json.js';
import { toMessage } from './message-report.js';
import { proofJson } from './proof.js';
import { routeJson } from './route.js';

/** In: a diagnosis and the version of the program. Out: the report as plain data, ready for JSON.stringify; key order is fixed. */
export function toReport(diagnosis: Diagnosis, version: string): JsonReport {
  const { input, extracted, findings, plan, notes } = diagnosis;
  return {
    schema: 'crossprem/report@1',
    tool: { name: 'crossprem', version, rules: diagnosis.ruleCount, ruleSet: diagnosis.ruleSet.version },
    input: {
      name: input.name ?? null,
      kind: diagnosis.kind,
      ...(diagnosis.kinds.length > 1 ? { kinds: diagnosis.kinds } : {}),
      ...(input.encoding === undefined ? {} : { encoding: input.encoding }),
      bytes: input.bytes,
      truncated: input.isTruncated === true,
    },
    extracted: {
      guids: values(extracted.guids),
      addresses: values(extracted.addresses),
      servers: values(extracted.servers),
      statusCodes: values(extracted.statusCodes),
      recipients: values(extracted.recipients),
      exceptions: values(extracted.exceptions),
      hresults: values(extracted.hresults),
      places: places(diagnosis),
    },
    message: diagnosis.message === undefined ? null : toMessage(diagnosis.message),
    findings: findings.map((finding) => findingJson(finding, plan.stepsOf)),
    ...(diagnosis.verification === undefined ? {} : { verification: diagnosis.verification }),
    ...(diagnosis.route === undefined ? {} : { route: routeJson(diagnosis.route) }),
    questions: diagnosis.questions.map(questionJson),
    plan: plan.steps.map(stepJson),
    ...(diagnosis.proofs === undefined || diagnosis.proofs.length === 0 ? {} : { proofs: diagnosis.proofs.map(proofJson) }),
    notes,
  };
}

/** Where each value stands in the text as it was given, in order of appearance. */
function places({ input, extracted }: Diagnosis): readonly JsonReport[] {
  const placeOf = createPlaces(input.text);
  return Object.entries(extracted)
    .flatMap(([kind, tokens]: [string, readonly Token[]]) => tokens.map((token) => ({ kind: KIND_OF_LIST[kind] ?? kind, token })))
    .sort((a, b) => a.token.start - b.token.start)
    .slice(0, MOST_PLACES)
    .map(({ kind, token }) => ({ kind, value: token.value, ...placeOf(token.start) }));
}

const MOST_PLACES = 500;
const KIND_OF_LIST: Readonly<Record<string, string>> = {
  guids: 'guid',
  addresses: 'address',
  servers: 'server',
  statusCodes: 'status-code',
  recipients: 'recipient',
  exceptions: 'exception',
  hresults: 'hresult',
  httpStatuses: 'http-status',
  cmdlets: 'cmdlet',
};

function values(tokens: readonly Token[]): readonly string[] {
  return tokens.map((token) => token.value);
}

/** A finding as the report has it. `stepsOf`: ids of the steps that repair a cause. */
export function findingJson(finding: Finding, stepsOf: Plan['stepsOf']): JsonReport {
  const subject = subjectName(finding);
  return {
    id: finding.ruleId,
    title: finding.title,
    severity: finding.severity,
    status: finding.status,
    ...(subject === '' ? {} : { subject: { kind: finding.subjectKind, id: subject } }),
    evidence: finding.evidence.map(toEvidence),
    causes: finding.causes.map((cause) => toCause(cause, stepsOf(finding, cause))),
    references: finding.sources,
    why: finding.why,
    ...(finding.repairBy === undefined ? {} : { repairBy: repairerOf(finding) }),
    ...(finding.missing.length === 0 ? {} : { missing: finding.missing }),
    ...(finding.explainedBy.length === 0 ? {} : { explainedBy: finding.explainedBy }),
  };
}

function toCause(cause: CauseFinding, steps: readonly string[]): JsonReport {
  return {
    id: cause.id,
    title: cause.title,
    status: cause.status,
    evidence: cause.evidence.map(toEvidence),
    missing: cause.missing,
    steps,
    why: cause.why,
    ...(cause.repairBy === undefined ? {} : { repairBy: cause.repairBy }),
    ...(cause.isUnverified ? { unverified: true } : {}),
    ...(cause.fixes.length === 0 ? {} : { fixes: cause.fixes }),
    ...(cause.alternatives.length === 0 ? {} : { alternatives: cause.alternatives }),
  };
}

function toEvidence(evidence: Evidence): JsonReport {
  return {
    source: evidence.source,
    ...(evidence.path === undefined ? {} : { path: evidence.path }),
    text: evidence.text,
    ...(evidence.line === undefined ? {} : { line: evidence.line }),
    ...(evidence.column === undefined ? {} : { column: evidence.column }),
    ...(evidence.file === undefined ? {} : { file: evidence.file }),
  };
}

export function questionJson(question: Question): JsonReport {
  return {
    fact: question.fact,
    why: question.why,
    how: questionCommands(question).map(toCommand),
    question: question.text,
    answers: question.facts,
  };
}

/** The commands that answer a question, for the recipient at hand. Of two ways, the one that nothing has to be filled into. */
export function questionCommands(question: Question): readonly RenderedCommand[] {
  const bindings = bindingsFor(question.finding.facts, question.parameters);
  const shown: RenderedCommand[] = [];
  for (const command of question.asked.how) {
    const rendered = renderCommand(command, bindings);
    const isOtherWay = 'run' in command && command.otherwise === true;
    if (!isOtherWay) shown.push(rendered);
    else if (shown.at(-1)?.hasPlaceholders === true && !rendered.hasPlaceholders) shown.splice(-1, 1, rendered);
  }
  return shown;
}

function toCommand(command: RenderedCommand): JsonReport {
  return {
    shell: command.shell,
    text: command.text,
    ...(command.note === undefined ? {} : { note: command.note }),
    ...(command.hasPlaceholders ? { hasPlaceholders: true } : {}),
    ...(command.isManual ? { manual: true } : {}),
  };
}

export function stepJson(step: PlanStep): JsonReport {
  return {
    id: step.id,
    title: step.title,
    finding: step.finding,
    risk: step.risk,
    precheck: step.precheck.map(toCommand),
    commands: step.commands.map(toCommand),
    verify: step.verify.map(toCommand),
    rollback: step.rollback.map(toCommand),
    changes: step.changes,
    cause: step.cause,
    confidence: step.confidence,
    ...(step.subject === '' ? {} : { subject: step.subject }),
    ...(step.guards.length === 0 ? {} : { guards: step.guards }),
    ...(step.retired === undefined ? {} : { retired: step.retired }),
  };
}
