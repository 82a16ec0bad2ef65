import { describe, expect, it } from 'vitest';
import { inSlices, SLICE_MS, takingTurns } from '../../src/app/slices.js';

/** Steps of a millisecond each, by a clock of their own. */
function work(steps: number) {
  let now = 0;
  const log: string[] = [];
  function* run(): Generator<undefined, number, undefined> {
    for (let at = 0; at < steps; at++) {
      now++;
      log.push('step');
      yield;
    }
    return steps;
  }
  const turns = {
    clock: () => now,
    pause: async () => {
      log.push('pause');
    },
  };
  return { run: run(), turns, log };
}

describe('inSlices', () => {
  it('lets others in after each slice, and gives the value', async () => {
    const { run, turns, log } = work(SLICE_MS * 2 + 1);
    expect(await inSlices(run, turns)).toEqual({ isOvertaken: false, value: SLICE_MS * 2 + 1 });
    expect(log.join(' ').split('pause')).toHaveLength(3);
    expect(log.slice(0, SLICE_MS + 1)).toEqual([...Array<string>(SLICE_MS).fill('step'), 'pause']);
  });

  it('does the first slice at once', () => {
    const { run, turns, log } = work(3);
    void inSlices(run, turns);
    expect(log).toEqual(['step', 'step', 'step']);
  });

  it('stops where it is overtaken, and does no step more', async () => {
    const { run, turns, log } = work(SLICE_MS * 10);
    expect(await inSlices(run, turns, () => log.filter((one) => one === 'pause').length === 2)).toEqual({ isOvertaken: true });
    expect(log.filter((one) => one === 'step')).toHaveLength(SLICE_MS * 2);
  });
});

describe('takingTurns', () => {
  it('gives one turn to each who waits', async () => {
    const log: string[] = [];
    const pause = takingTurns(async () => {
      log.push('turn');
      await new Promise((resolve) => setImmediate(resolve));
    });
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        await pause();
        log.push(name);
      }),
    );
    expect(log).toEqual(['turn', 'a', 'turn', 'b', 'turn', 'c']);
  });
});
