import { ok, problem, type Result } from '../../evidence/problem.js';
import type { Unreadable } from '../../evidence/snapshot.js';
import type { LdapTarget, LiveTools } from '../../ports/live.js';
import { isCataloguePort, isUnverified, type ServerAddress, urlOf } from './address.js';
import { type Domain, readDomains } from './domains.js';
import type { Limits } from './limits.js';
import { domainOf } from './names.js';
import { makePlan, type Plan } from './plan.js';
import { type Account, type Root, readAccount, readRoot } from './root.js';
import { bindProblem, type Failed, serverProblem } from './server-problems.js';
import { createSession, type Session } from './session.js';
import { openSocket, readAuthorities, type Trusted } from './socket.js';

/** One server that is signed in to, and what is known of it. */
export interface Station {
  readonly address: ServerAddress;
  /** URL without credentials, of the very server that answers. */
  readonly url: string;
  readonly root: Root;
  readonly account: Account;
  readonly plan: Plan;
  readonly isCatalogue: boolean;
  /** Domains of the forest; empty where the server does not say. */
  readonly domains: readonly Domain[];
  readonly limits: readonly Unreadable[];
  readonly pace: Limits;
  /** The open connection; one that the server ended is opened anew, which asks for the password again. */
  readonly session: (signal: AbortSignal) => Promise<Result<Session>>;
  readonly close: () => void;
}

export interface StationOptions {
  readonly address: ServerAddress;
  readonly target: LdapTarget;
  readonly tools: Pick<LiveTools, 'wanted'>;
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** Connects, verifies, signs in, and asks the server what it is. Bad input: a problem. Throws the reason of an aborted signal. */
export async function openStation(options: StationOptions): Promise<Result<Station>> {
  const { address, target, tools, signal } = options;
  const trusted = await readAuthorities(target.caFile);
  if (trusted.kind === 'problem') return trusted;
  const signIn = (at: AbortSignal): Promise<Result<Session>> => openSession(options, trusted.value, at);
  const first = await signIn(signal);
  if (first.kind === 'problem') return first;
  let current = first.value;
  let isClosed = false;
  try {
    const known = await describe(current, address, target, tools, signal);
    if (known.kind === 'failed') {
      current.close();
      return serverProblem(known.failed, urlOf(address), 'first question');
    }
    let opening: Promise<Result<Session>> | undefined;
    return ok({
      ...known.value,
      address,
      pace: options.limits,
      session: async (at) => {
        if (current.isOpen()) return ok(current);
        if (isClosed) return problem('The connection was closed.', urlOf(address), 'Connect again.');
        opening ??= signIn(at).finally(() => {
          opening = undefined;
        });
        const opened = await opening;
        if (opened.kind === 'ok') current = opened.value;
        return opened;
      },
      close: () => {
        isClosed = true;
        current.close();
      },
    } satisfies Station);
  } catch (cause) {
    current.close();
    throw cause;
  }
}

async function openSession({ address, target, limits }: StationOptions, trusted: Trusted, signal: AbortSignal): Promise<Result<Session>> {
  const password = await orAbort(target.password(), signal);
  if (password.kind === 'problem') return password;
  // An empty password is no sign-in but a wish for none (RFC 4513, 5.1.2), which many servers grant.
  if (password.value === '')
    return problem('The password is empty.', target.user.slice(0, 200), 'Type the password of the account; an empty one signs nobody in.');
  if (target.user === '') return problem('No user was named.', urlOf(address), 'Name the account: a UPN, DOMAIN\\name, or a DN.');
  const socket = await openSocket({ address, target, trusted, connectMs: limits.connectMs, signal });
  if (socket.kind === 'problem') return socket;
  const session = createSession(socket.value, limits);
  try {
    const bound = await session.bind(target.user, password.value, signal);
    if (bound.kind === 'ok') return ok(session);
    session.close();
    return bindProblem(bound.failed, urlOf(address), target.user);
  } catch (cause) {
    session.close();
    throw cause;
  }
}

export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  });
}

type Known = Omit<Station, 'address' | 'pace' | 'session' | 'close'>;

async function describe(
  session: Session,
  address: ServerAddress,
  target: LdapTarget,
  tools: Pick<LiveTools, 'wanted'>,
  signal: AbortSignal,
): Promise<{ readonly kind: 'ok'; readonly value: Known } | { readonly kind: 'failed'; readonly failed: Failed }> {
  const root = await readRoot(session, signal);
  if (root.kind === 'failed') return root;
  const account = await readAccount(session, root.value, target.user, signal);
  const isCatalogue = root.value.isActiveDirectory && isCataloguePort(address);
  const plan = await makePlan(session, root.value, tools.wanted('onprem'), isCatalogue, signal);
  if (plan.kind === 'failed') return plan;
  const domains = root.value.isActiveDirectory ? await readDomains(session, root.value, signal) : [];
  const limits = [
    ...(isUnverified(address, target) ? [unverified(address)] : []),
    ...plan.value.limits,
    ...(root.value.isActiveDirectory && account.sids.size === 0 ? [NO_GROUPS] : []),
  ];
  return {
    kind: 'ok',
    value: { url: sourceOf(address, root.value, domains), root: root.value, account, plan: plan.value, isCatalogue, domains, limits },
  };
}

/**
 * A domain's name leads to any of its controllers, and what one of them numbers says nothing of another: then the server's own name stands.
 */
function sourceOf(address: ServerAddress, root: Root, domains: readonly Domain[]): string {
  const own = root.dnsHostName?.toLowerCase();
  const names = new Set([...domains.map(({ dnsName }) => dnsName), ...root.namingContexts.map(domainOf)]);
  return own !== undefined && own !== '' && own.length <= 255 && /^[a-z0-9.-]+$/.test(own) && names.has(address.host)
    ? urlOf({ ...address, host: own })
    : urlOf(address);
}

function unverified(address: ServerAddress): Unreadable {
  return {
    what: `The certificate of ${address.host} was not verified.`,
    why: 'Verification was turned off for this host by name: another machine could have answered in its place and learned the password.',
    next: 'Name the file with the certificate of the authority instead.',
  };
}

const NO_GROUPS: Unreadable = {
  what: 'What this account may not read cannot be told from what is not set.',
  why: 'The server did not say which groups the account is in; attributes that did not come count as unknown.',
  next: 'Read with an account whose own object it may read.',
};
