import { READINESS_VERDICTS } from '../../findings/checks.js';
import type { Finding } from '../../findings/finding.js';
import { rankQuestions } from '../../findings/questions.js';
import { type Plan, planFixes } from '../../fixes/plan.js';
import { number } from '../digits.js';
import { type JsonReport, jsonText } from '../json.js';
import { findingJson, questionJson, stepJson } from '../report.js';
import type { Comparison } from './compare.js';
import type { OpenGroup } from './missing.js';
import type { PersonView, ReadinessView } from './view.js';

export interface ReadinessJsonOptions {
  readonly version: string;
  /** Findings in full, and steps, for this many people at most; the first of the list. */
  readonly mostFull?: number;
  /** People listed at most. */
  readonly mostListed?: number;
  /** What the report says of the input. */
  readonly input?: JsonReport;
}

/** One report holds the findings of so many people in full; NDJSON holds all. */
export const MOST_FULL = 5_000;
const MOST_LISTED = 100_000;
/** Of so many people the findings are asked what would decide their causes. */
const MOST_ASKED = 200;

/** In: the result of a run. Out: the report of contract/report.schema.json, with `readiness` beside it. */
export function readinessReport(view: ReadinessView, options: ReadinessJsonOptions): JsonReport {
  const { readiness, order } = view;
  const { version, mostFull = MOST_FULL, mostListed = MOST_LISTED } = options;
  const stepIds = createStepIds();
  const organization = readiness.organization.findings;
  const findings: JsonReport[] = organization.map((finding) => findingJson(finding, () => []));
  const plan: JsonReport[] = [];
  const asked: Finding[] = [...organization];
  const worth = order.filter((position) => readiness.person(position).hits.length > 0);
  for (const [at, position] of worth.slice(0, mostFull).entries()) {
    const person = view.person(position);
    const full = fullOf(person, view, stepIds);
    findings.push(...full.findings);
    plan.push(...full.plan);
    if (at < MOST_ASKED) asked.push(...full.made);
  }
  const notes = [...view.notes];
  if (worth.length > mostFull)
    notes.push(
      `Findings and steps are given for the first ${number(mostFull)} of ${number(worth.length)} people; --format ndjson gives them for all, one person a line.`,
    );
  const left = Math.max(0, order.length - mostListed);
  if (left > 0) notes.push(`${number(left)} people are not listed; --format ndjson lists all.`);
  return {
    schema: 'crossprem/report@1',
    tool: { name: 'crossprem', version, rules: readiness.ruleSet.ids.length, ruleSet: readiness.ruleSet.version },
    input: options.input ?? { name: null, kind: 'recipients', bytes: 0, truncated: false },
    extracted: { guids: [], addresses: [], servers: [], statusCodes: [], recipients: [] },
    message: null,
    findings,
    questions: questions(view.open, asked, view),
    plan,
    notes,
    readiness: {
      ...summary(view),
      people: order.slice(0, mostListed).map((position) => personJson(view.person(position))),
      peopleLeftOut: left,
    },
  };
}

/** One line with the summary, then one line for each listed person, complete: made as it is read, so that a million need no memory. */
export function* readinessNdjson(view: ReadinessView, options: ReadinessJsonOptions): Generator<string, void, void> {
  const { readiness } = view;
  const organizationFindings = readiness.organization.findings.map((finding) => findingJson(finding, () => []));
  const tool = { name: 'crossprem', version: options.version, rules: readiness.ruleSet.ids.length, ruleSet: readiness.ruleSet.version };
  yield `${jsonText({ type: 'summary', schema: 'crossprem/readiness@1', tool, ...summary(view), organizationFindings, notes: view.notes })}\n`;
  const stepIds = createStepIds();
  for (const position of view.order) {
    const person = view.person(position);
    const { findings, plan } = fullOf(person, view, stepIds);
    yield `${jsonText({ type: 'person', ...personJson(person), details: findings, plan })}\n`;
  }
}

interface Full {
  readonly made: readonly Finding[];
  readonly findings: readonly JsonReport[];
  readonly plan: readonly JsonReport[];
}

const NOTHING: Full = { made: [], findings: [], plan: [] };

