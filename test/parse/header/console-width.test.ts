import { describe, expect, it } from 'vitest';
import { findBlocks } from '../../../src/parse/header/block.js';
import { unwrapConsole } from '../../../src/parse/header/console-width.js';
import { fc } from '../../setup/property.js';

const LINES = [
  'Received: from mail.fabrikam.com (198.51.100.7) by DB1PEPF000033F1.mail.protection.outlook.com (10.167.8.36) with Microsoft SMTP Server id 15.20.9253.7; Mon, 2 Mar 2026 09:00:04 +0000',
  'Authentication-Results: spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=fabrikam.com;compauth=fail reason=000',
  'From: Kim Lee <kim@fabrikam.com>',
  'To: alex@contoso.com',
  'Subject: Report',
  'Date: Mon, 2 Mar 2026 09:00:00 +0000',
  'X-MS-Exchange-Organization-ExpirationStartTimeReason: OriginalSubmit',
  'X-Forefront-Antispam-Report: CIP:198.51.100.7;CTRY:US;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:mail.fabrikam.com;PTR:mail.fabrikam.com;CAT:SPOOF;SFTY:9.22;DIR:INB;',
];
const TEXT = LINES.join('\n');

/** As a console of a width shows it. */
const shown = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => line.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '')
    .join('\n');

const values = (text: string) => findBlocks(text).map(({ fields }) => fields.map(({ key, value }) => [key, value.replaceAll(' ', '')]));

describe('lines cut at the width of a console', () => {
  it.each([50, 61, 80, 100])('are joined without a blank, width %i', (width) => {
    expect(values(shown(TEXT, width))).toEqual(values(TEXT));
  });

  it('are joined in CRLF text and behind quotation marks', () => {
    const cut = shown(TEXT, 72);
    expect(values(cut.replaceAll('\n', '\r\n'))).toEqual(values(TEXT));
    expect(values(cut.replaceAll(/^/gm, '> '))).toEqual(values(TEXT));
  });

  it('are joined where the console cut lines that were quoted already', () => {
    expect(values(shown(TEXT.replaceAll(/^/gm, '> '), 90))).toEqual(values(TEXT));
  });

  it('are joined where one field alone was cut twice', () => {
    const [, results = ''] = LINES;
    expect(values(shown(results, 80))).toEqual(values(results));
  });

  it('keep the places of the fields in the input', () => {
    const cut = shown(TEXT, 80);
    const [block] = findBlocks(cut);
    for (const { name, start, end } of block?.fields ?? []) {
      expect(cut.slice(start, end).replaceAll('\n', '').startsWith(`${name}:`)).toBe(true);
      expect(cut.slice(end, end + 1)).toMatch(/^\n?$/);
    }
    expect(cut.slice(block?.end)).toBe('');
    expect(block?.quirks.isFoldingLost).toBe(true);
  });

  it('are not seen where words were wrapped, folded or lost their folds', () => {
    const words = TEXT.replaceAll(/(.{30,70}) /g, '$1\n');
    expect(unwrapConsole(words)).toBeUndefined();
    expect(unwrapConsole(words.replaceAll('\n', '\n '))).toBeUndefined();
    expect(unwrapConsole(TEXT)).toBeUndefined();
    expect(unwrapConsole('')).toBeUndefined();
    expect(unwrapConsole(`${'a'.repeat(80)}\n`.repeat(20))).toBeUndefined();
  });

  it('give every character its place, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...LINES, 'x'.repeat(64), ' folded', '', '> quoted')),
        fc.integer({ min: 40, max: 90 }),
        (lines, width) => {
          const cut = shown(lines.join('\n'), width);
          const joined = unwrapConsole(cut);
          if (joined === undefined) return;
          for (let at = 0; at < joined.text.length; at++) expect(cut[joined.offset(at)]).toBe(joined.text[at]);
        },
      ),
    );
  });
});
