import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Line, lineWidth } from '../../src/tui/lines.js';
import { type Page, placeOf } from '../../src/tui/model.js';
import { guidPage } from '../../src/tui/pages/reading-guid.js';
import { markdownPage } from '../../src/tui/pages/reading-markdown.js';
import { shareWidth } from '../../src/tui/pages/reading-table.js';
import { shownReading } from '../../src/tui/palette-model.js';
import { openPerson, openRule } from '../../src/tui/transitions/reading.js';
import { fc } from '../setup/property.js';
import { ROOT } from '../setup/rules.js';
import { drive, withDocs } from './palette.js';
import { staffSession } from './people.js';
import { createTestSession, ERROR, GUID } from './session.js';

const textOf = ({ spans }: Line): string => spans.map(({ text }) => text).join('');
const rowsOf = ({ lines }: Page): readonly string[] => lines.slice(0, lines.length).map(textOf);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(ROOT, folder, name));
}

describe('a page of markdown', () => {
  it.each([60, 80, 120, 200])('fits into %i columns, whichever page of the documentation it is', (columns) => {
    for (const path of filesBelow('docs')) {
      const { page } = markdownPage(readFileSync(path, 'utf8'), columns);
      for (const row of page.lines.slice(0, page.lines.length))
        expect(lineWidth(row.spans), `${path}: ${textOf(row)}`).toBeLessThanOrEqual(columns);
    }
  });
  it('shows headings, lists, tables and commands without their marks', () => {
    const text = [
      '# **Title** of `it`',
      'A [link](live.md) and [one](https://contoso.com/a).',
      '- one',
      '  - two',
      '```',
      '$ crossprem diagnose error.txt',
      'some output',
      'Get-Mailbox |',
      '  Export-Csv a.csv',
      '```',
      '| a | b |',
      '|---|---|',
      '| `x` | y \\| z |',
    ].join('\n');
    const { page, links } = markdownPage(text, 80);
    expect(rowsOf(page)).toEqual([
      '  Title of it',
      '  A link [1] and one [2].',
      '',
      '  - one',
      '    - two',
      '',
      '    crossprem diagnose error.txt',
      '    some output',
      '    Get-Mailbox | Export-Csv a.csv',
      '',
      '    a  b',
      '    x  y | z',
      '',
      '  Links   Enter opens the marked one, c copies it',
      '    [1] link  live.md',
      '    [2] one  https://contoso.com/a',
    ]);
    expect(page.items.map((item) => item.text)).toEqual([
      'crossprem diagnose error.txt',
      'Get-Mailbox | Export-Csv a.csv',
      'live.md',
      'https://contoso.com/a',
    ]);
    expect([...links]).toEqual([[2, { kind: 'topic', name: 'live' }]]);
  });
  it('stacks a table that is too wide for the window', () => {
    const table = `| name | first | second | third |\n|---|---|---|---|\n| ${['n', 'a', 'b', 'c'].map((letter) => `${letter} `.repeat(30)).join(' | ')} |`;
    expect(rowsOf(markdownPage(table, 50).page).some((row) => row.includes('second: b b'))).toBe(true);
    expect(rowsOf(markdownPage(table, 120).page)[0]).toMatch(/name +first +second +third/);
  });
  it('shares the width of a table out', () => {
    expect(shareWidth([5, 10], 40)).toEqual([5, 10]);
    expect(shareWidth([5, 100, 100], 85)).toEqual([5, 40, 40]);
    expect(shareWidth([100, 100, 100, 100], 40)).toBeUndefined();
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 8 }), fc.integer({ min: 12, max: 200 }), (natural, room) => {
        const widths = shareWidth(natural, room);
        expect((widths ?? []).reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(room);
      }),
    );
  });
  it('lets nothing of a hostile text reach the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 60, max: 200 }), (text, columns) => {
        for (const row of rowsOf(markdownPage(`${text}\n\n| ${text} |\n|---|\n| ${text} |\n\n\`\`\`\n${text}`, columns).page))
          expect(row).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('links', () => {
  it('lead to other pages, and Esc comes back through all of them to where it began', async () => {
    const driver = drive(withDocs(createTestSession()));
    await driver.press('ctrl+p');
    await driver.type('?reading live');
    await driver.press('enter');
    expect(placeOf(driver.state())).toBe('reading');
    for (let i = 0; i < 200; i++) {
      const reading = shownReading(driver.state());
      const link = reading?.spot.item === undefined ? undefined : reading.links.get(reading.spot.item);
      if (link?.kind === 'topic') break;
      driver.runtime.dispatch({ kind: 'key', key: 'n' });
    }
    const before = shownReading(driver.state());
    await driver.press('enter');
    expect(driver.state().screens).toEqual(['home', 'reading', 'reading']);
    expect(shownReading(driver.state())?.title).not.toBe(before?.title);
    driver.runtime.dispatch({ kind: 'resize', columns: 120, rows: 40 });
    await driver.press('down', 'esc');
    expect(shownReading(driver.state())?.title).toBe(before?.title);
    await driver.press('n');
    expect((await driver.press('esc')).screens).toEqual(['home']);
  });
  it('of every page of the documentation lead to pages that are there', () => {
    const names = new Set(readdirSync(join(ROOT, 'docs')).map((name) => name.replace(/\.md$/, '')));
    for (const name of readdirSync(join(ROOT, 'docs')).filter((one) => one.endsWith('.md')))
      for (const link of markdownPage(readFileSync(join(ROOT, 'docs', name), 'utf8'), 80).links.values())
        if (link.kind === 'topic') expect(names, name).toContain(link.name);
  });
  it('say so where nothing is marked', async () => {
    const driver = drive(withDocs(createTestSession()));
    driver.runtime.dispatch({ kind: 'read', title: 'x', content: { kind: 'markdown', text: '# X\n\nNothing.' } });
    expect((await driver.press('enter')).notice?.text).toBe('This page leads nowhere else.');
  });
});

describe('a rule', () => {
  it('has its page, above the screen that asked for it', async () => {
    const driver = drive(createTestSession());
    const { effects } = openRule(driver.state(), 'migration/mailbox-guid-not-found');
    expect(effects).toMatchObject([{ kind: 'read', what: { kind: 'rule' } }]);
    await driver.press('ctrl+p');
    await driver.type('#mailbox-guid-not-found');
    await driver.press('enter');
    const rows = rowsOf(shownReading(driver.state())?.page ?? { lines: [], items: [], sections: [] });
    for (const head of ['Recognised by', 'Causes', 'Fixes', 'Sources']) expect(rows.some((row) => row.trim() === head)).toBe(true);
    expect(rows.join('\n')).not.toMatch(/`|\*\*|\|---|^#/m);
  });
});

describe('the page of a finding', () => {
  it('leads to its rule with i, and back with Esc', async () => {
    const driver = drive(createTestSession());
    driver.runtime.dispatch({ kind: 'paste', text: ERROR });
    await driver.press('enter', 'i');
    expect(shownReading(driver.state())?.title).toBe('migration/mailbox-guid-not-found');
    expect(placeOf(await driver.press('esc'))).toBe('result');
  });
  it('leads to whom it is about with @, or says what is missing for that', async () => {
    const session = createTestSession();
    const driver = drive(session);
    driver.runtime.dispatch({ kind: 'paste', text: `${ERROR} User: kim.alder@contoso.com` });
    expect((await driver.press('enter', '@')).notice?.text).toBe('No directory data is loaded: d loads exports of both sides.');
    await driver.press('d', 'p', ...'onprem.json', 'enter', 'esc', '@');
    expect(shownReading(driver.state())?.title).toBe('Kim Alder');
  });
  it('of a text in which nothing was found has neither', async () => {
    const driver = drive(createTestSession());
    driver.runtime.dispatch({ kind: 'paste', text: 'nothing that is known\nat all' });
    expect((await driver.press('enter', 'i')).notice?.text).toBe('There is no finding, so there is no rule to show.');
    expect((await driver.press('@')).notice?.text).toBe('This finding is about nobody in particular.');
  });
});

describe('a recipient', () => {
  it('has both sides, and the way to the readiness result', async () => {
    const driver = drive(await staffSession());
    await driver.press('m', 'enter');
    expect(placeOf(driver.state())).toBe('people');
    expect(openPerson(driver.state(), 'kim.alder@contoso.com').effects).toMatchObject([
      { kind: 'read', what: { kind: 'person', id: 'kim.alder@contoso.com' } },
    ]);
    await driver.press('ctrl+p');
    await driver.type('@ann');
    await driver.press('enter');
    const rows = rowsOf(shownReading(driver.state())?.page ?? { lines: [], items: [], sections: [] });
    expect(rows[1]).toBe('  Nobody of the loaded cloud side shares a key with this object.');
    expect(rows.some((row) => row.includes('blocked'))).toBe(true);
    await driver.press('enter');
    expect(placeOf(driver.state())).toBe('person');
    expect((await driver.press('esc', 'esc')).screens.at(-1)).toBe('table');
  });
  it('that is gone says so', async () => {
    const driver = drive(await staffSession());
    driver.runtime.dispatch({ kind: 'unread', problem: { what: 'Nobody of the loaded data is meant.', where: 'x', next: 'y' } });
    expect(driver.state().problem?.what).toBe('Nobody of the loaded data is meant.');
  });
  it('whom nobody waits for any more is not shown', async () => {
    const driver = drive(await staffSession());
    driver.runtime.dispatch({ kind: 'read', title: 'x', content: { kind: 'markdown', text: 'x' }, isWaited: true });
    expect(placeOf(driver.state())).toBe('home');
  });
});

describe('a GUID', () => {
  it.each([60, 80, 120])('stands in all its forms in %i columns, each copyable, with who carries it', async (columns) => {
    const driver = drive(withDocs(await staffSession()), { columns, rows: 40 });
    await driver.press('ctrl+p');
    await driver.type(GUID);
    await driver.press('enter');
    const reading = shownReading(driver.state());
    expect(reading?.page.items.map(({ text }) => text)).toEqual([
      GUID,
      'ySPLLXlB7E+1VmWc4heA5g==',
      'C923CB2D7941EC4FB556659CE21780E6',
      '\\c9\\23\\cb\\2d\\79\\41\\ec\\4f\\b5\\56\\65\\9c\\e2\\17\\80\\e6',
      'CN={7953504C4C586C4237452B31566D57633468654135673D3D}',
      '201 35 203 45 121 65 236 79 181 86 101 156 226 23 128 230',
      'c923cb2d-7941-ec4f-b556-659ce21780e6',
      'LcsjyUF5T+y1VmWc4heA5g==',
      'kim.alder@contoso.com',
    ]);
    for (let i = 0; i < 8; i++) await driver.press('n');
    await driver.press('enter');
    expect(shownReading(driver.state())?.title).toBe('Kim Alder');
  });
  it('that is none says what is one', () => {
    const { page } = guidPage({ kind: 'guid', value: 'nothing', holders: [], looked: undefined }, 80);
    expect(rowsOf(page)[0]).toBe('  The value is not a GUID in any known form.');
  });
});
