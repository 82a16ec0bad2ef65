import type { RuleSet } from '../engine/rule-set.js';
import { lazy } from '../evidence/lazy.js';
import { finish, type Steps } from '../evidence/steps.js';
import type { People } from '../facts/people.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import { type Move, READINESS_VERDICTS } from '../findings/checks.js';
import type { Readiness } from '../fixes/readiness.js';
import type { PeopleFilter, PeopleOrder, PeopleTable, PersonMatch, ReadinessRun, ReadinessStep } from '../ports/readiness-session.js';
import { attributesOf } from '../render/readiness/attributes.js';
import { identityOf } from '../render/readiness/identity.js';
import { type ReadinessView, viewInSteps } from '../render/readiness/view.js';
import { applySync, lostAddresses } from '../sync/apply.js';
import { nextSteps } from '../sync/next.js';
import { type SyncWorld, synchronize, syncWorldInSteps } from '../sync/synchronize.js';
import { bucketOrder, wordOrder } from './people-order.js';
import { rowOf, wordsOf } from './people-rows.js';
import { createUnits, type Units } from './people-units.js';
import { provePerson } from './prove.js';
import { assess } from './readiness.js';

/** What a run is about. */
export interface RunInput {
  readonly ruleSet: RuleSet;
  readonly directories: Directories;
  readonly settings: Settings | undefined;
  readonly direction: Move | undefined;
  readonly notes: readonly string[];
}

/** Tables made here, with what exports need of them. */
const views = lazy(() => new WeakMap<PeopleTable, ReadinessView>());

/** The view of a table for an export; undefined for a table from elsewhere. */
export function viewOfTable(table: PeopleTable): ReadinessView | undefined {
  return views().get(table);
}

/** Judges everyone of both sides. Between two steps others can run. */
export function startReadiness(input: RunInput): ReadinessRun {
  const run = judgeInSteps(input);
  return {
    step(isStopped) {
      const { done, value } = run.next(isStopped);
      return done === true ? { kind: 'done', table: value } : value;
    },
  };
}

type OpenStep = Exclude<ReadinessStep, { kind: 'done' }>;

function* judgeInSteps(input: RunInput): Generator<OpenStep, PeopleTable, boolean> {
  let people: People | undefined;
  const words: string[] = [];
  let units = createUnits(0);
  const run = assess({
    ...input,
    answers: new Map(),
    // Nobody is left out, so that the position of a person is its index.
    choose: (joined) => {
      people = joined;
      units = createUnits(joined.length);
      return () => true;
    },
  });
  const read = (done: number): void => {
    for (let position = words.length; position < done; position++) {
      const subject = people?.subject(position);
      if (subject === undefined) continue;
      words.push(wordsOf(subject));
      units.add(position, subject);
    }
  };
  let step = run.next();
  while (step.done !== true) {
    const { value } = step;
    if (typeof value === 'object') read(value.done);
    step = run.next(yield typeof value === 'object' ? { kind: 'progress', ...value } : { kind: value });
  }
  read(step.value.length);
  // The whole bar is shown before the causes are gathered.
  yield { kind: 'progress', done: step.value.length, of: step.value.chosen };
  return yield* counting(tableInSteps(step.value, words, units));
}

function* counting<T>(steps: Steps<T>): Generator<OpenStep, T, boolean> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    yield { kind: 'counting' };
  }
}

function* tableInSteps(readiness: Readiness, words: readonly string[], units: Units): Steps<PeopleTable> {
  const view = yield* viewInSteps(readiness, { verdicts: [], checks: [], comparison: undefined });
  const { context, length } = readiness;
  let world: SyncWorld | undefined;
  function* prepareMatch(): Steps<SyncWorld> {
    world ??= yield* syncWorldInSteps(context.directories, context.settings);
    return world;
  }
  const row = (position: number) => rowOf(readiness.person(position), readiness);
  const orders = yield* createOrders(readiness, words);
  const match = (position: number): PersonMatch => {
    const { onPrem } = readiness.person(position).subject;
    if (onPrem === undefined) return { kind: 'none', why: whyNoCycle(context.directories) };
    const result = synchronize(finish(prepareMatch()), onPrem);
    const changes = applySync(result, context.settings);
    return { kind: 'one', result, changes, lost: lostAddresses(changes), next: nextSteps(result), whatIf: undefined };
  };
  const table: PeopleTable = {
    direction: readiness.direction,
    chosen: readiness.chosen,
    length,
    isComplete: readiness.isComplete,
    verdicts: readiness.verdicts,
    causes: view.causes,
    organization: readiness.organization.findings,
    notes: readiness.notes,
    open: () => view.open,
    units: units.all,
    unplaced: units.unplaced,
    row,
    words: (position) => words[position] ?? '',
    list: (filter, order, within) => {
      const base = within ?? orders.get(order) ?? orders.data();
      const lets = testOf(filter, readiness, words, units);
      return lets === undefined ? base : base.filter(lets);
    },
    isArranged: (order) => orders.get(order) !== undefined,
    arrange: orders.arrange,
    person: (position) => {
      const { subject, open } = readiness.person(position);
      return {
        row: row(position),
        id: identityOf(subject).id,
        keys: subject.keys,
        attributes: attributesOf(subject, true),
        findings: readiness.findings(position),
        plan: readiness.plan(position),
        open: open.map(({ id }) => id),
      };
    },
    match,
    isMatchReady: () => world !== undefined,
    prepareMatch,
    prove: (position) => provePerson(readiness, position),
  };
  views().set(table, view);
  return table;
}

