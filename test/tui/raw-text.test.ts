import { describe, expect, it } from 'vitest';
import { findMatches, gutterWidth, layRawText, matchesInRow, rowEnd, rowOfLine, rowOfOffset } from '../../src/tui/raw-text.js';
import { clean, nameHidden, widthOf } from '../../src/tui/sanitize.js';
import { fc } from '../setup/property.js';

const rowsOf = (text: string, columns: number): readonly string[] => {
  const raw = layRawText(text, columns);
  return raw.rowStarts.map((start, row) => raw.shown.slice(start, rowEnd(raw, row)));
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.constantFrom('a', 'Ab', 'メ', '\u202e', '\n', '\r\n', '\t', '\u0000', 'İ', '<U+'), { maxLength: 120 })
    .map((parts) => parts.join('')),
);

describe('a text as it was pasted', () => {
  it('names what hides, and keeps line ends of every kind', () => {
    expect(nameHidden('a\u001b[31mb\u202ec\r\nd\re\u2028f\tg')).toBe('a<U+001B>[31mb<U+202E>c\nd\ne<U+2028>f  g');
    expect(nameHidden('Zoë メール')).toBe('Zoë メール');
  });

  it('goes on in the next row where a line is longer than the window', () => {
    const room = 20 - gutterWidth(2) - 1;
    expect(rowsOf(`${'x'.repeat(room + 3)}\nshort`, 20)).toEqual(['x'.repeat(room), 'xxx', 'short']);
  });

  it('loses nothing, fits the window and never breaks a line end, whatever the text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 30, max: 90 }), (text, columns) => {
        const raw = layRawText(text, columns);
        const rows = rowsOf(text, columns);
        expect(raw.shown.split('\n').length).toBe(raw.lineCount);
        expect(rows.join('')).toBe(raw.shown.replaceAll('\n', ''));
        for (const row of rows) {
          expect(clean(row)).toBe(row);
          expect(widthOf(row)).toBeLessThan(columns - gutterWidth(raw.lineCount));
        }
        expect(new Set(raw.rowLines).size).toBe(raw.lineCount);
      }),
    );
  });

  it('is laid out anew for another width from what is there already', () => {
    const raw = layRawText('one\ntwo '.repeat(20), 40);
    expect(layRawText('', 60, raw)).toEqual(layRawText('one\ntwo '.repeat(20), 60));
  });

  it('finds rows of lines and of offsets', () => {
    const raw = layRawText(`${'x'.repeat(100)}\ntwo\nthree`, 40);
    expect(raw.rowLines[rowOfLine(raw, 1)]).toBe(1);
    expect(rowOfLine(raw, 0)).toBe(0);
    expect(raw.rowLines[rowOfLine(raw, 99)]).toBe(2);
    expect(rowOfOffset(raw, raw.shown.indexOf('three'))).toBe(raw.rowStarts.length - 1);
  });
});

describe('a search', () => {
  it('takes upper and lower case alike, and starts at the row that is shown', () => {
    const raw = layRawText('SPF=pass\nspf=fail\nnone', 80);
    expect(findMatches(raw, 'Spf', 0)).toMatchObject({ starts: [0, 9], at: 0 });
    expect(findMatches(raw, 'spf', 5)).toMatchObject({ at: 1 });
    expect(findMatches(raw, 'spf', 15)).toMatchObject({ at: 0 });
    expect(findMatches(raw, 'dkim', 0)?.starts).toEqual([]);
    expect(findMatches(raw, '', 0)).toBeUndefined();
  });

  it('finds what hides by its name', () => {
    expect(findMatches(layRawText('a\u202eb', 80), 'u+202e', 0)?.starts).toEqual([2]);
  });

  it('marks a match that goes on in the next row in both', () => {
    const raw = layRawText(`${'x'.repeat(30)}needle${'y'.repeat(30)}`, 40);
    const matches = findMatches(raw, 'needle', 0);
    const parts = raw.rowStarts.flatMap((start, row) =>
      matchesInRow(raw, matches, row).map((match) => raw.shown.slice(start + match.start, start + match.end)),
    );
    expect(parts.join('')).toBe('needle');
    expect(parts.length).toBe(2);
  });

  it('marks in the rows what a search of the whole text finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('ab', 'b', 'A', '\n', 'メ'), { maxLength: 200 }),
        fc.constantFrom('a', 'ab', 'bb', 'メa'),
        (parts, typed) => {
          const raw = layRawText(parts.join(''), 30);
          const matches = findMatches(raw, typed, 0);
          const marked = raw.rowStarts.flatMap((start, row) =>
            matchesInRow(raw, matches, row).map((match) => raw.folded.slice(start + match.start, start + match.end)),
          );
          expect(marked.join('')).toBe(typed.repeat(matches?.starts.length ?? 0));
        },
      ),
    );
  });
});
