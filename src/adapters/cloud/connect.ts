import { ok, type Result } from '../../evidence/problem.js';
import type { CloudTarget, DoctorLine, LiveConnection, LiveTools } from '../../ports/live.js';
import { type EntraSession, signIn, unsafeEnvironment } from '../entra/sign-in.js';
import { connectExchangeOnline } from '../exchange-online/connect.js';
import { examineExchangeOnline } from '../exchange-online/examine.js';
import { connectGraph } from '../graph/connect.js';
import { examineGraph } from '../graph/examine.js';

/**
 * Opens Graph and Exchange Online with one sign-in. The Admin API of Exchange Online is not there for every tenant: where it fails and Graph is
 * open, Graph stays, and its limits say what is missing. A problem, where nothing is open.
 */
export async function connectCloud(
  targets: readonly CloudTarget[],
  tools: LiveTools,
  signal: AbortSignal,
): Promise<Result<readonly LiveConnection[]>> {
  const [first] = targets;
  if (first === undefined) return ok([]);
  const session = await signIn(first.signIn, tools, signal, first.kind);
  if (session.kind === 'problem') return session;
  const open: LiveConnection[] = [];
  for (const target of targets) {
    const connection = await connectTo(session.value, target, tools, signal);
    if (connection.kind === 'ok') {
      open.push(connection.value);
      continue;
    }
    const graph = open[0];
    if (graph === undefined) return connection;
    const { what, next } = connection.problem;
    const limit = {
      what: 'Mailboxes of Exchange Online were not read.',
      why: what,
      next: `${next} The collector script reads them, too: crossprem collect --script DIR.`,
    };
    open[0] = { ...graph, about: { ...graph.about, limits: [...graph.about.limits, limit] } };
  }
  return ok(open);
}

function connectTo(session: EntraSession, target: CloudTarget, tools: LiveTools, signal: AbortSignal): Promise<Result<LiveConnection>> {
  return target.kind === 'graph' ? connectGraph(session, target, tools, signal) : connectExchangeOnline(session, target, tools, signal);
}

/**
 * Tries each service, with one sign-in for all. Where nobody has to type for it, a sign-in that fails is tried again as a part of Graph's
 * examination, which says first which host was not reached.
 */
export async function* examineCloud(targets: readonly CloudTarget[], tools: LiveTools, signal: AbortSignal): AsyncIterable<DoctorLine> {
  const [first] = targets;
  if (first === undefined) return;
  const unsafe = unsafeEnvironment();
  if (unsafe !== undefined) {
    yield { endpoint: unsafe.where, check: 'certificate', verdict: 'failed', says: unsafe.what, next: unsafe.next };
    return;
  }
  const session = await signIn(first.signIn, tools, signal, first.kind);
  const isInteractive = first.signIn.method === 'device-code' || first.signIn.method === 'browser';
  const graph = targets.find(({ kind }) => kind === 'graph');
  if (session.kind === 'problem') {
    const { what, where, next } = session.problem;
    if (graph !== undefined && !isInteractive) yield* examineGraph(graph, tools, signal);
    else yield { endpoint: where, check: 'sign-in', verdict: 'failed', says: what, next };
    for (const { kind, endpoint } of targets) {
      if (kind === 'graph' && !isInteractive) continue;
      const name = endpoint ?? (kind === 'graph' ? 'Microsoft Graph' : 'Exchange Online');
      yield {
        endpoint: name,
        check: 'permission',
        verdict: 'skipped',
        says: 'Not tried, for nobody is signed in.',
        next: 'Mend the sign-in first.',
      };
    }
    return;
  }
  for (const target of targets) {
    yield* target.kind === 'graph'
      ? examineGraph(target, tools, signal, { session: session.value })
      : examineExchangeOnline(session.value, target, tools, signal);
  }
}
