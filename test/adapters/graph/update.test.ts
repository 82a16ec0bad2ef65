import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryRecord } from '../../../src/evidence/snapshot.js';
import type { LiveChunk, LivePart } from '../../../src/ports/live.js';
import { type GraphBed, startGraph } from '../../setup/graph.js';
import { connected, never, partOf, readAll, trust, valueOf } from './live.js';

const ID = (number: number): string => `10000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
const USERS = Array.from({ length: 450 }, (_, number) => ({
  id: ID(number),
  userPrincipalName: `user${number}@contoso.com`,
  displayName: `User ${number}`,
}));
let bed: GraphBed;
beforeEach(async () => {
  bed = await startGraph({ users: USERS, pageSize: 100, roleAssignments: [{ principalId: ID(7), role: 'User Administrator' }] });
  trust(bed);
});
afterEach(() => bed.stop());

const users = async (): Promise<LivePart> => partOf(await connected(bed), 'cloud/users');

async function firstReading(): Promise<{ readonly bookmark: string; readonly records: readonly DirectoryRecord[] }> {
  const records: DirectoryRecord[] = [];
  let bookmark = '';
  for await (const chunk of (await users()).read(undefined, never)) {
    if (chunk.kind === 'bookmark') bookmark = chunk.bookmark;
    if (chunk.kind === 'records') records.push(...chunk.records);
  }
  return { bookmark, records };
}

async function* streamed(records: readonly DirectoryRecord[]): AsyncGenerator<DirectoryRecord> {
  yield* records;
}

async function update(earlier: { readonly bookmark: string; readonly records: readonly DirectoryRecord[] }) {
  const part = await users();
  const chunks = valueOf(
    (await part.update?.({ bookmark: earlier.bookmark, records: streamed(earlier.records) }, never)) ?? { kind: 'ok', value: undefined },
  );
  if (chunks === undefined) return undefined;
  const all: LiveChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

const recordsOf = (chunks: readonly LiveChunk[] | undefined): readonly string[] =>
  (chunks ?? []).flatMap((chunk) => (chunk.kind === 'records' ? chunk.records.map((record) => JSON.stringify(record)) : [])).sort();

describe('users that are brought up to date', () => {
  it('are what reading all of them again gives, and only the changed ones are asked for', async () => {
    const earlier = await firstReading();
    bed.changeUser({ id: ID(3), displayName: 'Changed Name', mail: 'changed@contoso.com' });
    bed.changeUser({ id: '30000000-0000-4000-8000-000000000001', userPrincipalName: 'new@contoso.com', displayName: 'New Person' });
    bed.removeUser(ID(5));
    const before = bed.requests.length;
    const chunks = await update(earlier);
    const asked = bed.requests.slice(before).filter(({ to, path }) => to === 'graph' && path === '/users');
    expect(asked).toEqual([]);
    const whole = await readAll(await users());
    expect(recordsOf(chunks)).toEqual(whole.records.map((record) => JSON.stringify(record)).sort());
    expect(bed.violations).toEqual([]);
  });

  it('carry the roles of today', async () => {
    const earlier = await firstReading();
    const old = earlier.records.map((record) => (record.id === ID(7) ? { ...record, assignedRoles: [], eligibleRoles: [] } : record));
    const chunks = await update({ ...earlier, records: old });
    const seventh = recordsOf(chunks).find((text) => text.includes(ID(7)));
    expect(seventh).toContain('"assignedRoles":["User Administrator"]');
  });

  it('leave a bookmark for the next time', async () => {
    const earlier = await firstReading();
    bed.removeUser(ID(5));
    const [first] = (await update(earlier)) ?? [];
    expect(first?.kind).toBe('bookmark');
    if (first?.kind !== 'bookmark') return;
    const again = await update({ bookmark: first.bookmark, records: earlier.records });
    expect(recordsOf(again)).toHaveLength(450);
  });

  it('have to be read whole where the bookmark is too old', async () => {
    const earlier = await firstReading();
    bed.faults.add({ path: /delta/, does: { kind: 'status', status: 410, code: 'syncStateNotFound' } });
    expect(await update(earlier)).toBeUndefined();
  });

  it('are read without a bookmark where the service gives none', async () => {
    bed.faults.add({ path: /delta/, times: 100, does: { kind: 'status', status: 400, code: 'Request_UnsupportedQuery' } });
    const { bookmark, records } = await firstReading();
    expect(bookmark).toBe('');
    expect(records).toHaveLength(450);
  });
});
