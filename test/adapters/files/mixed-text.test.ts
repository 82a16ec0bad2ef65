import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { createMixedDecoder } from '../../../src/adapters/files/mixed-text.js';
import { fc } from '../../setup/property.js';

type Start = Parameters<typeof createMixedDecoder>[0];

function decode(start: Start, bytes: Buffer, sizes: readonly number[] = []) {
  const decoder = createMixedDecoder(start);
  let text = '';
  let from = 0;
  for (const size of sizes) {
    text += decoder.write(bytes.subarray(from, from + size));
    from += size;
  }
  text += decoder.write(bytes.subarray(from)) + decoder.end();
  return { text, mixture: decoder.mixture };
}

const line = fc
  .string({ unit: fc.constantFrom('a', 'Z', '@', ',', 'ä', 'é', 'ı', '測'), minLength: 24, maxLength: 40 })
  .map((text) => `${'x'.repeat(24)}${text}\n`);

describe('createMixedDecoder', () => {
  it('reads each line in its own encoding, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('utf8', 'utf16le')), { maxLength: 8 }),
        fc.array(fc.nat(50), { maxLength: 12 }),
        (parts, sizes) => {
          const bytes = Buffer.concat(parts.map(([text, encoding]) => iconv.encode(text, encoding)));
          expect(decode(parts[0]?.[1] === 'utf16le' ? 'utf-16le' : 'narrow', bytes, sizes).text).toBe(parts.map(([text]) => text).join(''));
        },
      ),
    );
  });

  it('takes a line that is not UTF-8 for Windows-1252, and says where the first one is', () => {
    const bytes = Buffer.concat([Buffer.from('Zoë\n'), iconv.encode('Müller\n', 'win1252'), Buffer.from('ı\n')]);
    expect(decode('narrow', bytes)).toEqual({ text: 'Zoë\nMüller\nı\n', mixture: { utf8: 2, windows: 1, firstWindows: 2, changes: [] } });
  });

  it('never throws, and gives the same text for any chunks', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(40), { maxLength: 10 }),
        fc.constantFrom<Start>('narrow', 'utf-16le', 'utf-16be'),
        (bytes, sizes, start) => {
          const whole = Buffer.from(bytes);
          expect(typeof decode(start, whole, sizes).text).toBe('string');
        },
      ),
    );
  });
});
