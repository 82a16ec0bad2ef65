import { describe, expect, it } from 'vitest';
import { wrap } from '../../src/render/lines.js';
import { escapeMarkdown } from '../../src/render/markdown-text.js';
import { printable } from '../../src/render/printable.js';
import { fc } from '../setup/property.js';

describe('printable', () => {
  it.each([
    ['terminal codes', 'a\u001b[31mb\u001b]0;t\u0007c', 'a[31mb]0;tc'],
    ['C1 controls', 'a\u009b31mb\u0085c', 'a31mbc'],
    ['marks that turn a line round', 'a\u202egpj.exe\u2066\u061cb', 'agpj.exeb'],
    ['what cannot be seen', 'a\u200b\ufeff\u00ad\u2060b', 'ab'],
    ['line ends, which become a blank', 'a\r\nb\tc\u2028d', 'a b cd'],
    ['NUL', 'a\u0000b', 'ab'],
  ])('takes out %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('keeps letters of every script', () => {
    const text = 'Empf\u00e4nger \u30e1\u30fc\u30eb \u041f\u043e\u0447\u0442\u0430 \ud83d\ude00 \u2018x\u2019';
    expect(printable(text)).toBe(text);
  });

  it('leaves nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('escapeMarkdown', () => {
  it('leaves no markup', () => {
    const escaped = escapeMarkdown('<b> [x](y) *z* _a_ `c` | ![i](u) \\');
    expect(escaped.replace(/\\[\\`*_<>[\]()|!#~{}+]/g, '')).not.toMatch(/[\\`*_<>[\]|]/);
  });
});

describe('wrap', () => {
  it('keeps every word, and the width where a word fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 20, max: 60 }),
        (words, width) => {
          const lines = wrap(`  ${words.join(' ')}`, width, 4);
          expect(lines.join(' ').trim().split(/ +/)).toEqual(words);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('leaves a word that is too long whole', () => {
    expect(wrap(`see ${'x'.repeat(50)} now`, 20, 2)).toEqual(['see', `  ${'x'.repeat(50)}`, '  now']);
  });
});
