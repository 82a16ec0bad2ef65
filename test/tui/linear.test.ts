import { describe, expect, it } from 'vitest';
import { barLine } from '../../src/tui/components/bar.js';
import type { Drawn, SpokenParts } from '../../src/tui/components/surface.js';
import type { KeyBinding } from '../../src/tui/key-binding.js';
import { createSpeaker } from '../../src/tui/linear.js';
import { BLANK, type Line, line, span, withMark } from '../../src/tui/lines.js';
import { chooseTheme } from '../../src/tui/theme.js';
import { staffSession } from './people.js';
import { createTestSession, ERROR } from './session.js';
import { FakeHost, KEY, openTui } from './terminal.js';

function speaker(): (parts: Partial<SpokenParts>) => string {
  let said = '';
  const surface = createSpeaker((text) => {
    said += text;
  });
  return (parts) => {
    said = '';
    const spoken = { title: 'home', aside: '', page: '', body: [], position: '', notice: '', keys: [], ...parts };
    const drawn: Drawn = { lines: [], theme: chooseTheme(false, undefined), columns: 80, rows: 24, spoken };
    surface.show(drawn);
    return said;
  };
}

const row = (text: string): Line => line(span(text));
const listed = (text: string, isMarked: boolean): Line => line(span(isMarked ? ' ▸ ' : '   ', 'chosen'), span(text));

