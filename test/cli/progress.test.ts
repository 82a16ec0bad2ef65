import { describe, expect, it } from 'vitest';
import { createProgress, progressText } from '../../src/cli/commands/progress.js';

describe('the progress line', () => {
  it('tells rate and remaining time once there is something to tell them by', () => {
    expect(progressText(0, 1000, 0)).toBe('0 of 1,000 people');
    expect(progressText(256, 1_000_000, 100)).toBe('256 of 1,000,000 people');
    expect(progressText(100_000, 1_000_000, 10_000)).toBe('100,000 of 1,000,000 people  10,000/s  1:30 left');
  });

  it('is shown more than twice a second, and not for every step', () => {
    const shown: string[] = [];
    let now = 0;
    const line = createProgress({ isErrorTerminal: true, err: (text) => shown.push(text) }, () => now);
    for (now = 0; now < 10_000; now += 10) line.count(now, 10_000);
    expect(shown.length).toBeGreaterThanOrEqual(20);
    expect(shown.length).toBeLessThanOrEqual(60);
  });

  it('is for terminals only', () => {
    const shown: string[] = [];
    const line = createProgress({ isErrorTerminal: false, err: (text) => shown.push(text) }, () => 0);
    line.say('joining');
    line.count(1, 2);
    line.end();
    expect(shown).toEqual([]);
  });
});
