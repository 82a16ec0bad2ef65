import { isPrivateIp, isServiceOutboundIp } from '../../message/ip.js';
import type { ExchangeHeaders, Message } from '../../message/message.js';
import { type DefinedFact, known, unknown } from '../maker.js';
import { asText } from '../tenant.js';
import { claim, evidenceOf, field, headerFact, isListed, isWhole, notThere, said, textFact, unlessPart } from './read.js';

const ORGANIZATION = 'x-ms-exchange-organization-';
const FROM_ENTITY = 'x-ms-exchange-crosstenant-fromentityheader';
const ATTRIBUTED = 'x-ms-exchange-crosstenant-originalattributedtenantconnectingip';
const CONTESTED = 'the field stands more than once, with different values, and nothing tells which one the service wrote';

/** What the X-MS-Exchange families say: how the message was attributed, and which side's word was taken. */
export const exchangeFacts: Readonly<Record<string, DefinedFact>> = {
  'header.authAs': textFact('X-MS-Exchange-Organization-AuthAs, else CrossTenant-AuthAs', ({ exchange, ...message }) => ({
    value: exchange.authAs ?? exchange.crossTenantAuthAs,
    field: message.fieldsOf(`${ORGANIZATION}authas`)[0] ?? message.fieldsOf('x-ms-exchange-crosstenant-authas')[0],
  })),
  'header.organizationAuthAs': of('authAs', `${ORGANIZATION}authas`, 'X-MS-Exchange-Organization-AuthAs'),
  'header.crossTenantAuthAs': of('crossTenantAuthAs', 'x-ms-exchange-crosstenant-authas', 'X-MS-Exchange-CrossTenant-AuthAs'),
  'header.isAnonymous': claim(
    'the service took the sender as anonymous (AuthAs of the organization or of the tenant)',
    ({ exchange }) => {
      const words = [exchange.authAs, exchange.crossTenantAuthAs].filter((word) => word !== undefined).map((word) => word.toLowerCase());
      return words.length === 0 ? undefined : words.includes('anonymous');
    },
    (message) => [field(message, `${ORGANIZATION}authas`), field(message, 'x-ms-exchange-crosstenant-authas')],
  ),
  'header.isInternal': claim(
    'the receiving organization took the sender for one of its own (AuthAs Internal, in a field that a sender cannot write)',
    (message) => {
      const { authAs, crossTenantAuthAs } = message.exchange;
      if (message.forgeries.some(({ kind }) => kind === 'organization-headers')) return false;
      if (!['exchange-online', 'onprem-exchange', 'unknown'].includes(message.receiver)) return false;
      // A sender's own tenant writes CrossTenant-AuthAs, too; only Exchange Online takes it off on receipt.
      const word = authAs ?? (message.receiver === 'exchange-online' ? crossTenantAuthAs : undefined);
      if (word?.toLowerCase() !== 'internal') return false;
      // Without a path nothing shows that Exchange took away what a sender wrote.
      return message.receiver === 'unknown' ? undefined : true;
    },
    (message) => [field(message, `${ORGANIZATION}authas`), field(message, 'x-ms-exchange-crosstenant-authas')],
  ),
  'header.authMechanism': of('authMechanism', `${ORGANIZATION}authmechanism`, 'X-MS-Exchange-Organization-AuthMechanism'),
  'header.authSource': of('authSource', `${ORGANIZATION}authsource`, 'X-MS-Exchange-Organization-AuthSource'),
  'header.directionality': organization('directionality', 'messagedirectionality', 'MessageDirectionality (Originating, Incoming)'),
  'header.anonymousDirectSend': organizationFlag(
    'isAnonymousDirectSend',
    'isanonymousdirectsend',
    'the service marked it as anonymous Direct Send',
  ),
  'header.internalOrgSender': organizationFlag(
    'internalOrgSender',
    'internalorgsender',
    "the service found the author's domain among the accepted ones",
  ),
  'header.fromEntity': unlessContested(
    FROM_ENTITY,
    of('fromEntity', FROM_ENTITY, 'where the sender lives: Hosted, HybridOnPrem, Internet'),
  ),
  'header.isAttributed': unlessContested(
    ATTRIBUTED,
    claim(
      'the connection was attributed to a tenant (OriginalAttributedTenantConnectingIp)',
      (message) => unlessPart(message, message.exchange.attributed !== undefined),
      (message) => [field(message, ATTRIBUTED)],
    ),
  ),
  'header.attributedTenant': textFact('tenant that the connection was attributed to', (message) => ({
    value: tenantOf(message.exchange.attributed?.tenant ?? message.exchange.eopTenant),
    field: field(message, ATTRIBUTED) ?? field(message, 'x-eoptenantattributedmessage'),
  })),
  'header.attributedIpIsOwn': headerFact('boolean', 'the attributed connection came from one of our addresses', (message, sources) => {
    const ip = message.exchange.attributed?.ip;
    if (ip === undefined) return notThere(message);
    if (isContested(message, ATTRIBUTED)) return unknown(CONTESTED);
    if (sources.own.ips === undefined) return unknown('the addresses of our own servers were not given (--settings onpremIps)');
    return said(sources, isListed(ip, sources.own.ips), field(message, ATTRIBUTED));
  }),
  'header.attributedElsewhere': headerFact('boolean', 'the connection was attributed to another tenant than ours', (message, sources) => {
    const { exchange } = message;
    if ([ATTRIBUTED, 'x-eoptenantattributedmessage'].some((key) => isContested(message, key))) return unknown(CONTESTED);
    const named = [exchange.eopTenant, exchange.attributed?.tenant].filter((tenant) => tenant !== undefined).map(bareGuid);
    if (named.length === 0)
      return unlessPart(message, false) === undefined ? unknown('only a part of the headers was given') : known(false);
    const stamped = named.filter(isWholeGuid);
    if (stamped.length === 0) return unknown('the id of the tenant was cut off');
    const ours = asText(sources.settings?.tenantId);
    const fields = [
      field(message, 'x-eoptenantattributedmessage'),
      field(message, ATTRIBUTED),
      field(message, 'x-ms-exchange-crosstenant-id'),
    ];
    const evidence = () => evidenceOf(sources, fields);
    if (typeof ours === 'string')
      return known(
        stamped.some((tenant) => tenant !== bareGuid(ours)),
        evidence,
      );
    // Without our id: two stamps of one delivery that name different tenants.
    const owner = tenantOf(exchange.crossTenantId);
    const taker = tenantOf(exchange.eopTenant);
    if (owner === undefined || taker === undefined || !isWholeGuid(owner) || !isWholeGuid(taker))
      return unknown('the id of our tenant was not given (--settings tenantId)');
    return known(taker !== owner, evidence);
  }),
  'header.crossTenantId': of('crossTenantId', 'x-ms-exchange-crosstenant-id', 'tenant that handled the message'),
  'header.originatorOrg': of('originatorOrg', 'x-originatororg', 'X-OriginatorOrg'),
  'header.headersPreserved': hosts(
    'headersPreserved',
    'x-organizationheaderspreserved',
    'the sending side kept the organization headers for the other side',
  ),
  'header.headersPromoted': hosts(
    'headersPromoted',
    'x-crosspremisesheaderspromoted',
    'the receiving side believed the cross-premises headers',
  ),
  'header.headersFiltered': hosts('headersFiltered', 'x-crosspremisesheadersfiltered', 'cross-premises headers were taken out on receipt'),
  'header.headersFilteredBySendConnector': hosts(
    'headersFilteredBySendConnector',
    'x-crosspremisesheadersfilteredbysendconnector',
    'the sending server took the cross-premises headers out',
  ),
  'header.crossPremisesVisible': claim(
    'X-MS-Exchange-CrossPremises-* headers are still visible: nobody believed them',
    (message) => unlessPart(message, message.exchange.crossPremises.size > 0),
    (message) => [message.block.fields.find(({ key }) => key.startsWith('x-ms-exchange-crosspremises-'))],
  ),
  'header.crossPremisesAuthAs': crossPremises('authas', 'X-MS-Exchange-CrossPremises-AuthAs'),
  'header.crossPremisesAuthMechanism': crossPremises('authmechanism', 'X-MS-Exchange-CrossPremises-AuthMechanism'),
  'header.crossPremisesBlocked': organization(
    'crossPremisesBlocked',
    'cross-premises-headers-blocked',
    'the receiving side refused the cross-premises headers',
  ),
  'header.skippedSenderIp': textFact('address that skip listing took for the true source', (message) => ({
    value: message.exchange.skippedSenderIp,
    field: field(message, 'x-ms-exchange-externaloriginalinternetsender'),
  })),
  'header.skippedSenderIs': headerFact('text', 'what that address is: private, own, microsoft, internet', (message, sources) => {
    const ip = message.exchange.skippedSenderIp;
    if (ip === undefined) return notThere(message);
    const isOwn = sources.own.ips !== undefined && isListed(ip, sources.own.ips);
    const word = isPrivateIp(ip) ? 'private' : isOwn ? 'own' : isServiceOutboundIp(ip) ? 'microsoft' : 'internet';
    return said(sources, word, field(message, 'x-ms-exchange-externaloriginalinternetsender'));
  }),
  'header.skipListed': claim(
    'skip listing was recognised and not applied (SkipListedInternetSender alone)',
    (message) => unlessPart(message, message.exchange.skipListedSenderIp !== undefined && message.exchange.skippedSenderIp === undefined),
    (message) => [field(message, 'x-ms-exchange-skiplistedinternetsender')],
  ),
};

