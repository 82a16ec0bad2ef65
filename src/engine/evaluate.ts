import type { Evidence } from '../evidence/evidence.js';
import type { Fact, FactName, FactValue } from '../facts/fact.js';
import type { Facts } from '../facts/maker.js';
import type { Condition, FactCondition } from './rule.js';
import { and, not, or, type Truth } from './truth.js';

/** What a condition came to, what showed it, and what would decide it where it is unknown. */
export interface Verdict {
  readonly truth: Truth;
  readonly evidence: readonly Evidence[];
  /** Facts whose value would help to decide; empty unless the truth is unknown. */
  readonly missing: readonly FactName[];
  /** How many of its claims hold: ranks causes that are still open. */
  readonly holds: number;
}

/** Where a template of a condition stands in the input; empty when it does not. */
export type TextLookup = (template: string) => readonly Evidence[];

/** Kleene logic over facts and texts, here and nowhere else. Never throws; a cycle of facts is unknown. */
export function evaluate(condition: Condition, facts: Facts, texts: TextLookup): Verdict {
  if ('all' in condition) {
    const parts = condition.all.map((part) => evaluate(part, facts, texts));
    return combine(and(parts.map((part) => part.truth)), parts);
  }
  if ('any' in condition) {
    const parts = condition.any.map((part) => evaluate(part, facts, texts));
    return combine(or(parts.map((part) => part.truth)), parts);
  }
  if ('not' in condition) {
    const part = evaluate(condition.not, facts, texts);
    return { ...part, truth: not(part.truth), evidence: part.evidence.map((item) => ({ ...item, isGuard: true })), holds: 0 };
  }
  if ('text' in condition) {
    const evidence = texts(condition.text);
    if (evidence.length > 0) return { truth: 'true', evidence, missing: [], holds: 1 };
    if (condition.otherwise === false) return { truth: 'false', evidence: [], missing: [], holds: 0 };
    return { truth: 'unknown', evidence: [], missing: [], holds: 0 };
  }
  return evaluateFact(condition, facts);
}

/** What of a text lookup a truth needs. */
export type HasText = (template: string) => boolean;

/** The truth of a condition alone, for the many that are asked and come to nothing: as evaluate, and stops where the rest cannot change it. */
export function truthOf(condition: Condition, facts: Facts, hasText: HasText): Truth {
  let ask = ASKS.get(condition);
  if (ask === undefined) {
    ask = askOf(condition);
    ASKS.set(condition, ask);
  }
  return ask(facts, hasText);
}

/** A condition that was made ready to be asked again and again. */
export type Ask = (facts: Facts, hasText: HasText) => Truth;

/**
 * Makes many conditions ready that are asked of the same subjects one after another. Within an `all` or `any` the facts that most conditions ask
 * come first, for they are known by then anyway: so most conditions are decided before the facts are made that they alone ask. The truth
 * does not hang on the order.
 */
export function prepareAll(conditions: readonly Condition[]): readonly Ask[] {
  const askers = new Map<FactName, number>();
  for (const condition of conditions) for (const name of new Set(factsIn(condition))) askers.set(name, (askers.get(name) ?? 0) + 1);
  const costOf = (condition: Condition): number => factsIn(condition).reduce((sum, name) => sum + 1 / (askers.get(name) ?? 1), 0);
  return conditions.map((condition) => askOf(condition, costOf));
}

function factsIn(condition: Condition): readonly FactName[] {
  if ('all' in condition) return condition.all.flatMap(factsIn);
  if ('any' in condition) return condition.any.flatMap(factsIn);
  if ('not' in condition) return factsIn(condition.not);
  if ('text' in condition) return [];
  return condition.equalsFact === undefined ? [condition.fact] : [condition.fact, condition.equalsFact];
}

/** The conditions of rules are asked again for every message: what each of them asks is worked out once. */
const ASKS = new WeakMap<Condition, Ask>();

function askOf(condition: Condition, costOf: (condition: Condition) => number = () => 0): Ask {
  const partsOf = (parts: readonly Condition[]): readonly Ask[] =>
    parts.toSorted((a, b) => costOf(a) - costOf(b)).map((part) => askOf(part, costOf));
  if ('fact' in condition) return askFact(condition);
  if ('all' in condition) return askAll(partsOf(condition.all), 'false', 'true');
  if ('any' in condition) return askAll(partsOf(condition.any), 'true', 'false');
  if ('not' in condition) {
    const part = askOf(condition.not, costOf);
    return (facts, hasText) => not(part(facts, hasText));
  }
  const { text, otherwise } = condition;
  return (_facts, hasText) => (hasText(text) ? 'true' : otherwise === false ? 'false' : 'unknown');
}

