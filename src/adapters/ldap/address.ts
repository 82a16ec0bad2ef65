import { isIP } from 'node:net';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { LdapTarget } from '../../ports/live.js';

/** Where a server listens, and how the connection is made safe. */
export interface ServerAddress {
  /** Lower case; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte. `starttls`: upgraded before anything else is sent. */
  readonly security: 'tls' | 'starttls';
}

const PORTS = { tls: 636, starttls: 389 } as const;
const CATALOGUE_PORTS: readonly number[] = [3268, 3269];
const LONGEST = 512;

/**
 * The server that a URL names.
 *
 * In: `ldaps://dc1.corp.contoso.com`, `ldap://dc1:389`, `ldaps://192.0.2.1:3269`; a trailing slash is left out.
 * Bad input: a problem; one for credentials in the URL, which would stand in the list of processes and in the shell's history.
 */
export function readAddress(text: string): Result<ServerAddress> {
  const shown = withoutCredentials(text);
  let url: URL;
  try {
    url = new URL(text.slice(0, LONGEST));
  } catch {
    return problem('The text is no LDAP URL.', shown, NEXT_URL);
  }
  if (url.protocol !== 'ldap:' && url.protocol !== 'ldaps:')
    return problem('The URL does not begin with ldaps:// or ldap://.', shown, NEXT_URL);
  if (url.username !== '' || url.password !== '')
    return problem(
      'The URL holds a user name or a password, where other people of this machine can read it.',
      shown,
      'Leave it out of the URL; the user is named apart from it, and the password is asked for.',
    );
  const security = url.protocol === 'ldaps:' ? 'tls' : 'starttls';
  const host = plainHost(url.hostname);
  if (host === '') return problem('The URL names no server.', shown, NEXT_URL);
  if (/[\s\u0000-\u001f\u007f/@\\]/.test(host)) return problem('The URL holds a name that no server can have.', shown, NEXT_URL);
  const port = url.port === '' ? PORTS[security] : Number(url.port);
  return ok({ host, port, security });
}

const NEXT_URL = 'Write it as ldaps://dc1.corp.contoso.com, with the name of a domain controller that stands in its certificate.';

/** A URL for showing: nothing before an `@` is kept. */
export function withoutCredentials(text: string): string {
  const cut = text.slice(0, LONGEST);
  const start = cut.indexOf('://');
  const at = cut.lastIndexOf('@');
  return start >= 0 && at > start ? `${cut.slice(0, start + 3)}...@${cut.slice(at + 1)}` : cut;
}

/** A host name as it is compared: lower case, without brackets and without the dot that may end a DNS name. */
export function plainHost(text: string): string {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  let decoded = bare;
  try {
    decoded = decodeURIComponent(bare);
  } catch {
    // It stays as it is.
  }
  const lower = decoded.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** `ldaps://host[:port]`; the usual port is left out. */
export function urlOf({ host, port, security }: ServerAddress): string {
  const scheme = security === 'tls' ? 'ldaps' : 'ldap';
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === PORTS[security] ? `${scheme}://${name}` : `${scheme}://${name}:${port}`;
}

/** True for the ports of the global catalogue: a copy of every domain with some of the attributes. */
export function isCataloguePort({ port }: ServerAddress): boolean {
  return CATALOGUE_PORTS.includes(port);
}

/** True where the user asked by name not to verify this host's certificate. */
export function isUnverified({ host }: ServerAddress, target: Pick<LdapTarget, 'unverifiedHost'>): boolean {
  return target.unverifiedHost !== undefined && plainHost(target.unverifiedHost) === host;
}

/** What a referral points to. */
export interface Reference {
  readonly address: ServerAddress;
  readonly base: string;
}

/**
 * The server and the object that a referral names.
 *
 * In: `ldap://child.corp.contoso.com/DC=child,DC=corp,DC=contoso,DC=com`; `like`: the server that referred. Active Directory names itself
 * with `ldap://` and no port whichever way it was asked: then the same kind of connection is made as to `like`.
 * Bad input: `undefined`.
 */
export function readReference(text: string, like: ServerAddress): Reference | undefined {
  if (text.length > 4096) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if ((url.protocol !== 'ldap:' && url.protocol !== 'ldaps:') || url.username !== '' || url.password !== '') return undefined;
  const host = plainHost(url.hostname);
  let base: string;
  try {
    base = decodeURIComponent(url.pathname.replace(/^\//, ''));
  } catch {
    return undefined;
  }
  // The name is shown as part of a command that a person may copy.
  if ((!/^[\p{L}\p{N}._-]{1,255}$/u.test(host) && isIP(host) === 0) || base === '') return undefined;
  const own = url.protocol === 'ldaps:' ? 'tls' : 'starttls';
  const security = url.port === '' ? like.security : own;
  return { address: { host, security, port: url.port === '' ? PORTS[security] : Number(url.port) }, base };
}
