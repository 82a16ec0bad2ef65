import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { clipboardSequence } from '../../src/tui/clipboard.js';
import { breakAtEdge, span, wrapSpans, wrapText } from '../../src/tui/lines.js';
import { quoteInput } from '../../src/tui/pages/quote.js';
import { clean, cutEnd, cutStart, pad, widthOf } from '../../src/tui/sanitize.js';
import { chooseTheme } from '../../src/tui/theme.js';
import { sourceName } from '../../src/tui/words.js';
import { fc } from '../setup/property.js';
import { mailbox, staffSession } from './people.js';
import { FakeHost, KEY, openTui } from './terminal.js';

describe('text on the screen', () => {
  it('loses control, bidi and invisible characters, and keeps letters of every script', () => {
    expect(clean('a\u001b[31mb\u0000\u009bc\u202ed\u2066\u200be\ufeff\ufdd0\ud800')).toBe('a[31mbcde');
    expect(clean('one\r\ntwo\tthree')).toBe('one two three');
    expect(clean('Zoë メールボックス')).toBe('Zoë メールボックス');
  });

  it('is measured in columns', () => {
    expect(widthOf('メール')).toBe(6);
    expect(cutEnd('メールボックス', 7)).toBe('メール…');
    expect(cutStart('C:\\Temp\\report.xml', 11)).toBe('…report.xml');
    expect(pad('ab', 4)).toBe('ab  ');
  });

  it('names where data comes from: of a path the end, of a service what it is', () => {
    expect(sourceName('C:\\Temp\\exports\\onprem.ldf', 14)).toBe('…ts\\onprem.ldf');
    expect(sourceName('ldaps://dc1.corp.contoso.com (Recipients of corp.contoso.com)', 40)).toBe(
      'Recipients of corp.contoso.com, ldaps:/…',
    );
    expect(sourceName('monday.crossprem: Recipients of corp.contoso.com', 24)).toBe('monday.crossprem: Recip…');
    expect(widthOf(sourceName(`https://a (${'\u001b[2Jx'.repeat(90)}`, 30))).toBeLessThanOrEqual(30);
  });

  it('is wrapped at blanks, and words that are too long at the edge', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrapText('メールボックス', 5)).toEqual(['メー', 'ルボ', 'ック', 'ス']);
    expect(wrapSpans([span('one '), span('two', 'match')], 4)).toEqual([
      [{ text: 'one', tone: 'plain' }],
      [{ text: 'two', tone: 'match' }],
    ]);
  });

  it('is broken at the edge without losing a character', () => {
    const rows = breakAtEdge('Get-Mailbox -Identity kim', 10, 12);
    expect(rows).toEqual(['Get-Mailbo', 'x -Identity ', 'kim']);
    expect(rows.join('')).toBe('Get-Mailbox -Identity kim');
  });
});

