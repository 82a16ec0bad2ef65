const DAY = 86_400_000;
const DAYS_OF_400_YEARS = 146_097;
// 0000-03-01 to 1970-01-01: years that begin in March end with their leap day.
const DAYS_TO_EPOCH = 719_468;
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const FIRST = Date.UTC(1000, 0, 1);

/**
 * In: milliseconds since 1970. Out: `2026-03-02T09:00:01.000Z`, as Date.toISOString writes it.
 *
 * Reckoned here, for the first Date of a process that is written loads the time zones, and that costs a tenth of a short run.
 * Bad input: years beyond four digits are left to Date, which throws for what is no time.
 */
export function utcText(at: number): string {
  if (!(at >= FIRST && at <= LAST)) return new Date(at).toISOString();
  const days = Math.floor(at / DAY);
  const rest = Math.floor(at - days * DAY);
  const shifted = days + DAYS_TO_EPOCH;
  const era = Math.floor(shifted / DAYS_OF_400_YEARS);
  const dayOfEra = shifted - era * DAYS_OF_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const clock = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60].map((part) => digits(Math.floor(part), 2)).join(':');
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T${clock}.${digits(rest % 1000, 3)}Z`;
}

function digits(number: number, count: number): string {
  return String(number).padStart(count, '0');
}
