import type { Problem } from '../evidence/problem.js';
import type { FactName } from '../facts/fact.js';
import type { Move } from '../findings/checks.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { PlanProof } from '../fixes/proof.js';
import type { DecodedField, Hop } from '../message/message.js';
import type { HeaderField } from '../parse/header/field.js';
import type { ExportFormat, PeopleFilter, PeopleOrder, PeopleTable, PersonDetail, PersonMatch } from '../ports/readiness-session.js';
import type { LoadedSource, SourceSide } from '../ports/session.js';
import type { ConnectionsState, LiveEffect, LiveEvent } from './connections-model.js';
import type { Line } from './lines.js';
import type { Matches, RawText } from './raw-text.js';

/** `move`: choosing the direction of a readiness run; `run`: while it goes on; `table` and `person`: what it came to. */
export type ScreenName =
  | 'home'
  | 'prompt'
  | 'sources'
  | 'result'
  | 'answer'
  | 'help'
  | 'move'
  | 'run'
  | 'table'
  | 'person'
  | 'export'
  | LiveScreen;

/**
 * `connections`: the open ones; `connection`: one of them; `connect`: filling in where to; `preview`: what would be asked for; `signing-in`: while
 * it is waited for; `collect`, `collecting`, `collected`: before, while and after everything is read.
 */
export type LiveScreen = 'connections' | 'connection' | 'connect' | 'preview' | 'signing-in' | 'collect' | 'collecting' | 'collected';

/** Pages about the message whose headers the text holds. `field` is one field or hop of `fields` or `path`, with all that is known of it. */
export type MailView = 'message' | 'path' | 'fields' | 'raw' | 'field';
/** What the result screen shows. */
export type View = 'findings' | MailView;

/**
 * Where the user is: what keys mean depends on it. `write` is home while the box takes letters, `find` a page while its search does;
 * `result` is the findings; `seek` is the table of people while its filter or search takes letters.
 */
export type Place = Exclude<ScreenName, 'table'> | 'write' | MailView | 'find' | TableView | 'seek';

export type Answers = ReadonlyMap<FactName, string | number | boolean>;

/** The text in the paste box. The cursor stands at its end. */
export interface Draft {
  readonly text: string;
  readonly name: string | undefined;
  readonly lineCount: number;
  /** Rows that the view is scrolled up from the end. */
  readonly up: number;
  readonly isWriting: boolean;
  /** It was diagnosed: the next paste replaces it. */
  readonly isDone: boolean;
}

/** A part of a page that can be selected: a command to copy, a question to answer, a header field to look at. */
export interface Item {
  readonly kind: 'command' | 'question' | 'field';
  readonly text: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly question: Question | undefined;
  readonly field?: HeaderField;
}

/** Rows of a page. An array is one; a long text draws only those that are asked for. */
export interface Lines {
  readonly length: number;
  readonly slice: (from: number, to: number) => readonly Line[];
}

/** What the result screen scrolls, and what can be selected or jumped to in it. */
export interface Page {
  readonly lines: Lines;
  readonly items: readonly Item[];
  /** Rows where sections start. */
  readonly sections: readonly number[];
}

/** Where a page is scrolled to, and its marked item. */
export interface Spot {
  readonly top: number;
  readonly item: number | undefined;
}

/** A field of the message as the list shows it, and all its words in lower case, for the filter. */
export interface ListedField {
  readonly decoded: DecodedField;
  readonly words: string;
}

/** The pages about the message. What is costly is made when it is first looked at, and kept. */
export interface MailState {
  /** Made for this width of the window. */
  readonly pages: Readonly<Partial<Record<MailView, Page | undefined>>>;
  readonly spots: Readonly<Partial<Record<MailView, Spot | undefined>>>;
  readonly listed: readonly ListedField[] | undefined;
  /** How many of them the filter lets through. */
  readonly found: number;
  readonly raw: RawText | undefined;
  /** What the `field` page is about, and the page that it was opened from. */
  readonly opened: { readonly field: HeaderField; readonly hop: Hop | undefined; readonly from: 'path' | 'fields' } | undefined;
  /** The page from which a field was shown in the text: Esc goes back to it. */
  readonly rawFrom: 'path' | 'fields' | 'field' | undefined;
  readonly filter: string;
  readonly search: string;
  readonly matches: Matches | undefined;
  /** The letters that are pressed belong to the filter or to the search; what to go back to. */
  readonly typing: { readonly before: string; readonly spot: Spot } | undefined;
}

