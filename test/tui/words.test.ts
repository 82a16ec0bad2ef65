import { describe, expect, it } from 'vitest';
import type { CauseFinding, CauseStatus } from '../../src/findings/finding.js';
import { causeWords, fileName, inputName, listedName } from '../../src/tui/words.js';

const cause = (status: CauseStatus): CauseFinding => ({
  id: status,
  title: status,
  status,
  evidence: [],
  missing: [],
  isUnverified: false,
  fits: true,
  holds: 1,
  repairBy: undefined,
  fixes: [],
  alternatives: [],
  why: '',
});
const wordsOf = (status: 'confirmed' | 'possible', ...causes: readonly CauseStatus[]): string =>
  causeWords({ status, causes: causes.map(cause) })[0];

describe('the column about the cause', () => {
  it('says how far it is known, and confirms nothing that is open', () => {
    expect(wordsOf('confirmed', 'confirmed', 'ruled-out')).toBe('confirmed');
    expect(wordsOf('confirmed', 'possible', 'possible', 'ruled-out')).toBe('2 possible');
    expect(wordsOf('confirmed', 'possible', 'ruled-out')).toBe('1 possible');
    expect(wordsOf('confirmed', 'ruled-out')).toBe('none left');
    expect(wordsOf('confirmed')).toBe('confirmed');
    expect(wordsOf('possible', 'confirmed')).toBe('possible');
  });
});

describe('the name of an input', () => {
  it('is that of its file', () => {
    expect(fileName('C:\\Temp\\error.txt')).toBe('error.txt');
    expect(fileName('/tmp/case/')).toBe('/tmp/case/');
    expect(inputName({ name: 'samples/ndr/ndr.txt' })).toBe('ndr.txt');
    expect(inputName({ name: undefined })).toBe('pasted text');
  });

  it('has its folder in a list where another file is called so, and its number where it was pasted', () => {
    const inputs = ['a/ndr.txt', 'b/ndr.txt', 'b/error.txt', undefined].map((name, id) => ({ name, id }));
    expect(inputs.map((input) => listedName(input, inputs))).toEqual(['a/ndr.txt', 'b/ndr.txt', 'error.txt', 'pasted text 3']);
  });
});
