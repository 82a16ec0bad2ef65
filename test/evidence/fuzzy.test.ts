import { describe, expect, it } from 'vitest';
import { fold, fuzzyMarks, fuzzyQuery, fuzzyScore, lettersOf, startsOf } from '../../src/evidence/fuzzy.js';
import { fc } from '../setup/property.js';

function score(query: string, text: string): number {
  const bytes = fold(text, 600);
  return fuzzyScore(fuzzyQuery(query), bytes, 0, bytes.length);
}

function marked(query: string, text: string): string {
  const marks = new Set(fuzzyMarks(fuzzyQuery(query), text));
  return [...text].map((character, at) => (marks.has(at) ? `[${character}]` : character)).join('');
}

describe('what is found', () => {
  const KIM = 'Kim Alder\nkim.alder@contoso.com';
  it.each([
    ['kalder', KIM],
    ['k.ald@con', KIM],
    ['alder kim', KIM],
    ['kim.alder@contoso.com', KIM],
    ['ALDER', KIM],
    ['aldr', KIM],
    ['muller', 'Jörg Müller'],
    ['Müller', 'Jorg Muller'],
    ['Жук', 'Жук'],
    ['山田', '山田太郎'],
  ])('%s finds %s', (query, text) => expect(score(query, text)).toBeGreaterThan(0));

  it.each([
    ['z', KIM],
    ['kimx', KIM],
    ['lder kim zz', KIM],
    ['', KIM],
    ['alderkim@', KIM],
  ])('%s does not find %s', (query, text) => expect(score(query, text)).toBe(0));

  it('finds nothing over the end of a field', () => expect(score('alderkim', 'Kim Alder\nkim')).toBe(0));
  it('ranks a whole name before its start, that before a word, that before pieces, and the inside of a word last', () => {
    const scores = ['alder', 'alderman', 'kim alder', 'al x der', 'balder', 'ablxdzezr'].map((text) => score('alder', text));
    expect([...scores].sort((a, b) => b - a)).toEqual(scores);
    expect(new Set(scores).size).toBe(scores.length);
  });
});

describe('marks', () => {
  it.each([
    ['kalder', 'Kim Alder', '[K]im [A][l][d][e][r]'],
    ['der', 'alder', 'al[d][e][r]'],
    ['aldr', 'alder', '[a][l][d]e[r]'],
    ['muller', 'Müller', '[M][ü][l][l][e][r]'],
    ['zzz', 'Müller', 'Müller'],
  ])('of %s in %s', (query, text, expected) => expect(marked(query, text)).toBe(expected));
});

describe('any text', () => {
  it('a word of it finds it, and every mark is a place in it', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9äöü]{1,12}$/), { minLength: 1, maxLength: 8 }), fc.nat(), (words, at) => {
        const word = words[at % words.length] ?? '';
        const text = words.join(' ');
        expect(score(word, text)).toBeGreaterThan(0);
        for (const place of fuzzyMarks(fuzzyQuery(word), text)) expect(text[place]).not.toBe(' ');
      }),
    );
  });
  it('that is found has the letters of the query, and its short terms begin a word', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-d ]{1,6}$/), fc.stringMatching(/^[a-d .\n]{0,30}$/), (typed, text) => {
        const query = fuzzyQuery(typed);
        const bytes = fold(text);
        if (fuzzyScore(query, bytes, 0, bytes.length) === 0) return;
        expect(lettersOf(bytes, 0, bytes.length) & query.letters).toBe(query.letters);
        expect(startsOf(bytes, 0, bytes.length) & query.starts).toBe(query.starts);
      }),
    );
  });
  it('never throws, and more letters never find what fewer did not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 400 }), (typed, text) => {
        expect(score(typed, text)).toBeLessThanOrEqual(1000);
        fuzzyMarks(fuzzyQuery(typed), text);
      }),
    );
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ab.]{3,8}$/),
        fc.stringMatching(/^[ab]{1,2}$/),
        fc.stringMatching(/^[ab. ]{0,20}$/),
        (typed, more, text) => {
          if (score(typed + more, text) > 0) expect(score(typed, text)).toBeGreaterThan(0);
        },
      ),
    );
  });
  it('may be very long', () => {
    expect(score('a'.repeat(5000), 'a'.repeat(100_000))).toBe(0);
    expect(score(' b'.repeat(100_000), 'b')).toBeGreaterThan(0);
    expect(fuzzyMarks(fuzzyQuery('aaaaaaaaaab'), 'a'.repeat(100_000))).toEqual([]);
  });
});
