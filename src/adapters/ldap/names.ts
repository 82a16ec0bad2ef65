/** Parts of a distinguished name, from the object up; escaped commas do not part. Bounded: of a name that is too long, nothing. */
export function partsOf(dn: string): readonly string[] {
  if (dn === '' || dn.length > 8192) return [];
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < dn.length; at++) {
    const character = dn[at];
    if (character === '\\') at++;
    else if (character === ',') {
      parts.push(dn.slice(from, at).trim());
      from = at + 1;
    }
  }
  parts.push(dn.slice(from).trim());
  return parts;
}

/** A name as it is compared. */
export function normalDn(dn: string): string {
  return partsOf(dn)
    .map((part) => part.replace(/^\s*([^=\s]{1,200})\s*=\s*/, '$1=').toLowerCase())
    .join(',');
}

/** True for the base itself and everything below it. The empty base holds all. */
export function isBelow(dn: string, base: string): boolean {
  const name = normalDn(dn);
  const above = normalDn(base);
  return above === '' || name === above || name.endsWith(`,${above}`);
}

/** `DC=corp,DC=contoso,DC=com` as `corp.contoso.com`; any other name in lower case. */
export function domainOf(dn: string): string {
  const parts = normalDn(dn).split(',');
  if (parts.length === 0 || !parts.every((part) => part.startsWith('dc='))) return normalDn(dn);
  return parts.map((part) => part.slice(3)).join('.');
}

/** The domain that an object of Active Directory stands in, as DNS has it. */
export function domainAbove(dn: string): string {
  const parts = normalDn(dn).split(',');
  const from = parts.findIndex((_, index) => parts.slice(index).every((part) => part.startsWith('dc=')));
  return from < 0 ? normalDn(dn) : domainOf(parts.slice(from).join(','));
}

/** True for the partitions of DNS zones, which hold no people. */
export function isDnsZones(dn: string): boolean {
  return /^dc=(?:domain|forest)dnszones,/i.test(dn);
}
