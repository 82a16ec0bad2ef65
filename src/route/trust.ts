import type { Evidence } from '../evidence/evidence.js';
import {
  domainMatches,
  type InboundConnector,
  inboundConnectors,
  type OutboundConnector,
  receiveConnectors,
  type SendConnector,
} from '../facts/connectors.js';
import { certificateNames, matchesCertificate, ownOrganization } from '../facts/organization.js';
import type { Settings } from '../facts/tenant.js';
import { type RouteTrust, settingEvidence } from './route.js';

/** How the receiving side takes a connection from the other side. */
export interface Handover {
  /** Whether the connection is known as the organization's; undefined where it cannot be told. */
  readonly isAttributed: boolean | undefined;
  readonly trust: RouteTrust;
  /** One sentence. */
  readonly because: string;
  readonly evidence: readonly Evidence[];
}

/**
 * From on-premises to Exchange Online. The connection belongs to the tenant when a certificate or an address fits an inbound connector of
 * type OnPremises; the message stays internal when CloudServicesMailEnabled is on at both ends.
 * Source: https://techcommunity.microsoft.com/blog/exchange/demystifying-and-troubleshooting-hybrid-mail-flow-when-is-a-message-internal/1420838
 */
export function toCloud(settings: Settings | undefined, connector: SendConnector, fromDomain: string, trust: RouteTrust): Handover {
  const all = inboundConnectors(settings);
  const sent = [settingEvidence(connector.path, connector.name)];
  if (all === undefined) {
    if (connector.cloudServicesMailEnabled === false) return headersRemoved(connector, undefined, trust);
    return {
      isAttributed: undefined,
      trust: kept(trust, undefined),
      because: 'Whether Exchange Online takes it as its own depends on the inbound connectors, which are not in the settings.',
      evidence: sent,
    };
  }
  const usable = all.filter(
    (one) => one.type !== 'Partner' && one.senderDomains?.some((pattern) => domainMatches(pattern, fromDomain)) !== false,
  );
  const live = usable.filter((one) => one.enabled !== false);
  const verdicts = live.map((one) => ({
    one,
    fits: one.type === undefined || one.enabled === undefined ? maybe(fits(settings, connector, one)) : fits(settings, connector, one),
  }));
  const match = verdicts.find(({ fits: verdict }) => verdict === true);
  if (match !== undefined) return attributed(connector, match.one, trust);
  const open = verdicts.filter(({ fits: verdict }) => verdict === undefined).map(({ one }) => one);
  if (open.length > 0) return notTold(connector, open, live, trust, sent);
  return notAttributed(connector, usable, all.length, sent);
}

/** Some connector may fit: what can be said all the same. */
function notTold(
  connector: SendConnector,
  open: readonly InboundConnector[],
  live: readonly InboundConnector[],
  trust: RouteTrust,
  sent: readonly Evidence[],
): Handover {
  if (connector.cloudServicesMailEnabled === false) return headersRemoved(connector, undefined, trust);
  const names = (list: readonly InboundConnector[]): string =>
    list
      .slice(0, 3)
      .map((one) => `"${one.name}"`)
      .join(', ');
  // Known or not: no connector that may fit believes the cross-premises headers.
  if (live.every((one) => one.cloudServicesMailEnabled === false && one.treatMessagesAsInternal !== true)) {
    return {
      isAttributed: undefined,
      trust: 'anonymous',
      because: `CloudServicesMailEnabled is off on the inbound connector ${names(live)}: the cross-premises headers are not believed.`,
      evidence: [...sent, ...live.map((one) => settingEvidence(`${one.path}.CloudServicesMailEnabled`, 'False'))],
    };
  }
  return {
    isAttributed: undefined,
    trust: kept(trust, undefined),
    because: `Whether the certificate or the address of the on-premises server fits the inbound connector ${names(open)} cannot be told.`,
    evidence: [...sent, ...open.map((one) => settingEvidence(one.path, one.name))],
  };
}

