/** Remembers what was made of bytes, for equal bytes with the same tag. */
export interface ByteCache<T> {
  readonly get: (bytes: Uint8Array, tag: string, make: () => T) => T;
}

const MOST_ENTRIES = 4096;
const MOST_BYTES = 32 * 1024 * 1024;

/** A bounded cache by content; when it is full it starts anew. Bytes are copied, and compared on each hit. */
export function createByteCache<T>(): ByteCache<T> {
  const kept = new Map<string, { readonly bytes: Uint8Array; readonly value: T }>();
  let size = 0;
  return {
    get(bytes, tag, make) {
      const key = `${hashOf(bytes)} ${tag}`;
      const found = kept.get(key);
      if (found !== undefined && isEqual(found.bytes, bytes)) return found.value;
      const value = make();
      if (found !== undefined) return value;
      if (kept.size >= MOST_ENTRIES || size + bytes.length > MOST_BYTES) {
        kept.clear();
        size = 0;
      }
      kept.set(key, { bytes: bytes.slice(), value });
      size += bytes.length;
      return value;
    },
  };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** FNV-1a of 32 bits, four bytes at a time. */
function hashOf(bytes: Uint8Array): number {
  const view = viewOf(bytes);
  const words = bytes.length & ~3;
  let hash = 0x811c9dc5 ^ bytes.length;
  for (let at = 0; at < words; at += 4) {
    hash = Math.imul(hash ^ view.getUint32(at, true), 0x01000193);
    // A multiplication alone carries nothing to lower bits, so words that differ only above would collide.
    hash ^= hash >>> 15;
  }
  for (let at = words; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const [left, right] = [viewOf(a), viewOf(b)];
  const words = a.length & ~3;
  for (let at = 0; at < words; at += 4) if (left.getUint32(at, true) !== right.getUint32(at, true)) return false;
  for (let at = words; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
