import type { Problem } from '../../evidence/problem.js';
import { asciiBytes, asciiText, base64ToBytes, byteHex, bytesToBase64, bytesToHex, hexToBytes } from './bytes.js';

/** How a GUID was written. */
export type GuidDress =
  | 'text'
  | 'hex-bytes'
  | 'octets'
  | 'ldap-filter'
  | 'base64'
  | 'base64-of-text'
  | 'cs-dn'
  | 'decimal-bytes'
  | 'external-directory-object-id';

/** Another GUID the same text stands for, if it was made in another way. */
export interface GuidAlternative {
  readonly guid: string;
  /** A condition that continues a sentence: "this Base64 was made from big-endian bytes". */
  readonly when: string;
}

/** What a text says as a GUID. `guid` is canonical: lower case, dashes, no braces. Warnings are sentences. */
export type GuidReading =
  | {
      readonly kind: GuidDress;
      readonly guid: string;
      readonly warnings: readonly string[];
      readonly alternatives: readonly GuidAlternative[];
    }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** One GUID in every form that the tools of both sides print or ask for. */
export interface GuidForms {
  readonly text: string;
  /** Base64 of the 16 bytes: `onPremisesImmutableId`, and what LDIF prints after `objectGUID::`. */
  readonly immutableId: string;
  /** 32 upper-case hex digits in byte order. */
  readonly hexBytes: string;
  /** `\xx` per byte, for an LDAP filter. */
  readonly ldapFilter: string;
  /** Distinguished name in the Entra connector space. */
  readonly csDn: string;
  /** The GUID that comes out when the byte order is taken the wrong way round. */
  readonly swapped: string;
  /** The same GUID as Base64 of big-endian bytes: a common mistake, never an ImmutableId. */
  readonly wrongBigEndianBase64: string;
  /** Decimal bytes separated by blanks, as PowerShell prints `[guid]::ToByteArray()`. */
  readonly powershellBytes: string;
}

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DASHED = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
const HEX32 = /^[0-9a-fA-F]{32}$/;
// Position in the printed GUID of each byte of .NET's Guid.ToByteArray(): the first three groups are little-endian.
const BYTE_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;
// Where the two digits of each of these bytes stand in the printed GUID, dashes counted.
const DIGITS_AT = [6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const LONGEST = 400;

export const ZERO_GUID = '00000000-0000-0000-0000-000000000000';

/** True for 36 lower-case characters in the form 8-4-4-4-12. */
export function isCanonicalGuid(text: string): boolean {
  return CANONICAL.test(text);
}

/**
 * Canonical GUID of 16 bytes in .NET order (`Guid.ToByteArray()`, the order Active Directory stores).
 * Bad input: `undefined` when the length is not 16.
 */
export function guidFromBytes(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16) return undefined;
  const digits = byteHex();
  let hex = '';
  for (const index of BYTE_ORDER) hex += digits[bytes[index] ?? 0] ?? '';
  return dashed(hex);
}

/** The 16 bytes, in .NET order, of a GUID text (any case). Bad input: `undefined`. */
export function guidToBytes(guid: string): Uint8Array | undefined {
  if (!DASHED.test(guid)) return undefined;
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) {
    const at = DIGITS_AT[i] ?? 0;
    bytes[i] = hexDigit(guid.charCodeAt(at)) * 16 + hexDigit(guid.charCodeAt(at + 1));
  }
  return bytes;
}

/** The value of a character that is a hex digit. */
function hexDigit(unit: number): number {
  return unit <= 57 ? unit - 48 : (unit | 32) - 87;
}

/** The GUID with the bytes of its first three groups reversed: what a reader of the wrong byte order prints. Bad input: `undefined`. */
export function swapGuidBytes(guid: string): string | undefined {
  const bytes = guidToBytes(guid);
  return bytes === undefined ? undefined : dashed(bytesToHex(bytes));
}

