import type { HeaderDate } from '../parse/header/field.js';

export interface Delay {
  readonly seconds: number;
  readonly isSkew: boolean;
}

/** A wrong clock shows at the first and at the last line of a server; that many lines may stand between. */
const REACH = 4;
/** Two delays cancel out where their sum is below this, or below a tenth of the greater. */
const REST_SECONDS = 60;
/** A date without a zone may be off by hours. */
const ZONE_SECONDS = 15 * 60;

function cancelsOut(positive: number, negative: number): boolean {
  return Math.abs(positive + negative) <= Math.max(REST_SECONDS, positive / 10) && -negative >= positive / 2;
}

/** A negative delay within reach, before or after, has the size of this one, and nothing but small delays lie between. */
function hasCounterpart(seconds: readonly (number | undefined)[], index: number): boolean {
  const delay = seconds[index] ?? 0;
  for (const step of [1, -1]) {
    for (let far = 1; far <= REACH; far += 1) {
      const other = seconds[index + step * far];
      if (other === undefined || other > REST_SECONDS) {
        break;
      }
      if (other < 0 && cancelsOut(delay, other)) {
        return true;
      }
    }
  }
  return false;
}

const lacksZone = (date: HeaderDate | undefined): boolean => date?.kind === 'known' && !date.hasZone;

function isSkew(seconds: readonly (number | undefined)[], index: number, dates: readonly HeaderDate[]): boolean {
  const delay = seconds[index] ?? 0;
  if (delay <= REST_SECONDS) {
    return delay < 0;
  }
  return hasCounterpart(seconds, index) || (delay >= ZONE_SECONDS && (lacksZone(dates[index]) || lacksZone(dates[index - 1])));
}

/** In: dates of the hops, oldest first. Out: for each the delay since the hop before it; undefined where one of the two has no date. */
export function measureDelays(dates: readonly HeaderDate[]): readonly (Delay | undefined)[] {
  const seconds = dates.map((date, index) => {
    const before = dates[index - 1];
    return date.kind === 'known' && before?.kind === 'known' ? (date.at - before.at) / 1000 : undefined;
  });
  return seconds.map((delay, index) => (delay === undefined ? undefined : { seconds: delay, isSkew: isSkew(seconds, index, dates) }));
}

/** Seconds between the oldest and the newest date that can be read; undefined where there are not two. */
export function totalDelay(dates: readonly HeaderDate[]): number | undefined {
  const known = dates.flatMap((date) => (date.kind === 'known' ? [date.at] : []));
  const [first] = known;
  const last = known.at(-1);
  return first === undefined || last === undefined || known.length < 2 ? undefined : (last - first) / 1000;
}
