import { describe, expect, it } from 'vitest';
import {
  attributeKind,
  cloudColumnName,
  columnName,
  describeObject,
  isManyValued,
  readBytes,
  readJoined,
  readOne,
  recordOrigin,
  sidFromBytes,
  splitAddresses,
} from '../../../src/parse/recipient/attributes.js';
import { base64ToBytes } from '../../../src/parse/recipient/bytes.js';

const SID = 'AQUAAAAAAAUVAAAAFN7cO/tDK0aaoaYo6AMAAA==';

describe('columnName', () => {
  it.each([
    ['mS-DS-ConsistencyGuid', 'ms-ds-consistencyguid'],
    ['ms-DS-ConsistencyGuid', 'ms-ds-consistencyguid'],
    ['\ufeff"UserPrincipalName"', 'userprincipalname'],
    ['userCertificate;binary', 'usercertificate'],
    ['DN', 'distinguishedname'],
    ['SID', 'objectsid'],
    ['constructor', 'constructor'],
  ])('%s is %s', (name, column) => expect(columnName(name)).toBe(column));

  it('gives headers of old modules and portals the name of Graph', () => {
    expect(cloudColumnName('Object Id')).toBe('id');
    expect(cloudColumnName('ImmutableId')).toBe('onpremisesimmutableid');
    expect(cloudColumnName('User principal name')).toBe('userprincipalname');
  });
});

describe('values', () => {
  it('reads GUID attributes in every dress and an all-zero GUID as not set', () => {
    const guid = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
    for (const text of [guid, guid.toUpperCase(), `{${guid}}`, 'IkTni9mw7Ee4YefeGpz7IA==', "X'2244e78bd9b0ec47b861e7de1a9cfb20'"]) {
      expect(readJoined('guid', text)).toBe(guid);
    }
    expect(readJoined('guid', '00000000-0000-0000-0000-000000000000')).toBeNull();
    expect(readBytes('guid', new Uint8Array(16))).toBeNull();
    expect(readOne('guid', 'abc')).toMatchObject({ reason: expect.stringContaining('not a GUID') });
    expect(readBytes('guid', Uint8Array.of(1, 2, 3))).toBe('AQID');
    expect(readOne('guid', 'ABCDEFGHijklmnop')).toBe('44434241-4645-4847-696a-6b6c6d6e6f70');
  });

  it('keeps an identifier that is a name', () => {
    expect(readJoined('guid-text', 'contoso.onmicrosoft.com/Kim')).toBe('contoso.onmicrosoft.com/Kim');
  });

  it('reads a SID from bytes, Base64, hex and text', () => {
    const text = 'S-1-5-21-1004330516-1177240571-682008986-1000';
    expect(sidFromBytes(base64ToBytes(SID) ?? new Uint8Array())).toBe(text);
    expect(readJoined('sid', SID)).toBe(text);
    expect(readJoined('sid', text)).toBe(text);
    expect(sidFromBytes(Uint8Array.of(1, 5, 0))).toBeUndefined();
  });

  it.each(['', '$null', '[]', '{}', '<not set>'])('"%s" is not set', (text) => {
    expect(readJoined('text', text)).toBeNull();
    expect(readJoined('addresses', text)).toBeNull();
  });

  it('keeps True and False, blanks and odd texts', () => {
    for (const text of ['True', 'False', ' ', 'System.Admin', 'Microsoft Team', 'DnsAdmins']) expect(readJoined('text', text)).toBe(text);
  });

  it.each([
    'System.String[]',
    'System.Byte[]',
    'Microsoft.Exchange.Data.ProxyAddressCollection',
    'Microsoft.ActiveDirectory.Management.ADPropertyValueCollection',
    'System.Collections.Generic.List`1[System.String]',
    'Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan',
    '@{Name=x}',
  ])('%s says that the value is lost', (text) => {
    expect(readJoined('text', text)).toMatchObject({ reason: expect.any(String) });
    expect(readJoined('addresses', text)).toMatchObject({ reason: expect.any(String) });
  });

  it('decodes csvde octets of text', () => expect(readJoined('text', "X'4b696d20c3a4'")).toBe('Kim ä'));

  it('keeps bytes that are no text as Base64', () => expect(readBytes('text', Uint8Array.of(0xff, 0))).toBe('/wA='));
});

