import { describe, expect, it } from 'vitest';
import { parseHeaderDate } from '../../../src/parse/header/date.js';
import { fc } from '../../setup/property.js';

const AT = Date.UTC(2026, 10, 22, 15, 4, 5);

describe('parseHeaderDate', () => {
  it.each([
    'Sun, 22 Nov 2026 15:04:05 +0000',
    'Sun, 22 Nov 2026 15:04:05 +0000 (UTC)',
    'Sun, 22 Nov 2026 15:04:05 GMT',
    'Sun, 22 Nov 2026 15:04:05 Z',
    'Sun, 22 Nov 2026 15:04:05 UT',
    'Sun, 22 Nov 2026 10:04:05 EST',
    'Sun, 22 Nov 2026 07:04:05 -0800 (PST)',
    'Sun, 22 Nov 2026 16:04:05 +0100 (W. Europe Standard Time (nested))',
    'sun,22 nov 2026 15:04:05+0000',
    '22 Nov 2026 15:04:05 -0000',
    '22 Nov 26 15:04:05 +0000',
    '22 Nov 126 15:04:05 +0000',
    'Sun, 22\tNov 2026\t 15:04:05 +0000',
    'Sunday, 22 November 2026 15:04:05 +0000',
    'Sun, 22 Nov 2026 15:04:05 +0000 m=+12.345',
    '2026-11-22 15:04:05.000000 +0000 UTC m=+0.1',
    '2026-11-22T15:04:05Z',
    '2026-11-22T16:04:05+01:00',
    '2026-11-22T15:04:05.0009999Z',
    'Sun Nov 22 15:04:05 GMT 2026',
    '22 Nov 2026 15:04:05.0001 (UTC)',
    'Sun, 22 Nov 2026 17:04:05 GMT+2',
    '22-Nov-2026 15:04:05 +0000',
  ])('reads %j', (text) => {
    expect(parseHeaderDate(text)).toEqual({ kind: 'known', at: AT, hasZone: true });
  });

  it.each([
    'Sun, 22 Nov 2026 15:04:05',
    '2026-11-22T15:04:05',
    'Sun Nov 22 15:04:05 2026',
    '11/22/2026 3:04:05 PM',
    '11/22/2026 15:04:05',
    'Sun, 22 Nov 2026 15:04:05 XYZ',
  ])('reads %j as UTC without a zone', (text) => {
    expect(parseHeaderDate(text)).toEqual({ kind: 'known', at: AT, hasZone: false });
  });

  it('reads a time without seconds, midnight and noon of the twelve-hour clock, and a leap second', () => {
    expect(parseHeaderDate('22 Nov 2026 15:04 +0000')).toEqual({ kind: 'known', at: AT - 5000, hasZone: true });
    expect(parseHeaderDate('11/22/2026 12:04:05 AM')).toEqual({ kind: 'known', at: Date.UTC(2026, 10, 22, 0, 4, 5), hasZone: false });
    expect(parseHeaderDate('11/22/2026 12:04:05 PM')).toEqual({ kind: 'known', at: Date.UTC(2026, 10, 22, 12, 4, 5), hasZone: false });
    expect(parseHeaderDate('31 Dec 2016 23:59:60 +0000')).toEqual({ kind: 'known', at: Date.UTC(2017, 0, 1), hasZone: true });
    expect(parseHeaderDate('29 Feb 2024 00:00:00 +0000').kind).toBe('known');
  });

  it.each([
    '31 Feb 2026 15:04:05 +0000',
    '29 Feb 2026 15:04:05 +0000',
    '22 Nov 2026 25:04:05 +0000',
    '22 Nov 2026 15:64:05 +0000',
    '22 Nov 1600 15:04:05 +0000',
    '22 Nov 9999 15:04:05 +0000',
    '22 Nov 2026 15:04:05 +9900',
    '0 Nov 2026 15:04:05 +0000',
    '31/11/2026 15:04:05',
    '22 Nov 2026',
    '15:04:05',
    'm=+12.3',
    'yesterday at noon',
    'Sun, 22 Nov 2026 15:04:05 +0000 by mail.contoso.com',
    '11/22/2026 13:04:05 PM',
    '(only a comment)',
  ])('does not guess %j', (text) => {
    expect(parseHeaderDate(text)).toEqual({ kind: 'unreadable', text });
  });

  it('tells nothing from something unreadable', () => {
    expect(parseHeaderDate(' \r\n ')).toEqual({ kind: 'absent' });
  });

  it('reads back every date that it could have been given', () => {
    const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(Date.UTC(2199, 0, 1)), noInvalidDate: true }),
        fc.integer({ min: -840, max: 840 }),
        (date, zone) => {
          const at = Math.floor(date.getTime() / 1000) * 1000;
          const [, day, month, year, time] = new Date(at + zone * 60_000).toUTCString().split(' ');
          const sign = zone < 0 ? '-' : '+';
          const digits = (value: number): string => String(value).padStart(2, '0');
          const offset = `${sign}${digits(Math.floor(Math.abs(zone) / 60))}${digits(Math.abs(zone) % 60)}`;
          if (Number(year) < 1970) return;
          expect(parseHeaderDate(`${days[0]}, ${day} ${month} ${year} ${time} ${offset}`)).toEqual({ kind: 'known', at, hasZone: true });
        },
      ),
    );
  });

  it('never throws', () => {
    const word = fc.constantFrom(
      '22',
      'Nov',
      '2026',
      '15:04',
      '+0000',
      '(',
      ')',
      'PM',
      'm=',
      '/',
      '-',
      ':',
      'GMT',
      ',',
      '\\',
      '99999999999',
    );
    fc.assert(fc.property(fc.array(word), (words) => void parseHeaderDate(words.join(' '))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseHeaderDate(text)));
  });
});
