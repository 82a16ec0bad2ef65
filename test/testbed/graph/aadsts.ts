import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.js';

type Wording = readonly [error: string, status: number, text: (what: string) => string, more?: Readonly<Record<string, string>>];

// Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
const AADSTS: Readonly<Record<number, Wording>> = {
  50011: [
    'invalid_request',
    400,
    (client) => `The redirect URI specified in the request does not match the redirect URIs configured for the application '${client}'.`,
  ],
  50076: [
    'invalid_grant',
    400,
    () =>
      'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access this resource.',
    {
      suberror: 'basic_action',
      claims: '{"access_token":{"capolids":{"essential":true,"values":["a6e0b1d2-7c43-4f95-8e1a-3d5b9f20c764"]}}}',
    },
  ],
  50148: [
    'invalid_grant',
    400,
    () => 'The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.',
  ],
  53003: [
    'invalid_grant',
    400,
    () => 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    { suberror: 'message_only' },
  ],
  65001: [
    'invalid_grant',
    400,
    (client) =>
      `The user or administrator has not consented to use the application with ID '${client}' named 'crossprem test'. Send an interactive authorization request for this user and resource.`,
    { suberror: 'consent_required' },
  ],
  70003: ['unsupported_grant_type', 400, (grant) => `The app requested an unsupported grant type '${grant}'.`],
  70008: [
    'invalid_grant',
    400,
    () =>
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ],
  70016: ['authorization_pending', 400, () => 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.'],
  70018: ['authorization_declined', 400, () => 'OAuth 2.0 device flow error. The end user denied the request.'],
  70020: ['expired_token', 400, () => 'The provided value for the input parameter device_code is not valid. The device code has expired.'],
  700016: [
    'unauthorized_client',
    400,
    (client) =>
      `Application with identifier '${client}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  ],
  700023: ['invalid_client', 401, () => 'Client assertion audience claim does not match Realm issuer.'],
  700024: ['invalid_client', 401, () => 'Client assertion is not within its valid time range.'],
  700027: [
    'invalid_client',
    401,
    () => 'The certificate with identifier used to sign the client assertion is not registered on application.',
  ],
  700082: ['invalid_grant', 400, () => 'The refresh token has expired due to inactivity.'],
  7000215: [
    'invalid_client',
    401,
    (client) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`,
  ],
  7000218: ['invalid_client', 401, () => "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."],
  7000222: ['invalid_client', 401, (client) => `The provided client secret keys for app '${client}' are expired.`],
  90002: [
    'invalid_request',
    400,
    (tenant) =>
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  ],
  900561: ['invalid_request', 400, () => 'The endpoint only accepts POST requests. Received a GET request.'],
  1002012: [
    'invalid_scope',
    400,
    (scope) =>
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  ],
};

/** An error of the authority, with the wording of its code. `what` is the application, tenant or scope that it names. */
export function aadsts(code: number, what = ''): Answer {
  const [error, status, text, more] = AADSTS[code] ?? ['server_error', 400, () => 'An error of the test bed.'];
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const description = `AADSTS${code}: ${text(what)} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
  return plain(status, {
    error,
    error_description: description,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    ...more,
  });
}

/** A JSON answer of the authority. */
export function plain(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store, no-cache' },
    body: JSON.stringify(body),
  };
}
