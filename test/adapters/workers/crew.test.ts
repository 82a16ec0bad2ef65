import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startCrew } from '../../../src/adapters/workers/crew.js';

const folder = mkdtempSync(join(tmpdir(), 'crossprem-crew-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const wanted = () => new Set<string>();
const onMessage = (body: string): string =>
  `const { parentPort } = require('node:worker_threads'); parentPort.on('message', ({ id, job }) => { ${body} });`;

describe('a crew', () => {
  it.each([
    ['throws at its start', "throw new Error('no memory left');"],
    ['throws in its work', onMessage("throw new Error('no memory left');")],
    ['leaves', onMessage('process.exit(7);')],
  ])('tells of a thread that %s', async (name, text) => {
    const crew = startCrew({ files: [['a.ldf', 'onprem']], wanted, script: script(`${name}.cjs`, text) });
    const read = await crew.readDirectory('a.ldf', 'onprem');
    const indexed = await crew.index({ onprem: [], cloud: undefined });
    expect(read).toMatchObject({
      kind: 'problem',
      problem: { what: expect.stringMatching(/thread of the run ended: (?:no memory left|it ended with code 7)/) },
    });
    expect(indexed.kind).toBe('problem');
    await crew.close();
  });

  it('starts to read all files before it is asked for them, each once', async () => {
    const answer = "parentPort.postMessage({ id, answer: { kind: 'problem', problem: { what: job.side, where: job.path, next: '' } } });";
    const files = [
      ['a.ldf', 'onprem'],
      ['b.csv', 'cloud'],
      ['c.csv', 'cloud'],
    ] as const;
    const crew = startCrew({ files, wanted, script: script('echo.cjs', onMessage(answer)) });
    for (const [path, side] of [...files].reverse())
      expect(await crew.readDirectory(path, side)).toEqual({ kind: 'problem', problem: { what: side, where: path, next: '' } });
    await crew.close();
    expect(await crew.readDirectory('late.csv', 'cloud')).toMatchObject({ kind: 'problem' });
  });
});
