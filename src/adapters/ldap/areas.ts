import { ok, type Problem, problem, type Result } from '../../evidence/problem.js';
import type { Unreadable } from '../../evidence/snapshot.js';
import { isCataloguePort, isUnverified, plainHost, type Reference, readReference, urlOf } from './address.js';
import { heldContexts, isIgnored, otherDomains } from './domains.js';
import { ANY, equal } from './filters.js';
import { domainAbove, domainOf, isBelow, normalDn } from './names.js';
import { CODES, type Failed, serverProblem, shownText } from './server-problems.js';
import { openStation, type Station, type StationOptions } from './station.js';

/** A subtree that is read, and the server that holds it. */
export interface Area {
  readonly station: Station;
  /** Empty: everything, at a global catalogue. */
  readonly base: string;
  /** Last part of the name of its part: `corp.contoso.com`, or the DN where only a piece of a domain is read. */
  readonly name: string;
  readonly title: string;
  /** Hosts that its server refers to and that were followed, or looked at and left. */
  readonly followed: ReadonlySet<string>;
  /** What its server refers to and nobody follows. */
  readonly unreadable: readonly Unreadable[];
}

export interface Reach {
  readonly areas: readonly Area[];
  readonly stations: readonly Station[];
  readonly limits: readonly Unreadable[];
}

const DEEPEST = 5;
const MOST_REFERENCES = 200;
/** A forest has some hundred domains at most; a server could refer to new places for ever. */
const MOST_AREAS = 500;

interface Walk {
  readonly options: StationOptions;
  readonly named: ReadonlySet<string>;
  readonly seen: Set<string>;
  /** Bases that a sentence says are not read. */
  readonly told: string[];
  readonly areas: Area[];
  readonly stations: Station[];
}

/**
 * Everything that is read from a server: its domains, or the bases that were named, and what it refers to at hosts that were named.
 *
 * Referrals are followed with the same credentials, so only to hosts that the user named in this run; no place is visited twice, and none
 * more than five referrals away. Bad input: a problem for a base that is not there.
 */
export async function findAreas(main: Station, options: StationOptions): Promise<Result<Reach>> {
  const { target } = options;
  const walk: Walk = {
    options,
    named: new Set([main.address.host, ...target.namedHosts.map(plainHost)]),
    seen: new Set(),
    told: [],
    areas: [],
    stations: [main],
  };
  try {
    const bases = target.bases.length > 0 ? await namedBases(main, options) : ok(ownBases(main));
    if (bases.kind === 'problem') return bases;
    for (const base of bases.value) await visit(walk, main, base, 0);
  } catch (cause) {
    for (const station of walk.stations) if (station !== main) station.close();
    throw cause;
  }
  const domainsRead = walk.areas.map(({ base }) => base);
  // A domain that a referral names is told there, with the host.
  const told = [...domainsRead, ...walk.told];
  const others = main.isCatalogue || target.bases.length > 0 ? [] : otherDomains(main.domains, told);
  const limits = [
    ...walk.areas.flatMap(({ unreadable }) => unreadable),
    ...others,
    ...(target.bases.length > 0 ? [onlyBelow(walk.areas)] : []),
  ];
  return ok({ areas: walk.areas, stations: walk.stations, limits });
}

function onlyBelow(areas: readonly Area[]): Unreadable {
  return {
    what: `Only what stands below ${shownText(areas.map(({ base }) => base).join('; '))} is read.`,
    why: 'It was named as the base; objects elsewhere, and addresses that they hold, stay unknown.',
    next: 'Leave the base out to read whole domains.',
  };
}

function ownBases(main: Station): readonly string[] {
  // Asked at the top of a global catalogue, each domain would also bring those below it.
  return main.isCatalogue ? [''] : heldContexts(main.root, main.domains);
}

/** The bases that the user named, without those that stand below another one. */
async function namedBases(main: Station, { target, signal }: StationOptions): Promise<Result<readonly string[]>> {
  const tops = target.bases.filter(
    (base, index) =>
      !target.bases.some((other, at) => at !== index && isBelow(base, other) && (normalDn(base) !== normalDn(other) || at < index)),
  );
  const session = await main.session(signal);
  if (session.kind === 'problem') return session;
  for (const base of tops) {
    const answer = await session.value.search({ base, scope: 'base', filter: ANY, attributes: ['objectClass'] }, signal);
    if (answer.kind === 'failed') return baseProblem(base, answer.failed, main);
    if (answer.value.entries.length === 0 && answer.value.references.length === 0)
      return baseProblem(base, { kind: 'result', code: CODES.noSuchObject, text: '' }, main);
  }
  return ok(tops);
}

function baseProblem(base: string, failed: Failed, main: Station): { readonly kind: 'problem'; readonly problem: Problem } {
  const shown = shownText(base);
  if (failed.kind === 'result' && failed.code === CODES.referral) {
    const host = referredHost(failed.text);
    return problem(
      `Another server holds ${shown}${host === undefined ? '' : `: ${host}`}.`,
      main.url,
      host === undefined ? 'Name a domain controller of that domain.' : `Name that server: --ldap ldaps://${host}`,
    );
  }
  if (failed.kind === 'result' && (failed.code === CODES.noSuchObject || failed.code === CODES.invalidDn))
    return problem(`The directory holds no ${shown}, or the account may not see it.`, main.url, 'Check the DN that was named as the base.');
  return serverProblem(failed, main.url, 'search');
}

