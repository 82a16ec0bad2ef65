import { BEST_SCORE, type FuzzyQuery, fuzzyQuery, fuzzyScore, LEAST_INSIDE } from '../evidence/fuzzy.js';
import { agreement } from '../facts/join-keys.js';
import { isSoftDeleted, keysOf } from '../facts/recipient-keys.js';
import type { RecipientRecord } from '../facts/recipient-record.js';
import type { Directories } from '../facts/subject.js';
import { readGuid } from '../parse/recipient/guid.js';
import type { GuidHolder, PeopleLook, PeopleSearch, PersonHit } from '../ports/search.js';
import { identityOf } from '../render/readiness/identity.js';
import { GUID_KINDS, headOf, partnerKeys, SideWords, splitDn } from './side-words.js';

/** The two objects of a person; one can be missing. */
export interface Pair {
  readonly onPrem: RecipientRecord | undefined;
  readonly cloud: RecipientRecord | undefined;
}

/** What the pages of people need beside the search. */
export interface PeopleFinder extends PeopleSearch {
  /** The two objects that a key of a hit means. */
  readonly pairOf: (key: string) => Pair | undefined;
  /** Living objects of the other side that share a key with one of the two and are not the other. */
  readonly rivalsOf: (pair: Pair) => readonly RecipientRecord[];
}

// A key that more living objects share identifies none of them.
const MOST_CANDIDATES = 8;
const PREPARED_AT_ONCE = 16;
const LOOKED_AT_AT_ONCE = 512;
const MOST_RIVALS = 8;

/** In: the loaded directories. Out: everybody in them, to look through; undefined without any. */
export function searchPeople({ onprem, cloud }: Directories): PeopleFinder | undefined {
  return onprem === undefined && cloud === undefined ? undefined : new Finder({ onprem, cloud });
}

class Finder implements PeopleFinder {
  readonly count: number;
  private readonly sides: readonly SideWords[];
  private lastLook: Look | undefined;

  constructor({ onprem, cloud }: Directories) {
    this.sides = [onprem, cloud].flatMap((index) => (index === undefined ? [] : [new SideWords(index)]));
    this.count = this.sides.reduce((sum, side) => sum + side.count, 0);
  }

  readonly prepared = (): number => this.sides.reduce((sum, side) => sum + side.done, 0);

  readonly prepare = (enough: () => boolean): boolean => {
    for (const side of this.sides) {
      while (side.done < side.count) {
        if (enough()) return false;
        for (let i = 0; i < PREPARED_AT_ONCE && side.done < side.count; i++) side.next();
      }
    }
    return true;
  };

  readonly look = (query: string, most: number): PeopleLook => {
    const look = new Look(this.sides, query, most, this.lastLook, (numbers) => this.hitsOf(numbers, most));
    this.lastLook = look;
    return look;
  };

  readonly holders = (text: string): readonly GuidHolder[] => {
    const reading = readGuid(text);
    if (reading.kind === 'problem') return [];
    const { guid } = reading;
    const head = headOf(guid);
    const found: GuidHolder[] = [];
    for (const side of this.sides) {
      for (let number = 0; number < side.done; number++) {
        if (side.headsLike(number, head, 32).length === 0) continue;
        const record = side.index.records[number];
        const kinds = GUID_KINDS.filter((kind) => record !== undefined && keysOf(record, kind).includes(guid));
        if (record === undefined || kinds.length === 0) continue;
        const key = keyOf(this.withPartner(side, number));
        const { name, id } = identityOf(subjectOf(this.pairOf(key) ?? pairWith(record)));
        const what = kinds.map((kind) => GUID_WORDS[record.side][kind]).join(' and ');
        found.push({ key, name, id, side: record.side, what });
      }
    }
    return found;
  };

