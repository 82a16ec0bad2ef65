import type { TextMatch } from '../engine/match.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Place } from '../evidence/fold.js';

const QUOTE_LENGTH = 400;
const LINE_LENGTH = 180;

/** What a template covered, as evidence: on one line, cut where it is long. */
export function quote(text: string, match: TextMatch, placeOf: (offset: number) => Place): Evidence {
  const place = placeOf(match.start);
  const whole = text.slice(match.start, Math.min(match.end, match.start + QUOTE_LENGTH));
  // A quotation over several lines of a record is cut at the first: the rest is what stood between the words.
  const raw = whole.length > LINE_LENGTH && whole.includes('\n') ? `${whole.slice(0, LINE_LENGTH)} …` : whole;
  return { source: 'input', text: raw.replace(/\s+/g, ' '), line: place.line, column: place.column };
}

/** Each evidence once. */
export function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map((item) => [`${item.source} ${item.path ?? ''} ${item.text.toLowerCase()}`, item])).values()];
}
