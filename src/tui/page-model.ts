import type { Question } from '../findings/questions.js';
import type { HeaderField } from '../parse/header/field.js';
import type { Line } from './lines.js';

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
