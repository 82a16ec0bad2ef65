import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf } from '../../../src/adapters/exchange-online/client.js';
import { connectExchangeOnline } from '../../../src/adapters/exchange-online/connect.js';
import { ENDPOINTS } from '../../../src/adapters/exchange-online/documented.js';
import { examineExchangeOnline } from '../../../src/adapters/exchange-online/examine.js';
import { readJson } from '../../../src/parse/recipient/json.js';
import { parseSettings } from '../../../src/parse/settings.js';
import type { DoctorLine, LiveChunk, LiveConnection, LookupKey } from '../../../src/ports/live.js';
import {
  ADMIN,
  type Certificate,
  DOMAINS,
  type ExchangeData,
  type ExchangeServer,
  HURRIED,
  mailboxOf,
  makeCertificate,
  send,
  signedIn,
  startExchangeServer,
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

const mailboxes = (count: number): ExchangeData['mailboxes'] => Array.from({ length: count }, (_, index) => mailboxOf(index));

async function serve(data: ExchangeData, ...twists: readonly Twist[]): Promise<ExchangeServer> {
  const server = await startExchangeServer(
    {
      domains: DOMAINS,
      organization: { Name: 'contoso.onmicrosoft.com', RejectDirectSend: true, BlockExchangeProvisioningFromOnPremEnabled: false },
      ...data,
    },
    certificate,
  );
  server.twists.push(...twists);
  open.push(server);
  return server;
}

async function connected(server: ExchangeServer, session = signedIn(), tools = testTools()): Promise<LiveConnection> {
  const result = await connectExchangeOnline(session, targetOf(server), tools, never, HURRIED);
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  return result.value;
}

async function readPart(connection: LiveConnection, name: string, signal = never): Promise<readonly LiveChunk[]> {
  const parts = await connection.parts(signal);
  if (parts.kind === 'problem') throw new Error(parts.problem.what);
  const part = parts.value.find(({ head }) => head.name === name);
  if (part === undefined) throw new Error(`no part ${name}`);
  const chunks: LiveChunk[] = [];
  for await (const chunk of part.read(undefined, signal)) chunks.push(chunk);
  return chunks;
}

const recordsOf = (chunks: readonly LiveChunk[]): readonly Readonly<Record<string, unknown>>[] =>
  chunks.flatMap((chunk) => (chunk.kind === 'records' ? chunk.records : []));
const problemsOf = (chunks: readonly LiveChunk[]): readonly string[] =>
  chunks.flatMap((chunk) => (chunk.kind === 'problem' ? [chunk.problem.what] : []));

/** Answers once in place of the server, when the condition holds. */
function once(
  when: Parameters<Twist>[0] extends infer A ? (asked: A) => boolean : never,
  then: (response: Parameters<Twist>[1]) => void,
): Twist {
  let done = false;
  return (asked, response) => {
    if (done || !when(asked)) return undefined;
    done = true;
    then(response);
    return 'answered';
  };
}

describe('reading mailboxes of Exchange Online', () => {
  it('reads all pages, and only the wanted properties that the service gives', async () => {
    const server = await serve({ mailboxes: mailboxes(2503) });
    const connection = await connected(server);
    const records = recordsOf(await readPart(connection, 'cloud/exo-mailboxes'));
    expect(records).toHaveLength(2503);
    expect(new Set(records.map(({ ExchangeGuid }) => ExchangeGuid)).size).toBe(2503);
    expect(Object.keys(records[0] ?? {})).not.toContain('Office');
    expect(records.every((record) => Object.keys(record).every((key) => !key.includes('@')))).toBe(true);
    const parts = await connection.parts(never);
    const head = parts.kind === 'ok' ? parts.value[0]?.head : undefined;
    expect(head?.attributesRead).toContain('ExchangeGuid');
    // The service never gave it: unknown, not absent.
    expect(head?.attributesRead).not.toContain('IsDirSynced');
    expect(server.violations).toEqual([]);
  });

  it('gives records that the reader of directory data joins as those of Exchange Online', async () => {
    const connection = await connected(await serve({ mailboxes: mailboxes(2) }));
    const records = recordsOf(await readPart(connection, 'cloud/exo-mailboxes'));
    const read = readJson(JSON.stringify(records), { source: 'exo', side: 'cloud' });
    expect(read.kind).toBe('table');
    if (read.kind === 'table') expect(read.table.columns).toContain('exo.exchangeguid');
  });

  it('asks for everything where the service does not take the list of names', async () => {
    const server = await serve({ mailboxes: mailboxes(3) }, (asked, response) => {
      if (asked.select === undefined) return undefined;
      send(response, 400, { error: { code: 'BadRequest', message: "The property 'SKUAssigned' is unknown." } });
      return 'answered';
    });
    const records = recordsOf(await readPart(await connected(server), 'cloud/exo-mailboxes'));
    expect(records).toHaveLength(3);
    expect(Object.keys(records[0] ?? {})).not.toContain('Office');
  });

  it('waits where the service throttles, and loses and doubles nothing', async () => {
    const tools = testTools();
    const server = await serve(
      { mailboxes: mailboxes(30), page: 10 },
      once(
        ({ skip }) => skip === 10,
        (response) => send(response, 429, { error: { code: 'TooManyRequests' } }, { 'retry-after': '0.03' }),
      ),
      once(
        ({ skip }) => skip === 20,
        (response) => send(response, 503, {}, {}),
      ),
    );
    const records = recordsOf(await readPart(await connected(server, signedIn(), tools), 'cloud/exo-mailboxes'));
    expect(records.map(({ Alias }) => Alias)).toEqual(mailboxes(30).map(({ Alias }) => Alias));
    expect(tools.waits).toEqual(['the service throttles, 1 s', 'the service throttles, 1 s']);
  });

  it('gives up where the service throttles without end, and keeps what came before', async () => {
    const server = await serve({ mailboxes: mailboxes(30), page: 10 }, ({ skip }, response) => {
      if (skip < 10) return undefined;
      send(response, 429, { error: { code: 'TooManyRequests' } }, { 'retry-after': '0' });
      return 'answered';
    });
    const chunks = await readPart(await connected(server), 'cloud/exo-mailboxes');
    expect(recordsOf(chunks)).toHaveLength(10);
    expect(problemsOf(chunks)).toEqual([expect.stringContaining('throttles, and did not stop to (429')]);
    expect(server.asked.filter(({ skip }) => skip === 10)).toHaveLength(HURRIED.tries);
  });

  it('says that a list may be cut which ends on a full page', async () => {
    const server = await serve({ mailboxes: mailboxes(1000), page: 1000 });
    const chunks = await readPart(await connected(server), 'cloud/exo-mailboxes');
    expect(chunks).toContainEqual({
      kind: 'unreadable',
      unreadable: expect.objectContaining({ what: 'Exchange Online gave exactly 1000 mailboxes.' }),
    });
  });

  it('says that the certificate is not trusted, without trying again', async () => {
    const stranger = makeCertificate();
    const server = await startExchangeServer({ mailboxes: [] }, stranger);
    open.push(server);
    const tools = testTools();
    const result = await connectExchangeOnline(signedIn(), targetOf(server), tools, never, HURRIED);
    expect(result).toMatchObject({
      kind: 'problem',
      problem: { what: expect.stringContaining('is signed by an authority that this computer does not trust') },
    });
    expect(tools.waits).toEqual([]);
  });

  it('names the tenant as missing where the sign-in does not tell it', async () => {
    const server = await serve({ mailboxes: [] });
    const result = await connectExchangeOnline({ ...signedIn(), tenantId: undefined }, targetOf(server), testTools(), never, HURRIED);
    expect(result).toMatchObject({ kind: 'problem', problem: { next: expect.stringContaining('--tenant') } });
    expect(server.asked).toEqual([]);
  });

  it('asks for a new token once where the service refuses one, with the claims that it names', async () => {
    const session = signedIn();
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: '1763859600' } } });
    const server = await serve({ mailboxes: mailboxes(3) }, ({ skip, token }, response) => {
      if (skip !== 0 || token !== 'token-1') return undefined;
      const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
      send(response, 401, {}, { 'www-authenticate': challenge });
      return 'answered';
    });
    const records = recordsOf(await readPart(await connected(server, session), 'cloud/exo-mailboxes'));
    expect(records).toHaveLength(3);
    expect(session.claims.filter((one) => one !== undefined)[0]).toBe(claims);
  });

  it('asks for a fresh token only right after one was refused', async () => {
    const session = signedIn();
    const server = await serve(
      { mailboxes: mailboxes(3) },
      once(
        ({ token }) => token === 'token-1',
        (response) => send(response, 401, {}),
      ),
      once(
        ({ token }) => token === 'token-2',
        (response) => send(response, 429, {}, { 'retry-after': '0' }),
      ),
    );
    await connected(server, session);
    expect(server.asked.map(({ token }) => token)).toEqual(['token-1', 'token-2', 'token-2', 'token-2']);
  });

  it('says that the sign-in is not accepted where every token is refused', async () => {
    const server = await serve({ mailboxes: [] }, (_asked, response) => {
      send(response, 401, { error: { code: 'InvalidAuthenticationToken', message: `no ${'x'.repeat(300)} eyJ0eXAi.${'a'.repeat(80)}` } });
      return 'answered';
    });
    const result = await connectExchangeOnline(signedIn(), targetOf(server), testTools(), never, HURRIED);
    expect(result).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('does not accept the sign-in (401') } });
    expect(JSON.stringify(result)).not.toContain('eyJ0eXAi');
  });

  it('names the role that is missing, and still reads the settings', async () => {
    const server = await serve({ mailboxes: [] }, ({ endpoint }, response) => {
      if (endpoint !== 'Mailbox') return undefined;
      send(response, 403, { error: { code: 'Forbidden', message: 'Access denied.' } });
      return 'answered';
    });
    const connection = await connected(server);
    expect(connection.about.organization).toBe('contoso.onmicrosoft.com');
    expect(connection.about.limits[0]).toMatchObject({ next: expect.stringContaining('Recipient Management') });
    expect(problemsOf(await readPart(connection, 'cloud/exo-mailboxes'))[0]).toContain(
      'may not run Get-Mailbox (403, Forbidden: Access denied.)',
    );
    expect(recordsOf(await readPart(connection, 'settings/exchange-online'))).toHaveLength(1);
  });

  it('keeps what came before half a page, and says what happened', async () => {
    const server = await serve({ mailboxes: mailboxes(30), page: 10 }, ({ skip }, response) => {
      if (skip !== 20) return undefined;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[{"Alias":"user20"},{"Ali');
      return 'answered';
    });
    const chunks = await readPart(await connected(server), 'cloud/exo-mailboxes');
    expect(recordsOf(chunks)).toHaveLength(20);
    expect(problemsOf(chunks)).toEqual([expect.stringContaining('is broken off')]);
  });

  it('goes on where a connection breaks in the middle of a page', async () => {
    const server = await serve(
      { mailboxes: mailboxes(30), page: 10 },
      once(
        ({ skip }) => skip === 10,
        (response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
          response.write('{"value":[');
          setTimeout(() => response.destroy(), 5);
        },
      ),
    );
    expect(recordsOf(await readPart(await connected(server), 'cloud/exo-mailboxes'))).toHaveLength(30);
  });

  it('follows no link to another place, another endpoint, or back', async () => {
    for (const link of [
      'https://192.0.2.1/adminapi/v2.0/x/Mailbox?$skiptoken=1',
      'SELF/OrganizationConfig?$skiptoken=1',
      'SELF/Mailbox?$skiptoken=again',
    ]) {
      const server = await serve({ mailboxes: mailboxes(1) }, ({ endpoint, parameters }, response) => {
        if (endpoint !== 'Mailbox' || parameters.ResultSize !== 'Unlimited') return undefined;
        const own = `${server.url}/adminapi/v2.0/2f1f4c9e-6a3f-4d0b-9a55-0c6d3b9f1e77`;
        send(response, 200, { value: [{ Alias: 'kim' }], '@odata.nextLink': link.replace('SELF', own) });
        return 'answered';
      });
      const chunks = await readPart(await connected(server), 'cloud/exo-mailboxes');
      expect(problemsOf(chunks)).toHaveLength(1);
      expect(server.asked.length).toBeLessThan(7);
    }
  });

  it('ends within a second where the reading is cancelled while the service is silent', async () => {
    const server = await serve({ mailboxes: mailboxes(30), page: 10 }, ({ skip }) => (skip === 10 ? 'answered' : undefined));
    const connection = await connected(server);
    const control = new AbortController();
    const reading = readPart(connection, 'cloud/exo-mailboxes', control.signal);
    setTimeout(() => control.abort(new Error('cancelled')), 30);
    await expect(reading).rejects.toThrow('cancelled');
  });

  it('gives up a body that never ends, and says that there was no answer in time', async () => {
    const server = await serve({ mailboxes: [] }, (_asked, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
      return 'answered';
    });
    const patience = { ...HURRIED, attemptMs: 150, tries: 2 };
    const result = await connectExchangeOnline(signedIn(), targetOf(server), testTools(), never, patience);
    expect(result).toMatchObject({ kind: 'problem', problem: { what: `${server.url} did not answer in time.` } });
  });
});

