// Searches people of two loaded sides and prints how long preparing takes, its longest slice, and each key typed:
// node bench/palette.mjs [people a side, default 100000] [more...]. Both sides are those of bench/readiness.mjs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTypeScript } from '../scripts/bundle.mjs';
import { writePeople } from './people-files.mjs';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000];
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'crossprem-bench-'));

/** What keeps the interface from a key at once, as src/tui/palette-effects.ts has it. */
const SLICE_MS = 8;
const QUERIES = [
  'k',
  'ki',
  'kim',
  'kim a',
  'kim alder',
  'k.ald@con',
  'müller',
  'ou=staff',
  '2dcb',
  'zzzzzz',
  'alexander.nobody@contoso.com',
];

try {
  const entry = join(folder, 'entry.ts');
  const from = (path) => JSON.stringify(join(root, path));
  writeFileSync(
    entry,
    `export { readDirectoryFile } from ${from('src/adapters/files/read-directory.ts')};
export { indexSide } from ${from('src/facts/recipients.ts')};
export { wantedColumns } from ${from('src/facts/wanted.ts')};
export { searchPeople } from ${from('src/app/search-people.ts')};
export { viewRecipient } from ${from('src/app/recipient-view.ts')};
`,
  );
  const program = await importTypeScript(entry);
  for (const size of sizes) await measure(size, program);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(size, { readDirectoryFile, indexSide, wantedColumns, searchPeople, viewRecipient }) {
  const paths = await writePeople(folder, size, `${size}-`);
  const read = async (path, side) => (await readDirectoryFile(path, side, { wanted: wantedColumns(side) })).table;
  const onprem = indexSide('onprem', [await read(paths.onprem, 'onprem')]);
  const cloud = indexSide('cloud', [await read(paths.graph, 'cloud'), await read(paths.exchange, 'cloud')]);
  const before = process.memoryUsage().rss;
  const people = searchPeople({ onprem, cloud });
  console.log(`${size} people: ${onprem.records.length} objects on-premises, ${cloud.records.length} in the cloud`);
  const prepared = inSlices((enough) => people.prepare(enough));
  const mb = ((process.memoryUsage().rss - before) / 1e6).toFixed(0);
  console.log(`prepare           ${told(prepared)}, ${mb} MB more`);
  for (const query of QUERIES) {
    const look = people.look(query, 100);
    const took = inSlices((enough) => look.step(enough));
    const started = performance.now();
    const hits = look.hits();
    const gathered = performance.now() - started;
    console.log(
      `${query.padEnd(17).slice(0, 17)} ${told(took)}, hits ${gathered.toFixed(1)} ms: ${hits.length}, first ${hits[0]?.name ?? '-'} (${hits[0]?.sides ?? ''})`,
    );
  }
  const look = people.look('kim', 1);
  while (!look.step(() => false));
  const key = look.hits()[0]?.key ?? '';
  const started = performance.now();
  viewRecipient({ onprem, cloud }, key, { finder: people, settings: undefined });
  console.log(`a person's page   ${(performance.now() - started).toFixed(1)} ms`);
  const asked = performance.now();
  const holders = people.holders('2dcb23c9-4179-4fec-b556-659ce21780e6').length;
  console.log(`holders of a GUID ${(performance.now() - asked).toFixed(1)} ms: ${holders}`);
}

function inSlices(step) {
  const slices = [];
  const before = process.cpuUsage();
  for (let isDone = false; !isDone; ) {
    const started = performance.now();
    isDone = step(() => performance.now() - started >= SLICE_MS);
    slices.push(performance.now() - started);
  }
  slices.sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  return {
    total: slices.reduce((sum, one) => sum + one, 0),
    cpu: (user + system) / 1000,
    count: slices.length,
    longest: slices.at(-1),
    high: slices[Math.floor(slices.length * 0.99)],
  };
}

function told({ total, cpu, count, longest, high }) {
  return `${total.toFixed(0).padStart(6)} ms (CPU ${cpu.toFixed(0).padStart(5)}) in ${String(count).padStart(5)} slices, longest ${longest.toFixed(1)} ms (99 of 100: ${high.toFixed(1)})`;
}
