import type { Problem } from '../evidence/problem.js';
import type { GuidHolder, PersonHit, RecipientView, RuleTitle, Topic } from '../ports/search.js';
import type { Page, Spot } from './page-model.js';

/** What the palette leads to. */
export type PaletteTarget =
  /** A key of the screen that the palette was opened from. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'go'; readonly to: Destination }
  | { readonly kind: 'finding'; readonly input: number; readonly index: number }
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'person'; readonly key: string }
  | { readonly kind: 'rule'; readonly id: string }
  /** `at`: a heading of the page, or a word that it explains. */
  | { readonly kind: 'topic'; readonly name: string; readonly at?: string }
  | { readonly kind: 'guid'; readonly value: string };

/** Screens that can be gone to from anywhere. */
export type Destination = 'home' | 'result' | 'session' | 'sources' | 'connections' | 'move' | 'table' | 'help';

/** A line of the palette. */
export interface PaletteEntry {
  readonly target: PaletteTarget;
  /** What it is: "finding", "rule". */
  readonly word: string;
  /** The head that it stands below while nothing is typed. */
  readonly group: string;
  readonly title: string;
  /** Beside the title, quietly. */
  readonly aside: string;
}

/** The palette while it is open. */
export interface PaletteState {
  readonly query: string;
  readonly entries: readonly PaletteEntry[];
  readonly at: number;
  /** The first row in view; heads are rows, too. */
  readonly top: number;
  /** The people that a search found last, and by what it looked. */
  readonly people: readonly PersonHit[];
  readonly peopleFor: string;
  /** How many objects can be looked through already; undefined: no directory data is loaded. */
  readonly prepared: { readonly done: number; readonly of: number } | undefined;
  /** Undefined until they were read. */
  readonly rules: readonly RuleTitle[] | undefined;
  readonly topics: readonly Topic[] | undefined;
}

/** A page of text: somebody, a rule, a page of the documentation, a GUID. Made anew from `content` for another width. */
export interface ReadingState {
  readonly title: string;
  readonly content: ReadingContent;
  readonly page: Page;
  readonly spot: Spot;
  /** Where the items of the page lead, by their index. */
  readonly links: ReadonlyMap<number, ReadingLink>;
  /** The page that led to this one: Esc goes back to it. */
  readonly before: ReadingState | undefined;
  /** How many pages lie above each other, this one included. */
  readonly depth: number;
}

export type ReadingContent =
  | { readonly kind: 'person'; readonly view: RecipientView }
  /** `name`: the page of the documentation; undefined for that of a rule. */
  | { readonly kind: 'markdown'; readonly text: string; readonly name?: string | undefined }
  | {
      readonly kind: 'guid';
      readonly value: string;
      readonly holders: readonly GuidHolder[];
      /** How many objects were looked through; undefined: no directory data is loaded. */
      readonly looked: number | undefined;
    };

export type ReadingLink =
  | { readonly kind: 'topic'; readonly name: string; readonly at?: string }
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'person'; readonly key: string }
  /** A place of the page itself. */
  | { readonly kind: 'line'; readonly line: number }
  /** The person in the readiness result. */
  | { readonly kind: 'readiness'; readonly position: number };

/** The page that is shown: pages that Esc left are not there any more. */
export function shownReading({
  reading,
  screens,
}: {
  readonly reading: ReadingState | undefined;
  readonly screens: readonly string[];
}): ReadingState | undefined {
  const depth = screens.filter((screen) => screen === 'reading').length;
  let shown = reading;
  while (shown !== undefined && shown.depth > Math.max(1, depth)) shown = shown.before;
  return shown;
}

export type PaletteEvent =
  /** What can be looked for was read; comes once, when the palette opens. */
  | { readonly kind: 'searchable'; readonly rules: readonly RuleTitle[]; readonly topics: readonly Topic[] }
  /** `of` is 0 where no directory data is loaded. */
  | {
      readonly kind: 'found';
      readonly query: string;
      readonly people: readonly PersonHit[];
      readonly done: number;
      readonly of: number;
    }
  | {
      readonly kind: 'read';
      readonly title: string;
      readonly content: ReadingContent;
      readonly at?: string | undefined;
      readonly isWaited?: boolean;
    }
  | { readonly kind: 'unread'; readonly problem: Problem; readonly isWaited?: boolean };

export type PaletteEffect =
  /** Reads rules and topics, and prepares the people. */
  | { readonly kind: 'searchable' }
  /** Looks for people; a later search ends an earlier one. */
  | { readonly kind: 'search'; readonly query: string }
  | {
      readonly kind: 'read';
      readonly what: { readonly kind: 'person' | 'rule' | 'topic' | 'guid'; readonly id: string; readonly at?: string | undefined };
      /** The screen says what it waits for; whoever goes back meanwhile does not get the page. */
      readonly isWaited?: boolean;
    };