/** Copies of a stamp that disagree: at most one of them is the service's. */
function isContested(message: Message, key: string): boolean {
  const [first, ...others] = message.fieldsOf(key).map(({ value }) => value.trim().toLowerCase());
  return others.some((other) => other !== first);
}

function unlessContested(key: string, fact: DefinedFact): DefinedFact {
  return {
    ...fact,
    make: (sources, facts) =>
      sources.message !== undefined && isContested(sources.message, key) ? unknown(CONTESTED) : fact.make(sources, facts),
  };
}

type TextOf = {
  readonly [Key in keyof ExchangeHeaders]: ExchangeHeaders[Key] extends string | undefined ? Key : never;
}[keyof ExchangeHeaders];
type ListOf = {
  readonly [Key in keyof ExchangeHeaders]: ExchangeHeaders[Key] extends readonly string[] ? Key : never;
}[keyof ExchangeHeaders];

function of(name: TextOf, key: string, title: string): DefinedFact {
  return textFact(title, (message) => ({ value: message.exchange[name], field: field(message, key) }));
}

/** A field that Outlook's copy of the headers leaves out: its absence proves nothing where no field of its family is there. */
function organization(name: TextOf, key: string, title: string): DefinedFact {
  return headerFact('text', title, (message, sources) => {
    const value = message.exchange[name];
    if (value !== undefined) return said(sources, value, field(message, `${ORGANIZATION}${key}`));
    return hasFamily(message) && isWhole(message) ? known(null) : unknown("Outlook's copy of the headers leaves this field out");
  });
}

