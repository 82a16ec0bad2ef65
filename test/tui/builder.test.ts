import { describe, expect, it } from 'vitest';
import { lineWidth, SPOKEN_COLUMNS, span } from '../../src/tui/lines.js';
import { createPage, type PageBuilder } from '../../src/tui/pages/builder.js';
import { writeTable } from '../../src/tui/pages/reading-table.js';

const GUID = '2dcb23c9-4179-4fec-b556-659ce21780e6';

function rowsOf(columns: number, write: (page: PageBuilder) => void): readonly string[] {
  const page = createPage(columns);
  write(page);
  const { lines } = page.done();
  return lines.slice(0, lines.length).map(({ spans }) => spans.map(({ text }) => text).join(''));
}

describe('a name and its value', () => {
  const pair = (columns: number, name: string, value: string): readonly string[] =>
    rowsOf(columns, (page) => page.pair(name, [span(value)], { indent: 4, width: 26 }));

  it('stand in one row where the value fits whole', () => {
    expect(pair(80, 'ExchangeGuid', GUID)).toEqual([`    ExchangeGuid              ${GUID}`]);
  });

  it('stand below each other where the value would be broken, or the name cut', () => {
    expect(pair(60, 'ExchangeGuid', GUID)).toEqual(['    ExchangeGuid', `      ${GUID}`]);
    expect(pair(60, 'AutoExpandingArchiveEnabled', 'False')).toEqual(['    AutoExpandingArchiveEnabled', '      False']);
  });

  it('stand beside each other where nothing helps, and in no row that is wider than the window', () => {
    const rows = pair(60, 'MailboxLocations', 'a'.repeat(400));
    expect(rows[0]).toMatch(/^ {4}MailboxLocations {10}a{20,28}$/);
    for (const row of rows) expect(lineWidth([span(row)])).toBeLessThanOrEqual(60);
  });
});

describe('a page that is read aloud', () => {
  it('has a row for each paragraph and each pair, without signs before them', () => {
    const prose = 'A sentence that is longer than any window. '.repeat(12).trim();
    expect(
      rowsOf(SPOKEN_COLUMNS, (page) => {
        page.text(prose, { indent: 4, lead: [span('- ')] });
        page.text('Run this.', { lead: [span('← 2. ')] });
        page.pair('Id', [span(GUID)], { indent: 4, width: 15 });
      }).map((row) => row.trim()),
    ).toEqual([prose, '2. Run this.', `Id             ${GUID}`]);
  });
});

describe('an id before a title', () => {
  const table = (columns: number): readonly string[] =>
    rowsOf(columns, (page) =>
      writeTable(
        page,
        [[{ kind: 'text', text: 'cause' }], [{ kind: 'text', text: 'fix' }]],
        [
          [
            [
              { kind: 'code', text: 'guid-empty' },
              { kind: 'text', text: ' The mailbox does not carry the GUID' },
            ],
            [{ kind: 'text', text: 'stamp-it' }],
          ],
        ],
        (cell) => cell.map(({ kind, text }) => span(text, kind === 'code' ? 'accent' : 'plain')),
        () => undefined,
      ),
    );

  it('has a row of its own, in columns and below each other', () => {
    expect(table(80)[1]?.trim()).toMatch(/^guid-empty +stamp-it$/);
    expect(table(80)[2]).toContain('    The mailbox does not carry the GUID');
    expect(table(24).slice(0, 2)).toEqual(['    guid-empty', '      The mailbox does not']);
  });
});
