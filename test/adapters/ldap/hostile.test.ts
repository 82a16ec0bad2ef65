import { EqualityFilter, OrFilter } from 'ldapts';
import { afterEach, describe, expect, it } from 'vitest';
import { readAddress, readReference } from '../../../src/adapters/ldap/address.js';
import { createConnect } from '../../../src/adapters/ldap/connect.js';
import { LIMITS, type Limits } from '../../../src/adapters/ldap/limits.js';
import { keyQuestion } from '../../../src/adapters/ldap/lookup-filter.js';
import { openSocket } from '../../../src/adapters/ldap/socket.js';
import { NOT_READABLE } from '../../../src/evidence/snapshot.js';
import type { LdapTarget } from '../../../src/ports/live.js';
import { directory, type Fake, type FakeDirectory, startFake } from './fake-server.js';
import { never, problemOf, readAll, target, tools, valueOf } from './live.js';

const BASE = 'DC=fake,DC=contoso,DC=com';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const LIKE = { host: 'dc1.contoso.com', port: 636, security: 'tls' } as const;

async function fake(shape: Partial<FakeDirectory>): Promise<Fake> {
  const server = await startFake({ onSearch: directory({ isActiveDirectory: true, people: [person(1)], ...shape }) });
  closers.push(server.close);
  return server;
}

function person(index: number) {
  return { dn: `CN=P${index},${BASE}`, usn: index, attributes: { mail: [`p${index}@contoso.com`], objectGUID: [Buffer.alloc(16, index)] } };
}

async function connected(server: Fake, more: Partial<LdapTarget> = {}, limits: Partial<Limits> = {}) {
  const made = createConnect({ ...LIMITS, connectMs: 3000, idleMs: 3000, operationMs: 9000, ...limits });
  const wanted = new Set(['mail', 'proxyaddresses', 'memberof', 'objectguid', 'msexchmailboxguid']);
  const connection = valueOf(
    await made(target(server.ldaps, 'kim', 'Secret-1', { caFile: server.caFile, ...more }), { ...tools, wanted: () => wanted }, never()),
  );
  closers.push(() => void connection.close());
  return connection;
}

describe('a referral', () => {
  it.each([
    'ldap://$(calc).contoso.com/DC=x',
    'ldap://a;b.contoso.com/DC=x',
    'ldap://dc1.contoso.com%00.evil.example/DC=x',
    'ldap://dc1.contoso.com%2f.evil.example/DC=x',
    'ldap://dc1.contoso.com%20--ldap-unverified%20x/DC=x',
    'ldap://kim:pw@dc2.contoso.com/DC=x',
    'ldapi://%2ftmp%2fsock/DC=x',
    'cldap://dc2.contoso.com/DC=x',
    'file:///etc/passwd',
    'ldap:///DC=x',
    'ldap://dc2.contoso.com',
    'ldap://dc2.contoso.com:99999/DC=x',
    'ldap://dc2.contoso.com/%zz',
    '',
  ])('%s is not used', (url) => {
    expect(readReference(url, LIKE)).toBe(undefined);
  });

  it.each([
    ['LDAP://DC2.Contoso.COM./DC=x', 'dc2.contoso.com', 636],
    ['ldap://[2001:db8::1]/DC=x', '2001:db8::1', 636],
    ['ldap://dc2.contoso.com:389/DC=x', 'dc2.contoso.com', 389],
    ['ldap://%64c2.contoso.com/DC=x', 'dc2.contoso.com', 636],
  ] as const)('%s is for %s', (url, host, port) => {
    expect(readReference(url, LIKE)?.address).toMatchObject({ host, port });
  });

  it('to a host of another spelling gets no password', async () => {
    const server = await fake({
      references: [
        `ldap://127.0.0.1.evil.example/DC=a,${BASE}`,
        `ldap://127.0.0.1%2eevil.example/DC=b,${BASE}`,
        `ldap://localhost/DC=c,${BASE}`,
      ],
    });
    const connection = await connected(server, { namedHosts: ['127.0.0.1'] });
    const parts = valueOf(await connection.parts(never()));
    await readAll(parts[0]);
    expect(server.binds).toHaveLength(1);
    expect(connection.about.limits.filter(({ why }) => why.includes('a password is sent only'))).toHaveLength(3);
  });
});

