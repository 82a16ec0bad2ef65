import type { Evidence } from '../evidence/evidence.js';
import {
  type InboundConnector,
  inboundConnectors,
  outboundConnectors,
  receiveConnectors,
  type SendConnector,
  sendConnectors,
} from './connectors.js';
import type { Fact, FactName } from './fact.js';
import { type DefinedFact, known, unknown } from './maker.js';
import { acceptedDomainFor, certificateNames, configurationOf, matchesCertificate, routingDomainOf } from './organization.js';
import { asBoolean, asText, type Settings } from './tenant.js';

/** What the connectors and the domains of both sides are set to. Unknown where the settings do not hold the list or the property. */
export const connectorFacts: Readonly<Record<FactName, DefinedFact>> = {
  'connector.inboundFromOnPrem': {
    type: 'boolean',
    title: 'an enabled inbound connector of type OnPremises exists',
    make: ({ settings }) => {
      const all = inboundConnectors(settings);
      if (all === undefined) return notGiven('inboundConnectors', 'Get-InboundConnector');
      const found = fromOnPrem(settings);
      return known(found.length > 0, evidence(found, 'ConnectorType = OnPremises', 'no enabled inbound connector of type OnPremises'));
    },
  },
  'connector.inboundName': name('name of the inbound connector that takes mail from on-premises', (settings) => fromOnPrem(settings)[0]),
  'connector.inboundCertificateName': {
    type: 'text',
    title: 'TlsSenderCertificateName of that connector',
    make: ({ settings }) =>
      property(
        fromOnPrem(settings)[0],
        'TlsSenderCertificateName',
        (connector) => connector.tlsSenderCertificateName,
        settings,
        'inboundConnectors',
      ),
  },
  'connector.inboundCloudServicesMail': flag(
    'CloudServicesMailEnabled of that connector',
    'CloudServicesMailEnabled',
    (connector) => connector.cloudServicesMailEnabled,
  ),
  'connector.inboundTreatsAsInternal': flag(
    'TreatMessagesAsInternal of that connector',
    'TreatMessagesAsInternal',
    (connector) => connector.treatMessagesAsInternal,
  ),
  'connector.skipsListedHosts': {
    type: 'boolean',
    title: 'Enhanced Filtering (skip listing) is set on an inbound connector',
    make: ({ settings }) => {
      const all = inboundConnectors(settings);
      if (all === undefined) return notGiven('inboundConnectors', 'Get-InboundConnector');
      const verdicts = all.map(({ efSkipLastIp, efSkipIps }) =>
        efSkipLastIp === undefined && efSkipIps === undefined ? undefined : efSkipLastIp === true || (efSkipIps ?? []).length > 0,
      );
      if (!verdicts.includes(true) && verdicts.includes(undefined))
        return unknown('the connectors were exported without EFSkipLastIP and EFSkipIPs');
      const found = all.filter((_, index) => verdicts[index] === true);
      return known(found.length > 0, evidence(found, 'EFSkipLastIP / EFSkipIPs set', 'no inbound connector has EFSkipLastIP or EFSkipIPs'));
    },
  },
  'connector.skipsForTestUsers': {
    type: 'boolean',
    title: 'skip listing applies to some users only (EFUsers)',
    make: ({ settings }) => {
      const all = inboundConnectors(settings)?.filter(
        (connector) => connector.efSkipLastIp === true || (connector.efSkipIps ?? []).length > 0,
      );
      if (all === undefined || all.some(({ efUsers }) => efUsers === undefined))
        return unknown('EFUsers of the inbound connectors was not given');
      const found = all.filter(({ efUsers }) => (efUsers ?? []).length > 0);
      return known(found.length > 0, evidence(found, 'EFUsers set', 'EFUsers is empty'));
    },
  },
  'connector.ourCertificateFits': {
    type: 'boolean',
    title: 'the certificate of the Send connector to the cloud fits the TlsSenderCertificateName of the inbound connector',
    make: ({ settings }) => {
      const inbound = fromOnPrem(settings).filter(({ tlsSenderCertificateName }) => tlsSenderCertificateName !== undefined);
      const send = toCloud(settings).find(({ tlsCertificateName }) => typeof tlsCertificateName === 'string');
      if (inbound.length === 0) return unknown('no inbound connector with TlsSenderCertificateName was given');
      if (typeof send?.tlsCertificateName !== 'string') return unknown('no Send connector with TlsCertificateName was given');
      const carried = certificateNames(settings, send.tlsCertificateName) ?? send.tlsCertificateName;
      const verdicts = inbound.map((connector) => matchesCertificate(carried, connector));
      if (!verdicts.includes(true) && verdicts.includes(undefined))
        return unknown('the further names of the certificate are not known (Get-ExchangeCertificate)');
      return known(verdicts.includes(true), [
        { source: 'settings', path: `${send.path}.TlsCertificateName`, text: send.tlsCertificateName },
        ...inbound.slice(0, 3).map(
          (connector): Evidence => ({
            source: 'settings',
            path: `${connector.path}.TlsSenderCertificateName`,
            text: connector.tlsSenderCertificateName ?? 'not set',
          }),
        ),
      ]);
    },
  },
  'connector.sendToCloud': {
    type: 'boolean',
    title: 'an enabled Send connector covers the routing domain of the tenant',
    make: ({ settings }) => {
      if (sendConnectors(settings) === undefined) return notGiven('sendConnectors', 'Get-SendConnector');
      if (routingDomainOf(settings) === undefined)
        return unknown('the routing domain of the tenant is not known (--settings routingDomain)');
      const found = toCloud(settings);
      return known(
        found.length > 0,
        evidence(found, 'covers the routing domain', 'no enabled Send connector has the routing domain as address space'),
      );
    },
  },
  'connector.sendName': name('name of the Send connector to the cloud', (settings) => toCloud(settings)[0]),
  'connector.sendCloudServicesMail': {
    type: 'boolean',
    title: 'CloudServicesMailEnabled of the Send connector to the cloud',
    make: ({ settings }) =>
      property(
        toCloud(settings)[0],
        'CloudServicesMailEnabled',
        (connector) => connector.cloudServicesMailEnabled,
        settings,
        'sendConnectors',
      ),
  },
  'connector.sendThroughSmartHost': {
    type: 'boolean',
    title: 'the Send connector to the cloud goes through a smart host that is not Exchange Online',
    make: ({ settings }) => {
      const connector = toCloud(settings)[0];
      return property(
        connector,
        'SmartHosts',
        ({ smartHosts }) =>
          smartHosts === undefined
            ? undefined
            : smartHosts.some((host) => !/\.protection\.outlook\.com$|\.protection\.office365\.us$/.test(host)),
        settings,
        'sendConnectors',
      );
    },
  },
  'connector.receiveAcceptsCloud': {
    type: 'boolean',
    title: 'a Receive connector accepts cross-premises headers from Exchange Online (TlsDomainCapabilities AcceptCloudServicesMail)',
    make: ({ settings }) => {
      const all = receiveConnectors(settings);
      if (all === undefined) return notGiven('receiveConnectors', 'Get-ReceiveConnector');
      if (all.some(({ tlsDomainCapabilities }) => tlsDomainCapabilities === undefined))
        return unknown('the Receive connectors were exported without TlsDomainCapabilities');
      const found = all.filter(
        ({ enabled, tlsDomainCapabilities }) =>
          enabled !== false && (tlsDomainCapabilities ?? []).some((one) => /acceptcloudservicesmail|acceptoorgprotocol/i.test(one)),
      );
      return known(
        found.length > 0,
        evidence(found, 'TlsDomainCapabilities AcceptCloudServicesMail', 'no Receive connector has AcceptCloudServicesMail'),
      );
    },
  },
  'connector.externallySecured': {
    type: 'list',
    title: 'Receive connectors that trust whoever connects (ExternalAuthoritative)',
    make: ({ settings }) => {
      const all = receiveConnectors(settings);
      if (all === undefined) return notGiven('receiveConnectors', 'Get-ReceiveConnector');
      const found = all.filter(({ authMechanism }) => (authMechanism ?? []).some((one) => /externalauthoritative/i.test(one)));
      return found.length === 0
        ? known(null)
        : known(
            found.map((connector) => connector.name),
            evidence(found, 'AuthMechanism ExternalAuthoritative', ''),
          );
    },
  },
  'connector.allMailViaOnPrem': {
    type: 'boolean',
    title: 'centralized transport: an outbound connector routes all mail through on-premises (RouteAllMessagesViaOnPremises)',
    make: ({ settings }) => {
      const all = outboundConnectors(settings);
      const flag = asBoolean(settings?.RouteAllMessagesViaOnPremises);
      if (all === undefined && typeof flag === 'boolean')
        return known(flag, [{ source: 'settings', path: 'RouteAllMessagesViaOnPremises', text: String(flag) }]);
      if (all === undefined) return notGiven('outboundConnectors', 'Get-OutboundConnector');
      const found = all.filter(({ enabled, routeAllMessagesViaOnPremises }) => enabled !== false && routeAllMessagesViaOnPremises === true);
      if (found.length === 0 && all.some(({ routeAllMessagesViaOnPremises }) => routeAllMessagesViaOnPremises === undefined))
        return unknown('the outbound connectors were exported without RouteAllMessagesViaOnPremises');
      return known(
        found.length > 0,
        evidence(found, 'RouteAllMessagesViaOnPremises = True', 'no outbound connector has RouteAllMessagesViaOnPremises'),
      );
    },
  },
  'connector.rejectsDirectSend': {
    type: 'boolean',
    title: 'the tenant rejects Direct Send (Get-OrganizationConfig RejectDirectSend)',
    make: ({ settings }) => {
      const value =
        configurationOf(settings, 'organizationConfig', 'cloud')?.flag('RejectDirectSend') ??
        asBoolean(settings?.rejectDirectSend ?? settings?.RejectDirectSend) ??
        undefined;
      return value === undefined
        ? unknown('RejectDirectSend of Get-OrganizationConfig was not given')
        : known(value, [{ source: 'settings', path: 'organizationConfig.RejectDirectSend', text: String(value) }]);
    },
  },
  'connector.cloudDomainType': domainType(
    'cloud',
    "type of the recipient's domain in Exchange Online (Authoritative, InternalRelay, ExternalRelay); none: not accepted",
  ),
  'connector.onPremDomainType': domainType('onprem', "type of the recipient's domain on-premises; none: not accepted"),
  'tenant.id': {
    type: 'guid',
    title: 'id of our tenant',
    make: ({ settings }) => {
      const id = asText(settings?.tenantId);
      return typeof id === 'string'
        ? known(id.toLowerCase(), [{ source: 'settings', path: 'tenantId', text: id }])
        : unknown('the settings do not say tenantId');
    },
  },
  'tenant.onPremIps': {
    type: 'list',
    title: 'addresses of the on-premises servers',
    make: ({ own }) =>
      own.ips === undefined
        ? unknown('the settings do not say onpremIps')
        : known(own.ips, [{ source: 'settings', path: 'onpremIps', text: own.ips.join(', ') }]),
  },
};

