import { describe, expect, it } from 'vitest';
import { utcText } from '../../src/evidence/utc.js';
import { fc } from '../setup/property.js';

describe('utcText', () => {
  it('writes a time as Date does', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(utcText(date.getTime())).toBe(date.toISOString());
      }),
      { numRuns: 2000 },
    );
    for (const text of ['1000-01-01T00:00:00.000Z', '2000-02-29T23:59:59.999Z', '2100-03-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
      expect(utcText(Date.parse(text))).toBe(text);
  });

  it('knows every day of four hundred years', () => {
    for (let at = Date.UTC(1900, 0, 1); at < Date.UTC(2300, 0, 1); at += 86_400_000)
      if (utcText(at) !== new Date(at).toISOString()) expect(utcText(at)).toBe(new Date(at).toISOString());
  });
});
