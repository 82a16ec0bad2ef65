import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSnapshotWriter } from '../../../src/adapters/snapshot/writer.js';
import { ROOT } from '../../setup/rules.js';
import { END, newFile, OPTIONS, opened, recordsOf, startPart, startWriter, USERS, users, value } from './files.js';

/** A program that writes users in chunks of 50, from where the last run ended, and says each chunk that is on the disk. */
const PROGRAM = `
import { createSnapshotWriter } from ${JSON.stringify(join(ROOT, 'src/adapters/snapshot/writer.ts'))};
const [path, headText, last] = process.argv.slice(2);
const head = JSON.parse(headText);
async function run() {
  const made = await createSnapshotWriter(path, { tool: 'crossprem 0.1.0', now: () => '2026-11-23T01:00:00.000Z' });
  if (made.kind === 'problem') { console.log(made.problem.what); return; }
  const resume = made.value.resumeOf(head);
  let at = resume.kind === 'partly' ? Number(resume.cursor) : 0;
  const part = (await made.value.begin(head, '2026-11-23T01:00:00.000Z')).value;
  while (at < Number(last)) {
    const records = Array.from({ length: 50 }, (_, i) => ({ id: 'user-' + (at + i), userPrincipalName: 'u' + (at + i) + '@contoso.com', mail: 'u' + (at + i) + '@contoso.com', note: globalThis.noise?.() }));
    at += 50;
    const written = await part.write(records, String(at));
    if (written.kind === 'problem') { console.log(written.problem.what); await made.value.suspend(); return; }
    console.log('chunk ' + at);
  }
}
if (process.env.NOISE) { const { randomBytes } = await import('node:crypto'); globalThis.noise = () => randomBytes(200).toString('hex'); }
await run();
`;

let program = '';

beforeAll(() => {
  const folder = dirname(newFile());
  const source = join(folder, 'program.ts');
  writeFileSync(source, PROGRAM);
  program = join(folder, 'program.mjs');
  buildSync({ entryPoints: [source], outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
});

describe('a snapshot whose process is killed', () => {
  it('is gone on with, and nothing is lost or doubled', { timeout: 120_000 }, async () => {
    const path = newFile();
    let told = 0;
    for (const until of [2, 3, 1, 4]) {
      const child = spawn(process.execPath, [program, path, JSON.stringify(USERS), '1000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
      let chunks = 0;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        for (const [, at] of text.matchAll(/chunk (\d+)\n/g)) {
          told = Number(at);
          chunks++;
        }
        if (chunks >= until) child.kill('SIGKILL');
      });
      await once(child, 'close');
      expect(child.signalCode).toBe('SIGKILL');
    }
    const writer = await startWriter(path);
    const resume = writer.resumeOf(USERS);
    const at = resume.kind === 'partly' ? resume.records : 0;
    // What was told to be on the disk is there; of what was not, a chunk more may be.
    expect(at).toBeGreaterThanOrEqual(told);
    expect(resume).toEqual({ kind: 'partly', cursor: String(at), records: at });
    const part = await startPart(writer, USERS);
    value(await part.write(users(at, at + 10), undefined));
    value(await part.end('complete', END));
    value(await writer.finish(END, []));
    const reader = await opened(path);
    expect(reader.notes).toEqual([]);
    expect(await recordsOf(reader, USERS.name)).toEqual(users(0, at + 10));
  });

  it('is refused to a second process while the first one lives', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const run = spawnSync(process.execPath, [program, path, JSON.stringify(USERS), '50'], { encoding: 'utf8' });
    expect(run.stdout).toMatch(/Another run \(process \d+ on /);
    await writer.suspend();
  });
});

describe.skipIf(process.platform === 'win32')('a disk that takes no more', () => {
  it('gives a problem and keeps what was written', async () => {
    const path = newFile();
    const args = [program, path, JSON.stringify(USERS), '1000000'].map((arg) => `'${arg}'`).join(' ');
    // A limit for the size of files stands for the end of the disk; Node passes over the signal that goes with it.
    const run = spawnSync('bash', ['-c', `trap '' XFSZ; ulimit -f 100; '${process.execPath}' ${args}`], {
      encoding: 'utf8',
      env: { ...process.env, NOISE: '1' },
    });
    expect(run.stdout).toMatch(/The system allows no larger file here\.\n$/);
    const told = Number(/chunk (\d+)\nThe system/.exec(run.stdout)?.[1]);
    expect(told).toBeGreaterThan(0);
    expect(statSync(`${path}.partial`).size).toBeLessThanOrEqual(100 * 1024);
    const writer = value(await createSnapshotWriter(path, OPTIONS));
    expect(writer.resumeOf(USERS)).toEqual({ kind: 'partly', cursor: String(told), records: told });
    await writer.suspend();
  });
});
