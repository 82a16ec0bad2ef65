import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64 } from '../../../src/parse/recipient/bytes.js';
import { guidToBytes } from '../../../src/parse/recipient/guid.js';
import { accessEntries, accessList } from '../../../src/parse/recipient/security-descriptor.js';
import { fc } from '../../setup/property.js';

const SEND_AS = 'ab721a54-1e2f-11d0-9819-00aa0040529b';
const SID = 'S-1-5-21-1004336348-1177238915-682003330-1602';

const dword = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
const sidBytes = [1, 5, 0, 0, 0, 0, 0, 5, ...[21, 1004336348, 1177238915, 682003330, 1602].flatMap(dword)];

function ace(type: number, flags: number, mask: number, object: readonly number[]): number[] {
  const body = [...dword(mask), ...object, ...sidBytes];
  const size = body.length + 4;
  return [type, flags, size & 255, size >>> 8, ...body];
}

function descriptor(aces: readonly (readonly number[])[]): string {
  const list = aces.flat();
  const size = list.length + 8;
  const acl = [4, 0, size & 255, size >>> 8, aces.length & 255, aces.length >>> 8, 0, 0, ...list];
  return bytesToBase64(Uint8Array.from([1, 0, 4, 128, ...dword(0), ...dword(0), ...dword(0), ...dword(20), ...acl]));
}

describe('accessEntries', () => {
  it('reads a security descriptor as a directory holds it', () => {
    const guid = [...(guidToBytes(SEND_AS) ?? [])];
    const text = descriptor([ace(5, 0x12, 0x100, [...dword(1), ...guid]), ace(1, 0, 1, []), ace(2, 0, 1, [])]);
    expect(accessEntries(text)).toEqual([
      { allows: true, isInherited: true, mask: 0x100, objectType: SEND_AS, sid: SID },
      { allows: false, isInherited: false, mask: 1, objectType: undefined, sid: SID },
    ]);
  });

  it('reads SDDL', () => {
    expect(accessEntries(`O:DAG:DAD:AI(OA;CIID;CR;${SEND_AS};;${SID})(D;;CC;;;WD)S:AI(AU;SA;CR;;;WD)`)).toEqual([
      { allows: true, isInherited: true, mask: 0x100, objectType: SEND_AS, sid: SID },
      { allows: false, isInherited: false, mask: 1, objectType: undefined, sid: 'WD' },
    ]);
  });

  it('knows nothing of other texts, and of a descriptor that is cut', () => {
    expect(accessEntries('System.DirectoryServices.ActiveDirectorySecurity')).toBeUndefined();
    expect(accessEntries('')).toBeUndefined();
    const text = descriptor([ace(0, 0, 1, [])]);
    expect(accessEntries(text.slice(0, text.length - 8))).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => Array.isArray(accessEntries(bytesToBase64(bytes)) ?? [])));
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(accessEntries(`D:${text}`))));
  });
});

describe('accessList', () => {
  const bytes = (aces: readonly (readonly number[])[]): Uint8Array => base64ToBytes(descriptor(aces)) ?? new Uint8Array();

  it('keeps the flags of its entries', () => {
    expect(accessList(bytes([ace(0, 0x1a, 0x10, [])]))).toEqual({
      isThere: true,
      isWhole: true,
      entries: [{ allows: true, flags: 0x1a, mask: 0x10, objectType: undefined, sid: SID }],
    });
  });

  it('says that a descriptor has no list', () => {
    const none = bytes([]);
    none.fill(0, 16, 20);
    expect(accessList(none)).toEqual({ isThere: false, isWhole: true, entries: [] });
  });

  it('is not whole where an entry may mean more than it can tell', () => {
    expect(accessList(bytes([ace(9, 0, 1, [])]))?.isWhole).toBe(false);
    expect(accessList(bytes([ace(2, 0, 1, [])]))?.isWhole).toBe(true);
    expect(accessList(bytes(Array.from({ length: 2001 }, () => ace(0, 0, 1, []))))?.isWhole).toBe(false);
    const broken = ace(0, 0, 1, []);
    broken[9] = 15;
    expect(accessList(bytes([broken]))?.isWhole).toBe(false);
  });
});
