import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64 } from '../../../src/parse/recipient/bytes.js';
import { type GuidReading, guidForms, guidFromBytes, guidToBytes, readGuid, swapGuidBytes } from '../../../src/parse/recipient/guid.js';
import { fc } from '../../setup/property.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const BASE64 = 'IkTni9mw7Ee4YefeGpz7IA==';

function found(text: string): Exclude<GuidReading, { kind: 'problem' }> {
  const reading = readGuid(text);
  if (reading.kind === 'problem') throw new Error(`${text}: ${reading.problem.what}`);
  return reading;
}

describe('guidForms', () => {
  it.each([
    [GUID, '2244E78BD9B0EC47B861E7DE1A9CFB20', BASE64, 'CN={496B546E69396D77374565345965666547707A3749413D3D}'],
    [
      '00112233-4455-6677-8899-aabbccddeeff',
      '33221100554477668899AABBCCDDEEFF',
      'MyIRAFVEd2aImaq7zN3u/w==',
      'CN={4D79495241465645643261496D6171377A4E33752F773D3D}',
    ],
    [
      'ffffffff-0000-4000-8000-000000000001',
      'FFFFFFFF000000408000000000000001',
      '/////wAAAECAAAAAAAAAAQ==',
      'CN={2F2F2F2F2F77414141454341414141414141414141513D3D}',
    ],
  ])('gives the documented forms of %s', (guid, hex, immutableId, dn) => {
    expect(guidForms(guid)).toMatchObject({ text: guid, hexBytes: hex, immutableId, csDn: dn });
  });

  it('gives the filter, the PowerShell bytes and the wrong forms', () => {
    expect(guidForms(GUID)).toMatchObject({
      ldapFilter: '\\22\\44\\e7\\8b\\d9\\b0\\ec\\47\\b8\\61\\e7\\de\\1a\\9c\\fb\\20',
      powershellBytes: '34 68 231 139 217 176 236 71 184 97 231 222 26 156 251 32',
      swapped: '2244e78b-d9b0-ec47-b861-e7de1a9cfb20',
    });
    expect(guidForms('00112233-4455-6677-8899-aabbccddeeff')?.wrongBigEndianBase64).toBe('ABEiM0RVZneImaq7zN3u/w==');
  });

  it('gives nothing for what is no GUID', () => {
    expect(guidForms('8be74422')).toBeUndefined();
    expect(swapGuidBytes('no')).toBeUndefined();
    expect(guidFromBytes(new Uint8Array(15))).toBeUndefined();
  });
});

