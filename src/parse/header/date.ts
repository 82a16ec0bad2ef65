import { closingParenthesis, wordsOf } from './blank.js';
import type { HeaderDate } from './field.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Zone names with one meaning, in minutes. RFC 5322 section 4.3, and those of Europe and Japan that writers use. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['z', 0],
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
  ['wet', 0],
  ['west', 60],
  ['cet', 60],
  ['cest', 120],
  ['met', 60],
  ['mest', 120],
  ['mez', 60],
  ['mesz', 120],
  ['eet', 120],
  ['eest', 180],
  ['jst', 540],
]);

interface Parts {
  day: number | undefined;
  month: number | undefined;
  year: number | undefined;
  /** Milliseconds since midnight. */
  time: number | undefined;
  half: 'am' | 'pm' | undefined;
  /** Minutes east of UTC. */
  zone: number | undefined;
  isSlashed: boolean;
  hasWeekday: boolean;
  hasZoneName: boolean;
}

/**
 * Reads the date of a Date or Received field.
 *
 * In: RFC 5322 with its obsolete forms and comments, `D Mon YYYY` of qmail, asctime, ISO 8601, Go's `m=+1.2` behind it, US `M/D/YYYY`.
 * Out: `at` in milliseconds UTC. Without a zone, or with one that has no known meaning, it is read as UTC and `hasZone` is false; so is a
 * US form always. A comment `(UTC)` counts as the zone where there is no other.
 * Bad input: `unreadable` for what is no date or an impossible one, `absent` for nothing; never throws.
 */
export function parseHeaderDate(text: string): HeaderDate {
  const trimmed = text.length > 4000 ? text.slice(0, 4000).trim() : text.trim();
  if (trimmed === '') return { kind: 'absent' };
  const unreadable: HeaderDate = { kind: 'unreadable', text: trimmed };
  if (trimmed.length > 1000) return unreadable;
  const { bare, comments } = withoutComments(trimmed);
  const words = wordsOf(bare.replaceAll(',', ' '), 16);
  if (words.length === 0 || words.length > 12) return unreadable;
  const parts: Parts = {
    day: undefined,
    month: undefined,
    year: undefined,
    time: undefined,
    half: undefined,
    zone: undefined,
    isSlashed: false,
    hasWeekday: false,
    hasZoneName: false,
  };
  for (const word of words) if (!take(word, parts)) return unreadable;
  if (parts.zone === undefined && !parts.hasZoneName) parts.zone = zoneOf(comments.trim().toLowerCase());
  const at = instantOf(parts);
  return at === undefined ? unreadable : { kind: 'known', at, hasZone: parts.zone !== undefined && !parts.isSlashed };
}

function withoutComments(text: string): { readonly bare: string; readonly comments: string } {
  let bare = '';
  let comments = '';
  let from = 0;
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', from)) {
    const close = closingParenthesis(text, open);
    bare += `${text.slice(from, open)} `;
    comments += `${text.slice(open + 1, close < 0 ? text.length : close)} `;
    if (close < 0) return { bare, comments };
    from = close + 1;
  }
  return { bare: bare + text.slice(from), comments };
}

/** One word of a date. False: no date has it there. */
function take(word: string, parts: Parts): boolean {
  const first = word.charCodeAt(0);
  if (first === 43 || first === 45) return takeOffset(word, parts);
  if (first >= 48 && first <= 57) return takeNumber(word, parts);
  return takeName(word.toLowerCase().replace(/\.$/, ''), parts);
}

function takeOffset(word: string, parts: Parts): boolean {
  const zone = offsetOf(word);
  if (zone === undefined || parts.time === undefined || parts.zone !== undefined) return false;
  parts.zone = zone;
  return true;
}

