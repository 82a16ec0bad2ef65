import { isInRanges, parseRanges } from '../message/ip.js';
import { fromOnPrem, toCloud } from './connector-facts.js';
import { domainMatches, type InboundConnector, inboundConnectors, outboundConnectors, sendConnectors } from './connectors.js';
import { notGiven, said, sharedDomains } from './domain-facts.js';
import type { Fact, FactName } from './fact.js';
import { type DefinedFact, type FactSources, known, unknown } from './maker.js';
import { certificateNames, matchesCertificate } from './organization.js';
import { listOf } from './settings-values.js';
import type { Settings } from './tenant.js';

/** Whether the connectors of a hybrid organization fit each other and the servers. */
export const hybridConnectorFacts: Readonly<Record<FactName, DefinedFact>> = {
  'connector.sendTlsAuthLevel': sendText('TlsAuthLevel', ({ tlsAuthLevel }) => tlsAuthLevel),
  'connector.sendTlsDomain': sendText('TlsDomain', ({ tlsDomain }) => tlsDomain),
  'connector.inboundMatchesServers': {
    type: 'boolean',
    title: 'the certificate or the addresses of our servers fit an enabled inbound connector of type OnPremises',
    make: ({ settings }) => inboundFits(settings, () => true),
  },
  'connector.inboundFitsHybrid': {
    type: 'boolean',
    title: 'they fit one that has CloudServicesMailEnabled as well',
    make: ({ settings }) => inboundFits(settings, ({ cloudServicesMailEnabled }) => cloudServicesMailEnabled),
  },
  'connector.outboundToOnPrem': {
    type: 'boolean',
    title: 'an enabled outbound connector of type OnPremises covers a shared domain',
    make: outboundToOnPrem,
  },
};

function sendText(name: string, read: (connector: ReturnType<typeof toCloud>[number]) => string | null | undefined): DefinedFact {
  return {
    type: 'text',
    title: `${name} of the Send connector to the cloud`,
    make: ({ settings }) => {
      const connector = toCloud(settings)[0];
      if (connector === undefined)
        return unknown(
          sendConnectors(settings) === undefined ? 'the settings hold no sendConnectors' : 'no Send connector covers the routing domain',
        );
      const value = read(connector);
      if (value === undefined) return unknown(`${connector.name} was exported without ${name}`);
      return known(value, said(`${connector.path}.${name}`, `${connector.name}: ${name} = ${value ?? 'not set'}`));
    },
  };
}

/** Whether our servers fit an inbound connector that passes a further test. Only addresses that the settings name count: those of the connectors themselves prove nothing. */
function inboundFits(settings: Settings | undefined, test: (connector: InboundConnector) => boolean | undefined): Fact {
  if (inboundConnectors(settings) === undefined) return notGiven('inboundConnectors', 'Get-InboundConnector');
  const all = fromOnPrem(settings);
  const verdicts = all.map((connector) => {
    const passes = test(connector);
    const fits = passes === false ? false : fitsServers(settings, connector);
    return passes === undefined && fits !== false ? undefined : fits;
  });
  const names = (list: readonly InboundConnector[]): string =>
    list
      .map(({ name }) => name)
      .slice(0, 3)
      .join(', ');
  if (verdicts.includes(true)) return known(true, said('inboundConnectors', names(all.filter((_, at) => verdicts[at] === true))));
  if (verdicts.includes(undefined))
    return unknown('the certificate of the Send connector and onpremIps are not known, or a property of the inbound connector is not');
  return known(
    false,
    said('inboundConnectors', all.length === 0 ? 'no enabled inbound connector of type OnPremises' : `${names(all)}: does not fit`),
  );
}

function fitsServers(settings: Settings | undefined, connector: InboundConnector): boolean | undefined {
  const ips = listOf(settings?.onpremIps);
  const ranges = parseRanges(connector.senderIps ?? []);
  if (ips?.some((ip) => isInRanges(ip.split('/')[0], ranges)) === true) return true;
  const byIp =
    connector.senderIps === undefined ? undefined : connector.senderIps.length === 0 ? false : ips === undefined ? undefined : false;
  if (connector.tlsSenderCertificateName === null) return byIp;
  const certificate = (
    toCloud(settings)[0] ?? sendConnectors(settings)?.find(({ tlsCertificateName }) => typeof tlsCertificateName === 'string')
  )?.tlsCertificateName;
  if (connector.tlsSenderCertificateName === undefined || typeof certificate !== 'string') return undefined;
  const byCertificate = matchesCertificate(certificateNames(settings, certificate) ?? certificate, connector);
  if (byCertificate !== false) return byCertificate;
  return byIp;
}

function outboundToOnPrem({ settings }: FactSources): Fact {
  const all = outboundConnectors(settings);
  if (all === undefined) return notGiven('outboundConnectors', 'Get-OutboundConnector');
  const typed = all.filter(({ enabled, type }) => enabled !== false && type === 'OnPremises');
  if (typed.length === 0) {
    const doubtful = all.some(({ enabled, type }) => enabled !== false && type === undefined);
    return doubtful
      ? unknown('an outbound connector was exported without ConnectorType')
      : known(false, said('outboundConnectors', 'no enabled outbound connector of type OnPremises'));
  }
  const shared = sharedDomains(settings);
  const covers = typed.map(({ recipientDomains, allAcceptedDomains, isTransportRuleScoped, routeAllMessagesViaOnPremises }) => {
    if (allAcceptedDomains === true || routeAllMessagesViaOnPremises === true) return true;
    if (recipientDomains === undefined) return undefined;
    if (recipientDomains.length > 0 && (shared === undefined || shared.length === 0)) return true;
    if (recipientDomains.some((pattern) => shared?.some((name) => domainMatches(pattern, name)))) return true;
    return isTransportRuleScoped === true ? undefined : false;
  });
  if (covers.includes(true)) return known(true, said('outboundConnectors', typed[covers.indexOf(true)]?.name ?? ''));
  if (covers.includes(undefined)) return unknown('RecipientDomains of the outbound connectors were not given, or a mail flow rule decides');
  return known(
    false,
    said(
      'outboundConnectors',
      `${typed
        .map(({ name }) => name)
        .slice(0, 3)
        .join(', ')}: none covers ${(shared ?? []).slice(0, 3).join(', ')}`,
    ),
  );
}
