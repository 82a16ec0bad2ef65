import { guidToBytes } from '../../../src/parse/recipient/guid.js';

/** One entry of an access list, for tests. `type`: 0 allow, 1 deny, 5 and 6 the same for an object. */
export interface TestAce {
  readonly type: number;
  readonly flags?: number;
  readonly mask: number;
  readonly sid: string;
  readonly objectType?: string;
  readonly inheritedType?: string;
}

const dword = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];

export function sidBytes(sid: string): number[] {
  const [, , authority = '0', ...rest] = sid.split('-');
  return [1, rest.length, 0, 0, ...dword(Number(authority)).reverse(), ...rest.flatMap((one) => dword(Number(one)))];
}

function aceBytes({ type, flags = 0, mask, sid, objectType, inheritedType }: TestAce): number[] {
  const guids = [objectType, inheritedType].flatMap((guid) => (guid === undefined ? [] : [...(guidToBytes(guid) ?? [])]));
  const isOfObject = type >= 5;
  const present = (objectType === undefined ? 0 : 1) | (inheritedType === undefined ? 0 : 2);
  const body = [...dword(mask), ...(isOfObject ? [...dword(present), ...guids] : []), ...sidBytes(sid)];
  const size = body.length + 4;
  return [type, flags, size & 255, size >>> 8, ...body];
}

/** A self-relative security descriptor with these entries. `null`: it has none at all. */
export function descriptor(aces: readonly TestAce[] | null, control = 0x8004): Uint8Array {
  const head = [1, 0, control & 255, control >>> 8, ...dword(0), ...dword(0), ...dword(0)];
  if (aces === null) return Uint8Array.from([...head, ...dword(0)]);
  const list = aces.flatMap(aceBytes);
  const size = list.length + 8;
  return Uint8Array.from([...head, ...dword(20), 4, 0, size & 255, size >>> 8, aces.length & 255, aces.length >>> 8, 0, 0, ...list]);
}
