import type { Problem } from '../../evidence/problem.js';
import type { DoctorLine, Examine, LdapTarget } from '../../ports/live.js';
import { isUnverified, readAddress, type ServerAddress, urlOf, withoutCredentials } from './address.js';
import { type Area, findAreas } from './areas.js';
import { lookAtCertificate } from './examine-certificate.js';
import { type Line, type Look, lookAtConfiguration, lookAtRights, lookAtSchema, lookAtServer } from './examine-directory.js';
import { LIMITS, type Limits } from './limits.js';
import { openSocket, readAuthorities } from './socket.js';
import { openStation, type Station } from './station.js';

const CHECKS = ['reach', 'certificate', 'tls', 'sign-in', 'clock', 'version', 'schema', 'permission', 'configuration', 'domains'] as const;
type Check = (typeof CHECKS)[number];

/** Tries a directory step by step: see `Examine` of the ports. Nothing but a few objects is read. */
export const examineLdap: Examine<LdapTarget> = createExamine(LIMITS);

export function createExamine(limits: Limits): Examine<LdapTarget> {
  return (target, tools, signal) => examine(target, tools, limits, signal);
}

type Tools = Parameters<Examine<LdapTarget>>[1];

async function* examine(target: LdapTarget, tools: Tools, limits: Limits, signal: AbortSignal): AsyncGenerator<DoctorLine, undefined> {
  signal.throwIfAborted();
  const address = readAddress(target.url);
  if (address.kind === 'problem') return yield* stopped(withoutCredentials(target.url), 'reach', address.problem);
  const endpoint = urlOf(address.value);
  const line = (check: Check, { verdict, says, next }: Line): DoctorLine => ({
    endpoint,
    check,
    verdict,
    says,
    ...(next === undefined ? {} : { next }),
  });

  const encrypted = yield* tryTls(address.value, target, tools, limits, signal);
  if (encrypted === undefined) return undefined;
  for (const [check, one] of encrypted) yield line(check, one);

  const options = { address: address.value, target, tools, limits, signal };
  const opened = await openStation(options);
  if (opened.kind === 'problem') return yield* stopped(endpoint, 'sign-in', opened.problem);
  const station = opened.value;
  try {
    yield line('sign-in', { verdict: 'ok', says: `Signed in as ${station.account.name}.` });
    yield line('clock', clockLine(station, tools.now()));
    yield line('version', lookAtServer(station));
    const session = await station.session(signal);
    if (session.kind === 'problem') return yield* stopped(endpoint, 'schema', session.problem);
    const look: Look = { station, session: session.value, signal };
    yield line('schema', await lookAtSchema(look));
    yield line('permission', await lookAtRights(look));
    yield line('configuration', await lookAtConfiguration(look));
    const reach = await findAreas(station, options);
    if (reach.kind === 'problem') return yield* stopped(endpoint, 'domains', reach.problem);
    for (const other of reach.value.stations) if (other !== station) other.close();
    for (const one of domainLines(reach.value.areas, reach.value.limits)) yield line('domains', one);
  } finally {
    station.close();
  }
}

/** A line for the step that failed, and one for each that needs it. */
function* stopped(endpoint: string, check: Check, problem: Problem): Generator<DoctorLine, undefined> {
  yield { endpoint, check, verdict: 'failed', says: problem.what, next: problem.next };
  for (const later of CHECKS.slice(CHECKS.indexOf(check) + 1))
    yield { endpoint, check: later, verdict: 'skipped', says: `Not tried, for ${WORDS[check]} failed.`, next: 'Mend that first.' };
}

const WORDS: Readonly<Record<Check, string>> = {
  reach: 'reaching the server',
  certificate: 'the check of the certificate',
  tls: 'the encryption',
  'sign-in': 'the sign-in',
  clock: 'reading the clock',
  version: 'reading the version',
  schema: 'reading the schema',
  permission: 'reading the permissions',
  configuration: 'reading the configuration',
  domains: 'reading the domains',
};

/** Out: undefined where it ended here, its lines given. */
async function* tryTls(
  address: ServerAddress,
  target: LdapTarget,
  tools: Tools,
  limits: Limits,
  signal: AbortSignal,
): AsyncGenerator<DoctorLine, readonly (readonly [Check, Line])[] | undefined> {
  const endpoint = urlOf(address);
  const trusted = await readAuthorities(target.caFile);
  if (trusted.kind === 'problem') return yield* stopped(endpoint, 'certificate', trusted.problem);
  const socket = await openSocket({ address, target, trusted: trusted.value, connectMs: limits.connectMs, signal });
  if (socket.kind === 'problem') {
    if (socket.stage === 'network') return yield* stopped(endpoint, 'reach', socket.problem);
    yield { endpoint, check: 'reach', verdict: 'ok', says: `${address.host} answers on port ${address.port}.` };
    return yield* stopped(endpoint, 'certificate', socket.problem);
  }
  const secure = socket.value;
  try {
    const version = secure.getProtocol() ?? 'an unknown version';
    return [
      ['reach', { verdict: 'ok', says: `${address.host} answers on port ${address.port}.` }],
      ['certificate', lookAtCertificate(secure.getPeerCertificate(), address, isUnverified(address, target), tools.now())],
      ['tls', { verdict: 'ok', says: `The connection is encrypted with ${version}.` }],
    ];
  } finally {
    secure.destroy();
  }
}

const MOST_SKEW_MS = 5 * 60_000;

function clockLine({ root }: Station, now: number): Line {
  if (root.currentTime === undefined)
    return { verdict: 'skipped', says: 'The server does not tell its time.', next: 'Compare its clock by hand if Kerberos is used.' };
  const seconds = Math.round((root.currentTime - now) / 1000);
  const away = Math.abs(seconds);
  const says =
    away === 0
      ? "The clock of the server agrees with this machine's."
      : `The clock of the server is ${away} ${away === 1 ? 'second' : 'seconds'} ${seconds < 0 ? 'behind' : 'ahead of'} this machine's.`;
  if (Math.abs(seconds) * 1000 <= MOST_SKEW_MS) return { verdict: 'ok', says };
  return { verdict: 'warning', says, next: 'Set both clocks by the same time server; Kerberos allows five minutes.' };
}

function domainLines(areas: readonly Area[], limits: readonly { readonly what: string; readonly next: string }[]): readonly Line[] {
  const read = areas.map(({ name }) => name).join(', ');
  return [
    areas.length === 0
      ? { verdict: 'failed', says: 'The server holds no domain that could be read.', next: 'Name a domain controller.' }
      : { verdict: 'ok', says: `Recipients are read of ${read.slice(0, 400)}.` },
    ...limits.slice(0, 50).map(({ what, next }): Line => ({ verdict: 'warning', says: what, next })),
  ];
}
