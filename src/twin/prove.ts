import { truthOf } from '../engine/evaluate.js';
import type { RuleSet } from '../engine/rule-set.js';
import { findContenders } from '../facts/contenders.js';
import { agreement, keysIn } from '../facts/join-keys.js';
import type { Facts } from '../facts/maker.js';
import { findPartners, type KeyKind, keysOf, type RecipientRecord, type SideIndex } from '../facts/recipients.js';
import type { Subject } from '../facts/subject.js';
import { type CheckContext, type Checks, createChecks } from '../findings/checks.js';
import type { Finding } from '../findings/finding.js';
import type { PlannedChange } from '../fixes/changes.js';
import type { Proof, StepTrace, SyncTrace } from '../fixes/proof.js';
import type { PlanStep } from '../fixes/step.js';
import { guidForms } from '../parse/recipient/guid.js';
import { applySync } from '../sync/apply.js';
import type { SyncResult } from '../sync/result.js';
import { createSyncWorld, synchronize } from '../sync/synchronize.js';
import { type Applied, applyChanges, type TwinState, twinOf, undoChanges } from './state.js';

/** Steps of one person, applied one after the other to a copy. */
export type Simulation =
  | { readonly kind: 'simulated'; readonly state: TwinState; readonly trace: readonly StepTrace[] }
  /** A step cannot be applied to what was given. */
  | { readonly kind: 'blind'; readonly why: string; readonly step: string };

/** Why a step cannot be applied to a model; undefined where it can. */
export function whyNotModelled(step: PlanStep): string | undefined {
  if (step.isModelled) return undefined;
  return step.commands.every((command) => command.isManual)
    ? `"${step.title}" is done by hand, and what it does to the directories is not modelled.`
    : `What "${step.title}" does to the directories is not modelled, or a value that it writes is not known.`;
}

/**
 * Applies the steps of one person's plan in order. A step that synchronizes runs a cycle for the person's on-premises object after its changes.
 * Callers have asked `whyNotModelled` for each step.
 */
export function simulatePlan(steps: readonly PlanStep[], start: TwinState, settings: CheckContext['settings']): Simulation {
  let state = start;
  const trace: StepTrace[] = [];
  for (const step of steps) {
    const applied = applyChanges(
      state,
      step.changes.filter(({ byCycle }) => byCycle !== true),
    );
    if (applied.kind === 'blind') return { ...applied, step: step.id };
    state = applied.state;
    const cycle = step.synchronizes ? synchronizePerson(state, settings) : undefined;
    if (cycle?.applied.kind === 'blind') return { ...cycle.applied, step: step.id };
    if (cycle !== undefined) state = cycle.applied.state;
    trace.push({
      step: step.id,
      changes: [...applied.changes, ...(cycle?.applied.changes ?? [])],
      undo: [...applied.undo, ...(cycle?.applied.undo ?? [])],
      sync: cycle === undefined ? undefined : syncTrace(cycle.sync),
    });
  }
  return { kind: 'simulated', state, trace };
}

function syncTrace({ outcome, with: id, why, isCertain, missing }: SyncResult): SyncTrace {
  return { outcome, with: id, why, missing: isCertain ? [] : missing.map(({ what }) => what) };
}

interface Cycle {
  readonly applied: Applied;
  readonly sync: SyncResult;
}

/** One cycle for the person's on-premises object; nothing where there is none. */
function synchronizePerson(
  state: TwinState,
  settings: CheckContext['settings'],
):
  | { readonly applied: Extract<Applied, { kind: 'applied' }>; readonly sync: SyncResult }
  | (Cycle & { readonly applied: Extract<Applied, { kind: 'blind' }> })
  | undefined {
  const { onPrem, directories } = state;
  if (onPrem === undefined) return undefined;
  const meeting = { onprem: directories.onprem, cloud: directories.cloud === undefined ? undefined : near(onPrem, directories.cloud) };
  const sync = synchronize(createSyncWorld(meeting, settings), onPrem);
  const changes: PlannedChange[] = applySync(sync, settings).map(({ object, attribute, to }) => ({ object, attribute, to }));
  if (sync.target.kind === 'new' && sync.type !== 'user')
    changes.push({ object: 'cloud:new', attribute: '@odata.type', to: GRAPH_TYPES[sync.type] });
  if (changes.length === 0) return { applied: { kind: 'applied', state, changes: [], undo: [] }, sync };
  const target = targetOf(sync, state);
  const applied = applyChanges({ ...state, cloud: target }, changes);
  return applied.kind === 'blind' ? { applied, sync } : { applied, sync };
}

