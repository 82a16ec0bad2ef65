import type { Steps } from '../evidence/steps.js';
import { agreement, type JoinKey, swapped } from './join-keys.js';
import { isSoftDeleted, type KeyKind, keysOf } from './recipient-keys.js';
import type { RecipientRecord } from './recipient-record.js';
import type { SideIndex } from './side-index.js';

/** What is known of each record of one side, by its number. */
export interface PairedSide {
  /** Number of the record of the other side that is the same person; -1 for none. */
  readonly partner: Int32Array;
  /** By which level it was found. */
  readonly level: Uint8Array;
  /** 1: deleted or inactive, so that it is nobody's partner. */
  readonly dead: Uint8Array;
  /** 1: a living record of the other side that is not its partner shares a key with it. */
  readonly contended: Uint8Array;
}

/** One way to find partners: the keys of the records of one side, and where they are looked up on the other. */
interface Level {
  readonly by: JoinKey;
  readonly from: 'onprem' | 'cloud';
  keysOf(record: RecipientRecord): readonly string[];
  readonly kind: KeyKind;
}

const own = (by: JoinKey, kind: KeyKind): Level => ({ by, from: 'onprem', keysOf: (record) => keysOf(record, kind), kind });
const anchored = (kind: KeyKind): Level => ({ by: 'source anchor', from: 'cloud', keysOf: (record) => keysOf(record, 'anchor'), kind });

/** Strongest first. The anchor that synchronization uses goes before an objectGUID that is not the anchor any more. */
const LEVELS: readonly Level[] = [
  anchored('anchor'),
  anchored('objectId'),
  own('ExchangeGuid', 'exchangeGuid'),
  {
    by: 'ExchangeGuid in the wrong byte order',
    from: 'onprem',
    keysOf: (record) => swapped(keysOf(record, 'exchangeGuid')),
    kind: 'exchangeGuid',
  },
  own('primary SMTP address', 'primary'),
  own('UserPrincipalName', 'upn'),
  own('proxy address', 'address'),
  own('ArchiveGuid', 'archiveGuid'),
];

/** By which key the pairs of a level are joined; undefined where a stronger key may be in their agreement: one's primary address among the other's. */
export function joinKeyOf(level: number): JoinKey | undefined {
  const by = LEVELS[level]?.by;
  return by === 'UserPrincipalName' || by === 'proxy address' || by === 'ArchiveGuid' ? undefined : by;
}

/** Records between two steps. */
const AT_ONCE = 128;

// A key that more living objects share identifies none of them.
const MOST_CANDIDATES = 8;

/**
 * Pairs the records of both sides, one to one, by the strongest key that two of them share. Among several that share a key, the two that agree in
 * more and stronger keys are a pair; the order of the files decides nothing.
 */
export function* pairRecords(
  onprem: SideIndex | undefined,
  cloud: SideIndex | undefined,
): Steps<{ readonly onprem: PairedSide; readonly cloud: PairedSide }> {
  const sides = { onprem: yield* sideOf(onprem), cloud: yield* sideOf(cloud) };
  if (onprem !== undefined && cloud !== undefined) {
    const pairing = new Pairing({ onprem, cloud }, sides);
    yield* pairing.run();
  }
  return sides;
}

function* sideOf(index: SideIndex | undefined): Steps<PairedSide> {
  const records = index?.records ?? [];
  const dead = new Uint8Array(records.length);
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (record !== undefined && isSoftDeleted(record)) dead[i] = 1;
    if (i % AT_ONCE === AT_ONCE - 1) yield;
  }
  const { length } = records;
  return { partner: new Int32Array(length).fill(-1), level: new Uint8Array(length), dead, contended: new Uint8Array(length) };
}

class Pairing {
  private readonly indexes: Readonly<Record<'onprem' | 'cloud', SideIndex>>;
  private readonly sides: Readonly<Record<'onprem' | 'cloud', PairedSide>>;
  private readonly numbersOf: Readonly<Record<'onprem' | 'cloud', (kind: KeyKind, key: string) => readonly number[]>>;
  // For each level, the pairs that its key proposes: on-premises number, cloud number, and so on.
  private readonly proposals: readonly number[][] = LEVELS.map(() => []);
  private readonly livingOf = new Map<readonly number[], readonly number[]>();

  constructor(indexes: Pairing['indexes'], sides: Pairing['sides']) {
    this.indexes = indexes;
    this.sides = sides;
    this.numbersOf = { onprem: numbersOf(indexes.onprem), cloud: numbersOf(indexes.cloud) };
  }

  *run(): Steps<void> {
    for (const to of ['onprem', 'cloud'] as const) {
      const index = this.indexes[to];
      if (index.prepare !== undefined) yield* index.prepare(LEVELS.filter((level) => level.from !== to).map((level) => level.kind));
      yield* this.propose(to === 'onprem' ? 'cloud' : 'onprem', to);
    }
    for (let level = 0; level < LEVELS.length; level++) yield* this.settle(level);
  }

