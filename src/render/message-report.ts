import { utcText } from '../evidence/utc.js';
import type { Hop, Message } from '../message/message.js';
import type { HeaderField, Mailbox } from '../parse/header/field.js';
import type { JsonReport } from './json.js';

/** The message of a report: contract/report.schema.json, $defs/message, with optional properties of our own. */
export function toMessage(message: Message): JsonReport {
  const { from, returnPath, isReturnPathNull, sender, replyTo, subject, dateText, messageId, hops, totalDelaySeconds } = message;
  return {
    ...(from[0] === undefined ? {} : { from: toAddress(from[0]) }),
    ...(from.length > 1 ? { authors: from.map(toAddress) } : {}),
    ...(sender === undefined ? {} : { sender: toAddress(sender) }),
    ...(replyTo === undefined ? {} : { replyTo: toAddress(replyTo) }),
    ...(isReturnPathNull ? { returnPath: { address: '' } } : returnPath === undefined ? {} : { returnPath: toAddress(returnPath) }),
    ...(message.to.length === 0 ? {} : { to: message.to.slice(0, 50).map(toAddress) }),
    ...(subject === undefined ? {} : { subject }),
    ...(dateText === undefined ? {} : { date: dateText }),
    ...(messageId === undefined ? {} : { messageId }),
    receiver: message.receiver,
    ...(message.ingress === undefined ? {} : { ingress: message.ingress.index }),
    hops: hops.map(toHop),
    totalDelaySeconds: totalDelaySeconds ?? null,
    authentication: authentication(message),
    antispam: antispam(message),
    exchange: exchange(message),
    arc: message.arc.sets.map((set) => ({
      instance: set.instance,
      ...(set.seal?.cv === undefined ? {} : { cv: set.seal.cv }),
      ...(set.seal?.domain === undefined ? {} : { domain: set.seal.domain }),
    })),
    signatures: message.signatures.slice(0, 50).map(({ domain, selector, isAligned }) => ({
      domain: domain ?? null,
      selector: selector ?? null,
      aligned: isAligned ?? null,
    })),
    gateways: message.gateways.map(({ vendor, hop, headers }) => ({ vendor, hop: hop?.index ?? null, headers })),
    forgeries: message.forgeries.map(({ kind, field, why }) => ({ kind, field: field.name, why })),
    trust: trust(message),
    decoded: message.decoded().map(({ field, about, codes }) => ({
      field: field.name,
      about,
      codes: codes.map(({ code, value, meaning, isUnverified }) => ({
        code,
        value,
        meaning: meaning ?? null,
        ...(isUnverified ? { unverified: true } : {}),
      })),
    })),
  };
}

export function toAddress({ address, domain, display }: Mailbox): JsonReport {
  return {
    ...(address === undefined ? {} : { address }),
    ...(domain === undefined ? {} : { domain }),
    ...(display === undefined ? {} : { display }),
  };
}

function toHop({ index, received, premises, kind, vendor, delaySeconds, isSkew, isTrusted }: Hop): JsonReport {
  const { date, tls } = received;
  return {
    index,
    from: received.from ?? null,
    by: received.by ?? null,
    with: received.with ?? null,
    id: received.id ?? null,
    for: received.for ?? null,
    via: received.via ?? null,
    tls:
      tls === undefined
        ? null
        : { ...(tls.version === undefined ? {} : { version: tls.version }), ...(tls.cipher === undefined ? {} : { cipher: tls.cipher }) },
    ip: received.ip ?? null,
    timestamp: date.kind === 'known' ? timestamp(date.at) : null,
    ...(date.kind === 'unreadable' ? { unreadableDate: date.text } : {}),
    delaySeconds: delaySeconds ?? null,
    premises,
    kind,
    ...(received.helo === undefined ? {} : { helo: received.helo }),
    ...(received.ptr === undefined ? {} : { ptr: received.ptr }),
    ...(received.exchangeBuild === undefined ? {} : { build: received.exchangeBuild }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(isSkew ? { skew: true } : {}),
    trusted: isTrusted,
  };
}

/** RFC 3339 in UTC, without fractions. */
export function timestamp(at: number): string {
  return utcText(at).replace('.000Z', 'Z');
}

function authentication({ authentication: { spf, dkim, dmarc, compauth, arc } }: Message): JsonReport {
  return {
    spf: spf === undefined ? null : { result: spf.result, ...optional('ip', spf.ip), ...optional('domain', spf.domain) },
    dkim:
      dkim === undefined
        ? null
        : {
            result: dkim.result,
            ...optional('domain', dkim.domain),
            ...optional('reason', dkim.reason),
            signatures: dkim.all.map(({ result, comment, properties }) => ({
              result,
              ...optional('domain', properties.get('header.d')),
              ...optional('reason', comment),
            })),
          },
    dmarc:
      dmarc === undefined
        ? null
        : { result: dmarc.result, ...optional('action', dmarc.action), ...optional('headerFrom', dmarc.headerFrom) },
    compauth:
      compauth === undefined
        ? null
        : {
            result: compauth.result,
            ...(compauth.reason !== undefined && /^\d{3}$/.test(compauth.reason) ? { reason: compauth.reason } : {}),
            ...optional('meaning', compauth.meaning),
          },
    arc: arc === undefined ? null : { result: arc.result, ...optional('comment', arc.comment) },
  };
}

function optional(key: string, value: string | undefined): JsonReport {
  return value === undefined || value === '' ? {} : { [key]: value };
}

function antispam({ antispam: { forefront, scl, bcl } }: Message): JsonReport {
  const of = (key: string): string | null => forefront?.values.get(key) || null;
  return {
    scl: scl ?? null,
    bcl: bcl ?? null,
    sfv: of('SFV'),
    cat: of('CAT'),
    cip: of('CIP'),
    country: of('CTRY'),
    ipv: of('IPV'),
    direction: of('DIR'),
    sfty: of('SFTY'),
  };
}

function exchange({ exchange: given }: Message): JsonReport {
  return {
    authAs: given.authAs ?? given.crossTenantAuthAs ?? null,
    authSource: given.authSource ?? given.crossTenantAuthSource ?? null,
    authMechanism: given.authMechanism ?? null,
    directionality: given.directionality ?? null,
    originatorOrg: given.originatorOrg ?? null,
    crossPremises:
      given.headersPreserved.length +
        given.headersPromoted.length +
        given.headersFiltered.length +
        given.headersFilteredBySendConnector.length +
        given.crossPremises.size ===
      0
        ? null
        : {
            preserved: given.headersPreserved,
            promoted: given.headersPromoted,
            filtered: given.headersFiltered,
            filteredBySendConnector: given.headersFilteredBySendConnector,
            visible: Object.fromEntries([...given.crossPremises].slice(0, 40)),
          },
    fromEntity: given.fromEntity ?? null,
    ...(given.attributed === undefined ? {} : { attributed: given.attributed }),
  };
}

const MOST_TRUST = 200;

/** Who wrote each field that the findings and the panel rest on. */
function trust(message: Message): readonly JsonReport[] {
  const fields = new Map<HeaderField, string>();
  const add = (field: HeaderField | undefined): void => {
    if (field !== undefined && fields.size < MOST_TRUST) fields.set(field, field.name);
  };
  for (const { field } of message.decoded()) add(field);
  for (const key of ['from', 'return-path']) add(message.fieldsOf(key)[0]);
  return [...fields.keys()].map((field) => {
    const { addedBy, forgeable, why } = message.trustOf(field);
    return { field: field.name, addedBy: addedBy ?? null, forgeable, why };
  });
}
