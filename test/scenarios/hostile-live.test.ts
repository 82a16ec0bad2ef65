import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { directory, type Fake, type FakeDirectory, startFake } from '../adapters/ldap/fake-server.js';
import { crosspremWithCa, type FaultKind, type GraphBed, graphOfTest } from '../setup/graph.js';
import { BIN } from '../setup/process.js';

const BASE = 'DC=fake,DC=contoso,DC=com';
const CANARY = 'Canary-pass-9f3b';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** `stop`: signals to send, the first when standard error shows the text. */
function run(
  args: readonly string[],
  more: { bin?: string; env?: Record<string, string>; input?: string; stop?: { on: string; signals: NodeJS.Signals[] } } = {},
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [more.bin ?? BIN, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), NO_COLOR: '1', TZ: 'UTC', CROSSPREM_LDAP_PASSWORD: CANARY, ...more.env },
    });
    let out = '';
    let err = '';
    let stoppedAt = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), 45_000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      if (more.stop === undefined || stoppedAt > 0 || !err.includes(more.stop.on)) return;
      stoppedAt = performance.now();
      for (const signal of more.stop.signals) child.kill(signal);
    });
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code, out, err, ms: performance.now() - stoppedAt });
    });
    child.stdin.end(more.input ?? '');
  });
}

async function fake(shape: Partial<FakeDirectory>): Promise<Fake> {
  const server = await startFake({ onSearch: directory({ isActiveDirectory: true, people: [], ...shape }) });
  closers.push(server.close);
  return server;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'crossprem-hostile-'));
  closers.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const options = (server: Fake, url = server.ldaps): string[] => [
  '--ldap',
  url,
  '--ldap-ca',
  server.caFile,
  '--ldap-user',
  'reader@contoso.com',
];

// What a terminal obeys, or what reorders text; a line end and a blank are all that may come.
const OBEYED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const EVIL = [
  '\u001b]0;owned\u0007\u001b[2J\u001b[31mred',
  '\u202egnp.exe',
  'a\u0000b\r\nc\u0085d\u2028e',
  '=HYPERLINK("http://evil.example","x")',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '[click](javascript:alert(1)) `x` | y',
  "'; Remove-Mailbox -Identity * -Confirm:$false; '",
  '$(Remove-Item C:\\) \u2018; calc \u2019 \u201c$(calc)\u201d',
  '{"@part":{"name":"x"}}',
  '__proto__',
  'constructor',
  '\ud800\udfff\ud83d\ude00',
];
const people = EVIL.map((value, index) => ({
  dn: `CN=${value.replace(/[,+"\\<>;=\u0000\r\n]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`)},OU=Evil,${BASE}`,
  usn: index + 1,
  attributes: {
    mail: [`${value}@contoso.com`],
    proxyAddresses: [`SMTP:${value}@contoso.com`, `smtp:${value}`, `X500:/o=${value}`],
    objectClass: ['top', 'person', 'user'],
    objectGUID: [Buffer.alloc(16, index + 1)],
    memberOf: [`CN=${value},${BASE}`],
    __proto__x: [value],
  },
}));

describe('a directory whose values are an attack', () => {
  it('is collected, shown, compared, judged and redacted without a byte that a terminal obeys', async () => {
    const server = await fake({
      people,
      references: [
        'ldap://$(calc).evil.example/DC=x',
        'ldap://dc%00.evil.example/DC=x',
        'ldap://dc2.contoso.com/DC=\u001b[2J',
        'ldapi://%2ftmp/DC=x',
        'ldap://user:pw@dc2.contoso.com/DC=x',
        'LDAP://[::1]:389/DC=y',
      ],
    });
    const dir = folder();
    const [one, two] = [join(dir, 'one.crossprem'), join(dir, 'two.crossprem')];
    const runs: [string, Ran][] = [];
    const step = async (args: readonly string[], more = {}): Promise<Ran> => {
      const ran = await run(args, more);
      runs.push([args.join(' '), ran]);
      return ran;
    };
    expect(await step(['collect', ...options(server), '--out', one])).toMatchObject({ code: 0 });
    await step(['collect', '--snapshot', one, '--redact', '--out', two]);
    await step(['doctor', ...options(server)]);
    await step(['doctor', ...options(server), '--format', 'markdown']);
    await step(['doctor', ...options(server), '--json']);
    for (const format of ['text', 'json', 'markdown']) {
      await step(['snapshot', one, '--verbose', '--format', format]);
      await step(['snapshot', one, two, '--verbose', '--format', format]);
    }
    for (const format of ['text', 'json', 'ndjson', 'csv', 'html', 'markdown'])
      await step(['readiness', '--snapshot', one, '--format', format, '--verbose']);
    await step(['readiness', ...options(server)]);
    for (const value of EVIL)
      await step(['diagnose', ...options(server)], {
        input: `MigrationPermanentException: the mailbox '${value.replace(/\u0000/g, '')}@contoso.com' ${value} is not found\n`,
      });
    for (const [what, { code, out, err }] of runs) {
      expect(code, `${what}\n${err}`).not.toBe(null);
      expect(err, what).not.toContain('fault of its own');
      expect(OBEYED.exec(out)?.[0], `${what}\n${out.slice(0, 3000)}`).toBe(undefined);
      expect(OBEYED.exec(err)?.[0], what).toBe(undefined);
      expect(out + err, what).not.toContain(CANARY);
      expect(out + err, what).not.toMatch(/--ldap [^ ]*[$`;(]/);
    }
    const html = runs.find(([what]) => what.includes('html'))?.[1].out ?? '';
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<img src=x');
    const csv = runs.find(([what]) => what.includes('csv'))?.[1].out ?? '';
    expect(csv).not.toMatch(/(?:^|,)"?[=+@-]HYPERLINK/m);
    for (const name of readdirSync(dir)) expect(gunzipSync(readFileSync(join(dir, name))).toString('utf8')).not.toContain(CANARY);
  });
});

