import { expect, it } from 'vitest';
import { readCursor, sizeAfter, smallerSize, writeCursor } from '../../../src/adapters/ldap/windows.js';
import { fc } from '../../setup/property.js';

const number = fc.nat({ max: 2 ** 31 });

it('reads back every cursor it writes', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), number, number, (server, invocation, base, next, more) => {
      const cursor = { server, invocation, base, next, end: next + more };
      expect(readCursor(writeCursor(cursor))).toEqual(cursor);
    }),
  );
});

it('takes nothing else for a cursor', () => {
  for (const text of [
    '',
    'x',
    'null',
    '[]',
    '{}',
    '{"v":2}',
    '{"v":1,"server":"a","invocation":"b","base":"c","next":9,"end":3}',
    '{"v":1,"server":"a","invocation":"b","base":"c","next":-1,"end":3}',
  ])
    expect(readCursor(text)).toBeUndefined();
  fc.assert(fc.property(fc.json(), (text) => void readCursor(text)));
});

it('parts the numbers so that each stands in exactly one window, whatever the windows hold', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 5000 }),
      fc.array(fc.nat({ max: 200 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 100 }),
      (end, counts, first) => {
        let next = 0;
        let size = first;
        let turn = 0;
        const seen: number[] = [];
        while (next <= end) {
          const last = Math.min(end, next + size - 1);
          const held = counts[turn++ % counts.length] ?? 0;
          if (held > 100 && last > next) {
            expect(smallerSize(last - next + 1)).toBeLessThan(last - next + 1);
            size = smallerSize(last - next + 1);
            continue;
          }
          for (let at = next; at <= last; at++) seen.push(at);
          next = last + 1;
          size = sizeAfter(size, held, 100);
          expect(size).toBeGreaterThanOrEqual(1);
          if (turn > 20_000) break;
        }
        expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index));
      },
    ),
  );
});
