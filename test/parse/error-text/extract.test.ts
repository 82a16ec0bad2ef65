import { describe, expect, it } from 'vitest';
import { createPlaces } from '../../../src/evidence/fold.js';
import { type Extracted, extract } from '../../../src/parse/error-text/extract.js';
import { fc } from '../../setup/property.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';

const values = (kind: keyof Extracted, text: string): readonly string[] => extract(text)[kind].map((token) => token.value);

describe('extract: GUIDs', () => {
  it.each([
    ['plain', GUID],
    ['in braces', `{${GUID}}`],
    ['in upper case', GUID.toUpperCase()],
    ['after the word GUID', `mailbox GUID'${GUID}'`],
    ['with the word before it glued on', `ExchangeGuid=${GUID};`],
    ['with en dashes of a word processor', GUID.replaceAll('-', '\u2013')],
    ['with non-breaking hyphens', GUID.replaceAll('-', '\u2011')],
    ['wrapped at a dash', '8be74422-b0d9-\r\n    47ec-b861-e7de1a9cfb20'],
    ['wrapped inside a group', '8be74422-b0d9-47ec-b8\n61-e7de1a9cfb20'],
    ['wrapped in a quotation', '> GUID 8be74422-b0d9-47ec-b8\n> 61-e7de1a9cfb20 more'],
    ['wrapped twice', '8be74422-b0\n d9-47ec-b861-e7de\n 1a9cfb20'],
    ['in an entity', `&#39;${GUID}&#39;`],
    ['in JSON', `\\u0027${GUID}\\u0027`],
  ])('finds one %s', (_, text) => {
    expect(values('guids', `Error: ${text}. More.`)).toEqual([GUID]);
  });

  it.each([
    ['one digit more', `${GUID}0`],
    ['one digit before', `f${GUID}`],
    ['mixed dashes', '8be74422-b0d9\u201347ec-b861-e7de1a9cfb20'],
    ['no hex', '8be74422-b0d9-47ec-b861-e7de1a9cfbzz'],
    ['a version', '15.20.7452.028'],
  ])('finds none with %s', (_, text) => {
    expect(values('guids', text)).toEqual([]);
  });

  it('gives each once, in order of appearance, with its place', () => {
    const other = '11111111-2222-4333-8444-555555555555';
    const text = `first line\r\n  GUID {${other}}\r\n${GUID.toUpperCase()} and ${other}`;
    const { guids } = extract(text);
    const placeOf = createPlaces(text);
    expect(guids.map((token) => token.value)).toEqual([other, GUID]);
    expect(guids.map((token) => placeOf(token.start))).toEqual([
      { line: 2, column: 9 },
      { line: 3, column: 1 },
    ]);
    expect(text.slice(guids[1]?.start, guids[1]?.end)).toBe(GUID.toUpperCase());
  });

  it('finds in a line every one that the form of a GUID fits', () => {
    const piece = fc.constantFrom(
      GUID,
      GUID.toUpperCase(),
      GUID.replaceAll('-', '\u2010'),
      GUID.slice(0, 8),
      GUID.slice(8),
      '-',
      'x',
      ' ',
      '\\u0027',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join('');
        const form = /(?<![0-9a-f]|\\u[0-9a-f]{3})[0-9a-f]{8}([-\u2010])(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}(?![0-9a-f])/gi;
        const all = [...text.matchAll(form)].map(([guid]) => guid.toLowerCase().replaceAll('\u2010', '-'));
        const found = extract(text).guids.map(({ value }) => value);
        expect(all.filter((guid) => !found.includes(guid))).toEqual([]);
      }),
    );
  });

  it('says where a wrapped one begins and ends', () => {
    const text = 'a\nxx 8be74422-b0d9-47ec-b8\n    61-e7de1a9cfb20 yy';
    const [token] = extract(text).guids;
    expect(text.slice(token?.start, token?.end)).toBe('8be74422-b0d9-47ec-b8\n    61-e7de1a9cfb20');
    expect(createPlaces(text)(token?.start ?? 0)).toEqual({ line: 2, column: 4 });
  });
});

describe('extract: addresses', () => {
  it.each([
    ["user 'Kim.Akers@Contoso.com'.", ['kim.akers@contoso.com']],
    ['<kim@contoso.com>, mailto:tom@fabrikam.com;', ['kim@contoso.com', 'tom@fabrikam.com']],
    ["o'neil+x@contoso.com", ["o'neil+x@contoso.com"]],
    ['SMTP:kim@contoso.com smtp:kim@contoso.mail.onmicrosoft.com', ['kim@contoso.com', 'kim@contoso.mail.onmicrosoft.com']],
    ['j\u00fcrgen@b\u00fccher.example', ['j\u00fcrgen@b\u00fccher.example']],
    ['Kim@contoso.com KIM@CONTOSO.COM', ['kim@contoso.com']],
    ['kim@contoso.com.', ['kim@contoso.com']],
    ['Message-ID: <AM0PR05MB4321.eurprd05@eurprd05.prod.outlook.com>', []],
    ['References: <abc@mail.contoso.com>', []],
    ['In-Reply-To: <abc@mail.contoso.com>', []],
    ['kim@localhost and @contoso.com and kim@', []],
    ['password=@12.3', []],
    ['{"e":"user \\u0027kim@contoso.com\\u0027\\r\\ntom@contoso.com"}', ['kim@contoso.com', 'tom@contoso.com']],
    ['<S>user_x000D__x000A_kim@contoso.com_x000D__x000A_</S>', ['kim@contoso.com']],
    ['CONTOSO\\nick@contoso.com', ['nick@contoso.com']],
  ])('of %j are %j', (text, expected) => {
    expect(values('addresses', text)).toEqual(expected);
  });
});

