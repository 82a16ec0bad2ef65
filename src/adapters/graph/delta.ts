import { isObject } from '../../evidence/is-object.js';
import type { Problem } from '../../evidence/problem.js';
import type { DirectoryRecord } from '../../evidence/snapshot.js';
import { directoryRecord, listPage } from '../../parse/graph/objects.js';
import { odataQuery } from '../../parse/graph/odata.js';
import { linkKey } from '../http/link-key.js';
import type { CallOptions, GraphCaller } from './caller.js';

/**
 * What changed. `changed`: objects with their properties as they are now; `removed`: ids of objects that were deleted. `link`: where the next reading
 * of changes begins, path and query behind `origin/`; it comes once, last. `expired`: the link is too old, and everything must be read again.
 */
export type DeltaChunk =
  | { readonly kind: 'changes'; readonly changed: readonly DirectoryRecord[]; readonly removed: readonly string[] }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'problem'; readonly problem: Problem };

const COLLECTION = 'v1.0/users/delta';
const MOST_PAGES = 100_000;

/** Path of a request that answers no users, only a link that stands for now: taken before a whole read, it later gives what changed since. */
export function deltaStart(select: readonly string[]): string {
  return `${COLLECTION}${odataQuery({ select: select.join(',') })}&$deltatoken=latest`;
}

/**
 * The users that changed since a link was given.
 *
 * A first whole read is done with `/users`, not with this: pages of delta hold a fifth as much and come slower, properties that were never set are left
 * out of it, and it sends one object several times. So a link is taken with `deltaStart` before the whole read, and what changes meanwhile comes
 * with the changes.
 *
 * In: a link as `link` gave it, or `deltaStart`. Throws only the reason of an aborted signal.
 */
export async function* usersDelta(caller: GraphCaller, from: string, options: CallOptions): AsyncGenerator<DeltaChunk> {
  const seen = new Set<string>();
  let next = from;
  for (let count = 0; count < MOST_PAGES; count++) {
    if (!isDeltaLink(next)) {
      yield { kind: 'problem', problem: linkProblem(caller.origin) };
      return;
    }
    seen.add(linkKey(next));
    const reply = await caller.get(next.slice('v1.0/'.length), options);
    if (reply.kind === 'problem') {
      yield reply;
      return;
    }
    if (reply.kind === 'refused') {
      const { status, code } = reply.refusal;
      const isExpired = status === 410 || /resyncRequired|syncState|ExpiredPageToken|badRequest.*token/i.test(code);
      yield isExpired ? { kind: 'expired' } : { kind: 'problem', problem: refusedProblem(caller.origin, status) };
      return;
    }
    const page = listPage(reply.body);
    if (page === undefined) {
      yield { kind: 'problem', problem: linkProblem(caller.origin) };
      return;
    }
    yield changesOf(page.values);
    const delta = isObject(reply.body) ? reply.body['@odata.deltaLink'] : undefined;
    const link = behindOrigin(page.next ?? delta, caller.origin);
    // Where nothing changed, the link for the next time may be the one that was asked.
    if (link === undefined || (page.next !== undefined && seen.has(linkKey(link)))) {
      yield { kind: 'problem', problem: linkProblem(caller.origin) };
      return;
    }
    if (page.next === undefined) {
      yield { kind: 'link', link };
      return;
    }
    next = link;
  }
}

function changesOf(values: readonly unknown[]): DeltaChunk {
  const changed: DirectoryRecord[] = [];
  const removed: string[] = [];
  for (const value of values) {
    if (isObject(value) && value['@removed'] !== undefined) {
      if (typeof value.id === 'string') removed.push(value.id);
      continue;
    }
    const record = directoryRecord(value);
    if (record !== undefined) changed.push(record);
  }
  return { kind: 'changes', changed, removed };
}

function behindOrigin(link: unknown, origin: string): string | undefined {
  if (typeof link !== 'string' || link.length > 32_768 || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.origin !== new URL(origin).origin || url.username !== '' || url.password !== '') return undefined;
  const behind = `${url.pathname.slice(1)}${url.search}`;
  return isDeltaLink(behind) ? behind : undefined;
}

function isDeltaLink(link: string): boolean {
  return link.startsWith(COLLECTION) && /^(?:\(\))?\?/.test(link.slice(COLLECTION.length));
}

function linkProblem(origin: string): Problem {
  return {
    what: 'A link of a change list leads elsewhere, to nothing, or back, so it was not followed.',
    where: `${origin}/${COLLECTION}`,
    next: 'Collect all users again.',
  };
}

function refusedProblem(origin: string, status: number): Problem {
  return {
    what: `Microsoft Graph does not give the changes of users (${status}).`,
    where: `${origin}/${COLLECTION}`,
    next: 'Collect all users again.',
  };
}
