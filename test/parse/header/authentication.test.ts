import { describe, expect, it } from 'vitest';
import { parseAuthResults, parseReceivedSpf } from '../../../src/parse/header/authentication.js';
import type { HeaderField } from '../../../src/parse/header/field.js';
import { fc } from '../../setup/property.js';

function field(value: string): HeaderField {
  return { name: 'Authentication-Results', key: 'authentication-results', value, index: 0, start: 0, end: value.length };
}

/** The methods as plain data. */
function methods(value: string): readonly unknown[] {
  return parseAuthResults(field(value)).methods.map(({ method, result, comment, properties }) => [
    method,
    result,
    comment,
    Object.fromEntries(properties),
  ]);
}

describe('parseAuthResults', () => {
  it('reads the form of Microsoft', () => {
    const value =
      'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=contoso.com; dkim=pass (signature was verified) header.d=contoso.com;dmarc=pass action=none header.from=contoso.com;compauth=pass reason=100';
    const found = parseAuthResults(field(value));
    expect(found.authservId).toBeUndefined();
    expect(found.instance).toBeUndefined();
    expect(methods(value)).toEqual([
      ['spf', 'pass', 'sender IP is 192.0.2.1', { 'smtp.mailfrom': 'contoso.com' }],
      ['dkim', 'pass', 'signature was verified', { 'header.d': 'contoso.com' }],
      ['dmarc', 'pass', undefined, { action: 'none', 'header.from': 'contoso.com' }],
      ['compauth', 'pass', undefined, { reason: '100' }],
    ]);
  });

  it('reads the form of RFC 8601, with versions, quotes and blanks', () => {
    const value =
      'mx.fabrikam.com 1; spf = Pass smtp.mailfrom=kim@contoso.com;\tdkim/1=fail reason="bad; signature" (2048-bit key; a=b) header.i=@contoso.com header.b="ab cd"; auth=pass (cram-md5) smtp.auth=kim';
    expect(parseAuthResults(field(value)).authservId).toBe('mx.fabrikam.com');
    expect(methods(value)).toEqual([
      ['spf', 'pass', undefined, { 'smtp.mailfrom': 'kim@contoso.com' }],
      ['dkim', 'fail', '2048-bit key; a=b', { reason: 'bad; signature', 'header.i': '@contoso.com', 'header.b': 'ab cd' }],
      ['auth', 'pass', 'cram-md5', { 'smtp.auth': 'kim' }],
    ]);
  });

  it('reads the ARC form', () => {
    const value =
      'i=2; mx.microsoft.com 1; spf=pass (sender ip is 192.0.2.1) smtp.rcpttodomain=fabrikam.com smtp.mailfrom=contoso.com; dmarc=pass (p=none sp=none pct=100) action=none header.from=contoso.com; arc=pass (0 oda=1 ltdi=1 spf=[1,1,smtp.mailfrom=contoso.com])';
    const found = parseAuthResults(field(value));
    expect([found.instance, found.authservId]).toEqual([2, 'mx.microsoft.com']);
    expect(found.methods.map(({ method, result }) => `${method}=${result}`)).toEqual(['spf=pass', 'dmarc=pass', 'arc=pass']);
    expect(found.methods[2]?.comment).toBe('0 oda=1 ltdi=1 spf=[1,1,smtp.mailfrom=contoso.com]');
  });

  it('keeps a reason that stands before its method', () => {
    expect(methods('dmarc=fail action=oreject header.from=contoso.com;reason=000 compauth=fail')).toEqual([
      ['dmarc', 'fail', undefined, { action: 'oreject', 'header.from': 'contoso.com' }],
      ['compauth', 'fail', undefined, { reason: '000' }],
    ]);
  });

  it('finds methods where ";" was lost, and keeps several of one kind', () => {
    expect(methods('mx.fabrikam.com spf=none smtp.mailfrom= smtp.helo=a dkim=pass header.d=a.com dkim=fail header.d=b.com')).toEqual([
      ['spf', 'none', undefined, { 'smtp.mailfrom': '', 'smtp.helo': 'a' }],
      ['dkim', 'pass', undefined, { 'header.d': 'a.com' }],
      ['dkim', 'fail', undefined, { 'header.d': 'b.com' }],
    ]);
  });

  it('says that there is nothing, and survives an open parenthesis', () => {
    expect(parseAuthResults(field('mx.fabrikam.com; none'))).toMatchObject({ authservId: 'mx.fabrikam.com', methods: [] });
    expect(
      methods('spf=pass (sender IP is 192.0.2.1 smtp.mailfrom=contoso.com; dmarc=pass').map((method) =>
        Array.isArray(method) ? method[0] : '',
      ),
    ).toEqual(['spf', 'dmarc']);
    expect(methods('')).toEqual([]);
  });

  it('keeps "=" in a value', () => {
    expect(methods('spf=pass smtp.mailfrom=bounce+kim=contoso.com@fabrikam.com')).toEqual([
      ['spf', 'pass', undefined, { 'smtp.mailfrom': 'bounce+kim=contoso.com@fabrikam.com' }],
    ]);
  });

  it('never throws', () => {
    const piece = fc.constantFrom('spf', '=', ';', '(', ')', '"', ' ', 'pass', '\\', 'reason', 'i=1', '.', 'a@b', '/');
    fc.assert(fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => void methods(pieces.join(''))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void methods(text)));
    fc.assert(fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => void parseReceivedSpf(field(pieces.join('')))));
  });
});

describe('parseReceivedSpf', () => {
  it('reads the form of Microsoft', () => {
    const found = parseReceivedSpf(
      field(
        'SoftFail (protection.outlook.com: domain of contoso.com discourages use of 192.0.2.1 as permitted sender) receiver=protection.outlook.com; client-ip=192.0.2.1; helo=mail.contoso.com; pr=C',
      ),
    );
    expect(found.result).toBe('softfail');
    expect(found.comment).toBe('protection.outlook.com: domain of contoso.com discourages use of 192.0.2.1 as permitted sender');
    expect(Object.fromEntries(found.properties)).toEqual({
      receiver: 'protection.outlook.com',
      'client-ip': '192.0.2.1',
      helo: 'mail.contoso.com',
      pr: 'C',
    });
  });

  it('reads quoted values and IPv6', () => {
    const found = parseReceivedSpf(
      field('pass identity=mailfrom; client-ip=2001:db8::1; envelope-from="kim@contoso.com"; receiver=<UNKNOWN>'),
    );
    expect([found.result, found.comment]).toEqual(['pass', undefined]);
    expect(found.properties.get('client-ip')).toBe('2001:db8::1');
    expect(found.properties.get('envelope-from')).toBe('kim@contoso.com');
  });
});
