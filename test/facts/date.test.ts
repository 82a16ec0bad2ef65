import { describe, expect, it } from 'vitest';
import { dayOf, instantOf } from '../../src/facts/date.js';
import { fc } from '../setup/property.js';

const DAY = 86_400_000;

describe('a point in time', () => {
  it.each([
    ['2026-11-22T08:14:05Z', Date.UTC(2026, 10, 22, 8, 14, 5)],
    ['2026-11-22T08:14:05.1234567+01:00', Date.UTC(2026, 10, 22, 7, 14, 5)],
    ['2026-11-22 08:14', Date.UTC(2026, 10, 22, 8, 14)],
    ['20261122081405.0Z', Date.UTC(2026, 10, 22, 8, 14, 5)],
    ['/Date(1795335245000)/', 1_795_335_245_000],
  ])('is read from %s', (text, at) => {
    expect(instantOf(text)).toEqual({ start: at, end: at });
  });

  it('is a whole day where no time stands', () => {
    expect(instantOf('2026-11-22')).toEqual({ start: Date.UTC(2026, 10, 22), end: Date.UTC(2026, 10, 22) + DAY });
  });

  it('is not guessed where the order of day and month depends on the language', () => {
    expect(instantOf('11/12/2026 8:14:05 AM')).toBeUndefined();
    expect(instantOf(null)).toBeUndefined();
    expect(instantOf(20_261_122)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = instantOf(value);
        expect(read === undefined || read.end >= read.start).toBe(true);
      }),
    );
  });
});

describe('the day of the settings', () => {
  it('is a number that can be compared', () => {
    expect(dayOf({ date: '2026-11-22' })).toBe(20_261_122);
    expect(dayOf({ date: '2026-11-22T23:14:05Z' })).toBe(20_261_122);
  });

  it('is open without a date, or with one nobody can read', () => {
    expect(dayOf(undefined)).toBeUndefined();
    expect(dayOf({ date: '22.11.2026' })).toBeUndefined();
    expect(dayOf({ date: 5 })).toBeUndefined();
  });
});
