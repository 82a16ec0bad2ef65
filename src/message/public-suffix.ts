import { getDomain } from 'tldts';

/**
 * The organizational domain by the Public Suffix List, its private part included: two customers of one hoster are two organizations.
 *
 * In: a domain or host name. Out: `contoso.co.uk` of `mail.contoso.co.uk`; null for an IP address, a bare suffix or a name without dots.
 * https://www.rfc-editor.org/rfc/rfc7489#section-3.2, https://publicsuffix.org/
 */
export function organizationalDomain(domain: string): string | null {
  const name = domain.toLowerCase().replace(/\.$/, '');
  if (name.length > 253) return null;
  // Every tenant of Microsoft 365 is an organization of its own, also where the list does not say so.
  const tenant = /([a-z0-9-]{1,63}(?:\.mail)?\.onmicrosoft\.(?:com|us|cn|de))$/.exec(name)?.[1];
  if (tenant !== undefined) return tenant.replace('.mail.onmicrosoft.', '.onmicrosoft.');
  return getDomain(name, { allowPrivateDomains: true, validateHostname: false });
}
