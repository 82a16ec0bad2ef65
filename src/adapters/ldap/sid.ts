/** Bytes of `S-1-5-21-...`, as a directory stores a SID. Bad input: undefined. Source: MS-DTYP 2.4.2.2. */
export function sidBytes(text: string): Buffer | undefined {
  if (text.length > 200 || !/^S-1(?:-\d{1,15}){1,16}$/i.test(text)) return undefined;
  const [authority = 0, ...rest] = text.slice(4).split('-').map(Number);
  if (rest.length > 15 || authority >= 2 ** 48 || rest.some((part) => part >= 2 ** 32)) return undefined;
  const bytes = Buffer.alloc(8 + 4 * rest.length);
  bytes[0] = 1;
  bytes[1] = rest.length;
  bytes.writeUIntBE(authority, 2, 6);
  for (const [index, part] of rest.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}
