import type { HeaderField, Received } from '../parse/header/field.js';
import { parseReceived } from '../parse/header/received.js';
import { type Boundary, findBoundary, isFromOutsideService, type Line } from './boundary.js';
import { measureDelays } from './delays.js';
import { gatewayVendor, isGmailHost, isServiceHost } from './hosts.js';
import { isPrivateIp, parseIp } from './ip.js';
import type { Hop, HopKind, Premises } from './message.js';
import type { Surroundings } from './own.js';

/** The path of a message, oldest hop first, and where it crosses into the receiver's organization. */
export interface Path {
  readonly hops: readonly Hop[];
  readonly boundary: Boundary;
}

function kindOf(received: Received, vendor: string | undefined): HopKind {
  const isMapi = received.with?.toLowerCase().startsWith('mapi') === true;
  if (isServiceHost(received.by)) {
    return isMapi ? 'exo-mapi' : isFromOutsideService(received) ? 'exo-frontend' : 'exo-internal';
  }
  if (vendor !== undefined) {
    return 'gateway';
  }
  if (received.writer === 'exchange' || received.exchangeBuild !== undefined) {
    return isMapi ? 'onprem-exchange-mapi' : 'onprem-exchange';
  }
  return received.writer === 'gmail' || isGmailHost(received.by) ? 'gmail' : 'other';
}

function readLine(field: HeaderField, index: number): Line {
  const received = parseReceived(field.value);
  const vendor = gatewayVendor(received.by);
  return { index, field, received, kind: kindOf(received, vendor), vendor };
}

/** An Exchange Server whose public name is under none of the organization's known domains may be anybody's, also ours. */
function premisesOfExchangeServer(received: Received, around: Surroundings): Premises {
  const domain = received.by === undefined ? null : around.tools.organizationalDomain(received.by.toLowerCase());
  return domain !== null && around.isOwnDomain(domain) === false ? 'unknown' : 'on-premises';
}

function premisesOf({ kind, received }: Line, around: Surroundings): Premises {
  if (kind.startsWith('exo-')) {
    return 'exchange-online';
  }
  if (around.isOwnHost(received.by) || around.isOwnIp(received.byIp)) {
    return 'on-premises';
  }
  switch (kind) {
    case 'gateway':
      return 'gateway';
    case 'onprem-exchange':
    case 'onprem-exchange-mapi':
      return premisesOfExchangeServer(received, around);
    case 'gmail':
      return 'internet';
    default:
      return isPublicName(received.by) ? 'internet' : 'unknown';
  }
}

const isPublicName = (host: string | undefined): boolean =>
  host !== undefined &&
  (parseIp(host) === undefined ? host.includes('.') && !/\.(?:local|lan|internal|localdomain)$/i.test(host) : !isPrivateIp(host));

/** In: all Received fields, top first. Out: the path. Linear in their number. */
export function readPath(fields: readonly HeaderField[], around: Surroundings): Path {
  const lines = fields.toReversed().map(readLine);
  const boundary = findBoundary(lines, around);
  const delays = measureDelays(lines.map((line) => line.received.date));
  const hops = lines.map(
    (line, index): Hop => ({
      ...line,
      premises: premisesOf(line, around),
      delaySeconds: delays[index]?.seconds,
      isSkew: delays[index]?.isSkew === true,
      isTrusted: boundary.trustedFrom !== undefined && index >= boundary.trustedFrom,
    }),
  );
  return { hops, boundary };
}