function organizationFlag(name: TextOf, key: string, title: string): DefinedFact {
  return claim(
    title,
    (message) => {
      const value = message.exchange[name];
      if (value !== undefined) return /^true\b/i.test(value);
      return hasFamily(message) && isWhole(message) ? false : undefined;
    },
    (message) => [field(message, `${ORGANIZATION}${key}`)],
    "Outlook's copy of the headers leaves this field out",
  );
}

/** Names that survive delivery to a mailbox, and so stand in Outlook's copy too. */
const KEPT = new Set(
  ['scl', 'authdomain', 'authmechanism', 'authsource', 'authas', 'originalarrivaltime', 'originalsize'].map((name) => ORGANIZATION + name),
);

function hasFamily(message: Message): boolean {
  return message.exchange.organizationNames.some((name) => !KEPT.has(name.toLowerCase()));
}

function hosts(name: ListOf, key: string, title: string): DefinedFact {
  return headerFact('list', title, (message, sources) =>
    message.exchange[name].length === 0 ? notThere(message) : said(sources, message.exchange[name], field(message, key)),
  );
}

function crossPremises(name: string, title: string): DefinedFact {
  return textFact(title, (message) => ({
    value: message.exchange.crossPremises.get(name),
    field: field(message, `x-ms-exchange-crosspremises-${name}`),
  }));
}

/** An id that was cut off at the end of a paste is no other id. */
const isWholeGuid = (text: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
const tenantOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : bareGuid(text));

/** `GUID:0` is the GUID. */
function bareGuid(text: string): string {
  return /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(text.toLowerCase())?.[0] ?? text.toLowerCase();
}