describe('settings of Exchange Online', () => {
  it('are what the reader of settings takes', async () => {
    const [record] = recordsOf(await readPart(await connected(await serve({ mailboxes: [] })), 'settings/exchange-online'));
    expect(record).toMatchObject({
      initialDomain: 'contoso.onmicrosoft.com',
      routingDomain: 'contoso.mail.onmicrosoft.com',
      acceptedDomains: { cloud: [{ name: 'contoso.com', type: 'Authoritative' }, {}, {}] },
      organizationConfig: { cloud: { RejectDirectSend: true } },
      BlockExchangeProvisioningFromOnPremEnabled: false,
    });
    expect(parseSettings(JSON.stringify(record), 'snapshot').kind).toBe('ok');
  });

  it('are read in part where one cmdlet is refused', async () => {
    const server = await serve({ mailboxes: [] }, ({ endpoint }, response) => {
      if (endpoint !== 'OrganizationConfig') return undefined;
      send(response, 403, { error: { code: 'Forbidden' } });
      return 'answered';
    });
    const chunks = await readPart(await connected(server), 'settings/exchange-online');
    expect(recordsOf(chunks)).toHaveLength(1);
    expect(chunks).toContainEqual({
      kind: 'unreadable',
      unreadable: expect.objectContaining({ what: 'Get-OrganizationConfig of Exchange Online was not read.' }),
    });
  });
});

