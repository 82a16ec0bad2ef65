import { hostName } from './hosts.js';
import { type IpRange, isInRanges, parseIp, parseRanges } from './ip.js';
import type { MessageTools, OwnOrganization } from './message.js';

/** Questions about host names and addresses that depend on who asks. */
export interface Surroundings {
  readonly tools: MessageTools;
  /** The address is one of the organization's own servers. */
  readonly isOwnIp: (ip: string | undefined) => boolean;
  /** The name is of one of the organization's own servers, or under one of its domains. */
  readonly isOwnHost: (host: string | undefined) => boolean;
  /** Undefined: the organization's domains are not known. */
  readonly isOwnDomain: (domain: string | undefined) => boolean | undefined;
  /** Both names are of servers of one organization. */
  readonly isSameOrganization: (one: string | undefined, other: string | undefined) => boolean;
}

/** The last two labels of a name that no public registry hands out: `ex01.contoso.local` to `contoso.local`; null for a single label. */
function privateDomain(host: string): string | null {
  const labels = host.split('.');
  return labels.length < 2 ? null : labels.slice(-2).join('.');
}

export function surroundingsOf(tools: MessageTools, own: OwnOrganization): Surroundings {
  let ranges: readonly IpRange[] | undefined;
  const { domains, hosts, ips } = own;
  const isUnderOwnDomain = (host: string): boolean => {
    for (let rest = host; domains !== undefined; ) {
      if (domains.has(rest)) {
        return true;
      }
      const dot = rest.indexOf('.');
      if (dot < 0) {
        return false;
      }
      rest = rest.slice(dot + 1);
    }
    return false;
  };
  const isOwnHost = (text: string | undefined): boolean => {
    const host = hostName(text);
    return host !== undefined && (hosts?.has(host) === true || isUnderOwnDomain(host));
  };
  const isSameOrganization = (one: string | undefined, other: string | undefined): boolean => {
    const [a, b] = [hostName(one), hostName(other)];
    if (a === undefined || b === undefined) {
      return false;
    }
    if (a === b || (isOwnHost(a) && isOwnHost(b))) {
      return true;
    }
    if (parseIp(a) !== undefined || parseIp(b) !== undefined) {
      return false;
    }
    const [domainA, domainB] = [tools.organizationalDomain(a), tools.organizationalDomain(b)];
    if (domainA !== null || domainB !== null) {
      return domainA === domainB;
    }
    const local = privateDomain(a);
    return local !== null && local === privateDomain(b);
  };
  return {
    tools,
    isOwnIp: (ip) => {
      ranges ??= parseRanges(ips ?? []);
      return isInRanges(ip, ranges);
    },
    isOwnHost,
    isOwnDomain: (domain) => (domains === undefined || domain === undefined ? undefined : isUnderOwnDomain(domain.toLowerCase())),
    isSameOrganization,
  };
}