  readonly pairOf = (key: string): Pair | undefined => {
    const match = /^(?:o(\d{1,9}))?(?:c(\d{1,9}))?$/.exec(key);
    const onPrem = this.recordOf('onprem', match?.[1]);
    const cloud = this.recordOf('cloud', match?.[2]);
    return onPrem === undefined && cloud === undefined ? undefined : { onPrem, cloud };
  };

  readonly rivalsOf = ({ onPrem, cloud }: Pair): readonly RecipientRecord[] => {
    const rivals = new Set<RecipientRecord>();
    for (const [record, partner] of [
      [onPrem, cloud],
      [cloud, onPrem],
    ] as const) {
      if (record === undefined || isSoftDeleted(record)) continue;
      const other = this.sides.find(({ index }) => index.side !== record.side);
      for (const key of partnerKeys(record).flat()) {
        for (const number of other?.holders(key, MOST_RIVALS) ?? []) {
          const rival = other?.index.records[number];
          if (rival !== undefined && rival !== partner && rivals.size < MOST_RIVALS) rivals.add(rival);
        }
      }
    }
    return [...rivals];
  };

  private recordOf(side: 'onprem' | 'cloud', number: string | undefined): RecipientRecord | undefined {
    return number === undefined ? undefined : this.sides.find(({ index }) => index.side === side)?.index.records[Number(number)];
  }

  /** In: records, the best first, as numbers over both sides. Out: their people, each once. */
  private hitsOf(scored: Iterable<readonly [place: Place, score: number]>, most: number): readonly PersonHit[] {
    const seen = new Set<string>();
    const hits: PersonHit[] = [];
    for (const [{ side, number }, score] of scored) {
      const places = this.withPartner(side, number);
      const key = keyOf(places);
      if (seen.has(key)) continue;
      seen.add(key);
      const pair = this.pairOf(key);
      if (pair === undefined) continue;
      const { name, id } = identityOf(subjectOf(pair));
      const sides = pair.onPrem === undefined ? 'cloud' : pair.cloud === undefined ? 'onprem' : 'both';
      hits.push({ key, name, id, sides, score });
      if (hits.length === most) break;
    }
    return hits;
  }

  /** A record with its partner, where each is the other's best. */
  private withPartner(side: SideWords, number: number): readonly Place[] {
    const other = this.sides.find((one) => one !== side);
    const own = { side, number };
    if (other === undefined || this.prepared() < this.count) return [own];
    const partner = bestPartner(side, number, other);
    return partner !== undefined && bestPartner(other, partner, side) === number ? [own, { side: other, number: partner }] : [own];
  }
}

interface Place {
  readonly side: SideWords;
  readonly number: number;
}

/** "o12c7": the numbers of both objects. */
function keyOf(places: readonly Place[]): string {
  const of = (name: 'onprem' | 'cloud'): number | undefined => places.find(({ side }) => side.index.side === name)?.number;
  const [onprem, cloud] = [of('onprem'), of('cloud')];
  return `${onprem === undefined ? '' : `o${onprem}`}${cloud === undefined ? '' : `c${cloud}`}`;
}

/** By the strongest key that is shared; of several holders the one that agrees in most. */
function bestPartner(side: SideWords, number: number, other: SideWords): number | undefined {
  const record = side.index.records[number];
  if (record === undefined || side.isDead(number)) return undefined;
  for (const keys of partnerKeys(record)) {
    const found = new Set(keys.flatMap((key) => other.holders(key, MOST_CANDIDATES + 1)));
    if (found.size === 0 || found.size > MOST_CANDIDATES) continue;
    if (found.size === 1) return [...found][0];
    return [...found].toSorted(
      (a, b) => agreementOf(record, other.index.records[b]) - agreementOf(record, other.index.records[a]) || a - b,
    )[0];
  }
  return undefined;
}

function agreementOf(one: RecipientRecord, other: RecipientRecord | undefined): number {
  if (other === undefined) return 0;
  return one.side === 'onprem' ? agreement(one, other) : agreement(other, one);
}

export function pairWith(record: RecipientRecord): Pair {
  return record.side === 'onprem' ? { onPrem: record, cloud: undefined } : { onPrem: undefined, cloud: record };
}

