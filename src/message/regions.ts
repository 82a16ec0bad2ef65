import type { HeaderField } from '../parse/header/field.js';
import type { Boundary } from './boundary.js';
import type { Hop } from './message.js';

/**
 * Where a field stands as to the line in which the receiver took the mail from outside.
 *
 * - `inside`: above that line or it; only the receiver's servers could write there.
 * - `beneath`: right below it. Gmail and the filters that Postfix, Sendmail or Exim call write there; so can the sender, further down.
 * - `relay`: below, but above the line in which Exchange Online took the mail that it handed on to on-premises Exchange.
 * - `outside`: further below; whatever came with the message.
 * - `unknown`: the path does not show that line.
 */
export type Region = 'inside' | 'beneath' | 'relay' | 'outside' | 'unknown';

export interface Regions {
  readonly regionOf: (field: HeaderField) => Region;
  /** The hop whose server wrote a trace field: its own for Received, else the newest one whose line stands below it. */
  readonly writerOf: (field: HeaderField) => Hop | undefined;
  /** No Received line stands between the two. */
  readonly isSameGap: (one: HeaderField, other: HeaderField) => boolean;
}

export function regionsOf(hops: readonly Hop[], { receiver, ingress, trustedFrom, relayIngress }: Boundary): Regions {
  const placeOf = (hop: number | undefined): number | undefined => (hop === undefined ? undefined : hops[hop]?.field.index);
  const lowest = placeOf(trustedFrom);
  const below = trustedFrom === undefined ? undefined : placeOf(trustedFrom - 1);
  const relay = placeOf(relayIngress);
  const writesBelow = receiver !== 'exchange-online';
  const regionOf = ({ index }: HeaderField): Region => {
    if (lowest === undefined || index <= lowest) {
      return lowest === undefined ? 'unknown' : 'inside';
    }
    if (ingress === undefined) {
      return 'unknown';
    }
    if (relay !== undefined && index <= relay) {
      return 'relay';
    }
    return writesBelow && index < (below ?? Number.POSITIVE_INFINITY) ? 'beneath' : 'outside';
  };
  /** How many hops stand below a place: hops are oldest first, so their places fall. */
  const hopsBelow = (place: number): number => {
    let [low, high] = [0, hops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((hops[middle]?.field.index ?? -1) > place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  return {
    regionOf,
    writerOf: ({ key, index }) => hops[hopsBelow(key === 'received' ? index - 1 : index) - 1],
    isSameGap: (one, other) => hopsBelow(one.index) === hopsBelow(other.index),
  };
}
