import type { HeaderField } from '../parse/header/field.js';
import { parseTags } from '../parse/header/key-values.js';
import { domainOf } from './alignment.js';
import { stampsForgeable } from './antispam.js';
import type { Boundary } from './boundary.js';
import { knownField, type TrustClass } from './known-fields.js';
import type { Authentication, ExchangeHeaders, Forgeable, Forgery, Gateway, Hop, Trust } from './message.js';
import type { Region, Regions } from './regions.js';
import { vendorOfField } from './vendors.js';

export interface TrustInput {
  readonly boundary: Boundary;
  readonly hops: readonly Hop[];
  readonly regions: Regions;
  readonly authentication: Authentication;
  readonly exchange: ExchangeHeaders;
  readonly gateways: readonly Gateway[];
  readonly forgeries: readonly Forgery[];
  readonly fieldsOf: (key: string) => readonly HeaderField[];
  /** The block begins inside a field: lines above may be missing, and with them the real receiver. */
  readonly isCutAtStart: boolean;
}

const SERVICE = 'Exchange Online';

const trust = (forgeable: Forgeable, addedBy: string | undefined, why: string): Trust => ({ addedBy, forgeable, why });

function writer(field: HeaderField, { regions, boundary }: TrustInput): string | undefined {
  const hop = regions.writerOf(field);
  const by = hop?.received.by;
  return by ?? (boundary.receiver === 'exchange-online' ? SERVICE : undefined);
}

const BELOW = 'It stands below the line in which the receiver took the mail from outside, so it came with the message.';
const NO_PATH = 'The path does not show where the receiver took the mail from outside.';

function trustReceived(field: HeaderField, input: TrustInput): Trust {
  const by = writer(field, input);
  switch (input.regions.regionOf(field)) {
    case 'inside':
      return trust('no', by, "The receiver's own servers wrote this line; what the peer called itself in it is the peer's word.");
    case 'unknown':
      return trust('unknown', by, NO_PATH);
    case 'relay':
      return trust('unknown', by, 'Exchange Online handed the mail on, but the path does not prove whose tenant that was.');
    default:
      return trust('yes', by, BELOW);
  }
}

const TRACE: Readonly<Record<Region, readonly [Forgeable, string]>> = {
  inside: ['no', 'It stands above the line in which the receiver took the mail from outside.'],
  beneath: ['unknown', "It stands where the receiver's filters write, but the sender's own fields begin there, too."],
  relay: ['unknown', 'Exchange Online wrote in this part of the path, but the path does not prove for whose tenant.'],
  outside: ['yes', BELOW],
  unknown: ['unknown', NO_PATH],
};

function trustTrace(field: HeaderField, input: TrustInput): Trust {
  const region = input.regions.regionOf(field);
  if (field.key === 'return-path' && region !== 'inside' && input.boundary.receiver === 'exchange-online') {
    return input.fieldsOf(field.key).length === 1
      ? trust('no', SERVICE, 'Exchange Online writes the envelope sender at delivery; the address itself is what the sender gave.')
      : trust('unknown', undefined, 'Return-Path stands more than once in the block.');
  }
  if (region === 'beneath') {
    return trustBeneath(field, input);
  }
  if (region === 'outside' && field === input.authentication.believed?.field) {
    return trust(
      'unknown',
      SERVICE,
      'The mailbox gave the fields in another order, and the line speaks of the server that handed the mail over.',
    );
  }
  const [forgeable, why] = TRACE[region];
  return trust(forgeable, region === 'outside' ? undefined : writer(field, input), why);
}

/** Gmail always writes its line, so the topmost that names it is its own; whether others use a filter nobody knows. */
function trustBeneath(field: HeaderField, input: TrustInput): Trust {
  const by = input.boundary.ingress === undefined ? undefined : input.hops[input.boundary.ingress]?.received.by;
  if (!isBelieved(field, input)) {
    return trust(TRACE.outside[0], undefined, TRACE.outside[1]);
  }
  return input.boundary.receiver === 'gmail'
    ? trust('no', by, 'Gmail writes it right below the line in which it took the mail.')
    : trust(TRACE.beneath[0], by, TRACE.beneath[1]);
}

/** The field is one of those that the verdict was read from. */
function isBelieved(field: HeaderField, { authentication, fieldsOf }: TrustInput): boolean {
  return field.key === 'authentication-results'
    ? authentication.believed !== undefined && !authentication.others.some((line) => line.field === field)
    : fieldsOf(field.key)[0] === field;
}

function trustStamp(field: HeaderField, input: TrustInput): Trust {
  const forgeable = stampsForgeable(input.boundary);
  if (forgeable === 'no') {
    return input.fieldsOf(field.key)[0] === field
      ? trust('no', SERVICE, 'Exchange Online received the mail, and it replaces or renames copies that come in.')
      : trust('unknown', undefined, 'The field stands more than once; only the first is taken as written by Exchange Online.');
  }
  return forgeable === 'unknown'
    ? trust(
        'unknown',
        SERVICE,
        input.boundary.receiver === 'unknown'
          ? 'Without Received lines nothing shows whether Exchange Online received the mail.'
          : 'Exchange Online handed the mail to on-premises Exchange, but the path does not prove for whose tenant it wrote this.',
      )
    : trust('yes', undefined, 'Exchange Online did not deliver this mail: the field is left over from an earlier hop, or made up.');
}