describe('looking up', () => {
  const keysOf = (...keys: readonly (readonly [LookupKey['kind'], string])[]): readonly LookupKey[] =>
    keys.map(([kind, value]) => ({ kind, value }));

  it('finds one mailbox by each key, once', async () => {
    const server = await serve({ mailboxes: mailboxes(50) });
    const one = mailboxOf(7);
    const keys = keysOf(
      ['exchangeGuid', String(one.ExchangeGuid)],
      ['address', 'user7@contoso.mail.onmicrosoft.com'],
      ['proxy', 'smtp:user7@contoso.com'],
      ['upn', 'user7@contoso.com'],
      ['objectId', String(one.ExternalDirectoryObjectId)],
      ['alias', 'user7'],
      ['legacyDn', String(one.LegacyExchangeDN).toLowerCase()],
      ['name', 'user 7'],
      ['dn', String(one.DistinguishedName).toLowerCase()],
    );
    const answer = await (await connected(server)).lookup(keys, never);
    expect(answer).toMatchObject({ kind: 'ok', value: { unanswered: [], unreadable: [] } });
    if (answer.kind === 'ok') expect(answer.value.records.map(({ Alias }) => Alias)).toEqual(['user7']);
    expect(server.violations).toEqual([]);
  });

  it('leaves unanswered what no mailbox holds, what Identity found by something else, and wildcards', async () => {
    const server = await serve({ mailboxes: [{ ...mailboxOf(1), CustomAttribute1: 'nobody@contoso.com' }] });
    const keys = keysOf(
      ['address', 'gone@contoso.com'],
      ['address', 'nobody@contoso.com'],
      ['name', 'user*'],
      ['sid', 'S-1-5-21-1-2-3-4'],
      ['sam', 'user1'],
    );
    const answer = await (await connected(server)).lookup(keys, never);
    if (answer.kind !== 'ok') throw new Error('no answer');
    expect(answer.value.records).toEqual([]);
    expect(answer.value.unanswered.map(({ key }) => key.value)).toEqual(keys.map(({ value }) => value));
    expect(server.asked.filter(({ parameters }) => parameters.Identity !== undefined)).toHaveLength(2);
  });

  it('stops asking where the service fails', async () => {
    const server = await serve({ mailboxes: mailboxes(3) }, ({ parameters }, response) => {
      if (parameters.Identity === undefined) return undefined;
      send(response, 403, { error: { code: 'Forbidden' } });
      return 'answered';
    });
    const answer = await (await connected(server)).lookup(keysOf(['alias', 'user1'], ['alias', 'user2']), never);
    if (answer.kind !== 'ok') throw new Error('no answer');
    expect(answer.value.unanswered).toHaveLength(2);
    expect(answer.value.unreadable).toHaveLength(1);
    expect(server.asked.filter(({ parameters }) => parameters.Identity !== undefined)).toHaveLength(1);
  });
});

