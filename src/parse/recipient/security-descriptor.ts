import { sidFromBytes } from './attributes.js';
import { base64ToBytes } from './bytes.js';
import { guidFromBytes } from './guid.js';

/** One entry of an access list. */
export interface AccessEntry {
  readonly allows: boolean;
  readonly isInherited: boolean;
  readonly mask: number;
  /** The right or property that the entry is limited to: a GUID, lower case. */
  readonly objectType: string | undefined;
  readonly sid: string;
}

const MOST_ENTRIES = 2000;
const INHERITED = 0x10;
const LIST_PRESENT = 0x4;
const LONGEST = 200_000;

/**
 * In: the value of nTSecurityDescriptor or msExchMailboxSecurityDescriptor: base64 of a self-relative security descriptor, or SDDL.
 * Out: the entries of its access list that allow or deny; undefined where the text is neither. Source: MS-DTYP 2.4.4, 2.4.6, 2.5.1.
 */
export function accessEntries(text: string): readonly AccessEntry[] | undefined {
  if (text.length > LONGEST) return undefined;
  if (/^(?:O:|G:|D:)/.test(text)) return fromSddl(text);
  const bytes = base64ToBytes(text);
  return bytes === undefined ? undefined : fromBytes(bytes);
}

function fromBytes(bytes: Uint8Array): readonly AccessEntry[] | undefined {
  const list = accessList(bytes);
  if (list === undefined) return undefined;
  return list.entries.map(({ allows, flags, mask, objectType, sid }) => ({
    allows,
    isInherited: (flags & INHERITED) !== 0,
    mask,
    objectType,
    sid,
  }));
}

/** An entry of an access list with its flags as they stand (MS-DTYP 2.4.4.1). */
export interface AccessListEntry extends Omit<AccessEntry, 'isInherited'> {
  readonly flags: number;
}

/** An access list as bytes hold it. */
export interface AccessList {
  /** False: the descriptor has no list, which allows everything to everyone. */
  readonly isThere: boolean;
  readonly entries: readonly AccessListEntry[];
  /** False where an entry is left out that may allow or deny: more than 2,000, broken, or of a type that is not known. */
  readonly isWhole: boolean;
}

/** The discretionary access list of a self-relative security descriptor; undefined where the bytes are none. Source: MS-DTYP 2.4.5, 2.4.6. */
export function accessList(bytes: Uint8Array): AccessList | undefined {
  if (bytes.length < 20 || bytes[0] !== 1) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(16, true);
  if (start === 0 || (view.getUint16(2, true) & LIST_PRESENT) === 0) return { isThere: false, entries: [], isWhole: true };
  if (start + 8 > bytes.length) return undefined;
  const count = view.getUint16(start + 4, true);
  const entries: AccessListEntry[] = [];
  let isWhole = count <= MOST_ENTRIES;
  let at = start + 8;
  for (let i = 0; i < Math.min(count, MOST_ENTRIES); i++) {
    if (at + 8 > bytes.length) return undefined;
    const size = view.getUint16(at + 2, true);
    if (size < 8 || at + size > bytes.length) return undefined;
    const entry = readEntry(bytes.subarray(at, at + size), view.getUint32(at + 4, true));
    if (entry !== undefined) entries.push(entry);
    else if (!LOGS.has(bytes[at] ?? 255)) isWhole = false;
    at += size;
  }
  return { isThere: true, entries, isWhole };
}

/** Types that only log, or that say something else than rights: audit, alarm, label and the like. */
const LOGS: ReadonlySet<number> = new Set([2, 3, 7, 8, 13, 14, 15, 16, 17, 18, 19, 20, 21]);

/** Types 0 and 1 allow and deny; 5 and 6 do so for the object that a GUID names. */
function readEntry(bytes: Uint8Array, mask: number): AccessListEntry | undefined {
  const type = bytes[0] ?? 255;
  if (type !== 0 && type !== 1 && type !== 5 && type !== 6) return undefined;
  const isOfObject = type >= 5;
  const flags = isOfObject ? (bytes[8] ?? 0) : 0;
  let at = isOfObject ? 12 : 8;
  const objectType = (flags & 1) === 0 ? undefined : guidFromBytes(bytes.subarray(at, at + 16));
  at += (flags & 1) === 0 ? 0 : 16;
  at += (flags & 2) === 0 ? 0 : 16;
  const sid = sidFromBytes(bytes.subarray(at, at + 8 + (bytes[at + 1] ?? 0) * 4));
  if (sid === undefined) return undefined;
  return { allows: type === 0 || type === 5, flags: bytes[1] ?? 0, mask, objectType, sid };
}

const RIGHTS: Readonly<Record<string, number>> = { CC: 1, CR: 0x100, GA: 0x10000000, RP: 0x10, WP: 0x20 };

/** `D:AI(OA;CI;CR;ab721a54-…;;S-1-5-21-…)`; trustees that SDDL writes as two letters are kept as they stand. */
function fromSddl(text: string): readonly AccessEntry[] | undefined {
  const start = text.indexOf('D:');
  if (start < 0) return [];
  const entries: AccessEntry[] = [];
  const end = text.indexOf('S:', start + 2);
  const list = end > 0 && text.charAt(end - 1) !== ';' ? text.slice(start + 2, end) : text.slice(start + 2);
  for (const part of list.split('(').slice(1, MOST_ENTRIES + 1)) {
    const close = part.indexOf(')');
    const [type = '', flags = '', rights = '', object = '', , sid = ''] = (close < 0 ? part : part.slice(0, close)).split(';', 7);
    if (!/^O?[AD]$/.test(type) || sid === '') continue;
    const objectType = object === '' ? undefined : object.toLowerCase();
    entries.push({
      allows: type.endsWith('A'),
      isInherited: flags.includes('ID'),
      mask: maskOf(rights),
      objectType,
      sid: sid.toUpperCase(),
    });
  }
  return entries;
}

function maskOf(rights: string): number {
  if (/^0x[0-9a-f]{1,8}$/i.test(rights)) return Number(rights);
  let mask = 0;
  for (let i = 0; i + 1 < Math.min(rights.length, 64); i += 2) mask |= RIGHTS[rights.slice(i, i + 2).toUpperCase()] ?? 0;
  return mask;
}
