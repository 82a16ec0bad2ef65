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
    return { ...part, truth: not(part.truth), holds: 0 };
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
  if ('fact' in condition) return truthOfFact(condition, facts);
  if ('all' in condition) return combineTruth(condition.all, 'false', 'true', facts, hasText);
  if ('any' in condition) return combineTruth(condition.any, 'true', 'false', facts, hasText);
  if ('not' in condition) return not(truthOf(condition.not, facts, hasText));
  if (hasText(condition.text)) return 'true';
  return condition.otherwise === false ? 'false' : 'unknown';
}

/** Kleene's "and" (decided by a false) and "or" (decided by a true). */
function combineTruth(parts: readonly Condition[], decides: Truth, otherwise: Truth, facts: Facts, hasText: HasText): Truth {
  let truth = otherwise;
  for (const part of parts) {
    const one = truthOf(part, facts, hasText);
    if (one === decides) return decides;
    if (one === 'unknown') truth = 'unknown';
  }
  return truth;
}

function truthOfFact(condition: FactCondition, facts: Facts): Truth {
  const fact = facts(condition.fact);
  if (condition.is === 'known') return fact.kind === 'known' ? 'true' : 'false';
  if (fact.kind === 'unknown') return 'unknown';
  if (condition.equalsFact === undefined) return test(condition, fact.value) ? 'true' : 'false';
  const other = facts(condition.equalsFact);
  if (other.kind === 'unknown') return 'unknown';
  return fact.value !== null && other.value !== null && isSame(fact.value, other.value) ? 'true' : 'false';
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
  return verdict(test(condition, fact.value) ? 'true' : 'false', fact, condition.fact);
}

function verdict(truth: Truth, fact: Fact, name: FactName): Verdict {
  const evidence = fact.kind === 'known' ? fact.evidence : [];
  return { truth, evidence, missing: truth === 'unknown' ? [name] : [], holds: truth === 'true' ? 1 : 0 };
}

function test(condition: FactCondition, value: FactValue | null): boolean {
  if (condition.is === 'absent') return value === null;
  if (value === null) return false;
  if (condition.is === 'present') return true;
  if (condition.is !== undefined) return value === condition.is;
  if (condition.equals !== undefined) return isSame(value, condition.equals);
  if (condition.oneOf !== undefined) return condition.oneOf.some((wanted) => isSame(value, wanted));
  if (condition.contains !== undefined) return texts(value).some((text) => text.includes(condition.contains?.toLowerCase() ?? ''));
  if (condition.endsWith !== undefined) return texts(value).some((text) => text.endsWith(condition.endsWith?.toLowerCase() ?? ''));
  if (condition.atLeast !== undefined) return Number(value) >= condition.atLeast;
  if (condition.atMost !== undefined) return Number(value) <= condition.atMost;
  return false;
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
