import { ok, type Problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord } from '../../evidence/snapshot.js';
import { odataQuery } from '../../parse/graph/odata.js';
import type { EarlierPart, LiveChunk } from '../../ports/live.js';
import { batchGet } from './batch.js';
import type { CallOptions, GraphCaller } from './caller.js';
import { deltaStart, usersDelta } from './delta.js';
import { END } from './pages.js';

const RECORDS_IN_CHUNK = 1000;
const IDS_IN_CHUNK = 200;

/** How a user of Graph becomes a record, with the roles as they are now; undefined for what is no user. */
export type ToRecord = (value: unknown) => DirectoryRecord | undefined;

/** A link that stands for now: with it, changes can be asked for later. Undefined where the service gives none, which hinders nothing else. */
export async function bookmarkNow(caller: GraphCaller, select: readonly string[], options: CallOptions): Promise<string | undefined> {
  for await (const chunk of usersDelta(caller, deltaStart(select), options)) if (chunk.kind === 'link') return chunk.link;
  return undefined;
}

interface Changes {
  readonly ids: ReadonlySet<string>;
  readonly link: string;
}

/**
 * The users as they are now: those of an earlier reading, without the deleted ones, with the changed ones read anew.
 *
 * The list of changes says only who changed: what it leaves out of a user would otherwise be lost. In: `toRecord` puts the roles of today on old records,
 * too. Out: undefined where the link is too old. Memory grows with the changes, not with the users.
 */
export async function updatedUsers(
  caller: GraphCaller,
  select: readonly string[],
  toRecord: ToRecord,
  earlier: EarlierPart,
  signal: AbortSignal,
): Promise<Result<AsyncIterable<LiveChunk> | undefined>> {
  const changes = await changesSince(caller, earlier.bookmark, { signal });
  if (changes === undefined || 'kind' in changes) return changes ?? ok(undefined);
  return ok(merged(caller, select, toRecord, earlier.records, changes, signal));
}

async function changesSince(
  caller: GraphCaller,
  bookmark: string,
  options: CallOptions,
): Promise<Changes | { readonly kind: 'problem'; readonly problem: Problem } | undefined> {
  const ids = new Set<string>();
  for await (const chunk of usersDelta(caller, bookmark, options)) {
    switch (chunk.kind) {
      case 'changes':
        for (const { id } of chunk.changed) if (typeof id === 'string') ids.add(id);
        for (const id of chunk.removed) ids.add(id);
        break;
      case 'link':
        return { ids, link: chunk.link };
      case 'expired':
        return undefined;
      case 'problem':
        return chunk;
      default:
        return chunk satisfies never;
    }
  }
  return undefined;
}

async function* merged(
  caller: GraphCaller,
  select: readonly string[],
  toRecord: ToRecord,
  records: AsyncIterable<DirectoryRecord>,
  { ids, link }: Changes,
  signal: AbortSignal,
): AsyncGenerator<LiveChunk> {
  yield { kind: 'bookmark', bookmark: link };
  let chunk: DirectoryRecord[] = [];
  for await (const record of records) {
    signal.throwIfAborted();
    if (typeof record.id === 'string' && ids.has(record.id)) continue;
    const now = toRecord(record);
    if (now !== undefined) chunk.push(now);
    if (chunk.length < RECORDS_IN_CHUNK) continue;
    yield { kind: 'records', records: chunk, cursor: undefined };
    chunk = [];
  }
  if (chunk.length > 0) yield { kind: 'records', records: chunk, cursor: undefined };
  const all = [...ids];
  for (let at = 0; at < all.length; at += IDS_IN_CHUNK) {
    const read = await usersById(caller, select, all.slice(at, at + IDS_IN_CHUNK), signal);
    if (read.kind === 'problem') {
      yield read;
      return;
    }
    yield { kind: 'records', records: read.value.map(toRecord).filter((record) => record !== undefined), cursor: undefined };
  }
  yield { kind: 'records', records: [], cursor: END };
}

/** Users that are there; one that was deleted is not. */
async function usersById(
  caller: GraphCaller,
  select: readonly string[],
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly unknown[]>> {
  const query = odataQuery({ select: select.join(',') });
  const replies = await batchGet(
    caller,
    ids.map((id) => ({ path: `users/${encodeURIComponent(id)}${query}` })),
    { signal },
  );
  const found: unknown[] = [];
  for (const reply of replies) {
    if (reply.kind === 'ok') found.push(reply.body);
    else if (reply.kind === 'problem') return reply;
    else if (reply.refusal.status !== 404)
      return {
        kind: 'problem',
        problem: {
          what: `A user that changed could not be read (${reply.refusal.status}).`,
          where: `${caller.origin}/v1.0/users`,
          next: 'Run the same command again, or collect everything anew without --update.',
        },
      };
  }
  return ok(found);
}
