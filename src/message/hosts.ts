import { lazy } from '../evidence/lazy.js';

/** `mx1.contoso.com` is under `contoso.com`, as is `contoso.com` itself. In lower case. */
export function isUnder(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(domain) && host[host.length - domain.length - 1] === '.');
}

/** Lower case, without the final dot; undefined for nothing and for names too long for DNS. */
export function hostName(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || text.length > 255) {
    return undefined;
  }
  const host = text.toLowerCase();
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

const isUnderAny = (host: string | undefined, domains: readonly string[]): boolean =>
  host !== undefined && domains.some((domain) => isUnder(host, domain));

// Worldwide, US government, China, Germany. exchangelabs.com and protection.gbl are names the servers use among themselves.
const SERVICE = [
  'outlook.com',
  'office365.com',
  'outlook.office.com',
  'exchangelabs.com',
  'protection.gbl',
  'office365.us',
  'outlook.us',
  'outlook.cn',
  'outlook.de',
];
const SOVEREIGN = ['office365.us', 'outlook.us', 'outlook.cn', 'outlook.de'];

/** A server of Exchange Online or Outlook.com, in any cloud. What a peer calls itself may be a lie; ask this of the writer of a line. */
export function isServiceHost(host: string | undefined): boolean {
  return isUnderAny(hostName(host), SERVICE);
}

/** Both names are of one national cloud: its addresses are not those of the worldwide service. */
export function isSameSovereignCloud(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [hostName(one), hostName(other)];
  return a !== undefined && b !== undefined && SOVEREIGN.some((domain) => isUnder(a, domain) && isUnder(b, domain));
}

/** A server from which Exchange Online sends to others: `*.outbound.protection.outlook.com`. */
export function isServiceOutboundHost(host: string | undefined): boolean {
  const name = hostName(host);
  return name?.includes('.outbound.') === true && isServiceHost(name);
}

/** The front door of Exchange Online, where mail from outside arrives: `*.mail.protection.outlook.com`. */
export function isServiceDoor(host: string | undefined): boolean {
  const name = hostName(host);
  return name?.includes('.mail.protection.') === true && isServiceHost(name);
}

/** Gmail writes names under google.com, and addresses of its own network as 6to4 (`by 2002:a05:...` is 10.5.x.x). */
export function isGmailHost(host: string | undefined): boolean {
  const name = hostName(host);
  return isUnderAny(name, ['google.com', 'googlemail.com']) || (name !== undefined && /^2002:a[0-9a-f]{2}:/.test(name));
}

const GATEWAYS: readonly (readonly [vendor: string, domains: readonly string[]])[] = [
  ['Mimecast', ['mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com', 'mimecastprotect.com']],
  ['Proofpoint', ['pphosted.com', 'ppops.net', 'ppe-hosted.com', 'gpphosted.com']],
  ['Barracuda', ['barracudanetworks.com', 'barracuda.com', 'cudaops.com']],
  ['Cisco', ['iphmx.com', 'ironport.com', 'cisco-ces.com']],
  ['Symantec', ['messagelabs.com', 'symanteccloud.com', 'emailsecurity.broadcom.com']],
  ['Hornetsecurity', ['hornetsecurity.com', 'antispameurope.com', 'hornetdmarc.com']],
  ['SEPPmail', ['seppmail.com', 'seppmail.cloud', 'seppmail.ch']],
  ['Sophos', ['hydra.sophos.com', 'protection.sophos.com', 'reflexion.net']],
  ['Trend Micro', ['trendmicro.com', 'trendmicro.eu', 'trendmicro.co.jp']],
  ['Forcepoint', ['mailcontrol.com', 'forcepoint.net']],
  ['Fortinet', ['fortimailcloud.com', 'fortimail.com', 'fortimail.cloud']],
  ['Tessian', ['checkrecipient.com', 'tessian.com', 'tessian-platform.com']],
  ['CodeTwo', ['codetwo.com', 'codetwo.online']],
  ['Exclaimer', ['exclaimer.net', 'exclaimer.cloud']],
  ['Check Point', ['avanan.net', 'checkpointcloudsec.com']],
  ['Retarus', ['retarus.com', 'retarus.net']],
  ['SpamExperts', ['spamexperts.com', 'antispamcloud.com', 'mtaroutes.com']],
  ['Trellix', ['fireeyecloud.com', 'mxlogic.net']],
  ['Zix', ['zixmail.net', 'zixcorp.com', 'zixworks.com', 'arsmtp.com']],
  ['Vade', ['vadesecure.com']],
  ['TitanHQ', ['spamtitan.com']],
  ['Libraesva', ['esvacloud.com']],
  ['NoSpamProxy', ['nospamproxy.com', 'nospamproxy.cloud']],
  ['Cloudflare', ['mxrecord.io', 'area1security.com']],
  ['Egress', ['egress.com']],
];

const vendorOfDomain = lazy(() => new Map(GATEWAYS.flatMap(([vendor, domains]) => domains.map((domain) => [domain, vendor] as const))));

/** The gateway vendor whose name the host is under. */
export function gatewayVendor(host: string | undefined): string | undefined {
  const vendors = vendorOfDomain();
  let rest = hostName(host);
  while (rest !== undefined) {
    const vendor = vendors.get(rest);
    const dot = rest.indexOf('.');
    if (vendor !== undefined || dot < 0) {
      return vendor;
    }
    rest = rest.slice(dot + 1);
  }
  return undefined;
}