export function subjectOf({ onPrem, cloud }: Pair) {
  return {
    hints: { addresses: [], otherAddresses: [], names: [] },
    onPrem,
    cloud,
    joinedBy: undefined,
    keys: [],
    contenders: [],
    foundBy: 'list',
    rivals: [],
    isIdentified: true,
  };
}

const GUID_WORDS: Readonly<Record<'onprem' | 'cloud', Readonly<Record<(typeof GUID_KINDS)[number], string>>>> = {
  onprem: { exchangeGuid: 'ExchangeGuid', archiveGuid: 'ArchiveGuid', objectId: 'objectGUID', anchor: 'source anchor' },
  cloud: { exchangeGuid: 'ExchangeGuid', archiveGuid: 'ArchiveGuid', objectId: 'object id', anchor: 'ImmutableId' },
};

const GUID_SCORE = 940;
const PLACE_SCORE = 700;

/** One search. What it found is kept, for a query that goes on with more letters is found among that. */
class Look implements PeopleLook {
  private readonly sides: readonly SideWords[];
  private readonly query: FuzzyQuery;
  private readonly guid: GuidStart | undefined;
  private readonly places: readonly (ReadonlySet<number> | undefined)[];
  private readonly text: string;
  private readonly prepared: number;
  private readonly most: number;
  private readonly hitsOf: (scored: Iterable<readonly [Place, number]>) => readonly PersonHit[];
  /** Numbers over both sides; undefined: everybody. */
  private readonly among: readonly number[] | undefined;
  private readonly found: number[] = [];
  /** By score, the first ones of each. */
  private readonly buckets: number[][] = [];
  private at = 0;

  constructor(
    sides: readonly SideWords[],
    text: string,
    most: number,
    last: Look | undefined,
    hitsOf: (scored: Iterable<readonly [Place, number]>) => readonly PersonHit[],
  ) {
    this.sides = sides;
    this.text = text.trim().toLowerCase();
    this.most = most;
    this.hitsOf = hitsOf;
    const dn = dnQuery(this.text);
    this.query = fuzzyQuery(dn === undefined ? this.text : dn.own);
    this.places = sides.map((side) => (dn === undefined ? undefined : placesIn(side, dn)));
    this.guid = dn === undefined ? guidStart(text.trim()) : undefined;
    this.prepared = sides.reduce((sum, { done }) => sum + done, 0);
    this.among = last?.narrows(this) === true ? last.found : undefined;
  }

  /** True where everybody whom the other look can find was found by this one. */
  private narrows(next: Look): boolean {
    const isDone = this.at >= this.length && this.prepared === next.prepared && this.text !== '';
    const isPlain = (look: Look): boolean => look.guid === undefined && !look.text.includes('=');
    // Less is found at the start of words only.
    return (
      isDone &&
      isPlain(this) &&
      isPlain(next) &&
      next.text.startsWith(this.text) &&
      this.query.terms.every(({ bytes }) => bytes.length >= LEAST_INSIDE)
    );
  }

  private get length(): number {
    return this.among?.length ?? this.prepared;
  }

  step(enough: () => boolean): boolean {
    if (this.query.terms.length === 0 && this.places.every((set) => set === undefined)) {
      this.at = this.length;
      return true;
    }
    while (this.at < this.length) {
      if (enough()) return false;
      const end = Math.min(this.length, this.at + LOOKED_AT_AT_ONCE);
      for (; this.at < end; this.at++) this.try(this.among?.[this.at] ?? this.at);
    }
    return true;
  }

  hits(): readonly PersonHit[] {
    return this.hitsOf(this.best());
  }

  private *best(): Iterable<readonly [Place, number]> {
    // Both objects of a person are found mostly, so twice as many are gone through.
    let left = this.most * 2 + 1;
    for (let score = BEST_SCORE; score > 0 && left > 0; score--) {
      for (const number of this.buckets[score] ?? []) {
        const place = this.placeOf(number);
        if (place !== undefined && left-- > 0) yield [place, score];
      }
    }
  }