export interface ResultState {
  readonly diagnosis: Diagnosis;
  readonly view: View;
  /** Undefined: the text holds no headers. */
  readonly mail: MailState | undefined;
  readonly text: string;
  readonly name: string | undefined;
  readonly answers: Answers;
  /** Facts of each answer given, oldest first: for taking back. */
  readonly given: readonly (readonly FactName[])[];
  readonly selected: number;
  readonly page: Page;
  readonly top: number;
  readonly item: number | undefined;
  readonly showsRuledOut: boolean;
  /** What the last answer or load changed. */
  readonly changes: readonly string[];
}

/** What the readiness screen shows. `organization` and `open` are pages of text, the others lists. */
export type TableView = 'people' | 'causes' | 'organization' | 'open' | 'units';

/** What can be chosen before a run: the direction of the move; without one each person as it could move. */
export const DIRECTIONS: readonly (Move | undefined)[] = ['to-cloud', 'to-onprem', undefined];

/** Among more people than that a plan is tried on the twin only when that is asked for: it takes long. */
export const MOST_PROVEN_UNASKED = 5_000;

/** A run on its way. */
export interface RunState {
  readonly direction: Move | undefined;
  /** Undefined until both sides are joined. */
  readonly progress: { readonly done: number; readonly of: number; readonly elapsedMs: number } | undefined;
  /** The user does not want to wait; what is done will be shown. */
  readonly isStopping: boolean;
}

/** The marked row of a list, and the first row in view. */
export interface ListSpot {
  readonly at: number;
  readonly top: number;
}

/** One person, opened from the list. */
export interface PersonState {
  readonly position: number;
  readonly detail: PersonDetail;
  /** Undefined while they are worked out. */
  readonly match: PersonMatch | undefined;
  readonly proof: PlanProof | undefined;
  readonly page: Page;
  readonly spot: Spot;
}

export interface TextPage {
  readonly page: Page;
  readonly spot: Spot;
}

/** The result of a run on the screen. */
export interface ReadinessState {
  readonly table: PeopleTable;
  /** The files that it was made from, to tell when others are loaded. */
  readonly from: string;
  readonly view: TableView;
  readonly filter: PeopleFilter;
  readonly order: PeopleOrder;
  /** Positions of the listed people, in order. */
  readonly listed: Uint32Array;
  readonly spot: ListSpot;
  readonly causesSpot: ListSpot;
  readonly unitsSpot: ListSpot;
  /** Made when they are first looked at, for the width of the window. */
  readonly organization: TextPage | undefined;
  readonly open: TextPage | undefined;
  readonly search: string;
  /** The letters that are pressed belong to the filter or to the search; what to go back to. */
  readonly typing: { readonly kind: 'filter' | 'search'; readonly before: string; readonly spot: ListSpot } | undefined;
  readonly person: PersonState | undefined;
  readonly exportAt: number;
  readonly exportFormat: ExportFormat;
  /** The file of that name is there; Enter once more replaces it. */
  readonly replaces: string | undefined;
}

export type PromptPurpose = 'open' | SourceSide | 'export';

export interface PromptState {
  readonly purpose: PromptPurpose;
  readonly value: string;
}

/** One fact that the user can state. */
export interface AnswerField {
  readonly fact: FactName;
  readonly title: string;
  readonly type: 'boolean' | 'number' | 'text';
  readonly value: string;
}

export interface AnswerState {
  readonly question: Question;
  readonly fields: readonly AnswerField[];
  readonly at: number;
}

export interface Notice {
  readonly tone: 'good' | 'plain' | 'caution';
  readonly text: string;
}

/** All that the screen shows. Changed by `update` only. */
export interface State {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
  /** The last one is shown; Esc goes back. */
  readonly screens: readonly ScreenName[];
  readonly draft: Draft;
  readonly sources: readonly LoadedSource[];
  readonly sourceAt: number;
  readonly result: ResultState | undefined;
  readonly prompt: PromptState;
  readonly answer: AnswerState | undefined;
  /** The marked direction, before a readiness run. */
  readonly moveAt: number;
  readonly run: RunState | undefined;
  readonly readiness: ReadinessState | undefined;
  /** Undefined: the program was started without what opens connections. */
  readonly connections: ConnectionsState | undefined;
  readonly helpTop: number;
  readonly notice: Notice | undefined;
  readonly problem: Problem | undefined;
  /** What is being waited for. */
  readonly busy: string | undefined;
  /** The last text that went to the clipboard, for writing it into a file. */
  readonly copied: { readonly fileName: string; readonly text: string } | undefined;
}

