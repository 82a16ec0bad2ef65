import { isObject } from '../evidence/is-object.js';
import { acceptedDomainsOf, routingDomainOf } from '../facts/organization.js';
import { propertiesOf } from '../facts/settings-values.js';
import type { Settings } from '../facts/tenant.js';

const CERTIFICATE = 'mail.hybrid.invalid';

/**
 * Settings with the connectors that the Hybrid Configuration Wizard makes in place of those that are not given.
 *
 * Out: the settings, and what was assumed, in words; nothing where all connectors are given or the routing domain is not known.
 */
export function assumeStandard(settings: Settings | undefined): { readonly settings: Settings; readonly names: readonly string[] } {
  const given = settings ?? {};
  const routing = routingDomainOf(settings);
  const made: Record<string, unknown> = { ...given };
  const names: string[] = [];
  const add = (key: string, name: string, value: readonly unknown[]): void => {
    if (Object.hasOwn(given, key)) return;
    made[key] = value;
    names.push(name);
  };
  if (LISTS.map((key) => enable(made, key)).includes(true)) names.push('connectors that are enabled where the export does not say it');
  if (routing === undefined) return { settings: made, names };
  const domains = (acceptedDomainsOf(settings, 'onprem') ?? acceptedDomainsOf(settings, 'cloud') ?? []).map(({ name }) => name);
  add('sendConnectors', `a send connector for ${routing} to Exchange Online, and one for all other domains`, [
    {
      Name: 'Outbound to Office 365',
      Enabled: true,
      AddressSpaces: [`smtp:${routing};1`],
      DNSRoutingEnabled: true,
      SmartHosts: [],
      CloudServicesMailEnabled: true,
      TlsCertificateName: CERTIFICATE,
    },
    {
      Name: 'Internet',
      Enabled: true,
      AddressSpaces: ['smtp:*;1'],
      DNSRoutingEnabled: true,
      SmartHosts: [],
      CloudServicesMailEnabled: false,
    },
  ]);
  // A real send connector would not show the certificate that is made up here.
  if (!Object.hasOwn(given, 'sendConnectors')) {
    add('inboundConnectors', 'an inbound connector that knows the on-premises server', [
      {
        Name: 'Inbound from on-premises',
        Enabled: true,
        ConnectorType: 'OnPremises',
        SenderDomains: ['smtp:*;1'],
        TlsSenderCertificateName: CERTIFICATE,
        RequireTls: true,
        CloudServicesMailEnabled: true,
      },
    ]);
  }
  add('outboundConnectors', 'an outbound connector for the on-premises domains, without centralized transport', [
    {
      Name: 'Outbound to on-premises',
      Enabled: true,
      ConnectorType: 'OnPremises',
      RecipientDomains: domains,
      CloudServicesMailEnabled: true,
      RouteAllMessagesViaOnPremises: false,
      IsTransportRuleScoped: false,
    },
  ]);
  add('receiveConnectors', 'a receive connector that accepts mail of the cloud', [
    {
      Name: 'Default Frontend',
      Enabled: true,
      TlsDomainCapabilities: ['mail.protection.outlook.com:AcceptCloudServicesMail'],
      AuthMechanism: ['Tls'],
      PermissionGroups: ['AnonymousUsers', 'ExchangeServers'],
    },
  ]);
  return { settings: made, names };
}

const LISTS = ['sendConnectors', 'inboundConnectors', 'outboundConnectors', 'receiveConnectors'] as const;

/** Connectors are made enabled. True where one was not exported with `Enabled`. */
function enable(settings: Record<string, unknown>, key: string): boolean {
  const given = settings[key];
  const list: unknown = isObject(given) ? [given] : given;
  if (!Array.isArray(list)) return false;
  let changed = false;
  settings[key] = list.map((one: unknown) => {
    if (!isObject(one) || propertiesOf(one)?.has('Enabled') !== false) return one;
    changed = true;
    return { ...one, Enabled: true };
  });
  return changed;
}
