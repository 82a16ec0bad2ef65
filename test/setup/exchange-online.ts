import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { z } from 'zod';
import type { TokenSession } from '../../src/adapters/exchange-online/session.js';
import type { Patience } from '../../src/adapters/http/patient-fetch.js';
import { wantedColumns } from '../../src/facts/wanted.js';
import type { CloudTarget, LiveTools } from '../../src/ports/live.js';

export const TENANT = '2f1f4c9e-6a3f-4d0b-9a55-0c6d3b9f1e77';
export const ADMIN = 'admin@contoso.onmicrosoft.com';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** A certificate for 127.0.0.1 and the authority that signed it, made anew. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'crossprem-cert-'));
  const run = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  try {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    run('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=crossprem test authority');
    run('req', '-new', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=127.0.0.1');
    writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
    run('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-out', 'server.pem', '-days', '2', '-extfile', 'names');
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    return { key: read('server.key'), cert: read('server.pem'), ca: read('ca.pem') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets this process trust an authority, beside those of the system. */
export function trust(ca: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);
}

const parameters = {
  'Get-OrganizationConfig': z.strictObject({}).optional(),
  'Get-AcceptedDomain': z
    .strictObject({ Identity: z.string().optional(), ResultSize: z.union([z.int().positive(), z.literal('Unlimited')]).optional() })
    .optional(),
  'Get-Mailbox': z
    .strictObject({
      Identity: z.string().min(1).optional(),
      ResultSize: z.union([z.int().positive(), z.literal('Unlimited')]).optional(),
      IncludeGrantSendOnBehalfToWithDisplayNames: z.boolean().optional(),
    })
    .optional(),
} as const;
const CMDLETS = { OrganizationConfig: 'Get-OrganizationConfig', AcceptedDomain: 'Get-AcceptedDomain', Mailbox: 'Get-Mailbox' } as const;

/** A request as the documentation wants it, and what a page is asked for by. */
export interface Asked {
  readonly endpoint: keyof typeof CMDLETS;
  readonly parameters: { readonly Identity?: string; readonly ResultSize?: number | 'Unlimited' };
  readonly select: readonly string[] | undefined;
  readonly skip: number;
  readonly token: string;
}

/** Takes the place of an answer; undefined: the usual one. */
export type Twist = (asked: Asked, response: ServerResponse) => 'answered' | undefined;

export interface ExchangeServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Requests that the documentation does not know, one sentence each. */
  readonly violations: readonly string[];
  /** Twists are asked in order; the first that answers goes. */
  readonly twists: Twist[];
  readonly close: () => Promise<void>;
}

export interface ExchangeData {
  readonly mailboxes: readonly Readonly<Record<string, unknown>>[];
  readonly domains?: readonly Readonly<Record<string, unknown>>[];
  readonly organization?: Readonly<Record<string, unknown>>;
  readonly page?: number;
  /** Default: `TENANT`. */
  readonly tenant?: string;
}

/** The Admin API of one tenant on loopback: pages, checks each request against the documented shape. */
export async function startExchangeServer(data: ExchangeData, { key, cert }: Certificate): Promise<ExchangeServer> {
  const asked: Asked[] = [];
  const violations: string[] = [];
  const twists: Twist[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    void textOf(request).then((text) => {
      const one = askedOf(request, text, data.tenant ?? TENANT);
      if (typeof one === 'string') {
        violations.push(one);
        send(response, 400, { error: { code: 'BadRequest', message: one } });
        return;
      }
      asked.push(one);
      if (!twists.some((twist) => twist(one, response) === 'answered')) answer(one, data, response, url());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = (): string => {
    const address = server.address();
    return `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  };
  return {
    url: url(),
    asked,
    violations,
    twists,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function askedOf(request: IncomingMessage, text: string, tenant: string): Asked | string {
  const url = new URL(request.url ?? '/', 'https://127.0.0.1');
  const path = /^\/adminapi\/v2\.0\/([0-9a-f-]{36})\/(OrganizationConfig|AcceptedDomain|Mailbox)$/.exec(url.pathname);
  if (request.method !== 'POST' || path?.[1] !== tenant) return `${request.method} ${url.pathname} is not documented`;
  const endpoint = z.enum(['OrganizationConfig', 'AcceptedDomain', 'Mailbox']).parse(path[2]);
  const { authorization = '', 'x-anchormailbox': anchor } = request.headers;
  if (!/^application\/json/.test(request.headers['content-type'] ?? '')) return 'the content type is not JSON';
  if (typeof anchor !== 'string' || !/^(?:UPN:[^@\s]+@[^@\s]+|APP:SystemMailbox\{[0-9a-f-]{36}\}@\S+)$/.test(anchor))
    return `X-AnchorMailbox is ${String(anchor)}`;
  if (!authorization.startsWith('Bearer ')) return 'there is no token';
  const cmdlet = CMDLETS[endpoint];
  const shape = z.strictObject({ CmdletInput: z.strictObject({ CmdletName: z.literal(cmdlet), Parameters: parameters[cmdlet] }) });
  const body = shape.safeParse(JSON.parse(text));
  if (!body.success) return `${endpoint}: ${body.error.issues[0]?.message ?? ''}`;
  for (const name of url.searchParams.keys()) if (!['$select', '$skiptoken'].includes(name)) return `the query has ${name}`;
  const select = url.searchParams.get('$select')?.split(',');
  if (endpoint === 'OrganizationConfig' && select !== undefined) return 'OrganizationConfig has no $select';
  const given = z.looseObject({ Identity: z.string().optional(), ResultSize: z.union([z.number(), z.literal('Unlimited')]).optional() });
  const { Identity, ResultSize } = given.parse(body.data.CmdletInput.Parameters ?? {});
  return {
    endpoint,
    parameters: { ...(Identity === undefined ? {} : { Identity }), ...(ResultSize === undefined ? {} : { ResultSize }) },
    select,
    skip: Number(url.searchParams.get('$skiptoken') ?? 0),
    token: authorization.slice(7),
  };
}

export function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function answer(
  one: Asked,
  { mailboxes, domains = [], organization = {}, page = 1000 }: ExchangeData,
  response: ServerResponse,
  base: string,
): void {
  const { Identity, ResultSize = 1000 } = one.parameters;
  const all = one.endpoint === 'Mailbox' ? mailboxes : one.endpoint === 'AcceptedDomain' ? domains : [organization];
  const found = Identity === undefined ? all : all.filter((record) => isNamed(record, Identity));
  if (Identity !== undefined && found.length === 0) {
    send(response, 404, notFound(Identity));
    return;
  }
  const most = ResultSize === 'Unlimited' ? page : Math.min(page, ResultSize);
  const value = found.slice(one.skip, one.skip + most).map((record) => picked(record, one.select));
  const more = one.skip + most < found.length;
  const select = one.select === undefined ? '' : `$select=${one.select.join(',')}&`;
  const link = `${base}/adminapi/v2.0/${TENANT}/${one.endpoint}?${select}$skiptoken=${one.skip + most}`;
  send(response, 200, {
    '@odata.context': `${base}/adminapi/v2.0/$metadata#${one.endpoint}`,
    value,
    ...(more ? { '@odata.nextLink': link } : {}),
  });
}

const notFound = (identity: string): unknown => ({
  error: {
    code: 'NotFound',
    message: 'Error executing request.',
    details: [
      {
        code: 'Context',
        message: `Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|Object '${identity}' not found.`,
      },
    ],
  },
});

function isNamed(record: Readonly<Record<string, unknown>>, identity: string): boolean {
  const wanted = identity.toLowerCase();
  return Object.values(record)
    .flat()
    .some((value) => typeof value === 'string' && value.toLowerCase().replace(/^smtp:/, '') === wanted);
}

/** As the service: a name that it does not know is left out; `@odata.type` stands beside. */
function picked(record: Readonly<Record<string, unknown>>, select: readonly string[] | undefined): unknown {
  const names = select ?? Object.keys(record);
  return {
    '@odata.id': 'https://outlook.office365.com/adminapi/v2.0/x',
    'Guid@odata.type': '#Guid',
    ...Object.fromEntries(names.flatMap((name) => (Object.hasOwn(record, name) ? [[name, record[name]]] : []))),
  };
}

/** A mailbox with the properties that the service gives; `index` makes it one of many. */
export function mailboxOf(index: number): Readonly<Record<string, unknown>> {
  const digits = index.toString(16).padStart(12, '0');
  const name = `user${index}`;
  return {
    ExternalDirectoryObjectId: `0a0a0a0a-0000-4000-8000-${digits}`,
    UserPrincipalName: `${name}@contoso.com`,
    PrimarySmtpAddress: `${name}@contoso.com`,
    EmailAddresses: [`SMTP:${name}@contoso.com`, `smtp:${name}@contoso.mail.onmicrosoft.com`],
    Alias: name,
    DisplayName: `User ${index}`,
    Name: name,
    RecipientTypeDetails: 'UserMailbox',
    ExchangeGuid: `0b0b0b0b-0000-4000-8000-${digits}`,
    ArchiveGuid: '00000000-0000-0000-0000-000000000000',
    Guid: `0c0c0c0c-0000-4000-8000-${digits}`,
    DistinguishedName: `CN=${name},OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM`,
    LegacyExchangeDN: `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${digits}-${name}`,
    LitigationHoldEnabled: false,
    RetentionPolicy: null,
    Office: 'not wanted by any rule',
  };
}

export const DOMAINS = [
  { Name: 'contoso.com', DomainName: 'contoso.com', DomainType: 'Authoritative', Default: true, InitialDomain: false },
  {
    Name: 'contoso.onmicrosoft.com',
    DomainName: 'contoso.onmicrosoft.com',
    DomainType: 'Authoritative',
    Default: false,
    InitialDomain: true,
  },
  {
    Name: 'contoso.mail.onmicrosoft.com',
    DomainName: 'contoso.mail.onmicrosoft.com',
    DomainType: 'Authoritative',
    Default: false,
    InitialDomain: false,
    IsCoexistenceDomain: true,
  },
];

export interface TestSession extends TokenSession {
  /** Claims that tokens were asked for with, undefined where none. */
  readonly claims: readonly (string | undefined)[];
}

/** A sign-in whose tokens are `token-1`, and a next one each time a fresh one is asked for. */
export function signedIn(): TestSession {
  const claims: (string | undefined)[] = [];
  let number = 1;
  return {
    account: ADMIN,
    tenantId: TENANT,
    isPerson: true,
    grantedScopes: () => ['https://outlook.office365.com/Exchange.ManageV2'],
    getToken: async (_resource, options) => {
      claims.push(options?.claims);
      if (options?.isFresh === true) number++;
      return { kind: 'ok', value: `token-${number}` };
    },
    claims,
  };
}

export function targetOf(server: ExchangeServer): CloudTarget {
  return {
    kind: 'exchange-online',
    signIn: {
      method: 'device-code',
      tenant: undefined,
      clientId: undefined,
      secret: undefined,
      certificateFile: undefined,
      cloud: 'global',
      keepsSignIn: false,
      authority: undefined,
    },
    endpoint: server.url,
  };
}

export interface TestTools extends LiveTools {
  readonly waits: readonly string[];
}

export function testTools(): TestTools {
  const waits: string[] = [];
  return {
    wanted: wantedColumns,
    now: () => Date.UTC(2026, 10, 23, 1, 0, 0),
    onDeviceCode: () => undefined,
    onWait: ({ why, seconds }) => waits.push(`${why}, ${seconds} s`),
    waits,
  };
}

/** Short waits; a request that hangs ends soon. */
export const HURRIED: Patience = { attemptMs: 2000, tries: 4, firstWaitMs: 1, longestWaitMs: 50, longestBody: 8 * 1024 * 1024 };
