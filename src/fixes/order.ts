import type { RuleSet } from '../engine/rule-set.js';
import type { PlannedChange } from './changes.js';
import type { PlanStep } from './step.js';

/**
 * Stable topological order: what `after` says; wrong and doubled values go before anything is made, written or matched; what is made is there before
 * it is written to; what only synchronizes comes after everything that is to be synchronized; a move comes last. A cycle keeps the order of appearance.
 */
export function order(steps: readonly PlanStep[], ruleSet: RuleSet): readonly PlanStep[] {
  const stages = new Map(steps.map((step) => [step, stageOf(step)]));
  const says = (step: PlanStep, other: PlanStep): boolean => ruleSet.fix(step.fixId)?.after?.includes(other.fixId) === true;
  const follows = (step: PlanStep, other: PlanStep): boolean => {
    if (other === step || other.subject !== step.subject) return false;
    if (says(step, other)) return true;
    const [stage, before] = [stages.get(step), stages.get(other)];
    if (stage === undefined || before === undefined || says(other, step)) return false;
    return BEFORE[stage].includes(before);
  };
  const ordered: PlanStep[] = [];
  const waiting = [...steps];
  while (waiting.length > 0) {
    const next = waiting.findIndex((step) => !waiting.some((other) => follows(step, other)));
    ordered.push(...waiting.splice(Math.max(0, next), 1));
  }
  return ordered;
}

/** What kind of work a step is, as far as its place in the plan goes. */
type Stage = 'clear' | 'make' | 'write' | 'match' | 'synchronize' | 'move' | 'other';

const BEFORE: Readonly<Record<Stage, readonly Stage[]>> = {
  clear: [],
  make: ['clear'],
  write: ['clear', 'make'],
  match: ['clear', 'make'],
  synchronize: ['clear', 'make', 'write', 'match'],
  move: ['clear', 'make', 'write', 'match', 'synchronize'],
  other: [],
};

function stageOf(step: PlanStep): Stage {
  const runs = step.commands.flatMap(({ call }) => (call === undefined ? [] : [call.run]));
  const isOnPrem = step.commands.some(({ shell }) => SYNCHRONIZED.has(shell));
  if (runs.some((run) => /^(?:Start|New|Resume|Complete)-(?:MigrationUser|MigrationBatch|MoveRequest)$/.test(run))) {
    // A step that repairs and then lets the move go on is no move alone: what follows the repair must not wait.
    return runs.every((run) => /Mig|Move|^(?:Get|Read|Connect)-/.test(run)) ? 'move' : 'other';
  }
  if (step.synchronizes && step.commands.every(({ text }) => /^(?:Start-ADSyncSyncCycle|Get-)/.test(text))) return 'synchronize';
  if (step.synchronizes) return 'match';
  if (runs.some((run) => /^(?:New|Enable)-(?:RemoteMailbox|Mailbox|MailUser|MailContact)$/.test(run))) return 'make';
  if (step.changes.length > 0 && step.changes.every((change) => change.isOther === true || takesAway(change))) return 'clear';
  return isOnPrem ? 'write' : 'other';
}

/** True for a change that only takes a value away. */
function takesAway({ to, add, remove, primary }: PlannedChange): boolean {
  return primary === undefined && add === undefined && (remove !== undefined || to === null);
}

/**
 * One cycle carries what several steps of a person wrote: a delta cycle is left out where an earlier step ends with one and nothing was written since.
 */
export function dropIdleCycles(steps: readonly PlanStep[], owners: Map<string, string[]>): readonly PlanStep[] {
  const instead = new Map<string, string>();
  /** By person, the step that ended with a cycle, while nothing was written since. */
  const last = new Map<string, PlanStep>();
  const kept = steps.filter((step) => {
    const before = last.get(step.subject);
    if (before !== undefined && step.fixId === 'run-delta-sync') {
      instead.set(step.id, before.id);
      return false;
    }
    if (step.commands.at(-1)?.call?.run === 'Start-ADSyncSyncCycle' && !step.commands.some(({ isManual }) => isManual))
      last.set(step.subject, step);
    else if (step.commands.some(({ shell, isManual }) => SYNCHRONIZED.has(shell) || isManual)) last.delete(step.subject);
    return true;
  });
  for (const [key, ids] of owners) owners.set(key, [...new Set(ids.map((id) => instead.get(id) ?? id))]);
  return kept;
}

/** Where commands change what a cycle then carries to the cloud. */
const SYNCHRONIZED: ReadonlySet<string> = new Set(['exchange-onprem', 'ad-ds']);
