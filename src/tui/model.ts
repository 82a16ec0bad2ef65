import type { Problem } from '../evidence/problem.js';
import type { FactName } from '../facts/fact.js';
import type { Move } from '../findings/checks.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { PlanProof } from '../fixes/proof.js';
import type { DecodedField, Hop } from '../message/message.js';
import type { HeaderField } from '../parse/header/field.js';
import type { OutputReading } from '../ports/output.js';
import type { ExportFormat, PeopleFilter, PeopleOrder, PeopleTable, PersonDetail, PersonMatch } from '../ports/readiness-session.js';
import { type LoadedSource, REPORT_FORMATS, type SourceSide } from '../ports/session.js';
import type { ConnectionsState } from './connections-model.js';
import type { Answers, Effect } from './events.js';
import type { Page, Spot } from './page-model.js';
import type { PaletteState, ReadingState } from './palette-model.js';
import type { Matches, RawText } from './raw-text.js';

export type { Answers, DiagnoseRequest, Effect, Event, OutputTaking } from './events.js';
export type { Item, Lines, Page, Spot } from './page-model.js';

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
  | SessionScreen
  | LiveScreen;

/**
 * `session`: all findings, inputs and what happened; `palette`: looking for anything by its name; `reading`: a page of text that it led to;
 * `save`: what to write, and how; `side`: which side directory data is of.
 */
export type SessionScreen = 'session' | 'palette' | 'reading' | 'save' | 'side';

/** What the session screen lists: the findings of all inputs, the inputs, what happened. */
export type SessionView = 'all' | 'inputs' | 'history';
export const SESSION_VIEWS: readonly SessionView[] = ['all', 'inputs', 'history'];

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
export type Place = Exclude<ScreenName, 'table' | 'session'> | 'write' | MailView | 'find' | TableView | 'seek' | SessionView;

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

/** One input of the session, and how it is looked at. */
export interface ResultState {
  /** Tells the inputs of a session apart; rises. */
  readonly id: number;
  /** When it was diagnosed first: milliseconds since 1970. */
  readonly at: number;
  /** Facts of questions that the user could not answer. */
  readonly skipped: ReadonlySet<FactName>;
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
  /** The files that are checked. */
  readonly from: string;
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

export type PromptPurpose = 'open' | SourceSide | 'export' | 'report' | 'session';

export interface PromptState {
  readonly purpose: PromptPurpose;
  readonly value: string;
  /** The file of that name is there; Enter once more replaces it. */
  readonly replaces?: string | undefined;
}

/** What happened in the session, oldest first. */
export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly what: 'input' | 'data' | 'answer' | 'readiness' | 'file';
  readonly text: string;
  /** The input that it is about. */
  readonly input?: number | undefined;
}

/** What to write, before the path is asked for. */
export interface SavingState {
  readonly at: number;
  readonly isRedacted: boolean;
  /** Every input, or the shown one. */
  readonly isAll: boolean;
  /** Where the session was written to, or opened from. */
  readonly path?: string | undefined;
}
export const SAVE_CHOICES = [...REPORT_FORMATS, 'session'] as const;
export type SaveChoice = (typeof SAVE_CHOICES)[number];

/** Directory data of which the user has to say the side. */
export interface PendingSide {
  readonly what: string;
  readonly path: string | undefined;
  readonly text: string | undefined;
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
  /** Which question of the conversation it is, from 1. */
  readonly number: number;
  /** Nothing but questions that the user could not answer is left. */
  readonly isAllSkipped: boolean;
  /** Rows of the question that are scrolled out above the window. */
  readonly top: number;
  /** How many of its commands were copied: the next one comes then. */
  readonly copied: number;
  /** What was pasted as the answer, while and after it is read. */
  readonly paste?: AnswerPaste | undefined;
  /** What the last answer changed. */
  readonly changes?: readonly string[] | undefined;
  /** The question that was put aside last, until another answer comes: taking back asks it again. */
  readonly putAside?: FactName | undefined;
  /** The question to ask next, whichever is best. */
  readonly wanted?: FactName | undefined;
}

export interface AnswerPaste {
  /** What is still to be read; empty once it is. */
  readonly text: string;
  readonly lineCount: number;
  readonly size: number;
  /** The question that it was pasted to. */
  readonly to: FactName;
  /** Undefined while it is read, and before Enter where the terminal does not mark pastes. */
  readonly reading: OutputReading | undefined;
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
  /** Milliseconds since 1970, when the last event came. */
  readonly now: number;
  /** Clicks and the wheel come to the program, and not to the terminal. */
  readonly mouse: boolean;
  /** For a screen reader: plain lines, nothing beside each other. */
  readonly linear: boolean;
  /** The last one is shown; Esc goes back. */
  readonly screens: readonly ScreenName[];
  readonly draft: Draft;
  readonly sources: readonly LoadedSource[];
  readonly sourceAt: number;
  /** The input that is looked at. */
  readonly result: ResultState | undefined;
  /** The other inputs of the session, oldest first. */
  readonly others: readonly ResultState[];
  /** Inputs whose diagnosis is older than the loaded data, or their answers; some may be closed by now. */
  readonly old: ReadonlySet<number>;
  /** The id that the next input gets. */
  readonly nextInput: number;
  readonly history: readonly HistoryEntry[];
  readonly listing: { readonly view: SessionView; readonly spots: Readonly<Record<SessionView, ListSpot>> };
  readonly saving: SavingState;
  readonly pendingSide: PendingSide | undefined;
  readonly palette: PaletteState | undefined;
  readonly reading: ReadingState | undefined;
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

export interface Outcome {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function placeOf(state: State): Place {
  const screen = state.screens.at(-1) ?? 'home';
  if (screen === 'home' && state.draft.isWriting) return 'write';
  if (screen === 'session') return state.listing.view;
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