describe('addresses', () => {
  const both = ['SMTP:kim@contoso.com', 'smtp:k@contoso.com'];
  it.each([
    'SMTP:kim@contoso.com;smtp:k@contoso.com',
    'SMTP:kim@contoso.com, smtp:k@contoso.com',
    'SMTP:kim@contoso.com smtp:k@contoso.com',
    'SMTP:kim@contoso.com|smtp:k@contoso.com',
    'SMTP:kim@contoso.com+smtp:k@contoso.com',
    '{SMTP:kim@contoso.com, smtp:k@contoso.com}',
  ])('splits %s', (text) => expect(readJoined('addresses', text)).toEqual(both));

  it('keeps blanks of X.500 and semicolons of X.400', () => {
    const x500 = 'X500:/o=Contoso Ltd/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=kim';
    const x400 = 'X400:C=US;A= ;P=Contoso;O=Exchange;S=Berg;G=Kim;';
    expect(splitAddresses(`${x500};${x400};SMTP:kim@contoso.com`)).toEqual([x500, x400, 'SMTP:kim@contoso.com']);
  });

  it('keeps a plus in an address', () => expect(splitAddresses('smtp:kim+x@contoso.com')).toEqual(['smtp:kim+x@contoso.com']));
  it('splits bare addresses', () => expect(splitAddresses('a@contoso.com; b@contoso.com')).toEqual(['a@contoso.com', 'b@contoso.com']));

  it.each(['{SMTP:kim@contoso.com, smtp:k@contoso.com...}', '{SMTP:kim@contoso.com, smtp:k…}', 'SMTP:kim@contoso.com, ...'])(
    '%s was cut, so it is not read',
    (text) => expect(readJoined('addresses', text)).toMatchObject({ reason: expect.stringContaining('cut') }),
  );

  it('splits distinguished names only between them', () => {
    const one = 'CN=Group 1,OU=Groups,DC=contoso,DC=com';
    const two = 'CN=Group 2,OU=Groups,DC=contoso,DC=com';
    for (const text of [`${one};${two}`, `{${one}, ${two}}`, `${one} ${two}`, `${one}|${two}`])
      expect(readJoined('names', text)).toEqual([one, two]);
  });

  it('is fast on a long run of separators', () => {
    const text = `smtp:a@x${' ;,'.repeat(300_000)}`;
    const started = performance.now();
    splitAddresses(text);
    readJoined('names', `CN=a${' '.repeat(500_000)}`);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('kinds', () => {
  it('knows them with and without prefix', () => {
    expect(attributeKind('exo.exchangeguid')).toBe('guid');
    expect(attributeKind('msexchmailboxguid')).toBe('guid');
    expect(isManyValued('proxyaddresses')).toBe(true);
    expect(isManyValued('mail')).toBe(false);
  });

  it('tells who made a record', () => {
    expect(recordOrigin(new Set(['exchangeguid']))).toBe('exchange');
    expect(recordOrigin(new Set(['id', 'userprincipalname']))).toBe('graph');
    expect(recordOrigin(new Set(['samaccountname', 'name']))).toBe('ad');
    expect(recordOrigin(new Set(['name']), 'Selected.Microsoft.Exchange.Data.Directory.Management.Mailbox')).toBe('exchange');
    expect(recordOrigin(new Set(['x']))).toBe('unknown');
  });

  it('describes objects', () => {
    expect(
      describeObject(
        'assignedplans',
        new Map([
          ['service', 'exchange'],
          ['serviceplanid', 'p'],
          ['capabilitystatus', 'Enabled'],
        ]),
      ),
    ).toBe('exchange/p/Enabled');
    expect(
      describeObject(
        'onpremisesprovisioningerrors',
        new Map([
          ['category', 'PropertyConflict'],
          ['propertycausingerror', 'ProxyAddress'],
          ['value', 'smtp:a@contoso.com'],
        ]),
      ),
    ).toBe('PropertyConflict|ProxyAddress|smtp:a@contoso.com');
    expect(
      describeObject(
        'primarysmtpaddress',
        new Map([
          ['local', 'a'],
          ['address', 'a@contoso.com'],
        ]),
      ),
    ).toBe('a@contoso.com');
    expect(describeObject('x', new Map([['y', '1']]))).toBeUndefined();
  });
});
