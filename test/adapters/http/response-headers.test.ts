import { describe, expect, it } from 'vitest';
import { faultCode } from '../../../src/adapters/http/patient-fetch.js';
import { claimsChallenge } from '../../../src/adapters/http/response-headers.js';

describe('the challenge for claims', () => {
  it('gives the JSON that stands in it', () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const value = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    expect(claimsChallenge(value)).toBe(claims);
  });

  it.each([
    null,
    '',
    'Bearer error="invalid_token"',
    'Bearer error="insufficient_claims", claims="!!"',
    'Bearer error="insufficient_claims", claims="bm8="',
  ])('gives nothing for %s', (value) => {
    expect(claimsChallenge(value)).toBeUndefined();
  });
});

describe('a fault of the network', () => {
  it('is told by the code of its innermost cause, never by its message', () => {
    const inner = Object.assign(new Error('Bearer secret'), { code: 'E_ODD!' });
    expect(faultCode(new TypeError('fetch failed', { cause: new AggregateError([inner]) }))).toBe('E_ODD');
    expect(faultCode('text')).toBe('UNKNOWN');
    expect(faultCode(Object.assign(new Error(''), { code: 'x'.repeat(500) }))).toHaveLength(60);
  });
});