describe('a copy', () => {
  it('never takes the place of what is copied', async () => {
    const server = await fake({ people });
    const dir = folder();
    const one = join(dir, 'one.crossprem');
    await run(['collect', ...options(server), '--out', one]);
    const before = readFileSync(one);
    for (const out of [one, join(dir, '.', 'one.crossprem')]) {
      const ran = await run(['collect', '--snapshot', one, '--redact', '--out', out]);
      expect(ran).toMatchObject({ code: 2 });
      expect(ran.err).toContain('take the place');
    }
    expect(readFileSync(one).equals(before)).toBe(true);
    writeFileSync(`${one}.partial`, before);
    expect(await run(['collect', '--snapshot', `${one}.partial`, '--out', one])).toMatchObject({ code: 2 });
    expect(readFileSync(`${one}.partial`).equals(before)).toBe(true);
  });
});

describe('an end from outside', () => {
  const hanging = () =>
    fake({
      people: Array.from({ length: 50 }, (_, index) => ({
        dn: `CN=P${index},${BASE}`,
        usn: index + 1,
        attributes: { mail: [`p${index}@contoso.com`] },
      })),
      meddle: ({ filter, scope }) => scope === 'sub' && filter.includes('usncreated<='),
    });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s leaves no lock, and a beginning that can be gone on with', async (signal) => {
    const server = await hanging();
    const dir = folder();
    const ran = await run(['collect', ...options(server), '--out', join(dir, 'x.crossprem')], {
      stop: { on: 'signed in as', signals: [signal] },
    });
    expect(ran.code, ran.err).toBe(130);
    expect(readdirSync(dir).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('ends at once when it comes twice', async () => {
    const server = await hanging();
    const ran = await run(['readiness', ...options(server)], { stop: { on: 'signed in as', signals: ['SIGINT', 'SIGINT'] } });
    expect([130, null]).toContain(ran.code);
  });

  it('while a command gives the password', async () => {
    const server = await hanging();
    const ran = await run(['readiness', ...options(server), '--ldap-password-command', 'sleep 30'], {
      stop: { on: 'Reads ldaps', signals: ['SIGTERM'] },
    });
    expect(ran.code).toBe(130);
  });
});

describe('a secret', () => {
  it('of another kind is not handed to the command that gives one', async () => {
    const server = await fake({ people });
    const file = join(folder(), 'env');
    await run(['doctor', ...options(server), '--ldap-password-command', `env > '${file}'; echo ${CANARY}`], {
      env: { CROSSPREM_CLIENT_SECRET: 'Canary-secret' },
    });
    expect(readFileSync(file, 'utf8')).not.toContain('Canary');
  });

  it('in a URL is not shown', async () => {
    for (const args of [
      ['--ldap', `ldaps://kim:${CANARY}@dc1.contoso.com`, '--ldap-user', 'kim'],
      ['--ldap', `ldaps://kim:pa/${CANARY}@dc1.contoso.com`, '--ldap-user', 'kim'],
      ['--graph', '--authority', `https://kim:${CANARY}@login.contoso.com`],
      ['--graph', '--graph-endpoint', `http://kim:${CANARY}@graph.contoso.com`],
      ['--exchange-online', '--exchange-endpoint', `https://kim:${CANARY}@exo.contoso.com`],
    ]) {
      const ran = await run(['doctor', ...args]);
      expect(ran.code).toBe(2);
      expect(ran.out + ran.err, args.join(' ')).not.toContain(CANARY);
    }
  });

  it('is not sent to Entra where the environment turns certificates off', async () => {
    const ran = await run(
      ['doctor', '--graph', '--sign-in', 'secret', '--tenant', 'contoso.com', '--client-id', 'x', '--authority', 'https://127.0.0.1:9'],
      {
        env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', CROSSPREM_CLIENT_SECRET: CANARY },
      },
    );
    expect(ran.out + ran.err).toContain('turns off the check of all certificates');
    expect(ran.out + ran.err).not.toContain(CANARY);
  });
});

const signIn = (bed: GraphBed): string[] => [
  '--graph',
  '--sign-in',
  'secret',
  '--tenant',
  bed.tenant,
  '--client-id',
  bed.clientId,
  '--authority',
  bed.authority,
  '--graph-endpoint',
  bed.url,
];

/** What may be in no output: the secret, and anything that looks like a token or its header. */
function expectNoSecret(text: string, bed: GraphBed): void {
  expect(text).not.toContain(bed.secret);
  expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\.|Bearer [A-Za-z0-9]/);
}

