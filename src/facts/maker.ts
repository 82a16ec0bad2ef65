import type { Extracted } from '../parse/error-text/extract.js';
import type { Fields, IdentityField } from '../parse/error-text/fields.js';
import type { Fact, FactName } from './fact.js';
import type { Directories, Subject } from './subject.js';
import type { Settings } from './tenant.js';

/** A value that a placeholder of the matched template covered. */
export interface CapturedValue {
  readonly value: string;
  readonly line: number;
  readonly column: number;
}

/** Everything that facts are made from, for one finding. */
export interface FactSources {
  readonly text: string;
  readonly extracted: Extracted;
  readonly fields: Fields;
  readonly identities: readonly IdentityField[];
  readonly captures: ReadonlyMap<string, CapturedValue>;
  readonly direction: 'to-cloud' | 'to-onprem' | undefined;
  readonly directories: Directories;
  readonly subject: Subject;
  readonly settings: Settings | undefined;
  /** What the user answered: asked facts, or any fact by its name. */
  readonly answers: ReadonlyMap<FactName, string | number | boolean>;
  /** The settings key that an asked fact can be read from. */
  readonly settingOf: (name: FactName) => string | undefined;
}

/** Answers facts by name; each is worked out once. */
export type Facts = (name: FactName) => Fact;

/** A maker of one fact; it may ask for others. */
export type FactMaker = (sources: FactSources, facts: Facts) => Fact;

export const unknown = (why: string): Fact => ({ kind: 'unknown', why });
