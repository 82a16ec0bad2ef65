/** Fields that gateways and filters of other vendors write, by the start of their names in lower case. Any sender can write them, too. */
const FIELDS: readonly (readonly [vendor: string, starts: readonly string[]])[] = [
  ['Mimecast', ['x-mc-unique', 'x-mc-user-metadata', 'x-mc-relay-direct', 'x-mimecast-']],
  ['Proofpoint', ['x-proofpoint-', 'x-clx-', 'x-authority-analysis', 'x-pp-spam-']],
  ['Barracuda', ['x-barracuda-', 'x-asg-', 'x-bess-']],
  ['Cisco', ['x-ironport-', 'ironport-', 'x-ipas-result', 'x-amp-result']],
  ['Sophos', ['x-sea-', 'x-sophos-', 'x-lased-']],
  ['Trend Micro', ['x-tm-as-', 'x-tmase-', 'x-imss-', 'x-tm-deliver-']],
  ['Hornetsecurity', ['x-cloud-security']],
  ['SEPPmail', ['x-sepp-', 'x-sm-outgoing']],
  ['CodeTwo', ['x-codetwo', 'x-c2processedorg']],
  ['Symantec', ['x-brightmail-', 'x-msg-ref', 'x-starscan-', 'x-viruschecked', 'x-env-sender']],
  ['Fortinet', ['x-feas-', 'x-fe-', 'x-fortimail-']],
  ['Tessian', ['x-tessian-']],
  ['Exclaimer', ['x-exclaimer-']],
  ['NoSpamProxy', ['x-nospamproxy-']],
  ['Check Point', ['x-avanan-', 'x-cloudsec-av-']],
];

const BY_START = new Map(FIELDS.flatMap(([vendor, starts]) => starts.map((start) => [start, vendor] as const)));
const LENGTHS = [...new Set([...BY_START.keys()].map((start) => start.length))];

/** The vendor whose product writes a field of this name. */
export function vendorOfField(key: string): string | undefined {
  for (const length of LENGTHS) {
    const vendor = key.length < length ? undefined : BY_START.get(key.slice(0, length));
    if (vendor !== undefined) {
      return vendor;
    }
  }
  return undefined;
}
