import type { DirectoryTable, Side } from '../evidence/directory.js';
import type { FactName } from '../facts/fact.js';
import type { Question } from '../findings/questions.js';

/** What a user says to a question. */
export type StatedValue = string | number | boolean;

/** One line of what a pasted output was read as, for showing: a property and its value, or what is not there. */
export interface SeenValue {
  /** Name of the object it belongs to; empty where there is one only. */
  readonly of: string;
  readonly name: string;
  readonly value: string;
}

/**
 * What the pasted output of one or several commands was read as.
 *
 * `outputs`: at least one block of it is output that is known: objects of a directory, settings of the organization, or what answers the question.
 * `side`: it holds objects of a directory, and nothing in it says of which side: to be read again with the side.
 * `nothing`: no output of a command that is known here.
 */
export type OutputReading =
  | {
      readonly kind: 'outputs';
      /** Objects, by side. What stands in them is known; all that does not is not known. */
      readonly tables: readonly DirectoryTable[];
      /** Settings as the text of a settings file. */
      readonly settings: readonly { readonly text: string; readonly source: string }[];
      /** Facts of the question that the output states. */
      readonly stated: ReadonlyMap<FactName, StatedValue>;
      /** The first of what was read, for showing. */
      readonly seen: readonly SeenValue[];
      /** Share of the lines, between 0 and 1, that are output; 0 where an error stands beside it, which is to be diagnosed. */
      readonly share: number;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'side'; readonly what: string; readonly objects: number }
  | { readonly kind: 'nothing'; readonly why: string };

/** How an output is to be read. */
export interface OutputHints {
  /** Stands for the output in evidence: "pasted 2: Get-RemoteMailbox". Its words after the number are made by the reader. */
  readonly number: number;
  readonly question?: Question | undefined;
  readonly side?: Side | undefined;
}
