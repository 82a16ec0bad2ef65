import { describe, expect, it } from 'vitest';
import { finish, matchesInSteps, type Steps, unless } from '../../src/evidence/steps.js';
import { fc } from '../setup/property.js';

function* counting(most: number, seen: number[]): Steps<string> {
  for (let at = 0; at < most; at++) {
    seen.push(at);
    yield;
  }
  return 'done';
}

describe('work in steps', () => {
  it('gives its value when it is done in one piece', () => {
    expect(finish(counting(3, []))).toBe('done');
  });

  it('is left as soon as it is over', () => {
    const seen: number[] = [];
    expect(finish(unless(counting(10, seen), () => seen.length === 4))).toBeUndefined();
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(finish(unless(counting(2, seen), () => false))).toBe('done');
  });
});

describe('matchesInSteps', () => {
  const PART = 262_144;
  const WORD = /(?<![a-z])[a-c]{1,40}(?![a-z])|-{2}/g;
  const found = (matches: Iterable<RegExpExecArray>) => [...matches].map(({ 0: text, index }) => [text, index]);

  it('finds what matchAll finds, wherever the parts of the text meet', () => {
    const word = fc.stringMatching(/^[a-d -]{1,60}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 80 }), (words, shift) => {
        const some = words.join(' ');
        const text = `${' '.repeat(PART - shift)}${some}${'.'.repeat(PART - some.length)}${some}`;
        expect(found(finish(matchesInSteps(text, WORD, 64)))).toEqual(found(text.matchAll(WORD)));
      }),
      { numRuns: 40 },
    );
  });

  it('takes a step for each part, and leaves the pattern as it was', () => {
    const steps = matchesInSteps('ab '.repeat(PART), WORD, 64);
    let count = 0;
    while (steps.next().done !== true) count++;
    expect(count).toBe(2);
    expect(WORD.lastIndex).toBe(0);
  });

  it('goes on behind an empty match', () => {
    expect(found(finish(matchesInSteps('xax', /a?/g, 8)))).toEqual(found('xax'.matchAll(/a?/g)));
  });
});
