import { describe, expect, it } from 'vitest';
import { findBlocks } from '../../../src/parse/header/block.js';
import { fc } from '../../setup/property.js';

const name = fc.oneof(
  fc.constantFrom(
    'Received',
    'From',
    'To',
    'Subject',
    'Date',
    'Message-ID',
    'Return-Path',
    'MIME-Version',
    'X-MS-Exchange-Organization-SCL',
    'List-Id',
  ),
  fc.stringMatching(/^X-[A-Z][a-z]{1,8}(?:-[A-Za-z0-9]{1,6}){0,2}$/),
);
/** Words without the signs that entities, cells and marks are made of; a fold stands between two of them. */
const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.,;:=()@_/+-]{0,14}$/);
const fold = fc.constantFrom(' ', '\n ', '\n\t', '\n    ', '\n \t ');
const field = fc.tuple(name, fc.array(word, { minLength: 1, maxLength: 8 }), fc.array(fold, { minLength: 8, maxLength: 8 }));
const fields = fc.array(field, { minLength: 1, maxLength: 12 });

describe('findBlocks, for any fields', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(
        fields,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom('', '> ', '>> ', '    '),
        fc.constantFrom('', 'intro text\n\n'),
        (list, end, mark, intro) => {
          // The first and the last are known, so that it is a block and the end is certain.
          const all: typeof list = [['Message-ID', ['<1@contoso.com>'], []], ...list, ['From', ['kim@contoso.com'], []]];
          const lines = all.flatMap(([key, words, folds]) => {
            const value = words.map((text, index) => (index === 0 ? text : `${folds[index % folds.length] ?? ' '}${text}`)).join('');
            return `${key}: ${value}`.split('\n');
          });
          const text = intro + lines.map((line) => `${mark}${line}`).join(end);
          const blocks = findBlocks(text);
          expect(blocks).toHaveLength(1);
          expect(blocks[0]?.fields.map((found) => [found.name, found.value])).toEqual(all.map(([key, words]) => [key, words.join(' ')]));
          expect(blocks[0]?.quirks.isQuoted).toBe(mark.startsWith('>'));
        },
      ),
      { numRuns: 300 },
    );
  });

  function expectOrdered(text: string): void {
    let last = 0;
    for (const { fields: found, start, end } of findBlocks(text)) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(end).toBeLessThanOrEqual(text.length);
      last = start;
      for (const [index, each] of found.entries()) {
        expect(each.index).toBe(index);
        expect(each.start).toBeGreaterThanOrEqual(last);
        expect(each.end).toBeGreaterThan(each.start);
        expect(each.end).toBeLessThanOrEqual(end);
        expect(text.slice(each.start, each.start + each.name.length)).toBe(each.name);
        last = each.end;
      }
    }
  }

  it('never throws, and its offsets lie in the text in order', () => {
    const piece = fc.constantFrom(
      ...[
        'Received: from a by b; x',
        'From: a@contoso.com',
        'Subject: x',
        'Message-ID: <1@b>',
        'X-A: b',
        'Received',
        'From',
        'a',
        'by b; c=d',
      ],
      ...[
        '\n',
        '\r\n',
        '\r',
        '\n\n',
        ' ',
        '\t',
        '> ',
        '>',
        '|',
        '--b',
        ':',
        '\u00a0',
        '&lt;',
        '(',
        '"',
        'Reporting-MTA: x',
        '\n ',
        '\n\n\n',
      ],
      ...[
        'Content-Type: message/rfc822',
        'Authentication-Results: spf=pass',
        'DKIM-Signature: h=a',
        'CIP:1;',
        '...',
        'Sent: x',
        '\u0000',
        '\ufeff',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => expectOrdered(pieces.join(''))),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => expectOrdered(text)));
    const known = fc.constantFrom('From: a@b', 'Subject: x', 'Received: from a by b', 'Received', 'x');
    fc.assert(
      fc.property(fc.array(known, { maxLength: 20 }), fc.constantFrom('\n', '\n\n', '\t', ' | '), (lines, end) =>
        expectOrdered(lines.join(end)),
      ),
    );
  });
});
