import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { type Problem, problem, type Result } from '../../evidence/problem.js';
import { httpDate, retryAfterMs } from '../../parse/http/retry-after.js';
import { networkFault, networkProblem } from '../entra/network-fault.js';
import type { TokenOptions } from '../entra/sign-in.js';
import { pause } from '../http/deadline.js';
import { readBody } from '../http/read-body.js';
import { claimsChallenge } from '../http/response-headers.js';
import { backoffMs, type GraphLimits } from './limits.js';

/** What a request came to. `answer`: the service answered, with whatever status is final; the body is parsed JSON, or undefined for none. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown; readonly date: number | undefined }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Carries an outcome through the client, which hands responses on as they are when asked for raw ones. */
export class OutcomeResponse extends Response {
  constructor(readonly outcome: Outcome) {
    super(null, { status: outcome.kind === 'answer' && outcome.status >= 200 ? outcome.status : 599 });
  }
}

export interface TransportOptions {
  /** `https://host[:port]`: tokens go there and nowhere else. */
  readonly origin: string;
  readonly getToken: (options: TokenOptions) => Promise<Result<string>>;
  readonly limits: GraphLimits;
  readonly now: () => number;
  readonly onWait: (why: string, ms: number) => void;
}

/** What may be asked in a way that a second time does no harm. Graph's `$batch` is a POST, here of GETs alone. */
interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

/** One try. `again`: worth another one; `waitMs`: as long as the service asks for. */
type Try =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'refused-token'; readonly claims: string | undefined; readonly outcome: Outcome }
  | { readonly kind: 'again'; readonly why: string; readonly waitMs: number | undefined; readonly outcome: Outcome };

const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 509]);

/**
 * The one middleware between the Graph client and the network.
 *
 * It adds the token, for its own origin alone; gets another one, once, where it is refused; waits as long as a busy service asks, else longer each
 * time; reads the whole answer within the deadline; and asks again for an answer that broke off. What comes of it is always an OutcomeResponse.
 * Throws only the reason of an aborted signal.
 */
export class GraphTransport implements Middleware {
  constructor(private readonly options: TransportOptions) {}

  async execute(context: Context): Promise<void> {
    const { request, options } = context;
    const given = options?.signal;
    const call: Call = {
      url: typeof request === 'string' ? request : request.url,
      method: options?.method ?? 'GET',
      headers: plainHeaders(options?.headers),
      body: typeof options?.body === 'string' ? options.body : undefined,
      signal: given instanceof AbortSignal ? given : new AbortController().signal,
    };
    context.response = new OutcomeResponse(await this.send(call));
  }

  private async send(call: Call): Promise<Outcome> {
    const { origin, limits } = this.options;
    if (!call.url.startsWith(`${origin}/`)) return foreignOutcome(origin);
    let hasFreshToken = false;
    let tokenOptions: TokenOptions = { signal: call.signal };
    let waited = 0;
    let tries = 0;
    for (;;) {
      call.signal.throwIfAborted();
      const token = await this.options.getToken(tokenOptions);
      if (token.kind === 'problem') return token;
      tokenOptions = { signal: call.signal };
      const tried = await this.tryOnce(call, token.value);
      call.signal.throwIfAborted();
      if (tried.kind === 'done') return tried.outcome;
      if (tried.kind === 'refused-token') {
        if (hasFreshToken) return tried.outcome;
        hasFreshToken = true;
        tokenOptions = { signal: call.signal, isFresh: true, ...(tried.claims === undefined ? {} : { claims: tried.claims }) };
        continue;
      }
      tries++;
      const wait = tried.waitMs ?? backoffMs(tries - 1, limits, Math.random());
      if (tries >= limits.tries || waited + wait > limits.allWaitsMs) return tried.outcome;
      waited += wait;
      this.options.onWait(tried.why, wait);
      await pause(wait, call.signal);
    }
  }

  private async tryOnce(call: Call, token: string): Promise<Try> {
    const { limits, origin } = this.options;
    const deadline = AbortSignal.timeout(limits.requestMs);
    const signal = AbortSignal.any([call.signal, deadline]);
    const host = origin.slice('https://'.length);
    try {
      const response = await fetch(call.url, {
        method: call.method,
        headers: { ...call.headers, accept: 'application/json', authorization: `Bearer ${token}` },
        body: call.body ?? null,
        redirect: 'manual',
        signal,
      });
      const body = await readBody(response, limits.mostBytes, signal);
      if (body === undefined) return again('the connection broke', cutOutcome(host));
      return typeof body === 'string' ? this.judge(response, body, host) : { kind: 'done', outcome: tooLarge(host, limits.mostBytes) };
    } catch (error) {
      if (deadline.aborted && !call.signal.aborted) return again('the answer did not come in time', lateOutcome(host, limits.requestMs));
      const fault = networkFault(error);
      if (fault === undefined) return again('the connection broke', cutOutcome(host));
      const outcome: Outcome = { kind: 'problem', problem: networkProblem(fault, host) };
      return fault.kind === 'certificate' ? { kind: 'done', outcome } : again(`the host ${fault.says}`, outcome);
    }
  }

  private judge(response: Response, text: string, host: string): Try {
    const { status, headers } = response;
    const parsed = parse(text);
    const date = httpDate(headers.get('date') ?? '');
    const outcome: Outcome = { kind: 'answer', status, body: parsed?.value, date };
    if (status === 401) return { kind: 'refused-token', claims: claimsChallenge(headers.get('www-authenticate')), outcome };
    if (BUSY.has(status)) {
      const waitMs = retryAfterMs(headers.get('retry-after') ?? undefined, this.options.now());
      return { kind: 'again', why: status === 429 ? 'service throttles' : `service is not available (${status})`, waitMs, outcome };
    }
    if (status >= 300 && status < 400) return { kind: 'done', outcome: redirected(host) };
    if (status === 200 && parsed === undefined) return again('the answer broke off', brokenOutcome(host));
    return { kind: 'done', outcome };
  }
}

function again(why: string, outcome: Outcome): Try {
  return { kind: 'again', why, waitMs: undefined, outcome };
}

function plainHeaders(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** `/users/$count` answers plain digits with a byte order mark, which is JSON but for the mark. */
function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    return undefined;
  }
}

const LATER = 'Try again; what was read so far is kept.';

function lateOutcome(host: string, ms: number): Outcome {
  return problem(
    `${host} did not give a whole answer within ${Math.round(ms / 1000)} s.`,
    host,
    `Check the network and its proxy. ${LATER}`,
  );
}

function cutOutcome(host: string): Outcome {
  return problem(
    `The connection to ${host} broke in the middle of an answer, again and again.`,
    host,
    `Check the network and its proxy. ${LATER}`,
  );
}

function brokenOutcome(host: string): Outcome {
  return problem(`${host} gave answers that are no whole JSON, again and again.`, host, `Check whether a proxy changes answers. ${LATER}`);
}

function redirected(host: string): Outcome {
  return problem(
    `${host} sends requests on to another address, which Graph does not do.`,
    host,
    'Check the endpoint, and whether a proxy asks to sign in.',
  );
}

function tooLarge(host: string, most: number): Outcome {
  return problem(
    `An answer of ${host} is larger than ${Math.round(most / 1024 / 1024)} MB.`,
    host,
    'Check the endpoint: Graph gives no such answers.',
  );
}

function foreignOutcome(origin: string): Outcome {
  return problem(
    'A request would have gone to another host than the one that was named, so no token was sent.',
    origin,
    'Report this: it is a fault of crossprem.',
  );
}
