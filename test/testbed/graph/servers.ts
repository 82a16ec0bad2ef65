import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Answer, jsonAnswer } from './answer.js';
import type { Certificates } from './certificates.js';
import type { Version } from './contract.js';
import type { Entra } from './entra.js';
import type { Faults } from './faults.js';
import { decodedPath } from './request.js';
import type { GraphService } from './service.js';
import { CLIENT_ID } from './tenant.js';
import type { EntraBehaviour, FaultKind, SeenRequest } from './types.js';
import { readBody, send } from './wire.js';

export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** What all servers of a bed share. */
export interface ServerParts {
  readonly entra: EntraBehaviour;
  readonly faults: Faults;
  readonly requests: SeenRequest[];
  readonly violations: string[];
}

/** A request on its way: what was noted of it, and what it holds. */
interface Incoming {
  readonly seen: SeenRequest;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly body: string;
}

type Play = (incoming: Incoming) => { readonly answer: Answer; readonly fault: FaultKind | undefined };

/** Graph, or the same under another name. */
export function serveGraph(
  parts: ServerParts,
  certificates: Certificates,
  service: GraphService,
  to: 'graph' | 'elsewhere',
): Promise<Listening> {
  return listen(parts, certificates, to, ({ seen, url, request, body }) => {
    const fault = parts.faults.take('graph', seen.path);
    if (seen.version === '') return { answer: jsonAnswer(400, { error: { code: 'BadRequest', message: 'Invalid version.' } }), fault };
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
    );
    // `versioned` lets only the two versions pass.
    const version = seen.version as Version;
    return {
      answer: service.answer({ method: seen.method, version, path: seen.path, query: url.searchParams, headers, body, fault }),
      fault,
    };
  });
}

export function serveAuthority(parts: ServerParts, certificates: Certificates, entra: Entra): Promise<Listening> {
  return listen(parts, certificates, 'authority', ({ seen, url, body }) => {
    const form = new URLSearchParams(body);
    seen.fields = [...form.keys()];
    const fault = parts.faults.take('authority', url.pathname);
    const answer = faultyAuthority(fault) ?? entra.answer({ method: seen.method, path: url.pathname, query: url.searchParams, form });
    return { answer, fault };
  });
}

function faultyAuthority(fault: FaultKind | undefined): Answer | undefined {
  if (fault?.kind === 'body') return { status: fault.status, headers: { 'Content-Type': fault.type }, body: fault.body };
  if (fault?.kind !== 'status') return undefined;
  const wait: Record<string, string> = fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) };
  return { status: fault.status, headers: { 'Content-Type': 'text/html', ...wait, ...fault.headers }, body: '<html></html>' };
}

/** The endpoint that a machine in Azure has for its managed identity: HTTP without TLS, with a header that only the machine knows. */
export function serveIdentity(parts: ServerParts, header: string, token: () => string): Promise<Listening> {
  return listen(parts, undefined, 'managed-identity', ({ url, request }) => {
    const given = request.headers['x-identity-header'];
    if (given !== header || !url.searchParams.has('resource') || !url.searchParams.has('api-version')) {
      return { answer: jsonAnswer(400, { statusCode: 400, message: 'The identity header is missing or wrong.' }), fault: undefined };
    }
    const expires = Math.trunc(Date.now() / 1000) + parts.entra.tokenLifetime;
    const resource = url.searchParams.get('resource');
    const body = { access_token: token(), expires_on: String(expires), resource, token_type: 'Bearer', client_id: CLIENT_ID };
    return { answer: jsonAnswer(200, body), fault: undefined };
  });
}

async function listen(
  { entra, requests, violations }: ServerParts,
  certificates: Certificates | undefined,
  to: SeenRequest['to'],
  play: Play,
): Promise<Listening> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    const seen = note(to, request, url);
    requests.push(seen);
    const { answer, fault } = play({ seen, url, request, body: await readBody(request) });
    seen.status = answer.status;
    response.setHeader('Date', new Date(Date.now() + entra.clockSkew * 1000).toUTCString());
    send(response, answer, fault);
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      response.socket?.destroy();
      // A client that goes away in the middle is no fault; anything else is one of the bed.
      if (request.complete) violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  };
  const server: Server =
    certificates === undefined ? createHttpServer(handle) : createServer({ key: certificates.key, cert: certificates.cert }, handle);
  server.keepAliveTimeout = 5_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port, close };
}

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'x-identity-header']);

function note(to: SeenRequest['to'], request: IncomingMessage, url: URL): SeenRequest {
  const decoded = decodedPath(url);
  const versioned = to === 'graph' || to === 'elsewhere' ? /^\/(v1\.0|beta)(\/.*)$/.exec(decoded) : null;
  const headers = Object.entries(request.headers).filter(([name]) => !SECRET_HEADERS.has(name));
  return {
    to,
    method: request.method ?? '',
    path: versioned?.[2] ?? decoded,
    version: versioned?.[1] ?? '',
    query: Object.fromEntries(url.searchParams),
    at: Date.now(),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    hasToken: request.headers.authorization !== undefined,
  };
}
