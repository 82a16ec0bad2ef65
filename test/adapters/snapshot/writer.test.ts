import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSnapshot } from '../../../src/adapters/snapshot/reader.js';
import { createSnapshotWriter } from '../../../src/adapters/snapshot/writer.js';
import {
  END,
  newFile,
  OPTIONS,
  opened,
  RECIPIENTS,
  recordsOf,
  START,
  startPart,
  startWriter,
  TENANT,
  USERS,
  user,
  users,
  value,
  writeSnapshot,
} from './files.js';

describe('createSnapshotWriter', () => {
  it('writes what is read back, several parts between each other', async () => {
    const path = newFile();
    await writeSnapshot(path, 6, 10);
    const reader = await opened(path);
    expect(reader.notes).toEqual([]);
    expect(reader.summary).toMatchObject({ version: 1, tool: 'crossprem 0.1.0', createdAt: START, finishedAt: END, isRedacted: false });
    expect(reader.summary.parts.map(({ name, state, records }) => [name, state, records])).toEqual([
      ['cloud/users', 'complete', 60],
      ['onprem/objects/corp.contoso.com', 'complete', 3],
    ]);
    expect(reader.summary.parts[1]).toMatchObject({ ...RECIPIENTS, startedAt: START, endedAt: END });
    expect(reader.summary.unreadable).toHaveLength(1);
    expect(await recordsOf(reader, 'cloud/users')).toEqual(users(0, 60));
    expect(await recordsOf(reader, 'nothing')).toEqual([]);
  });

  it('makes a file that gzip unpacks to the lines of the format', async () => {
    const path = newFile();
    await writeSnapshot(path, 2, 2);
    const lines = execFileSync('gzip', ['-dc'], { input: readFileSync(path), encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line))[0])).toEqual(
      '@snapshot @part @chunk id id @end @chunk id id @end @part @chunk objectGUID @end @done @done @summary @unreadable @index @finished'.split(
        ' ',
      ),
    );
  });

  it('gives the file to its owner alone, and leaves no lock and no partial', async () => {
    const path = newFile();
    await writeSnapshot(path, 1, 1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect([existsSync(`${path}.partial`), existsSync(`${path}.partial.lock`)]).toEqual([false, false]);
  });

  it('replaces a snapshot only when the new one is whole', async () => {
    const path = newFile();
    await writeSnapshot(path, 1, 1);
    const before = readFileSync(path);
    const writer = await startWriter(path);
    const part = await startPart(writer, USERS);
    value(await part.write(users(0, 5), 'next'));
    await writer.suspend();
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(`${path}.partial`)).toBe(true);
  });

  it('goes on with an interrupted run behind its last chunk', async () => {
    const path = newFile();
    const first = await startWriter(path);
    const part = await startPart(first, USERS);
    part.unreadable({ what: 'A', why: 'B', next: 'C' });
    value(await part.write(users(0, 3), 'after-3'));
    value(await part.write(users(3, 6), 'after-6'));
    const done = await startPart(first, TENANT);
    value(await done.write([{ verifiedDomains: ['contoso.com'] }], undefined));
    value(await done.end('complete', END));
    await first.suspend();
    const again = await startWriter(path);
    expect(again.isResumed).toBe(true);
    expect(again.resumeOf(USERS)).toEqual({ kind: 'partly', cursor: 'after-6', records: 6 });
    expect(again.resumeOf(TENANT)).toEqual({ kind: 'done', records: 1, state: 'complete' });
    expect(again.resumeOf(RECIPIENTS)).toEqual({ kind: 'new' });
    const rest = await startPart(again, USERS);
    value(await rest.write(users(6, 8), undefined));
    value(await rest.end('complete', END));
    const { summary } = value(await again.finish(END, []));
    expect(summary.parts.map(({ records, state }) => [records, state])).toEqual([
      [8, 'complete'],
      [1, 'complete'],
    ]);
    expect(summary.parts[0]?.unreadable).toEqual([{ what: 'A', why: 'B', next: 'C' }]);
    expect(await recordsOf(await opened(path), 'cloud/users')).toEqual(users(0, 8));
  });

  it('drops what stands behind the last whole member', async () => {
    const path = newFile();
    const first = await startWriter(path);
    const part = await startPart(first, USERS);
    value(await part.write(users(0, 3), 'after-3'));
    const whole = statSync(`${path}.partial`).size;
    value(await part.write(users(3, 6), 'after-6'));
    await first.suspend();
    truncateSync(`${path}.partial`, statSync(`${path}.partial`).size - 3);
    const again = await startWriter(path);
    expect(again.resumeOf(USERS)).toEqual({ kind: 'partly', cursor: 'after-3', records: 3 });
    expect(statSync(`${path}.partial`).size).toBe(whole);
    await again.suspend();
    appendFileSync(`${path}.partial`, 'something else');
    const third = await startWriter(path);
    expect(third.resumeOf(USERS)).toEqual({ kind: 'partly', cursor: 'after-3', records: 3 });
    await third.suspend();
  });

  it('leaves out what an earlier run read with another account, and parts that this run does not ask for', async () => {
    const path = newFile();
    const first = await startWriter(path);
    value(await (await startPart(first, USERS)).write(users(0, 3), 'after-3'));
    value(await (await startPart(first, TENANT)).write([{ initialDomain: 'contoso.onmicrosoft.com' }], 'x'));
    await first.suspend();
    const again = await startWriter(path);
    const other = { ...USERS, account: 'other@contoso.com' };
    expect(again.resumeOf(other)).toEqual({ kind: 'new' });
    const part = await startPart(again, other);
    value(await part.write(users(7, 9), undefined));
    value(await part.end('complete', END));
    value(await again.finish(END, []));
    const reader = await opened(path);
    expect(reader.summary.parts.map(({ name, account, records }) => [name, account, records])).toEqual([
      ['cloud/users', 'other@contoso.com', 2],
    ]);
    expect(await recordsOf(reader, 'cloud/users')).toEqual(users(7, 9));
    // Also for who reads it from the front, without the index.
    truncateSync(path, statSync(path).size - 1);
    const front = await opened(path);
    expect(front.summary.parts.map(({ name }) => name)).toEqual(['cloud/users']);
    expect(await recordsOf(front, 'cloud/users')).toEqual(users(7, 9));
  });

  it('starts a part anew that has no cursor', async () => {
    const path = newFile();
    const first = await startWriter(path);
    value(await (await startPart(first, USERS)).write(users(0, 3), undefined));
    await first.suspend();
    const again = await startWriter(path);
    expect(again.resumeOf(USERS)).toEqual({ kind: 'new' });
    const part = await startPart(again, USERS);
    value(await part.write(users(0, 2), undefined));
    value(await part.end('complete', END));
    value(await again.finish(END, []));
    expect(await recordsOf(await opened(path), 'cloud/users')).toEqual(users(0, 2));
  });

  it('splits a large write into pieces that count only together', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const part = await startPart(writer, USERS);
    value(await part.write(users(0, 2), 'after-2'));
    const whole = statSync(`${path}.partial`).size;
    const large = Array.from({ length: 6 }, (_, i) => user(i + 2, { note: `${i}`.repeat(4_000_000) }));
    value(await part.write(large, 'after-8'));
    await writer.suspend();
    const reader = await opened(`${path}.partial`);
    expect((await recordsOf(reader, 'cloud/users')).map(({ id }) => id)).toEqual(users(0, 8).map(({ id }) => id));
    // The last piece is gone: the others of its group are no chunk, for their cursor was in it.
    truncateSync(`${path}.partial`, statSync(`${path}.partial`).size - 10);
    const again = await startWriter(path);
    expect(again.resumeOf(USERS)).toEqual({ kind: 'partly', cursor: 'after-2', records: 2 });
    expect(statSync(`${path}.partial`).size).toBe(whole);
    await again.suspend();
  });

  it('leaves out a record that no line can hold, and says so', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const part = await startPart(writer, USERS);
    const cycle: Record<string, unknown> = { id: 'c' };
    cycle.self = cycle;
    value(await part.write([user(1), cycle, user(2, { photo: 'x'.repeat(17_000_000) }), user(3)], undefined));
    value(await part.end('complete', END));
    const { summary } = value(await writer.finish(END, []));
    expect(summary.parts[0]).toMatchObject({ records: 2, state: 'partial' });
    expect(summary.parts[0]?.unreadable).toHaveLength(1);
    expect(await recordsOf(await opened(path), 'cloud/users')).toEqual([user(1), user(3)]);
  });

  it('keeps a record that looks like a line of control', async () => {
    const path = newFile();
    const records = [
      { '@end': { part: 'cloud/users', records: 0 } },
      { '@odata.type': '#microsoft.graph.user', id: 'x' },
      { '@notReadable': ['mail'], id: 'y' },
    ];
    const writer = await startWriter(path);
    const part = await startPart(writer, USERS);
    value(await part.write(records, undefined));
    value(await part.end('complete', END));
    value(await writer.finish(END, []));
    expect(await recordsOf(await opened(path), 'cloud/users')).toEqual(records);
  });

  it('lets one run write a file', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const second = await createSnapshotWriter(path, OPTIONS);
    expect(second.kind === 'problem' && second.problem.what).toMatch(/Another run/);
    await writer.suspend();
    await (await startWriter(path)).suspend();
  });

  it('takes over the lock of a process that is gone', async () => {
    const path = newFile();
    writeFileSync(`${path}.partial.lock`, '{"pid":');
    await (await startWriter(path)).suspend();
  });

  it('starts anew when told to, for another version of the tool, and for a redacted one', async () => {
    const path = newFile();
    for (const more of [{ fresh: true }, { tool: 'crossprem 0.2.0' }, { isRedacted: true }]) {
      const first = await startWriter(path, { fresh: true });
      value(await (await startPart(first, USERS)).write(users(0, 3), 'after-3'));
      await first.suspend();
      const again = await startWriter(path, more);
      expect(again.isResumed).toBe(false);
      expect(again.resumeOf(USERS)).toEqual({ kind: 'new' });
      await again.suspend();
    }
  });

  it('names what stands in the way', async () => {
    const path = newFile();
    const folder = join(dirname(path), 'folder');
    mkdirSync(folder);
    const what = async (where: string): Promise<string> => {
      const result = await createSnapshotWriter(where, OPTIONS);
      return result.kind === 'problem' ? result.problem.what : 'ok';
    };
    expect(await what(folder)).toBe('This is a folder and not a file.');
    expect(await what(join(folder, 'no', 'such', 'file'))).toBe('The folder of the file does not exist.');
    writeFileSync(`${path}.partial`, 'the half of a film');
    expect(await what(path)).toBe('A file of this name is there that is no unfinished snapshot.');
    expect(readFileSync(`${path}.partial`, 'utf8')).toBe('the half of a film');
    expect(existsSync(`${path}.partial.lock`)).toBe(false);
  });

  it('goes on after a run that broke off in its very first bytes, or while it was finished', async () => {
    const path = newFile();
    await writeSnapshot(path, 2, 2);
    const whole = readFileSync(path);
    for (const bytes of [0, 1, 10, 40]) {
      writeFileSync(`${path}.partial`, whole.subarray(0, bytes));
      const writer = await startWriter(path);
      expect(writer.isResumed).toBe(false);
      await writer.suspend();
    }
    for (const less of [0, 1, 70]) {
      writeFileSync(`${path}.partial`, whole.subarray(0, whole.length - less));
      const writer = await startWriter(path);
      expect(writer.resumeOf(USERS)).toEqual({ kind: 'done', records: 4, state: 'complete' });
      expect(writer.resumeOf(RECIPIENTS)).toEqual({ kind: 'done', records: 1, state: 'complete' });
      const { summary } = value(await writer.finish(END, []));
      expect(summary.parts.map(({ records }) => records)).toEqual([4, 1]);
      expect(await recordsOf(await opened(path), 'cloud/users')).toEqual(users(0, 4));
    }
  });

  it('says of a part that was not ended that it is partial', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    value(await (await startPart(writer, USERS)).write(users(0, 2), 'x'));
    await startPart(writer, RECIPIENTS);
    const { summary } = value(await writer.finish(END, []));
    expect(summary.parts.map(({ state, records, endedAt }) => [state, records, endedAt])).toEqual([
      ['partial', 2, END],
      ['partial', 0, END],
    ]);
    expect((await openSnapshot(path)).kind).toBe('ok');
  });
});
