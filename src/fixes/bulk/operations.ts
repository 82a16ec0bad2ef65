import type { Shell } from '../../engine/rule.js';
import { changesSomething } from '../../engine/rule-set.js';
import { columnName } from '../../parse/recipient/attributes.js';
import type { RenderedCommand } from '../powershell.js';
import type { PlanStep } from '../step.js';
import { onPremTarget, type Want, wantedAfter } from './wanted.js';

/** What runs in one shell, between two looks at the journal. */
export interface Operation {
  readonly id: string;
  readonly kind: 'run' | 'wait' | 'synchronize';
  readonly shell: Shell;
  /** 1-based, over all shells. */
  readonly phase: number;
  readonly person: string;
  readonly step: PlanStep;
  /** Of `run`: the lines; the last changes something, the ones before it ask or read what it needs. */
  readonly commands: readonly RenderedCommand[];
  readonly wanted: readonly Want[];
  /** The object whose Exchange attributes the command takes away. */
  readonly keep: Pick<Want, 'find' | 'base'> | undefined;
  /** Ids of the person's operations before this one. */
  readonly needs: readonly string[];
}

export interface Phase {
  readonly number: number;
  readonly title: string;
  readonly operations: readonly Operation[];
}

// Rank of what is done between two synchronizations.
const RANKS = { clear: 1, make: 2, stamp: 3, cloud: 4, synchronize: 5 } as const;
type Work = keyof typeof RANKS;
const TITLES: Readonly<Record<Work, string>> = {
  clear: 'Clear duplicates and wrong values',
  make: 'Create and mail-enable',
  stamp: 'Write GUIDs, addresses and types',
  cloud: 'In the cloud',
  synchronize: 'Synchronize once, for all',
};

type Draft = Omit<Operation, 'phase'> & { readonly key: number };

/**
 * The steps of many people in the order to run: phase by phase, and within a phase person by person.
 *
 * In: steps of plans, each plan's in its order. Out: phases in which nobody's later step comes before an earlier one, with one synchronization
 * where each of them had its own.
 */
export function phasesOf(steps: readonly PlanStep[]): readonly Phase[] {
  const people = new Map<string, PlanStep[]>();
  for (const step of steps) {
    const own = people.get(step.subject);
    if (own === undefined) people.set(step.subject, [step]);
    else own.push(step);
  }
  const drafts = [...people].flatMap(([person, own]) => draftsOf(person, own));
  const keys = [...new Set(drafts.map(({ key }) => key))].sort((a, b) => a - b);
  return keys.map((key, index) => {
    const number = index + 1;
    const own = drafts.filter((draft) => draft.key === key);
    const operations = workOf(key) === 'synchronize' ? [synchronization(own, number)] : own.map((draft) => ({ ...draft, phase: number }));
    return { number, title: TITLES[workOf(key)], operations };
  });
}

const workOf = (key: number): Work => (Object.keys(RANKS) as Work[]).find((work) => RANKS[work] === key % 10) ?? 'stamp'; // the keys of a constant

function synchronization(own: readonly Draft[], phase: number): Operation {
  const [first] = own;
  if (first === undefined) throw new Error('a phase without operations');
  const needs = [...new Set(own.flatMap((draft) => draft.needs))];
  return { ...first, id: `synchronize-${hash(needs.join('\n'))}`, person: '', wanted: [], keep: undefined, needs, phase };
}

function draftsOf(person: string, steps: readonly PlanStep[]): readonly Draft[] {
  const drafts: Draft[] = [];
  let round = 0;
  let key = 0;
  let newUpn: string | undefined;
  const add = (kind: Draft['kind'], step: PlanStep, commands: readonly RenderedCommand[], rank: number): void => {
    const [last] = commands.slice(-1);
    if (last === undefined) return;
    key = Math.max(key, round * 10 + rank);
    const id = `${step.fixId}-${hash([last.shell, person, ...commands.map(({ text }) => text)].join('\n'))}`;
    if (drafts.some((other) => other.id === id)) return;
    const wanted = kind === 'run' ? wantedAfter(step, last, newUpn) : [];
    const keep = kind === 'run' && /^(?:Disable|Remove)-/.test(last.call?.run ?? '') ? onPremTarget(step, newUpn) : undefined;
    drafts.push({
      id,
      kind,
      shell: last.shell,
      person,
      step,
      commands,
      wanted,
      keep,
      needs: drafts.flatMap((draft) => (draft.kind === 'synchronize' ? [] : [draft.id])),
      key,
    });
  };
  for (const step of steps) {
    newUpn = upnOf(step) ?? newUpn;
    let waiting: RenderedCommand[] = [];
    for (const command of step.commands) {
      const run = command.call?.run;
      if (run === 'Start-ADSyncSyncCycle') {
        add('synchronize', step, [command], RANKS.synchronize);
        round++;
        key = Math.max(key, round * 10);
        continue;
      }
      if (command.isManual || command.hasPlaceholders) {
        add('wait', step, [command], rankOf(step, command));
        continue;
      }
      waiting.push(command);
      // What only asks, reads or connects goes with the command that follows.
      if (run !== undefined && (!changesSomething(run) || /^(?:Connect|Read)-/.test(run))) continue;
      add('run', step, waiting, rankOf(step, command));
      waiting = [];
    }
  }
  return drafts.map((draft, index) => withNextCheck(draft, drafts[index + 1]));
}

/** What prepares the next command of its step (Disable-MailUser before Enable-RemoteMailbox) is needless once that is done. */
function withNextCheck(draft: Draft, next: Draft | undefined): Draft {
  const prepares = draft.kind === 'run' && draft.wanted.length === 0 && /^(?:Disable|Enable)-/.test(draft.commands.at(-1)?.call?.run ?? '');
  return prepares && next?.kind === 'run' && next.step === draft.step ? { ...draft, wanted: next.wanted } : draft;
}

function upnOf(step: PlanStep): string | undefined {
  const change = step.changes.find(
    ({ object, attribute }) => object.startsWith('onprem:') && columnName(attribute) === 'userprincipalname',
  );
  return typeof change?.to === 'string' ? change.to : undefined;
}

function rankOf({ fixId }: PlanStep, { shell }: RenderedCommand): number {
  if (/^(?:clear|free|drop|take|trim|correct|remove|delete|give-another|change)-/.test(fixId)) return RANKS.clear;
  if (/^(?:create|enable|convert|replace)-.*(?:mailbox|mail-user|contact)/.test(fixId)) return RANKS.make;
  return shell === 'graph' || shell === 'exchange-online' ? RANKS.cloud : RANKS.stamp;
}

/** Sixteen hexadecimal digits of a text (FNV-1a, twice): the same step has the same id in every run. */
export function hash(text: string): string {
  return [0x811c9dc5, 0x01234567]
    .map((seed) => {
      let value = seed;
      for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
      return (value >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
