import { WINDOW } from './signature.js';

/** Of the rolling hash of a window of characters. */
export const BASE = 0x01000193;

/** Which hashes may be among these, by 16 bits of them. */
export function bitmapOf(hashes: readonly number[]): Uint8Array {
  const bitmap = new Uint8Array(65536);
  for (let index = 0; index < hashes.length; index++) {
    const hash = hashes[index] ?? 0;
    bitmap[(hash ^ (hash >>> 16)) & 0xffff] = 1;
  }
  return bitmap;
}

/** Index of the first of the ascending hashes that is not below one; their number when all are. */
export function firstOf(hashes: readonly number[], hash: number): number {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hashes[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function hashWindow(text: string, from: number): number {
  let hash = 0;
  for (let index = from; index < from + WINDOW; index++) hash = (Math.imul(hash, BASE) + text.charCodeAt(index)) | 0;
  return hash;
}

export function power(base: number, exponent: number): number {
  let result = 1;
  for (let index = 0; index < exponent; index++) result = Math.imul(result, base);
  return result;
}