/** The host in `0000202B: RefErr: DSID-..., data 0, 1 access points\n\tref 1: 'child.corp.contoso.com'`: ldapts keeps no referral but this text. */
export function referredHost(text: string): string | undefined {
  return /\bref 1: '([A-Za-z0-9._-]{1,255})'/.exec(text.slice(0, 2000))?.[1];
}

const placeOf = ({ address: { host, port }, base }: Reference): string => `${host}:${port}/${normalDn(base)}`;

async function visit(walk: Walk, station: Station, base: string, depth: number): Promise<void> {
  const { signal } = walk.options;
  walk.seen.add(placeOf({ address: station.address, base }));
  const found = await referencesBelow(station, base, signal);
  const unreadable: Unreadable[] = [...found.unreadable];
  const followed = new Set<string>();
  const plain = nameOf(station, base);
  const name = walk.areas.some((area) => area.name === plain) ? `${plain}@${station.address.host}` : plain;
  walk.areas.push({ station, base, name, title: titleOf(station, base), followed, unreadable });
  for (const reference of found.references) {
    const { host } = reference.address;
    const isNamed = walk.named.has(host) && !isStrangePort(walk, reference);
    if (isNamed) followed.add(host);
    if (walk.seen.has(placeOf(reference))) continue;
    const isFollowed = isNamed && depth < DEEPEST && walk.areas.length < MOST_AREAS;
    if (!isFollowed) walk.told.push(reference.base);
    if (!isNamed) unreadable.push(notFollowed(reference));
    else if (!isFollowed) unreadable.push(tooDeep(reference));
    else await follow(walk, station, reference, depth, unreadable);
  }
}

/** Of a host whose certificate is not verified, nothing but the port says who listens: each account of that machine may open a high one. */
function isStrangePort({ options: { target, address } }: Walk, { address: other }: Reference): boolean {
  return isUnverified(other, target) && other.port !== address.port && other.port >= 1024 && !isCataloguePort(other);
}

async function follow(walk: Walk, from: Station, reference: Reference, depth: number, unreadable: Unreadable[]): Promise<void> {
  const known = walk.stations.find(({ address }) => address.host === reference.address.host && address.port === reference.address.port);
  // A server that refers to itself for what it was just asked.
  if (known === from && walk.areas.some(({ station, base }) => station === known && isBelow(reference.base, base))) {
    unreadable.push({ ...notFollowed(reference), why: 'The server refers to itself for it.', next: 'Ask another domain controller.' });
    return;
  }
  walk.seen.add(placeOf(reference));
  let station = known;
  if (station === undefined) {
    const opened = await openStation({ ...walk.options, address: reference.address });
    if (opened.kind === 'problem') {
      walk.told.push(reference.base);
      unreadable.push({
        what: `What ${reference.address.host} holds of ${shownText(reference.base)} is not read.`,
        why: opened.problem.what,
        next: opened.problem.next,
      });
      return;
    }
    station = opened.value;
    walk.stations.push(station);
  }
  await visit(walk, station, reference.base, depth + 1);
}

const NOTHING = equal('objectGUID', Buffer.alloc(16));

/** Asks for an object that cannot be: what comes are the references alone. */
async function referencesBelow(
  station: Station,
  base: string,
  signal: AbortSignal,
): Promise<{ readonly references: readonly Reference[]; readonly unreadable: readonly Unreadable[] }> {
  const session = await station.session(signal);
  if (session.kind === 'problem') return { references: [], unreadable: [] };
  const answer = await session.value.search({ base, scope: 'sub', filter: NOTHING, attributes: ['1.1'] }, signal);
  // Reading the part meets the same refusal, and says so there.
  if (answer.kind === 'failed') return { references: [], unreadable: [] };
  return readReferences(answer.value.references, station);
}

/** Sorts what a search refers to. Out: places with people, each once; a sentence for each text that is none. */
export function readReferences(
  texts: readonly string[],
  station: Pick<Station, 'address' | 'root'>,
): { readonly references: readonly Reference[]; readonly unreadable: readonly Unreadable[] } {
  const references = new Map<string, Reference>();
  const unreadable: Unreadable[] = [];
  for (const text of texts.slice(0, MOST_REFERENCES)) {
    const reference = readReference(text, station.address);
    if (reference === undefined) unreadable.push(unusable(text));
    else if (!isIgnored(reference.base, station.root)) references.set(placeOf(reference), reference);
  }
  return { references: [...references.values()], unreadable };
}

export function notFollowed({ address, base }: Reference): Unreadable {
  return {
    what: `What ${address.host} holds is not read: ${shownText(base)}.`,
    why: 'The server refers there, and a password is sent only to servers that were named in this run.',
    next: `Name it too: --ldap ${urlOf(address)}`,
  };
}

function tooDeep({ address, base }: Reference): Unreadable {
  return {
    what: `What ${address.host} holds is not read: ${shownText(base)}.`,
    why: `It is more than ${DEEPEST} referrals away, or there are more than ${MOST_AREAS} places.`,
    next: `Connect to it directly: --ldap ${urlOf(address)}`,
  };
}

function unusable(text: string): Unreadable {
  return {
    what: 'The server refers to a place that is no usable LDAP URL.',
    why: `It says ${shownText(text)}.`,
    next: 'Connect to the server that holds the rest directly.',
  };
}

function nameOf(station: Station, base: string): string {
  if (base === '') return station.root.rootDomain === undefined ? station.address.host : domainOf(station.root.rootDomain);
  return domainOf(base);
}

function titleOf(station: Station, base: string): string {
  const name = nameOf(station, base);
  if (base === '') return `Recipients of the forest ${name}`;
  return name === domainAbove(base) ? `Recipients of ${name}` : `Recipients below ${shownText(base)}`;
}
