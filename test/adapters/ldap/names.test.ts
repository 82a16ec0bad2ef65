import { describe, expect, it } from 'vitest';
import { rangeEnd, readEntry } from '../../../src/adapters/ldap/entries.js';
import { domainAbove, domainOf, isBelow, isDnsZones, normalDn, partsOf } from '../../../src/adapters/ldap/names.js';
import { readTime } from '../../../src/adapters/ldap/root.js';
import { bindProblem, shownText, subCode } from '../../../src/adapters/ldap/server-problems.js';
import { sidBytes } from '../../../src/adapters/ldap/sid.js';
import { readStartTls } from '../../../src/adapters/ldap/socket.js';
import { sidFromBytes } from '../../../src/parse/recipient/attributes.js';
import { fc } from '../../setup/property.js';

describe('distinguished names', () => {
  it('compares them without case and blanks', () => {
    expect(isBelow('CN=Kim, OU=Sales,DC=corp,DC=contoso,DC=com', 'dc=corp, dc=contoso, dc=com')).toBe(true);
    expect(isBelow('DC=notcorp,DC=contoso,DC=com', 'DC=corp,DC=contoso,DC=com')).toBe(false);
    expect(isBelow('anything', '')).toBe(true);
    expect(partsOf('CN=Doe\\, Kim,DC=x')).toEqual(['CN=Doe\\, Kim', 'DC=x']);
  });

  it('names the domain', () => {
    expect(domainOf('DC=Corp,DC=contoso,DC=com')).toBe('corp.contoso.com');
    expect(domainOf('OU=Sales,DC=corp')).toBe('ou=sales,dc=corp');
    expect(domainAbove('OU=Sales,DC=corp,DC=contoso,DC=com')).toBe('corp.contoso.com');
    expect(isDnsZones('DC=DomainDnsZones,DC=corp,DC=contoso,DC=com')).toBe(true);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void [normalDn(a), domainOf(a), domainAbove(a), isBelow(a, b)]));
  });
});

it('reads what a range left open', () => {
  expect(['range=0-1499', 'range=1500-*', 'binary', 'RANGE=1500-2999', 'range=0-99999999999'].map(rangeEnd)).toEqual([
    1500,
    undefined,
    undefined,
    3000,
    undefined,
  ]);
  const read = readEntry({ dn: 'CN=x', member: [], 'member;range=0-1': ['a', 'b'], mail: 'a@contoso.com', description: [] });
  expect(read.open).toEqual([{ name: 'member', next: 2 }]);
  expect([...read.entry.attributes]).toEqual([
    ['member', ['a', 'b']],
    ['mail', ['a@contoso.com']],
  ]);
});

it('writes SIDs as they are read', () => {
  const part = fc.nat({ max: 2 ** 31 });
  fc.assert(
    fc.property(fc.nat({ max: 100 }), fc.array(part, { maxLength: 15 }), (authority, parts) => {
      const text = ['S-1', authority, ...parts].join('-');
      const bytes = sidBytes(text);
      expect(bytes === undefined ? undefined : sidFromBytes(bytes)).toBe(text);
    }),
  );
  for (const text of ['', 'S-1', 'S-2-5', 'S-1-5-x', 'S-1-5-4294967296']) expect(sidBytes(text)).toBeUndefined();
});

it('reads the time of a directory', () => {
  expect(readTime('20261123012125.0Z')).toBe(Date.UTC(2026, 10, 23, 1, 21, 25));
  expect(readTime('yesterday')).toBeUndefined();
});

describe('the refusal of a sign-in', () => {
  const refused = (data: string) =>
    bindProblem(
      { kind: 'result', code: 49, text: `80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data ${data}, v3839` },
      'ldaps://dc1',
      'kim@contoso.com',
    ).problem;

  it('is told apart by the code of Windows', () => {
    const sentences = ['525', '52e', '52f', '530', '531', '532', '533', '701', '773', '775'].map((data) => refused(data).what);
    expect(new Set(sentences).size).toBe(10);
    expect(refused('775').what).toContain('locked');
    expect(refused('533').what).toContain('disabled');
    expect(refused('532').what).toContain('expired');
    expect(refused('52E')).toEqual(refused('52e'));
    expect(refused('999').what).toContain('999');
  });

  it('is a wrong password where there is no code', () => {
    expect(bindProblem({ kind: 'result', code: 49, text: '' }, 'ldaps://x', 'kim').problem.what).toBe(refused('52e').what);
    expect(subCode('no code')).toBeUndefined();
  });

  it('shows no control characters and is bounded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect(shownText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(shownText(text).length).toBeLessThanOrEqual(160);
      }),
    );
  });
});

describe('the answer to StartTLS', () => {
  const answer = (code: number): Buffer =>
    Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, code, 0x04, 0x00, 0x04, 0x00]);

  it('is waited for until it is whole', () => {
    for (let length = 0; length < answer(0).length; length++) expect(readStartTls(answer(0).subarray(0, length))).toBeUndefined();
    expect(readStartTls(answer(0))).toEqual({ refusal: undefined });
  });

  it('counts as refused when it says so, when bytes stand behind it, and when it is no LDAP', () => {
    expect(readStartTls(answer(53))).toEqual({ refusal: 'result code 53' });
    expect(readStartTls(Buffer.concat([answer(0), Buffer.from([0x30])]))?.refusal).toContain('behind');
    expect(readStartTls(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))?.refusal).toContain('no LDAP');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readStartTls(Buffer.from(bytes))));
  });
});
