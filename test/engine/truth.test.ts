import { describe, expect, it } from 'vitest';
import { and, not, or, type Truth } from '../../src/engine/truth.js';

const T: Truth = 'true';
const F: Truth = 'false';
const U: Truth = 'unknown';

describe("Kleene's tables", () => {
  it.each<[Truth, Truth, Truth, Truth]>([
    [T, T, T, T],
    [T, F, F, T],
    [T, U, U, T],
    [F, T, F, T],
    [F, F, F, F],
    [F, U, F, U],
    [U, T, U, T],
    [U, F, F, U],
    [U, U, U, U],
  ])('%s, %s: and %s, or %s', (a, b, both, either) => {
    expect(and([a, b])).toBe(both);
    expect(or([a, b])).toBe(either);
  });

  it('turns true and false round, and leaves unknown', () => {
    expect([T, F, U].map(not)).toEqual([F, T, U]);
  });

  it('of nothing is true for all and false for any', () => {
    expect(and([])).toBe(T);
    expect(or([])).toBe(F);
  });
});
