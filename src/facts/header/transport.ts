import type { Hop, Message } from '../../message/message.js';
import type { DefinedFact } from '../maker.js';
import { claim, field, headerFact, isListed, isUnder, isWhole, notThere, numberFact, said, textFact, unlessPart } from './read.js';

/** Time, loops, encryption and age of the servers on the path; and what is wrong with the block itself. */
export const transportFacts: Readonly<Record<string, DefinedFact>> = {
  'header.longestDelay': numberFact('longest true delay between two hops, in seconds', (message) => ({
    value: slowest(message)?.delaySeconds,
    field: slowest(message)?.field,
  })),
  'header.longestDelayHost': textFact('server that took the message after the longest delay', (message) => ({
    value: slowest(message)?.received.by,
    field: slowest(message)?.field,
  })),
  'header.longestDelayFrom': textFact('server that the message waited on before the longest delay ended', (message) => {
    const before = message.hops[(slowest(message)?.index ?? 0) - 1];
    return { value: before?.received.by, field: before?.field };
  }),
  'header.totalDelay': numberFact('seconds from the oldest to the newest hop', (message) => ({
    value: message.totalDelaySeconds,
    field: message.hops.at(-1)?.field,
  })),
  'header.delayIsSkew': claim(
    'what looks like a delay is a clock that is off',
    (message) => message.hops.some((hop) => hop.isSkew && (hop.delaySeconds ?? 0) > 0),
    (message) => message.hops.filter((hop) => hop.isSkew).map((hop) => hop.field),
  ),
  'header.delayAtBorder': numberFact("seconds that the message waited before the receiver's border took it", (message) => ({
    value: message.ingress?.isSkew === true ? 0 : message.ingress?.delaySeconds,
    field: message.ingress?.field,
  })),
  'header.delayedHops': numberFact('hops with a true delay of a minute and more', (message) => ({
    value: message.hops.filter((hop) => !hop.isSkew && !isFetched(hop) && (hop.delaySeconds ?? 0) >= 60).length,
    field: slowest(message)?.field,
  })),
  'header.greylistMark': claim(
    'an X-Greylist field is there',
    (message) => unlessPart(message, field(message, 'x-greylist') !== undefined),
    (message) => [field(message, 'x-greylist')],
  ),
  'header.earliestStep': numberFact('most negative time between two hops, in seconds', (message) => {
    const hop = message.hops
      .filter(({ delaySeconds }) => delaySeconds !== undefined)
      .sort((a, b) => (a.delaySeconds ?? 0) - (b.delaySeconds ?? 0))[0];
    return { value: hop?.delaySeconds, field: hop?.field };
  }),
  'header.dateAhead': numberFact('seconds that the Date field is later than the oldest hop (negative: earlier)', (message) => {
    const first = message.hops[0]?.received.date;
    if (message.date.kind !== 'known' || first?.kind !== 'known') return { value: undefined, field: undefined };
    return { value: Math.round((message.date.at - first.at) / 1000), field: field(message, 'date') };
  }),
  'header.sameHostVisits': numberFact('how often the host that comes most often took the message', (message) => {
    const most = mostVisited(message);
    return { value: most?.count, field: most?.field };
  }),
  'header.alternations': numberFact('how often a pair of hosts handed the message to and fro', (message) => ({
    value: alternations(message),
    field: message.hops.at(-1)?.field,
  })),
  'header.ldProcessed': numberFact('how often one tenant processed it (X-LD-Processed)', (message) => ({
    value: processed(message),
    field: field(message, 'x-ld-processed'),
  })),
  'header.rulesLoop': numberFact('value of X-MS-Exchange-Transport-Rules-Loop', (message) => {
    const count = /\d{1,4}/.exec(field(message, 'x-ms-exchange-transport-rules-loop')?.value ?? '')?.[0];
    return { value: count === undefined ? undefined : Number(count), field: field(message, 'x-ms-exchange-transport-rules-loop') };
  }),
  'header.inboxRulesLoop': present('x-ms-exchange-inbox-rules-loop', 'an inbox rule marked it (X-MS-Exchange-Inbox-Rules-Loop)'),
  'header.forwardingLoop': present('x-ms-exchange-forwardingloop', 'mailbox forwarding marked it (X-MS-Exchange-ForwardingLoop)'),
  'header.generatedByRule': claim(
    'the Mailbox Rules Agent made it',
    (message) => unlessPart(message, /mailbox rules agent/i.test(field(message, 'x-ms-exchange-generated-message-source')?.value ?? '')),
    (message) => [field(message, 'x-ms-exchange-generated-message-source')],
  ),
  'header.weakTls': headerFact('text', 'a hop with an old or weak TLS version or cipher', (message, sources) => {
    const weak = message.hops.find(({ received: { tls } }) => tls !== undefined && (isOld(tls.version) || isWeak(tls.cipher)));
    if (weak === undefined) return notThere(message);
    const { tls, by } = weak.received;
    return said(sources, `${tls?.version ?? ''} ${tls?.cipher ?? ''} at ${by ?? 'a hop'}`.trim(), weak.field);
  }),
  'header.unsupportedExchange': headerFact(
    'text',
    'an on-premises Exchange server on the path that was out of support on that day',
    (message, sources) => {
      const old = message.hops.find(isUnsupported);
      return old === undefined
        ? notThere(message)
        : said(sources, `${old.received.by ?? 'a server'} ${old.received.exchangeBuild ?? ''}`.trim(), old.field);
    },
  ),
  'header.unsupportedIsOurs': claim(
    'that server is one of ours: it stands at the receiver, bears one of our names or addresses, or handed our own mail to our tenant',
    (message, sources, facts) => {
      const old = message.hops.filter(isUnsupported);
      if (old.length === 0) return unlessPart(message, false);
      const { own } = sources;
      const bearsOurs = ({ received: { by, byIp } }: Hop): boolean =>
        (byIp !== undefined && own.ips !== undefined && isListed(byIp, own.ips)) ||
        (by !== undefined &&
          (own.hosts?.has(by.toLowerCase()) === true || [...(own.domains ?? [])].some((one) => isUnder(by.toLowerCase(), one))));
      if (old.some(({ isTrusted }) => isTrusted)) return true;
      // Names below the entry are the sender's word: for an author who is not proven they count only behind an address of ours.
      const [isFailed, isOwnPeer] = [facts('header.authenticationFailed'), facts('header.ingressIsOwnIp')];
      const isDoubtful = isFailed.kind === 'known' && isFailed.value === true && !(isOwnPeer.kind === 'known' && isOwnPeer.value === true);
      const isAttributed = message.exchange.fromEntity?.toLowerCase() === 'hybridonprem';
      if (message.receiver === 'exchange-online' && isDoubtful && !isAttributed) return undefined;
      if (old.some(bearsOurs)) return true;
      if (message.receiver !== 'exchange-online') return message.receiver === 'unknown' ? undefined : false;
      const author = facts('header.fromIsOwn');
      if (author.kind === 'unknown') return undefined;
      const stranger = facts('header.ingressIsStranger');
      return author.value === true && !(stranger.kind === 'known' && stranger.value === true);
    },
    (message) => message.hops.filter(isUnsupported).map((hop) => hop.field),
  ),

  'header.forgedOrganizationHeaders': forged('organization-headers', 'X-MS-Exchange-Organization headers that only a forger explains'),
  'header.forgedResults': forged('authentication-results', 'an Authentication-Results line that the sender wrote'),
  'header.duplicateOriginators': forged('originator-fields', 'more than one From, Sender, Subject or Message-ID'),
  'header.hostileBytes': forged('control-characters', 'control characters or terminal sequences in a field'),
  'header.isOversized': claim(
    'far larger than real mail: a line above 256 KB, more than 100 hops, or a block above 1 MB',
    ({ block, hops }) =>
      hops.length > 100 || block.end - block.start > 1024 * 1024 || block.fields.some((item) => item.end - item.start > 256 * 1024),
  ),
  'header.isTruncated': claim(
    'the headers are incomplete: cut at an end, or without Received or From',
    ({ block, hops, from }) => block.quirks.isCutAtStart || block.quirks.isCutAtEnd || hops.length === 0 || from.length === 0,
  ),
  'header.isFoldingLost': claim(
    'copying changed the form of the headers (folds lost, quoted, entities, table rows)',
    ({ block: { quirks } }) => quirks.isFoldingLost || quirks.isQuoted || quirks.hasEntities || quirks.isTabular,
    ({ block }) => block.fields.slice(0, 1),
  ),
  'header.fieldCount': headerFact('number', 'number of header fields', (message, sources) => said(sources, message.block.fields.length)),
  'header.isWhole': claim('the headers are complete, as far as it can be seen', isWhole),
};

