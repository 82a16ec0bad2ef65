import { afterEach, describe, expect, it } from 'vitest';
import { createConnect } from '../../../src/adapters/ldap/connect.js';
import { LIMITS, type Limits } from '../../../src/adapters/ldap/limits.js';
import { NOT_READABLE } from '../../../src/evidence/snapshot.js';
import { guidFromBytes } from '../../../src/parse/recipient/guid.js';
import type { LdapTarget, LiveConnection } from '../../../src/ports/live.js';
import { descriptor } from '../../parse/ad/descriptors.js';
import { directory, type Fake, type FakeDirectory, type FakeOptions, startFake, WITHOUT } from './fake-server.js';
import { dnOf, dnsOf, never, problemOf, readAll, target, tools, valueOf } from './live.js';

const BASE = 'DC=fake,DC=contoso,DC=com';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const person = (
  index: number,
  attributes: FakeDirectory['people'][number]['attributes'] = {},
  base = BASE,
): FakeDirectory['people'][number] => ({
  dn: `CN=Person ${index},${base}`,
  usn: index * 10,
  attributes: { mail: [`person${index}@contoso.com`], objectGUID: [Buffer.alloc(16, index)], ...attributes },
});
const crowd = (count: number): FakeDirectory['people'] => Array.from({ length: count }, (_, index) => person(index + 1));

async function fake(options: FakeOptions): Promise<Fake> {
  const server = await startFake(options);
  closers.push(server.close);
  return server;
}

async function fakeDirectory(shape: Partial<FakeDirectory>, options: Partial<FakeOptions> = {}): Promise<Fake> {
  return fake({ onSearch: directory({ isActiveDirectory: true, people: crowd(23), ...shape }), ...options });
}

const wanted = new Set(['mail', 'proxyaddresses', 'memberof', 'objectguid', 'msexchmailboxguid']);
const SHORT: Limits = { ...LIMITS, connectMs: 2000, idleMs: 300, operationMs: 900, chunkSize: 12, firstWindow: 60 };

const connect = (server: Fake, more: Partial<LdapTarget> = {}, signal = never(), limits = SHORT) =>
  createConnect(limits)(
    target(server.ldaps, 'kim@contoso.com', 'Secret-1', { caFile: server.caFile, ...more }),
    { ...tools, wanted: () => wanted },
    signal,
  );

async function connected(server: Fake, more: Partial<LdapTarget> = {}, limits = SHORT): Promise<LiveConnection> {
  const connection = valueOf(await connect(server, more, never(), limits));
  closers.push(() => void connection.close());
  return connection;
}

async function firstPart(server: Fake, more: Partial<LdapTarget> = {}) {
  return valueOf(await (await connected(server, more)).parts(never()))[0];
}

