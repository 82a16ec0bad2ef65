import { describe, expect, it } from 'vitest';
import { lazy } from '../../src/evidence/lazy.js';

describe('lazy', () => {
  it('makes a value when it is asked for, and once', () => {
    let made = 0;
    const value = lazy(() => {
      made++;
      return undefined;
    });
    expect(made).toBe(0);
    expect([value(), value()]).toEqual([undefined, undefined]);
    expect(made).toBe(1);
  });
});
