import { bytesToHex, hexToBytes } from '../parse/recipient/bytes.js';
import { guidFromBytes, guidToBytes } from '../parse/recipient/guid.js';
import type { Cipher } from './cipher.js';

/** GUIDs, SIDs, IP addresses and opaque bytes: what must stay the same thing in every form it is written in. */
export interface Identifiers {
  /** 16 bytes in the order of a directory. A GUID in the wrong byte order becomes the new one in the wrong byte order. */
  guidBytes(bytes: Uint8Array): Uint8Array;
  /** A GUID with dashes, or 32 hex digits. Upper case stays upper case. */
  guidText(text: string): string;
  /** `S-1-5-21-…`: the domain is another one, the last number stays; well-known SIDs stay. */
  sidText(text: string): string;
  /** The SIDs of domains that stand in bytes: of a SID, or of a security descriptor. */
  sidsInBytes(bytes: Uint8Array): Uint8Array;
  /** As many other bytes; equal ones stay equal. */
  bytes(bytes: Uint8Array): Uint8Array;
  /** Four octets: networks stay networks (addresses with a common prefix keep one as long), private ranges stay private. */
  ip4(octets: readonly number[]): readonly number[];
  ip6(text: string): string;
}

const GUID = 10;
const SID = 11;
const BYTES = 12;
const IP4 = 13;
const IP6 = 14;
// The first three groups of a printed GUID stand the other way round.
const SWAP = [3, 2, 1, 0, 5, 4, 7, 6] as const;
// Version and variant of RFC 9562 in both byte orders tell a printed GUID from a swapped one, so they stay.
const GUID_KEPT: ReadonlyMap<number, number> = new Map([
  [6, 0xf0],
  [7, 0xf0],
  [8, 0xf0],
]);
const NOTHING_KEPT: ReadonlyMap<number, number> = new Map();
const FEISTEL_ROUNDS = 6;

