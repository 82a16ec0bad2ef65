// Reads users from the Graph test service, and prints how many a second and how much memory it took: node bench/graph.mjs [users] [page-size]
// The service runs as a process of its own; so does the reader, whose memory counts. Nothing here is a test, and no test reads a clock.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [users = '1000000', pageSize = '999'] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'crossprem-graph-bench-'));

const service = spawn(
  process.execPath,
  [join(root, 'test/testbed/graph/serve.mjs'), '--users', users, '--page-size', pageSize, '--folder', folder],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const env = await variables(service.stdout);
  const reader = join(folder, 'reader.cjs');
  await build({
    stdin: { contents: READER(), resolveDir: root, loader: 'ts' },
    outfile: reader,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    define: { 'import.meta.filename': '__filename', 'import.meta.url': '__filename' },
  });
  await run([reader], { ...process.env, ...env });
} finally {
  service.kill('SIGTERM');
  await new Promise((done) => service.once('close', done));
  await rm(folder, { recursive: true, force: true });
}

/** What the service prints as shell variables, until it is ready. */
async function variables(stdout) {
  let text = '';
  for await (const chunk of stdout) {
    text += chunk;
    if (text.includes('# ready')) break;
  }
  return Object.fromEntries([...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}

function run(args, env) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error(`the reader ended with ${code}`))));
  });
}

function READER() {
  return `
import { connectGraph } from './src/adapters/graph/connect.ts';
import { signIn } from './src/adapters/entra/sign-in.ts';
import { wantedColumns } from './src/facts/wanted.ts';

const { GRAPH_URL, GRAPH_AUTHORITY, GRAPH_TENANT, GRAPH_CLIENT_ID, GRAPH_SECRET } = process.env;
const target = {
  kind: 'graph' as const,
  endpoint: GRAPH_URL,
  signIn: {
    method: 'secret' as const,
    tenant: GRAPH_TENANT,
    clientId: GRAPH_CLIENT_ID,
    secret: () => Promise.resolve({ kind: 'ok' as const, value: GRAPH_SECRET ?? '' }),
    certificateFile: undefined,
    cloud: 'global' as const,
    keepsSignIn: false,
    authority: GRAPH_AUTHORITY,
  },
};
const tools = { wanted: wantedColumns, now: Date.now, onDeviceCode: () => undefined, onWait: () => undefined };
const { signal } = new AbortController();
const value = <T,>(result: { kind: 'ok'; value: T } | { kind: 'problem'; problem: { what: string } }): T => {
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  return result.value;
};
async function main() {
  const session = value(await signIn(target.signIn, tools, signal));
  const connection = value(await connectGraph(session, target, tools, signal));
  const [users] = value(await connection.parts(signal));
  const from = performance.now();
  const ids = new Set<number>();
  let records = 0;
  let highest = 0;
  for await (const chunk of users.read(undefined, signal)) {
    if (chunk.kind !== 'records') throw new Error(JSON.stringify(chunk));
    records += chunk.records.length;
    for (const record of chunk.records) ids.add(Number.parseInt(String(record.id).slice(-12), 16));
    highest = Math.max(highest, process.memoryUsage().rss);
    if (records % 100000 < chunk.records.length) process.stderr.write(records + ' users, ' + Math.round(process.memoryUsage().rss / 1048576) + ' MB now\\n');
  }
  const seconds = (performance.now() - from) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log('expected ' + users.expected + ', read ' + records + ', different ' + ids.size);
  console.log(Math.round(records / seconds) + ' users/s, ' + seconds.toFixed(1) + ' s, ' + ((userCPUTime + systemCPUTime) / 1e6).toFixed(1) + ' s CPU of the reader');
  console.log('memory of the reader: ' + Math.round(maxRSS / 1024) + ' MB at most');
}
main().catch((error) => { console.error(error); process.exitCode = 1; });
`;
}
