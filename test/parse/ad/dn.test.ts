import { describe, expect, it } from 'vitest';
import { dnParts, serverOf } from '../../../src/parse/ad/dn.js';
import { fc } from '../../setup/property.js';

describe('dnParts', () => {
  it('reads marks behind a backslash as text', () => {
    expect(dnParts('CN=Müller\\, Kim\\3d1 = x,OU=A\\\\B,DC=contoso,DC=com')).toEqual([
      { type: 'cn', value: 'Müller, Kim=1 = x' },
      { type: 'ou', value: 'A\\B' },
      { type: 'dc', value: 'contoso' },
      { type: 'dc', value: 'com' },
    ]);
  });

  it('leaves out what is no part', () => {
    expect(dnParts('')).toEqual([]);
    expect(dnParts('abc,,=x,CN=')).toEqual([{ type: 'cn', value: '' }]);
    expect(dnParts(`CN=${'x'.repeat(10_000)}`)).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('C', 'N', '=', ',', '\\', '4', '1', ' ') }), (dn) => dnParts(dn).length <= dn.length),
    );
  });
});

describe('serverOf', () => {
  it.each([
    ['CN=Default EX01,CN=SMTP Receive Connectors,CN=Protocols,CN=EX01,CN=Servers,CN=Group,CN=Contoso', 'EX01'],
    ['CN=1,CN=SMTP,CN=Protocols,CN=EX02,cn=servers,CN=Group', 'EX02'],
    ['CN=EX01,CN=Servers,CN=Group', 'EX01'],
    ['CN=Servers,CN=Group', undefined],
    ['CN=Contoso', undefined],
  ])('%s', (dn, expected) => {
    expect(serverOf(dn)).toBe(expected);
  });
});