describe('a screen that is read aloud', () => {
  it('is read from top to bottom when it is new, then only what is new in it', () => {
    const say = speaker();
    expect(say({ body: [row('One.'), BLANK, row('Two.')], position: 'rows 1-2 of 9  ↓ more' })).toBe(
      'crossprem: home.\r\nOne.\r\nTwo.\r\nrows 1 to 2 of 9, more below.\r\n',
    );
    expect(say({ body: [row('One.'), BLANK, row('Two.')], position: 'rows 1-2 of 9  ↓ more' })).toBe('');
    expect(say({ body: [row('Two.'), row('Three.')], position: 'rows 2-3 of 9  ↓ more', notice: 'Copied.' })).toBe(
      'Copied.\r\nThree.\r\nrows 2 to 3 of 9, more below.\r\n',
    );
    expect(say({ title: 'help', body: [row('Two.')] })).toBe('crossprem: help.\r\nTwo.\r\n');
  });

  it('reads after scrolling all that came into view, also what was said of another row before', () => {
    const say = speaker();
    const rows = ['Step 1', 'Check before', 'Get-A', 'Step 2', 'Check before', 'Get-B'].map(row);
    say({ body: rows.slice(0, 4), position: 'rows 1-4 of 6  ↓ more' });
    expect(say({ body: rows.slice(2), position: 'rows 3-6 of 6  end' })).toBe('Check before\r\nGet-B\r\nrows 3 to 6 of 6, end.\r\n');
    expect(say({ body: rows.slice(0, 4), position: 'rows 1-4 of 6  ↓ more' })).toMatch(/^Step 1\r\nCheck before\r\nrows 1 to 4/);
  });

  it('tells of the pages which one is shown, and reads another page as a whole', () => {
    const say = speaker();
    const body = [row('Enter opens it.')];
    expect(say({ title: 'session', aside: 'no data', page: '1 Findings (6)', body })).toBe(
      'crossprem: session. no data.\r\nPage 1 Findings (6).\r\nEnter opens it.\r\n',
    );
    expect(say({ title: 'session', aside: 'no data', page: '2 Inputs (4)', body })).toContain('Page 2 Inputs (4).\r\nEnter opens it.\r\n');
    // Its numbers and what is loaded change while it is shown: that alone is news.
    expect(say({ title: 'session', aside: 'cloud 1 object', page: '2 Inputs (5)', body })).toBe(
      'cloud 1 object.\r\nPage 2 Inputs (5).\r\n',
    );
  });

  it('names keys that came, and not again those that stay', () => {
    const say = speaker();
    const key = (name: string, label: string): KeyBinding => ({ keys: [name], label }) as unknown as KeyBinding; // The rest says nothing aloud.
    say({ keys: [key('n', 'next'), key('?', 'help')] });
    expect(say({ keys: [key('c', 'copy'), key('n', 'next'), key('?', 'help')] })).toBe('Keys now too: c copy.\r\n');
    expect(say({ keys: [key('n', 'next'), key('?', 'help')] })).toBe('');
    expect(say({ keys: [key('esc', 'drop it')] })).toBe('Keys: Escape drop it.\r\n');
  });

  it('marks a part of several rows once, and says a marked command as it is', () => {
    const say = speaker();
    const part = (text: string, isMarked: boolean): Line => ({ ...row(text), isMarked });
    expect(say({ body: [part('Hop 1', true), part('from a to b', true), part('Hop 2', false), part('from b to c', false)] })).toBe(
      'crossprem: home.\r\nMarked: Hop 1\r\nfrom a to b\r\nHop 2\r\nfrom b to c\r\n',
    );
    expect(say({ body: [part('Hop 1', false), part('from a to b', false), part('Hop 2', true), part('from b to c', true)] })).toBe(
      'Marked: Hop 2\r\n',
    );
    const command = line(span('     '), span("Set-A -B 'x  y'", 'command'));
    expect(speaker()({ body: [withMark(command)] })).toBe("crossprem: home.\r\nMarked: Set-A -B 'x  y'\r\n");
  });

  it('says which row is marked, and only that when the mark moves', () => {
    const say = speaker();
    say({ body: [listed('Ann', true), listed('Bo', false)] });
    expect(say({ body: [listed('Ann', false), listed('Bo', true)] })).toBe('Marked: Bo\r\n');
    const command = line(span('     '), span('Get-Mailbox kim', 'command'));
    const page = speaker();
    page({ body: [command, row('Rest.')] });
    expect(page({ body: [withMark(command), row('Rest.')] })).toBe('Marked: Get-Mailbox kim\r\n');
  });

  it('leaves out what only looks like something, and says the rest in words', () => {
    const say = speaker();
    const table = line(span('  error    '), span('confirmed  '), span('The mailbox is unknown'));
    expect(say({ body: [row('╭─ what failed ──╮'), table, row('possible → confirmed'), row('────'), row('  ^^^^  ')] })).toBe(
      'crossprem: home.\r\nwhat failed\r\nerror, confirmed, The mailbox is unknown\r\npossible to confirmed\r\n',
    );
  });

  it('reads a row as its page says, and a command that goes over rows as one, as it is', () => {
    const say = speaker();
    const body: readonly Line[] = [
      { ...row('mail  a@contoso.com  │  b@contoso.com'), spoken: 'mail: on-premises a@contoso.com; cloud b@contoso.com' },
      { ...row('only to be seen'), spoken: '' },
      { ...line(span("Set-Mailbox  -Identity 'kim", 'command')), runsOn: true },
      line(span("@contoso.com'", 'command')),
    ];
    expect(say({ body })).toBe(
      "crossprem: home.\r\nmail: on-premises a@contoso.com; cloud b@contoso.com\r\nSet-Mailbox  -Identity 'kim@contoso.com'\r\n",
    );
  });

  it('puts no comma after the end of a sentence, and says no mark aloud', () => {
    const say = speaker();
    expect(say({ body: [row('✓ proven.  On the copy the finding is gone.'), row('× ruled out  16 causes')] })).toBe(
      'crossprem: home.\r\nproven. On the copy the finding is gone.\r\nruled out, 16 causes\r\n',
    );
  });

  it('says what is typed letter by letter, and how far something is in steps of ten', () => {
    const say = speaker();
    say({ body: [row('Path: a█')] });
    expect(say({ body: [row('Path: ab█')] })).toBe('b\r\n');
    expect(say({ body: [row('Path: a█')] })).toBe('Path: a\r\n');
    const run = speaker();
    run({ body: [barLine(0.41, 80), row('410 of 1,000 people')] });
    expect(run({ body: [barLine(0.49, 80), row('490 of 1,000 people')] })).toBe('');
    expect(run({ body: [barLine(0.5, 80), row('500 of 1,000 people')] })).toBe('50 percent done\r\n');
  });

  it('prints no control or direction character of anybody', () => {
    const hostile = { spans: [{ text: 'a\u001b[2Jb\u202ec', tone: 'plain' as const }], spoken: 'a\u001b[2J\u0007b' };
    expect(speaker()({ title: 't\u001b]0;x\u0007', body: [hostile] })).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u202e]/);
  });
});

