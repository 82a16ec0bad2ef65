import type { Side } from '../evidence/directory.js';
import type { Problem } from '../evidence/problem.js';
import type { FactName } from '../facts/fact.js';
import type { Question } from '../findings/questions.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { LoadedSource } from '../ports/session.js';
import type { Line } from './lines.js';

/** Where the user is: what keys mean depends on it. `write` is home while the box takes letters. */
export type Place = 'home' | 'write' | 'prompt' | 'sources' | 'result' | 'answer' | 'help';
export type ScreenName = Exclude<Place, 'write'>;

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

/** A part of a page that can be selected: a command to copy, or a question to answer. */
export interface Item {
  readonly kind: 'command' | 'question';
  readonly text: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly question: Question | undefined;
}

/** Rows of a finding, and what can be selected or jumped to in them. */
export interface Page {
  readonly lines: readonly Line[];
  readonly items: readonly Item[];
  /** Rows where sections start. */
  readonly sections: readonly number[];
}

export interface ResultState {
  readonly diagnosis: Diagnosis;
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

export type PromptPurpose = 'open' | Side;

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
  | { readonly kind: 'load'; readonly path: string; readonly side: Side }
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
  return screen === 'home' && state.draft.isWriting ? 'write' : screen;
}

/** Smallest window that the screens are made for. */
export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 15;

export function isTooSmall({ columns, rows }: State): boolean {
  return columns < LEAST_COLUMNS || rows < LEAST_ROWS;
}
