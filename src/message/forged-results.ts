import { lazy } from '../evidence/lazy.js';
import type { AuthResults, HeaderField } from '../parse/header/field.js';
import { areAligned, domainOf } from './alignment.js';
import type { Boundary } from './boundary.js';
import { outcomeOfReason } from './codes/authentication.js';
import { gatewayVendor, isGmailHost, isServiceHost } from './hosts.js';
import type { Authentication, Forgery, Hop } from './message.js';
import type { Surroundings } from './own.js';
import type { Regions } from './regions.js';

export interface ForgedResultsInput {
  readonly fieldsOf: (key: string) => readonly HeaderField[];
  readonly authentication: Authentication;
  readonly hops: readonly Hop[];
  readonly boundary: Boundary;
  readonly regions: Regions;
  readonly fromDomain: string | undefined;
  readonly around: Surroundings;
}

const PASSES: ReadonlySet<string> = new Set(['pass', 'softpass', 'bestguesspass']);

const forgery = ({ field }: AuthResults, why: string): Forgery => ({ kind: 'authentication-results', field, why: `${field.name} ${why}` });

const resultOf = (methods: AuthResults['methods'], name: string): string | undefined =>
  methods.find(({ method }) => method === name)?.result;

/** compauth and its reason contradict each other: Microsoft writes them together. */
function hasWrongReason(line: AuthResults): boolean {
  return line.methods.some(({ method, result, properties }) => {
    const outcome = method === 'compauth' ? outcomeOfReason(properties.get('reason') ?? '') : undefined;
    return outcome !== undefined && (PASSES.has(result) ? outcome === 'fail' : result === 'fail' && outcome === 'pass');
  });
}

/** A pass in the line where the receiver itself found none. */
function isBetter(line: AuthResults, { believed }: Authentication): boolean {
  return ['spf', 'dkim', 'dmarc', 'compauth'].some((name) => {
    const found = resultOf(line.methods, name);
    const trusted = believed === undefined ? undefined : resultOf(believed.methods, name);
    return found !== undefined && PASSES.has(found) && trusted !== undefined && !PASSES.has(trusted);
  });
}

/** Servers of older hops, which may rightly have written a line. Made once for all lines. */
interface Earlier {
  /** The oldest places in the block of a hop of Exchange Online, of Gmail, of a gateway; below it none can have written. */
  readonly service: number;
  readonly gmail: number;
  readonly gateway: number;
  readonly hosts: readonly string[];
  readonly domains: ReadonlySet<string>;
  readonly vendors: ReadonlySet<string>;
  /** The server from which the receiver took the mail: a forwarder or a list writes a line of its own. */
  readonly peer: Hop['received'] | undefined;
}

function earlierServers({ hops, around }: ForgedResultsInput): Earlier {
  const old = hops.filter((hop) => !hop.isTrusted);
  const hosts = [...new Set(old.flatMap(({ received }) => [received.by, received.from, received.ptr, received.helo]))].flatMap((host) =>
    host === undefined ? [] : [host.toLowerCase()],
  );
  const placeOf = (test: (host: string | undefined) => boolean): number => old.find((hop) => test(hop.received.by))?.field.index ?? -1;
  return {
    service: placeOf(isServiceHost),
    gmail: placeOf(isGmailHost),
    gateway: placeOf((host) => gatewayVendor(host) !== undefined),
    hosts,
    domains: new Set(hosts.flatMap((host) => around.tools.organizationalDomain(host) ?? [])),
    vendors: new Set(hosts.flatMap((host) => gatewayVendor(host) ?? [])),
    peer: hops.find((hop) => hop.isTrusted)?.received,
  };
}

/** A server of the path that the line did not come through may have written it. */
function hasWriter(id: string, earlier: Earlier, { around }: ForgedResultsInput): boolean {
  const name = id.toLowerCase();
  const vendor = gatewayVendor(name);
  const domain = around.tools.organizationalDomain(name);
  return (
    earlier.hosts.includes(name) ||
    (vendor !== undefined && earlier.vendors.has(vendor)) ||
    (domain !== null && earlier.domains.has(domain))
  );
}

