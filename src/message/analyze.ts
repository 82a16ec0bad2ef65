import { parseMailboxes } from '../parse/header/addresses.js';
import { parseHeaderDate } from '../parse/header/date.js';
import { decodeEncodedWords } from '../parse/header/encoded-words.js';
import type { HeaderBlock, HeaderField } from '../parse/header/field.js';
import { readAntispam } from './antispam.js';
import { readArc } from './arc.js';
import { readAuthentication } from './authentication.js';
import { decodeCodes } from './decode.js';
import { totalDelay } from './delays.js';
import { readSignatures } from './dkim.js';
import { readExchangeHeaders } from './exchange-headers.js';
import { findForgedHeaders } from './forged-headers.js';
import { findForgedResults } from './forged-results.js';
import { findDuplicateOriginators, findHostileBytes } from './forgeries.js';
import { findGateways } from './gateways.js';
import { readPath } from './hops.js';
import { knownField } from './known-fields.js';
import type { DecodedField, Forgery, Message, MessageTools, OwnOrganization, Trust } from './message.js';
import { surroundingsOf } from './own.js';
import { regionsOf } from './regions.js';
import { trustIn } from './trust.js';

/** Fields by lower-case name, top first, and each name as it was first written. */
interface FieldIndex {
  readonly fieldsOf: (key: string) => readonly HeaderField[];
  readonly names: ReadonlyMap<string, string>;
}

const NONE: readonly HeaderField[] = [];

function indexFields(fields: readonly HeaderField[]): FieldIndex {
  const byKey = new Map<string, HeaderField[]>();
  const names = new Map<string, string>();
  for (const field of fields) {
    const own = byKey.get(field.key);
    if (own === undefined) {
      byKey.set(field.key, [field]);
      names.set(field.key, field.name);
    } else {
      own.push(field);
    }
  }
  return { fieldsOf: (key) => byKey.get(key) ?? NONE, names };
}

/** Who wrote to whom, as the author's fields say. */
function readEnvelope({ fieldsOf }: FieldIndex) {
  const mailboxes = (key: string) => fieldsOf(key).flatMap((field) => parseMailboxes(field.value));
  const [returnPath] = fieldsOf('return-path');
  const [subject] = fieldsOf('subject');
  const [date] = fieldsOf('date');
  return {
    from: mailboxes('from'),
    sender: mailboxes('sender')[0],
    replyTo: mailboxes('reply-to')[0],
    to: mailboxes('to'),
    returnPath: returnPath === undefined ? undefined : parseMailboxes(returnPath.value)[0],
    isReturnPathNull: returnPath?.value.trim() === '<>',
    subject: subject === undefined ? undefined : decodeEncodedWords(subject.value),
    date: date === undefined ? ({ kind: 'absent' } as const) : parseHeaderDate(date.value),
    dateText: date?.value,
    messageId: fieldsOf('message-id')[0]?.value,
  };
}

function decodeFields(fields: readonly HeaderField[], trustOf: (field: HeaderField) => Trust): readonly DecodedField[] {
  return fields.flatMap((field) => {
    const known = knownField(field.key);
    return known === undefined ? [] : [{ field, about: known.about, codes: decodeCodes(field), trust: trustOf(field) }];
  });
}

/**
 * Reads a block of header fields as a message.
 *
 * In: the block; how a domain's organization is found; what is known of the organization that asks.
 * Out: what the fields say, and for each how far it can be believed: the place of a field and the server that received decide, never its name.
 * Bad input: never throws; what cannot be read is undefined. Linear in the size of the block.
 */
export function analyzeMessage(block: HeaderBlock, tools: MessageTools, own: OwnOrganization): Message {
  const { fields } = block;
  const index = indexFields(fields);
  const { fieldsOf, names } = index;
  const around = surroundingsOf(tools, own);
  const envelope = readEnvelope(index);
  const fromDomain = envelope.from[0]?.domain;
  const { hops, boundary } = readPath(fieldsOf('received'), around);
  const regions = regionsOf(hops, boundary);
  const arc = readArc({
    seals: fieldsOf('arc-seal'),
    signatures: fieldsOf('arc-message-signature'),
    results: fieldsOf('arc-authentication-results'),
  });
  const authentication = readAuthentication({ fieldsOf, hops, regions, arc, fromDomain, around });
  const antispam = readAntispam(fieldsOf, boundary);
  const exchange = readExchangeHeaders(fieldsOf, names);
  const gateways = findGateways(hops, names);
  const { isCutAtStart } = block.quirks;
  const forgeries: readonly Forgery[] = [
    ...findForgedHeaders({ fieldsOf, fields, hops, boundary, exchange, authentication, antispam, isCutAtStart }),
    ...findForgedResults({ fieldsOf, authentication, hops, boundary, regions, fromDomain, around }),
    ...findDuplicateOriginators(fieldsOf, envelope.from, envelope.sender),
    ...findHostileBytes(fields),
  ];
  const trustOf = trustIn({ boundary, hops, regions, authentication, exchange, gateways, forgeries, fieldsOf, isCutAtStart });
  let decoded: readonly DecodedField[] | undefined;
  return {
    block,
    tools,
    ...envelope,
    hops,
    totalDelaySeconds: totalDelay(hops.map((hop) => hop.received.date)),
    receiver: boundary.receiver,
    ingress: boundary.ingress === undefined ? undefined : hops[boundary.ingress],
    authentication,
    signatures: readSignatures(fieldsOf('dkim-signature'), fromDomain, tools),
    arc,
    antispam,
    exchange,
    gateways,
    forgeries,
    decoded: () => {
      decoded ??= decodeFields(fields, trustOf);
      return decoded;
    },
    trustOf,
    fieldsOf,
  };
}
