import { isObject } from '../../evidence/is-object.js';
import { listPage } from '../../parse/graph/objects.js';
import { odataQuery, odataText } from '../../parse/graph/odata.js';
import { httpDate } from '../../parse/http/retry-after.js';
import type { CloudTarget, DoctorLine, LiveTools } from '../../ports/live.js';
import { CLOUDS } from '../entra/clouds.js';
import { networkFault, networkProblem } from '../entra/network-fault.js';
import { GRAPH_SCOPES } from '../entra/scopes.js';
import { type EntraSession, hostOf, signIn } from '../entra/sign-in.js';
import { createCaller, type GraphCaller } from './caller.js';
import { graphEndpoint } from './connect.js';
import { GRAPH_LIMITS, type GraphLimits } from './limits.js';
import { isGranted } from './permissions.js';
import { unreadableOf } from './refused.js';

const REACH_MS = 20_000;
// Entra refuses a certificate's assertion that is older; tokens count as not yet valid beyond it.
const MOST_CLOCK_MS = 5 * 60_000;
// Entra Connect synchronizes each 30 minutes.
const LATE_SYNC_MS = 3 * 3_600_000;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A harmless call that needs just the permission. */
const PROBES: Readonly<Record<string, string>> = {
  'User.Read.All': `users${odataQuery({ select: 'id,onPremisesImmutableId', top: 1 })}`,
  'GroupMember.Read.All': `groups${odataQuery({ select: 'id,mail', top: 1 })}`,
  'OrgContact.Read.All': `contacts${odataQuery({ select: 'id,mail', top: 1 })}`,
  'Organization.Read.All': 'subscribedSkus',
  'Domain.Read.All': 'domains',
  'OnPremDirectorySynchronization.Read.All': 'directory/onPremisesSynchronization',
  'RoleManagement.Read.Directory': `roleManagement/directory/roleAssignments${odataQuery({ filter: `principalId eq ${odataText(NOBODY)}` })}`,
};
const ELIGIBLE = `roleManagement/directory/roleEligibilityScheduleInstances${odataQuery({ filter: `principalId eq ${odataText(NOBODY)}` })}`;

export interface GraphExamination {
  /** A sign-in that is there already; else it is made, and told. */
  readonly session?: EntraSession | undefined;
  readonly limits?: GraphLimits;
}

/**
 * Tries Entra and Graph step by step: reach and certificate of both hosts, the clock, the sign-in, each permission, directory synchronization, roles.
 * What needs a step that failed is skipped, and said so. Throws only the reason of an aborted signal.
 */
export async function* examineGraph(
  target: CloudTarget,
  tools: LiveTools,
  signal: AbortSignal,
  { session: given, limits = GRAPH_LIMITS }: GraphExamination = {},
): AsyncGenerator<DoctorLine> {
  const named = graphEndpoint(target);
  if (named.kind === 'problem') {
    yield { endpoint: 'Microsoft Graph', check: 'reach', verdict: 'failed', says: named.problem.what, next: named.problem.next };
    return;
  }
  const graph = named.value;
  const authority = target.signIn.authority ?? CLOUDS[target.signIn.cloud].authority;
  const isLocal = target.signIn.method === 'azure-cli' || target.signIn.method === 'managed-identity';
  const hosts = isLocal ? [graph] : [authority, graph];
  let isReached = true;
  for (const host of hosts) {
    const reached = await reach(host, tools, signal);
    for (const line of reached.lines) yield line;
    isReached &&= reached.isReached;
  }
  if (!isReached) {
    for (const check of ['sign-in', 'permission', 'synchronization', 'roles']) yield skipped(graph, check, 'a host was not reached');
    return;
  }
  const signedIn = given === undefined ? await signIn(target.signIn, tools, signal) : { kind: 'ok' as const, value: given };
  if (signedIn.kind === 'problem') {
    const { what, next } = signedIn.problem;
    yield { endpoint: authority, check: 'sign-in', verdict: 'failed', says: what, next };
    for (const check of ['permission', 'synchronization', 'roles']) yield skipped(graph, check, 'the sign-in failed');
    return;
  }
  const session = signedIn.value;
  const app = session.appId === undefined ? '' : `, by the app ${session.appId}`;
  yield {
    endpoint: authority,
    check: 'sign-in',
    verdict: 'ok',
    says: `Signed in as ${session.account} to the tenant ${session.tenantId ?? 'that the token does not name'}${app}.`,
  };
  const caller = createCaller(session, graph, tools, limits);
  yield* permissions(caller, session, signal);
  yield await synchronization(caller, tools, signal);
  yield await eligibility(caller, signal);
}

function skipped(endpoint: string, check: string, why: string): DoctorLine {
  return { endpoint, check, verdict: 'skipped', says: `Not tried, for ${why}.`, next: 'Mend what failed above, then run doctor again.' };
}

