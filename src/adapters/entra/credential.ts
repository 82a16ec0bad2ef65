import { readFile } from 'node:fs/promises';
import {
  type AuthenticationRecord,
  AzureCliCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  type DeviceCodeInfo,
  InteractiveBrowserCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { EntraSignIn, LiveTools } from '../../ports/live.js';
import { keepAccount, keptAccount, loadPersistence } from './kept-account.js';
import { COMMAND_LINE_TOOLS } from './scopes.js';

/** What gives tokens, and how long it may take. */
export interface Credential {
  readonly token: TokenCredential;
  readonly clientId: string | undefined;
  /** True where a person signs in, who is asked for each permission by name. */
  readonly isPerson: boolean;
  readonly deadlineMs: number;
  /** Remembers who signed in, for the next run; does nothing where that was not asked for. */
  readonly keep: (scopes: string[]) => Promise<void>;
}

// A device code lives 15 minutes.
const PERSON_MS = 16 * 60_000;
const SERVICE_MS = 60_000;
const DEFAULT_CODE_MS = 15 * 60_000;

/** In: how to sign in. Out: what gives tokens; nothing is asked of Entra yet. Bad input: a problem that says what is missing. */
export async function openCredential(target: EntraSignIn, authority: string, tools: LiveTools): Promise<Result<Credential>> {
  const { method } = target;
  const options = {
    authorityHost: authority,
    disableInstanceDiscovery: target.authority !== undefined,
    retryOptions: { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 4000 },
  };
  switch (method) {
    case 'device-code':
    case 'browser':
      return personCredential(target, options, tools);
    case 'secret':
      return secretCredential(target, options);
    case 'certificate':
      return certificateCredential(target, options);
    case 'managed-identity':
      return ok(
        service(
          new ManagedIdentityCredential({
            ...(target.clientId === undefined ? {} : { clientId: target.clientId }),
            retryOptions: options.retryOptions,
          }),
          target.clientId,
        ),
      );
    case 'azure-cli':
      return ok(
        service(
          new AzureCliCredential({ ...(target.tenant === undefined ? {} : { tenantId: target.tenant }), processTimeoutInMs: 30_000 }),
          undefined,
        ),
      );
    default:
      return method satisfies never;
  }
}

interface Options {
  readonly authorityHost: string;
  readonly disableInstanceDiscovery: boolean;
  readonly retryOptions: { readonly maxRetries: number; readonly retryDelayInMs: number; readonly maxRetryDelayInMs: number };
}

function service(token: TokenCredential, clientId: string | undefined): Credential {
  return { token, clientId, isPerson: false, deadlineMs: SERVICE_MS, keep: () => Promise.resolve() };
}

async function personCredential(target: EntraSignIn, options: Options, tools: LiveTools): Promise<Result<Credential>> {
  const tenantId = target.tenant ?? 'organizations';
  const clientId = target.clientId ?? COMMAND_LINE_TOOLS;
  const key = { authority: options.authorityHost, tenant: tenantId, clientId };
  let record: AuthenticationRecord | undefined;
  if (target.keepsSignIn) {
    const persistence = loadPersistence();
    if (persistence.kind === 'problem') return persistence;
    record = await keptAccount(key);
  }
  const all = {
    ...options,
    tenantId,
    clientId,
    ...(target.keepsSignIn ? { tokenCachePersistenceOptions: { enabled: true, name: 'crossprem' } } : {}),
    ...(record === undefined ? {} : { authenticationRecord: record }),
  };
  const token =
    target.method === 'browser'
      ? new InteractiveBrowserCredential(all)
      : new DeviceCodeCredential({ ...all, userPromptCallback: (info) => tools.onDeviceCode(deviceCode(info, tools.now())) });
  return ok({
    token,
    clientId,
    isPerson: true,
    deadlineMs: PERSON_MS,
    keep: async (scopes) => {
      if (!target.keepsSignIn) return;
      // Silent: the tokens are there.
      const signedIn = await token.authenticate(scopes);
      if (signedIn !== undefined) await keepAccount(key, signedIn);
    },
  });
}

/** The library's type leaves out how long the code lives; the answer of Entra, which it passes on, has it in seconds. */
function deviceCode(info: DeviceCodeInfo, now: number) {
  const expiresIn =
    'expiresIn' in info && typeof info.expiresIn === 'number' && info.expiresIn > 0 ? info.expiresIn * 1000 : DEFAULT_CODE_MS;
  return { userCode: info.userCode, url: info.verificationUri, expiresAt: now + expiresIn };
}

const NAME_APP = 'An app signs in with the id of its registration and the tenant that it is registered in: give both.';

async function secretCredential(target: EntraSignIn, options: Options): Promise<Result<Credential>> {
  const { tenant, clientId } = target;
  if (tenant === undefined || clientId === undefined)
    return problem('Tenant or client id is missing for a sign-in with a client secret.', 'sign-in', NAME_APP);
  if (target.secret === undefined)
    return problem('The client secret is missing.', `app ${clientId}`, 'Give the secret by prompt, environment or command.');
  const secret = await target.secret();
  if (secret.kind === 'problem') return secret;
  if (secret.value === '') return problem('The client secret is empty.', `app ${clientId}`, 'Give the value of the secret.');
  return ok(service(new ClientSecretCredential(tenant, clientId, secret.value, options), clientId));
}

async function certificateCredential(target: EntraSignIn, options: Options): Promise<Result<Credential>> {
  const { tenant, clientId, certificateFile } = target;
  if (tenant === undefined || clientId === undefined)
    return problem('Tenant or client id is missing for a sign-in with a certificate.', 'sign-in', NAME_APP);
  if (certificateFile === undefined)
    return problem(
      'The file with the certificate is missing.',
      `app ${clientId}`,
      'Name a PEM file with the certificate and its private key.',
    );
  let pem: string;
  try {
    pem = await readFile(certificateFile, 'utf8');
  } catch {
    return problem('The file with the certificate cannot be read.', certificateFile, 'Check its path and who may read it.');
  }
  const fault = pemFault(pem);
  if (fault !== undefined)
    return problem(fault, certificateFile, 'Give one PEM file with the certificate and its private key, without a passphrase.');
  return ok(service(new ClientCertificateCredential(tenant, clientId, { certificate: pem }, options), clientId));
}

function pemFault(pem: string): string | undefined {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return 'The file holds no certificate in PEM form.';
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem))
    return 'The private key in the file is locked by a passphrase.';
  if (!/-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(pem)) return 'The file holds the certificate without its private key.';
  return undefined;
}