  /** One pass over a side for all levels: to open a row costs more than to read many of its values. */
  private *propose(from: 'onprem' | 'cloud', to: 'onprem' | 'cloud'): Steps<void> {
    const { records } = this.indexes[from];
    const { dead } = this.sides[from];
    const crowds = new Set<readonly number[]>();
    for (let i = 0; i < records.length; i++) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      const record = records[i];
      if (record === undefined || dead[i] !== 0) continue;
      for (let level = 0; level < LEVELS.length; level++) {
        if (LEVELS[level]?.from === from) this.proposeBy(level, record, i, to, crowds);
      }
    }
  }

  private proposeBy(at: number, record: RecipientRecord, i: number, to: 'onprem' | 'cloud', crowds: Set<readonly number[]>): void {
    const level = LEVELS[at];
    const proposals = this.proposals[at];
    if (level === undefined || proposals === undefined) return;
    const keys = level.keysOf(record);
    const seen = keys.length > 1 ? new Set<number>() : undefined;
    for (const key of keys) {
      const found = this.living(to, this.numbersOf[to](level.kind, key));
      if (found.length > MOST_CANDIDATES) {
        this.contendAll(level.from, i, to, found, crowds);
        continue;
      }
      for (const j of found) {
        if (seen?.has(j)) continue;
        seen?.add(j);
        if (to === 'cloud') proposals.push(i, j);
        else proposals.push(j, i);
      }
    }
  }

  /** The living among the holders of a key; a long list is looked through once, for the index gives the same one to each who asks. */
  private living(side: 'onprem' | 'cloud', found: readonly number[]): readonly number[] {
    if (found.length === 0) return found;
    const known = this.livingOf.get(found);
    if (known !== undefined) return known;
    const { dead } = this.sides[side];
    const living = found.every((number) => dead[number] === 0) ? found : found.filter((number) => dead[number] === 0);
    if (found.length > MOST_CANDIDATES) this.livingOf.set(found, living);
    return living;
  }

  /** A crowd is gone through once, however many records share its key. */
  private contendAll(
    from: 'onprem' | 'cloud',
    i: number,
    to: 'onprem' | 'cloud',
    found: readonly number[],
    crowds: Set<readonly number[]>,
  ): void {
    this.sides[from].contended[i] = 1;
    if (crowds.has(found)) return;
    crowds.add(found);
    for (const j of found) this.sides[to].contended[j] = 1;
  }

  private contend(i: number, j: number): void {
    this.sides.onprem.contended[i] = 1;
    this.sides.cloud.contended[j] = 1;
  }

  private pair(i: number, j: number, level: number): void {
    this.sides.onprem.level[i] = level;
    this.sides.onprem.partner[i] = j;
    this.sides.cloud.partner[j] = i;
  }

  private isFree(i: number, j: number): boolean {
    return (this.sides.onprem.partner[i] ?? -1) < 0 && (this.sides.cloud.partner[j] ?? -1) < 0;
  }

  /** What a level proposes for two that have no partner yet. */
  private open(level: number): readonly number[] {
    const proposals = this.proposals[level] ?? [];
    const edges: number[] = [];
    for (let at = 0; at < proposals.length; at += 2) {
      const i = proposals[at] ?? 0;
      const j = proposals[at + 1] ?? 0;
      if (this.sides.onprem.partner[i] === j) continue;
      if (this.isFree(i, j)) edges.push(i, j);
      else this.contend(i, j);
    }
    proposals.length = 0;
    return edges;
  }

  /** Pairs that nobody disputes at once; of the others the better match first. */
  private *settle(level: number): Steps<void> {
    const edges = this.open(level);
    yield;
    const ofOnPrem = new Uint8Array(this.sides.onprem.partner.length);
    const ofCloud = new Uint8Array(this.sides.cloud.partner.length);
    for (let at = 0; at < edges.length; at += 2) {
      count(ofOnPrem, edges[at] ?? 0);
      count(ofCloud, edges[at + 1] ?? 0);
    }
    const disputed: Dispute[] = [];
    for (let at = 0; at < edges.length; at += 2) {
      const i = edges[at] ?? 0;
      const j = edges[at + 1] ?? 0;
      const most = Math.max(ofOnPrem[i] ?? 0, ofCloud[j] ?? 0);
      if (most === 1) this.pair(i, j, level);
      else if (most > MOST_CANDIDATES) this.contend(i, j);
      else {
        disputed.push(this.dispute(i, j));
        if (disputed.length % AT_ONCE === 0) yield;
      }
    }
    yield;
    disputed.sort(compareDisputes);
    for (const { i, j } of disputed) {
      if (this.isFree(i, j)) this.pair(i, j, level);
      else this.contend(i, j);
    }
  }

  private dispute(i: number, j: number): Dispute {
    const onPrem = this.indexes.onprem.records[i];
    const cloud = this.indexes.cloud.records[j];
    if (onPrem === undefined || cloud === undefined) return { i, j, score: 0, name: '' };
    return { i, j, score: agreement(onPrem, cloud), name: `${nameOf(onPrem)} ${nameOf(cloud)}` };
  }
}

interface Dispute {
  readonly i: number;
  readonly j: number;
  readonly score: number;
  /** Decides between equal scores, so that the order of the files does not. */
  readonly name: string;
}

function compareDisputes(a: Dispute, b: Dispute): number {
  if (a.score !== b.score) return b.score - a.score;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

const NAMES: readonly KeyKind[] = ['objectId', 'dn', 'upn', 'primary', 'sam', 'name'];

function nameOf(record: RecipientRecord): string {
  return NAMES.map((kind) => keysOf(record, kind).slice(0, 4).join(' ')).join('|');
}

function count(counts: Uint8Array, number: number): void {
  const before = counts[number] ?? 0;
  if (before < 255) counts[number] = before + 1;
}

function numbersOf(index: SideIndex): (kind: KeyKind, key: string) => readonly number[] {
  if (index.numbers !== undefined) return (kind, key) => index.numbers?.(kind, key) ?? [];
  const numbers = new Map(index.records.map((record, number) => [record, number]));
  return (kind, key) => index.find(kind, key).flatMap((record) => numbers.get(record) ?? []);
}
