import type { RuleSet } from '../engine/rule-set.js';
import { joinPeople, type People } from '../facts/people.js';
import type { Subject } from '../facts/subject.js';
import { type Check, type CheckContext, type Checks, createChecks, READINESS_VERDICTS, type ReadinessVerdict } from '../findings/checks.js';
import type { Finding } from '../findings/finding.js';
import { planFixes } from '../fixes/plan.js';
import type { CheckCount, PersonResult, Readiness } from '../fixes/readiness.js';

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

export interface ReadinessOptions extends CheckContext {
  readonly ruleSet: RuleSet;
  /** Whom to judge; all without it. */
  readonly includes?: ((subject: Subject) => boolean) | undefined;
  /** The same, decided by who there is: asked once, after both sides are joined. Out: by index of a person. */
  readonly choose?: ((people: People) => (index: number) => boolean) | undefined;
  readonly notes?: readonly string[];
}

const STEP = 256;

/**
 * Judges every recipient of both sides. Yields after the join, and then now and then, how far it is, so that the caller can show it, let others run,
 * and stop: a run that is stopped early (`next(true)`; `return()` of the generator is of no use here) gives what it has, marked as incomplete.
 */
export function* assess(options: ReadinessOptions): Generator<Progress, Readiness, boolean | undefined> {
  const people = joinPeople(options.directories);
  const checks = createChecks(options.ruleSet, options);
  const chosen = chosenIndexes(people, options);
  const store = createStore(chosen.length);
  let isStopped = (yield { done: 0, of: chosen.length }) === true;
  for (const [position, index] of chosen.entries()) {
    if (isStopped) break;
    store.add(index, checks.scan(people.subject(index)));
    if (position % STEP === STEP - 1) isStopped = (yield { done: position + 1, of: chosen.length }) === true;
  }
  return readinessOf(options, people, checks, store, chosen.length);
}

function chosenIndexes(people: People, { includes, choose }: ReadinessOptions): Uint32Array {
  const isChosen = choose?.(people);
  const indexes = new Uint32Array(people.length);
  let count = 0;
  for (let index = 0; index < people.length; index++) {
    if (isChosen?.(index) === false || includes?.(people.subject(index)) === false) continue;
    indexes[count++] = index;
  }
  return indexes.subarray(0, count);
}

/** `assess` without a stop. */
export function assessAll(options: ReadinessOptions): Readiness {
  const run = assess(options);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}

function readinessOf(options: ReadinessOptions, people: People, checks: Checks, store: Store, chosen: number): Readiness {
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
    ruleSet: options.ruleSet,
    context: options,
    direction: options.direction,
    people,
    checks,
    chosen,
    length: store.length,
    isComplete: store.length === chosen,
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
  const counts = checks.map((check) => ({ check, confirmed: 0, possible: 0, open: 0, firstFound: -1, firstOpen: -1 }));
  for (let position = 0; position < store.length; position++) {
    const { hits, open } = store.at(position);
    for (const hit of hits) {
      const count = counts[hit < 0 ? -1 - hit : hit];
      if (count === undefined) continue;
      if (hit < 0) count.possible++;
      else count.confirmed++;
      if (count.firstFound < 0) count.firstFound = position;
    }
    for (const index of open) {
      const count = counts[index];
      if (count === undefined) continue;
      count.open++;
      if (count.firstOpen < 0) count.firstOpen = position;
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