describe('examining Exchange Online', () => {
  const examine = async (server: ExchangeServer): Promise<readonly DoctorLine[]> => {
    const lines: DoctorLine[] = [];
    for await (const line of examineExchangeOnline(signedIn(), targetOf(server), testTools(), never, HURRIED)) lines.push(line);
    return lines;
  };

  it('says ok for each endpoint', async () => {
    const lines = await examine(await serve({ mailboxes: mailboxes(2) }));
    expect(lines.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(lines[0]?.says).toContain(ADMIN);
  });

  it('says what is missing, and what to do', async () => {
    const server = await serve({ mailboxes: [] }, ({ endpoint }, response) => {
      if (endpoint === 'Mailbox') send(response, 403, { error: { code: 'Forbidden' } });
      else if (endpoint === 'AcceptedDomain') send(response, 404, { error: { code: 'NotFound', message: 'No HTTP resource was found.' } });
      else return undefined;
      return 'answered';
    });
    const failed = (await examine(server)).filter(({ verdict }) => verdict === 'failed');
    expect(failed.map(({ check }) => check).sort()).toEqual(['permission', 'version']);
    expect(failed.every(({ next }) => next !== undefined && next !== '')).toBe(true);
  });

  it('skips the rest where the service cannot be reached', async () => {
    const server = await serve({ mailboxes: [] });
    await server.close();
    const lines = await examine(server);
    expect(lines.slice(2).map(({ verdict }) => verdict)).toEqual(['failed', 'skipped', 'skipped']);
    expect(lines[2]?.says).toContain('refuses the connection');
  });
});

describe('the guard', () => {
  it('makes no body for a cmdlet that writes, nor for a parameter that is not documented', () => {
    const call = { parameters: {}, select: undefined };
    expect(() => bodyOf({ ...call, endpoint: { ...ENDPOINTS.mailbox, cmdlet: 'Set-Mailbox' } })).toThrow('only reads');
    expect(() => bodyOf({ ...call, endpoint: { ...ENDPOINTS.mailbox, cmdlet: 'Get-Mailbox; Remove-Mailbox' } })).toThrow('only reads');
    expect(() => bodyOf({ ...call, endpoint: ENDPOINTS.mailbox, parameters: { Filter: 'x' } })).toThrow('no documented parameter');
    expect(bodyOf({ ...call, endpoint: ENDPOINTS.mailbox })).toBe('{"CmdletInput":{"CmdletName":"Get-Mailbox"}}');
  });
});
