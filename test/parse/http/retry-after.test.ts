import { describe, expect, it } from 'vitest';
import { httpDate, retryAfterMs } from '../../../src/parse/http/retry-after.js';
import { fc } from '../../setup/property.js';

const NOW = Date.parse('2026-11-20T10:00:00Z');

describe('Retry-After', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['12', 12_000],
    [' 7 ', 7000],
    ['1.5', 1500],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Friday, 20-Nov-26 10:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['-3', undefined],
    ['soon', undefined],
    ['', undefined],
    ['99999999999', undefined],
    ['Fri, 20 Nev 2026 10:00:30 GMT', undefined],
  ])('%j', (text, ms) => {
    expect(retryAfterMs(text, NOW)).toBe(ms);
  });

  it('reads what Date writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
        expect(httpDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => (retryAfterMs(text, NOW) ?? 0) >= 0));
  });
});
