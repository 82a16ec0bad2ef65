import { gatewayVendor, isServiceHost } from '../../message/hosts.js';
import { isPrivateIp, isServiceInsideIp, isServiceOutboundIp } from '../../message/ip.js';
import type { Hop, Message } from '../../message/message.js';
import type { FactName } from '../fact.js';
import { type DefinedFact, type FactSources, known } from '../maker.js';
import {
  anyOf,
  claim,
  domainOf,
  evidenceOf,
  field,
  headerFact,
  isListed,
  isUnder,
  isWhole,
  notThere,
  numberFact,
  said,
  textFact,
  unlessPart,
} from './read.js';
import { isSameOrganization } from './whose-domain.js';

const isExchange = ({ kind }: Hop): boolean => kind === 'onprem-exchange' || kind === 'onprem-exchange-mapi';
const isCloud = ({ kind }: Hop): boolean => kind === 'exo-frontend' || kind === 'exo-internal' || kind === 'exo-mapi';
const oldest = (message: Message): Hop | undefined => message.hops[0];

/** Below the ingress, newest first: what the sender's side says about itself. */
function below(message: Message): readonly Hop[] {
  const { ingress, hops } = message;
  return ingress === undefined ? [] : hops.slice(0, ingress.index).reverse();
}

/** The path that the message took. What lies below the ingress is the sender's word. */
export const pathFacts: Readonly<Record<string, DefinedFact>> = {
  'header.receiver': textFact('system of the final receiver: exchange-online, onprem-exchange, gmail, other', (message) => ({
    value: message.receiver === 'unknown' ? undefined : message.receiver,
    field: message.hops.at(-1)?.field,
  })),
  'header.hopCount': numberFact('number of Received fields', (message) => ({
    value: message.hops.length,
    field: message.hops.at(-1)?.field,
  })),
  'header.hasReceived': claim('there is a Received field', (message) => message.hops.length > 0),
  'header.ingressIp': textFact('address of the host that handed the message in', (message) => ({
    value: message.ingress?.received.ip,
    field: message.ingress?.field,
  })),
  'header.ingressIsPrivateIp': claim(
    'the host that handed the message in has an address that the Internet does not route',
    (message) => (message.ingress?.received.ip === undefined ? undefined : isPrivateIp(message.ingress.received.ip)),
    (message) => [message.ingress?.field],
  ),
  'header.ingressHost': textFact('name of the host that handed the message in', (message) => ({
    value: (message.ingress?.received.ptr ?? message.ingress?.received.from)?.toLowerCase(),
    field: message.ingress?.field,
  })),
  'header.ingressVendor': textFact('mail security vendor whose host handed the message in', (message) => ({
    value: peerVendor(message),
    field: message.ingress?.field,
  })),
  'header.ingressIsOwnIp': headerFact('boolean', 'the host that handed the message in has one of our addresses', (message, sources) =>
    ownAddress(message.ingress?.received.ip, message, sources),
  ),
  'header.ingressIsOwnHost': claim(
    "the host that handed the message in bears a name under the author's domain",
    (message) => {
      const { ingress } = message;
      const from = domainOf(message.from[0]);
      if (ingress === undefined || from === undefined) return undefined;
      const { ptr, from: name, helo } = ingress.received;
      return [ptr, name, helo].some((host) => isSameOrganization(host?.toLowerCase(), from, message.tools) === true);
    },
    (message) => [message.ingress?.field, field(message, 'from')],
  ),
  'header.ingressIsStranger': headerFact(
    'boolean',
    "the host that handed the message in is neither ours nor of the author's domain",
    (message, sources, facts) => {
      const { ingress } = message;
      if (ingress?.received.ip === undefined) return { kind: 'unknown', why: 'the headers do not show who handed the message in' };
      const own = facts('header.ingressIsOwnIp');
      if (own.kind === 'known' && own.value === true) return said(sources, false, ingress.field);
      if (isPrivateIp(ingress.received.ip)) return said(sources, false, ingress.field);
      const named = facts('header.ingressIsOwnHost');
      if (named.kind === 'unknown') return { kind: 'unknown', why: 'the author is not known' };
      return said(sources, named.value !== true && !isExchange(message.hops[ingress.index - 1] ?? ingress), ingress.field);
    },
  ),
  'header.lowerLinesAreCredible': headerFact(
    'boolean',
    'the lower Received lines are not those of a stranger whose author is not proven',
    ({ ingress }, sources, facts) => {
      const isTrue = (name: FactName): boolean => {
        const fact = facts(name);
        return fact.kind === 'known' && fact.value === true;
      };
      return isTrue('header.ingressIsStranger') && isTrue('header.authenticationFailed')
        ? { kind: 'unknown', why: 'a stranger handed the message in, and could have written the lower lines' }
        : said(sources, true, ingress?.field);
    },
  ),
  'header.ingressIsForeignHost': claim(
    'the host that handed the message in bears a public name of another organization than author and recipient',
    (message, _sources, facts) => {
      if (message.ingress === undefined) return undefined;
      const { ptr, from, helo } = message.ingress.received;
      const names = [ptr, from, helo].flatMap((name) => (name === undefined ? [] : [name.toLowerCase()]));
      const recipient = facts('header.toDomain');
      const domains = [
        domainOf(message.from[0]),
        recipient.kind === 'known' && typeof recipient.value === 'string' ? recipient.value : undefined,
      ];
      const isOurs = names.some((name) => domains.some((domain) => isSameOrganization(name, domain, message.tools) === true));
      return !isOurs && names.some((name) => !isLocalName(name) && message.tools.organizationalDomain(name) !== null);
    },
    (message) => [message.ingress?.field],
  ),
  'header.ingressIsService': claim(
    'Exchange Online handed the message in, from one of its own addresses',
    (message) => {
      if (message.ingress === undefined) return undefined;
      const { ip, ptr, from, helo } = message.ingress.received;
      if (![ptr, from, helo].some(isServiceHost)) return false;
      // Behind a device that hides the address the name alone is left, and a name is easily said.
      return ip === undefined || isPrivateIp(ip) ? undefined : isServiceOutboundIp(ip) || isServiceInsideIp(ip);
    },
    (message) => [message.ingress?.field],
  ),
  'header.ingressEncrypted': claim(
    'the session into our organization was encrypted',
    (message) => {
      const received = message.ingress?.received;
      // Exchange notes TLS in the line; "Microsoft SMTP Server" without a note had none.
      const hadNone = received?.writer === 'exchange' && /^microsoft smtp server/i.test(received.with ?? '') ? false : undefined;
      return received?.isEncrypted ?? hadNone;
    },
    (message) => [message.ingress?.field],
  ),
  'header.ingressBetweenOurs': claim(
    'the session was between our on-premises servers and our tenant',
    (message, sources) => {
      const { ingress } = message;
      if (ingress === undefined) return undefined;
      if (sources.own.ips !== undefined && ingress.received.ip !== undefined && isListed(ingress.received.ip, sources.own.ips)) return true;
      // At a receiver elsewhere the stamp is of an earlier session.
      const isElsewhere = message.receiver === 'gmail' || message.receiver === 'other';
      if (!isElsewhere && message.exchange.fromEntity?.toLowerCase() === 'hybridonprem') return true;
      // A server of ours whose connector was not recognised counts as the Internet there: only its address tells.
      return sources.own.ips === undefined || ingress.received.ip === undefined ? undefined : false;
    },
    (message) => [message.ingress?.field],
  ),
  'header.onPremExchangeHop': claim(
    'the path shows a hop of an on-premises Exchange server',
    (message) => (message.hops.some(isExchange) ? true : pathIsWhole(message) ? false : undefined),
    (message) => [message.hops.find(isExchange)?.field],
  ),
  'header.onPremBelowIngress': claim(
    'the path below the entry into the cloud shows an on-premises Exchange server',
    (message) => (message.ingress === undefined ? undefined : unlessCut(message, below(message).some(isExchange))),
    (message) => [below(message).find(isExchange)?.field, message.ingress?.field],
  ),
  'header.onPremDirectToCloud': claim(
    'an on-premises Exchange server handed the message to Exchange Online itself, with nothing between',
    (message) => {
      const last = below(message)[0];
      if (message.ingress === undefined) return undefined;
      return last === undefined ? unlessCut(message, false) : isExchange(last);
    },
    (message) => [message.ingress?.field, below(message)[0]?.field],
  ),
  'header.deviceAfterOnPrem': claim(
    'something that is not Exchange stands between the last on-premises Exchange server and Exchange Online',
    (message) => {
      if (message.ingress === undefined) return undefined;
      const hops = below(message);
      const at = hops.findIndex(isExchange);
      if (at < 0) return unlessCut(message, false);
      if (at > 0) return hops.slice(0, at).some((hop) => !isCloud(hop));
      // The peer of the entry bears a name of another organization than the last Exchange server says of itself.
      const peer = (message.ingress.received.ptr ?? message.ingress.received.from)?.toLowerCase();
      const host = hops[0]?.received.by?.toLowerCase();
      return (
        peerVendor(message) !== undefined ||
        (peer?.includes('.') === true &&
          host?.includes('.') === true &&
          isSameOrganization(peer, host, message.tools) === false &&
          !isLocalName(host))
      );
    },
    (message) => [message.ingress?.field, below(message).find(isExchange)?.field],
  ),
  'header.gatewayBeforeIngress': claim(
    'a mail gateway, or a server of the recipient, stands between the Internet and Exchange Online',
    (message, sources, facts) => {
      if (message.ingress === undefined) return undefined;
      if (peerVendor(message) !== undefined) return true;
      const peerIsOurs = facts('header.ingressIsOwnIp');
      if (peerIsOurs.kind === 'known' && peerIsOurs.value === true) return true;
      const recipient = facts('header.toDomain');
      const hosts = [message.ingress.received.ptr, message.ingress.received.from, message.ingress.received.helo];
      const domains = [
        ...(sources.own.domains ?? []),
        recipient.kind === 'known' && typeof recipient.value === 'string' ? recipient.value : undefined,
      ];
      if (hosts.some((host) => domains.some((domain) => isUnder(host?.toLowerCase(), domain)))) return true;
      return below(message).some((hop) => hop.kind === 'gateway' && hop.premises === 'gateway' && hop.isTrusted) || false;
    },
    (message) => [message.ingress?.field],
  ),
  'header.gateways': headerFact('list', 'mail security vendors on the path', (message, sources) => {
    const hops = message.gateways.flatMap(({ hop }) => (hop === undefined ? [] : [hop]));
    if (hops.length === 0) return notThere(message);
    return said(
      sources,
      message.gateways.filter(({ hop }) => hop !== undefined).map(({ vendor }) => vendor),
      ...hops.map((hop) => hop.field),
    );
  }),
  'header.hasGateway': claim(
    'a mail security vendor is on the path',
    (message) =>
      unlessPart(
        message,
        message.gateways.some(({ hop }) => hop !== undefined),
      ),
    (message) => message.gateways.map(({ hop }) => hop?.field),
  ),
  'header.serverAfterSigner': claim(
    'an Exchange server or a gateway handled the message after the server that first sent it',
    (message) => {
      if (message.hops.length === 0) return undefined;
      return message.hops
        .slice(1)
        .some((hop) => (isExchange(hop) || hop.kind === 'gateway') && hop.index < (message.ingress?.index ?? message.hops.length));
    },
    (message) =>
      message.hops
        .slice(1)
        .filter((hop) => isExchange(hop) || hop.kind === 'gateway')
        .map((hop) => hop.field),
  ),
  'header.cloudPasses': numberFact('how often Exchange Online took the message from outside', (message) => ({
    value: passes(message).length,
    field: passes(message).at(-1)?.field,
  })),
  'header.serverBetweenPasses': claim(
    'an on-premises server or a gateway stands between two passes through Exchange Online',
    (message) => {
      const entries = passes(message);
      if (entries.length < 2) return unlessPart(message, false);
      const [first, last] = [entries[0], entries.at(-1)];
      return first === undefined || last === undefined
        ? undefined
        : message.hops.slice(first.index + 1, last.index).some((hop) => !isCloud(hop));
    },
    (message) => passes(message).map((hop) => hop.field),
  ),
  'header.submittedInside': claim(
    'the oldest hop is a submission by somebody inside: a mailbox, a log-on, or a private or own address',
    (message, sources) => {
      const first = oldest(message);
      if (first === undefined || !pathIsWhole(message)) return undefined;
      if (first.kind === 'onprem-exchange-mapi' || first.kind === 'exo-mapi' || first.received.isAuthenticated) return true;
      const { ip } = first.received;
      if (ip === undefined) return undefined;
      return isPrivateIp(ip) || (sources.own.ips !== undefined && isListed(ip, sources.own.ips));
    },
    (message) => [oldest(message)?.field],
  ),
  'header.submittedFromInternet': claim(
    'the oldest hop came from an Internet address that is not ours',
    (message, sources) => {
      const first = oldest(message);
      const ip = first?.received.ip;
      if (first === undefined || !pathIsWhole(message)) return undefined;
      if (first.kind.endsWith('mapi') || first.received.isAuthenticated) return false;
      if (ip === undefined) return undefined;
      if (isPrivateIp(ip)) return false;
      if (sources.own.ips !== undefined && isListed(ip, sources.own.ips)) return false;
      return !isSameOrganization(domainOf(message.from[0]), first.received.ptr?.toLowerCase(), message.tools);
    },
    (message) => [oldest(message)?.field],
  ),
  'header.bornInCloud': claim(
    'the oldest hop is a mailbox in Exchange Online',
    (message) => {
      const first = oldest(message);
      return first === undefined
        ? undefined
        : unlessCut(message, first.kind === 'exo-mapi' || (isCloud(first) && /^(?:mapi|https)/i.test(first.received.with ?? '')));
    },
    (message) => [oldest(message)?.field],
  ),
  'header.onPremTookForeign': claim(
    'an on-premises Exchange server took the message by SMTP from a client that is no Exchange server, or from the Internet',
    (message, sources) => {
      const hops = message.hops.filter((hop) => hop.kind === 'onprem-exchange');
      if (hops.length === 0) return unlessPart(message, false);
      return hops.some((hop) => {
        const before = message.hops[hop.index - 1];
        const { ip } = hop.received;
        if (before !== undefined && (isExchange(before) || isCloud(before))) return false;
        const isOurs = ip !== undefined && (isPrivateIp(ip) || (sources.own.ips !== undefined && isListed(ip, sources.own.ips)));
        return !isOurs || /^\[|^user$|^(?:desktop|laptop|win|pc)-|^localhost$/i.test(hop.received.from ?? hop.received.helo ?? '');
      });
    },
    (message) => message.hops.filter((hop) => hop.kind === 'onprem-exchange').map((hop) => hop.field),
  ),
  'header.onPremTookFromOther': claim(
    'an on-premises Exchange server took the message by SMTP from a host that is no Exchange server',
    (message) => {
      const took = anyOf(
        message.hops
          .filter(({ kind }) => kind === 'onprem-exchange')
          .map((hop) => {
            const before = message.hops[hop.index - 1];
            return before === undefined ? pathIsWhole(message) || undefined : !(isExchange(before) || isCloud(before));
          }),
      );
      return took === false ? unlessPart(message, false) : took;
    },
    (message) => message.hops.filter((hop) => hop.kind === 'onprem-exchange').map((hop) => hop.field),
  ),
  'header.onPremIsFromDomain': claim(
    "the on-premises servers bear names of the author's organization",
    (message) => {
      const hosts = message.hops.filter(isExchange).map((hop) => hop.received.by?.toLowerCase());
      const from = domainOf(message.from[0]);
      if (hosts.length === 0 || from === undefined) return undefined;
      const named = hosts.filter((host) => host?.includes('.') === true && !isLocalName(host));
      return named.length === 0 ? undefined : named.some((host) => isSameOrganization(host, from, message.tools) === true);
    },
    (message) => message.hops.filter(isExchange).map((hop) => hop.field),
  ),
  'header.spfIpIsOwn': headerFact('boolean', 'SPF was checked for one of our addresses', (message, sources) =>
    ownAddress(message.authentication.spf?.ip, message, sources),
  ),
  'header.cipIsOwn': headerFact('boolean', 'one of our addresses connected to Exchange Online (CIP)', (message, sources) =>
    ownAddress(message.antispam.forefront?.values.get('CIP'), message, sources),
  ),
};

function peerVendor(message: Message): string | undefined {
  const { ingress } = message;
  const peer = ingress === undefined ? undefined : message.hops[ingress.index - 1];
  if (peer?.kind === 'gateway') return peer.vendor;
  // A gateway whose own lines are missing shows as the peer.
  return gatewayVendor(ingress?.received.ptr ?? ingress?.received.from);
}

function ownAddress(ip: string | undefined, message: Message, sources: FactSources) {
  if (ip === undefined || ip === '')
    return isWhole(message)
      ? ({ kind: 'known', value: null, evidence: [] } as const)
      : ({ kind: 'unknown', why: 'the headers do not show it' } as const);
  if (sources.own.ips === undefined)
    return { kind: 'unknown', why: 'the addresses of our own servers were not given (--settings onpremIps)' } as const;
  return known(isListed(ip, sources.own.ips), () => evidenceOf(sources, [message.ingress?.field]));
}

/** The oldest hop is there: nothing was cut off the end of the Received fields. */
function pathIsWhole(message: Message): boolean {
  const first = oldest(message);
  return first !== undefined && !(message.block.quirks.isCutAtEnd && first.field.index === message.block.fields.length - 1);
}

/** A claim about hops that is false because none of those shown fits. */
function unlessCut(message: Message, value: boolean): boolean | undefined {
  return value || pathIsWhole(message) ? value : undefined;
}

function isLocalName(host: string): boolean {
  return !host.includes('.') || /\.(?:local|lan|internal|corp|intra|home|arpa|localdomain)$/.test(host);
}

/** Hops in which Exchange Online took the message from outside, oldest first. A mailbox of its own counts as the first. */
function passes(message: Message): readonly Hop[] {
  const entries: Hop[] = [];
  message.hops.forEach((hop, index) => {
    const before = message.hops[index - 1];
    if (isCloud(hop) && (before === undefined || !isCloud(before))) entries.push(hop);
  });
  return entries;
}