/** Kleene's "and" (decided by a false) and "or" (decided by a true). */
function askAll(parts: readonly Ask[], decides: Truth, otherwise: Truth): Ask {
  return (facts, hasText) => {
    let truth = otherwise;
    for (const part of parts) {
      const one = part(facts, hasText);
      if (one === decides) return decides;
      if (one === 'unknown') truth = 'unknown';
    }
    return truth;
  };
}

function askFact(condition: FactCondition): Ask {
  const { fact: name, is, equalsFact } = condition;
  if (is === 'known') return (facts) => (facts(name).kind === 'known' ? 'true' : 'false');
  const holds = testOf(condition);
  return (facts) => {
    const fact = facts(name);
    if (fact.kind === 'unknown') return 'unknown';
    if (equalsFact === undefined) return holds(fact.value) ? 'true' : 'false';
    const other = facts(equalsFact);
    if (other.kind === 'unknown') return 'unknown';
    return fact.value !== null && other.value !== null && isSame(fact.value, other.value) ? 'true' : 'false';
  };
}

/** The parts that agree with the whole carry its evidence; only open parts of an open whole are missing. */
function combine(truth: Truth, parts: readonly Verdict[]): Verdict {
  const carrying = parts.filter((part) => part.truth === truth || (truth === 'unknown' && part.truth === 'true'));
  const missing = truth === 'unknown' ? parts.filter((part) => part.truth === 'unknown').flatMap((part) => part.missing) : [];
  return {
    truth,
    evidence: unique(carrying.flatMap((part) => part.evidence)),
    missing: [...new Set(missing)],
    holds: parts.reduce((sum, part) => sum + part.holds, 0),
  };
}

function unique(evidence: readonly Evidence[]): readonly Evidence[] {
  const seen = new Map<string, Evidence>();
  for (const item of evidence) seen.set(`${item.source}|${item.path ?? ''}|${item.text}|${item.line ?? ''}`, item);
  return [...seen.values()];
}

function evaluateFact(condition: FactCondition, facts: Facts): Verdict {
  const fact = facts(condition.fact);
  if (condition.is === 'known') return verdict(fact.kind === 'known' ? 'true' : 'false', fact, condition.fact);
  if (fact.kind === 'unknown') return { truth: 'unknown', evidence: [], missing: [condition.fact], holds: 0 };
  if (condition.equalsFact !== undefined) {
    const other = facts(condition.equalsFact);
    if (other.kind === 'unknown') return { truth: 'unknown', evidence: fact.evidence, missing: [condition.equalsFact], holds: 0 };
    const same = fact.value !== null && other.value !== null && isSame(fact.value, other.value);
    return { truth: same ? 'true' : 'false', evidence: [...fact.evidence, ...other.evidence], missing: [], holds: same ? 1 : 0 };
  }
  return verdict(testOf(condition)(fact.value) ? 'true' : 'false', fact, condition.fact);
}

function verdict(truth: Truth, fact: Fact, name: FactName): Verdict {
  const evidence = fact.kind === 'known' ? fact.evidence : [];
  return { truth, evidence, missing: truth === 'unknown' ? [name] : [], holds: truth === 'true' ? 1 : 0 };
}

/** The operator of a condition. A value that is known to be not set fails all but `is: absent`. */
function testOf({ is, equals, oneOf, contains, endsWith, atLeast, atMost }: FactCondition): (value: FactValue | null) => boolean {
  if (is === 'absent') return (value) => value === null;
  if (is === 'present') return (value) => value !== null;
  if (is !== undefined) return (value) => value === is;
  if (equals !== undefined) return (value) => value !== null && isSame(value, equals);
  if (oneOf !== undefined) return (value) => value !== null && oneOf.some((wanted) => isSame(value, wanted));
  if (contains !== undefined) return someText(contains, (text, part) => text.includes(part));
  if (endsWith !== undefined) return someText(endsWith, (text, part) => text.endsWith(part));
  if (atLeast !== undefined) return (value) => value !== null && Number(value) >= atLeast;
  if (atMost !== undefined) return (value) => value !== null && Number(value) <= atMost;
  return () => false;
}

function someText(part: string, fits: (text: string, part: string) => boolean): (value: FactValue | null) => boolean {
  const wanted = part.toLowerCase();
  return (value) => value !== null && texts(value).some((text) => fits(text, wanted));
}

function texts(value: FactValue): readonly string[] {
  return typeof value === 'object' ? value.map((item) => item.toLowerCase()) : [String(value).toLowerCase()];
}

/** Equal as texts without case; a list equals a text when it holds nothing else. */
function isSame(left: FactValue, right: FactValue): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right || left.toLowerCase() === right.toLowerCase();
  const a = texts(left);
  const b = texts(right);
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
