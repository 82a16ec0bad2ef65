/** In: the value of Retry-After, seconds or a date. Out: milliseconds from now, never negative; undefined where it says nothing. RFC 9110, 10.2.3 */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null || value.length > 100) return undefined;
  const text = value.trim();
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // Date.parse takes almost anything: only what has the shape of a date in a header is one.
  const at = /^[A-Z][a-z]{2},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/**
 * The claims that a service wants to see in the next token.
 *
 * In: the value of WWW-Authenticate. Out: the JSON text of `claims`, which stands there in Base64; undefined where there is none.
 * Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsChallenge(value: string | null): string | undefined {
  if (value === null || value.length > 16_384 || !/\berror="?insufficient_claims\b/i.test(value)) return undefined;
  const encoded = /\bclaims="([A-Za-z0-9+/=_-]{1,8192})"/.exec(value)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
