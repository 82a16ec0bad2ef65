import { type JoinKey, swapped } from './join-keys.js';
import { isSoftDeleted, type KeyKind, keysOf } from './recipient-keys.js';
import type { RecipientRecord } from './recipient-record.js';
import type { SideIndex } from './side-index.js';

/** A living object of the other side that shares a key with a person and is not part of it. */
export interface Contender {
  readonly record: RecipientRecord;
  /** The strongest key that it shares. */
  readonly by: JoinKey;
  /** The key's value. */
  readonly value: string;
}

export interface Contenders {
  readonly list: readonly Contender[];
  /** How many there are; where a key is held by very many, at least so many. */
  readonly count: number;
}

const MOST_LISTED = 8;
const CROWD = 16;

/** Where each key is looked up on the other side, strongest first. */
export interface Probe {
  readonly by: JoinKey;
  keysOf(record: RecipientRecord): readonly string[];
  readonly kind: KeyKind;
}

const PROBES: Readonly<Record<'onprem' | 'cloud', readonly Probe[]>> = {
  onprem: probes([{ by: 'source anchor', keysOf: (record) => keysOf(record, 'objectId'), kind: 'anchor' }]),
  cloud: probes([{ by: 'source anchor', keysOf: (record) => keysOf(record, 'anchor'), kind: 'objectId' }]),
};

function probes(first: readonly Probe[]): readonly Probe[] {
  const same = (by: JoinKey, kind: KeyKind): Probe => ({ by, kind, keysOf: (record) => keysOf(record, kind) });
  return [
    ...first,
    same('ExchangeGuid', 'exchangeGuid'),
    { by: 'ExchangeGuid in the wrong byte order', kind: 'exchangeGuid', keysOf: (record) => swapped(keysOf(record, 'exchangeGuid')) },
    { by: 'primary SMTP address', kind: 'address', keysOf: (record) => keysOf(record, 'primary') },
    same('UserPrincipalName', 'upn'),
    same('proxy address', 'address'),
    same('ArchiveGuid', 'archiveGuid'),
  ];
}

/** In: the objects of one person, and both sides. Out: who else of the other side answers to the person's keys. Linear in the number of keys. */
export function findContenders(
  { onPrem, cloud }: { readonly onPrem: RecipientRecord | undefined; readonly cloud: RecipientRecord | undefined },
  sides: { readonly onprem: SideIndex | undefined; readonly cloud: SideIndex | undefined },
): Contenders {
  const seen = new Set<RecipientRecord>();
  const list: Contender[] = [];
  let crowd = 0;
  let count = 0;
  const search = (record: RecipientRecord | undefined, partner: RecipientRecord | undefined, other: SideIndex | undefined): void => {
    if (record === undefined || other === undefined) return;
    for (const probe of PROBES[record.side]) {
      for (const key of probe.keysOf(record)) {
        const holders = other.find(probe.kind, key);
        if (holders.length > CROWD) crowd = Math.max(crowd, holders.length - 1);
        for (const holder of holders.length > CROWD ? holders.slice(0, CROWD) : holders) {
          if (holder === partner || seen.has(holder)) continue;
          seen.add(holder);
          if (isSoftDeleted(holder)) continue;
          count++;
          if (list.length < MOST_LISTED) list.push({ record: holder, by: probe.by, value: key });
        }
      }
    }
  };
  search(onPrem, cloud, sides.cloud);
  search(cloud, onPrem, sides.onprem);
  return { list, count: Math.max(count, crowd) };
}