describe('extract: host names', () => {
  it.each([
    ["connect to 'mail.contoso.com'", ['mail.contoso.com']],
    ['https://EX01.corp.contoso.com/EWS/mrsproxy.svc', ['ex01.corp.contoso.com']],
    ["The server 'contoso.com' refused", ['contoso.com']],
    ['kim@mail.contoso.com', []],
    ['Microsoft.Exchange.MailboxReplicationService.RecipientNotFoundPermanentException', []],
    ['System.Net.WebException', []],
    ['version 15.20.7452.028', []],
    ['mrsproxy.svc and web.config and Microsoft.Exchange.dll', []],
    ["matching the target delivery domain 'contoso.mail.onmicrosoft.com'", []],
    ['see report.txt, e.g. this', []],
    ['10.1.2.3', []],
    ['{"e":"server \\u0027mail.contoso.com\\u0027"}', ['mail.contoso.com']],
  ])('of %j are %j', (text, expected) => {
    expect(values('servers', text)).toEqual(expected);
  });
});

describe('extract: codes', () => {
  it.each<[keyof Extracted, string, readonly string[]]>([
    ['statusCodes', '550 5.1.10 RESOLVER.ADR.RecipientNotFound', ['5.1.10']],
    ['statusCodes', '#5.7.1 smtp;550 5.7.1 and 4.4.7', ['5.7.1', '4.4.7']],
    ['statusCodes', 'Version 15.1.2507 and 5.1.2.3 and framework 4.7.2 and v4.0.30319', []],
    ['statusCodes', '9.1.1 and 5.9.1', []],
    ['hresults', 'hr=0x80004005, ec=-2147467259', ['0x80004005']],
    ['hresults', '(HRESULT: 0x8004010F) and 0x8004010f', ['0x8004010f']],
    ['hresults', '0x6be and 0x51f', []],
    ['hresults', '0x00000b4', ['0x000000b4']],
    ['hresults', '0x800040051', []],
    ['httpStatuses', 'The remote server returned an error: (401) Unauthorized.', ['401']],
    ['httpStatuses', 'HTTP status code 503, HTTP error 500', ['503', '500']],
    ['httpStatuses', 'room (412a) and (200) OK', []],
    [
      'exceptions',
      'Microsoft.Exchange.MailboxReplicationService.RecipientNotFoundPermanentException: x --> MapiExceptionNoAccess: y',
      ['RecipientNotFoundPermanentException', 'MapiExceptionNoAccess'],
    ],
    ['exceptions', 'without exception', []],
    ['cmdlets', 'Get-MoveRequest | Set-RemoteMailbox -ExchangeGuid', ['Get-MoveRequest', 'Set-RemoteMailbox']],
    ['cmdlets', 'set-top box', []],
    ['recipients', 'Final-Recipient: rfc822;Kim@contoso.com\r\nAction: failed', ['kim@contoso.com']],
    ['recipients', 'Original-Recipient: rfc822; tom@contoso.com', ['tom@contoso.com']],
  ])('%s of %j are %j', (kind, text, expected) => {
    expect(values(kind, text)).toEqual(expected);
  });
});

describe('extract', () => {
  it('gives tokens that stand where they say, for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10 }),
      fc.constantFrom(
        GUID,
        GUID.toUpperCase(),
        'kim@contoso.com',
        'mail.contoso.com',
        '5.1.10',
        '0x80004005',
        '\r\n',
        ' ',
        "'",
        '8be74422-b0d9-',
        '47ec-b861-e7de1a9cfb20',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (parts) => {
        const text = parts.join('');
        const found = extract(text);
        for (const token of Object.values(found).flat()) {
          expect(token.start).toBeGreaterThanOrEqual(0);
          expect(token.end).toBeLessThanOrEqual(text.length);
          expect(token.end).toBeGreaterThan(token.start);
        }
        for (const { value, start, end } of found.guids)
          expect(
            text
              .slice(start, end)
              .toLowerCase()
              .replace(/[\s>]/g, '')
              .replace(/[\u2010-\u2013]/g, '-'),
          ).toBe(value);
        for (const { value, start, end } of found.addresses) expect(text.slice(start, end).toLowerCase()).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['hex digits', 'a'],
    ['labels', 'a.'],
    ['at signs', 'a@'],
    ['wraps', 'a\n'],
    ['blanks', ' '],
    ['half GUIDs', '8be74422-b0d9-47ec-b861-\n'],
    ['header lines', 'Message-ID: <a'],
    ['quoted blanks', '> \t'],
  ])('stays quick on a megabyte of %s', (_, unit) => {
    // No figure is asserted: a pattern that backtracks without bound would not end before the test's time limit.
    extract(unit.repeat(Math.ceil(1_000_000 / unit.length)));
  });
});