/** Enabled inbound connectors of type OnPremises. */
export function fromOnPrem(settings: Settings | undefined): readonly InboundConnector[] {
  return (inboundConnectors(settings) ?? []).filter(({ type, enabled }) => type === 'OnPremises' && enabled !== false);
}

/** Send connectors that cover the routing domain, the one that wins first. */
export function toCloud(settings: Settings | undefined): readonly SendConnector[] {
  const routing = routingDomainOf(settings);
  const all = (sendConnectors(settings) ?? []).filter(({ enabled }) => enabled !== false);
  const rankOf = (connector: SendConnector): number | undefined => {
    const covering = (connector.addressSpaces ?? []).filter(({ domain }) =>
      routing === undefined
        ? /\.mail\.onmicrosoft\.[a-z]{2,3}$/.test(domain)
        : domain === routing || (domain.startsWith('*.') && routing.endsWith(domain.slice(1))),
    );
    return covering.length === 0 ? undefined : Math.min(...covering.map(({ domain, cost }) => (domain.startsWith('*') ? 1000 : 0) + cost));
  };
  return all
    .map((connector) => ({ connector, rank: rankOf(connector) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ connector }) => connector);
}

interface Named {
  readonly name: string;
  readonly path: string;
}

function evidence(found: readonly Named[], says: string, otherwise: string): readonly Evidence[] {
  if (found.length === 0) return otherwise === '' ? [] : [{ source: 'settings', text: otherwise }];
  return found.slice(0, 4).map(({ name: text, path }) => ({ source: 'settings', path, text: `${text}: ${says}` }));
}