describe('a server that breaks off', () => {
  it('leaves what was whole before, and a problem', async () => {
    const server = await fakeDirectory({
      meddle: ({ filter }, reply) => {
        if (!/usncreated>=1[0-9]{2}\)/.test(filter)) return false;
        reply.entry(`CN=Person 99,${BASE}`, { mail: ['half'] });
        setTimeout(() => reply.socket.destroy(), 20);
        return true;
      },
    });
    const part = await firstPart(server);
    const read = await readAll(part);
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]?.what).toContain('went away');
    expect(read.records.length).toBeGreaterThan(0);
    expect(read.records.map(dnOf)).not.toContain(`CN=Person 99,${BASE}`);
    expect(read.chunks.findLast((chunk) => chunk.kind === 'records')).toMatchObject({ cursor: expect.any(String) });
  });

  it.each([
    ['says nothing more', () => undefined, 'silent'],
    ['drips', (write: (byte: Buffer) => void) => void setInterval(() => write(Buffer.from([0x30])), 50).unref(), 'slowly'],
    ['talks nonsense', (write: (byte: Buffer) => void) => write(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), ''],
  ])('gives a problem when it %s', async (_, misbehave, word) => {
    const server = await fakeDirectory({
      isActiveDirectory: false,
      meddle: ({ filter, cookie }, reply) => {
        if (!filter.includes('publicfolder') || cookie === '') return false;
        if (word === 'slowly') reply.socket.write(Buffer.from([0x30, 0x82, 0x10, 0x00, 0x02]));
        misbehave((bytes) => reply.socket.destroyed || reply.socket.write(bytes));
        return true;
      },
    });
    const read = await readAll(await firstPart(server));
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]?.what).toContain(word);
    expect(read.records).toHaveLength(5);
  });

  it('is left at once when it is silent and the reading is cancelled', async () => {
    const server = await fakeDirectory({ isActiveDirectory: false, meddle: ({ filter }) => filter.includes('publicfolder') });
    const connection = await connected(server, {}, { ...SHORT, idleMs: 60_000, operationMs: 60_000 });
    const part = valueOf(await connection.parts(never()))[0];
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('stopped')), 30);
    await expect(readAll(part, undefined, controller.signal)).rejects.toThrow('stopped');
    expect(server.binds).toHaveLength(1);
  });

  it('is connected to anew for the next question', async () => {
    let drops = 0;
    const server = await fakeDirectory({
      meddle: ({ filter }, reply) => {
        if (!filter.includes('userprincipalname=gone') || drops++ > 0) return false;
        reply.socket.destroy();
        return true;
      },
    });
    const connection = await connected(server);
    expect((await connection.lookup([{ kind: 'upn', value: 'gone' }], never())).kind).toBe('problem');
    expect((await connection.lookup([{ kind: 'upn', value: 'gone' }], never())).kind).toBe('ok');
    expect(server.binds).toHaveLength(2);
  });
});

describe('limits of the server', () => {
  it('make the pieces smaller until they fit', async () => {
    const server = await fakeDirectory({
      meddle: ({ filter }, reply) => {
        const from = Number(/usncreated>=(\d+)/.exec(filter)?.[1] ?? 0);
        const to = Number(/usncreated<=(\d+)/.exec(filter)?.[1] ?? from);
        if (to - from < 40) return false;
        reply.done(4, '00000004: LdapErr: size');
        return true;
      },
    });
    const read = await readAll(await firstPart(server));
    expect(read.problems).toEqual([]);
    expect(dnsOf(read.records)).toEqual(
      crowd(23)
        .map(({ dn }) => dn)
        .sort(),
    );
  });

  it('that never give way end in a problem', async () => {
    const server = await fakeDirectory({
      meddle: ({ filter }, reply) => {
        if (!filter.includes('usncreated<=')) return false;
        reply.done(3, 'too long');
        return true;
      },
    });
    const read = await readAll(await firstPart(server));
    expect(read.records).toEqual([]);
    expect(read.problems[0]?.what).toContain('too long');
  });

  it('on values are got around: the list is read to its end', async () => {
    const server = await fakeDirectory({
      people: [person(1, { 'memberOf;range=0-1': ['CN=a', 'CN=b'], memberOf: [] })],
      meddle: ({ attributes, scope, base }, reply) => {
        const next = scope === 'base' ? attributes.find((name) => name.includes('range=')) : undefined;
        if (next === undefined) return false;
        if (next.includes('=2-')) reply.entry(base, { 'memberOf;range=2-3': ['CN=c', 'CN=d'] });
        else reply.entry(base, { 'memberOf;range=4-*': ['CN=e'] });
        reply.done();
        return true;
      },
    });
    const { records } = await readAll(await firstPart(server));
    expect(records[0]?.memberOf).toEqual(['CN=a', 'CN=b', 'CN=c', 'CN=d', 'CN=e']);
    expect(records[0]).not.toHaveProperty(NOT_READABLE);
  });

  it('on values that go round in a circle leave the list unknown', async () => {
    const server = await fakeDirectory({
      people: [person(1, { 'memberOf;range=0-1': ['CN=a', 'CN=b'] })],
      meddle: ({ attributes, scope, base }, reply) => {
        if (scope !== 'base' || !attributes.some((name) => name.includes('range='))) return false;
        reply.entry(base, { 'memberOf;range=0-1': ['CN=a', 'CN=b'] });
        reply.done();
        return true;
      },
    });
    const { records } = await readAll(await firstPart(server));
    expect(records[0]).not.toHaveProperty('memberOf');
    expect(records[0]?.[NOT_READABLE]).toEqual(['memberOf']);
  });

  it('do not matter to a database that holds many objects under one number', async () => {
    const people = crowd(60).map((one, index) => ({ ...one, usn: index < 55 ? 77 : 400 + index }));
    const read = await readAll(await firstPart(await fakeDirectory({ people })));
    expect(read.problems).toEqual([]);
    const cursors = read.chunks.flatMap((chunk) => (chunk.kind === 'records' ? [chunk.cursor] : []));
    expect(cursors).toContain(undefined);
    expect(cursors.at(-1)).toBeDefined();
    expect(dnsOf(read.records)).toEqual(people.map(({ dn }) => dn).sort());
  });
});

