import { isObject } from '../../evidence/is-object.js';
import { type Problem, problem } from '../../evidence/problem.js';
import type { DirectoryRecord } from '../../evidence/snapshot.js';
import type { LiveTools } from '../../ports/live.js';
import { type Answer, type Patience, patientFetch } from '../http/patient-fetch.js';
import { anchorMailbox, type Endpoint, PAGE } from './documented.js';
import type { TokenSession } from './session.js';

/** One cmdlet to be run. `select`: names of properties; undefined: all that the endpoint gives. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly select: readonly string[] | undefined;
}

export interface Page {
  readonly records: readonly DirectoryRecord[];
  readonly next: string | undefined;
}

/** What the service says: objects, that there is no such object, or that it refuses. */
export type Reply =
  | { readonly kind: 'page'; readonly page: Page }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly problem: Problem }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface ExchangeClient {
  /** URL without credentials. */
  readonly source: string;
  /** `next`: link of a further page of the same call. */
  readonly ask: (call: Call, signal: AbortSignal, next?: string) => Promise<Reply>;
}

/** The client of one tenant. In: `tenant` is its id; `base` as `https://host`. */
export function createExchangeClient(
  session: TokenSession,
  options: { readonly base: string; readonly tenant: string },
  tools: Pick<LiveTools, 'now' | 'onWait'>,
  patience?: Patience,
): ExchangeClient {
  const { base, tenant } = options;
  const root = `${base}/adminapi/v2.0/${encodeURIComponent(tenant)}/`;
  const anchor = anchorMailbox(session.account, tenant, session.isPerson);
  const ask = async (call: Call, signal: AbortSignal, next?: string): Promise<Reply> => {
    const url = next ?? urlOf(root, call);
    // A token goes to no other place, and a link cannot turn one endpoint into another.
    if (!url.startsWith(`${root}${call.endpoint.name}?`) && url !== `${root}${call.endpoint.name}`) return elsewhere(base);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json',
      'x-anchormailbox': anchor,
      prefer: `odata.maxpagesize=${PAGE}`,
    };
    const fetched = await patientFetch(
      { url, method: 'POST', headers, body: bodyOf(call) },
      {
        getToken: ({ claims, isRefused, signal: ended }) =>
          session.getToken('exchange-online', { ...(claims === undefined ? {} : { claims }), isFresh: isRefused, signal: ended }),
        onWait: tools.onWait,
        now: tools.now,
        source: base,
      },
      signal,
      patience,
    );
    return fetched.kind === 'problem' ? fetched : replyOf(fetched.value, call.endpoint, base);
  };
  return { source: base, ask };
}

/**
 * The body of a request: the only place where one is made. Refuses whatever does not read, and what Microsoft does not document.
 * Such a call would be a fault of ours: it throws.
 */
export function bodyOf({ endpoint, parameters }: Call): string {
  if (!/^Get-[A-Za-z]+$/.test(endpoint.cmdlet)) throw new Error(`${endpoint.cmdlet} is no cmdlet that only reads`);
  for (const name of Object.keys(parameters))
    if (!endpoint.parameters.includes(name)) throw new Error(`${endpoint.cmdlet} has no documented parameter ${name}`);
  const input = { CmdletName: endpoint.cmdlet, ...(Object.keys(parameters).length === 0 ? {} : { Parameters: parameters }) };
  return JSON.stringify({ CmdletInput: input });
}

function urlOf(root: string, { endpoint, select }: Call): string {
  const url = root + endpoint.name;
  return select === undefined || select.length === 0 ? url : `${url}?$select=${select.join(',')}`;
}

function elsewhere(base: string): Reply {
  return problem(
    'The service names a next page that is not its own; it was not asked for.',
    base,
    'Try again; where it happens again, a proxy changes the answers of the service.',
  );
}

function replyOf({ status, body }: Answer, endpoint: Endpoint, base: string): Reply {
  if (status >= 200 && status < 300) return pageOf(body, endpoint, base);
  const { code, text } = errorOf(body);
  if (status === 404 && body.slice(0, 20_000).includes('ManagementObjectNotFoundException')) return { kind: 'not-found' };
  return { kind: 'refused', status, code, problem: refusal(status, code, text, endpoint, base) };
}

function pageOf(body: string, endpoint: Endpoint, base: string): Reply {
  const parsed = parsedJson(body);
  if (!isObject(parsed) || !Array.isArray(parsed.value) || !parsed.value.every(isObject)) {
    return problem(
      `The answer to ${endpoint.cmdlet} is no list of objects, or is broken off.`,
      base,
      'Try again; where it happens again, look whether a proxy or a sign-in page answers in place of Exchange Online.',
    );
  }
  const next = parsed['@odata.nextLink'];
  return {
    kind: 'page',
    page: { records: parsed.value.map(withoutAnnotations), next: typeof next === 'string' && next !== '' ? next : undefined },
  };
}

/** `@odata.id`, `Guid@odata.type` and the like say nothing about the object. */
function withoutAnnotations(record: DirectoryRecord): DirectoryRecord {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !key.includes('@')));
}

function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Throws for what is nested so deeply that later steps would fall.
    JSON.stringify(value);
    return value;
  } catch {
    return undefined;
  }
}

/** Code and sentence of an OData error, both cut; a server may write into them what it likes, also what it was sent. */
function errorOf(body: string): { readonly code: string; readonly text: string } {
  const parsed = body.length > 1_000_000 ? undefined : parsedJson(body);
  const error = isObject(parsed) && isObject(parsed.error) ? parsed.error : {};
  const code = typeof error.code === 'string' ? error.code.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 60) : '';
  const text =
    typeof error.message === 'string'
      ? error.message
          .slice(0, 2000)
          .replace(/[A-Za-z0-9+/=_.-]{60,2000}/g, '...')
          .slice(0, 200)
      : '';
  return { code, text };
}

function refusal(status: number, code: string, text: string, endpoint: Endpoint, base: string): Problem {
  const said = [code, text].filter((one) => one !== '').join(': ');
  const reply = `${status}${said === '' ? '' : `, ${said}`}`;
  const where = `${base}, ${endpoint.name}`;
  const make = (what: string, next: string): Problem => problem(what, where, next).problem;
  if (status === 401)
    return make(
      `Exchange Online does not accept the sign-in (${reply}).`,
      'Sign in again; the app needs the permission Exchange.ManageV2 (a person) or Exchange.ManageAsAppV2 (an app) of Office 365 Exchange Online, with admin consent.',
    );
  if (status === 403)
    return make(
      `The account may not run ${endpoint.cmdlet} (${reply}).`,
      `Give the account the Exchange role group ${endpoint.role}, or a custom one that holds ${endpoint.cmdlet}; a new role takes up to an hour.`,
    );
  if (status === 404 || status === 501)
    return make(
      `The Admin API of Exchange Online has no ${endpoint.name} here (${reply}).`,
      'It is in preview and not in every organization: run Collect-ExchangeOnline.ps1 (crossprem collect --script) instead.',
    );
  if (status === 429 || status === 503)
    return make(
      `Exchange Online throttles, and did not stop to (${reply}).`,
      'Wait a quarter of an hour, then go on; what was read is kept.',
    );
  if (status === 400 || status === 410)
    return make(
      `Exchange Online does not take the request (${reply}).`,
      'Try again; where it happens again, run Collect-ExchangeOnline.ps1 (crossprem collect --script) instead.',
    );
  return make(`Exchange Online answers with an error (${reply}).`, 'Try again later; what was read is kept.');
}
