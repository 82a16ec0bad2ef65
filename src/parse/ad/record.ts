import { type DirectoryRecord, NOT_READABLE } from '../../evidence/snapshot.js';
import {
  type AttributeKind,
  attributeKind,
  isManyValued,
  type ReadValue,
  readBytes,
  readJoined,
  readOne,
} from '../recipient/attributes.js';
import { bytesToBase64 } from '../recipient/bytes.js';
import type { AdEntry } from './entry.js';
import type { AdAttribute } from './schema.js';

/** What stands in JSON for one value. The bytes of a GUID attribute that are no GUID are a list of numbers: as base64 they could be taken for one. */
type JsonValue = string | readonly number[];

/**
 * The entry as a record of contract/DIRECTORY.md. Read back by `readJsonValues` it gives the values that an LDIF export of the entry gives.
 *
 * In: the entry; the schema, by lower-case name; names (any case) that the account may not read of it.
 * Out: names as the schema spells them, in order of the name; octets as base64, text as it stands; an attribute that can hold several values
 * as a list. An attribute without values is left out. One of `notReadable` that did not come stands under `@notReadable`.
 * Bad input: an attribute that the schema does not know keeps its lower-case name; bytes that are no text become base64.
 */
export function recordOf(entry: AdEntry, attributes: ReadonlyMap<string, AdAttribute>, notReadable: readonly string[]): DirectoryRecord {
  const fields: [string, unknown][] = [['distinguishedName', entry.dn]];
  for (const name of [...entry.attributes.keys()].sort()) {
    const given = entry.attributes.get(name) ?? [];
    if (given.length === 0 || name === 'distinguishedname' || name.startsWith('@')) continue;
    const attribute = attributes.get(name);
    const kind = attributeKind(name);
    const values = given.map((value) => jsonValue(value, kind));
    const isList = attribute?.isSingleValued === false || isManyValued(name);
    fields.push([attribute?.name ?? name, isList ? values : shortest(values, kind)]);
  }
  const missing = notReadable.filter((name) => (entry.attributes.get(name.toLowerCase())?.length ?? 0) === 0);
  if (missing.length > 0) fields.push([NOT_READABLE, missing]);
  return Object.fromEntries(fields);
}

/** The one value alone, where it reads the same as in a list: a reader of JSON looks for several values in a text. */
function shortest(values: readonly JsonValue[], kind: AttributeKind): JsonValue | readonly JsonValue[] {
  const [value] = values;
  if (values.length !== 1 || value === undefined) return values;
  return typeof value !== 'string' || isSame(readJoined(kind, value), readOne(kind, value)) ? value : values;
}

function isSame(joined: ReadValue, one: ReadValue): boolean {
  if (typeof joined === 'string' || joined === null) return joined === one;
  return !Array.isArray(joined) && typeof one === 'object' && one !== null && 'reason' in one && joined.reason === one.reason;
}

const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Text that LDIF writes as base64, and a reader keeps so because it is no text, is base64 here too. */
function jsonValue(value: string | Uint8Array, kind: AttributeKind): JsonValue {
  if (typeof value === 'string') return NO_TEXT.test(value) ? jsonValue(new TextEncoder().encode(value), kind) : value;
  const read = readBytes(kind, value);
  if (kind !== 'guid') return kind === 'sid' ? bytesToBase64(value) : (read ?? '');
  const text = bytesToBase64(value);
  return readOne(kind, text) === read ? text : [...value];
}