const maybe = (verdict: boolean | undefined): boolean | undefined => (verdict === true ? undefined : verdict);

function notAttributed(connector: SendConnector, usable: readonly InboundConnector[], count: number, sent: readonly Evidence[]): Handover {
  const off = usable.find((one) => one.enabled === false);
  const because =
    off !== undefined && usable.every((one) => one.enabled === false)
      ? `The inbound connector "${off.name}" is disabled, so Exchange Online takes the connection as one from the Internet.`
      : usable.length === 0
        ? `None of the ${count} inbound connectors is of type OnPremises and covers the sender's domain, so the connection counts as one from the Internet.`
        : `The certificate and the address of the on-premises server fit no inbound connector (${usable
            .map((one) => `"${one.name}" wants ${one.tlsSenderCertificateName ?? one.senderIps?.join(', ') ?? 'nothing'}`)
            .slice(0, 3)
            .join(
              '; ',
            )}; "${connector.name}" shows ${connector.tlsCertificateName ?? 'no certificate'}), so the connection counts as one from the Internet.`;
  return {
    isAttributed: false,
    trust: 'anonymous',
    because,
    evidence: [...sent, ...usable.map((one) => settingEvidence(one.path, one.name))],
  };
}

/** By certificate where the connector names one, else by address. */
function fits(settings: Settings | undefined, connector: SendConnector, inbound: InboundConnector): boolean | undefined {
  const byCertificate = certificateFits(settings, connector, inbound);
  if (byCertificate === true) return true;
  const byAddress = addressFits(settings, inbound);
  if (byAddress === true) return true;
  return byCertificate === undefined || byAddress === undefined ? undefined : false;
}

function certificateFits(settings: Settings | undefined, connector: SendConnector, inbound: InboundConnector): boolean | undefined {
  if (inbound.tlsSenderCertificateName === null) return false;
  const shown = connector.tlsCertificateName;
  // Without a name the server takes the certificate that fits its FQDN best.
  if (shown === undefined || shown === null || inbound.tlsSenderCertificateName === undefined) return undefined;
  const verdict = matchesCertificate(shown, inbound);
  if (verdict !== undefined) return verdict;
  const subject = /<S>([\s\S]{1,2000})$/i.exec(shown)?.[1] ?? shown;
  const names = certificateNames(settings, subject);
  return names === undefined ? undefined : matchesCertificate(names, inbound);
}

function addressFits(settings: Settings | undefined, inbound: InboundConnector): boolean | undefined {
  if (inbound.senderIps === undefined) return undefined;
  if (inbound.senderIps.length === 0) return false;
  const given = settings?.onpremIps === undefined ? undefined : ownOrganization(settings).ips;
  if (given === undefined) return undefined;
  const wanted = new Set(inbound.senderIps.map((ip) => ip.toLowerCase()));
  if (given.some((ip) => wanted.has(ip))) return true;
  // A range on either side may hold an address of the other.
  return [...given, ...wanted].some((ip) => /[/-]/.test(ip)) ? undefined : false;
}

function attributed(connector: SendConnector, inbound: InboundConnector, trust: RouteTrust): Handover {
  const evidence = [settingEvidence(connector.path, connector.name), settingEvidence(inbound.path, inbound.name)];
  const done = (next: RouteTrust, because: string): Handover => ({ isAttributed: true, trust: next, because, evidence });
  if (inbound.treatMessagesAsInternal === true)
    return done(
      'internal',
      `The inbound connector "${inbound.name}" knows the server and treats all its mail as internal (TreatMessagesAsInternal).`,
    );
  if (connector.cloudServicesMailEnabled === false) return headersRemoved(connector, inbound, trust);
  if (inbound.cloudServicesMailEnabled === false) {
    return done(
      'anonymous',
      `The inbound connector "${inbound.name}" knows the server, but CloudServicesMailEnabled is off there: the cross-premises headers are not believed.`,
    );
  }
  const isKept = connector.cloudServicesMailEnabled === true && inbound.cloudServicesMailEnabled === true ? true : undefined;
  return done(
    kept(trust, isKept),
    isKept
      ? `The inbound connector "${inbound.name}" knows the server, and CloudServicesMailEnabled is on at both ends.`
      : `The inbound connector "${inbound.name}" knows the server; whether CloudServicesMailEnabled is on at both ends is not in the settings.`,
  );
}

