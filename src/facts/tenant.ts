import type { Fact } from './fact.js';

/** The settings object of contract/DIRECTORY.md, as it was given. Read through the functions below, which accept what people write. */
export type Settings = Readonly<Record<string, unknown>>;

/** A known fact from a settings key; unknown when the key is not there. */
export function settingFact(settings: Settings | undefined, key: string, read: (value: unknown) => FactOrNothing): Fact {
  if (settings === undefined || !Object.hasOwn(settings, key)) return { kind: 'unknown', why: `the settings do not say ${key}` };
  const value = read(settings[key]);
  if (value === undefined) return { kind: 'unknown', why: `the settings hold no usable ${key}` };
  return { kind: 'known', value, evidence: [{ source: 'settings', path: key, text: value === null ? 'not set' : String(value) }] };
}

type FactOrNothing = string | number | boolean | readonly string[] | null | undefined;

export function asText(value: unknown): string | null | undefined {
  if (value === null || value === '') return null;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

export function asBoolean(value: unknown): boolean | null | undefined {
  if (value === null) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (['true', 'yes', '1', '$true', 'on'].includes(word)) return true;
  if (['false', 'no', '0', '$false', 'off'].includes(word)) return false;
  return undefined;
}

/** Names of a list of texts or of objects with `name` / `DomainName` / `id`. */
export function asNames(value: unknown): readonly string[] | null | undefined {
  if (value === null) return null;
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,;\s]{1,10}/) : undefined;
  if (list === undefined) return undefined;
  return list.map(nameOf).filter((name) => name !== '');
}

function nameOf(item: unknown): string {
  if (typeof item === 'string') return item.toLowerCase();
  if (typeof item !== 'object' || item === null) return '';
  for (const key of ['name', 'DomainName', 'domainName', 'Name', 'id']) {
    if (key in item) {
      const value: unknown = Reflect.get(item, key);
      if (typeof value === 'string') return value.toLowerCase();
    }
  }
  return '';
}

/** Accepted domains of one side, from `acceptedDomains: { onprem, cloud }`. */
export function acceptedDomains(settings: Settings | undefined, side: 'onprem' | 'cloud'): Fact {
  const both = settings?.acceptedDomains;
  if (typeof both !== 'object' || both === null || !(side in both))
    return { kind: 'unknown', why: `the settings do not say acceptedDomains.${side}` };
  const names = asNames(Reflect.get(both, side));
  if (names === undefined || names === null) return { kind: 'unknown', why: `the settings hold no usable acceptedDomains.${side}` };
  return { kind: 'known', value: names, evidence: [{ source: 'settings', path: `acceptedDomains.${side}`, text: names.join(', ') }] };
}
