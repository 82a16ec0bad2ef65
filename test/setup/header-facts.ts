import { createDirectories } from '../../src/app/diagnose.js';
import { createPlaces } from '../../src/evidence/fold.js';
import type { FactName } from '../../src/facts/fact.js';
import { createFacts } from '../../src/facts/facts.js';
import type { FactSources, Facts } from '../../src/facts/maker.js';
import { ownOrganization } from '../../src/facts/organization.js';
import { resolveSubject } from '../../src/facts/subject.js';
import type { Settings } from '../../src/facts/tenant.js';
import type { Message, OwnOrganization } from '../../src/message/message.js';
import { extract } from '../../src/parse/error-text/extract.js';
import { readFields } from '../../src/parse/error-text/fields.js';
import type { HeaderBlock } from '../../src/parse/header/field.js';
import { readDeliveryReport } from '../../src/parse/ndr/read.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { type Records, valueOf } from './diagnose.js';
import { type Fields, messageOf } from './headers.js';

export interface GivenMessage {
  readonly settings?: Settings;
  readonly onPrem?: Records;
  readonly cloud?: Records;
  readonly quirks?: Partial<HeaderBlock['quirks']>;
  /** A delivery report beside the headers; the facts are about the recipient of its first entry, or of the one with this number. */
  readonly report?: string;
  readonly entry?: number;
}

/** Settings of the organization that the blocks of headers.ts are about. */
export const CONTOSO_SETTINGS: Settings = {
  tenantId: '6f1c0d5e-3b0a-4d0e-9d59-2f1f3f0c7a11',
  acceptedDomains: {
    onprem: [{ name: 'contoso.com', type: 'Authoritative' }],
    cloud: [
      { name: 'contoso.com', type: 'InternalRelay' },
      { name: 'contoso.mail.onmicrosoft.com', type: 'Authoritative' },
    ],
  },
  routingDomain: 'contoso.mail.onmicrosoft.com',
  onpremIps: ['203.0.113.0/28', '192.0.2.25'],
  exchangeServers: [{ name: 'ex01.contoso.local', build: '15.2.1544.14' }],
};

/** The facts that a rule about a message sees; the subject is the author. Without fields the input holds no headers. */
export function messageFacts(fields: Fields | undefined, given: GivenMessage = {}): Facts {
  const own: OwnOrganization = ownOrganization(given.settings);
  const message: Message | undefined = fields === undefined ? undefined : messageOf(fields, own, given.quirks ?? {});
  const text = given.report ?? '';
  const report = given.report === undefined ? undefined : readDeliveryReport(given.report);
  const entry = report?.entries[given.entry ?? 0];
  const table = (records: Records | undefined, side: 'onprem' | 'cloud') =>
    records === undefined ? undefined : [readJsonValues(records, side, side)];
  const directories = createDirectories(table(given.onPrem, 'onprem'), table(given.cloud, 'cloud'));
  const address = entry?.recipient?.value ?? message?.from[0]?.address;
  const sources: FactSources = {
    text,
    extracted: extract(text),
    fields: readFields(text),
    identities: [],
    captures: new Map(),
    kind: undefined,
    direction: undefined,
    directories,
    subject: resolveSubject({ addresses: [address?.toLowerCase() ?? '\u0000'], otherAddresses: [], names: [] }, directories),
    settings: given.settings,
    message,
    report,
    entry,
    own,
    placeOf: createPlaces(text),
    answers: new Map(),
    settingOf: () => undefined,
  };
  return createFacts(sources);
}

/** The value of one fact: `null` for "not set", `unknown` where nobody knows. */
export function headerValue(facts: Facts, name: FactName): unknown {
  const value = valueOf(facts, name);
  return typeof value === 'string' && value.startsWith('unknown: ') ? 'unknown' : value;
}

/** The value of `header.<name>`, as headerValue gives it. */
export const headerFact = (fields: Fields | undefined, name: string, given: GivenMessage = {}): unknown =>
  headerValue(messageFacts(fields, given), `header.${name}`);

/** Without the fields whose names fit: what an administrator leaves out of a paste, or what a client does not show. */
export const without = (fields: Fields, name: RegExp): Fields => fields.filter(([field]) => !name.test(field));

/** With the value of the first field of this name replaced. */
export const withField = (fields: Fields, name: string, value: string): Fields =>
  fields.map((field) => (field[0] === name ? ([name, value] as const) : field));
