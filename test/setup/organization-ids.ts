/** FNV-1a of a text and a number: the source of everything that looks random. */
export function hash(text: string, i: number): number {
  let value = 0x811c9dc5;
  for (const character of `${text}:${i}`) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  value ^= value >>> 12;
  return value >>> 0;
}

export function bytesFor(text: string, i: number): Buffer {
  const bytes = Buffer.alloc(16);
  for (let part = 0; part < 4; part++) bytes.writeUInt32LE(hash(`${text}${part}`, i), part * 4);
  return bytes;
}

/** A GUID in its printed form, and the base64 of its bytes as LDAP has them. */
export function guidOf(text: string, i: number): { readonly text: string; readonly base64: string } {
  const bytes = bytesFor(text, i);
  const hex = (from: number, to: number): string => bytes.subarray(from, to).toString('hex');
  const swapped = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).reverse().toString('hex');
  return { text: `${swapped(0, 4)}-${swapped(4, 6)}-${swapped(6, 8)}-${hex(8, 10)}-${hex(10, 16)}`, base64: bytes.toString('base64') };
}