/** All forms of a GUID text (any case). Bad input: `undefined`. Source: identity.md section 1 and the ADSyncTools converters. */
export function guidForms(guid: string): GuidForms | undefined {
  const bytes = guidToBytes(guid);
  if (bytes === undefined) return undefined;
  const immutableId = bytesToBase64(bytes);
  const hex = bytesToHex(bytes);
  const swapped = dashed(hex);
  const swappedBytes = guidToBytes(swapped);
  return {
    text: guid.toLowerCase(),
    immutableId,
    hexBytes: hex.toUpperCase(),
    ldapFilter: hex.replace(/../g, '\\$&'),
    csDn: `CN={${bytesToHex(asciiBytes(immutableId)).toUpperCase()}}`,
    swapped,
    wrongBigEndianBase64: swappedBytes === undefined ? '' : bytesToBase64(swappedBytes),
    powershellBytes: bytes.join(' '),
  };
}

/**
 * Reads a GUID in any dress: text (dashes or not, braces, parentheses, upper case, `urn:uuid:`, curly quotes), Base64 of its bytes
 * (ImmutableId), hex of its bytes (`0x`, blanks, `-` or `:` between), `X'..'`, LDAP filter escapes, the Entra connector space DN,
 * `<GUID=..>`, `User_<guid>`, and decimal bytes.
 *
 * Out: the GUID, which dress it was, warnings where the dress is a known mistake or has two readings, and those other readings.
 * Bad input: `kind: 'problem'`; never throws.
 * Source: identity.md section 1; https://learn.microsoft.com/dotnet/api/system.guid.tobytearray
 */
export function readGuid(text: string): GuidReading {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  if (text.length > LONGEST) return problem(shown, 'The value is too long to be a GUID.');
  return readDressed(undress(text), shown, 0);
}

function readDressed(text: string, shown: string, depth: number): GuidReading {
  if (text === '') return problem(shown, 'The value is empty.');
  return (
    readText(text) ??
    readConnectorSpace(text, shown, depth) ??
    readExtendedDn(text) ??
    readObjectId(text) ??
    readOctets(text) ??
    readFilter(text) ??
    readDecimal(text, shown) ??
    readSpacedHex(text) ??
    readBase64(text, shown, depth) ??
    problem(shown, 'The value is not a GUID in any known form.')
  );
}

