import { describe, expect, it } from 'vitest';
import { createDiagnoser } from '../../src/app/diagnose.js';
import { createMailReader } from '../../src/app/mail-reader.js';
import { provenDiagnoser } from '../../src/app/prove.js';
import type { PlanProof } from '../../src/fixes/proof.js';
import { completed } from './complete.js';
import { contextOf, loaded, ruleSet } from './seeds.js';

const diagnose = provenDiagnoser(createDiagnoser(ruleSet, createMailReader()), ruleSet);

/** The proofs of the cases of a category that give both sides, as whole directories have them. */
function proofsOf(category: string): readonly { readonly name: string; readonly proof: PlanProof['proof'] }[] {
  return [...loaded.cases].flatMap(([rule, cases]) =>
    !rule.startsWith(category)
      ? []
      : cases.flatMap(({ name, input, onPrem, cloud, settings, direction, answers, kind, expect: wanted }) => {
          if (input === undefined || onPrem === undefined || cloud === undefined || typeof wanted === 'string') return [];
          const seed = completed({ rule, name, onPrem, cloud, settings, direction, answers: new Map(Object.entries(answers ?? {})) });
          const { proofs } = diagnose({ text: input, bytes: input.length, kind, ...contextOf(seed) });
          return (proofs ?? []).map(({ proof }) => ({ name: `${rule}: ${name}`, proof }));
        }),
  );
}

/** Cases of texts whose plan is not the whole repair on the copy, each with the reason. */
const LEFT: Readonly<Record<string, string>> = {
  'sync/password-change-failed: the cloud user is not there':
    'the cycle makes the cloud user anew, which another cause of the rule is about',
  'sync/user-id-not-found: no such cloud object': 'the cycle makes the cloud object anew, which another cause of the rule is about',
};

describe('the plans of pasted texts, tried on a copy', () => {
  it.each(['migration/', 'sync/'])('leave nothing of what they are for in %s, unless the cycle fails', (category) => {
    const left = proofsOf(category).flatMap(({ name, proof }) => {
      if (proof.kind !== 'not-proven' || proof.still.length + proof.appeared.length === 0) return [];
      const isFailed = proof.trace.some(({ sync }) => sync !== undefined && /^(?:error|blocked|quarantine|undecided)/.test(sync.outcome));
      return isFailed || LEFT[name] !== undefined ? [] : [`${name}: ${proof.why}`];
    });
    expect(left).toEqual([]);
  });

  it('prove the moves that fail for want of a GUID', () => {
    const proven = proofsOf('migration/').filter(({ proof }) => proof.kind === 'proven');
    expect(proven.some(({ name }) => name.startsWith('migration/mailbox-guid-not-found'))).toBe(true);
  });
});
