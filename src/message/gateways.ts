import { gatewayVendor } from './hosts.js';
import type { Gateway, Hop } from './message.js';
import { vendorOfField } from './vendors.js';

/** In: hops, oldest first, and the block's field names by lower-case name. Out: one entry a vendor, those on the path first. */
export function findGateways(hops: readonly Hop[], names: ReadonlyMap<string, string>): readonly Gateway[] {
  const onPath = new Map<string, Hop>();
  for (const hop of hops.toReversed()) {
    if (hop.vendor !== undefined && !onPath.has(hop.vendor)) {
      onPath.set(hop.vendor, hop);
    }
  }
  // A gateway whose own lines are missing still shows as the peer of another server.
  for (const hop of hops.toReversed()) {
    const vendor = gatewayVendor(hop.received.from);
    if (vendor !== undefined && !onPath.has(vendor)) {
      onPath.set(vendor, hop);
    }
  }
  const headers = new Map<string, string[]>();
  for (const [key, name] of names) {
    const vendor = vendorOfField(key);
    if (vendor !== undefined) {
      const own = headers.get(vendor) ?? [];
      own.push(name);
      headers.set(vendor, own);
    }
  }
  const vendors = [...onPath.keys(), ...[...headers.keys()].filter((vendor) => !onPath.has(vendor))];
  return vendors.map((vendor) => ({ vendor, hop: onPath.get(vendor), headers: headers.get(vendor) ?? [] }));
}
