import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectLdap, createConnect } from '../../../src/adapters/ldap/connect.js';
import { examineLdap } from '../../../src/adapters/ldap/examine.js';
import { LIMITS } from '../../../src/adapters/ldap/limits.js';
import { type DirectoryRecord, NOT_READABLE } from '../../../src/evidence/snapshot.js';
import { sidFromBytes } from '../../../src/parse/recipient/attributes.js';
import { guidFromBytes } from '../../../src/parse/recipient/guid.js';
import type { DoctorLine, LdapTarget, LiveConnection, LookupKey } from '../../../src/ports/live.js';
import { activeDirectory, BED_USERS } from '../../setup/active-directory.js';
import { breakingProxy } from '../../setup/ldap-faults.js';
import { dnOf, dnsOf, never, problemOf, readAll, target, tools, valueOf } from './live.js';

const bed = await activeDirectory();
const open: LiveConnection[] = [];

/** Reader unless told otherwise. */
function bedTarget(more: Partial<LdapTarget> & { readonly secret?: string } = {}): LdapTarget {
  const { secret, ...rest } = more;
  return target(bed?.ldapsUrl ?? '', bed?.readerUpn ?? '', secret ?? bed?.readerPassword ?? '', { caFile: bed?.caFile, ...rest });
}

async function connected(more: Parameters<typeof bedTarget>[0] = {}): Promise<LiveConnection> {
  const connection = valueOf(await connectLdap(bedTarget(more), tools, never()));
  open.push(connection);
  return connection;
}

