import type { RuleSet } from '../engine/rule-set.js';
import type { Subject } from '../facts/subject.js';
import type { Finding } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { type PlanStep, subjectName } from '../fixes/plan.js';
import type { PlanProof } from '../fixes/proof.js';
import type { Readiness } from '../fixes/readiness.js';
import { type Left, provePlan } from '../twin/prove.js';
import type { TwinState } from '../twin/state.js';
import type { Diagnoser } from './diagnose.js';

/**
 * Proves the plan of a diagnosis, recipient by recipient, on a copy of the directories that were given; nothing without directories.
 *
 * A finding of a text does not go away: it is repaired when the directories rule out the causes that the plan is for, and show no other.
 */
export function proveDiagnosis(diagnosis: Diagnosis, ruleSet: RuleSet, diagnose: Diagnoser): readonly PlanProof[] {
  const { input, findings, plan } = diagnosis;
  if (input.directories.onprem === undefined && input.directories.cloud === undefined) return [];
  const context = {
    directories: input.directories,
    settings: input.settings,
    direction: input.direction,
    answers: input.answers ?? new Map(),
  };
  return bySubject(
    findings,
    plan.steps.map(({ subject }) => subject),
  ).map(({ name, subject, own }) => {
    const steps = plan.steps.filter((step) => step.subject === name);
    const ids = steps.map(({ id }) => id);
    const planned = own.filter(({ ruleId }) => steps.some(({ finding }) => finding === ruleId));
    const byText = planned.find((finding) => !isShownByDirectories(finding, steps, ruleSet));
    if (byText !== undefined)
      return {
        subject: name,
        steps: ids,
        proof: {
          kind: 'cannot-be-simulated',
          why: `Nothing in the directories shows whether this is repaired: ${byText.title}.`,
          steps: steps.filter(({ finding }) => finding === byText.ruleId).map(({ id }) => id),
        },
      };
    const whatIsLeft = (state: TwinState): Left => {
      const after = diagnose({ ...input, directories: state.directories }).findings.filter(
        (finding) =>
          planned.some(({ ruleId }) => ruleId === finding.ruleId) && (subjectName(finding) === name || isAbout(finding.subject, state)),
      );
      return {
        still: after.filter(({ causes }) => causes.some(({ status, fits }) => status === 'confirmed' || (status === 'possible' && fits))),
        undecided: after
          .filter(({ ruleId, causes }) =>
            causes.some(({ id, status, fits }) => status === 'possible' && !fits && isPlanned(steps, ruleId, id)),
          )
          .map(({ title }) => title),
      };
    };
    return { subject: name, steps: ids, proof: provePlan(subject, steps, ruleSet, context, whatIsLeft) };
  });
}

const isPlanned = (steps: readonly PlanStep[], rule: string, id: string): boolean =>
  steps.some(({ finding, cause }) => finding === rule && cause === id);

/** True where facts decide the causes that the steps are for; what the text itself proves stays proven whatever is repaired. */
function isShownByDirectories({ ruleId }: Finding, steps: readonly PlanStep[], ruleSet: RuleSet): boolean {
  const causes = ruleSet.rule(ruleId)?.causes ?? [];
  return causes.filter(({ id }) => isPlanned(steps, ruleId, id)).every(({ when }) => when !== undefined && when !== 'recognised');
}

function isAbout({ onPrem, cloud }: Subject, state: TwinState): boolean {
  return (onPrem !== undefined && onPrem === state.onPrem) || (cloud !== undefined && cloud === state.cloud);
}

/** Proves the plan for one person of a readiness run. */
export function provePerson(readiness: Readiness, position: number): PlanProof {
  const { subject } = readiness.person(position);
  const { steps } = readiness.plan(position);
  const [first] = readiness.findings(position);
  return {
    subject: first === undefined ? '' : subjectName(first),
    steps: steps.map(({ id }) => id),
    proof: provePlan(subject, steps, readiness.ruleSet, readiness.context),
  };
}

interface Group {
  readonly name: string;
  readonly subject: Subject;
  readonly own: readonly Finding[];
}

/** The findings by the recipient that they are about, for those whom a step is for. */
function bySubject(findings: readonly Finding[], wanted: readonly string[]): readonly Group[] {
  return [...new Set(wanted)].flatMap((name) => {
    const own = findings.filter((finding) => finding.subjectKind === 'recipient' && subjectName(finding) === name);
    const [first] = own;
    return first === undefined || (first.subject.onPrem === undefined && first.subject.cloud === undefined)
      ? []
      : [{ name, subject: first.subject, own }];
  });
}
