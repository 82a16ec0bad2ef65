import { ok, type Problem, problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord, Unreadable } from '../../evidence/snapshot.js';
import type { CloudTarget, LiveConnection, LivePart, LiveTools, LookupKey } from '../../ports/live.js';
import type { Patience } from '../http/patient-fetch.js';
import { withoutUserInfo } from '../http/shown-url.js';
import { createExchangeClient, type ExchangeClient } from './client.js';
import { BASE_URLS, ENDPOINTS } from './documented.js';
import { LIMITS } from './limits.js';
import { lookUpMailboxes } from './lookup.js';
import { type MailboxShape, mailboxPart, readMailboxShape } from './mailboxes.js';
import type { TokenSession } from './session.js';
import { readAll, settingsPart } from './settings.js';

/**
 * Opens the Admin API of Exchange Online with a sign-in that is already there.
 *
 * Out: a connection where the account may read at least something; what it may not stands in `about.limits`. A problem where the service
 * cannot be reached, does not know the sign-in, or lets the account read nothing. `patience` is for tests.
 */
export async function connectExchangeOnline(
  session: TokenSession,
  target: CloudTarget,
  tools: LiveTools,
  signal: AbortSignal,
  patience?: Patience,
): Promise<Result<LiveConnection>> {
  const opened = openClient(session, target, tools, patience);
  if (opened.kind === 'problem') return opened;
  const client = opened.value;
  const domains = await readAll(client, ENDPOINTS.acceptedDomain, signal);
  const shape = await readMailboxShape(client, tools, signal);
  if (domains.kind === 'problem' && shape.kind === 'problem') return shape;
  return ok(connection(session, client, tools, { domains, shape }));
}

/** The client of the session's tenant. Bad input: a problem where the tenant is not known. */
export function openClient(session: TokenSession, target: CloudTarget, tools: LiveTools, patience?: Patience): Result<ExchangeClient> {
  const named = endpointOf(target);
  if (named.kind === 'problem') return named;
  const base = named.value;
  const tenant = session.tenantId ?? target.signIn.tenant;
  if (tenant === undefined || tenant === '') {
    return problem(
      'Exchange Online needs the id of the tenant, and the sign-in does not tell it.',
      base,
      'Name the tenant with --tenant, as its id or one of its domains.',
    );
  }
  return ok(createExchangeClient(session, { base, tenant }, tools, patience));
}

/** Bad input: a problem, for a token goes over TLS alone. */
function endpointOf({ endpoint, signIn }: CloudTarget): Result<string> {
  if (endpoint === undefined) return ok(BASE_URLS[signIn.cloud]);
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return ok(url.origin);
  return problem(
    'The endpoint of Exchange Online is no https address.',
    withoutUserInfo(endpoint),
    'Write it as https://host or https://host:port.',
  );
}

interface Tried {
  readonly domains: Result<readonly DirectoryRecord[]>;
  readonly shape: Result<MailboxShape>;
}

function connection(session: TokenSession, client: ExchangeClient, tools: LiveTools, { domains, shape }: Tried): LiveConnection {
  const { account } = session;
  return {
    about: {
      kind: 'exchange-online',
      side: 'cloud',
      source: client.source,
      account,
      organization: (domains.kind === 'ok' ? initialDomain(domains.value) : undefined) ?? session.tenantId ?? '',
      since: new Date(tools.now()).toISOString(),
      mayRead: mayRead(session, domains, shape),
      limits: [...refusals(domains, shape), ...LIMITS],
    },
    parts: async () => ok([mailboxes(client, account, shape), settingsPart(client, account)]),
    lookup: async (keys, signal) =>
      ok(shape.kind === 'ok' ? await lookUpMailboxes(client, shape.value, keys, signal) : nothing(keys, shape.problem)),
    close: async () => undefined,
  };
}

/** Where mailboxes may not be read, the part says so when it is read. */
function mailboxes(client: ExchangeClient, account: string, shape: Result<MailboxShape>): LivePart {
  if (shape.kind === 'ok') return mailboxPart(client, account, shape.value);
  const { head } = mailboxPart(client, account, { select: undefined, attributesRead: [] });
  return {
    head,
    expected: undefined,
    read: async function* () {
      yield { kind: 'problem' as const, problem: shape.problem };
    },
  };
}

function mayRead(session: TokenSession, domains: Result<unknown>, shape: Result<MailboxShape>): readonly string[] {
  const scopes = session.grantedScopes('exchange-online');
  return [
    ...(shape.kind === 'ok' ? [`Mailboxes: ${shape.value.attributesRead.length} properties of Get-Mailbox`] : []),
    ...(domains.kind === 'ok' ? ['Accepted domains and the organization configuration'] : []),
    ...(scopes.length > 0 ? [`Scopes: ${scopes.join(', ')} (there is none that only reads; only Get- cmdlets are sent)`] : []),
  ];
}

function refusals(domains: Result<unknown>, shape: Result<MailboxShape>): readonly Unreadable[] {
  const made = (what: string, { what: why, next }: Problem): Unreadable => ({ what, why, next });
  return [
    ...(shape.kind === 'problem' ? [made('Mailboxes of Exchange Online are not read.', shape.problem)] : []),
    ...(domains.kind === 'problem' ? [made('Accepted domains of Exchange Online are not read.', domains.problem)] : []),
  ];
}

function nothing(
  keys: readonly LookupKey[],
  { what, next }: Problem,
): {
  readonly records: readonly DirectoryRecord[];
  readonly attributesRead: readonly string[];
  readonly unanswered: readonly { readonly key: LookupKey; readonly why: string }[];
  readonly unreadable: readonly Unreadable[];
} {
  return {
    records: [],
    attributesRead: [],
    unanswered: keys.map((key) => ({ key, why: what })),
    unreadable: [{ what: 'Exchange Online was not asked.', why: what, next }],
  };
}

function initialDomain(records: readonly DirectoryRecord[]): string | undefined {
  const initial = records.find(({ InitialDomain: is }) => is === true || (typeof is === 'string' && /^true$/i.test(is)));
  return typeof initial?.DomainName === 'string' ? initial.DomainName.slice(0, 255) : undefined;
}
