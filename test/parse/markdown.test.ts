import { describe, expect, it } from 'vitest';
import { type Block, readBlocks } from '../../src/parse/markdown/blocks.js';
import { type Inline, plainText } from '../../src/parse/markdown/inline.js';
import { fc } from '../setup/property.js';

const kinds = (text: string) => readBlocks(text).map(({ kind }) => kind);
const texts = (block: Block | undefined) => (block !== undefined && 'inlines' in block ? plainText(block.inlines) : undefined);
/** The pieces of a page that is one paragraph. */
const readInlines = (line: string): readonly Inline[] => readBlocks(line).flatMap((block) => ('inlines' in block ? block.inlines : []));

describe('lines', () => {
  it.each([
    ['**Kim** is *here*', 'Kim is here'],
    ['`a*b*` and ``x ` y``', 'a*b* and x ` y'],
    ['snake_case_name and _said so_', 'snake_case_name and said so'],
    ['[the `guide`](live.md)', 'the guide'],
    ['![a picture](a.png)', '(Picture: a picture)'],
    ['<https://contoso.com/a>', 'https://contoso.com/a'],
    ['\\<any\\> \\| \\*', '<any> | *'],
    ['2 * 3 * 4 and a[1]', '2 * 3 * 4 and a[1]'],
    ['an `open mark', 'an `open mark'],
    ['**open', '**open'],
  ])('%s', (line, expected) => expect(plainText(readInlines(line))).toBe(expected));

  it('keeps where links lead', () => {
    expect(readInlines('see [a](x.md#y) or <https://contoso.com>').filter(({ to }) => to !== undefined)).toEqual([
      { kind: 'link', text: 'a', to: 'x.md#y' },
      { kind: 'link', text: 'https://contoso.com', to: 'https://contoso.com' },
    ]);
  });
});

describe('blocks', () => {
  it('tells headings, paragraphs, lists, fences, tables and quotes apart', () => {
    const text = '# A\nb\nc\n\n- d\n  e\n- f\n\n```yaml\n# no heading\n```\n\n| g | h |\n|---|---|\n| i \\| j | k |\n\n> l\n\n---\n1. m';
    expect(kinds(text)).toEqual(['heading', 'text', 'item', 'item', 'code', 'table', 'quote', 'item']);
    const blocks = readBlocks(text);
    expect(texts(blocks[1])).toBe('b c');
    expect(texts(blocks[2])).toBe('d e');
    const table = blocks[5];
    expect(table?.kind === 'table' && table.rows.map((row) => row.map(plainText))).toEqual([['i | j', 'k']]);
  });
  it('a fence that nobody closes goes to the end', () =>
    expect(readBlocks('```\na\n# b')).toEqual([{ kind: 'code', language: '', lines: ['a', '# b'] }]));
  it('reads anything, and much of it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void readBlocks(text)));
    fc.assert(fc.property(fc.stringMatching(/^[[\]()`*_<>!\\| #\n-]{0,80}$/), (text) => void readBlocks(text)));
    for (const part of ['`', '**', '[', '[a](', '<https://', '| a ', '> ', '\\', '_a'])
      expect(readBlocks(part.repeat(60_000)).length).toBeLessThan(3);
  });
});
