import { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { Problem } from '../../evidence/problem.js';
import { type Refusal, refusalOf } from '../../parse/graph/refusal.js';
import type { LiveTools } from '../../ports/live.js';
import type { EntraSession } from '../entra/sign-in.js';
import { GRAPH_LIMITS, type GraphLimits } from './limits.js';
import { GraphTransport, type Outcome, OutcomeResponse } from './transport.js';

/** What Graph answered. `refused`: it will not, and asking again does not help. */
export type Reply =
  | { readonly kind: 'ok'; readonly body: unknown; readonly date: number | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly date: number | undefined }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Through Graph's index, which some filters and every count need. */
  readonly isAdvanced?: boolean;
}

/** Asks Graph. Paths are behind `origin/v1.0/`. Throws only the reason of an aborted signal. */
export interface GraphCaller {
  readonly origin: string;
  readonly limits: GraphLimits;
  readonly tools: LiveTools;
  readonly get: (path: string, options: CallOptions) => Promise<Reply>;
  /** GETs in one request, as Graph's `$batch` has them: 20 at most. */
  readonly batch: (requests: readonly BatchRequest[], options: CallOptions) => Promise<Reply>;
}

export interface BatchRequest {
  readonly id: string;
  readonly method: 'GET';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** In: a session, and `https://host[:port]` of Graph. */
export function createCaller(session: EntraSession, endpoint: string, tools: LiveTools, limits: GraphLimits = GRAPH_LIMITS): GraphCaller {
  const origin = endpoint.replace(/\/+$/, '');
  const client = Client.initWithMiddleware({
    baseUrl: `${origin}/`,
    defaultVersion: 'v1.0',
    middleware: new GraphTransport({
      origin,
      getToken: (options) => session.getToken('graph', options),
      limits,
      now: tools.now,
      onWait: (why, ms) => tools.onWait({ source: origin, why, seconds: Math.ceil(ms / 1000) }),
    }),
  });
  const request = (path: string, { signal, isAdvanced }: CallOptions) => {
    // The whole URL: of a path alone, the client takes an https:// in its query for a host.
    const made = client.api(`${origin}/v1.0/${path}`).responseType(ResponseType.RAW).option('signal', signal);
    return isAdvanced === true ? made.header('ConsistencyLevel', 'eventual') : made;
  };
  return {
    origin,
    limits,
    tools,
    get: (path, options) => reply(request(path, options).get(), origin, options.signal),
    batch: (requests, options) => reply(request('$batch', options).post({ requests }), origin, options.signal),
  };
}

async function reply(sent: Promise<unknown>, origin: string, signal: AbortSignal): Promise<Reply> {
  let response: unknown;
  try {
    response = await sent;
  } catch (error) {
    // The client wraps what its middleware throws: an abort, or a fault of ours.
    signal.throwIfAborted();
    throw error;
  }
  if (!(response instanceof OutcomeResponse)) throw new Error('the Graph client made a response of its own');
  return replyOf(response.outcome, origin);
}

function replyOf(outcome: Outcome, origin: string): Reply {
  return outcome.kind === 'problem' ? outcome : statusReply(outcome, origin);
}

/** What an answer means, when no further try is to be made. */
export function statusReply(
  answer: { readonly status: number; readonly body: unknown; readonly date: number | undefined },
  origin: string,
): Reply {
  const { status, body, date } = answer;
  if (status >= 200 && status < 300) return { kind: 'ok', body, date };
  const refusal = refusalOf(status, body);
  if (status === 429 || status >= 500 || status === 408) return { kind: 'problem', problem: busyProblem(refusal, origin) };
  if (status === 401) return { kind: 'problem', problem: tokenProblem(refusal, origin) };
  return { kind: 'refused', refusal, date };
}

function busyProblem({ status }: Refusal, origin: string): Problem {
  return {
    what:
      status === 429
        ? 'Microsoft Graph throttles, for longer than crossprem waits.'
        : `Microsoft Graph is not available (${status}), again and again.`,
    where: origin,
    next: 'Wait some minutes, then run it again: what was read so far is kept.',
  };
}

function tokenProblem({ code }: Refusal, origin: string): Problem {
  return {
    what: 'Microsoft Graph refuses the token, also a new one.',
    where: `${origin}${code === '' ? '' : ` (${code})`}`,
    next: 'Sign in again; if it stays so, check the national cloud and the Conditional Access policies of the account.',
  };
}