describe('a server that refers and refers', () => {
  it('to new places for ever is followed to a bounded number of them', async () => {
    let made = 0;
    const server = await fake({
      meddle: ({ filter }, reply) => {
        // The question whether there are referrals at all.
        if (!filter.includes('objectguid=')) return false;
        for (let one = 0; one < 50; one++) reply.reference(`ldap://localhost:${server.port}/DC=n${made++},DC=other`);
        reply.done(0, '', '');
        return true;
      },
    });
    const connection = await connected(server, { namedHosts: ['localhost', '127.0.0.1'] });
    const parts = valueOf(await connection.parts(never()));
    expect(parts.length).toBeGreaterThan(50);
    expect(parts.length).toBeLessThan(600);
  });

  it('to another port of a host that is not verified gets no password there', async () => {
    const other = await fake({});
    const server = await fake({ references: [`ldaps://127.0.0.1:${other.port}/DC=a,${BASE}`] });
    await connected(server, { namedHosts: ['127.0.0.1'], unverifiedHost: '127.0.0.1', caFile: undefined });
    expect(other.binds).toEqual([]);
  });
});

describe('an address', () => {
  it.each(['ldaps://dc1%00.contoso.com', 'ldaps://dc1%0d%0a', 'ldaps://dc1%40evil.example', 'ldaps://dc1%2fx'])('%s is refused', (url) => {
    expect(problemOf(readAddress(url)).what).not.toBe('');
  });
});