function present(key: string, title: string): DefinedFact {
  return claim(
    title,
    (message) => unlessPart(message, field(message, key) !== undefined),
    (message) => [field(message, key)],
  );
}

function forged(kind: Message['forgeries'][number]['kind'], title: string): DefinedFact {
  return headerFact('boolean', title, (message, sources) => {
    const found = message.forgeries.filter((forgery) => forgery.kind === kind);
    return said(sources, found.length > 0, ...found.map((forgery) => forgery.field));
  });
}

/** A mail program got it from a mailbox: the time before is that in the mailbox. */
const isFetched = ({ received }: Hop): boolean => /^(?:imap|pop3)/i.test(received.with ?? '');

function slowest(message: Message): Hop | undefined {
  return message.hops
    .filter((hop) => !hop.isSkew && !isFetched(hop) && hop.delaySeconds !== undefined)
    .sort((a, b) => (b.delaySeconds ?? 0) - (a.delaySeconds ?? 0))[0];
}

/** A filter or list program on the server that calls it: handed over within it, or from a name that is none of a host. */
function isOnSameServer({ received: { by, from, ip } }: Hop): boolean {
  if (by !== undefined && LOCAL.test(by)) return true;
  return ip === undefined ? from !== undefined && !from.includes('.') : LOCAL.test(ip);
}

