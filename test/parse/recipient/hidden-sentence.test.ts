import { describe, expect, it } from 'vitest';
import { hiddenSentence } from '../../../src/parse/recipient/hidden-sentence.js';

describe('what the account may not read', () => {
  it('is one sentence, with the most frequent first', () => {
    const hidden = new Map([
      ['mail', 1],
      ['proxyAddresses', 12],
      ['msExchMailboxGuid', 12],
    ]);
    expect(hiddenSentence('ldaps://dc1', hidden, 54)).toBe(
      'ldaps://dc1: the account may not read proxyAddresses, msExchMailboxGuid of 12 of 54 objects; mail of 1 of 54 objects. That counts as unknown; an account that may read it decides more.',
    );
    expect(hiddenSentence('ldaps://dc1', new Map(), 54)).toBeUndefined();
  });

  it('stays short, however much it is', () => {
    const many = new Map(Array.from({ length: 400 }, (_, index) => [`attribute${index}`, index % 40] as const));
    const sentence = hiddenSentence('x', many, 100) ?? '';
    expect(sentence).toContain('and 2 more of 39 of 100 objects');
    expect(sentence).toContain('and others of fewer objects');
    expect(sentence.length).toBeLessThan(1000);
  });
});
