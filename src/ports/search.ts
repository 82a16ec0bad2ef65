import type { Result } from '../evidence/problem.js';
import type { PageAttribute } from '../render/readiness/page-data.js';

/** Somebody of the loaded directories, as a search lists them. `key` is only good for the data that is loaded now. */
export interface PersonHit {
  readonly key: string;
  /** Display name, or what stands for it. */
  readonly name: string;
  /** Primary address, UPN, or DN: what tells them apart. */
  readonly id: string;
  readonly sides: 'both' | 'onprem' | 'cloud';
  /** Places in `name` that match, for marking. */
  readonly marks: readonly number[];
}

/** Everybody of the loaded directories, to look through while somebody types. */
export interface PeopleSearch {
  readonly count: number;
  /** Prepares more people until `enough()` is true or all are prepared; true when all are. */
  readonly prepare: (enough: () => boolean) => boolean;
  /** Of those who are prepared, the best first. */
  readonly search: (query: string, most: number) => readonly PersonHit[];
}

/** One person of the loaded directories: both objects side by side. */
export interface RecipientView {
  readonly name: string;
  readonly id: string;
  /** How the two objects were recognised as one person, strongest first. */
  readonly joinedBy: readonly string[];
  readonly attributes: readonly PageAttribute[];
  /** What a synchronization cycle would do, in sentences; empty where there is nothing to simulate. */
  readonly notes: readonly string[];
}

/** A rule as a search lists it. */
export interface RuleTitle {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

/** A page of the documentation that comes with the program. */
export interface Topic {
  /** Name of the file without its ending: `live`. */
  readonly name: string;
  readonly title: string;
  /** Its headings, for the search. */
  readonly headings: readonly string[];
}

/** The pages of the documentation as files. */
export interface DocsPort {
  /** Names without their ending. */
  readonly list: () => Promise<readonly string[]>;
  readonly read: (name: string) => Promise<Result<string>>;
}
