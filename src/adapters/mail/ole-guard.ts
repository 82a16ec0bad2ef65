/**
 * True where an OLE compound file ([MS-CFB]) is sound enough to be read by a reader that follows every chain to its end: no sector and no
 * directory entry belongs to two owners (so nothing loops), every chain ends inside the file, and no stream is longer than its chain.
 *
 * In: the bytes of the file. Bad input: false; never throws. Time and memory are linear in the size of the file.
 */
export function isSoundOle(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 1536) return false;
  const shift = view.getUint16(30, true);
  if ((shift !== 9 && shift !== 12) || view.getUint16(32, true) !== 6) return false;
  const file = new OleFile(view, 1 << shift);
  const fat = file.allocationTable();
  if (fat === undefined) return false;
  const owned = new Uint8Array(fat.length);
  const directory = file.chain(view.getUint32(48, true), fat, owned);
  const small = view.getUint32(64, true) === 0 ? [] : file.chain(view.getUint32(60, true), fat, owned);
  if (directory === undefined || small === undefined || directory.length === 0) return false;
  const smallFat = file.joined(small);
  const entries = file.entries(directory);
  const root = entries[0];
  if (root === undefined || root.type !== ROOT || !isTree(entries)) return false;
  const smallOwned = new Uint8Array(smallFat.length);
  return entries.every(({ type, start, size }) => {
    if (type !== STREAM && type !== ROOT) return true;
    if (size === 0) return type === STREAM || file.ends(start, fat);
    const isSmall = type === STREAM && size < SMALL_LIMIT;
    const chain = isSmall ? file.chain(start, smallFat, smallOwned) : file.chain(start, fat, owned);
    return chain !== undefined && size <= chain.length * (isSmall ? SMALL_SECTOR : file.sector);
  });
}

const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;
const SMALL_LIMIT = 4096;
const SMALL_SECTOR = 64;
const END = 0xfffffffe;
const NONE = 0xffffffff;
const HEADER_ENTRIES = 109;
const ENTRY_BYTES = 128;

interface Entry {
  readonly type: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly start: number;
  readonly size: number;
}

class OleFile {
  readonly sectors: number;

  constructor(
    readonly view: DataView,
    readonly sector: number,
  ) {
    // The header takes the place of one sector; the last one may be cut short.
    this.sectors = Math.max(0, Math.ceil(view.byteLength / sector) - 1);
  }

  offset(sector: number): number {
    return (sector + 1) * this.sector;
  }

  isWhole(sector: number): boolean {
    return sector < this.sectors && this.offset(sector + 1) <= this.view.byteLength;
  }

  /** The sectors of the table are listed in the header, then in sectors of their own. */
  allocationTable(): Uint32Array | undefined {
    const count = this.view.getUint32(44, true);
    if (count === 0 || count > this.sectors) return undefined;
    const listed: number[] = [];
    for (let index = 0; index < Math.min(count, HEADER_ENTRIES); index++) listed.push(this.view.getUint32(76 + index * 4, true));
    const extra = this.view.getUint32(72, true);
    if (extra > this.sectors) return undefined;
    let next = this.view.getUint32(68, true);
    for (let block = 0; block < extra && listed.length < count; block++) {
      if (!this.isWhole(next)) return undefined;
      const last = this.offset(next + 1) - 4;
      for (let at = this.offset(next); at < last && listed.length < count; at += 4) listed.push(this.view.getUint32(at, true));
      next = this.view.getUint32(last, true);
    }
    if (listed.length < count || !listed.every((sector) => this.isWhole(sector))) return undefined;
    return this.joined(listed);
  }

  /** Sectors as one table of numbers. */
  joined(sectors: readonly number[]): Uint32Array {
    const each = this.sector / 4;
    const table = new Uint32Array(sectors.length * each);
    sectors.forEach((sector, index) => {
      if (!this.isWhole(sector)) return;
      for (let at = 0; at < each; at++) table[index * each + at] = this.view.getUint32(this.offset(sector) + at * 4, true);
    });
    return table;
  }

  /** The links from `start` on; undefined where they leave the table, or meet what another chain owns. */
  chain(start: number, table: Uint32Array, owned: Uint8Array): readonly number[] | undefined {
    const links: number[] = [];
    for (let at = start; at !== END; at = table[at] ?? NONE) {
      if (at >= table.length || owned[at] === 1) return undefined;
      owned[at] = 1;
      links.push(at);
    }
    return links;
  }

  /** True where following the links from `start` on comes to an end, be it out of the table. */
  ends(start: number, table: Uint32Array): boolean {
    let at = start;
    for (let steps = 0; steps <= table.length; steps++) {
      if (at >= table.length) return true;
      at = table[at] ?? NONE;
    }
    return false;
  }

  entries(directory: readonly number[]): readonly Entry[] {
    const entries: Entry[] = [];
    for (const sector of directory) {
      if (!this.isWhole(sector)) continue;
      for (let at = this.offset(sector); at < this.offset(sector + 1); at += ENTRY_BYTES) {
        entries.push({
          type: this.view.getUint8(at + 66),
          left: this.view.getUint32(at + 68, true),
          right: this.view.getUint32(at + 72, true),
          child: this.view.getUint32(at + 76, true),
          start: this.view.getUint32(at + 116, true),
          size: this.view.getUint32(at + 120, true),
        });
      }
    }
    return entries;
  }
}

/** No entry is reached twice from the root, and every one that is reached is there. */
function isTree(entries: readonly Entry[]): boolean {
  const seen = new Uint8Array(entries.length);
  seen[0] = 1;
  const open = [entries[0]?.child ?? NONE];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (index === NONE) continue;
    const entry = entries[index];
    if (entry === undefined || seen[index] === 1 || (entry.type !== STORAGE && entry.type !== STREAM)) return false;
    seen[index] = 1;
    open.push(entry.left, entry.right);
    if (entry.type === STORAGE) open.push(entry.child);
  }
  return true;
}
