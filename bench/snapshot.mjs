// Reads the same generated organization from files and from a snapshot with the built readiness command, and prints time and memory; then what
// two snapshots differ in, and a redacted copy: node bench/snapshot.mjs [people...]   Default 100000. BENCH_DESCRIPTOR=no: without access
// lists. BENCH_ONLY: some of files, snapshot, show, compare, copy, redact.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTypeScript } from '../scripts/bundle.mjs';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000];
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'crossprem-bench-'));
const { makePerson, ORGANIZATION_SETTINGS } = await importTypeScript(join(root, 'test/setup/organization.ts'));
const files = await importTypeScript(join(root, 'test/setup/organization-files.ts'));
const { createSnapshotWriter } = await importTypeScript(join(root, 'src/adapters/snapshot/writer.ts'));
const bin = join(root, 'bin/crossprem.cjs');

// As a domain gives it: few different ones of 2 KB, by the unit that a person stands in.
const DESCRIPTORS = Array.from({ length: 20 }, (_, at) => {
  const bytes = Buffer.alloc(2000);
  bytes.set([1, 0, 4, 0x8c]);
  bytes.writeUInt32LE(20, 16);
  // 82 entries that allow S-1-5-(at) to read.
  bytes.writeUInt16LE(2, 20);
  bytes.writeUInt16LE(82 * 20 + 8, 22);
  bytes.writeUInt16LE(82, 24);
  for (let i = 0; i < 82; i++) bytes.set([0, 0x10, 20, 0, 0x10, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 5, at, i, 0, 0], 28 + i * 20);
  return bytes.toString('base64');
});
const hasDescriptor = process.env.BENCH_DESCRIPTOR !== 'no';