/** The peer has that name by DNS, or calls itself so and may send for it. */
function isOfPeer(id: string, peer: Earlier['peer'], { authentication, around }: ForgedResultsInput): boolean {
  const isSame = (host: string | undefined): boolean => around.isSameOrganization(id, host);
  const { spf } = authentication;
  return isSame(peer?.ptr) || ((isSame(peer?.from) || isSame(peer?.helo)) && spf?.result === 'pass' && isSame(spf.domain));
}

function judgeMicrosoftForm(line: AuthResults, earlier: Earlier, { authentication, boundary }: ForgedResultsInput): string | undefined {
  // Some gateways leave out their name, too.
  const mayBeReal = Math.max(earlier.service, earlier.gateway) > line.field.index || boundary.receiver === 'unknown';
  return !mayBeReal && isBetter(line, authentication)
    ? 'came with the message in the form of Microsoft, and says better than the receiver found.'
    : undefined;
}

function claimsReceiver(id: string, { boundary, hops, around }: ForgedResultsInput): boolean {
  switch (boundary.receiver) {
    case 'exchange-online':
      return isServiceHost(id) || id.toLowerCase() === 'mx.microsoft.com';
    case 'gmail':
      return isGmailHost(id);
    default:
      return [hops.at(-1), hops.find(({ isTrusted }) => isTrusted)].some((hop) => around.isSameOrganization(id, hop?.received.by));
  }
}

/**
 * Some filters of Postfix and Sendmail put their line at the end of the header. So may the sender; but nobody forges a failure, and a receiver
 * that writes a line at the top, too, would not have left it there.
 */
function isLikeAppended(line: AuthResults, { authentication, boundary, fieldsOf }: ForgedResultsInput): boolean {
  if (boundary.receiver !== 'other') {
    return false;
  }
  const isAtEnd = (fieldsOf('from').at(-1)?.index ?? Number.POSITIVE_INFINITY) < line.field.index;
  return resultOf(line.methods, 'dmarc') === 'fail' || (isAtEnd && authentication.believed === undefined);
}

function judgeNamed(line: AuthResults, id: string, earlier: Earlier, input: ForgedResultsInput): string | undefined {
  const { authentication, boundary, fromDomain, around } = input;
  if (claimsReceiver(id, input)) {
    const last = boundary.receiver === 'exchange-online' ? earlier.service : boundary.receiver === 'gmail' ? earlier.gmail : -1;
    const mayBeReal = last > line.field.index || hasWriter(id, earlier, input) || isLikeAppended(line, input);
    return mayBeReal ? undefined : 'names the receiver, but came with the message.';
  }
  const hasFailed = authentication.dmarc?.result === 'fail' || authentication.compauth?.result === 'fail';
  const isForAuthor = line.methods.some(
    ({ method, result, properties }) =>
      PASSES.has(result) &&
      (method === 'dmarc' ||
        areAligned(
          domainOf(properties.get('header.d') ?? properties.get('smtp.mailfrom') ?? properties.get('header.from')),
          fromDomain,
          around.tools,
        ) === true),
  );
  return hasFailed && isForAuthor && id.includes('.') && !isOfPeer(id, earlier.peer, input) && !hasWriter(id, earlier, input)
    ? 'vouches for the author against what the receiver found, and its writer stands nowhere in the path.'
    : undefined;
}

/** Authentication-Results lines that the sender wrote. Where an earlier receiver may have written a line, nothing is said. */
export function findForgedResults(input: ForgedResultsInput): readonly Forgery[] {
  const { authentication, regions, boundary } = input;
  const lines = [...(authentication.believed === undefined ? [] : [authentication.believed]), ...authentication.others];
  if (lines.length === 0) {
    return [];
  }
  // Most messages hold no line that came with them: nobody asks then.
  const earlier = lazy(() => earlierServers(input));
  return lines.flatMap((line) => {
    if (hasWrongReason(line)) {
      return [forgery(line, 'gives a reason for compauth that does not go with its result.')];
    }
    const region = regions.regionOf(line.field);
    const isOpen =
      region === 'outside' || (region === 'beneath' && boundary.receiver === 'gmail' && line.field !== authentication.believed?.field);
    if (!isOpen) {
      return [];
    }
    const id = line.authservId;
    const why = id === undefined ? judgeMicrosoftForm(line, earlier(), input) : judgeNamed(line, id, earlier(), input);
    return why === undefined ? [] : [forgery(line, why)];
  });
}
