// Reads a directory with the adapter and with a bare ldapts paged search for the same attributes, and prints rates and their ratio.
//   node bench/ldap.mjs [users] [rounds]
// With LDAP_URL, LDAP_CA_FILE, LDAP_USER, LDAP_PASSWORD and LDAP_BASE: that server. Else the volume test bed is started (root, slapd).
// Each measurement is a process of its own; the two take turns, so that what else the machine does falls on both.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const users = Number(process.argv[2] ?? 50_000);
const rounds = Number(process.argv[3] ?? 3);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossprem-bench-'));
const bed = process.env.LDAP_URL === undefined ? startBed() : undefined;
const server = {
  url: process.env.LDAP_URL ?? bed.LDAPS_URL,
  caFile: process.env.LDAP_CA_FILE ?? bed?.CA_FILE,
  user: process.env.LDAP_USER ?? bed.READER_DN,
  password: process.env.LDAP_PASSWORD ?? bed.READER_PASSWORD,
  base: process.env.LDAP_BASE ?? bed.BASE_DN,
};

try {
  await bundle();
  const rates = { bare: [], adapter: [] };
  console.log(`node ${process.version}, ${server.url}`);
  console.log('how        objects   seconds   objects/s   CPU s   max RSS MB');
  for (let round = 0; round < rounds; round++) {
    for (const how of ['bare', 'adapter']) {
      const run = spawnSync(process.execPath, [join(folder, 'bundle.cjs'), JSON.stringify({ ...server, how })], { encoding: 'utf8' });
      if (run.status !== 0) throw new Error(run.stderr);
      const { objects, seconds, cpu, rss } = JSON.parse(run.stdout);
      rates[how].push(objects / seconds);
      console.log(
        `${how.padEnd(10)} ${String(objects).padStart(7)} ${seconds.toFixed(2).padStart(9)} ${(objects / seconds).toFixed(0).padStart(11)} ${cpu.toFixed(2).padStart(7)} ${rss.toFixed(0).padStart(12)}`,
      );
    }
  }
  console.log(`ratio of the medians: ${(median(rates.adapter) / median(rates.bare)).toFixed(2)} (at least 0.70 is asked)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
  if (bed !== undefined) spawnSync(bed.script, ['reset'], { env: bed.env });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function startBed() {
  const script = join(root, 'test/testbed/openldap-ad.sh');
  const env = {
    ...process.env,
    TESTBED_DIR: join(tmpdir(), `crossprem-bench-slapd-${process.pid}`),
    TESTBED_IP: `127.79.${(process.pid >> 8) % 256}.${process.pid % 256}`,
    TESTBED_USERS: String(users),
    TESTBED_OWNER: String(process.pid),
  };
  const run = spawnSync(script, ['up'], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) throw new Error('The test bed did not start; it needs root and slapd. Name a server with LDAP_URL instead.');
  const variables = Object.fromEntries(
    run.stdout.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { ...variables, script, env };
}

async function bundle() {
  const entry = join(folder, 'entry.mjs');
  const at = (path) => JSON.stringify(join(root, path));
  writeFileSync(
    entry,
    `import { readFileSync } from 'node:fs';
import { Client } from 'ldapts';
import { connectLdap } from ${at('src/adapters/ldap/connect.ts')};
import { wantedColumns } from ${at('src/facts/wanted.ts')};
const { url, caFile, user, password, base, how } = JSON.parse(process.argv[2]);
const signal = new AbortController().signal;
const value = ({ kind, value, problem }) => { if (kind === 'problem') throw new Error(problem.what); return value; };
const tools = { wanted: wantedColumns, now: () => Date.now(), onDeviceCode() {}, onWait() {} };
const target = { kind: 'ldap', url, user, password: async () => ({ kind: 'ok', value: password }), caFile, unverifiedHost: undefined, bases: [base], namedHosts: [] };
async function main() {
const connection = value(await connectLdap(target, tools, signal));
const [part] = value(await connection.parts(signal));
let objects = 0;
let started;
let cpu;
if (how === 'adapter') {
  started = performance.now();
  cpu = process.cpuUsage();
  for await (const chunk of part.read(undefined, signal)) {
    if (chunk.kind === 'problem') throw new Error(chunk.problem.what);
    if (chunk.kind === 'records') objects += chunk.records.length;
  }
} else {
  const client = new Client({ url, tlsOptions: { ca: caFile === undefined ? undefined : [readFileSync(caFile)] } });
  await client.bind(user, password);
  const attributes = part.head.attributesRead.filter((name) => name !== 'distinguishedName' && name !== name.toLowerCase() || ['mail', 'cn', 'c', 'name'].includes(name));
  const explicitBufferAttributes = ['objectGUID', 'objectSid', 'mS-DS-ConsistencyGuid', 'msExchMailboxGuid', 'msExchArchiveGUID'];
  started = performance.now();
  cpu = process.cpuUsage();
  for await (const page of client.searchPaginated(base, { scope: 'sub', filter: '(objectClass=user)', attributes, explicitBufferAttributes, timeLimit: 0, paged: { pageSize: 1000 } }))
    objects += page.searchEntries.length;
  await client.unbind();
}
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(cpu);
await connection.close();
console.log(JSON.stringify({ objects, seconds, cpu: (used.user + used.system) / 1e6, rss: process.resourceUsage().maxRSS / 1024 }));
}
main().catch((error) => { console.error(error); process.exit(1); });
`,
  );
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'bundle.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    absWorkingDir: root,
    nodePaths: [join(root, 'node_modules')],
  });
}
