import { constants, createHash, createVerify, randomUUID, X509Certificate } from 'node:crypto';
import { aadsts, plain } from './aadsts.js';
import type { Answer } from './answer.js';
import { base64url, fromBase64url } from './json.js';
import { ADMIN, CLIENT_ID, TENANT, TENANT_DOMAIN } from './tenant.js';
import type { Tokens } from './tokens.js';
import type { EntraBehaviour, Person } from './types.js';

/** Microsoft's own application for command lines, which people sign in with when no other is named. */
export const CLI_CLIENT_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
/** That of Microsoft Graph's command line tools. */
export const GRAPH_CLI_CLIENT_ID = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

interface Parts {
  readonly tokens: Tokens;
  readonly behaviour: EntraBehaviour;
  readonly secret: string;
  readonly clientCert: Buffer;
  readonly permissions: readonly string[];
  /** Where the authority is, known once it listens. */
  readonly url: () => string;
}

interface DeviceCode {
  readonly scope: string;
  readonly clientId: string;
  readonly expiresAt: number;
  pending: number;
}

interface LoginCode {
  readonly scope: string;
  readonly clientId: string;
  readonly redirect: string;
  readonly challenge: string | undefined;
  readonly nonce: string | undefined;
}

export interface AuthorityRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

/** Plays Entra's endpoints for signing in. */
export class Entra {
  private readonly parts: Parts;
  private readonly devices = new Map<string, DeviceCode>();
  private readonly logins = new Map<string, LoginCode>();
  private readonly refreshes = new Map<string, { readonly person: Person; readonly clientId: string }>();
  private userCodes = 0;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  answer(request: AuthorityRequest): Answer {
    const match = /^\/([^/]+)\/(v2\.0\/\.well-known\/openid-configuration|oauth2\/v2\.0\/(?:token|devicecode|authorize))$/i.exec(
      request.path,
    );
    const [, tenant = '', what = ''] = match ?? [];
    if (match === null) return plain(404, { error: 'not_found', error_description: `no endpoint ${request.path}` });
    if (!TENANTS.has(tenant.toLowerCase())) return aadsts(90002, tenant);
    if (what.toLowerCase().endsWith('openid-configuration')) return plain(200, this.configuration(tenant));
    if (what.endsWith('authorize')) return this.authorize(request.query);
    if (request.method !== 'POST') return aadsts(900561);
    const clientId = request.form.get('client_id') ?? request.query.get('client_id') ?? '';
    if (!CLIENTS.has(clientId)) return aadsts(700016, clientId);
    return what.endsWith('devicecode') ? this.deviceCode(request.form, tenant) : this.token(request.form, clientId, tenant);
  }

  private configuration(tenant: string): unknown {
    const base = `${this.parts.url()}/${tenant}`;
    const isAny = ['organizations', 'common'].includes(tenant.toLowerCase());
    return {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${this.parts.url()}/${isAny ? '{tenantid}' : TENANT}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    };
  }

  private deviceCode(form: URLSearchParams, tenant: string): Answer {
    const { behaviour } = this.parts;
    if (behaviour.refuse !== undefined && behaviour.refuse !== 50076 && behaviour.refuse !== 53003) return aadsts(behaviour.refuse, tenant);
    const deviceCode = `device-${randomUUID()}`;
    this.userCodes += 1;
    const userCode = `TEST${String(this.userCodes).padStart(5, '0')}`;
    this.devices.set(deviceCode, {
      scope: form.get('scope') ?? '',
      clientId: form.get('client_id') ?? '',
      expiresAt: Date.now() + behaviour.deviceLifetime * 1000,
      pending: behaviour.devicePending,
    });
    const url = `${this.parts.url()}/devicelogin`;
    return plain(200, {
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: url,
      expires_in: behaviour.deviceLifetime,
      interval: behaviour.deviceInterval,
      message: `To sign in, use a web browser to open the page ${url} and enter the code ${userCode} to authenticate.`,
    });
  }