function fullOf(person: PersonView, { readiness }: ReadinessView, stepIds: StepIds): Full {
  if (person.person.hits.length === 0) return NOTHING;
  const made = readiness.findings(person.position);
  const plan = planFixes(made, readiness.ruleSet);
  const idOf = stepIds(plan);
  const subject = { kind: 'recipient', id: person.id };
  const findings = made.map((finding) => ({
    ...findingJson(finding, (of, cause) => plan.stepsOf(of, cause).map(idOf)),
    subject,
  }));
  return { made, findings, plan: plan.steps.map((step) => ({ ...stepJson(step), id: idOf(step.id), subject: person.id })) };
}

type StepIds = (plan: Plan) => (id: string) => string;

/** Step ids that no two people share: the first keeps the plain id. */
function createStepIds(): StepIds {
  const used = new Map<string, number>();
  return ({ steps }) => {
    const names = new Map<string, string>();
    for (const { id } of steps) {
      const count = (used.get(id) ?? 0) + 1;
      used.set(id, count);
      names.set(id, count === 1 ? id : `${id}~${count}`);
    }
    return (id) => names.get(id) ?? id;
  };
}

function summary({ readiness, headline, causes, open, comparison, listed }: ReadinessView): JsonReport {
  const { direction, isComplete, verdicts, organization, people } = readiness;
  const { onprem, cloud, deleted, pairs, onpremOnly, cloudOnly } = people.counts;
  return {
    direction: direction ?? null,
    headline,
    isComplete,
    counts: { people: readiness.length, chosen: readiness.chosen, onprem, cloud, deleted, pairs, onpremOnly, cloudOnly },
    verdicts: Object.fromEntries(READINESS_VERDICTS.map((verdict) => [verdict, verdicts[verdict]])),
    ...(listed === undefined ? {} : { listed }),
    organization: organization.findings.map(({ ruleId, status, severity }) => ({ id: ruleId, status, severity })),
    causes,
    notDecided: [
      ...readiness.counts.filter((count) => count.open > 0).map((count) => openCheck(count.check.id, count.open, open)),
      ...organization.open.map(({ id }) => openCheck(id, 0, open)),
    ],
    toDecide: open.map(({ source, facts, checks, people: most, how, then }) => ({
      source,
      facts,
      checks: checks.map(({ check }) => check.id),
      people: most,
      how,
      then,
    })),
    ...(comparison === undefined ? {} : { comparison: comparisonJson(comparison) }),
  };
}

function openCheck(id: string, people: number, open: readonly OpenGroup[]): JsonReport {
  return { id, people, missing: open.flatMap(({ checks }) => checks.filter(({ check }) => check.id === id).flatMap(({ facts }) => facts)) };
}

function personJson({ id, name, verdict, onprem, cloud, person }: PersonView): JsonReport {
  return {
    id,
    name,
    verdict,
    onprem,
    cloud,
    joinedBy: person.subject.joinedBy ?? null,
    keys: person.subject.keys,
    findings: person.hits.map(({ check, status }) => ({ id: check.id, status, severity: check.severity })),
    notDecided: person.open.map((check) => check.id),
  };
}

const MOST_CHANGED = 10_000;

function comparisonJson({ newChecks: _, changed, ...rest }: Comparison): JsonReport {
  return { ...rest, changed: changed.slice(0, MOST_CHANGED), changedLeftOut: Math.max(0, changed.length - MOST_CHANGED) };
}

function questions(open: readonly OpenGroup[], findings: readonly Finding[], { readiness }: ReadinessView): readonly JsonReport[] {
  const fromFindings = rankQuestions(findings, [], readiness.ruleSet);
  const known = new Set(fromFindings.flatMap(({ facts }) => facts));
  const fromChecks = open.flatMap(({ source, checks, facts, bulk, readings, then }) =>
    facts
      .filter((fact) => !known.has(fact))
      .map((fact) => {
        const ids = checks.filter((entry) => entry.facts.includes(fact)).map(({ check }) => check.id);
        const own = readings.get(fact) ?? [];
        return { fact, why: `Decides: ${ids.join(', ')}`, how: own.length > 0 ? own : bulk, source, then };
      }),
  );
  return [...fromFindings.map(questionJson), ...fromChecks];
}
