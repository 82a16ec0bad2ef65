import type { Problem } from '../evidence/problem.js';
import type { FactName } from '../facts/fact.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { DecodedField, Hop } from '../message/message.js';
import type { HeaderField } from '../parse/header/field.js';
import type { LoadedSource, SourceSide } from '../ports/session.js';
import type { Line } from './lines.js';
import type { Matches, RawText } from './raw-text.js';

export type ScreenName = 'home' | 'prompt' | 'sources' | 'result' | 'answer' | 'help';

/** Pages about the message whose headers the text holds. `field` is one field or hop of `fields` or `path`, with all that is known of it. */
export type MailView = 'message' | 'path' | 'fields' | 'raw' | 'field';
/** What the result screen shows. */
export type View = 'findings' | MailView;

/**
 * Where the user is: what keys mean depends on it. `write` is home while the box takes letters, `find` a page while its search does;
 * `result` is the findings.
 */
export type Place = ScreenName | 'write' | MailView | 'find';

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

export type PromptPurpose = 'open' | SourceSide;

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
  | { readonly kind: 'copied'; readonly fileName: string; readonly text: string; readonly notice: string }
  | { readonly kind: 'said'; readonly notice: string };

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
  | { readonly kind: 'exit'; readonly code: number };

export interface Outcome {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function placeOf(state: State): Place {
  const screen = state.screens.at(-1) ?? 'home';
  if (screen === 'home' && state.draft.isWriting) return 'write';
  if (screen !== 'result' || state.result === undefined || state.result.view === 'findings') return screen;
  return state.result.mail?.typing === undefined ? state.result.view : 'find';
}

/** Smallest window that the screens are made for. */
export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 15;

export function isTooSmall({ columns, rows }: State): boolean {
  return columns < LEAST_COLUMNS || rows < LEAST_ROWS;
}
