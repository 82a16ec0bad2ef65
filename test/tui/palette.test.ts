import { describe, expect, it } from 'vitest';
import { bodyRows } from '../../src/tui/layout.js';
import { placeOf, type State } from '../../src/tui/model.js';
import { PALETTE_HEAD, paletteRows } from '../../src/tui/transitions/palette.js';
import { fc } from '../setup/property.js';
import { drive, withDocs } from './palette.js';
import { STAFF, staffSession } from './people.js';
import { createTestSession, ERROR } from './session.js';

const titles = ({ palette }: State): readonly string[] => palette?.entries.map(({ title }) => title) ?? [];
const words = ({ palette }: State): ReadonlySet<string> => new Set(palette?.entries.map(({ word }) => word));
const groups = ({ palette }: State): readonly string[] => [...new Set(palette?.entries.map(({ group }) => group))];

/** What a screen shows, without what the palette remembers of itself. */
const shown = ({ screens, result, readiness, draft, reading, listing }: State): string =>
  JSON.stringify({
    screens,
    draft,
    listing,
    reading: reading?.title,
    view: result?.view,
    at: result?.selected,
    top: result?.top,
    person: readiness?.view,
  });

async function withResult() {
  const driver = drive(withDocs(await staffSession()));
  driver.runtime.dispatch({ kind: 'paste', text: ERROR });
  await driver.press('enter');
  expect(placeOf(driver.state())).toBe('result');
  return driver;
}

describe('the palette with nothing typed', () => {
  it('lists what can be done, where to go, and what is new', async () => {
    const driver = await withResult();
    const state = await driver.press('ctrl+p');
    expect(groups(state)).toEqual(['Here', 'Go to', 'Newest findings', 'Inputs']);
    expect(titles(state)).toContain('Load or look at directory data of both sides, and settings.');
    const home = drive(withDocs(createTestSession()));
    expect(groups(await home.press('ctrl+p'))).toEqual(['Here', 'Go to']);
    expect(titles(home.state())).not.toContain('Connections');
  });
  it('goes back to exactly where one was', async () => {
    const driver = await withResult();
    await driver.press('s', 'n');
    const before = shown(driver.state());
    await driver.press('ctrl+p', 'down', 'down');
    await driver.type('kim');
    expect(shown(await driver.press('esc'))).toBe(before);
    expect(shown(await driver.press('ctrl+p', 'ctrl+p'))).toBe(before);
  });
});

