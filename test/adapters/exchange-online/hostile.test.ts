import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectExchangeOnline } from '../../../src/adapters/exchange-online/connect.js';
import type { LiveChunk } from '../../../src/ports/live.js';
import {
  type Certificate,
  DOMAINS,
  type ExchangeServer,
  HURRIED,
  mailboxOf,
  makeCertificate,
  send,
  signedIn,
  startExchangeServer,
  TENANT,
  type Twist,
  targetOf,
  testTools,
  trust,
} from '../../setup/exchange-online.js';

let certificate: Certificate;
const open: ExchangeServer[] = [];
const never = new AbortController().signal;

beforeAll(() => {
  certificate = makeCertificate();
  trust(certificate.ca);
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function connected(twist: (base: string) => Twist) {
  const server = await startExchangeServer({ domains: DOMAINS, organization: { Name: 'contoso' }, mailboxes: [mailboxOf(1)] }, certificate);
  open.push(server);
  const result = await connectExchangeOnline(signedIn(), targetOf(server), testTools(), never, HURRIED);
  if (result.kind === 'problem') throw new Error(result.problem.what);
  server.twists.push(twist(targetOf(server).endpoint ?? ''));
  return { server, connection: result.value };
}

async function mailboxesOf(twist: (base: string) => Twist): Promise<{ readonly chunks: readonly LiveChunk[]; readonly asked: number }> {
  const { server, connection } = await connected(twist);
  const before = server.asked.length;
  const parts = await connection.parts(never);
  if (parts.kind === 'problem') throw new Error(parts.problem.what);
  const chunks: LiveChunk[] = [];
  for await (const chunk of parts.value[0]?.read(undefined, never) ?? []) chunks.push(chunk);
  return { chunks, asked: server.asked.length - before };
}

describe('an Admin API that is an attack', () => {
  it('and names a new next page without a mailbox for ever is given up', async () => {
    let page = 0;
    const { chunks, asked } = await mailboxesOf((base) => ({ endpoint }, response) => {
      if (endpoint !== 'Mailbox') return undefined;
      send(response, 200, { value: [], '@odata.nextLink': `${base}/adminapi/v2.0/${TENANT}/Mailbox?$skiptoken=${page++}` });
      return 'answered';
    });
    expect(chunks.at(-1)).toMatchObject({ kind: 'problem' });
    expect(asked).toBeGreaterThan(1000);
    expect(asked).toBeLessThan(1100);
  });

  it.each([
    ['another host before the @', (base: string, tenant: string) => `${base}@evil.example/adminapi/v2.0/${tenant}/Mailbox?x`],
    ['another endpoint', (base: string, tenant: string) => `${base}/adminapi/v2.0/${tenant}/AcceptedDomain?x`],
    ['a way out', (base: string, tenant: string) => `${base}/adminapi/v2.0/${tenant}/Mailbox/../AcceptedDomain?x`],
    ['no encryption', (base: string, tenant: string) => `${base.replace('https', 'http')}/adminapi/v2.0/${tenant}/Mailbox?x`],
  ])('and names a next page with %s is asked nothing there', async (_, link) => {
    const { chunks, asked } = await mailboxesOf((base) => ({ endpoint }, response) => {
      if (endpoint !== 'Mailbox') return undefined;
      send(response, 200, { value: [mailboxOf(1)], '@odata.nextLink': link(base, TENANT) });
      return 'answered';
    });
    expect(chunks.at(-1)).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('not its own') } });
    expect(asked).toBe(1);
  });

  it.each([
    ['nests its answer as deep as it goes', 200, `{"value":[{"Guid":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`],
    ['sends on to another place', 307, ''],
  ])('and %s leaves a problem', async (_, status, body) => {
    const { chunks } = await mailboxesOf(() => (_asked, response) => {
      response.writeHead(status, { 'content-type': 'application/json', location: 'https://evil.example/' }).end(body);
      return 'answered';
    });
    expect(chunks.at(-1)).toMatchObject({ kind: 'problem' });
  });
});

describe('an endpoint', () => {
  it.each(['http://kim:Canary-1@exo.contoso.com', 'https://kim:Canary-1@exo.contoso.com', 'Canary-1@'])(
    '%s is refused and not shown',
    async (endpoint) => {
      const server = await startExchangeServer({ domains: [], organization: {}, mailboxes: [] }, certificate);
      open.push(server);
      const result = await connectExchangeOnline(signedIn(), { ...targetOf(server), endpoint }, testTools(), never, HURRIED);
      expect(result.kind).toBe('problem');
      expect(JSON.stringify(result)).not.toContain('Canary-1');
    },
  );
});