describe.skipIf(bed === undefined)('Active Directory', () => {
  const base = bed?.baseDn ?? '';
  const person = (name: string): string => `CN=${name},OU=LdapTest,${base}`;
  let all: readonly DirectoryRecord[] = [];
  let reader: LiveConnection;

  beforeAll(async () => {
    await bed?.load(seed());
    await bed?.tool('dsacl', 'set', `--objectdn=${person('Dana Denied')}`, `--sddl=${await denial()}`);
    await bed?.tool('dsacl', 'set', `--objectdn=OU=Veiled,${base}`, `--sddl=(D;;LC;;;${await readerSid()})`);
    reader = await connected();
    all = (await readAll(valueOf(await reader.parts(never()))[0])).records;
  });
  afterAll(async () => {
    for (const connection of open) await connection.close();
  });

  const recordOf = (name: string): DirectoryRecord | undefined => all.find((record) => dnOf(record) === person(name));

  async function readerSid(): Promise<string> {
    const admin = await connected({ user: bed?.bindUpn ?? '', secret: bed?.bindPassword ?? '' });
    const found = valueOf(await admin.lookup([{ kind: 'sam', value: 'reader' }], never())).records[0];
    return sidFromBytes(Buffer.from(String(found?.objectSid), 'base64')) ?? '';
  }

  /** Forbids the reader one attribute. */
  async function denial(): Promise<string> {
    return `(OD;;RP;${await schemaId('msExchMailboxGuid')};;${await readerSid()})`;
  }

  describe('the connection', () => {
    it.each(['ldapsUrl', 'ldapUrl'] as const)('stands, verified, over %s', async (url) => {
      const { about } = await connected({ url: bed?.[url] ?? '' });
      expect(about).toMatchObject({
        kind: 'ldap',
        side: 'onprem',
        source: bed?.[url].replace(/:\d+$/, ''),
        organization: 'corp.contoso.com',
        limits: [],
      });
      expect(about.account).toContain('reader');
      expect(about.mayRead.join('\n')).toContain(base);
    });

    it.each(['ldapsUrl', 'ldapUrl'] as const)('does not stand with another authority, over %s', async (url) => {
      const { what } = problemOf(await connectLdap(bedTarget({ url: bed?.[url] ?? '', caFile: bed?.otherCaFile }), tools, never()));
      expect(what).toContain('authority');
    });

    it('does not stand where the system trusts no such authority, and says which file to name', async () => {
      const problem = problemOf(await connectLdap(bedTarget({ caFile: undefined }), tools, never()));
      expect(problem.what).toContain('does not trust');
      expect(problem.next).toContain('PEM');
    });

    it('does not stand under an address that the certificate does not carry', async () => {
      const door = createServer((client) => {
        const server = connect(636, bed?.ip);
        client.pipe(server).pipe(client);
        for (const socket of [client, server]) socket.on('error', () => server.destroy());
      });
      await new Promise<void>((resolve) => door.listen(0, '127.9.9.9', resolve));
      const { port } = door.address() as AddressInfo; // It listens on TCP.
      try {
        const problem = problemOf(await connectLdap(bedTarget({ url: `ldaps://127.9.9.9:${port}` }), tools, never()));
        expect(problem.what).toContain('is not for 127.9.9.9');
        expect(problem.what).toContain(bed?.host);
      } finally {
        door.close();
      }
    });

    it('does not stand with a certificate that has expired', async () => {
      const server = createTlsServer({ key: readFileSync(bed?.expiredKey ?? ''), cert: readFileSync(bed?.expiredCert ?? '') });
      server.on('tlsClientError', () => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo; // It listens on TCP.
      try {
        expect(problemOf(await connectLdap(bedTarget({ url: `ldaps://127.0.0.1:${port}` }), tools, never())).what).toContain('has expired');
      } finally {
        server.close();
      }
    });

    it('stands unverified for the one host that was named, and says so', async () => {
      const { about } = await connected({ caFile: bed?.otherCaFile, unverifiedHost: bed?.ip });
      expect(about.limits.map(({ what }) => what).join()).toContain('not verified');
      const elsewhere = await connectLdap(bedTarget({ caFile: bed?.otherCaFile, unverifiedHost: 'corp.contoso.com' }), tools, never());
      expect(elsewhere.kind).toBe('problem');
    });

    it('refuses a wrong password, and repeats none', async () => {
      const problem = problemOf(await connectLdap(bedTarget({ secret: 'Wr0ng-Secret' }), tools, never()));
      expect(problem.what).toContain('password is wrong');
      expect(JSON.stringify(problem)).not.toContain('Wr0ng-Secret');
    });

    it('sends no empty password, which would sign in nobody', async () => {
      expect(problemOf(await connectLdap(bedTarget({ secret: '' }), tools, never())).what).toContain('empty');
    });

    it('says that nothing listens, that no such name is known, and that a port begins in clear', async () => {
      const said = async (url: string): Promise<string> => problemOf(await connectLdap(bedTarget({ url }), tools, never())).what;
      expect(await said(`ldaps://${bed?.ip}:1`)).toContain('Nothing listens');
      expect(await said(`ldaps://${bed?.ip}:389`)).not.toBe('');
      expect(await said(`ldap://${bed?.ip}:636`)).not.toBe('');
    });

    it('signs in by DOMAIN\\name and by DN too', async () => {
      for (const user of ['CORP\\reader', `CN=reader,CN=Users,${base}`]) expect((await connected({ user })).about.account).not.toBe('');
    });

    it('ends at once when it is cancelled', async () => {
      const controller = new AbortController();
      const connecting = connectLdap(bedTarget({ password: () => new Promise(() => undefined) }), tools, controller.signal);
      controller.abort(new Error('stopped'));
      await expect(connecting).rejects.toThrow('stopped');
    });
  });

  describe('the objects', () => {
    it('are all there, each once', () => {
      expect(new Set(all.map(dnOf)).size).toBe(all.length);
      expect(all.filter((record) => /OU=Bulk,/.test(dnOf(record)))).toHaveLength(BED_USERS);
    });

    it('equal what was loaded', async () => {
      const read = new Set((valueOf(await reader.parts(never()))[0]?.head.attributesRead ?? []).map((name) => name.toLowerCase()));
      const loaded = [
        ...readLdif(readFileSync(fileURLToPath(new URL('../../testbed/recipients.ldif', import.meta.url)), 'utf8')),
        ...readLdif(seed()),
      ];
      let compared = 0;
      for (const [dn, attributes] of loaded) {
        // Kept from the reader.
        if (/^OU=/.test(dn) || dn.startsWith('CN=Dana') || /OU=(?:Hidden|Veiled)/.test(dn)) continue;
        const record = all.find((one) => dnOf(one) === dn.replace('DC=X', base));
        for (const [name, values] of attributes) {
          if (!read.has(name.toLowerCase()) || name === 'objectClass') continue;
          if ([record?.[NOT_READABLE]].flat().includes(name)) continue;
          const [, found] = Object.entries(record ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
          expect([dn, name, [found].flat().sort()]).toEqual([dn, name, values.map((value) => value.replace('DC=X', base)).sort()]);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(60);
    });

    it('name what the account may not read, and only that', () => {
      const denied = recordOf('Dana Denied');
      expect(denied?.[NOT_READABLE]).toContain('msExchMailboxGuid');
      expect(denied).not.toHaveProperty('msExchMailboxGuid');
      expect(recordOf('Alma Allowed')?.msExchMailboxGuid).toBe(GUID);
      expect(recordOf('Alma Allowed')?.[NOT_READABLE] ?? []).not.toContain('msExchMailboxGuid');
      expect(recordOf('Alma Allowed')?.[NOT_READABLE] ?? []).not.toContain('msExchArchiveGUID');
    });

    it('come for an administrator with what a reader may not see', async () => {
      const admin = await connected({ user: bed?.bindUpn ?? '', secret: bed?.bindPassword ?? '' });
      const { records } = valueOf(await admin.lookup([{ kind: 'sam', value: 'ldaptest.dana' }], never()));
      expect(records[0]?.msExchMailboxGuid).toBe(GUID);
      expect(records[0]?.[NOT_READABLE] ?? []).not.toContain('msExchMailboxGuid');
    });

    it('that stand in a folder which the account may not list are told of', async () => {
      const read = await readAll(valueOf(await reader.parts(never()))[0]);
      expect(read.records.map(dnOf)).not.toContain(`CN=Vera Veiled,OU=Veiled,${base}`);
      expect(read.unreadable.map(({ what }) => what)).toEqual([`What stands below OU=Veiled,${base} is not read.`]);
    });

    it('come only below the base that was named', async () => {
      const small = await connected({ bases: [`OU=LdapTest,${base}`, person('Alma Allowed')] });
      const parts = valueOf(await small.parts(never()));
      expect(parts.map(({ head }) => head.name)).toContain(`onprem/objects/ou=ldaptest,${base.toLowerCase()}`);
      expect(dnsOf((await readAll(parts[0])).records)).toEqual([person('Alma Allowed'), person('Dana Denied'), person('Long List')].sort());
      expect(problemOf(await connectLdap(bedTarget({ bases: [`OU=Nowhere,${base}`] }), tools, never())).what).toContain('OU=Nowhere');
    });

    it('go on behind the second chunk: nothing is lost, nothing comes twice', async () => {
      const pieces = createConnect({ ...LIMITS, firstWindow: 64, chunkSize: 40, pageSize: 10 });
      const connection = valueOf(await pieces(bedTarget(), tools, never()));
      open.push(connection);
      const part = valueOf(await connection.parts(never()))[0];
      const before: DirectoryRecord[] = [];
      let cursor: string | undefined;
      const controller = new AbortController();
      const reading = async (): Promise<void> => {
        let chunks = 0;
        for await (const chunk of part?.read(undefined, controller.signal) ?? []) {
          if (chunk.kind !== 'records' || chunk.cursor === undefined) continue;
          before.push(...chunk.records);
          cursor = chunk.cursor;
          if (++chunks === 2) controller.abort(new Error('stopped'));
        }
      };
      await expect(reading()).rejects.toThrow('stopped');
      expect(cursor).toBeDefined();
      const after = await readAll(part, cursor);
      expect(after.problems).toEqual([]);
      expect(before.length).toBeLessThan(all.length);
      expect(dnsOf([...before, ...after.records])).toEqual(dnsOf(all));
    });

    it.each([120, 700, 1250])('are all there, each once, when the connection breaks in the middle of entry %d', async (atEntry) => {
      if (bed === undefined) return;
      const proxy = await breakingProxy(bed, { atEntry, times: 1 });
      try {
        const pieces = createConnect({ ...LIMITS, firstWindow: 64, chunkSize: 100, pageSize: 50 });
        const part = valueOf(await valueOf(await pieces(bedTarget({ url: proxy.url }), tools, never())).parts(never()))[0];
        const kept: DirectoryRecord[] = [];
        let cursor: string | undefined;
        const collect = async (): Promise<number> => {
          const read = await readAll(part, cursor);
          for (const chunk of read.chunks) {
            if (chunk.kind !== 'records') continue;
            kept.push(...chunk.records);
            cursor = chunk.cursor;
          }
          // As a snapshot is gone on with: behind the cursor, or anew where there is none.
          if (cursor === undefined) kept.length = 0;
          return read.problems.length;
        };
        expect(await collect()).toBe(1);
        expect(await collect()).toBe(0);
        expect(dnsOf(kept)).toEqual(dnsOf(all));
      } finally {
        await proxy.stop();
      }
    });

    it('begin anew, and say so, behind the cursor of another server', async () => {
      const part = valueOf(await reader.parts(never()))[0];
      const foreign = JSON.stringify({ v: 1, server: 'CN=other', invocation: 'x', base, next: 4000, end: 9000 });
      const read = await readAll(part, foreign);
      expect(dnsOf(read.records)).toEqual(dnsOf(all));
      expect(read.chunks.find(({ kind }) => kind !== 'unreadable')?.kind).toBe('restart');
    });

    it('stop within a second of being cancelled', async () => {
      const slow = createConnect({ ...LIMITS, pageSize: 1, firstWindow: 100_000, chunkSize: 100_000 });
      const connection = valueOf(await slow(bedTarget(), tools, never()));
      open.push(connection);
      const part = valueOf(await connection.parts(never()))[0];
      const controller = new AbortController();
      const reading = readAll(part, undefined, controller.signal);
      setTimeout(() => controller.abort(new Error('stopped')), 20);
      await expect(reading).rejects.toThrow('stopped');
      // The connection was given up; the next question opens another.
      expect(valueOf(await connection.lookup([{ kind: 'sam', value: 'reader' }], never())).records).toHaveLength(1);
    });
  });

  describe('the organization', () => {
    it('is read from the configuration', async () => {
      const part = valueOf(await reader.parts(never())).at(-1);
      expect(part?.head).toMatchObject({ side: 'settings', name: `settings/onprem/${bed?.ip}`, attributesRead: [] });
      const { records, problems } = await readAll(part);
      expect(problems).toEqual([]);
      expect(JSON.stringify(records)).toContain('contoso.mail.onmicrosoft.com');
      expect(JSON.stringify(records)).toContain('EX01');
    });
  });

  describe('the lookup', () => {
    const ALMA: readonly (readonly [kind: LookupKey['kind'], value: string])[] = [
      ['exchangeGuid', GUID_TEXT],
      ['consistencyGuid', GUID_TEXT],
      ['objectId', GUID_TEXT],
      ['anchor', GUID_TEXT],
      ['immutableId', GUID],
      ['address', 'ldaptest.alma@contoso.com'],
      ['address', 'alma.second@contoso.com'],
      ['primary', 'ldaptest.alma@contoso.com'],
      ['proxy', 'x500:/o=contoso/cn=ldaptest-alma'],
      ['proxy', 'smtp:alma.second@contoso.com'],
      ['mail', 'ldaptest.alma@contoso.com'],
      ['targetAddress', 'ldaptest.alma@contoso.mail.onmicrosoft.com'],
      ['targetAddress', 'smtp:ldaptest.alma@contoso.mail.onmicrosoft.com'],
      ['upn', 'ldaptest.alma@contoso.com'],
      ['sam', 'ldaptest.alma'],
      ['alias', 'ldaptest.alma'],
      ['legacyDn', '/o=contoso/cn=ldaptest-legacy-alma'],
      ['name', 'alma allowed'],
      ['name', 'alma (the first) *'],
      ['dn', person('Alma Allowed').toLowerCase()],
    ];

    it.each(ALMA)('finds by %s %s', async (kind, value) => {
      const answer = valueOf(await reader.lookup([{ kind, value }], never()));
      expect(dnsOf(answer.records)).toEqual([person('Alma Allowed')]);
      expect(answer.unanswered).toEqual([]);
      expect(answer.attributesRead).toContain('proxyAddresses');
    });

    it('finds by archive, by SID and by the GUID of the object', async () => {
      const alma = recordOf('Alma Allowed');
      const guid = Buffer.from(String(alma?.objectGUID), 'base64');
      const sid = Buffer.from(String(alma?.objectSid), 'base64');
      const text = sidFromBytes(sid) ?? '';
      for (const key of [
        { kind: 'archiveGuid', value: '11111111-2222-3333-4444-555555555555' },
        { kind: 'sid', value: text },
        { kind: 'immutableId', value: guid.toString('base64') },
      ] as const)
        expect(dnsOf(valueOf(await reader.lookup([key], never())).records)).toEqual([person('Alma Allowed')]);
    });

    it('gives an object once that holds several keys, and many keys at once', async () => {
      const many = Array.from({ length: 120 }, (_, index) => ({ kind: 'upn', value: `nobody${index}@contoso.com` }) as const);
      const answer = valueOf(await reader.lookup([...ALMA.map(([kind, value]) => ({ kind, value })), ...many], never()));
      expect(dnsOf(answer.records)).toEqual([person('Alma Allowed')]);
    });

    it.each(['*)(objectClass=*', '*', ')(mail=*', '\\2a', '(|(mail=*))'])('finds nothing by the text %s', async (value) => {
      for (const kind of ['upn', 'sam', 'alias', 'address', 'proxy', 'name', 'mail', 'targetAddress', 'legacyDn', 'dn'] as const)
        expect(valueOf(await reader.lookup([{ kind, value }], never())).records).toEqual([]);
    });

    it('says what it could not ask', async () => {
      const keys: readonly LookupKey[] = [
        { kind: 'domain', value: 'contoso' },
        { kind: 'exchangeGuid', value: 'no guid' },
        { kind: 'dn', value: 'cn=kim,dc=fabrikam,dc=com' },
      ];
      const answer = valueOf(await reader.lookup(keys, never()));
      expect(answer.records).toEqual([]);
      expect(answer.unanswered.map(({ key }) => key)).toEqual(keys);
    });

    it('does not answer for a name that hundreds have', async () => {
      const key = { kind: 'name', value: 'many of these' } as const;
      const other = { kind: 'sam', value: 'ldaptest.alma' } as const;
      await bed?.load(crowd());
      const answer = valueOf(await reader.lookup([other, key], never()));
      expect(answer.unanswered.map(({ key: one }) => one)).toEqual([key]);
      expect(dnsOf(answer.records)).toEqual([person('Alma Allowed')]);
    });
  });

  describe('the global catalogue', () => {
    it('leaves unknown what it does not hold', async () => {
      const catalogue = await connected({ url: bed?.gcUrl ?? '' });
      const [part] = valueOf(await catalogue.parts(never()));
      expect(part?.head.attributesRead).not.toContain('adminCount');
      expect(part?.head.attributesRead).toContain('mail');
      expect(catalogue.about.limits.map(({ why }) => why).join()).toContain('global catalogue');
      const { records } = await readAll(part);
      expect(records.find((record) => dnOf(record) === person('Alma Allowed'))?.mail).toBe('ldaptest.alma@contoso.com');
      expect(new Set(records.map(dnOf)).size).toBe(records.length);
      const answer = valueOf(await catalogue.lookup([{ kind: 'consistencyGuid', value: GUID_TEXT }], never()));
      expect(answer.unanswered).toHaveLength(1);
    });
  });

  describe('the doctor', () => {
    const examine = async (more: Parameters<typeof bedTarget>[0] = {}): Promise<readonly DoctorLine[]> => {
      const lines: DoctorLine[] = [];
      for await (const line of examineLdap(bedTarget(more), tools, never())) lines.push(line);
      return lines;
    };
    const verdicts = (lines: readonly DoctorLine[]): readonly string[] => lines.map(({ check, verdict }) => `${check} ${verdict}`);

    it('finds all well', async () => {
      const lines = await examine();
      expect(verdicts(lines)).toEqual(
        ['reach', 'certificate', 'tls', 'sign-in', 'clock', 'version', 'schema', 'permission', 'configuration', 'domains'].map(
          (check) => `${check} ok`,
        ),
      );
      expect(lines.find(({ check }) => check === 'configuration')?.says).toContain('EX01');
    });

    it('stops at the certificate, at the sign-in, at the door', async () => {
      expect(verdicts(await examine({ caFile: bed?.otherCaFile })).slice(0, 3)).toEqual(['reach ok', 'certificate failed', 'tls skipped']);
      expect(verdicts(await examine({ secret: 'wrong' })).slice(2, 5)).toEqual(['tls ok', 'sign-in failed', 'clock skipped']);
      const closed = await examine({ url: `ldaps://${bed?.ip}:1` });
      expect(closed[0]).toMatchObject({ check: 'reach', verdict: 'failed' });
      for (const line of closed) expect(line.next).toBeTruthy();
    });

    it('warns of a clock that is far off', async () => {
      const lines: DoctorLine[] = [];
      for await (const line of examineLdap(bedTarget(), { ...tools, now: () => Date.now() - 3_600_000 }, never())) lines.push(line);
      expect(lines.find(({ check }) => check === 'clock')).toMatchObject({ verdict: 'warning' });
    });
  });

  /** The GUID that an access entry names an attribute by; made anew with each test bed. */
  async function schemaId(name: string): Promise<string> {
    const client = new Client({ url: bed?.ldapsUrl ?? '', tlsOptions: { ca: readFileSync(bed?.caFile ?? '') } });
    try {
      await client.bind(bed?.readerUpn ?? '', bed?.readerPassword ?? '');
      const found = await client.search(`CN=Schema,${bed?.configDn}`, {
        filter: `(lDAPDisplayName=${name})`,
        attributes: ['schemaIDGUID'],
        explicitBufferAttributes: ['schemaIDGUID'],
      });
      const value = found.searchEntries[0]?.schemaIDGUID;
      return (value instanceof Uint8Array ? guidFromBytes(value) : undefined) ?? '';
    } finally {
      await client.unbind();
    }
  }
});

const GUID = 'PSwbCl9OcWCCk6S1xtfo+Q==';
const GUID_TEXT = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';

function seed(): string {
  return `dn: OU=LdapTest,DC=X
changetype: add
objectClass: organizationalUnit

dn: CN=Alma Allowed,OU=LdapTest,DC=X
changetype: add
objectClass: user
sAMAccountName: ldaptest.alma
userPrincipalName: ldaptest.alma@contoso.com
displayName: Alma (the first) *
mailNickname: ldaptest.alma
mail: ldaptest.alma@contoso.com
proxyAddresses: SMTP:ldaptest.alma@contoso.com
proxyAddresses: smtp:alma.second@contoso.com
proxyAddresses: X500:/o=Contoso/cn=ldaptest-alma
targetAddress: SMTP:ldaptest.alma@contoso.mail.onmicrosoft.com
legacyExchangeDN: /o=Contoso/cn=ldaptest-legacy-alma
msExchMailboxGuid:: ${GUID}
msExchArchiveGUID:: ERERESIiMzNERFVVVVVVVQ==
mS-DS-ConsistencyGuid:: ${GUID}

dn: CN=Dana Denied,OU=LdapTest,DC=X
changetype: add
objectClass: user
sAMAccountName: ldaptest.dana
userPrincipalName: ldaptest.dana@contoso.com
mail: ldaptest.dana@contoso.com
msExchMailboxGuid:: ${GUID}

dn: OU=Veiled,DC=X
changetype: add
objectClass: organizationalUnit

dn: CN=Vera Veiled,OU=Veiled,DC=X
changetype: add
objectClass: user
sAMAccountName: ldaptest.vera
mail: ldaptest.vera@contoso.com

dn: CN=Long List,OU=LdapTest,DC=X
changetype: add
objectClass: group
sAMAccountName: ldaptest.long
mail: ldaptest.long@contoso.com
`;
}

/** More contacts of one name than are looked at. */
function crowd(): string {
  const one = (index: number): string =>
    `dn: CN=Crowd ${index},OU=Crowd,DC=X\nchangetype: add\nobjectClass: contact\ndisplayName: Many of these\n`;
  return [
    `dn: OU=Crowd,DC=X\nchangetype: add\nobjectClass: organizationalUnit\n`,
    ...Array.from({ length: 205 }, (_, index) => one(index)),
  ].join('\n');
}

/** Entries of an LDIF without folded lines. Text values in base64 are decoded where they are no octets. */
function readLdif(text: string): readonly (readonly [dn: string, attributes: ReadonlyMap<string, readonly string[]>])[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    let dn: string | undefined;
    const attributes = new Map<string, string[]>();
    for (const line of block.split('\n')) {
      const found = /^([A-Za-z][\w-]*)(::?) (.*)$/.exec(line);
      const [, name = '', colons, raw = ''] = found ?? [];
      if (found === null || name === 'changetype') continue;
      const isText = colons === ':' || !/guid$/i.test(name);
      const value = colons === '::' && isText ? Buffer.from(raw, 'base64').toString('utf8') : raw;
      if (name === 'dn') dn = value;
      else attributes.set(name, [...(attributes.get(name) ?? []), value]);
    }
    return dn === undefined ? [] : [[dn, attributes] as const];
  });
}
