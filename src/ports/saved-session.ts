import type { SourceSide } from './source.js';

/**
 * A session as its file holds it. Texts and pasted outputs stand in it whole, files by their path; of live connections only what was read is named,
 * for it is not there any more. Never a secret.
 */
export interface SavedSession {
  readonly schema: 'crossprem/session@1';
  /** Version of the program that wrote it. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  /** The built-in sample was opened: its text is diagnosed with the sample's own settings. */
  readonly sample?: boolean | undefined;
  /** The place of the input that was shown last. */
  readonly shown?: number | undefined;
  readonly inputs: readonly SavedInput[];
  readonly sources: readonly SavedSource[];
  /** Outputs that were pasted, as they were, in order. */
  readonly pasted: readonly SavedOutput[];
  readonly history: readonly SavedEntry[];
}

/** A higher number is not kept: numbers go on from the highest, and the file has a bound for them. */
export const HIGHEST_KEPT = 1_000_000;

/** What is optional below is not in the files of the first version. */
export interface SavedInput {
  /** What lists call it by: "pasted text 3". Rises. */
  readonly number?: number | undefined;
  readonly name?: string | undefined;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly answers: Readonly<Record<string, string | number | boolean>>;
  /** Facts of each answer, oldest first. */
  readonly given: readonly (readonly string[])[];
  readonly skipped: readonly string[];
  /** The place of the finding that was looked at. */
  readonly selected?: number | undefined;
}

export interface SavedSource {
  readonly path: string;
  readonly side: SourceSide;
  readonly kind: 'file' | 'snapshot' | 'live';
  /** It belongs to the built-in sample: another installation has it elsewhere. */
  readonly sample?: boolean | undefined;
  /** Parts of the snapshot that were taken out of the session. */
  readonly without?: readonly string[] | undefined;
}

export interface SavedOutput {
  /** Stands in the names of what was read out of it, and so in `given`: "pasted 2: Get-Mailbox". Rises. */
  readonly number?: number | undefined;
  readonly text: string;
  readonly side?: 'onprem' | 'cloud' | undefined;
  /** The question that it answers; the finding that asked it, by its rule and whom it is about. */
  readonly question?:
    | { readonly fact: string; readonly rule: string; readonly guid?: string | undefined; readonly addresses: readonly string[] }
    | undefined;
}

export interface SavedEntry {
  readonly at: string;
  readonly text: string;
  readonly what?: SavedEvent | undefined;
  /** The place of the input that it is about. */
  readonly input?: number | undefined;
}

export type SavedEvent = 'input' | 'data' | 'answer' | 'readiness' | 'file';
