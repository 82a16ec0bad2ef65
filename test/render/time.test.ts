import { describe, expect, it } from 'vitest';
import { spanWords, timeWords } from '../../src/render/time.js';

describe('times for people', () => {
  it.each([
    ['2026-11-23T02:18:02.139Z', '2026-11-23 02:18:02 UTC'],
    ['2026-11-23T02:18:02+00:00', '2026-11-23 02:18:02 UTC'],
    ['2026-11-23T02:18:02+02:00', '2026-11-23T02:18:02+02:00'],
    ['', ''],
  ])('%s', (time, words) => {
    expect(timeWords(time)).toBe(words);
  });

  it.each([
    ['2026-11-23T02:18:02.900Z', ''],
    ['2026-11-23T02:18:42Z', ', 40 s'],
    ['2026-11-23T02:22:07Z', ', 4 min 05 s'],
    ['2026-11-23T03:20:02Z', ', 1 h 02 min'],
    ['2026-11-23T01:00:00Z', ''],
    ['', ''],
  ])('until %s', (to, words) => {
    expect(spanWords('2026-11-23T02:18:02Z', to)).toBe(`2026-11-23 02:18:02 UTC${words}`);
  });
});