describe('numbers that the account may not read', () => {
  it.each([true, false])('hide no objects where all of them are hidden; shown by the folder of users: %j', async (isShown) => {
    const people = crowd(23).map((one) => ({ ...one, hidesUsn: true as const }));
    let windows = 0;
    const server = await fakeDirectory({
      people,
      meddle: ({ base, filter }, reply) => {
        if (filter.includes('usncreated<=')) windows++;
        if (!isShown || !base.startsWith('CN=Users,')) return false;
        reply.entry(`CN=Guest,${base}`, { objectClass: ['user'] });
        reply.done();
        return true;
      },
    });
    const read = await readAll(await firstPart(server));
    expect(windows > 0).toBe(!isShown);
    expect(read.problems).toEqual([]);
    expect(dnsOf(read.records)).toEqual(people.map(({ dn }) => dn).sort());
  });

  it('hide no objects where they are hidden of a few, which nothing shows before', async () => {
    const people = crowd(23).map((one, index) => (index > 12 && index % 3 === 0 ? { ...one, hidesUsn: true as const } : one));
    const part = await firstPart(await fakeDirectory({ people }));
    const read = await readAll(part);
    expect(read.problems).toEqual([]);
    expect(dnsOf(read.records)).toEqual(people.map(({ dn }) => dn).sort());
    const cursor = read.chunks.findLast((chunk) => chunk.kind === 'records' && chunk.cursor !== undefined);
    const rest = await readAll(part, cursor?.kind === 'records' ? cursor.cursor : undefined);
    expect(dnsOf(rest.records)).toEqual(
      people
        .filter((one) => 'hidesUsn' in one)
        .map(({ dn }) => dn)
        .sort(),
    );
  });

  it('are told of where the server does not answer the search for such objects', async () => {
    const server = await fakeDirectory({
      meddle: ({ filter }, reply) => {
        if (!filter.includes(WITHOUT)) return false;
        reply.done(3, 'too long');
        return true;
      },
    });
    const read = await readAll(await firstPart(server));
    expect(read.problems).toEqual([]);
    expect(read.records).toHaveLength(23);
    expect(read.unreadable.map(({ what }) => what).join()).toContain('hidden from this account');
  });
});

describe('a read-only domain controller', () => {
  it('leaves unknown what the schema keeps from it', async () => {
    const connection = await connected(await fakeDirectory({ isReadOnly: true }));
    expect(connection.about.limits.map(({ why }) => why).join()).toContain('read-only');
    const part = valueOf(await connection.parts(never()))[0];
    expect(part?.head.attributesRead).toContain('mail');
    expect(part?.head.attributesRead).not.toContain('msExchMailboxGuid');
    const key = { kind: 'exchangeGuid', value: '5f2c9e0a-6f0e-4a39-9d31-0e6f2a6f8c01' } as const;
    expect(valueOf(await connection.lookup([key], never())).unanswered[0]?.why).toContain('does not hold the attribute');
    const other = await connected(await fakeDirectory({}));
    expect(valueOf(await other.parts(never()))[0]?.head.attributesRead).toContain('msExchMailboxGuid');
  });
});

