/** ISO text of a time in UTC, for people: "2026-11-23 02:18:02 UTC". What is no such text stays as it is. */
export function timeWords(time: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?:Z|\+00:00)$/.exec(time);
  return parts === null ? time : `${parts[1] ?? ''} ${parts[2] ?? ''} UTC`;
}

/** From one time to another: "2026-11-23 02:18:02 UTC, 4 min 05 s"; the first alone where the second is missing or earlier. */
export function spanWords(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (!(seconds >= 0)) return timeWords(from);
  return seconds < 1 ? timeWords(from) : `${timeWords(from)}, ${durationWords(seconds)}`;
}

function durationWords(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (number: number): string => String(number).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole / 60) % 60)} min`;
}