function headersRemoved(connector: SendConnector, inbound: InboundConnector | undefined, trust: RouteTrust): Handover {
  return {
    isAttributed: inbound === undefined ? undefined : true,
    trust: trust === 'internal' || trust === 'unknown' ? 'anonymous' : trust,
    because: `CloudServicesMailEnabled is off on the send connector "${connector.name}": it removes the cross-premises headers.`,
    evidence: [
      settingEvidence(`${connector.path}.CloudServicesMailEnabled`, 'False'),
      ...(inbound === undefined ? [] : [settingEvidence(inbound.path, inbound.name)]),
    ],
  };
}

/** From Exchange Online to on-premises: the receive connector believes the cross-premises headers where TlsDomainCapabilities say so. */
export function toOnPremises(settings: Settings | undefined, connector: OutboundConnector, trust: RouteTrust): Handover {
  const evidence = [settingEvidence(connector.path, connector.name)];
  const done = (next: RouteTrust, because: string, more: readonly Evidence[] = []): Handover => ({
    isAttributed: undefined,
    trust: next,
    because,
    evidence: [...evidence, ...more],
  });
  if (connector.type === 'Partner' || connector.cloudServicesMailEnabled === false) {
    const what = connector.type === 'Partner' ? 'is of type Partner' : 'has CloudServicesMailEnabled off';
    return done('anonymous', `The outbound connector "${connector.name}" ${what}: the cross-premises headers stay behind.`);
  }
  const all = receiveConnectors(settings)?.filter((one) => one.enabled !== false);
  const accepting = all?.find((one) => one.tlsDomainCapabilities?.some((text) => /AcceptCloudServicesMail|AcceptOorgProtocol/i.test(text)));
  if (
    connector.cloudServicesMailEnabled === undefined ||
    all === undefined ||
    (accepting === undefined && all.some((one) => one.tlsDomainCapabilities === undefined))
  ) {
    return done(
      kept(trust, undefined),
      `The outbound connector "${connector.name}" carries it; whether on-premises believes the cross-premises headers is not in the settings.`,
    );
  }
  if (accepting === undefined)
    return done(
      'anonymous',
      'No receive connector on-premises accepts mail of the cloud as its own (TlsDomainCapabilities AcceptCloudServicesMail).',
    );
  return done(
    kept(trust, true),
    `The outbound connector "${connector.name}" carries it, and "${accepting.name}" accepts mail of the cloud as its own.`,
    [settingEvidence(`${accepting.path}.TlsDomainCapabilities`, accepting.tlsDomainCapabilities?.join(', ') ?? '')],
  );
}

/** What becomes of the trust when the handover keeps it, loses it (false), or this is not known. Mail from outside never becomes internal. */
function kept(trust: RouteTrust, isKept: true | undefined): RouteTrust {
  if (trust === 'anonymous') return 'anonymous';
  return isKept === true ? trust : 'unknown';
}

/** True where some receive connector may let a stranger relay: what a permission grants does not stand in the export. */
export function mayRelayOnPremises(settings: Settings | undefined): boolean | undefined {
  const all = receiveConnectors(settings);
  if (all === undefined) return undefined;
  const words = all.map((one) => [...(one.authMechanism ?? []), ...(one.permissionGroups ?? [])]);
  if (words.some((list) => list.some((word) => /ExternalAuthoritative|ExchangeServers/i.test(word)))) return undefined;
  return all.every((one) => one.permissionGroups !== undefined && one.authMechanism !== undefined) ? false : undefined;
}