describe('verification', () => {
  it('stays on for every host but the one that was named, also where Node was told to turn it off', async () => {
    const server = await startFake({ onSearch: directory({ isActiveDirectory: true, people: [] }) });
    closers.push(server.close);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      for (const [security, unverifiedHost, kind] of [
        ['tls', undefined, 'problem'],
        ['starttls', undefined, 'problem'],
        ['tls', 'localhost', 'problem'],
        ['tls', '127.0.0.10', 'problem'],
        ['starttls', '127.0.0.1.', 'ok'],
        ['tls', '127.0.0.1', 'ok'],
      ] as const) {
        const address = { host: '127.0.0.1', port: server.port, security };
        const opened = await openSocket({
          address,
          target: { unverifiedHost, caFile: undefined },
          trusted: [],
          connectMs: 3000,
          signal: never(),
        });
        expect(`${security} ${unverifiedHost} ${opened.kind}`).toBe(`${security} ${unverifiedHost} ${kind}`);
        if (opened.kind === 'ok') opened.value.destroy();
      }
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  it('asks for TLS 1.2 at least', async () => {
    const { createServer } = await import('node:tls');
    const { readFileSync } = await import('node:fs');
    const server = await fake({});
    const pem = readFileSync(server.caFile);
    const key = readFileSync(server.caFile.replace('cert.pem', 'key.pem'));
    const old = createServer({ key, cert: pem, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    closers.push(() => old.close());
    const bound = old.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const address = { host: '127.0.0.1', port, security: 'tls' } as const;
    const opened = await openSocket({
      address,
      target: { unverifiedHost: '127.0.0.1', caFile: undefined },
      trusted: undefined,
      connectMs: 3000,
      signal: never(),
    });
    expect(opened.kind).toBe('problem');
  });
});

describe('a pasted value', () => {
  const EVIL = ['*', 'a)(objectClass=*', 'a\\2a', '\\00', 'a*b', '(|(cn=*))', 'é\u202e', "'; --", 'x'.repeat(2048)];

  it.each(EVIL)('%s is asked for as it is, in one clause', async (value) => {
    const filters: string[] = [];
    const server = await fake({
      meddle: ({ filter, scope, base }) => {
        if (scope === 'sub' && base === BASE) filters.push(filter);
        return false;
      },
    });
    const connection = await connected(server);
    valueOf(await connection.lookup([{ kind: 'mail', value }], never()));
    const escaped = new OrFilter({ filters: [new EqualityFilter({ attribute: 'mail', value })] }).toString().toLowerCase();
    expect(filters.at(-1)).toContain(escaped.slice(2, -1));
    expect(filters.at(-1)?.match(/objectclass=\*/g) ?? []).toHaveLength(0);
  });

  it.each(['a\u0000b', 'a\nb', '', 'x'.repeat(2049)])('%j is not asked for', (value) => {
    expect(keyQuestion({ kind: 'mail', value }).kind).toBe('none');
  });
});

describe('a server without end', () => {
  it('that sends one value of a gigantic size is given up', async () => {
    const piece = Buffer.alloc(1024 * 1024, 97);
    const server = await fake({
      meddle: ({ filter }, reply) => {
        if (!filter.includes('usncreated<=')) return false;
        reply.socket.write(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xf0, 0x02, 0x01, 0x05, 0x64, 0x84, 0x7f, 0xff, 0xff, 0xe0]));
        const pour = (): void => {
          while (!reply.socket.destroyed && reply.socket.write(piece));
          if (!reply.socket.destroyed) reply.socket.once('drain', pour);
        };
        pour();
        return true;
      },
    });
    const connection = await connected(server, {}, { answerBytes: 8 * 1024 * 1024 });
    const read = await readAll(valueOf(await connection.parts(never()))[0]);
    expect(read.problems.map(({ what }) => what)).toEqual([expect.stringContaining('larger than any page')]);
  });

  it('that names a next page for ever is given up', async () => {
    let pages = 0;
    const server = await fake({
      meddle: ({ filter }, reply) => {
        if (!filter.includes('usncreated<=')) return false;
        reply.done(0, '', `c${pages++}`);
        return true;
      },
    });
    const read = await readAll(valueOf(await (await connected(server)).parts(never()))[0]);
    expect(read.problems.map(({ what }) => what)).toEqual([expect.stringContaining('page after page')]);
    expect(pages).toBeLessThan(2000);
  });

  it('may have a page without objects in the middle, and nothing behind it is lost', async () => {
    const server = await fake({
      meddle: ({ filter, cookie }, reply) => {
        if (!filter.includes('usncreated<=')) return false;
        const page = Number(cookie === '' ? 0 : cookie.slice(1));
        if (page % 2 === 1) reply.entry(`CN=P${page},${BASE}`, { objectClass: ['user'], objectGUID: [Buffer.alloc(16, page)] });
        reply.done(0, '', page === 5 ? '' : `c${page + 1}`);
        return true;
      },
    });
    const read = await readAll(valueOf(await (await connected(server)).parts(never()))[0]);
    expect(read.problems).toEqual([]);
    expect(read.records).toHaveLength(3);
  });

  it('that never ends a range gives an object whose list is unknown', async () => {
    let asked = 0;
    const server = await fake({
      meddle: ({ filter, attributes }, reply) => {
        const range = /range=(\d+)-/.exec(attributes.join(' '));
        if (range !== null) {
          asked++;
          reply.entry(`CN=P1,${BASE}`, { [`memberOf;range=${range[1]}-${range[1]}`]: ['CN=g'] });
          reply.done(0, '', '');
          return true;
        }
        if (!filter.includes('usncreated<=')) return false;
        reply.entry(`CN=P1,${BASE}`, { objectClass: ['user'], 'memberOf;range=0-0': ['CN=g'] });
        reply.done(0, '', '');
        return true;
      },
    });
    const read = await readAll(valueOf(await (await connected(server)).parts(never()))[0]);
    expect(asked).toBe(20_000);
    expect(read.records[0]?.memberOf).toBe(undefined);
    expect(read.records[0]?.[NOT_READABLE]).toContain('memberOf');
  });
});