describe('readGuid', () => {
  it.each([
    ['text', GUID],
    ['text', GUID.toUpperCase()],
    ['text', `{${GUID}}`],
    ['text', `(${GUID})`],
    ['text', ` "${GUID}" `],
    ['text', `\u2018${GUID}\u2019`],
    ['text', `\u201c{${GUID}}\u201d`],
    ['text', `urn:uuid:${GUID}`],
    ['text', GUID.replaceAll('-', '\u2013')],
    ['text', GUID.replaceAll('-', '')],
    ['text', `<GUID=${GUID}>`],
    ['hex-bytes', '2244E78BD9B0EC47B861E7DE1A9CFB20'],
    ['hex-bytes', '0x2244E78BD9B0EC47B861E7DE1A9CFB20'],
    ['hex-bytes', '22 44 E7 8B D9 B0 EC 47 B8 61 E7 DE 1A 9C FB 20'],
    ['hex-bytes', '22-44-E7-8B-D9-B0-EC-47-B8-61-E7-DE-1A-9C-FB-20'],
    ['hex-bytes', '22:44:e7:8b:d9:b0:ec:47:b8:61:e7:de:1a:9c:fb:20'],
    ['hex-bytes', '0x22,0x44,0xE7,0x8B,0xD9,0xB0,0xEC,0x47,0xB8,0x61,0xE7,0xDE,0x1A,0x9C,0xFB,0x20'],
    ['hex-bytes', '<GUID=2244e78bd9b0ec47b861e7de1a9cfb20>'],
    ['octets', "X'2244e78bd9b0ec47b861e7de1a9cfb20'"],
    ['ldap-filter', '\\22\\44\\e7\\8b\\d9\\b0\\ec\\47\\b8\\61\\e7\\de\\1a\\9c\\fb\\20'],
    ['base64', BASE64],
    ['cs-dn', 'CN={496B546E69396D77374565345965666547707A3749413D3D}'],
    ['decimal-bytes', '34 68 231 139 217 176 236 71 184 97 231 222 26 156 251 32'],
    ['decimal-bytes', '{34, 68, 231, 139, 217, 176, 236, 71, 184, 97, 231, 222, 26, 156, 251, 32}'],
    ['external-directory-object-id', `User_${GUID}`],
  ] as const)('reads %s: %s', (kind, text) => {
    expect(found(text)).toMatchObject({ kind, guid: GUID });
  });

  it('names Base64 that was made from the letters of the GUID', () => {
    const ascii = btoa(GUID);
    expect(ascii).toHaveLength(48);
    expect(found(ascii)).toMatchObject({ kind: 'base64-of-text', guid: GUID });
    expect(found(ascii).warnings[0]).toContain(BASE64);
    const wide = btoa([...GUID].map((c) => `${c}\0`).join(''));
    expect(found(wide)).toMatchObject({ kind: 'base64-of-text', guid: GUID });
    expect(found(wide).warnings[0]).toContain('UTF-16');
  });

  it('tells the second reading of Base64 that may be big-endian', () => {
    const reading = found('ABEiM0RVZneImaq7zN3u/w==');
    expect(reading.guid).toBe('33221100-5544-7766-8899-aabbccddeeff');
    expect(reading.warnings).toEqual([
      'If this Base64 was made from big-endian bytes then the GUID is 00112233-4455-6677-8899-aabbccddeeff.',
    ]);
    expect(reading.alternatives).toEqual([
      { guid: '00112233-4455-6677-8899-aabbccddeeff', when: 'this Base64 was made from big-endian bytes' },
    ]);
    expect(found(BASE64).warnings).toEqual([]);
  });

  it('names a GUID that was printed in the wrong byte order', () => {
    const reading = found('2244e78b-d9b0-ec47-b861-e7de1a9cfb20');
    expect(reading.guid).toBe('2244e78b-d9b0-ec47-b861-e7de1a9cfb20');
    expect(reading.warnings[0]).toContain(GUID);
  });

  it('names lost padding, URL encoding and blanks in place of plus', () => {
    expect(found(BASE64.slice(0, 22)).warnings[0]).toContain(BASE64);
    const withPlus = guidForms('f8a0c5fb-ef3e-4b1f-be3e-fbefbe3efbef')?.immutableId ?? '';
    expect(withPlus).toContain('+');
    expect(found(encodeURIComponent(withPlus))).toMatchObject({ guid: 'f8a0c5fb-ef3e-4b1f-be3e-fbefbe3efbef' });
    expect(found(encodeURIComponent(withPlus)).warnings[0]).toContain('URL-encoded');
    expect(found(withPlus.replaceAll('+', ' '))).toMatchObject({ guid: 'f8a0c5fb-ef3e-4b1f-be3e-fbefbe3efbef' });
  });

  it('refuses Base64 whose letter case was changed', () => {
    for (const text of [BASE64.toLowerCase(), BASE64.toUpperCase()]) {
      expect(readGuid(text)).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('case') } });
    }
  });

  it('refuses a byte list that PowerShell cut', () => {
    expect(readGuid('{34, 68, 231, 139...}')).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('cut') } });
  });

  it.each(['', 'kim@contoso.com', 'CN={00}', 'System.Byte[]', '8be74422-b0d9-47ec-b861', 'IkTni9mw7Ee4YefeGpz7', `x${'a'.repeat(5000)}`])(
    'has a problem with "%s"',
    (text) => {
      expect(readGuid(text)).toMatchObject({ kind: 'problem' });
    },
  );
});

describe('properties', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

  it('goes round through bytes, Base64 and all forms', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const guid = guidFromBytes(value) ?? '';
        expect(guidToBytes(guid)).toEqual(value);
        expect(swapGuidBytes(swapGuidBytes(guid) ?? '')).toBe(guid);
        const forms = guidForms(guid);
        expect(forms).toBeDefined();
        for (const text of [forms?.text, forms?.ldapFilter, forms?.csDn, forms?.powershellBytes]) {
          const reading = readGuid(text ?? '');
          // A value that looks case-folded is refused on purpose.
          if (reading.kind !== 'problem') expect(reading.guid).toBe(guid);
        }
      }),
    );
  });

  it('agrees with the platform about Base64', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (value) => {
        expect(bytesToBase64(value)).toBe(Buffer.from(value).toString('base64'));
        expect(base64ToBytes(bytesToBase64(value))).toEqual(value);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => void readGuid(text)));
    fc.assert(fc.property(fc.stringMatching(/^[0-9a-fA-FxX'{}=\\ :-]{0,80}$/), (text) => void readGuid(text)));
  });
});
