import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSnapshot } from '../../src/adapters/snapshot/reader.js';
import { createSnapshotWriter } from '../../src/adapters/snapshot/writer.js';
import { type CollectOutcome, collect } from '../../src/app/collect.js';
import { createTableSink } from '../../src/app/live-tables.js';
import { ok, problem } from '../../src/evidence/problem.js';
import type { PartHead } from '../../src/evidence/snapshot.js';
import { valueOf } from '../../src/parse/recipient/table.js';
import type { CollectProgress } from '../../src/ports/connections.js';
import type { LiveChunk, LiveConnection, LivePart } from '../../src/ports/live.js';
import type { SnapshotReader, SnapshotWriter } from '../../src/ports/snapshot.js';

const HEAD: PartHead = {
  name: 'onprem/objects/corp.contoso.com',
  side: 'onprem',
  title: 'Recipients of corp.contoso.com',
  source: 'ldaps://dc1.corp.contoso.com',
  account: 'reader@contoso.com',
  attributesRead: ['objectGUID', 'userPrincipalName', 'mail', 'msExchMailboxGuid'],
};
const person = (number: number) => ({ userPrincipalName: `user${number}@contoso.com`, mail: `user${number}@contoso.com` });

function service(
  read: (from: string | undefined, signal: AbortSignal) => AsyncIterable<LiveChunk>,
  head: Partial<PartHead> = {},
): LiveConnection {
  return {
    about: {
      kind: 'ldap',
      side: 'onprem',
      source: HEAD.source,
      account: 'reader@contoso.com',
      organization: 'corp.contoso.com',
      since: '2026-11-23T00:00:00Z',
      mayRead: [],
      limits: [{ what: 'child.corp.contoso.com was not read.', why: 'It is another domain.', next: 'Name it with --ldap.' }],
    },
    parts: async () => ok([{ head: { ...HEAD, ...head }, expected: 3, read }]),
    lookup: async () => ok({ records: [], attributesRead: [], unanswered: [], unreadable: [] }),
    close: async () => undefined,
  };
}

const chunks = (...list: readonly LiveChunk[]) =>
  async function* () {
    yield* list;
  };

async function run(
  connections: readonly LiveConnection[],
  signal: AbortSignal = new AbortController().signal,
): Promise<{ outcome: CollectOutcome; sink: ReturnType<typeof createTableSink>; progress: CollectProgress[] }> {
  const sink = createTableSink(() => undefined);
  const progress: CollectProgress[] = [];
  const outcome = await collect(connections, sink, {
    signal,
    now: () => Date.now(),
    onProgress: (one) => progress.push(structuredClone(one)),
  });
  return { outcome, sink, progress };
}