function trustFirewalled(input: TrustInput): Trust {
  const { boundary, hops } = input;
  switch (boundary.receiver) {
    case 'exchange-online':
      return trust('no', SERVICE, 'Exchange Online received the mail, and its header firewall removes this field from mail of others.');
    case 'onprem-exchange':
      return trust(
        'no',
        hops.at(-1)?.received.by,
        'Exchange received the mail, and its header firewall removes this field from sessions without the right.',
      );
    case 'unknown':
      return trust('unknown', undefined, 'Without Received lines nothing shows whether Exchange received the mail.');
    default:
      return trust('yes', undefined, 'Exchange did not receive this mail, so no header firewall removed what others wrote.');
  }
}

function trustCrossPremises(field: HeaderField, input: TrustInput): Trust {
  const { exchange, boundary } = input;
  const isInternal = exchange.authAs?.trim().toLowerCase() === 'internal';
  const isExchange = boundary.receiver === 'exchange-online' || boundary.receiver === 'onprem-exchange';
  if (field.key.startsWith('x-ms-exchange-crosspremises-') || field.key === 'x-crosspremisesheadersfilteredbysendconnector') {
    return trust('yes', undefined, 'The sending side wrote it, and no header firewall guards this name.');
  }
  const isHybrid = exchange.fromEntity?.trim().toLowerCase() === 'hybridonprem' || exchange.crossPremisesPromoted !== undefined;
  if (isExchange && isInternal && isHybrid) {
    return trust(
      'no',
      field.value.slice(0, 255),
      'AuthAs and the attribution to the hybrid connector, which the receiver writes, agree with it.',
    );
  }
  return isExchange && (exchange.authAs === undefined || field.key === 'x-crosspremisesheadersfiltered')
    ? trust('unknown', undefined, 'No header firewall guards this name, and nothing that the receiver wrote proves it.')
    : trust('yes', undefined, 'No header firewall guards this name, and the fields of the receiver do not agree with it.');
}

function trustSigned(field: HeaderField, input: TrustInput): Trust {
  const { authentication, regions } = input;
  if (field.key !== 'dkim-signature') {
    if (regions.regionOf(field) === 'inside') {
      return trust('no', writer(field, input), TRACE.inside[1]);
    }
    return authentication.arc?.result === 'fail' || authentication.arc?.result === 'none'
      ? trust('yes', undefined, 'The receiver found no whole ARC chain.')
      : trust('unknown', undefined, 'A seal proves who sealed, not that what it says is right.');
  }
  const domain = domainOf(parseTags(field.value).get('d'));
  const passed = authentication.dkim?.all.some(
    ({ result, properties }) =>
      result === 'pass' && domain !== undefined && domainOf(properties.get('header.d') ?? properties.get('header.i')) === domain,
  );
  if (passed === true && authentication.believed !== undefined) {
    const { forgeable } = trustTrace(authentication.believed.field, input);
    return trust(forgeable, domain, 'The receiver verified a signature of this domain.');
  }
  return trust(authentication.dkim === undefined ? 'unknown' : 'yes', undefined, 'The receiver did not find this signature to be good.');
}

function trustThirdParty(field: HeaderField, input: TrustInput): Trust {
  const vendor = vendorOfField(field.key);
  const hop = input.gateways.find((gateway) => gateway.vendor === vendor)?.hop;
  if (input.regions.regionOf(field) === 'inside' || (hop?.isTrusted === true && hop.vendor === vendor)) {
    return trust('no', vendor, "The vendor's server stands in the trusted part of the path.");
  }
  return hop === undefined
    ? trust('yes', undefined, 'No server of the vendor stands in the path, and any sender can write this name.')
    : trust('unknown', vendor, 'A server of this name stands in the path, but outside its trusted part.');
}

function byClass(known: TrustClass, field: HeaderField, input: TrustInput): Trust {
  switch (known) {
    case 'positional':
      return trustReceived(field, input);
    case 'trace':
      return trustTrace(field, input);
    case 'service-stamp':
      return trustStamp(field, input);
    case 'header-firewall':
      return trustFirewalled(input);
    case 'cross-premises':
      return trustCrossPremises(field, input);
    case 'signed':
      return trustSigned(field, input);
    case 'third-party':
      return trustThirdParty(field, input);
    case 'untrusted-copy':
      return trust('yes', undefined, 'A renamed copy of what the message carried on arrival.');
    case 'sender-controlled':
      return trust('yes', undefined, 'Any server before the receiver, or the author, can write it.');
  }
}

/** Who wrote a field, and whether the sender could have. Made once for a block; each question is answered on its own. */
export function trustIn(input: TrustInput): (field: HeaderField) => Trust {
  const forged = new Map(input.forgeries.map(({ field, why }) => [field, why] as const));
  return (field) => {
    const why = forged.get(field);
    if (why !== undefined) {
      return trust('yes', undefined, why);
    }
    const known = knownField(field.key)?.trust ?? 'sender-controlled';
    const found = byClass(known, field, input);
    if (known === 'sender-controlled' && field.key.startsWith('x-') && input.regions.regionOf(field) === 'inside') {
      return trust(
        'unknown',
        writer(field, input),
        "It stands above the line in which the receiver took the mail, where the receiver's servers write.",
      );
    }
    return input.isCutAtStart && found.forgeable === 'no'
      ? trust('unknown', found.addedBy, 'The block begins inside a field, so the newest lines may be missing.')
      : found;
  };
}