const GRAPH_TYPES = { contact: '#microsoft.graph.orgContact', group: '#microsoft.graph.group', other: null };

/** The cloud object that the cycle writes to; undefined: a new one. */
function targetOf({ target, removed }: SyncResult, { cloud, directories }: TwinState): RecipientRecord | undefined {
  if (target.kind === 'cloud') return target.record;
  if (removed === undefined) return undefined;
  return directories.cloud?.find('objectId', removed)[0] ?? cloud;
}

/** A side as large as this is looked through as a whole for each cycle. */
const SMALL = 200;

/** The part of the cloud side that one object can meet in a cycle: whatever shares a key with it. */
function near(record: RecipientRecord, cloud: SideIndex): SideIndex {
  if (cloud.records.length <= SMALL) return cloud;
  const found = new Set<RecipientRecord>();
  const add = (kind: KeyKind, values: readonly string[]): void => {
    for (const value of values) for (const other of cloud.find(kind, value)) found.add(other);
  };
  for (const guid of [...keysOf(record, 'objectId'), ...keysOf(record, 'consistencyGuid')]) {
    const anchor = guidForms(guid)?.immutableId;
    if (anchor !== undefined) add('immutableId', [anchor]);
  }
  add('address', [...keysOf(record, 'address'), ...keysOf(record, 'upn')]);
  add('upn', [...keysOf(record, 'address'), ...keysOf(record, 'upn')]);
  add('proxy', keysOf(record, 'proxy'));
  add('sid', keysOf(record, 'sid'));
  return {
    side: cloud.side,
    tables: cloud.tables,
    records: [...found],
    isAsked: cloud.isAsked === true,
    find: (kind, value) => cloud.find(kind, value),
  };
}

/** The person of a state, joined anew. */
export function subjectOf({ onPrem, cloud, directories }: TwinState, like: Subject): Subject {
  const own = onPrem ?? cloud;
  const other = own?.side === 'cloud' ? directories.onprem : directories.cloud;
  const partners = own === undefined || other === undefined ? [] : findPartners(own, other);
  const partner = partners.find(({ record }) => record === onPrem || record === cloud) ?? partners[0];
  const pair = own?.side === 'cloud' ? { onPrem: partner?.record, cloud: own } : { onPrem: own, cloud: partner?.record };
  const contenders = findContenders(pair, directories);
  return {
    ...like,
    ...pair,
    joinedBy: partner?.by,
    keys: pair.onPrem === undefined || pair.cloud === undefined ? [] : keysIn(agreement(pair.onPrem, pair.cloud)),
    contenders: contenders.list,
    contenderCount: contenders.count,
    rivals: [],
  };
}

/** What is still wrong after a plan, and what can no longer be told. */
export interface Left {
  readonly still: readonly Finding[];
  readonly undecided: readonly string[];
}

/**
 * Applies a plan of one person to a copy, runs the cycles, and asks all checks again.
 *
 * Proven: every finding that the plan repairs is gone, and no blocker or error is there that was not there before. What cannot be decided any more,
 * or what only a cycle brings whose outcome hangs on something that was not read, is not proven.
 * In: the steps of the plan in order; `whatIsLeft` for findings of a text, where the checks do not tell.
 */
