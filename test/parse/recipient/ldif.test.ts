import { describe, expect, it } from 'vitest';
import { createLdifReader, type LdifResult } from '../../../src/parse/recipient/ldif.js';
import { valueOf as valueIn } from '../../../src/parse/recipient/table.js';
import { fc } from '../../setup/property.js';

const PEOPLE = `version: 1

dn: CN=Kim Berg,OU=Staff,DC=contoso,DC=com
changetype: add
objectClass: top
objectClass: user
cn: Kim Berg
mail: kim@contoso.com
proxyAddresses: SMTP:kim@contoso.com
proxyAddresses: smtp:k@contoso.com
legacyExchangeDN: /o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)
 /cn=Recipients/cn=kim
objectGUID:: IkTni9mw7Ee4YefeGpz7IA==
msExchMailboxGuid:: AAAAAAAAAAAAAAAAAAAAAA==
objectSid:: AQUAAAAAAAUVAAAAFN7cO/tDK0aaoaYo6AMAAA==
displayName:: S2ltIELDpHJn

# a comment
 that goes on
dn:: Q049SsO2cmcsREM9Y29udG9zbyxEQz1jb20=
objectClass: user
mS-DS-ConsistencyGuid:: W62PD8vZn0ahZXCGdyiVDg==
`;

function read(text: string, pieces = [text], wanted?: ReadonlySet<string>): LdifResult {
  const reader = createLdifReader({ source: 'onprem.ldf', side: 'onprem', ...(wanted === undefined ? {} : { wanted }) });
  for (const piece of pieces) reader.write(piece);
  return reader.end();
}

function value(result: LdifResult, row: number, column: string): unknown {
  const record = result.table.rows[row];
  if (record === undefined) throw new Error(`no row ${row}`);
  return valueIn(result.table, record, column);
}

