import { describe, expect, it } from 'vitest';
import { bucketOrder, wordOrder } from '../../src/app/people-order.js';
import { fc } from '../setup/property.js';

function finish(steps: Generator<undefined, Uint32Array, undefined>): Uint32Array {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

describe('orders of people', () => {
  it('sort by words as a stable sort does, also over several runs', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 60 }), fc.integer({ min: 1, max: 120 }), (some, times) => {
        const words = Array.from({ length: times }, () => some).flat();
        const wanted = words
          .map((_, index) => index)
          .sort((a, b) => ((words[a] ?? '') < (words[b] ?? '') ? -1 : words[a] === words[b] ? a - b : 1));
        expect([...finish(wordOrder(words.length, (position) => words[position] ?? ''))]).toEqual(wanted);
      }),
      { numRuns: 30 },
    );
  });

  it('let others in between', () => {
    const steps = wordOrder(20_000, (position) => String((position * 7919) % 20_000));
    let pauses = 0;
    while (steps.next().done !== true) pauses++;
    expect(pauses).toBeGreaterThan(10);
  });

  it('put people of one key beside each other, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 })), (keys) => {
        const order = [...bucketOrder(keys.length, 6, (position) => keys[position] ?? 0)];
        expect(order).toEqual(keys.map((_, index) => index).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b));
      }),
    );
  });
});
