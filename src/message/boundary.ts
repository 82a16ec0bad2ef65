import type { Received } from '../parse/header/field.js';
import { hostName, isGmailHost, isSameSovereignCloud, isServiceDoor, isServiceHost, isServiceOutboundHost } from './hosts.js';
import { isDocumentationIp, isPrivateIp, isSameNetwork, isServiceInsideIp, isServiceOutboundIp } from './ip.js';
import type { Hop, Receiver } from './message.js';
import type { Surroundings } from './own.js';

/** A hop before it is known where the path crosses into the receiver's organization. */
export type Line = Pick<Hop, 'index' | 'field' | 'received' | 'kind' | 'vendor'>;

/** Where the path crosses into the organization that received the message. Numbers are hop indices, 0 the oldest. */
export interface Boundary {
  readonly receiver: Receiver;
  /** The hop that took the mail from outside; undefined where the path does not show it. */
  readonly ingress: number | undefined;
  /** This hop and all newer ones were written by the receiver's organization; undefined without a path. */
  readonly trustedFrom: number | undefined;
  /**
   * On-premises Exchange took the mail from Exchange Online: the hop in which Exchange Online took it from outside. Whose tenant that
   * was the path does not prove.
   */
  readonly relayIngress: number | undefined;
}

/**
 * The peer of a line written by Exchange Online is not one of its servers, or hands over from another tenant. The peer's name is what it
 * said of itself, so its address must fit, too.
 */
export function isFromOutsideService({ from, ip, by }: Received): boolean {
  if (from === undefined) {
    return ip !== undefined && !isServiceInsideIp(ip);
  }
  if (!isServiceHost(from) || isServiceOutboundHost(from)) {
    return true;
  }
  const isBlanked = isDocumentationIp(ip) && !isServiceDoor(by);
  return ip !== undefined && !isServiceInsideIp(ip) && !isServiceOutboundIp(ip) && !isBlanked && !isSameSovereignCloud(from, by);
}

const RECEIVERS: Readonly<Record<Line['kind'], Receiver>> = {
  'exo-frontend': 'exchange-online',
  'exo-internal': 'exchange-online',
  'exo-mapi': 'exchange-online',
  'onprem-exchange': 'onprem-exchange',
  'onprem-exchange-mapi': 'onprem-exchange',
  gmail: 'gmail',
  gateway: 'other',
  other: 'other',
};

/** The lowest line of a run, and whether the mail came from outside (or was born) there. */
interface RunEnd {
  readonly index: number;
  readonly isIngress: boolean;
}

/** From hop `top` down while Exchange Online wrote the lines. */
function walkService(lines: readonly Line[], top: number): RunEnd {
  let index = top;
  for (; ; index -= 1) {
    const older = lines[index - 1];
    if (lines[index]?.kind !== 'exo-internal') {
      return { index, isIngress: true };
    }
    if (older === undefined || !older.kind.startsWith('exo-')) {
      return { index, isIngress: older !== undefined };
    }
  }
}

function walkGmail(lines: readonly Line[], top: number): RunEnd {
  for (let index = top; ; index -= 1) {
    const { received } = lines[index] ?? {};
    const hasPeer = received?.ip !== undefined && !isPrivateIp(received.ip) && !isGmailHost(received.ip);
    if (hasPeer) {
      return { index, isIngress: true };
    }
    if (lines[index - 1]?.kind !== 'gmail') {
      return { index, isIngress: received?.from !== undefined && !isGmailHost(received.from) };
    }
  }
}

/** The peer of this line is a server of the same organization, as far as an address can show it. */
function isPeerInside({ received }: Line, older: Line | undefined, around: Surroundings): boolean {
  const { from, ip, by, byIp } = received;
  if (from === undefined && ip === undefined) {
    return true;
  }
  if (older !== undefined && isLocalDelivery(received, older)) {
    return true;
  }
  // A connector may announce another name than the server's: the private address of the older line tells that it is the same.
  const isSameServer = ip !== undefined && isPrivateIp(ip) && older?.received.byIp === ip;
  if (older === undefined || !(isSameServer || isOneOfUs(older, received, around))) {
    return false;
  }
  if (ip === undefined) {
    return around.isSameOrganization(from, by);
  }
  return isPrivateIp(ip) || around.isOwnIp(ip) || isSameNetwork(byIp, ip);
}

/** LMTP is not spoken between organizations; the container that takes it may have a name of its own. */
function isLocalDelivery({ with: protocol, from, ip }: Received, older: Line): boolean {
  const isLmtp = protocol?.slice(0, 4).toLowerCase() === 'lmtp';
  return isLmtp && (ip === undefined || isPrivateIp(ip)) && hostName(from) === hostName(older.received.by);
}

/** What an older line and the peer call themselves: claims, to be believed only beside a fitting address. */
function isOneOfUs(older: Line, { by, from, ip }: Received, around: Surroundings): boolean {
  const olderBy = older.received.by;
  if (isLocalName(from) || isLocalName(olderBy) || isLocalName(by)) {
    return ip === undefined || isPrivateIp(ip);
  }
  return around.isSameOrganization(olderBy, by) || (areBareNames(olderBy, by) && isPrivateIp(ip));
}

const isLocalName = (host: string | undefined): boolean => host === 'localhost' || host?.startsWith('localhost.') === true;
const areBareNames = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && !one.includes('.') && !other.includes('.');

function walkOrganization(lines: readonly Line[], top: number, around: Surroundings): RunEnd {
  let index = top;
  for (let line = lines[index]; line !== undefined; line = lines[index]) {
    if (line.kind === 'onprem-exchange-mapi' || !isPeerInside(line, lines[index - 1], around)) {
      return { index, isIngress: true };
    }
    if (index === 0) {
      break;
    }
    index -= 1;
  }
  return { index, isIngress: true };
}

function walk(lines: readonly Line[], receiver: Receiver, around: Surroundings): RunEnd {
  const top = lines.length - 1;
  switch (receiver) {
    case 'exchange-online':
      return walkService(lines, top);
    case 'gmail':
      return walkGmail(lines, top);
    default:
      return walkOrganization(lines, top, around);
  }
}

/** On-premises Exchange took the mail from a server that calls itself Exchange Online, from an address that allows it. */
function findRelay(lines: readonly Line[], receiver: Receiver, ingress: RunEnd): number | undefined {
  const { from, ip } = lines[ingress.index]?.received ?? {};
  const older = lines[ingress.index - 1];
  const isFromService =
    isServiceHost(from) && (isServiceOutboundIp(ip) || isServiceInsideIp(ip) || isDocumentationIp(ip) || ip === undefined);
  if (receiver !== 'onprem-exchange' || !isFromService || older?.kind.startsWith('exo-') !== true) {
    return undefined;
  }
  return walkService(lines, older.index).index;
}

/** In: all lines, oldest first. Who received is told by the newest. */
export function findBoundary(lines: readonly Line[], around: Surroundings): Boundary {
  const newest = lines.at(-1);
  if (newest === undefined) {
    return { receiver: 'unknown', ingress: undefined, trustedFrom: undefined, relayIngress: undefined };
  }
  const receiver = RECEIVERS[newest.kind];
  const end = walk(lines, receiver, around);
  return {
    receiver,
    ingress: end.isIngress ? end.index : undefined,
    trustedFrom: end.index,
    relayIngress: findRelay(lines, receiver, end),
  };
}
