import { isObject } from '../../evidence/is-object.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import { utcText } from '../../evidence/utc.js';
import { listPage } from '../../parse/graph/objects.js';
import { odataQuery } from '../../parse/graph/odata.js';
import type { CloudTarget, LiveConnection, LivePart, LiveTools } from '../../ports/live.js';
import { CLOUDS } from '../entra/clouds.js';
import type { EntraSession } from '../entra/sign-in.js';
import { withoutUserInfo } from '../http/shown-url.js';
import { createCaller, type GraphCaller } from './caller.js';
import { GRAPH_LIMITS, type GraphLimits } from './limits.js';
import { lookup } from './lookup.js';
import { graphParts, selectionOf } from './parts.js';
import { limitsOf, mayRead } from './permissions.js';
import { readRoles } from './roles.js';
import type { RoleNames } from './user-roles.js';

/** Where Graph is: that of the cloud, or the one that was named. Bad input: a problem, for a token goes over TLS alone. */
export function graphEndpoint({ endpoint, signIn }: CloudTarget): Result<string> {
  if (endpoint === undefined) return ok(CLOUDS[signIn.cloud].graph);
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    return problem(
      'The endpoint of Microsoft Graph is no https address.',
      withoutUserInfo(endpoint),
      'Write it as https://host or https://host:port.',
    );
  }
  return ok(url.origin);
}

/**
 * Opens a connection to Microsoft Graph with a sign-in.
 *
 * Out: the connection; the tenant was asked for its name, so it is known to answer. Refused or unreachable: a problem.
 * Throws only the reason of an aborted signal.
 */
export async function connectGraph(
  session: EntraSession,
  target: CloudTarget,
  tools: LiveTools,
  signal: AbortSignal,
  limits: GraphLimits = GRAPH_LIMITS,
): Promise<Result<LiveConnection>> {
  const endpoint = graphEndpoint(target);
  if (endpoint.kind === 'problem') return endpoint;
  const caller = createCaller(session, endpoint.value, tools, limits);
  const tenant = await caller.get(`organization${odataQuery({ select: 'id,displayName' })}`, { signal });
  if (tenant.kind === 'problem') return tenant;
  const selection = selectionOf(tools.wanted('cloud'));
  const { account } = session;
  const roleNames: RoleNames = { read: undefined };
  return ok({
    about: {
      kind: 'graph',
      side: 'cloud',
      source: caller.origin,
      account,
      organization: tenantName(tenant.kind === 'ok' ? tenant.body : undefined) ?? session.tenantId ?? 'unknown',
      since: utcText(tools.now()),
      mayRead: mayRead(session),
      limits: limitsOf(session),
    },
    parts: async (partsSignal): Promise<Result<readonly LivePart[]>> => {
      const users = await countUsers(caller, partsSignal);
      if (users.kind === 'problem') return users;
      const roles = await readRoles(caller, { signal: partsSignal });
      return ok(graphParts({ caller, account, selection, roles, users: users.value }));
    },
    lookup: (keys, lookupSignal) => lookup(caller, selection, keys, roleNames, { signal: lookupSignal }),
    close: () => Promise.resolve(),
  });
}

function tenantName(body: unknown): string | undefined {
  const first = listPage(body)?.values[0];
  if (!isObject(first)) return undefined;
  const name = typeof first.displayName === 'string' && first.displayName !== '' ? first.displayName.slice(0, 200) : undefined;
  const id = typeof first.id === 'string' ? first.id : undefined;
  return name !== undefined && id !== undefined ? `${name} (${id})` : (name ?? id);
}

async function countUsers(caller: GraphCaller, signal: AbortSignal): Promise<Result<number | undefined>> {
  const reply = await caller.get('users/$count', { signal, isAdvanced: true });
  if (reply.kind === 'problem') return reply;
  return ok(reply.kind === 'ok' && typeof reply.body === 'number' && reply.body >= 0 ? reply.body : undefined);
}
