// Runs the built readiness command over generated organizations and prints time, memory, how both grow, and precision and recall:
// node bench/readiness.mjs [people...]   Default 10000 and 100000; a million: node bench/readiness.mjs 100000 1000000 (6 GB of disk, some minutes).
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTypeScript } from '../scripts/bundle.mjs';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];
const EVERY = Number(process.env.BENCH_EVERY ?? 50);
const root = fileURLToPath(new URL('..', import.meta.url));
// A folder that is kept spares the generation in the next run.
const kept = process.env.BENCH_KEEP;
const folder = kept ?? mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'crossprem-bench-'));
if (kept !== undefined) mkdirSync(kept, { recursive: true });
const { makePerson, ORGANIZATION_SETTINGS } = await importTypeScript(join(root, 'test/setup/organization.ts'));
const files = await importTypeScript(join(root, 'test/setup/organization-files.ts'));

try {
  console.log(`node ${process.version}, one person in ${EVERY} has a fault`);
  console.log('   people      MB  seconds  CPU s  RSS MB  judged  expected   found  missed   extra');
  const results = [];
  for (const size of sizes) results.push(await measure(size));
  for (let at = 1; at < results.length; at++) {
    const [small, large] = [results[at - 1], results[at]];
    const ratio = (name) => (large[name] / small[name]).toFixed(1);
    console.log(`${sizes[at]} against ${sizes[at - 1]} people: time x ${ratio('seconds')}, CPU x ${ratio('cpu')}, RSS x ${ratio('rss')}`);
  }
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

async function measure(size) {
  const paths = Object.fromEntries(
    ['onprem.ldf', 'graph.csv', 'exchange.csv'].map((name) => [name, join(folder, `${size}-${EVERY}-${name}`)]),
  );
  const settings = join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify(ORGANIZATION_SETTINGS));
  if (!existsSync(paths['exchange.csv'])) await write(size, paths);
  const mb = Object.values(paths).reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
  const words = [
    join(root, 'bin/crossprem.cjs'),
    'readiness',
    ...['--onprem', paths['onprem.ldf'], '--cloud', paths['graph.csv'], '--cloud', paths['exchange.csv']],
    ...['--settings', settings, '--fail-on', 'never'],
  ];
  const run = await time(words);
  const out = join(folder, `${size}.json`);
  const isCounted = process.env.BENCH_COUNTS !== 'no';
  if (isCounted) await time([...words, '--format', 'json', '--out', out]);
  const { judged, expected, found, missed, extra, byCheck } = isCounted
    ? compare(out, size)
    : { judged: '-', expected: '-', found: '-', missed: '-', extra: '-', byCheck: new Map() };
  console.log(
    [
      String(size).padStart(9),
      mb.toFixed(0).padStart(7),
      run.seconds.toFixed(1).padStart(8),
      run.cpu.toFixed(1).padStart(6),
      run.rss.toFixed(0).padStart(7),
      judged,
      expected,
      found,
      missed,
      extra,
    ].join('  '),
  );
  for (const [check, { expected, found }] of [...byCheck].sort())
    if (expected !== found || process.env.BENCH_ALL !== undefined)
      console.log(
        `    ${check}: expected ${expected}, found ${found}, missed ${Math.max(0, expected - found)}, extra ${Math.max(0, found - expected)}`,
      );
  return run;
}

/** Runs node with the words; the clock of the wall, of both processors, and the largest memory. */
async function time(words) {
  const started = performance.now();
  const script =
    "process.on('exit', () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); require('fs').writeFileSync(process.env.BENCH_USAGE, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 })); });";
  const hook = join(folder, 'usage.cjs');
  const usage = join(folder, 'usage.json');
  writeFileSync(hook, script);
  const child = spawn(process.execPath, [...(process.env.BENCH_NODE ?? '').split(' ').filter(Boolean), '--require', hook, ...words], {
    env: { ...process.env, BENCH_USAGE: usage },
    stdio: ['ignore', process.env.BENCH_SHOW === undefined ? 'ignore' : 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the command ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, ...JSON.parse(readFileSync(usage, 'utf8')) };
}

async function write(size, paths) {
  const outs = Object.values(paths).map((path) => createWriteStream(path));
  const blocks = ['', files.GRAPH_HEADER, files.EXCHANGE_HEADER];
  const flush = async (least) => {
    for (const [at, out] of outs.entries()) {
      if (blocks[at].length < least) continue;
      if (!out.write(blocks[at])) await new Promise((resolve) => out.once('drain', resolve));
      blocks[at] = '';
    }
  };
  for (let i = 0; i < size; i++) {
    const person = makePerson(i, EVERY);
    for (const record of [person.onprem, ...(person.moreOnprem ?? [])]) if (record !== undefined) blocks[0] += files.ldifOf(record);
    for (const record of [person.cloud, ...(person.moreCloud ?? [])]) {
      if (record === undefined) continue;
      blocks[1] += files.graphCsvOf(record);
      blocks[2] += files.exchangeCsvOf(record);
    }
    if (i % 256 === 0) await flush(1 << 20);
  }
  await flush(1);
  for (const out of outs) await new Promise((resolve) => out.end(resolve));
}

/** Precision and recall: how often each check found somebody, and how often a fault was made that it must find. */
function compare(out, size) {
  const byCheck = new Map();
  const of = (id) => {
    if (!byCheck.has(id)) byCheck.set(id, { expected: 0, found: 0 });
    return byCheck.get(id);
  };
  let judged = '-';
  if (existsSync(out)) {
    const { readiness } = JSON.parse(readFileSync(out, 'utf8'));
    judged = readiness.counts.people;
    for (const { id, confirmed, possible } of readiness.causes) of(id).found += confirmed + possible;
  }
  for (let i = 0; i < size; i++) {
    const { expected, expectedOffboarding } = makePerson(i, EVERY);
    for (const id of [...expected, ...expectedOffboarding]) of(id).expected++;
  }
  const sum = (pick) => [...byCheck.values()].reduce((total, counts) => total + pick(counts), 0);
  return {
    judged,
    expected: sum(({ expected }) => expected),
    found: sum(({ found }) => found),
    missed: sum(({ expected, found }) => Math.max(0, expected - found)),
    extra: sum(({ expected, found }) => Math.max(0, found - expected)),
    byCheck,
  };
}
