import { readFileSync } from 'node:fs';
import { Client } from 'ldapts';
import { afterEach, describe, expect, it } from 'vitest';
import { activeDirectory } from '../setup/active-directory.js';
import { FAKE_BASE, type FakeScript, fakeLdap } from '../setup/fake-ldap.js';
import type { FaultServer } from '../setup/fault-server.js';
import {
  CODES,
  fakeUsers,
  hostileEntry,
  pagedDirectory,
  rangedGroup,
  referralLoop,
  SIGN_IN_REFUSALS,
  signInRefused,
} from '../setup/ldap-answers.js';
import { breakingProxy, certificateProxy, closedPort, cuttingProxy, slowServer } from '../setup/ldap-faults.js';

const bed = await activeDirectory();
const servers: FaultServer[] = [];
const clients: Client[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.unbind().catch(() => undefined)));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

function started<T extends FaultServer>(server: T): T {
  servers.push(server);
  return server;
}

function clientOf(server: Pick<FaultServer, 'url' | 'caFile'>): Client {
  // ldapts speaks TLS from the start wherever tlsOptions are given, whatever the URL says.
  const secure = server.url.startsWith('ldaps:') ? { tlsOptions: { ca: readFileSync(server.caFile) } } : {};
  const client = new Client({ url: server.url, connectTimeout: 1000, timeout: 1000, ...secure });
  clients.push(client);
  return client;
}

async function fake(script: FakeScript) {
  const server = started(await fakeLdap(script));
  return { server, client: clientOf(server) };
}

describe('a scripted directory', () => {
  it('has a root DSE, takes a bind and records what was asked', async () => {
    const { server, client } = await fake({});
    await client.bind('reader@corp.contoso.com', 'secret');
    const root = await client.search('', { scope: 'base', filter: '(objectClass=*)' });
    expect(root.searchEntries[0]).toMatchObject({ defaultNamingContext: FAKE_BASE });
    await client.search(FAKE_BASE, {
      filter: '(&(mail=a*b\\2a)(!(cn>=x))(|(sn=\\28)(ou=*)))',
      attributes: ['mail'],
      paged: { pageSize: 7 },
    });
    expect(server.requests).toMatchObject([
      { kind: 'bind', dn: 'reader@corp.contoso.com', password: 'secret' },
      { kind: 'search', base: '', scope: 'base' },
      {
        kind: 'search',
        base: FAKE_BASE,
        filter: '(&(mail=a*b\\2a)(!(cn>=x))(|(sn=\\28)(ou=*)))',
        attributes: ['mail'],
        page: { size: 7, cookie: '' },
      },
    ]);
  });

  it.each(Object.entries(SIGN_IN_REFUSALS))('refuses a sign-in: %s', async (_, data) => {
    const { client } = await fake({ bind: () => signInRefused(data) });
    await expect(client.bind('reader@corp.contoso.com', 'x')).rejects.toMatchObject({
      code: 49,
      message: expect.stringContaining(`data ${data},`),
    });
  });

  it('pages, and without paging stops at 1,000', async () => {
    const { client } = await fake(pagedDirectory(fakeUsers(1500)));
    const all = await client.search(FAKE_BASE, { paged: { pageSize: 400 } });
    expect(new Set(all.searchEntries.map((entry) => entry.dn)).size).toBe(1500);
    await expect(client.search(FAKE_BASE)).rejects.toMatchObject({ code: CODES.sizeLimit });
  });

  it.each([CODES.sizeLimit, CODES.adminLimit, CODES.busy, CODES.unavailable])('stops with result %d after the first page', async (code) => {
    const { client } = await fake(pagedDirectory(fakeUsers(30), { result: { code }, afterPages: 1 }));
    let entries = 0;
    const read = async (): Promise<void> => {
      for await (const page of client.searchPaginated(FAKE_BASE, { paged: { pageSize: 10 } })) entries += page.searchEntries.length;
    };
    await expect(read()).rejects.toMatchObject({ code });
    expect(entries).toBe(10);
  });

  it('gives members by range', async () => {
    const members = Array.from({ length: 3200 }, (_, i) => `CN=User ${i},${FAKE_BASE}`);
    const { client } = await fake(rangedGroup(members));
    const seen: string[] = [];
    let asked = 'member';
    for (let turn = 0; turn < 5 && asked !== ''; turn++) {
      const [entry] = (await client.search(FAKE_BASE, { attributes: [asked] })).searchEntries;
      const key = Object.keys(entry ?? {}).find((name) => name.startsWith('member;range=')) ?? '';
      seen.push(...[entry?.[key] ?? []].flat().map(String));
      asked = key.endsWith('*') ? '' : `member;range=${seen.length}-*`;
    }
    expect(seen).toEqual(members);
  });

  it.each(['reference', 'result'] as const)('refers in a circle by %s', async (kind) => {
    const [first, second] = await referralLoop(kind);
    started(first);
    started(second);
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      const search = clientOf(from).search(FAKE_BASE);
      if (kind === 'reference') expect((await search).searchReferences.flat().join()).toContain(to.url);
      else await expect(search).rejects.toMatchObject({ code: CODES.referral });
    }
  });

  it('serves an entry that nobody expects', async () => {
    const { client } = await fake({ search: () => ({ entries: [hostileEntry()] }) });
    const [entry] = (await client.search(FAKE_BASE)).searchEntries;
    expect(entry?.sAMAccountName).toBe('red\u0000tail');
    expect(entry?.proxyAddresses).toHaveLength(20_000);
    expect(Buffer.isBuffer(entry?.mail)).toBe(true);
  });

  it('hangs, and breaks in the middle of an entry', async () => {
    const hanging = await fake({ search: () => ({ entries: fakeUsers(2), then: 'hang' }) });
    await expect(hanging.client.search(FAKE_BASE)).rejects.toThrow(/timed out/);
    const cut = await fake({ search: () => ({ entries: fakeUsers(2), then: 'cut' }) });
    await expect(cut.client.search(FAKE_BASE)).rejects.toThrow();
  });

  it('upgrades by StartTLS, or refuses to', async () => {
    const accepting = await fake({ startTls: 'accepts' });
    expect(accepting.server.url).toMatch(/^ldap:/);
    await accepting.client.startTLS({ ca: readFileSync(accepting.server.caFile) });
    await accepting.client.bind('reader@corp.contoso.com', 'secret');
    expect(accepting.server.requests.map((request) => request.kind)).toEqual(['start-tls', 'bind']);
    const refusing = await fake({ startTls: 'refuses' });
    await expect(refusing.client.startTLS({})).rejects.toMatchObject({ code: CODES.unavailable });
  });
});