describe('createLdifReader', () => {
  it('reads folded lines, Base64, bytes and several values', () => {
    const result = read(PEOPLE);
    expect(result.table.rows.map((row) => row.line)).toEqual([3, 20]);
    expect(result.table.notes).toEqual([]);
    expect(value(result, 0, 'distinguishedname')).toBe('CN=Kim Berg,OU=Staff,DC=contoso,DC=com');
    expect(value(result, 0, 'objectclass')).toEqual(['top', 'user']);
    expect(value(result, 0, 'proxyaddresses')).toEqual(['SMTP:kim@contoso.com', 'smtp:k@contoso.com']);
    expect(value(result, 0, 'legacyexchangedn')).toBe('/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=kim');
    expect(value(result, 0, 'objectguid')).toBe('8be74422-b0d9-47ec-b861-e7de1a9cfb20');
    expect(value(result, 0, 'objectsid')).toBe('S-1-5-21-1004330516-1177240571-682008986-1000');
    expect(value(result, 0, 'displayname')).toBe('Kim Bärg');
    expect(value(result, 1, 'distinguishedname')).toBe('CN=Jörg,DC=contoso,DC=com');
    expect(value(result, 1, 'ms-ds-consistencyguid')).toBe('0f8fad5b-d9cb-469f-a165-70867728950e');
  });

  it('tells not set from not read', () => {
    const result = read(PEOPLE);
    expect(value(result, 0, 'msexchmailboxguid')).toBeNull();
    expect(value(result, 1, 'mail')).toBeNull();
    expect(value(result, 1, 'msexcharchiveguid')).toBeUndefined();
    expect(value(result, 1, 'objectguid')).toBeUndefined();
  });

  it('takes a record with the marks of a full export as read whole', () => {
    const full = `dn: CN=A,DC=contoso,DC=com
objectCategory: CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=com
instanceType: 4
whenCreated: 20260101000000.0Z
uSNChanged: 5
uSNCreated: 4

dn: CN=B,DC=contoso,DC=com
mail: b@contoso.com
`;
    const result = read(full);
    expect(value(result, 0, 'msexchmailboxguid')).toBeNull();
    expect(value(result, 0, 'objectguid')).toBeUndefined();
    expect(value(result, 1, 'msexchmailboxguid')).toBeUndefined();
    expect(value(result, 1, 'instancetype')).toBeUndefined();
    expect(value(result, 0, 'mail')).toBeNull();
    const narrow = read(full, [full], new Set(['mail']));
    expect(value(narrow, 0, 'mail')).toBeNull();
    expect(value(narrow, 0, 'instancetype')).toBeUndefined();
    expect(narrow.table.columns).toEqual(['mail']);
  });

  it('refuses change records with file and line, and uses the rest', () => {
    const result = read(`dn: CN=A,DC=x
changetype: modify
replace: mail
mail: a@contoso.com
-

dn: CN=B,DC=x
mail: b@contoso.com
`);
    expect(result.refused).toBe(1);
    expect(result.table.rows).toHaveLength(1);
    expect(result.table.notes[0]).toContain('onprem.ldf, line 2');
  });

  it('never opens a URL value, and says what is lost', () => {
    const result = read('dn: CN=A,DC=x\nmail: a@contoso.com\njpegPhoto:< file:///etc/passwd\nhomeMDB:< http://x\nobjectGUID:: @@@\n');
    expect(value(result, 0, 'homemdb')).toBeUndefined();
    expect(value(result, 0, 'objectguid')).toBeUndefined();
    expect(result.table.notes.join('\n')).toMatch(/never opened[\s\S]*Base64 at line 5 is broken/);
  });

  it('counts a ranged attribute as not read', () => {
    const result = read('dn: CN=G,DC=x\nmember;range=0-1499: CN=A,DC=x\nmember;range=0-1499: CN=B,DC=x\n');
    expect(value(result, 0, 'member')).toBeUndefined();
    expect(result.table.notes[0]).toContain('2 values');
  });

  it('understands the end of ldapsearch output', () => {
    const result = read(
      'dn: CN=A,DC=x\nmail: a@contoso.com\n\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n\n# numEntries: 1\n',
    );
    expect(result.table.truncated).toBe(true);
    expect(result.table.notes[0]).toContain('Size limit exceeded');
    expect(read('dn: CN=A,DC=x\nmail: a\n\nsearch: 2\nresult: 0 Success\n').table.truncated).toBe(false);
  });

  it('does not keep secrets and photos', () => {
    const result = read('dn: CN=A,DC=x\nms-Mcs-AdmPwd: hunter2\nthumbnailPhoto:: /9j/\nmail: a@contoso.com\n');
    expect(JSON.stringify(result.table)).not.toContain('hunter2');
    expect(value(result, 0, 'ms-mcs-admpwd')).toBeUndefined();
    expect(value(result, 0, 'thumbnailphoto')).toBeUndefined();
    expect(result.table.notes[0]).toContain('ms-Mcs-AdmPwd');
  });

  it('starts a record at dn where the blank line is lost, and notes broken lines', () => {
    const result = read('dn: CN=A,DC=x\nmail: a\nbroken line\ndn: CN=B,DC=x\nmail: b\n\nmail: c\n');
    expect(result.table.rows).toHaveLength(2);
    expect(result.table.notes).toHaveLength(2);
  });

  it('stops at a line that never ends', () => {
    const reader = createLdifReader({ source: 'x.ldf', side: 'onprem' });
    reader.write('dn: CN=A,DC=x\nmail: a\n\ndn: CN=B,DC=x\nmail: ');
    for (let i = 0; i < 40 && !reader.stopped; i++) reader.write('a'.repeat(1 << 20));
    expect(reader.stopped).toBe(true);
    const result = reader.end();
    expect(result.stopped).toContain('x.ldf, line 5');
    expect(result.table.truncated).toBe(true);
  });

  it('gives the same table wherever the pieces are cut, with LF or CRLF', () => {
    const expected = read(PEOPLE).table;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 200 }), fc.boolean(), (sizes, windows) => {
        const text = windows ? PEOPLE.replaceAll('\n', '\r\n') : PEOPLE;
        const pieces: string[] = [];
        let from = 0;
        for (const size of sizes) {
          pieces.push(text.slice(from, from + size));
          from += size;
        }
        pieces.push(text.slice(from));
        expect(read(text, pieces).table).toEqual(expected);
      }),
    );
  });

  it('takes nothing for not set in a last record that may be cut', () => {
    const text = 'dn: CN=Kim\nobjectCategory: CN=Person\ninstanceType: 4\nwhenCreated: 20250203091127.0Z\nuSNChanged: 9\n';
    for (const [mayEndEarly, expected] of [
      [false, null],
      [true, undefined],
    ] as const) {
      const reader = createLdifReader({ source: 'f', side: 'onprem', mayEndEarly });
      reader.write(text);
      expect(value(reader.end(), 0, 'msexchmailboxguid')).toBe(expected);
    }
  });

  it('never throws', () => {
    const words = fc.constantFrom(
      'dn: ',
      'dn:: ',
      'mail: ',
      'objectGUID:: ',
      '\n',
      '\n\n',
      ' ',
      ':',
      '<',
      'changetype: modify',
      '-',
      '\r',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 60 }),
        (parts) => void read('', parts),
      ),
    );
  });
});
