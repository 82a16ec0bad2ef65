import type { MessageTools } from './message.js';

/** Both domains belong to one organization (RFC 7489, relaxed). Undefined: that cannot be told. */
export function areAligned(one: string | undefined, other: string | undefined, tools: MessageTools): boolean | undefined {
  if (one === undefined || other === undefined) {
    return undefined;
  }
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) {
    return true;
  }
  const organization = tools.organizationalDomain(a);
  return organization === null ? undefined : organization === tools.organizationalDomain(b);
}

/** The domain of an address or of a bare domain, in lower case; undefined for nothing. */
export function domainOf(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const bare = text
    .slice(text.lastIndexOf('@') + 1)
    .replace(/[>\s.]{1,9}$/, '')
    .toLowerCase();
  return bare === '' || bare === 'none' || bare.length > 255 ? undefined : bare;
}
