import { describe, expect, it } from 'vitest';
import { bytesOf, sizeText } from '../../../src/facts/recipient/size.js';
import { fc } from '../../setup/property.js';

describe('bytesOf', () => {
  it.each<[string, number | 'unlimited' | undefined]>([
    ['12.3 GB (13,207,024,435 bytes)', 13_207_024_435],
    ['12,3 GB (13.207.024.435 Bytes)', 13_207_024_435],
    ['12,3 Go (13\u202f207\u202f024\u202f435 octets)', 13_207_024_435],
    ['12,3 GB (13\u00a0207\u00a0024\u00a0435 bytes)', 13_207_024_435],
    ["12.3 GB (13'207'024'435 Bytes)", 13_207_024_435],
    ['12,3 ГБ (13 207 024 435 байт)', 13_207_024_435],
    ['0 B (0 bytes)', 0],
    ['50GB', 53_687_091_200],
    ['50 gb', 53_687_091_200],
    ['49.5 GB', 53_150_220_288],
    ['49,5 Go', 53_150_220_288],
    ['6672B', 6672],
    ['66035122176', 66_035_122_176],
    ['1,234,567', 1_234_567],
    ['1.234', 1234],
    ['1.024,5 MB', 1_074_266_112],
    ['Unlimited', 'unlimited'],
    ['', undefined],
    ['a lot', undefined],
    ['GB', undefined],
    ['12 GB (unknown)', 12_884_901_888],
    ['1e99 GB', undefined],
    ['999999999999999999999', undefined],
    [`1${' '.repeat(5000)}GB`, undefined],
  ])('reads %j', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it('takes back what Exchange prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.constantFrom(',', '.', ' ', '\u202f', "'"), (bytes, mark) => {
        const grouped = String(bytes).replace(/\B(?=(\d{3})+$)/g, mark);
        expect(bytesOf(`${sizeText(bytes)} (${grouped} bytes)`)).toBe(bytes);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bytes = bytesOf(text);
        return bytes === undefined || bytes === 'unlimited' || typeof bytes === 'number';
      }),
    );
  });
});