export function provePlan(
  subject: Subject,
  steps: readonly PlanStep[],
  ruleSet: RuleSet,
  context: CheckContext,
  whatIsLeft?: (state: TwinState) => Left,
): Proof {
  if (steps.length === 0) return { kind: 'cannot-be-simulated', why: 'There is no step to simulate.', steps: [] };
  const blind = steps.flatMap((step) => {
    const why = whyNotModelled(step);
    return why === undefined ? [] : [{ id: step.id, why }];
  });
  const [first] = blind;
  if (first !== undefined) return { kind: 'cannot-be-simulated', why: first.why, steps: blind.map(({ id }) => id) };
  if (steps.every((step) => step.changes.length === 0 && !step.synchronizes))
    return { kind: 'cannot-be-simulated', why: 'The plan changes nothing in the directories.', steps: steps.map(({ id }) => id) };
  const earlier = createChecks(ruleSet, context);
  const before = earlier.findings(subject);
  const simulation = simulatePlan(steps, twinOf(subject, context.directories), context.settings);
  if (simulation.kind === 'blind') return { kind: 'cannot-be-simulated', why: simulation.why, steps: [simulation.step] };
  const { state, trace } = simulation;
  const checks = createChecks(ruleSet, { ...context, directories: state.directories });
  const after = subjectOf(state, subject);
  const left = checks.findings(after);
  // What could not be decided before is not new when it shows afterwards.
  const was = new Set([...before.map(({ ruleId }) => ruleId), ...openIds(earlier, subject)]);
  const { still, undecided } = whatIsLeft?.(state) ?? leftOfChecks(steps, left, openIds(checks, after), ruleSet, checks.facts(after));
  const appeared = left.filter(({ ruleId, severity }) => !was.has(ruleId) && (severity === 'blocker' || severity === 'error'));
  const missing = [...new Set(trace.flatMap(({ sync }) => sync?.missing ?? []))];
  if (still.length === 0 && appeared.length === 0 && undecided.length === 0 && (missing.length === 0 || !hangsOnCycle(trace))) {
    const gone = before.filter(({ ruleId }) => !left.some((finding) => finding.ruleId === ruleId)).map(({ ruleId }) => ruleId);
    return { kind: 'proven', why: 'On the copy the finding is gone, and nothing new appeared.', gone, trace };
  }
  return { kind: 'not-proven', why: whyNotProven(still, appeared, undecided, missing, trace), still, appeared, trace };
}

/** True where a cycle changed anything in the cloud: what it did may have mattered. */
function hangsOnCycle(trace: readonly StepTrace[]): boolean {
  return trace.some(({ sync, changes }) => sync !== undefined && sync.missing.length > 0 && changes.some(({ side }) => side === 'cloud'));
}

/** Checks that cannot be decided for a person. */
function openIds(checks: Checks, subject: Subject): readonly string[] {
  return checks.scan(subject).open.flatMap((index) => checks.checks.slice(index, index + 1).map(({ id }) => id));
}

/**
 * What is left of the findings of checks that the plan is for. A finding that remains with a cause that needs no repair is repaired; one that can no
 * longer be decided is repaired where the causes that the plan is for are ruled out.
 */
function leftOfChecks(steps: readonly PlanStep[], left: readonly Finding[], open: readonly string[], ruleSet: RuleSet, facts: Facts): Left {
  const planned = new Map<string, Set<string>>();
  for (const { finding, cause } of steps) planned.set(finding, (planned.get(finding) ?? new Set()).add(cause));
  const isStill = ({ ruleId, causes }: Finding): boolean =>
    causes.length === 0 ||
    causes.some(
      ({ id, status, fits, fixes }) =>
        (status === 'confirmed' || (status === 'possible' && (fits || planned.get(ruleId)?.has(id) === true))) &&
        (fixes.length > 0 || planned.get(ruleId)?.has(id) === true),
    );
  const mayHold = (id: string): boolean =>
    (ruleSet.rule(id)?.causes ?? []).some(
      (cause) =>
        planned.get(id)?.has(cause.id) === true &&
        (cause.when === undefined || cause.when === 'recognised' || truthOf(cause.when, facts, () => false) !== 'false'),
    );
  return {
    still: left.filter((finding) => planned.has(finding.ruleId) && isStill(finding)),
    undecided: open.filter((id) => planned.has(id) && mayHold(id)).map((id) => ruleSet.rule(id)?.title ?? id),
  };
}

function whyNotProven(
  still: readonly Finding[],
  appeared: readonly Finding[],
  undecided: readonly string[],
  missing: readonly string[],
  trace: readonly StepTrace[],
): string {
  const failed = trace.find(({ sync }) => sync !== undefined && /^(?:error|blocked|quarantine|undecided)/.test(sync.outcome))?.sync;
  const parts = [
    ...(failed === undefined ? [] : [`The synchronization cycle ends with ${failed.outcome}: ${failed.why}`]),
    ...(still.length === 0 ? [] : [`Still there: ${still.map(({ title }) => title).join('; ')}.`]),
    ...(undecided.length === 0 ? [] : [`Cannot be told any more: ${undecided.join('; ')}.`]),
    ...(appeared.length === 0 ? [] : [`New: ${appeared.map(({ title }) => title).join('; ')}.`]),
    ...(missing.length === 0 ? [] : [`What the synchronization cycle does hangs on what was not read: ${missing.join('; ')}.`]),
  ];
  return parts.join(' ');
}

/** Takes back all that a simulation did, last first: the first state, value for value. */
export function undo(state: TwinState, trace: readonly StepTrace[]): TwinState {
  return undoChanges(
    state,
    trace.flatMap((step) => step.undo),
  );
}
