import { evaluate } from '../engine/evaluate.js';
import type { Command, Fix, Parameter } from '../engine/rule.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { FactName } from '../facts/fact.js';
import type { Facts } from '../facts/maker.js';
import type { CauseFinding, Finding } from '../findings/finding.js';
import { changesOf, synchronizes } from './changes.js';
import { dropIdleCycles, order } from './order.js';
import { type Binding, type Bindings, type RenderedCommand, renderCommand } from './powershell.js';
import type { PlannedGuard, PlanStep } from './step.js';

/** The steps of all recipients, in the order to run them. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** Steps by finding and cause: `ruleId cause subject` to step ids. */
  readonly stepsOf: (finding: Finding, cause: CauseFinding) => readonly string[];
  /** Why a fix is withheld. */
  readonly notes: readonly string[];
}

/**
 * Binds the fixes of the decided causes to the recipients and puts them in the order to run: what must be there first, first.
 *
 * A cause is decided when it is confirmed, or when it is the last one left and something speaks for it. What is still open gets no step,
 * for a repair of the wrong cause does harm. `chosen` adds causes that the user picked by id, `chosenFixes` puts alternatives in place.
 */
export function planFixes(
  findings: readonly Finding[],
  ruleSet: RuleSet,
  chosen: ReadonlySet<string> = new Set(),
  chosenFixes: ReadonlySet<string> = new Set(),
): Plan {
  const steps = new Map<string, PlanStep>();
  /** Step ids by fix and recipient. */
  const planned = new Map<string, string>();
  const owners = new Map<string, string[]>();
  const notes: string[] = [];
  for (const finding of findings) {
    for (const cause of decided(finding, chosen)) {
      const ids: string[] = [];
      for (const fixId of fixesFor(cause, chosenFixes)) {
        const fix = ruleSet.fix(fixId);
        if (fix === undefined) continue;
        const subject = subjectName(finding);
        const known = planned.get(`${fixId} ${subject}`);
        if (known !== undefined) {
          ids.push(known);
          continue;
        }
        const guards = judgeGuards(fix, finding.facts);
        const blocking = guards.filter((guard) => guard.state === 'blocks');
        if (blocking.length > 0) {
          // A quiet guard says that this is not the fix that applies; any other says that the repair must not go on.
          if (blocking.some((guard) => fix.guards?.find((candidate) => candidate.id === guard.id)?.quiet === true)) continue;
          notes.push(`Withheld for ${subject}: ${fix.title}, and what follows it. ${blocking.map((guard) => guard.why).join(' ')}`);
          break;
        }
        const step = bind(fix, finding, cause, guards, ruleSet, uniqueId(fixId, steps));
        steps.set(step.id, step);
        planned.set(`${fixId} ${subject}`, step.id);
        ids.push(step.id);
      }
      owners.set(ownerKey(finding, cause), ids);
    }
  }
  dropCovered(steps, owners, ruleSet);
  const ordered = dropIdleCycles(order([...steps.values()], ruleSet), owners);
  return { steps: ordered, stepsOf: (finding, cause) => owners.get(ownerKey(finding, cause)) ?? [], notes };
}

/** The fixes of a cause; an alternative that the user picked stands in the place of the first. */
function fixesFor(cause: CauseFinding, chosen: ReadonlySet<string>): readonly string[] {
  const picked = cause.alternatives.filter((id) => chosen.has(id));
  return picked.length === 0 ? cause.fixes : [...picked, ...cause.fixes.slice(1)];
}

function dropCovered(steps: Map<string, PlanStep>, owners: Map<string, string[]>, ruleSet: RuleSet): void {
  for (const step of [...steps.values()]) {
    const covering = ruleSet.fix(step.fixId)?.coveredBy ?? [];
    if (![...steps.values()].some((other) => other.subject === step.subject && covering.includes(other.fixId))) continue;
    steps.delete(step.id);
    for (const [key, ids] of owners)
      owners.set(
        key,
        ids.filter((id) => id !== step.id),
      );
  }
}

/** The causes of a finding whose repair is safe to advise. */
export function decided(finding: Finding, chosen: ReadonlySet<string>): readonly CauseFinding[] {
  const confirmed = finding.causes.filter((cause) => cause.status === 'confirmed' || (cause.status === 'possible' && chosen.has(cause.id)));
  if (confirmed.length > 0) return confirmed;
  // Only the main diagnosis may advise on a cause that is merely the last one left.
  if (finding.status === 'possible' || finding.explainedBy.length > 0) return [];
  const open = finding.causes.filter((cause) => cause.status === 'possible');
  const [last] = open;
  // The last one left is advised on when it is the only one there is, or when something speaks for it.
  if (open.length === 1 && last !== undefined && (finding.causes.length === 1 || last.holds > 0)) return open;
  const fitting = open.filter((cause) => cause.fits);
  return fitting.length === 1 ? fitting : [];
}

