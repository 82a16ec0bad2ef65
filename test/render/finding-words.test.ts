import { describe, expect, it } from 'vitest';
import { findingWords, undecidedWords } from '../../src/render/finding-words.js';

describe('how sure a finding is', () => {
  it('says where it was seen, and calls only what is not proven possible', () => {
    const input = { source: 'input' as const, text: 'Cannot find a recipient' };
    const cloud = { source: 'cloud' as const, text: 'UserMailbox', path: 'RecipientTypeDetails' };
    expect(findingWords({ status: 'confirmed', evidence: [cloud, input] })).toBe('seen in the text');
    expect(findingWords({ status: 'confirmed', evidence: [cloud] })).toBe('seen in the data');
    expect(findingWords({ status: 'possible', evidence: [input] })).toBe('possible');
  });

  it('counts the causes that are possible', () => {
    expect(undecidedWords(3)).toBe('not decided yet: 3 possible');
  });
});
