/** A text as it was decoded from bytes. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

/**
 * Detects how bytes are to be read as text: by byte order mark, else UTF-16 by its zero bytes, else UTF-8 when it is valid, else Windows-1252.
 *
 * In: the first bytes of a file; `isWhole` says that nothing follows (a character cut at the end is otherwise no proof against UTF-8).
 */
export function detectEncoding(bytes: Uint8Array, isWhole: boolean): DecodedText['encoding'] {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8-bom';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  for (let index = sample.indexOf(0); index >= 0 && index < sample.length; index++) {
    if (sample[index] !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  if (odd > sample.length / 8 && even * 10 < odd) return 'utf-16le';
  if (even > sample.length / 8 && odd * 10 < even) return 'utf-16be';
  return isUtf8(bytes, isWhole) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return isCutAtTheEnd(bytes);
  }
}

/** Valid but for a character that the end cuts in two: still UTF-8, the paste was cut. */
function isCutAtTheEnd(bytes: Uint8Array): boolean {
  for (let back = 1; back <= 3 && back < bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return false;
    if (byte >= 0xc0) {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - back));
        return true;
      } catch {
        return false;
      }
    }
  }
  return false;
}

/** In: the bytes of a paste, a file or a pipe. Out: its text without a byte order mark. Bytes that cannot be read become U+FFFD; never throws. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = detectEncoding(bytes, true);
  const label = encoding === 'utf-8-bom' ? 'utf-8' : encoding;
  return { text: new TextDecoder(label).decode(bytes), encoding };
}

/** True for bytes that are no text in any encoding: an archive, a program, a database, a picture. */
export function isBinary(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 4096);
  const encoding = detectEncoding(start, false);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return false;
  let controls = 0;
  for (const byte of start) if (byte === 0 || (byte < 9 && byte > 0) || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) controls++;
  return start.includes(0) ? controls > 2 : controls > start.length / 10;
}