function ownerKey(finding: Finding, cause: CauseFinding): string {
  return `${finding.ruleId} ${cause.id} ${subjectName(finding)}`;
}

/** The recipient (or server, or batch) that a finding is about, as a person would name it; empty when nothing names it. */
export function subjectName(finding: Finding): string {
  const names: readonly FactName[] =
    finding.subjectKind === 'endpoint'
      ? ['input.server']
      : finding.subjectKind === 'batch'
        ? ['input.batch']
        : [
            'cloud.userPrincipalName',
            'onPrem.userPrincipalName',
            'cloud.primarySmtpAddress',
            'onPrem.primarySmtpAddress',
            'input.address',
            'input.identity',
            'input.guid',
          ];
  if (finding.subjectKind === 'organization' || finding.subjectKind === 'tenant') return '';
  if (finding.subjectKind === 'message') {
    const author = finding.facts('header.from');
    return author.kind === 'known' && typeof author.value === 'string' ? author.value : '';
  }
  for (const name of names) {
    const fact = finding.facts(name);
    if (fact.kind === 'known' && typeof fact.value === 'string') return fact.value;
  }
  return '';
}

function uniqueId(fixId: string, steps: ReadonlyMap<string, PlanStep>): string {
  for (let count = 1; ; count++) {
    const id = count === 1 ? fixId : `${fixId}-${count}`;
    if (!steps.has(id)) return id;
  }
}

function judgeGuards(fix: Fix, facts: Facts): readonly PlannedGuard[] {
  return (fix.guards ?? []).map(({ id, blockedWhen, why }) => {
    const { truth, missing } = evaluate(blockedWhen, facts, () => []);
    const state = truth === 'true' ? 'blocks' : truth === 'false' ? 'clear' : 'open';
    return { id, state, why, missing };
  });
}

function bind(fix: Fix, finding: Finding, cause: CauseFinding, guards: readonly PlannedGuard[], ruleSet: RuleSet, id: string): PlanStep {
  const parameters = { ...ruleSet.parameters, ...fix.parameters };
  const bindings = bindingsFor(finding.facts, parameters);
  const isWanted = (command: Command): boolean =>
    !('run' in command) || command.skipWithout === undefined || !isAbsent(parameters[command.skipWithout], finding.facts);
  const render = (commands: readonly Command[] | undefined): readonly RenderedCommand[] =>
    (commands ?? []).filter(isWanted).map((command) => renderCommand(command, bindings, ruleSet.knowsWhatIf));
  const openGuards = (fix.guards ?? []).filter((guard) => guards.some((judged) => judged.id === guard.id && judged.state === 'open'));
  const precheck = [...openGuards.flatMap((guard) => render(guard.precheck)), ...render(fix.precheck)];
  const commands = render(fix.steps);
  const confidence =
    openGuards.length > 0 || commands.every((command) => command.isManual) || cause.status !== 'confirmed'
      ? 'needs-judgement'
      : commands.some((command) => command.hasPlaceholders)
        ? 'has-placeholders'
        : 'exact';
  return {
    id,
    fixId: fix.id,
    title: fix.title,
    why: fix.why,
    finding: finding.ruleId,
    cause: cause.id,
    subject: subjectName(finding),
    risk: fix.risk,
    confidence,
    guards,
    precheck,
    commands,
    verify: render(fix.verify),
    rollback: render(fix.rollback),
    ...changesOf(fix, finding, bindings, (name) => isAbsent(parameters[name], finding.facts)),
    synchronizes: synchronizes(fix),
    retired: fix.retired,
  };
}

/** True where the facts of a parameter are known, and none has a value. */
function isAbsent(parameter: Parameter | undefined, facts: Facts): boolean {
  return (
    parameter !== undefined &&
    parameter.from.length > 0 &&
    parameter.from.every((name) => {
      const fact = facts(name);
      return fact.kind === 'known' && fact.value === null;
    })
  );
}

/** Parameters by name: the first known fact, else a placeholder. */
export function bindingsFor(facts: Facts, parameters: Readonly<Record<string, Parameter>>): Bindings {
  return (name): Binding => {
    const parameter = parameters[name];
    if (parameter === undefined) return { kind: 'placeholder', name };
    for (const from of parameter.from) {
      const fact = facts(from);
      if (fact.kind !== 'known' || fact.value === null) continue;
      if (parameter.type === 'list' && typeof fact.value === 'object') return { kind: 'list', values: fact.value };
      const value = typeof fact.value === 'object' ? fact.value.join(',') : String(fact.value);
      if (value !== '') return { kind: 'value', value };
    }
    return { kind: 'placeholder', name: parameter.placeholder };
  };
}
