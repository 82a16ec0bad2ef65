import { describe, expect, it } from 'vitest';
import { createPlaces, foldText, placesInSteps } from '../../src/evidence/fold.js';
import { finish } from '../../src/evidence/steps.js';
import { fc } from '../setup/property.js';

const fold = (text: string): string => foldText(text).text;

describe('foldText', () => {
  it.each([
    ['white space and punctuation', 'Cannot find  a\trecipient, that: has\r\n"mailbox" GUID.', 'cannotfindarecipientthathasmailboxguid'],
    ['curly quotes', '\u2018a\u2019 \u201cb\u201d \u201ac\u201b \u201ed\u201f', 'abcd'],
    ['left-to-right marks', "GUID \u200e'8be7\u200e'", 'guid8be7'],
    ['byte order marks, soft hyphens and zero-width blanks', '\ufeffmail\u00adbox\u200bes', 'mailboxes'],
    ['no-break blanks', 'mailbox\u00a0GUID\u202fx', 'mailboxguidx'],
    ['arrows in every dress', 'a --> b ---> c \u2013> d \u2192 e --&gt; f', 'abcdef'],
    ['a word that the console wrapped', 'mailb\r\n    ox GU\nID', 'mailboxguid'],
    ['forum quotation', '> Cannot find\n> a recipient', 'cannotfindarecipient'],
    ['named entities', '&quot;a&quot; &amp; &lt;b&gt; &nbsp; c&apos;s', 'abcs'],
    ['numeric entities', '&#39;a&#39; &#x27;b&#x27; &#65;', 'aba'],
    ['entities escaped twice', '&amp;#39;a&amp;quot;b&amp;lt;c', 'abc'],
    ['CLIXML escapes', 'a_x000D__x000A_b_x0027_c', 'abc'],
    ['JSON escapes of quotes', '{"e": "GUID \\u00278be7\\u0027 \\u003e \\"x\\""}', 'eguid8be7x'],
    ['JSON line ends', '["one\\r\\ntwo\\tthree"]', 'onetwothree'],
    ['UTF-8 read as Windows-1252', 'can\u00e2\u20ac\u2122t \u00e2\u20ac\u0153open\u00e2\u20ac\u009d\u00c2\u00a0it', 'cannotopenit'],
    ['accents', 'Empf\u00e4nger \u00c9chec Op\u00e9ration', 'empfangerechecoperation'],
    ['accents as combining marks', 'Empfa\u0308nger E\u0301chec', 'empfangerechec'],
    ['ligatures, full width and sharp s', '\ufb01le \uff27\uff35\uff29\uff24 Stra\u00dfe', 'fileguidstra\u00dfe'],
    ['other scripts', '\u53d7\u4fe1\u8005 GUID \u041f\u043e\u0447\u0442\u0430', '\u53d7\u4fe1\u8005guid\u043f\u043e\u0447\u0442\u0430'],
  ])('folds %s', (_, text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it.each([
    "can't",
    'can\u2019t',
    'can\u2018t',
    'can`t',
    'can\u00b4t',
    'can&#39;t',
    'can&amp;#39;t',
    'can&rsquo;t',
    'can\u00e2\u20ac\u2122t',
    'can_x0027_t',
    'can\\u0027t',
    'CAN\u2019T',
    'cannot',
    'can not',
  ])('reads %s as cannot', (word) => {
    expect(fold(`it ${word} open`)).toBe('itcannotopen');
  });

  it.each([
    ["isn't", 'isnot'],
    ["doesn't", 'doesnot'],
    ["wasn't found", 'wasnotfound'],
    ["couldn't", 'couldnot'],
    ["don\u200e't", 'donot'],
  ])('reads %s as %s', (text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it.each([
    ["the user 'tom'", 'theusertom'],
    ["in 'test' mode", 'intestmode'],
    ["n't", 'not'],
    ["admin'tools", 'admintools'],
    ["'t Hart", 'thart'],
  ])('takes no quote for a contraction: %s', (text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it('takes backslash letters for a Windows path where the text is no JSON', () => {
    expect(fold('C:\\temp\\new\\reports')).toBe('ctempnewreports');
  });

  it.each([
    '&',
    '&#;',
    '&#99999999;',
    '&#xFFFFFF;',
    '&unknown;',
    '\\u12',
    '_x00',
    '_xZZZZ_',
    '&#0;',
    '\ud800',
    '\udc00\ud800',
    '\\u',
    '&amp;',
    'a&#55357;b',
    '\\ud83d',
  ])('survives %j', (text) => {
    expect(() => fold(text)).not.toThrow();
  });

  it('drops an emoji without a trace', () => {
    expect(fold('a\ud83d\ude00b')).toBe('ab');
  });

  it('folds empty text to nothing', () => {
    const folded = foldText('');
    expect(folded.text).toBe('');
    expect([...folded.offsets]).toEqual([0]);
  });

  it('knows where each letter stood', () => {
    const folded = foldText('a &#39;B&#39;\r\nca n\u2019t');
    expect(folded.text).toBe('abcannot');
    expect([...folded.offsets].slice(0, 4).map((offset) => folded.original[offset])).toEqual(['a', 'B', 'c', 'a']);
    expect(folded.offsets.at(-1)).toBe(folded.original.length);
  });

  it('does not grow beyond its text, also where one character becomes many letters', () => {
    const folded = foldText('\ufdfa'.repeat(5000));
    expect(folded.text.length).toBe(folded.offsets.length - 1);
    expect(folded.text.length).toBeGreaterThan(5000);
  });

  const pieces = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      "'",
      '\u2019',
      "n't",
      'can\u2019t',
      '&#39;',
      '&amp;#39;',
      '_x000D_',
      '\\u0027',
      '\u00e2\u20ac\u2122',
      '\u200e',
      '-->',
      '\r\n',
      '&lt;',
      '\ufeff',
      'GUID',
      '\u00df',
      '\ufb01',
      '&#65;',
    ),
  );

  it('never throws, and gives ascending offsets into the text', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const original = parts.join('');
        const { text, offsets } = foldText(original);
        expect(offsets.length).toBe(text.length + 1);
        for (let index = 1; index < offsets.length; index++) {
          if ((offsets[index] ?? 0) < (offsets[index - 1] ?? 0))
            throw new Error(`offset ${index} goes back in ${JSON.stringify(original)}`);
        }
        expect(offsets.at(-1)).toBe(original.length);
      }),
      { numRuns: 500 },
    );
  });

  it('points every ASCII letter at itself', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'abcXYZ019 .,:;()<>/-"\r\n\t\u200e\u00a0\u2019'), { maxLength: 60 }), (characters) => {
        const { text, offsets, original } = foldText(characters.join(''));
        for (let index = 0; index < text.length; index++) expect(original[offsets[index] ?? -1]?.toLowerCase()).toBe(text[index]);
      }),
      { numRuns: 300 },
    );
  });

  it('folds a folded text to itself', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const once = fold(parts.join(''));
        expect(fold(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it('folds every character to what stays when it is folded again', () => {
    const changed: string[] = [];
    for (let code = 0x80; code < 0x1_0000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const once = fold(String.fromCodePoint(code));
      if (fold(once) !== once) changed.push(code.toString(16));
    }
    expect(changed).toEqual([]);
  });
});

it('folds the same where the parts of a long text meet', () => {
  const piece = 'can&#8217;t <br/> \u00c4 _x0027_ &amp;#39;quoted&amp;#39; it doesn\u2019t \u00e2\u20ac\u2122x 1\u200e2';
  const folded = fold(piece);
  for (let shift = 0; shift <= piece.length; shift++) {
    const text = `${'z'.repeat(131_071 - shift)} ${piece}`;
    expect(fold(text).slice(131_071 - shift)).toBe(folded);
  }
});

describe('createPlaces', () => {
  it('are the same when the lines are counted in steps', () => {
    const text = `${'a\r\nb\rc\n'.repeat(40_000)}d`;
    const [one, other] = [createPlaces(text), finish(placesInSteps(text))];
    for (const at of [0, 131_070, 131_071, 131_072, 131_073, text.length]) expect(other(at)).toEqual(one(at));
    expect(one(text.length - 1)).toEqual({ line: 120_001, column: 1 });
  });

  it.each([
    ['LF', 'ab\ncd\n\ne'],
    ['CR LF', 'ab\r\ncd\r\n\r\ne'],
    ['CR', 'ab\rcd\r\re'],
  ])('counts lines ended by %s', (_, text) => {
    const placeOf = createPlaces(text);
    expect(placeOf(0)).toEqual({ line: 1, column: 1 });
    expect(placeOf(1)).toEqual({ line: 1, column: 2 });
    expect(placeOf(text.indexOf('d'))).toEqual({ line: 2, column: 2 });
    expect(placeOf(text.indexOf('e'))).toEqual({ line: 4, column: 1 });
  });

  it('agrees with counting by hand', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', '\n', '\r\n'), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const placeOf = createPlaces(text);
        for (let offset = 0; offset < text.length; offset++) {
          if (text[offset] === '\n' && text[offset - 1] === '\r') continue;
          const before = text.slice(0, offset);
          const lines = before.split('\n');
          expect(placeOf(offset)).toEqual({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
        }
      }),
    );
  });
});