  private token(form: URLSearchParams, clientId: string, tenant: string): Answer {
    const { behaviour } = this.parts;
    const grant = form.get('grant_type') ?? '';
    if (grant === 'client_credentials') return this.application(form, clientId, tenant);
    if (grant === 'urn:ietf:params:oauth:grant-type:device_code' || grant === 'device_code') return this.device(form, clientId);
    if (behaviour.refuse !== undefined) return aadsts(behaviour.refuse, clientId);
    if (grant === 'authorization_code') return this.login(form, clientId);
    if (grant !== 'refresh_token') return aadsts(70003, grant);
    const known = this.refreshes.get(form.get('refresh_token') ?? '');
    if (known === undefined || known.clientId !== clientId) return aadsts(700082);
    return this.signedIn(known.person, form.get('scope') ?? '', clientId, undefined);
  }

  private application(form: URLSearchParams, clientId: string, tenant: string): Answer {
    const { behaviour, tokens, permissions } = this.parts;
    if (clientId !== CLIENT_ID) return aadsts(700016, clientId);
    const assertion = form.get('client_assertion');
    const fault = assertion === null ? this.secretFault(form) : this.assertionFault(assertion, tenant);
    if (fault !== undefined) return aadsts(fault, clientId);
    if (behaviour.refuse !== undefined) return aadsts(behaviour.refuse, clientId);
    const scope = form.get('scope') ?? '';
    if (!/^https:\/\/\S+\/\.default$/.test(scope)) return aadsts(1002012, scope);
    const audience = scope.slice(0, -'/.default'.length);
    const lifetime = behaviour.tokenLifetime;
    const token = tokens.issue({ audience, clientId, granted: permissions, lifetime });
    return plain(200, { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: token.text });
  }

  private secretFault(form: URLSearchParams): number | undefined {
    const secret = form.get('client_secret');
    if (secret === null) return 7000218;
    return secret === this.parts.secret ? undefined : 7000215;
  }

  private assertionFault(assertion: string, tenant: string): number | undefined {
    const [head = '', payload = '', signature = ''] = assertion.split('.');
    const header = fromBase64url(head);
    const claims = fromBase64url(payload);
    const certificate = new X509Certificate(this.parts.clientCert);
    const verify = createVerify('RSA-SHA256').update(`${head}.${payload}`);
    const key =
      header?.alg === 'PS256'
        ? { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
        : certificate.publicKey;
    if (!verify.verify(key, signature, 'base64url')) return 700027;
    const audiences = [`${this.parts.url()}/${tenant}/oauth2/v2.0/token`, `${this.parts.url()}/${TENANT}/v2.0`];
    const now = Date.now() / 1000;
    if (claims?.iss !== CLIENT_ID || claims.sub !== CLIENT_ID || !audiences.includes(String(claims.aud))) return 700023;
    return Number(claims.exp) > now && Number(claims.nbf ?? 0) <= now + 5 ? undefined : 700024;
  }

  private device(form: URLSearchParams, clientId: string): Answer {
    const { behaviour } = this.parts;
    const code = form.get('device_code') ?? form.get('code') ?? '';
    const device = this.devices.get(code);
    if (device === undefined || device.clientId !== clientId) return aadsts(70008);
    if (device.pending > 0) {
      device.pending -= 1;
      return aadsts(70016);
    }
    if (behaviour.deviceOutcome === 'expired' || device.expiresAt <= Date.now()) return aadsts(70020);
    if (behaviour.deviceOutcome === 'declined') return aadsts(70018);
    this.devices.delete(code);
    if (behaviour.refuse !== undefined) return aadsts(behaviour.refuse, clientId);
    return this.signedIn(ADMIN, device.scope, clientId, undefined);
  }

  private authorize(query: URLSearchParams): Answer {
    const clientId = query.get('client_id') ?? '';
    const redirect = query.get('redirect_uri') ?? '';
    // Nothing is ever sent to another machine.
    if (!CLIENTS.has(clientId) || !/^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/|$)/.test(redirect)) return aadsts(50011, clientId);
    const code = `code-${randomUUID()}`;
    const [challenge, nonce] = [query.get('code_challenge') ?? undefined, query.get('nonce') ?? undefined];
    this.logins.set(code, { scope: query.get('scope') ?? '', clientId, redirect, challenge, nonce });
    const answer = new URLSearchParams({ code, state: query.get('state') ?? '', client_info: CLIENT_INFO });
    if (query.get('response_mode') !== 'form_post')
      return { status: 302, headers: { Location: `${redirect}${redirect.includes('?') ? '&' : '?'}${answer}` }, body: '' };
    const fields = [...answer].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
    return { status: 200, headers: { 'Content-Type': 'text/html' }, body: `<form method="post" action="${redirect}">${fields}</form>` };
  }

