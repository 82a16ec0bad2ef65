import { CLOUD, createTestSession, ON_PREM, type TestSession } from './session.js';

const [KIM] = ON_PREM;
export const SETTINGS = { verifiedDomains: ['contoso.com'], routingDomain: 'contoso.mail.onmicrosoft.com' };

/** An on-premises mailbox; with `contoso.local` as the domain of its UPN it is blocked. */
export function mailbox(name: string, upnDomain = 'contoso.com', more: Readonly<Record<string, unknown>> = {}): unknown {
  const alias = name.toLowerCase().replaceAll(' ', '.');
  return {
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    distinguishedName: `CN=${name},OU=Staff,DC=contoso,DC=com`,
    displayName: name,
    userPrincipalName: `${alias}@${upnDomain}`,
    proxyAddresses: [`SMTP:${alias}@contoso.com`, `smtp:${alias}@contoso.mail.onmicrosoft.com`],
    msExchRecipientTypeDetails: '1',
    ...more,
  };
}

export const STAFF: readonly unknown[] = [
  KIM,
  mailbox('Ann Reed', 'contoso.local'),
  mailbox('Bo Marsh', 'contoso.local', { distinguishedName: 'CN=Bo Marsh,OU=Berlin,OU=Staff,DC=contoso,DC=com' }),
  mailbox('Cy Dale', 'contoso.com', { distinguishedName: 'CN=Cy\\, Dale,OU=Lab,DC=contoso,DC=com' }),
];

/** A session with both sides and settings loaded. */
export async function staffSession(onprem: readonly unknown[] = STAFF, cloud: readonly unknown[] = CLOUD): Promise<TestSession> {
  const session = createTestSession({
    directories: { 'onprem.json': onprem, 'cloud.json': cloud },
    settings: { 'settings.json': JSON.stringify(SETTINGS) },
  });
  await session.load('onprem.json', 'onprem');
  await session.load('cloud.json', 'cloud');
  await session.load('settings.json', 'settings');
  return session;
}