function offsetOf(word: string): number | undefined {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(word);
  if (match === null) return undefined;
  const hours = Number(match[2]);
  const minutes = Number(match[3]);
  if (hours > 14 || minutes > 59) return undefined;
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function takeNumber(word: string, parts: Parts): boolean {
  if (word.length <= 4 && /^\d+$/.test(word)) return takePlain(word, parts);
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](.{1,40}))?$/.exec(word);
  if (iso !== null) return takeDay(parts, iso[3], iso[2], iso[1]) && (iso[4] === undefined || takeTime(iso[4], parts));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(word);
  if (slashed !== null) {
    parts.isSlashed = true;
    return takeDay(parts, slashed[2], slashed[1], slashed[3]);
  }
  const dashed = /^(\d{1,2})-([A-Za-z]{3,9})-(\d{2,4})$/.exec(word);
  if (dashed !== null) {
    const month = monthOf((dashed[2] ?? '').toLowerCase());
    return month !== undefined && takeDay(parts, dashed[1], String(month), dashed[3]);
  }
  return takeTime(word, parts);
}

function takePlain(word: string, parts: Parts): boolean {
  if (parts.day === undefined && word.length <= 2) {
    parts.day = Number(word);
    return true;
  }
  if (parts.year !== undefined || parts.day === undefined || word.length === 1) return false;
  parts.year = yearOf(word);
  return true;
}

function takeDay(parts: Parts, day: string | undefined, month: string | undefined, year: string | undefined): boolean {
  if (parts.day !== undefined || parts.month !== undefined || parts.year !== undefined) return false;
  parts.day = Number(day);
  parts.month = Number(month);
  parts.year = yearOf(year ?? '');
  return true;
}

/** RFC 5322 section 4.3: two digits below 50 are of this century, three digits count from 1900. */
function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

/** `15:04`, `15:04:05.123`, with `Z`, an offset, `AM` or `PM` glued on. */
function takeTime(word: string, parts: Parts): boolean {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(.{0,9})$/.exec(word);
  if (match === null || parts.time !== undefined) return false;
  const [, hours, minutes, seconds, fraction, rest = ''] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 60) return false;
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  parts.time = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000 + ms;
  return rest === '' || (/^[+-]/.test(rest) ? takeOffset(rest, parts) : takeName(rest.toLowerCase(), parts));
}

function takeName(word: string, parts: Parts): boolean {
  const month = monthOf(word);
  if (month !== undefined && parts.month === undefined) {
    parts.month = month;
    return true;
  }
  if (word.length >= 3 && WEEKDAYS.some((name) => name.startsWith(word))) {
    if (parts.hasWeekday || parts.time !== undefined) return false;
    parts.hasWeekday = true;
    return true;
  }
  if (parts.time === undefined) return word === 'at' && parts.day !== undefined;
  if (word === 'am' || word === 'pm') {
    if (parts.half !== undefined) return false;
    parts.half = word;
    return true;
  }
  return word.startsWith('m=') || takeZone(word, parts);
}

/** A second name behind an offset, as in `+0000 UTC`, says nothing new. */
function takeZone(word: string, parts: Parts): boolean {
  if (!/^[a-z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?$/.test(word) || parts.hasZoneName) return false;
  parts.hasZoneName = true;
  parts.zone ??= zoneOf(word);
  return true;
}

/** Minutes of a zone name, or of `GMT+2`. Undefined: RFC 5322 says that nothing is known then. */
function zoneOf(word: string): number | undefined {
  const named = ZONES.get(word);
  if (named !== undefined) return named;
  const match = /^(?:gmt|utc)([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(word);
  return match === null ? undefined : offsetOf(`${match[1]}${(match[2] ?? '').padStart(2, '0')}${match[3] ?? '00'}`);
}

function monthOf(word: string): number | undefined {
  if (word === 'sept') return 9;
  const index = word.length === 3 ? MONTHS.indexOf(word) : MONTH_NAMES.indexOf(word);
  return index < 0 ? undefined : index + 1;
}

function instantOf(parts: Parts): number | undefined {
  const { day, month, year, half } = parts;
  let time = parts.time;
  if (day === undefined || month === undefined || year === undefined || time === undefined) return undefined;
  // Mail is younger than 1970; a year far ahead is a damaged number.
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1) return undefined;
  if (day > (Date.UTC(year, month, 1) - Date.UTC(year, month - 1, 1)) / 86_400_000) return undefined;
  if (half !== undefined) {
    const hour = Math.floor(time / 3_600_000);
    if (hour < 1 || hour > 12) return undefined;
    time += ((hour % 12) + (half === 'pm' ? 12 : 0) - hour) * 3_600_000;
  }
  return Date.UTC(year, month - 1, day) + time - (parts.zone ?? 0) * 60_000;
}
