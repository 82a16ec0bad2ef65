import { indexSide } from '../../src/facts/recipients.js';
import type { Settings } from '../../src/facts/tenant.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { routePath } from '../../src/render/route.js';
import type { Route, RouteInput } from '../../src/route/route.js';
import { simulateRoute } from '../../src/route/simulate.js';

export type Records = readonly Readonly<Record<string, unknown>>[];

export interface RouteCase {
  readonly from?: string;
  readonly to?: string;
  readonly start?: RouteInput['start'];
  /** Undefined: the side was not read. */
  readonly onprem?: Records | undefined;
  readonly cloud?: Records | undefined;
  readonly settings?: Settings;
}

export const KIM = 'kim@contoso.com';
export const ALEX = 'alex@contoso.com';
export const OUTSIDER = 'pat@fabrikam.com';
export const ROUTING = 'contoso.mail.onmicrosoft.com';

const alias = (address: string): string => address.slice(0, address.indexOf('@'));

export const onPremMailbox = (address: string): Readonly<Record<string, unknown>> => ({
  objectClass: ['user'],
  mailNickname: alias(address),
  proxyAddresses: [`SMTP:${address}`],
  msExchRecipientTypeDetails: '1',
  homeMDB: 'CN=DB1',
});

export const remoteMailbox = (address: string, target: string | null): Readonly<Record<string, unknown>> => ({
  objectClass: ['user'],
  mailNickname: alias(address),
  proxyAddresses: [`SMTP:${address}`, `smtp:${alias(address)}@${ROUTING}`],
  msExchRecipientTypeDetails: '2147483648',
  msExchRemoteRecipientType: '4',
  targetAddress: target,
});

export const cloudMailbox = (address: string, ...more: readonly string[]): Readonly<Record<string, unknown>> => ({
  id: `00000000-0000-4000-8000-${String(address.length).padStart(12, '0')}`,
  userPrincipalName: address,
  exo: {
    RecipientTypeDetails: 'UserMailbox',
    EmailAddresses: [`SMTP:${address}`, `smtp:${alias(address)}@${ROUTING}`, ...more],
  },
});

export const cloudMailUser = (address: string, external: string): Readonly<Record<string, unknown>> => ({
  userPrincipalName: address,
  exo: {
    RecipientTypeDetails: 'MailUser',
    EmailAddresses: [`SMTP:${address}`, `smtp:${alias(address)}@${ROUTING}`],
    ExternalEmailAddress: `SMTP:${external}`,
  },
});

export const CERTIFICATE = '<I>CN=Fabrikam CA, O=Fabrikam<S>CN=mail.contoso.com, O=Contoso';

export const SEND_TO_CLOUD = {
  Name: 'Outbound to Office 365',
  Enabled: true,
  AddressSpaces: [`smtp:${ROUTING};1`],
  SmartHosts: ['contoso-com.mail.protection.outlook.com'],
  DNSRoutingEnabled: false,
  TlsCertificateName: CERTIFICATE,
  CloudServicesMailEnabled: true,
};
export const SEND_INTERNET = {
  Name: 'Internet',
  Enabled: true,
  AddressSpaces: ['SMTP:*;1'],
  SmartHosts: [],
  DNSRoutingEnabled: true,
  CloudServicesMailEnabled: false,
};
export const INBOUND = {
  Name: 'Inbound from 11111111',
  Enabled: true,
  ConnectorType: 'OnPremises',
  SenderDomains: ['smtp:*;1'],
  SenderIPAddresses: [],
  TlsSenderCertificateName: 'mail.contoso.com',
  RequireTls: true,
  CloudServicesMailEnabled: true,
  TreatMessagesAsInternal: false,
};
export const OUTBOUND = {
  Name: 'Outbound to 11111111',
  Enabled: true,
  ConnectorType: 'OnPremises',
  RecipientDomains: ['contoso.com'],
  SmartHosts: ['mail.contoso.com'],
  CloudServicesMailEnabled: true,
  RouteAllMessagesViaOnPremises: false,
  IsTransportRuleScoped: false,
};
export const RECEIVE = {
  Name: 'Default Frontend EX01',
  Enabled: true,
  AuthMechanism: 'Tls, Integrated, BasicAuth',
  PermissionGroups: 'AnonymousUsers',
  TlsDomainCapabilities: ['mail.protection.outlook.com:AcceptCloudServicesMail'],
};

const domain = (type: string) => [{ name: 'contoso.com', type }];

/** A healthy hybrid organization: authoritative on both sides, all connectors of the wizard. */
export function hybrid(changes: Settings = {}, types: { readonly onprem?: string; readonly cloud?: string } = {}): Settings {
  return {
    routingDomain: ROUTING,
    acceptedDomains: {
      onprem: domain(types.onprem ?? 'Authoritative'),
      cloud: [...domain(types.cloud ?? 'Authoritative'), { name: ROUTING, type: 'Authoritative' }],
    },
    sendConnectors: [SEND_TO_CLOUD, SEND_INTERNET],
    inboundConnectors: [INBOUND],
    outboundConnectors: [OUTBOUND],
    receiveConnectors: [RECEIVE],
    ...changes,
  };
}

/** Mail from alex to kim, unless said otherwise. */
export function routeOf({ from = ALEX, to = KIM, start, onprem, cloud, settings }: RouteCase): Route {
  const side = (name: 'onprem' | 'cloud', records: Records | undefined) =>
    records === undefined ? undefined : indexSide(name, [readJsonValues(records, name, name)]);
  return simulateRoute({ from, to, start, directories: { onprem: side('onprem', onprem), cloud: side('cloud', cloud) }, settings });
}

export function pathOf(route: Route): string {
  return routePath(route.steps, route.outcome);
}
