import { describe, expect, it } from 'vitest';
import { decodeImceaex } from '../../../src/parse/ndr/imceaex.js';
import { readDeliveryReport } from '../../../src/parse/ndr/read.js';
import { fc } from '../../setup/property.js';

const GROUP = 'ou=Exchange+20Administrative+20Group+20+28FYDIBOHF23SPDLT+29';
const PLAIN = '/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)';

describe('decodeImceaex', () => {
  it.each([
    [
      `IMCEAEX-_o=ExchangeLabs_${GROUP}_cn=Recipients_cn=8659-Kim+20A@contoso.com`,
      `X500:/o=ExchangeLabs${PLAIN}/cn=Recipients/cn=8659-Kim A`,
    ],
    [
      'IMCEAEX-_O=CONTOSO_OU=FIRST_CN=RECIPIENTS_CN=kim+5Flee+2Esmith@Contoso.com',
      'X500:/O=CONTOSO/OU=FIRST/CN=RECIPIENTS/CN=kim_lee.smith',
    ],
    ['imceaex-_o=a_cn=b+2c+3F+40+3f@contoso.com', 'X500:/o=a/cn=b,?@?'],
    [`<IMCEAEX-_o=ExchangeLabs_${GROUP.slice(0, 20)}\r\n  ${GROUP.slice(20)}_cn=x@contoso.com>`, `X500:/o=ExchangeLabs${PLAIN}/cn=x`],
    [
      `IMCEAEX-_o=3DExchangeLabs_ou=3DExchange+20A=\r\ndministrative_cn=3Dx@contoso.com`,
      'X500:/o=ExchangeLabs/ou=Exchange Administrative/cn=x',
    ],
    ['IMCEAEX-_o=a_cn=20ab+2@contoso.com', 'X500:/o=a/cn=20ab+2'],
    ['IMCEAEX-_O=MMS_CN=User6ed4\\@contoso.com', 'X500:/O=MMS/CN=User6ed4'],
    ['IMCEAEX-_o=a_cn=M+C3+BCller@contoso.com', 'X500:/o=a/cn=Müller'],
    ['IMCEAEX-_o=a_cn=M+FCller@contoso.com', 'X500:/o=a/cn=Müller'],
  ])('decodes %j', (address, x500) => {
    expect(decodeImceaex(address)).toEqual({ x500, domain: 'contoso.com' });
  });

  it('keeps what is left of an address that was cut off, without a domain', () => {
    expect(decodeImceaex(`IMCEAEX-_o=ExchangeLabs_${GROUP}_cn=Recip`)).toEqual({
      x500: `X500:/o=ExchangeLabs${PLAIN}/cn=Recip`,
      domain: '',
    });
  });

  it('leaves other addresses alone', () => {
    for (const address of ['kim@contoso.com', 'IMCEASMTP-kim+40contoso+2Ecom@fabrikam.com', 'IMCEAEX-', ''])
      expect(decodeImceaex(address)).toBeUndefined();
  });

  it('gives hostile characters back as data', () => {
    expect(decodeImceaex('IMCEAEX-_o=a_cn=+27+3B+1B+0A@contoso.com')?.x500).toBe("X500:/o=a/cn=';\u001b\n");
  });

  it('decodes what was encoded by the rule, and never throws', () => {
    const name = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 60 });
    const encode = (text: string): string =>
      [...text]
        .map((sign) =>
          /[A-Za-z0-9=-]/.test(sign) ? sign : sign === '/' ? '_' : `+${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
        )
        .join('');
    fc.assert(
      fc.property(name, (text) => {
        const x500 = `/o=Contoso/cn=${text}`;
        expect(decodeImceaex(`IMCEAEX-${encode(x500)}@contoso.com`)).toEqual({ x500: `X500:${x500}`, domain: 'contoso.com' });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => decodeImceaex(`IMCEAEX-_o=${text}`)?.x500.startsWith('X500:/o=') !== false));
  });
});

describe('encapsulated addresses of a report', () => {
  it('finds each once, with its place, also where lines cut it', () => {
    const address = `IMCEAEX-_o=ExchangeLabs_${GROUP}_cn=Recipients_cn=8659dbec932d461f-Kim@namprd13.prod.outlook.com`;
    const wrapped = `${address.slice(0, 60)}\n${address.slice(60)}`;
    const text = `Couldn't deliver to the following recipients:\n\n${wrapped}\nRemote Server returned '550 5.1.11 RESOLVER.ADR.ExRecipNotFound; Recipient not found by Exchange Legacy encapsulated email address lookup'\n\nFinal-Recipient: rfc822;${address}\nAction: failed\n`;
    const report = readDeliveryReport(text);
    expect(report?.encapsulated).toHaveLength(1);
    const [found] = report?.encapsulated ?? [];
    expect(found?.x500).toBe(`X500:/o=ExchangeLabs${PLAIN}/cn=Recipients/cn=8659dbec932d461f-Kim`);
    expect(found?.domain).toBe('namprd13.prod.outlook.com');
    expect(text.slice(found?.token.start, found?.token.end)).toBe(wrapped);
    expect(report?.entries.map(({ recipient, status }) => [recipient?.value, status?.value])).toEqual([[address.toLowerCase(), '5.1.11']]);
  });

  it('reads one that stands alone', () => {
    expect(readDeliveryReport('IMCEAEX-_O=CONTOSO_CN=kim@contoso.com')?.encapsulated.map(({ x500 }) => x500)).toEqual([
      'X500:/O=CONTOSO/CN=kim',
    ]);
  });
});
