import { execFile, execFileSync } from 'node:child_process';
import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTrailer, packMember, sha256Of } from '../../../src/adapters/snapshot/member.js';
import { openSnapshot } from '../../../src/adapters/snapshot/reader.js';
import { overwritten } from '../../../src/adapters/snapshot/same-file.js';
import { readSnapshotTables } from '../../../src/adapters/snapshot/tables.js';
import { createSnapshotWriter } from '../../../src/adapters/snapshot/writer.js';

const folders: string[] = [];
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'crossprem-snap-'));
  folders.push(path);
  return path;
}

const write = (path: string) => createSnapshotWriter(path, { tool: 'test 1', now: () => '2026-01-01T00:00:00Z', fresh: true });

describe('what waits at FILE.partial in a shared folder', () => {
  it.each([
    ['a link to a file', (from: string, to: string) => symlinkSync(to, from)],
    ['a link to nothing', (from: string) => symlinkSync(join(from, '..', 'nowhere'), from)],
    ['a second name of a file', (from: string, to: string) => linkSync(to, from)],
    ['a pipe', (from: string) => void execFileSync('mkfifo', [from])],
  ])('%s is not written into', async (_, make) => {
    const dir = folder();
    const victim = join(dir, 'victim');
    writeFileSync(victim, '', { mode: 0o644 });
    make(join(dir, 'x.partial'), victim);
    expect((await write(join(dir, 'x'))).kind).toBe('problem');
    expect(readFileSync(victim, 'utf8')).toBe('');
    expect(() => statSync(join(dir, 'x.partial.lock'))).toThrow();
  });

  it('is replaced, and not followed, where the finished file is a link', async () => {
    const dir = folder();
    const victim = join(dir, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(dir, 'x'));
    const writer = await write(join(dir, 'x'));
    if (writer.kind === 'problem') throw new Error(writer.problem.what);
    expect((await writer.value.finish('2026-01-01T00:00:00Z', [])).kind).toBe('ok');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(statSync(join(dir, 'x')).mode & 0o777).toBe(0o600);
  });
});

describe('the lock', () => {
  it('of a process that is gone goes to one of several runs alone', async () => {
    const dir = folder();
    const script = join(dir, 'take.mjs');
    await build({
      stdin: {
        contents: `
          import { takeLock } from './lock.js';
          while (Date.now() < Number(process.argv[3]));
          const lock = await takeLock(process.argv[2]);
          console.log(lock.kind);
          if (lock.kind === 'ok') setTimeout(() => process.exit(0), 1500);`,
        resolveDir: join(import.meta.dirname, '../../../src/adapters/snapshot'),
        loader: 'ts',
      },
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    for (const round of [1, 2]) {
      const path = join(dir, `x${round}`);
      writeFileSync(`${path}.lock`, JSON.stringify({ pid: 2 ** 30, host: hostname(), began: 1 }));
      const at = String(Date.now() + 800);
      const runs = Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, [script, path, at]));
      const said = (await Promise.all(runs)).map(({ stdout }) => stdout.trim());
      expect(said.filter((kind) => kind === 'ok')).toHaveLength(1);
      expect(readdirSync(dir).filter((name) => name.startsWith(`x${round}`))).toEqual([]);
    }
  });

  it.each([
    ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
    ['a large file', (path: string) => writeFileSync(path, ' '.repeat(100_000))],
  ])('that is %s does not hold a run up', async (_, make) => {
    const dir = folder();
    make(join(dir, 'x.partial.lock'));
    const writer = await write(join(dir, 'x'));
    expect(writer.kind).toBe('ok');
    if (writer.kind === 'ok') await writer.value.suspend();
  });
});

describe('overwritten', () => {
  it('finds a source by any of its names', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'a'), '');
    writeFileSync(join(dir, 'b.partial'), '');
    symlinkSync(join(dir, 'a'), join(dir, 'link'));
    expect(await overwritten(join(dir, 'a'), [join(dir, '.', 'a')])).toBe(join(dir, '.', 'a'));
    expect(await overwritten(join(dir, 'a'), [join(dir, 'link')])).toBe(join(dir, 'link'));
    expect(await overwritten(join(dir, 'b'), [join(dir, 'b.partial')])).toBe(join(dir, 'b.partial'));
    expect(await overwritten(join(dir, 'c'), [join(dir, 'a'), join(dir, 'missing')])).toBe(undefined);
  });
});

const line = (name: string, value: unknown): string => `${JSON.stringify({ [`@${name}`]: value })}\n`;
const PART = {
  name: 'onprem/x',
  side: 'onprem',
  title: 'X',
  source: 's',
  account: 'a',
  attributesRead: ['mail'],
  startedAt: '',
  endedAt: '',
};
const HEAD = { version: 1, id: 'x', tool: 't', createdAt: '', isRedacted: false };

