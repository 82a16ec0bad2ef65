import { Buffer } from 'node:buffer';
import { isObject } from '../../evidence/is-object.js';

/** What an access token says of its bearer. Read without verification, for showing alone: only the service that it is for can judge it. */
export interface TokenClaims {
  /** UPN of a person, else name or id of the app; undefined where the token does not say. */
  readonly account: string | undefined;
  readonly tenantId: string | undefined;
  readonly appId: string | undefined;
  /** Delegated permissions. */
  readonly scopes: readonly string[];
  /** Application permissions. */
  readonly roles: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

const NONE: TokenClaims = { account: undefined, tenantId: undefined, appId: undefined, scopes: [], roles: [], expiresAt: undefined };
const LONGEST_TOKEN = 100_000;
const LONGEST_TEXT = 256;
const MOST = 500;

/** In: an access token. Out: its claims; nothing known where it is no JSON Web Token, which tokens need not be. Never throws. */
export function tokenClaims(token: string): TokenClaims {
  const payload = token.length > LONGEST_TOKEN ? undefined : token.split('.', 3)[1];
  if (payload === undefined) return NONE;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return NONE;
  }
  if (!isObject(claims)) return NONE;
  const appId = text(claims.appid) ?? text(claims.azp);
  return {
    account: text(claims.upn) ?? text(claims.preferred_username) ?? text(claims.unique_name) ?? text(claims.app_displayname) ?? appId,
    tenantId: text(claims.tid),
    appId,
    scopes: (text(claims.scp, 20_000) ?? '')
      .split(' ')
      .filter((scope) => scope !== '')
      .slice(0, MOST),
    roles: (Array.isArray(claims.roles) ? claims.roles : []).slice(0, MOST).flatMap((role) => text(role) ?? []),
    expiresAt: typeof claims.exp === 'number' && Number.isFinite(claims.exp) ? claims.exp * 1000 : undefined,
  };
}

function text(value: unknown, longest = LONGEST_TEXT): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined;
}
