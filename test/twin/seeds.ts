import { createDirectories } from '../../src/app/diagnose.js';
import { createRuleSet, type LoadedRules } from '../../src/engine/load.js';
import type { RuleCase } from '../../src/engine/rule-schema.js';
import type { RuleSet } from '../../src/engine/rule-set.js';
import type { Side } from '../../src/evidence/directory.js';
import { joinPeople } from '../../src/facts/people.js';
import type { RecipientRecord } from '../../src/facts/recipients.js';
import type { Directories, Subject } from '../../src/facts/subject.js';
import { type CheckContext, createChecks } from '../../src/findings/checks.js';
import type { Finding } from '../../src/findings/finding.js';
import { decided, planFixes } from '../../src/fixes/plan.js';
import type { Proof } from '../../src/fixes/proof.js';
import type { PlanStep } from '../../src/fixes/step.js';
import { readJson, readJsonValues } from '../../src/parse/recipient/json.js';
import { textOfRecord } from '../../src/twin/model.js';
import { provePlan, whyNotModelled } from '../../src/twin/prove.js';
import { repositoryRules } from '../setup/rules.js';

export type Json = Readonly<Record<string, unknown>>;

/** Directories of both sides as JSON, and what the run is told. */
export interface Seed {
  readonly rule: string;
  readonly name: string;
  readonly onPrem: readonly Json[] | undefined;
  readonly cloud: readonly Json[] | undefined;
  readonly settings: RuleCase['settings'];
  readonly direction: RuleCase['direction'];
  readonly answers: ReadonlyMap<string, string | number | boolean>;
}

export const loaded: LoadedRules = repositoryRules();
export const ruleSet: RuleSet = createRuleSet(loaded, 'test');

/** Checks about recipients with a fix: what the properties are about. */
export function checksWithFixes(): readonly string[] {
  return ruleSet.checks
    .filter(({ id, isAboutRecipient }) => isAboutRecipient && ruleSet.rule(id)?.causes.some(({ fix }) => fix !== undefined) === true)
    .map(({ id }) => id);
}

export function seedsOf(rule: string): readonly Seed[] {
  return (loaded.cases.get(rule) ?? [])
    .filter(({ expect }) => expect !== 'no-match' && expect !== 'unknown')
    .map(({ name, onPrem, cloud, settings, direction, answers }) => ({
      rule,
      name,
      onPrem,
      cloud,
      settings,
      direction,
      answers: new Map(Object.entries(answers ?? {})),
    }));
}

export function contextOf({ onPrem, cloud, settings, direction, answers }: Seed, directories = directoriesOf(onPrem, cloud)): CheckContext {
  return { directories, settings, direction, answers };
}

/** The same as exports: a property that no record of a side has was not read. */
export function fileContextOf(seed: Seed): CheckContext {
  const table = (records: Seed['onPrem'], side: Side) => {
    if (records === undefined) return undefined;
    const result = readJson(JSON.stringify(records), { source: `${side}.json`, side });
    if (result.kind === 'problem') throw new Error(result.problem.what);
    return [result.table];
  };
  return contextOf(seed, createDirectories(table(seed.onPrem, 'onprem'), table(seed.cloud, 'cloud')));
}

function directoriesOf(onPrem: Seed['onPrem'], cloud: Seed['cloud']): Directories {
  const tables = (records: Seed['onPrem'], side: Side) => (records === undefined ? undefined : [readJsonValues(records, side, 'given')]);
  return createDirectories(tables(onPrem, 'onprem'), tables(cloud, 'cloud'));
}

/** A finding of the rule with the plan that repairs it and nothing else. */
export interface Fired {
  readonly finding: Finding;
  readonly subject: Subject;
  readonly steps: readonly PlanStep[];
  readonly context: CheckContext;
}

/** The first person for whom the rule fires with a decided cause and a plan. */
export function fire(seed: Seed, context = contextOf(seed)): Fired | undefined {
  const people = joinPeople(context.directories);
  const checks = createChecks(ruleSet, context);
  for (let index = 0; index < people.length; index++) {
    const subject = people.subject(index);
    const finding = checks.findings(subject).find(({ ruleId }) => ruleId === seed.rule);
    if (finding === undefined || decided(finding, new Set()).length === 0) continue;
    const { steps } = planFixes([finding], ruleSet);
    if (steps.length > 0) return { finding, subject, steps, context };
  }
  return undefined;
}

export function prove({ subject, steps, context }: Fired): Proof {
  return provePlan(subject, steps, ruleSet, context);
}

/** Why no step of a plan can be simulated; undefined where all can. */
export function blindReason(steps: readonly PlanStep[]): string | undefined {
  return steps.map(whyNotModelled).find((why) => why !== undefined);
}

/** All records of both sides as text, in one order. */
export function textOf({ onprem, cloud }: Directories): string {
  const side = (records: readonly RecipientRecord[] | undefined): readonly string[] => (records ?? []).map(textOfRecord).sort();
  return JSON.stringify([side(onprem?.records), side(cloud?.records)]);
}