async function reach(
  origin: string,
  tools: LiveTools,
  signal: AbortSignal,
): Promise<{ readonly isReached: boolean; readonly lines: readonly DoctorLine[] }> {
  const deadline = AbortSignal.timeout(REACH_MS);
  try {
    const response = await fetch(`${origin}/`, { method: 'GET', redirect: 'manual', signal: AbortSignal.any([signal, deadline]) });
    response.body?.cancel().catch(() => undefined);
    const date = httpDate(response.headers.get('date') ?? '');
    return {
      isReached: true,
      lines: [
        { endpoint: origin, check: 'reach', verdict: 'ok', says: `${hostOf(origin)} answers.` },
        { endpoint: origin, check: 'certificate', verdict: 'ok', says: `The certificate of ${hostOf(origin)} is valid and trusted.` },
        ...(date === undefined ? [] : [clock(origin, date, tools.now())]),
      ],
    };
  } catch (error) {
    signal.throwIfAborted();
    const fault = networkFault(error) ?? {
      kind: 'reach' as const,
      code: deadline.aborted ? 'ETIMEDOUT' : 'ECONNRESET',
      says: 'does not answer',
    };
    const { what, next } = networkProblem(fault, hostOf(origin));
    return { isReached: false, lines: [{ endpoint: origin, check: fault.kind, verdict: 'failed', says: what, next }] };
  }
}

function clock(endpoint: string, there: number, here: number): DoctorLine {
  const seconds = Math.round(Math.abs(here - there) / 1000);
  if (seconds * 1000 <= MOST_CLOCK_MS)
    return {
      endpoint,
      check: 'clock',
      verdict: 'ok',
      says: `The clock of this computer is within ${Math.max(1, seconds)} s of that of ${hostOf(endpoint)}.`,
    };
  return {
    endpoint,
    check: 'clock',
    verdict: 'warning',
    says: `The clock of this computer is ${here > there ? 'ahead of' : 'behind'} that of ${hostOf(endpoint)} by ${seconds} s.`,
    next: 'Set the clock: tokens and certificates are judged by it.',
  };
}

async function* permissions(caller: GraphCaller, session: EntraSession, signal: AbortSignal): AsyncGenerator<DoctorLine> {
  for (const granted of GRAPH_SCOPES) {
    const { scope, why, needed } = granted;
    const endpoint = caller.origin;
    const reply = await caller.get(PROBES[scope] ?? '', { signal });
    const says = isGranted(session, granted);
    if (reply.kind === 'ok') {
      const note = says === false ? ' The token does not name the permission, but the call was answered.' : '';
      yield { endpoint, check: 'permission', verdict: 'ok', says: `${scope}: may read ${why}.${note}` };
    } else if (reply.kind === 'problem') {
      yield { endpoint, check: 'permission', verdict: 'failed', says: `${scope}: ${reply.problem.what}`, next: reply.problem.next };
    } else {
      const { why: because, next } = unreadableOf(reply.refusal, '', scope);
      const hint = says === true ? ' The token has the permission, so a role of the account is missing.' : '';
      yield {
        endpoint,
        check: 'permission',
        verdict: needed === 'always' ? 'failed' : 'warning',
        says: `${scope}: may not read ${why}. ${because}${hint}`,
        next,
      };
    }
  }
}

async function synchronization(caller: GraphCaller, tools: LiveTools, signal: AbortSignal): Promise<DoctorLine> {
  const endpoint = caller.origin;
  const check = 'synchronization';
  const reply = await caller.get(`organization${odataQuery({ select: 'id,onPremisesSyncEnabled,onPremisesLastSyncDateTime' })}`, {
    signal,
  });
  const tenant = reply.kind === 'ok' ? listPage(reply.body)?.values[0] : undefined;
  if (!isObject(tenant))
    return {
      endpoint,
      check,
      verdict: 'warning',
      says: 'Whether the tenant synchronizes was not told.',
      next: 'Grant Organization.Read.All, then sign in again.',
    };
  if (tenant.onPremisesSyncEnabled !== true)
    return {
      endpoint,
      check,
      verdict: 'warning',
      says: 'The tenant does not synchronize with an Active Directory.',
      next: 'Check that this is the right tenant; a hybrid organization synchronizes.',
    };
  const at = typeof tenant.onPremisesLastSyncDateTime === 'string' ? Date.parse(tenant.onPremisesLastSyncDateTime) : Number.NaN;
  if (Number.isNaN(at))
    return {
      endpoint,
      check,
      verdict: 'warning',
      says: 'The tenant synchronizes, and does not say when it last did.',
      next: 'Check Entra Connect Health.',
    };
  const minutes = Math.max(0, Math.round((tools.now() - at) / 60_000));
  const ago = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  if (tools.now() - at > LATE_SYNC_MS)
    return {
      endpoint,
      check,
      verdict: 'warning',
      says: `The tenant last synchronized ${ago} ago.`,
      next: 'Look at the scheduler on the Entra Connect server: Get-ADSyncScheduler.',
    };
  return { endpoint, check, verdict: 'ok', says: `The tenant last synchronized ${ago} ago.` };
}

async function eligibility(caller: GraphCaller, signal: AbortSignal): Promise<DoctorLine> {
  const endpoint = caller.origin;
  const reply = await caller.get(ELIGIBLE, { signal });
  if (reply.kind === 'ok') return { endpoint, check: 'roles', verdict: 'ok', says: 'Directory roles that users may activate can be read.' };
  const { why, next } =
    reply.kind === 'refused'
      ? unreadableOf(reply.refusal, '', 'RoleManagement.Read.Directory')
      : { why: reply.problem.what, next: reply.problem.next };
  return { endpoint, check: 'roles', verdict: 'warning', says: `Directory roles that users may activate cannot be read. ${why}`, next };
}
