import type { RuleSet } from '../engine/rule-set.js';
import type { FactName } from '../facts/fact.js';
import { joinPeople, type People } from '../facts/people.js';
import type { Subject } from '../facts/subject.js';
import {
  type Check,
  type CheckContext,
  type Checks,
  createChecks,
  type Move,
  READINESS_VERDICTS,
  type ReadinessVerdict,
} from '../findings/checks.js';
import type { Finding } from '../findings/finding.js';
import { type Plan, planFixes } from '../fixes/plan.js';

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** One recipient, as the run left it. */
export interface PersonResult {
  /** Position among the people of the run. */
  readonly index: number;
  readonly subject: Subject;
  readonly verdict: ReadinessVerdict;
  readonly hits: readonly { readonly check: Check; readonly status: 'confirmed' | 'possible' }[];
  readonly open: readonly Check[];
}

/** A check with how many people it found, and how many it could not decide. */
export interface CheckCount {
  readonly check: Check;
  readonly confirmed: number;
  readonly possible: number;
  readonly open: number;
}

/** The result of a run; what is shown of one person is made when it is asked for. */
export interface Readiness {
  readonly direction: Move | undefined;
  /** All people of both sides, whether they were chosen or not. */
  readonly people: People;
  readonly checks: Checks;
  /** How many people were judged. */
  readonly length: number;
  /** False where the run was stopped: the rest was not judged. */
  readonly isComplete: boolean;
  readonly verdicts: Readonly<Record<ReadinessVerdict, number>>;
  /** By number of people found, most first; checks that found nobody and decided all are left out. */
  readonly counts: readonly CheckCount[];
  readonly organization: { readonly findings: readonly Finding[]; readonly open: readonly Check[] };
  readonly notes: readonly string[];
  person(position: number): PersonResult;
  /** Positions of the people with a verdict and, where given, whom a check found. Without a condition all. */
  select(wanted: { readonly verdict?: ReadinessVerdict; readonly check?: string }): readonly number[];
  findings(position: number): readonly Finding[];
  plan(position: number): Plan;
  missing(check: Check, position: number | undefined): readonly FactName[];
}

export interface ReadinessOptions extends CheckContext {
  readonly ruleSet: RuleSet;
  /** Whom to judge; all without it. */
  readonly includes?: ((subject: Subject) => boolean) | undefined;
  readonly notes?: readonly string[];
}

const STEP = 256;

/**
 * Judges every recipient of both sides. Yields now and then how far it is, so that the caller can show it, let others run, and stop: a run that is left
 * early (`return()` of the generator is of no use here: call `next(true)`) gives what it has, marked as incomplete.
 */
export function* assess(options: ReadinessOptions): Generator<Progress, Readiness, boolean | undefined> {
  const people = joinPeople(options.directories);
  const checks = createChecks(options.ruleSet, options);
  const store = createStore(people.length);
  let isComplete = true;
  for (let index = 0; index < people.length; index++) {
    const subject = people.subject(index);
    if (options.includes?.(subject) === false) continue;
    store.add(index, checks.scan(subject));
    if (index % STEP === STEP - 1 && (yield { done: index + 1, of: people.length }) === true) {
      isComplete = index + 1 === people.length;
      break;
    }
  }
  return readinessOf(options, people, checks, store, isComplete);
}

/** `assess` without a stop. */
export function assessAll(options: ReadinessOptions): Readiness {
  const run = assess(options);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}

