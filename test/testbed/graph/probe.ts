import {
  AzureCliCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  InteractiveBrowserCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import { Client } from '@microsoft/microsoft-graph-client';

/**
 * Runs in a child process: signs in with Microsoft's identity library and asks with Microsoft's Graph client.
 * Arguments: method, Graph URL, authority, tenant, client id, secret or certificate file, then paths. Prints one JSON line for each path.
 */
async function main([
  method = '',
  url = '',
  authorityHost = '',
  tenant = '',
  clientId = '',
  secret = '',
  ...paths
]: readonly string[]): Promise<void> {
  const options = { authorityHost, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };
  const makers: Readonly<Record<string, () => TokenCredential>> = {
    secret: () => new ClientSecretCredential(tenant, clientId, secret, options),
    certificate: () => new ClientCertificateCredential(tenant, clientId, secret, options),
    'device-code': () =>
      new DeviceCodeCredential({ ...options, tenantId: tenant, clientId, userPromptCallback: ({ userCode }) => print({ userCode }) }),
    browser: () => new InteractiveBrowserCredential({ ...options, tenantId: tenant, clientId }),
    'managed-identity': () => new ManagedIdentityCredential(),
    az: () => new AzureCliCredential(),
  };
  const credential = makers[method]?.();
  if (credential === undefined) throw new Error(`no method ${method}`);
  const scope =
    method === 'device-code' || method === 'browser' ? 'https://graph.microsoft.com/User.Read.All' : 'https://graph.microsoft.com/.default';
  const getToken = async () => (await credential.getToken(scope))?.token ?? '';
  const client = Client.init({
    baseUrl: `${url}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(url).hostname]),
    authProvider: (done) =>
      getToken().then(
        (token) => done(null, token),
        (error: unknown) => done(error, null),
      ),
  });
  for (const path of paths) {
    try {
      const answer: unknown = await client.api(path).get();
      print({ path, answer });
    } catch (error) {
      print({ path, error: describe(error) });
    }
  }
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const details: Record<string, unknown> = { ...error };
  return { name: error.name, message: error.message, code: details.code, status: details.statusCode };
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

void main(process.argv.slice(2));