describe('collect', () => {
  it('reads a part into a table: what was asked for and did not come is not set, what may not be read is not known', async () => {
    const hidden = { ...person(2), '@notReadable': ['msExchMailboxGuid'] };
    const { outcome, sink } = await run([service(chunks({ kind: 'records', records: [person(1), hidden], cursor: undefined }))]);
    expect(outcome).toMatchObject({ records: 2, problems: [], wasStopped: false });
    expect(outcome.unreadable.map(({ what }) => what)).toEqual(['child.corp.contoso.com was not read.']);
    const [table] = sink.tables().onprem ?? [];
    if (table === undefined) throw new Error('no table');
    const values = table.rows.map((row) => valueOf(table, row, 'msexchmailboxguid'));
    expect(values).toEqual([null, undefined]);
    expect(table).toMatchObject({ truncated: false });
  });

  it('keeps what came before a part broke off, marks it as cut, and goes on with the other services', async () => {
    const fault = problem('The server went away.', HEAD.source, 'Try again.').problem;
    const broken = service(chunks({ kind: 'records', records: [person(1)], cursor: undefined }, { kind: 'problem', problem: fault }));
    const whole = service(chunks({ kind: 'records', records: [person(2)], cursor: undefined }), { name: 'onprem/objects/fabrikam.com' });
    const { outcome, sink } = await run([broken, whole]);
    expect(outcome.problems).toEqual([fault]);
    expect(outcome.records).toBe(2);
    expect(sink.tables().onprem?.map((table) => 'truncated' in table && table.truncated)).toEqual([true, false]);
    expect(outcome.parts.map(({ state }) => state).sort()).toEqual(['complete', 'partial']);
  });

  it('takes a list that was refused for cut: who is not in it may exist', async () => {
    const refused = {
      kind: 'unreadable' as const,
      unreadable: { what: 'Contacts were not read.', why: 'No permission.', next: 'Grant it.' },
    };
    const { outcome, sink } = await run([service(chunks(refused))]);
    expect(outcome.problems).toEqual([]);
    expect(outcome.unreadable).toContainEqual(refused.unreadable);
    expect(sink.tables().onprem?.map((table) => 'truncated' in table && table.truncated)).toEqual([true]);
    const deleted = await run([service(chunks(refused), { name: 'cloud/deleted-users', side: 'cloud' })]);
    expect(deleted.sink.tables().cloud?.map((table) => 'truncated' in table && table.truncated)).toEqual([false]);
  });

  it('goes on from the cursor of an earlier run, and leaves out what is done', async () => {
    const asked: (string | undefined)[] = [];
    const one = service(async function* (from) {
      asked.push(from);
      yield { kind: 'records', records: [person(9)], cursor: undefined };
    });
    const memory = createTableSink(() => undefined);
    const options = { signal: new AbortController().signal, now: () => 0, onProgress: () => undefined };
    const partly = await collect([one], { ...memory, resumeOf: () => ({ kind: 'partly', cursor: 'page 7', records: 100 }) }, options);
    expect(partly.parts[0]).toMatchObject({ records: 101, state: 'complete' });
    await collect([one], { ...memory, resumeOf: () => ({ kind: 'done', records: 5, state: 'complete' }) }, options);
    expect(asked).toEqual(['page 7']);
  });

  it('lets what an earlier run has not count where a service has to begin anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'crossprem-collect-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'out.crossprem');
    const writerOf = async (): Promise<SnapshotWriter> => {
      const writer = await createSnapshotWriter(path, { tool: 'test', now: () => '2026-11-23T00:00:00Z' });
      if (writer.kind === 'problem') throw new Error(writer.problem.what);
      return writer.value;
    };
    const options = { signal: new AbortController().signal, now: () => 0, onProgress: () => undefined };
    const fault = problem('The server went away.', HEAD.source, 'Try again.').problem;
    const first = await writerOf();
    const broken = chunks({ kind: 'records', records: [person(1), person(2)], cursor: 'page 2' }, { kind: 'problem', problem: fault });
    await collect([service(broken)], first, options);
    await first.suspend();
    const second = await writerOf();
    const anew = chunks({ kind: 'restart', why: 'It began anew.' }, { kind: 'records', records: [1, 2, 3].map(person), cursor: undefined });
    const outcome = await collect([service(anew)], second, options);
    expect(outcome).toMatchObject({ problems: [], notes: ['Recipients of corp.contoso.com: It began anew.'] });
    const finished = await second.finish('2026-11-23T00:00:01Z', []);
    expect(finished).toMatchObject({ kind: 'ok', value: { summary: { parts: [{ records: 3, state: 'complete' }] } } });
    const reader = await openSnapshot(path);
    if (reader.kind === 'problem') throw new Error(reader.problem.what);
    const names: unknown[] = [];
    for await (const { mail } of reader.value.records(HEAD.name)) names.push(mail);
    expect(names).toEqual([1, 2, 3].map((number) => person(number).mail));
  });

  describe('with an earlier snapshot', () => {
    const chunk = (number: number): LiveChunk => ({ kind: 'records', records: [person(number)], cursor: undefined });
    const earlier = (bookmark: string | undefined, head: Partial<PartHead> = {}): SnapshotReader => ({
      path: 'old.crossprem',
      notes: [],
      summary: {
        version: 1,
        id: 'x',
        createdAt: '',
        finishedAt: '',
        tool: 'test',
        isRedacted: false,
        unreadable: [],
        parts: [
          {
            ...HEAD,
            ...head,
            startedAt: '',
            endedAt: '',
            state: 'complete',
            records: 1,
            unreadable: [],
            ...(bookmark === undefined ? {} : { bookmark }),
          },
        ],
      },
      records: async function* () {
        yield person(7);
      },
    });
    const read = async (reader: SnapshotReader, changes: LivePart['update']): Promise<CollectOutcome> => {
      const one = service(chunks(chunk(1), chunk(2)));
      const connection: LiveConnection = {
        ...one,
        parts: async (signal) => {
          const parts = await one.parts(signal);
          return parts.kind === 'problem'
            ? parts
            : ok(parts.value.map((part) => ({ ...part, ...(changes === undefined ? {} : { update: changes }) })));
        },
      };
      const options = { signal: new AbortController().signal, now: () => 0, onProgress: () => undefined, earlier: reader };
      return collect(
        [connection],
        createTableSink(() => undefined),
        options,
      );
    };

    it('reads only what changed, where the service can tell', async () => {
      const bookmarks: string[] = [];
      const outcome = await read(earlier('link 1'), async ({ bookmark }) => {
        bookmarks.push(bookmark);
        return ok(chunks(chunk(7))());
      });
      expect(bookmarks).toEqual(['link 1']);
      expect(outcome).toMatchObject({ records: 1, problems: [] });
    });

    it.each([
      ['has no bookmark', earlier(undefined), async () => ok(chunks(chunk(7))())],
      ['asked for other attributes', earlier('link 1', { attributesRead: ['mail'] }), async () => ok(chunks(chunk(7))())],
      ['is of a service that cannot tell', earlier('link 1'), undefined],
      ['is too old', earlier('link 1'), async () => ok(undefined)],
    ] as const)('reads everything where it %s', async (_, reader, changes) => {
      expect(await read(reader, changes)).toMatchObject({ records: 2, problems: [] });
    });

    it('says why, where the changes cannot be read', async () => {
      const fault = problem('The changes were refused.', 'graph', 'Collect anew.');
      expect((await read(earlier('link 1'), async () => fault)).problems).toEqual([fault.problem]);
    });
  });

  it('stops when it is told to, and says so', async () => {
    const controller = new AbortController();
    const endless = service(async function* (_, signal) {
      for (let number = 0; ; number++) {
        await wait(5, undefined, { signal });
        yield { kind: 'records', records: [person(number)], cursor: undefined };
      }
    });
    setTimeout(() => controller.abort(new Error('stopped')), 60);
    const { outcome } = await run([endless], controller.signal);
    expect(outcome.wasStopped).toBe(true);
    expect(outcome.parts[0]?.records).toBeGreaterThan(0);
  });

  it('does not hide a fault of ours', async () => {
    const faulty = service(() => {
      throw new TypeError('a fault');
    });
    await expect(run([faulty])).rejects.toThrow('a fault');
  });

  it('tells how far each part is', async () => {
    const { progress } = await run([service(chunks({ kind: 'records', records: [person(1), person(2)], cursor: undefined }))]);
    expect(progress.map(({ parts }) => parts[0]?.state)).toEqual(['waiting', 'reading', 'reading', 'complete']);
    expect(progress.at(-1)).toMatchObject({ records: 2, parts: [{ records: 2, expected: 3 }] });
  });

  it('hands settings on as texts', async () => {
    const settings = service(chunks({ kind: 'records', records: [{ verifiedDomains: ['contoso.com'] }], cursor: undefined }), {
      name: 'settings/onprem/dc1',
      side: 'settings',
    });
    const { sink } = await run([settings]);
    expect(sink.tables().onprem).toBeUndefined();
    expect(sink.tables().settings.map(({ text }) => JSON.parse(text))).toEqual([{ verifiedDomains: ['contoso.com'] }]);
  });
});
