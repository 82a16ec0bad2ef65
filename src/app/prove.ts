import type { RuleSet } from '../engine/rule-set.js';
import { finish, type Steps } from '../evidence/steps.js';
import type { Subject } from '../facts/subject.js';
import type { Finding } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { subjectName } from '../fixes/plan.js';
import type { PlanProof, Proof } from '../fixes/proof.js';
import type { Readiness } from '../fixes/readiness.js';
import type { PlanStep } from '../fixes/step.js';
import { type Left, provePlan } from '../twin/prove.js';
import type { TwinState } from '../twin/state.js';
import type { Diagnoser, StepDiagnoser } from './diagnose.js';

/** A recipient's proof costs two passes over all checks and a diagnosis: a text that names more people is not tried. */
const PEOPLE_AT_MOST = 20;

/** The diagnoser with the proofs of its plans, where directories are given; otherwise as it is. */
export function provenDiagnoser(diagnose: Diagnoser, ruleSet: RuleSet): Diagnoser {
  return (input) => finish(withProofs(diagnose(input), ruleSet, diagnose));
}

/** `provenDiagnoser`, with a recipient at each step. */
export function provenInSteps(diagnose: StepDiagnoser, ruleSet: RuleSet): StepDiagnoser {
  return function* (input) {
    return yield* withProofs(yield* diagnose(input), ruleSet, (again) => finish(diagnose(again)));
  };
}

function* withProofs(diagnosis: Diagnosis, ruleSet: RuleSet, diagnose: Diagnoser): Steps<Diagnosis> {
  const { input, plan, notes } = diagnosis;
  if (plan.steps.length === 0 || (input.directories.onprem === undefined && input.directories.cloud === undefined)) return diagnosis;
  if (new Set(plan.steps.map(({ subject }) => subject)).size > PEOPLE_AT_MOST)
    return withMore(diagnosis, {
      notes: [...notes, `The plan was not tried on a copy: it is for more than ${PEOPLE_AT_MOST} recipients.`],
    });
  return withMore(diagnosis, { proofs: yield* proofsOf(diagnosis, ruleSet, diagnose) });
}

/** The diagnosis with some values more; its kinds are worked out when they are asked for. */
function withMore(diagnosis: Diagnosis, more: Partial<Diagnosis>): Diagnosis {
  return Object.defineProperties(Object.create(null), {
    ...Object.getOwnPropertyDescriptors(diagnosis),
    ...Object.getOwnPropertyDescriptors(more),
  });
}

/**
 * Proves the plan of a diagnosis, recipient by recipient, on a copy of the directories that were given; nothing without directories.
 *
 * A finding of a text does not go away: it is repaired when the directories rule out the causes that the plan is for, and show no other.
 */
export function proveDiagnosis(diagnosis: Diagnosis, ruleSet: RuleSet, diagnose: Diagnoser): readonly PlanProof[] {
  return finish(proofsOf(diagnosis, ruleSet, diagnose));
}

function* proofsOf(diagnosis: Diagnosis, ruleSet: RuleSet, diagnose: Diagnoser): Steps<readonly PlanProof[]> {
  const { input, findings, plan } = diagnosis;
  if (input.directories.onprem === undefined && input.directories.cloud === undefined) return [];
  const context = {
    directories: input.directories,
    settings: input.settings,
    direction: input.direction,
    answers: input.answers ?? new Map(),
  };
  const proofs: PlanProof[] = [];
  const groups = bySubject(
    findings,
    plan.steps.map(({ subject }) => subject),
  );
  for (const { name, subject, own } of groups) {
    yield;
    const steps = plan.steps.filter((step) => step.subject === name);
    const ids = steps.map(({ id }) => id);
    const planned = own.filter(({ ruleId }) => steps.some(({ finding }) => finding === ruleId));
    const byText = planned.find((finding) => !isShownByDirectories(finding, steps, ruleSet));
    if (byText !== undefined) {
      const why = `Nothing in the directories shows whether this is repaired: ${byText.title}.`;
      const those = steps.filter(({ finding }) => finding === byText.ruleId).map(({ id }) => id);
      proofs.push({ subject: name, steps: ids, proof: { kind: 'cannot-be-simulated', why, steps: those } });
      continue;
    }
    const whatIsLeft = (state: TwinState): Left => {
      const after = diagnose({ ...input, directories: state.directories }).findings.filter(
        (finding) =>
          planned.some(({ ruleId }) => ruleId === finding.ruleId) && (subjectName(finding) === name || isAbout(finding.subject, state)),
      );
      return {
        still: after.filter(({ ruleId, causes }) =>
          causes.some(
            ({ id, status, fits, fixes }) =>
              (status === 'confirmed' || (status === 'possible' && fits)) &&
              // A cause that calls for nothing but a look, or for the move to go on, is no new fault.
              (isPlanned(steps, ruleId, id) || fixes.some((fix) => ruleSet.fix(fix)?.changes?.length !== 0)),
          ),
        ),
        undecided: after
          .filter(({ ruleId, causes }) =>
            causes.some(({ id, status, fits }) => status === 'possible' && !fits && isPlanned(steps, ruleId, id)),
          )
          .map(({ title }) => title),
      };
    };
    const withheld = plan.notes.filter((note) => note.startsWith(`Withheld for ${name}: `));
    proofs.push({ subject: name, steps: ids, proof: asFarAsPlanned(provePlan(subject, steps, ruleSet, context, whatIsLeft), withheld) });
  }
  return proofs;
}

/** A plan from which a step is withheld is not the whole way, whatever its other steps do. */
function asFarAsPlanned(proof: Proof, withheld: readonly string[]): Proof {
  if (withheld.length === 0) return proof;
  if (proof.kind === 'proven') return { kind: 'not-proven', why: withheld.join(' '), still: [], appeared: [], trace: proof.trace };
  return { ...proof, why: `${withheld.join(' ')} ${proof.why}` };
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
  const { steps, notes } = readiness.plan(position);
  const [first] = readiness.findings(position);
  const proof = provePlan(subject, steps, readiness.ruleSet, readiness.context);
  return {
    subject: first === undefined ? '' : subjectName(first),
    steps: steps.map(({ id }) => id),
    proof: asFarAsPlanned(
      proof,
      notes.filter((note) => note.startsWith('Withheld for ')),
    ),
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
