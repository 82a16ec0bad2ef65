import { describe, expect, it } from 'vitest';
import type { Proof } from '../../src/fixes/proof.js';
import { simulatePlan, undo } from '../../src/twin/prove.js';
import { twinOf } from '../../src/twin/state.js';
import { fc } from '../setup/property.js';
import { completed, twinned } from './complete.js';
import { blindReason, checksWithFixes, contextOf, type Fired, fileContextOf, fire, prove, type Seed, seedsOf, textOf } from './seeds.js';
import { NOT_PROVEN } from './unproven.js';
import { variations, varied } from './vary.js';

const RUNS = 12;

/** The cases of a rule for which a plan of modelled steps stands, as a whole directory has them. */
function plannedSeeds(rule: string): readonly Seed[] {
  return seedsOf(rule).flatMap((seed) => {
    const given = [twinned(completed(seed)), completed(seed), seed].find((candidate) => fire(candidate) !== undefined);
    const fired = given === undefined ? undefined : fire(given);
    return given === undefined || fired === undefined || blindReason(fired.steps) !== undefined ? [] : [given];
  });
}

/** The worlds in which a plan need not be proven: a cycle that fails, data that was not given, an answer of a person. */
function isExcused(proof: Proof, fired: Fired): boolean {
  if (proof.kind === 'proven') return true;
  if (proof.kind === 'cannot-be-simulated')
    return /not read|not given|cannot be told|not modelled|not known|changes nothing/.test(proof.why);
  const isFailed = proof.trace.some(
    ({ sync }) => sync !== undefined && (/^(?:error|blocked|quarantine|undecided)/.test(sync.outcome) || sync.missing.length > 0),
  );
  const isUnread = proof.still.length === 0 && proof.appeared.length === 0;
  return isFailed || isUnread || fired.context.answers.size > 0;
}

const rules = checksWithFixes();
const proven = new Set<string>();

describe('the plan of every check, tried on a copy', () => {
  it.each(rules)('%s', (rule) => {
    const seeds = plannedSeeds(rule);
    for (const seed of seeds) {
      const fired = fire(seed);
      if (fired !== undefined && prove(fired).kind === 'proven') proven.add(rule);
    }
    if (seeds.length === 0 || !proven.has(rule)) return;
    fc.assert(
      fc.property(fc.constantFrom(...seeds), variations, (seed, variation) => {
        const given = varied(seed, variation);
        const fired = fire(given, variation.isFile ? fileContextOf(given) : contextOf(given));
        // Not every variation lets the check fire with a decided cause, or tells all that the fix writes.
        if (fired === undefined || blindReason(fired.steps) !== undefined) return;
        const { directories, settings } = fired.context;
        const before = textOf(directories);
        const simulation = simulatePlan(fired.steps, twinOf(fired.subject, directories), settings);
        const proof = prove(fired);
        expect(textOf(directories)).toBe(before);
        if (simulation.kind === 'simulated') expect(textOf(undo(simulation.state, simulation.trace).directories)).toBe(before);
        expect(isExcused(proof, fired) ? '' : proof.why).toBe('');
      }),
      { numRuns: RUNS * seeds.length },
    );
  });

  it('proves every check that is not named with its reason', () => {
    const unproven = rules.filter((rule) => !proven.has(rule));
    expect(unproven.sort()).toEqual(Object.keys(NOT_PROVEN).sort());
  });
});