function notGiven(key: string, cmdlet: string): Fact {
  return unknown(`the settings hold no ${key} (${cmdlet})`);
}

function property<T extends Named>(
  connector: T | undefined,
  name: string,
  read: (connector: T) => string | boolean | null | undefined,
  settings: Settings | undefined,
  key: string,
): Fact {
  if (connector === undefined)
    return unknown(settings?.[key] === undefined ? `the settings hold no ${key}` : `no such connector is among the ${key}`);
  const value = read(connector);
  if (value === undefined) return unknown(`${connector.name} was exported without ${name}`);
  return known(value, [
    {
      source: 'settings',
      path: `${connector.path}.${name}`,
      text: `${connector.name}: ${name} = ${value === null ? 'not set' : String(value)}`,
    },
  ]);
}

function flag(title: string, name: string, read: (connector: InboundConnector) => boolean | undefined): DefinedFact {
  return { type: 'boolean', title, make: ({ settings }) => property(fromOnPrem(settings)[0], name, read, settings, 'inboundConnectors') };
}

function name(title: string, pick: (settings: Settings | undefined) => Named | undefined): DefinedFact {
  return {
    type: 'text',
    title,
    make: ({ settings }) => {
      const found = pick(settings);
      return found === undefined
        ? unknown('no such connector was given')
        : known(found.name, [{ source: 'settings', path: found.path, text: found.name }]);
    },
  };
}

function domainType(side: 'onprem' | 'cloud', title: string): DefinedFact {
  return {
    type: 'text',
    title,
    make: ({ settings }, facts) => {
      const recipient = [facts('ndr.recipientDomain'), facts('header.toDomain')].find(
        (fact) => fact.kind === 'known' && typeof fact.value === 'string',
      );
      if (recipient?.kind !== 'known' || typeof recipient.value !== 'string') return unknown('the domain of the recipient is not known');
      const found = acceptedDomainFor(settings, side, recipient.value);
      if (found === undefined) return unknown(`the settings do not say acceptedDomains.${side}`);
      if (found === 'none')
        return known('none', [{ source: 'settings', path: `acceptedDomains.${side}`, text: `${recipient.value} is not among them` }]);
      return found.type === undefined
        ? unknown(`${found.path} has no type`)
        : known(found.type, [{ source: 'settings', path: found.path, text: `${found.name}: ${found.type}` }]);
    },
  };
}
