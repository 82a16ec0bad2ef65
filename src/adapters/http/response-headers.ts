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
