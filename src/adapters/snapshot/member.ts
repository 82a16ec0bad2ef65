import { createHash } from 'node:crypto';
import { constants, gunzip, gzip } from 'node:zlib';

/*
 * A snapshot is a row of gzip members. Each carries its own length in an extra field (RFC 1952, 2.3.1.1; the way of BGZF), so that one can be
 * passed over unread, and found again behind damage.
 */

/** What every member begins with: magic, deflate, FEXTRA, no time, system unknown, 8 bytes of extra, field "CM" of 4 bytes. */
export const SIGNATURE = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 8, 0, 0x43, 0x4d, 4, 0]);
const TRAILER_START = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 44, 0, 0x43, 0x50, 40, 0]);
// An empty last block of deflate, and CRC and length of nothing.
const EMPTY_BODY = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

export const MEMBER_HEAD_BYTES = SIGNATURE.length + 4;
export const TRAILER_BYTES = TRAILER_START.length + 40 + EMPTY_BODY.length;
/** A member that unpacks to more is no chunk of a snapshot. */
export const MOST_UNPACKED = 64 * 1024 * 1024;
export const MOST_PACKED = 72 * 1024 * 1024;

const PLAIN_HEAD_BYTES = 10;
const LEVEL = 5;

/** Compresses a text into one member, in the thread pool. */
export async function packMember(text: string): Promise<Buffer> {
  const packed = await new Promise<Buffer>((resolve, reject) => {
    gzip(Buffer.from(text, 'utf8'), { level: LEVEL }, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
  const body = packed.subarray(PLAIN_HEAD_BYTES);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(MEMBER_HEAD_BYTES + body.length);
  return Buffer.concat([SIGNATURE, length, body]);
}

/** Length of the member that begins with these bytes; undefined where they begin none. */
export function memberLength(head: Buffer): number | undefined {
  if (head.length < MEMBER_HEAD_BYTES || !head.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  const length = head.readUInt32LE(SIGNATURE.length);
  return length > MEMBER_HEAD_BYTES && length <= MOST_PACKED ? length : undefined;
}

/** The text of a member. `too-large`: it unpacks to more than 64 MB. Undefined: damaged. */
export async function unpackMember(bytes: Buffer): Promise<string | 'too-large' | undefined> {
  const unpacked = await new Promise<Buffer | 'too-large' | undefined>((resolve) => {
    gunzip(bytes, { maxOutputLength: MOST_UNPACKED, finishFlush: constants.Z_FINISH }, (error, result) => {
      if (error === null) resolve(result);
      else resolve('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : undefined);
    });
  });
  return typeof unpacked === 'object' ? unpacked.toString('utf8') : unpacked;
}

/** The end of a finished snapshot: an empty member that says where the member before it begins, and the SHA-256 of that one. */
export function makeTrailer(tailOffset: number, tailSha256: Buffer): Buffer {
  const offset = Buffer.alloc(8);
  offset.writeBigUInt64LE(BigInt(tailOffset));
  return Buffer.concat([TRAILER_START, offset, tailSha256, EMPTY_BODY]);
}

export function isTrailer(bytes: Buffer): boolean {
  return (
    bytes.length === TRAILER_BYTES &&
    bytes.subarray(0, TRAILER_START.length).equals(TRAILER_START) &&
    bytes.subarray(TRAILER_BYTES - EMPTY_BODY.length).equals(EMPTY_BODY)
  );
}

export function readTrailer(bytes: Buffer): { readonly offset: number; readonly sha256: string } | undefined {
  if (!isTrailer(bytes)) return undefined;
  const offset = bytes.readBigUInt64LE(TRAILER_START.length);
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { offset: Number(offset), sha256: bytes.subarray(TRAILER_START.length + 8, TRAILER_START.length + 40).toString('hex') };
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
