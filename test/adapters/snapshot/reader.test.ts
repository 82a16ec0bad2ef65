import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packMember, SIGNATURE } from '../../../src/adapters/snapshot/member.js';
import { isSnapshotFile, looksLikeSnapshot, openSnapshot } from '../../../src/adapters/snapshot/reader.js';
import { fc } from '../../setup/property.js';
import {
  newFile,
  opened,
  RECIPIENTS,
  recordsOf,
  START,
  startPart,
  startWriter,
  USERS,
  user,
  users,
  value,
  writeSnapshot,
} from './files.js';

const HEAD = { version: 1, id: '6f1c0d5e-0000-4000-8000-000000000001', tool: 'collect-onprem.ps1 1', createdAt: START, isRedacted: false };
const line = (name: string, about: unknown): string => JSON.stringify({ [`@${name}`]: about });

function collectorText(records: readonly unknown[], more: readonly string[] = []): string {
  return [
    line('snapshot', HEAD),
    line('part', { ...USERS, startedAt: START }),
    line('chunk', { part: USERS.name }),
    ...records.map((record) => JSON.stringify(record)),
    line('end', { part: USERS.name, records: records.length }),
    line('unreadable', { part: USERS.name, what: 'A', why: 'B', next: 'C' }),
    line('done', { part: USERS.name, state: 'complete', records: records.length, endedAt: START }),
    ...more,
    line('finished', { finishedAt: START }),
    '',
  ].join('\r\n');
}

async function problemOf(path: string): Promise<string> {
  const result = await openSnapshot(path);
  return result.kind === 'problem' ? result.problem.what : 'ok';
}

