import type { CloudTarget, DoctorLine, LiveTools } from '../../ports/live.js';
import type { Patience } from '../http/patient-fetch.js';
import type { Call, ExchangeClient } from './client.js';
import { openClient } from './connect.js';
import { ENDPOINTS, SCOPES } from './documented.js';
import type { TokenSession } from './session.js';

/**
 * What `doctor` says of Exchange Online: the sign-in, the permission of the app, and each endpoint that is used. A step that fails makes those
 * that need it `skipped`. Throws only the reason of an aborted signal. `patience` is for tests.
 */
export async function* examineExchangeOnline(
  session: TokenSession,
  target: CloudTarget,
  tools: LiveTools,
  signal: AbortSignal,
  patience?: Patience,
): AsyncIterable<DoctorLine> {
  const opened = openClient(session, target, tools, patience);
  if (opened.kind === 'problem') {
    const { what, where, next } = opened.problem;
    yield { endpoint: where, check: 'sign-in', verdict: 'failed', says: what, next };
    return;
  }
  const client = opened.value;
  const token = await session.getToken('exchange-online', { signal });
  signal.throwIfAborted();
  if (token.kind === 'problem') {
    yield { endpoint: client.source, check: 'sign-in', verdict: 'failed', says: token.problem.what, next: token.problem.next };
    for (const { name } of Object.values(ENDPOINTS)) yield skipped(`${client.source}, ${name}`, 'It needs the sign-in.');
    return;
  }
  yield { endpoint: client.source, check: 'sign-in', verdict: 'ok', says: `Signed in as ${session.account}.` };
  yield scopeLine(session, client);
  yield* endpointLines(client, signal);
}

function scopeLine(session: TokenSession, client: ExchangeClient): DoctorLine {
  const scopes = session.grantedScopes('exchange-online');
  const known = [SCOPES.delegated, SCOPES.application] as const;
  const has = known.find((name) => scopes.some((scope) => scope.endsWith(name)));
  const line = { endpoint: client.source, check: 'permission' } as const;
  if (has !== undefined) return { ...line, verdict: 'ok', says: `The token holds ${has}.` };
  return {
    ...line,
    verdict: 'warning',
    says: `The token holds neither ${known.join(' nor ')}.`,
    next: `Give the app registration ${SCOPES.delegated} (delegated) or ${SCOPES.application} (application) of Office 365 Exchange Online, with admin consent.`,
  };
}

async function* endpointLines(client: ExchangeClient, signal: AbortSignal): AsyncIterable<DoctorLine> {
  let isReached = true;
  for (const endpoint of Object.values(ENDPOINTS)) {
    const where = `${client.source}, ${endpoint.name}`;
    if (!isReached) {
      yield skipped(where, 'The service was not reached.');
      continue;
    }
    const parameters: Call['parameters'] = endpoint.name === 'OrganizationConfig' ? {} : { ResultSize: 1 };
    const reply = await client.ask({ endpoint, parameters, select: undefined }, signal);
    if (reply.kind === 'page' || reply.kind === 'not-found') {
      yield { endpoint: where, check: 'permission', verdict: 'ok', says: `${endpoint.cmdlet} answers.` };
    } else {
      const check = reply.kind === 'problem' ? 'reach' : reply.status === 404 ? 'version' : reply.status === 401 ? 'sign-in' : 'permission';
      isReached = reply.kind !== 'problem';
      yield { endpoint: where, check, verdict: 'failed', says: reply.problem.what, next: reply.problem.next };
    }
  }
}

const skipped = (endpoint: string, says: string): DoctorLine => ({
  endpoint,
  check: 'permission',
  verdict: 'skipped',
  says,
  next: 'Mend what failed above, then run doctor again.',
});
