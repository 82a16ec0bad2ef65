import { isObject } from '../../evidence/is-object.js';
import type { Problem } from '../../evidence/problem.js';
import { retryAfterMs } from '../../parse/http/retry-after.js';
import { pause } from '../http/deadline.js';
import { type CallOptions, type GraphCaller, type Reply, statusReply } from './caller.js';
import { backoffMs } from './limits.js';

/** A GET within a batch; `path` is behind the version. */
export interface BatchGet {
  readonly path: string;
  readonly isAdvanced?: boolean;
}

interface Pending {
  readonly index: number;
  readonly get: BatchGet;
  tries: number;
  waited: number;
  waitMs: number;
}

const MOST = 20;

/**
 * Sends GETs in batches of 20. Out: their replies, in order.
 *
 * The service throttles each request of a batch by itself, and the client does not ask again: each waits as long as its own answer says.
 * Source: https://learn.microsoft.com/graph/json-batching, https://learn.microsoft.com/graph/throttling#throttling-and-batching
 */
export async function batchGet(caller: GraphCaller, gets: readonly BatchGet[], options: CallOptions): Promise<readonly Reply[]> {
  const replies = new Array<Reply | undefined>(gets.length).fill(undefined);
  let pending: Pending[] = gets.map((get, index) => ({ index, get, tries: 0, waited: 0, waitMs: 0 }));
  while (pending.length > 0) {
    const ready = pending.filter(({ waitMs }) => waitMs <= 0).slice(0, MOST);
    if (ready.length === 0) {
      const wait = Math.min(...pending.map(({ waitMs }) => waitMs));
      caller.tools.onWait({ source: caller.origin, why: 'service throttles', seconds: Math.ceil(wait / 1000) });
      await pause(wait, options.signal);
      for (const one of pending) one.waitMs -= wait;
      continue;
    }
    const done = await sendOnce(caller, ready, options);
    for (const [index, reply] of done) replies[index] = reply;
    pending = pending.filter(({ index }) => !done.has(index));
  }
  return replies.map((reply) => reply ?? { kind: 'problem', problem: lostProblem(caller.origin) });
}

/** Replies that are final, by index; the others got a time to wait. */
async function sendOnce(caller: GraphCaller, ready: readonly Pending[], options: CallOptions): Promise<ReadonlyMap<number, Reply>> {
  const reply = await caller.batch(
    ready.map(({ get }, id) => ({
      id: String(id),
      method: 'GET',
      url: `/${get.path}`,
      ...(get.isAdvanced === true ? { headers: { ConsistencyLevel: 'eventual' } } : {}),
    })),
    { signal: options.signal },
  );
  const done = new Map<number, Reply>();
  const answers = reply.kind === 'ok' ? answersOf(reply.body) : new Map<string, Answer>();
  for (const [id, one] of ready.entries()) {
    const answer = answers.get(String(id));
    const final =
      reply.kind !== 'ok'
        ? reply
        : answer === undefined
          ? again(caller, one, undefined, { kind: 'problem', problem: lostProblem(caller.origin) })
          : judge(caller, one, answer);
    if (final !== undefined) done.set(one.index, final);
  }
  return done;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: unknown;
}

function judge(caller: GraphCaller, one: Pending, { status, retryAfter, body }: Answer): Reply | undefined {
  const reply = statusReply({ status, body, date: undefined }, caller.origin);
  const isBusy = status === 429 || status === 408 || status >= 500;
  return isBusy ? again(caller, one, retryAfterMs(retryAfter, caller.tools.now()), reply) : reply;
}

/** Sets the wait before the next try; the reply as it is where there is none. */
function again({ limits }: GraphCaller, one: Pending, asked: number | undefined, reply: Reply): Reply | undefined {
  one.tries++;
  const wait = Math.max(1, asked ?? backoffMs(one.tries - 1, limits, Math.random()));
  if (one.tries >= limits.tries || one.waited + wait > limits.allWaitsMs) return reply;
  one.waited += wait;
  one.waitMs = wait;
  return undefined;
}

function answersOf(body: unknown): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  const list = isObject(body) && Array.isArray(body.responses) ? body.responses : [];
  for (const one of list) {
    if (!isObject(one) || typeof one.status !== 'number') continue;
    const { id, status } = one;
    if (typeof id === 'string' || typeof id === 'number')
      answers.set(String(id), { status, retryAfter: retryAfterOf(one.headers), body: one.body });
  }
  return answers;
}

function retryAfterOf(headers: unknown): string | undefined {
  if (!isObject(headers)) return undefined;
  const value = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function lostProblem(origin: string): Problem {
  return {
    what: 'Microsoft Graph left requests of a batch without an answer.',
    where: `${origin}/v1.0/$batch`,
    next: 'Try again; if it stays so, check the endpoint and the proxy between.',
  };
}
