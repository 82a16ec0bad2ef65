/**
 * An IP address as a header writes it: bare, in brackets, with `IPv6:` before it, a zone (`%12`) or a port behind it.
 * Out: the address as written, without all that; undefined where it is none.
 */
export function readIp(text: string): string | undefined {
  if (text.length < 2 || text.length > 80) return undefined;
  let bare = text;
  if (bare.startsWith('[')) {
    const close = bare.indexOf(']');
    if (close < 0 || !isPort(bare.slice(close + 1))) return undefined;
    bare = bare.slice(1, close);
  }
  if (bare.slice(0, 5).toLowerCase() === 'ipv6:') bare = bare.slice(5);
  const zone = bare.indexOf('%');
  if (zone >= 0) bare = bare.slice(0, zone);
  if (isIpv6(bare)) return bare;
  const colon = bare.indexOf(':');
  if (colon > 0 && isPort(bare.slice(colon))) bare = bare.slice(0, colon);
  return isIpv4(bare) ? bare : undefined;
}

function isPort(text: string): boolean {
  return text === '' || /^:\d{1,5}$/.test(text);
}

function isIpv4(text: string): boolean {
  if (!/^\d/.test(text)) return false;
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}

function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false;
  const groups = text.split(':');
  if (groups.length < 3 || groups.length > 9) return false;
  const gap = text.indexOf('::');
  if (gap >= 0 ? text.includes('::', gap + 1) : groups.length > 8) return false;
  const last = groups.at(-1) ?? '';
  const hasIpv4 = last.includes('.');
  if (hasIpv4 && !isIpv4(last)) return false;
  const hex = hasIpv4 ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-f]{0,4}$/i.test(group))) return false;
  if (gap < 0) return hex.length === (hasIpv4 ? 6 : 8) && hex.every((group) => group !== '');
  // Only the gap may be empty, and at the very ends where the gap stands there.
  if (text.startsWith(':') && gap !== 0) return false;
  if (text.endsWith(':') && gap !== text.length - 2) return false;
  return hex.filter((group) => group !== '').length <= (hasIpv4 ? 5 : 7);
}
