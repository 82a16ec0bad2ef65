import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaller, type GraphCaller } from '../../../src/adapters/graph/caller.js';
import { type DeltaChunk, deltaStart, usersDelta } from '../../../src/adapters/graph/delta.js';
import { type GraphBed, startGraph } from '../../setup/graph.js';
import { never, QUICK, session, testTools, trust } from './live.js';

let bed: GraphBed;
let caller: GraphCaller;
beforeAll(async () => {
  bed = await startGraph({ generatedUsers: 30, pageSize: 10 });
  trust(bed);
  caller = createCaller(await session(bed), bed.url, testTools(), QUICK);
});
afterAll(() => bed.stop());

async function chunks(from: string): Promise<readonly DeltaChunk[]> {
  const all: DeltaChunk[] = [];
  for await (const chunk of usersDelta(caller, from, { signal: never })) all.push(chunk);
  return all;
}

function linkOf(all: readonly DeltaChunk[]): string {
  const last = all.at(-1);
  if (last?.kind !== 'link') throw new Error(JSON.stringify(last));
  return last.link;
}

const START = deltaStart(['id', 'displayName', 'userPrincipalName']);
const changed = (all: readonly DeltaChunk[]) => all.flatMap((chunk) => (chunk.kind === 'changes' ? chunk.changed : []));
const removed = (all: readonly DeltaChunk[]) => all.flatMap((chunk) => (chunk.kind === 'changes' ? chunk.removed : []));

describe('changes of users', () => {
  it('begin with a link that stands for now', async () => {
    const all = await chunks(START);
    expect(changed(all)).toEqual([]);
    expect(linkOf(all)).toMatch(/^v1\.0\/users\/delta\?/);
  });

  it('are the users that changed since, and the ids of those that were deleted', async () => {
    const link = linkOf(await chunks(START));
    bed.changeUser({ id: '10000000-0000-4000-8000-000000000003', displayName: 'Changed Name' });
    bed.removeUser('10000000-0000-4000-8000-000000000005');
    const all = await chunks(link);
    expect(changed(all)).toMatchObject([{ id: '10000000-0000-4000-8000-000000000003', displayName: 'Changed Name' }]);
    expect(removed(all)).toEqual(['10000000-0000-4000-8000-000000000005']);
    expect(changed(await chunks(linkOf(all)))).toEqual([]);
  });

  it.each([
    [410, 'syncStateNotFound'],
    [410, 'resyncRequired'],
    [400, 'Directory_ExpiredPageToken'],
    [400, 'SyncStateInvalid'],
  ])('are not there behind a link that is too old: %d %s', async (status, code) => {
    bed.faults.add({ path: /delta/, does: { kind: 'status', status, code } });
    expect(await chunks(START)).toEqual([{ kind: 'expired' }]);
  });

  it.each(['https://evil.example/v1.0/users/delta?x', 'v1.0/users?$top=1', 'v1.0/users/deltaforce?x', ''])(
    'are not asked for with the link %j',
    async (link) => {
      expect((await chunks(link)).map(({ kind }) => kind)).toEqual(['problem']);
    },
  );
});
