import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText, isBinary } from '../../src/parse/decode.js';
import { fc } from '../setup/property.js';

const TEXT = 'Der Empf\u00e4nger \u2018Kim\u2019 wurde nicht gefunden: \u30e1\u30fc\u30eb \ud83d\ude00';
const WESTERN = 'Der Empf\u00e4nger \u201eKim\u201c wurde nicht gefunden: \u00c9chec \u20ac';

const bytes = (text: string, encoding: string, mark = false): Buffer => iconv.encode(text, encoding, { addBOM: mark });

describe('decodeText', () => {
  it.each([
    ['UTF-8', bytes(TEXT, 'utf8'), 'utf-8', TEXT],
    ['UTF-8 with a mark', bytes(TEXT, 'utf8', true), 'utf-8-bom', TEXT],
    ['UTF-16 little-endian with a mark', bytes(TEXT, 'utf16le', true), 'utf-16le', TEXT],
    ['UTF-16 big-endian with a mark', bytes(TEXT, 'utf16be', true), 'utf-16be', TEXT],
    ['UTF-16 little-endian without a mark', bytes(WESTERN, 'utf16le'), 'utf-16le', WESTERN],
    ['UTF-16 big-endian without a mark', bytes(WESTERN, 'utf16be'), 'utf-16be', WESTERN],
    ['Windows-1252', bytes(WESTERN, 'win1252'), 'windows-1252', WESTERN],
    ['ASCII', bytes('plain', 'ascii'), 'utf-8', 'plain'],
  ])('reads %s', (_, data, encoding, text) => {
    expect(decodeText(data)).toEqual({ text, encoding });
  });

  it('keeps UTF-8 where the end cuts a character', () => {
    const whole = bytes(`${TEXT} \u30e1`, 'utf8');
    for (const cut of [1, 2]) {
      const decoded = decodeText(whole.subarray(0, whole.length - cut));
      expect(decoded.encoding).toBe('utf-8');
      expect(decoded.text.startsWith(TEXT)).toBe(true);
      expect(decoded.text.endsWith('\ufffd')).toBe(true);
    }
  });

  it('survives UTF-16 with half a character at its end', () => {
    const whole = bytes('error text \ud83d\ude00', 'utf16le', true);
    for (const cut of [1, 2, 3]) expect(decodeText(whole.subarray(0, whole.length - cut)).text.startsWith('error text')).toBe(true);
  });

  it('gives empty text for no bytes', () => {
    expect(decodeText(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8' });
    expect(decodeText(Buffer.from([0xef, 0xbb, 0xbf])).text).toBe('');
    expect(decodeText(Buffer.from([0xff, 0xfe])).text).toBe('');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        expect(typeof decodeText(data).text).toBe('string');
        isBinary(data);
      }),
      { numRuns: 500 },
    );
  });

  it('gives back whatever text was written as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        fc.pre(!text.startsWith('\ufeff') && !text.includes('\u0000'));
        expect(decodeText(Buffer.from(text, 'utf8')).text).toBe(text);
      }),
    );
  });
});

describe('isBinary', () => {
  const random = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919 + (index >> 3) * 104729) % 256));
  it.each([
    ['a ZIP archive', Buffer.concat([Buffer.from('504b0304140006000800000021', 'hex'), random]), true],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), random]), true],
    ['a program', Buffer.concat([Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), random]), true],
    ['zeros', Buffer.alloc(512), true],
    ['UTF-16 text', bytes(WESTERN, 'utf16le'), false],
    ['UTF-16 text with a mark', bytes(TEXT, 'utf16be', true), false],
    ['text with terminal colours', Buffer.from('\u001b[31mError\u001b[0m: Cannot find a recipient'), false],
    ['text with one NUL', Buffer.from('Cannot find\u0000 a recipient that has mailbox GUID'), false],
    ['Windows-1252 text', bytes(WESTERN, 'win1252'), false],
    ['nothing', Buffer.alloc(0), false],
  ])('tells %s', (_, data, expected) => {
    expect(isBinary(data)).toBe(expected);
  });
});
