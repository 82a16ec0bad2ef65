import { evaluate, type TextLookup } from '../engine/evaluate.js';
import type { Cause, Rule } from '../engine/rule.js';
import { fixIdsOf } from '../engine/rule-set.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Facts } from '../facts/maker.js';
import type { CauseFinding, CauseStatus } from './finding.js';

/**
 * Judges the causes of a recognised rule. At most one cause is true: once one is confirmed, those that nothing decides are ruled out;
 * a second one that also holds stays possible, for then the rule or the data is wrong and a person must look.
 *
 * In: the rule, its facts, its texts in the input, what recognised it. Out: confirmed first, then the causes that fit best, then ruled out.
 */
export function judgeCauses(rule: Rule, facts: Facts, texts: TextLookup, recognisedBy: readonly Evidence[]): readonly CauseFinding[] {
  const judged = rule.causes.map((cause) => judge(rule, cause, facts, texts, recognisedBy));
  const proven = judged.find((cause) => cause.status === 'confirmed');
  const settled = proven === undefined ? judged : judged.map((cause) => settle(cause, proven));
  const order: readonly CauseStatus[] = ['confirmed', 'possible', 'ruled-out'];
  return settled
    .map((cause, index) => ({ cause, index }))
    .sort(
      (a, b) =>
        order.indexOf(a.cause.status) - order.indexOf(b.cause.status) ||
        Number(b.cause.fits) - Number(a.cause.fits) ||
        b.cause.holds - a.cause.holds ||
        a.index - b.index,
    )
    .map(({ cause }) => cause);
}

function judge(rule: Rule, cause: Cause, facts: Facts, texts: TextLookup, recognisedBy: readonly Evidence[]): CauseFinding {
  const isUnverified = cause.unverified === true || rule.unverified === true;
  const base = {
    id: cause.id,
    title: cause.title,
    isUnverified,
    repairBy: cause.repairBy,
    fixes: fixIdsOf(cause.fix),
    alternatives: cause.alternatives ?? [],
  };
  if (cause.when === undefined) {
    return {
      ...base,
      status: 'possible',
      evidence: [],
      missing: [],
      fits: false,
      holds: 0,
      why: 'nothing that crossprem can read decides it',
    };
  }
  if (cause.when === 'recognised') {
    const status = isUnverified ? 'possible' : 'confirmed';
    return { ...base, status, evidence: recognisedBy, missing: [], fits: true, holds: 1, why: 'the text itself says so' };
  }
  const { truth, evidence, missing, holds } = evaluate(cause.when, facts, texts);
  switch (truth) {
    case 'true':
      return {
        ...base,
        status: isUnverified ? 'possible' : 'confirmed',
        evidence,
        missing: [],
        fits: true,
        holds,
        why: isUnverified ? 'it fits, but no source that was read confirms this cause' : 'every condition holds',
      };
    case 'false':
      return { ...base, status: 'ruled-out', evidence, missing: [], fits: false, holds: 0, why: 'a condition does not hold' };
    case 'unknown':
      return { ...base, status: 'possible', evidence, missing, fits: false, holds, why: 'something that decides it is not known' };
  }
}

function settle(cause: CauseFinding, proven: CauseFinding): CauseFinding {
  if (cause === proven || cause.status === 'ruled-out') return cause;
  if (cause.status === 'confirmed') return { ...cause, status: 'possible', why: `it also holds beside ${proven.id}` };
  if (cause.fits) return cause;
  return { ...cause, status: 'ruled-out', missing: [], why: `${proven.id} is confirmed, and only one cause can be true` };
}

/** A cause that nothing but the text proves is no surer than that the text means this diagnosis. */
export function judgeDoubtful(rule: Rule, facts: Facts, texts: TextLookup, shown: readonly Evidence[]): readonly CauseFinding[] {
  const sure = judgeCauses(rule, facts, texts, shown);
  const byText = ({ status, evidence }: CauseFinding): boolean =>
    status === 'confirmed' && evidence.length > 0 && evidence.every(({ source }) => source === 'input');
  const doubtful = new Set(sure.filter(byText).map(({ id }) => id));
  if (doubtful.size === 0) return sure;
  const causes = rule.causes.map((cause) => (doubtful.has(cause.id) ? { ...cause, unverified: true } : cause));
  const isUnverified = (id: string): boolean =>
    rule.unverified === true || rule.causes.some((cause) => cause.id === id && cause.unverified === true);
  return judgeCauses({ ...rule, causes }, facts, texts, shown).map((cause) =>
    doubtful.has(cause.id) && !isUnverified(cause.id)
      ? { ...cause, isUnverified: false, why: 'it fits, if the text means this diagnosis' }
      : cause,
  );
}