describe('a fault of our own', () => {
  it.each([
    ['is thrown', (text: string) => `exports.main = () => Promise.reject(new Error(${text}));`],
    [
      'comes where nobody waits',
      (text: string) => `exports.main = () => new Promise(() => { setTimeout(() => Promise.reject(new Error(${text})), 1); });`,
    ],
  ])('that %s is told without what it repeats', async (_, source) => {
    const dir = folder();
    const token = `eyJ${'a'.repeat(40)}.b.c`;
    const text = [
      `Headers.append: "Bearer ${CANARY}" is an invalid header value`,
      `POST client_secret=${CANARY}&grant_type=x`,
      `{"access_token":"${CANARY}","password": "${CANARY}"}`,
      `https://kim:${CANARY}@contoso.com/x`,
      token,
      `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`,
      '\u001b[2J',
    ].join('\n');
    mkdirSync(join(dir, 'bin'));
    mkdirSync(join(dir, 'dist'));
    cpSync(BIN, join(dir, 'bin/crossprem.cjs'));
    writeFileSync(join(dir, 'dist/start.cjs'), `module.exports = () => exports; ${source(JSON.stringify(text))}`);
    const ran = await run(['doctor'], { bin: join(dir, 'bin/crossprem.cjs') });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('fault of its own');
    expect(ran.err).toContain('is an invalid header value');
    expect(ran.err).not.toContain(CANARY);
    expect(ran.err).not.toContain(token);
    expect(OBEYED.exec(ran.err)?.[0]).toBe(undefined);
  });
});