function readinessOf(options: ReadinessOptions, people: People, checks: Checks, store: Store, isComplete: boolean): Readiness {
  const checkAt = (index: number): Check[] => checks.checks.slice(index, index + 1);
  const person = (position: number): PersonResult => {
    const { index, verdict, hits, open } = store.at(position);
    return {
      index,
      subject: people.subject(index),
      verdict,
      hits: hits.flatMap((hit) =>
        checkAt(hit < 0 ? -1 - hit : hit).map((check) => ({ check, status: hit < 0 ? ('possible' as const) : ('confirmed' as const) })),
      ),
      open: open.flatMap(checkAt),
    };
  };
  const organization = checks.organization();
  const findings = (position: number): readonly Finding[] => checks.findings(people.subject(store.at(position).index));
  return {
    direction: options.direction,
    people,
    checks,
    length: store.length,
    isComplete,
    verdicts: store.verdicts(),
    counts: countsOf(checks, store),
    organization: { findings: organization.findings, open: organization.open.flatMap(checkAt) },
    notes: [...(options.notes ?? []), ...checks.notes],
    person,
    select: ({ verdict, check }) => {
      const wanted = check === undefined ? undefined : checks.checks.find(({ id }) => id === check)?.index;
      if (check !== undefined && wanted === undefined) return [];
      const found: number[] = [];
      for (let position = 0; position < store.length; position++) {
        if (verdict !== undefined && store.verdictAt(position) !== verdict) continue;
        if (wanted !== undefined && !store.at(position).hits.some((hit) => hit === wanted || -1 - hit === wanted)) continue;
        found.push(position);
      }
      return found;
    },
    findings,
    plan: (position) => planFixes(findings(position), options.ruleSet),
    missing: (check, position) => checks.missing(check, position === undefined ? undefined : people.subject(store.at(position).index)),
  };
}

function countsOf({ checks }: Checks, store: Store): readonly CheckCount[] {
  const counts = checks.map((check) => ({ check, confirmed: 0, possible: 0, open: 0 }));
  for (let position = 0; position < store.length; position++) {
    const { hits, open } = store.at(position);
    for (const hit of hits) {
      const count = counts[hit < 0 ? -1 - hit : hit];
      if (count === undefined) continue;
      if (hit < 0) count.possible++;
      else count.confirmed++;
    }
    for (const index of open) {
      const count = counts[index];
      if (count !== undefined) count.open++;
    }
  }
  return counts
    .filter(({ confirmed, possible, open }) => confirmed + possible + open > 0)
    .sort((a, b) => b.confirmed + b.possible - (a.confirmed + a.possible) || b.open - a.open || a.check.index - b.check.index);
}

interface Stored {
  readonly index: number;
  readonly verdict: ReadinessVerdict;
  readonly hits: readonly number[];
  readonly open: readonly number[];
}

/** What the scans of millions came to. The same hits and the same open checks are those of many people: each such list is kept once. */
interface Store {
  readonly length: number;
  add(index: number, scan: Omit<Stored, 'index'>): void;
  at(position: number): Stored;
  verdictAt(position: number): ReadinessVerdict;
  verdicts(): Record<ReadinessVerdict, number>;
}

function createStore(most: number): Store {
  const indexes = new Uint32Array(most);
  const verdicts = new Uint8Array(most);
  const hitLists = new Uint32Array(most);
  const openLists = new Uint32Array(most);
  const lists: (readonly number[])[] = [];
  const byText = new Map<string, number>();
  const idOf = (list: readonly number[]): number => {
    const text = list.join(' ');
    const known = byText.get(text);
    if (known !== undefined) return known;
    byText.set(text, lists.length);
    return lists.push(list) - 1;
  };
  let length = 0;
  const verdictAt = (position: number): ReadinessVerdict => READINESS_VERDICTS[verdicts[position] ?? 0] ?? 'ready';
  return {
    get length() {
      return length;
    },
    add(index, { verdict, hits, open }) {
      indexes[length] = index;
      verdicts[length] = READINESS_VERDICTS.indexOf(verdict);
      hitLists[length] = idOf(hits);
      openLists[length] = idOf(open);
      length++;
    },
    at: (position) => ({
      index: indexes[position] ?? 0,
      verdict: verdictAt(position),
      hits: lists[hitLists[position] ?? 0] ?? [],
      open: lists[openLists[position] ?? 0] ?? [],
    }),
    verdictAt,
    verdicts: () => {
      const counts = { ready: 0, warnings: 0, blocked: 0, 'no-move': 0 };
      for (let position = 0; position < length; position++) counts[verdictAt(position)]++;
      return counts;
    },
  };
}
