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

/** No start is shorter, and most names of a block share none of these. */
const HEAD = 5;
const BY_HEAD = Map.groupBy(
  FIELDS.flatMap(([vendor, starts]) => starts.map((start) => ({ start, vendor }))),
  ({ start }) => start.slice(0, HEAD),
);

/** The vendor whose product writes a field of this name. */
export function vendorOfField(key: string): string | undefined {
  return BY_HEAD.get(key.slice(0, HEAD))?.find(({ start }) => key.startsWith(start))?.vendor;
}
