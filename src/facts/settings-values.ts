import { isObject } from '../evidence/is-object.js';
import { asBoolean } from './tenant.js';

/** One object of a settings list (a connector, a domain), read by property name without case. */
export interface PropertyReader {
  /** True where the object carries the property, also as null: it was read. */
  has(name: string): boolean;
  /** Undefined: not read, or not to be told. Null: not set. */
  text(name: string): string | null | undefined;
  flag(name: string): boolean | undefined;
  /** Undefined: not read. A text is split at blanks, commas and semicolons. */
  list(name: string): readonly string[] | undefined;
  raw(name: string): unknown;
}

const MOST_VALUES = 100_000;

/** In: any value of a settings list. Out: a reader, or undefined where it is no object. */
export function propertiesOf(value: unknown): PropertyReader | undefined {
  if (!isObject(value)) return undefined;
  const byName = new Map<string, unknown>();
  for (const [name, one] of Object.entries(value)) if (!byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), one);
  const raw = (name: string): unknown => byName.get(name.toLowerCase());
  return {
    has: (name) => byName.has(name.toLowerCase()),
    raw,
    text: (name) => (byName.has(name.toLowerCase()) ? textOf(raw(name)) : undefined),
    flag: (name) => {
      const one = raw(name);
      return asBoolean(typeof one === 'number' ? String(one) : isObject(one) ? textOf(one) : one) ?? undefined;
    },
    list: (name) => (byName.has(name.toLowerCase()) ? listOf(raw(name)) : undefined),
  };
}

const STANDS_FOR = ['Value', 'Expression', 'Address', 'Domain', 'DomainName', 'Name', 'value'];

/** The text that stands for a value: ConvertTo-Json writes an enumeration as { value, Value } and a domain as { Address, Domain }. */
export function textOf(value: unknown): string | null | undefined {
  if (value === null || value === '') return null;
  if (typeof value === 'string') {
    const text = value.trim();
    return text === '' || text === '$null' || text === '{}' ? null : isTypeName(text) ? undefined : text;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 1 ? textOf(value[0]) : value.length === 0 ? null : undefined;
  if (!isObject(value)) return undefined;
  for (const key of STANDS_FOR) {
    const one = value[key];
    if (typeof one === 'string' && one !== '') return one;
  }
  return undefined;
}

/** What PowerShell prints in place of a value that it could not. */
function isTypeName(text: string): boolean {
  return /^(?:System|Microsoft|Deserialized)\.[A-Za-z]/.test(text) && !text.includes('@');
}

/** Values of a list, or of a text that holds several (`{a, b}`, `a;b`). Undefined where PowerShell cut it or printed its type. */
export function listOf(value: unknown): readonly string[] | undefined {
  if (value === null || value === undefined) return value === null ? [] : undefined;
  if (isObject(value) && Array.isArray(value.value)) return listOf(value.value);
  if (Array.isArray(value)) {
    const found: string[] = [];
    for (const one of value.slice(0, MOST_VALUES)) {
      const text = textOf(one);
      if (text === undefined) return undefined;
      if (text !== null) found.push(text);
    }
    return found;
  }
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (text === null) return [];
  if (/(?:\.\.\.|\u2026)\}?$/.test(text)) return undefined;
  const bare = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
  return bare.split(/[\s,;|]/).filter((part) => part !== '');
}
