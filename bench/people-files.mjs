import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { importTypeScript } from '../scripts/bundle.mjs';
import { root } from '../scripts/read-rules.mjs';

/** Writes so many people of the invented organization as the exports that an administrator would have. In: a folder that is there. */
export async function writePeople(folder, size, prefix = '') {
  const { makePerson } = await importTypeScript(join(root, 'test/setup/organization.ts'));
  const files = await importTypeScript(join(root, 'test/setup/organization-files.ts'));
  const pathOf = (name) => join(folder, `${prefix}${name}`);
  const paths = { onprem: pathOf('onprem.ldf'), graph: pathOf('graph.csv'), exchange: pathOf('exchange.csv') };
  const [onprem, graph, exchange] = Object.values(paths).map((path) => createWriteStream(path));
  graph.write(files.GRAPH_HEADER);
  exchange.write(files.EXCHANGE_HEADER);
  for (let i = 0; i < size; i++) {
    const { onprem: a, cloud: b } = makePerson(i);
    if (a !== undefined) onprem.write(files.ldifOf(a));
    if (b !== undefined) {
      graph.write(files.graphCsvOf(b));
      exchange.write(files.exchangeCsvOf(b));
    }
    if (i % 5000 === 0) await new Promise((resume) => setImmediate(resume));
  }
  await Promise.all([onprem, graph, exchange].map((stream) => new Promise((resume) => stream.end(resume))));
  return paths;
}
