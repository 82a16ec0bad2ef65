import { fold, lettersOf, startsOf } from '../evidence/fuzzy.js';
import { swapped } from '../facts/join-keys.js';
import { KeyTable } from '../facts/key-table.js';
import { firstText, isSoftDeleted, keysOf, smtpAddresses } from '../facts/recipient-keys.js';
import type { RecipientRecord } from '../facts/recipient-record.js';
import type { SideIndex } from '../facts/side-index.js';

/** GUIDs by which an object is found, in this order. */
export const GUID_KINDS = ['exchangeGuid', 'archiveGuid', 'objectId', 'anchor'] as const;
const GUIDS = GUID_KINDS.length;

const BLOCK = 1 << 20;
const MOST_WORDS = 600;
const MOST_ADDRESSES = 8;
const KEYS_EXPECTED = 6;
const NAMES = { onprem: ['displayname', 'cn', 'name'], cloud: ['displayname', 'exo.displayname', 'exo.name'] } as const;

/**
 * What the objects of one side are found by, packed: names and addresses as folded bytes, the first digits of their GUIDs, where in the directory
 * they stand, and the keys by which they are joined. Made record by record, so that a million never stops the interface.
 */
export class SideWords {
  readonly index: SideIndex;
  readonly count: number;
  done = 0;
  /** Places in the directory, in small letters; each once. */
  readonly parents: string[] = [];
  private readonly blocks: Uint8Array[] = [];
  private used = BLOCK;
  private readonly starts: Uint32Array;
  private readonly lengths: Uint16Array;
  private readonly letters: Int32Array;
  private readonly firsts: Int32Array;
  private readonly parentOf: Int32Array;
  private readonly heads: Uint32Array;
  private readonly dead: Uint8Array;
  private readonly keys: KeyTable;
  private readonly parentNumbers = new Map<string, number>();

  constructor(index: SideIndex) {
    this.index = index;
    this.count = index.records.length;
    this.starts = new Uint32Array(this.count);
    this.lengths = new Uint16Array(this.count);
    this.letters = new Int32Array(this.count);
    this.firsts = new Int32Array(this.count);
    this.parentOf = new Int32Array(this.count).fill(-1);
    this.heads = new Uint32Array(this.count * GUIDS);
    this.dead = new Uint8Array(this.count);
    this.keys = new KeyTable(this.count * KEYS_EXPECTED);
  }

  /** Prepares the next record. */
  next(): void {
    const number = this.done;
    const record = this.index.records[number];
    this.done++;
    if (record === undefined) return;
    const [dn = ''] = keysOf(record, 'dn');
    const [own, parent] = splitDn(dn);
    this.addWords(number, wordsOf(record, own));
    if (parent !== '') this.parentOf[number] = this.parentNumber(parent);
    GUID_KINDS.forEach((kind, at) => {
      const [guid] = keysOf(record, kind);
      if (guid !== undefined) this.heads[number * GUIDS + at] = headOf(guid);
    });
    if (isSoftDeleted(record)) this.dead[number] = 1;
    else for (const key of ownKeys(record)) this.keys.add(key, number);
  }

  isDead(number: number): boolean {
    return this.dead[number] === 1;
  }

  parent(number: number): number {
    return this.parentOf[number] ?? -1;
  }

  /** False where a record lacks one of these letters, or one of these at the start of a word. */
  mayHold(number: number, letters: number, starts: number): boolean {
    return ((this.letters[number] ?? 0) & letters) === letters && ((this.firsts[number] ?? 0) & starts) === starts;
  }

  /** Calls with the folded words of a record. */
  read(number: number, call: (bytes: Uint8Array, from: number, to: number) => number): number {
    const start = this.starts[number] ?? 0;
    const block = this.blocks[start >>> 20];
    if (block === undefined) return 0;
    const from = start & (BLOCK - 1);
    return call(block, from, from + (this.lengths[number] ?? 0));
  }

  /** The kinds of GUID of a record whose first digits are `value`; `bits` of the 32 are compared. */
  headsLike(number: number, value: number, bits: number): readonly number[] {
    const found: number[] = [];
    for (let at = 0; at < GUIDS; at++) {
      const head = this.heads[number * GUIDS + at] ?? 0;
      if (head !== 0 && head >>> (32 - bits) === value) found.push(at);
    }
    return found;
  }

