import { afterEach, describe, expect, it } from 'vitest';
import { widthOf } from '../../src/tui/sanitize.js';
import { mailbox, STAFF, staffSession } from './people.js';
import { KEY, openTui, type TestTerminal } from './terminal.js';

// Ctrl-C sets 130, which would become the exit code of the test run.
afterEach(() => {
  process.exitCode = undefined;
});

async function leave(terminal: TestTerminal): Promise<void> {
  terminal.press(KEY.ctrlC);
  await terminal.ended;
}

async function openTable(columns: number, rows: number, onprem: readonly unknown[] = STAFF): Promise<TestTerminal> {
  const terminal = openTui(await staffSession(onprem), { columns, rows });
  await terminal.until('q quit');
  terminal.press('m');
  await terminal.until('Which way');
  terminal.press(KEY.enter);
  await terminal.until('Worst finding');
  return terminal;
}

describe('readiness', () => {
  it('is offered on the first screen once data is loaded, and asks for the direction at 60x20', async () => {
    const terminal = openTui(await staffSession(), { columns: 60, rows: 20 });
    expect(await terminal.until('q quit')).toContain('m readiness');
    terminal.press('m');
    const shown = await terminal.until('Which way');
    expect(shown).toContain('▸ To the cloud');
    expect(shown).toContain('Each as it could move');
    expect(shown).toContain('Nothing is changed');
    await leave(terminal);
  });

  it('lists people at 80x24, with what is wrong in words below', async () => {
    const terminal = await openTable(80, 24);
    const shown = terminal.screen().split('\n');
    expect(shown[0]).toMatch(/^ crossprem {3}readiness to the cloud +4 people$/);
    expect(shown[1]).toMatch(/^─\[1 People( \(4\))?\]─ 2 Causes/);
    expect(shown[2]).toMatch(/× \d blocked +! \d with warnings +✓ \d ready +· \d nothing to move/);
    expect(shown[4]).toMatch(/^ {5}Name +Address +On-prem +Cloud +Worst finding/);
    expect(shown[5]).toMatch(/^ ▸ × Ann Reed +ann\.reed@\S+ {2}mailbox +- +\S/);
    expect(shown.at(-4)).toMatch(/^ {2}(?:blocker|error): \S/);
    expect(shown.at(-1)).toMatch(/^ Enter open .*Esc back$/);
    await leave(terminal);
  });

  it.each([
    [60, 20, ['Name', 'Address', 'Worst finding']],
    [120, 40, ['Name', 'Address', 'Kind', 'On-prem', 'Cloud', 'Worst finding']],
    [200, 60, ['Verdict', 'Name', 'Address', 'Kind', 'On-prem', 'Cloud', 'Joined by', 'Worst finding']],
  ] as const)('leaves out columns that have no room at %sx%s', async (columns, rows, titles) => {
    const terminal = await openTable(columns, rows);
    const shown = terminal.screen().split('\n');
    expect(shown[4]?.trim().split(/ {2,}/)).toEqual(titles);
    expect(Math.max(...shown.map(widthOf))).toBeLessThanOrEqual(columns);
    for (const key of ['2', '3', '4', '5', '1']) {
      terminal.press(key);
      await terminal.until(`[${key}`);
      expect(Math.max(...terminal.screen().split('\n').map(widthOf))).toBeLessThanOrEqual(columns);
    }
    terminal.press(KEY.enter);
    const person = await terminal.until('readiness, Ann Reed');
    expect(person).toContain('Findings');
    await leave(terminal);
  });

  it('puts both sides beside each other at 120 columns, and marks what differs with a sign', async () => {
    const kim = { ...(STAFF[0] as object), displayName: 'Kim A.' };
    const cloud = [{ ...(await import('./session.js')).CLOUD[0], displayName: 'Kim Alder' }];
    const terminal = openTui(await staffSession([kim], cloud), { columns: 120, rows: 60 });
    await terminal.until('q quit');
    terminal.press('m');
    await terminal.until('Which way');
    terminal.press(KEY.enter);
    await terminal.until('Worst finding');
    terminal.press(KEY.enter);
    const shown = await terminal.until('Display name');
    expect(shown).toMatch(/≠ Display name +Kim A\. +│ Kim Alder/);
    expect(shown).toMatch(/= UserPrincipalName +kim\.alder@contoso\.com +│ kim\.alder@contoso\.com/);
    await leave(terminal);
  });

  it('obeys nothing that stands in a name, and measures wide characters', async () => {
    const hostile = [mailbox('Eve\u001b[2J\u202egnp', 'contoso.local'), mailbox('田中太郎さん', 'contoso.local'), ...STAFF];
    const terminal = await openTable(80, 24, hostile);
    const shown = terminal.screen();
    expect(shown).toContain('Eve[2Jgnp');
    expect(shown).not.toContain('\u202e');
    const [plain, wide] = [/^.*Ann Reed.*$/m, /^.*田中太郎さん.*$/m].map((row) => row.exec(shown)?.[0] ?? '');
    const at = (row: string | undefined): number => widthOf((row ?? '').slice(0, (row ?? '').indexOf('mailbox')));
    expect(at(wide)).toBe(at(plain));
    await leave(terminal);
  });

  it('draws only the rows in view of very many people', async () => {
    const terminal = await openTable(
      80,
      24,
      Array.from({ length: 3000 }, (_, index) => mailbox(`Person ${index}`, 'contoso.local')),
    );
    terminal.press('\u001b[F');
    const end = await terminal.until(/ 3,00\d of 3,00\d /);
    expect(end).toContain('▸');
    terminal.press('f');
    await terminal.until('Filter');
    terminal.press('Person 2999');
    expect(await terminal.until('Filter  Person 2999█')).toContain('1 person');
    terminal.press(KEY.esc);
    await terminal.untilGone('Filter');
    await leave(terminal);
  });

  it('says when other data was loaded since', async () => {
    const terminal = await openTable(80, 24);
    terminal.press('d');
    await terminal.until('x remove');
    terminal.press('x');
    await terminal.until('Removed.');
    terminal.press(KEY.esc);
    expect((await terminal.until('Worst finding')).split('\n')[0]).toContain('other data was loaded since: m checks anew');
    await leave(terminal);
  });

  it('lists its keys in the help', async () => {
    const terminal = await openTable(80, 24);
    terminal.press('?');
    const shown = await terminal.until('where you came from');
    expect(shown).toContain('Readiness: people');
    expect(shown).toContain('List only those whose name');
    terminal.press(KEY.esc);
    await terminal.until('Worst finding');
    await leave(terminal);
  });
});
