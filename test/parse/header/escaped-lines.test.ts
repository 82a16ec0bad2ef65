import { describe, expect, it } from 'vitest';
import { findBlocks } from '../../../src/parse/header/block.js';
import { unescapeLines } from '../../../src/parse/header/escaped-lines.js';
import { fc } from '../../setup/property.js';

const TEXT = [
  'Received: from mail.fabrikam.com (198.51.100.7) by mx.contoso.com',
  ' with ESMTPS; Mon, 2 Mar 2026 09:00:04 +0000',
  'From: "Lee, Kim" <kim@fabrikam.com>',
  'To: alex@contoso.com',
  'Subject: Report',
  'Date: Mon, 2 Mar 2026 09:00:00 +0000',
].join('\r\n');
const values = (text: string) => findBlocks(text).map(({ fields }) => fields.map(({ key, value }) => [key, value]));

describe('headers inside a string', () => {
  it.each([
    ['JSON', JSON.stringify({ headers: TEXT })],
    ['JSON whose angle brackets are escaped, too', JSON.stringify({ headers: TEXT }).replaceAll('<', '\\u003c').replaceAll('>', '\\u003E')],
    ['JSON with line feeds only', JSON.stringify({ a: 1, headers: TEXT.replaceAll('\r', '') }, null, 2)],
  ])('are read from %s', (_name, text) => {
    const [found] = values(text);
    expect(found?.slice(0, -1)).toEqual(values(TEXT)[0]?.slice(0, -1));
    expect(found?.at(-1)?.[1]?.startsWith('Mon, 2 Mar 2026 09:00:00 +0000')).toBe(true);
  });

  it('keep the places of the fields in the input', () => {
    const text = JSON.stringify({ headers: TEXT });
    for (const { name, start, end } of findBlocks(text)[0]?.fields ?? []) {
      expect(text.slice(start, end).startsWith(`${name}:`)).toBe(true);
    }
  });

  it('are not looked for where few escapes stand', () => {
    expect(unescapeLines(TEXT)).toBeUndefined();
    expect(unescapeLines('path C:\\new\\n: x \\nFrom: a \\nTo: b')).toBeUndefined();
    expect(unescapeLines('')).toBeUndefined();
  });

  it('give a place within the input for every character, and never throw', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        const text = `${noise}\\r\\nFrom: a\\r\\nTo: b\\nSubject: ${noise}\\nDate: c`;
        const made = unescapeLines(text);
        let before = 0;
        for (let at = 0; at < (made?.text.length ?? 0); at++) {
          const place = made?.offset(at) ?? -1;
          expect(place).toBeGreaterThanOrEqual(before);
          expect(place).toBeLessThan(text.length);
          before = place;
        }
      }),
    );
  });
});
