const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE = /^[A-Za-z]{3,9}, (\d{2})[ -]([A-Za-z]{3})[ -](\d{2}|\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/** Milliseconds since 1970 of a date in a header of HTTP (RFC 9110, 5.6.7). Bad input: undefined. */
export function httpDate(text: string): number | undefined {
  const match = DATE.exec(text.slice(0, 40).trim());
  if (match === null) return undefined;
  const [, day, name = '', year = '', hour, minute, second] = match;
  const month = MONTHS.indexOf(name.toLowerCase());
  if (month < 0) return undefined;
  return Date.UTC(year.length === 2 ? 2000 + Number(year) : Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
}

/**
 * Milliseconds to wait that a Retry-After asks for: whole or broken seconds, or a date of HTTP. A date in the past: 0. Bad input: undefined.
 * Source: RFC 9110, 10.2.3.
 */
export function retryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.slice(0, 40).trim();
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(trimmed)) return Math.ceil(Number(trimmed) * 1000);
  const date = httpDate(trimmed);
  return date === undefined ? undefined : Math.max(0, date - nowMs);
}