function whyNoCycle({ onprem }: Directories): string {
  return onprem === undefined
    ? 'The on-premises side was not loaded, and a cycle starts from an on-premises object.'
    : 'No on-premises object was found for this person, so a cycle has nothing to bring.';
}

/** Undefined: the filter lets everyone through. */
function testOf(
  { text, verdict, check, unit }: PeopleFilter,
  readiness: Readiness,
  words: readonly string[],
  units: Units,
): ((position: number) => boolean) | undefined {
  const tests: ((position: number) => boolean)[] = [];
  if (verdict !== undefined || check !== undefined) {
    const found = new Uint8Array(readiness.length);
    const wanted = { ...(verdict === undefined ? {} : { verdict }), ...(check === undefined ? {} : { check }) };
    for (const position of readiness.select(wanted)) found[position] = 1;
    tests.push((position) => found[position] === 1);
  }
  if (unit !== undefined) tests.push(units.test(unit));
  const typed = text.trim().toLowerCase();
  if (typed !== '') tests.push((position) => words[position]?.includes(typed) === true);
  const [first, ...rest] = tests;
  if (first === undefined) return undefined;
  return rest.length === 0 ? first : (position) => first(position) && rest.every((test) => test(position));
}

interface Orders {
  get(order: PeopleOrder): Uint32Array | undefined;
  data(): Uint32Array;
  arrange(order: PeopleOrder): Iterator<undefined, undefined>;
}

const VERDICT_ORDER = ['blocked', 'warnings', 'ready', 'no-move', 'not-known'] as const;

function* createOrders(readiness: Readiness, words: readonly string[]): Steps<Orders> {
  const { length } = readiness;
  const made = new Map<PeopleOrder, Uint32Array>();
  const data = lazy(() => Uint32Array.from({ length }, (_, position) => position));
  made.set('verdict', yield* byVerdict(readiness));
  return {
    get: (order) => (order === 'data' ? data() : made.get(order)),
    data,
    *arrange(order) {
      if (order === 'name') made.set(order, yield* wordOrder(length, (position) => words[position] ?? ''));
      if (order === 'finding') made.set(order, yield* byFinding(readiness));
      return undefined;
    },
  };
}

function* byVerdict(readiness: Readiness): Steps<Uint32Array> {
  const ranks = new Uint8Array(readiness.length);
  for (const verdict of READINESS_VERDICTS) {
    for (const position of readiness.select({ verdict })) ranks[position] = VERDICT_ORDER.indexOf(verdict);
    yield;
  }
  return bucketOrder(readiness.length, VERDICT_ORDER.length, (position) => ranks[position] ?? 0);
}

const ASKED_AT_ONCE = 2048;

/** The people of one worst finding beside each other, those of the severest first; at the end those without any. */
function* byFinding(readiness: Readiness): Generator<undefined, Uint32Array, undefined> {
  const severities = ['blocker', 'error', 'warning', 'info'];
  const ranked = [...readiness.checks.checks].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.index - b.index,
  );
  const ranks = new Uint32Array(ranked.length);
  for (const [rank, { index }] of ranked.entries()) ranks[index] = rank;
  const keys = new Uint32Array(readiness.length);
  for (let position = 0; position < readiness.length; position++) {
    let best = ranked.length;
    for (const { check } of readiness.person(position).hits) best = Math.min(best, ranks[check.index] ?? best);
    keys[position] = best;
    if (position % ASKED_AT_ONCE === ASKED_AT_ONCE - 1) yield;
  }
  return bucketOrder(readiness.length, ranked.length + 1, (position) => keys[position] ?? 0);
}
