import { describe, expect, it } from 'vitest';
import { odataQuery, odataText } from '../../../src/parse/graph/odata.js';
import { fc } from '../../setup/property.js';

/** Reads a literal as OData does: up to the first quote that is not doubled. */
function readLiteral(text: string): { readonly value: string; readonly rest: string } {
  let value = '';
  let at = 1;
  for (; at < text.length; at++) {
    if (text[at] !== "'") value += text[at];
    else if (text[at + 1] === "'") value += text[at++];
    else break;
  }
  return { value, rest: text.slice(at + 1) };
}

describe('a text in a query of OData', () => {
  it('is one literal, whatever it holds, also after the URL was read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const query = odataQuery({ filter: `mail eq ${odataText(text)}`, top: 5 });
        const url = new URL(`https://graph.microsoft.com/v1.0/users${query}`);
        expect([...url.searchParams.keys()]).toEqual(['$filter', '$top']);
        expect(url.hash).toBe('');
        expect(url.pathname).toBe('/v1.0/users');
        const filter = url.searchParams.get('$filter') ?? '';
        const { value, rest } = readLiteral(filter.slice('mail eq '.length));
        expect(value).toBe(text.toWellFormed());
        expect(rest).toBe('');
      }),
    );
  });

  it('takes half a surrogate pair', () => {
    expect(odataQuery({ filter: odataText('\ud800') })).toBe("?$filter='%EF%BF%BD'");
  });

  it('leaves out what is not given', () => {
    expect(odataQuery({ select: 'id,mail', top: undefined })).toBe('?$select=id,mail');
    expect(odataQuery({})).toBe('');
  });
});