try {
  console.log(`node ${process.version}${hasDescriptor ? ', with access lists' : ''}`);
  for (const size of sizes) await measure(size);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(size) {
  const at = (name) => join(folder, `${size}-${name}`);
  const settings = at('settings.json');
  writeFileSync(settings, JSON.stringify(ORGANIZATION_SETTINGS));
  const only = process.env.BENCH_ONLY?.split(',');
  const wants = (what) => only === undefined || only.includes(what);
  if (wants('files')) await writeFiles(size, at);
  const started = performance.now();
  await writeSnapshot(size, at('one.crossprem'), 50);
  console.log(`  ${size} people: the snapshot was written in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (wants('compare')) await writeSnapshot(size, at('two.crossprem'), 40);
  console.log('   people  what                              MB  seconds   CPU s  RSS MB');
  const sides = ['--onprem', at('onprem.ldf'), '--cloud', at('graph.csv'), '--cloud', at('exchange.csv')];
  const json = ['--format', 'json', '--out'];
  const common = ['--settings', settings, '--fail-on', 'never'];
  const show = async (what, paths, words) => {
    const { seconds, cpu, rss } = await time(words);
    const mb = paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
    console.log(
      [
        String(size).padStart(9),
        what.padEnd(30),
        mb.toFixed(0).padStart(6),
        ...[seconds, cpu].map((one) => one.toFixed(1).padStart(7)),
        rss.toFixed(0).padStart(7),
      ].join('  '),
    );
  };
  if (wants('files'))
    await show('readiness, files', ['onprem.ldf', 'graph.csv', 'exchange.csv'].map(at), [
      'readiness',
      ...sides,
      ...common,
      ...json,
      at('files.json'),
    ]);
  if (wants('snapshot'))
    await show(
      'readiness, snapshot',
      [at('one.crossprem')],
      ['readiness', '--snapshot', at('one.crossprem'), ...common, ...json, at('snapshot.json')],
    );
  if (wants('files') && wants('snapshot')) console.log(`  the same: ${causes(at('files.json')) === causes(at('snapshot.json'))}`);
  if (wants('show')) await show('snapshot FILE', [at('one.crossprem')], ['snapshot', at('one.crossprem')]);
  if (wants('compare')) await show('snapshot FILE OTHER', [at('one.crossprem')], ['snapshot', at('one.crossprem'), at('two.crossprem')]);
  if (wants('copy'))
    await show('copy', [at('one.crossprem')], ['collect', '--snapshot', at('one.crossprem'), '--out', at('copy.crossprem')]);
  if (wants('redact'))
    await show(
      'copy with --redact',
      [at('one.crossprem')],
      ['collect', '--snapshot', at('one.crossprem'), '--redact', '--out', at('redacted.crossprem')],
    );
}

function causes(path) {
  const { readiness } = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify(readiness.causes.map(({ id, confirmed, possible }) => [id, confirmed, possible]).sort());
}

function onpremOf(person, i) {
  const records = [person.onprem, ...(person.moreOnprem ?? [])].filter((one) => one !== undefined);
  return hasDescriptor ? records.map((one) => ({ ...one, nTSecurityDescriptor: DESCRIPTORS[i % DESCRIPTORS.length] })) : records;
}

function cloudOf(person) {
  return [person.cloud, ...(person.moreCloud ?? [])].filter((one) => one !== undefined);
}

async function writeFiles(size, at) {
  const outs = ['onprem.ldf', 'graph.csv', 'exchange.csv'].map((name) => createWriteStream(at(name)));
  const blocks = ['', files.GRAPH_HEADER, files.EXCHANGE_HEADER];
  const flush = async (least) => {
    for (const [index, out] of outs.entries()) {
      if (blocks[index].length < least) continue;
      if (!out.write(blocks[index])) await new Promise((resolve) => out.once('drain', resolve));
      blocks[index] = '';
    }
  };
  for (let i = 0; i < size; i++) {
    const person = makePerson(i, 50);
    for (const record of onpremOf(person, i))
      blocks[0] += files.ldifOf(record).replace('nTSecurityDescriptor: ', 'nTSecurityDescriptor:: ');
    for (const record of cloudOf(person)) {
      blocks[1] += files.graphCsvOf(record);
      blocks[2] += files.exchangeCsvOf(record);
    }
    if (i % 256 === 0) await flush(1 << 20);
  }
  await flush(1);
  for (const out of outs) await new Promise((resolve) => out.end(resolve));
}

async function writeSnapshot(size, path, every) {
  const value = (result) => {
    if (result.kind === 'problem') throw new Error(result.problem.what);
    return result.value;
  };
  const now = () => '2026-11-23T01:00:00.000Z';
  const writer = value(await createSnapshotWriter(path, { tool: 'crossprem 0.1.0', now }));
  for (const [side, take] of [
    ['onprem', onpremOf],
    ['cloud', cloudOf],
  ]) {
    const head = { name: `${side}/objects`, side, title: `Objects of ${side}`, source: 'bench', account: undefined, attributesRead: ['*'] };
    const part = value(await writer.begin(head, now()));
    let chunk = [];
    for (let i = 0; i < size; i++) {
      for (const record of take(makePerson(i, every), i)) chunk.push(record);
      if (chunk.length < 1000) continue;
      value(await part.write(chunk, String(i)));
      chunk = [];
    }
    value(await part.write(chunk, undefined));
    value(await part.end('complete', now()));
  }
  value(await writer.finish(now(), []));
}

/** Runs the program; the clock of the wall, of all processors, and the largest memory. */
async function time(words) {
  const started = performance.now();
  const hook = join(folder, 'usage.cjs');
  const usage = join(folder, 'usage.json');
  writeFileSync(
    hook,
    "process.on('exit', () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); require('fs').writeFileSync(process.env.BENCH_USAGE, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 })); });",
  );
  const nodeOptions = (process.env.BENCH_NODE ?? '').split(' ').filter(Boolean);
  const child = spawn(process.execPath, [...nodeOptions, '--require', hook, bin, ...words], {
    env: { ...process.env, BENCH_USAGE: usage },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 && code !== 1) throw new Error(`the command ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, ...JSON.parse(readFileSync(usage, 'utf8')) };
}