describe('attributes that the account may not read', () => {
  it('are asked for in vain: what is not found by them is not known', async () => {
    // Everyone may read properties, but msExchMailboxGuid, which is the eighth of the fake's schema.
    const guid = guidFromBytes(Buffer.alloc(16, 8)) ?? '';
    const list = descriptor([
      { type: 6, mask: 0x10, sid: 'S-1-1-0', objectType: guid },
      { type: 0, mask: 0x10, sid: 'S-1-1-0' },
    ]);
    const people = crowd(12).map(({ attributes, ...one }) => ({
      ...one,
      attributes: { ...attributes, nTSecurityDescriptor: [Buffer.from(list)] },
    }));
    const server = await fakeDirectory({
      people,
      meddle: ({ filter }, reply) => {
        if (!filter.includes('userprincipalname=') && !filter.includes('msexchmailboxguid=')) return false;
        reply.done();
        return true;
      },
    });
    const connection = await connected(server);
    const keys = [
      { kind: 'exchangeGuid', value: '5f2c9e0a-6f0e-4a39-9d31-0e6f2a6f8c01' },
      { kind: 'upn', value: 'nobody@contoso.com' },
    ] as const;
    const { unanswered } = valueOf(await connection.lookup(keys, never()));
    expect(unanswered.map(({ key }) => key.kind)).toEqual(['exchangeGuid']);
    expect(unanswered[0]?.why).toContain('may not read');
  });
});

describe('referrals', () => {
  const CHILD = `DC=child,${BASE}`;

  it('to a host that nobody named are told, not followed', async () => {
    const server = await fakeDirectory({
      references: [`ldap://child.contoso.com/${CHILD}`, `ldap://fake.contoso.com/CN=Configuration,${BASE}`, 'nonsense'],
    });
    const connection = await connected(server);
    const read = await readAll(valueOf(await connection.parts(never()))[0]);
    expect(read.records).toHaveLength(23);
    expect(read.unreadable.map(({ what }) => what).filter((what) => what.includes('child.contoso.com'))).toHaveLength(1);
    expect(read.unreadable.map(({ next }) => next).join()).toContain('--ldap ldaps://child.contoso.com');
    expect(read.unreadable).toHaveLength(2);
    expect(connection.about.limits).toEqual(expect.arrayContaining([...read.unreadable]));
  });

  it('to a host that was named become a part of their own', async () => {
    const child = await fakeDirectory({ base: CHILD, people: [person(1, {}, CHILD)] });
    const server = await fakeDirectory({ references: [`${child.ldaps}/${CHILD}`] });
    const connection = await connected(server, { namedHosts: ['127.0.0.1'] });
    const parts = valueOf(await connection.parts(never()));
    expect(parts.map(({ head }) => head.name)).toEqual(
      expect.arrayContaining(['onprem/objects/fake.contoso.com', 'onprem/objects/child.fake.contoso.com']),
    );
    const read = await readAll(parts.find(({ head }) => head.name.includes('child')));
    expect(read.records.map(dnOf)).toEqual([`CN=Person 1,${CHILD}`]);
    expect(child.binds).toEqual([{ user: 'kim@contoso.com', isEncrypted: true }]);
    expect((await readAll(parts[0])).unreadable).toEqual([]);
  });

  it('in a circle, and in a chain that is too long, come to an end', async () => {
    const servers: Fake[] = [];
    for (let depth = 0; depth < 9; depth++) {
      const base = depth === 8 ? BASE : `DC=d${8 - depth},${BASE}`;
      const before = servers.at(-1);
      const url = before === undefined ? [] : [`${before.ldaps}/DC=d${8 - depth + 1},${BASE}`];
      const own: string[] = [...url];
      const server = await fakeDirectory({ base, people: [person(depth + 1, {}, base)], references: own });
      own.push(`${server.ldaps}/${base}`);
      servers.push(server);
    }
    const top = servers.at(-1);
    if (top === undefined) return;
    const connection = await connected(top, { namedHosts: ['127.0.0.1'] });
    const parts = valueOf(await connection.parts(never())).filter(({ head }) => head.side === 'onprem');
    expect(parts).toHaveLength(6);
    expect(connection.about.limits.map(({ why }) => why).join()).toContain('referrals away');
    expect(new Set(parts.map(({ head }) => head.name)).size).toBe(parts.length);
  });
});

