import { isObject } from '../evidence/is-object.js';
import type { Settings } from './tenant.js';

/** A point in time as it was written: `end` lies after `start` where only a day is given. Milliseconds since 1970, UTC. */
export interface Instant {
  readonly start: number;
  readonly end: number;
}

const DAY = 86_400_000;
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const LDAP = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d{1,3})?Z$/;

/**
 * In: `2026-11-22`, `2026-11-22T08:14:05Z` (UTC where no zone stands), LDAP's `20261122081405.0Z`, JSON's `/Date(1795336445000)/`.
 * Out: the instant; undefined for anything else, also for dates in the order of some language.
 */
export function instantOf(value: unknown): Instant | undefined {
  const raw = isObject(value) ? (value.value ?? value.DateTime) : value;
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim();
  if (text.length > 40) return undefined;
  const json = /^\/Date\((-?\d{1,15})\)\/$/.exec(text)?.[1];
  if (json !== undefined) return { start: Number(json), end: Number(json) };
  const parts = ISO.exec(text) ?? LDAP.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => (part === undefined ? 0 : Number(part)));
  const start = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0) - zoneOf(parts[7]);
  return { start, end: parts[4] === undefined ? start + DAY : start };
}

function zoneOf(zone: string | undefined): number {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

/** The day by which dated rules judge, as a number such as 20261122; undefined where the settings do not say it. */
export function dayOf(settings: Settings | undefined): number | undefined {
  const text = settings?.date;
  if (typeof text !== 'string' || instantOf(text) === undefined) return undefined;
  const digits = /^(\d{4})-(\d{2})-(\d{2})/.exec(text.trim());
  return digits === null ? undefined : Number(digits.slice(1, 4).join(''));
}
