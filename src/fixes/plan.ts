import { evaluate } from '../engine/evaluate.js';
import type { Change, Command, Fix, Parameter, Risk } from '../engine/rule.js';
import { changesSomething, type RuleSet } from '../engine/rule-set.js';
import type { Side } from '../evidence/directory.js';
import type { FactName } from '../facts/fact.js';
import type { Facts } from '../facts/maker.js';
import { type RecipientRecord, readColumn } from '../facts/recipients.js';
import type { CauseFinding, Finding } from '../findings/finding.js';
import { type Binding, type Bindings, type RenderedCommand, renderCommand } from './powershell.js';

/** What a step does to one attribute of the modelled directory. */
export interface PlannedChange {
  readonly object: string;
  readonly attribute: string;
  /** Undefined: not read. */
  readonly from?: string | readonly string[] | null;
  /** As it is after this change alone; the values of `add` where what was there is not known. */
  readonly to: string | readonly string[] | null;
  /** What a list gets and loses: so that several steps can change one list. */
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** The address that becomes the primary one of a list of proxy addresses. */
  readonly primary?: string;
  /** Bits of a number that are set; the others of the mask are cleared. */
  readonly mask?: number;
  readonly bits?: number;
  /** The object is not the recipient's own. */
  readonly isOther?: boolean;
  /** The synchronization cycle of the step does it. */
  readonly byCycle?: boolean;
}

/** A guard of a fix, judged on the facts. */
export interface PlannedGuard {
  readonly id: string;
  readonly state: 'clear' | 'open' | 'blocks';
  readonly why: string;
  readonly missing: readonly FactName[];
}

/** One repair, bound to one recipient. */
export interface PlanStep {
  readonly id: string;
  readonly fixId: string;
  readonly title: string;
  readonly why: string | undefined;
  readonly finding: string;
  readonly cause: string;
  readonly subject: string;
  readonly risk: Risk;
  /** `exact`: may be run as it stands. `has-placeholders`: somebody fills in a value. `needs-judgement`: a guard is open, or only a person can do it. */
  readonly confidence: 'exact' | 'has-placeholders' | 'needs-judgement';
  readonly guards: readonly PlannedGuard[];
  readonly precheck: readonly RenderedCommand[];
  readonly commands: readonly RenderedCommand[];
  readonly verify: readonly RenderedCommand[];
  readonly rollback: readonly RenderedCommand[];
  readonly changes: readonly PlannedChange[];
  /** The changes are all that it does to the modelled directory: it can be simulated. */
  readonly isModelled: boolean;
  /** It runs a synchronization cycle. */
  readonly synchronizes: boolean;
  readonly retired: string | undefined;
}

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

/** The changes of a fix, filled in. Not modelled: the fix says none (and does more than to synchronize), or a value of them is not known. */
function changesOf(
  fix: Fix,
  finding: Finding,
  bindings: Bindings,
  isNone: (name: string) => boolean,
): Pick<PlanStep, 'changes' | 'isModelled'> {
  const changes: PlannedChange[] = [];
  let isModelled = fix.changes !== undefined || onlySynchronizes(fix);
  for (const change of fix.changes ?? []) {
    if (change.skipWithout !== undefined && isNone(change.skipWithout)) continue;
    const record = change.object === 'onPrem' ? finding.subject.onPrem : finding.subject.cloud;
    const other = change.of === undefined ? undefined : fillWhole(change.of, bindings);
    const before = record === undefined || change.of !== undefined ? undefined : readColumn(record, [change.attribute.toLowerCase()]).value;
    // A list that an earlier change of the same fix wrote.
    const object = change.of === undefined ? objectName(change.object, record) : `${sideName(change.object)}:${other ?? 'unknown'}`;
    const earlier = changes.findLast((known) => known.object === object && known.attribute === change.attribute);
    const after = filledChange(change, earlier === undefined ? before : earlier.to, bindings, isNone);
    if (after === undefined || (change.of !== undefined && other === undefined)) {
      // What the cycle brings is worked out by the twin.
      if (change.byCycle !== true) isModelled = false;
      continue;
    }
    changes.push({
      object,
      attribute: change.attribute,
      ...(before === undefined ? {} : { from: before }),
      ...after,
      ...(change.of === undefined ? {} : { isOther: true }),
      ...(change.byCycle === true ? { byCycle: true } : {}),
    });
  }
  return { changes, isModelled };
}

function filledChange(
  change: Change,
  from: string | readonly string[] | null | undefined,
  bindings: Bindings,
  isNone: (name: string) => boolean,
): Pick<PlannedChange, 'to' | 'add' | 'remove' | 'primary' | 'mask' | 'bits'> | undefined {
  if (change.to !== undefined) {
    if (change.to === null) return { to: null };
    if (typeof change.to === 'string') {
      const to = fillWhole(change.to, bindings) ?? (change.orUnknown === true ? CHOSEN_BY_EXCHANGE : undefined);
      return to === undefined ? undefined : { to };
    }
    const to = fillItems(change.to, bindings, isNone);
    return to === undefined ? undefined : { to };
  }
  if (change.primary !== undefined) {
    const primary = fillWhole(change.primary, bindings);
    return primary === undefined ? undefined : { to: primaryList(from ?? null, primary), primary };
  }
  if (change.mask !== undefined && change.bits !== undefined) {
    const bits = Number(fillWhole(change.bits, bindings) ?? Number.NaN);
    return Number.isInteger(bits) ? { to: withBits(from ?? null, change.mask, bits), mask: change.mask, bits } : undefined;
  }
  const add = fillItems(change.add ?? [], bindings, isNone);
  const remove = fillItems(change.remove ?? [], bindings, isNone);
  if (add === undefined || remove === undefined) return undefined;
  const list = changedList(from ?? null, add, remove);
  return { to: list.length === 0 ? null : list, ...(add.length === 0 ? {} : { add }), ...(remove.length === 0 ? {} : { remove }) };
}