describe('the way to a sign-in', () => {
  it('ends where the server refuses StartTLS: nothing is sent in clear', async () => {
    const refusal = Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 52, 0x04, 0x00, 0x04, 0x00]);
    const server = await fakeDirectory({}, { startTls: refusal });
    const problem = problemOf(await connect(server, { url: server.ldap }));
    expect(problem.what).toContain('No password was sent');
    expect(server.binds).toEqual([]);
  });

  it('ends where bytes in clear stand behind the answer to StartTLS', async () => {
    const agreed = Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0, 0x04, 0x00, 0x04, 0x00]);
    const server = await fakeDirectory({}, { startTls: Buffer.concat([agreed, agreed]) });
    expect(problemOf(await connect(server, { url: server.ldap })).what).toContain('No password was sent');
    expect(server.binds).toEqual([]);
  });

  it('goes over StartTLS, encrypted', async () => {
    const server = await fakeDirectory({});
    await connected(server, { url: server.ldap });
    expect(server.binds).toEqual([{ user: 'kim@contoso.com', isEncrypted: true }]);
  });

  it('ends at a certificate that only vouches for itself', async () => {
    const problem = problemOf(await connect(await fakeDirectory({}), { caFile: undefined }));
    expect(problem.what).toContain('signed by itself');
  });

  it('ends where a port takes the connection and says nothing', async () => {
    const { createServer } = await import('node:net');
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (const scheme of ['ldaps', 'ldap']) {
      const connection = createConnect({ ...SHORT, connectMs: 200 })(
        target(`${scheme}://127.0.0.1:${port}`, 'kim', 'Secret-1'),
        tools,
        never(),
      );
      expect(problemOf(await connection).what).toContain('did not answer');
    }
    mute.close();
  });

  it.each([
    ['775', 'locked'],
    ['533', 'disabled'],
    ['532', 'expired'],
    ['773', 'changed'],
    ['530', 'hour'],
    ['531', 'workstation'],
    ['701', 'account has expired'],
  ])('is told what data %s means', async (data, word) => {
    const server = await fakeDirectory(
      {},
      { onBind: () => [49, `80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data ${data}, v3839`] },
    );
    expect(problemOf(await connect(server)).what).toContain(word);
  });

  it.each(['', 'no such file', '/dev/null'])('ends at a file of authorities that is of no use: %j', async (caFile) => {
    const server = await fakeDirectory({});
    expect((await connect(server, { caFile })).kind).toBe('problem');
    expect(server.binds).toEqual([]);
  });
});

it('reads a server that is no Active Directory, and says what cannot be told there', async () => {
  const connection = await connected(await fakeDirectory({ isActiveDirectory: false }));
  expect(connection.about.limits.map(({ what }) => what).join()).toContain('may not read');
  const [part] = valueOf(await connection.parts(never()));
  const read = await readAll(part);
  expect(read.records).toHaveLength(23);
  expect(read.chunks.every((chunk) => chunk.kind !== 'records' || chunk.cursor === undefined)).toBe(true);
});
