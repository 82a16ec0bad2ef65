/** A key index in shared memory, as another thread opens it. */
export interface KeyTableParts {
  readonly count: number;
  readonly heads: SharedArrayBuffer;
  readonly entries: SharedArrayBuffer;
}

// Numbers of an entry: two hashes of the key, the record, and the next entry of the same bucket plus one.
const WIDTH = 4;
const LEAST_ENTRIES = 16;

/**
 * From keys to record numbers, without keeping a key: 64 bits of its hash stand for it. Two keys of a million share them with a chance of one
 * in ten million; who must be sure looks at the record.
 */
export class KeyTable {
  private heads: Int32Array<SharedArrayBuffer>;
  private entries: Int32Array<SharedArrayBuffer>;
  count: number;
  // The hashes of the key in hand.
  private first = 0;
  private second = 0;

  /** In: how many keys are expected, or the parts of a table that was made before. */
  constructor(from: number | KeyTableParts = 0) {
    if (typeof from !== 'number') {
      this.heads = new Int32Array(from.heads);
      this.entries = new Int32Array(from.entries);
      this.count = from.count;
      return;
    }
    let room = LEAST_ENTRIES;
    while (room < from) room *= 2;
    this.heads = new Int32Array(new SharedArrayBuffer(room * 4));
    this.entries = new Int32Array(new SharedArrayBuffer(Math.max(LEAST_ENTRIES, from) * WIDTH * 4));
    this.count = 0;
  }

  get parts(): KeyTableParts {
    return { count: this.count, heads: this.heads.buffer, entries: this.entries.buffer };
  }

  add(key: string, record: number): void {
    if ((this.count + 1) * WIDTH > this.entries.length) this.grow();
    this.hash(key);
    const { first } = this;
    const at = this.count * WIDTH;
    this.entries[at] = first;
    this.entries[at + 1] = this.second;
    this.entries[at + 2] = record;
    this.count++;
    this.link(at, first);
  }

  /** Numbers of the records that were added under a key, in the order in which they were added; at most `most`, the last ones added. */
  find(key: string, most = Number.POSITIVE_INFINITY): number[] {
    this.hash(key);
    const { entries, first, second } = this;
    const found: number[] = [];
    let next = this.heads[first & (this.heads.length - 1)] ?? 0;
    while (next > 0 && found.length < most) {
      const at = (next - 1) * WIDTH;
      if (entries[at] === first && entries[at + 1] === second) found.push(entries[at + 2] ?? 0);
      next = entries[at + 3] ?? 0;
    }
    return found.length > 1 ? found.reverse() : found;
  }

  private hash(key: string): void {
    let first = 0x811c9dc5 | 0;
    let second = key.length | 0;
    for (let i = 0; i < key.length; i++) {
      const unit = key.charCodeAt(i);
      first = Math.imul(first ^ unit, 0x01000193);
      second = (Math.imul(second, 0x5bd1e995) + unit) ^ (second >>> 15);
    }
    this.first = mixed(first);
    this.second = mixed(second);
  }

  private link(at: number, hash: number): void {
    const bucket = hash & (this.heads.length - 1);
    this.entries[at + 3] = this.heads[bucket] ?? 0;
    this.heads[bucket] = at / WIDTH + 1;
  }

  private grow(): void {
    const entries = new Int32Array(new SharedArrayBuffer(this.entries.byteLength * 2));
    entries.set(this.entries);
    this.entries = entries;
    if (this.heads.length > this.count) return;
    this.heads = new Int32Array(new SharedArrayBuffer(this.heads.byteLength * 2));
    for (let at = 0; at < this.count * WIDTH; at += WIDTH) this.link(at, entries[at] ?? 0);
  }
}

// Every bit of the hash is to hang on every bit of the key: addresses of one domain differ in few of them.
function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b | 0);
  return bits ^ (bits >>> 16);
}