/** A snapshot whose index says what is wanted; its hashes are right. */
async function forged(
  index: readonly unknown[],
  parts: readonly unknown[] = [{ ...PART, state: 'complete', records: 1 }],
  body = '{"mail":"a@contoso.com"}\n',
) {
  const head = await packMember(line('snapshot', HEAD));
  const chunk = await packMember(
    `${line('part', PART)}${line('chunk', { part: PART.name })}${body}${line('end', { part: PART.name, records: 1 })}`,
  );
  const place = { part: PART.name, offset: head.length, length: chunk.length, records: 1, sha256: sha256Of(chunk) };
  const chunks = index.map((one) => ({ ...place, ...(typeof one === 'object' ? one : {}) }));
  const tail = await packMember(
    `${line('summary', { parts, unreadable: [], snapshot: HEAD })}${line('index', { chunks })}${line('finished', { finishedAt: 'then' })}`,
  );
  const path = join(folder(), 'forged');
  const trailer = makeTrailer(head.length + chunk.length, Buffer.from(sha256Of(tail), 'hex'));
  writeFileSync(path, Buffer.concat([head, chunk, tail, trailer]));
  const opened = await openSnapshot(path);
  if (opened.kind === 'problem') return opened.problem;
  const records: unknown[] = [];
  for (const part of new Set(opened.value.summary.parts.map(({ name }) => name)))
    for await (const record of opened.value.records(part)) records.push(record);
  return { records: records.length, notes: opened.value.notes, states: opened.value.summary.parts.map(({ state }) => state) };
}

describe('a forged snapshot whose hashes are right', () => {
  it('is read where it is honest', async () => {
    expect(await forged([{}])).toMatchObject({ records: 1, notes: [], states: ['complete'] });
  });

  it.each([
    ['a negative place', [{ offset: -1 }]],
    ['a place behind the end', [{ offset: 2 ** 52 }]],
    ['a gigantic length', [{ length: 2 ** 52 }]],
    ['the same bytes twice', [{}, {}]],
    ['a broken number', [{ offset: 1.5 }]],
    ['text for a number', [{ length: '9' }]],
  ])('with %s in its index is read from the front', async (_, index) => {
    expect(await forged(index)).toMatchObject({ records: 1 });
  });

  it.each([
    ['more records than there are', [{ records: 2 ** 53 - 1 }], undefined],
    [
      'a part more than there is',
      [{}],
      [
        { ...PART, state: 'complete', records: 1 },
        { ...PART, name: '__proto__', state: 'complete', records: 9 },
      ],
    ],
    [
      'one part twice',
      [{}],
      [
        { ...PART, state: 'complete', records: 1 },
        { ...PART, state: 'complete', records: 2 ** 53 - 1 },
      ],
    ],
  ])('with %s says what is missing', async (_, index, parts) => {
    const read = await forged(index, parts);
    expect(read).toMatchObject({ states: expect.arrayContaining(['partial']) });
  });

  it('that unpacks to far more than it should is refused', async () => {
    const read = await forged([{}], undefined, `{"mail":"${'a'.repeat(70 * 1024 * 1024)}"}\n`);
    expect(read).toMatchObject({ records: 0, states: ['partial'] });
  });
});

describe('a file of a stranger', () => {
  it('nested as deep as it goes, or with the names of the prototype, does not fall over', async () => {
    const path = join(folder(), 'deep.ndjson');
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const settings = { ...PART, name: 'settings/x', side: 'settings' };
    writeFileSync(
      path,
      [
        line('snapshot', HEAD),
        line('part', PART),
        line('chunk', { part: PART.name }),
        `{"mail":"a@contoso.com","proxyAddresses":${deep}}\n{"__proto__":{"mail":"p@contoso.com"},"constructor":{"prototype":{"x":1}},"mail":"b@contoso.com"}\n`,
        line('end', { part: PART.name, records: 2 }),
        line('part', settings),
        line('chunk', { part: settings.name }),
        `{"acceptedDomains":${deep}}\n{"tenantId":"x"}\n`,
        line('end', { part: settings.name, records: 2 }),
        line('finished', { finishedAt: 'then' }),
      ].join(''),
    );
    const opened = await openSnapshot(path);
    if (opened.kind === 'problem') throw new Error(opened.problem.what);
    const tables = await readSnapshotTables(opened.value);
    expect(tables.settings.map(({ text }) => text.trim())).toEqual(['{"tenantId":"x"}']);
    expect(tables.onprem).toHaveLength(1);
    expect(Object.keys({})).toEqual([]);
    expect(({} as Record<string, unknown>).mail).toBe(undefined); // Nothing was put on every object.
  });

  it('of a later version is refused', async () => {
    const path = join(folder(), 'later.ndjson');
    writeFileSync(path, line('snapshot', { ...HEAD, version: 2 }));
    expect(await openSnapshot(path)).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('version 2') } });
  });
});
