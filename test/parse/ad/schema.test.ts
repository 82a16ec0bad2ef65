import { describe, expect, it } from 'vitest';
import type { AdEntry } from '../../../src/parse/ad/entry.js';
import { readSchema, readSubschema, SCHEMA_ATTRIBUTES } from '../../../src/parse/ad/schema.js';
import { guidToBytes } from '../../../src/parse/recipient/guid.js';
import { fc } from '../../setup/property.js';

const ID = '9b026da6-0d3c-465c-8bee-5199d7165cba';
const SET = 'e48d0154-bcf8-11d1-8702-00c04fb96050';

function entry(values: Readonly<Record<string, string | Uint8Array>>): AdEntry {
  return {
    dn: 'CN=Test,CN=Schema,CN=Configuration,DC=contoso,DC=com',
    attributes: new Map(Object.entries(values).map(([k, v]) => [k, [v]])),
  };
}

const bytes = (guid: string): Uint8Array => guidToBytes(guid) ?? new Uint8Array();

describe('readSchema', () => {
  it('reads an attribute', () => {
    const read = readSchema([
      entry({
        ldapdisplayname: 'proxyAddresses',
        schemaidguid: bytes(ID),
        attributesecurityguid: bytes(SET),
        attributesyntax: '2.5.5.12',
        omsyntax: '64',
        issinglevalued: 'FALSE',
        ismemberofpartialattributeset: 'TRUE',
        searchflags: '5',
        systemflags: '16',
      }),
    ]);
    expect(read.get('proxyaddresses')).toEqual({
      name: 'proxyAddresses',
      schemaId: ID,
      propertySet: SET,
      isConfidential: false,
      isInGlobalCatalog: true,
      isSingleValued: false,
      syntax: 'text',
      isConstructed: false,
    });
  });

  it('knows by their bits what read-only controllers lack, and what the catalogue always has', () => {
    const read = readSchema([
      entry({ ldapdisplayname: 'kept', schemaidguid: bytes(ID), searchflags: '640' }),
      entry({ ldapdisplayname: 'must', schemaidguid: bytes(ID), searchflags: '1', systemflags: '19' }),
    ]);
    expect(read.get('kept')).toMatchObject({ isKeptFromReadOnly: true, isConfidential: true, isInGlobalCatalog: false });
    expect(read.get('must')).toMatchObject({ isInGlobalCatalog: true });
    expect(read.get('must')).not.toHaveProperty('isKeptFromReadOnly');
  });

  it('knows confidential and constructed ones by their bits, in negative numbers, too', () => {
    const read = readSchema([
      entry({ ldapdisplayname: 'secret', schemaidguid: bytes(ID), searchflags: '904' }),
      entry({ ldapdisplayname: 'high', schemaidguid: bytes(ID), searchflags: '-2147483520', systemflags: '134217748' }),
      entry({ ldapdisplayname: 'plain', schemaidguid: bytes(ID), searchflags: '127', systemflags: '-2147483632' }),
    ]);
    const marks = [...read.values()].map(({ isConfidential, isConstructed }) => [isConfidential, isConstructed]);
    expect(marks).toEqual([
      [true, false],
      [true, true],
      [false, false],
    ]);
  });

  it.each([
    ['2.5.5.1', 'dn'],
    ['2.5.5.8', 'boolean'],
    ['2.5.5.9', 'number'],
    ['2.5.5.10', 'octets'],
    ['2.5.5.11', 'time'],
    ['2.5.5.15', 'security-descriptor'],
    ['2.5.5.16', 'number'],
    ['2.5.5.17', 'sid'],
    ['2.5.5.7', 'other'],
    ['9.9', 'other'],
    ['constructor', 'other'],
  ])('syntax %s is %s', (syntax, expected) => {
    const read = readSchema([entry({ ldapdisplayname: 'x', schemaidguid: bytes(ID), attributesyntax: syntax })]);
    expect(read.get('x')?.syntax).toBe(expected);
  });

  it('leaves out what has no name or GUID', () => {
    expect(
      readSchema([
        entry({ schemaidguid: bytes(ID) }),
        entry({ ldapdisplayname: 'x' }),
        entry({ ldapdisplayname: 'y', schemaidguid: new Uint8Array(5) }),
      ]).size,
    ).toBe(0);
  });

  it('asks for what it reads', () => {
    expect(SCHEMA_ATTRIBUTES.map((name) => name.toLowerCase())).toEqual(
      expect.arrayContaining(['ldapdisplayname', 'schemaidguid', 'attributesecurityguid', 'searchflags', 'systemflags', 'attributesyntax']),
    );
  });

  it('never throws', () => {
    const value = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 20 }));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...SCHEMA_ATTRIBUTES.map((name) => name.toLowerCase())), value),
        (values) => readSchema([entry(values)]).size <= 1,
      ),
    );
  });
});

describe('readSubschema', () => {
  it('reads what OpenLDAP and Active Directory write', () => {
    const read = readSubschema([
      "( 2.5.4.41 NAME 'name' DESC 'RFC4519: (common) SINGLE-VALUE supertype' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
      "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519' SUP name )",
      "( 1.2.840.113556.1.4.2 NAME 'objectGUID' SYNTAX '1.3.6.1.4.1.1466.115.121.1.40' SINGLE-VALUE NO-USER-MODIFICATION )",
      "(1.2.840.113556.1.2.102 NAME 'memberOf' SYNTAX 1.3.6.1.4.1.1466.115.121.1.12)",
      "( 2.5.18.1 NAME 'createTimestamp' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE USAGE directoryOperation )",
    ]);
    expect(
      [...read.values()].map(({ name, syntax, isSingleValued, isConstructed }) => [name, syntax, isSingleValued, isConstructed]),
    ).toEqual([
      ['name', 'text', false, false],
      ['cn', 'text', false, false],
      ['commonName', 'text', false, false],
      ['objectGUID', 'octets', true, false],
      ['memberOf', 'dn', false, false],
      ['createTimestamp', 'time', true, true],
    ]);
    expect(read.get('objectguid')?.schemaId).toBe('');
  });

  it('ends where attributes are their own superiors, and leaves out what it cannot read', () => {
    const read = readSubschema([
      "( 1.1 NAME 'a' SUP b )",
      "( 1.2 NAME 'b' SUP a )",
      '( 1.3 NAME )',
      '',
      'NAME (',
      `( 1.4 NAME '${'x'.repeat(30_000)}' )`,
    ]);
    expect([...read.keys()]).toEqual(['a', 'b']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('(', ')', "'", ' ', 'NAME', 'SUP', 'a', '{') })),
        (texts) => readSubschema(texts).size >= 0,
      ),
    );
  });
});
