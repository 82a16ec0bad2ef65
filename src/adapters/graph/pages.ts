import type { Problem } from '../../evidence/problem.js';
import { listPage } from '../../parse/graph/objects.js';
import type { Refusal } from '../../parse/graph/refusal.js';
import { linkKey } from '../http/link-key.js';
import type { CallOptions, GraphCaller } from './caller.js';

/** `cursor`: path and query of the next page behind `origin/`, or `END`; undefined where there is no way on from here. */
export type Page =
  | { readonly kind: 'page'; readonly values: readonly unknown[]; readonly cursor: string | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** A cursor behind the last page. */
export const END = 'end';
/** Pages without an object one after another, with a link to a next one each, before it is given up. */
const MOST_EMPTY = 1000;
/** At all: a thousand million objects. */
const MOST_PAGES = 1_000_000;
const LONGEST_LINK = 32_768;

/**
 * The pages of a list, one after another. What is refused or fails ends it, as the last thing that comes.
 *
 * In: path of the first page, behind `origin/v1.0/`; `from`: a cursor to go on behind. A link to a next page is followed only to the same host and
 * the same collection, and never twice.
 */
export async function* pages(caller: GraphCaller, path: string, from: string | undefined, options: CallOptions): AsyncGenerator<Page> {
  const collection = `v1.0/${/^[^/?(]*/.exec(path)?.[0] ?? ''}`;
  if (from === END) return;
  if (from !== undefined && !isBelow(from, collection)) {
    yield { kind: 'problem', problem: cursorProblem(caller.origin) };
    return;
  }
  const seen = new Set<string>();
  let next = from ?? `v1.0/${path}`;
  let empty = 0;
  while (next !== END) {
    const reply = await caller.get(next.slice('v1.0/'.length), options);
    if (reply.kind !== 'ok') {
      const isLater = next !== `v1.0/${path}`;
      if (reply.kind !== 'refused' || !isLater || !isGone(reply.refusal)) yield reply;
      else yield { kind: 'problem', problem: next === from ? cursorProblem(caller.origin) : goneProblem(caller.origin) };
      return;
    }
    const page = listPage(reply.body);
    if (page === undefined) {
      yield { kind: 'problem', problem: shapeProblem(caller.origin, collection) };
      return;
    }
    const cursor = page.next === undefined ? END : cursorOf(page.next, caller.origin, collection);
    const fault = cursor === undefined ? linkProblem(caller.origin, collection) : undefined;
    empty = page.values.length === 0 ? empty + 1 : 0;
    const isLoop =
      cursor !== undefined &&
      cursor !== END &&
      (seen.has(linkKey(cursor)) || seen.size > MOST_PAGES || cursor === next || empty > MOST_EMPTY);
    yield { kind: 'page', values: page.values, cursor: isLoop ? undefined : cursor };
    if (fault !== undefined || isLoop) {
      yield { kind: 'problem', problem: fault ?? loopProblem(caller.origin, collection) };
      return;
    }
    if (cursor === undefined) return;
    seen.add(linkKey(cursor));
    next = cursor;
  }
}

/** Path and query of a link, behind the origin. Bad input, another host, another collection: undefined. */
function cursorOf(link: string, origin: string, collection: string): string | undefined {
  if (link.length > LONGEST_LINK || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.origin !== new URL(origin).origin || url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  const cursor = `${url.pathname.slice(1)}${url.search}`;
  return isBelow(cursor, collection) ? cursor : undefined;
}

function isBelow(cursor: string, collection: string): boolean {
  const path = cursor.split('?', 1)[0] ?? '';
  // A token in the query may hold anything, as Base64 has slashes.
  if (!cursor.startsWith(collection) || cursor.includes('\\') || path.includes('//')) return false;
  return /^$|^[/?(]/.test(cursor.slice(collection.length)) && !/(?:^|\/)\.\.?(?:\/|$)|%2e|%2f|%5c/i.test(path);
}

/** A page's token lives for a while only. */
function isGone({ status }: Refusal): boolean {
  return status === 400 || status === 404 || status === 410;
}

function cursorProblem(origin: string): Problem {
  return {
    what: 'Microsoft Graph no longer knows the place where the earlier run stopped.',
    where: origin,
    next: 'Collect into a new file, so that this part is read from its start.',
  };
}

/** `Directory_ExpiredPageToken`, mostly: the token of a page lives some minutes. */
function goneProblem(origin: string): Problem {
  return {
    what: 'Microsoft Graph no longer knows the next page of a list: too long went by since the page before, or the list changed.',
    where: origin,
    next: 'Collect into a new file, so that this part is read from its start.',
  };
}

function shapeProblem(origin: string, collection: string): Problem {
  return {
    what: 'Microsoft Graph gave an answer that is no page of a list.',
    where: `${origin}/${collection}`,
    next: 'Check the endpoint, then try again: what was read so far is kept.',
  };
}

function linkProblem(origin: string, collection: string): Problem {
  return {
    what: 'A page names a next page on another host or of another list, so it was not asked for, and no token was sent there.',
    where: `${origin}/${collection}`,
    next: 'Check the endpoint and the proxy between: Graph does not do that.',
  };
}

function loopProblem(origin: string, collection: string): Problem {
  return {
    what: 'The pages of a list lead back to a page that was read before, or to nothing.',
    where: `${origin}/${collection}`,
    next: 'Run it again; if it stays so, check the proxy between.',
  };
}
