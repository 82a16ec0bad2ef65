import { describe, expect, it } from 'vitest';
import { createJsonReader, readJson } from '../../../src/parse/recipient/json.js';
import { createJsonPieces } from '../../../src/parse/recipient/json-pieces.js';
import { fc } from '../../setup/property.js';

function piecesOf(text: string, size: number): { readonly found: readonly string[]; readonly isCut: boolean } {
  const pieces = createJsonPieces();
  const found: string[] = [];
  for (let at = 0; at < text.length; at += size) found.push(...pieces.write(text.slice(at, at + size)));
  return { found, isCut: pieces.end() };
}

describe('JSON in pieces', () => {
  it('finds the objects of a list and of lines, however the text is cut into chunks', () => {
    const objects = fc.array(fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 40 }), fc.boolean(), (list, size, isLines) => {
        const text = isLines ? list.map((one) => JSON.stringify(one)).join('\r\n') : JSON.stringify(list, undefined, 1);
        const { found, isCut } = piecesOf(text, size);
        expect(found.map((one) => JSON.parse(one))).toEqual(list.map((one) => JSON.parse(JSON.stringify(one))));
        expect(isCut).toBe(false);
      }),
    );
  });

  it.each(['[{"a":1},{"b":', '[{"a":"x\\', '[{"a":1}', '{"a":['])('knows that %s is cut', (text) => {
    expect(piecesOf(text, 3).isCut).toBe(true);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', 'a', ' ') }),
        fc.integer({ min: 1, max: 9 }),
        (text, size) => void piecesOf(text, size),
      ),
    );
  });

  it('makes the same table as the whole text does', () => {
    const users = Array.from({ length: 30 }, (_, i) => ({
      id: `${i}`,
      userPrincipalName: `u${i}@contoso.com`,
      proxyAddresses: [`SMTP:u${i}@contoso.com`, 'x"}]'],
      exo: { Alias: `u${i}` },
    }));
    const text = JSON.stringify(users);
    const options = { source: 'users.json', side: 'cloud' } as const;
    const reader = createJsonReader(options);
    for (let at = 0; at < text.length; at += 17) reader.write(text.slice(at, at + 17));
    expect(JSON.parse(JSON.stringify(reader.end()))).toEqual(JSON.parse(JSON.stringify(readJson(text, options))));
  });

  it('uses what is whole, and tells of what is not', () => {
    const reader = createJsonReader({ source: 'users.json', side: 'cloud' });
    reader.write('[{"id":"1","userPrincipalName":"a@contoso.com"},{"id":tru},{"id":"3","userPrincipalName":"c@contoso.com"},{"id":');
    const result = reader.end();
    if (result.kind === 'problem') throw new Error(result.problem.what);
    expect(result.table.rows).toHaveLength(2);
    expect(result.table.truncated).toBe(true);
    expect(result.table.notes.join(' ')).toContain('users.json, object 2: the JSON is broken or cut here; the 2 whole records are used.');
  });
});
