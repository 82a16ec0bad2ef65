import { type Problem, problem, type Result } from '../../evidence/problem.js';
import { retryAfterMs } from '../../parse/http/retry-after.js';
import { networkFault, networkProblem } from '../entra/network-fault.js';
import { pause } from './deadline.js';
import { readBody, type TooLong } from './read-body.js';
import { claimsChallenge } from './response-headers.js';

/** How long is waited, and how often it is tried again. Times in milliseconds. */
export interface Patience {
  /** For one attempt, from connecting to the last byte of the body. */
  readonly attemptMs: number;
  /** Tries of one request, the first counted. */
  readonly tries: number;
  /** The first wait where the service names none; it doubles with each try. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Longest body in bytes. */
  readonly longestBody: number;
}

export const PATIENCE: Patience = {
  attemptMs: 120_000,
  tries: 6,
  firstWaitMs: 1000,
  longestWaitMs: 300_000,
  longestBody: 64 * 1024 * 1024,
};

export interface PatientRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface PatientTools {
  /** `claims`: what a service asked for with a 401 (continuous access evaluation); a token asked for with it must not come from a cache. */
  readonly getToken: (options: {
    readonly claims?: string;
    readonly isRefused: boolean;
    readonly signal: AbortSignal;
  }) => Promise<Result<string>>;
  readonly onWait: (wait: { readonly source: string; readonly why: string; readonly seconds: number }) => void;
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  readonly now: () => number;
  /** For `onWait` and problems: the URL of the service. */
  readonly source: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * One request to a service that throttles, expires tokens and drops connections. Only for requests that change nothing: they may be sent twice.
 *
 * Waits as long as Retry-After says (429, 503), asks for a new token once where the service refuses it (401), and tries again after a dropped
 * connection or a server error. A redirect is never followed, for it would carry the token to another place.
 * Out: the last answer, also one with an error status; a problem where there was none, or where it is too long.
 * An aborted signal ends everything at once, by a throw of its reason.
 */
export async function patientFetch(
  request: PatientRequest,
  tools: PatientTools,
  signal: AbortSignal,
  patience: Patience = PATIENCE,
): Promise<Result<Answer>> {
  let wasRefused = false;
  // What the next token has to be, right after the service refused one.
  let wish: { readonly claims?: string; readonly isRefused: boolean } = { isRefused: false };
  for (let tried = 1; ; tried++) {
    signal.throwIfAborted();
    const token = await tools.getToken({ ...wish, signal });
    signal.throwIfAborted();
    if (token.kind === 'problem') return token;
    wish = { isRefused: false };
    const outcome = await attempt(request, token.value, tools.source, signal, patience);
    signal.throwIfAborted();
    if (outcome.kind === 'answer' && outcome.answer.status === 401 && !wasRefused) {
      wasRefused = true;
      const claims = claimsChallenge(outcome.headers.get('www-authenticate'));
      wish = { ...(claims === undefined ? {} : { claims }), isRefused: true };
      continue;
    }
    const isLast = tried >= patience.tries;
    if (outcome.kind === 'answer' && (isLast || !TRANSIENT.has(outcome.answer.status))) return { kind: 'ok', value: outcome.answer };
    if (outcome.kind === 'failed' && (isLast || !outcome.isTransient)) return { kind: 'problem', problem: outcome.problem };
    await waitFor(outcome, tried, tools, signal, patience);
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly headers: Headers }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly isTransient: boolean };

async function attempt(request: PatientRequest, token: string, source: string, signal: AbortSignal, patience: Patience): Promise<Outcome> {
  const deadline = AbortSignal.timeout(patience.attemptMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers, authorization: `Bearer ${token}` },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: either,
    });
    const body = await readBody(response, patience.longestBody, either);
    if (isTooLong(body)) return { kind: 'failed', problem: tooLong(source), isTransient: false };
    if (body === undefined) return { kind: 'failed', problem: brokenOff(source), isTransient: true };
    const { status, headers } = response;
    return { kind: 'answer', answer: { status, body, contentType: headers.get('content-type') ?? '' }, headers };
  } catch (error) {
    if (deadline.aborted && !signal.aborted) return { kind: 'failed', problem: tooLate(source), isTransient: true };
    const fault = networkFault(error);
    if (fault === undefined) return { kind: 'failed', problem: unreached(faultCode(error), source), isTransient: true };
    const isTransient = fault.kind === 'reach' && fault.code !== 'ENOTFOUND' && !fault.code.startsWith('ERR_SSL');
    return { kind: 'failed', problem: networkProblem(fault, source), isTransient };
  }
}

const isTooLong = (body: string | TooLong | undefined): body is TooLong => typeof body === 'object';

/** The code of a fault that is of no known kind. Never its message: that may hold parts of the request. */
export function faultCode(error: unknown): string {
  for (let at: unknown = error, depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code.replace(/[^A-Za-z0-9_]/g, '').slice(0, 60) || 'UNKNOWN';
    if ('errors' in at && Array.isArray(at.errors) && at.errors.length > 0) at = at.errors[0];
    else at = 'cause' in at ? at.cause : undefined;
  }
  return 'UNKNOWN';
}

const tooLate = (source: string): Problem =>
  problem(`${source} did not answer in time.`, source, 'Try again later, or look whether a proxy or firewall holds the connection back.')
    .problem;

const tooLong = (source: string): Problem =>
  problem(`The answer of ${source} is longer than any real one.`, source, 'Make sure that the address is the right one.').problem;

const brokenOff = (source: string): Problem =>
  problem(`${source} broke off in the middle of its answer, again and again.`, source, 'Try again later.').problem;

const unreached = (code: string, source: string): Problem =>
  problem(`${source} could not be reached (${code}).`, source, 'Check the network and the proxy of this computer, then try again.').problem;

async function waitFor(outcome: Outcome, tried: number, tools: PatientTools, signal: AbortSignal, patience: Patience): Promise<void> {
  const own = Math.min(patience.firstWaitMs * 2 ** (tried - 1), patience.longestWaitMs);
  const named = outcome.kind === 'answer' ? retryAfterMs(outcome.headers.get('retry-after') ?? undefined, tools.now()) : undefined;
  const ms = Math.min(named ?? own, patience.longestWaitMs);
  const throttled = outcome.kind === 'answer' && (outcome.answer.status === 429 || outcome.answer.status === 503);
  const why = throttled
    ? 'the service throttles'
    : outcome.kind === 'answer'
      ? `the service answers ${outcome.answer.status}`
      : 'the connection broke';
  if (ms > 0) tools.onWait({ source: tools.source, why, seconds: Math.ceil(ms / 1000) });
  await pause(ms, signal);
}
