import { lazy } from '../evidence/lazy.js';

/** An address range. Groups are 16 bits each; an IPv4 address stands as ::ffff:a.b.c.d. */
export interface IpRange {
  readonly groups: readonly number[];
  readonly bits: number;
}

const LONGEST = 45;
const V4_PREFIX = [0, 0, 0, 0, 0, 0xffff];

function parseV4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) {
    return undefined;
  }
  const bytes = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return bytes.some((byte) => byte > 255) ? undefined : [(a << 8) | b, (c << 8) | d];
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') {
    return [];
  }
  const groups: number[] = [];
  for (const part of text.split(':')) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const v4 = parseV4(part);
    if (v4 === undefined) {
      return undefined;
    }
    groups.push(...v4);
  }
  return groups;
}

function parseV6(text: string): readonly number[] | undefined {
  const gap = text.indexOf('::');
  if (gap < 0) {
    const groups = parseGroups(text);
    return groups?.length === 8 ? groups : undefined;
  }
  const head = parseGroups(text.slice(0, gap));
  const tail = parseGroups(text.slice(gap + 2));
  if (head === undefined || tail === undefined || head.length + tail.length > 7) {
    return undefined;
  }
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** In: an IPv4 or IPv6 address, zone allowed. Out: its eight groups; undefined for anything else. */
export function parseIp(text: string | undefined): readonly number[] | undefined {
  if (text === undefined || text.length > LONGEST) {
    return undefined;
  }
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  if (bare.includes(':')) {
    return parseV6(bare);
  }
  const v4 = parseV4(bare);
  return v4 === undefined ? undefined : [...V4_PREFIX, ...v4];
}

/** In: an address or CIDR ranges. Out: what could be read of them; the rest is left out. */
export function parseRanges(texts: readonly string[]): readonly IpRange[] {
  return texts.flatMap((text) => {
    const [address = '', length] = text.trim().split('/', 2);
    const groups = parseIp(address);
    if (groups === undefined) {
      return [];
    }
    const own = address.includes(':') ? 128 : 32;
    const bits = length === undefined ? own : /^\d{1,3}$/.test(length) ? Number(length) : -1;
    return bits < 0 || bits > own ? [] : [{ groups, bits: bits + 128 - own }];
  });
}

function covers(range: IpRange, groups: readonly number[]): boolean {
  let left = range.bits;
  for (let i = 0; i < 8 && left > 0; i += 1, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
    if (((range.groups[i] ?? 0) & mask) !== ((groups[i] ?? 0) & mask)) {
      return false;
    }
  }
  return true;
}

/** False where the text is no address. */
export function isInRanges(ip: string | undefined, ranges: readonly IpRange[]): boolean {
  const groups = ranges.length === 0 ? undefined : parseIp(ip);
  return groups !== undefined && ranges.some((range) => covers(range, groups));
}

/** Both are public addresses of one small network (/24, /48). */
export function isSameNetwork(one: string | undefined, other: string | undefined): boolean {
  const groups = parseIp(one);
  if (groups === undefined || one === undefined || isPrivateIp(one) || isPrivateIp(other)) {
    return false;
  }
  return isInRanges(other, [{ groups, bits: one.includes(':') ? 48 : 120 }]);
}

const privateRanges = lazy(() =>
  parseRanges([
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '::1',
    'fe80::/10',
    'fc00::/7',
  ]),
);

/** Private, shared, loopback or link-local. */
export function isPrivateIp(ip: string | undefined): boolean {
  return isInRanges(ip, privateRanges());
}

// Addresses from which Exchange Online hands mail to others, and those its servers use among themselves.
// https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges (Exchange Online, mail); the 2603 block was seen in Received fields.
const serviceOutbound = lazy(() =>
  parseRanges(['40.92.0.0/15', '40.107.0.0/16', '52.100.0.0/14', '104.47.0.0/17', '2a01:111:f400::/48', '2a01:111:f403::/48']),
);
const serviceInside = lazy(() => [...parseRanges(['2603:1000::/24', '2a01:111::/32']), ...privateRanges()]);

export function isServiceOutboundIp(ip: string | undefined): boolean {
  return isInRanges(ip, serviceOutbound());
}

export function isServiceInsideIp(ip: string | undefined): boolean {
  return isInRanges(ip, serviceInside());
}

const documentation = lazy(() => parseRanges(['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32']));

/** No mail ever came from there (RFC 5737, RFC 3849): somebody made the headers fit to be shown, and the true address is not known. */
export function isDocumentationIp(ip: string | undefined): boolean {
  return isInRanges(ip, documentation());
}