describe('what is typed', () => {
  it('narrows everything at once', async () => {
    const driver = await withResult();
    await driver.press('ctrl+p');
    expect(words(await driver.type('guid'))).toEqual(new Set(['finding', 'help', 'rule', 'word']));
    await driver.press('ctrl+u');
    expect(titles(await driver.type('kalder'))[0]).toBe('Kim Alder');
    await driver.press('ctrl+u');
    expect(titles(await driver.type('immutableid'))[0]).toBe('ImmutableId');
    await driver.press('ctrl+u');
    expect(titles(await driver.type('readi'))[0]).toBe('Readiness');
  });
  it.each([
    ['>copy', /^Copy/],
    ['@marsh', /^Bo Marsh$/],
    ['#mailbox guid', /mailbox/i],
    ['?reading live', /^Reading live$/],
  ])('%s looks through one kind only', async (query, expected) => {
    const driver = await withResult();
    await driver.press('ctrl+p');
    const found = titles(await driver.type(query));
    expect(found[0]).toMatch(expected);
    expect(words(driver.state()).size).toBeLessThanOrEqual(query.startsWith('?') ? 2 : 9);
  });
  it('lists all of a kind that a sign alone asks for', async () => {
    const driver = await withResult();
    await driver.press('ctrl+p');
    expect(titles(await driver.type('#'))).toHaveLength(200);
    await driver.press('ctrl+u');
    expect(titles(await driver.type('?'))).toContain('Glossary');
    await driver.press('ctrl+u');
    expect(titles(await driver.type('@'))).toEqual([]);
  });
  it('keeps what is marked where it stands while people stream in', async () => {
    const driver = await withResult();
    await driver.press('ctrl+p');
    await driver.type('mailbox');
    await driver.press('down', 'down', 'down');
    const { palette } = driver.state();
    const marked = palette?.entries[palette.at];
    const hits = Array.from({ length: 9 }, (_, i) => ({
      key: `o${i}`,
      name: `Mailbox ${i}`,
      id: `m${i}@contoso.com`,
      sides: 'onprem' as const,
      score: 1000,
    }));
    driver.runtime.dispatch({ kind: 'found', query: 'mailbox', people: hits, done: 9, of: 9 });
    const after = driver.state().palette;
    expect(after?.entries[after.at]).toEqual(marked);
    expect(after?.entries.slice(0, 9).map(({ word }) => word)).toEqual(Array.from({ length: 9 }, () => 'person'));
    driver.runtime.dispatch({ kind: 'found', query: 'other', people: [], done: 9, of: 9 });
    expect(driver.state().palette?.entries).toEqual(after?.entries);
  });
  it('may be anything, and the mark stays in view', async () => {
    const driver = await withResult();
    await driver.press('ctrl+p');
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.array(fc.constantFrom('up', 'down', 'pagedown', 'pageup', 'backspace'), { maxLength: 12 }),
        fc.integer({ min: 15, max: 50 }),
        async (text, keys, rows) => {
          driver.runtime.dispatch({ kind: 'key', key: 'ctrl+u' });
          driver.runtime.dispatch({ kind: 'paste', text });
          for (const key of keys) driver.runtime.dispatch({ kind: 'key', key });
          driver.runtime.dispatch({ kind: 'resize', columns: 80, rows });
          const { palette } = driver.state();
          if (palette === undefined || palette.entries.length === 0) return;
          const row = paletteRows(palette).findIndex((one) => 'entry' in one && one.entry === palette.at);
          expect(row).toBeGreaterThanOrEqual(palette.top);
          expect(row).toBeLessThan(palette.top + Math.max(1, bodyRows(driver.state()) - PALETTE_HEAD));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('every entry', () => {
  it.each(['', 'a', '>', '@a', '#guid', '?', 'kim', '2dcb23c9-4179-4fec-b556-659ce21780e6'])(
    'of %j leads somewhere, and Esc comes back',
    async (query) => {
      const first = await withResult();
      await first.press('ctrl+p');
      const { palette } = await first.type(query);
      const entries = (palette?.entries ?? []).slice(0, 14);
      expect(entries.length).toBeGreaterThan(0);
      for (const [at, { target, title }] of entries.entries()) {
        const driver = await withResult();
        const before = driver.state().screens;
        await driver.press('ctrl+p');
        await driver.type(query);
        for (let i = 0; i < at; i++) driver.runtime.dispatch({ kind: 'key', key: 'down' });
        const after = await driver.press('enter');
        expect(placeOf(after), `${title}: ${after.problem?.what ?? after.notice?.text} ${after.palette?.at} of ${at}`).not.toBe('palette');
        if (target.kind === 'key' || (target.kind === 'go' && target.to === 'home')) continue;
        expect(after.screens, title).not.toEqual(target.kind === 'finding' || target.kind === 'input' ? undefined : before);
        if (target.kind === 'go' && target.to === 'move') continue;
        if (target.kind !== 'finding' && target.kind !== 'input') expect((await driver.press('esc')).screens, title).toEqual(before);
      }
    },
  );
});

describe('people', () => {
  it('are on both sides, or on one, once everybody is read', async () => {
    const driver = await withResult();
    await driver.press('ctrl+p');
    const { palette } = await driver.type('@a');
    expect(palette?.entries.map(({ title, aside }) => `${title}: ${aside}`)).toEqual([
      'Ann Reed: ann.reed@contoso.local, on-premises',
      'Kim Alder: kim.alder@contoso.com, both sides',
    ]);
  });
  it('are looked for by the last text that was typed only', async () => {
    const session = withDocs(await staffSession([...STAFF, ...STAFF]));
    const driver = drive(session);
    await driver.press('ctrl+p');
    for (const key of 'marsh') driver.runtime.dispatch({ kind: 'key', key });
    const { palette } = await driver.settle();
    expect(palette?.peopleFor).toBe('marsh');
  });
});