  /** Numbers go over both sides in the order in which they are prepared. */
  private placeOf(number: number): Place | undefined {
    let rest = number;
    for (const side of this.sides) {
      if (rest < side.count) return { side, number: rest };
      rest -= side.count;
    }
    return undefined;
  }

  private try(number: number): void {
    const [first, second] = this.sides;
    const isFirst = first !== undefined && number < first.count;
    const side = isFirst ? first : second;
    if (side === undefined) return;
    const score = this.scoreOf(side, isFirst ? number : number - (first?.count ?? 0), isFirst ? 0 : 1);
    if (score === 0) return;
    this.found.push(number);
    const bucket = this.buckets[score] ?? [];
    this.buckets[score] = bucket;
    if (bucket.length < this.most * 2) bucket.push(number);
  }

  private scoreOf(side: SideWords, number: number, at: number): number {
    const { guid } = this;
    if (guid !== undefined && side.headsLike(number, guid.head, guid.bits).length > 0 && this.holdsGuid(side, number, guid.text))
      return GUID_SCORE;
    const places = this.places[at];
    if (places !== undefined && !places.has(side.parent(number))) return 0;
    if (this.query.terms.length === 0) return places === undefined ? 0 : PLACE_SCORE;
    if (!side.mayHold(number, this.query.letters, this.query.starts)) return 0;
    return side.read(number, this.score);
  }

  private readonly score = (bytes: Uint8Array, from: number, to: number): number => fuzzyScore(this.query, bytes, from, to);

  /** More than the first digits was typed: the object itself is asked. */
  private holdsGuid(side: SideWords, number: number, start: string): boolean {
    const record = side.index.records[number];
    return record !== undefined && GUID_KINDS.some((kind) => keysOf(record, kind).some((guid) => guid.startsWith(start)));
  }
}

/** What a GUID begins with, and its first digits as a number of so many bits. */
interface GuidStart {
  readonly text: string;
  readonly head: number;
  readonly bits: number;
}

const LEAST_DIGITS = 4;

/** The first digits of a GUID that is typed, or the whole in any dress: Base64 keeps its case. */
function guidStart(typed: string): GuidStart | undefined {
  if (typed.length >= 20) {
    const reading = readGuid(typed);
    if (reading.kind !== 'problem') return { text: reading.guid, head: headOf(reading.guid), bits: 32 };
  }
  const text = typed.toLowerCase();
  if (text.length < LEAST_DIGITS || text.length > 36) return undefined;
  for (let at = 0; at < text.length; at++) {
    const isDash = at === 8 || at === 13 || at === 18 || at === 23;
    if (isDash ? text[at] !== '-' : !'0123456789abcdef'.includes(text[at] ?? '-')) return undefined;
  }
  const digits = text.slice(0, 8);
  return { text, head: Number.parseInt(digits, 16), bits: digits.length * 4 };
}

/** A query that is a distinguished name, or a part of one: the object's own name, and where it lies. */
function dnQuery(text: string): { readonly own: string; readonly parent: string; readonly isWhole: boolean } | undefined {
  if (!/^(?:cn|ou|dc|uid)=/.test(text) && !text.includes(',ou=') && !text.includes(',dc=')) return undefined;
  if (!text.startsWith('cn=') && !text.startsWith('uid=')) return { own: '', parent: text, isWhole: false };
  const [own, parent] = splitDn(text);
  return { own, parent, isWhole: true };
}

function placesIn(
  side: SideWords,
  { parent, isWhole }: { readonly parent: string; readonly isWhole: boolean },
): ReadonlySet<number> | undefined {
  if (parent === '') return undefined;
  return new Set(side.parents.flatMap((one, at) => ((isWhole ? one.startsWith(parent) : one.includes(parent)) ? [at] : [])));
}
