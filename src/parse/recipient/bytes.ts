import { lazy } from '../../evidence/lazy.js';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const HEX = '0123456789abcdef';

const base64Value = lazy(base64Values);
/** The two digits of each byte. */
export const byteHex = lazy(() => Array.from({ length: 256 }, (_, byte) => `${HEX[byte >> 4]}${HEX[byte & 15]}`));

/** Lower-case hex, two digits a byte. */
export function bytesToHex(bytes: Uint8Array): string {
  const digits = byteHex();
  let hex = '';
  for (const byte of bytes) hex += digits[byte] ?? '';
  return hex;
}

/** Bytes of an even number of hex digits. Bad input: `undefined`. */
export function hexToBytes(hex: string): Uint8Array | undefined {
  if (hex.length % 2 === 1 || /[^0-9a-fA-F]/.test(hex)) return undefined;
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

/** Standard Base64 with padding. */
export function bytesToBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const second = bytes[i + 1];
    const third = bytes[i + 2];
    const group = ((bytes[i] ?? 0) << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += `${BASE64[group >> 18]}${BASE64[(group >> 12) & 63]}`;
    text += `${second === undefined ? '=' : BASE64[(group >> 6) & 63]}${third === undefined ? '=' : BASE64[group & 63]}`;
  }
  return text;
}

/** Bytes of standard Base64; blanks are skipped and padding may be missing. Bad input: `undefined`. */
export function base64ToBytes(text: string): Uint8Array | undefined {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 61 || text.charCodeAt(end - 1) <= 32)) end--;
  const bytes = new Uint8Array((end * 3) >> 2);
  let length = 0;
  let bits = 0;
  let held = 0;
  const values = base64Value();
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? (values[code] ?? 255) : 255;
    if (value === 255) {
      if (code <= 32) continue;
      return undefined;
    }
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (held >> bits) & 255;
    }
  }
  if (bits === 6) return undefined;
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

function base64Values(): Uint8Array {
  const values = new Uint8Array(128).fill(255);
  for (let i = 0; i < BASE64.length; i++) values[BASE64.charCodeAt(i)] = i;
  return values;
}

/** The codes of a text of ASCII. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 127);
}

/** Printable ASCII as text. Bad input: `undefined`. */
export function asciiText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined;
  let text = '';
  for (const byte of bytes) {
    if (byte < 32 || byte > 126) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