describe('openSnapshot, the file of a collector script', () => {
  const records = [user(1, { displayName: 'Jürgen Müller' }), { '@odata.type': '#microsoft.graph.group', id: 'g' }];

  for (const [name, bytes] of [
    ['UTF-8', Buffer.from(collectorText(records))],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${collectorText(records)}`)],
    ['UTF-16 LE with BOM', Buffer.from(`\ufeff${collectorText(records)}`, 'utf16le')],
    ['UTF-16 LE without BOM', Buffer.from(collectorText(records), 'utf16le')],
    ['gzip', gzipSync(collectorText(records))],
  ] as const) {
    it(`reads ${name}`, async () => {
      const path = newFile();
      writeFileSync(path, bytes);
      const reader = await opened(path);
      expect(reader.notes).toEqual([]);
      expect(reader.summary.parts).toEqual([
        { ...USERS, startedAt: START, endedAt: START, state: 'complete', records: 2, unreadable: [{ what: 'A', why: 'B', next: 'C' }] },
      ]);
      expect(await recordsOf(reader, USERS.name)).toEqual(records);
      expect(await isSnapshotFile(path)).toBe(name !== 'gzip');
    });
  }

  it('counts only chunks that have their end, and says that the file broke off', async () => {
    const path = newFile();
    const text = collectorText(users(0, 3));
    writeFileSync(path, text.slice(0, text.indexOf('"@end"') - 2));
    const reader = await opened(path);
    expect(reader.summary.parts[0]).toMatchObject({ state: 'partial', records: 0, endedAt: '' });
    expect(reader.summary.finishedAt).toBe('');
    expect(reader.notes.join('\n')).toMatch(/broke off[\s\S]*not whole/);
    expect(await recordsOf(reader, USERS.name)).toEqual([]);
  });

  it('takes a part that was begun again as it stands in the file, when it is the same', async () => {
    const path = newFile();
    const again = [
      line('part', { ...USERS, startedAt: '2026-11-23T02:00:00Z' }),
      line('chunk', { part: USERS.name }),
      JSON.stringify(user(3)),
      line('end', { part: USERS.name, records: 1 }),
    ];
    writeFileSync(
      path,
      collectorText(users(0, 3), [...again, line('done', { part: USERS.name, state: 'complete', records: 4, endedAt: START })]),
    );
    expect(await recordsOf(await opened(path), USERS.name)).toEqual(users(0, 4));
  });

  it('leaves out a record that is no JSON, and the part is partial', async () => {
    const path = newFile();
    writeFileSync(path, collectorText([user(1), user(2)]).replace('"user-2"', '"user-2'));
    const reader = await opened(path);
    expect(await recordsOf(reader, USERS.name)).toEqual([user(1)]);
    expect(reader.summary.parts[0]?.state).toBe('partial');
    expect(reader.notes.join('\n')).toMatch(/damaged/);
  });

  it('refuses a line of more than 16 MB, and the chunk that holds it', async () => {
    const path = newFile();
    writeFileSync(path, collectorText([user(1), user(2, { note: 'x'.repeat(17_000_000) })]));
    const reader = await opened(path);
    expect(await recordsOf(reader, USERS.name)).toEqual([]);
    expect(reader.summary.parts[0]?.state).toBe('partial');
  });
});

describe('openSnapshot, what is no snapshot', () => {
  it('gives a problem', async () => {
    const path = newFile();
    expect(await problemOf(`${path}.none`)).toBe('The file does not exist.');
    expect(await problemOf('/tmp')).toMatch(/folder/);
    writeFileSync(path, '');
    expect(await problemOf(path)).toBe('The file is empty.');
    for (const bytes of [
      Buffer.from('{"a":1}'),
      Buffer.from('nonsense'),
      gzipSync('nonsense'),
      SIGNATURE,
      gzipSync('x').subarray(0, 12),
      Buffer.alloc(200, 0x1f),
    ]) {
      writeFileSync(path, bytes);
      expect(await problemOf(path)).toMatch(/no snapshot|gzip archive|binary/);
      expect(await isSnapshotFile(path)).toBe(bytes === SIGNATURE);
    }
  });

  it('asks for a newer program where the version is one', async () => {
    const path = newFile();
    const text = `${line('snapshot', { ...HEAD, version: 2 })}\n`;
    for (const bytes of [Buffer.from(text), await packMember(text)]) {
      writeFileSync(path, bytes);
      expect(await problemOf(path)).toMatch(/version 2/);
    }
  });

  it('refuses a member that unpacks to more than 64 MB', async () => {
    const path = newFile();
    const bomb = await packMember(`${line('snapshot', HEAD)}\n${'x'.repeat(70_000_000)}`);
    writeFileSync(path, bomb);
    expect((await openSnapshot(path)).kind).toBe('problem');
    writeFileSync(path, Buffer.concat([await packMember(`${line('snapshot', HEAD)}\n`), bomb]));
    expect((await opened(path)).notes.join('\n')).toMatch(/64 MB/);
    writeFileSync(path, gzipSync('x'.repeat(70_000_000)));
    expect(await problemOf(path)).toMatch(/64 MB/);
  });

  it('tells of the partial file where only that is there', async () => {
    const path = newFile();
    await (await startWriter(path)).suspend();
    expect(await problemOf(path)).toMatch(/not finished/);
  });

  it('tells a snapshot by its first bytes', () => {
    expect(looksLikeSnapshot(SIGNATURE)).toBe(true);
    expect(looksLikeSnapshot(gzipSync('x'))).toBe(false);
    expect(looksLikeSnapshot(Buffer.from('\ufeff{"@snapshot":{', 'utf16le'))).toBe(true);
    expect(looksLikeSnapshot(Buffer.from('[{"@snapshot":{'))).toBe(false);
    expect(looksLikeSnapshot(new Uint8Array())).toBe(false);
  });
});

describe('openSnapshot, an unfinished file', () => {
  it('reads what is whole and calls its parts partial', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const part = await startPart(writer, USERS);
    value(await part.write(users(0, 3), 'x'));
    await writer.suspend();
    const reader = await opened(`${path}.partial`);
    expect(reader.summary.parts.map(({ state, records }) => [state, records])).toEqual([['partial', 3]]);
    expect(reader.notes.join('\n')).toMatch(/not finished/);
    expect(await recordsOf(reader, USERS.name)).toEqual(users(0, 3));
  });
});

describe('openSnapshot, damage', () => {
  it('leaves out a damaged chunk, and says of which part and how much', async () => {
    const path = newFile();
    await writeSnapshot(path, 8, 50);
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0xff;
    writeFileSync(path, bytes);
    const reader = await opened(path);
    expect(reader.notes).toEqual([expect.stringMatching(/Users: 50 of 400 records are lost/)]);
    expect(reader.summary.parts.map(({ state, records }) => [state, records])).toEqual([
      ['partial', 350],
      ['complete', 4],
    ]);
    expect(await recordsOf(reader, USERS.name)).toHaveLength(350);
    expect(await recordsOf(reader, RECIPIENTS.name)).toHaveLength(4);
  });

  it('finds the members from the front where the end is damaged, and goes on behind damage', async () => {
    const path = newFile();
    await writeSnapshot(path, 8, 50);
    const bytes = readFileSync(path).subarray(0, -20);
    bytes.fill(0x55, 2000, 2010);
    writeFileSync(path, bytes);
    const reader = await opened(path);
    expect(reader.notes.join('\n')).toMatch(/damaged in \d+ places/);
    expect(reader.summary.parts.map(({ state }) => state)).toContain('partial');
    const found = (await recordsOf(reader, USERS.name)).length + (await recordsOf(reader, RECIPIENTS.name)).length;
    expect(found).toBeGreaterThanOrEqual(350);
  });

  it('never throws and never gives what was not written, whatever happens to the bytes', async () => {
    const whole = newFile();
    await writeSnapshot(whole, 6, 8);
    const bytes = readFileSync(whole);
    const known = new Set<string>();
    const reader = await opened(whole);
    for (const { name } of reader.summary.parts)
      for (const record of await recordsOf(reader, name)) known.add(`${name} ${JSON.stringify(record)}`);
    const starts: number[] = [];
    for (let at = bytes.indexOf(SIGNATURE); at >= 0; at = bytes.indexOf(SIGNATURE, at + 1)) starts.push(at);
    const damage = fc.oneof(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(7)), { minLength: 1, maxLength: 6 }).map((flips) => (from: Buffer) => {
        const copy = Buffer.from(from);
        for (const [at, bit] of flips) if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << bit);
        return copy;
      }),
      fc.nat(bytes.length).map((length) => (from: Buffer) => from.subarray(0, length)),
      fc.nat(bytes.length).map((length) => (from: Buffer) => from.subarray(length)),
      fc.tuple(fc.nat(starts.length - 1), fc.nat(starts.length - 1)).map(([a, b]) => (from: Buffer) => {
        const members = starts.map((start, index) => from.subarray(start, starts[index + 1]));
        [members[a], members[b]] = [members[b] ?? Buffer.alloc(0), members[a] ?? Buffer.alloc(0)];
        return Buffer.concat(members);
      }),
      fc.tuple(fc.nat(bytes.length), fc.uint8Array({ maxLength: 40 })).map(
        ([at, more]) =>
          (from: Buffer) =>
            Buffer.concat([from.subarray(0, at), more, from.subarray(at)]),
      ),
    );
    const path = newFile();
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        writeFileSync(
          path,
          damages.reduce<Buffer>((now, change) => change(now), bytes),
        );
        const result = await openSnapshot(path);
        if (result.kind === 'problem') return;
        let count = 0;
        for (const { name } of result.value.summary.parts) {
          for await (const record of result.value.records(name)) {
            count++;
            expect(known.has(`${name} ${JSON.stringify(record)}`)).toBe(true);
          }
        }
        const { parts } = result.value.summary;
        expect(count).toBe(parts.reduce((sum, { records }) => sum + records, 0));
        if (count < known.size) expect(result.value.notes.length > 0 || parts.length < 2).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('ends with the reason of an aborted signal', async () => {
    const path = newFile();
    await writeSnapshot(path, 4, 4);
    const reader = await opened(path);
    const abort = new AbortController();
    const seen: unknown[] = [];
    await expect(
      (async () => {
        for await (const record of reader.records(USERS.name, abort.signal)) {
          seen.push(record);
          abort.abort(new Error('stopped'));
        }
      })(),
    ).rejects.toThrow('stopped');
    expect(seen).toHaveLength(4);
    await expect(openSnapshot(path, abort.signal)).rejects.toThrow('stopped');
  });
});