function undress(text: string): string {
  let inner = text.replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '').replace(/[\u2010-\u2015\u2212]/g, '-');
  inner = inner.replace(/\u00a0/g, ' ').trim();
  for (let turn = 0; turn < 6; turn++) {
    const next = inner
      .replace(/^(?:urn:)?(?:uuid|guid):/i, '')
      .replace(/^["'`\u2018-\u201f\u00ab\u00bb\u2039\u203a]/, '')
      .replace(/["'`\u2018-\u201f\u00ab\u00bb\u2039\u203a]$/, (mark, at: number, whole: string) =>
        /^x'/i.test(whole) && at > 1 ? mark : '',
      )
      .replace(/^\{([\s\S]*)\}$/, '$1')
      .replace(/^\(([\s\S]*)\)$/, '$1')
      .trim();
    if (next === inner) break;
    inner = next;
  }
  return inner;
}

function readText(text: string): GuidReading | undefined {
  if (DASHED.test(text)) {
    const guid = text.toLowerCase();
    const swapped = swapGuidBytes(guid) ?? guid;
    const suspicious = !looksRandom(guid) && looksRandom(swapped);
    const warning = `The version digit suggests that this GUID was printed in the wrong byte order; the GUID would then be ${swapped}.`;
    return reading(
      'text',
      guid,
      suspicious ? [warning] : [],
      suspicious ? [{ guid: swapped, when: 'its bytes were printed in order' }] : [],
    );
  }
  if (!HEX32.test(text)) return undefined;
  const asText = dashed(text.toLowerCase());
  const asBytes = guidFromBytes(hexToBytes(text) ?? new Uint8Array()) ?? asText;
  if (looksRandom(asBytes) && !looksRandom(asText)) {
    return reading('hex-bytes', asBytes, [], [{ guid: asText, when: 'the 32 digits are the printed GUID without its dashes' }]);
  }
  const clear = looksRandom(asText) && !looksRandom(asBytes);
  const warning = `32 hex digits can be a GUID without dashes or its bytes in order; if they are bytes, the GUID is ${asBytes}.`;
  return reading('text', asText, clear ? [] : [warning], [{ guid: asBytes, when: 'the 32 digits are the bytes in order' }]);
}

function readConnectorSpace(text: string, shown: string, depth: number): GuidReading | undefined {
  const match = /^CN=\{?([0-9a-fA-F]{2,300})\}?$/i.exec(text);
  const bytes = match?.[1] === undefined ? undefined : hexToBytes(match[1]);
  if (bytes === undefined) return undefined;
  const inner = asciiText(bytes);
  if (inner === undefined || depth > 1) return problem(shown, 'The connector space name does not hold an anchor.');
  const found = readDressed(inner, shown, depth + 1);
  return found.kind === 'problem' ? found : { ...found, kind: 'cs-dn' };
}

// MS-ADTS 3.1.1.3.4.1.5: <GUID=...> with dashes is the printed form, without dashes the bytes in order.
function readExtendedDn(text: string): GuidReading | undefined {
  const match = /^<GUID=([0-9a-fA-F-]{32,36})>$/i.exec(text);
  if (match?.[1] === undefined) return undefined;
  if (DASHED.test(match[1])) return reading('text', match[1].toLowerCase());
  return fromBytes('hex-bytes', hexToBytes(match[1]));
}

function readObjectId(text: string): GuidReading | undefined {
  const match = /^(?:User|Group|Contact)_([0-9a-fA-F-]{36})$/i.exec(text);
  if (match?.[1] === undefined || !DASHED.test(match[1])) return undefined;
  return reading('external-directory-object-id', match[1].toLowerCase());
}

function readOctets(text: string): GuidReading | undefined {
  const match = /^X'([0-9a-fA-F]{32})'?$/i.exec(text) ?? /^0x([0-9a-fA-F]{32})$/i.exec(text);
  return match?.[1] === undefined ? undefined : fromBytes(text.startsWith('0') ? 'hex-bytes' : 'octets', hexToBytes(match[1]));
}

function readFilter(text: string): GuidReading | undefined {
  if (!/^(?:\\[0-9a-fA-F]{2}){16}$/.test(text)) return undefined;
  return fromBytes('ldap-filter', hexToBytes(text.replaceAll('\\', '')));
}

function readDecimal(text: string, shown: string): GuidReading | undefined {
  if (!/^\d{1,3}[\s,;]/.test(text)) return undefined;
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  if (/(?:\.\.\.|\u2026)$/.test(last)) {
    return problem(shown, 'PowerShell cut this list of bytes; the rest of the GUID is not in the text.');
  }
  const allHexPairs = parts.length === 16 && parts.every((part) => /^[0-9a-fA-F]{2}$/.test(part));
  const numbers = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (parts.length !== 16 || numbers.some((number) => number > 255)) return undefined;
  const found = fromBytes('decimal-bytes', Uint8Array.from(numbers));
  const asHex = allHexPairs ? guidFromBytes(hexToBytes(parts.join('')) ?? new Uint8Array()) : undefined;
  if (asHex === undefined || found === undefined || found.kind === 'problem') return found;
  return { ...found, alternatives: [{ guid: asHex, when: 'the numbers are hexadecimal' }] };
}

function readSpacedHex(text: string): GuidReading | undefined {
  if (!/^(?:0x)?[0-9a-fA-F]{2}[\s:,-]/.test(text)) return undefined;
  const parts = text.split(/[\s:,-]+/).map((part) => part.replace(/^0x/i, ''));
  if (parts.length !== 16 || parts.some((part) => !/^[0-9a-fA-F]{2}$/.test(part))) return undefined;
  return fromBytes('hex-bytes', hexToBytes(parts.join('')));
}

function readBase64(text: string, shown: string, depth: number): GuidReading | undefined {
  const warnings: string[] = [];
  const repaired = repairBase64(text, warnings);
  if (repaired === undefined) return undefined;
  const bytes = base64ToBytes(repaired);
  if (bytes === undefined) return undefined;
  if (bytes.length !== 16) return readEncodedText(bytes, repaired, shown, depth);
  if (oneCaseOnly(repaired)) {
    const folded =
      'All letters have the same case. Base64 is case-sensitive, so a value whose case was changed cannot be decoded truthfully.';
    return problem(shown, folded);
  }
  const guid = guidFromBytes(bytes) ?? ZERO_GUID;
  const clean = bytesToBase64(bytes);
  if (clean !== repaired)
    warnings.push(`The last digits are not what an encoder writes: the value was edited or its case was changed; exact would be ${clean}.`);
  const bigEndian = swapGuidBytes(guid) ?? guid;
  if (!looksRandom(guid) && bigEndian !== guid)
    warnings.push(`If this Base64 was made from big-endian bytes then the GUID is ${bigEndian}.`);
  const alternatives = bigEndian === guid ? [] : [{ guid: bigEndian, when: 'this Base64 was made from big-endian bytes' }];
  return reading('base64', guid, warnings, alternatives);
}

function repairBase64(text: string, warnings: string[]): string | undefined {
  let value = text;
  if (/%(?:2B|2F|3D)/i.test(value)) {
    value = value.replace(/%2B/gi, '+').replace(/%2F/gi, '/').replace(/%3D/gi, '=');
    warnings.push(`The value is URL-encoded; decoded it is ${value}.`);
  }
  if (/^[A-Za-z0-9+/ _-]{20,22}={0,2}$/.test(value) && value.includes(' ')) {
    value = value.replaceAll(' ', '+');
    // A blank at the very beginning was trimmed away.
    if (value.length === 23 && value.endsWith('==')) value = `+${value}`;
    warnings.push('The value holds blanks where Base64 has "+": a URL decoder replaced them.');
  }
  if (/[-_]/.test(value) && /^[A-Za-z0-9_-]{22}={0,2}$/.test(value)) {
    value = value.replaceAll('-', '+').replaceAll('_', '/');
    warnings.push('The value uses the URL alphabet of Base64 ("-" and "_"); an ImmutableId has "+" and "/".');
  }
  if (!/^[A-Za-z0-9+/]{16,200}={0,2}$/.test(value)) return undefined;
  const bare = value.replace(/=+$/, '');
  const padded = bare + '='.repeat((4 - (bare.length % 4)) % 4);
  if (padded !== value && bare.length === 22) {
    warnings.push(`The "==" at the end is lost; the comparison of anchors is exact, so the value must be ${padded}.`);
  }
  return padded;
}

function readEncodedText(bytes: Uint8Array, base64: string, shown: string, depth: number): GuidReading | undefined {
  const inner = asciiText(bytes) ?? asciiText(narrowed(bytes));
  if (inner === undefined || depth > 1) return problem(shown, `The Base64 holds ${bytes.length} bytes; a GUID has 16.`);
  const found = readDressed(undress(inner), shown, depth + 1);
  if (found.kind === 'problem') return problem(shown, `The Base64 holds ${bytes.length} bytes; a GUID has 16.`);
  const forms = guidForms(found.guid);
  const wide = asciiText(bytes) === undefined ? ' (as UTF-16)' : '';
  const warning = `This Base64 (${base64.length} characters) was made from the letters of the GUID${wide}, not from its 16 bytes; the ImmutableId of this GUID is ${forms?.immutableId ?? ''}.`;
  return { ...found, kind: 'base64-of-text', warnings: [warning, ...found.warnings] };
}

// A letter case that never changes over 22 random characters comes about once in 100,000 values; few distinct letters are mostly zeros.
function oneCaseOnly(base64: string): boolean {
  const letters = base64.replace(/[^A-Za-z]/g, '');
  if (new Set(letters).size < 6) return false;
  return letters === letters.toLowerCase() || letters === letters.toUpperCase();
}

// RFC 9562: version digit 4 (random) and variant bits 10: what Windows, Exchange and Entra make.
function looksRandom(guid: string): boolean {
  return guid[14] === '4' && /[89ab]/.test(guid[19] ?? '');
}

function narrowed(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 1) return new Uint8Array();
  for (let i = 1; i < bytes.length; i += 2) if (bytes[i] !== 0) return new Uint8Array();
  return bytes.filter((_, index) => index % 2 === 0);
}

function fromBytes(kind: GuidDress, bytes: Uint8Array | undefined): GuidReading | undefined {
  const guid = bytes === undefined ? undefined : guidFromBytes(bytes);
  return guid === undefined ? undefined : reading(kind, guid);
}

function reading(
  kind: GuidDress,
  guid: string,
  warnings: readonly string[] = [],
  alternatives: readonly GuidAlternative[] = [],
): GuidReading {
  return { kind, guid, warnings, alternatives };
}

function problem(shown: string, what: string): GuidReading {
  return {
    kind: 'problem',
    problem: {
      what,
      where: `the value "${shown}"`,
      next: 'Give a GUID (8-4-4-4-12 hex digits), an ImmutableId (24 Base64 characters that end in "=="), or the 16 bytes as hex.',
    },
  };
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
