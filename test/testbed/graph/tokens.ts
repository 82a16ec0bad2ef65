import { randomUUID } from 'node:crypto';
import { base64url } from './json.js';
import type { Refusal } from './rules.js';
import { TENANT } from './tenant.js';
import type { EntraBehaviour, Person } from './types.js';

export interface Issued {
  readonly text: string;
  readonly audience: string;
  /** Undefined: the application itself. */
  readonly person: Person | undefined;
  /** Roles of the application, or scopes of the person. */
  readonly granted: readonly string[];
  readonly expiresAt: number;
  used: number;
  revoked: 'no' | 'expired' | 'challenged';
}

export interface TokenWish {
  readonly audience: string;
  readonly clientId: string;
  readonly person?: Person;
  readonly granted: readonly string[];
  readonly lifetime: number;
}

/** What the service says to a request without a token that holds. */
export interface TokenRefusal extends Refusal {
  readonly challenge: string;
}

const AUDIENCES = new Set(['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000']);

/** Tokens that the authority gave. They look like Entra's, and hold nothing that is secret beyond this bed. */
export class Tokens {
  private readonly issued = new Map<string, Issued>();
  private readonly behaviour: EntraBehaviour;

  constructor(behaviour: EntraBehaviour) {
    this.behaviour = behaviour;
  }

  issue({ audience, clientId, person, granted, lifetime }: TokenWish): Issued {
    const now = Math.trunc(Date.now() / 1000);
    const claims = {
      aud: audience,
      iss: `https://sts.windows.net/${TENANT}/`,
      iat: now,
      nbf: now,
      exp: now + lifetime,
      tid: TENANT,
      appid: clientId,
      app_displayname: 'crossprem test',
      uti: randomUUID(),
      ver: '1.0',
      ...(person === undefined
        ? { idtyp: 'app', oid: '0e6c4b1d-93a7-4f52-8d10-7b2e9c5f3a68', roles: granted }
        : {
            idtyp: 'user',
            oid: person.id,
            upn: person.userPrincipalName,
            unique_name: person.userPrincipalName,
            name: person.displayName,
            scp: granted.join(' '),
          }),
    };
    const text = `${base64url({ typ: 'JWT', alg: 'RS256', kid: 'test-bed' })}.${base64url(claims)}.${base64url({ signed: false })}`;
    const token: Issued = { text, audience, person, granted, expiresAt: (now + lifetime) * 1000, used: 0, revoked: 'no' };
    this.issued.set(text, token);
    return token;
  }

  /** The token of an Authorization header, if the service takes it. Counts as one use. */
  check(header: string | undefined, graphUrl: string): Issued | TokenRefusal {
    const text = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
    if (text === undefined) return refusal('Access token is empty.');
    const token = this.issued.get(text);
    if (token === undefined) return refusal('IDX14100: JWT is not well formed, there are no dots (.).');
    if (!AUDIENCES.has(token.audience) && token.audience !== graphUrl) return refusal('Access token validation failure. Invalid audience.');
    token.used += 1;
    if (token.revoked === 'no' && token.used > this.behaviour.tokenRequests)
      token.revoked = this.behaviour.challenges ? 'challenged' : 'expired';
    if (token.revoked === 'challenged') return challenged();
    if (token.revoked === 'expired' || token.expiresAt <= Date.now()) return refusal('Lifetime validation failed, the token is expired.');
    return token;
  }

  audienceOf(header: string | undefined): string | undefined {
    return this.issued.get(header?.slice('Bearer '.length) ?? '')?.audience;
  }

  /** Refuses the token of a header from now on, and says how. */
  revoke(header: string | undefined, withClaims: boolean): TokenRefusal {
    const token = this.issued.get(header?.slice('Bearer '.length) ?? '');
    if (token !== undefined) token.revoked = withClaims ? 'challenged' : 'expired';
    return withClaims ? challenged() : refusal('Lifetime validation failed, the token is expired.');
  }
}

const AUTHORIZE = 'authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"';

function refusal(message: string): TokenRefusal {
  const challenge = `Bearer realm="", ${AUTHORIZE}, client_id="00000003-0000-0000-c000-000000000000"`;
  return { status: 401, code: 'InvalidAuthenticationToken', message, challenge };
}

function challenged(): TokenRefusal {
  const claims = Buffer.from(
    JSON.stringify({ access_token: { nbf: { essential: true, value: String(Math.trunc(Date.now() / 1000)) } } }),
  ).toString('base64');
  const message =
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';
  const errors = `error="insufficient_claims", error_description="${message}", claims="${claims}"`;
  const challenge = `Bearer realm="", ${AUTHORIZE}, client_id="00000003-0000-0000-c000-000000000000", ${errors}`;
  return { status: 401, code: 'InvalidAuthenticationToken', message, challenge };
}
