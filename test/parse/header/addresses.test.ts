import { describe, expect, it } from 'vitest';
import { parseMailboxes } from '../../../src/parse/header/addresses.js';
import { fc } from '../../setup/property.js';

/** "display|address" of each. */
function read(value: string, most?: number): readonly string[] {
  return parseMailboxes(value, most).map(({ display, address }) => `${display ?? '-'}|${address ?? '-'}`);
}

describe('parseMailboxes', () => {
  it.each<readonly [string, readonly string[]]>([
    ['kim@contoso.com', ['-|kim@contoso.com']],
    ['<Kim@Contoso.COM>', ['-|Kim@contoso.com']],
    ['Kim Doe <kim@contoso.com>', ['Kim Doe|kim@contoso.com']],
    ['"Doe, Kim" <kim@contoso.com>, Lee <lee@fabrikam.com>', ['Doe, Kim|kim@contoso.com', 'Lee|lee@fabrikam.com']],
    ['Doe, Kim <kim@contoso.com>', ['Doe, Kim|kim@contoso.com']],
    ['a@contoso.com, b@contoso.com;c@contoso.com', ['-|a@contoso.com', '-|b@contoso.com', '-|c@contoso.com']],
    ['Kim (sales (north)) <kim@contoso.com> (x)', ['Kim|kim@contoso.com']],
    ['kim@contoso.com (Kim)', ['-|kim@contoso.com']],
    ['"Philip"<p@contoso.com>', ['Philip|p@contoso.com']],
    ['=?utf-8?B?S2ltIETDtmU=?= <kim@contoso.com>', ['Kim Döe|kim@contoso.com']],
    ['"=?utf-8?Q?Kim?=" <kim@contoso.com>', ['Kim|kim@contoso.com']],
    ['"boss@contoso.com" <evil@fabrikam.com>', ['boss@contoso.com|evil@fabrikam.com']],
    ['boss@contoso.com <evil@fabrikam.com>', ['boss@contoso.com|evil@fabrikam.com']],
    ['<boss@contoso.com> <evil@fabrikam.com>', ['-|boss@contoso.com', '-|evil@fabrikam.com']],
    ['Undisclosed recipients:;', []],
    ['Team: a@contoso.com, "B" <b@contoso.com>; c@contoso.com', ['-|a@contoso.com', 'B|b@contoso.com', '-|c@contoso.com']],
    ['<@relay.contoso.com,@x:kim@contoso.com>', ['-|kim@contoso.com']],
    ['Kim kim@contoso.com>', ['Kim|kim@contoso.com']],
    ['Kim <kim@contoso.com', ['Kim|kim@contoso.com']],
    ['Kim [mailto:kim@contoso.com]', ['Kim|kim@contoso.com']],
    ['kim @ contoso . com', ['. com|kim@contoso']],
    ['<kim @ contoso.com >', ['-|kim@contoso.com']],
    ['jörg@müller.example', ['-|jörg@müller.example']],
    ['kim%contoso.com@relay.fabrikam.com', ['-|kim%contoso.com@relay.fabrikam.com']],
    ['"kim doe"@contoso.com', ['-|"kim doe"@contoso.com']],
    ['<"kim>doe"@contoso.com>', ['-|"kim>doe"@contoso.com']],
    ['kim@[IPv6:2001:db8::1]', ['-|kim@[ipv6:2001:db8::1]']],
    ['"Kim \\"K\\" Doe" <kim@contoso.com>', ['Kim "K" Doe|kim@contoso.com']],
    ['"Kim <kim@contoso.com>', ['Kim|kim@contoso.com']],
    ['Kim (sales <kim@contoso.com>', ['Kim (sales|kim@contoso.com']],
    ['root', ['root|-']],
    ['Kim <>', ['Kim|-']],
    ['<>', ['-|-']],
    ['', []],
  ])('%j', (value, expected) => {
    expect(read(value)).toEqual(expected);
  });

  it('gives the domain in lower case', () => {
    expect(parseMailboxes('Kim <kim@Mail.Contoso.COM.>')[0]?.domain).toBe('mail.contoso.com');
  });

  it('returns as many as asked for', () => {
    expect(read('a@contoso.com, b@contoso.com, c@contoso.com', 2)).toEqual(['-|a@contoso.com', '-|b@contoso.com']);
  });

  it('reads back a list that was written by the grammar', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z .]{0,12}[A-Za-z]$/).map((text) => text.replace(/ +/g, ' '));
    const address = fc
      .tuple(fc.stringMatching(/^[a-z][a-z0-9.+%_-]{0,10}$/), fc.stringMatching(/^[a-z]{1,8}\.(?:com|example)$/))
      .map((parts) => parts.join('@'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, address, fc.boolean()), { maxLength: 6 }), (people) => {
        const value = people.map(([who, where, isQuoted]) => `${isQuoted ? `"${who}"` : who} <${where}>`).join(', ');
        expect(read(value)).toEqual(people.map(([who, where]) => `${who}|${where}`));
      }),
    );
  });

  it('never throws', () => {
    const piece = fc.constantFrom('<', '>', '"', '(', ')', '@', ',', ';', ':', '[', ']', '\\', 'a', ' ', '=?utf-8?q?a?=', '.');
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void parseMailboxes(pieces.join(''))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseMailboxes(text)));
  });
});