const LOCAL = /^localhost\b|^\[?(?:127\.|::1\b)/i;

function mostVisited(message: Message): { readonly count: number; readonly field: Hop['field'] } | undefined {
  const visits = new Map<string, { count: number; field: Hop['field'] }>();
  let before: string | undefined;
  message.hops.forEach((hop) => {
    const host = hop.received.by?.toLowerCase();
    if (isOnSameServer(hop)) return;
    // A server that hands the message to itself (front end to transport to mailbox, or over a filter of its own) is one visit.
    const isSame = host === before;
    before = host;
    if (host === undefined || isSame) return;
    const known = visits.get(host);
    if (known === undefined) visits.set(host, { count: 1, field: hop.field });
    else known.count++;
  });
  return [...visits.values()].sort((a, b) => b.count - a.count)[0];
}

/** The most times that one pair of hosts follows itself: A, B, A, B is two. */
function alternations(message: Message): number {
  const pairs = new Map<string, number>();
  const hosts = message.hops.filter((hop) => !isOnSameServer(hop)).map(({ received }) => received.by?.toLowerCase());
  for (let index = 1; index < hosts.length; index++) {
    const before = hosts[index - 1];
    const host = hosts[index];
    if (before === undefined || host === undefined || before === host) continue;
    const key = `${before} ${host}`;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...[...pairs.values()].slice(0, 10_000));
}

function processed(message: Message): number | undefined {
  const tenants = new Map<string, number>();
  for (const { value } of message.fieldsOf('x-ld-processed').slice(0, 1000)) {
    for (const [tenant] of value.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gi))
      tenants.set(tenant.toLowerCase(), (tenants.get(tenant.toLowerCase()) ?? 0) + 1);
  }
  return tenants.size === 0 ? undefined : [...tenants.values()].reduce((most, count) => Math.max(most, count));
}

function isOld(version: string | undefined): boolean {
  return version !== undefined && /^(?:ssl|tls)?v?\s?(?:1[._][01]|1|2|3)$|^ssl|^tls1$|^tlsv1$|^tls1_0$|^tls1_1$/i.test(version);
}

function isWeak(cipher: string | undefined): boolean {
  return cipher !== undefined && /RC4|3DES|DES-CBC|EXPORT|NULL|MD5$/i.test(cipher);
}

/** First day without support, by Exchange version. https://learn.microsoft.com/lifecycle/products/?terms=exchange%20server */
const END_OF_SUPPORT: readonly (readonly [prefix: RegExp, end: number])[] = [
  [/^8\./, Date.UTC(2017, 3, 12)],
  [/^14\./, Date.UTC(2020, 9, 14)],
  [/^15\.0\./, Date.UTC(2023, 3, 12)],
  [/^15\.1\./, Date.UTC(2025, 9, 15)],
  [/^15\.2\./, Date.UTC(2025, 9, 15)],
];
/** Builds of Exchange SE begin here. */
const FIRST_SE_BUILD = 2562;

function isUnsupported(hop: Hop): boolean {
  // A MAPI line pads the numbers: 15.02.1544.014.
  const build = hop.received.exchangeBuild?.split('.').map(Number).join('.');
  if (build === undefined || !hop.kind.startsWith('onprem-exchange') || hop.received.date.kind !== 'known') return false;
  const [, , minor = '0'] = build.split('.');
  if (build.startsWith('15.2.') && Number(minor) >= FIRST_SE_BUILD) return false;
  const at = hop.received.date.at;
  return END_OF_SUPPORT.some(([prefix, end]) => prefix.test(build) && at >= end);
}
