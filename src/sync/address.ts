import { asciiLower } from '../facts/recipients.js';

/** One value of proxyAddresses, normalized. */
export interface ProxyValue {
  /** Trimmed, as it stands on-premises. */
  readonly text: string;
  readonly kind: 'smtp' | 'sip' | 'other';
  /** What is compared: A to Z in lower case, without the prefix. */
  readonly key: string;
  /** `SMTP:` in capitals; of other kinds always false. */
  readonly isPrimary: boolean;
}

/**
 * In: one value of proxyAddresses. Out: its parts, or undefined for what the service discards: no prefix, a blank inside, no `@`.
 * Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate
 */
export function readProxy(raw: string): ProxyValue | undefined {
  const text = raw.trim();
  const colon = text.indexOf(':');
  if (colon < 1 || colon > 20) return undefined;
  const prefix = text.slice(0, colon);
  const rest = text.slice(colon + 1);
  const kind = prefix.toLowerCase() === 'smtp' ? 'smtp' : prefix.toLowerCase() === 'sip' ? 'sip' : 'other';
  // X500 names hold blanks.
  if (kind !== 'other' && (/\s/.test(rest) || !isAddress(rest))) return undefined;
  if (rest === '') return undefined;
  return { text, kind, key: asciiLower(kind === 'other' ? text : rest), isPrimary: prefix === 'SMTP' };
}

/** One `@`, something on both sides of it, no blank. */
export function isAddress(text: string): boolean {
  const at = text.indexOf('@');
  return at > 0 && at === text.lastIndexOf('@') && at < text.length - 1 && !/\s/.test(text);
}

export function localPart(address: string): string {
  const at = address.indexOf('@');
  return at < 0 ? address : address.slice(0, at);
}

export function domainPart(address: string): string {
  return asciiLower(address.slice(address.lastIndexOf('@') + 1));
}