  private login(form: URLSearchParams, clientId: string): Answer {
    const code = form.get('code') ?? '';
    const login = this.logins.get(code);
    this.logins.delete(code);
    if (login === undefined || login.clientId !== clientId || login.redirect !== form.get('redirect_uri')) return aadsts(70008);
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (login.challenge !== undefined && login.challenge !== verifier) return aadsts(50148);
    return this.signedIn(ADMIN, form.get('scope') ?? login.scope, clientId, login.nonce);
  }

  private signedIn(person: Person, scope: string, clientId: string, nonce: string | undefined): Answer {
    const { tokens, permissions, behaviour } = this.parts;
    const wanted = scope.split(' ').filter((name) => name !== '' && !OPENID.has(name));
    const resource = wanted.find((name) => name.startsWith('https://'));
    const audience = resource === undefined ? 'https://graph.microsoft.com' : new URL(resource).origin;
    const names = wanted.map((name) => name.slice(name.startsWith('https://') ? audience.length + 1 : 0).replace(/^\//, ''));
    const isDefault = names.includes('.default');
    const granted = isDefault ? permissions : names.filter((name) => permissions.includes(name) || name === 'User.Read');
    const missing = isDefault ? undefined : names.find((name) => !granted.includes(name));
    if (missing !== undefined) return aadsts(65001, clientId);
    const token = tokens.issue({ audience, clientId, person, granted, lifetime: behaviour.tokenLifetime });
    const now = Math.trunc(Date.now() / 1000);
    const id = {
      aud: clientId,
      iss: `${this.parts.url()}/${TENANT}/v2.0`,
      iat: now,
      nbf: now,
      exp: now + 3600,
      oid: person.id,
      sub: 'subject-of-the-test-bed',
      tid: TENANT,
      preferred_username: person.userPrincipalName,
      name: person.displayName,
      ver: '2.0',
      ...(nonce === undefined ? {} : { nonce }),
    };
    const refresh = `refresh-${randomUUID()}`;
    this.refreshes.set(refresh, { person, clientId });
    return plain(200, {
      token_type: 'Bearer',
      scope: granted.map((name) => `${audience}/${name}`).join(' '),
      expires_in: behaviour.tokenLifetime,
      ext_expires_in: behaviour.tokenLifetime,
      access_token: token.text,
      refresh_token: refresh,
      id_token: `${base64url({ typ: 'JWT', alg: 'none' })}.${base64url(id)}.`,
      client_info: CLIENT_INFO,
    });
  }
}

const TENANTS = new Set([TENANT, TENANT_DOMAIN, 'contoso.com', 'organizations', 'common']);
const CLIENTS = new Set([CLIENT_ID, CLI_CLIENT_ID, GRAPH_CLI_CLIENT_ID]);
const OPENID = new Set(['openid', 'profile', 'email', 'offline_access']);
const CLIENT_INFO = base64url({ uid: ADMIN.id, utid: TENANT });