describe('a server that cannot be reached or keeps one waiting', () => {
  it.each(['silent', 'silent-after-tls', 'drip'] as const)('%s: nothing comes in time', async (kind) => {
    const server = started(await slowServer(kind));
    await expect(clientOf(server).bind('reader@corp.contoso.com', 'x')).rejects.toThrow(/timeout|timed out/i);
    expect(server.connections()).toBe(1);
  });

  it('refuses on a closed port', async () => {
    const client = new Client({ url: await closedPort() });
    clients.push(client);
    await expect(client.bind('reader@corp.contoso.com', 'x')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe.skipIf(bed === undefined)('in front of the domain controller', () => {
  if (bed === undefined) return it('needs Samba and root', () => {});

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['elsewhere', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['stranger', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('a certificate that is %s is refused with %s', async (name, code) => {
    const proxy = started(await certificateProxy(bed, name));
    await expect(clientOf(proxy).bind(bed.readerUpn, bed.readerPassword)).rejects.toMatchObject({ code });
  });

  it.each(['dc', 'expiring'] as const)('a certificate that still holds (%s) is taken', async (name) => {
    const proxy = started(await certificateProxy(bed, name));
    const client = clientOf(proxy);
    await client.bind(bed.readerUpn, bed.readerPassword);
    const root = await client.search('', { scope: 'base', filter: '(objectClass=*)', attributes: ['dnsHostName'] });
    expect(root.searchEntries[0]).toMatchObject({ dnsHostName: bed.host });
  });

  it('breaks in the middle of a page as often as it was told', async () => {
    const proxy = started(await breakingProxy(bed, { atEntry: 700, times: 1 }));
    const read = async (): Promise<number> => {
      const client = clientOf(proxy);
      await client.bind(bed.readerUpn, bed.readerPassword);
      let entries = 0;
      const pages = client.searchPaginated(`OU=Bulk,${bed.baseDn}`, { filter: '(mail=*)', attributes: ['mail'], paged: { pageSize: 500 } });
      for await (const page of pages) entries += page.searchEntries.length;
      return entries;
    };
    await expect(read()).rejects.toThrow();
    expect(await read()).toBe(1200);
  });

  it.each([0, 100, 4000, 20_000])('breaks after %d bytes', async (bytes) => {
    const proxy = started(await cuttingProxy(bed, bytes));
    const client = clientOf(proxy);
    const read = async (): Promise<void> => {
      await client.bind(bed.readerUpn, bed.readerPassword);
      await client.search(`OU=Bulk,${bed.baseDn}`, { filter: '(mail=*)', paged: { pageSize: 500 } });
    };
    await expect(read()).rejects.toThrow();
  });
});
