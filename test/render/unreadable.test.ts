import { describe, expect, it } from 'vitest';
import { unreadableLines } from '../../src/render/unreadable.js';

const one = (what: string, next: string) => ({ what, why: 'The account may not.', next });

describe('lines on what was not read', () => {
  it('have one item for each remedy, with the remedy below', () => {
    const lines = unreadableLines([one('Groups were not read.', 'Grant it.'), one('Members were not read.', 'Grant it.')], 100);
    expect(lines).toEqual(['  - Groups were not read. Members were not read. The account may not.', '    Grant it.']);
  });

  it('count what is left out, and fit the width', () => {
    const lines = unreadableLines(
      Array.from({ length: 7 }, (_, index) => one(`Thing ${index} ${'was not read '.repeat(9)}\u001b[2J.`, `Do ${index}.`)),
      60,
      5,
    );
    expect(lines.at(-1)).toBe('  ... and 2 more; --verbose shows all.');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.join('')).not.toContain('\u001b');
  });
});
