import { describe, expect, it } from 'vitest';
import { decodeEncodedWords } from '../../../src/parse/header/encoded-words.js';
import { fc } from '../../setup/property.js';

describe('decodeEncodedWords', () => {
  it.each([
    ['plain', 'plain'],
    ['=?utf-8?B?w7xiZXI=?=', 'über'],
    ['=?UTF-8?b?w7xiZXI?=', 'über'],
    ['=?iso-8859-1?Q?=FCber_uns?=', 'über uns'],
    ['=?windows-1252?Q?=80_5?=', '€ 5'],
    ['=?utf-8*de?Q?=C3=BC?=', 'ü'],
    ['a =?utf-8?Q?b?= c', 'a b c'],
    ['=?utf-8?Q?a?= =?utf-8?Q?b?=', 'ab'],
    ['=?utf-8?Q?a?= =?iso-8859-1?Q?=FC?= c', 'aü c'],
    ['=?utf-8?B?w7?= =?utf-8?Q?=BC?=', 'ü'],
    ['=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=', '=?utf-8?Q?x?='],
    ['=?no-such-charset?Q?a?=', '=?no-such-charset?Q?a?='],
    ['=?utf-8?X?a?=', '=?utf-8?X?a?='],
    ['=?utf-8?B?!!!?=', '=?utf-8?B?!!!?='],
    ['=?utf-8?Q?cut off', '=?utf-8?Q?cut off'],
    ['=?utf-8?Q?a=?=', 'a='],
    ['=?=?utf-8?Q?a?=', '=?a'],
    ['=?utf-8?Q??=', ''],
    ['=?utf-8?Q?=1B[31m?=', '\u001b[31m'],
  ])('%j', (value, expected) => {
    expect(decodeEncodedWords(value)).toBe(expected);
  });

  it('leaves a word that is far too long', () => {
    const value = `=?utf-8?Q?${'a'.repeat(30_000)}?=`;
    expect(decodeEncodedWords(value)).toBe(value);
  });

  it('reads back what was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (text) => {
        const bytes = [...new TextEncoder().encode(text)];
        const quoted = bytes.map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
        expect(decodeEncodedWords(`=?utf-8?Q?${quoted}?=`)).toBe(text);
        expect(decodeEncodedWords(`=?utf-8?B?${btoa(String.fromCharCode(...bytes))}?=`)).toBe(text);
      }),
    );
  });

  it('never throws', () => {
    const piece = fc.constantFrom('=?', '?=', '?', '=', 'utf-8', 'Q', 'B', 'a', ' ', '_', '=41');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void decodeEncodedWords(pieces.join(''))));
  });
});
