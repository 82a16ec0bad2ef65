import type { Side } from '../evidence/directory.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Place } from '../evidence/fold.js';
import type { Message, OwnOrganization } from '../message/message.js';
import type { InputKind } from '../parse/error-text/detect.js';
import type { Extracted } from '../parse/error-text/extract.js';
import type { Fields, IdentityField } from '../parse/error-text/fields.js';
import type { DeliveryReport, ReportEntry } from '../parse/ndr/report.js';
import type { SyncErrorEntry } from '../parse/sync-error/entry.js';
import type { Fact, FactName, FactType, FactValue } from './fact.js';
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
  /** What the user says that the input is. */
  readonly kind: InputKind | undefined;
  readonly direction: 'to-cloud' | 'to-onprem' | undefined;
  readonly directories: Directories;
  readonly subject: Subject;
  readonly settings: Settings | undefined;
  /** The headers of the input, read as a message; undefined where it holds none. */
  readonly message: Message | undefined;
  /** The input as a delivery report, and the part of it that is about the recipient of this finding. */
  readonly report: DeliveryReport | undefined;
  readonly entry: ReportEntry | undefined;
  /** The synchronization errors of the input, read when they are first asked for; and the one that this finding is about. */
  readonly syncErrors?: () => readonly SyncErrorEntry[];
  readonly syncError?: SyncErrorEntry | undefined;
  readonly own: OwnOrganization;
  readonly placeOf: (offset: number) => Place;
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

/** A fact with its definition beside its maker. */
export interface DefinedFact {
  readonly type: FactType;
  readonly title: string;
  /** Columns of each side that it looks at, besides keys and addresses: the readers of large exports keep only what is named. */
  readonly reads?: Readonly<Partial<Record<Side, readonly string[]>>>;
  readonly make: FactMaker;
}

/** A known fact. Its evidence may be made when somebody asks for it: most facts only decide that a rule does not fire. */
export function known(value: FactValue | null, evidence: readonly Evidence[] | (() => readonly Evidence[]) = []): Fact {
  return typeof evidence === 'function' ? new KnownLater(value, evidence) : { kind: 'known', value, evidence };
}

class KnownLater {
  readonly kind = 'known' as const;
  readonly value: FactValue | null;
  private readonly make: () => readonly Evidence[];
  private made: readonly Evidence[] | undefined;

  constructor(value: FactValue | null, make: () => readonly Evidence[]) {
    this.value = value;
    this.make = make;
  }

  get evidence(): readonly Evidence[] {
    this.made ??= this.make();
    return this.made;
  }
}
