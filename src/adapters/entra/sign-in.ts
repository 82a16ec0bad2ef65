import { ok, type Problem, type Result } from '../../evidence/problem.js';
import type { EntraSignIn, LiveTools } from '../../ports/live.js';
import { TooLate, within } from '../http/deadline.js';
import { withoutUserInfo } from '../http/shown-url.js';
import { codesOf, type SignInContext, signInProblem, unknownCodeProblem } from './aadsts.js';
import { CLOUDS } from './clouds.js';
import { type Credential, openCredential } from './credential.js';
import { networkFault, networkProblem } from './network-fault.js';
import { EXCHANGE_SCOPES, GRAPH_SCOPES } from './scopes.js';
import { type TokenClaims, tokenClaims } from './token-claims.js';

export type EntraResource = 'graph' | 'exchange-online';

export interface TokenOptions {
  /** Claims that a service asks for, as it sent them, decoded. */
  readonly claims?: string;
  /** Not the token that was given before: the service refused it. */
  readonly isFresh?: boolean;
  readonly signal?: AbortSignal;
}

/** One sign-in; it serves all services of the tenant. Tokens are in memory alone, unless the user asked for more. */
export interface EntraSession {
  /** A token for a service. Throws only the reason of an aborted signal. */
  readonly getToken: (resource: EntraResource, options?: TokenOptions) => Promise<Result<string>>;
  /** UPN of the person, or name or id of the app. */
  readonly account: string;
  readonly tenantId: string | undefined;
  readonly appId: string | undefined;
  readonly isPerson: boolean;
  /** Permissions in the token of a service, by name; empty where the token does not say, or none was asked for yet. */
  readonly grantedScopes: (resource: EntraResource) => readonly string[];
  /** Application permissions of the first token. */
  readonly roles: readonly string[];
}

/** A request that every service grants: what makes the library go past its cache when a service refused a token without saying more. */
const ANY_CLAIMS = '{"access_token":{"xms_cc":{"values":["cp1"]}}}';
/** A token is not used in its last minutes. */
const MARGIN_MS = 5 * 60_000;

interface Held {
  readonly token: string;
  readonly claims: TokenClaims;
  readonly until: number;
}

/**
 * Signs in, and gets the first token: by then it is known who it is.
 *
 * In: how to sign in; `first`: the service whose token comes first. Out: the session. Bad input, refused sign-in: a problem that holds nothing secret.
 * Throws only the reason of an aborted signal, within a second; a device code that waits is given up.
 */
export async function signIn(
  target: EntraSignIn,
  tools: LiveTools,
  signal: AbortSignal,
  first: EntraResource = 'graph',
): Promise<Result<EntraSession>> {
  signal.throwIfAborted();
  const authority = (target.authority ?? CLOUDS[target.cloud].authority).replace(/\/+$/, '');
  const fault = targetFault(target, authority);
  if (fault !== undefined) return { kind: 'problem', problem: fault };
  let credential: Credential;
  try {
    const opened = await within(openCredential(target, authority, tools), 10 * 60_000, signal);
    if (opened.kind === 'problem') return opened;
    credential = opened.value;
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'problem', problem: problemOf(error, contextOf(target, authority, undefined, []), target) };
  }
  const held = new Map<EntraResource, Held>();
  const getToken = async (resource: EntraResource, options: TokenOptions = {}): Promise<Result<string>> => {
    const known = held.get(resource);
    const isForced = options.isFresh === true || options.claims !== undefined;
    if (known !== undefined && !isForced && tools.now() < known.until) return ok(known.token);
    const scopes = scopesFor(target, credential.isPerson, resource);
    const by = options.signal ?? new AbortController().signal;
    try {
      const claims = options.claims ?? (isForced && takesClaims(target) ? ANY_CLAIMS : undefined);
      const token = await within(
        credential.token.getToken(scopes, { abortSignal: by, ...(claims === undefined ? {} : { claims }) }),
        credential.deadlineMs,
        by,
      );
      if (token === null) throw new Error('no token');
      const until = Math.min(token.refreshAfterTimestamp ?? Number.POSITIVE_INFINITY, token.expiresOnTimestamp - MARGIN_MS);
      held.set(resource, { token: token.token, claims: tokenClaims(token.token), until });
      return ok(token.token);
    } catch (error) {
      by.throwIfAborted();
      const context = contextOf(target, authority, credential.clientId, scopes);
      const cause = codesOf(error).includes('endpoints_resolution_error') ? await whyNoEndpoints(context, by) : undefined;
      return { kind: 'problem', problem: problemOf(cause ?? error, context, target) };
    }
  };
  const token = await getToken(first, { signal });
  if (token.kind === 'problem') return token;
  if (target.keepsSignIn)
    await within(credential.keep(scopesFor(target, credential.isPerson, first)), 10_000, signal).catch(() => undefined);
  signal.throwIfAborted();
  const claims = tokenClaims(token.value);
  return ok({
    getToken,
    account: claims.account ?? credential.clientId ?? 'the account that signed in',
    tenantId: claims.tenantId ?? target.tenant,
    appId: claims.appId ?? credential.clientId,
    isPerson: claims.scopes.length > 0 || credential.isPerson,
    grantedScopes: (resource) => {
      const of = held.get(resource)?.claims;
      return of === undefined ? [] : [...of.scopes, ...of.roles];
    },
    roles: claims.roles,
  });
}

