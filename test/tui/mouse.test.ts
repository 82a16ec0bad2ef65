import { describe, expect, it } from 'vitest';
import { line, span } from '../../src/tui/lines.js';
import { createMouseFilter, createPasteHolder, hitAt, type MouseReport } from '../../src/tui/mouse.js';
import { fc } from '../setup/property.js';
import { CLEAN } from './mail.js';
import { staffSession } from './people.js';
import { createTestSession, ERROR } from './session.js';
import { FakeHost, KEY, openTui } from './terminal.js';

function filtered(...pieces: readonly string[]): { readonly out: readonly string[]; readonly reports: readonly MouseReport[] } {
  const reports: MouseReport[] = [];
  const filter = createMouseFilter((report) => reports.push(report));
  return { out: pieces.map(filter), reports };
}

describe('reports of the mouse', () => {
  it('are taken out of what is typed, with what they say', () => {
    const { out, reports } = filtered(
      'a\u001b[<0;5;7Mb\u001b[<0;5;7mc\u001b[<64;1;1M\u001b[<65;1;1M\u001b[<20;1;1M\u001b[<35;9;9M\u001b[<2;9;9M',
    );
    expect(out).toEqual(['abc']);
    expect(reports.map(({ kind }) => kind)).toEqual(['press', 'other', 'wheel-up', 'wheel-down', 'press', 'other', 'other']);
    expect(reports[0]).toEqual({ kind: 'press', x: 4, y: 6 });
  });

  it('are understood when they come in pieces, wherever they are split', () => {
    const report = '\u001b[<0;15;70M';
    for (let at = 1; at < report.length; at++) {
      const { out, reports } = filtered(`x${report.slice(0, at)}`, `${report.slice(at)}y`);
      expect(reports).toEqual([{ kind: 'press', x: 14, y: 69 }]);
      // Of ESC and ESC [ it is not known yet that they are none of the user's keys: then Ink gets the whole of it, and drops it.
      expect(out.join('')).toBe(at <= 2 ? `x${report}y` : 'xy');
    }
  });

  it('stay in a paste, however it comes, and are taken out again after it', () => {
    const paste = '\u001b[200~copied \u001b[<0;5;7M text\u001b[201~';
    const text = `${paste}\u001b[<0;1;1M`;
    for (let at = 1; at < text.length; at++) {
      const { out, reports } = filtered(text.slice(0, at), text.slice(at));
      expect(reports).toEqual([{ kind: 'press', x: 0, y: 0 }]);
      expect(out.join('').startsWith(paste)).toBe(true);
    }
  });

  it('are never seen in what only looks like one', () => {
    for (const text of [
      '\u001b[<0;5M',
      '\u001b[<a;1;1M',
      '\u001b[<0;5;7~',
      '\u001b[<111111;1;1M',
      '\u001b[A\u001b[1;5C\u001b',
      '\u001b[<;;M',
    ])
      expect(filtered(text, 'z').reports).toEqual([]);
    expect(filtered('\u001b').out).toEqual(['\u001b']);
    expect(filtered('\u001b[A', '\u001bOP').out).toEqual(['\u001b[A', '\u001bOP']);
  });

  it('leave everything else as it came, in order', () => {
    const part = fc.constantFrom(
      'a',
      '\u001b',
      '[',
      '<',
      '0',
      ';',
      'M',
      'm',
      '200~',
      '201~',
      '\u001b[<0;1;1M',
      '\u001b[200~',
      '\u001b[201~',
      'メ',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
          { maxLength: 6 },
        ),
        (pieces) => {
          const { out, reports } = filtered(...pieces, 'end');
          const whole = `${pieces.join('')}end`;
          // Taking characters out of the whole in order gives what came out.
          let at = 0;
          for (const character of out.join('').replaceAll(' ', '')) {
            at = whole.indexOf(character, at) + 1;
            expect(at).toBeGreaterThan(0);
          }
          if (!whole.includes('\u001b[<')) {
            expect(reports).toEqual([]);
            // The mark of its end is no text of a paste.
            if (!/201~(?:(?!\u001b\[200~)[\s\S])*201~/.test(whole)) expect(out.join('')).toBe(whole);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('make no keys of a paste, however keys, reports and pastes come and are split', () => {
    const REPORT = '\u001b[<0;5;7M';
    const paste = fc
      .array(fc.constantFrom('q', '\r', '\u001b', '\u001b[', '\u001b[<', '\u001b[20', '200~', '\u001b[<0;1;1M', '\u001b[A', '\u0003'), {
        maxLength: 6,
      })
      .map((parts) => parts.join(''))
      // What only a terminal writes, and what would become it together with the mark that follows.
      .filter((text) => !text.includes('\u001b[200~') && !/\u001b(?:\[(?:20?)?)?$/.test(text))
      .map((text) => ({ kind: 'paste' as const, text: `\u001b[200~${text}\u001b[201~` }));
    const event = fc.oneof(
      fc.constantFrom('a', 'q', '\r', '\u001b[A', '\u001b[5~', '\u001bOP').map((text) => ({ kind: 'key' as const, text })),
      fc.constant({ kind: 'report' as const, text: REPORT }),
      paste,
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 12 }), (events, cuts) => {
        const whole = events.map(({ text }) => text).join('');
        const places = [...new Set([0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length])].sort((a, b) => a - b);
        const { out, reports } = filtered(...places.slice(1).map((to, index) => whole.slice(places[index], to)));
        expect(reports).toHaveLength(events.filter(({ kind }) => kind === 'report').length);
        // A report that Ink has the beginning of, it gets the whole of: what is left without reports is what was typed and pasted.
        const parts = out.join('').split(/(\u001b\[200~[\s\S]*?\u001b\[201~)/);
        const left = parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll(REPORT, ''))).join('');
        expect(left).toBe(events.map(({ kind, text }) => (kind === 'report' ? '' : text)).join(''));
      }),
      { numRuns: 1500 },
    );
  });

  it('leave a paste whole that holds the mark of its own end', () => {
    expect(filtered('\u001b[200~rm\u001b[201~q\r\u001b[201~x').out).toEqual(['\u001b[200~rm q\r\u001b[201~x']);
    expect(filtered('\u001b[200~a\u001b\u001b[201~[201~q\u001b[201~').out).toEqual(['\u001b[200~a\u001b [201~q\u001b[201~']);
    // Half of the mark has come before.
    expect(filtered('\u001b[200~a\u001b[20', '1~q\u001b[201~').out.join('')).toBe('\u001b[200~a\u001b[20 q\u001b[201~');
    expect(filtered('\u001b[200~a\u001b[201~\u001b[200~b\u001b[201~').out).toEqual(['\u001b[200~a\u001b[201~\u001b[200~b\u001b[201~']);
  });

  it('takes long input in one pass', () => {
    filtered(`\u001b[200~${'\u001b[201~'.repeat(100_000)}`);
    filtered('\u001b[200~a\u001b[201~'.repeat(50_000));
    const text = '\u001b[<'.repeat(200_000);
    expect(filtered(text, 'end').reports).toEqual([]);
  });
});

describe('a place of the window', () => {
  const lines = [
    line(span(' '), { ...span('メ s'), key: 's' }, span(' x')),
    { ...line(span('  command')), item: 3 },
    { ...line(span('row')), row: 12 },
  ];
  it('is a key, a part of a page, a row of a list, or nothing', () => {
    expect(hitAt(lines, 0, 0)).toBeUndefined();
    // A wide character takes two columns.
    expect([1, 2, 3, 4].map((x) => hitAt(lines, x, 0))).toEqual(Array.from({ length: 4 }, () => ({ key: 's' })));
    expect(hitAt(lines, 5, 0)).toBeUndefined();
    expect(hitAt(lines, 4, 1)).toEqual({ item: 3 });
    expect(hitAt(lines, 40, 1)).toBeUndefined();
    expect(hitAt(lines, 70, 2)).toEqual({ row: 12 });
    expect(hitAt(lines, 0, 9)).toBeUndefined();
  });
});

/** A press of the left button; places count from 0. */
function click(x: number, y: number): string {
  return `\u001b[<0;${x + 1};${y + 1}M\u001b[<0;${x + 1};${y + 1}m`;
}

function placeOn(screen: string, text: string): readonly [x: number, y: number] {
  const rows = screen.split('\n');
  const y = rows.findIndex((row) => row.includes(text));
  return [rows[y]?.indexOf(text) ?? -1, y];
}

describe('the mouse', () => {
  it('presses keys of the footer, and scrolls', async () => {
    const terminal = openTui(createTestSession(), { host: new FakeHost(), initial: { text: ERROR } });
    await terminal.until('↓ more');
    expect(terminal.raw()).toContain('\u001b[?1000h\u001b[?1006h');
    terminal.press('\u001b[<65;10;10M');
    const scrolled = await terminal.until('rows 4-');
    terminal.press(click(...placeOn(scrolled, '? help')));
    const help = await terminal.until('where you came from');
    terminal.press(click(...placeOn(help, 'Esc back')));
    await terminal.until('rows 4-');
    // A click beside everything does nothing.
    terminal.press(click(0, 0), '\u001b[<64;10;10M');
    await terminal.until('rows 1-');
    terminal.press(KEY.ctrlC);
    await terminal.ended;
    expect(terminal.raw().lastIndexOf('\u001b[?1000l')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001b[?1000h'));
  });

  it('marks the command that is clicked', async () => {
    const terminal = openTui(createTestSession(), { host: new FakeHost(), columns: 100, rows: 40 });
    await terminal.until('q quit');
    terminal.press('s');
    await terminal.until('rows 1-');
    terminal.press('n');
    const first = await terminal.until('▌');
    const marked = first.split('\n').find((row) => row.includes('▌')) ?? '';
    terminal.press('n');
    const other = await terminal.untilGone(marked);
    const command = marked.slice(marked.indexOf('▌') + 1).trim();
    terminal.press(click(...placeOn(other, command)));
    await terminal.until(marked);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });

  it('marks the row that is clicked in a list, and opens it with a second click', async () => {
    const terminal = openTui(await staffSession(), { host: new FakeHost() });
    await terminal.until('q quit');
    terminal.press('m');
    const choices = await terminal.until('Which way');
    terminal.press(click(...placeOn(choices, 'To on-premises')));
    await terminal.until('▸ To on-premises');
    terminal.press(click(...placeOn(choices, 'To the cloud')));
    const marked = await terminal.until('▸ To the cloud');
    terminal.press(click(...placeOn(marked, 'To the cloud')));
    const people = await terminal.until('Worst finding');
    terminal.press(click(...placeOn(people, 'Bo Marsh')));
    const second = await terminal.until(/▸ \S Bo Marsh/);
    // Beside the text too: a row is as wide as the window.
    terminal.press(click(79, placeOn(second, 'Bo Marsh')[1]));
    await terminal.until('person 2 of 4');
    terminal.press(KEY.esc);
    const list = await terminal.until('1 People');
    terminal.press(click(...placeOn(list, '2 Causes')));
    await terminal.until('[2 Causes');
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });

  it('does not type the key of a page while letters are typed', async () => {
    const terminal = openTui(createTestSession(), { host: new FakeHost(), initial: { name: 'clean.txt', text: CLEAN } });
    await terminal.until('[2 Message]');
    terminal.press('4', '/');
    const find = await terminal.until('█');
    terminal.press(click(...placeOn(find, '5 Raw')), 'x');
    expect(await terminal.until('x█')).not.toContain('5x█');
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });

  it('is given to the terminal by Ctrl+T, and stays off where CROSSPREM_MOUSE is 0', async () => {
    const terminal = openTui(createTestSession(), { host: new FakeHost() });
    await terminal.until('q quit');
    terminal.press('\u0014');
    await terminal.until('Mouse off: select text as usual. Ctrl+T turns it on.');
    expect(terminal.raw()).toContain('\u001b[?1006l\u001b[?1000l');
    terminal.press(KEY.ctrlC);
    await terminal.ended;

    for (const host of [new FakeHost({ CROSSPREM_MOUSE: '0' }), new FakeHost({}, 'win32')]) {
      const without = openTui(createTestSession(), { host });
      await without.until('q quit');
      without.press(KEY.ctrlC);
      await without.ended;
      expect(without.raw()).not.toContain('\u001b[?1000h');
    }
  });
});

describe('bytes that no key sends', () => {
  it('never reach the screen, quit nothing, and leave the interface as it was', async () => {
    const terminal = openTui(createTestSession());
    await terminal.until('q quit');
    const parts = fc.sample(
      fc.constantFrom(
        '\u001b[<0;5;',
        '7M',
        '\u001b[<999;99999;99999M',
        '\u001b[<64;1;1M',
        '\u001b[200~',
        'q\r',
        '\u001b[201~',
        '\u001b]0;evil\u0007',
        '\u001b]52;c;ZXZpbA==\u001b\\',
        '\u001bP1$r0m\u001b\\',
        '\u001b[?1;2c',
        '\u001b[24;80R',
        '\u001b[I',
        '\u001b[O',
        '\u009b31m',
        '\u202e',
        '\ud800',
        '\u0000',
      ),
      { numRuns: 120, seed: 6 },
    );
    // Within a paste, so that no letter of them is a key; the last one ends it, whatever came before.
    for (const part of parts.filter((text) => text !== '\u001b[201~')) terminal.press(`\u001b[200~${part}\u001b[201~q\u001b[201~`);
    for (const part of parts.filter((text) => text.startsWith('\u001b[<') || text === '7M'))
      terminal.press(part === '7M' ? '\u001b[<0;1;1M' : part.replace(/;$/, ';1M'));
    const shown = await terminal.until(/lines|characters|q/);
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(terminal.raw()).not.toMatch(/evil\u0007|\u001b\]52|\u001bP|\u009b/);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
    process.exitCode = undefined;
  });
});

describe('createPasteHolder', () => {
  const START = '\u001b[200~';
  const END = '\u001b[201~';

  it('hands a paste on when all of it came, and everything else at once', () => {
    const hold = createPasteHolder();
    expect(['ab', `c${START}one`, ' two', ` three${END}d`, 'e'].map(hold)).toEqual(['ab', 'c', '', `${START}one two three${END}d`, 'e']);
  });

  it('knows the end of a paste, however its mark is split', () => {
    for (let at = 1; at < END.length; at++) {
      const hold = createPasteHolder();
      const pieces = [`${START}text`, END.slice(0, at), END.slice(at), 'q'].map(hold);
      expect(pieces).toEqual(['', '', `${START}text${END}`, 'q']);
    }
  });

  it('lets somebody leave where the mark of the end was lost', () => {
    const hold = createPasteHolder();
    expect([`${START}one`, 'x', '\u0003', 'q'].map(hold)).toEqual(['', '', '\u0003', 'q']);
  });

  it('loses nothing and changes no order, however the pieces come', () => {
    const part = fc.constantFrom(START, END, '\u001b', '[200~', '[201~', 'a', 'bc', '\r');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (pieces) => {
        const hold = createPasteHolder();
        expect([...pieces, END].map(hold).join('')).toBe([...pieces, END].join(''));
      }),
    );
  });
});