describe('screen-reader mode', () => {
  it.each([
    ['the option', { screenReader: true, host: new FakeHost() }],
    ['CROSSPREM_SCREEN_READER', { host: new FakeHost({ CROSSPREM_SCREEN_READER: '1' }) }],
    ["Ink's own variable", { host: new FakeHost({ INK_SCREEN_READER: 'true' }) }],
  ])('is switched on by %s: plain lines, no other screen, no mouse', async (_, options) => {
    const terminal = openTui(createTestSession(), { ...options, rows: 60, colour: true });
    const shown = await terminal.until('Keys: ');
    expect(shown).toMatch(/^crossprem: home\./);
    expect(terminal.buffer()).toBe('normal');
    expect(terminal.isRaw()).toBe(true);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
    const written = terminal.raw().replace('\u001b[?2004h', '').replace('\u001b[?2004l', '');
    expect(written).not.toContain('\u001b');
    expect(written).not.toMatch(/[\u2500-\u25ff]/);
  });

  it('leads from an error to its cause without a row that was read twice', async () => {
    const terminal = openTui(createTestSession(), { screenReader: true, host: new FakeHost(), rows: 40, columns: 100 });
    await terminal.until('Keys: ');
    terminal.paste(ERROR);
    await terminal.until('Cannot find a recipient');
    terminal.press(KEY.enter);
    await terminal.until(/rows 1 to \d+ of/);
    terminal.press(KEY.down);
    await terminal.until(/rows 2 to \d+ of/);
    terminal.press('x');
    await terminal.until('x does nothing here');
    const said = terminal.raw().replace('\u001b[?2004h', '');
    expect(said.match(/x does nothing here/g)).toHaveLength(1);
    expect(said.match(/^crossprem: /gm)).toHaveLength(2);
    expect(said).not.toMatch(/[\u2500-\u25ff]/);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });

  it('makes a line of each paragraph, item and command, however narrow the window is, and says no sign that only adorns', async () => {
    const terminal = openTui(createTestSession(), { screenReader: true, host: new FakeHost(), rows: 90, columns: 60 });
    await terminal.until('Keys: ');
    terminal.paste(ERROR);
    await terminal.until('Cannot find a recipient');
    terminal.press(KEY.enter);
    await terminal.until(/rows 1 to \d+ of/);
    for (const page of [/rows 1\d to/, /rows 3\d to/]) {
      terminal.press(' ');
      await terminal.until(page);
    }
    const lines = terminal.raw().split('\r\n');
    const startsWith = (text: string): string => lines.find((one) => one.startsWith(text)) ?? '';
    expect(startsWith('A remote move finds its target')).toMatch(/is the GUID of the mailbox that moves\.$/);
    expect(startsWith('possible, The mailbox belongs to a cloud-only user')).toMatch(/exists for the person, questions.1,/);
    expect(startsWith('Get-Recipient ')).toMatch(/ExternalDirectoryObjectId$/);
    expect(startsWith('Line 1: ')).toContain("'2dcb23c9-4179-4fec-b556-659ce21780e6'");
    for (const one of lines) expect(one).not.toMatch(/^[^\p{L}\p{N}<[$\u001b]|[\u2500-\u25ff✓✗×↓↑]/u);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });

  it('works in a window of any size', async () => {
    const terminal = openTui(await staffSession(), { screenReader: true, host: new FakeHost(), columns: 40, rows: 50 });
    await terminal.until(/Keys: /);
    terminal.press('m');
    await terminal.until('Marked: To the cloud');
    terminal.press(KEY.down);
    await terminal.until('Marked: To on-premises');
    expect(terminal.raw()).not.toContain('too small');
    terminal.press('\u0014');
    await terminal.until('There is nothing to click on');
    expect(terminal.raw()).not.toContain('\u001b[?1000h');
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });
});