/** What happened: a key, a paste, or the outcome of an effect. */
export type Event =
  | { readonly kind: 'key'; readonly key: string }
  /** Several characters at once that were not marked as a paste. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'opened'; readonly name: string; readonly text: string; readonly sources: readonly LoadedSource[] }
  | { readonly kind: 'diagnosed'; readonly diagnosis: Diagnosis; readonly request: DiagnoseRequest }
  | { readonly kind: 'sources'; readonly sources: readonly LoadedSource[]; readonly loaded: LoadedSource | undefined }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number; readonly elapsedMs: number }
  | { readonly kind: 'assessed'; readonly table: PeopleTable }
  | { readonly kind: 'arranged'; readonly table: PeopleTable; readonly order: PeopleOrder }
  | { readonly kind: 'person'; readonly table: PeopleTable; readonly position: number; readonly detail: PersonDetail }
  | { readonly kind: 'matched'; readonly table: PeopleTable; readonly position: number; readonly match: PersonMatch }
  | { readonly kind: 'proven'; readonly table: PeopleTable; readonly position: number; readonly proof: PlanProof }
  | { readonly kind: 'exported'; readonly path: string; readonly people: number; readonly notes: readonly string[] }
  | { readonly kind: 'exists'; readonly path: string }
  | { readonly kind: 'copied'; readonly fileName: string; readonly text: string; readonly notice: string }
  | { readonly kind: 'said'; readonly notice: string }
  | { readonly kind: 'live'; readonly live: LiveEvent };

export interface DiagnoseRequest {
  readonly text: string;
  readonly name: string | undefined;
  readonly answers: Answers;
  readonly given: readonly (readonly FactName[])[];
  /** The same input as before: keep the place, and say what changed. */
  readonly isAgain: boolean;
}

/** What the program has to do beside changing the screen. */
export type Effect =
  | { readonly kind: 'diagnose'; readonly request: DiagnoseRequest }
  /** `otherwise`: the text to diagnose when no such file can be read. */
  | { readonly kind: 'open'; readonly path: string; readonly otherwise?: string }
  | { readonly kind: 'load'; readonly path: string; readonly side: SourceSide }
  | { readonly kind: 'unload'; readonly path: string }
  | { readonly kind: 'demo' }
  | { readonly kind: 'copy'; readonly what: string; readonly fileName: string; readonly text: string }
  | { readonly kind: 'copy-report'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'save'; readonly fileName: string; readonly text: string }
  | { readonly kind: 'assess'; readonly direction: Move | undefined }
  /** Ends the run with those who are judged. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'arrange'; readonly table: PeopleTable; readonly order: PeopleOrder }
  | { readonly kind: 'person'; readonly table: PeopleTable; readonly position: number }
  | { readonly kind: 'prove'; readonly table: PeopleTable; readonly position: number }
  | {
      readonly kind: 'export';
      readonly table: PeopleTable;
      readonly format: ExportFormat;
      readonly path: string;
      readonly positions: Uint32Array;
      readonly listed: string | undefined;
      readonly replaces: boolean;
    }
  | { readonly kind: 'live'; readonly live: LiveEffect }
  | { readonly kind: 'exit'; readonly code: number };

export interface Outcome {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function placeOf(state: State): Place {
  const screen = state.screens.at(-1) ?? 'home';
  if (screen === 'home' && state.draft.isWriting) return 'write';
  if (screen === 'table')
    return state.readiness === undefined ? 'home' : state.readiness.typing === undefined ? state.readiness.view : 'seek';
  if (screen !== 'result' || state.result === undefined || state.result.view === 'findings') return screen;
  return state.result.mail?.typing === undefined ? state.result.view : 'find';
}

/** Smallest window that the screens are made for. */
export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 15;

export function isTooSmall({ columns, rows }: State): boolean {
  return columns < LEAST_COLUMNS || rows < LEAST_ROWS;
}