export function createIdentifiers({ hash }: Pick<Cipher, 'hash'>): Identifiers {
  function mix(purpose: number, bytes: Uint8Array, kept: ReadonlyMap<number, number>): Uint8Array {
    const mixed = Uint8Array.from(bytes);
    const half = mixed.length / 2;
    const asked = new Uint8Array(half + 1);
    for (let round = 0; round < FEISTEL_ROUNDS; round++) {
      const [from, to] = round % 2 === 0 ? [0, half] : [half, 0];
      asked[0] = round;
      for (let at = 0; at < half; at++) asked[at + 1] = mixed[from + at] ?? 0;
      const out = hash(purpose, asked);
      const low = out[0] ?? 0;
      const high = out[1] ?? 0;
      for (let at = 0; at < half; at++) {
        const mask = ((at < 4 ? low : high) >>> ((at % 4) * 8)) & 255 & ~(kept.get(to + at) ?? 0);
        mixed[to + at] = (mixed[to + at] ?? 0) ^ mask;
      }
    }
    return mixed;
  }

  function guidBytes(bytes: Uint8Array): Uint8Array {
    if (bytes.length !== 16 || bytes.every((byte) => byte === 0)) return bytes;
    const swapped = swap(bytes);
    return bytesToHex(bytes) <= bytesToHex(swapped) ? mix(GUID, bytes, GUID_KEPT) : swap(mix(GUID, swapped, GUID_KEPT));
  }

  function guidText(text: string): string {
    const isUpper = /[A-F]/.test(text) && !/[a-f]/.test(text);
    const isDashed = text.length === 36;
    const bytes = isDashed ? guidToBytes(text) : hexToBytes(text);
    if (bytes === undefined || bytes.length !== 16) return text;
    const mapped = guidBytes(bytes);
    const made = isDashed ? (guidFromBytes(mapped) ?? text) : bytesToHex(mapped);
    return isUpper ? made.toUpperCase() : made;
  }

  function domain(bytes: Uint8Array): Uint8Array {
    return mix(SID, bytes, NOTHING_KEPT);
  }

  function sidText(text: string): string {
    const parts = text.split('-');
    const [, , authority, first] = parts;
    if (authority === '5' && first === '21' && parts.length >= 7) return withNumbers(parts, 4, domain(bytesOfNumbers(parts.slice(4, 7))));
    // Entra's: the four numbers are the GUID of the object.
    if (authority === '12' && first === '1' && parts.length === 8)
      return withNumbers(parts, 4, guidBytes(bytesOfNumbers(parts.slice(4, 8))));
    return text;
  }

  function sidsInBytes(bytes: Uint8Array): Uint8Array {
    const out = Uint8Array.from(bytes);
    for (let at = 0; at + 24 <= out.length; at++) {
      if (!isDomainSid(bytes, at)) continue;
      out.set(domain(bytes.subarray(at + 12, at + 24)), at + 12);
      at += 23;
    }
    return out;
  }

  function opaque(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array(bytes.length);
    const [low = 0, high = 0] = hash(BYTES, bytes);
    const state = new DataView(new ArrayBuffer(12));
    state.setUint32(0, low);
    state.setUint32(4, high);
    for (let at = 0; at < out.length; at += 8) {
      state.setUint32(8, at);
      const [a = 0, b = 0] = hash(BYTES + 40, new Uint8Array(state.buffer));
      for (let i = 0; i < 8 && at + i < out.length; i++) out[at + i] = (i < 4 ? a : b) >>> ((i % 4) * 8);
    }
    return out;
  }

  function ip4(octets: readonly number[]): readonly number[] {
    const [first = 0, second = 0] = octets;
    if (octets.every((octet) => octet === 0) || octets.every((octet) => octet === 255) || first === 127 || first >= 224) return octets;
    const isSpecial = KEPT_FIRST.has(first);
    const out = [isSpecial ? first : movedFirst(first)];
    for (let at = 1; at < 4; at++) {
      const octet = octets[at] ?? 0;
      out.push(at === 1 && PRIVATE_SECOND[first] !== undefined ? movedSecond(first, second) : bitwise(octet, octets.slice(0, at)));
    }
    return out;
  }

  const seconds = new Map<number, ReadonlyMap<number, number>>();
  /** The second octet tells a private range from a public one: it stays in the private one, and is another outside. */
  function movedSecond(first: number, second: number): number {
    const [from = 0, to = 0] = PRIVATE_SECOND[first] ?? [];
    if (second >= from && second <= to) return second;
    let moved = seconds.get(first);
    if (moved === undefined) {
      const isOutside = (octet: number): boolean => octet < from || octet > to;
      moved = shuffled(Array.from({ length: 256 }, (_, octet) => octet).filter(isOutside), first);
      seconds.set(first, moved);
    }
    return moved.get(second) ?? second;
  }

  /** Each bit is turned, or not, as the bits before it say. */
  function bitwise(octet: number, before: readonly number[]): number {
    let out = 0;
    for (let bit = 7; bit >= 0; bit--) {
      const [turn = 0] = hash(IP4, Uint8Array.of(...before, bit, octet >> (bit + 1)));
      out |= (((octet >> bit) & 1) ^ (turn & 1)) << bit;
    }
    return out;
  }

  let firsts: ReadonlyMap<number, number> | undefined;
  function movedFirst(first: number): number {
    firsts ??= shuffledFirsts();
    return firsts.get(first) ?? first;
  }

  function shuffledFirsts(): ReadonlyMap<number, number> {
    return shuffled(
      Array.from({ length: 223 }, (_, at) => at + 1).filter((octet) => !KEPT_FIRST.has(octet) && octet !== 127),
      undefined,
    );
  }

  /** Each octet with another of them. `below`: the octet before. */
  function shuffled(octets: readonly number[], below: number | undefined): ReadonlyMap<number, number> {
    const order = (octet: number): number => hash(IP4 + 40, Uint8Array.of(octet, ...(below === undefined ? [] : [below])))[0] ?? 0;
    const ranked = octets.map((octet) => ({ octet, rank: order(octet) })).sort((a, b) => a.rank - b.rank || a.octet - b.octet);
    return new Map(octets.map((octet, at) => [octet, ranked[at]?.octet ?? octet]));
  }

  function ip6(text: string): string {
    let at = 0;
    let before = '';
    return text.replace(/[0-9a-f]{1,4}/gi, (group) => {
      const isKept = /^0+$/.test(group) || group === '1' || (at === 0 && /^(?:f[cdef]|64$|2001$|2002$)/i.test(group));
      const made = isKept ? group : movedGroup(group, `${at}:${before}`);
      before += `:${group.toLowerCase()}`;
      at++;
      return made;
    });
  }

  /** As many hex digits, the first of them not zero. */
  function movedGroup(group: string, before: string): string {
    const digits = group.toLowerCase();
    const bytes = Uint8Array.from(before, (character) => character.charCodeAt(0));
    const [low = 0] = hash(IP6, Uint8Array.of(digits.length, ...bytes));
    const from = digits.length === 1 ? 2 : 16 ** (digits.length - 1);
    const size = 16 ** digits.length - from;
    const value = Number.parseInt(digits, 16);
    if (value < from) return group;
    // The address stays a global one: its first digit is kept.
    const step = before === '0:' ? 16 ** (digits.length - 1) : size;
    const base = before === '0:' ? Math.floor(value / step) * step : from;
    return (base + ((value - base + (low % step)) % step)).toString(16);
  }

  return { guidBytes, guidText, sidText, sidsInBytes, bytes: opaque, ip4, ip6 };
}

const KEPT_FIRST: ReadonlySet<number> = new Set([0, 10, 169, 172, 192]);
// 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16: by the first octet, the second ones.
const PRIVATE_SECOND: Readonly<Record<number, readonly [from: number, to: number]>> = { 169: [254, 254], 172: [16, 31], 192: [168, 168] };

function swap(bytes: Uint8Array): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let at = 0; at < 8; at++) out[at] = bytes[SWAP[at] ?? at] ?? 0;
  return out;
}

/** Revision 1, five numbers, authority 5, and 21 as the first of them. */
function isDomainSid(bytes: Uint8Array, at: number): boolean {
  const count = bytes[at + 1] ?? 0;
  return (
    bytes[at] === 1 &&
    (count === 4 || count === 5) &&
    [2, 3, 4, 5, 6, 9, 10, 11].every((place) => bytes[at + place] === 0) &&
    bytes[at + 7] === 5 &&
    bytes[at + 8] === 21
  );
}

function bytesOfNumbers(texts: readonly string[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(texts.length * 4));
  for (const [at, text] of texts.entries()) view.setUint32(at * 4, Number(text) >>> 0, true);
  return new Uint8Array(view.buffer);
}

function withNumbers(parts: readonly string[], from: number, bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = [...parts];
  for (let at = 0; at * 4 < bytes.length; at++) out[from + at] = String(view.getUint32(at * 4, true));
  return out.join('-');
}
