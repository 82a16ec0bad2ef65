import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCertificates } from './certificates.js';
import { azFolder, browserFolder, signedOutAzFolder } from './commands.js';
import { readContract } from './contract.js';
import { Entra } from './entra.js';
import { Faults } from './faults.js';
import type { Json } from './json.js';
import { ALL_PERMISSIONS } from './rules.js';
import { serveAuthority, serveGraph, serveIdentity } from './servers.js';
import { GraphService } from './service.js';
import { ADMIN, CLIENT_ID, makeTenant, TENANT, TENANT_DOMAIN } from './tenant.js';
import { Tokens } from './tokens.js';
import type { EntraBehaviour, GraphBedOptions, Person, SeenRequest } from './types.js';

/** A running test service. */
export interface GraphBed {
  /** Microsoft Graph, as `https://localhost:port`, without version. */
  readonly url: string;
  /** Entra's endpoints for signing in. */
  readonly authority: string;
  /** Certificate of the authority that signed the server's. */
  readonly caFile: string;
  readonly tenant: string;
  readonly tenantDomain: string;
  readonly clientId: string;
  readonly secret: string;
  /** Key and certificate of the application (PEM); and those of one that the tenant does not know. */
  readonly certificateFile: string;
  readonly unknownCertificateFile: string;
  /** Who signs in by device code, browser or command line. */
  readonly admin: Person;
  readonly requests: readonly SeenRequest[];
  /** Answers of the bed that break the OpenAPI: a fault of the bed. A test should expect none. */
  readonly violations: readonly string[];
  /** Requests that break it: a fault of the client. */
  readonly refused: readonly string[];
  readonly faults: Faults;
  readonly entra: EntraBehaviour;
  /** Environment of a managed identity. */
  readonly managedIdentity: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
  /** Folder for PATH with an `az` that is signed in, and one with an `az` that is not. */
  readonly azFolder: string;
  readonly azSignedOutFolder: string;
  /** Folder for PATH with an `xdg-open` that signs in as a person would in a browser. */
  readonly browserFolder: string;
  /** Resource that a token of this authority is for, from an Authorization header; undefined where it is none. */
  readonly audienceOf: (header: string | undefined) => string | undefined;
  /** A token of the application, for requests that a test makes by itself. */
  readonly token: () => string;
  /** Changes a user (or adds one), for /users/delta and all that is read after. */
  readonly changeUser: (patch: Json) => void;
  readonly removeUser: (id: string, forGood?: boolean) => void;
  readonly stop: () => Promise<void>;
}

const GRAPH = 'https://graph.microsoft.com';

/** Starts the service; `source` is the folder with openapi.yaml. */
export async function startBed(source: string, options: GraphBedOptions): Promise<GraphBed> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'crossprem-graph-'));
  const certificates = writeCertificates(folder);
  const entra = usualBehaviour();
  const tokens = new Tokens(entra);
  const permissions = options.permissions ?? ALL_PERMISSIONS;
  const refused: string[] = [];
  const parts = { entra, faults: new Faults(), requests: [] as SeenRequest[], violations: [] as string[] };
  const urls = { graph: '', elsewhere: '', authority: '' };
  const seenInner = (method: string, path: string, query: URLSearchParams, status: number) =>
    parts.requests.push(innerRequest(method, path, query, status));
  const service = new GraphService({
    ...parts,
    contract: readContract(source),
    tenant: makeTenant(options),
    tokens,
    options,
    refused,
    seenInner,
    urls,
  });
  const secret = `test~${randomBytes(18).toString('base64url')}`;
  const signIn = { tokens, behaviour: entra, secret, clientCert: certificates.clientCert, permissions, url: () => urls.authority };
  const issue = (person?: Person) =>
    tokens.issue({
      audience: GRAPH,
      clientId: CLIENT_ID,
      granted: permissions,
      lifetime: 3600,
      ...(person === undefined ? {} : { person }),
    });
  const identityHeader = randomBytes(12).toString('hex');

  const graph = await serveGraph(parts, certificates, service, 'graph');
  const elsewhere = await serveGraph(parts, certificates, service, 'elsewhere');
  const authority = await serveAuthority(parts, certificates, new Entra(signIn));
  const identity = await serveIdentity(parts, identityHeader, () => issue().text);
  urls.graph = `https://localhost:${graph.port}`;
  urls.elsewhere = `https://127.0.0.1:${elsewhere.port}`;
  urls.authority = `https://localhost:${authority.port}`;

  return {
    url: urls.graph,
    authority: urls.authority,
    caFile: certificates.caFile,
    tenant: TENANT,
    tenantDomain: TENANT_DOMAIN,
    clientId: CLIENT_ID,
    secret,
    certificateFile: certificates.clientFile,
    unknownCertificateFile: certificates.strangerFile,
    admin: ADMIN,
    ...parts,
    refused,
    managedIdentity: { IDENTITY_ENDPOINT: `http://127.0.0.1:${identity.port}/msi/token`, IDENTITY_HEADER: identityHeader },
    azFolder: azFolder(folder, issue(ADMIN).text),
    azSignedOutFolder: signedOutAzFolder(folder),
    browserFolder: browserFolder(folder, certificates.caFile),
    audienceOf: (header) => tokens.audienceOf(header),
    token: () => issue().text,
    changeUser: (patch) => service.delta.change(patch),
    removeUser: (id, forGood) => service.delta.remove(id, forGood),
    stop: async () => {
      await Promise.all([graph, elsewhere, authority, identity].map(({ close }) => close()));
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function usualBehaviour(): EntraBehaviour {
  return {
    devicePending: 1,
    deviceOutcome: 'signed-in',
    deviceInterval: 1,
    deviceLifetime: 900,
    refuse: undefined,
    tokenLifetime: 3599,
    tokenRequests: Number.POSITIVE_INFINITY,
    challenges: false,
    clockSkew: 0,
  };
}

function innerRequest(method: string, path: string, query: URLSearchParams, status: number): SeenRequest {
  const asked = Object.fromEntries(query);
  return { to: 'batch', method, path, version: 'v1.0', query: asked, at: Date.now(), headers: {}, hasToken: false, status };
}
