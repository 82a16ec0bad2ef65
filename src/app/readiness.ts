import type { RuleSet } from '../engine/rule-set.js';
import { finish, type Steps } from '../evidence/steps.js';
import { joinInSteps, type People } from '../facts/people.js';
import { prepareSides } from '../facts/prepare-sides.js';
import { sideNotesInSteps } from '../facts/side-notes.js';
import type { Subject } from '../facts/subject.js';
import { type Check, type CheckContext, type Checks, createChecks } from '../findings/checks.js';
import type { Finding } from '../findings/finding.js';
import { planFixes } from '../fixes/plan.js';
import type { CheckCount, PersonResult, Readiness } from '../fixes/readiness.js';
import { createScanStore, type ScanStore } from './scan-store.js';

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

const STEP = 16;

/** What a run tells at each step: `joining` until it is known who there is, then how far it is, `counting` once everyone is judged. */
export type RunStep = Progress | 'joining' | 'counting';

/**
 * Judges every recipient of both sides. Yields every few milliseconds, so that the caller can show how far it is, let others run, and stop: a run that
 * is stopped early (`next(true)`; `return()` of the generator is of no use here) gives what it has, marked as incomplete. While it is joining it does
 * not stop: who wants that leaves it.
 */
export function* assess(options: ReadinessOptions): Generator<RunStep, Readiness, boolean | undefined> {
  const people = yield* telling('joining', joinInSteps(options.directories));
  yield* telling('joining', prepareSides(options.directories, 'checks'));
  const checks = createChecks(options.ruleSet, options);
  yield 'joining';
  const chosen = chosenIndexes(people, options);
  const store = createScanStore(chosen.length);
  let isStopped = (yield { done: 0, of: chosen.length }) === true;
  for (const [position, index] of chosen.entries()) {
    if (isStopped) break;
    store.add(index, checks.scan(people.subject(index)));
    if (position % STEP === STEP - 1) isStopped = (yield { done: position + 1, of: chosen.length }) === true;
  }
  return yield* telling('counting', readinessInSteps(options, people, checks, store, chosen.length));
}

/** Tells the same at each step. */
function* telling<T>(what: 'joining' | 'counting', steps: Steps<T>): Generator<RunStep, T, boolean | undefined> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    yield what;
  }
}

/** Numbers of the people to judge. */
export function chosenIndexes(people: People, { includes, choose }: Pick<ReadinessOptions, 'includes' | 'choose'>): Uint32Array {
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

/** The result of a run, from what the scans came to. */
export function readinessOf(options: ReadinessOptions, people: People, checks: Checks, store: ScanStore, chosen: number): Readiness {
  return finish(readinessInSteps(options, people, checks, store, chosen));
}

function* readinessInSteps(options: ReadinessOptions, people: People, checks: Checks, store: ScanStore, chosen: number): Steps<Readiness> {
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
  const organization = yield* checks.organization();
  const counts = yield* countsOf(checks, store);
  const notes = [...(options.notes ?? []), ...checks.notes, ...(yield* sideNotesInSteps(options.directories))];
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
    counts,
    organization: { findings: organization.findings, open: organization.open.flatMap(checkAt) },
    notes,
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

/** People between two steps of counting. */
const COUNTED_AT_ONCE = 4096;

function* countsOf({ checks }: Checks, store: ScanStore): Steps<readonly CheckCount[]> {
  const counts = checks.map((check) => ({ check, confirmed: 0, possible: 0, open: 0, firstFound: -1, firstOpen: -1 }));
  for (let position = 0; position < store.length; position++) {
    if (position % COUNTED_AT_ONCE === COUNTED_AT_ONCE - 1) yield;
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
