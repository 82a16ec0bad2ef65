import type { Entry } from 'ldapts';
import type { AdAttribute } from '../../parse/ad/schema.js';
import { type AttributeKind, attributeKind, isManyValued, isTypeName } from '../../parse/recipient/attributes.js';

/**
 * Makes the record of an entry in which nothing is unusual: what `recordOf` of the core makes of it, much faster, which counts where there are
 * tens of thousands. What a server gave unasked stays out: OpenLDAP adds the subtypes of `name`. Out: undefined for an entry with anything else in it; then `recordOf` has to be asked.
 */
export type QuickRecord = (entry: Entry) => Record<string, unknown> | undefined;

interface Field {
  readonly name: string;
  readonly kind: AttributeKind;
  readonly isList: boolean;
}

/** In: names as they were asked for, and the schema, by lower-case name. `dropped`: lower-case name that stays out of records. */
export function createQuickRecord(
  asked: readonly string[],
  attributes: ReadonlyMap<string, AdAttribute>,
  dropped: string | undefined,
): QuickRecord {
  const fields = asked
    .map((name) => ({ name, lower: name.toLowerCase() }))
    .sort((a, b) => (a.lower < b.lower ? -1 : a.lower > b.lower ? 1 : 0))
    .map(({ name, lower }): Field => {
      const attribute = attributes.get(lower);
      return {
        name: attribute?.name ?? name,
        kind: attributeKind(lower),
        isList: attribute?.isSingleValued === false || isManyValued(lower),
      };
    });
  const drop = fields.findIndex(({ name }) => name.toLowerCase() === dropped);
  // ldapts puts every attribute that was asked for into an entry, so one key more is a range, or one that the server gave unasked.
  const known = new Set(['dn', ...fields.map(({ name }) => name)]);
  return (entry) => {
    const keys = Object.keys(entry);
    if (keys.length !== known.size && keys.some((key) => !known.has(key) && key.includes(';'))) return undefined;
    const record: Record<string, unknown> = { distinguishedName: entry.dn };
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (field === undefined) return undefined;
      const given = entry[field.name];
      if (given === undefined) return undefined;
      if (i === drop) continue;
      if (!Array.isArray(given)) {
        const value = plainValue(given, field.kind, field.isList);
        if (value === undefined) return undefined;
        record[field.name] = field.isList ? [value] : value;
      } else if (given.length > 0) {
        const values = plainValues(given, field.kind);
        if (values === undefined) return undefined;
        record[field.name] = values;
      }
    }
    return record;
  };
}

function plainValues(given: readonly (string | Buffer)[], kind: AttributeKind): readonly string[] | undefined {
  const values: string[] = [];
  for (const one of given) {
    const value = plainValue(one, kind, true);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Out: undefined where the core has to look. `isOne`: the value stands in a list, where nobody looks for several in one text. */
function plainValue(value: string | Buffer, kind: AttributeKind, isOne: boolean): string | undefined {
  if (typeof value === 'string') return NO_TEXT.test(value) || !(isOne || (kind === 'text' && readsTheSame(value))) ? undefined : value;
  const isPlain = kind === 'guid' ? value.length === 16 : (kind === 'sid' || kind === 'octets') && value.length > 0;
  return isPlain ? value.toString('base64') : undefined;
}

const DOLLAR = 36;
const QUOTE = 39;
const LESS = 60;
const AT = 64;
const UPPER_D = 68;
const UPPER_M = 77;
const UPPER_S = 83;
const UPPER_X = 88;
const BRACKET = 91;
const LOWER_X = 120;
const BRACE = 123;

/** True for text that no reader of JSON takes for a list, a type name, octets or "not set". */
function readsTheSame(text: string): boolean {
  switch (text.charCodeAt(0)) {
    case UPPER_S:
    case UPPER_M:
    case UPPER_D:
      return !isTypeName(text);
    case UPPER_X:
    case LOWER_X:
      return text.charCodeAt(1) !== QUOTE;
    case DOLLAR:
    case LESS:
    case AT:
    case BRACKET:
    case BRACE:
      return false;
    default:
      return text !== '';
  }
}
