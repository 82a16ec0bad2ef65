import { parseAuthResults, parseReceivedSpf } from '../parse/header/authentication.js';
import type { HeaderField } from '../parse/header/field.js';
import { parseReportValues, parseTags } from '../parse/header/key-values.js';
import { parseReceived } from '../parse/header/received.js';
import { decodeCustomSpam, decodeMailboxDelivery, decodeMicrosoftAntispam } from './codes/antispam.js';
import { decodeMethod, decodeSpfProperty, decodeTags, SPF } from './codes/authentication.js';
import { codeOf, decodeWith, type Meanings } from './codes/code.js';
import * as exchange from './codes/exchange.js';
import { decodeForefront, SCL } from './codes/forefront.js';
import { decodeReceived } from './codes/transport.js';
import type { DecodedCode } from './message.js';

type Decoder = (field: HeaderField) => readonly DecodedCode[];

const report =
  (decode: (key: string, value: string) => DecodedCode): Decoder =>
  ({ value }) =>
    [...parseReportValues(value)].flatMap(([key, text]) => (text === '' ? [] : [decode(key, text)]));

const results: Decoder = (field) => parseAuthResults(field).methods.flatMap(decodeMethod);

const receivedSpf: Decoder = (field) => {
  const { result, properties } = parseReceivedSpf(field);
  return [decodeWith('spf', result, SPF), ...[...properties].map(([name, value]) => decodeSpfProperty(name, value))];
};

const tags: Decoder = ({ value }) => decodeTags(parseTags(value));

const one =
  (table: Meanings): Decoder =>
  ({ value }) => [decodeWith('value', value, table)];

const CONNECTION: ReadonlyMap<string, string> = new Map([
  ['tenantid', 'tenant that the connection was attributed to'],
  ['ip', 'address that connected'],
  ['helo', 'name that the connecting host gave itself'],
  ['domain', 'name that this address gave itself'],
]);
const connection: Decoder = ({ value }) =>
  [...parseTags(value)].map(([name, text]) => codeOf(name, text, CONNECTION.get(name.toLowerCase())));

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['received', ({ value }) => decodeReceived(parseReceived(value))],
  ['x-forefront-antispam-report', report(decodeForefront)],
  ['x-forefront-antispam-report-untrusted', report(decodeForefront)],
  ['x-forefront-antispam-report-original', report(decodeForefront)],
  ['x-microsoft-antispam', report(decodeMicrosoftAntispam)],
  ['x-microsoft-antispam-untrusted', report(decodeMicrosoftAntispam)],
  ['x-microsoft-antispam-mailbox-delivery', report(decodeMailboxDelivery)],
  ['x-customspam', ({ value }) => [decodeCustomSpam(value)]],
  ['authentication-results', results],
  ['authentication-results-original', results],
  ['x-ms-exchange-authentication-results', results],
  ['arc-authentication-results', results],
  ['received-spf', receivedSpf],
  ['dkim-signature', tags],
  ['arc-seal', tags],
  ['arc-message-signature', tags],
  ['x-eopattributedmessage', one(exchange.EOP_ATTRIBUTED)],
  ['x-ms-exchange-antispam-relay', one(exchange.RELAY)],
  ['x-ms-exchange-externaloriginalinternetsender', connection],
  ['x-ms-exchange-skiplistedinternetsender', connection],
]);

/** By the rest of the name, in whichever of the families it stands. */
const FAMILY_DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['authas', one(exchange.AUTH_AS)],
  ['authmechanism', one(exchange.AUTH_MECHANISM)],
  ['messagedirectionality', one(exchange.DIRECTIONALITY)],
  ['scl', one(SCL)],
  ['pcl', one(exchange.PCL)],
  ['senderidresult', one(exchange.SENDER_ID)],
  ['fromentityheader', one(exchange.FROM_ENTITY)],
  ['mailboxtype', one(exchange.MAILBOX_TYPE)],
  ['isanonymousdirectsend', one(exchange.TRUE_FALSE)],
  ['internalorgsender', one(exchange.TRUE_FALSE)],
  ['mxpointstous', one(exchange.TRUE_FALSE)],
  ['originalattributedtenantconnectingip', connection],
]);

const FAMILIES = ['x-ms-exchange-organization-', 'x-ms-exchange-crosstenant-', 'x-ms-exchange-crosspremises-'];

/** In: any field. Out: its codes with their meanings; empty for a field without codes. */
export function decodeCodes(field: HeaderField): readonly DecodedCode[] {
  const family = FAMILIES.find((start) => field.key.startsWith(start));
  const decoder = family === undefined ? DECODERS.get(field.key) : FAMILY_DECODERS.get(field.key.slice(family.length));
  return decoder?.(field) ?? [];
}