/** Names as people have them; none of their letters is measured otherwise by an older terminal. */
const NAMES = ['田中 花子', '김철수', 'שלום לוי', 'مريم حداد', 'Jose\u0301 N\u0303andu\u0301', 'สมชาย ใจดี', 'नमिता राव'] as const;
const anyName = fc
  .array(fc.constantFrom(...NAMES, '👍🏽', '🇩🇪', 'a', ' ', '\u0301', '\u202e', '\u200d'), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('text of every script', () => {
  it('takes no more columns than it is given, however it is cut or wrapped', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 2, max: 30 }), (text, width) => {
        expect(widthOf(pad(text, width))).toBe(width);
        expect(widthOf(cutEnd(clean(text), width))).toBeLessThanOrEqual(width);
        expect(widthOf(cutStart(clean(text), width))).toBeLessThanOrEqual(width);
        for (const row of wrapText(text, width)) expect(widthOf(row)).toBeLessThanOrEqual(width);
        const rows = breakAtEdge(clean(text), width, width);
        expect(rows.join('')).toBe(clean(text));
        for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('is measured as a terminal does, with our own mark for direction at no width', async () => {
    const terminal = new xterm.Terminal({ cols: 80, rows: 2, allowProposedApi: true });
    for (const name of [...NAMES, 'שלום\u200e  12']) {
      await new Promise<void>((resolve) => terminal.write(`\u001b[1;1H\u001b[K${name}`, resolve));
      expect(terminal.buffer.active.cursorX, name).toBe(widthOf(clean(name)));
    }
  });

  it.each([
    [60, 20],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('keeps the columns of the list of people below each other at %ix%i', async (columns, rows) => {
    const people = NAMES.map((name, index) => mailbox(`person ${index}`, 'contoso.local', { displayName: name }));
    const terminal = openTui(await staffSession(people), { host: new FakeHost(), columns, rows });
    await terminal.until('q quit');
    terminal.press('m');
    await terminal.until('Which way');
    terminal.press(KEY.enter);
    const shown = (await terminal.until('Worst finding')).split('\n');
    for (const row of shown) expect(widthOf(clean(row))).toBeLessThanOrEqual(columns);
    const head = shown.find((row) => row.includes('Worst finding')) ?? '';
    const listed = shown.filter((row) => row.includes('person.'));
    expect(listed.length).toBeGreaterThanOrEqual(NAMES.length);
    for (const row of listed) expect(widthOf(clean(row.slice(0, row.indexOf('person.')))), row).toBe(head.indexOf('Address'));
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });
});

describe('a quotation', () => {
  const evidence = (text: string, line: number, column: number) => [{ source: 'input', text, line, column } as const];
  const rows = (text: string, quoted: Parameters<typeof quoteInput>[1]) =>
    quoteInput(text, quoted, { width: 60, colour: false, indent: 2 }).map((row) => row.spans.map((part) => part.text).join(''));

  it('shows the line with what matched marked', () => {
    expect(rows('first\r\nError: it failed here.', evidence('it failed', 2, 8))).toEqual([
      '  2 │ Error: it failed here.',
      '    │        ^^^^^^^^^',
    ]);
  });

  it('follows a match over lines that a console wrapped', () => {
    expect(rows('has mail\nbox GUID', evidence('mail box', 1, 5))).toEqual([
      '  1 │ has mail',
      '    │     ^^^^',
      '  2 │ box GUID',
      '    │ ^^^',
    ]);
  });

  it('marks as many columns as the words take, also behind wide letters', () => {
    expect(rows('移行: 失敗 here', evidence('失敗', 1, 5))).toEqual(['  1 │ 移行: 失敗 here', '    │       ^^^^']);
  });

  it('is read aloud once, whole, with its line, and without the row of marks', () => {
    const said = quoteInput(`first\n${'it failed here '.repeat(20)}`, evidence('it failed', 2, 1), { width: 60, colour: false, indent: 2 });
    expect(said.map(({ spoken }) => spoken).filter((text) => text !== '')).toEqual([
      expect.stringMatching(/^Line 2: it failed here it failed/),
    ]);
  });

  it('cuts the context of an endless line', () => {
    const [first] = rows(`${'x'.repeat(5000)} here ${'y'.repeat(5000)}`, evidence('here', 1, 5002));
    expect(first).toMatch(/^ {2}1 │ …x+/);
  });

  it('quotes what it cannot find again as it is', () => {
    expect(rows('short', evidence('gone', 9, 1))).toEqual(['  9 │ gone', '    │ ^^^^']);
  });
});

describe('the clipboard', () => {
  it('is reached by OSC 52, through tmux too', () => {
    expect(clipboardSequence('hi', {})).toBe('\u001b]52;c;aGk=\u0007');
    expect(clipboardSequence('hi', { TMUX: '/tmp/x' })).toContain('\u001bPtmux;\u001b\u001b]52;c;aGk=\u0007\u001b\\');
  });

  it('is not there in terminals that drop the sequence, nor for long texts', () => {
    expect(clipboardSequence('hi', { TERM: 'linux' })).toBeUndefined();
    expect(clipboardSequence('hi', { TERM_PROGRAM: 'Apple_Terminal' })).toBeUndefined();
    expect(clipboardSequence('hi', { VTE_VERSION: '7200' })).toBeUndefined();
    expect(clipboardSequence('x'.repeat(100_000), {})).toBeUndefined();
  });
});

describe('the theme', () => {
  it('follows the background where the terminal tells it, and styles nothing without colours', () => {
    expect(chooseTheme(true, undefined).heading.color).toBe('cyan');
    expect(chooseTheme(true, '15;0').heading.color).toBe('cyan');
    expect(chooseTheme(true, '0;default;15').heading.color).toBe('blue');
    expect(Object.values(chooseTheme(false, '0;15')).every((look) => Object.keys(look).length === 0)).toBe(true);
  });
});