/** Node's own switch leaves every host unverified, also those that nobody named: then nothing is sent to Entra or Graph. */
export function unsafeEnvironment(): Problem | undefined {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return undefined;
  return {
    what: 'The environment turns off the check of all certificates: whoever stands between would get the secret and the token.',
    where: 'NODE_TLS_REJECT_UNAUTHORIZED=0',
    next: 'Take the variable away; for an authority of your own, name its certificate (PEM) in NODE_EXTRA_CA_CERTS.',
  };
}

function targetFault({ tenant }: EntraSignIn, authority: string): Problem | undefined {
  if (tenant !== undefined && !/^[A-Za-z0-9.-]{1,253}$/.test(tenant))
    return {
      what: 'The tenant is neither a GUID nor a domain.',
      where: tenant.slice(0, 100),
      next: 'Name it as contoso.com, or by its id.',
    };
  const unsafe = unsafeEnvironment();
  if (unsafe !== undefined) return unsafe;
  const url = URL.canParse(authority) ? new URL(authority) : undefined;
  if (url?.protocol !== 'https:' || url.origin !== authority)
    return {
      what: 'The authority is no https address.',
      where: withoutUserInfo(authority),
      next: 'Write it as https://host or https://host:port.',
    };
  return undefined;
}

/** Azure CLI answers a request for claims with a refusal, and a managed identity has none. */
function takesClaims({ method }: EntraSignIn): boolean {
  return method !== 'azure-cli' && method !== 'managed-identity';
}

/**
 * What is asked for. Of Microsoft's own app a person asks each permission by name, and consents to it; everything else has what an administrator
 * granted to the app, neither more nor less.
 */
function scopesFor(target: EntraSignIn, isPerson: boolean, resource: EntraResource): string[] {
  const { graph, exchangeOnline } = CLOUDS[target.cloud];
  const audience = resource === 'graph' ? graph : exchangeOnline;
  if (!isPerson || target.clientId !== undefined) return [`${audience}/.default`];
  return resource === 'graph' ? GRAPH_SCOPES.map(({ scope }) => `${audience}/${scope}`) : [`${audience}/${EXCHANGE_SCOPES.person}`];
}

function contextOf(target: EntraSignIn, authority: string, clientId: string | undefined, scopes: readonly string[]): SignInContext {
  const asked = scopes.some((scope) => scope.endsWith('/.default')) ? GRAPH_SCOPES.map(({ scope }) => scope) : scopes;
  return { authority, tenant: target.tenant, clientId: clientId ?? target.clientId, scopes: asked };
}

/** The library keeps to itself why it found no endpoints: asked once more, by hand. Out: something that `problemOf` can tell, or undefined. */
async function whyNoEndpoints({ authority, tenant }: SignInContext, signal: AbortSignal): Promise<unknown> {
  const url = `${authority}/${encodeURIComponent(tenant ?? 'organizations')}/v2.0/.well-known/openid-configuration`;
  const both = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  try {
    const response = await fetch(url, { redirect: 'manual', signal: both });
    const body = await within(response.text(), 10_000, both);
    return response.ok ? undefined : { message: body.slice(0, 4000) };
  } catch (error) {
    signal.throwIfAborted();
    return error;
  }
}

/** What is told of what the library threw: codes are taken out of it, never its text. */
function problemOf(error: unknown, context: SignInContext, target: EntraSignIn): Problem {
  const codes = codesOf(error);
  for (const code of codes) {
    const told = signInProblem(code, context);
    if (told !== undefined && /^\d/.test(code)) return told;
  }
  const digits = codes.find((code) => /^\d/.test(code));
  if (digits !== undefined) return unknownCodeProblem(digits, context);
  const fault = networkFault(error);
  if (fault !== undefined && target.method !== 'azure-cli' && target.method !== 'managed-identity')
    return networkProblem(fault, hostOf(context.authority));
  const word = codes.map((code) => signInProblem(code, context)).find((told) => told !== undefined);
  if (word !== undefined) return word;
  return methodProblem(error, context, target);
}

function methodProblem(error: unknown, { authority, tenant }: SignInContext, { method }: EntraSignIn): Problem {
  const message = error instanceof Error ? error.message : '';
  if (method === 'azure-cli') {
    return message.includes('could not be found')
      ? { what: 'Azure CLI is not installed, or not on the path.', where: 'az', next: 'Install it, or sign in in another way.' }
      : { what: 'Azure CLI gave no token.', where: 'az', next: 'Run az login, for this tenant, then try again.' };
  }
  if (method === 'managed-identity') {
    return {
      what: 'No managed identity answers on this computer.',
      where: 'managed identity',
      next: 'Run crossprem on an Azure resource that has one; a user-assigned one needs its client id.',
    };
  }
  if (error instanceof TooLate) {
    return {
      what: 'The sign-in was not finished in time.',
      where: hostOf(authority),
      next: method === 'device-code' || method === 'browser' ? 'Start it again.' : 'Check the network to that host, then try again.',
    };
  }
  return {
    what: 'The sign-in failed without a reason that Entra names.',
    where: `${authority}/${tenant ?? 'organizations'} (${error instanceof Error ? error.name.slice(0, 60) : 'unknown'})`,
    next: 'Check the tenant, the national cloud and the network to that host, then try again.',
  };
}

/** Host and port of a URL. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
