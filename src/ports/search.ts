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
  /** 1 to 1000, as evidence/fuzzy.ts gives it: the higher the better. */
  readonly score: number;
}

/** A GUID of an object, and what it is there. */
export interface GuidHolder {
  readonly key: string;
  readonly name: string;
  readonly id: string;
  readonly side: 'onprem' | 'cloud';
  /** ExchangeGuid, ArchiveGuid, objectGUID, source anchor. */
  readonly what: string;
}

/** Everybody of the loaded directories, to look through while somebody types. Nothing here takes long: what would, goes in slices. */
export interface PeopleSearch {
  /** Objects of both sides; a person with one on each counts twice. */
  readonly count: number;
  /** How many of them are prepared. */
  readonly prepared: () => number;
  /** Prepares more of them until `enough()` is true or all are prepared; true when all are. */
  readonly prepare: (enough: () => boolean) => boolean;
  /** Begins to look through those that are prepared. A look that goes on from what the last one found is faster. */
  readonly look: (query: string, most: number) => PeopleLook;
  /** Who of those that are prepared carries a GUID. */
  readonly holders: (guid: string) => readonly GuidHolder[];
}

export interface PeopleLook {
  /** Goes on until `enough()` is true or the end is reached; true at the end. */
  readonly step: (enough: () => boolean) => boolean;
  /** The best of those that were found so far, best first. Whom both sides know is one hit, once all are prepared. */
  readonly hits: () => readonly PersonHit[];
}

/** One person of the loaded directories: both objects side by side. */
export interface RecipientView {
  readonly name: string;
  readonly id: string;
  readonly sides: PersonHit['sides'];
  /** By which keys the two objects were recognised as one person, strongest first; empty where there is one object only. */
  readonly joinedBy: readonly string[];
  /** Sentences about the two objects: which side has none, who else answers to their keys. */
  readonly remarks: readonly string[];
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
  /** What the glossary explains: the word, and what it means. */
  readonly terms: readonly (readonly [word: string, means: string])[];
}

/** The pages of the documentation as files. */
export interface DocsPort {
  /** Names without their ending. */
  readonly list: () => Promise<readonly string[]>;
  readonly read: (name: string) => Promise<Result<string>>;
}