  /** Numbers of living records with a key of somebody of the other side; at most so many. */
  holders(key: string, most: number): readonly number[] {
    return this.keys.find(key, most);
  }

  private addWords(number: number, text: string): void {
    const bytes = fold(text, MOST_WORDS);
    if (this.used + bytes.length > BLOCK) {
      this.blocks.push(new Uint8Array(BLOCK));
      this.used = 0;
    }
    this.blocks.at(-1)?.set(bytes, this.used);
    this.starts[number] = (this.blocks.length - 1) * BLOCK + this.used;
    this.lengths[number] = bytes.length;
    this.letters[number] = lettersOf(bytes, 0, bytes.length);
    this.firsts[number] = startsOf(bytes, 0, bytes.length);
    this.used += bytes.length;
  }

  private parentNumber(parent: string): number {
    const known = this.parentNumbers.get(parent);
    if (known !== undefined) return known;
    this.parents.push(parent);
    this.parentNumbers.set(parent, this.parents.length - 1);
    return this.parents.length - 1;
  }
}

/** Name, address, UPN, the name in the directory, logon name, further addresses: each once, in lines. */
function wordsOf(record: RecipientRecord, own: string): string {
  let name: string | undefined;
  for (const column of NAMES[record.side]) name ??= firstText(record, column);
  const [address] = keysOf(record, 'primary');
  const [upn] = keysOf(record, 'upn');
  const [sam] = keysOf(record, 'sam');
  const [alias] = keysOf(record, 'alias');
  const words = new Set<string>();
  // Of a name somebody made long, so much that the addresses behind it have room.
  for (const word of [name, address, upn, own, sam, alias])
    if (word !== undefined && word !== '') words.add(word.slice(0, 150).toLowerCase());
  for (const one of (smtpAddresses(record) ?? []).slice(0, MOST_ADDRESSES)) words.add(one);
  return [...words].map((word) => word.replaceAll('\n', ' ')).join('\n');
}

/** "cn=kim alder,ou=staff,dc=contoso" in its own name and its place; an escaped comma parts nothing. */
export function splitDn(dn: string): readonly [own: string, parent: string] {
  for (let at = 0; at < dn.length; at++) {
    if (dn[at] === '\\') at++;
    else if (dn[at] === ',') return [ownName(dn.slice(0, at)), dn.slice(at + 1)];
  }
  return [ownName(dn), ''];
}

function ownName(rdn: string): string {
  return rdn.slice(rdn.indexOf('=') + 1).replaceAll('\\', '');
}

/** The first eight digits of a GUID as a number; 0 for what is none. */
export function headOf(guid: string): number {
  const value = Number.parseInt(guid.slice(0, 8), 16);
  return Number.isNaN(value) ? 0 : value >>> 0;
}

/** What a record of either side is registered under. An on-premises object is anchored by its objectGUID, too. */
function ownKeys(record: RecipientRecord): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (mark: string, found: readonly string[]): void => {
    for (const key of found.slice(0, 64)) if (key !== '') keys.add(`${mark}${key}`);
  };
  add('a', keysOf(record, 'anchor'));
  if (record.side === 'onprem') add('a', keysOf(record, 'objectId'));
  add('g', keysOf(record, 'exchangeGuid'));
  add('s', smtpAddresses(record) ?? []);
  add('u', keysOf(record, 'upn'));
  add('r', keysOf(record, 'archiveGuid'));
  return keys;
}

/** Under what the partner of a record is looked up on the other side, strongest first. */
export function partnerKeys(record: RecipientRecord): readonly (readonly string[])[] {
  const anchors = [...keysOf(record, 'anchor'), ...(record.side === 'onprem' ? keysOf(record, 'objectId') : [])];
  const guids = keysOf(record, 'exchangeGuid');
  return [
    anchors.map((key) => `a${key}`),
    guids.map((key) => `g${key}`),
    swapped(guids).map((key) => `g${key}`),
    keysOf(record, 'primary').map((key) => `s${key}`),
    keysOf(record, 'upn').map((key) => `u${key}`),
    (smtpAddresses(record) ?? []).slice(0, 64).map((key) => `s${key}`),
    keysOf(record, 'archiveGuid').map((key) => `r${key}`),
  ];
}
