import type { ConnectionAbout, NationalCloud, ServiceKind, SignIn } from '../ports/live.js';
import type { FormField, FormKind } from './connections-model.js';

export const SERVICE_WORDS: Readonly<Record<ServiceKind, string>> = {
  ldap: 'Active Directory',
  graph: 'Microsoft Graph',
  'exchange-online': 'Exchange Online',
};

export const FORM_TITLES: Readonly<Record<FormKind, string>> = {
  ldap: 'connect to Active Directory',
  cloud: 'connect to the cloud',
};

/** Name of the way to sign in, and what happens then. */
export const METHOD_WORDS: Readonly<Record<SignIn, readonly [name: string, what: string]>> = {
  'device-code': ['Device code', 'A code is shown here; it is entered in a browser, on any device.'],
  browser: ['Browser', 'A browser window opens on this machine.'],
  secret: ['App with client secret', 'An app registration signs in by itself.'],
  certificate: ['App with certificate', 'An app registration signs in by itself.'],
  'managed-identity': ['Managed identity', 'The identity of this machine; only in Azure.'],
  'azure-cli': ['Azure CLI', 'The account that "az login" signed in on this machine.'],
};

export const CLOUD_WORDS: Readonly<Record<NationalCloud, string>> = {
  global: 'Global',
  'us-gov': 'US Government (GCC High)',
  'us-gov-dod': 'US Government (DoD)',
  china: 'China (21Vianet)',
};

/** Names of the fields, and what is to be filled in. */
export const FIELD_WORDS: Readonly<Record<FormField, readonly [name: string, hint: string]>> = {
  url: ['URL', 'ldaps://host, or ldap://host, which is upgraded with StartTLS. Port 3269 or 3268: the global catalogue.'],
  user: ['User', 'user@domain, DOMAIN\\user or a distinguished name. An account that may read is enough.'],
  secret: ['Password', 'Shown as dots, kept nowhere, forgotten after the sign-in.'],
  caFile: ['CA file', "Certificates (PEM) of the authority that signed the server's. Empty: the authorities that this system trusts."],
  method: ['Sign-in', ''],
  cloud: ['National cloud', 'Where the tenant lives.'],
  tenant: ['Tenant', 'GUID or domain of the tenant.'],
  clientId: ['Client id', 'GUID of the app registration.'],
  certificateFile: ['Certificate file', 'PEM with the certificate and its private key.'],
  withExchangeOnline: ['Exchange Online', 'Also reads mailboxes and settings of Exchange Online, with the same sign-in.'],
};

/** "2026-11-23 01:14 UTC"; what is no time of that form stays as it is. */
export function sinceWords({ since }: Pick<ConnectionAbout, 'since'>): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(?:Z|\+00:00)$/.exec(since);
  return parts === null ? since : `${parts[1] ?? ''} ${parts[2] ?? ''} UTC`;
}

/** "12 s", "3 min 05 s", "1 h 02 min". */
export function secondsWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number: number): string => String(number).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole / 60) % 60)} min`;
}

/** "Microsoft Graph, Exchange Online". */
export function servicesWords(connections: readonly ConnectionAbout[]): string {
  return [...new Set(connections.map(({ kind }) => SERVICE_WORDS[kind]))].join(', ');
}
