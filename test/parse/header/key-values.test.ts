import { describe, expect, it } from 'vitest';
import { parseReportValues, parseTags } from '../../../src/parse/header/key-values.js';
import { fc } from '../../setup/property.js';

describe('parseReportValues', () => {
  it('splits at the first colon and keeps empty values', () => {
    const values = parseReportValues('CIP:2001:db8::1;CTRY:;SFV:SPM;H:mail.contoso.com;SFS:(1)(22);DIR:INB;');
    expect([...values]).toEqual([
      ['CIP', '2001:db8::1'],
      ['CTRY', ''],
      ['SFV', 'SPM'],
      ['H', 'mail.contoso.com'],
      ['SFS', '(1)(22)'],
      ['DIR', 'INB'],
    ]);
  });

  it('mends folds inside keys and codes, and leaves words alone', () => {
    const values = parseReportValues('SFS:(1)(22) (333); SF V:SPM;H:mail. contoso.com;SID:SenderIDStatus None');
    expect(values.get('SFS')).toBe('(1)(22)(333)');
    expect(values.get('SFV')).toBe('SPM');
    expect(values.get('H')).toBe('mail.contoso.com');
    expect(values.get('SID')).toBe('SenderIDStatus None');
  });

  it('lets the first of a repeated key hold, whatever its case', () => {
    expect([...parseReportValues('scl:-1;SCL:9')]).toEqual([['SCL', '-1']]);
    expect([...parseReportValues('ucf:0;dest:I;OFR:CustomRules', 'lower')]).toEqual([
      ['ucf', '0'],
      ['dest', 'I'],
      ['ofr', 'CustomRules'],
    ]);
  });

  it('leaves out what is no pair', () => {
    expect([...parseReportValues(';;no colon;:x; ;A:1')]).toEqual([['A', '1']]);
  });
});

describe('parseTags', () => {
  it('takes folds out of signatures, hashes and lists', () => {
    const tags = parseTags('v=1; a=rsa-sha256; d=contoso.com;\r\n\th=From:To :\r\n Subject; bh=ab\r\n cd=; b=AA==\r\n BB; x=1');
    expect(Object.fromEntries(tags)).toEqual({
      v: '1',
      a: 'rsa-sha256',
      d: 'contoso.com',
      h: 'From:To:Subject',
      bh: 'abcd=',
      b: 'AA==BB',
      x: '1',
    });
  });

  it('lets the first of a repeated tag hold', () => {
    expect(parseTags('d=contoso.com; d=fabrikam.com').get('d')).toBe('contoso.com');
  });

  it('never throws', () => {
    const piece = fc.constantFrom('a', ':', '=', ';', ' ', '\n', 'b');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        parseTags(pieces.join(''));
        parseReportValues(pieces.join(''));
      }),
    );
  });
});