/** What a value is written as that is set and not known: Exchange chooses it (a legacyExchangeDN). */
export const CHOSEN_BY_EXCHANGE = '<chosen by Exchange>';

/** A number with these bits of a mask set and its others cleared; 0 where there was none. */
export function withBits(from: string | readonly string[] | null, mask: number, bits: number): string {
  const number = typeof from === 'string' && /^-?\d{1,10}$/.test(from) ? Number(from) : 0;
  return String((number & ~mask) | bits);
}

/** A list of proxy addresses with another primary SMTP address; the former one stays as a secondary address. */
export function primaryList(from: string | readonly string[] | null, primary: string): readonly string[] {
  const own = `smtp:${primary}`.toLowerCase();
  const others = (from === null ? [] : typeof from === 'string' ? [from] : from).filter((value) => value.toLowerCase() !== own);
  return [`SMTP:${primary}`, ...others.map((value) => (value.startsWith('SMTP:') ? `smtp:${value.slice(5)}` : value))];
}

/** A list without the removed values and with the added ones at its end; values are compared without case. */
export function changedList(from: string | readonly string[] | null, add: readonly string[], remove: readonly string[]): readonly string[] {
  const gone = new Set(remove.map((value) => value.toLowerCase()));
  const list = (from === null ? [] : typeof from === 'string' ? [from] : from).filter((value) => !gone.has(value.toLowerCase()));
  const there = new Set(list.map((value) => value.toLowerCase()));
  for (const value of add) {
    if (there.has(value.toLowerCase())) continue;
    there.add(value.toLowerCase());
    list.push(value);
  }
  return list;
}

/** The items of a list; an item that is one whole parameter (`${list}`, `smtp:${list}`) gives all its values, and none where it is known to have none. */
function fillItems(items: readonly string[], bindings: Bindings, isNone: (name: string) => boolean): readonly string[] | undefined {
  const filled: string[] = [];
  for (const item of items) {
    const [, prefix = '', whole] = /^([A-Za-z0-9]{1,10}:)?\$\{([A-Za-z0-9]{1,60})\}$/.exec(item) ?? [];
    const binding = whole === undefined ? undefined : bindings(whole);
    if (binding?.kind === 'list') filled.push(...binding.values.map((value) => prefix + value));
    else if (whole === undefined || !isNone(whole)) {
      const text = fillWhole(item, bindings);
      if (text === undefined) return undefined;
      filled.push(text);
    }
  }
  return filled;
}

function fillWhole(text: string, bindings: Bindings): string | undefined {
  let isComplete = true;
  const filled = text.replace(/\$\{([A-Za-z0-9]{1,60})\}/g, (_, name: string) => {
    const binding = bindings(name);
    if (binding.kind === 'value') return binding.value;
    if (binding.kind === 'list') return binding.values.join(',');
    isComplete = false;
    return '';
  });
  return isComplete ? filled : undefined;
}

const sideName = (object: 'onPrem' | 'cloud'): Side => (object === 'onPrem' ? 'onprem' : 'cloud');

function objectName(object: 'onPrem' | 'cloud', record: RecipientRecord | undefined): string {
  const side = sideName(object);
  if (record === undefined) return `${side}:new`;
  const name = readColumn(
    record,
    object === 'onPrem'
      ? ['distinguishedname', 'objectguid', 'userprincipalname']
      : ['id', 'exo.externaldirectoryobjectid', 'userprincipalname', 'exo.userprincipalname'],
  );
  return `${side}:${typeof name.value === 'string' ? name.value : 'unknown'}`;
}

/** Commands that let a synchronization cycle run, for all objects or for one. */
const CYCLES: ReadonlySet<string> = new Set(['Start-ADSyncSyncCycle', 'Invoke-ADSyncSingleObjectSync']);

/** True for a fix that lets directory synchronization run. */
export function synchronizes(fix: Fix): boolean {
  return fix.synchronizes === true || fix.steps.some((command) => 'run' in command && CYCLES.has(command.run));
}

/** True for a fix that does nothing to the directories but to let a cycle run. */
export function onlySynchronizes(fix: Fix): boolean {
  return synchronizes(fix) && fix.steps.every((command) => 'run' in command && (CYCLES.has(command.run) || !changesSomething(command.run)));
}

/**
 * Stable topological order: what `after` says; wrong and doubled values go before anything is made, written or matched; what is made is there before
 * it is written to; what only synchronizes comes after everything that is to be synchronized; a move comes last. A cycle keeps the order of appearance.
 */
function order(steps: readonly PlanStep[], ruleSet: RuleSet): readonly PlanStep[] {
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
function dropIdleCycles(steps: readonly PlanStep[], owners: Map<string, string[]>): readonly PlanStep[] {
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