describe('a tenant, or an authority, that is an attack', () => {
  const users = EVIL.map((value, index) => ({
    userPrincipalName: `u${index}@contoso.com`,
    displayName: value.toWellFormed(),
    mailNickname: value.toWellFormed(),
    mail: `u${index}@contoso.com`,
    proxyAddresses: [`SMTP:u${index}@contoso.com`, `smtp:${value.toWellFormed()}`],
  }));

  it('is read, shown and judged like any other', async () => {
    const bed = await graphOfTest({ users });
    const out = join(folder(), 'cloud.crossprem');
    const env = { CROSSPREM_CLIENT_SECRET: bed.secret };
    const collected = await crosspremWithCa(bed, ['collect', ...signIn(bed), '--out', out], { env });
    expect(collected.code, collected.stderr).toBe(0);
    for (const args of [
      ['snapshot', out, '--verbose'],
      ...['text', 'json', 'markdown', 'html', 'csv'].map((format) => ['readiness', '--snapshot', out, '--format', format, '--verbose']),
      ['doctor', ...signIn(bed)],
      ['diagnose', ...signIn(bed)],
    ]) {
      const input = `RecipientNotFound: ${EVIL.map((value) => `'${value.replace(/\u0000/g, '')}'`).join(' ')} u1@contoso.com' or 1 eq 1\n`;
      const ran = await crosspremWithCa(bed, args, { env, input });
      expect(ran.stderr, args.join(' ')).not.toContain('fault of its own');
      expect(OBEYED.exec(ran.stdout + ran.stderr)?.[0], args.join(' ')).toBe(undefined);
      expectNoSecret(ran.stdout + ran.stderr, bed);
    }
    // The bookmark of a list of changes is no token that opens anything.
    const written = gunzipSync(readFileSync(out)).toString('utf8');
    expectNoSecret(written.replace(/deltatoken=[^"]*/g, ''), bed);
    expect(bed.refused).toEqual([]);
  });

  it.each([
    ['another host before the @', (bed: GraphBed) => `${bed.url}@evil.example/v1.0/users?$skiptoken=x`],
    ['another port', (bed: GraphBed) => `${bed.url.replace(/\d+$/, '9')}/v1.0/users?$skiptoken=x`],
    ['no encryption', (bed: GraphBed) => `${bed.url.replace('https', 'http')}/v1.0/users?$skiptoken=x`],
    ['a way out of the list', (bed: GraphBed) => `${bed.url}/v1.0/users/../domains?$skiptoken=x`],
    ['a way out that is encoded', (bed: GraphBed) => `${bed.url}/v1.0/users/%2e%2e/domains?$skiptoken=x`],
    ['a host without a scheme', () => '//evil.example/v1.0/users'],
    ['a script', () => 'javascript:alert(1)'],
  ])('a next page with %s is not asked for', async (_, link) => {
    const bed = await graphOfTest({ generatedUsers: 30, pageSize: 10 });
    bed.faults.add({ path: /^\/users$/, does: { kind: 'next-link', to: link(bed) } });
    const ran = await crosspremWithCa(bed, ['collect', ...signIn(bed), '--out', join(folder(), 'x')], {
      env: { CROSSPREM_CLIENT_SECRET: bed.secret },
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('no token was sent there');
    expect(bed.requests.filter(({ to }) => to === 'elsewhere')).toEqual([]);
    expectNoSecret(ran.stdout + ran.stderr, bed);
  });

  it('that sends on to another place gets no token there, and what it repeats is not shown', async () => {
    for (const [at, does] of [
      ['graph', { kind: 'status', status: 307, headers: { location: 'https://evil.example/' } }],
      ['authority', { kind: 'status', status: 307, headers: { location: 'https://evil.example/' } }],
      ['authority', { kind: 'body', status: 400, type: 'application/json', body: 'SECRET' }],
      ['authority', { kind: 'body', status: 500, type: 'text/html', body: 'SECRET' }],
      ['graph', { kind: 'body', status: 403, type: 'application/json', body: 'GRAPH' }],
    ] as const satisfies readonly (readonly ['graph' | 'authority', FaultKind])[]) {
      const bed = await graphOfTest({});
      const body = {
        SECRET: JSON.stringify({ error: 'invalid_client', error_description: `You sent client_secret=${bed.secret}` }),
        GRAPH: JSON.stringify({ error: { code: 'Forbidden', message: '\u001b[2J denied' } }),
      };
      bed.faults.add({ at, times: Number.POSITIVE_INFINITY, does: does.kind === 'body' ? { ...does, body: body[does.body] } : does });
      for (const command of [['collect', '--out', join(folder(), 'x')], ['doctor'], ['doctor', '--json']]) {
        const ran = await crosspremWithCa(bed, [...command, ...signIn(bed)], {
          env: { CROSSPREM_CLIENT_SECRET: bed.secret, AZURE_LOG_LEVEL: 'verbose', DEBUG: 'ldapts' },
        });
        expect(ran.stderr).not.toContain('fault of its own');
        expectNoSecret(ran.stdout + ran.stderr, bed);
        expect(OBEYED.exec(ran.stdout + ran.stderr)?.[0]).toBe(undefined);
      }
      expect(bed.requests.filter(({ to }) => to === 'elsewhere')).toEqual([]);
    }
  });
});
