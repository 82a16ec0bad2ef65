import { describe, expect, it } from 'vitest';
import { createByteCache } from '../../../src/parse/ad/byte-cache.js';

describe('createByteCache', () => {
  it('makes a value once for equal bytes and tag', () => {
    const cache = createByteCache<number>();
    let made = 0;
    const get = (bytes: readonly number[], tag: string): number => cache.get(Uint8Array.from(bytes), tag, () => ++made);
    expect([get([1, 2], ''), get([1, 2], ''), get([1, 2], 'self'), get([1, 3], ''), get([], '')]).toEqual([1, 1, 2, 3, 4]);
  });

  it('gives the right value beyond what it keeps', () => {
    const cache = createByteCache<number>();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 10_000; i++) {
        const bytes = Uint8Array.from([i & 255, i >> 8]);
        if (cache.get(bytes, '', () => i) !== i) throw new Error(`wrong value for ${i}`);
      }
    }
  });
});
