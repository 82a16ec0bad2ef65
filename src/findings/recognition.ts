import type { Matches } from '../engine/match.js';
import type { Place } from '../evidence/fold.js';
import type { FactSources } from '../facts/maker.js';
import type { Directories } from '../facts/subject.js';

/** The input as the parsers left it; what all findings of one diagnosis share. */
export interface Recognition {
  readonly base: Omit<FactSources, 'captures' | 'subject' | 'entry'>;
  readonly matches: Matches;
  readonly placeOf: (offset: number) => Place;
  readonly directories: Directories;
}
